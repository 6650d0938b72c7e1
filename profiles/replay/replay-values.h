/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a mini-batch: how long each is alive, how large it is, and where it lies. Private to
 * the replay. */
#pragma once

#include "engine/planning/graph-plan.h"
#include "profiles/replay/plans-now.h"
#include "profiles/replay/replay.h"

G_BEGIN_DECLS

/**
 * BsReplayValues:
 *
 * By slot, a decision counted from 0 in its mini-batch. Lengths are those that the memory plans of
 * the trace say; places are planned again, and are those that ran: where the trace says what its
 * plan saved, this one has to save the same.
 */
typedef struct
{
  const BsTrace *trace;
  const BsTraceGraph *graph;
  gboolean is_sized;                  /* lengths are known */
  BsPlanType *types;                  /* [types of the graph]: outputs, and how long they are */
  guint n_ports;                      /* the most outputs of a type */
  guint32 *last[BS_MAX_CELL_OUTPUTS]; /* [n_nodes] the decision that reads it last */
  guint64 *n_alive, *bytes, *peak;    /* [n_slots] */
  guint64 most_bytes;
  BsPlansNow *now;     /* (nullable): the run planned nothing, these were made since */
  gboolean is_planned; /* it was tried: */
  BsGraphPlan *plan;   /* (nullable) */
} BsReplayValues;

/** bs_replay_values_new: @now: (nullable): plans instead of those of the run. */
BsReplayValues *bs_replay_values_new (const BsTrace *trace, const BsTraceGraph *graph,
                                      BsPlansNow *now);
void bs_replay_values_free (BsReplayValues *self);

/** bs_replay_values_plan: finds the places, if that was not tried before. Returns: whether they are
 * known. */
gboolean bs_replay_values_plan (BsReplayValues *self);

/**
 * bs_replay_values_plan_unplanned:
 * @schedule: (out) (transfer full): of the whole mini-batch; the calls of plans are in its order
 *
 * Returns: (transfer full) (nullable): where values would lie in the order of execution; %NULL
 *   where bs_replay_values_plan() finds no places either
 */
BsGraphPlan *bs_replay_values_plan_unplanned (const BsReplayValues *self, BsSchedule **schedule);

/** bs_replay_values_get: Returns: an output that @node has; its place, if bs_replay_values_plan()
 * found them. */
BsReplayValue bs_replay_values_get (const BsReplayValues *self, guint32 node, guint output);

/** bs_replay_values_batch_bytes: Returns: what a batch of @size nodes of @type writes. */
guint64 bs_replay_values_batch_bytes (const BsReplayValues *self, guint type, guint32 size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReplayValues, bs_replay_values_free)

G_END_DECLS
