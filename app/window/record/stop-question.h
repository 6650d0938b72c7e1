/* SPDX-License-Identifier: Apache-2.0 */
/* Asks whether a run that is being recorded is to end, where that would be lost. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** What `response` says where the run may end; all others let it go on. */
#define BS_STOP_QUESTION_DISCARD "discard"

/** bs_stop_question_new: Returns: (transfer none): modal for @parent; to be presented. */
GtkWidget *bs_stop_question_new (GtkWindow *parent);

/** bs_stop_question_new_for_training: the same about a policy that is learned. */
GtkWidget *bs_stop_question_new_for_training (GtkWindow *parent);

G_END_DECLS
