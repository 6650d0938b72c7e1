/* SPDX-License-Identifier: Apache-2.0 */
/* Learning: reaches the bound where it can, repeats itself, and refuses senseless settings. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/ratio.h"
#include "engine/training.h"
#include "tests/engine/fixtures.h"

static BsGraph *
tree_graph (guint64 seed, guint n_trees, BsTypeTable *types)
{
  return bs_fixture_tree_graph (seed, n_trees, 30, types);
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
          g_assert_cmpuint (actions_a[i].visits, ==, actions_b[i].visits);
          g_assert_cmpmem (&actions_a[i].q, sizeof (double), &actions_b[i].q, sizeof (double));
        }
    }
}

static void
test_trees_reach_the_bound (void)
{
  for (guint encoding = 0; encoding < BS_N_PUBLISHED_ENCODINGS; encoding++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = tree_graph (1, 16, types);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrainingResult) a = NULL, b = NULL, other = NULL;
      BsTrainingOptions options;

      bs_training_options_init_published (&options, BS_ENCODING_SORT);
      options.encoding = encoding;
      a = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (a->lower_bound, ==, bs_graph_lower_bound (graph));
      g_assert_cmpuint (a->batches, ==, a->lower_bound);
      g_assert_cmpuint (a->history->len, ==, (a->episodes + 49) / 50);

      b = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
      assert_same_table (a->fsm, b->fsm);
      options.seed = 2;
      other = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
      g_assert_cmpuint (other->batches, ==, other->lower_bound);
    }
}

static void
test_several_graphs (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  BsGraph *graphs[3];
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;
  guint32 bound = 0;

  for (guint i = 0; i < 3; i++)
    {
      graphs[i] = tree_graph (10 + i, 8, types);
      bound += bs_graph_lower_bound (graphs[i]);
    }
  bs_training_options_init_published (&options, BS_ENCODING_SORT);
  result = bs_train (graphs, 3, types, &options, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->lower_bound, ==, bound);
  g_assert_cmpuint (result->batches, ==, bound);
  for (guint i = 0; i < 3; i++)
    bs_graph_unref (graphs[i]);
}

/* Two types, a then b on one chain: nothing to choose, so Q follows from the rewards by hand. */
static void
test_values (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;
  guint32 first = 0;
  guint n;

  bs_type_table_intern (types, "a", NULL, BS_SHAPE_CELL);
  bs_type_table_intern (types, "b", NULL, BS_SHAPE_CELL);
  bs_graph_builder_add (builder, 0, 0, 0, NULL, 0);
  bs_graph_builder_add (builder, 1, 0, 0, &first, 1);
  graph = bs_graph_builder_finish (builder, NULL);
  bs_training_options_init_published (&options, BS_ENCODING_SORT);
  options.alpha = 0.5;
  options.max_episodes = 1;
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, NULL);
  /* Rewards -0.5 each; one update of rate 0.4 towards -1 and -0.5. */
  g_assert_cmpfloat_with_epsilon (bs_fsm_get_actions (result->fsm, 0, &n)[0].q, -0.4, 1e-12);
  g_assert_cmpfloat_with_epsilon (bs_fsm_get_actions (result->fsm, 1, &n)[0].q, -0.2, 1e-12);
  g_assert_cmpuint (bs_fsm_get_actions (result->fsm, 1, &n)[0].visits, ==, 1);
}

static void
test_settings (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = tree_graph (3, 2, types);
  BsTrainingOptions good;

  bs_training_options_init_published (&good, BS_ENCODING_SORT);
  for (guint i = 0; i < 8; i++)
    {
      BsTrainingOptions options = good;
      g_autoptr (GError) error = NULL;

      switch (i)
        {
        case 0:
          options.alpha = NAN;
          break;
        case 1:
          options.learning_rate = 1.5;
          break;
        case 2:
          options.gamma = -0.1;
          break;
        case 3:
          options.n_steps = 0;
          break;
        case 4:
          options.epsilon = 2;
          break;
        case 5:
          options.max_episodes = 0;
          break;
        case 6:
          options.check_every = 0;
          break;
        case 7:
          options.epsilon_decay = INFINITY;
          break;
        }
      g_assert_null (bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
    }
}

/* Types so many that the ratios do not fit: refused, and a table still schedules the graph. */
static void
test_too_many_types (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = NULL;
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  BsTrainingOptions options;

  for (guint32 v = 0; v < 20000; v++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", v);
      /* two chains, so that there is something to choose */
      guint32 before = v - 2;

      bs_graph_builder_add (builder, bs_type_table_intern (types, name, NULL, BS_SHAPE_CELL), 0,
                            BS_NO_DATUM, &before, v > 1);
    }
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  bs_training_options_init_published (&options, BS_ENCODING_SORT);
  g_assert_null (bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "20000");

  g_assert_null (bs_ratio_new (graph));
  schedule = bs_scheduler_run (scheduler, graph, types);
  bs_fixture_assert_valid (graph, schedule);
  g_assert_cmpuint (schedule->n_decisions, ==, 20000);
  /* Only one node of each type is left: all of them ready is safe. */
  g_assert_cmpuint (schedule->decisions[0].reason, ==, BS_REASON_SAFE);
}

static void
stop_at_once (const BsTrainingPoint *point, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  BsRandom random;
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;

  bs_random_init (&random, 77);
  graph = bs_fixture_random_graph (&random, 400, 5, 3, types);
  bs_training_options_init_published (&options, BS_ENCODING_SORT);
  options.check_every = 5;
  result = bs_train (&graph, 1, types, &options, NULL, stop_at_once, cancellable, cancellable,
                     NULL);
  g_assert_nonnull (result);
  g_assert_cmpuint (result->episodes, ==, 5);
  g_assert_nonnull (result->fsm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/trees-reach-the-bound", test_trees_reach_the_bound);
  g_test_add_func ("/training/several-graphs", test_several_graphs);
  g_test_add_func ("/training/values", test_values);
  g_test_add_func ("/training/settings", test_settings);
  g_test_add_func ("/training/too-many-types", test_too_many_types);
  g_test_add_func ("/training/cancel", test_cancel);

  return g_test_run ();
}
