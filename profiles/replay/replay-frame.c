/* SPDX-License-Identifier: Apache-2.0 */
/* A mini-batch as the decision clock walks through it: what changes from one decision to the next,
 * and a keyframe now and then. */
#include "config.h"

#include "profiles/replay/replay-frame.h"

#include <string.h>

/* Keyframes take no more room than decisions do. */
#define MIN_INTERVAL 64

static const BsTraceDecision *
get_decision (const BsReplayFrame *self, guint32 slot)
{
  return bs_trace_decision (self->trace, self->mini_batch->first_decision + slot);
}

/* Nodes of a type in the order of their batches; then those of which no batch was recorded. */
static void
sort_by_type (BsReplayFrame *self)
{
  const BsGraph *graph = self->graph->graph;
  g_autofree guint32 *next = g_new (guint32, graph->n_types + 1);
  guint32 n_run = 0;

  self->type_start = g_new (guint32, graph->n_types + 1);
  self->type_order = g_new (guint32, MAX (graph->n_nodes, 1));
  self->type_start[0] = 0;
  for (guint type = 0; type < graph->n_types; type++)
    self->type_start[type + 1] = self->type_start[type] + graph->type_count[type];
  memcpy (next, self->type_start, (graph->n_types + 1) * sizeof *next);

  if (self->mini_batch->n_decisions > 0)
    {
      const BsTraceDecision *last = get_decision (self, self->mini_batch->n_decisions - 1);

      n_run = last->first_member + last->size;
    }
  for (guint32 i = 0; i < n_run; i++)
    self->type_order[next[graph->type[self->graph->order[i]]]++] = self->graph->order[i];
  for (guint32 node = 0; n_run < graph->n_nodes && node < graph->n_nodes; node++)
    if (self->graph->node_decision[node] == G_MAXUINT32)
      self->type_order[next[graph->type[node]]++] = node;
}

/* The slot that finds a node ready first; n_slots or more: none of those that were recorded. */
static guint32
ready_slot (const BsReplayFrame *self, guint32 node)
{
  return self->graph->node_ready[node] - self->mini_batch->first_decision;
}

/* What becomes ready, by slot and type: a counting sort of nodes that stand by type already, then
 * nodes of one type are counted together. */
static void
find_deltas (BsReplayFrame *self)
{
  const BsGraph *graph = self->graph->graph;
  g_autofree guint32 *end = g_new0 (guint32, (gsize) self->n_slots + 1);
  g_autofree guint16 *types = NULL;
  guint32 n = 0, first = 0;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    if (ready_slot (self, node) < self->n_slots)
      end[ready_slot (self, node) + 1]++;
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    end[slot + 1] += end[slot];
  types = g_new (guint16, MAX (end[self->n_slots], 1));
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      guint32 node = self->type_order[i];

      if (ready_slot (self, node) < self->n_slots)
        types[end[ready_slot (self, node)]++] = graph->type[node];
    }

  self->delta_start = g_new (guint32, (gsize) self->n_slots + 1);
  self->deltas = g_new (BsReplayDelta, MAX (end[self->n_slots], 1));
  for (guint32 slot = 0; slot < self->n_slots; first = end[slot++])
    {
      self->delta_start[slot] = n;
      for (guint32 i = first; i < end[slot]; i++)
        if (i > first && types[i] == types[i - 1])
          self->deltas[n - 1].count++;
        else
          self->deltas[n++] = (BsReplayDelta){ types[i], 1 };
    }
  self->delta_start[self->n_slots] = n;
  self->deltas = g_renew (BsReplayDelta, self->deltas, MAX (n, 1));
}

static void
point_counts (BsReplayCounts *counts, guint32 *block, guint n_types)
{
  *counts = (BsReplayCounts){ block, block + n_types, block + 2 * (gsize) n_types };
}

static void
add_deltas (const BsReplayFrame *self, guint32 slot, guint32 *ready)
{
  for (guint32 i = self->delta_start[slot]; i < self->delta_start[slot + 1]; i++)
    ready[self->deltas[i].type] += self->deltas[i].count;
}

static void
step_forward (const BsReplayFrame *self, guint32 slot, BsReplayCounts *counts)
{
  const BsTraceDecision *d = get_decision (self, slot);

  counts->ready[d->type] -= d->size;
  counts->executed[d->type] += d->size;
  counts->batches[d->type]++;
  add_deltas (self, slot + 1, counts->ready);
}

static void
step_back (const BsReplayFrame *self, guint32 slot, BsReplayCounts *counts)
{
  const BsTraceDecision *d = get_decision (self, slot - 1);

  for (guint32 i = self->delta_start[slot]; i < self->delta_start[slot + 1]; i++)
    counts->ready[self->deltas[i].type] -= self->deltas[i].count;
  counts->ready[d->type] += d->size;
  counts->executed[d->type] -= d->size;
  counts->batches[d->type]--;
}

static void
make_keyframes (BsReplayFrame *self)
{
  gsize length = 3 * (gsize) self->n_types;
  guint32 n_keyframes;
  g_autofree guint32 *block = g_new0 (guint32, length + 1);
  BsReplayCounts counts;

  self->interval = MAX (MIN_INTERVAL, length);
  n_keyframes = (self->n_slots - 1) / self->interval + 1;
  self->keyframes = g_new (guint32, n_keyframes * length + 1);
  point_counts (&counts, block, self->n_types);
  add_deltas (self, 0, counts.ready);
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    {
      if (slot > 0)
        step_forward (self, slot - 1, &counts);
      if (slot % self->interval == 0)
        memcpy (self->keyframes + slot / self->interval * length, block, length * sizeof *block);
    }
}

BsReplayFrame *
bs_replay_frame_new (const BsTrace *trace, guint32 mini_batch)
{
  BsReplayFrame *self = g_new0 (BsReplayFrame, 1);

  self->trace = trace;
  self->mini_batch = &trace->mini_batches[mini_batch];
  self->graph = bs_trace_open_graph (trace, mini_batch);
  self->n_types = trace->types->n_types;
  self->n_slots = MAX (self->mini_batch->n_decisions, 1);
  sort_by_type (self);
  find_deltas (self);
  make_keyframes (self);

  return self;
}

void
bs_replay_frame_free (BsReplayFrame *self)
{
  g_clear_pointer (&self->values, bs_replay_values_free);
  bs_trace_graph_unref (self->graph);
  g_free (self->type_start);
  g_free (self->type_order);
  g_free (self->delta_start);
  g_free (self->deltas);
  g_free (self->keyframes);
  g_free (self->fewest_left);
  g_free (self);
}

void
bs_replay_frame_place (const BsReplayFrame *self, guint32 slot, BsReplayCounts *counts)
{
  gsize length = 3 * (gsize) self->n_types;
  guint32 keyframe = slot / self->interval;

  memcpy (counts->ready, self->keyframes + keyframe * length, length * sizeof (guint32));
  bs_replay_frame_move (self, keyframe * self->interval, slot, counts);
}

void
bs_replay_frame_move (const BsReplayFrame *self, guint32 from, guint32 to, BsReplayCounts *counts)
{
  for (; from < to; from++)
    step_forward (self, from, counts);
  for (; from > to; from--)
    step_back (self, from, counts);
}

gboolean
bs_replay_frame_changes (const BsReplayFrame *self, guint32 slot, guint type)
{
  if (slot > 0 && get_decision (self, slot - 1)->type == type)
    return TRUE;
  for (guint32 i = self->delta_start[slot]; i < self->delta_start[slot + 1]; i++)
    if (self->deltas[i].type == type)
      return TRUE;

  return FALSE;
}

BsReplayValues *
bs_replay_frame_get_values (BsReplayFrame *self)
{
  if (self->values == NULL)
    self->values = bs_replay_values_new (self->trace, self->graph, NULL);

  return self->values;
}
