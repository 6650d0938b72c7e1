/* SPDX-License-Identifier: Apache-2.0 */
/* What the pictures of the timing panel have made in threads. */
#pragma once

#include "app/window/parts/view-frame.h"
#include "app/window/profile/timing-cache.h"
#include "profiles/report/findings.h"
#include "profiles/timing/timing-histogram.h"
#include "profiles/timing/timing-plot.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TIMING_JOB_ROOFLINE,   /* gives a BsPlot */
  BS_TIMING_JOB_HISTOGRAM,  /* a BsHistogram */
  BS_TIMING_JOB_PREDICTION, /* a BsPlot */
  BS_TIMING_JOB_FINDINGS,   /* BsFindings */
  BS_TIMING_JOB_MACHINE     /* BsPlotRoofs of this machine */
} BsTimingJobKind;

typedef struct
{
  BsTimingJobKind kind;
  BsTimingCache *cache;
  BsTimingRange range;
  BsHistogramQuery query;
} BsTimingJob;

/** bs_timing_job_start: @job: copied; the task data of what @callback gets. g_task_propagate_pointer ()
 * gives the result. */
void bs_timing_job_start (const BsTimingJob *job, gpointer source, GCancellable *cancellable,
                          GAsyncReadyCallback callback);

/** bs_timing_job_set_table: makes @frame show the rows behind the same. */
void bs_timing_job_set_table (const BsTimingJob *job, BsViewFrame *frame, const BsPlotRoofs *roofs);

/** bs_roofs_free: of what a job gave. */
void bs_roofs_free (BsPlotRoofs *roofs);

G_END_DECLS
