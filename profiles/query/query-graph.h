/* SPDX-License-Identifier: Apache-2.0 */
/* The packed graphs of a trace as queries see them: read from its tables and unpacked a mini-batch at
 * a time, every number checked. */
#pragma once

#include <sqlite3.h>

#include "profiles/format/graph-packing.h"

G_BEGIN_DECLS

/* Not one of the decisions. */
#define BS_NO_DECISION 0

/* A mini-batch; of a recording that was cut short, what there is of it. */
typedef struct
{
  guint32 mini_batch;
  BsNodeColumns nodes;
  guint32 n_order;
  guint32 *order;         /* [n_order] nodes, batch after batch */
  guint32 first_decision; /* from 1 through the whole trace */
  guint32 n_decisions;
  guint32 *start;    /* [n_decisions + 1] of the members of each in the order */
  guint32 *decision; /* [n_nodes] that executes the node, or BS_NO_DECISION */
  guint32 *ready;    /* [n_nodes] the first that finds it ready, or BS_NO_DECISION */
  guint32 *depth;    /* [n_nodes] nodes on the longest path to it, itself too */

  /*< private >*/
  guint32 *chain; /* (nullable) */
  int refs;
} BsQueryGraph;

BsQueryGraph *bs_query_graph_ref (BsQueryGraph *self);
void bs_query_graph_unref (BsQueryGraph *self);

/**
 * bs_query_graph_get_chain:
 *
 * O(types (nodes + operands)), when first asked for. The largest of a type are the batches that any
 * schedule needs for it.
 *
 * Returns: (array): for each node, how many of its type are on a path to it, itself too, at most; 0:
 *   there are too many types to find out
 */
const guint32 *bs_query_graph_get_chain (BsQueryGraph *self);

typedef struct _BsQueryGraphs BsQueryGraphs;

/** bs_query_graphs_new: Returns: (transfer full): what reads the graphs of the trace in @db, which has
 * to live longer. */
BsQueryGraphs *bs_query_graphs_new (sqlite3 *db);
BsQueryGraphs *bs_query_graphs_ref (BsQueryGraphs *self);
void bs_query_graphs_unref (BsQueryGraphs *self);

/**
 * bs_query_graphs_open:
 * @mini_batch: at least this one
 * @exactly: whether only this one will do
 * @graph: (out) (transfer full) (nullable): the first mini-batch from there on; %NULL: there is none
 *
 * The last one is kept, so that asking again costs nothing.
 *
 * Returns: what SQLite says; SQLITE_CORRUPT where a mini-batch is not valid
 */
int bs_query_graphs_open (BsQueryGraphs *self, gint64 mini_batch, gboolean exactly,
                          BsQueryGraph **graph);

/**
 * bs_query_graphs_find_decision:
 * @mini_batch: (out): of the decision; -1: there is no such decision
 *
 * Returns: what SQLite says
 */
int bs_query_graphs_find_decision (BsQueryGraphs *self, gint64 decision, gint64 *mini_batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQueryGraph, bs_query_graph_unref)

G_END_DECLS
