/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: runs, branches and policies side by side. */
#pragma once

#include "app/window/parts/trace-view.h"
#include "engine/fsm.h"

G_BEGIN_DECLS

#define BS_TYPE_COMPARE_PAGE (bs_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (BsComparePage, bs_compare_page, BS, COMPARE_PAGE, GtkWidget)

/** bs_compare_page_add_policy: beside the open trace: its graphs, scheduled with @fsm. */
void bs_compare_page_add_policy (BsComparePage *self, const char *name, BsFsm *fsm);

/** bs_compare_page_add_branch: beside the open trace: its branch @name. */
void bs_compare_page_add_branch (BsComparePage *self, const char *name);

G_END_DECLS
