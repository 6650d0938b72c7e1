/* SPDX-License-Identifier: Apache-2.0 */
/* What the Memory page has made in threads. */
#include "config.h"

#include "app/window/memory/memory-job.h"

static void
job_free (gpointer data)
{
  BsMemoryJob *self = data;

  bs_trace_unref (self->trace);
  g_clear_pointer (&self->now, bs_plans_now_unref);
  g_free (self);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const BsMemoryJob *self = data;
  GDestroyNotify destroy;
  GError *error = NULL;
  gpointer made;

  switch (self->kind)
    {
    case BS_MEMORY_JOB_CELL:
      made = self->now != NULL ? bs_cell_memory_new_now (self->trace, self->now, self->cell)
                               : bs_cell_memory_new (self->trace, self->cell);
      destroy = (GDestroyNotify) bs_cell_memory_unref;
      break;
    case BS_MEMORY_JOB_OUTER:
      made = bs_outer_memory_new (self->trace, self->mini_batch, self->now, cancellable, &error);
      destroy = (GDestroyNotify) bs_outer_memory_unref;
      break;
    case BS_MEMORY_JOB_PLANS:
    default:
      made = bs_plans_now_new (self->trace, cancellable, &error);
      destroy = (GDestroyNotify) bs_plans_now_unref;
      break;
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, made, destroy);
}

void
bs_memory_job_start (const BsMemoryJob *job, gpointer source, GCancellable *cancellable,
                     GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);
  BsMemoryJob *copy = g_new (BsMemoryJob, 1);

  *copy = *job;
  bs_trace_ref (copy->trace);
  if (copy->now != NULL)
    bs_plans_now_ref (copy->now);
  g_task_set_task_data (task, copy, job_free);
  g_task_run_in_thread (task, run);
}
