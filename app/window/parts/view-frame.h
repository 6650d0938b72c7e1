/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a view: its title and controls, its canvas, the table twin of that, and a menu that copies
 * or saves either. */
#pragma once

#include "app/window/model/debugger.h"
#include "app/window/parts/canvas.h"
#include "app/window/parts/data-table.h"

G_BEGIN_DECLS

#define BS_TYPE_VIEW_FRAME (bs_view_frame_get_type ())
G_DECLARE_FINAL_TYPE (BsViewFrame, bs_view_frame, BS, VIEW_FRAME, GtkWidget)

/* In a .ui file:
 *
 *   <object class="BsViewFrame" id="frame">
 *     <property name="title" translatable="yes">Policy</property>        what the head says, dimmed
 *     <property name="subtitle">…</property>                              (optional) caption beside it
 *     <property name="file-name">policy</property>                        what saved files are called
 *     <property name="main">True</property>                               (optional) stands for its page
 *     <child type="start">…</child>     (optional) between title and subtitle, such as a chip
 *     <child type="control">…</child>   (optional, many) at the end of the head, before the menu button
 *     <child type="above">…</child>     (optional) below the head, above canvas and table (a revealer)
 *     <child><object class="BsFsmCanvas" id="fsm">…</object></child>      shown: the canvas, or what holds it
 *     <child type="table">…</child>     (optional) a twin of your own instead of a BsDataTable (the strip's)
 *   </object>
 *
 * Without a title there is no head, only the actions (the strip: its own bar has the menu).
 * Actions on the frame: view.copy-picture, view.save-picture, view.table (stateful, Ctrl+T),
 * view.copy-table, view.save-table. Ctrl+Shift+C copies the picture while the frame has the focus,
 * Ctrl+T shows the table (also when focus is in the table). */
GtkWidget *bs_view_frame_new (void);

/**
 * BsViewTableFunc:
 * @decision: where the clock rests, from 1
 * @data: as given to bs_view_frame_set_table(); several threads may read it at a time
 *
 * Runs in a thread. Returns: (transfer full): the rows behind the picture; %NULL with an error
 */
typedef BsTable *(*BsViewTableFunc) (BsTrace *trace, guint32 decision, gconstpointer data,
                                     GCancellable *cancellable, GError **error);

/** bs_view_frame_set_table: how the table twin is made: at once when it is visible or asked for, and
 * again whenever the clock rests elsewhere (@of_decision) or this is called again, as when an option of the
 * view (scope, inner batch) changed. @destroy: when no thread needs @data any more. */
void bs_view_frame_set_table (BsViewFrame *self, BsViewTableFunc func, gboolean of_decision,
                              gpointer data, GDestroyNotify destroy);

/** bs_view_frame_set_debugger: whose clock and trace count; failures are said through it. The canvas
 * gets its content from you. */
void bs_view_frame_set_debugger (BsViewFrame *self, BsDebugger *debugger);

void bs_view_frame_set_title (BsViewFrame *self, const char *title);
void bs_view_frame_set_subtitle (BsViewFrame *self, const char *subtitle);

gboolean bs_view_frame_get_show_table (BsViewFrame *self);
void bs_view_frame_set_show_table (BsViewFrame *self, gboolean show);

/** bs_view_frame_get_data_table: its signal `row-activated` lets the panel select what a row is about. */
BsDataTable *bs_view_frame_get_data_table (BsViewFrame *self);

/** bs_view_frame_get_canvas: Returns: (transfer none): the first canvas in the child. */
BsCanvas *bs_view_frame_get_canvas (BsViewFrame *self);

/** bs_view_frame_find: Returns: (nullable): the frame in @root that has the focus, else the one that had
 * it last and is visible, else the first visible one: what the export menu of the header bar acts on. */
BsViewFrame *bs_view_frame_find (GtkWidget *root);

G_END_DECLS
