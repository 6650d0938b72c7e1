/* SPDX-License-Identifier: Apache-2.0 */
/* The types of the graph: each can be dimmed, and those that the policy keeps putting off together. */
#pragma once

#include "app/window/debug/graph-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_LEGEND (bs_graph_legend_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphLegend, bs_graph_legend, BS, GRAPH_LEGEND, GtkWidget)

/** bs_graph_legend_set_canvas: where types are dimmed. */
void bs_graph_legend_set_canvas (BsGraphLegend *self, BsGraphCanvas *canvas);

/** bs_graph_legend_set_types: of the trace on @canvas. */
void bs_graph_legend_set_types (BsGraphLegend *self, BsTypeTable *types);

/** bs_graph_legend_update: the clock stands at @decision. */
void bs_graph_legend_update (BsGraphLegend *self, guint32 decision);

/** bs_graph_legend_is_put_off: Returns: whether @type was ready for some decisions on end that all
 * took another one, this one included. */
gboolean bs_graph_legend_is_put_off (const BsTrace *trace, guint32 decision, guint type);

G_END_DECLS
