/* SPDX-License-Identifier: Apache-2.0 */
/* What the timing panel knows of a trace, worked out in whichever thread asks first and kept: the sums of
 * the range that was asked for last, and the cost model. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/timing/timing.h"

G_BEGIN_DECLS

typedef struct _BsTimingCache BsTimingCache;

BsTimingCache *bs_timing_cache_new (BsTrace *trace);
BsTimingCache *bs_timing_cache_ref (BsTimingCache *self);
void bs_timing_cache_unref (BsTimingCache *self);

BsTrace *bs_timing_cache_get_trace (BsTimingCache *self);

/** bs_timing_cache_get_sums: waits. Returns: (transfer full): %NULL with %G_IO_ERROR_CANCELLED. */
BsTiming *bs_timing_cache_get_sums (BsTimingCache *self, const BsTimingRange *range,
                                    GCancellable *cancellable, GError **error);

/** bs_timing_cache_peek_sums: for the UI thread. Returns: (transfer full) (nullable): what is there. */
BsTiming *bs_timing_cache_peek_sums (BsTimingCache *self);

/** bs_timing_cache_get_model: waits. Returns: (transfer none): as of bs_cost_model_new(); as long as
 * @self is there. */
const BsCostModel *bs_timing_cache_get_model (BsTimingCache *self, GError **error);

/** bs_timing_cache_peek_model: for the UI thread. Returns: (transfer none) (nullable): what is there. */
const BsCostModel *bs_timing_cache_peek_model (BsTimingCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTimingCache, bs_timing_cache_unref)

G_END_DECLS
