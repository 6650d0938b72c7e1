/* SPDX-License-Identifier: Apache-2.0 */
/* How learning goes, for other threads; what tables come to; tables changed by hand. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/training/training-costs.h"
#include "profiles/training/training-course.h"
#include "profiles/files/policy-file.h"
#include "profiles/training/training-digest.h"
#include "profiles/training/training-replay.h"
#include "profiles/training/training-report.h"
#include "tests/profiles/synthetic.h"

static BsTrainingMaterial *
load (const char *workload, guint32 n_batches, guint32 n_held_out)
{
  g_auto (BsRunInputs) inputs = { 0 };
  g_autoptr (GError) error = NULL;
  BsTrainingMaterial *material;

  bs_run_inputs_init (&inputs);
  g_free (inputs.workload);
  inputs.workload = g_strdup (workload);
  inputs.batch_size = 8;
  inputs.n_batches = n_batches;
  material = bs_training_material_load (&inputs, n_held_out, NULL, NULL, &error);
  g_assert_no_error (error);
  return material;
}

static BsTrainingOptions
options_of (BsEncoding encoding, guint32 n)
{
  BsTrainingOptions options;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = options.n_trials = n;
  return options;
}

static BsTrainingResult *
learn (const BsTrainingMaterial *material, const BsTrainingOptions *options,
       BsTrainingCourse *course)
{
  BsTrainingWatch watch = { 0 };
  g_autoptr (GError) error = NULL;
  BsTrainingResult *result;

  if (course != NULL)
    bs_training_course_watch (course, &watch, NULL);
  result = bs_train_watched (bs_training_material_get_graphs (material), material->n_training,
                             material->types, options, NULL, &watch, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_material (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 2, 3);
  g_autoptr (BsTrainingMaterial) chain = load ("bilstm-tagger", 1, 0);

  g_assert_cmpuint (material->graphs->len, ==, 5);
  g_assert_cmpuint (material->n_training, ==, 2);
  g_assert_cmpuint (material->numbers[4], ==, 4);
  g_assert_cmpstr (material->workload, ==, "lattice-lstm");
  g_assert_cmpuint (material->batch_size, ==, 8);
  g_assert_cmpuint (material->types->n_types, <=, material->all_types->n_types);
  for (guint i = 0; i < material->types->n_types; i++)
    g_assert_cmpstr (material->types->types[i].name, ==, material->all_types->types[i].name);
  g_assert_true (bs_training_material_leaves_choice (material));
  g_assert_false (bs_training_material_leaves_choice (chain));
}

/* A column an episode where there is room for all; then folded, with nothing lost of their sums. */
static void
test_course (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 1, 0);
  BsTrainingOptions options = options_of (BS_ENCODING_SORT, 300);
  g_autoptr (BsTrainingCourse) course = bs_training_course_new (&options, 0);
  g_autoptr (BsTrainingResult) result = learn (material, &options, course);
  g_autoptr (BsFsm) best = NULL;
  g_autoptr (BsTable) table = NULL;
  BsTrainingStory story;
  guint64 stamp;

  bs_training_story_init (&story);
  bs_training_course_read (course, &story);
  g_assert_cmpuint (story.episode, ==, result->episodes);
  g_assert_cmpuint (story.planned, ==, 300);
  g_assert_cmpuint (story.best, ==, result->batches);
  g_assert_cmpuint (story.columns->len, ==, result->episodes);
  g_assert_cmpuint (story.checks->len, ==, result->history->len);
  g_assert_cmpmem (story.checks->data, story.checks->len * sizeof (BsTrainingPoint),
                   result->history->data, result->history->len * sizeof (BsTrainingPoint));
  g_assert_cmpuint (story.new_states, ==,
                    story.states
                        - g_array_index (story.columns, BsTrainingColumn, 300 - 25 - 1).states);
  stamp = story.stamp;
  bs_training_course_read (course, &story);
  g_assert_cmpuint (story.stamp, ==, stamp);

  best = bs_training_course_take_best (course);
  g_assert_nonnull (best);
  g_assert_null (bs_training_course_take_best (course));
  table = bs_training_story_tabulate (&story, FALSE);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 300);
  g_assert_cmpint (bs_table_get_integer (table, 49, 7), ==,
                   g_array_index (result->history, BsTrainingPoint, 0).batches);
  g_assert_true (bs_table_is_missing (table, 48, 7));
  bs_training_story_clear (&story);
}

static void
test_folding (void)
{
  BsTrainingOptions options = options_of (BS_ENCODING_SORT, 3 * BS_TRAINING_MAX_COLUMNS);
  g_autoptr (BsTrainingCourse) course = bs_training_course_new (&options, 10);
  guint32 n = 2 * BS_TRAINING_MAX_COLUMNS + 777, at = 11;
  guint64 sum = 0, found = 0;
  BsTrainingWatch watch;
  BsTrainingStory story;

  bs_training_course_watch (course, &watch, NULL);
  for (guint32 i = 1; i <= n; i++)
    {
      const BsTrainingEpisode episode = { .episode = 10 + i,
                                          .batches = 100 + i % 97,
                                          .states = i,
                                          .best = 100,
                                          .cost = 100 + i % 97,
                                          .best_cost = 100 };
      const BsTrainingPoint point = {
        .episode = 10 + i, .batches = 100, .best = 20000 - i, .cost = 100, .best_cost = 20000 - i
      };

      sum += episode.batches;
      watch.check (&point, watch.user_data);
      watch.episode (&episode, watch.user_data);
    }

  bs_training_story_init (&story);
  bs_training_course_read (course, &story);
  g_assert_cmpuint (story.columns->len, <=, BS_TRAINING_MAX_COLUMNS);
  g_assert_cmpuint (story.columns->len, >, BS_TRAINING_MAX_COLUMNS / 4);
  for (guint i = 0; i < story.columns->len; i++)
    {
      const BsTrainingColumn *column = &g_array_index (story.columns, BsTrainingColumn, i);

      g_assert_cmpuint (column->first, ==, at);
      g_assert_cmpuint (column->n_known, ==, column->n);
      g_assert_cmpuint (column->least, <=, column->most);
      at += column->n;
      found += (guint64) column->sum;
      g_assert_cmpuint (column->states, ==, at - 11);
    }
  g_assert_cmpuint (at, ==, 11 + n);
  g_assert_cmpuint (found, ==, sum);
  /* all of these improved: none may go */
  g_assert_cmpuint (story.checks->len, ==, n);
  bs_training_story_clear (&story);
}

/* A table that is wanted is handed out while it learns. */
static void
test_wanted (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 1, 0);

  for (BsEncoding encoding = BS_ENCODING_SORT; encoding < BS_N_ENCODINGS; encoding++)
    {
      BsTrainingOptions options = options_of (encoding, 40);
      g_autoptr (BsTrainingCourse) course = bs_training_course_new (&options, 0);
      g_autoptr (BsTrainingResult) result = NULL;
      g_autoptr (BsFsm) table = NULL;

      bs_training_course_want_table (course);
      result = learn (material, &options, course);
      table = bs_training_course_take_table (course);
      g_assert_nonnull (table);
      g_assert_cmpuint (table->states->n_states, >, 0);
      g_assert_cmpuint (table->episodes, ==, 1);
      g_assert_null (bs_training_course_take_table (course));
    }
}

/* Sums of yardsticks and evaluations are those of the engine; states that greedy schedules reach. */
static void
test_digest (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 2, 1);

  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      BsTrainingOptions options = options_of (encoding, 100);
      g_autoptr (BsTrainingResult) result = learn (material, &options, NULL);
      g_autoptr (BsTrainingField) field = bs_training_field_new (material, result->fsm, NULL);
      g_autoptr (BsTable) checks = NULL;
      BsTrainingYardstick yardsticks[3], sum;
      BsEvaluation evaluations[3], together;
      guint32 n_reached = 0;

      bs_training_measure (material, NULL, yardsticks);
      yardsticks[0].beam = bs_training_search_beam (material, NULL, 0, NULL);
      bs_training_sum (material, yardsticks, &sum);
      g_assert_cmpuint (sum.lower_bound, ==, result->lower_bound);
      g_assert_cmpuint (sum.beam, ==, 0);
      g_assert_cmpuint (yardsticks[0].beam, >=, yardsticks[0].lower_bound);
      g_assert_cmpuint (yardsticks[0].beam, <=, yardsticks[0].agenda);
      g_assert_true (bs_training_evaluate (material, result->fsm, NULL, evaluations, NULL));
      bs_evaluate (result->fsm, bs_training_material_get_graphs (material), 2, material->all_types,
                   NULL, &together);
      g_assert_cmpuint (evaluations[0].batches + evaluations[1].batches, ==, together.batches);
      g_assert_cmpuint (together.batches, ==, result->batches);

      g_assert_cmpuint (field->n_states, ==, result->fsm->states->n_states);
      for (guint32 i = 0; i < field->n_states; i++)
        {
          n_reached += field->states[i].n_reached;
          g_assert_cmpint (field->states[i].reached, ==, field->states[i].n_reached > 0);
          if (i > 0)
            g_assert_cmpuint (field->states[i].n_ready, >=, field->states[i - 1].n_ready);
        }
      /* the table knows all states of its own graphs */
      g_assert_cmpuint (n_reached, ==, result->batches);

      checks = bs_training_tabulate_checks (material, FALSE, yardsticks, evaluations);
      g_assert_cmpuint (bs_table_get_n_rows (checks), ==, 3);
      g_assert_cmpstr (bs_table_peek_text (checks, 2, 0), ==, "held_out");
      g_assert_cmpint (bs_table_get_integer (checks, 2, 7), ==, evaluations[2].batches);
      g_assert_cmpint (bs_table_get_integer (checks, 1, 12), ==,
                       (gint64) yardsticks[1].sufficient - evaluations[1].batches);
    }
}

static guint32
find_state (BsFsm *fsm)
{
  for (guint32 state = 0; state < fsm->states->n_states; state++)
    {
      guint n;

      bs_fsm_get_actions (fsm, state, &n);
      if (n > 2)
        return state;
    }
  g_assert_not_reached ();
}

static void
test_edit (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 1, 0);
  BsTrainingOptions options = options_of (BS_ENCODING_SORT, 100);
  g_autoptr (BsTrainingResult) result = learn (material, &options, NULL);
  g_autoptr (BsPolicyEdit) edit = bs_policy_edit_new (result->fsm);
  g_autoptr (BsPolicyEdit) copy = NULL;
  g_autoptr (BsFsm) same = bs_policy_edit_make (edit);
  g_autoptr (BsFsm) made = NULL;
  g_autofree char *text = NULL, *nothing = NULL;
  guint32 state = find_state (result->fsm);
  guint learned = bs_policy_edit_get_learned (edit, state), n, other, third;
  const BsFsmAction *actions = bs_fsm_get_actions (result->fsm, state, &n);

  other = actions[0].type != learned ? actions[0].type : actions[1].type;
  third = actions[n - 1].type != learned && actions[n - 1].type != other ? actions[n - 1].type
                                                                         : actions[n - 2].type;
  nothing = bs_policy_edit_describe (edit);
  g_assert_null (nothing);
  g_assert_false (bs_policy_edit_undo (edit));
  g_assert_false (bs_policy_edit_set_action (edit, state, learned));
  g_assert_true (bs_policy_edit_set_action (edit, state, other));
  g_assert_true (bs_policy_edit_set_action (edit, state, third));
  g_assert_cmpuint (bs_policy_edit_count_changed (edit), ==, 1);
  made = bs_policy_edit_make (edit);
  actions = bs_fsm_get_actions (made, state, &n);
  g_assert_cmpuint (actions[bs_fsm_best_action (made, state, NULL)].type, ==, third);
  actions = bs_fsm_get_actions (same, state, &n);
  g_assert_cmpuint (actions[bs_fsm_best_action (same, state, NULL)].type, ==, learned);
  text = bs_policy_edit_describe (edit);
  g_assert_nonnull (strstr (text, made->types->types[third].name));

  copy = bs_policy_edit_copy (edit);
  g_assert_true (bs_policy_edit_undo (edit));
  g_assert_cmpuint (bs_policy_edit_get_action (edit, state), ==, other);
  g_assert_cmpuint (bs_policy_edit_get_action (copy, state), ==, third);
  g_assert_true (bs_policy_edit_undo (edit));
  g_assert_false (bs_policy_edit_is_changed (edit, state));
  g_assert_false (bs_policy_edit_can_undo (edit));
  g_assert_true (bs_policy_edit_redo (edit));
  g_assert_true (bs_policy_edit_redo (edit));
  g_assert_false (bs_policy_edit_redo (edit));
  bs_policy_edit_reset (edit);
  g_assert_cmpuint (bs_policy_edit_count_changed (edit), ==, 0);
  g_assert_true (bs_policy_edit_undo (edit));
  g_assert_cmpuint (bs_policy_edit_get_action (edit, state), ==, third);
}

/* A priority table, too, does what people say. */
static void
test_edit_priorities (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 1, 0);
  BsTrainingOptions options = options_of (BS_ENCODING_MARKED, 200);
  g_autoptr (BsTrainingResult) result = learn (material, &options, NULL);
  g_autoptr (BsPolicyEdit) edit = bs_policy_edit_new (result->fsm);
  guint n_changed = 0;

  for (guint32 state = 0; state < result->fsm->states->n_states; state++)
    {
      guint n;
      const BsFsmAction *actions = bs_fsm_get_actions (result->fsm, state, &n);

      for (guint i = 0; i < n && !bs_policy_edit_is_changed (edit, state); i++)
        n_changed += bs_policy_edit_set_action (edit, state, actions[i].type);
    }
  g_assert_cmpuint (n_changed, >, 3);
  {
    g_autoptr (BsFsm) made = bs_policy_edit_make (edit);
    BsEvaluation before, after;

    g_assert_true (bs_training_evaluate (material, result->fsm, NULL, &before, NULL));
    g_assert_true (bs_training_evaluate (material, made, NULL, &after, NULL));
    g_assert_cmpuint (after.batches, >, before.batches);
  }
}

typedef struct
{
  guint32 wanted, last;
  guint graph;
  BsFsm *table;
} Looking;

static void
look_episode (const BsTrainingEpisode *episode, gpointer user_data)
{
  Looking *self = user_data;

  self->last = episode->episode;
  if (self->last == self->wanted)
    self->graph = episode->graph;
}

static gboolean
look_wants (gpointer user_data)
{
  return ((Looking *) user_data)->last == ((Looking *) user_data)->wanted;
}

static void
look_table (BsFsm *fsm, gpointer user_data)
{
  ((Looking *) user_data)->table = fsm;
}

/* The table behind an episode is what it was there while all was learned, also when it was gone on from. */
static void
test_replay (void)
{
  static const BsEncoding encodings[] = { BS_ENCODING_SORT, BS_ENCODING_MARKED };
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 2, 0);
  guint graph;

  for (guint e = 0; e < G_N_ELEMENTS (encodings); e++)
    {
      const BsTrainingOptions options = options_of (encodings[e], 90);
      g_autoptr (BsFsm) start = NULL;

      for (guint k = 0; k < 2; k++)
        {
          Looking looking = { .wanted = k == 0 ? 37 : 37 + 90 };
          const BsTrainingWatch watch = { .episode = look_episode,
                                          .wants_table = look_wants,
                                          .table = look_table,
                                          .user_data = &looking };
          g_autoptr (GError) error = NULL;
          g_autoptr (BsFsm) again = NULL;
          g_autofree char *one = NULL, *other = NULL;
          BsTrainingResult *result = bs_train_watched (bs_training_material_get_graphs (material),
                                                       material->n_training, material->types,
                                                       &options, start, &watch, &error);

          g_assert_no_error (error);
          /* the best one can be enough before */
          if (looking.table != NULL)
            {
              again = bs_training_replay (material, &options, start, looking.wanted, &graph, NULL,
                                          &error);
              g_assert_no_error (error);
              g_assert_cmpuint (graph, ==, looking.graph);
              one = bs_policy_file_to_string (looking.table, NULL);
              other = bs_policy_file_to_string (again, NULL);
              g_assert_cmpstr (one, ==, other);
              bs_fsm_unref (looking.table);
            }
          else
            g_assert_cmpuint (k, ==, 1);
          g_clear_pointer (&start, bs_fsm_unref);
          start = bs_fsm_copy (result->fsm);
          bs_training_result_free (result);
        }
    }
}

static void
test_replay_ends (void)
{
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 1, 0);
  const BsTrainingOptions options = options_of (BS_ENCODING_SORT, 20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) never = NULL, cancelled = NULL;
  guint graph;

  g_assert_null (bs_training_replay (material, &options, NULL, 21, &graph, NULL, &never));
  g_assert_error (never, BS_ERROR, BS_ERROR_RANGE);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      bs_training_replay (material, &options, NULL, 20, &graph, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Costs of a trace are what its cost model predicts; without times there are none, and types that never ran
 * cost as much as the others. */
static void
test_costs (void)
{
  g_autofree char *path = g_strdup_printf ("%s/costs.bscope", g_get_tmp_dir ());
  SyntheticOptions synthetic_options = SYNTHETIC_DEFAULTS;
  const guint32 first = 0;

  for (guint ran = 0; ran < 2; ran++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrace) trace = NULL;
      g_autoptr (BsCostModel) model = NULL;
      g_autoptr (BsTrainingMaterial) material = NULL;
      Synthetic *synthetic;

      synthetic_options.executed = ran > 0;
      synthetic = synthetic_new (&synthetic_options);
      synthetic_record (synthetic, path);
      synthetic_free (synthetic);
      trace = bs_trace_load (path, NULL, &error);
      g_assert_no_error (error);
      material = bs_training_material_new_for_trace (trace, &first, 1, NULL, 0, NULL, &error);
      g_assert_no_error (error);
      model = bs_cost_model_new (trace, NULL);
      g_assert_true ((model != NULL) == (ran > 0));
      g_assert_true ((material->costs != NULL) == (ran > 0));
      if (ran == 0)
        {
          g_assert_nonnull (material->costs_note);
          continue;
        }

      g_assert_cmpstr (material->costs_name, ==, "costs.bscope");
      g_assert_null (material->costs_note);
      for (guint32 type = 0; type < trace->types->n_types; type++)
        for (guint32 n = 1; n < 100; n += 30)
          {
            double predicted = bs_cost_model_predict_batch (model, type, n);

            g_assert_cmpfloat_with_epsilon (material->costs->batch_ns[type]
                                                + n * material->costs->node_ns[type],
                                            predicted, 1.0 + predicted * 1e-6);
          }
      {
        g_autoptr (BsTypeTable) more = bs_type_table_new ();
        g_autoptr (BsBatchCosts) costs = NULL;
        g_autofree char *missing = NULL;
        double sum = 0.0;
        guint n = trace->types->n_types;

        for (guint i = 0; i < n; i++)
          bs_type_table_intern (more, trace->types->types[i].name, NULL, BS_SHAPE_CELL);
        bs_type_table_intern (more, "never", NULL, BS_SHAPE_CELL);
        costs = bs_training_costs_new (trace, more, &missing, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (missing, ==, "never");
        for (guint i = 0; i < n; i++)
          sum += costs->batch_ns[i];
        g_assert_cmpfloat_with_epsilon (costs->batch_ns[n], sum / n, 1.0);
      }
      {
        g_autoptr (BsTypeTable) others = bs_type_table_new ();

        bs_type_table_intern (others, "never", NULL, BS_SHAPE_CELL);
        g_assert_null (bs_training_costs_new (trace, others, NULL, &error));
        g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
      }
    }
  g_unlink (path);
}

/* Stories in time have tables in time. */
static void
test_in_time (void)
{
  static const BsEncoding encodings[] = { BS_ENCODING_SORT, BS_ENCODING_MARKED };
  g_autoptr (BsTrainingMaterial) material = load ("lattice-lstm", 2, 1);
  g_autofree double *batch_ns = g_new (double, material->all_types->n_types);

  for (guint i = 0; i < material->all_types->n_types; i++)
    batch_ns[i] = 1000.0 * (i + 1);
  for (guint e = 0; e < G_N_ELEMENTS (encodings); e++)
    {
      g_autoptr (BsBatchCosts)
          costs = bs_batch_costs_new (batch_ns, batch_ns, material->all_types->n_types);
      BsTrainingOptions options = options_of (encodings[e], 100);
      g_autoptr (BsTrainingCourse) course = NULL;
      g_autoptr (BsTrainingResult) result = NULL;
      g_autoptr (BsTable) table = NULL, history = NULL, checks = NULL;
      BsTrainingYardstick yardsticks[3];
      BsEvaluation evaluations[3];
      BsTrainingStory story;
      guint last;

      options.costs = costs;
      course = bs_training_course_new (&options, 0);
      result = learn (material, &options, course);
      bs_training_story_init (&story);
      bs_training_course_read (course, &story);
      g_assert_true (story.in_time);
      g_assert_cmpuint (story.best_cost, ==, result->cost);
      table = bs_training_story_tabulate (&story, e == 1);
      last = bs_table_get_n_columns (table) - 1;
      g_assert_cmpstr (bs_table_get_column_name (table, last), ==, "best_ns");
      g_assert_cmpint (bs_table_get_column_kind (table, last), ==, BS_COLUMN_DURATION);
      g_assert_cmpint (bs_table_get_integer (table, bs_table_get_n_rows (table) - 1, last), ==,
                       result->cost);
      history = bs_training_tabulate_history ((const BsTrainingResult *const *) &result, 1);
      g_assert_cmpstr (bs_table_get_column_name (history, 3), ==, "predicted_ns");

      bs_training_measure (material, costs, yardsticks);
      g_assert_cmpuint (yardsticks[0].lower_bound + yardsticks[1].lower_bound, ==,
                        result->lower_cost);
      g_assert_cmpuint (yardsticks[0].agenda, >=, yardsticks[0].lower_bound);
      g_assert_true (bs_training_evaluate (material, result->fsm, costs, evaluations, NULL));
      g_assert_cmpuint (evaluations[0].cost + evaluations[1].cost, ==, result->cost);
      checks = bs_training_tabulate_checks (material, TRUE, yardsticks, evaluations);
      g_assert_cmpstr (bs_table_get_column_name (checks, 3), ==, "bound_ns");
      g_assert_cmpint (bs_table_get_integer (checks, 0, 3), ==, yardsticks[0].lower_bound);
      bs_training_story_clear (&story);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/material", test_material);
  g_test_add_func ("/training/course", test_course);
  g_test_add_func ("/training/folding", test_folding);
  g_test_add_func ("/training/costs", test_costs);
  g_test_add_func ("/training/in-time", test_in_time);
  g_test_add_func ("/training/replay", test_replay);
  g_test_add_func ("/training/replay-ends", test_replay_ends);
  g_test_add_func ("/training/wanted", test_wanted);
  g_test_add_func ("/training/digest", test_digest);
  g_test_add_func ("/training/edit", test_edit);
  g_test_add_func ("/training/edit-priorities", test_edit_priorities);
  return g_test_run ();
}
