/* SPDX-License-Identifier: Apache-2.0 */
/* The Train page, learning for predicted time: the same tables and figures as the command line; costs are
 * those of the open trace, or of one that is chosen; without times it says so. */
#include "config.h"

#include <string.h>

#include "app/window/record/file-row.h"
#include "app/window/record/rows.h"
#include "app/window/train/train-words.h"
#include "profiles/files/policy-file.h"
#include "tests/window/train-driver.h"

static char *folder;

static GtkWidget *
find_row (Fixture *self, const char *title)
{
  GtkWidget *label = test_find_labelled (GTK_WIDGET (self->page->form), GTK_TYPE_LABEL, title);

  g_assert_nonnull (label);

  return gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW);
}

static void
choose_time (Fixture *self)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (self, "Objective")), 1);
  test_spin (50);
}

/* With a model, a trace has to be chosen. */
static void
test_model (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, "time.json", NULL);
  g_autofree char *ours = NULL, *theirs = NULL, *row_text = NULL;
  g_auto (GStrv) about = NULL;
  BsTrainRun *run;
  const char *why;
  GtkWidget *row;

  g_assert_true (train_run_cli (NULL, "train", "--workload", "lattice-lstm", "--batch-size", "8",
                                "--objective", "time", "--costs", train_trace_path, "--encoding",
                                "sort", "--episodes", "150", "--seed", "5", "-o", path, NULL));
  train_set_options (self, BS_ENCODING_SORT, 150, 5);
  g_assert_false (gtk_widget_get_visible (find_row (self, "Trace of costs")));
  choose_time (self);
  row = find_row (self, "Trace of costs");
  g_assert_true (gtk_widget_get_visible (row));
  for (guint i = 0; i < 300; i++)
    {
      bs_train_form_get_material (self->page->form, &why);
      if (why != NULL)
        break;
      test_spin (20);
    }
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "Choose a trace"));
  g_object_set (row, "path", train_trace_path, NULL);
  train_wait_material (self->page);

  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  g_assert_true (bs_train_run_is_in_time (run));
  about = bs_train_page_describe (run, NULL);
  ours = bs_policy_file_to_string (bs_train_run_get_best (run), (const char *const *) about);
  g_assert_true (g_file_get_contents (path, &theirs, NULL, NULL));
  g_assert_cmpstr (ours, ==, theirs);

  row_text = bs_train_run_text (run);
  g_assert_nonnull (strstr (row_text, "s, bound "));
  g_assert_true (test_says (GTK_WIDGET (self->page), "Predicted time of an episode"));
}

/* Of a trace its own costs are taken; back to batches, and yardsticks are batches again. */
static void
test_trace (Fixture *self, gconstpointer data)
{
  const BsTrainingYardstick *yardsticks;
  guint64 bound = 0;
  BsTrainRun *run;

  choose_time (self);
  train_wait_material (self->page);
  g_assert_false (gtk_widget_get_visible (find_row (self, "Trace of costs")));
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  for (guint i = 0; i < 300 && bs_train_model_get_yardsticks (self->page->model) == NULL; i++)
    test_spin (20);
  yardsticks = bs_train_model_get_yardsticks (self->page->model);
  g_assert_nonnull (yardsticks);
  for (guint i = 0; i < bs_train_run_get_material (run)->n_training; i++)
    bound += yardsticks[i].lower_bound;
  g_assert_cmpuint (bound, ==, bs_train_run_get_result (run)->lower_cost);
  g_assert_cmpuint (bound, >, bs_train_run_get_result (run)->lower_bound);

  /* settings of the run come back with their objective */
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (self, "Objective")), 0);
  test_spin (50);
  g_assert_false (bs_train_form_is_in_time (self->page->form));
  train_activate (self, "train.use-settings");
  g_assert_true (bs_train_form_is_in_time (self->page->form));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (self, "Objective")), 0);
  test_spin (50);
  train_wait_material (self->page);
  train_activate (self, "train.start");
  test_spin (100);
  run = train_wait_state (self, BS_TRAIN_DONE);
  g_assert_false (bs_train_run_is_in_time (run));
  for (guint i = 0; i < 300 && bs_train_model_get_yardsticks (self->page->model) == NULL; i++)
    test_spin (20);
  bound = 0;
  yardsticks = bs_train_model_get_yardsticks (self->page->model);
  for (guint i = 0; i < bs_train_run_get_material (run)->n_training; i++)
    bound += yardsticks[i].lower_bound;
  g_assert_cmpuint (bound, ==, bs_train_run_get_result (run)->lower_bound);
}

/* A trace of a schedule alone has no times. */
static void
test_no_times (Fixture *self, gconstpointer data)
{
  const char *why = NULL;

  choose_time (self);
  g_assert_null (bs_train_form_get_material (self->page->form, &why));
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "Learn for few batches"));
  g_assert_false (gtk_widget_is_sensitive (self->page->train_button));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (self, "Objective")), 0);
  test_spin (50);
  g_assert_true (gtk_widget_is_sensitive (self->page->train_button));
}

static void
set_up_without_times (Fixture *self, gconstpointer data)
{
  g_autofree char *with_times = train_trace_path;

  train_trace_path = g_build_filename (folder, "schedule.bscope", NULL);
  train_set_up (self, "trace");
  g_free (train_trace_path);
  train_trace_path = g_steal_pointer (&with_times);
}

int
main (int argc, char **argv)
{
  g_autofree char *schedule = NULL;
  int status;

  folder = g_dir_make_tmp ("batchscope-objective-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

  train_trace_path = g_build_filename (folder, "trace.bscope", NULL);
  schedule = g_build_filename (folder, "schedule.bscope", NULL);
  g_assert_true (train_run_cli (NULL, "record", "--workload", "lattice-lstm", "--batch-size", "6",
                                "--batches", "3", "--model-size", "16", "--policy", "agenda", "-o",
                                train_trace_path, NULL));
  g_assert_true (train_run_cli (NULL, "record", "--workload", "lattice-lstm", "--batch-size", "6",
                                "--batches", "3", "--model-size", "16", "--policy", "agenda",
                                "--schedule-only", "-o", schedule, NULL));
  g_test_add ("/window/train-objective/model", Fixture, NULL, train_set_up, test_model,
              train_tear_down);
  g_test_add ("/window/train-objective/trace", Fixture, "trace", train_set_up, test_trace,
              train_tear_down);
  g_test_add ("/window/train-objective/no-times", Fixture, NULL, set_up_without_times,
              test_no_times, train_tear_down);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (train_trace_path);
  return status;
}
