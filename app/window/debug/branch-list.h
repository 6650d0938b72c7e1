/* SPDX-License-Identifier: Apache-2.0 */
/* The recording and its branches as a tree in a popover: to jump between them, and to save one. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BRANCH_LIST (bs_branch_list_get_type ())
G_DECLARE_FINAL_TYPE (BsBranchList, bs_branch_list, BS, BRANCH_LIST, GtkPopover)

GtkWidget *bs_branch_list_new (void);

/** bs_branch_list_set_debugger: @debugger: (nullable). */
void bs_branch_list_set_debugger (BsBranchList *self, BsDebugger *debugger);

/** bs_branch_save: asks where to, and saves the branch as a trace of its own. @parent: in the window
 * that waits. */
void bs_branch_save (GtkWidget *parent, BsDebugger *debugger, BsBranchItem *item);

G_END_DECLS
