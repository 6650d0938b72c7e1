/* SPDX-License-Identifier: Apache-2.0 */
/* Says that a branch is shown instead of the recording, and leads back. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BRANCH_BANNER (bs_branch_banner_get_type ())
G_DECLARE_FINAL_TYPE (BsBranchBanner, bs_branch_banner, BS, BRANCH_BANNER, GtkWidget)

/** bs_branch_banner_set_debugger: @debugger: (nullable). */
void bs_branch_banner_set_debugger (BsBranchBanner *self, BsDebugger *debugger);

G_END_DECLS
