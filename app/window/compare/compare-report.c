/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison as a report: written in a thread, to a file that is there as a whole or not at all. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/toast.h"
#include "viz/report/report-format.h"

typedef struct
{
  BsCompareFigures *figures;
  GArray *provenance;
  GFile *file;
  BsReportFormat format;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < job->provenance->len; i++)
    {
      BsRunProvenance *own = &g_array_index (job->provenance, BsRunProvenance, i);

      if (own->fsm != NULL)
        bs_fsm_unref ((BsFsm *) own->fsm);
      bs_trace_unref ((BsTrace *) own->trace);
    }
  g_array_unref (job->provenance);
  bs_compare_figures_unref (job->figures);
  g_object_unref (job->file);
  g_free (job);
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BsDocument) document = bs_comparison_report_new (
      job->figures->comparison, (const BsRunProvenance *) job->provenance->data, NULL, cancellable,
      &error);

  if (document != NULL && bs_report_write (document, NULL, job->format, BS_PAPER_A4, out, &error))
    {
      bytes = g_string_free_to_bytes (g_steal_pointer (&out));
      bs_file_save (job->file, bytes, cancellable, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BsComparePage *self = BS_COMPARE_PAGE (object);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_get_cancellable (G_TASK (result)) == self->writing)
    g_clear_object (&self->writing);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autofree char *name = g_file_get_basename (job->file);
      g_autofree char *shown = g_filename_display_name (name);
      /* Translators: %s: name of a file */
      g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), shown);

      bs_toast_show (GTK_WIDGET (self), text);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bs_toast_show (GTK_WIDGET (self), error->message);
}

static void
write_report (BsComparePage *self, GFile *file, BsReportFormat format)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (bs_compare_model_get_figures (model) == NULL)
    return;

  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
  self->writing = g_cancellable_new ();
  job = g_new0 (Job, 1);
  job->figures = bs_compare_figures_ref (bs_compare_model_get_figures (model));
  job->provenance = bs_compare_model_list_provenance (model);
  for (guint i = 0; i < job->provenance->len; i++)
    {
      BsRunProvenance *own = &g_array_index (job->provenance, BsRunProvenance, i);

      bs_trace_ref ((BsTrace *) own->trace);
      if (own->fsm != NULL)
        bs_fsm_ref ((BsFsm *) own->fsm);
    }
  job->file = g_object_ref (file);
  job->format = format;
  task = g_task_new (self, self->writing, written_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_thread);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsComparePage) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  BsReportFormat format = BS_REPORT_HTML;

  if (name == NULL)
    return;

  bs_report_format_from_file (name, &format);
  write_report (self, file, format);
}

static void
report_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *format = g_variant_get_string (parameter, NULL);
  const BsFileKind kinds[] = { { _ ("HTML documents"), "*.html" },
                               { _ ("PDF documents"), "*.pdf" } };
  g_autofree char *name = g_strconcat ("comparison.", format, NULL);

  bs_file_chooser_save_async (widget, _ ("Save report"), name, kinds, G_N_ELEMENTS (kinds), NULL,
                              file_cb, g_object_ref (widget));
}

void
bs_compare_page_install_report (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "compare.report", "s", report_action);
}
