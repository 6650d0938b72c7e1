/* SPDX-License-Identifier: Apache-2.0 */
/* The graphs of a trace: kept packed, unpacked when asked for, the last few of these kept too. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct _BsGraphStore BsGraphStore;

BsGraphStore *bs_graph_store_new (void);
void bs_graph_store_free (BsGraphStore *self);

/* A blob of a trace. */
typedef struct
{
  guint32 n; /* nodes */
  guint32 n_bytes;
} BsPackedBlock;

/**
 * bs_graph_store_add:
 * @bytes: (transfer full): the blocks of nodes and then those of the order of the next mini-batch, one
 *   behind the other, all of them valid (see profiles/format/graph-packing.h)
 * @node_blocks: (array length=n_node_blocks):
 * @order_blocks: (array length=n_order_blocks):
 */
void bs_graph_store_add (BsGraphStore *self, GBytes *bytes, const BsPackedBlock *node_blocks,
                         guint n_node_blocks, const BsPackedBlock *order_blocks,
                         guint n_order_blocks);

/** bs_graph_store_pin: @graph: (transfer full): of the next mini-batch, kept as it is. */
void bs_graph_store_pin (BsGraphStore *self, BsTraceGraph *graph);

/** bs_graph_store_open: Returns: (transfer full): the graph of @mini_batch. */
BsTraceGraph *bs_graph_store_open (BsGraphStore *self, const BsTrace *trace, guint32 mini_batch);

/** bs_trace_graph_new: Returns: (transfer full): @graph (transfer full), of which no batch has run;
 * the rest is for the caller to fill in. */
BsTraceGraph *bs_trace_graph_new (BsGraph *graph, guint32 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphStore, bs_graph_store_free)

G_END_DECLS
