/* SPDX-License-Identifier: Apache-2.0 */
/* The frontier of a graph being scheduled: nodes whose inputs have all been computed, one list a
 * type, kept by counters of unmet inputs. Private to the engine: policies look at it. */
#pragma once

#include <gio/gio.h>

#include "engine/policy.h"
#include "engine/ratio.h"

G_BEGIN_DECLS

/**
 * BsFrontier:
 *
 * Nodes of one type stand together in @order: executed ones up to @head, ready ones up to @tail,
 * and room for the rest. A batch is a slice that @head moves over, so nothing is ever copied. With
 * levels the nodes of a type that have not run stand in the order of their levels instead.
 */
struct _BsFrontier
{
  BsGraph *graph;        /* not owned */
  const guint32 *levels; /* (nullable) not owned */
  guint n_ready_types;
  guint32 n_executed;
  guint32 *ready; /* [n_types] tail - head */
  guint32 *head, *tail, *room_end;
  guint32 *order;    /* [n_nodes] */
  guint32 *pending;  /* [n_nodes] unmet inputs */
  BsRatio *ratio;    /* (nullable): made when first asked for, then kept */
  gboolean no_ratio; /* it would be too large */
  guint32 order_capacity;
  gboolean order_shared;     /* @order belongs to a schedule */
  guint32 *place;            /* (nullable) [n_nodes] of ready nodes in the order, up to @placed */
  guint32 *placed;           /* (nullable) [n_types] */
  GCancellable *cancellable; /* (nullable) not owned: ends searches early */
  guint type_capacity;
  guint32 node_capacity;
};

/** bs_frontier_begin: before the first decision on @graph; reuses memory, but for a new order. */
void bs_frontier_begin (BsFrontier *self, BsGraph *graph);

/** bs_frontier_skip: after bs_frontier_begin(): nodes below @n_run have run. O(V), and O(E) of those. */
void bs_frontier_skip (BsFrontier *self, guint32 n_run);

/**
 * bs_frontier_grow:
 * @graph: the graph so far, which must still be there, with more nodes behind
 *
 * Nodes that have run stay so, and rooms widen. There are no levels afterwards. O(V), and O(E) of
 * what is new and of what has run.
 */
void bs_frontier_grow (BsFrontier *self, BsGraph *graph);
void bs_frontier_clear (BsFrontier *self);

/**
 * bs_frontier_set_levels:
 * @levels: (transfer none) (nullable): a level of every node that has not run, below the number
 *   of nodes + 1
 *
 * From here on batches are taken with %BS_TAKE_LEVEL, and a type only when all its nodes of the
 * least level to come are ready.
 */
void bs_frontier_set_levels (BsFrontier *self, const guint32 *levels);

/** bs_frontier_compute_levels: Returns: (transfer full): 1 + the largest level of the inputs that
 * have not run, for every node that has not run; 0 for the others. */
guint32 *bs_frontier_compute_levels (const BsFrontier *self);

/** bs_frontier_find_executed: Returns: (transfer full): of every node whether it has run. */
guint8 *bs_frontier_find_executed (const BsFrontier *self);

/** bs_frontier_room_begin: Returns: where the nodes of @type begin in the order. */
static inline guint32
bs_frontier_room_begin (const BsFrontier *self, guint type)
{
  return type > 0 ? self->room_end[type - 1] : 0;
}

/** bs_frontier_get_ratio: Returns: (transfer none) (nullable): the ratios at this point; %NULL
 * when they would be too large. */
const BsRatio *bs_frontier_get_ratio (BsFrontier *self);

/** bs_frontier_get_reachable: Returns: |Frontier(G^a)| of @type, or, without ratios, what is never
 * less: all its nodes to come. All of these being ready is as safe as rho = 1. */
guint32 bs_frontier_get_reachable (BsFrontier *self, guint type);

/**
 * bs_frontier_bring:
 * @nodes: (array length=n_nodes): to be the next that are taken of @type, in this order
 *
 * Levels are gone afterwards. O(n_nodes), and once O(V); nothing but a look where they stand there.
 *
 * Returns: %FALSE where they are not ready nodes of @type, each once
 */
gboolean bs_frontier_bring (BsFrontier *self, guint type, const guint32 *nodes, guint32 n_nodes);

/** bs_frontier_drop_levels: batches are taken in the order of becoming ready again; O(V). */
void bs_frontier_drop_levels (BsFrontier *self);

/**
 * bs_frontier_take_first:
 *
 * Executes the first @count ready nodes of @type.
 */
void bs_frontier_take_first (BsFrontier *self, guint type, guint32 count);

/**
 * bs_frontier_take:
 * @first: (out): where in the order the batch begins
 *
 * Executes ready nodes of @type. Returns: how many.
 */
guint32 bs_frontier_take (BsFrontier *self, guint type, BsTake take, guint32 *first);

/* The ready type with the largest score; of the @n_tied others that have it too, the lowest by
 * @rank (%NULL: by id) wins. */
typedef double (*BsScoreFunc) (BsPolicy *self, BsFrontier *frontier, guint type);
guint bs_frontier_best_type (BsFrontier *self, BsPolicy *policy, BsScoreFunc score,
                             const guint16 *rank, guint *n_tied);

/** bs_frontier_score_rho: a #BsScoreFunc: the ratio of a ready type, in (0, 1]. */
double bs_frontier_score_rho (BsPolicy *policy, BsFrontier *self, guint type);

G_END_DECLS
