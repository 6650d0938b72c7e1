/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over the decisions of a trace, ready for any place in it. Private to the replay. */
#pragma once

#include "profiles/replay/replay.h"

G_BEGIN_DECLS

typedef struct _BsReplaySums BsReplaySums;

/** bs_replay_sums_new: O(decisions), and a byte and a half of memory for each. */
BsReplaySums *bs_replay_sums_new (const BsTrace *trace);
void bs_replay_sums_free (BsReplaySums *self);

/** bs_replay_sums_get: @own: (out): over the decisions of @mini_batch before its @slot; @all: (out):
 * over these and those of the mini-batches before. O(1). */
void bs_replay_sums_get (const BsReplaySums *self, guint32 mini_batch, guint32 slot,
                         BsReplayCounters *own, BsReplayCounters *all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReplaySums, bs_replay_sums_free)

G_END_DECLS
