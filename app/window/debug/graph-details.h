/* SPDX-License-Identifier: Apache-2.0 */
/* What is selected in the graph: the way to it, its fate in words, and buttons to where it leads. */
#pragma once

#include "app/window/debug/graph-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_DETAILS (bs_graph_details_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphDetails, bs_graph_details, BS, GRAPH_DETAILS, GtkWidget)

/* Its buttons use the actions graph.* of the panel. */

/** bs_graph_details_update: says what @canvas shows at @decision; nothing to say hides it. */
void bs_graph_details_update (BsGraphDetails *self, BsGraphCanvas *canvas, guint32 decision);

/** bs_graph_details_get_text: Returns: (transfer none): what is said of the node. */
const char *bs_graph_details_get_text (BsGraphDetails *self);

G_END_DECLS
