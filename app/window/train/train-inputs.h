/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that say which graphs are learned on, and which are kept apart: those of a trace, of a model with
 * its inputs, or of files. They are loaded in a thread. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/training/training-material.h"

G_BEGIN_DECLS

/** Signal `material`: what bs_train_inputs_get_material() gives is another. */
#define BS_TYPE_TRAIN_INPUTS (bs_train_inputs_get_type ())
G_DECLARE_FINAL_TYPE (BsTrainInputs, bs_train_inputs, BS, TRAIN_INPUTS, GtkWidget)

GtkWidget *bs_train_inputs_new (void);

/** bs_train_inputs_set_trace: @trace: (nullable). */
void bs_train_inputs_set_trace (BsTrainInputs *self, BsTrace *trace);

/** bs_train_inputs_get_material: Returns: (transfer none) (nullable): see bs_train_form_get_material(). */
BsTrainingMaterial *bs_train_inputs_get_material (BsTrainInputs *self, const char **why);

/** bs_train_inputs_set_in_time: @in_time: what batches take has to be known: of a trace from the trace,
 * of others from a trace that is chosen. */
void bs_train_inputs_set_in_time (BsTrainInputs *self, gboolean in_time);

/** bs_train_inputs_set_graphs: @files: (array zero-terminated=1): are learned on instead of a model. */
void bs_train_inputs_set_graphs (BsTrainInputs *self, const char *const *files);

/** bs_train_inputs_set_seed: of inputs that are generated, as on the command line that of the first run. */
void bs_train_inputs_set_seed (BsTrainInputs *self, guint64 seed);

/** bs_train_inputs_give_up: nothing is loaded any more. */
void bs_train_inputs_give_up (BsTrainInputs *self);

G_END_DECLS
