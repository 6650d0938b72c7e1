/* SPDX-License-Identifier: Apache-2.0 */
/* How the best table does on each graph, learned on or not, beside what rules do. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/training/training-digest.h"

G_BEGIN_DECLS

#define BS_TYPE_TRAIN_CHECKS (bs_train_checks_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainChecks, bs_train_checks, BS, TRAIN_CHECKS, GtkWidget)

/** bs_train_checks_set: all nullable: as far as it is known. @in_time: times are shown, not batches. */
void bs_train_checks_set (BsTrainChecks *self, const BsTrainingMaterial *material, gboolean in_time,
                          const BsTrainingYardstick *yardsticks, const BsEvaluation *evaluations);

G_END_DECLS
