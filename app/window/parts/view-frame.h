/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a view: its title and controls, its canvas, the table twin of that, and a menu that
 * copies or saves either. */
#pragma once

#include "app/window/model/debugger.h"
#include "app/window/parts/canvas.h"
#include "app/window/parts/data-table.h"

G_BEGIN_DECLS

#define BS_TYPE_VIEW_FRAME (bs_view_frame_get_type ())
G_DECLARE_FINAL_TYPE (BsViewFrame, bs_view_frame, BS, VIEW_FRAME, GtkWidget)

/**
 * bs_view_frame_new:
 *
 * In .ui files: properties `title`, `subtitle`, `file-name` (what saved files are called) and `main`
 * (it stands for its page). Its child holds the canvas; children of type `start` follow the title,
 * `control` stand before the menu, `above` below the head, and `table` is a twin of one's own in
 * place of a BsDataTable. Without a title there is no head.
 *
 * Actions: view.copy-picture (Ctrl+Shift+C), view.save-picture, view.table (Ctrl+T),
 * view.copy-table, view.save-table.
 */
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

/**
 * bs_view_frame_set_table:
 * @of_decision: the rows are others when the clock rests elsewhere
 * @destroy: (nullable): when no thread needs @data any more
 *
 * How the rows are made: when somebody looks at them, copies or saves them. Called again when an
 * option of the view is another one.
 */
void bs_view_frame_set_table (BsViewFrame *self, BsViewTableFunc func, gboolean of_decision,
                              gpointer data, GDestroyNotify destroy);

/** bs_view_frame_set_debugger: whose clock and trace count, and who says what failed. The canvas has
 * its content from elsewhere. */
void bs_view_frame_set_debugger (BsViewFrame *self, BsDebugger *debugger);

/** bs_view_frame_set_alone: what it shows is of no trace that is open: tables are made without one, for
 * decision 1, and what fails is said over the window. */
void bs_view_frame_set_alone (BsViewFrame *self);

void bs_view_frame_set_title (BsViewFrame *self, const char *title);
void bs_view_frame_set_subtitle (BsViewFrame *self, const char *subtitle);

/** bs_view_frame_set_subtitles: @brief: (nullable): the same in fewer words, for narrow frames */
void bs_view_frame_set_subtitles (BsViewFrame *self, const char *subtitle, const char *brief);

/** bs_view_frame_get_narrow: Returns: the width in which the head shows @subtitle whole, with the
 * controls that it has now. */
int bs_view_frame_get_narrow (BsViewFrame *self, const char *subtitle);

gboolean bs_view_frame_get_show_table (BsViewFrame *self);
void bs_view_frame_set_show_table (BsViewFrame *self, gboolean show);

/** bs_view_frame_get_data_table: Returns: (transfer none): the table twin, with its signals. */
BsDataTable *bs_view_frame_get_data_table (BsViewFrame *self);

/** bs_view_frame_get_canvas: Returns: (transfer none): the first canvas in the child. */
BsCanvas *bs_view_frame_get_canvas (BsViewFrame *self);

/** bs_view_frame_find: Returns: (nullable): the visible frame in @root that had the focus last, else
 * the main one, else the first. */
BsViewFrame *bs_view_frame_find (GtkWidget *root);

/** bs_view_frame_install_forwards: for the class of a page: pictures and tables of the frame that is
 * found are copied and saved wherever the focus is. */
void bs_view_frame_install_forwards (GtkWidgetClass *page_class);

G_END_DECLS
