/* SPDX-License-Identifier: Apache-2.0 */
/* Records a run and looks over its shoulder: what the engine itself knew at each decision. */
#pragma once

#include "engine/planning/graph-plan.h"
#include "engine/planning/planner.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

/* The frontier when a decision was made. */
typedef struct
{
  guint32 n_nodes, n_executed; /* of the graph so far */
  guint n_types, n_ready_types;
  guint32 *ready; /* [n_types] */
  guint64 *lists; /* [n_types] sums of the nodes that are ready, in their order; 0: it has none */
  guint64 *sets;  /* [n_types] sums of the same, ascending */
} LiveState;

/* Where a mini-batch was placed. */
typedef struct
{
  guint n_types;
  BsPlanType *types;
  BsGraphPlan *plan;
} LivePlacement;

typedef struct
{
  GPtrArray *states;     /* LiveState, from decision 1 */
  GPtrArray *placements; /* LivePlacement, by mini-batch; empty without a backend */
} LiveRun;

typedef struct
{
  const char *workload, *policy; /* as of bs_fixture_policy() */
  guint32 batch_size, n_batches;
  gboolean incremental;
  BsPlanner planner; /* BS_N_PLANNERS: nothing is executed */
} LiveOptions;

/* Records two mini-batches of a shipped model on its sample into @path. */
LiveRun *live_run_new (const LiveOptions *options, const char *path);
void live_run_free (LiveRun *self);

/* A sum of some nodes in their order. */
guint64 live_sum (const guint32 *nodes, guint32 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveRun, live_run_free)

G_END_DECLS
