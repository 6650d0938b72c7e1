/* SPDX-License-Identifier: Apache-2.0 */
/* A report, made in a thread. */
#include "config.h"

#include "app/window/report/report-job.h"

#include <math.h>

#include "app/window/parts/file-chooser.h"

typedef struct
{
  BsTrace *trace;
  BsReportChoices choices;
  double scale;
  GFile *file; /* (nullable): only shown */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  bs_trace_unref (self->trace);
  g_clear_object (&self->file);
  g_free (self);
}

static void
start (BsTrace *trace, const BsReportChoices *choices, double scale, GFile *file,
       GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  *job = (Job){ .trace = bs_trace_ref (trace), .choices = *choices, .scale = scale };
  g_set_object (&job->file, file);
  g_task_set_task_data (task, job, job_free);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_run_in_thread (task, func);
}

void
bs_report_preview_free (BsReportPreview *self)
{
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_pointer (&self->textures, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

/* A document has a section where the trace has something for it. */
static void
find_sections (BsReportPreview *self, const BsDocument *document)
{
  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);
      BsReportSection section;

      if (block->kind != BS_BLOCK_SECTION || block->level != 1 || block->id == NULL
          || !bs_report_section_from_string (block->id, &section))
        continue;

      g_free (g_ptr_array_index (self->titles, section));
      g_ptr_array_index (self->titles, section) = g_strdup (block->title);
    }
}

static GdkTexture *
paint (cairo_surface_t *page, double width, double height, double scale)
{
  int w = (int) ceil (width * scale), h = (int) ceil (height * scale);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  cairo_t *cr = cairo_create (image);
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;

  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, page, 0.0, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  bytes = g_bytes_new (cairo_image_surface_get_data (image),
                       (gsize) cairo_image_surface_get_stride (image) * (gsize) h);
  texture = gdk_memory_texture_new (w, h, GDK_MEMORY_DEFAULT, bytes,
                                    (gsize) cairo_image_surface_get_stride (image));
  cairo_surface_destroy (image);
  return texture;
}

static gboolean
make_pages (BsReportPreview *self, const Job *job, const BsDocument *document,
            GCancellable *cancellable, GError **error)
{
  bs_paper_get_size (job->choices.paper, &self->width, &self->height);
  self->pages = bs_report_make_pages (document, job->trace, job->choices.paper, error);
  if (self->pages == NULL)
    return FALSE;

  self->textures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->pages->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_ptr_array_add (self->textures, paint (g_ptr_array_index (self->pages, i), self->width,
                                              self->height, job->scale));
    }

  return TRUE;
}

static void
preview_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autoptr (BsReportPreview) preview = g_new0 (BsReportPreview, 1);
  g_autoptr (BsDocument) document = NULL;
  GError *error = NULL;

  preview->titles = g_ptr_array_new_full (BS_N_REPORT_SECTIONS, g_free);
  g_ptr_array_set_size (preview->titles, BS_N_REPORT_SECTIONS);
  document = bs_report_new (job->trace, &job->choices.options);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (job->choices.options.sections == 0)
    find_sections (preview, document);
  if (job->choices.format == BS_REPORT_TEXT)
    {
      GString *out = g_string_new (NULL);

      bs_document_print_text (document, out);
      preview->text = g_string_free (out, FALSE);
    }
  if (!make_pages (preview, job, document, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&preview),
                           (GDestroyNotify) bs_report_preview_free);
}

void
bs_report_preview_async (BsTrace *trace, const BsReportChoices *choices, double scale,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  start (trace, choices, scale, NULL, preview_thread, cancellable, callback, user_data);
}

BsReportPreview *
bs_report_preview_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autoptr (BsDocument) document = bs_report_new (job->trace, &job->choices.options);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  if (bs_report_write (document, job->trace, job->choices.format, job->choices.paper, out, &error))
    {
      bytes = g_string_free_to_bytes (g_steal_pointer (&out));
      bs_file_save (job->file, bytes, cancellable, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
bs_report_save_async (BsTrace *trace, const BsReportChoices *choices, GFile *file,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  start (trace, choices, 1.0, file, save_thread, cancellable, callback, user_data);
}

gboolean
bs_report_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
