/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the mini-batch where the clock stands, with what can be asked of it. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_PANEL (bs_graph_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphPanel, bs_graph_panel, BS, GRAPH_PANEL, GtkWidget)

/** bs_graph_panel_set_debugger: @debugger: (nullable): %NULL: an empty panel. */
void bs_graph_panel_set_debugger (BsGraphPanel *self, BsDebugger *debugger);

/** bs_graph_panel_append_control: puts @widget at the end of the head. */
void bs_graph_panel_append_control (BsGraphPanel *self, GtkWidget *widget);

/** bs_graph_panel_zoom: see bs_canvas_zoom(). */
void bs_graph_panel_zoom (BsGraphPanel *self, double factor);

G_END_DECLS
