/* SPDX-License-Identifier: Apache-2.0 */
/* How far from the end each decision of a trace stands, at best. */
#pragma once

#include "profiles/trace.h"

G_BEGIN_DECLS

/**
 * bs_outlook_new:
 * @cancellable: (nullable):
 *
 * For each decision the fewest batches that can follow in its mini-batch, its own included: the
 * sum over types of the longest chain of that type among the nodes that have not run.
 * O(types (V + E)): not on the UI thread.
 *
 * Returns: (transfer full) (array): by decision, from 0 for decision 1; free with g_free()
 */
guint32 *bs_outlook_new (const BsTrace *trace, GCancellable *cancellable);

G_END_DECLS
