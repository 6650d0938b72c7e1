/* SPDX-License-Identifier: Apache-2.0 */
/* The search bar of the graph: nodes by number, type or word. */
#pragma once

#include "app/window/debug/graph-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_SEARCH (bs_graph_search_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphSearch, bs_graph_search, BS, GRAPH_SEARCH, GtkWidget)

/* Signal `closed`: Escape was pressed. */

/** bs_graph_search_set_canvas: where what is found is selected. */
void bs_graph_search_set_canvas (BsGraphSearch *self, BsGraphCanvas *canvas);

/** bs_graph_search_update: the graph is another one: what was found is forgotten. */
void bs_graph_search_update (BsGraphSearch *self);

/** bs_graph_search_step: selects the next match, or the one before. */
void bs_graph_search_step (BsGraphSearch *self, gboolean forward);

/** bs_graph_search_get_n_found: Returns: how many nodes match, once they are found. */
guint bs_graph_search_get_n_found (BsGraphSearch *self);

G_END_DECLS
