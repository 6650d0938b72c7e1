/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing that the window does keeps it from answering: a large trace is opened, stepped through, looked
 * at in every way, and the main loop is never away for long. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/window/record/record-job.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"
#include "tests/window/stall-watch.h"

/* What is longer than a frame is told; what people would notice even on a machine that does other things
 * beside, with a debug build that paints in software, is a mistake. */
#define FRAME_MS 16.0
#define LIMIT_MS 60.0
/* A GtkColumnView makes, and frees, the widgets of all its rows in one piece: some 200. */
#define ROWS_LIMIT_MS 250.0
#define N_STEPS 8
#define BATCH_SIZE 256
#define WAIT_US (60 * G_USEC_PER_SEC)

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *unknown = NULL;
  gboolean stopped;

  bs_record_job_run_finish (BS_RECORD_JOB (source), result, &stopped, &unknown, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* Returns: (transfer full): a trace of some ten thousands of nodes. */
static GFile *
record_large (const char *folder)
{
  g_auto (BsRecordChoices) choices = { 0 };
  g_autoptr (BsRecordJob) job = NULL;
  gboolean done = FALSE;

  bs_record_choices_init (&choices);
  choices.inputs.workload = g_strdup ("lattice-lstm");
  choices.inputs.batch_size = BATCH_SIZE;
  choices.inputs.model_size = 16;
  g_free (choices.policy);
  choices.policy = g_strdup ("agenda");
  choices.output = g_build_filename (folder, "large.bscope", NULL);
  job = bs_record_job_new (&choices);
  bs_record_job_run_async (job, recorded_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);

  return g_file_new_for_path (choices.output);
}

static BsTracePage *
open_trace (BsWindow *window, GFile *file)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  bs_window_open (window, file);
  while (bs_window_get_page (window) == NULL
         || bs_trace_page_get_debugger (bs_window_get_page (window)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  test_spin (1500);

  return bs_window_get_page (window);
}

static void
close_popovers (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
}

/* Every action of @widget that needs nothing to be told. */
static void
activate_all (GtkWidget *widget, const char *prefix)
{
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget), i, &owner, &name,
                                                   &type, &property);
       i++)
    {
      /* choosers of files and the clipboard are not ours */
      if (type != NULL || !g_str_has_prefix (name, prefix) || strstr (name, "save-") != NULL)
        continue;

      stall_watch_note (g_intern_string (name));
      gtk_widget_activate_action (widget, name, NULL);
      test_spin (300);
      close_popovers (widget);
      test_spin (50);
    }
}

static void
walk (BsTracePage *page)
{
  BsDebugger *debugger = bs_trace_page_get_debugger (page);
  BsClock *clock = bs_debugger_get_clock (debugger);
  guint32 n = bs_clock_get_n_decisions (clock);
  GRand *rand = g_rand_new_with_seed (1);

  test_set_animations (TRUE);
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a step");
      bs_clock_step (clock, 1);
      test_spin (320);
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a step back");
      bs_clock_step (clock, -1);
      test_spin (320);
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a jump");
      bs_clock_seek (clock, (guint32) g_rand_int_range (rand, 1, (gint32) n + 1));
      test_spin (300);
    }
  for (guint i = 0; i < 4 * N_STEPS; i++)
    {
      stall_watch_note ("scrubbing");
      bs_clock_scrub (clock, 1 + i * (n - 1) / (4 * N_STEPS));
      test_spin (30);
    }
  test_set_animations (FALSE);
  g_rand_free (rand);
}

static void
close_others (BsWindow *window)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if (l->data != window && gtk_widget_get_visible (l->data))
      gtk_window_close (l->data);
  test_spin (100);
}

static void
live (GFile *file)
{
  static const char *const dialogs[] = { "win.record", "win.show-help-overlay" };
  BsWindow *window = bs_window_new (NULL);
  BsTracePage *page;

  stall_watch_note ("an empty window");
  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (1000);
  stall_watch_note ("opening a trace");
  page = open_trace (window, file);
  walk (page);
  activate_all (GTK_WIDGET (page), "debug.");
  activate_all (bs_trace_page_get_front (page), "view.");
  activate_all (GTK_WIDGET (page), "page.");
  walk (page);
  activate_all (bs_trace_page_get_front (page), "view.");
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      stall_watch_note (dialogs[i]);
      gtk_widget_activate_action (GTK_WIDGET (window), dialogs[i], NULL);
      test_spin (700);
      close_others (window);
    }
  stall_watch_note ("closing");
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (200);
}

static void
test_stalls (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-stalls-XXXXXX", &error);
  g_autoptr (GFile) file = NULL;
  GPtrArray *stalls;

  g_assert_no_error (error);
  if (!stall_watch_is_fair ())
    {
      g_test_skip ("Times mean nothing here");
      return;
    }

  /* what the toolkit says of its own work is another test's */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_FATAL_MASK);
  file = record_large (folder);
  stall_watch_begin (FRAME_MS);
  live (file);
  stalls = stall_watch_end ();
  for (guint i = 0; i < stalls->len; i++)
    {
      const Stall *stall = stalls->pdata[i];
      gboolean of_rows = strstr (stall->doing, "table") != NULL
                         || strcmp (stall->doing, "closing") == 0;

      if (stall->ms > (of_rows ? ROWS_LIMIT_MS : LIMIT_MS))
        g_test_fail_printf ("%s kept the main loop away for %.0f ms", stall->doing, stall->ms);
    }
  g_ptr_array_unref (stalls);
  g_unlink (g_file_peek_path (file));
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/stalls", test_stalls);
  return g_test_run ();
}
