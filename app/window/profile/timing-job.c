/* SPDX-License-Identifier: Apache-2.0 */
/* What the pictures of the timing panel have made in threads. */
#include "config.h"

#include "app/window/profile/timing-job.h"

#include <glib/gi18n-lib.h>

#include "profiles/recording/machine-limits.h"

typedef struct
{
  BsTimingJob job;
  BsPlotRoofs roofs;
} Made;

void
bs_roofs_free (BsPlotRoofs *roofs)
{
  bs_plot_roofs_clear (roofs);
  g_free (roofs);
}

static void
made_free (gpointer data)
{
  Made *self = data;

  bs_timing_cache_unref (self->job.cache);
  bs_plot_roofs_clear (&self->roofs);
  g_free (self);
}

static Made *
made_new (const BsTimingJob *job)
{
  Made *self = g_new0 (Made, 1);

  self->job = *job;
  bs_timing_cache_ref (self->job.cache);

  return self;
}

static BsPlotRoofs *
measure (GError **error)
{
  BsMachineLimits limits;
  BsPlotRoofs *roofs;

  if (!bs_machine_limits_measure (&limits, error))
    return NULL;

  roofs = g_new0 (BsPlotRoofs, 1);
  bs_plot_roofs_set_limits (roofs, &limits);
  roofs->origin = "this_machine";
  roofs->whose = g_strdup (_ ("of one thread of this machine, measured now; the trace has none"));

  return roofs;
}

static BsPlot *
make_plot (const BsTimingJob *job, GCancellable *cancellable, GError **error)
{
  BsTrace *trace = bs_timing_cache_get_trace (job->cache);
  const BsCostModel *model;

  if (job->kind == BS_TIMING_JOB_ROOFLINE)
    return bs_plot_new_roofline (trace, &job->range, cancellable);

  model = bs_timing_cache_get_model (job->cache, error);

  return model != NULL ? bs_plot_new_prediction (trace, &job->range, model, cancellable) : NULL;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const BsTimingJob *job = &((Made *) data)->job;
  BsTrace *trace = bs_timing_cache_get_trace (job->cache);
  GDestroyNotify destroy;
  GError *error = NULL;
  gpointer made;

  switch (job->kind)
    {
    case BS_TIMING_JOB_HISTOGRAM:
      made = bs_histogram_new (trace, &job->query, &job->range, cancellable);
      destroy = (GDestroyNotify) bs_histogram_free;
      break;

    case BS_TIMING_JOB_FINDINGS:
      made = bs_findings_new (trace);
      destroy = (GDestroyNotify) g_ptr_array_unref;
      break;

    case BS_TIMING_JOB_MACHINE:
      made = measure (&error);
      destroy = (GDestroyNotify) bs_roofs_free;
      break;

    case BS_TIMING_JOB_ROOFLINE:
    case BS_TIMING_JOB_PREDICTION:
    default:
      made = make_plot (job, cancellable, &error);
      destroy = (GDestroyNotify) bs_plot_free;
      break;
    }

  if (made == NULL && error == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, made, destroy);
}

void
bs_timing_job_start (const BsTimingJob *job, gpointer source, GCancellable *cancellable,
                     GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  g_task_set_task_data (task, made_new (job), made_free);
  g_task_run_in_thread (task, run);
}

static BsTable *
make_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  const Made *self = data;
  const BsTimingJob *job = &self->job;
  BsTable *table = NULL;

  if (job->kind == BS_TIMING_JOB_HISTOGRAM)
    {
      g_autoptr (BsHistogram)
          histogram = bs_histogram_new (trace, &job->query, &job->range, cancellable);

      table = histogram != NULL ? bs_histogram_tabulate (histogram, trace) : NULL;
    }
  else if (job->kind == BS_TIMING_JOB_FINDINGS)
    {
      g_autoptr (GPtrArray) findings = bs_findings_new (trace);

      table = bs_findings_tabulate (findings);
    }
  else
    {
      g_autoptr (BsPlot) plot = make_plot (job, cancellable, error);

      table = plot != NULL ? bs_plot_tabulate (plot, trace, &self->roofs) : NULL;
    }
  if (table == NULL && error != NULL && *error == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, error);

  return table;
}

void
bs_timing_job_set_table (const BsTimingJob *job, BsViewFrame *frame, const BsPlotRoofs *roofs)
{
  Made *made = made_new (job);

  made->roofs.gflops = roofs->gflops;
  made->roofs.gb_per_s = roofs->gb_per_s;
  made->roofs.origin = roofs->origin;
  bs_view_frame_set_table (frame, make_table, FALSE, made, made_free);
}
