/* SPDX-License-Identifier: Apache-2.0 */
/* A tab: loads one trace in the background, then shows it, or says why it cannot. A #BsTab. */
#pragma once

#include <adwaita.h>

#include "app/window/clock/clock-bar.h"
#include "app/window/model/debugger.h"
#include "app/window/shell/session.h"
#include "app/window/shell/tab.h"

G_BEGIN_DECLS

#define BS_TYPE_TRACE_PAGE (bs_trace_page_get_type ())
G_DECLARE_FINAL_TYPE (BsTracePage, bs_trace_page, BS, TRACE_PAGE, GtkWidget)

/**
 * bs_trace_page_new: begins to load @file.
 *
 * Signals: `changed` whenever its state does; `moved` when it stands elsewhere, see
 * bs_trace_page_get_place().
 */
GtkWidget *bs_trace_page_new (GFile *file);

/** bs_trace_page_new_at: is to stand at @place, of a trace that is loaded when it is first wanted, see
 * bs_trace_page_load(). */
GtkWidget *bs_trace_page_new_at (const BsSessionTab *place);

/** bs_trace_page_new_for: shows what is in memory already; it has no file. */
GtkWidget *bs_trace_page_new_for (BsPictures *pictures, const char *title);

/** bs_trace_page_load: loads the trace unless that has begun. */
void bs_trace_page_load (BsTracePage *self);

/** bs_trace_page_get_file: Returns: (transfer none) (nullable): that it was loaded from. */
GFile *bs_trace_page_get_file (BsTracePage *self);

/** bs_trace_page_get_place: Returns: (transfer full) (nullable): where it stands, or is to stand;
 * %NULL without a file. */
BsSessionTab *bs_trace_page_get_place (BsTracePage *self);

gboolean bs_trace_page_get_loading (BsTracePage *self);

/** bs_trace_page_get_failed: Returns: whether it shows why the trace cannot be opened. */
gboolean bs_trace_page_get_failed (BsTracePage *self);

/** bs_trace_page_get_debugger: Returns: (transfer none) (nullable): once the trace is loaded. */
BsDebugger *bs_trace_page_get_debugger (BsTracePage *self);

/** bs_trace_page_get_clock_bar: Returns: (transfer none) (nullable): once the trace is loaded. */
BsClockBar *bs_trace_page_get_clock_bar (BsTracePage *self);

/** bs_trace_page_get_views: Returns: (transfer none) (nullable): the pages of the trace, once it is
 * loaded: debug, memory, profile, compare, train. */
AdwViewStack *bs_trace_page_get_views (BsTracePage *self);

/** bs_trace_page_show: Returns: (transfer none) (nullable): page @name, in front now; %NULL: none is
 * loaded. */
GtkWidget *bs_trace_page_show (BsTracePage *self, const char *name);

G_END_DECLS
