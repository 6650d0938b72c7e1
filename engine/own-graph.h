/* SPDX-License-Identifier: Apache-2.0 */
/* The graphs G^a of every type a: nodes of one type, joined where one is the nearest of its type
 * above another. What a graph that is scheduled many times keeps to know its reachable nodes. */
#pragma once

#include "engine/components.h"

G_BEGIN_DECLS

/* Children of a node are nodes of its own type. A parent that is also above another parent is left
 * out where it is found within a few steps: it has run when that one is ready. */
typedef struct
{
  guint32 n_nodes;
  guint32 *child_start; /* [n_nodes + 1] */
  guint32 *children;
  guint32 *pending;   /* [n_nodes] parents not yet executed */
  guint32 *n_parents; /* [n_nodes] */
} BsOwnGraph;

/**
 * bs_own_graph_new:
 *
 * O(V + c E), c the number of types in a component.
 *
 * Returns: (transfer full) (nullable): the own graphs of all types; %NULL when nodes have so many
 *   nearest ones above that these graphs would be much larger than @graph
 */
BsOwnGraph *bs_own_graph_new (const BsGraph *graph, const BsComponents *components);
void bs_own_graph_free (BsOwnGraph *self);

/** bs_own_graph_reset: back to where nothing has run. */
void bs_own_graph_reset (BsOwnGraph *self);

/**
 * bs_own_graph_execute:
 * @nodes: (array length=n_nodes): all parents executed before
 *
 * Returns: how many nodes have no parent left to wait for that had one before
 */
guint32 bs_own_graph_execute (BsOwnGraph *self, const guint32 *nodes, guint32 n_nodes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsOwnGraph, bs_own_graph_free)

G_END_DECLS
