/* SPDX-License-Identifier: Apache-2.0 */
/* What lessons have done in threads. */
#include "config.h"

#include "app/window/learn/lesson-job.h"

#include "app/window/parts/file-chooser.h"
#include "profiles/lessons/lesson-file.h"
#include "profiles/lessons/lesson-shelf.h"
#include "profiles/lessons/lesson-worksheet.h"
#include "viz/report/report-format.h"

void
bs_open_lesson_free (BsOpenLesson *self)
{
  g_ptr_array_unref (self->pictures);
  g_clear_pointer (&self->session, bs_lesson_session_unref);
  g_free (self);
}

static void
open_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (BsOpenLesson) open = g_new0 (BsOpenLesson, 1);
  g_autoptr (GError) error = NULL;
  BsLesson *lesson = bs_lesson_load (path, &error);

  open->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_pictures_unref);
  if (lesson != NULL)
    open->session = bs_lesson_session_new (lesson, cancellable, &error);
  if (open->session == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < open->session->runs->n_runs; i++)
    g_ptr_array_add (open->pictures, bs_pictures_new (open->session->runs->traces[i], cancellable));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&open), (GDestroyNotify) bs_open_lesson_free);
}

void
bs_open_lesson_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_thread);
}

BsOpenLesson *
bs_open_lesson_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  GPtrArray *lessons, *problems;
} Shelf;

static void
shelf_free (gpointer data)
{
  Shelf *self = data;

  g_clear_pointer (&self->lessons, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

static void
shelf_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Shelf *shelf = g_new0 (Shelf, 1);

  shelf->lessons = bs_lesson_shelf_list (&shelf->problems);
  g_task_return_pointer (task, shelf, shelf_free);
}

void
bs_lesson_shelf_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_run_in_thread (task, shelf_thread);
}

GPtrArray *
bs_lesson_shelf_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  Shelf *shelf = g_task_propagate_pointer (G_TASK (result), error);
  GPtrArray *lessons;

  if (shelf == NULL)
    return NULL;

  lessons = g_steal_pointer (&shelf->lessons);
  *problems = g_steal_pointer (&shelf->problems);
  shelf_free (shelf);
  return lessons;
}

typedef struct
{
  BsLessonSession *session;
  gboolean answers;
  GFile *file;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *self = data;

  bs_lesson_session_unref (self->session);
  g_object_unref (self->file);
  g_free (self);
}

static void
sheet_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sheet *sheet = data;
  g_autoptr (BsDocument) document = bs_lesson_worksheet_new (sheet->session, sheet->answers);
  BsTrace *trace = sheet->session->runs->traces[0];
  g_autofree char *name = g_file_get_basename (sheet->file);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  BsReportFormat format = BS_REPORT_PDF;

  bs_report_format_from_file (name, &format);
  if (!bs_report_write (document, trace, format, BS_PAPER_A4, out, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  bytes = g_string_free_to_bytes (g_steal_pointer (&out));
  if (bs_file_save (sheet->file, bytes, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
bs_lesson_sheet_async (BsLessonSession *session, gboolean answers, GFile *file,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Sheet *sheet = g_new0 (Sheet, 1);

  *sheet = (Sheet){ .session = bs_lesson_session_ref (session),
                    .answers = answers,
                    .file = g_object_ref (file) };
  g_task_set_task_data (task, sheet, sheet_free);
  g_task_run_in_thread (task, sheet_thread);
}

gboolean
bs_lesson_sheet_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
