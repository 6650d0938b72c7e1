/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a run as a state machine, with what can be asked of it. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_POLICY_PANEL (bs_policy_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsPolicyPanel, bs_policy_panel, BS, POLICY_PANEL, GtkWidget)

/** bs_policy_panel_set_debugger: @debugger: (nullable): %NULL: an empty panel. */
void bs_policy_panel_set_debugger (BsPolicyPanel *self, BsDebugger *debugger);

G_END_DECLS
