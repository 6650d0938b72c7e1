/* SPDX-License-Identifier: Apache-2.0 */
/* Ways through a graph: from node to node by keys, from pill to pill, and to what is searched. */
#pragma once

#include <gio/gio.h>

#include "viz/graph/graph-painter.h"

G_BEGIN_DECLS

typedef enum
{
  BS_GRAPH_INPUT,  /* what the node reads first, or what is left of a pill */
  BS_GRAPH_READER, /* what reads it first, or what is right of a pill */
  BS_GRAPH_ABOVE,
  BS_GRAPH_BELOW
} BsGraphWay;

/**
 * bs_graph_walk:
 * @lane: as in BsGraphShow
 * @decision: nodes that are not there yet are passed over
 *
 * Returns: the next node that way: along a dependency, or through the column to the next node and on
 *   to the next lane; @node itself where there is none
 */
guint32 bs_graph_walk (const BsGraphLayout *layout, guint32 node, BsGraphWay way, guint32 lane,
                       guint32 decision);

/** bs_graph_first_of_batch: Returns: the first node in the picture of the batch of @decision, of
 * @lane where it has one, or else the first node; BS_GRAPH_NONE: there is none. */
guint32 bs_graph_first_of_batch (const BsGraphLayout *layout, guint32 lane, guint32 decision);

/** bs_graph_spot_of: Returns: where @node is folded to. */
BsGraphSpot bs_graph_spot_of (const BsGraphLayout *layout, BsGraphMode mode, guint32 node);

/** bs_graph_pills_of: Returns: (transfer none): the pills of a mode. */
const BsGraphPills *bs_graph_pills_of (const BsGraphLayout *layout, BsGraphMode mode);

/** bs_graph_walk_pill: the same from pill to pill, with the pills of places for nodes. */
BsGraphSpot bs_graph_walk_pill (const BsGraphLayout *layout, BsGraphMode mode,
                                const BsGraphSpot *spot, BsGraphWay way);

/**
 * bs_graph_find_nodes:
 * @text: the number of a node, what the name of a type begins with, or part of a word; in any case
 * @cancellable: (nullable):
 *
 * O(V): not on the UI thread.
 *
 * Returns: (transfer full) (element-type guint32): the nodes, ascending: those of that number, or
 *   else of such types, or else of such words
 */
GArray *bs_graph_find_nodes (const BsTrace *trace, const BsTraceGraph *unpacked, const char *text,
                             GCancellable *cancellable);

/** bs_graph_sentence: Returns: (transfer full): the words of an input, where it has some, at most
 * about @max_chars long, or its name; empty: none. Its nodes are passed once. */
char *bs_graph_sentence (const BsTrace *trace, const BsGraphLayout *layout, guint32 lane,
                         guint max_chars);

G_END_DECLS
