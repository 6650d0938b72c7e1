/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the Train page do with it: they open it, choose, and wait for runs. */
#include "config.h"

#include "tests/window/train-driver.h"

#include <string.h>

#define PATIENCE_MS 30000

char *train_trace_path;

gboolean
train_run_cli (char **output, const char *first, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;
  const char *argument = first;
  int status = 0;
  va_list list;

  g_strv_builder_add (builder, g_getenv ("BATCHSCOPE_CLI"));
  va_start (list, first);
  for (; argument != NULL; argument = va_arg (list, const char *))
    g_strv_builder_add (builder, argument);
  va_end (list);
  arguments = g_strv_builder_end (builder);

  return g_spawn_sync (NULL, arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, output, NULL,
                       &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

void
train_wait_material (BsTrainPage *page)
{
  for (guint ms = 0; ms < PATIENCE_MS && bs_train_form_get_material (page->form, NULL) == NULL;
       ms += 20)
    test_spin (20);
  g_assert_nonnull (bs_train_form_get_material (page->form, NULL));
}

void
train_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  test_set_animations (FALSE);
  self->window = gtk_window_new ();
  self->page = g_object_new (BS_TYPE_TRAIN_PAGE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 850);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  if (data != NULL)
    {
      self->trace = bs_trace_load (train_trace_path, NULL, &error);
      g_assert_no_error (error);
      self->pictures = bs_pictures_new (self->trace, NULL);
      self->debugger = bs_debugger_new (self->window, self->pictures);
      bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), self->debugger);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  train_wait_material (self->page);
}

void
train_tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; self->page != NULL && i < 500; i++)
    test_spin (20);
  g_assert_null (self->page);
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  g_clear_pointer (&self->trace, bs_trace_unref);
}

void
train_activate (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL));
  test_spin (20);
}

void
train_set_options (Fixture *self, BsEncoding encoding, guint32 n, guint64 seed)
{
  BsTrainingOptions options;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = options.n_trials = n;
  options.seed = seed;
  bs_train_form_set_options (self->page->form, &options);
  /* inputs of another seed may be others */
  test_spin (20);
  train_wait_material (self->page);
}

BsTrainRun *
train_wait_state (Fixture *self, BsTrainState state)
{
  BsTrainRun *front = NULL;

  for (guint ms = 0; ms < PATIENCE_MS; ms += 10)
    {
      front = bs_train_model_get_front (self->page->model);
      if (front != NULL && bs_train_run_get_state (front) == state)
        return front;
      test_spin (10);
    }
  g_error ("no run comes to be %d", state);
}

void
train_wait_evaluated (BsTrainRun *run)
{
  const BsTrainingResult *result = bs_train_run_get_result (run);

  for (guint ms = 0; ms < PATIENCE_MS; ms += 10)
    {
      const BsEvaluation *evaluations = bs_train_run_get_evaluations (run);
      guint32 batches = 0;

      for (guint i = 0; evaluations != NULL && i < bs_train_run_get_material (run)->n_training; i++)
        batches += evaluations[i].batches;
      if (batches == result->batches && bs_train_run_get_field (run) != NULL
          && bs_train_run_get_field (run)->fsm == result->fsm)
        return;
      test_spin (10);
    }
  g_error ("nothing is known of the table");
}
