/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the mini-batch where the clock stands, with its controls. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_PANEL (bs_graph_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphPanel, bs_graph_panel, BS, GRAPH_PANEL, GtkWidget)

/**
 * bs_graph_panel_set_debugger: @debugger: (nullable): whose clock is followed.
 *
 * The panel has the actions graph.mode(s) (nodes, types, inputs), graph.search, graph.legend,
 * graph.whole, graph.only-input, graph.all-inputs, graph.previous-input, graph.next-input,
 * graph.inputs, graph.select(u), graph.seek(u), graph.reveal, graph.deselect, graph.go-to-batch,
 * graph.go-to-ready, graph.follow-node, graph.cone, graph.unfold, graph.fold and graph.mute.
 */
void bs_graph_panel_set_debugger (BsGraphPanel *self, BsDebugger *debugger);

/** bs_graph_panel_append_control: @widget: to stand at the end of the panel's head. */
void bs_graph_panel_append_control (BsGraphPanel *self, GtkWidget *widget);

/** bs_graph_panel_zoom: see bs_canvas_zoom(). */
void bs_graph_panel_zoom (BsGraphPanel *self, double factor);

/** bs_graph_panel_save_view: Returns: (transfer full): how it is shown: mode, zoom, place, input,
 * selection. */
char *bs_graph_panel_save_view (BsGraphPanel *self);

/** bs_graph_panel_restore_view: @text: (nullable): of bs_graph_panel_save_view(), untrusted. Once
 * there is a debugger. */
void bs_graph_panel_restore_view (BsGraphPanel *self, const char *text);

G_END_DECLS
