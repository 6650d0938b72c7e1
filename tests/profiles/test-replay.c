/* SPDX-License-Identifier: Apache-2.0 */
/* The decision clock: however it gets to a decision the state there is the same, bit for bit, and the
 * one that the engine had when it decided. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/random.h"
#include "profiles/trace/outlook.h"
#include "profiles/replay/replay.h"
#include "profiles/trace/stages.h"
#include "tests/engine/fixtures.h"
#include "tests/profiles/live-run.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static const char *const workloads[] = { "tree-lstm",       "tree-gru",      "mv-rnn",
                                         "tree-lstm-2type", "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm",    "lattice-gru",   "lstm-nmt" };

static BsTrace *
record_synthetic (const char *path, const SyntheticOptions *options)
{
  g_autoptr (Synthetic) run = synthetic_new (options);

  synthetic_record (run, path);

  return trace_place_load (path);
}

static int
compare_nodes (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* The state against what the engine had. */
static void
assert_live (BsReplay *replay, const LiveState *live)
{
  const BsReplayState *state = bs_replay_get_state (replay);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_cmpuint (state->n_executed, ==, live->n_executed);
  g_assert_cmpuint (state->n_executed + state->n_ready + state->n_waiting, ==, live->n_nodes);
  g_assert_cmpuint (state->n_ready_types, ==, live->n_ready_types);
  g_assert_cmpuint (state->n_types, >=, live->n_types);
  for (guint type = 0; type < state->n_types; type++)
    {
      g_array_set_size (nodes, 0);
      bs_replay_list_ready (replay, type, nodes);
      g_assert_cmpuint (state->ready[type], ==, nodes->len);
      if (type >= live->n_types)
        {
          g_assert_cmpuint (nodes->len, ==, 0);
          continue;
        }
      g_assert_cmpuint (nodes->len, ==, live->ready[type]);
      if (live->lists[type] != 0)
        g_assert_cmphex (live_sum ((guint32 *) (gpointer) nodes->data, nodes->len), ==,
                         live->lists[type]);
      g_array_sort (nodes, compare_nodes);
      g_assert_cmphex (live_sum ((guint32 *) (gpointer) nodes->data, nodes->len), ==,
                       live->sets[type]);
    }
}

static void
test_live (TracePlace *place, gconstpointer data)
{
  static const char *const policies[] = { "sort", "agenda", "depth", "sufficient", "unbatched" };

  for (guint i = 0; i < G_N_ELEMENTS (workloads) * G_N_ELEMENTS (policies) * 2; i++)
    {
      const LiveOptions options = { .workload = workloads[i / 2 % G_N_ELEMENTS (workloads)],
                                    .policy = policies[i / 2 / G_N_ELEMENTS (workloads)],
                                    .batch_size = 3,
                                    .n_batches = 2,
                                    .incremental = i % 2,
                                    .planner = BS_N_PLANNERS };
      g_autoptr (LiveRun) live = live_run_new (&options, place->path);
      g_autoptr (BsTrace) trace = trace_place_load (place->path);
      g_autoptr (BsReplay) replay = bs_replay_new (trace);
      BsRandom random;

      g_test_message ("%s, %s, %s", options.workload, options.policy,
                      options.incremental ? "growing" : "whole");
      if (options.incremental && g_str_equal (options.workload, "lstm-nmt"))
        g_assert_cmpuint (trace->mini_batches[0].n_stages, >, 2);
      g_assert_cmpuint (trace->n_decisions, ==, live->states->len);
      for (guint32 decision = 1; decision <= trace->n_decisions; decision++)
        {
          g_assert_true (bs_replay_step (replay, 1));
          g_assert_cmpuint (bs_replay_get_decision (replay), ==, decision);
          assert_live (replay, g_ptr_array_index (live->states, decision - 1));
        }
      bs_random_init (&random, i);
      for (guint k = 0; k < 20; k++)
        {
          guint32 decision = 1 + bs_random_below (&random, trace->n_decisions);

          g_assert_true (bs_replay_seek (replay, decision));
          assert_live (replay, g_ptr_array_index (live->states, decision - 1));
        }
    }
}

/* What the trace says of each node one by one, against the clock. */
static void
assert_nodes (BsReplay *replay, const BsTrace *trace)
{
  const BsReplayState *state = bs_replay_get_state (replay);
  const BsTraceGraph *graph = bs_replay_get_graph (replay);
  guint32 n[BS_N_NODE_STATES] = { 0 }, decision = MAX (state->decision, 1);
  g_autofree guint32 *ready = g_new0 (guint32, state->n_types + 1);
  g_autofree guint32 *executed = g_new0 (guint32, state->n_types + 1);
  g_autofree guint32 *batches = g_new0 (guint32, state->n_types + 1);
  BsReplayCounters sum = { 0 };

  for (guint32 node = 0; node < graph->graph->n_nodes; node++)
    {
      BsNodeState own = bs_trace_node_state (graph, node, decision);

      n[own]++;
      ready[graph->graph->type[node]] += own == BS_NODE_FRONTIER || own == BS_NODE_FORMING;
      executed[graph->graph->type[node]] += own == BS_NODE_EXECUTED;
    }
  g_assert_cmpuint (state->n_executed, ==, n[BS_NODE_EXECUTED]);
  g_assert_cmpuint (state->n_forming, ==, state->decision > 0 ? n[BS_NODE_FORMING] : 0);
  g_assert_cmpuint (state->n_ready, ==, n[BS_NODE_FRONTIER] + n[BS_NODE_FORMING]);
  g_assert_cmpuint (state->n_waiting, ==, n[BS_NODE_WAITING]);
  g_assert_cmpuint (state->n_absent, ==, n[BS_NODE_ABSENT]);
  g_assert_cmpmem (ready, state->n_types * sizeof *ready, state->ready,
                   state->n_types * sizeof *ready);
  g_assert_cmpmem (executed, state->n_types * sizeof *ready, state->executed,
                   state->n_types * sizeof *ready);

  for (guint32 i = 1; i < decision; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (i >= graph->mini_batch->first_decision)
        batches[d->type]++;
      sum.nodes += d->size;
      sum.gathers += d->n_gathers;
      sum.gather_bytes += d->gather_bytes;
      sum.flops += d->flops;
      sum.choose_ns += (guint64) (d->end_ns - d->start_ns);
      sum.run_ns += (guint64) (d->run_end_ns - d->run_start_ns);
    }
  g_assert_cmpmem (batches, state->n_types * sizeof *ready, state->batches,
                   state->n_types * sizeof *ready);
  g_assert_cmpuint (state->all.batches, ==, decision - 1);
  g_assert_cmpuint (state->own.batches, ==, decision - graph->mini_batch->first_decision);
  g_assert_cmpuint (state->all.nodes, ==, sum.nodes);
  g_assert_cmpuint (state->all.gathers, ==, sum.gathers);
  g_assert_cmpuint (state->all.gather_bytes, ==, sum.gather_bytes);
  g_assert_cmpuint (state->all.flops, ==, sum.flops);
  g_assert_cmpuint (state->all.choose_ns, ==, sum.choose_ns);
  g_assert_cmpuint (state->all.run_ns, ==, sum.run_ns);
}

/* Forward, backward and at random: always what one walk from the start has found. */
static void
check_walks (const BsTrace *trace, guint64 seed)
{
  g_autoptr (BsReplay) replay = bs_replay_new (trace), other = bs_replay_new (trace);
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint64 *sums = g_new (guint64, trace->n_decisions + 1);
  guint32 n = trace->n_decisions;
  BsRandom random;

  for (guint32 decision = 0; decision <= n; decision++)
    {
      g_assert_true (bs_replay_step (replay, decision > 0));
      g_ptr_array_add (states, bs_replay_state_copy (bs_replay_get_state (replay)));
      sums[decision] = bs_replay_checksum (replay);
      g_assert_true (bs_replay_state_equal (g_ptr_array_index (states, decision),
                                            bs_replay_get_state (replay)));
      if (decision > 0)
        {
          g_assert_false (bs_replay_state_equal (g_ptr_array_index (states, decision - 1),
                                                 bs_replay_get_state (replay)));
          g_assert_cmphex (sums[decision], !=, sums[decision - 1]);
        }
      if (decision % 7 == 0)
        assert_nodes (replay, trace);
    }
  g_assert_false (bs_replay_step (replay, 1));
  g_assert_false (bs_replay_step (replay, -(gint64) n - 1));
  g_assert_false (bs_replay_step (replay, G_MAXINT64));
  g_assert_false (bs_replay_step (replay, G_MININT64));
  g_assert_false (bs_replay_seek (replay, n + 1));
  g_assert_cmpuint (bs_replay_get_decision (replay), ==, n);

  for (guint32 decision = n; decision-- > 0;)
    {
      g_assert_true (bs_replay_step (replay, -1));
      g_assert_true (bs_replay_state_equal (g_ptr_array_index (states, decision),
                                            bs_replay_get_state (replay)));
    }

  bs_random_init (&random, seed);
  for (guint i = 0; i < 300; i++)
    {
      guint32 from = bs_random_below (&random, n + 1), steps = bs_random_below (&random, 100);
      gint64 sign = bs_random_below (&random, 2) ? 1 : -1;

      g_assert_true (bs_replay_seek (replay, from));
      if (!bs_replay_step (replay, sign * steps))
        continue;
      if (bs_random_below (&random, 2))
        g_assert_cmphex (bs_replay_checksum (replay), ==, sums[from + sign * steps]);
      for (guint k = 0; k < steps; k++)
        g_assert_true (bs_replay_step (replay, -sign));
      g_assert_true (
          bs_replay_state_equal (g_ptr_array_index (states, from), bs_replay_get_state (replay)));
      /* A clock that has only ever jumped. */
      g_assert_true (bs_replay_seek (other, from));
      g_assert_cmphex (bs_replay_checksum (other), ==, sums[from]);
    }
}

static void
test_walks (TracePlace *place, gconstpointer data)
{
  const SyntheticOptions variants[] = {
    { "agenda", BS_ENCODING_SORT, 7, 150, 5, TRUE, TRUE, 1 },
    { "depth", BS_ENCODING_BASE, 2, 300, 40, TRUE, FALSE, 2 },
    { "unbatched", BS_ENCODING_MAX, 2, 400, 3, FALSE, TRUE, 3 },
    { "fsm", BS_ENCODING_MARKED, 3, 120, 5, TRUE, TRUE, 4 },
    { "unbatched", BS_ENCODING_BASE, 2, 60, 4, TRUE, TRUE, 5, 30 },
    { "sufficient-reversed", BS_ENCODING_SORT, 3, 120, 5, TRUE, TRUE, 6, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (BsTrace) trace = record_synthetic (place->path, &variants[i]);

      check_walks (trace, i);
    }
}

/* The places of a mini-batch as the engine had them, and the life of values from the graph. */
static void
check_values (BsReplay *replay, const BsTrace *trace, const LiveRun *live)
{
  const BsReplayState *state = bs_replay_get_state (replay);
  const BsTraceGraph *unpacked = bs_replay_get_graph (replay);
  const BsGraph *graph = unpacked->graph;
  const LivePlacement *placed = g_ptr_array_index (live->placements, state->mini_batch);
  g_autoptr (GArray) values = bs_replay_list_values (replay);
  BsReplayMemory memory;
  guint64 bytes = 0;
  guint next = 0;

  bs_replay_get_memory (replay, &memory);
  g_assert_cmpint (memory.knows, ==, BS_VALUES_PLACED);
  g_assert_cmpuint (memory.room_bytes, ==, placed->plan->n_numbers * sizeof (float));
  for (guint32 node = 0; node < graph->n_nodes; node++)
    for (guint k = 0; k < placed->types[graph->type[node]].n_outputs; k++)
      {
        guint32 length = placed->types[graph->type[node]].length[k], last = 0;
        const BsReplayValue *value;

        for (guint32 i = 0; i < graph->n_inputs; i++)
          if (graph->inputs[i] == node && graph->ports[i] == k)
            {
              guint32 reader = 0;

              while (graph->input_start[reader + 1] <= i)
                reader++;
              last = MAX (last, unpacked->node_decision[reader]);
            }
        if (unpacked->node_decision[node] >= state->decision
            || (last > 0 && last < state->decision))
          continue;
        g_assert_cmpuint (next, <, values->len);
        value = &g_array_index (values, BsReplayValue, next++);
        g_assert_cmpuint (value->node, ==, node);
        g_assert_cmpuint (value->output, ==, k);
        g_assert_cmpuint (value->length, ==, length);
        g_assert_cmpuint (value->first, ==, unpacked->node_decision[node]);
        g_assert_cmpuint (value->last, ==, last > 0 ? last : G_MAXUINT32);
        g_assert_cmpint (value->is_result, ==, last == 0);
        g_assert_cmpuint (value->offset, ==,
                          length > 0 ? placed->plan->place[k][node] : BS_NO_PLACE);
        bytes += length * sizeof (float);
      }
  g_assert_cmpuint (next, ==, values->len);
  g_assert_cmpuint (memory.n_values, ==, values->len);
  g_assert_cmpuint (memory.bytes, ==, bytes);
  g_assert_cmpuint (memory.peak_bytes, >=, memory.bytes);
  g_assert_cmpuint (memory.most_bytes, >=, memory.bytes + memory.forming_bytes);
  g_assert_cmpuint (memory.room_bytes, >=, memory.most_bytes);
}

/* The peak is the most that was alive with what a batch writes. */
static void
check_peaks (BsReplay *replay, const BsTrace *trace)
{
  guint64 peak = 0;

  for (guint32 decision = 1; decision <= trace->n_decisions; decision++)
    {
      BsReplayMemory memory;

      bs_replay_seek (replay, decision);
      bs_replay_get_memory (replay, &memory);
      if (decision
          == trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch].first_decision)
        {
          g_assert_cmpuint (memory.n_values, ==, 0);
          peak = 0;
        }
      g_assert_cmpuint (memory.peak_bytes, ==, peak);
      g_assert_cmpuint (memory.most_bytes, >=, peak);
      peak = MAX (peak, memory.bytes + memory.forming_bytes);
    }
}

static void
test_values (TracePlace *place, gconstpointer data)
{
  static const char *const policies[] = { "agenda", "sufficient", "unbatched" };

  for (guint i = 0; i < G_N_ELEMENTS (workloads) * 2; i++)
    {
      const LiveOptions options = { .workload = workloads[i / 2],
                                    .policy = policies[i % G_N_ELEMENTS (policies)],
                                    .batch_size = 2,
                                    .n_batches = 2,
                                    .incremental = i % 2,
                                    .planner = i % BS_N_PLANNERS };
      g_autoptr (LiveRun) live = live_run_new (&options, place->path);
      g_autoptr (BsTrace) trace = trace_place_load (place->path);
      g_autoptr (BsReplay) replay = bs_replay_new (trace);
      BsRandom random;

      g_test_message ("%s, %s, %s", options.workload, options.policy,
                      bs_planner_to_string (options.planner));
      bs_random_init (&random, i);
      for (guint k = 0; k < 6; k++)
        {
          bs_replay_seek (replay, 1 + bs_random_below (&random, trace->n_decisions));
          check_values (replay, trace, live);
        }
      check_peaks (replay, trace);
      if (i % 5 == 0)
        check_walks (trace, i);
    }
}

/* Graphs of which nobody knows what is computed: values are counted. */
static void
test_counted (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsReplay) replay = NULL;
  BsReplayMemory memory;
  BsReplayValue value;

  options.executed = FALSE;
  trace = record_synthetic (place->path, &options);
  trace->n_plans = 0;
  replay = bs_replay_new (trace);
  for (guint32 decision = 1; decision <= trace->n_decisions; decision++)
    {
      const BsTraceGraph *unpacked;
      guint32 n = 0;

      bs_replay_seek (replay, decision);
      unpacked = bs_replay_get_graph (replay);
      for (guint32 node = 0; node < unpacked->graph->n_nodes; node++)
        {
          const BsGraph *graph = unpacked->graph;
          gboolean is_read = FALSE;

          for (guint32 k = graph->output_start[node]; k < graph->output_start[node + 1]; k++)
            is_read |= unpacked->node_decision[graph->outputs[k]] >= decision;
          n += unpacked->node_decision[node] < decision
               && (is_read || graph->output_start[node] == graph->output_start[node + 1]);
        }
      bs_replay_get_memory (replay, &memory);
      g_assert_cmpint (memory.knows, ==, BS_VALUES_COUNTED);
      g_assert_cmpuint (memory.n_values, >=, n);
      g_assert_cmpuint (memory.bytes, ==, 0);
      g_assert_cmpuint (memory.room_bytes, ==, 0);
    }
  g_assert_true (bs_replay_find_value (replay, 0, 0, 0, &value));
  g_assert_cmpuint (value.length, ==, 0);
  g_assert_true (value.offset == BS_NO_PLACE);
  g_assert_false (bs_replay_find_value (replay, 0, 0, BS_MAX_CELL_OUTPUTS, &value));
  g_assert_false (bs_replay_find_value (replay, trace->n_mini_batches, 0, 0, &value));
  g_assert_false (bs_replay_find_value (replay, 0, trace->mini_batches[0].n_nodes, 0, &value));
}

/* Where a mini-batch was planned, and the plan made again is another, nothing is said of places. */
static void
test_other_plan (TracePlace *place, gconstpointer data)
{
  const LiveOptions options = { .workload = "mv-rnn",
                                .policy = "agenda",
                                .batch_size = 2,
                                .n_batches = 1,
                                .planner = BS_PLANNER_FULL };
  g_autoptr (LiveRun) live = live_run_new (&options, place->path);
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (BsReplay) replay = bs_replay_new (trace);
  g_autoptr (GArray) values = NULL;
  BsReplayMemory memory;

  trace->mini_batches[0].plan.planned.gather_bytes += 4;
  bs_replay_seek (replay, trace->n_decisions);
  values = bs_replay_list_values (replay);
  g_assert_cmpuint (values->len, >, 0);
  g_assert_true (g_array_index (values, BsReplayValue, 0).offset == BS_NO_PLACE);
  bs_replay_get_memory (replay, &memory);
  g_assert_cmpint (memory.knows, ==, BS_VALUES_SIZED);
  g_assert_cmpuint (memory.bytes, >, 0);
}

/* The same nodes of a type ready, one by one. */
static gboolean
same_frontier (const BsTraceGraph *graph, guint type, guint32 a, guint32 b)
{
  for (guint32 node = 0; node < graph->graph->n_nodes; node++)
    if (graph->graph->type[node] == type)
      {
        BsNodeState x = bs_trace_node_state (graph, node, a),
                    y = bs_trace_node_state (graph, node, b);

        if ((x == BS_NODE_FRONTIER || x == BS_NODE_FORMING)
            != (y == BS_NODE_FRONTIER || y == BS_NODE_FORMING))
          return FALSE;
      }

  return TRUE;
}

static gboolean
changes (const BsTrace *trace, guint type, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, d->mini_batch);

  return !same_frontier (graph, type, decision, decision - 1);
}

static gboolean
is_even (const BsTrace *trace, guint32 decision, gpointer user_data)
{
  return bs_trace_decision (trace, decision)->size % 2 == 0;
}

static void
check_finding (BsReplay *replay, const BsTrace *trace, guint32 from)
{
  guint32 n = trace->n_decisions, even[2] = { 0 };
  const BsTraceDecision *own = bs_trace_decision (trace, from);
  guint32 found[2][3] = { { 0 } };
  g_autofree guint32 *all = g_new (guint32, n);
  guint32 n_all = 0;

  for (guint32 i = 1; i <= n; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      guint side = i > from;

      if (is_even (trace, i, NULL))
        all[n_all++] = i;
      if (i == from)
        continue;
      if (is_even (trace, i, NULL) && (side == 0 || even[1] == 0))
        even[side] = i;
      if (d->type == own->type && (side == 0 || found[1][0] == 0))
        found[side][0] = i;
      if (d->state == own->state && (side == 0 || found[1][1] == 0))
        found[side][1] = i;
      if (i == trace->mini_batches[d->mini_batch].first_decision && (side == 0 || found[1][2] == 0))
        found[side][2] = i;
    }
  for (guint side = 0; side < 2; side++)
    {
      int direction = side == 1 ? BS_REPLAY_FORWARD : BS_REPLAY_BACKWARD;

      for (BsReplayMark mark = BS_REPLAY_SAME_TYPE; mark <= BS_REPLAY_MINI_BATCH; mark++)
        {
          g_assert_cmpuint (bs_replay_find (trace, from, mark, direction), ==, found[side][mark]);
          bs_replay_seek (replay, from);
          g_assert_cmpint (bs_replay_go (replay, mark, direction), ==, found[side][mark] > 0);
          g_assert_cmpuint (bs_replay_get_decision (replay), ==,
                            found[side][mark] > 0 ? found[side][mark] : from);
        }
      bs_replay_seek (replay, from);
      g_assert_cmpint (bs_replay_run (replay, direction, is_even, NULL), ==, even[side] > 0);
      g_assert_cmpuint (bs_replay_get_decision (replay), ==, even[side] > 0 ? even[side] : from);
      bs_replay_seek (replay, from);
      g_assert_cmpint (bs_replay_run_to (replay, direction, all, n_all), ==, even[side] > 0);
      g_assert_cmpuint (bs_replay_get_decision (replay), ==, even[side] > 0 ? even[side] : from);
    }
}

static void
check_node (BsReplay *replay, const BsTrace *trace, guint32 mini_batch, guint32 node)
{
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, mini_batch);
  const BsGraph *graph = unpacked->graph;
  g_autoptr (GArray) readers = bs_replay_find_readers (replay, mini_batch, node);
  BsReplayNode found;
  guint next = 0;

  g_assert_true (bs_replay_find_node (replay, mini_batch, node, &found));
  g_assert_cmpuint (found.executed, ==, unpacked->node_decision[node]);
  g_assert_cmpuint (found.ready, ==, unpacked->node_ready[node]);
  g_assert_cmpuint (found.type, ==, graph->type[node]);
  g_assert_cmpint (bs_trace_node_state (unpacked, node, found.ready - 1), <, BS_NODE_FRONTIER);
  g_assert_cmpint (bs_trace_node_state (unpacked, node, found.there), !=, BS_NODE_ABSENT);
  g_assert_cmpuint (
      bs_trace_members (unpacked, bs_trace_decision (trace, found.executed))[found.place], ==,
      node);

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      gboolean reads = FALSE;

      for (guint32 k = 0; d->mini_batch == mini_batch && k < d->size; k++)
        {
          guint32 member = bs_trace_members (unpacked, d)[k];

          for (guint32 e = graph->input_start[member]; e < graph->input_start[member + 1]; e++)
            reads |= graph->inputs[e] == node;
        }
      if (reads)
        {
          g_assert_cmpuint (next, <, readers->len);
          g_assert_cmpuint (g_array_index (readers, guint32, next++), ==, i);
        }
    }
  g_assert_cmpuint (next, ==, readers->len);
}

static void
test_queries (TracePlace *place, gconstpointer data)
{
  const SyntheticOptions variants[] = {
    { "agenda", BS_ENCODING_BASE, 6, 60, 4, TRUE, TRUE, 1 },
    { "unbatched", BS_ENCODING_SORT, 2, 60, 3, TRUE, FALSE, 2, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (BsTrace) trace = record_synthetic (place->path, &variants[i]);
      g_autoptr (BsReplay) replay = bs_replay_new (trace);
      BsReplayNode node;
      BsRandom random;

      for (guint type = 0; type < trace->types->n_types; type++)
        {
          guint32 last = 0;

          for (guint32 decision = 1; decision <= trace->n_decisions; decision++)
            {
              if (changes (trace, type, decision))
                {
                  if (decision > 1)
                    g_assert_cmpuint (bs_replay_find_change (replay, type, MAX (last, 1), 1), ==,
                                      last == 0 && changes (trace, type, 1) ? 1 : decision);
                  last = decision;
                }
              g_assert_cmpuint (bs_replay_find_change (replay, type, decision, -1), ==, last);
            }
          g_assert_cmpuint (bs_replay_find_change (replay, type, MAX (last, 1), 1), ==, 0);
        }
      g_assert_cmpuint (bs_replay_find_change (replay, trace->types->n_types, 1, 1), ==, 0);

      bs_random_init (&random, i);
      for (guint k = 0; k < 40; k++)
        {
          guint32 m = bs_random_below (&random, trace->n_mini_batches);

          check_finding (replay, trace, 1 + bs_random_below (&random, trace->n_decisions));
          check_node (replay, trace, m, bs_random_below (&random, trace->mini_batches[m].n_nodes));
        }
      g_assert_false (bs_replay_find_node (replay, trace->n_mini_batches, 0, &node));
      g_assert_false (bs_replay_find_node (replay, 0, trace->mini_batches[0].n_nodes, &node));
    }
}

/* At least so many batches are left: never more than there were, and as many as the bound at the
 * start. */
static void
test_fewest_left (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = record_synthetic (place->path, &options);
  g_autoptr (BsReplay) replay = bs_replay_new (trace);
  g_autofree guint32 *to_go = bs_outlook_new (trace, NULL);

  for (guint32 decision = 1; decision <= trace->n_decisions; decision++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, decision);
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
      guint32 fewest;

      bs_replay_step (replay, 1);
      g_assert_true (bs_replay_get_fewest_left (replay, &fewest));
      g_assert_cmpuint (fewest, ==, to_go[decision - 1]);
      g_assert_cmpuint (fewest, <=,
                        mini_batch->n_decisions - (decision - mini_batch->first_decision));
      g_assert_cmpuint (fewest, >, 0);
      if (decision == mini_batch->first_decision)
        g_assert_cmpuint (fewest, ==, mini_batch->lower_bound);
    }
}

static void
execute (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
}

/* A recording that was cut short within its last mini-batch. */
static void
test_cut_short (TracePlace *place, gconstpointer data)
{
  const SyntheticOptions variants[] = {
    { "agenda", BS_ENCODING_BASE, 2, 80, 4, TRUE, TRUE, 1 },
    { "depth", BS_ENCODING_BASE, 2, 80, 4, TRUE, TRUE, 2, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    for (guint32 n_left = 0; n_left < 20; n_left += 6)
      {
        g_autoptr (BsTrace) whole = record_synthetic (place->path, &variants[i]);
        guint32 first = whole->mini_batches[1].first_decision, n = first - 1 + n_left;
        g_autofree char *sql = NULL;
        g_autoptr (BsTrace) trace = NULL;
        g_autoptr (BsReplay) replay = NULL, other = bs_replay_new (whole);

        if (n_left > 0 && variants[i].n_stages > 0
            && first + n_left <= whole->mini_batches[1].stages[1].first_decision)
          continue; /* of a graph that grows the decisions are written when it is whole */
        sql = g_strdup_printf ("DELETE FROM diagnostic WHERE name = 'complete';"
                               "DELETE FROM decision WHERE id > %u;"
                               "DELETE FROM batch WHERE decision > %u;"
                               "DELETE FROM candidate WHERE decision > %u",
                               n, n, n);
        execute (place->path, sql);
        trace = trace_place_load (place->path);
        g_assert_cmpuint (trace->n_decisions, ==, n);
        check_walks (trace, n_left);

        /* What was recorded says the same as the whole does. */
        replay = bs_replay_new (trace);
        for (guint32 decision = 0; decision <= n; decision++)
          {
            const BsReplayState *a, *b;

            bs_replay_seek (replay, decision);
            bs_replay_seek (other, decision);
            a = bs_replay_get_state (replay);
            b = bs_replay_get_state (other);
            g_assert_cmpmem (a->ready, a->n_types * sizeof (guint32), b->ready,
                             b->n_types * sizeof (guint32));
            g_assert_cmpuint (a->n_executed, ==, b->n_executed);
          }
      }
}

/* Nothing to stand on. */
static void
test_empty (TracePlace *place, gconstpointer data)
{
  const SyntheticOptions options = { "agenda", BS_ENCODING_SORT, 0, 1, 2, TRUE, TRUE, 9 };
  g_autoptr (BsTrace) trace = record_synthetic (place->path, &options);
  g_autoptr (BsReplay) replay = bs_replay_new (trace);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = NULL;
  BsReplayMemory memory;
  guint32 fewest = 1;

  g_assert_cmpuint (trace->n_decisions, ==, 0);
  g_assert_cmpuint (bs_replay_get_state (replay)->mini_batch, ==, G_MAXUINT32);
  g_assert_null (bs_replay_get_graph (replay));
  g_assert_false (bs_replay_seek (replay, 1));
  g_assert_false (bs_replay_step (replay, 1));
  g_assert_true (bs_replay_step (replay, 0));
  g_assert_true (bs_replay_seek (replay, 0));
  g_assert_false (bs_replay_go (replay, BS_REPLAY_SAME_TYPE, BS_REPLAY_FORWARD));
  g_assert_false (bs_replay_go (replay, BS_REPLAY_MINI_BATCH, BS_REPLAY_BACKWARD));
  g_assert_false (bs_replay_run (replay, BS_REPLAY_FORWARD, is_even, NULL));
  g_assert_false (bs_replay_run (replay, BS_REPLAY_BACKWARD, is_even, NULL));
  bs_replay_list_ready (replay, 0, nodes);
  g_assert_cmpuint (nodes->len, ==, 0);
  values = bs_replay_list_values (replay);
  g_assert_cmpuint (values->len, ==, 0);
  bs_replay_get_memory (replay, &memory);
  g_assert_cmpuint (memory.n_values, ==, 0);
  g_assert_true (bs_replay_get_fewest_left (replay, &fewest));
  g_assert_cmpuint (fewest, ==, 0);
  g_assert_cmphex (bs_replay_checksum (replay), ==, bs_replay_checksum (replay));
}

/* A trace may say anything: sums stop, and are the same whichever way the clock came. */
static void
test_large_numbers (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = record_synthetic (place->path, &options);
  g_autoptr (BsReplay) replay = NULL;

  trace->decisions[3].gather_bytes = G_MAXUINT64;
  trace->decisions[5].flops = G_MAXINT64;
  trace->decisions[6].flops = G_MAXINT64;
  trace->decisions[7].start_ns = 0;
  trace->decisions[7].end_ns = G_MAXINT64;
  replay = bs_replay_new (trace);
  bs_replay_seek (replay, trace->n_decisions);
  g_assert_cmpuint (bs_replay_get_state (replay)->all.gather_bytes, ==, G_MAXINT64);
  g_assert_cmpuint (bs_replay_get_state (replay)->all.flops, ==, G_MAXINT64);
  g_assert_cmpuint (bs_replay_get_state (replay)->all.choose_ns, ==, G_MAXINT64);
  bs_replay_seek (replay, 3);
  g_assert_cmpuint (bs_replay_get_state (replay)->all.gather_bytes, <, G_MAXINT64);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/replay/" path, TracePlace, NULL, trace_place_set_up, function,                     \
              trace_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("live", test_live);
  ADD ("walks", test_walks);
  ADD ("values", test_values);
  ADD ("counted", test_counted);
  ADD ("other-plan", test_other_plan);
  ADD ("queries", test_queries);
  ADD ("fewest-left", test_fewest_left);
  ADD ("cut-short", test_cut_short);
  ADD ("empty", test_empty);
  ADD ("large-numbers", test_large_numbers);

  return g_test_run ();
}
