/* SPDX-License-Identifier: Apache-2.0 */
/* When nothing ran, or less than could, and why. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/timing/timing.h"

G_BEGIN_DECLS

/* Gaps that are kept of each cause: the longest ones. */
#define BS_IDLE_GAPS 40

typedef enum
{
  /* No thread is busy. */
  BS_WAIT_BEFORE,  /* between the preparation of a mini-batch and its first batch */
  BS_WAIT_BETWEEN, /* between two batches */
  BS_WAIT_WITHIN,  /* between two kernels of a batch */
  BS_WAIT_AFTER,   /* between the last batch and what follows */
  /* Some are, others wait for them. */
  BS_WAIT_PREPARING, /* while one thread builds, schedules, plans or reads */
  BS_WAIT_LAST,      /* those that are done with their part of a batch */
  BS_WAIT_ALONE,     /* those that have no part of it */
  /* The device does nothing: BsIdleCause follows. */
  BS_WAIT_DEVICE,
  BS_N_WAITS = BS_WAIT_DEVICE + BS_N_IDLE_CAUSES
} BsWait;

typedef struct
{
  gint64 start_ns, end_ns;
  gint64 wait_ns;   /* of all threads that wait, added up */
  guint32 decision; /* whose batch comes next, or is the one meant; 0: none */
  guint32 mini_batch;
} BsWaitGap;

typedef struct
{
  guint64 n;
  gint64 ns;      /* of the clock */
  gint64 wait_ns; /* of all threads that wait, added up */
  guint n_gaps;
  BsWaitGap gaps[BS_IDLE_GAPS]; /* longest waits first */
} BsWaitSum;

/**
 * BsTimingIdle:
 *
 * Of a processor: every moment of every thread between the first and the last event of a mini-batch is
 * either .busy_ns or in .sums. Of a device, whose trace says so: what is recorded.
 */
typedef struct
{
  gboolean of_device;
  guint n_threads; /* that work on batches */
  gint64 wall_ns;  /* of mini-batches, added up */
  gint64 busy_ns;  /* of all threads */
  gint64 wait_ns;  /* of all causes */
  gint64 idle_ns;  /* of the clock, while no thread was busy */
  BsWaitSum sums[BS_N_WAITS];
} BsTimingIdle;

/** bs_timing_idle_new: @range: (nullable): all. Returns: (transfer full): %NULL when it was cancelled. */
BsTimingIdle *bs_timing_idle_new (const BsTrace *trace, const BsTimingRange *range,
                                  GCancellable *cancellable);
void bs_timing_idle_free (BsTimingIdle *self);

/** bs_wait_get_name: Returns: of a cause, such as `between batches`, translated. */
const char *bs_wait_get_name (BsWait wait);

/** bs_wait_get_advice: Returns: what it is, and what can be done about it, in a translated sentence. */
const char *bs_wait_get_advice (BsWait wait);

/** bs_timing_idle_tabulate: Returns: (transfer full): a row a cause that is there, most first: cause,
 * times, wait_ns (of threads that wait, added up), share (of all waiting), ns (of the clock), mean_ns,
 * longest_ns, decision (of the longest). */
BsTable *bs_timing_idle_tabulate (const BsTimingIdle *self);

/** bs_timing_idle_tabulate_gaps: Returns: (transfer full): the longest of each cause, longest first:
 * cause, decision, type, mini_batch, start_ns (since the first event of the trace), ns, wait_ns. */
BsTable *bs_timing_idle_tabulate_gaps (const BsTimingIdle *self, const BsTrace *trace);

/** bs_timing_idle_list_gaps: Returns: (transfer full) (element-type BsWaitGap): the rows of that table. */
GArray *bs_timing_idle_list_gaps (const BsTimingIdle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTimingIdle, bs_timing_idle_free)

G_END_DECLS
