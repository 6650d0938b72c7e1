/* SPDX-License-Identifier: Apache-2.0 */
/* The list of runs: which lie in the charts, what came of each, renaming and deleting. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/train/train-model.h"

G_BEGIN_DECLS

#define BS_TYPE_TRAIN_RUNS (bs_train_runs_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainRuns, bs_train_runs, BS, TRAIN_RUNS, GtkWidget)

void bs_train_runs_set_model (BsTrainRuns *self, BsTrainModel *model);

/** bs_train_runs_update: the numbers of the run that learns. */
void bs_train_runs_update (BsTrainRuns *self);

G_END_DECLS
