/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say how a policy is learned. */
#pragma once

#include "engine/training.h"

G_BEGIN_DECLS

/**
 * BsCliTraining:
 *
 * Texts are as given; the rest is valid after bs_cli_training_check().
 */
typedef struct
{
  char *encoding, *resume;
  char *objective, *costs_path;
  gboolean published;
  char *episodes, *alpha, *learning_rate, *gamma, *steps;
  char *epsilon, *epsilon_decay, *epsilon_min, *check_every;
  gboolean true_maximum, act_when_safe;
  char *parts, *trials;

  BsFsm *start; /* (nullable): to go on from */
  BsBatchCosts *
      costs; /* (nullable): of batches, where these are to be least; see bs_cli_training_load_costs() */
  guint n_runs; /* one, or one a published encoding */
  BsTrainingOptions runs[BS_N_ENCODINGS];
} BsCliTraining;

void bs_cli_training_add_options (BsCliTraining *self, GOptionContext *context);

/** bs_cli_training_check: finds the method, reads what it goes on from, and the settings. */
gboolean bs_cli_training_check (BsCliTraining *self, guint64 seed, GError **error);

/** bs_cli_training_load_costs: what batches of @types cost, where their time is to be least: for all runs. */
gboolean bs_cli_training_load_costs (BsCliTraining *self, const BsTypeTable *types,
                                     GCancellable *cancellable, GError **error);

/** bs_cli_train_watched: bs_train() with a line that shows how it goes, on a terminal. */
BsTrainingResult *bs_cli_train_watched (BsGraph *const *graphs, guint n_graphs,
                                        const BsTypeTable *types, const BsTrainingOptions *options,
                                        const BsFsm *start, GCancellable *cancellable,
                                        GError **error);

/** bs_cli_training_progress: Returns: (nullable): what shows how learning goes on a terminal; its data are
 * the BsEncoding that is learned. */
BsTrainingProgress bs_cli_training_progress (void);

/** bs_cli_training_progress_end: removes what it showed. */
void bs_cli_training_progress_end (void);

void bs_cli_training_clear (BsCliTraining *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliTraining, bs_cli_training_clear)

G_END_DECLS
