/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks and notes of a trace in a popover, and the note at this decision. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_REMARK_LIST (bs_remark_list_get_type ())
G_DECLARE_FINAL_TYPE (BsRemarkList, bs_remark_list, BS, REMARK_LIST, GtkWidget)

/** bs_remark_list_set_debugger: @debugger: (nullable). */
void bs_remark_list_set_debugger (BsRemarkList *self, BsDebugger *debugger);

/** bs_remark_list_write: puts the keyboard into the note at this decision. */
void bs_remark_list_write (BsRemarkList *self);

G_END_DECLS
