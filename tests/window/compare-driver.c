/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the Compare page do with it: they open it, add runs and wait. */
#include "config.h"

#include "tests/window/compare-driver.h"

#include <string.h>

#include "tests/window/stall-watch.h"

#define PATIENCE_MS 20000

char *compare_folder;
char *compare_a_path;
char *compare_b_path;
char *compare_c_path;
char *compare_foreign_path;
char *compare_policy_path;

/* @data: a trace that is open; nothing: the page stands alone. */
void
compare_set_up (Fixture *self, gconstpointer data)
{
  const char *path = data != NULL ? *(char *const *) data : NULL;
  g_autoptr (GError) error = NULL;

  test_set_animations (FALSE);
  self->window = gtk_window_new ();
  self->page = g_object_new (BS_TYPE_COMPARE_PAGE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 900);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  if (path != NULL)
    {
      self->trace = bs_trace_load (path, NULL, &error);
      g_assert_no_error (error);
      self->pictures = bs_pictures_new (self->trace, NULL);
      self->debugger = bs_debugger_new (self->window, self->pictures);
      bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), self->debugger);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (100);
}

void
compare_tear_down (Fixture *self, gconstpointer data)
{
  if (self->debugger != NULL)
    bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), NULL);
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; self->page != NULL && i < 200; i++)
    test_spin (20);
  g_assert_null (self->page);
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  g_clear_pointer (&self->trace, bs_trace_unref);
}

BsCompareModel *
compare_model (Fixture *self)
{
  return bs_compare_page_get_model (self->page);
}

BsCompareFigures *
compare_figures (Fixture *self)
{
  return bs_compare_model_get_figures (compare_model (self));
}

void
compare_wait_idle (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  test_spin (20);
  while (bs_compare_model_get_busy (compare_model (self)) && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_false (bs_compare_model_get_busy (compare_model (self)));
  while (compare_figures (self) != NULL && bs_strips_canvas_get_painter (self->page->strips) == NULL
         && g_get_monotonic_time () < end)
    test_spin (10);
  test_spin (60);
}

void
compare_act (Fixture *self, const char *action, const char *target)
{
  g_assert_true (target != NULL
                     ? gtk_widget_activate_action (GTK_WIDGET (self->page), action, "s", target)
                     : gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL));
  test_spin (20);
}

void
compare_add_file (Fixture *self, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  compare_act (self, "compare.add-recent", uri);
}

void
compare_add_two (Fixture *self)
{
  compare_add_file (self, compare_a_path);
  compare_wait_idle (self);
  compare_add_file (self, compare_b_path);
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
}

BsRunChip *
compare_chip (Fixture *self, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (self->page->chips);

  while (n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return BS_RUN_CHIP (child);
}

const char *
compare_name_of (Fixture *self, guint run)
{
  return bs_comparison_get_run (compare_figures (self)->comparison, run)->name;
}

/* Returns: (transfer full): output of the command line. */
char *
compare_run_cli (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *out = NULL, *argument;
  int status;
  va_list args;

  g_ptr_array_add (arguments, (char *) g_getenv ("BATCHSCOPE_CLI"));
  va_start (args, first);
  for (argument = (char *) first; argument != NULL; argument = va_arg (args, char *))
    g_ptr_array_add (arguments, argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);
  g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return out;
}
