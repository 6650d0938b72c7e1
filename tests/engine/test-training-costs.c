/* SPDX-License-Identifier: Apache-2.0 */
/* Learning for the least cost of batches: costs are those of the schedules; with equal ones it is learning
 * for the fewest batches, and of graphs that are small enough to try everything it finds what there is. */
#include "config.h"

#include <string.h>

#include "engine/training.h"
#include "tests/engine/fixtures.h"

#define N_NODES 14
#define N_TYPES 3

static BsGraph *
random_graph (guint64 seed, guint n_nodes, BsTypeTable *types)
{
  BsRandom random;

  bs_random_init (&random, seed);

  return bs_fixture_random_graph (&random, n_nodes, N_TYPES, 3, types);
}

static BsBatchCosts *
costs_of (double first, double second, double third, double node)
{
  const double batch_ns[N_TYPES] = { first, second, third };
  const double node_ns[N_TYPES] = { node, node, node };

  return bs_batch_costs_new (batch_ns, node_ns, N_TYPES);
}

static BsTrainingResult *
learn (BsGraph *graph, const BsTypeTable *types, BsEncoding encoding, const BsBatchCosts *costs)
{
  g_autoptr (GError) error = NULL;
  BsTrainingOptions options;
  BsTrainingResult *result;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = 400;
  options.n_trials = 400;
  options.n_parts = 0;
  options.costs = costs;
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return result;
}

static void
assert_same_table (const BsFsm *a, const BsFsm *b)
{
  g_assert_cmpuint (a->states->n_states, ==, b->states->n_states);
  for (guint32 state = 0; state < a->states->n_states; state++)
    {
      guint n_a, n_b;
      const BsFsmAction *actions_a = bs_fsm_get_actions (a, state, &n_a);
      const BsFsmAction *actions_b = bs_fsm_get_actions (b, state, &n_b);

      g_assert_cmpuint (n_a, ==, n_b);
      for (guint i = 0; i < n_a; i++)
        {
          g_assert_cmpuint (actions_a[i].type, ==, actions_b[i].type);
          g_assert_cmpmem (&actions_a[i].q, sizeof (double), &actions_b[i].q, sizeof (double));
        }
    }
}

/* A power of two, so that no rounding differs. */
static void
test_equal (void)
{
  for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = random_graph (7, 200, types);
      g_autoptr (BsBatchCosts) costs = costs_of (1024, 1024, 1024, 0);
      g_autoptr (BsTrainingResult) plain = learn (graph, types, encoding, NULL);
      g_autoptr (BsTrainingResult) weighed = learn (graph, types, encoding, costs);

      assert_same_table (plain->fsm, weighed->fsm);
      g_assert_false (plain->in_time);
      g_assert_true (weighed->in_time);
      g_assert_cmpuint (plain->cost, ==, plain->batches);
      g_assert_cmpuint (plain->lower_cost, ==, plain->lower_bound);
      g_assert_cmpuint (weighed->batches, ==, plain->batches);
      g_assert_cmpuint (weighed->cost, ==, 1024u * (guint64) plain->batches);
      g_assert_cmpuint (weighed->lower_cost, ==, 1024u * (guint64) plain->lower_bound);
      g_assert_cmpuint (weighed->history->len, ==, plain->history->len);
    }
}

/* What is said to be the cost is that of the schedules, with their nodes. */
static void
test_sums (void)
{
  for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = random_graph (3, 150, types);
      g_autoptr (BsBatchCosts) costs = costs_of (100, 1000, 30, 2.5);
      g_autoptr (BsTrainingResult) result = learn (graph, types, encoding, costs);
      g_autoptr (BsPolicy) policy = bs_policy_new_fsm (result->fsm);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, encoding, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      static const guint32 weights[] = { 100, 1000, 30 };
      guint64 sum = 375;
      BsEvaluation evaluation;

      for (guint32 i = 0; i < schedule->n_decisions; i++)
        sum += weights[schedule->decisions[i].type];
      g_assert_cmpuint (result->cost, ==, sum);
      g_assert_cmpuint (result->batches, ==, schedule->n_decisions);
      g_assert_cmpuint (result->lower_cost, <=, sum);
      g_assert_cmpuint (result->lower_cost, ==, bs_batch_costs_lower_bound (costs, graph));
      bs_evaluate (result->fsm, &graph, 1, types, costs, &evaluation);
      g_assert_cmpuint (evaluation.cost, ==, sum);
      g_assert_cmpuint (evaluation.lower_cost, ==, result->lower_cost);
      for (guint i = 0; i < result->history->len; i++)
        {
          const BsTrainingPoint *point = &g_array_index (result->history, BsTrainingPoint, i);

          g_assert_cmpuint (point->cost, >=, result->lower_cost);
          g_assert_cmpuint (point->best_cost, >=, result->lower_cost);
        }
    }
}

/* Every order in which types can be taken, each time all that is ready. */
typedef struct
{
  const BsGraph *graph;
  const BsBatchCosts *costs;
  guint64 *least; /* [1 << n_nodes] of what is left behind a set of nodes; 0: not known */
} Search;

static guint64
search (Search *self, guint32 done)
{
  const BsGraph *graph = self->graph;
  guint32 ready[N_TYPES] = { 0 };
  guint64 least = G_MAXUINT64;

  if (done == (1u << graph->n_nodes) - 1)
    return 0;
  if (self->least[done] > 0)
    return self->least[done];

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      gboolean is_ready = (done >> v & 1) == 0;

      for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
        is_ready = is_ready && (done >> graph->inputs[i] & 1) != 0;
      if (is_ready)
        ready[graph->type[v]] |= 1u << v;
    }
  for (guint type = 0; type < N_TYPES; type++)
    if (ready[type] != 0)
      least = MIN (least,
                   bs_batch_costs_weigh (self->costs, type) + search (self, done | ready[type]));

  return self->least[done] = least;
}

static guint64
find_least (const BsGraph *graph, const BsBatchCosts *costs)
{
  Search self = { graph, costs, g_new0 (guint64, 1u << graph->n_nodes) };
  guint64 least = search (&self, 0);

  g_free (self.least);

  return least;
}

static void
test_least (void)
{
  guint n_differ = 0, n_worse = 0, n_found = 0, n_fewest = 0, n_all = 0;

  for (guint64 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = random_graph (seed, N_NODES, types);
      g_autoptr (BsBatchCosts) costs = costs_of (10, 1000, 100, 0);
      g_autoptr (BsTrainingResult) few = learn (graph, types, BS_ENCODING_SORT, NULL);
      g_autoptr (BsTrainingResult) cheap = learn (graph, types, BS_ENCODING_SORT, costs);
      guint64 least = find_least (graph, costs);
      BsEvaluation evaluation;

      bs_evaluate (few->fsm, &graph, 1, types, costs, &evaluation);
      g_assert_cmpuint (cheap->cost, >=, least);
      g_assert_cmpuint (evaluation.cost, >=, least);
      g_assert_cmpuint (bs_batch_costs_lower_bound (costs, graph), <=, least);
      n_all++;
      n_found += cheap->cost == least;
      n_fewest += few->batches == find_least (graph, NULL);
      n_differ += evaluation.cost > cheap->cost;
      n_worse += evaluation.cost < cheap->cost;
    }
  g_test_message ("of %u: least cost found %u, fewest batches %u; cheaper than with fewest batches "
                  "%u, dearer %u",
                  n_all, n_found, n_fewest, n_differ, n_worse);
  /* states of the published encoding cannot tell everything apart */
  g_assert_cmpuint (n_found + n_all / 10, >=, n_fewest);
  g_assert_cmpuint (n_differ, >, n_worse);
}

/* What makes no sense is taken as what comes next to it. */
static void
test_extremes (void)
{
  const double batch_ns[] = { -5, 0.0 / 0.0, 1e300 }, node_ns[] = { -1, 0.0 / 0.0, 1e300 };
  g_autoptr (BsBatchCosts) costs = bs_batch_costs_new (batch_ns, node_ns, 3);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = random_graph (1, 60, types);
  g_autoptr (BsTrainingResult) result = NULL;

  g_assert_cmpuint (costs->batch_ns[0], ==, 1);
  g_assert_cmpuint (costs->batch_ns[1], ==, 1);
  g_assert_cmpuint (costs->batch_ns[2], ==, G_MAXUINT32);
  g_assert_cmpfloat (costs->node_ns[0], ==, 0.0);
  g_assert_cmpfloat (costs->node_ns[1], ==, 0.0);
  result = learn (graph, types, BS_ENCODING_MARKED, costs);
  g_assert_cmpuint (result->cost, >=, result->lower_cost);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training-costs/equal", test_equal);
  g_test_add_func ("/training-costs/sums", test_sums);
  g_test_add_func ("/training-costs/least", test_least);
  g_test_add_func ("/training-costs/extremes", test_extremes);

  return g_test_run ();
}
