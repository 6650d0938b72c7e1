/* SPDX-License-Identifier: Apache-2.0 */
/* What the Train page says of runs. */
#pragma once

#include "app/window/train/train-run.h"

G_BEGIN_DECLS

/** bs_train_run_text: Returns: (transfer full): how far a run is, or what came of it, in a line. */
char *bs_train_run_text (BsTrainRun *run);

/** bs_train_title_text: Returns: (transfer none): of the state of a run (nullable). */
const char *bs_train_title_text (BsTrainRun *run);

/** bs_train_episode_text: Returns: (transfer full): `episode 300 of 1 000`. */
char *bs_train_episode_text (BsTrainRun *run);

/** bs_train_log_text: @yardsticks: (nullable): of its material. Returns: (transfer full): what happened, a
 * line each, the last first. */
char *bs_train_log_text (BsTrainRun *run, const BsTrainingYardstick *yardsticks);

G_END_DECLS
