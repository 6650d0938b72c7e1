/* SPDX-License-Identifier: Apache-2.0 */
/* The branches of a trace below its decision strip, beside what was recorded: named, kept, shown,
 * saved, deleted. Hidden when there are none. */
#pragma once

#include "app/window/clock/strip-canvas.h"
#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BRANCH_ROWS (bs_branch_rows_get_type ())
G_DECLARE_FINAL_TYPE (BsBranchRows, bs_branch_rows, BS, BRANCH_ROWS, GtkWidget)

/** bs_branch_rows_set_debugger: @debugger: (nullable). */
void bs_branch_rows_set_debugger (BsBranchRows *self, BsDebugger *debugger);

/** bs_branch_rows_set_strip: that stands above and is as wide; marks where branches leave it. */
void bs_branch_rows_set_strip (BsBranchRows *self, BsStripCanvas *strip);

G_END_DECLS
