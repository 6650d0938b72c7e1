/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions for which a predicate is true. */
#include "config.h"

#include "app/window/model/finder.h"

#include <string.h>

#include "profiles/query/predicate.h"

struct _BsFinder
{
  GObject parent_instance;

  BsTrace *trace;
  char *text;
  GCancellable *cancellable; /* (nullable): of the look under way */
  GArray *decisions;
  char *message;
  glong where;
};

typedef struct
{
  BsTrace *trace;
  char *text;
  glong where;
} Job;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsFinder, bs_finder, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  bs_trace_unref (job->trace);
  g_free (job->text);
  g_free (job);
}

static void
look (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr (BsPredicate) predicate = bs_predicate_new_at (job->text, &job->where, &error);
  GArray *found = NULL;

  if (predicate != NULL)
    found = bs_predicate_find_all (predicate, job->trace, cancellable, &error);
  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsFinder *self = BS_FINDER (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = g_task_propagate_pointer (G_TASK (result), &error);

  /* Another text came since. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->decisions, g_array_unref);
  self->decisions = g_steal_pointer (&found);
  if (error != NULL)
    {
      self->message = g_strdup (error->message);
      self->where = job->where;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
start (BsFinder *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->message, g_free);
  self->where = -1;
  if (self->trace == NULL || self->text[strspn (self->text, " \t\n\f\r")] == '\0')
    {
      g_clear_pointer (&self->decisions, g_array_unref);
    }
  else
    {
      self->cancellable = g_cancellable_new ();
      task = g_task_new (self, self->cancellable, found_cb, NULL);
      g_task_set_source_tag (task, start);
      job = g_new0 (Job, 1);
      job->trace = bs_trace_ref (self->trace);
      job->text = g_strdup (self->text);
      g_task_set_task_data (task, job, job_free);
      g_task_run_in_thread (task, look);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bs_finder_finalize (GObject *object)
{
  BsFinder *self = BS_FINDER (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->decisions, g_array_unref);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_free (self->message);
  g_free (self->text);

  G_OBJECT_CLASS (bs_finder_parent_class)->finalize (object);
}

static void
bs_finder_class_init (BsFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_finder_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_finder_init (BsFinder *self)
{
  self->text = g_strdup ("");
  self->where = -1;
}

BsFinder *
bs_finder_new (void)
{
  return g_object_new (BS_TYPE_FINDER, NULL);
}

void
bs_finder_set_trace (BsFinder *self, BsTrace *trace)
{
  g_return_if_fail (BS_IS_FINDER (self));

  if (self->trace == trace)
    return;

  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  /* Those of the other trace mean nothing here. */
  g_clear_pointer (&self->decisions, g_array_unref);
  start (self);
}

void
bs_finder_set_text (BsFinder *self, const char *text)
{
  g_return_if_fail (BS_IS_FINDER (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  start (self);
}

const char *
bs_finder_get_text (BsFinder *self)
{
  g_return_val_if_fail (BS_IS_FINDER (self), "");

  return self->text;
}

gboolean
bs_finder_get_busy (BsFinder *self)
{
  g_return_val_if_fail (BS_IS_FINDER (self), FALSE);

  return self->cancellable != NULL;
}

GArray *
bs_finder_get_decisions (BsFinder *self)
{
  g_return_val_if_fail (BS_IS_FINDER (self), NULL);

  return self->decisions;
}

const char *
bs_finder_get_message (BsFinder *self)
{
  g_return_val_if_fail (BS_IS_FINDER (self), NULL);

  return self->message;
}

glong
bs_finder_get_where (BsFinder *self)
{
  g_return_val_if_fail (BS_IS_FINDER (self), -1);

  return self->where;
}

guint
bs_decisions_place (const GArray *decisions, guint32 decision)
{
  guint low = 0, high = decisions != NULL ? decisions->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (decisions, guint32, middle) < decision)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint32
bs_decisions_next (const GArray *decisions, guint32 from, gboolean forward)
{
  guint n = decisions != NULL ? decisions->len : 0;
  guint place;

  if (forward)
    {
      place = from < G_MAXUINT32 ? bs_decisions_place (decisions, from + 1) : n;
      return place < n ? g_array_index (decisions, guint32, place) : 0;
    }

  place = bs_decisions_place (decisions, from);
  return place > 0 ? g_array_index (decisions, guint32, place - 1) : 0;
}

gboolean
bs_decisions_have (const GArray *decisions, guint32 decision)
{
  guint place = bs_decisions_place (decisions, decision);

  return decisions != NULL && place < decisions->len
         && g_array_index (decisions, guint32, place) == decision;
}
