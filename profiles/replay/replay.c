/* SPDX-License-Identifier: Apache-2.0 */
/* The decision clock of a trace. */
#include "config.h"

#include "profiles/replay/replay.h"

#include <string.h>

#include "profiles/trace/outlook.h"
#include "profiles/replay/replay-frame.h"
#include "profiles/replay/replay-sums.h"

/* Mini-batches that are kept, as long as they have no more nodes together than this. */
#define MAX_FRAMES 4
#define MAX_KEPT_NODES (1u << 22)

/* Nodes and edges to go through for what is left at best, while somebody waits. */
#define MAX_OUTLOOK_WORK ((guint64) 1 << 30)

#define NO_MINI_BATCH G_MAXUINT32

struct _BsReplay
{
  const BsTrace *trace;
  guint n_frames;
  BsReplayFrame *frames[MAX_FRAMES]; /* that was used last first */
  BsReplaySums *sums;
  guint32 decision, slot;
  BsReplayFrame *here; /* (nullable): one of the frames */
  BsReplayCounts counts;
  BsReplayState state;
  gboolean is_current; /* the state is that of the decision */
};

BsReplay *
bs_replay_new (const BsTrace *trace)
{
  BsReplay *self = g_new0 (BsReplay, 1);
  gsize n_types = trace->types->n_types;
  guint32 *block = g_new0 (guint32, 3 * n_types + 1);

  self->trace = trace;
  self->counts = (BsReplayCounts){ block, block + n_types, block + 2 * n_types };
  self->sums = bs_replay_sums_new (trace);

  return self;
}

void
bs_replay_free (BsReplay *self)
{
  for (guint i = 0; i < self->n_frames; i++)
    bs_replay_frame_free (self->frames[i]);
  g_free (self->counts.ready);
  bs_replay_sums_free (self->sums);
  g_free (self);
}

static gboolean
has_room (const BsReplay *self, guint64 n_nodes)
{
  for (guint i = 0; i < self->n_frames; i++)
    n_nodes += self->frames[i]->mini_batch->n_nodes;

  return self->n_frames < MAX_FRAMES && n_nodes <= MAX_KEPT_NODES;
}

/* Drops what was used longest ago, but not where the clock is. */
static void
make_room (BsReplay *self, guint32 n_nodes)
{
  for (guint i = self->n_frames; i-- > 0 && !has_room (self, n_nodes);)
    if (self->frames[i] != self->here)
      {
        bs_replay_frame_free (self->frames[i]);
        memmove (self->frames + i, self->frames + i + 1,
                 (--self->n_frames - i) * sizeof (BsReplayFrame *));
      }
}

static BsReplayFrame *
get_frame (BsReplay *self, guint32 mini_batch)
{
  BsReplayFrame *frame;
  guint i = 0;

  while (i < self->n_frames && self->frames[i]->graph->index != mini_batch)
    i++;
  if (i == self->n_frames)
    {
      make_room (self, self->trace->mini_batches[mini_batch].n_nodes);
      i = self->n_frames++;
      self->frames[i] = bs_replay_frame_new (self->trace, mini_batch);
    }
  frame = self->frames[i];
  memmove (self->frames + 1, self->frames, i * sizeof (BsReplayFrame *));
  self->frames[0] = frame;

  return frame;
}

/* The mini-batch of a decision; of 0: that of the first, if there is any. */
static guint32
find_mini_batch (const BsTrace *trace, guint32 decision)
{
  if (trace->n_decisions > 0)
    return bs_trace_decision (trace, MAX (decision, 1))->mini_batch;

  return trace->n_mini_batches > 0 ? 0 : NO_MINI_BATCH;
}

const BsTrace *
bs_replay_get_trace (const BsReplay *self)
{
  return self->trace;
}

guint32
bs_replay_get_decision (const BsReplay *self)
{
  return self->decision;
}

/* Stands the clock somewhere else: by a walk where that is shorter than from a keyframe. */
static void
move_to (BsReplay *self, guint32 decision)
{
  guint32 mini_batch = find_mini_batch (self->trace, decision), slot;

  self->decision = decision;
  self->is_current = FALSE;
  if (mini_batch == NO_MINI_BATCH)
    return;

  slot = MAX (decision, 1)
         - MIN (self->trace->mini_batches[mini_batch].first_decision, MAX (decision, 1));
  if (self->here != NULL && self->here->graph->index == mini_batch
      && (guint32) ABS ((gint64) slot - self->slot) <= MAX (slot % self->here->interval, 1))
    bs_replay_frame_move (self->here, self->slot, slot, &self->counts);
  else
    {
      self->here = NULL;
      self->here = get_frame (self, mini_batch);
      bs_replay_frame_place (self->here, slot, &self->counts);
    }
  self->slot = slot;
}

/* The clock stands at decision 0 without a mini-batch until somebody asks. */
static void
settle (BsReplay *self)
{
  if (self->here == NULL)
    move_to (self, self->decision);
}

gboolean
bs_replay_seek (BsReplay *self, guint32 decision)
{
  if (decision > self->trace->n_decisions)
    return FALSE;
  move_to (self, decision);

  return TRUE;
}

gboolean
bs_replay_step (BsReplay *self, gint64 n)
{
  if (n < -(gint64) self->decision || n > (gint64) self->trace->n_decisions - self->decision)
    return FALSE;
  move_to (self, (guint32) (self->decision + n));

  return TRUE;
}

static gboolean
is_marked (const BsTrace *trace, guint32 from, BsReplayMark mark, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceDecision *own = bs_trace_decision (trace, CLAMP (from, 1, trace->n_decisions));

  switch (mark)
    {
    case BS_REPLAY_SAME_TYPE:
      return d->type == own->type;
    case BS_REPLAY_SAME_STATE:
      return d->state == own->state;
    case BS_REPLAY_MINI_BATCH:
    default:
      return decision == trace->mini_batches[d->mini_batch].first_decision;
    }
}

guint32
bs_replay_find (const BsTrace *trace, guint32 from, BsReplayMark mark, int direction)
{
  if (direction > 0)
    {
      for (guint32 decision = from; decision < trace->n_decisions; decision++)
        if (is_marked (trace, from, mark, decision + 1))
          return decision + 1;
    }
  else
    for (guint32 decision = MIN (from, trace->n_decisions + 1); decision > 1; decision--)
      if (is_marked (trace, from, mark, decision - 1))
        return decision - 1;

  return 0;
}

static gboolean
move_if_found (BsReplay *self, guint32 decision)
{
  if (decision > 0)
    move_to (self, decision);

  return decision > 0;
}

gboolean
bs_replay_go (BsReplay *self, BsReplayMark mark, int direction)
{
  return move_if_found (self, bs_replay_find (self->trace, self->decision, mark, direction));
}

gboolean
bs_replay_run (BsReplay *self, int direction, BsReplayMatch match, gpointer user_data)
{
  guint32 decision = self->decision;

  if (direction > 0)
    {
      while (decision++ < self->trace->n_decisions)
        if (match (self->trace, decision, user_data))
          return move_if_found (self, decision);
    }
  else
    while (decision-- > 1)
      if (match (self->trace, decision, user_data))
        return move_if_found (self, decision);

  return FALSE;
}

gboolean
bs_replay_run_to (BsReplay *self, int direction, const guint32 *decisions, gsize n)
{
  gsize low = 0, high = n;

  /* The first that is beyond, or, backward, not before the clock. */
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (decisions[middle] < self->decision + (direction > 0))
        low = middle + 1;
      else
        high = middle;
    }
  if (direction > 0)
    return low < n && bs_replay_seek (self, decisions[low]);

  return low > 0 && bs_replay_seek (self, decisions[low - 1]);
}

static guint
count_ready_types (const BsReplay *self)
{
  guint n = 0;

  for (guint type = 0; type < self->here->n_types; type++)
    n += self->counts.ready[type] > 0;

  return n;
}

static guint32
sum_ready (const BsReplay *self)
{
  guint32 n = 0;

  for (guint type = 0; type < self->here->n_types; type++)
    n += self->counts.ready[type];

  return n;
}

static void
fill_state (BsReplay *self)
{
  const BsTraceMiniBatch *mini_batch = self->here->mini_batch;
  guint32 decision = mini_batch->first_decision + self->slot;
  guint32 n_there = bs_trace_n_there (mini_batch, decision);
  BsReplayState *state = &self->state;

  state->mini_batch = self->here->graph->index;
  state->stage = bs_trace_stage (mini_batch, decision);
  if (self->decision > 0)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, self->decision);

      state->type = d->type;
      state->state = d->state;
      state->n_forming = d->size;
    }
  bs_replay_sums_get (self->sums, state->mini_batch, self->slot, &state->own, &state->all);
  state->n_executed = (guint32) state->own.nodes;
  state->n_ready = sum_ready (self);
  state->n_ready_types = count_ready_types (self);
  state->n_waiting = n_there - state->n_executed - state->n_ready;
  state->n_absent = mini_batch->n_nodes - n_there;
}

const BsReplayState *
bs_replay_get_state (BsReplay *self)
{
  settle (self);
  if (self->is_current)
    return &self->state;

  self->state = (BsReplayState){ .decision = self->decision,
                                 .mini_batch = NO_MINI_BATCH,
                                 .type = G_MAXUINT32,
                                 .state = G_MAXUINT32,
                                 .n_types = self->trace->types->n_types,
                                 .ready = self->counts.ready,
                                 .executed = self->counts.executed,
                                 .batches = self->counts.batches };
  if (self->here != NULL)
    fill_state (self);
  self->is_current = TRUE;

  return &self->state;
}

const BsTraceGraph *
bs_replay_get_graph (BsReplay *self)
{
  settle (self);

  return self->here != NULL ? self->here->graph : NULL;
}

void
bs_replay_list_ready (BsReplay *self, guint type, GArray *nodes)
{
  const BsReplayFrame *frame;
  guint32 decision, i, left;

  settle (self);
  frame = self->here;
  if (frame == NULL || type >= frame->graph->graph->n_types)
    return;

  /* Those that are ready are mostly the next to run; with levels others may stand between. */
  decision = frame->mini_batch->first_decision + self->slot;
  i = frame->type_start[type] + self->counts.executed[type];
  for (left = self->counts.ready[type]; left > 0; i++)
    if (frame->graph->node_ready[frame->type_order[i]] <= decision)
      {
        g_array_append_val (nodes, frame->type_order[i]);
        left--;
      }
}

gboolean
bs_replay_get_fewest_left (BsReplay *self, guint32 *fewest)
{
  BsReplayFrame *frame;

  *fewest = 0;
  settle (self);
  frame = self->here;
  if (frame == NULL)
    return TRUE;
  if (frame->fewest_left == NULL)
    {
      if (bs_outlook_get_work (frame->graph->graph) > MAX_OUTLOOK_WORK)
        return FALSE;
      frame->fewest_left = bs_outlook_of_graph (self->trace, frame->graph, NULL);
    }
  *fewest = frame->fewest_left[self->slot];

  return TRUE;
}

void
bs_replay_get_memory (BsReplay *self, BsReplayMemory *memory)
{
  const BsTraceMiniBatch *mini_batch;
  const BsReplayValues *values;

  *memory = (BsReplayMemory){ 0 };
  settle (self);
  if (self->here == NULL)
    return;

  mini_batch = self->here->mini_batch;
  values = bs_replay_frame_get_values (self->here);
  *memory = (BsReplayMemory){
    .knows = values->plan != NULL ? BS_VALUES_PLACED
             : values->is_sized   ? BS_VALUES_SIZED
                                  : BS_VALUES_COUNTED,
    .n_values = values->n_alive[self->slot],
    .bytes = values->bytes[self->slot],
    .peak_bytes = values->peak[self->slot],
    .most_bytes = values->most_bytes,
    .room_bytes = mini_batch->is_planned ? mini_batch->plan.place_bytes
                  : values->plan != NULL ? values->plan->n_numbers * sizeof (float)
                                         : 0,
  };
  if (self->decision > 0)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, self->decision);

      memory->forming_bytes = bs_replay_values_batch_bytes (values, d->type, d->size);
    }
}

GArray *
bs_replay_list_values (BsReplay *self)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (BsReplayValue));
  const BsTraceGraph *graph = bs_replay_get_graph (self);
  BsReplayValues *values;
  guint32 decision;

  if (graph == NULL)
    return list;

  values = bs_replay_frame_get_values (self->here);
  bs_replay_values_plan (values);
  decision = self->here->mini_batch->first_decision + self->slot;
  for (guint32 node = 0; node < graph->graph->n_nodes; node++)
    for (guint k = 0; graph->node_decision[node] < decision
                      && k < values->types[graph->graph->type[node]].n_outputs;
         k++)
      {
        BsReplayValue value = bs_replay_values_get (values, node, k);

        if (value.last >= decision)
          g_array_append_val (list, value);
      }

  return list;
}

gboolean
bs_replay_find_node (BsReplay *self, guint32 mini_batch, guint32 node, BsReplayNode *found)
{
  const BsTraceGraph *unpacked;
  const BsGraph *graph;

  *found = (BsReplayNode){ 0 };
  if (mini_batch >= self->trace->n_mini_batches
      || node >= self->trace->mini_batches[mini_batch].n_nodes)
    return FALSE;

  unpacked = get_frame (self, mini_batch)->graph;
  graph = unpacked->graph;
  *found = (BsReplayNode){
    .mini_batch = mini_batch,
    .node = node,
    .type = graph->type[node],
    .instance = graph->instance[node],
    .depth = unpacked->depth[node],
    .there = unpacked->node_there != NULL ? unpacked->node_there[node]
                                          : unpacked->mini_batch->first_decision,
    .ready = unpacked->node_ready[node],
    .executed = unpacked->node_decision[node],
    .place = G_MAXUINT32,
    .n_readers = graph->output_start[node + 1] - graph->output_start[node],
  };
  if (found->executed != G_MAXUINT32)
    {
      const guint32 *members = bs_trace_members (unpacked,
                                                 bs_trace_decision (self->trace, found->executed));

      for (found->place = 0; members[found->place] != node;)
        found->place++;
    }

  return TRUE;
}

gboolean
bs_replay_find_value (BsReplay *self, guint32 mini_batch, guint32 node, guint output,
                      BsReplayValue *found)
{
  BsReplayFrame *frame;
  BsReplayValues *values;

  *found = (BsReplayValue){ 0 };
  if (mini_batch >= self->trace->n_mini_batches
      || node >= self->trace->mini_batches[mini_batch].n_nodes)
    return FALSE;

  frame = get_frame (self, mini_batch);
  values = bs_replay_frame_get_values (frame);
  if (output >= values->types[frame->graph->graph->type[node]].n_outputs)
    return FALSE;
  bs_replay_values_plan (values);
  *found = bs_replay_values_get (values, node, output);

  return TRUE;
}

static int
compare_decisions (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

GArray *
bs_replay_find_readers (BsReplay *self, guint32 mini_batch, guint32 node)
{
  GArray *readers = g_array_new (FALSE, FALSE, sizeof (guint32));
  const BsTraceGraph *unpacked;
  guint n = 0;

  if (mini_batch >= self->trace->n_mini_batches
      || node >= self->trace->mini_batches[mini_batch].n_nodes)
    return readers;

  unpacked = get_frame (self, mini_batch)->graph;
  for (guint32 k = unpacked->graph->output_start[node]; k < unpacked->graph->output_start[node + 1];
       k++)
    {
      guint32 decision = unpacked->node_decision[unpacked->graph->outputs[k]];

      if (decision != G_MAXUINT32)
        g_array_append_val (readers, decision);
    }
  g_array_sort (readers, compare_decisions);
  for (guint i = 0; i < readers->len; i++)
    if (n == 0 || g_array_index (readers, guint32, i) != g_array_index (readers, guint32, n - 1))
      g_array_index (readers, guint32, n++) = g_array_index (readers, guint32, i);
  g_array_set_size (readers, n);

  return readers;
}

guint32
bs_replay_find_change (BsReplay *self, guint type, guint32 from, int direction)
{
  BsReplayFrame *frame = NULL;
  guint32 decision = direction > 0 ? from + 1 : from;

  if (type >= self->trace->types->n_types)
    return 0;

  for (; decision >= 1 && decision <= self->trace->n_decisions; decision += direction > 0 ? 1 : -1)
    {
      guint32 mini_batch = bs_trace_decision (self->trace, decision)->mini_batch;

      if (frame == NULL || frame->graph->index != mini_batch)
        frame = get_frame (self, mini_batch);
      if (bs_replay_frame_changes (frame, decision - frame->mini_batch->first_decision, type))
        return decision;
    }

  return 0;
}
