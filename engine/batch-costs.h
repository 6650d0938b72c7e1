/* SPDX-License-Identifier: Apache-2.0 */
/* What batches cost, by type: so much for each batch, whatever its size, and so much for each node in it. A
 * node is in one batch of any schedule, so schedules of a graph differ in the former alone: the cheapest is
 * the one with the least sum of weights of its batches, and with equal weights the one of fewest batches. */
#pragma once

#include "engine/graph.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

typedef struct _BsBatchCosts BsBatchCosts;

/**
 * BsBatchCosts:
 *
 * Immutable; safe to share between threads.
 */
struct _BsBatchCosts
{
  guint n_types;     /* of a type behind them a batch costs 1, and a node nothing */
  guint32 *batch_ns; /* [n_types] of a batch, beside its nodes; 1 or more */
  double *node_ns;   /* [n_types] of each of its nodes */

  /*< private >*/
  int refs;
};

/**
 * bs_batch_costs_new:
 * @batch_ns: (array length=n_types): ns of a batch by type id, rounded; below 1 is taken as 1, and too
 *   large as the largest
 * @node_ns: (array length=n_types): ns of each of its nodes; below 0 is taken as 0, and above a second as
 *   that
 * @n_types: of the graphs to be weighed
 *
 * Keeps costs, such as those of a model that was fitted to the times of a trace.
 *
 * Returns: (transfer full): the costs, to be dropped with bs_batch_costs_unref()
 */
BsBatchCosts *bs_batch_costs_new (const double *batch_ns, const double *node_ns, guint n_types);
BsBatchCosts *bs_batch_costs_ref (BsBatchCosts *self);
void bs_batch_costs_unref (BsBatchCosts *self);

/**
 * bs_batch_costs_weigh:
 * @self: (nullable): %NULL: batches are counted
 * @type: id of its type
 *
 * What a batch adds to the cost of a schedule, beside its nodes.
 *
 * Returns: the weight of a batch of @type; ns, or 1
 */
static inline guint32
bs_batch_costs_weigh (const BsBatchCosts *self, guint type)
{
  return self == NULL ? 1 : type < self->n_types ? self->batch_ns[type] : 1;
}

/**
 * bs_batch_costs_of_nodes:
 * @self: (nullable): %NULL: batches are counted
 * @graph: whose nodes are summed up
 *
 * The part of the cost of a graph that is the same in all its schedules.
 *
 * Returns: ns of the nodes of @graph, in whatever batches they are; 0 where batches are counted
 */
guint64 bs_batch_costs_of_nodes (const BsBatchCosts *self, const BsGraph *graph);

/**
 * bs_batch_costs_of_schedule:
 * @self: (nullable): %NULL: batches are counted
 * @graph: that was scheduled
 * @schedule: of it
 *
 * The cost of a schedule: of its batches, and of the nodes in them.
 *
 * Returns: ns of @schedule, or its batches
 */
guint64 bs_batch_costs_of_schedule (const BsBatchCosts *self, const BsGraph *graph,
                                    const BsSchedule *schedule);

/**
 * bs_batch_costs_lower_bound:
 * @self: (nullable): %NULL: batches are counted
 * @graph: to be scheduled
 *
 * What no schedule can go below: each type needs as many batches as it has nodes on a path, see
 * bs_graph_find_longest_chains(). O(|T| (V + E)).
 *
 * Returns: ns that no schedule of @graph takes less than, or batches
 */
guint64 bs_batch_costs_lower_bound (const BsBatchCosts *self, const BsGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBatchCosts, bs_batch_costs_unref)

G_END_DECLS
