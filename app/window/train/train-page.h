/* SPDX-License-Identifier: Apache-2.0 */
/* The Train page: learns a policy and shows how. */
#pragma once

#include "app/window/parts/trace-view.h"
#include "engine/fsm.h"

G_BEGIN_DECLS

#define BS_TYPE_TRAIN_PAGE (bs_train_page_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainPage, bs_train_page, BS, TRAIN_PAGE, GtkWidget)

/** bs_train_page_go_on: @fsm: training goes on from this table, or people edit it. */
void bs_train_page_go_on (BsTrainPage *self, const char *name, BsFsm *fsm);

/** bs_train_page_is_training: Returns: whether something would be lost if it went now. */
gboolean bs_train_page_is_training (BsTrainPage *self);

G_END_DECLS
