/* SPDX-License-Identifier: Apache-2.0 */
/* Reads mini-batches: graphs and decisions. Graphs are unpacked to be checked,
 * and kept packed. Nothing is believed: every id is checked against what it points into, every batch
 * against the graph, and memory is only asked for what was really read. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/format/graph-packing.h"
#include "profiles/trace/graph-store.h"
#include "profiles/format/schema.h"
#include "profiles/trace/trace-reader.h"

/* What a node, an operand, a type of a graph and a mini-batch cost in memory, roughly, with all that
 * is derived from them. */
#define NODE_COST 64
#define INPUT_COST 16
#define TYPE_COST 16
#define MINI_BATCH_COST 512

typedef struct
{
  BsTrace *trace;
  BsTraceFile *file;
  BsTraceCursor row, blocks, stages, orders, decisions;

  GArray *mini_batches; /* BsTraceMiniBatch */
  GArray *all;          /* BsTraceDecision */
  guint32 unknown_state;

  /* The mini-batch at hand. */
  guint32 index;
  guint32 n_decisions; /* that it should have */
  GByteArray *packed;
  GArray *node_blocks, *order_blocks; /* BsPackedBlock */
  BsNodeColumns nodes;
  guint32 capacity;  /* of these: */
  guint32 *order;    /* [nodes.n_nodes] */
  guint32 *executed; /* [nodes.n_nodes] the decision of a node; G_MAXUINT32: none yet */
  guint32 n_order;
} Reader;

static BsTraceMiniBatch *
current (Reader *self)
{
  return &g_array_index (self->mini_batches, BsTraceMiniBatch, self->index);
}

/* Whether the row at hand belongs to the mini-batch at hand. */
static gboolean
is_own (Reader *self, BsTraceCursor *cursor)
{
  return cursor->has_row && bs_trace_cursor_integer (cursor, 0, 0, G_MAXUINT32) == self->index
         && self->file->error == NULL;
}

static void
skip_own (Reader *self, BsTraceCursor *cursor)
{
  while (is_own (self, cursor))
    bs_trace_cursor_next (cursor);
}

static void
keep_block (Reader *self, GArray *blocks, gconstpointer bytes, gsize size, guint32 n)
{
  BsPackedBlock block = { n, (guint32) size };

  g_byte_array_append (self->packed, bytes, (guint) size);
  g_array_append_val (blocks, block);
}

/* Reads a row of graph_block. */
static void
read_nodes (Reader *self, guint32 n_nodes)
{
  BsTraceCursor *cursor = &self->blocks;
  guint32 first = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32);
  guint32 n = bs_trace_cursor_u32 (cursor, 2, BS_GRAPH_BLOCK_NODES);
  gsize size;
  const guint8 *bytes = bs_trace_cursor_blob (cursor, 3, 1, &size);

  if (self->file->error != NULL)
    return;
  if (first != self->nodes.n_nodes || n == 0 || n > n_nodes - first
      || self->packed->len + size > G_MAXINT32)
    {
      bs_trace_file_corrupt (self->file, _ ("graph block %lld is not valid"), cursor->id);
      return;
    }
  if (!bs_trace_file_allow (self->file, (guint64) n * NODE_COST + (guint64) size * INPUT_COST))
    return;

  /* No more inputs of a mini-batch than nodes: lanes are drawn for them. */
  if (!bs_unpack_nodes (&self->nodes, bytes, size, n, self->trace->types->n_types, n_nodes))
    bs_trace_file_corrupt (self->file,
                           _ ("node %u of graph block %lld"
                              " is not valid"),
                           self->nodes.n_nodes, cursor->id);
  else
    keep_block (self, self->node_blocks, bytes, size, n);
}

/* Reads a row of order_block. */
static void
read_order (Reader *self)
{
  BsTraceCursor *cursor = &self->orders;
  guint32 first = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32);
  guint32 n = bs_trace_cursor_u32 (cursor, 2, BS_GRAPH_BLOCK_NODES);
  gsize size;
  const guint8 *bytes = bs_trace_cursor_blob (cursor, 3, 1, &size);

  if (self->file->error != NULL)
    return;
  if (first != self->n_order || n == 0 || n > self->nodes.n_nodes - first
      || self->packed->len + size > G_MAXINT32
      || !bs_unpack_order (bytes, size, self->nodes.n_nodes, n, self->order + first))
    {
      bs_trace_file_corrupt (self->file, _ ("order block %lld is not valid"), cursor->id);
      return;
    }
  keep_block (self, self->order_blocks, bytes, size, n);
  self->n_order += n;
}

/* Returns: whether all nodes of the mini-batch are there. */
static gboolean
read_graph (Reader *self, guint32 n_nodes, guint32 n_inputs)
{
  bs_node_columns_begin (&self->nodes);
  g_byte_array_set_size (self->packed, 0);
  g_array_set_size (self->node_blocks, 0);
  g_array_set_size (self->order_blocks, 0);
  self->n_order = 0;
  for (; is_own (self, &self->blocks); bs_trace_cursor_next (&self->blocks))
    {
      read_nodes (self, n_nodes);
      if (bs_trace_file_check_cancelled (self->file))
        return FALSE;
    }
  if (self->file->error != NULL || self->nodes.n_nodes < n_nodes)
    return FALSE;

  if (self->nodes.n_inputs != n_inputs)
    {
      bs_trace_file_corrupt (self->file, _ ("the graph of mini-batch %u has %u inputs, not %u"),
                             self->index, self->nodes.n_inputs, n_inputs);
      return FALSE;
    }

  return bs_trace_file_allow (self->file,
                              (guint64) self->nodes.n_types * TYPE_COST + MINI_BATCH_COST);
}

/* Where the batches are. */
static void
read_orders (Reader *self)
{
  if (self->nodes.n_nodes > self->capacity)
    {
      self->capacity = self->nodes.n_nodes;
      self->order = g_renew (guint32, self->order, self->capacity);
      self->executed = g_renew (guint32, self->executed, self->capacity);
    }
  if (self->nodes.n_nodes > 0)
    memset (self->executed, 0xff, self->nodes.n_nodes * sizeof (guint32));
  for (; is_own (self, &self->orders); bs_trace_cursor_next (&self->orders))
    {
      read_order (self);
      if (bs_trace_file_check_cancelled (self->file))
        return;
    }
}

/* The stages of a graph that grew. */
static void
read_stages (Reader *self, BsTraceMiniBatch *mini_batch)
{
  BsTraceCursor *cursor = &self->stages;
  guint32 n_nodes = mini_batch->n_nodes, end = mini_batch->first_decision + self->n_decisions;
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (BsStage));
  BsStage last = { 0, mini_batch->first_decision };
  gboolean valid = TRUE;

  for (; valid && is_own (self, cursor); bs_trace_cursor_next (cursor))
    {
      BsStage stage = { bs_trace_cursor_u32 (cursor, 1, n_nodes),
                        bs_trace_cursor_u32 (cursor, 2, G_MAXUINT32) };

      if (self->file->error != NULL)
        return;
      /* Each has a node of its own, so that there are not more of them. */
      valid = stage.n_nodes > last.n_nodes && stage.first_decision >= last.first_decision
              && (stages->len > 0 || stage.first_decision == last.first_decision)
              && stage.first_decision < end;
      g_array_append_val (stages, stage);
      last = stage;
    }
  if (!valid || (stages->len > 0 && last.n_nodes != n_nodes))
    {
      bs_trace_file_corrupt (self->file, _ ("the stages of mini-batch %u are not valid"),
                             self->index);
      return;
    }
  if (stages->len < 2)
    return;

  mini_batch->n_stages = stages->len;
  mini_batch->stages = (BsStage *) (gpointer) g_array_free (g_steal_pointer (&stages), FALSE);
}

/* The nodes of the batch: each at most once, of the right type, after its inputs; of those that are
 * there. */
static gboolean
check_members (Reader *self, guint32 id, const BsTraceDecision *decision, guint32 n_there)
{
  const BsNodeColumns *nodes = &self->nodes;
  const guint32 *members;

  if (decision->size == 0 || decision->first_member > self->n_order
      || decision->size > self->n_order - decision->first_member)
    return FALSE;

  members = self->order + decision->first_member;
  for (guint32 i = 0; i < decision->size; i++)
    {
      guint32 node = members[i];

      if (node >= n_there || self->executed[node] != G_MAXUINT32
          || nodes->type[node] != decision->type)
        return FALSE;
      for (guint32 k = nodes->input_start[node]; k < nodes->input_start[node + 1]; k++)
        if (self->executed[nodes->inputs[k]] >= id)
          return FALSE;
      self->executed[node] = id;
    }

  return TRUE;
}

static guint32
read_state (Reader *self)
{
  if (!bs_trace_cursor_is_null (&self->decisions, 3))
    return bs_trace_cursor_u32 (&self->decisions, 3, G_MAXUINT32);

  if (self->unknown_state == G_MAXUINT32)
    self->unknown_state = bs_state_table_intern (self->trace->states, NULL, 0);

  return self->unknown_state;
}

static void
read_decision (Reader *self)
{
  BsTrace *trace = self->trace;
  BsTraceCursor *row = &self->decisions;
  BsTraceMiniBatch *mini_batch = current (self);
  guint32 id = self->all->len + 1;
  BsTraceDecision decision = {
    .mini_batch = self->index,
    .type = bs_trace_cursor_u32 (row, 1, BS_MAX_TYPES),
    .size = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
    .state = read_state (self),
    .reason = bs_trace_cursor_u32 (row, 4, BS_N_REASONS - 1),
    .n_tied = bs_trace_cursor_u32 (row, 5, G_MAXUINT8),
    .draw = (guint64) bs_trace_cursor_integer (row, 6, G_MININT64, G_MAXINT64),
    .start_ns = bs_trace_cursor_integer (row, 7, 0, G_MAXINT64),
    .end_ns = bs_trace_cursor_integer (row, 8, 0, G_MAXINT64),
  };

  if (self->file->error != NULL)
    return;

  if (row->id != id || decision.type >= trace->types->n_types
      || decision.state >= trace->states->n_states || decision.end_ns < decision.start_ns
      || mini_batch->n_decisions >= self->n_decisions)
    {
      bs_trace_file_corrupt (self->file, _ ("decision %lld is not valid"), row->id);
      return;
    }

  if (mini_batch->n_decisions > 0)
    {
      const BsTraceDecision *last = &g_array_index (self->all, BsTraceDecision, self->all->len - 1);

      decision.first_member = last->first_member + last->size;
      decision.n_executed = decision.first_member;
    }
  if (!check_members (self, id, &decision, bs_trace_n_there (mini_batch, id)))
    {
      bs_trace_file_corrupt (self->file, _ ("the batch of decision %u is not valid"), id);
      return;
    }

  g_array_append_val (self->all, decision);
  mini_batch->n_decisions++;
}

static void
keep_graph (Reader *self)
{
  bs_graph_store_add (
      self->trace->graphs, g_bytes_new (self->packed->data, self->packed->len),
      (const BsPackedBlock *) (gpointer) self->node_blocks->data, self->node_blocks->len,
      (const BsPackedBlock *) (gpointer) self->order_blocks->data, self->order_blocks->len);
}

/* What is missing is an error, unless the recording was cut short there. */
static void
check_whole (Reader *self)
{
  const BsTraceMiniBatch *mini_batch = current (self);
  gboolean may_miss = !self->trace->complete && !self->row.has_row;

  if (mini_batch->n_decisions == self->n_decisions)
    {
      const BsTraceDecision *last = mini_batch->n_decisions > 0 ? &g_array_index (
                                        self->all, BsTraceDecision, self->all->len - 1)
                                                                : NULL;

      if ((last != NULL ? last->first_member + last->size : 0) != mini_batch->n_nodes)
        bs_trace_file_corrupt (self->file, _ ("mini-batch %u does not compute all of its nodes"),
                               self->index);
    }
  else if (!may_miss)
    bs_trace_file_corrupt (self->file, _ ("decisions of mini-batch %u are missing"), self->index);
  else
    bs_trace_add_diagnostic (self->trace, _ ("Mini-batch %u has only %u of %u decisions."),
                             self->index, mini_batch->n_decisions, self->n_decisions);

  if (!mini_batch->finished)
    bs_trace_add_diagnostic (self->trace, _ ("Mini-batch %u did not run to its end."), self->index);
}

static void
read_mini_batch (Reader *self)
{
  BsTraceFile *file = self->file;
  BsTraceCursor *row = &self->row;
  guint32 n_nodes = bs_trace_cursor_u32 (row, 0, G_MAXUINT32 - 1);
  guint32 n_inputs = bs_trace_cursor_u32 (row, 1, G_MAXUINT32);
  BsTraceMiniBatch mini_batch = {
    .n_nodes = n_nodes,
    .n_inputs = n_inputs,
    .first_instance = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
    .lower_bound = bs_trace_cursor_u32 (row, 3, n_nodes),
    .first_decision = bs_trace_cursor_u32 (row, 4, G_MAXUINT32),
    .loss = bs_trace_cursor_is_null (row, 6) ? NAN : bs_trace_cursor_real (row, 6),
    .finished = bs_trace_cursor_integer (row, 7, 0, 1) == 1,
    .n_fallbacks = bs_trace_cursor_u32 (row, 8, G_MAXUINT32),
    .start_ns = bs_trace_cursor_integer (row, 9, 0, G_MAXINT64),
    .end_ns = bs_trace_cursor_integer (row, 10, 0, G_MAXINT64),
  };

  self->index = self->mini_batches->len;
  self->n_decisions = bs_trace_cursor_u32 (row, 5, n_nodes);
  if (file->error == NULL
      && (row->id != self->index || mini_batch.first_decision != self->all->len + 1))
    bs_trace_file_corrupt (file, _ ("mini-batch %lld is not valid"), row->id);
  if (file->error != NULL)
    return;

  if (!read_graph (self, n_nodes, n_inputs))
    {
      bs_trace_cursor_next (row);
      skip_own (self, &self->stages);
      skip_own (self, &self->orders);
      if (file->error != NULL)
        return;
      if (self->trace->complete || row->has_row)
        bs_trace_file_corrupt (file, _ ("nodes of mini-batch %u are missing"), self->index);
      else
        bs_trace_add_diagnostic (
            self->trace, _ ("Mini-batch %u is left out: not all of its graph was recorded."),
            self->index);
      return;
    }

  mini_batch.n_instances = self->nodes.n_instances;
  g_array_append_val (self->mini_batches, mini_batch);
  read_stages (self, current (self));
  read_orders (self);
  keep_graph (self);
  while (is_own (self, &self->decisions))
    {
      read_decision (self);
      bs_trace_cursor_next (&self->decisions);
    }
  bs_trace_cursor_next (row);
  if (file->error == NULL)
    check_whole (self);
}

static void
open_cursors (Reader *self)
{
  bs_trace_cursor_open (&self->row, self->file, "mini_batch",
                        "n_nodes, n_inputs, first_instance, lower_bound, first_decision, "
                        "n_decisions, loss, finished, n_fallbacks, start_ns, end_ns");
  bs_trace_cursor_open (&self->blocks, self->file, "graph_block",
                        "mini_batch, first_node, n_nodes, nodes");
  bs_trace_cursor_open (&self->stages, self->file, "stage", "mini_batch, n_nodes, first_decision");
  bs_trace_cursor_open (&self->orders, self->file, "order_block", "mini_batch, first, n, nodes");
  bs_trace_cursor_open (&self->decisions, self->file, "decision",
                        "mini_batch, type, batch_size, state, reason, n_tied, draw, start_ns, "
                        "end_ns");
}

static void
close_cursors (Reader *self)
{
  bs_trace_cursor_close (&self->row);
  bs_trace_cursor_close (&self->blocks);
  bs_trace_cursor_close (&self->stages);
  bs_trace_cursor_close (&self->orders);
  bs_trace_cursor_close (&self->decisions);
}

void
bs_trace_read_mini_batches (BsTrace *trace, BsTraceFile *file)
{
  Reader self = { .trace = trace, .file = file, .unknown_state = G_MAXUINT32 };

  self.mini_batches = g_array_new (FALSE, TRUE, sizeof (BsTraceMiniBatch));
  self.all = g_array_new (FALSE, TRUE, sizeof (BsTraceDecision));
  self.packed = g_byte_array_new ();
  self.node_blocks = g_array_new (FALSE, FALSE, sizeof (BsPackedBlock));
  self.order_blocks = g_array_new (FALSE, FALSE, sizeof (BsPackedBlock));

  open_cursors (&self);
  while (file->error == NULL && self.row.has_row)
    {
      read_mini_batch (&self);
      bs_load_progress_tell (file->progress, n_decisions, self.all->len);
      if (bs_trace_file_check_cancelled (file))
        break;
    }
  if (file->error == NULL
      && (self.blocks.has_row || self.stages.has_row || self.orders.has_row
          || self.decisions.has_row))
    bs_trace_file_corrupt (file, "%s", _ ("it has rows that belong to no mini-batch"));
  close_cursors (&self);

  trace->n_mini_batches = self.mini_batches->len;
  trace->mini_batches = (gpointer) g_array_free (self.mini_batches, FALSE);
  trace->n_decisions = self.all->len;
  trace->decisions = (gpointer) g_array_free (self.all, FALSE);
  g_byte_array_unref (self.packed);
  g_array_unref (self.node_blocks);
  g_array_unref (self.order_blocks);
  bs_node_columns_clear (&self.nodes);
  g_free (self.order);
  g_free (self.executed);
}
