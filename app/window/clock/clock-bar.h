/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip (or its table twin) and the transport below it. */
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

/** bs_clock_bar_set_compact: less height, for small windows. */
void bs_clock_bar_set_compact (BsClockBar *self, gboolean compact);

G_END_DECLS
