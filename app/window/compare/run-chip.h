/* SPDX-License-Identifier: Apache-2.0 */
/* One of the runs that are compared, as a button: its letter and name, how far it is loaded or why it
 * could not be, and what can be done with it. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/compare/compare-model.h"

G_BEGIN_DECLS

#define BS_TYPE_RUN_CHIP (bs_run_chip_get_type ())
G_DECLARE_FINAL_TYPE (BsRunChip, bs_run_chip, BS, RUN_CHIP, GtkWidget)

GtkWidget *bs_run_chip_new (BsCompareModel *model, BsComparedSource *source);
BsComparedSource *bs_run_chip_get_source (BsRunChip *self);

/** bs_run_chip_update: the model is otherwise. */
void bs_run_chip_update (BsRunChip *self);

/** bs_run_badge_new: a label for the letter of a run; see bs_run_badge_set(). */
GtkWidget *bs_run_badge_new (void);
void bs_run_badge_set (GtkWidget *badge, guint run);

G_END_DECLS
