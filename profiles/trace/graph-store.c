/* SPDX-License-Identifier: Apache-2.0 */
/* The graphs of a trace: kept packed, unpacked when asked for, the last few of these kept too. */
#include "config.h"

#include "profiles/trace/graph-store.h"

#include <string.h>

#include "profiles/format/graph-packing.h"

/* Unpacked graphs are kept up to so many nodes and types in all, and one whatever its size. */
#define MAX_KEPT (1u << 20)
/* What a graph costs beside them, in nodes. */
#define GRAPH_COST 16

typedef struct
{
  GBytes *bytes; /* NULL: pinned */
  BsPackedBlock *blocks;
  guint n_node_blocks, n_order_blocks;
  BsTraceGraph *graph; /* (nullable): unpacked */
  GList *link;         /* (nullable): in .kept */
} Entry;

struct _BsGraphStore
{
  GMutex mutex;
  GArray *entries; /* Entry, by mini-batch */
  GQueue kept;     /* numbers of entries that can be let go, that of the last use at the end */
  guint64 n_kept;  /* nodes and types of their graphs */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->bytes, g_bytes_unref);
  g_clear_pointer (&entry->graph, bs_trace_graph_unref);
  g_free (entry->blocks);
}

BsGraphStore *
bs_graph_store_new (void)
{
  BsGraphStore *self = g_new0 (BsGraphStore, 1);

  g_mutex_init (&self->mutex);
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);

  return self;
}

void
bs_graph_store_free (BsGraphStore *self)
{
  g_array_unref (self->entries);
  g_queue_clear (&self->kept);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
bs_graph_store_add (BsGraphStore *self, GBytes *bytes, const BsPackedBlock *node_blocks,
                    guint n_node_blocks, const BsPackedBlock *order_blocks, guint n_order_blocks)
{
  Entry entry = { .bytes = bytes,
                  .n_node_blocks = n_node_blocks,
                  .n_order_blocks = n_order_blocks };

  entry.blocks = g_new (BsPackedBlock, n_node_blocks + n_order_blocks + 1);
  if (n_node_blocks > 0)
    memcpy (entry.blocks, node_blocks, n_node_blocks * sizeof *node_blocks);
  if (n_order_blocks > 0)
    memcpy (entry.blocks + n_node_blocks, order_blocks, n_order_blocks * sizeof *order_blocks);
  g_array_append_val (self->entries, entry);
}

void
bs_graph_store_pin (BsGraphStore *self, BsTraceGraph *graph)
{
  Entry entry = { .graph = graph };

  g_array_append_val (self->entries, entry);
}

static guint64
count (const BsTraceGraph *graph)
{
  return (guint64) graph->graph->n_nodes + graph->graph->n_types + GRAPH_COST;
}

/* Lets those go that were not used for longest. */
static void
make_room (BsGraphStore *self)
{
  while (self->n_kept > MAX_KEPT && self->kept.length > 1)
    {
      guint i = GPOINTER_TO_UINT (g_queue_pop_head (&self->kept));
      Entry *oldest = &g_array_index (self->entries, Entry, i);

      oldest->link = NULL;
      self->n_kept -= count (oldest->graph);
      g_clear_pointer (&oldest->graph, bs_trace_graph_unref);
    }
}

/* When each node was there, by the stages of a graph that grew. */
static void
find_there (BsTraceGraph *self)
{
  const BsTraceMiniBatch *mini_batch = self->mini_batch;

  if (mini_batch->n_stages == 0)
    return;

  self->node_there = g_new (guint32, self->graph->n_nodes);
  for (guint32 node = 0, k = 0; node < self->graph->n_nodes; node++)
    {
      k += node == mini_batch->stages[k].n_nodes;
      self->node_there[node] = mini_batch->stages[k].first_decision;
    }
}

/* When each node was found ready: when it was there, and its inputs had been computed. */
static void
find_ready (BsTraceGraph *self)
{
  const BsGraph *graph = self->graph;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      guint32 ready = self->node_there != NULL ? self->node_there[node]
                                               : self->mini_batch->first_decision;

      for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
        {
          guint32 done = self->node_decision[graph->inputs[k]];

          ready = MAX (ready, done == G_MAXUINT32 ? done : done + 1);
        }
      self->node_ready[node] = ready;
    }
}

static BsTraceGraph *
unpack (const Entry *entry, const BsTrace *trace, guint32 index)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[index];
  const guint8 *at = g_bytes_get_data (entry->bytes, NULL);
  g_auto (BsNodeColumns) columns = { 0 };
  const BsPackedBlock *block = entry->blocks;
  BsTraceGraph *self;
  guint32 n = 0;

  for (guint i = 0; i < entry->n_node_blocks; i++, at += block++->n_bytes)
    bs_unpack_nodes (&columns, at, block->n_bytes, block->n, trace->types->n_types, G_MAXUINT32);
  self = bs_trace_graph_new (bs_node_columns_build (&columns), index);
  self->mini_batch = mini_batch;
  for (guint i = 0; i < entry->n_order_blocks; i++, n += block->n, at += block++->n_bytes)
    bs_unpack_order (at, block->n_bytes, self->graph->n_nodes, block->n, self->order + n);
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      guint32 id = mini_batch->first_decision + i;
      const BsTraceDecision *d = bs_trace_decision (trace, id);

      for (guint32 k = 0; k < d->size; k++)
        self->node_decision[self->order[d->first_member + k]] = id;
    }
  find_there (self);
  find_ready (self);

  return self;
}

BsTraceGraph *
bs_graph_store_open (BsGraphStore *self, const BsTrace *trace, guint32 mini_batch)
{
  Entry *entry = &g_array_index (self->entries, Entry, mini_batch);
  BsTraceGraph *graph;

  g_mutex_lock (&self->mutex);
  if (entry->graph == NULL)
    {
      entry->graph = unpack (entry, trace, mini_batch);
      g_queue_push_tail (&self->kept, GUINT_TO_POINTER (mini_batch));
      entry->link = self->kept.tail;
      self->n_kept += count (entry->graph);
      make_room (self);
    }
  else if (entry->link != NULL)
    {
      g_queue_unlink (&self->kept, entry->link);
      g_queue_push_tail_link (&self->kept, entry->link);
    }
  /* Only of one that is pinned: others may be looked at meanwhile. */
  if (entry->graph->mini_batch == NULL)
    entry->graph->mini_batch = &trace->mini_batches[mini_batch];
  graph = bs_trace_graph_ref (entry->graph);
  g_mutex_unlock (&self->mutex);

  return graph;
}

BsTraceGraph *
bs_trace_graph_new (BsGraph *graph, guint32 index)
{
  BsTraceGraph *self = g_new0 (BsTraceGraph, 1);
  gsize n = MAX (graph->n_nodes, 1);

  g_atomic_int_set (&self->refs, 1);
  self->index = index;
  self->graph = graph;
  self->depth = bs_graph_compute_depths (graph, &self->n_levels);
  self->order = g_new0 (guint32, n);
  self->node_decision = g_new (guint32, n);
  self->node_ready = g_new (guint32, n);
  memset (self->node_decision, 0xff, n * sizeof (guint32));

  return self;
}

BsTraceGraph *
bs_trace_graph_ref (BsTraceGraph *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_trace_graph_unref (BsTraceGraph *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_graph_unref (self->graph);
  g_free (self->depth);
  g_free (self->order);
  g_free (self->node_decision);
  g_free (self->node_ready);
  g_free (self->node_there);
  g_free (self);
}

BsTraceGraph *
bs_trace_open_graph (const BsTrace *self, guint32 mini_batch)
{
  return bs_graph_store_open (self->graphs, self, mini_batch);
}
