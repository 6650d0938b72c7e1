/* SPDX-License-Identifier: Apache-2.0 */
/* The ratio rho_a = |Frontier_a(G)| / |Frontier(G^a)| of every type, kept up to date while a graph
 * is scheduled. Source: ED-Batch (arXiv 2302.03851), the sufficient condition. */
#pragma once

#include "engine/own-graph.h"

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
  BsComponents *components;
  guint16 *size;  /* [n_types] types in its component; 0 where that is not chained */
  guint16 *local; /* [n_types] index in the component */
  gsize n_counts;
  guint32 *counts; /* one a node, then those of components of several types, one a type */

  /* Of components of several types; all NULL when there is none. */
  guint32 *first_count;  /* [n_nodes] where its counts begin */
  guint32 *output_start; /* [n_nodes + 1] outputs in the same component */
  guint32 *outputs;
  guint32 *stack;

  BsOwnGraph *own;          /* (nullable) once saved: used in place of counts, unless too large */
  guint32 *saved_counts;    /* (nullable) */
  guint32 *saved_reachable; /* (nullable) */
};

/**
 * bs_ratio_new:
 *
 * Returns: (transfer full) (nullable): the ratios of @graph before its first decision; %NULL when
 *   it has so many types that they would take gigabytes or minutes
 */
BsRatio *bs_ratio_new (BsGraph *graph);
void bs_ratio_free (BsRatio *self);

/** bs_ratio_save: before anything has run, once: remembers this point for bs_ratio_reset(), and
 * makes running through the graph again and again faster. */
void bs_ratio_save (BsRatio *self);

/** bs_ratio_reset: back to the point of bs_ratio_save(), without looking at the graph again. */
void bs_ratio_reset (BsRatio *self);

/**
 * bs_ratio_execute:
 * @nodes: (array length=n_nodes): nodes of one type, all inputs executed before
 *
 * Over a whole schedule O(V + c E) at most, c the number of types in a component.
 */
void bs_ratio_execute (BsRatio *self, const guint32 *nodes, guint32 n_nodes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRatio, bs_ratio_free)

G_END_DECLS
