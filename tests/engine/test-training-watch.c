/* SPDX-License-Identifier: Apache-2.0 */
/* Watching: what is told of every episode is so, and changes no bit; learning pauses, goes on and stops. */
#include "config.h"

#include <string.h>

#include "engine/training.h"
#include "tests/engine/fixtures.h"

static BsGraph *
lattice_graph (guint32 mini_batch, BsTypeTable *types)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload ("lattice-lstm");
  g_autoptr (GError) error = NULL;
  BsGraph *graph = bs_workload_build_graph (workload, mini_batch * 8, 8, types, &error);

  g_assert_no_error (error);
  return graph;
}

static void
assert_same_table (const BsFsm *a, const BsFsm *b)
{
  g_assert_cmpuint (a->states->n_states, ==, b->states->n_states);
  g_assert_cmpuint (a->episodes, ==, b->episodes);
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
assert_same_result (const BsTrainingResult *a, const BsTrainingResult *b)
{
  g_assert_cmpuint (a->batches, ==, b->batches);
  g_assert_cmpuint (a->lower_bound, ==, b->lower_bound);
  g_assert_cmpuint (a->episodes, ==, b->episodes);
  g_assert_cmpmem (a->history->data, a->history->len * sizeof (BsTrainingPoint), b->history->data,
                   b->history->len * sizeof (BsTrainingPoint));
  assert_same_table (a->fsm, b->fsm);
}

typedef struct
{
  GArray *episodes; /* BsTrainingEpisode */
  GArray *checks;   /* BsTrainingPoint */
  guint n_tables, every;
  guint32 last_states;
  BsTrainingControl *control;
  guint pause_after, stop_after; /* episodes; 0: never */
} Watcher;

static void
check_cb (const BsTrainingPoint *point, gpointer user_data)
{
  Watcher *self = user_data;

  g_array_append_val (self->checks, *point);
}

static void
episode_cb (const BsTrainingEpisode *episode, gpointer user_data)
{
  Watcher *self = user_data;

  g_array_append_val (self->episodes, *episode);
  if (self->episodes->len == self->pause_after)
    bs_training_control_pause (self->control);
  if (self->episodes->len == self->stop_after)
    bs_training_control_stop (self->control);
}

static gboolean
wants_table_cb (gpointer user_data)
{
  const Watcher *self = user_data;

  return self->every > 0 && self->episodes->len % self->every == 0;
}

static void
table_cb (BsFsm *fsm, gpointer user_data)
{
  Watcher *self = user_data;
  const BsTrainingEpisode *last = &g_array_index (self->episodes, BsTrainingEpisode,
                                                  self->episodes->len - 1);

  self->n_tables++;
  g_assert_cmpuint (fsm->episodes, ==, last->episode);
  if (fsm->states->encoding != BS_ENCODING_MARKED)
    g_assert_cmpuint (fsm->states->n_states, ==, last->states);
  else
    g_assert_cmpuint (fsm->states->n_states, >, 0);
  bs_fsm_unref (fsm);
}

static void
watcher_init (Watcher *self, guint every)
{
  *self = (Watcher){ .every = every };
  self->episodes = g_array_new (FALSE, FALSE, sizeof (BsTrainingEpisode));
  self->checks = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  self->control = bs_training_control_new ();
}

static void
watcher_clear (Watcher *self)
{
  g_array_unref (self->episodes);
  g_array_unref (self->checks);
  bs_training_control_unref (self->control);
}

static BsTrainingWatch
watch_of (Watcher *self)
{
  return (BsTrainingWatch){ .check = check_cb,
                            .episode = episode_cb,
                            .wants_table = wants_table_cb,
                            .table = table_cb,
                            .user_data = self,
                            .control = self->control };
}

static BsTrainingOptions
options_of (BsEncoding encoding, guint64 seed)
{
  BsTrainingOptions options;

  bs_training_options_init_published (&options, encoding);
  options.seed = seed;
  options.max_episodes = 120;
  options.n_trials = 120;
  options.check_every = 25;
  return options;
}

static void
check_story (const Watcher *self, const BsTrainingResult *result, const BsTrainingOptions *options)
{
  gboolean marked = options->encoding == BS_ENCODING_MARKED;
  guint32 states = 0;

  g_assert_cmpuint (self->episodes->len, ==, result->episodes);
  g_assert_cmpmem (self->checks->data, self->checks->len * sizeof (BsTrainingPoint),
                   result->history->data, result->history->len * sizeof (BsTrainingPoint));
  g_assert_cmpuint (self->n_tables, ==, self->episodes->len / self->every);
  for (guint i = 0; i < self->episodes->len; i++)
    {
      const BsTrainingEpisode *e = &g_array_index (self->episodes, BsTrainingEpisode, i);

      g_assert_cmpuint (e->episode, ==, i + 1);
      g_assert_cmpuint (e->states, >=, states);
      states = e->states;
      if (!marked || e->batches > 0)
        g_assert_cmpuint (e->batches, >=, marked ? result->lower_bound : 1);
      if (!marked)
        g_assert_cmpuint (e->best > 0, ==, i + 1 >= options->check_every);
    }
}

static void
test_same_bits (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  BsGraph *graphs[] = { lattice_graph (0, types), lattice_graph (1, types) };

  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    for (guint n = 1; n <= G_N_ELEMENTS (graphs); n++)
      {
        BsTrainingOptions options = options_of (encoding, 3 + n);
        g_autoptr (BsTrainingResult) plain = NULL, watched = NULL;
        g_autoptr (GError) error = NULL;
        BsTrainingWatch watch;
        Watcher watcher;

        options.act_when_safe = n == 2;
        watcher_init (&watcher, 7);
        watch = watch_of (&watcher);
        plain = bs_train (graphs, n, types, &options, NULL, NULL, NULL, NULL, &error);
        g_assert_no_error (error);
        watched = bs_train_watched (graphs, n, types, &options, NULL, &watch, &error);
        g_assert_no_error (error);
        assert_same_result (plain, watched);
        check_story (&watcher, watched, &options);
        watcher_clear (&watcher);
      }
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    bs_graph_unref (graphs[i]);
}

/* An episode of one graph that explores nothing is the greedy schedule of the table before it. */
static void
test_batches_are_those_of_the_schedule (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = lattice_graph (0, types);
  BsTrainingOptions options = options_of (BS_ENCODING_SORT, 1);
  g_autoptr (BsTrainingResult) first = NULL;
  g_autoptr (BsTrainingResult) second = NULL;
  BsTrainingWatch watch;
  BsEvaluation evaluation;
  Watcher watcher;

  first = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, NULL);
  bs_evaluate (first->fsm, &graph, 1, types, NULL, &evaluation);
  watcher_init (&watcher, 0);
  watch = watch_of (&watcher);
  options.epsilon = options.epsilon_min = 0.0;
  options.max_episodes = 1;
  second = bs_train_watched (&graph, 1, types, &options, first->fsm, &watch, NULL);
  g_assert_cmpuint (watcher.episodes->len, ==, 1);
  g_assert_cmpuint (g_array_index (watcher.episodes, BsTrainingEpisode, 0).batches, ==,
                    evaluation.batches);
  g_assert_cmpuint (g_array_index (watcher.episodes, BsTrainingEpisode, 0).episode, ==,
                    first->fsm->episodes + 1);
  watcher_clear (&watcher);
}

static gpointer
resume_later (gpointer data)
{
  BsTrainingControl *control = data;

  while (!bs_training_control_is_waiting (control))
    g_usleep (1000);
  g_usleep (300 * 1000);
  g_assert_true (bs_training_control_get_paused (control));
  bs_training_control_resume (control);
  return NULL;
}

static void
test_pause (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = lattice_graph (0, types);

  for (BsEncoding encoding = BS_ENCODING_SORT; encoding < BS_N_ENCODINGS; encoding++)
    {
      BsTrainingOptions options = options_of (encoding, 1);
      g_autoptr (BsTrainingResult) plain = NULL;
      g_autoptr (BsTrainingResult) paused = NULL;
      BsTrainingWatch watch;
      gint64 begin;
      GThread *thread;
      Watcher watcher;

      plain = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, NULL);
      watcher_init (&watcher, 0);
      watcher.pause_after = 30;
      watch = watch_of (&watcher);
      thread = g_thread_new ("resume", resume_later, watcher.control);
      begin = g_get_monotonic_time ();
      paused = bs_train_watched (&graph, 1, types, &options, NULL, &watch, NULL);
      g_thread_join (thread);
      assert_same_result (plain, paused);
      /* what was waited is not learning */
      g_assert_cmpint (g_get_monotonic_time () - begin - paused->elapsed_ns / 1000, >=, 250 * 1000);
      g_assert_false (bs_training_control_is_waiting (watcher.control));
      watcher_clear (&watcher);
    }
}

static gpointer
stop_later (gpointer data)
{
  while (!bs_training_control_is_waiting (data))
    g_usleep (1000);
  bs_training_control_stop (data);
  return NULL;
}

/* Stopped, it keeps the best so far; also while it pauses. */
static void
test_stop (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = lattice_graph (0, types);

  for (BsEncoding encoding = BS_ENCODING_SORT; encoding < BS_N_ENCODINGS; encoding++)
    for (guint while_paused = 0; while_paused < 2; while_paused++)
      {
        BsTrainingOptions options = options_of (encoding, 1);
        g_autoptr (BsTrainingResult) result = NULL;
        GThread *thread = NULL;
        BsTrainingWatch watch;
        BsEvaluation evaluation;
        Watcher watcher;

        watcher_init (&watcher, 0);
        watch = watch_of (&watcher);
        if (while_paused)
          {
            watcher.pause_after = 60;
            thread = g_thread_new ("stop", stop_later, watcher.control);
          }
        else
          {
            watcher.stop_after = 60;
          }
        result = bs_train_watched (&graph, 1, types, &options, NULL, &watch, NULL);
        g_clear_pointer (&thread, g_thread_join);
        g_assert_nonnull (result);
        g_assert_cmpuint (watcher.episodes->len, ==, 60);
        g_assert_cmpuint (result->episodes, ==, 60);
        bs_evaluate (result->fsm, &graph, 1, types, NULL, &evaluation);
        g_assert_cmpuint (evaluation.batches, <=, result->batches);
        watcher_clear (&watcher);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training-watch/same-bits", test_same_bits);
  g_test_add_func ("/training-watch/batches", test_batches_are_those_of_the_schedule);
  g_test_add_func ("/training-watch/pause", test_pause);
  g_test_add_func ("/training-watch/stop", test_stop);
  return g_test_run ();
}
