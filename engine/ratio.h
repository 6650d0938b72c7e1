/* SPDX-License-Identifier: Apache-2.0 */
/* The ratio rho_a = |Frontier_a(G)| / |Frontier(G^a)| of every type, kept up to date while a graph
 * is scheduled. Source: ED-Batch (arXiv 2302.03851), the sufficient condition. */
#pragma once

#include "engine/graph.h"

G_BEGIN_DECLS

typedef struct _BsRatio BsRatio;

/**
 * BsRatio:
 *
 * @reachable[a] is |Frontier(G^a)|: the type-a nodes not yet executed that have no ancestor of
 * type a not yet executed.
 */
struct _BsRatio
{
  guint32 *reachable; /* [n_types] */

  /*< private >*/
  BsGraph *graph;
  guint n_words;           /* 64-bit words in a set of types */
  guint64 *ancestor_types; /* [n_nodes x n_words] types of the proper ancestors */
  gsize *first_count;      /* (nullable) [n_nodes + 1]; NULL: counts are [n_types x n_nodes] */
  gsize n_counts;
  guint32 *initial_counts; /* a node and type of its ancestors: inputs that block it */
  guint32 *counts;
  guint32 *initial_reachable;
  guint32 *stack;
};

/**
 * bs_ratio_new:
 *
 * Returns: (transfer full) (nullable): the ratios of @graph before its first decision; %NULL when
 *   it has so many types that they would take gigabytes or minutes
 */
BsRatio *bs_ratio_new (BsGraph *graph);

/** bs_ratio_new_with_limit: the same, with @max_dense counts at most found without a search. */
BsRatio *bs_ratio_new_with_limit (BsGraph *graph, gsize max_dense);
void bs_ratio_free (BsRatio *self);

/** bs_ratio_reset: back to before the first decision, without looking at the graph again. */
void bs_ratio_reset (BsRatio *self);

/**
 * bs_ratio_execute:
 * @nodes: (array length=n_nodes): nodes of one type, all inputs executed before
 *
 * Over a whole schedule O(|T| (V + E)) at most.
 */
void bs_ratio_execute (BsRatio *self, const guint32 *nodes, guint32 n_nodes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRatio, bs_ratio_free)

G_END_DECLS
