/* SPDX-License-Identifier: Apache-2.0 */
/* What the cost model predicts of the batches in a range, beside what was measured. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/tables/table.h"
#include "profiles/timing/timing-walk.h"

G_BEGIN_DECLS

/** bs_timing_prediction_types: Returns: (transfer full): a row a type that ran, and one of all without a
 * type: type, batches, nodes, run_ns, predicted_ns, error (of the sums), median_error (of batches, whatever
 * its sign), worst (the decision that is farthest off in time). Batches that lie in the range in part count
 * whole. Of all of a trace the first columns are those of bs_tables_cost_types(). */
BsTable *bs_timing_prediction_types (const BsTrace *trace, const BsCostModel *model,
                                     const BsTimingRange *range);

/** bs_timing_prediction_worst: Returns: (transfer full): the batches that are farthest off in time, @n of
 * them at most: decision, type, batch_size, measured_ns, predicted_ns, residual_ns, error. */
BsTable *bs_timing_prediction_worst (const BsTrace *trace, const BsCostModel *model,
                                     const BsTimingRange *range, guint n);

G_END_DECLS
