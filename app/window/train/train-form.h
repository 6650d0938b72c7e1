/* SPDX-License-Identifier: Apache-2.0 */
/* What is learned on, and how: rows that say what each is for. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/trace/trace.h"
#include "profiles/training/training-material.h"

G_BEGIN_DECLS

/* Seeds in a row. */
#define BS_TRAIN_MAX_SEEDS 50

/**
 * BsTrainForm:
 *
 * Signals: `material`: what is learned on is another, or not known (yet); `changed`: another setting.
 */
#define BS_TYPE_TRAIN_FORM (bs_train_form_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainForm, bs_train_form, BS, TRAIN_FORM, GtkWidget)

GtkWidget *bs_train_form_new (void);

/** bs_train_form_set_trace: @trace: (nullable): whose graphs are chosen from; without one, a model or
 * files of graphs are. */
void bs_train_form_set_trace (BsTrainForm *self, BsTrace *trace);

/** bs_train_form_get_material: Returns: (transfer none) (nullable): what is chosen; %NULL: it is loaded, or
 * @why there is none (nullable). */
BsTrainingMaterial *bs_train_form_get_material (BsTrainForm *self, const char **why);

/** bs_train_form_is_in_time: Returns: whether predicted times are to be least, not batches. */
gboolean bs_train_form_is_in_time (BsTrainForm *self);

/** bs_train_form_set_start: @name: (nullable): what is gone on from has @encoding; %NULL: nothing. */
void bs_train_form_set_start (BsTrainForm *self, const char *name, BsEncoding encoding,
                              gboolean act_when_safe);

/** bs_train_form_has_start: Returns: whether it is still to be gone on from. */
gboolean bs_train_form_has_start (BsTrainForm *self);

/** bs_train_form_collect: Returns: (transfer full) (element-type BsTrainingOptions): a row a run: each
 * encoding with each seed; their costs are those of the material. */
GArray *bs_train_form_collect (BsTrainForm *self);

/** bs_train_form_set_options: chooses what a run had. */
void bs_train_form_set_options (BsTrainForm *self, const BsTrainingOptions *options);

/** bs_train_form_reset: all settings as they are usually. */
void bs_train_form_reset (BsTrainForm *self);

G_END_DECLS
