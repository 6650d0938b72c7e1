/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a run as a state machine, with what can be asked of it. */
#pragma once

#include <json-glib/json-glib.h>

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_POLICY_PANEL (bs_policy_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsPolicyPanel, bs_policy_panel, BS, POLICY_PANEL, GtkWidget)

/* Actions: policy.find, policy.labels (`count`, `q` or `rho`), policy.next-visit, policy.previous-visit,
 * policy.select-current, policy.clear, policy.pin, policy.unpin-all. Signal `view-changed`: what
 * bs_policy_panel_save_view() returns is another; it is kept with the trace, in its sidecar. */

/** bs_policy_panel_set_debugger: @debugger: (nullable): %NULL: an empty panel. */
void bs_policy_panel_set_debugger (BsPolicyPanel *self, BsDebugger *debugger);

/** bs_policy_panel_save_view: Returns: (transfer full): how the machine is looked at: an object. */
JsonNode *bs_policy_panel_save_view (BsPolicyPanel *self);

/** bs_policy_panel_restore_view: @view: (nullable): untrusted; what does not fit the trace is left out.
 * After bs_policy_panel_set_debugger(). */
void bs_policy_panel_restore_view (BsPolicyPanel *self, JsonNode *view);

G_END_DECLS
