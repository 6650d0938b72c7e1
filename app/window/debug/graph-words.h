/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes, pills and inputs of the graph in words: for details, tooltips and screen readers. */
#pragma once

#include "viz/graph/graph-walk.h"

G_BEGIN_DECLS

/** bs_graph_words_of_node: Returns: (transfer full): what it is, where it is, and its fate. */
char *bs_graph_words_of_node (const BsTrace *trace, const BsTraceGraph *unpacked, guint32 node,
                              guint32 decision);

/** bs_graph_words_of_fate: Returns: (transfer full): when a node was there, was ready, and ran. */
char *bs_graph_words_of_fate (const BsTraceGraph *unpacked, guint32 node, guint32 decision);

/** bs_graph_words_of_state: Returns: (transfer none): the state of a node in a word. */
const char *bs_graph_words_of_state (BsNodeState state);

/** bs_graph_words_of_pill: Returns: (transfer full): how many nodes there are, and how they stand. */
char *bs_graph_words_of_pill (const BsTrace *trace, const BsGraphLayout *layout, BsGraphMode mode,
                              const BsGraphSpot *spot, guint32 decision);

/** bs_graph_words_of_lane: Returns: (transfer full): an input with its words. */
char *bs_graph_words_of_lane (const BsTrace *trace, const BsGraphLayout *layout, guint32 lane);

G_END_DECLS
