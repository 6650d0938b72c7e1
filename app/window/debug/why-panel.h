/* SPDX-License-Identifier: Apache-2.0 */
/* Why this batch: the reason of a decision in words and numbers. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_WHY_PANEL (bs_why_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsWhyPanel, bs_why_panel, BS, WHY_PANEL, GtkWidget)

/** bs_why_panel_set_debugger: @debugger: (nullable): %NULL: an empty panel. */
void bs_why_panel_set_debugger (BsWhyPanel *self, BsDebugger *debugger);

G_END_DECLS
