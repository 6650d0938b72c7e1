/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses which tuples of operands lie in memory as they are read.
 *
 * A run is a tuple that was taken: its values lie one after the other in the order of the calls
 * that read them. Kernels store their outputs wherever they are told, so that only readers have
 * wishes. Runs form a forest: a value is read by the calls of one innermost run. Since a tuple is
 * tried after all those of larger batches, a run never has to be wrapped around others.
 *
 * The calls of a batch are in one order for all of its tuples. A run within a run binds them: what
 * lies within has to be one piece, arranged as the inner batch is. So orders are found from the
 * inside out, and never change again; outer runs only put pieces side by side. */
#include "config.h"

#include "engine/planning/graph-runs.h"

#include <string.h>

#include "engine/planning/graph-plan-private.h"

#define NONE G_MAXUINT32

typedef struct
{
  guint32 first, count; /* calls are order[first .. first + count) of the schedule */
  gboolean arranged;    /* something lies within one of its runs: its calls are in another order */
} Batch;

/* Operand @k of a batch. */
typedef struct
{
  guint32 batch;
  guint32 k;
  guint32 length; /* numbers of each value */
  guint32 member; /* members[member ..], one a call: the value, or, of a run within another, the
                         call of the outer batch that reads it too */
  gboolean outermost;
  gboolean written;
} Run;

typedef struct
{
  guint32 run, call; /* of the innermost run that it is in; calls are numbered by the schedule */
} Reader;

struct _BsGraphRuns
{
  const BsGraph *graph;
  const guint32 *calls; /* in the order of the schedule */
  const BsPlanType *types;
  guint32 first_node;
  guint n_ports;
  guint32 n_nodes;

  guint32 n_batches;
  Batch *batches; /* in the order in which their tuples are tried */
  Batch *unsorted;
  guint32 *bins;
  guint32 n_runs;
  Run *runs;
  guint32 n_rest;
  Run *rest; /* tuples that were not taken */
  guint32 n_members;
  guint32 *members;
  Reader *readers[BS_MAX_CELL_OUTPUTS]; /* [n_nodes] */
  guint32 *inner;    /* [n_nodes] by call: the run within whose piece it is in, or NONE */
  guint32 *arranged; /* [n_nodes] calls in their final order, of arranged batches */
  guint32 *operands; /* of the batch at hand: where those of each call begin */
  guint32 batch_capacity, run_capacity, node_capacity, bin_capacity;
  gsize member_capacity;
};

BsGraphRuns *
bs_graph_runs_new (void)
{
  return g_new0 (BsGraphRuns, 1);
}

void
bs_graph_runs_free (BsGraphRuns *self)
{
  g_free (self->batches);
  g_free (self->unsorted);
  g_free (self->bins);
  g_free (self->runs);
  g_free (self->rest);
  g_free (self->members);
  for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
    g_free (self->readers[port]);
  g_free (self->inner);
  g_free (self->arranged);
  g_free (self->operands);
  g_free (self);
}

static void
make_room (BsGraphRuns *self, guint32 n_batches, guint32 largest)
{
  guint32 n_bins = MAX (largest, self->graph->n_types) + 2;

  if (self->n_nodes > self->node_capacity)
    {
      self->node_capacity = MAX (self->n_nodes, self->node_capacity / 2 * 3);
      for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
        self->readers[port] = g_renew (Reader, self->readers[port], self->node_capacity);
      self->inner = g_renew (guint32, self->inner, self->node_capacity);
      self->arranged = g_renew (guint32, self->arranged, self->node_capacity);
      self->operands = g_renew (guint32, self->operands, self->node_capacity);
    }
  if (self->graph->n_inputs > self->member_capacity)
    {
      self->member_capacity = MAX (self->graph->n_inputs, self->member_capacity / 2 * 3);
      self->members = g_renew (guint32, self->members, self->member_capacity);
    }
  if (n_batches > self->batch_capacity)
    {
      self->batch_capacity = MAX (n_batches, self->batch_capacity / 2 * 3);
      self->batches = g_renew (Batch, self->batches, self->batch_capacity);
      self->unsorted = g_renew (Batch, self->unsorted, self->batch_capacity);
    }
  if (n_bins > self->bin_capacity)
    {
      self->bin_capacity = MAX (n_bins, self->bin_capacity / 2 * 3);
      self->bins = g_renew (guint32, self->bins, self->bin_capacity);
    }
}

/* Room for all tuples of one more batch. */
static void
make_run_room (BsGraphRuns *self)
{
  if (MAX (self->n_runs, self->n_rest) + BS_PLAN_MAX_TUPLES <= self->run_capacity)
    return;

  self->run_capacity = MAX (256, 2 * self->run_capacity);
  self->runs = g_renew (Run, self->runs, self->run_capacity);
  self->rest = g_renew (Run, self->rest, self->run_capacity);
}

/* Sums up counts of bins, each written behind its own. */
static void
add_up (guint32 *bins, guint32 n_bins)
{
  for (guint32 i = 1; i < n_bins; i++)
    bins[i] += bins[i - 1];
}

/* The largest batches first; of one size type by type, lest two types take turns that want the same
 * values in different orders, and of a type the last first, which leaves the fewest gathers. */
static void
sort_batches (BsGraphRuns *self, const BsSchedule *schedule, guint32 first_decision,
              guint32 largest)
{
  guint n_types = self->graph->n_types;
  guint32 *bins = self->bins;

  memset (bins, 0, (n_types + 1) * sizeof *bins);
  for (guint32 d = first_decision; d < schedule->n_decisions; d++)
    if (schedule->decisions[d].count > 1)
      bins[schedule->decisions[d].type + 1]++;
  add_up (bins, n_types + 1);
  for (guint32 d = schedule->n_decisions; d-- > first_decision;)
    {
      const BsDecision *decision = &schedule->decisions[d];

      if (decision->count > 1)
        self->unsorted[bins[decision->type]++] = (Batch){ decision->first, decision->count, FALSE };
    }

  memset (bins, 0, (largest + 1) * sizeof *bins);
  for (guint32 b = 0; b < self->n_batches; b++)
    bins[largest - self->unsorted[b].count + 1]++;
  add_up (bins, largest + 1);
  for (guint32 b = 0; b < self->n_batches; b++)
    self->batches[bins[largest - self->unsorted[b].count]++] = self->unsorted[b];
}

/* Finds where the operands of the calls of a batch begin. Returns: its tuples. */
static guint
find_operands (BsGraphRuns *self, const Batch *batch)
{
  const BsGraph *graph = self->graph;
  const guint32 *calls = self->calls + batch->first;
  guint32 n = graph->input_start[calls[0] + 1] - graph->input_start[calls[0]];

  if (n > BS_PLAN_MAX_TUPLES)
    return 0;
  for (guint32 i = 0; i < batch->count; i++)
    {
      guint32 start = graph->input_start[calls[i]];

      if (graph->input_start[calls[i] + 1] - start != n)
        return 0;
      self->operands[i] = start;
    }

  return n;
}

/* Values in lists are node and output in one number. */
static inline guint32
pack (guint32 node, guint port)
{
  return node * BS_MAX_CELL_OUTPUTS + port;
}

static inline Reader *
get_reader (BsGraphRuns *self, guint32 value)
{
  return &self->readers[value % BS_MAX_CELL_OUTPUTS][value / BS_MAX_CELL_OUTPUTS];
}

/* The value that is operand @k of call @i of the batch at hand; NONE where it cannot be placed:
 * it is of an earlier stage, or has no place at all. */
static inline guint32
get_value (const BsGraphRuns *self, guint32 i, guint k)
{
  guint32 index = self->operands[i] + k;
  guint32 node = self->graph->inputs[index];
  guint port = self->graph->ports[index];

  return node >= self->first_node && port < self->n_ports ? pack (node, port) : NONE;
}

static inline guint32
get_length (const BsGraphRuns *self, guint32 value)
{
  return bs_plan_type_length (&self->types[self->graph->type[value / BS_MAX_CELL_OUTPUTS]],
                              value % BS_MAX_CELL_OUTPUTS);
}

/* Takes a tuple that has no value with any other in common. */
static gboolean
lay_run (BsGraphRuns *self, const Batch *batch, Run *run)
{
  guint32 *members = self->members + self->n_members;

  for (guint32 i = 0; i < batch->count; i++)
    {
      guint32 value = get_value (self, i, run->k);
      Reader *reader = value != NONE ? get_reader (self, value) : NULL;

      /* It is in a run, or, what looks the same here, it was in this tuple before. */
      if (reader == NULL || reader->run != NONE || get_length (self, value) != run->length)
        {
          while (i-- > 0)
            get_reader (self, members[i])->run = NONE;
          return FALSE;
        }
      *reader = (Reader){ self->n_runs, batch->first + i };
      members[i] = value;
    }

  run->outermost = TRUE;
  run->member = self->n_members;
  self->n_members += batch->count;

  return TRUE;
}

/* Whether every call of a batch reads what the same call reads in @outer, a run of its own. */
static gboolean
is_same (BsGraphRuns *self, const Batch *batch, guint k, guint32 outer)
{
  for (guint32 i = 0; i < batch->count; i++)
    {
      guint32 value = get_value (self, i, k);
      const Reader *reader = value != NONE ? get_reader (self, value) : NULL;

      if (reader == NULL || reader->run != outer || reader->call != batch->first + i)
        return FALSE;
    }

  return TRUE;
}

/* Lays a tuple within the run @outer, where nothing else lies within: the calls of the outer batch
 * that read its values become one piece. */
static gboolean
bind_calls (BsGraphRuns *self, const Batch *batch, Run *run, guint32 outer)
{
  guint32 *members = self->members + self->n_members;

  for (guint32 i = 0; i < batch->count; i++)
    {
      guint32 value = get_value (self, i, run->k);
      const Reader *reader = value != NONE ? get_reader (self, value) : NULL;

      if (reader == NULL || reader->run != outer || self->inner[reader->call] != NONE)
        {
          while (i-- > 0)
            self->inner[members[i]] = NONE;
          return FALSE;
        }
      members[i] = reader->call;
      self->inner[members[i]] = self->n_runs;
    }

  run->member = self->n_members;
  self->n_members += batch->count;
  self->batches[self->runs[outer].batch].arranged = TRUE;

  return TRUE;
}

/* Whether a tuple within @outer is read by the calls that @sibling, of the same batch, has made
 * one piece, as h and c are that go the same way. */
static gboolean
is_bound (BsGraphRuns *self, const Batch *batch, Run *run, guint32 outer, guint32 sibling)
{
  const guint32 *members = self->members + self->runs[sibling].member;

  for (guint32 i = 0; i < batch->count; i++)
    {
      guint32 value = get_value (self, i, run->k);
      const Reader *reader = value != NONE ? get_reader (self, value) : NULL;

      if (reader == NULL || reader->run != outer || reader->call != members[i])
        return FALSE;
    }
  run->member = self->runs[sibling].member;

  return TRUE;
}

static gboolean
nest_run (BsGraphRuns *self, const Batch *batch, Run *run, const Reader *first)
{
  guint32 outer = first->run, sibling = self->inner[first->call];

  if (self->runs[outer].batch == run->batch)
    return is_same (self, batch, run->k, outer);
  if (sibling == NONE)
    {
      if (!bind_calls (self, batch, run, outer))
        return FALSE;
    }
  else if (self->runs[sibling].batch != run->batch || !is_bound (self, batch, run, outer, sibling))
    return FALSE;

  for (guint32 i = 0; i < batch->count; i++)
    *get_reader (self, get_value (self, i, run->k)) = (Reader){ self->n_runs, batch->first + i };

  return TRUE;
}

static void
try_tuple (BsGraphRuns *self, guint32 b, guint k)
{
  const Batch *batch = &self->batches[b];
  guint32 value = get_value (self, 0, k), index = self->operands[0] + k;
  Run run = { .batch = b, .k = k };
  const Reader *reader = value != NONE ? get_reader (self, value) : NULL;

  run.length = bs_plan_type_length (&self->types[self->graph->type[self->graph->inputs[index]]],
                                    self->graph->ports[index]);
  if (reader != NULL && run.length > 0
      && (reader->run == NONE ? lay_run (self, batch, &run) : nest_run (self, batch, &run, reader)))
    self->runs[self->n_runs++] = run;
  else
    self->rest[self->n_rest++] = run;
}

static guint64
count_numbers (const BsGraphRuns *self, const Run *run)
{
  return (guint64) self->batches[run->batch].count * run->length;
}

static gboolean
is_contiguous (const BsGraphRuns *self, const Run *run, guint32 *const *place)
{
  const BsGraph *graph = self->graph;
  const Batch *batch = &self->batches[run->batch];
  guint64 next = 0;

  if (run->length == 0)
    return FALSE;
  for (guint32 i = 0; i < batch->count; i++, next += run->length)
    {
      guint32 index = graph->input_start[self->calls[batch->first + i]] + run->k;
      guint32 node = graph->inputs[index];
      guint port = graph->ports[index];

      if (bs_plan_type_length (&self->types[graph->type[node]], port) != run->length)
        return FALSE;
      if (i == 0)
        next = place[port][node];
      else if (place[port][node] != next)
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_graph_runs_are_all (const BsGraphRuns *self)
{
  return self->n_rest == 0;
}

gboolean
bs_graph_runs_save_more (const BsGraphRuns *self, guint32 *const *place)
{
  guint64 saved = 0, lost = 0;

  for (guint32 r = 0; r < self->n_rest; r++)
    if (is_contiguous (self, &self->rest[r], place))
      lost += count_numbers (self, &self->rest[r]);
  for (guint32 r = 0; r < self->n_runs && saved <= lost; r++)
    if (!is_contiguous (self, &self->runs[r], place))
      saved += count_numbers (self, &self->runs[r]);

  return saved > lost;
}

/* Forgets the last stage. Returns: whether there is anything to plan. */
static gboolean
begin (BsGraphRuns *self, const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
       guint32 first_decision, guint32 first_node)
{
  guint32 largest = 0;

  self->graph = graph;
  self->calls = schedule->order;
  self->types = types;
  self->first_node = first_node;
  self->n_nodes = graph->n_nodes;
  self->n_batches = self->n_runs = self->n_rest = self->n_members = 0;
  self->n_ports = 0;
  if (graph->n_nodes > NONE / BS_MAX_CELL_OUTPUTS)
    return FALSE;

  for (guint32 d = first_decision; d < schedule->n_decisions; d++)
    {
      self->n_batches += schedule->decisions[d].count > 1;
      largest = MAX (largest, schedule->decisions[d].count);
    }
  if (self->n_batches == 0)
    return FALSE;

  make_room (self, self->n_batches, largest);
  sort_batches (self, schedule, first_decision, largest);
  for (guint type = 0; type < graph->n_types; type++)
    if (graph->type_count[type] > 0)
      self->n_ports = MAX (self->n_ports, types[type].n_outputs);
  for (guint port = 0; port < self->n_ports; port++)
    memset (self->readers[port] + first_node, 255, (graph->n_nodes - first_node) * sizeof (Reader));

  return TRUE;
}

gboolean
bs_graph_runs_choose (BsGraphRuns *self, const BsGraph *graph, const BsSchedule *schedule,
                      const BsPlanType *types, guint32 first_decision, guint32 first_node)
{
  if (!begin (self, graph, schedule, types, first_decision, first_node))
    return FALSE;

  for (guint32 b = 0; b < self->n_batches; b++)
    {
      const Batch *batch = &self->batches[b];
      guint n = find_operands (self, batch);

      if (n == 0)
        continue;
      make_run_room (self);
      memset (self->inner + batch->first, 255, batch->count * sizeof *self->inner);
      for (guint k = 0; k < n; k++)
        try_tuple (self, b, k);
    }

  return self->n_runs > 0;
}

/* The calls of a batch with all that lies within its runs in one piece each. */
static void
arrange (BsGraphRuns *self, const Batch *batch)
{
  guint32 *arranged = self->arranged + batch->first;
  guint32 n = 0;

  for (guint32 call = batch->first; call < batch->first + batch->count; call++)
    {
      Run *run = self->inner[call] != NONE ? &self->runs[self->inner[call]] : NULL;
      const Batch *inner;

      if (run == NULL)
        {
          arranged[n++] = call;
          continue;
        }
      if (run->written)
        continue;
      run->written = TRUE;
      inner = &self->batches[run->batch];
      for (guint32 i = 0; i < inner->count; i++)
        {
          guint32 k = inner->arranged ? self->arranged[inner->first + i] - inner->first : i;

          arranged[n++] = self->members[run->member + k];
        }
    }
}

void
bs_graph_runs_write (BsGraphRuns *self, guint32 *calls, guint32 *const *place, guint64 *end)
{
  for (guint32 b = self->n_batches; b-- > 0;)
    {
      const Batch *batch = &self->batches[b];

      if (!batch->arranged)
        continue;
      arrange (self, batch);
      for (guint32 i = batch->first; i < batch->first + batch->count; i++)
        calls[i] = self->calls[self->arranged[i]];
    }

  for (guint32 r = 0; r < self->n_runs; r++)
    {
      const Run *run = &self->runs[r];
      const Batch *batch = &self->batches[run->batch];
      const guint32 *members = self->members + run->member;
      guint32 next = bs_graph_plan_align (*end);

      if (!run->outermost)
        continue;
      for (guint32 i = 0; i < batch->count; i++, next += run->length)
        {
          guint32 k = batch->arranged ? self->arranged[batch->first + i] - batch->first : i;

          place[members[k] % BS_MAX_CELL_OUTPUTS][members[k] / BS_MAX_CELL_OUTPUTS] = next;
        }
      *end = next;
    }
}

void
bs_graph_runs_place_others (const BsGraphRuns *self, const BsPlanType *type, const guint32 *nodes,
                            guint32 n_nodes, guint32 *const *place, guint64 *end)
{
  for (guint port = 0; port < type->n_outputs; port++)
    {
      guint32 next = bs_graph_plan_align (*end);

      for (guint32 i = 0; i < n_nodes; i++)
        if (self->readers[port][nodes[i]].run == NONE)
          {
            place[port][nodes[i]] = next;
            next += type->length[port];
          }
      *end = next;
    }
}
