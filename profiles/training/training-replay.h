/* SPDX-License-Identifier: Apache-2.0 */
/* A table as it was while it was learned: learned again up to there. */
#pragma once

#include "profiles/training/training-material.h"

G_BEGIN_DECLS

/**
 * bs_training_replay:
 * @start: (nullable): the table that was gone on from
 * @episode: from 1; where priorities are learned, a change
 * @graph: (out): that it was learned on, by its place in @material
 *
 * Learns again as bs_train_watched() did with the same arguments, which takes as long. The same arguments
 * give the same table, bit for bit.
 *
 * Returns: (transfer full): the table as it was behind @episode, or %NULL with %BS_ERROR_RANGE where learning
 *   ends before, cancelled, or what bs_train_watched() says
 */
BsFsm *bs_training_replay (BsTrainingMaterial *material, const BsTrainingOptions *options,
                           const BsFsm *start, guint32 episode, guint *graph,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
