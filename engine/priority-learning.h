/* SPDX-License-Identifier: Apache-2.0 */
/* Learns priorities of types and their marks: a number for each, the largest goes first.
 *
 * Numbers are changed at random, one or two at a time, and a change is kept when the schedules
 * that follow cost no more (batches, or what these take): a hill climber (Rechenberg's (1+1) evolution strategy) on the
 * very thing that counts. What keeps it from learning one mini-batch by heart is that it has few
 * numbers, that it also has to do well on parts of the graphs (random choices of their inputs), and
 * that of all improvements the one is kept that does best on other parts.
 *
 * Only components of several types leave a choice, so only their nodes are scheduled here. Private
 * to the engine. */
#pragma once

#include "engine/training-watch.h"

G_BEGIN_DECLS

/**
 * bs_learn_priorities:
 * @fsm: with all types; its components and priorities are filled, and the states that schedules of
 *   the graphs visit
 * @result: history, episodes, batches, costs and the table are set; the lower bounds are there
 */
void bs_learn_priorities (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                          const BsTrainingOptions *options, BsFsm *fsm, BsTrainingResult *result,
                          BsTrainingWatcher *watcher);

G_END_DECLS
