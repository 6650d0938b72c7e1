/* SPDX-License-Identifier: Apache-2.0 */
/* The report dialog: every choice counts, the preview has the pages that are saved, and a file is what the
 * command line writes, byte for byte. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/report/report-dialog.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 30000

static char *folder, *trace_path;

typedef struct
{
  GtkWidget *window, *label;
  BsReportDialog *dialog;
  BsTrace *trace;
} Fixture;

static void
wait_ready (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (!bs_report_dialog_get_ready (self->dialog) && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_true (bs_report_dialog_get_ready (self->dialog));
  test_spin (20);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_set_animations (FALSE);
  self->trace = bs_trace_load (trace_path, NULL, &error);
  g_assert_no_error (error);
  self->window = gtk_window_new ();
  self->label = gtk_label_new ("below");
  gtk_window_set_child (GTK_WINDOW (self->window), self->label);
  gtk_window_present (GTK_WINDOW (self->window));
  self->dialog = BS_REPORT_DIALOG (bs_report_dialog_new (self->label, self->trace, "run"));
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  for (guint i = 0; self->dialog != NULL && i < 400; i++)
    test_spin (20);
  g_assert_null (self->dialog);
  gtk_window_destroy (GTK_WINDOW (self->window));
  bs_trace_unref (self->trace);
}

static guint
count_pages (Fixture *self)
{
  g_autoptr (GPtrArray) pages = test_list_widgets (GTK_WIDGET (self->dialog), GTK_TYPE_PICTURE);

  return pages->len;
}

static GtkWidget *
find_button (Fixture *self, const char *label)
{
  GtkWidget *found = test_find_labelled (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (found);
  return found;
}

static void
choose_format (Fixture *self, BsReportFormat format)
{
  g_autoptr (GPtrArray) rows = test_list_widgets (GTK_WIDGET (self->dialog), ADW_TYPE_COMBO_ROW);

  adw_combo_row_set_selected (g_ptr_array_index (rows, 0), format);
  wait_ready (self);
}

static void
compare_with_cli (Fixture *self, const char *suffix, const char *const *options)
{
  g_autofree char *mine = g_strdup_printf ("%s/mine.%s", folder, suffix);
  g_autofree char *theirs = g_strdup_printf ("%s/theirs.%s", folder, suffix);
  g_autoptr (GFile) file = g_file_new_for_path (mine);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *a = NULL, *b = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_a, n_b;
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  int status;

  g_unlink (mine);
  bs_report_dialog_save (self->dialog, file);
  while (self->dialog != NULL && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_null (self->dialog);

  g_ptr_array_add (argv, (char *) g_getenv ("BATCHSCOPE_CLI"));
  g_ptr_array_add (argv, (char *) "report");
  g_ptr_array_add (argv, trace_path);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) options[i]);
  g_ptr_array_add (argv, (char *) "-o");
  g_ptr_array_add (argv, theirs);
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                               NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_file_get_contents (mine, &a, &n_a, &error);
  g_assert_no_error (error);
  g_file_get_contents (theirs, &b, &n_b, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (a, n_a, b, n_b);
}

static void
test_whole (Fixture *self, gconstpointer data)
{
  static const char *const suffixes[BS_N_REPORT_FORMATS] = { "pdf", "html", "txt" };
  guint format = GPOINTER_TO_UINT (data);

  wait_ready (self);
  choose_format (self, format);
  compare_with_cli (self, suffixes[format], (const char *const[]){ NULL });
}

/* Parts, paper and rows that are chosen. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) checks = NULL, rows = NULL, spins = NULL;
  guint n_all;

  wait_ready (self);
  n_all = count_pages (self);
  g_assert_cmpuint (n_all, >=, 3);
  checks = test_list_widgets (GTK_WIDGET (self->dialog), GTK_TYPE_CHECK_BUTTON);
  g_assert_cmpuint (checks->len, >=, 6);
  for (guint i = 0; i < checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (checks, i), FALSE);
  test_spin (400);
  g_assert_true (test_says (GTK_WIDGET (self->dialog), "No part is chosen"));
  g_assert_false (gtk_widget_is_sensitive (find_button (self, "Save…")));

  gtk_check_button_set_active (g_ptr_array_index (checks, 1), TRUE);
  wait_ready (self);
  g_assert_cmpuint (count_pages (self), <, n_all);
  g_assert_true (gtk_widget_is_sensitive (find_button (self, "Save…")));
  rows = test_list_widgets (GTK_WIDGET (self->dialog), ADW_TYPE_COMBO_ROW);
  adw_combo_row_set_selected (g_ptr_array_index (rows, 1), BS_PAPER_LETTER);
  spins = test_list_widgets (GTK_WIDGET (self->dialog), GTK_TYPE_SPIN_BUTTON);
  gtk_spin_button_set_value (g_ptr_array_index (spins, 0), 3);
  wait_ready (self);
  compare_with_cli (
      self, "pdf",
      (const char *const[]){ "--section", "time", "--paper", "letter", "--top", "3", NULL });
}

static void
test_all_button (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) checks = NULL;
  BsReportChoices choices;
  guint n_all;

  wait_ready (self);
  n_all = count_pages (self);
  checks = test_list_widgets (GTK_WIDGET (self->dialog), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (g_ptr_array_index (checks, 0), FALSE);
  bs_report_dialog_get_choices (self->dialog, &choices);
  g_assert_cmpuint (choices.options.sections, !=, 0);
  g_signal_emit_by_name (find_button (self, "All"), "clicked");
  bs_report_dialog_get_choices (self->dialog, &choices);
  g_assert_cmpuint (choices.options.sections, ==, 0);
  wait_ready (self);
  g_assert_cmpuint (count_pages (self), ==, n_all);
}

/* As many pages as the file has; text is shown as text. */
static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (BsDocument) document = bs_report_new (self->trace, NULL);
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkTextIter begin, end;
  g_autofree char *text = NULL;
  guint n;

  wait_ready (self);
  g_assert_true (bs_report_write_pdf (document, self->trace, BS_PAPER_A4, out, &n, NULL));
  g_assert_cmpuint (count_pages (self), ==, n);

  choose_format (self, BS_REPORT_TEXT);
  view = GTK_TEXT_VIEW (test_find (GTK_WIDGET (self->dialog), GTK_TYPE_TEXT_VIEW));
  buffer = gtk_text_view_get_buffer (view);
  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  text = gtk_text_buffer_get_text (buffer, &begin, &end, TRUE);
  g_string_truncate (out, 0);
  bs_document_print_text (document, out);
  g_assert_cmpstr (text, ==, out->str);
}

/* Each page is drawn, the last one, too. */
static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (trace_path, NULL, &error);
  g_autoptr (BsDocument) document = bs_report_new (trace, NULL);
  g_autoptr (GPtrArray) pages = bs_report_make_pages (document, trace, BS_PAPER_A4, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < pages->len; i++)
    {
      double x, y, width, height;

      cairo_recording_surface_ink_extents (g_ptr_array_index (pages, i), &x, &y, &width, &height);
      g_assert_cmpfloat (width, >, 100.0);
      g_assert_cmpfloat (height, >, 100.0);
    }
}

/* Printed pages are those of the preview. */
static void
test_print (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, "printed.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *pdf = NULL;
  gsize length;

  g_assert_false (gtk_widget_is_sensitive (find_button (self, "Print…")));
  wait_ready (self);
  g_assert_true (gtk_widget_is_sensitive (find_button (self, "Print…")));
  g_assert_true (bs_report_dialog_print (self->dialog, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &pdf, &length, NULL));
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  g_assert_cmpuint (length, >, 10000);
}

static gboolean
destroy_cb (gpointer dialog)
{
  gtk_window_destroy (dialog);
  return G_SOURCE_REMOVE;
}

/* Printing goes on without the dialog that it began in. */
static void
test_print_alone (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, "alone.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *pdf = NULL;
  gsize length;

  wait_ready (self);
  g_idle_add_full (G_PRIORITY_HIGH, destroy_cb, self->dialog, NULL);
  g_assert_true (bs_report_dialog_print (self->dialog, path, &error));
  g_assert_no_error (error);
  test_spin (10);
  g_assert_null (self->dialog);
  g_assert_true (g_file_get_contents (path, &pdf, &length, NULL));
  g_assert_cmpuint (length, >, 10000);
}

static void
check_complaint (Fixture *self)
{
  g_autoptr (GList) tops = gtk_window_list_toplevels ();
  guint n = 0;

  for (GList *l = tops; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      {
        g_assert_true (gtk_window_get_transient_for (l->data) == GTK_WINDOW (self->dialog));
        g_assert_nonnull (strstr (adw_message_dialog_get_body (l->data), "/proc/nowhere"));
        gtk_window_destroy (l->data);
        n++;
      }
  g_assert_cmpuint (n, ==, 1);
}

/* What cannot be written is said, and nothing is lost. */
static void
test_unwritable (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/nowhere/report.pdf");
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  wait_ready (self);
  bs_report_dialog_save (self->dialog, file);
  while (gtk_widget_is_sensitive (find_button (self, "Save…")) == FALSE
         && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_nonnull (self->dialog);
  g_assert_true (gtk_widget_is_sensitive (find_button (self, "Save…")));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (
                       test_find (GTK_WIDGET (self->dialog), GTK_TYPE_TEXT_VIEW), GTK_TYPE_STACK))),
                   ==, "pages");
  check_complaint (self);
}

/* Whoever closes it while it works waits for nothing. */
static void
test_close (Fixture *self, gconstpointer data)
{
  gtk_widget_activate (find_button (self, "Cancel"));
  for (guint i = 0; self->dialog != NULL && i < 400; i++)
    test_spin (20);
  g_assert_null (self->dialog);
}

static void
test_action (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (trace_path);
  BsWindow *window = bs_window_new (NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  GtkWidget *dialog = NULL;

  gtk_window_present (GTK_WINDOW (window));
  bs_window_open (window, file);
  while (dialog == NULL && g_get_monotonic_time () < end)
    {
      g_autoptr (GList) tops = gtk_window_list_toplevels ();

      gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", "page.report");
      test_spin (100);
      for (GList *l = tops; l != NULL; l = l->next)
        if (BS_IS_REPORT_DIALOG (l->data))
          dialog = l->data;
    }
  g_assert_nonnull (dialog);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (dialog)) == GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
}

int
main (int argc, char *argv[])
{
  int status;
  const char *record[] = { NULL, "record",       "--workload", "lattice-lstm", "--batch-size",
                           "4",  "--model-size", "16",         "-o",           NULL,
                           NULL };

  folder = g_dir_make_tmp ("batchscope-report-XXXXXX", NULL);
  if (!test_init (&argc, &argv))
    return 0;

  trace_path = g_build_filename (folder, "run.bscope", NULL);
  record[0] = g_getenv ("BATCHSCOPE_CLI");
  record[9] = trace_path;
  g_assert_true (g_spawn_sync (NULL, (char **) record, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);

#define ADD(name, data, test)                                                                      \
  g_test_add ("/window/report/" name, Fixture, data, set_up, test, tear_down)
  ADD ("pdf", GUINT_TO_POINTER (BS_REPORT_PDF), test_whole);
  ADD ("html", GUINT_TO_POINTER (BS_REPORT_HTML), test_whole);
  ADD ("text", GUINT_TO_POINTER (BS_REPORT_TEXT), test_whole);
  ADD ("parts", NULL, test_parts);
  ADD ("all", NULL, test_all_button);
  ADD ("preview", NULL, test_preview);
  ADD ("unwritable", NULL, test_unwritable);
  ADD ("close", NULL, test_close);
  ADD ("print", NULL, test_print);
  ADD ("print-alone", NULL, test_print_alone);
#undef ADD
  g_test_add_func ("/window/report/pages", test_pages);
  g_test_add_func ("/window/report/action", test_action);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (trace_path);
  return status;
}
