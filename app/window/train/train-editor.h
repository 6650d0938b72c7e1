/* SPDX-License-Identifier: Apache-2.0 */
/* A window in which people change what a table does, state by state, and see at once what comes of it. */
#pragma once

#include <adwaita.h>

#include "app/window/train/train-page.h"
#include "app/window/train/train-run.h"

G_BEGIN_DECLS

#define BS_TYPE_TRAIN_EDITOR (bs_train_editor_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainEditor, bs_train_editor, BS, TRAIN_EDITOR, AdwWindow)

/** bs_train_editor_new: Returns: (transfer none): of the best table of @run, which is left as it is; to be
 * presented. */
GtkWidget *bs_train_editor_new (BsTrainPage *page, BsTrainRun *run);

G_END_DECLS
