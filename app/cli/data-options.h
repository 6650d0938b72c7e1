/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: a model with its data, sizes, seed; or graphs as files. */
#pragma once

#include "profiles/recording/run-inputs.h"

G_BEGIN_DECLS

/* Which options a command has besides --seed. */
typedef enum
{
  BS_CLI_DATA_MODEL = 1 << 0,      /* --workload, --model, --data, --model-size */
  BS_CLI_DATA_BATCHES = 1 << 1,    /* --batch-size, --batches */
  BS_CLI_DATA_GRAPHS = 1 << 2,     /* --graph stands for a model */
  BS_CLI_DATA_GROWING = 1 << 3,    /* --incremental */
  BS_CLI_DATA_PARAMETERS = 1 << 4, /* --parameters */
} BsCliDataParts;

/* Texts are as given; numbers are valid after bs_cli_data_check(). */
typedef struct
{
  BsRunInputs inputs;
  char *model_size_text, *batch_size_text, *n_batches_text, *seed_text;
} BsCliData;

void bs_cli_data_add_options (BsCliData *self, GOptionContext *context, BsCliDataParts parts);

/** bs_cli_data_check: numbers, and what goes with what; opens nothing. */
gboolean bs_cli_data_check (BsCliData *self, GError **error);

/** bs_cli_data_is_given: Returns: whether any option was given that is about a model. */
gboolean bs_cli_data_is_given (const BsCliData *self);

void bs_cli_data_clear (BsCliData *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliData, bs_cli_data_clear)

G_END_DECLS
