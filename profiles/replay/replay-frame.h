/* SPDX-License-Identifier: Apache-2.0 */
/* A mini-batch as the decision clock walks through it: what changes from one decision to the next,
 * and a keyframe now and then. Private to the replay. */
#pragma once

#include "profiles/replay/replay-values.h"
#include "profiles/replay/replay.h"

G_BEGIN_DECLS

/* So many nodes of a type become ready. */
typedef struct
{
  guint32 type, count;
} BsReplayDelta;

/* Numbers by type at a decision, all in one block that begins at @ready. */
typedef struct
{
  guint32 *ready, *executed, *batches; /* [n_types] each */
} BsReplayCounts;

/**
 * BsReplayFrame:
 *
 * A slot is a decision counted from 0 in its mini-batch. There is always slot 0, even where no
 * decision was recorded. O(nodes + decisions) of memory.
 */
typedef struct
{
  const BsTrace *trace;
  const BsTraceMiniBatch *mini_batch;
  BsTraceGraph *graph;
  guint n_types;          /* of the trace */
  guint32 n_slots;        /* at least 1 */
  guint32 *type_start;    /* [types of the graph + 1] into: */
  guint32 *type_order;    /* [n_nodes] nodes of a type together, in the order in which they run */
  guint32 *delta_start;   /* [n_slots + 1] into: */
  BsReplayDelta *deltas;  /* what is ready at a slot first, ascending by type */
  guint32 interval;       /* slots from keyframe to keyframe */
  guint32 *keyframes;     /* [3 * n_types] each */
  BsReplayValues *values; /* (nullable): made when first asked for */
  guint32 *fewest_left;   /* (nullable) [n_slots]: the same */
  gboolean fewest_is_beyond; /* that takes too long */
} BsReplayFrame;

BsReplayFrame *bs_replay_frame_new (const BsTrace *trace, guint32 mini_batch);
void bs_replay_frame_free (BsReplayFrame *self);

/** bs_replay_frame_place: sets @counts to what they are at @slot. */
void bs_replay_frame_place (const BsReplayFrame *self, guint32 slot, BsReplayCounts *counts);

/** bs_replay_frame_move: @counts, which are those of slot @from, become those of @to; O(what
 * changes in between). */
void bs_replay_frame_move (const BsReplayFrame *self, guint32 from, guint32 to,
                           BsReplayCounts *counts);

/** bs_replay_frame_changes: Returns: whether the frontier of @type is another at @slot than before
 * it; that of slot 0 was empty before. */
gboolean bs_replay_frame_changes (const BsReplayFrame *self, guint32 slot, guint type);

/** bs_replay_frame_get_values: Returns: (transfer none): made when first asked for. */
BsReplayValues *bs_replay_frame_get_values (BsReplayFrame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReplayFrame, bs_replay_frame_free)

G_END_DECLS
