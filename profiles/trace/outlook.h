/* SPDX-License-Identifier: Apache-2.0 */
/* How far from the end each decision of a trace stands, at best. */
#pragma once

#include "profiles/trace/trace.h"

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

/** bs_outlook_get_work: Returns: how many nodes and edges bs_outlook_of_graph() goes through. */
guint64 bs_outlook_get_work (const BsGraph *graph);

/** bs_outlook_of_graph: the same of one mini-batch, from 0 for its first decision; where none was
 * recorded, of what stands before it. */
guint32 *bs_outlook_of_graph (const BsTrace *trace, const BsTraceGraph *unpacked,
                              GCancellable *cancellable);

G_END_DECLS
