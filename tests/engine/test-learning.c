/* SPDX-License-Identifier: Apache-2.0 */
/* What policies learn: on the first mini-batch of real data, counted on the next five. */
#include "config.h"

#include <string.h>

#include "engine/training.h"
#include "engine/workload.h"
#include "tests/engine/fixtures.h"

#define BATCH_SIZE 64
#define N_UNSEEN 5

typedef struct
{
  const char *model;
  double most; /* batches over those of beam search; 0: at the lower bound */
} Case;

static const Case cases[] = {
  { "tree-lstm", 0.0 },        { "tree-gru", 0.0 },           { "mv-rnn", 0.0 },
  { "bilstm-tagger", 0.0 },    { "bilstm-tagger-char", 0.0 }, { "lstm-nmt", 0.0 },
  { "tree-lstm-2type", 1.10 }, { "lattice-lstm", 1.10 },      { "lattice-gru", 1.10 },
};

static guint32
count (BsPolicy *policy, BsGraph *const *graphs, const BsTypeTable *types)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  guint32 n_batches = 0;

  for (guint i = 1; i <= N_UNSEEN; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graphs[i], types);

      n_batches += schedule->n_decisions;
    }

  return n_batches;
}

static void
test_unseen (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (BsWorkload) workload = bs_fixture_shared_workload (self->model);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (BsPolicy) beam = bs_policy_new ("beam", NULL, NULL);
  g_autoptr (GError) error = NULL;
  BsGraph *graphs[1 + N_UNSEEN];
  BsTrainingOptions options;
  BsEvaluation unseen;
  guint32 by_beam;

  if (workload == NULL)
    {
      g_test_skip ("the shared research data is not there");
      return;
    }

  graphs[0] = bs_workload_build_graph (workload, 0, BATCH_SIZE, types, &error);
  g_assert_no_error (error);
  bs_training_options_init (&options);
  result = bs_train (graphs, 1, types, &options, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  /* Later mini-batches can bring types that the table has never seen. */
  for (guint i = 1; i <= N_UNSEEN; i++)
    {
      graphs[i] = bs_workload_build_graph (workload, i * BATCH_SIZE, BATCH_SIZE, types, &error);
      g_assert_no_error (error);
    }
  bs_evaluate (result->fsm, graphs + 1, N_UNSEEN, types, NULL, &unseen);
  by_beam = count (beam, graphs, types);
  g_test_message ("%s: bound %u, beam %u, learned %u", self->model, unseen.lower_bound, by_beam,
                  unseen.batches);
  if (self->most == 0.0)
    g_assert_cmpuint (unseen.batches, ==, unseen.lower_bound);
  else
    g_assert_cmpfloat ((double) unseen.batches / by_beam, <=, self->most);
  g_assert_cmpuint (unseen.n_fallbacks, ==, 0);

  for (guint i = 0; i <= N_UNSEEN; i++)
    bs_graph_unref (graphs[i]);
}

/* Two types that wait for each other, in random order: there is something to learn. */
static BsGraph *
draw_graph (BsRandom *random, BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint ids[2] = { bs_type_table_intern (types, "a", NULL, BS_SHAPE_CELL),
                   bs_type_table_intern (types, "b", NULL, BS_SHAPE_CELL) };

  for (guint32 instance = 0; instance < 12; instance++)
    {
      guint32 before = 0;

      for (guint i = 0; i < 20; i++)
        before = bs_graph_builder_add (builder, ids[bs_random_below (random, 2)], instance,
                                       BS_NO_DATUM, &before, i > 0);
    }

  return bs_graph_builder_finish (builder, NULL);
}

static void
assert_same (const BsFsm *a, const BsFsm *b)
{
  g_assert_cmpuint (a->states->n_states, ==, b->states->n_states);
  g_assert_cmpuint (a->episodes, ==, b->episodes);
  for (guint32 state = 0; state < a->states->n_states; state++)
    {
      guint n_a, n_b;
      const BsFsmAction *in_a = bs_fsm_get_actions (a, state, &n_a);
      const BsFsmAction *in_b = bs_fsm_get_actions (b, state, &n_b);

      g_assert_cmpuint (n_a, ==, n_b);
      for (guint i = 0; i < n_a; i++)
        {
          g_assert_true (in_a[i].q == in_b[i].q);
          g_assert_true (in_a[i].visits == in_b[i].visits);
        }
    }
}

static BsTrainingResult *
learn (BsGraph *graph, const BsTypeTable *types, BsEncoding encoding, guint n, const BsFsm *start,
       gboolean act_when_safe)
{
  BsTrainingOptions options;
  g_autoptr (GError) error = NULL;
  BsTrainingResult *result;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = options.n_trials = n;
  options.act_when_safe = act_when_safe;
  result = bs_train (&graph, 1, types, &options, start, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return result;
}

static void
test_seed (void)
{
  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      BsRandom random;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsTrainingResult) a = NULL;
      g_autoptr (BsTrainingResult) b = NULL;

      bs_random_init (&random, 5);
      graph = draw_graph (&random, types);
      a = learn (graph, types, encoding, 120, NULL, FALSE);
      b = learn (graph, types, encoding, 120, NULL, FALSE);
      assert_same (a->fsm, b->fsm);
    }
}

/* What is learned further is no worse, and counts on. */
static void
test_resume (void)
{
  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      BsRandom random;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsTrainingResult) first = NULL;
      g_autoptr (BsTrainingResult) more = NULL;
      g_autoptr (BsTrainingResult) again = NULL;

      bs_random_init (&random, 6);
      graph = draw_graph (&random, types);
      first = learn (graph, types, encoding, 60, NULL, FALSE);
      more = learn (graph, types, encoding, 60, first->fsm, FALSE);
      again = learn (graph, types, encoding, 60, first->fsm, FALSE);
      g_assert_cmpuint (more->episodes, >=, first->episodes);
      g_assert_cmpuint (more->batches, <=, first->batches + (encoding == BS_ENCODING_MARKED));
      assert_same (more->fsm, again->fsm);
    }
}

static void
test_resume_other (void)
{
  BsRandom random;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsFsm) start = bs_fsm_new (BS_ENCODING_BASE);
  g_autoptr (GError) error = NULL;
  BsTrainingOptions options;

  bs_random_init (&random, 7);
  graph = draw_graph (&random, types);
  bs_training_options_init (&options);
  g_assert_null (bs_train (&graph, 1, types, &options, start, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "marked"));
  g_clear_error (&error);

  bs_type_table_intern (start->types, "b", NULL, BS_SHAPE_CELL);
  bs_training_options_init_published (&options, BS_ENCODING_BASE);
  g_assert_null (bs_train (&graph, 1, types, &options, start, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "“a”"));
}

/* Where rho is 1 the table is not asked, in training or later. */
static void
test_act_when_safe (void)
{
  BsRandom random;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsSchedule) schedule = NULL;
  guint n_certain = 0;

  bs_random_init (&random, 8);
  graph = draw_graph (&random, types);
  result = learn (graph, types, BS_ENCODING_SORT, 100, NULL, TRUE);
  g_assert_true (result->fsm->act_when_safe);
  policy = bs_policy_new_fsm (result->fsm);
  scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  schedule = bs_scheduler_run (scheduler, graph, types);
  bs_fixture_assert_valid (graph, schedule);
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      const BsCandidate *candidates = schedule->candidates + decision->first_candidate;
      gboolean any = FALSE;

      for (guint k = 0; k < decision->n_candidates; k++)
        {
          any = any || candidates[k].ready == candidates[k].reachable;
          if (candidates[k].type == decision->type && decision->reason == BS_REASON_CERTAIN)
            g_assert_cmpuint (candidates[k].ready, ==, candidates[k].reachable);
        }
      if (decision->n_candidates > 1)
        g_assert_true (any == (decision->reason == BS_REASON_CERTAIN));
      n_certain += decision->reason == BS_REASON_CERTAIN;
    }
  g_assert_cmpuint (n_certain, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learning/seed", test_seed);
  g_test_add_func ("/learning/resume", test_resume);
  g_test_add_func ("/learning/resume-other", test_resume_other);
  g_test_add_func ("/learning/act-when-safe", test_act_when_safe);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/learning/unseen/", cases[i].model, NULL);

      g_test_add_data_func (path, &cases[i], test_unseen);
    }

  return g_test_run ();
}
