/* SPDX-License-Identifier: Apache-2.0 */
/* What shows a trace: a page of a tab, or a part of one. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_TRACE_VIEW (bs_trace_view_get_type ())
G_DECLARE_INTERFACE (BsTraceView, bs_trace_view, BS, TRACE_VIEW, GtkWidget)

struct _BsTraceViewInterface
{
  GTypeInterface parent;

  void (*set_debugger) (BsTraceView *self, BsDebugger *debugger);
};

/** bs_trace_view_set_debugger: @debugger: (nullable): %NULL: of no trace. */
void bs_trace_view_set_debugger (BsTraceView *self, BsDebugger *debugger);

G_END_DECLS
