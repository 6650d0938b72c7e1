/* SPDX-License-Identifier: Apache-2.0 */
/* The sidecar of a trace, read and changed in a thread. */
#include "config.h"

#include "app/window/model/notebook.h"

#include <string.h>

struct _BsNotebook
{
  GObject parent_instance;

  BsTrace *trace;
  GThreadPool *pool;
  BsSidecar *own;  /* (nullable): of the thread */
  BsSidecar *copy; /* (nullable): of everybody else */
  char *text;      /* (nullable): of the thread: of @own */
  guint n_pending, n_refreshing;
  gboolean dirty; /* one of the jobs under way succeeded */

  char *path;            /* (nullable): of the file that is watched */
  GFileMonitor *monitor; /* (nullable) */
  guint refresh_source;
};

/* Editors and copies write a file in several goes. */
#define REFRESH_MS 300

typedef struct
{
  BsNotebookJob func; /* %NULL: only read */
  gpointer data;
  GDestroyNotify free_data;
  BsSidecar *copy; /* (nullable): what is kept afterwards */
  char *path;      /* (nullable): where */
  gboolean same;   /* another program was looked after, and wrote nothing */
} Job;

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsNotebook, bs_notebook, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_pointer (&job->copy, bs_sidecar_free);
  g_free (job->path);
  g_free (job);
}

/* In the thread: only marks the job that reads again, which must not lock the file, or it would be
 * told of itself. */
static gboolean
refresh_job (BsSidecar *sidecar, gpointer data, GError **error)
{
  return TRUE;
}

/* In the thread. */
static gboolean
work (BsNotebook *self, Job *job, GError **error)
{
  g_autofree char *text = NULL;

  if (self->trace->path == NULL)
    {
      job->copy = bs_sidecar_new ();
      return TRUE;
    }
  if (job->func == refresh_job)
    g_clear_pointer (&self->own, bs_sidecar_free);
  if (self->own == NULL)
    self->own = bs_sidecar_load (self->trace, error);
  if (self->own == NULL || (job->func != NULL && !job->func (self->own, job->data, error)))
    return FALSE;

  text = bs_sidecar_to_string (self->own);
  job->copy = bs_sidecar_parse (self->own->path, text, strlen (text), error);
  job->path = g_strdup (self->own->path);
  job->same = job->func == refresh_job && g_strcmp0 (text, self->text) == 0;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  return job->copy != NULL;
}

/* What other programs write into the file is shown as well. */

static gboolean
refresh_cb (gpointer user_data)
{
  BsNotebook *self = user_data;

  self->refresh_source = 0;
  self->n_refreshing++;
  bs_notebook_run (self, refresh_job, NULL, NULL, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                 BsNotebook *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
stop_watching (BsNotebook *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_pointer (&self->path, g_free);
}

static void
watch (BsNotebook *self, const char *path)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL || g_strcmp0 (path, self->path) == 0)
    return;

  stop_watching (self);
  self->path = g_strdup (path);
  file = g_file_new_for_path (path);
  /* Where nothing can be watched, jobs still read the file again. */
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

static void
work_cb (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (work (user_data, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What the caller waits for, if any, comes after what is kept was taken over. */
static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsNotebook *self = BS_NOTEBOOK (source);
  g_autoptr (GTask) outer = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  self->n_pending--;
  self->n_refreshing -= job->func == refresh_job;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_clear_pointer (&self->copy, bs_sidecar_free);
      self->copy = g_steal_pointer (&job->copy);
      self->dirty = self->dirty || !job->same;
      watch (self, job->path);
    }
  else if (outer == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error->message);
    }
  if (self->n_pending == 0 && self->dirty)
    {
      self->dirty = FALSE;
      g_signal_emit (self, signals[CHANGED], 0);
    }

  if (outer != NULL && error == NULL)
    g_task_return_boolean (outer, TRUE);
  else if (outer != NULL)
    g_task_return_error (outer, error);
  else
    g_clear_error (&error);
}

static void
bs_notebook_dispose (GObject *object)
{
  stop_watching (BS_NOTEBOOK (object));

  G_OBJECT_CLASS (bs_notebook_parent_class)->dispose (object);
}

static void
bs_notebook_finalize (GObject *object)
{
  BsNotebook *self = BS_NOTEBOOK (object);

  /* Jobs keep the notebook: there are none. */
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_clear_pointer (&self->own, bs_sidecar_free);
  g_clear_pointer (&self->copy, bs_sidecar_free);
  g_free (self->text);
  bs_trace_unref (self->trace);

  G_OBJECT_CLASS (bs_notebook_parent_class)->finalize (object);
}

static void
bs_notebook_class_init (BsNotebookClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_notebook_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_notebook_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bs_notebook_init (BsNotebook *self)
{
  self->pool = g_thread_pool_new (work_cb, self, 1, FALSE, NULL);
}

BsNotebook *
bs_notebook_new (BsTrace *trace)
{
  BsNotebook *self = g_object_new (BS_TYPE_NOTEBOOK, NULL);

  self->trace = bs_trace_ref (trace);
  bs_notebook_run (self, NULL, NULL, NULL, NULL, NULL);
  return self;
}

const BsSidecar *
bs_notebook_get_sidecar (BsNotebook *self)
{
  g_return_val_if_fail (BS_IS_NOTEBOOK (self), NULL);

  return self->copy;
}

gboolean
bs_notebook_get_busy (BsNotebook *self)
{
  g_return_val_if_fail (BS_IS_NOTEBOOK (self), FALSE);

  return self->n_pending > self->n_refreshing;
}

void
bs_notebook_run (BsNotebook *self, BsNotebookJob func, gpointer data, GDestroyNotify free_data,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *outer = NULL, *task;
  Job *job;

  g_return_if_fail (BS_IS_NOTEBOOK (self));

  if (callback != NULL)
    {
      outer = g_task_new (self, NULL, callback, user_data);
      g_task_set_source_tag (outer, bs_notebook_run);
    }
  task = g_task_new (self, NULL, done_cb, outer);
  job = g_new0 (Job, 1);
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  g_task_set_task_data (task, job, job_free);
  self->n_pending++;
  g_thread_pool_push (self->pool, task, NULL);
}

gboolean
bs_notebook_run_finish (BsNotebook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
