/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph: laid out in the background a mini-batch at a time; nodes and pills are selected
 * by click and by key, pills are unfolded. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/graph/graph-walk.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_CANVAS (bs_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphCanvas, bs_graph_canvas, BS, GRAPH_CANVAS, BsCanvas)

/**
 * BsGraphCanvas:
 *
 * Signals: `selected` when another node is selected, or none; `shown` when something else of what
 * bs_graph_canvas_get_show() says has changed; `ready` when the graph under the clock was laid out;
 * `activated` (guint node): Enter or double click; `menu` (double x, double y).
 */

/** bs_graph_canvas_get_show: Returns: (transfer none): what is shown, and how. */
const BsGraphShow *bs_graph_canvas_get_show (BsGraphCanvas *self);

/** bs_graph_canvas_get_layout: Returns: (transfer full) (nullable): of the mini-batch where the clock
 * stands; %NULL: not there yet. */
BsGraphLayout *bs_graph_canvas_get_layout (BsGraphCanvas *self);

/** bs_graph_canvas_set_mode: also lets the view follow the clock again. */
void bs_graph_canvas_set_mode (BsGraphCanvas *self, BsGraphMode mode);

/** bs_graph_canvas_get_selected: Returns: a node of the mini-batch, or BS_GRAPH_NONE. */
guint32 bs_graph_canvas_get_selected (BsGraphCanvas *self);
void bs_graph_canvas_select (BsGraphCanvas *self, guint32 node);

/** bs_graph_canvas_select_pill: @spot: (nullable): instead of a node. */
void bs_graph_canvas_select_pill (BsGraphCanvas *self, const BsGraphSpot *spot);

/** bs_graph_canvas_reveal: moves the view to what is selected, where it does not show it. */
void bs_graph_canvas_reveal (BsGraphCanvas *self);

/** bs_graph_canvas_set_lane: one input alone; BS_GRAPH_NONE: all of them. */
void bs_graph_canvas_set_lane (BsGraphCanvas *self, guint32 lane);

void bs_graph_canvas_set_cone (BsGraphCanvas *self, gboolean cone);
void bs_graph_canvas_set_follow_node (BsGraphCanvas *self, gboolean follow_node);

/** bs_graph_canvas_set_muted: whether nodes of @type are drawn faint. */
void bs_graph_canvas_set_muted (BsGraphCanvas *self, guint type, gboolean muted);
gboolean bs_graph_canvas_get_muted (BsGraphCanvas *self, guint type);

/** bs_graph_canvas_set_undecided: whether nobody is to see what is batched: it looks as if it was ready,
 * like the rest of the frontier. */
void bs_graph_canvas_set_undecided (BsGraphCanvas *self, gboolean undecided);

/** bs_graph_canvas_unfold: opens the pill that is selected, or that holds the selected node; or folds
 * it again. */
void bs_graph_canvas_unfold (BsGraphCanvas *self, gboolean unfold);

/** bs_graph_canvas_forget: nothing is selected, unfolded or alone: for another graph. */
void bs_graph_canvas_forget (BsGraphCanvas *self);

/** bs_graph_canvas_set_tray_room: keeps @room points at the end of the tray free for a button. */
void bs_graph_canvas_set_tray_room (BsGraphCanvas *self, int room);

/** bs_graph_canvas_describe_node: Returns: (transfer full): in a sentence; empty while the graph is
 * not laid out. */
char *bs_graph_canvas_describe_node (BsGraphCanvas *self, guint32 node);

/** bs_graph_canvas_save: Returns: (transfer full): mode, view, input and selection as text. */
char *bs_graph_canvas_save (BsGraphCanvas *self);

/** bs_graph_canvas_restore: @text: (nullable): of bs_graph_canvas_save(), untrusted. */
void bs_graph_canvas_restore (BsGraphCanvas *self, const char *text);

G_END_DECLS
