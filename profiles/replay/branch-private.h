/* SPDX-License-Identifier: Apache-2.0 */
/* Where a mini-batch is left for a branch: what branches and regrets share. */
#pragma once

#include "profiles/replay/branch.h"

G_BEGIN_DECLS

/* A mini-batch as it was recorded, or as a branch has it. */
typedef struct
{
  const BsTrace *trace;
  BsTraceGraph *unpacked;
  guint32 mini_batch;
  guint32 first_decision; /* from 1 through the whole trace */
  guint32 n_stages;       /* at least one */
  guint32 *stage_first;   /* [n_stages + 1] where the decisions of each begin, from 0 */
  guint64 n_graphs;       /* and stages, that were decided on before */
  BsSchedule *schedule;   /* without states and candidates */
} BsBranchBase;

/* @parent: (nullable): the branch that is left; NULL: the recording. */
gboolean bs_branch_base_init (BsBranchBase *self, const BsTrace *trace, guint32 mini_batch,
                              const BsBranch *parent, GError **error);
void bs_branch_base_clear (BsBranchBase *self);

/* The stage in which decision @index is, from 0 through the mini-batch. */
guint32 bs_branch_base_find_stage (const BsBranchBase *self, guint32 index);

/* Begins a stage and follows its decisions up to @end, from 0 through the mini-batch. @renew: (nullable):
 * after these (terminated by G_MAXUINT32) the policy decided, when it can plan. */
gboolean bs_branch_base_follow (const BsBranchBase *self, BsScheduler *scheduler, BsPolicy *policy,
                                const BsGraph *graph, guint32 stage, guint32 end, gboolean own,
                                const guint32 *renew, GError **error);

/* A number for each node; a set of nodes is known by the sum of theirs. */
guint64 bs_branch_mark (guint32 node);

static inline guint64
bs_branch_mark_all (const guint32 *nodes, guint32 n_nodes)
{
  guint64 sum = 0;

  for (guint32 i = 0; i < n_nodes; i++)
    sum += bs_branch_mark (nodes[i]);

  return sum;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsBranchBase, bs_branch_base_clear)

G_END_DECLS
