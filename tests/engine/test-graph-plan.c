/* SPDX-License-Identifier: Apache-2.0 */
/* Planning between cells: places that never meet, calls that stay in their batches, and gathers as
 * the report says. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "engine/planning/graph-plan.h"
#include "tests/engine/fixtures.h"

static guint32
length_of (const BsGraph *graph, const BsPlanType *types, guint32 node, guint port)
{
  const BsPlanType *type = &types[graph->type[node]];

  return port < type->n_outputs ? type->length[port] : 0;
}

/* Every value has a place in the block for itself, where kernels like it. */
static void
assert_places (const BsGraphPlan *plan, const BsGraph *graph, const BsPlanType *types)
{
  g_autofree guint8 *taken = g_new0 (guint8, plan->n_numbers + 1);

  for (guint32 node = 0; node < graph->n_nodes; node++)
    for (guint port = 0; port < types[graph->type[node]].n_outputs; port++)
      {
        guint32 length = length_of (graph, types, node, port), place = plan->place[port][node];

        if (length == 0)
          continue;
        g_assert_cmpuint ((guint64) place + length, <=, plan->n_numbers);
        if (length % 16 == 0)
          g_assert_cmpuint (place % 16, ==, 0);
        g_assert_null (memchr (taken + place, 1, length));
        memset (taken + place, 1, length);
      }
}

/* Batches have the same calls as in the schedule. */
static void
assert_calls (const BsGraphPlan *plan, const BsGraph *graph, const BsSchedule *schedule)
{
  g_autofree guint32 *seen = g_new0 (guint32, graph->n_nodes + 1);

  for (guint32 d = 0; d < schedule->n_decisions; d++)
    {
      guint32 first = schedule->decisions[d].first, end = first + schedule->decisions[d].count;

      for (guint32 i = first; i < end; i++)
        seen[schedule->order[i]] = d + 1;
      for (guint32 i = first; i < end; i++)
        {
          g_assert_cmpuint (seen[plan->calls[i]], ==, d + 1);
          seen[plan->calls[i]] = 0;
        }
    }
}

/* Counts gathers in the plainest way. */
static BsGathers
count (const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
       const BsGraphPlan *plan)
{
  BsGathers gathers = { 0, 0, 0 };

  for (guint32 d = 0; d < schedule->n_decisions; d++)
    {
      guint32 n = schedule->decisions[d].count, n_operands = G_MAXUINT32;
      const guint32 *calls = plan->calls + schedule->decisions[d].first;

      for (guint32 i = 0; i < n; i++)
        {
          guint32 own = graph->input_start[calls[i] + 1] - graph->input_start[calls[i]];

          n_operands = i == 0 || own == n_operands ? own : 0;
          if (n_operands == 0 || n_operands > 16)
            break;
        }
      for (guint32 k = 0; n_operands <= 16 && k < n_operands; k++)
        {
          guint64 numbers = 0, next = 0;
          gboolean contiguous = TRUE;

          for (guint32 i = 0; i < n; i++)
            {
              guint32 index = graph->input_start[calls[i]] + k;
              guint32 length = length_of (graph, types, graph->inputs[index], graph->ports[index]);
              guint64 place = length > 0 ? plan->place[graph->ports[index]][graph->inputs[index]]
                                         : G_MAXUINT64;

              numbers += length;
              contiguous = contiguous && (i == 0 || (place == next && length * (i + 1) == numbers));
              next = place + length;
            }
          if (numbers == 0)
            continue;
          gathers.n_operands++;
          gathers.n_gathers += n > 1 && !contiguous;
          gathers.gather_bytes += n > 1 && !contiguous ? numbers * 4 : 0;
        }
    }

  return gathers;
}

static void
assert_same_gathers (const BsGathers *a, const BsGathers *b)
{
  g_assert_cmpuint (a->n_operands, ==, b->n_operands);
  g_assert_cmpuint (a->n_gathers, ==, b->n_gathers);
  g_assert_cmpuint (a->gather_bytes, ==, b->gather_bytes);
}

static void
grow (BsGraphPlan *plan, const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
      BsPlanner planner)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bs_graph_plan_grow (plan, graph, schedule, types, planner, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (plan->n_nodes, ==, graph->n_nodes);
  assert_places (plan, graph, types);
  assert_calls (plan, graph, schedule);
}

static void
assert_same_plans (const BsGraphPlan *a, const BsGraphPlan *b, const BsGraph *graph,
                   const BsPlanType *types)
{
  g_assert_cmpuint (a->n_numbers, ==, b->n_numbers);
  g_assert_cmpmem (a->calls, a->n_nodes * sizeof *a->calls, b->calls,
                   b->n_nodes * sizeof *b->calls);
  for (guint32 node = 0; node < graph->n_nodes; node++)
    for (guint port = 0; port < types[graph->type[node]].n_outputs; port++)
      g_assert_cmpuint (a->place[port][node], ==, b->place[port][node]);
}

/* All that is promised of the plan of a whole graph. @used was used before, for anything. */
static BsGraphPlanReport
check (const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types, BsGraphPlan *used)
{
  g_autoptr (BsGraphPlan) creation = bs_graph_plan_new ();
  g_autoptr (BsGraphPlan) full = bs_graph_plan_new ();
  BsGathers without, with;
  BsGraphPlanReport report;

  grow (creation, graph, schedule, types, BS_PLANNER_CREATION);
  g_assert_cmpmem (creation->calls, graph->n_nodes * 4, schedule->order, graph->n_nodes * 4);
  without = count (graph, schedule, types, creation);
  bs_graph_plan_report (creation, graph, schedule, types, &report);
  assert_same_gathers (&report.creation, &without);
  assert_same_gathers (&report.planned, &without);

  grow (full, graph, schedule, types, BS_PLANNER_FULL);
  bs_graph_plan_begin (used);
  grow (used, graph, schedule, types, BS_PLANNER_FULL);
  assert_same_plans (full, used, graph, types);
  with = count (graph, schedule, types, full);
  bs_graph_plan_report (full, graph, schedule, types, &report);
  assert_same_gathers (&report.creation, &without);
  assert_same_gathers (&report.planned, &with);
  g_assert_cmpuint (report.planned.gather_bytes, <=, report.creation.gather_bytes);
  g_assert_cmpuint (report.bound.gather_bytes, <=, report.planned.gather_bytes);
  g_assert_cmpuint (report.bound.n_gathers, <=, report.planned.n_gathers);
  g_assert_cmpuint (report.place_bytes, ==, full->n_numbers * 4);
  g_assert_cmpuint (report.value_bytes, <=, report.place_bytes);

  return report;
}

/* Nodes of random types, that read any outputs of any earlier nodes; most calls of a type have as
 * many operands. */
static void
add_random_nodes (BsGraphBuilder *builder, BsRandom *random, guint *n_nodes, guint n_new,
                  const BsPlanType *types, guint n_types, const guint8 *type_of)
{
  for (guint v = *n_nodes; v < *n_nodes + n_new; v++)
    {
      guint type = type_of[v], n_inputs = v > 3 ? type % 4 : 0;
      guint32 inputs[20];
      guint8 ports[20];

      if (v > 20 && bs_random_below (random, 50) == 0)
        n_inputs = bs_random_below (random, G_N_ELEMENTS (inputs));
      for (guint i = 0; i < n_inputs; i++)
        {
          guint reach = bs_random_below (random, 3) > 0 ? MIN (v, 40) : v;

          inputs[i] = v - 1 - bs_random_below (random, reach);
          ports[i] = bs_random_below (random, types[type_of[inputs[i]]].n_outputs);
        }
      bs_graph_builder_call (builder, type, 0, BS_NO_DATUM, inputs, ports, n_inputs);
    }
  *n_nodes += n_new;
  g_assert_cmpuint (n_types, >, 0);
}

static void
make_random_types (BsRandom *random, BsPlanType *types, guint n_types, BsTypeTable *table)
{
  static const guint32 lengths[] = { 1, 5, 16, 32, 16, 16, 0, 16 };
  /* One length for all is what makes most tuples possible. */
  gboolean alike = bs_random_below (random, 2) == 0;

  for (guint type = 0; type < n_types; type++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", type);

      bs_type_table_intern (table, name, NULL, BS_SHAPE_CELL);
      types[type].n_outputs = 1 + bs_random_below (random, BS_MAX_CELL_OUTPUTS);
      for (guint k = 0; k < types[type].n_outputs; k++)
        types[type].length[k] = alike ? 16
                                      : lengths[bs_random_below (random, G_N_ELEMENTS (lengths))];
    }
}

#define MAX_NODES 400
#define MAX_TYPES 12

static void
test_random (void)
{
  static const char *const policies[] = { "depth", "agenda", "sufficient", "random", "unbatched" };
  g_autoptr (BsGraphPlan) used = bs_graph_plan_new ();
  guint64 creation = 0, planned = 0;
  BsRandom random;

  bs_random_init (&random, 11);
  for (guint round = 0; round < (g_test_slow () ? 20000 : 600); round++)
    {
      g_autoptr (BsTypeTable) table = bs_type_table_new ();
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      g_autoptr (BsPolicy)
          policy = bs_policy_new (policies[round % G_N_ELEMENTS (policies)], NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule) schedule = NULL;
      g_autoptr (GError) error = NULL;
      guint n_types = 1 + bs_random_below (&random, MAX_TYPES), n_nodes = 0;
      BsPlanType types[MAX_TYPES] = { 0 };
      guint8 type_of[MAX_NODES];
      BsGraphPlanReport report;

      make_random_types (&random, types, n_types, table);
      for (guint v = 0; v < MAX_NODES; v++)
        type_of[v] = bs_random_below (&random, n_types);
      add_random_nodes (builder, &random, &n_nodes, bs_random_below (&random, MAX_NODES + 1), types,
                        n_types, type_of);
      graph = bs_graph_builder_finish (builder, &error);
      g_assert_no_error (error);
      schedule = bs_scheduler_run (scheduler, graph, table);
      report = check (graph, schedule, types, used);
      creation += report.creation.gather_bytes;
      planned += report.planned.gather_bytes;
    }
  g_assert_cmpuint (planned, <, creation);
}

/* A graph that grows at random: what was placed stays, and nothing new lies on it. */
static void
test_growth (void)
{
  BsRandom random;

  bs_random_init (&random, 5);
  for (guint round = 0; round < (g_test_slow () ? 3000 : 100); round++)
    {
      g_autoptr (BsTypeTable) table = bs_type_table_new ();
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      g_autoptr (BsPolicy) policy = bs_policy_new (round % 2 ? "agenda" : "depth", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsGraphPlan) creation = bs_graph_plan_new ();
      g_autoptr (BsGraphPlan) full = bs_graph_plan_new ();
      g_autofree guint32 *before = g_new (guint32, MAX_NODES * BS_MAX_CELL_OUTPUTS);
      guint n_types = 1 + bs_random_below (&random, MAX_TYPES), n_nodes = 0;
      BsPlanType types[MAX_TYPES] = { 0 };
      guint8 type_of[MAX_NODES];

      make_random_types (&random, types, n_types, table);
      for (guint v = 0; v < MAX_NODES; v++)
        type_of[v] = bs_random_below (&random, n_types);
      bs_scheduler_begin (scheduler);
      while (n_nodes < MAX_NODES)
        {
          guint n_old = n_nodes;
          g_autoptr (BsGraph) graph = NULL;
          g_autoptr (BsSchedule) schedule = NULL;
          g_autoptr (GError) error = NULL;
          gsize n_numbers = full->n_numbers;
          BsGathers gathers;
          BsGraphPlanReport report;

          add_random_nodes (builder, &random, &n_nodes,
                            1 + bs_random_below (&random, MAX_NODES - n_nodes), types, n_types,
                            type_of);
          graph = bs_graph_builder_snapshot (builder, &error);
          g_assert_no_error (error);
          schedule = bs_scheduler_continue (scheduler, graph, table);
          grow (creation, graph, schedule, types, BS_PLANNER_CREATION);
          grow (full, graph, schedule, types, BS_PLANNER_FULL);

          for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
            for (guint v = 0; v < n_nodes; v++)
              if (length_of (graph, types, v, port) > 0)
                {
                  if (v < n_old)
                    g_assert_cmpuint (full->place[port][v], ==, before[port * MAX_NODES + v]);
                  else
                    g_assert_cmpuint (full->place[port][v], >=, n_numbers);
                  before[port * MAX_NODES + v] = full->place[port][v];
                }

          bs_graph_plan_report (full, graph, schedule, types, &report);
          gathers = count (graph, schedule, types, full);
          assert_same_gathers (&report.planned, &gathers);
          gathers = count (graph, schedule, types, creation);
          assert_same_gathers (&report.creation, &gathers);
          g_assert_cmpuint (report.bound.gather_bytes, <=, report.planned.gather_bytes);
        }
    }
}

static BsSchedule *
schedule_by (const char *name, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) policy = bs_policy_new (name, NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);

  return bs_scheduler_run (scheduler, graph, types);
}

/* Two small trees, by hand: their inner nodes read leaves 0, 2 and 1, 3 as left and right children,
 * the root reads inner nodes. */
static void
test_by_hand (void)
{
  g_autoptr (BsTypeTable) table = bs_type_table_new ();
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsGraphPlan) plan = bs_graph_plan_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) schedule = NULL;
  const BsPlanType types[] = { { 2, { 16, 32 } }, { 2, { 16, 32 } }, { 1, { 5 } }, { 1, { 5 } } };
  const guint32 children[][2] = { { 0, 1 }, { 2, 3 } };
  const guint8 first[] = { 0, 0 }, second[] = { 1, 1 };
  BsGraphPlanReport report;
  g_autoptr (GError) error = NULL;

  bs_type_table_intern (table, "leaf", NULL, BS_SHAPE_CELL);
  bs_type_table_intern (table, "inner", NULL, BS_SHAPE_CELL);
  bs_type_table_intern (table, "proj", NULL, BS_SHAPE_CELL);
  for (guint i = 0; i < 4; i++)
    bs_graph_builder_add (builder, 0, 0, BS_NO_DATUM, NULL, 0);
  bs_graph_builder_call (builder, 1, 0, BS_NO_DATUM, children[0], first, 2);
  bs_graph_builder_call (builder, 1, 0, BS_NO_DATUM, children[1], first, 2);
  for (guint32 i = 0; i < 6; i++)
    bs_graph_builder_call (builder, 2, 0, BS_NO_DATUM, &i, NULL, 1);
  graph = bs_graph_builder_snapshot (builder, &error);
  g_assert_no_error (error);
  schedule = schedule_by ("sufficient", graph, table);
  g_assert_cmpuint (schedule->n_decisions, ==, 3);
  report = check (graph, schedule, types, plan);
  /* Left children, right children; what is projected goes from leaves to inner nodes. */
  g_assert_cmpuint (report.creation.n_operands, ==, 3);
  g_assert_cmpuint (report.creation.n_gathers, ==, 3);
  g_assert_cmpuint (report.creation.gather_bytes, ==, (2 + 2 + 6) * 16 * 4);
  g_assert_cmpuint (report.planned.n_gathers, ==, 0);
  g_assert_cmpuint (plan->place[0][2], ==, plan->place[0][0] + 16);
  g_assert_cmpuint (plan->place[0][3], ==, plan->place[0][1] + 16);
  g_clear_pointer (&graph, bs_graph_unref);
  g_clear_pointer (&schedule, bs_schedule_unref);

  /* Values of two lengths have to be copied together whatever happens, if only by one call. */
  bs_graph_builder_call (builder, 1, 0, BS_NO_DATUM, children[0], second, 2);
  graph = bs_graph_builder_snapshot (builder, &error);
  g_assert_no_error (error);
  schedule = schedule_by ("sufficient", graph, table);
  report = check (graph, schedule, types, plan);
  g_assert_cmpuint (report.planned.n_gathers, ==, 2);
  g_assert_cmpuint (report.bound.n_gathers, ==, 2);
  g_assert_cmpuint (report.planned.gather_bytes, ==, 2 * (2 * 16 + 32) * 4);
  g_clear_pointer (&graph, bs_graph_unref);
  g_clear_pointer (&schedule, bs_schedule_unref);

  /* So does what is read twice. */
  for (guint32 i = 0; i < 2; i++)
    bs_graph_builder_call (builder, 3, 0, BS_NO_DATUM, children[0], NULL, 1);
  bs_type_table_intern (table, "again", NULL, BS_SHAPE_CELL);
  graph = bs_graph_builder_snapshot (builder, &error);
  g_assert_no_error (error);
  schedule = schedule_by ("sufficient", graph, table);
  report = check (graph, schedule, types, plan);
  g_assert_cmpuint (report.planned.n_gathers, ==, 3);
  g_assert_cmpuint (report.bound.n_gathers, ==, 3);
  g_assert_cmpuint (report.bound.gather_bytes, ==, 2 * (2 * 16 + 32) * 4 + 2 * 16 * 4);
}

#define N_LEAVES 7

/* A batch of calls that read leaves: its tuples, of one or two operands. */
typedef struct
{
  guint n_calls, n_operands;
  guint leaves[4][2];
} SmallBatch;

static gboolean
is_piece (const SmallBatch *batch, guint k, const guint *position)
{
  guint first = N_LEAVES, last = 0, seen = 0;

  for (guint i = 0; i < batch->n_calls; i++)
    {
      guint own = position[batch->leaves[i][k]];

      first = MIN (first, own);
      last = MAX (last, own);
      seen |= 1u << own;
    }

  return last - first + 1 == batch->n_calls && seen == ((1u << batch->n_calls) - 1) << first;
}

/* Calls in the order of operand 0 have operand 1 in order, too. */
static gboolean
is_aligned (const SmallBatch *batch, const guint *position)
{
  for (guint i = 0; i < batch->n_calls; i++)
    for (guint j = 0; j < i; j++)
      if ((position[batch->leaves[i][0]] < position[batch->leaves[j][0]])
          != (position[batch->leaves[i][1]] < position[batch->leaves[j][1]]))
        return FALSE;

  return TRUE;
}

/* The fewest leaves gathered, with any order of calls. */
static guint
count_small (const SmallBatch *batches, guint n_batches, const guint *position)
{
  guint gathered = 0;

  for (guint b = 0; b < n_batches; b++)
    {
      guint n_pieces = 0;

      for (guint k = 0; k < batches[b].n_operands; k++)
        n_pieces += is_piece (&batches[b], k, position);
      if (n_pieces == 2 && !is_aligned (&batches[b], position))
        n_pieces = 1;
      gathered += (batches[b].n_operands - n_pieces) * batches[b].n_calls;
    }

  return gathered;
}

/* Of all orders of the leaves. */
static guint
find_best (const SmallBatch *batches, guint n_batches)
{
  guint position[N_LEAVES], turn[N_LEAVES] = { 0 }, best, i = 0;

  for (guint leaf = 0; leaf < N_LEAVES; leaf++)
    position[leaf] = leaf;
  best = count_small (batches, n_batches, position);
  /* Heap's algorithm. */
  while (i < N_LEAVES)
    if (turn[i] < i)
      {
        guint j = i % 2 == 0 ? 0 : turn[i], other = position[j];

        position[j] = position[i];
        position[i] = other;
        best = MIN (best, count_small (batches, n_batches, position));
        turn[i]++;
        i = 0;
      }
    else
      turn[i++] = 0;

  return best;
}

/* Small graphs against all plans that there are. */
static void
test_best (void)
{
  guint bounds = 0, best = 0, planned = 0, creation = 0;
  BsRandom random;

  bs_random_init (&random, 17);
  for (guint round = 0; round < (g_test_slow () ? 5000 : 300); round++)
    {
      g_autoptr (BsTypeTable) table = bs_type_table_new ();
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      g_autoptr (BsGraphPlan) used = bs_graph_plan_new ();
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule) schedule = NULL;
      g_autoptr (GError) error = NULL;
      SmallBatch batches[6];
      BsPlanType types[7] = { { 1, { 16 } } };
      guint n_batches = 1 + bs_random_below (&random, G_N_ELEMENTS (batches)), least;
      BsGraphPlanReport report;

      bs_type_table_intern (table, "leaf", NULL, BS_SHAPE_CELL);
      for (guint i = 0; i < N_LEAVES; i++)
        bs_graph_builder_add (builder, 0, 0, BS_NO_DATUM, NULL, 0);
      for (guint b = 0; b < n_batches; b++)
        {
          g_autofree char *name = g_strdup_printf ("t%u", b);
          SmallBatch *batch = &batches[b];

          types[b + 1] = (BsPlanType){ 1, { 1 } };
          bs_type_table_intern (table, name, NULL, BS_SHAPE_CELL);
          batch->n_calls = 2 + bs_random_below (&random, 3);
          batch->n_operands = 1 + bs_random_below (&random, 2);
          for (guint i = 0; i < batch->n_calls; i++)
            {
              for (guint k = 0; k < 2; k++)
                batch->leaves[i][k] = bs_random_below (&random, N_LEAVES);
              bs_graph_builder_add (builder, b + 1, 0, BS_NO_DATUM, batch->leaves[i],
                                    batch->n_operands);
            }
        }
      graph = bs_graph_builder_finish (builder, &error);
      g_assert_no_error (error);
      schedule = schedule_by ("sufficient", graph, table);
      g_assert_cmpuint (schedule->n_decisions, ==, n_batches + 1);
      report = check (graph, schedule, types, used);
      least = find_best (batches, n_batches) * 16 * sizeof (float);
      g_assert_cmpuint (report.bound.gather_bytes, <=, least);
      g_assert_cmpuint (least, <=, report.planned.gather_bytes);
      bounds += report.bound.gather_bytes;
      best += least;
      planned += report.planned.gather_bytes;
      creation += report.creation.gather_bytes;
    }
  g_test_message ("bytes: bound %u, best %u, planned %u, without a plan %u", bounds, best, planned,
                  creation);
  /* What is in reach, mostly. */
  g_assert_cmpuint (2 * (planned - best), <=, creation - best);
}

/* Without a plan, values are side by side, type by type. */
static void
test_creation (void)
{
  for (BsPlanner planner = BS_PLANNER_CREATION; planner <= BS_PLANNER_PUBLISHED; planner++)
    {
      g_autoptr (BsTypeTable) table = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_tree_graph (3, 10, 20, table);
      g_autoptr (BsSchedule) schedule = schedule_by ("agenda", graph, table);
      g_autoptr (BsGraphPlan) plan = bs_graph_plan_new ();
      const BsPlanType types[] = {
        { 2, { 32, 32 } }, { 2, { 32, 32 } }, { 1, { 5 } }, { 1, { 1 } }, { 1, { 1 } },
      };
      guint32 first = 0;

      g_assert_cmpuint (table->n_types, ==, G_N_ELEMENTS (types));
      grow (plan, graph, schedule, types, planner);
      for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
        for (guint port = 0; port < types[type].n_outputs; port++)
          for (guint32 i = first; i < first + graph->type_count[type]; i++)
            g_assert_cmpuint (plan->place[port][schedule->order[i]], ==,
                              plan->place[port][schedule->order[first]]
                                  + (i - first) * types[type].length[port]);
    }
}

static void
test_size (void)
{
  g_autoptr (BsTypeTable) table = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_fixture_tree_graph (3, 10, 20, table);
  g_autoptr (BsSchedule) schedule = schedule_by ("agenda", graph, table);
  g_autoptr (BsGraphPlan) plan = bs_graph_plan_new ();
  g_autoptr (GError) error = NULL;
  BsPlanType types[5] = { 0 };

  types[0].n_outputs = 1;
  types[0].length[0] = G_MAXUINT32 / 4;
  g_assert_false (bs_graph_plan_grow (plan, graph, schedule, types, BS_PLANNER_FULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);

  /* It can be used again. */
  types[0].length[0] = 3;
  bs_graph_plan_begin (plan);
  grow (plan, graph, schedule, types, BS_PLANNER_FULL);
}

static const char *const workloads[] = {
  "tree-lstm",          "tree-gru",     "tree-lstm-2type", "mv-rnn",   "bilstm-tagger",
  "bilstm-tagger-char", "lattice-lstm", "lattice-gru",     "lstm-nmt",
};

/* At least half of the bytes are not copied, and where a tree is read with few batches, none. */
static void
check_workload (const char *name, BsWorkload *workload, guint32 batch_size)
{
  static const char *const policies[] = { "sufficient", "agenda", "depth" };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 32, &error);
  g_autoptr (BsGraph) graph = NULL;
  g_autofree BsPlanType *plan_types = NULL;
  g_autoptr (BsGraphPlan) used = bs_graph_plan_new ();

  g_assert_no_error (error);
  graph = bs_workload_build_graph (workload, 0, batch_size, types, &error);
  g_assert_no_error (error);
  plan_types = bs_fixture_plan_types (model, types);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (BsSchedule) schedule = schedule_by (policies[i], graph, types);
      BsGraphPlanReport report = check (graph, schedule, plan_types, used);

      g_test_message ("%s, %s: %u gathers, %" G_GUINT64_FORMAT " bytes -> %u, %" G_GUINT64_FORMAT
                      " (at least %u, %" G_GUINT64_FORMAT ")",
                      name, policies[i], report.creation.n_gathers, report.creation.gather_bytes,
                      report.planned.n_gathers, report.planned.gather_bytes, report.bound.n_gathers,
                      report.bound.gather_bytes);
      if (g_str_equal (policies[i], "sufficient"))
        g_assert_cmpuint (report.planned.gather_bytes, <=, report.creation.gather_bytes / 2);
    }
}

static void
test_samples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (workloads[i]);

      check_workload (workloads[i], workload, MIN (64, bs_workload_get_n_inputs (workload)));
    }
}

static void
test_shared (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autoptr (BsWorkload) workload = bs_fixture_shared_workload (workloads[i]);

      if (workload == NULL)
        {
          g_test_skip ("no shared data");
          return;
        }
      check_workload (workloads[i], workload, 64);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-plan/by-hand", test_by_hand);
  g_test_add_func ("/graph-plan/best", test_best);
  g_test_add_func ("/graph-plan/creation", test_creation);
  g_test_add_func ("/graph-plan/size", test_size);
  g_test_add_func ("/graph-plan/random", test_random);
  g_test_add_func ("/graph-plan/growth", test_growth);
  g_test_add_func ("/graph-plan/samples", test_samples);
  g_test_add_func ("/graph-plan/shared", test_shared);

  return g_test_run ();
}
