/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the outer graph. */
#include "config.h"

#include "profiles/replay/outer-memory.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/planning/graph-plan-private.h"
#include "profiles/replay/replay-values.h"

struct _BsOuterMemory
{
  int refs;
  BsTrace *trace;
  guint32 mini_batch;
  BsTraceGraph *graph;
  BsReplayValues *values; /* with the plan of the run */
  BsGraphPlan *before;
  BsSchedule *schedule;
  BsGraphPlanReport report;
  guint n_columns;
  float *map; /* [BS_OUTER_ROWS][n_columns] */
};

/* The map: decisions are gone through once, with what is alive of each row of places. */

typedef struct
{
  const BsOuterMemory *self;
  double row;    /* numbers */
  double *alive; /* [BS_OUTER_ROWS] numbers */
} Sweep;

static void
change (Sweep *sweep, guint32 node, guint port, double sign)
{
  BsReplayValue value = bs_replay_values_get (sweep->self->values, node, port);
  double begin, end;

  if (value.offset == BS_NO_PLACE || value.length == 0)
    return;
  begin = value.offset / sweep->row;
  end = (value.offset + (double) value.length) / sweep->row;
  for (guint r = (guint) CLAMP (begin, 0.0, BS_OUTER_ROWS - 1.0); r < BS_OUTER_ROWS && r < end; r++)
    sweep->alive[r] += sign * MAX (MIN (end, r + 1.0) - MAX (begin, r), 0.0);
}

/* Values by the decision that reads them last: those of slot s are ends[start[s] .. start[s + 1]). */
static void
sort_ends (const BsOuterMemory *self, guint32 n_slots, guint32 *start, guint64 **ends)
{
  guint32 first = self->graph->mini_batch->first_decision;
  guint n_ports = self->values->n_ports;
  guint64 n = 0;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint32 node = 0; node < self->graph->graph->n_nodes; node++)
        for (guint port = 0; port < n_ports; port++)
          {
            guint32 last = self->values->last[port][node];

            if (last < first || last - first >= n_slots)
              continue;
            if (pass == 0)
              start[last - first + 1]++;
            else
              (*ends)[start[last - first]++] = (guint64) node * n_ports + port;
          }
      if (pass == 0)
        {
          for (guint32 s = 0; s < n_slots; s++)
            start[s + 1] += start[s];
          n = start[n_slots];
          *ends = g_new (guint64, n + 1);
        }
    }
  /* The second pass moved each start to the next. */
  for (guint32 s = n_slots; s > 0; s--)
    start[s] = start[s - 1];
  start[0] = 0;
}

static gboolean
make_map (BsOuterMemory *self, GCancellable *cancellable, GError **error)
{
  const BsTraceMiniBatch *mini_batch = self->graph->mini_batch;
  guint32 n_slots = mini_batch->n_decisions;
  g_autofree guint32 *start = g_new0 (guint32, (gsize) n_slots + 2);
  g_autofree guint64 *ends = NULL;
  double alive[BS_OUTER_ROWS] = { 0.0 };
  Sweep sweep = { self, MAX ((double) self->values->plan->n_numbers / BS_OUTER_ROWS, 1.0), alive };
  guint n_ports = self->values->n_ports;

  self->n_columns = MIN (n_slots, BS_OUTER_COLUMNS);
  self->map = g_new0 (float, BS_OUTER_ROWS *(gsize) MAX (self->n_columns, 1));
  sort_ends (self, n_slots, start, &ends);
  for (guint32 slot = 0; slot < n_slots; slot++)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, mini_batch->first_decision + slot);
      const guint32 *members = bs_trace_members (self->graph, d);
      guint column = (guint) ((guint64) slot * self->n_columns / n_slots);
      guint64 first = ((guint64) column * n_slots + self->n_columns - 1) / self->n_columns;
      guint64 next = ((guint64) (column + 1) * n_slots + self->n_columns - 1) / self->n_columns;

      if (slot % 256 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* What is written is there while it is written. */
      for (guint32 i = 0; i < d->size; i++)
        for (guint port = 0; port < self->values->types[d->type].n_outputs; port++)
          change (&sweep, members[i], port, 1.0);
      for (guint r = 0; r < BS_OUTER_ROWS; r++)
        self->map[r * self->n_columns + column] += (float) (MIN (alive[r], 1.0)
                                                            / (double) (next - first));
      for (guint32 i = start[slot]; i < start[slot + 1]; i++)
        change (&sweep, (guint32) (ends[i] / n_ports), (guint) (ends[i] % n_ports), -1.0);
    }

  return TRUE;
}

BsOuterMemory *
bs_outer_memory_new (BsTrace *trace, guint32 mini_batch, BsPlansNow *now, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (BsOuterMemory) self = g_new0 (BsOuterMemory, 1);

  g_atomic_int_set (&self->refs, 1);
  self->trace = bs_trace_ref (trace);
  self->mini_batch = mini_batch;
  if (mini_batch >= trace->n_mini_batches)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("There is no mini-batch %u"), mini_batch);
      return NULL;
    }
  self->graph = bs_trace_open_graph (trace, mini_batch);
  self->values = bs_replay_values_new (trace, self->graph, now);
  if (!bs_replay_values_plan (self->values)
      || (self->before = bs_replay_values_plan_unplanned (self->values, &self->schedule)) == NULL
      || self->schedule == NULL)
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("Where values lie is not known: this mini-batch was recorded without a memory "
             "plan, or was cut short"));
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  bs_graph_plan_report (self->values->plan, self->graph->graph, self->schedule, self->values->types,
                        &self->report);
  if (!make_map (self, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

BsOuterMemory *
bs_outer_memory_ref (BsOuterMemory *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_outer_memory_unref (BsOuterMemory *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->map);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  g_clear_pointer (&self->before, bs_graph_plan_unref);
  g_clear_pointer (&self->values, bs_replay_values_free);
  g_clear_pointer (&self->graph, bs_trace_graph_unref);
  bs_trace_unref (self->trace);
  g_free (self);
}

BsTrace *
bs_outer_memory_get_trace (BsOuterMemory *self)
{
  return self->trace;
}

guint32
bs_outer_memory_get_mini_batch (const BsOuterMemory *self)
{
  return self->mini_batch;
}

/* Batches. */

static gboolean
has_decision (const BsOuterMemory *self, guint32 decision)
{
  const BsTraceMiniBatch *mini_batch = self->graph->mini_batch;

  return decision >= mini_batch->first_decision
         && decision - mini_batch->first_decision < mini_batch->n_decisions;
}

/* The calls of a batch in the order of a plan. */
static const guint32 *
get_calls (const BsOuterMemory *self, const BsGraphPlan *plan, guint32 decision, guint32 *n)
{
  guint32 slot = decision - self->graph->mini_batch->first_decision;

  *n = self->schedule->decisions[slot].count;

  return plan->calls + self->schedule->decisions[slot].first;
}

static BsOuterValue
get_value (const BsOuterMemory *self, guint32 node, guint32 port, guint32 call)
{
  const BsPlanType *type = &self->values->types[self->graph->graph->type[node]];
  guint32 length = bs_plan_type_length (type, port);

  return (BsOuterValue){
    .call = call,
    .node = node,
    .output = port,
    .length = length,
    .before = length > 0 ? self->before->place[port][node] : 0,
    .after = length > 0 ? self->values->plan->place[port][node] : 0,
  };
}

static BsOuterValue
get_operand (const BsOuterMemory *self, const guint32 *calls, guint32 call, guint k)
{
  const BsGraph *graph = self->graph->graph;
  guint32 index = graph->input_start[calls[call]] + k;

  return get_value (self, graph->inputs[index], graph->ports[index], call);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

/* Why values of one length at these places, in no order that is contiguous, are gathered. */
static BsOuterWhy
find_why (guint64 *places, guint32 n, guint32 length)
{
  qsort (places, n, sizeof *places, compare_places);
  for (guint32 i = 1; i < n; i++)
    if (places[i] == places[i - 1])
      return BS_OUTER_WHY_TWICE;
  for (guint32 i = 1; i < n; i++)
    if (places[i] != places[i - 1] + length)
      return BS_OUTER_WHY_SCATTERED;

  return BS_OUTER_WHY_ORDER;
}

static BsOuterTuple
get_tuple (const BsOuterMemory *self, const guint32 *calls, guint32 n, guint k, gboolean after)
{
  g_autofree guint64 *places = g_new (guint64, n + 1);
  BsOuterTuple tuple = { .first = G_MAXUINT64 };
  guint32 length = 0;
  gboolean same = TRUE;
  guint64 next = 0, numbers = 0;

  for (guint32 i = 0; i < n; i++)
    {
      BsOuterValue value = get_operand (self, calls, i, k);
      guint64 place = after ? value.after : value.before;

      length = i == 0 ? value.length : length;
      same = same && value.length == length && length > 0;
      numbers += value.length;
      places[i] = place;
      if (value.length == 0)
        continue;
      tuple.n_runs += tuple.n_runs == 0 || place != next;
      next = place + value.length;
      tuple.first = MIN (tuple.first, place);
      tuple.last = MAX (tuple.last, next);
    }
  tuple.bytes = numbers * sizeof (float);
  tuple.is_placed = numbers > 0;
  if (numbers == 0)
    {
      tuple.access = BS_OUTER_TABLE;
      tuple.first = 0;
    }
  else if (n > 1 && (!same || tuple.n_runs > 1))
    {
      tuple.access = BS_OUTER_GATHER;
      tuple.why = same ? find_why (places, n, length) : BS_OUTER_WHY_LENGTHS;
    }

  return tuple;
}

void
bs_outer_memory_get_batch (const BsOuterMemory *self, guint32 decision, BsOuterBatch *batch)
{
  const guint32 *before, *after;
  const BsTraceDecision *d;

  g_return_if_fail (has_decision (self, decision));

  d = bs_trace_decision (self->trace, decision);
  *batch = (BsOuterBatch){ .decision = decision, .type = d->type };
  before = get_calls (self, self->before, decision, &batch->n_calls);
  after = get_calls (self, self->values->plan, decision, &batch->n_calls);
  batch->n_outputs = self->values->types[d->type].n_outputs;
  batch->write_bytes = bs_replay_values_batch_bytes (self->values, d->type, d->size);
  if (batch->n_calls == 0)
    return;
  batch->n_tuples = bs_graph_plan_count_tuples (self->graph->graph, after, batch->n_calls);
  for (guint k = 0; k < batch->n_tuples; k++)
    {
      batch->before[k] = get_tuple (self, before, batch->n_calls, k, FALSE);
      batch->after[k] = get_tuple (self, after, batch->n_calls, k, TRUE);
    }
}

GArray *
bs_outer_memory_list_values (const BsOuterMemory *self, guint32 decision, guint tuple)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (BsOuterValue));
  const guint32 *calls;
  guint32 n;

  g_return_val_if_fail (has_decision (self, decision), values);

  calls = get_calls (self, self->values->plan, decision, &n);
  if (n == 0 || tuple >= bs_graph_plan_count_tuples (self->graph->graph, calls, n))
    return values;
  for (guint32 i = 0; i < n; i++)
    {
      BsOuterValue value = get_operand (self, calls, i, tuple);

      g_array_append_val (values, value);
    }

  return values;
}

GArray *
bs_outer_memory_list_results (const BsOuterMemory *self, guint32 decision, guint output)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (BsOuterValue));
  const guint32 *calls;
  guint32 n;

  g_return_val_if_fail (has_decision (self, decision), values);

  calls = get_calls (self, self->values->plan, decision, &n);
  for (guint32 i = 0; i < n; i++)
    {
      BsOuterValue value = get_value (self, calls[i], output, i);

      g_array_append_val (values, value);
    }

  return values;
}

const BsGraphPlanReport *
bs_outer_memory_get_report (const BsOuterMemory *self)
{
  return &self->report;
}

guint64
bs_outer_memory_get_room (const BsOuterMemory *self, gboolean after)
{
  return after ? self->values->plan->n_numbers : self->before->n_numbers;
}

guint64
bs_outer_memory_get_alive (const BsOuterMemory *self, guint32 decision, guint64 *most)
{
  if (most != NULL)
    *most = self->values->most_bytes;
  if (!has_decision (self, decision))
    return 0;

  return self->values->bytes[decision - self->graph->mini_batch->first_decision];
}

const float *
bs_outer_memory_get_map (const BsOuterMemory *self, guint *n_columns)
{
  *n_columns = self->n_columns;

  return self->map;
}
