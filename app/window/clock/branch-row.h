/* SPDX-License-Identifier: Apache-2.0 */
/* One branch below the decision strip: what it came to, in words and as bars. */
#pragma once

#include "app/window/clock/strip-canvas.h"
#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BRANCH_ROW (bs_branch_row_get_type ())
G_DECLARE_FINAL_TYPE (BsBranchRow, bs_branch_row, BS, BRANCH_ROW, GtkWidget)

GtkWidget *bs_branch_row_new (BsDebugger *debugger, BsStripCanvas *strip, BsBranchItem *item);
BsBranchItem *bs_branch_row_get_item (BsBranchRow *self);

/** bs_branch_row_update: the branch is made, kept, shown or named otherwise; or the strip is. */
void bs_branch_row_update (BsBranchRow *self);

G_END_DECLS
