/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a trace from its file. Nothing is believed: every id is checked against what it points
 * into, every batch against the graph, and memory is only asked for what was really read. */
#include "config.h"

#include "profiles/trace-reader.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "profiles/packing.h"
#include "profiles/schema.h"

/* What a node, an operand, a type of a graph and a mini-batch cost in memory, roughly, with all
 * that is derived from them. */
#define NODE_COST 64
#define INPUT_COST 16
#define TYPE_COST 16
#define MINI_BATCH_COST 512
#define STAGE_NODE_COST 4

typedef struct
{
  BsTrace *trace;
  BsTraceFile *file;

  GArray *mini_batches; /* BsTraceMiniBatch */
  GArray *decisions;    /* BsTraceDecision */
  GArray *candidates;   /* BsCandidate */
  guint32 n_decisions;  /* that the last mini-batch should have */
  guint32 unknown_state;
  gint64 n_events; /* that were recorded, by the recording's own count */

  /* Scratch of a row of graph_block. */
  GArray *inputs; /* guint32 */
} Reader;

static void
add_diagnostic (Reader *self, char *text)
{
  g_ptr_array_add (self->trace->diagnostics, text);
}

static void
read_info (Reader *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "provenance", "key, value"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *key = bs_trace_cursor_text (&cursor, 0);
      const char *value = bs_trace_cursor_text (&cursor, 1);

      if (self->file->error == NULL)
        g_hash_table_replace (self->trace->info, g_strdup (key), g_strdup (value));
    }
}

static void
read_diagnostics (Reader *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "diagnostic", "name, value"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      gint64 value = bs_trace_cursor_integer (&cursor, 1, 0, G_MAXINT64);

      if (self->file->error != NULL)
        return;

      if (g_str_equal (name, "complete"))
        self->trace->complete = value == 1;
      else if (g_str_equal (name, "dropped_events"))
        self->trace->n_dropped = (guint64) value;
      else if (g_str_equal (name, "events"))
        self->n_events = value;
    }
}

static void
read_states (Reader *self)
{
  BsTrace *trace = self->trace;
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "state", "encoding, types"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      BsEncoding encoding;
      guint length = 0;
      g_autofree guint16 *key = NULL;

      if (name == NULL)
        return;
      if (!bs_encoding_from_string (name, &encoding)
          || (trace->states != NULL && encoding != trace->states->encoding))
        {
          bs_trace_file_corrupt (self->file, _ ("state %lld has the encoding “%s”"), cursor.id,
                                 name);
          return;
        }

      key = bs_trace_read_key (&cursor, 1, encoding, trace->types->n_types, &length);
      if (key == NULL)
        return;
      if (trace->states == NULL)
        trace->states = bs_state_table_new (encoding);
      if (cursor.id != trace->states->n_states
          || bs_state_table_intern (trace->states, key, length) != cursor.id)
        {
          bs_trace_file_corrupt (self->file, _ ("state %lld is not valid"), cursor.id);
          return;
        }
    }

  if (trace->states == NULL)
    trace->states = bs_state_table_new (trace->fsm != NULL ? trace->fsm->states->encoding
                                                           : BS_ENCODING_BASE);
}

/* Adds the nodes of one row of graph_block. Returns: how many. */
static guint32
read_graph_block (Reader *self, BsTraceCursor *cursor, BsGraphBuilder *builder, guint32 n_nodes,
                  guint32 first_node)
{
  BsTraceFile *file = self->file;
  guint32 first = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32);
  gsize n = bs_trace_cursor_u32 (cursor, 2, G_MAXUINT32);
  gsize n_types, n_instances, n_data, n_arities, n_inputs, n_ports = 0, used = 0;
  const guint8 *types = bs_trace_cursor_blob (cursor, 3, sizeof (guint16), &n_types);
  const guint8 *instances = bs_trace_cursor_blob (cursor, 4, sizeof (guint32), &n_instances);
  const guint8 *data = bs_trace_cursor_blob (cursor, 5, sizeof (guint32), &n_data);
  const guint8 *arities = bs_trace_cursor_blob (cursor, 6, sizeof (guint32), &n_arities);
  const guint8 *inputs = bs_trace_cursor_blob (cursor, 7, sizeof (guint32), &n_inputs);
  const guint8 *ports = NULL;

  if (file->version >= 3)
    ports = bs_trace_cursor_blob (cursor, 8, sizeof (guint8), &n_ports);
  if (file->error == NULL
      && (first != first_node || n == 0 || n > n_nodes - first_node || n_types != n
          || n_instances != n || n_data != n || n_arities != n
          || (file->version >= 3 && n_ports != n_inputs)))
    bs_trace_file_corrupt (file, _ ("graph block %lld is not valid"), cursor->id);
  if (file->error != NULL || !bs_trace_file_allow (file, n * NODE_COST + n_inputs * INPUT_COST))
    return 0;

  g_array_set_size (self->inputs, n_inputs);
  bs_pack_u32 (self->inputs->data, inputs, n_inputs);
  for (gsize i = 0; i < n; i++)
    {
      const guint32 *own = (const guint32 *) (gpointer) self->inputs->data + used;
      guint32 node = first_node + (guint32) i;
      guint16 type;
      guint32 instance, datum, arity;
      gboolean valid;

      bs_pack_u16 (&type, types + i * sizeof type, 1);
      bs_pack_u32 (&instance, instances + i * sizeof instance, 1);
      bs_pack_u32 (&datum, data + i * sizeof datum, 1);
      bs_pack_u32 (&arity, arities + i * sizeof arity, 1);

      /* No more inputs of a mini-batch than nodes: lanes are drawn for them. */
      valid = type < self->trace->types->n_types && instance < n_nodes && arity <= n_inputs - used;
      for (guint32 k = 0; valid && k < arity; k++)
        valid = own[k] < node && (ports == NULL || ports[used + k] < BS_MAX_CELL_OUTPUTS);
      if (!valid)
        {
          bs_trace_file_corrupt (file,
                                 _ ("node %u of graph block %lld"
                                    " is not valid"),
                                 node, cursor->id);
          return 0;
        }
      bs_graph_builder_call (builder, type, instance, datum, own,
                             ports != NULL ? ports + used : NULL, arity);
      used += arity;
    }

  if (used != n_inputs)
    bs_trace_file_corrupt (file, _ ("graph block %lld is not valid"), cursor->id);

  return (guint32) n;
}

/* Returns: (nullable): the graph, NULL when it is not all there. */
static BsGraph *
read_graph (Reader *self, BsTraceCursor *blocks, guint32 mini_batch, guint32 n_nodes,
            guint32 n_inputs)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = NULL;
  guint32 n = 0;

  while (blocks->has_row && bs_trace_cursor_integer (blocks, 0, 0, G_MAXUINT32) == mini_batch
         && self->file->error == NULL)
    {
      n += read_graph_block (self, blocks, builder, n_nodes, n);
      if (bs_trace_file_check_cancelled (self->file))
        return NULL;
      bs_trace_cursor_next (blocks);
    }
  if (self->file->error != NULL || n < n_nodes)
    return NULL;

  graph = bs_graph_builder_finish (builder, &error);
  if (graph == NULL)
    {
      bs_trace_file_corrupt (self->file, "%s", error->message);
      return NULL;
    }
  if (graph->n_inputs != n_inputs)
    {
      bs_trace_file_corrupt (self->file, _ ("the graph of mini-batch %u has %u inputs, not %u"),
                             mini_batch, graph->n_inputs, n_inputs);
      return NULL;
    }
  if (!bs_trace_file_allow (self->file, (guint64) graph->n_types * TYPE_COST + MINI_BATCH_COST))
    return NULL;

  return g_steal_pointer (&graph);
}

/* The candidates of the decision at hand, from the rows that follow. */
static void
read_candidates (Reader *self, BsTraceCursor *cursor, guint32 id, BsTraceDecision *decision)
{
  gint64 last_type = -1;
  gboolean chosen = FALSE;

  decision->first_candidate = self->candidates->len;
  while (cursor->has_row && bs_trace_cursor_integer (cursor, 0, 1, G_MAXUINT32) == id)
    {
      BsCandidate candidate = { .type = bs_trace_cursor_u32 (cursor, 1, BS_MAX_TYPES),
                                .ready = bs_trace_cursor_u32 (cursor, 2, G_MAXUINT32),
                                .reachable = bs_trace_cursor_u32 (cursor, 3, G_MAXUINT32),
                                .score = bs_trace_cursor_is_null (cursor, 4)
                                             ? BS_NO_SCORE
                                             : bs_trace_cursor_real (cursor, 4) };

      if (self->file->error != NULL)
        return;
      if (candidate.type >= self->trace->types->n_types || candidate.type <= last_type
          || candidate.ready == 0
          || (candidate.reachable != 0 && candidate.reachable < candidate.ready)
          || decision->n_candidates == G_MAXUINT16)
        {
          bs_trace_file_corrupt (self->file, _ ("the candidates of decision %u are not valid"), id);
          return;
        }

      last_type = candidate.type;
      chosen |= candidate.type == decision->type;
      decision->n_candidates++;
      self->trace->has_scores |= candidate.score != BS_NO_SCORE;
      g_array_append_val (self->candidates, candidate);
      bs_trace_cursor_next (cursor);
    }

  if (self->file->error == NULL && decision->n_candidates > 0 && !chosen)
    bs_trace_file_corrupt (self->file, _ ("the type of decision %u was not ready"), id);
}

/* The nodes of the batch: each at most once, of the right type, after its inputs. */
static void
read_members (Reader *self, BsTraceCursor *cursor, guint32 id, BsTraceMiniBatch *mini_batch,
              BsTraceDecision *decision)
{
  const BsGraph *graph = mini_batch->graph;
  guint32 *members = mini_batch->order + decision->first_member;
  gsize n = 0;
  gconstpointer packed = NULL;
  gboolean valid = cursor->has_row && cursor->id == id;

  if (valid)
    packed = bs_trace_cursor_blob (cursor, 0, sizeof (guint32), &n);
  if (self->file->error != NULL)
    return;

  valid = valid && n > 0 && n == decision->size && n <= graph->n_nodes - decision->first_member;
  if (valid)
    bs_pack_u32 (members, packed, n);
  for (gsize i = 0; valid && i < n; i++)
    {
      guint32 node = members[i];

      /* Its stage was there: that is all that is known of when it was ready as yet. */
      valid = node < graph->n_nodes && mini_batch->node_decision[node] == G_MAXUINT32
              && graph->type[node] == decision->type && mini_batch->node_ready[node] <= id;
      for (guint32 k = valid ? graph->input_start[node] : 0;
           valid && k < graph->input_start[node + 1]; k++)
        valid = mini_batch->node_decision[graph->inputs[k]] < id;
      if (valid)
        mini_batch->node_decision[node] = id;
    }

  if (!valid)
    bs_trace_file_corrupt (self->file, _ ("the batch of decision %u is not valid"), id);
  else
    bs_trace_cursor_next (cursor);
}

static void
read_decision (Reader *self, BsTraceCursor *row, BsTraceCursor *candidates, BsTraceCursor *members,
               guint32 index)
{
  BsTrace *trace = self->trace;
  BsTraceMiniBatch *mini_batch = &g_array_index (self->mini_batches, BsTraceMiniBatch, index);
  guint32 id = self->decisions->len + 1;
  BsTraceDecision decision = {
    .mini_batch = index,
    .type = bs_trace_cursor_u32 (row, 1, BS_MAX_TYPES),
    .size = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
    .reason = bs_trace_cursor_u32 (row, 4, BS_N_REASONS - 1),
    .n_tied = bs_trace_cursor_u32 (row, 5, G_MAXUINT8),
    .draw = (guint64) bs_trace_cursor_integer (row, 6, G_MININT64, G_MAXINT64),
    .start_ns = bs_trace_cursor_integer (row, 7, 0, G_MAXINT64),
    .end_ns = bs_trace_cursor_integer (row, 8, 0, G_MAXINT64),
  };

  if (bs_trace_cursor_is_null (row, 3))
    {
      if (self->unknown_state == G_MAXUINT32)
        self->unknown_state = bs_state_table_intern (trace->states, NULL, 0);
      decision.state = self->unknown_state;
    }
  else
    decision.state = bs_trace_cursor_u32 (row, 3, G_MAXUINT32);

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
      const BsTraceDecision *last = &g_array_index (self->decisions, BsTraceDecision,
                                                    self->decisions->len - 1);

      decision.first_member = last->first_member + last->size;
      decision.n_executed = decision.first_member;
    }
  read_candidates (self, candidates, id, &decision);
  if (self->file->error == NULL)
    read_members (self, members, id, mini_batch, &decision);
  if (self->file->error != NULL)
    return;

  g_array_append_val (self->decisions, decision);
  mini_batch->n_decisions++;
}

/* The stages of a graph that grew, from the rows that follow. */
static void
read_stages (Reader *self, BsTraceCursor *cursor, guint32 index, BsTraceMiniBatch *mini_batch)
{
  guint32 n_nodes = mini_batch->graph->n_nodes,
          end = mini_batch->first_decision + self->n_decisions;
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (BsStage));
  BsStage last = { 0, mini_batch->first_decision };
  gboolean valid = TRUE;

  while (cursor->has_row && bs_trace_cursor_integer (cursor, 0, 0, G_MAXUINT32) == index && valid)
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
      bs_trace_cursor_next (cursor);
    }
  if (!valid || (stages->len > 0 && last.n_nodes != n_nodes))
    {
      bs_trace_file_corrupt (self->file, _ ("the stages of mini-batch %u are not valid"), index);
      return;
    }
  if (stages->len < 2 || !bs_trace_file_allow (self->file, (guint64) n_nodes * STAGE_NODE_COST))
    return;

  mini_batch->node_there = g_new (guint32, n_nodes);
  for (guint32 node = 0, k = 0; node < n_nodes; node++)
    {
      if (node == g_array_index (stages, BsStage, k).n_nodes)
        k++;
      mini_batch->node_there[node] = g_array_index (stages, BsStage, k).first_decision;
    }
  mini_batch->n_stages = stages->len;
  mini_batch->stages = (BsStage *) (gpointer) g_array_free (g_steal_pointer (&stages), FALSE);
}

/* The first decision that could know of a node. */
static void
find_there (BsTraceMiniBatch *mini_batch)
{
  for (guint32 node = 0; node < mini_batch->graph->n_nodes; node++)
    mini_batch->node_ready[node] = mini_batch->node_there != NULL ? mini_batch->node_there[node]
                                                                  : mini_batch->first_decision;
}

/* When each node was found ready: when it was there, and its inputs had been computed. */
static void
find_ready (BsTraceMiniBatch *mini_batch)
{
  const BsGraph *graph = mini_batch->graph;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      guint32 ready = mini_batch->node_ready[node];

      for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
        {
          guint32 done = mini_batch->node_decision[graph->inputs[k]];

          ready = MAX (ready, done == G_MAXUINT32 ? done : done + 1);
        }
      mini_batch->node_ready[node] = ready;
    }
}

static void
read_mini_batch (Reader *self, BsTraceCursor *row, BsTraceCursor *blocks, BsTraceCursor *stages,
                 BsTraceCursor *decisions, BsTraceCursor *candidates, BsTraceCursor *members)
{
  BsTraceFile *file = self->file;
  guint32 index = self->mini_batches->len;
  guint32 n_nodes = bs_trace_cursor_u32 (row, 0, G_MAXUINT32);
  guint32 n_inputs = bs_trace_cursor_u32 (row, 1, G_MAXUINT32);
  BsTraceMiniBatch mini_batch = {
    .first_instance = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
    .lower_bound = bs_trace_cursor_u32 (row, 3, n_nodes),
    .first_decision = bs_trace_cursor_u32 (row, 4, G_MAXUINT32),
    .loss = bs_trace_cursor_is_null (row, 6) ? NAN : bs_trace_cursor_real (row, 6),
    .finished = bs_trace_cursor_integer (row, 7, 0, 1) == 1,
  };
  BsTraceMiniBatch *stored;

  self->n_decisions = bs_trace_cursor_u32 (row, 5, n_nodes);
  if (file->error == NULL
      && (row->id != index || mini_batch.first_decision != self->decisions->len + 1))
    bs_trace_file_corrupt (file, _ ("mini-batch %lld is not valid"), row->id);
  if (file->error != NULL)
    return;

  mini_batch.graph = read_graph (self, blocks, index, n_nodes, n_inputs);
  if (mini_batch.graph == NULL)
    {
      bs_trace_cursor_next (row);
      while (stages->has_row && bs_trace_cursor_integer (stages, 0, 0, G_MAXUINT32) == index)
        bs_trace_cursor_next (stages);
      if (file->error != NULL)
        return;
      if (self->trace->complete || row->has_row)
        bs_trace_file_corrupt (file, _ ("nodes of mini-batch %u are missing"), index);
      else
        add_diagnostic (
            self, g_strdup_printf (
                      _ ("Mini-batch %u is left out: not all of its graph was recorded."), index));
      return;
    }

  mini_batch.depth = bs_graph_compute_depths (mini_batch.graph, &mini_batch.n_levels);
  mini_batch.order = g_new0 (guint32, MAX (n_nodes, 1));
  mini_batch.node_decision = g_new (guint32, MAX (n_nodes, 1));
  mini_batch.node_ready = g_new (guint32, MAX (n_nodes, 1));
  memset (mini_batch.node_decision, 0xff, n_nodes * sizeof (guint32));
  g_array_append_val (self->mini_batches, mini_batch);
  stored = &g_array_index (self->mini_batches, BsTraceMiniBatch, index);
  if (stages->stmt != NULL)
    read_stages (self, stages, index, stored);
  find_there (stored);

  while (file->error == NULL && decisions->has_row
         && bs_trace_cursor_integer (decisions, 0, 0, G_MAXUINT32) == index)
    {
      read_decision (self, decisions, candidates, members, index);
      bs_trace_cursor_next (decisions);
    }
  find_ready (stored);
  bs_trace_cursor_next (row);
  if (file->error != NULL)
    return;

  if (stored->n_decisions == self->n_decisions)
    {
      const BsTraceDecision *last = stored->n_decisions > 0 ? &g_array_index (
                                        self->decisions, BsTraceDecision, self->decisions->len - 1)
                                                            : NULL;

      if ((last != NULL ? last->first_member + last->size : 0) != n_nodes)
        bs_trace_file_corrupt (file, _ ("mini-batch %u does not compute all of its nodes"), index);
    }
  else if (self->trace->complete || row->has_row)
    bs_trace_file_corrupt (file, _ ("decisions of mini-batch %u are missing"), index);
  else
    add_diagnostic (self, g_strdup_printf (_ ("Mini-batch %u has only %u of %u decisions."), index,
                                           stored->n_decisions, self->n_decisions));

  if (!stored->finished)
    add_diagnostic (self, g_strdup_printf (_ ("Mini-batch %u did not run to its end."), index));
}

static void
read_mini_batches (Reader *self)
{
  g_auto (BsTraceCursor) row = { 0 };
  g_auto (BsTraceCursor) blocks = { 0 };
  g_auto (BsTraceCursor) stages = { 0 };
  g_auto (BsTraceCursor) decisions = { 0 };
  g_auto (BsTraceCursor) candidates = { 0 };
  g_auto (BsTraceCursor) members = { 0 };

  bs_trace_cursor_open (&row, self->file, "mini_batch",
                        "n_nodes, n_inputs, first_instance, lower_bound, first_decision, "
                        "n_decisions, loss, finished");
  bs_trace_cursor_open (&blocks, self->file, "graph_block",
                        self->file->version >= 3
                            ? "mini_batch, first_node, n_nodes, types, instances, data, arities, "
                              "inputs, ports"
                            : "mini_batch, first_node, n_nodes, types, instances, data, arities, "
                              "inputs");
  if (self->file->version >= 2)
    bs_trace_cursor_open (&stages, self->file, "stage", "mini_batch, n_nodes, first_decision");
  bs_trace_cursor_open (&decisions, self->file, "decision",
                        "mini_batch, type, batch_size, state, reason, n_tied, draw, start_ns, "
                        "end_ns");
  bs_trace_cursor_open (&candidates, self->file, "candidate",
                        "decision, type, ready, reachable, score");
  bs_trace_cursor_open (&members, self->file, "member", "nodes");

  while (self->file->error == NULL && row.has_row)
    {
      read_mini_batch (self, &row, &blocks, &stages, &decisions, &candidates, &members);
      if (bs_trace_file_check_cancelled (self->file))
        return;
    }

  if (self->file->error == NULL
      && (blocks.has_row || stages.has_row || decisions.has_row || candidates.has_row
          || members.has_row))
    bs_trace_file_corrupt (self->file, "%s", _ ("it has rows that belong to no mini-batch"));
}

static void
read_batches (Reader *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "batch", "start_ns, end_ns, gather_bytes, flops");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      gint64 start_ns = bs_trace_cursor_integer (&cursor, 0, 0, G_MAXINT64);
      gint64 end_ns = bs_trace_cursor_integer (&cursor, 1, 0, G_MAXINT64);
      gint64 gather_bytes = bs_trace_cursor_integer (&cursor, 2, 0, G_MAXINT64);
      gint64 flops = bs_trace_cursor_integer (&cursor, 3, 0, G_MAXINT64);
      BsTraceDecision *decision;

      if (self->file->error != NULL)
        return;
      if (cursor.id < 1 || cursor.id > self->decisions->len || end_ns < start_ns)
        {
          bs_trace_file_corrupt (self->file, _ ("batch %lld is not valid"), cursor.id);
          return;
        }

      decision = &g_array_index (self->decisions, BsTraceDecision, cursor.id - 1);
      decision->run_start_ns = start_ns;
      decision->run_end_ns = end_ns;
      decision->gather_bytes = (guint64) gather_bytes;
      decision->flops = (guint64) flops;
    }
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

/* What events move for the batch that they serve. */
static void
add_move (Reader *self, const BsEvent *event)
{
  BsTraceDecision *decision;

  if (event->decision == 0)
    return;

  decision = &g_array_index (self->decisions, BsTraceDecision, event->decision - 1);
  decision->n_gathers += event->phase == BS_PHASE_GATHER;
  decision->n_scatters += event->phase == BS_PHASE_SCATTER;
  if (event->phase == BS_PHASE_SCATTER)
    decision->scatter_bytes += event->bytes;
}

/* The time that events cover, however many lanes they are in; they are in order of their start. */
static void
find_covered_time (BsTrace *trace)
{
  gint64 end_ns = 0;

  for (guint i = 0; i < trace->events->len; i++)
    {
      const BsEvent *event = &g_array_index (trace->events, BsEvent, i);

      trace->covered_ns += MAX (event->end_ns - MAX (event->start_ns, end_ns), 0);
      end_ns = MAX (end_ns, event->end_ns);
      trace->n_lanes = MAX (trace->n_lanes, event->lane + 1u);
    }
}

static void
read_events (Reader *self)
{
  BsTrace *trace = self->trace;
  g_auto (BsTraceCursor) cursor = { 0 };
  gboolean sorted = TRUE;
  gint64 last_ns = 0;

  for (bs_trace_cursor_open (&cursor, self->file, "event_block", "n, data"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      gsize n, first = trace->events->len;
      guint32 expected = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT32);
      gconstpointer packed = bs_trace_cursor_blob (&cursor, 1, BS_PACKED_EVENT_SIZE, &n);
      gboolean valid = n == expected && first + n < G_MAXINT32;

      if (bs_trace_file_check_cancelled (self->file))
        return;

      if (valid)
        {
          g_array_set_size (trace->events, first + n);
          bs_pack_events (&g_array_index (trace->events, BsEvent, first), packed, n);
        }
      for (gsize i = first; valid && i < first + n; i++)
        {
          BsEvent *event = &g_array_index (trace->events, BsEvent, i);

          /* A graph that grows is told when it is whole, and the recording was cut before. */
          if (!trace->complete && event->decision > self->decisions->len)
            event->decision = 0;
          valid = event->phase < BS_N_PHASES && event->start_ns >= 0
                  && event->end_ns >= event->start_ns && event->decision <= self->decisions->len;
          if (valid
              && __builtin_add_overflow (trace->phase_ns[event->phase],
                                         event->end_ns - event->start_ns,
                                         &trace->phase_ns[event->phase]))
            trace->phase_ns[event->phase] = G_MAXINT64;
          sorted &= event->start_ns >= last_ns;
          last_ns = event->start_ns;
          if (valid)
            add_move (self, event);
        }
      if (!valid)
        {
          bs_trace_file_corrupt (self->file, _ ("event block %lld is not valid"), cursor.id);
          return;
        }
    }

  /* Events are stored as they end; the sort is stable. */
  if (!sorted)
    g_array_sort (trace->events, compare_events);
  find_covered_time (trace);
  if (self->file->error == NULL && trace->complete && self->n_events != trace->events->len)
    bs_trace_file_corrupt (self->file, "%s", _ ("events are missing"));
}

static void
diagnose (Reader *self)
{
  guint64 dropped = self->trace->n_dropped;

  if (dropped > 0)
    add_diagnostic (self, g_strdup_printf (
                              ngettext ("%llu"
                                        " event was not recorded because the disk could not keep "
                                        "up; times are too short where it is missing.",
                                        "%llu"
                                        " events were not recorded because the disk could not keep "
                                        "up; times are too short where they are missing.",
                                        dropped),
                              (unsigned long long) dropped));
  if (self->file->log_missing)
    add_diagnostic (self, g_strdup_printf (_ ("The log beside the file, “%s-wal”, could not be "
                                              "read; the end of the recording may be missing."),
                                           self->file->name));
}

gboolean
bs_trace_read (BsTrace *self, BsTraceFile *file, GError **error)
{
  Reader reader = { .trace = self, .file = file, .unknown_state = G_MAXUINT32 };

  reader.mini_batches = g_array_new (FALSE, TRUE, sizeof (BsTraceMiniBatch));
  reader.decisions = g_array_new (FALSE, TRUE, sizeof (BsTraceDecision));
  reader.candidates = g_array_new (FALSE, TRUE, sizeof (BsCandidate));
  reader.inputs = g_array_new (FALSE, FALSE, sizeof (guint32));

  self->version = file->version;
  read_info (&reader);
  read_diagnostics (&reader);
  if (!self->complete && file->error == NULL)
    add_diagnostic (&reader, g_strdup (_ ("The recording was cut short: what came later is not in "
                                          "the file.")));
  bs_trace_read_types (file, "type", self->types);
  bs_trace_read_vocabularies (self, file);
  bs_trace_read_plans (self, file);
  bs_trace_read_policy (self, file);
  read_states (&reader);
  read_mini_batches (&reader);
  read_batches (&reader);
  read_events (&reader);
  diagnose (&reader);

  bs_trace_read_instances (file, (BsTraceMiniBatch *) (gpointer) reader.mini_batches->data,
                           reader.mini_batches->len);
  bs_trace_read_graph_plans (file, self->complete,
                             (BsTraceMiniBatch *) (gpointer) reader.mini_batches->data,
                             reader.mini_batches->len);

  self->n_mini_batches = reader.mini_batches->len;
  self->mini_batches = (gpointer) g_array_free (reader.mini_batches, FALSE);
  self->n_decisions = reader.decisions->len;
  self->decisions = (gpointer) g_array_free (reader.decisions, FALSE);
  self->n_candidates = reader.candidates->len;
  self->candidates = (gpointer) g_array_free (reader.candidates, FALSE);
  g_array_unref (reader.inputs);

  if (file->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&file->error));
      return FALSE;
    }

  return TRUE;
}
