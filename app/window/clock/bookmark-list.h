/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks of a trace in a popover: gone to, named and removed. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BOOKMARK_LIST (bs_bookmark_list_get_type ())
G_DECLARE_FINAL_TYPE (BsBookmarkList, bs_bookmark_list, BS, BOOKMARK_LIST, GtkWidget)

/** bs_bookmark_list_set_debugger: @debugger: (nullable). */
void bs_bookmark_list_set_debugger (BsBookmarkList *self, BsDebugger *debugger);

G_END_DECLS
