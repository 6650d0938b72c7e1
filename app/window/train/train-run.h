/* SPDX-License-Identifier: Apache-2.0 */
/* One run of learning: its thread, how it goes, and what came of it. */
#pragma once

#include <gio/gio.h>

#include "profiles/training/training-course.h"
#include "profiles/training/training-digest.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TRAIN_WAITING, /* for the run before it */
  BS_TRAIN_RUNNING,
  BS_TRAIN_PAUSED,
  BS_TRAIN_DONE,
  BS_TRAIN_STOPPED,
  BS_TRAIN_FAILED
} BsTrainState;

#define BS_TYPE_TRAIN_RUN (bs_train_run_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainRun, bs_train_run, BS, TRAIN_RUN, GObject)

/**
 * bs_train_run_new:
 * @start: (nullable): a table to go on from; @start_name: (nullable): what it is called
 *
 * Signals: `changed` when it has another state, name or look; `digested` when its states or checks are
 * known anew.
 */
BsTrainRun *bs_train_run_new (BsTrainingMaterial *material, const BsTrainingOptions *options,
                              BsFsm *start, const char *start_name);

/* Returns: (transfer none). */
const char *bs_train_run_get_name (BsTrainRun *self);
void bs_train_run_set_name (BsTrainRun *self, const char *name);
BsTrainingMaterial *bs_train_run_get_material (BsTrainRun *self);
const BsTrainingOptions *bs_train_run_get_options (BsTrainRun *self);
gboolean bs_train_run_learns_priorities (BsTrainRun *self);

/** bs_train_run_is_in_time: Returns: whether predicted times are to be least, not batches. */
gboolean bs_train_run_is_in_time (BsTrainRun *self);
BsFsm *bs_train_run_get_start (BsTrainRun *self);           /* (nullable) */
const char *bs_train_run_get_start_name (BsTrainRun *self); /* (nullable) */
BsTrainState bs_train_run_get_state (BsTrainRun *self);
const char *bs_train_run_get_error (BsTrainRun *self); /* (nullable) */
gboolean bs_train_run_is_over (BsTrainRun *self);

/* Whether it lies in the charts, and how: see bs_learning_look(). */
gboolean bs_train_run_get_shown (BsTrainRun *self);
void bs_train_run_set_shown (BsTrainRun *self, gboolean shown);
guint bs_train_run_get_look (BsTrainRun *self);
void bs_train_run_set_look (BsTrainRun *self, guint look);

/** bs_train_run_start: once. */
void bs_train_run_start (BsTrainRun *self);
void bs_train_run_pause (BsTrainRun *self);
void bs_train_run_resume (BsTrainRun *self);
/** bs_train_run_stop: keeps the best so far. */
void bs_train_run_stop (BsTrainRun *self);
/** bs_train_run_give_up: ends its thread; nothing of it is wanted any more. */
void bs_train_run_give_up (BsTrainRun *self);

/** bs_train_run_read: Returns: (transfer none): how far it is now. */
const BsTrainingStory *bs_train_run_read (BsTrainRun *self);

/** bs_train_run_refresh: learns more of its states and checks in a thread, unless it does so already. */
void bs_train_run_refresh (BsTrainRun *self);

/** bs_train_run_get_result: Returns: (transfer none) (nullable): once it is done or stopped. */
const BsTrainingResult *bs_train_run_get_result (BsTrainRun *self);

/** bs_train_run_get_best: Returns: (transfer none) (nullable): the best table so far. */
BsFsm *bs_train_run_get_best (BsTrainRun *self);

/** bs_train_run_get_field: Returns: (transfer none) (nullable): states of the table as it was. */
BsTrainingField *bs_train_run_get_field (BsTrainRun *self);

/** bs_train_run_get_evaluations: Returns: (transfer none) (nullable): of the best table, one a graph. */
const BsEvaluation *bs_train_run_get_evaluations (BsTrainRun *self);

G_END_DECLS
