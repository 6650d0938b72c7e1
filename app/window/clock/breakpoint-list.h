/* SPDX-License-Identifier: Apache-2.0 */
/* The breakpoints of a trace in a popover: switched, edited, removed and added. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_BREAKPOINT_LIST (bs_breakpoint_list_get_type ())
G_DECLARE_FINAL_TYPE (BsBreakpointList, bs_breakpoint_list, BS, BREAKPOINT_LIST, GtkWidget)

/** bs_breakpoint_list_set_debugger: @debugger: (nullable). */
void bs_breakpoint_list_set_debugger (BsBreakpointList *self, BsDebugger *debugger);

/** bs_breakpoint_list_edit: puts the keyboard into the entry of @item; %NULL: of a new one. */
void bs_breakpoint_list_edit (BsBreakpointList *self, BsBreakpointItem *item);

G_END_DECLS
