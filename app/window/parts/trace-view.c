/* SPDX-License-Identifier: Apache-2.0 */
/* What shows a trace: a page of a tab, or a part of one. */
#include "config.h"

#include "app/window/parts/trace-view.h"

G_DEFINE_INTERFACE (BsTraceView, bs_trace_view, GTK_TYPE_WIDGET)

static void
bs_trace_view_default_init (BsTraceViewInterface *iface)
{
}

void
bs_trace_view_set_debugger (BsTraceView *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_TRACE_VIEW (self));

  BS_TRACE_VIEW_GET_IFACE (self)->set_debugger (self, debugger);
}
