/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs that grow while they are scheduled: what was decided stays, what follows is valid. */
#include "config.h"

#include <string.h>

#include "engine/frontier.h"
#include "tests/engine/fixtures.h"

#define MAX_NODES 120

/* The first @n_nodes of @graph. */
static BsGraph *
begin_of (const BsGraph *graph, guint32 n_nodes)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  BsGraph *begin;

  for (guint32 v = 0; v < n_nodes; v++)
    bs_graph_builder_add (builder, graph->type[v], 0, v, graph->inputs + graph->input_start[v],
                          graph->input_start[v + 1] - graph->input_start[v]);
  begin = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  return begin;
}

static gboolean
is_ready (const BsGraph *graph, const guint8 *executed, guint32 v)
{
  for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
    if (!executed[graph->inputs[e]])
      return FALSE;

  return !executed[v];
}

/* Decisions of @before are those of @after too, with the same nodes in the same order. */
static void
assert_goes_on (const BsSchedule *before, const BsSchedule *after)
{
  g_assert_cmpuint (after->n_decisions, >=, before->n_decisions);
  for (guint32 i = 0; i < before->n_decisions; i++)
    {
      const BsDecision *a = &before->decisions[i], *b = &after->decisions[i];

      g_assert_cmpuint (a->type, ==, b->type);
      g_assert_cmpuint (a->reason, ==, b->reason);
      g_assert_cmpuint (a->state, ==, b->state);
      g_assert_cmpuint (a->first_candidate, ==, b->first_candidate);
      g_assert_cmpmem (before->order + a->first, a->count * sizeof (guint32),
                       after->order + b->first, b->count * sizeof (guint32));
    }
  g_assert_cmpuint (before->n_candidates, <=, after->n_candidates);
  for (guint32 i = 0; i < before->n_candidates; i++)
    {
      const BsCandidate *a = &before->candidates[i], *b = &after->candidates[i];

      g_assert_true (a->type == b->type && a->ready == b->ready && a->reachable == b->reachable
                     && a->score == b->score);
    }
}

/* Candidates of the decisions from @first are the ready types, and their nodes are counted. */
static void
check_candidates (const BsGraph *graph, const BsSchedule *schedule, guint32 first)
{
  g_autofree guint8 *executed = g_new0 (guint8, graph->n_nodes);

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      const BsCandidate *candidates = schedule->candidates + decision->first_candidate;
      guint32 n_ready = 0, n_listed = 0;

      for (guint32 v = 0; v < graph->n_nodes; v++)
        n_ready += is_ready (graph, executed, v);
      for (guint k = 0; k < decision->n_candidates; k++)
        n_listed += candidates[k].ready;
      if (i >= first)
        g_assert_cmpuint (n_ready, ==, n_listed);
      for (guint32 k = 0; k < decision->count; k++)
        executed[schedule->order[decision->first + k]] = 1;
    }
}

/* Nodes of a type stand in the order in which they ran, so that their values can stay. */
static void
assert_in_order (const BsGraph *graph, const BsSchedule *schedule)
{
  g_autofree guint32 *next = g_new0 (guint32, graph->n_types + 1);

  for (guint type = 1; type < graph->n_types; type++)
    next[type] = next[type - 1] + graph->type_count[type - 1];
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];

      g_assert_cmpuint (decision->first, ==, next[decision->type]);
      next[decision->type] += decision->count;
    }
}

static void
grow_with (const char *name, guint64 seed)
{
  BsRandom random;

  bs_random_init (&random, seed);
  for (guint round = 0; round < 25; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      guint32 n_nodes = 2 + bs_random_below (&random, MAX_NODES);
      g_autoptr (BsGraph) whole = bs_fixture_random_graph (
          &random, n_nodes, 1 + bs_random_below (&random, 7), 3, types);
      g_autoptr (BsPolicy) policy = bs_fixture_policy (name, whole, types);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);

      /* A second time, after a first schedule was left in the middle. */
      for (guint pass = 0; pass < 2; pass++)
        {
          g_autoptr (BsSchedule) schedule = NULL;
          guint32 n = pass == 0 && round % 3 == 0 ? 0 : bs_random_below (&random, n_nodes);

          bs_scheduler_begin (scheduler);
          for (guint stage = 0; n < n_nodes; stage++)
            {
              g_autoptr (BsGraph) graph = NULL;
              g_autoptr (BsSchedule) next = NULL;
              guint32 first = schedule != NULL ? schedule->n_decisions : 0;

              /* Now and then nothing is new. */
              if (stage > 0 || n == 0)
                n += bs_random_below (&random, 2 + n_nodes / 4);
              n = MIN (n, n_nodes);
              graph = begin_of (whole, n);
              next = bs_scheduler_continue (scheduler, graph, types);
              bs_fixture_assert_valid (graph, next);
              assert_in_order (graph, next);
              check_candidates (graph, next, first);
              if (schedule != NULL)
                assert_goes_on (schedule, next);
              g_clear_pointer (&schedule, bs_schedule_unref);
              schedule = g_steal_pointer (&next);
              if (pass == 0 && bs_random_below (&random, 4) == 0)
                break;
            }
        }
    }
}

static void
test_growing (gconstpointer name)
{
  grow_with (name, 1);
}

/* One stage is a plain schedule. */
static void
test_one_stage (gconstpointer name)
{
  BsRandom random;

  bs_random_init (&random, 2);
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 90, 5, 3, types);
      g_autoptr (BsPolicy) a = bs_fixture_policy (name, graph, types);
      g_autoptr (BsPolicy) b = bs_fixture_policy (name, graph, types);
      g_autoptr (BsScheduler) plain = bs_scheduler_new (a, BS_ENCODING_SORT, TRUE);
      g_autoptr (BsScheduler) staged = bs_scheduler_new (b, BS_ENCODING_SORT, TRUE);
      g_autoptr (BsSchedule) expected = bs_scheduler_run (plain, graph, types);
      g_autoptr (BsSchedule) schedule = NULL;

      bs_scheduler_begin (staged);
      schedule = bs_scheduler_continue (staged, graph, types);
      g_assert_cmpuint (schedule->n_decisions, ==, expected->n_decisions);
      assert_goes_on (expected, schedule);
    }
}

/* A frontier that grows in the middle, with nodes that are ready and have not run. */
static void
test_frontier (void)
{
  BsRandom random;
  BsFrontier frontier = { 0 };

  bs_random_init (&random, 3);
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      guint32 n_nodes = 2 + bs_random_below (&random, MAX_NODES);
      g_autoptr (BsGraph) whole = bs_fixture_random_graph (&random, n_nodes, 6, 3, types);
      guint32 n = 1 + bs_random_below (&random, n_nodes);
      g_autoptr (BsGraph) graph = begin_of (whole, n);
      g_autofree guint32 *levels = NULL;
      gboolean by_level = round % 2 == 1;

      bs_frontier_begin (&frontier, graph);
      while (frontier.n_executed < n_nodes)
        {
          g_autoptr (BsGraph) larger = NULL;
          g_autofree guint8 *executed = NULL;
          g_autofree guint32 *ready = g_new0 (guint32, whole->n_types);

          g_free (levels);
          levels = bs_frontier_compute_levels (&frontier);
          if (by_level)
            bs_frontier_set_levels (&frontier, levels);
          for (guint32 level = 1; level <= 3; level++)
            for (guint type = 0; type < graph->n_types; type++)
              {
                guint32 first;

                if (frontier.ready[type] == 0)
                  continue;
                /* By level all of a level, else some. */
                if (by_level ? levels[frontier.order[frontier.head[type]]] != level
                             : bs_random_below (&random, 2) > 0)
                  continue;
                /* Some of the last level stay behind, with those that wait for them. */
                if (level == 3 && bs_random_below (&random, 2) > 0)
                  continue;
                bs_frontier_take (&frontier, type, by_level ? BS_TAKE_LEVEL : BS_TAKE_ALL, &first);
              }
          n += bs_random_below (&random, 2 + n_nodes / 4);
          n = MIN (n, n_nodes);
          larger = begin_of (whole, n);
          bs_frontier_grow (&frontier, larger);
          g_clear_pointer (&graph, bs_graph_unref);
          graph = g_steal_pointer (&larger);

          executed = bs_frontier_find_executed (&frontier);
          for (guint32 v = 0; v < graph->n_nodes; v++)
            ready[graph->type[v]] += is_ready (graph, executed, v);
          for (guint type = 0; type < graph->n_types; type++)
            {
              g_assert_cmpuint (frontier.ready[type], ==, ready[type]);
              g_assert_cmpuint (frontier.tail[type] - frontier.head[type], ==, ready[type]);
              for (guint32 i = frontier.head[type]; i < frontier.tail[type]; i++)
                g_assert_true (is_ready (graph, executed, frontier.order[i]));
            }
        }
    }
  bs_frontier_clear (&frontier);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) names = bs_fixture_policy_names ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *growing = g_strconcat ("/stages/growing/", names[i], NULL);
      g_autofree char *one = g_strconcat ("/stages/one/", names[i], NULL);

      g_test_add_data_func (growing, names[i], test_growing);
      g_test_add_data_func (one, names[i], test_one_stage);
    }
  g_test_add_func ("/stages/frontier", test_frontier);

  return g_test_run ();
}
