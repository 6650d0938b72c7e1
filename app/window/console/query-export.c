/* SPDX-License-Identifier: Apache-2.0 */
/* All rows of a query, streamed into a file by a thread. */
#include "config.h"

#include "app/window/console/query-export.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/query/query-writer.h"
#include "profiles/tables/text-sink.h"

#define LOOK_MS 150

typedef struct
{
  char *path, *sql;
  BsTableFormat format;
  GFile *file;
  BsQueryExportFunc progress;
  gpointer progress_data;
  guint source;
  guint told;

  /* Of the thread; n_rows is read beside it. */
  guint n_rows;
  guint64 n_all;
  BsQueryWriter *writer;
  BsTextSink *sink;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_free (self->path);
  g_free (self->sql);
  g_object_unref (self->file);
  g_free (self);
}

static gboolean
look_cb (gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  guint n_rows = (guint) g_atomic_int_get ((gint *) &self->n_rows);

  if (n_rows != self->told && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    self->progress (g_task_get_source_object (task), n_rows, self->progress_data);
  self->told = n_rows;

  return G_SOURCE_CONTINUE;
}

static gboolean
row_cb (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Export *self = user_data;

  if (!bs_query_writer_add (self->writer, values, n))
    return FALSE;
  self->n_all++;
  g_atomic_int_set ((gint *) &self->n_rows, (gint) MIN (self->n_all, G_MAXINT));

  return bs_text_sink_flow (self->sink);
}

static gboolean
write_rows (Export *self, FILE *out, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsQuery) query = bs_query_open (self->path, cancellable, error);
  g_autoptr (BsQueryWriter) writer = NULL;
  g_auto (BsTextSink) sink = { 0 };
  gboolean done;

  if (query == NULL || !bs_query_prepare (query, self->sql, error))
    return FALSE;

  bs_text_sink_init (&sink, out, cancellable);
  writer = bs_query_writer_new (query, self->format, 0, sink.text);
  self->writer = writer;
  self->sink = &sink;
  done = bs_query_run (query, 0, row_cb, self, error);
  bs_query_writer_finish (writer, done);

  return done && bs_text_sink_finish (&sink, error);
}

static gboolean
fail (Export *self, int code, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("“%s” cannot be written: %s"), name,
               g_strerror (code));
  return FALSE;
}

/* Beside the file first: that is as it was until all is there. */
static gboolean
write_file (Export *self, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (self->file);
  g_autofree char *target = path != NULL ? realpath (path, NULL) : NULL;
  g_autofree char *trace = realpath (self->path, NULL);
  g_autofree char *temporary = NULL;
  gboolean done;
  FILE *out;
  int fd;

  if (path == NULL)
    return fail (self, ENOTSUP, error);
  if (target != NULL && g_strcmp0 (target, trace) == 0)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_IO,
                           _ ("That is the trace itself; choose another file"));
      return FALSE;
    }

  temporary = g_strconcat (target != NULL ? target : path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  out = fd >= 0 ? fdopen (fd, "w") : NULL;
  if (out == NULL)
    {
      int code = errno;

      if (fd >= 0)
        g_close (fd, NULL);
      return fail (self, code, error);
    }

  done = write_rows (self, out, cancellable, error);
  if (done && (fflush (out) != 0 || fsync (fd) != 0))
    done = fail (self, errno, error);
  if (fclose (out) != 0 && done)
    done = fail (self, errno, error);
  if (done && g_rename (temporary, target != NULL ? target : path) != 0)
    done = fail (self, errno, error);
  if (!done)
    g_unlink (temporary);

  return done;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;

  if (write_file (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
bs_query_export_start (GObject *source, const char *path, const char *sql, BsTableFormat format,
                       GFile *file, BsQueryExportFunc progress, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Export *self = g_new0 (Export, 1);

  self->path = g_strdup (path);
  self->sql = g_strdup (sql);
  self->format = format;
  self->file = g_object_ref (file);
  self->progress = progress;
  self->progress_data = user_data;
  /* What is finished when it is cancelled is there. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, export_free);
  self->source = g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, look_cb, g_object_ref (task),
                                     g_object_unref);
  g_task_run_in_thread (task, run);
}

gboolean
bs_query_export_finish (GAsyncResult *result, guint64 *n_rows, GError **error)
{
  Export *self = g_task_get_task_data (G_TASK (result));

  g_clear_handle_id (&self->source, g_source_remove);
  *n_rows = self->n_all;
  return g_task_propagate_boolean (G_TASK (result), error);
}
