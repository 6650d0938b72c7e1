/* SPDX-License-Identifier: Apache-2.0 */
/* An earlier run of bench, read from its CSV or JSON. */
#pragma once

#include "app/cli/bench-row.h"

G_BEGIN_DECLS

typedef struct _BsBenchEarlier BsBenchEarlier;

/* What is compared of a row of the earlier run. */
typedef struct
{
  double instances_per_s, sgemm_gflops; /* more than zero */
  double share, loss;                   /* NaN where the earlier run has none */
  gboolean found;                       /* by bs_bench_earlier_find() */
} BsBenchPartner;

/** bs_bench_earlier_load: Returns: (transfer full): the run, or %NULL with an error. */
BsBenchEarlier *bs_bench_earlier_load (const char *path, GError **error);

/** bs_bench_earlier_parse: the same of a text that nobody trusts; @name: what to call it in errors. */
BsBenchEarlier *bs_bench_earlier_parse (const char *name, const char *text, gsize length,
                                        GError **error);

void bs_bench_earlier_free (BsBenchEarlier *self);

/** bs_bench_earlier_find: Returns: (transfer none) (nullable): the row of the same workload, size,
 * batch size, number of mini-batches, policy, planner and threads; of several, the last. */
const BsBenchPartner *bs_bench_earlier_find (BsBenchEarlier *self, const BsBenchRow *row);

/** bs_bench_earlier_n_left: Returns: how many of its rows were never found. */
guint bs_bench_earlier_n_left (BsBenchEarlier *self);

/** bs_bench_partner_ratio: Returns: the instances a second of @row, for each GFLOP/s that the
 * machine could do at the time, divided by those of the earlier run. */
double bs_bench_partner_ratio (const BsBenchPartner *self, const BsBenchRow *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBenchEarlier, bs_bench_earlier_free)

G_END_DECLS
