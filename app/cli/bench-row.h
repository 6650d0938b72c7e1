/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the benchmark table: what runs, and how fast it did. */
#pragma once

#include <gio/gio.h>

#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "engine/run.h"

G_BEGIN_DECLS

/**
 * BsBenchRow:
 *
 * Sums are over the mini-batches of the best pass, the one that took the least time.
 */
typedef struct
{
  const char *workload, *policy; /* not owned */
  guint32 size, batch_size, n_mini_batches;
  BsPlanner planner;
  guint32 n_threads;

  gboolean done; /* what follows is valid */
  gint64 wall_ns, construct_ns, schedule_ns, execute_ns;
  guint64 batches;
  BsBackendCounters counters; /* room: the most of any mini-batch */
  double loss;
  guint peak; /* the measurement of the sgemm peak before it, from 0 */
  double sgemm_gflops;
} BsBenchRow;

/**
 * bs_bench_row_measure:
 * @data: opened; batch size and number of mini-batches as the row says
 * @policy: of @policies, prepared
 * @n_repeats: passes that are timed, after one that is not
 *
 * A pass is bs_run() over all mini-batches, from the construction of the first graph to the
 * destruction of the last.
 *
 * Returns: %FALSE with an error when a mini-batch cannot run, or when cancelled
 */
gboolean bs_bench_row_measure (BsBenchRow *self, BsCliData *data, BsCliPolicies *policies,
                               BsRunPolicy *policy, BsBackend *backend, guint n_repeats,
                               GCancellable *cancellable, GError **error);

/** bs_bench_row_instances_per_s, bs_bench_row_gflops: over the whole time of the pass. */
double bs_bench_row_instances_per_s (const BsBenchRow *self);
double bs_bench_row_gflops (const BsBenchRow *self);

/** bs_bench_row_describe: Returns: (transfer full): what runs, in words. */
char *bs_bench_row_describe (const BsBenchRow *self);

/** bs_bench_row_agrees: Returns: whether the losses are equal to one part in 10^4. */
gboolean bs_bench_row_agrees (double loss, double other);

G_END_DECLS
