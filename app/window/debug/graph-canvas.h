/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph; a click on a node selects it. */
#pragma once

#include "app/window/parts/canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_CANVAS (bs_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphCanvas, bs_graph_canvas, BS, GRAPH_CANVAS, BsCanvas)

BsGraphMode bs_graph_canvas_get_mode (BsGraphCanvas *self);
void bs_graph_canvas_set_mode (BsGraphCanvas *self, BsGraphMode mode);

/** bs_graph_canvas_get_selected: Returns: a node of the current mini-batch or %G_MAXUINT32. */
guint32 bs_graph_canvas_get_selected (BsGraphCanvas *self);

/** bs_graph_canvas_select: @node: %G_MAXUINT32 for none; emits `selected` when it changes. */
void bs_graph_canvas_select (BsGraphCanvas *self, guint32 node);

/** bs_graph_canvas_set_tray_room: @room: pixels at the end of the tray that a button covers. */
void bs_graph_canvas_set_tray_room (BsGraphCanvas *self, int room);

/** bs_graph_canvas_describe_node: Returns: (transfer full): what is known of @node now. */
char *bs_graph_canvas_describe_node (BsGraphCanvas *self, guint32 node);

G_END_DECLS
