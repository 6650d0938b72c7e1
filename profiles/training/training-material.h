/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy is learned on: graphs, and others that are kept apart to try it on. */
#pragma once

#include <gio/gio.h>

#include "engine/batch-costs.h"
#include "engine/training.h"
#include "profiles/recording/run-inputs.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* All graphs are in memory at once. */
#define BS_TRAINING_MAX_GRAPHS 4096

typedef struct _BsTrainingMaterial BsTrainingMaterial;

/**
 * BsTrainingMaterial:
 *
 * Immutable once made; safe to share between threads.
 */
struct _BsTrainingMaterial
{
  BsTypeTable *types;     /* of the graphs to learn on, in order of first appearance */
  BsTypeTable *all_types; /* the same ids, and those of the others */
  GPtrArray *graphs;      /* BsGraph: @n_training to learn on, then those kept apart */
  guint32 *numbers;       /* [graphs] of the mini-batches, as people know them */
  guint n_training;
  char *workload;     /* (nullable): the name of the model */
  guint32 batch_size; /* where there is a model */
  char *data;         /* (nullable): names of files, for people */

  BsBatchCosts *costs; /* (nullable): what batches cost, by the ids of @all_types */
  char *costs_name;    /* (nullable): the trace that says so, for people */
  char *costs_note;    /* (nullable): why there are none, or of which types they are a guess */

  /*< private >*/
  int refs;
  gboolean leaves_choice;
};

/**
 * bs_training_material_load:
 * @inputs: initialised choices; opened by this
 * @n_held_out: mini-batches after those of @inputs; of graphs the last ones
 * @costs: (nullable): a trace that says what batches cost
 *
 * Returns: (transfer full): the graphs, or %NULL with an error
 */
BsTrainingMaterial *bs_training_material_load (BsRunInputs *inputs, guint32 n_held_out,
                                               const char *costs, GCancellable *cancellable,
                                               GError **error);

/**
 * bs_training_material_new_for_trace:
 * @training: (array length=n_training): mini-batches, ascending
 * @held_out: (array length=n_held_out): others
 *
 * Costs are those of @trace itself.
 *
 * Returns: (transfer full): the graphs as they were recorded; %NULL with an error for those that were
 *   not recorded whole
 */
BsTrainingMaterial *bs_training_material_new_for_trace (const BsTrace *trace,
                                                        const guint32 *training, guint n_training,
                                                        const guint32 *held_out, guint n_held_out,
                                                        GCancellable *cancellable, GError **error);

BsTrainingMaterial *bs_training_material_ref (BsTrainingMaterial *self);
void bs_training_material_unref (BsTrainingMaterial *self);

/** bs_training_material_get_graphs: Returns: (transfer none) (array): all of them. */
static inline BsGraph *const *
bs_training_material_get_graphs (const BsTrainingMaterial *self)
{
  return (BsGraph *const *) self->graphs->pdata;
}

/** bs_training_material_leaves_choice: Returns: whether types of any graph to learn on ever have to be
 * chosen between: else there is nothing to learn. */
static inline gboolean
bs_training_material_leaves_choice (const BsTrainingMaterial *self)
{
  return self->leaves_choice;
}

/** bs_training_describe_data: Returns: (transfer full): the names of the files of @inputs, which are
 * open. */
char *bs_training_describe_data (const BsRunInputs *inputs);

/** bs_training_divide: takes @n_held_out of graphs from @n_training. Returns: %FALSE with an error where
 * too many would be kept apart, or are asked for. */
gboolean bs_training_divide (const BsRunInputs *inputs, guint32 n_held_out, guint32 *n_training,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingMaterial, bs_training_material_unref)

G_END_DECLS
