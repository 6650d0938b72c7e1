/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a Train page: a list model. One learns at a time; which is in front is what is shown of. */
#pragma once

#include "app/window/model/item-list.h"
#include "app/window/train/train-run.h"

G_BEGIN_DECLS

#define BS_TYPE_TRAIN_MODEL (bs_train_model_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainModel, bs_train_model, BS, TRAIN_MODEL, BsItemList)

/**
 * bs_train_model_new:
 *
 * Signals: `changed`: another run is in front, or one of them is otherwise; `moved`: the run that learns is
 * further; `digested`: more is known of the one in front; `measured`: of the material.
 */
BsTrainModel *bs_train_model_new (void);

/** bs_train_model_set_material: @material: (nullable): what the next run learns on; it is measured.
 * @in_time: predicted times are to be least, not batches. */
void bs_train_model_set_material (BsTrainModel *self, BsTrainingMaterial *material,
                                  gboolean in_time);
BsTrainingMaterial *bs_train_model_get_material (BsTrainModel *self); /* (nullable) */

/** bs_train_model_is_in_time: Returns: whether the run in front, or without one the next, makes predicted
 * times least. */
gboolean bs_train_model_is_in_time (BsTrainModel *self);

/** bs_train_model_get_yardsticks: Returns: (transfer none) (nullable): of the graphs of the material of
 * the run in front, or without one of the material. */
const BsTrainingYardstick *bs_train_model_get_yardsticks (BsTrainModel *self);

/** bs_train_model_add: learns as soon as no other does, and comes to the front if none learns. */
void bs_train_model_add (BsTrainModel *self, BsTrainRun *run);
void bs_train_model_remove (BsTrainModel *self, BsTrainRun *run);

/** bs_train_model_get_front: Returns: (transfer none) (nullable). */
BsTrainRun *bs_train_model_get_front (BsTrainModel *self);
void bs_train_model_set_front (BsTrainModel *self, BsTrainRun *run);

/** bs_train_model_get_learning: Returns: (transfer none) (nullable): the run that learns, or pauses. */
BsTrainRun *bs_train_model_get_learning (BsTrainModel *self);

/** bs_train_model_stop: the run that learns, and those that wait. */
void bs_train_model_stop (BsTrainModel *self);

/** bs_train_model_set_watched: @watched: somebody looks: `moved` is emitted many times a second. */
void bs_train_model_set_watched (BsTrainModel *self, gboolean watched);

/** bs_train_model_give_up: all threads end; for pages that go. */
void bs_train_model_give_up (BsTrainModel *self);

/** bs_train_model_tabulate: Returns: (transfer full): a row a run: name, encoding, seed, batches,
 * lower_bound, states, episodes, ns, state. */
BsTable *bs_train_model_tabulate (BsTrainModel *self);

G_END_DECLS
