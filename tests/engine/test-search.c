/* SPDX-License-Identifier: Apache-2.0 */
/* Searches against all schedules there are, on graphs so small that these can be tried. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "engine/search.h"
#include "engine/workload.h"
#include "tests/engine/fixtures.h"

#define MAX_SMALL 16

/* Fewest batches from where the nodes of @executed have run, by trying everything. */
static guint
try_all (const BsGraph *graph, guint32 executed, guint8 *fewest)
{
  guint32 ready[8] = { 0 };
  guint best = G_MAXUINT8;

  if (executed == (1u << graph->n_nodes) - 1)
    return 0;
  if (fewest[executed] > 0)
    return fewest[executed];

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      gboolean is_ready = !((executed >> v) & 1);

      for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
        is_ready = is_ready && (executed >> graph->inputs[e]) & 1;
      if (is_ready)
        ready[graph->type[v]] |= 1u << v;
    }
  for (guint type = 0; type < graph->n_types; type++)
    if (ready[type] != 0)
      best = MIN (best, 1 + try_all (graph, executed | ready[type], fewest));

  return fewest[executed] = best;
}

/* Follows a plan from where the frontier is; leaves it at the end. */
static void
follow (BsFrontier *frontier, const BsSearchResult *plan)
{
  for (guint32 i = 0; i < plan->n_batches; i++)
    {
      guint32 first;

      g_assert_cmpuint (plan->types[i], <, frontier->graph->n_types);
      g_assert_cmpuint (frontier->ready[plan->types[i]], >, 0);
      bs_frontier_take (frontier, plan->types[i], BS_TAKE_ALL, &first);
    }
  g_assert_cmpuint (frontier->n_executed, ==, frontier->graph->n_nodes);
}

static guint32
executed_bits (const BsFrontier *frontier)
{
  g_autofree guint8 *executed = bs_frontier_find_executed (frontier);
  guint32 bits = 0;

  for (guint32 v = 0; v < frontier->graph->n_nodes; v++)
    bits |= (guint32) executed[v] << v;

  return bits;
}

static void
take_some (BsFrontier *frontier, BsRandom *random, guint n)
{
  while (n-- > 0 && frontier->n_executed < frontier->graph->n_nodes)
    {
      guint type = bs_random_below (random, frontier->graph->n_types);
      guint32 first;

      if (frontier->ready[type] > 0)
        bs_frontier_take (frontier, type, BS_TAKE_ALL, &first);
    }
}

/* The exact search after a narrow beam, so that there is something left for it. */
static BsSearchResult *
search (const BsFrontier *frontier, guint64 max_states, GCancellable *cancellable)
{
  return bs_search_exact (frontier, bs_search_beam (frontier, 1, NULL, NULL), max_states,
                          cancellable);
}

static void
test_all_schedules (void)
{
  g_autofree guint8 *fewest = g_new (guint8, 1u << MAX_SMALL);
  guint n_beaten = 0;
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      guint n_nodes = round % 4 == 0 ? 1 + bs_random_below (&random, MAX_SMALL) : MAX_SMALL;
      guint n_types = 1 + bs_random_below (&random, 7);
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, n_nodes, n_types, 2, types);
      g_autoptr (BsSearchResult) beam = NULL, exact = NULL;
      BsFrontier frontier = { 0 };
      guint best;

      memset (fewest, 0, (gsize) 1 << n_nodes);
      bs_frontier_begin (&frontier, graph);
      /* Some of them from the middle. */
      if (round % 4 == 1)
        take_some (&frontier, &random, bs_random_below (&random, 4));
      best = try_all (graph, executed_bits (&frontier), fewest);
      beam = bs_search_beam (&frontier, 1, NULL, NULL);
      exact = search (&frontier, G_MAXUINT32, NULL);
      g_assert_cmpuint (exact->n_batches, ==, best);
      g_assert_cmpuint (exact->bound, ==, best);
      g_assert_true (exact->optimal);
      g_assert_cmpuint (beam->n_batches, >=, best);
      g_assert_cmpuint (beam->bound, <=, best);
      g_assert_true (!beam->optimal || beam->n_batches == best);
      n_beaten += exact->n_batches < beam->n_batches;
      follow (&frontier, exact);
      bs_frontier_clear (&frontier);
    }
  g_test_message ("the exact search beat the beam %u times", n_beaten);
  g_assert_cmpuint (n_beaten, >, 0);
}

/* With every budget the truth lies between bound and best, and more budget never makes it worse. */
static void
test_budget (void)
{
  BsRandom random;
  guint64 n_states = 0;
  guint n_open = 0;

  bs_random_init (&random, 2);
  for (guint round = 0; round < 40; round++)
    {
      static const guint64 budgets[] = { 1, 2, 5, 20, 100, 1000, G_MAXUINT32 };
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 50, 5, 2, types);
      guint32 best = G_MAXUINT32, bound = bs_graph_lower_bound (graph);
      BsFrontier frontier = { 0 };

      for (guint i = 0; i < G_N_ELEMENTS (budgets); i++)
        {
          g_autoptr (BsSearchResult) result = NULL;
          g_autoptr (BsSearchResult) again = NULL;

          bs_frontier_begin (&frontier, graph);
          result = search (&frontier, budgets[i], NULL);
          again = search (&frontier, budgets[i], NULL);
          g_assert_cmpuint (result->n_batches, <=, best);
          g_assert_cmpuint (result->bound, >=, bound);
          g_assert_cmpuint (result->bound, <=, result->n_batches);
          g_assert_true (result->optimal == (result->bound == result->n_batches));
          g_assert_cmpmem (result->types, result->n_batches * sizeof (guint16), again->types,
                           again->n_batches * sizeof (guint16));
          g_assert_cmpuint (result->n_states, ==, again->n_states);
          best = result->n_batches;
          bound = result->bound;
          n_open += !result->optimal;
          if (i + 1 == G_N_ELEMENTS (budgets))
            n_states += result->n_states;
          follow (&frontier, result);
        }
      g_assert_cmpuint (best, ==, bound);
      bs_frontier_clear (&frontier);
    }
  g_assert_cmpuint (n_open, >, 0);
  /* No set of nodes is looked at twice, or there would be four times as many. */
  g_assert_cmpuint (n_states, <, 6000);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsGraph) graph = bs_graph_builder_finish (builder, NULL);
  g_autoptr (BsSearchResult) beam = NULL, exact = NULL;
  BsFrontier frontier = { 0 };

  bs_frontier_begin (&frontier, graph);
  beam = bs_search_beam (&frontier, 30, NULL, NULL);
  exact = search (&frontier, 1, NULL);
  g_assert_cmpuint (beam->n_batches, ==, 0);
  g_assert_true (exact->optimal);
  bs_frontier_clear (&frontier);
}

static void
test_cancelled (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BsSearchResult) beam = NULL, exact = NULL;
  g_autoptr (GError) error = NULL;
  BsFrontier frontier = { 0 };
  BsRandom random;

  bs_random_init (&random, 6);
  graph = bs_fixture_random_graph (&random, 200, 6, 2, types);
  bs_frontier_begin (&frontier, graph);
  g_cancellable_cancel (cancellable);
  g_assert_null (bs_search_beam (&frontier, 4, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* What there is stays. */
  beam = bs_search_beam (&frontier, 1, NULL, NULL);
  exact = search (&frontier, 1000, cancellable);
  g_assert_false (exact->optimal);
  g_assert_cmpuint (exact->n_batches, ==, beam->n_batches);
  follow (&frontier, exact);
  bs_frontier_clear (&frontier);
}

/* On small inputs of real structure the exact search comes to an end, and no policy beats it. */
static void
test_structures (void)
{
  static const struct
  {
    const char *model, *text;
  } inputs[] = {
    { "tree-lstm-2type", "(1 (0 a) (3 (2 b) (4 a)))\n(0 (1 (1 c) (2 b)) (3 (2 a) (2 d)))\n"
                         "(1 (1 (1 (0 a) (3 b)) (2 b)) (4 (2 (2 c) (2 d)) (1 e)))\n" },
    { "lattice-lstm", "2\n4\n1 2 1 0\n0\n1 0 5\n2 1 6 0 9\n2 2 7 1 8\n"
                      "5\n0 1 2 1 0\n0\n1 0 3\n2 1 4 0 8\n1 2 5\n3 3 6 2 7 1 9\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_graph (inputs[i].model, inputs[i].text, types);
      g_autoptr (BsSearchResult) exact = NULL;
      BsFrontier frontier = { 0 };

      bs_frontier_begin (&frontier, graph);
      exact = search (&frontier, 1 << 16, NULL);
      g_assert_true (exact->optimal);
      bs_frontier_clear (&frontier);
      for (const char *const *name = bs_policy_names (); *name != NULL; name++)
        {
          g_autoptr (BsPolicy) policy = bs_policy_new (*name, NULL, NULL);
          g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
          g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

          bs_fixture_assert_valid (graph, schedule);
          g_assert_cmpuint (schedule->n_decisions, >=, exact->n_batches);
          if (g_str_equal (*name, "exact"))
            g_assert_cmpuint (schedule->n_decisions, ==, exact->n_batches);
        }
    }
}

static void
test_descriptions (void)
{
  BsRandom random;
  guint n_open = 0, n_closed = 0;

  bs_random_init (&random, 3);
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 60, 5, 2, types);
      BsPolicyOptions options = { .beam_width = 1, .max_states = 1 + 40 * round };
      g_autoptr (BsPolicy) policy = bs_policy_new ("exact", &options, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
      g_autoptr (BsSchedule) schedule = NULL;
      g_autofree char *text = bs_policy_describe (policy);
      g_autofree char *number = NULL;

      g_assert_null (text);
      schedule = bs_scheduler_run (scheduler, graph, types);
      text = bs_policy_describe (policy);
      number = g_strdup_printf (" %u batches", schedule->n_decisions);
      g_assert_nonnull (strstr (text, number));
      n_closed += g_str_has_prefix (text, "optimal, ");
      n_open += g_str_has_prefix (text, "best found, ") && strstr (text, "; at least ") != NULL;
      for (guint32 i = 0; i < schedule->n_decisions; i++)
        g_assert_cmpuint (schedule->decisions[i].reason, ==,
                          schedule->decisions[i].n_candidates > 1 ? BS_REASON_SEARCHED
                                                                  : BS_REASON_ONLY);
    }
  g_assert_cmpuint (n_open + n_closed, ==, 30);
  g_assert_cmpuint (n_open, >, 0);
  g_assert_cmpuint (n_closed, >, 0);
}

/* Real lattices: as few batches as the project promises. */
static void
test_real (void)
{
  static const struct
  {
    const char *model;
    guint batch_size, width, at_most;
  } runs[] = {
    { "lattice-lstm", 64, 30, 261 },
    { "lattice-lstm", 256, 30, 336 },
    { "tree-lstm-2type", 64, 30, 37 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsWorkload) workload = bs_fixture_shared_workload (runs[i].model);
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSearchResult) result = NULL;
      g_autoptr (GError) error = NULL;
      BsFrontier frontier = { 0 };

      if (workload == NULL)
        {
          g_test_skip ("the shared research data is not there");
          return;
        }
      graph = bs_workload_build_graph (workload, 0, runs[i].batch_size, types, &error);
      g_assert_no_error (error);
      bs_frontier_begin (&frontier, graph);
      result = bs_search_beam (&frontier, runs[i].width, NULL, NULL);
      g_test_message ("%s, %u inputs: %u batches, at least %u are needed", runs[i].model,
                      runs[i].batch_size, result->n_batches, result->bound);
      g_assert_cmpuint (result->n_batches, <=, runs[i].at_most);
      follow (&frontier, result);
      bs_frontier_clear (&frontier);
    }
}

/* A search that is stopped before it found anything leaves a valid schedule all the same. */
static void
test_stopped (void)
{
  static const char *const names[] = { "beam", "exact" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BsRandom random;

  g_cancellable_cancel (cancellable);
  bs_random_init (&random, 77);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 200, 6, 3, types);
      g_autoptr (BsPolicy) policy = bs_policy_new (names[i], NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = NULL;
      g_autofree char *said = NULL;

      bs_scheduler_set_cancellable (scheduler, cancellable);
      schedule = bs_scheduler_run (scheduler, graph, types);
      bs_fixture_assert_valid (graph, schedule);
      said = bs_policy_describe (policy);
      g_assert_null (said);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/all-schedules", test_all_schedules);
  g_test_add_func ("/search/budget", test_budget);
  g_test_add_func ("/search/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/search/cancelled", test_cancelled);
  g_test_add_func ("/search/structures", test_structures);
  g_test_add_func ("/search/descriptions", test_descriptions);
  g_test_add_func ("/search/real", test_real);
  g_test_add_func ("/search/stopped", test_stopped);

  return g_test_run ();
}
