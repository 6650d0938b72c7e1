/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip (or its table twin), the search, and the transport below it. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_CLOCK_BAR (bs_clock_bar_get_type ())
G_DECLARE_FINAL_TYPE (BsClockBar, bs_clock_bar, BS, CLOCK_BAR, GtkWidget)

/** bs_clock_bar_set_debugger: @debugger: (nullable): %NULL: an empty bar. */
void bs_clock_bar_set_debugger (BsClockBar *self, BsDebugger *debugger);

/** bs_clock_bar_toggle_table: swaps the strip and its table. */
void bs_clock_bar_toggle_table (BsClockBar *self);
gboolean bs_clock_bar_get_table (BsClockBar *self);

/** bs_clock_bar_go_to: puts the keyboard into the entry for a decision. */
void bs_clock_bar_go_to (BsClockBar *self);

/** bs_clock_bar_find: shows the search, with the keyboard in it. */
void bs_clock_bar_find (BsClockBar *self);

/** bs_clock_bar_show_breakpoints: the list of them, with the keyboard in the condition of @item, or
 * with %NULL of a new one. */
void bs_clock_bar_show_breakpoints (BsClockBar *self, BsBreakpointItem *item);

/** bs_clock_bar_show_bookmarks: and notes; @note: with the keyboard in that of this decision. */
void bs_clock_bar_show_bookmarks (BsClockBar *self, gboolean note);

/** bs_clock_bar_change_speed: to the next faster or slower one of the list. */
void bs_clock_bar_change_speed (BsClockBar *self, gboolean faster);

/* What a run goes to the next of; the property `target` by name, the action `clock.target`. */
BsRunTarget bs_clock_bar_get_target (BsClockBar *self);
void bs_clock_bar_set_target (BsClockBar *self, BsRunTarget target);

/** bs_clock_bar_set_compact: one row: for small windows, and pages that need the height. */
void bs_clock_bar_set_compact (BsClockBar *self, gboolean compact);

G_END_DECLS
