/* SPDX-License-Identifier: Apache-2.0 */
/* The reductions of the PQ-tree of a cell: what was asked for, what became of it, and why; replayed
 * one by one. Below them what would remove what is still copied. */
#pragma once

#include "app/window/memory/memory-cursor.h"

G_BEGIN_DECLS

#define BS_TYPE_REDUCTIONS_PANEL (bs_reductions_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsReductionsPanel, bs_reductions_panel, BS, REDUCTIONS_PANEL, GtkWidget)

/** bs_reductions_panel_set_cursor: @cursor: what it follows; once. */
void bs_reductions_panel_set_cursor (BsReductionsPanel *self, BsMemoryCursor *cursor);

G_END_DECLS
