/* SPDX-License-Identifier: Apache-2.0 */
/* Two policies, state by state: what each does, how sure it is, and what it comes to. */
#pragma once

#include "app/window/parts/view-frame.h"
#include "profiles/comparison/state-differences.h"

G_BEGIN_DECLS

#define BS_TYPE_STATES_PANEL (bs_states_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsStatesPanel, bs_states_panel, BS, STATES_PANEL, GtkWidget)

/** bs_states_panel_set: @states: (nullable): kept; @run: which of the runs is beside A, for its letter.
 * Signal: `go` (guint run, guint mini_batch, guint decision): somebody selected a state: where it is
 * reached; run is 0 or 1. */
void bs_states_panel_set (BsStatesPanel *self, BsStateDifferences *states, guint run);

/** bs_states_panel_select: @text: (nullable): selects that state, if it is shown; nothing is emitted. */
void bs_states_panel_select (BsStatesPanel *self, const char *text);

G_END_DECLS
