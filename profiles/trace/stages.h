/* SPDX-License-Identifier: Apache-2.0 */
/* The stages of a graph that grew, made again one by one. A graph that did not grow has one. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_stages_count: Returns: how many stages a graph has, at least one. */
static inline guint32
bs_stages_count (const BsTraceMiniBatch *mini_batch)
{
  return MAX (mini_batch->n_stages, 1);
}

/** bs_stages_get_nodes: Returns: the nodes that stage @stage and those before have. */
guint32 bs_stages_get_nodes (const BsTraceMiniBatch *mini_batch, guint32 stage);

/** bs_stages_get_end: Returns: where the decisions of stage @stage end, from 0 through the
 * mini-batch. */
guint32 bs_stages_get_end (const BsTraceMiniBatch *mini_batch, guint32 stage);

/** bs_stages_get_work: Returns: nodes and inputs to go through when all stages are made one by one:
 * too many of a trace that nobody trusts may take too long. */
guint64 bs_stages_get_work (const BsTraceMiniBatch *mini_batch);

/** bs_stages_are_whole: Returns: whether all nodes are in a batch that was recorded. */
gboolean bs_stages_are_whole (const BsTrace *trace, const BsTraceMiniBatch *mini_batch);

/** bs_stages_cut_graph: Returns: (transfer full): the graph as it was in stage @stage. */
BsGraph *bs_stages_cut_graph (const BsTraceGraph *unpacked, guint32 stage);

/**
 * bs_stages_cut_schedule:
 * @graph: that of a stage, all of whose nodes are in the first @n_decisions batches
 *
 * Returns: (transfer full): the first decisions of the mini-batch as a schedule: batches of a type
 *   side by side, without reasons
 */
BsSchedule *bs_stages_cut_schedule (const BsTrace *trace, const BsTraceGraph *unpacked,
                                    const BsGraph *graph, guint32 n_decisions);

G_END_DECLS
