/* SPDX-License-Identifier: Apache-2.0 */
/* What the Train page draws: the learning curve, small charts, states of the table. */
#pragma once

#include "app/window/parts/canvas.h"
#include "app/window/train/train-model.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TRAIN_CURVE,
  BS_TRAIN_EXPLORATION,
  BS_TRAIN_COVERAGE,
  BS_TRAIN_STATES
} BsTrainKind;

/** Property `kind`: of its picture. Signal `selected`: another episode, or state. */
#define BS_TYPE_TRAIN_CANVAS (bs_train_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainCanvas, bs_train_canvas, BS, TRAIN_CANVAS, BsCanvas)

void bs_train_canvas_set_model (BsTrainCanvas *self, BsTrainModel *model);

/** bs_train_canvas_get_selected: Returns: the episode, 0: none; or the place of a state, G_MAXUINT32:
 * none. */
guint32 bs_train_canvas_get_selected (BsTrainCanvas *self);
void bs_train_canvas_set_selected (BsTrainCanvas *self, guint32 selected);

G_END_DECLS
