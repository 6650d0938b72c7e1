/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: a model with its data, sizes, seed; or graphs as files. */
#pragma once

#include "engine/policy.h"
#include "engine/workload.h"
#include "profiles/files/graph-import.h"

G_BEGIN_DECLS

/* Larger ones are mistakes: parameters grow with the square of the size. */
#define BS_CLI_MAX_MODEL_SIZE 4096
#define BS_CLI_MAX_BATCH_SIZE 1000000

/* Which options a command has besides --seed. */
typedef enum
{
  BS_CLI_DATA_MODEL = 1 << 0,      /* --workload, --model, --data, --model-size */
  BS_CLI_DATA_BATCHES = 1 << 1,    /* --batch-size, --batches */
  BS_CLI_DATA_GRAPHS = 1 << 2,     /* --graph stands for a model */
  BS_CLI_DATA_GROWING = 1 << 3,    /* --incremental */
  BS_CLI_DATA_PARAMETERS = 1 << 4, /* --parameters */
} BsCliDataParts;

/**
 * BsCliData:
 *
 * Texts and files are as given. Numbers are valid after bs_cli_data_check(), @model_file and @files
 * after bs_cli_data_load(), the rest after bs_cli_data_open().
 */
typedef struct
{
  char *workload, *model_path;
  char **files;  /* the samples of the model where none were given */
  char **graphs; /* (nullable) instead of a model */
  char *parameters;
  char *model_size_text, *batch_size_text, *n_batches_text, *seed_text;
  gboolean incremental;

  guint32 model_size;
  guint32 batch_size;
  guint32 n_batches; /* with graphs: how many there are */
  guint64 seed;

  BsModelFile *model_file; /* (nullable) */
  BsWorkload *opened;      /* (nullable) */
  BsGraphImport *imported; /* (nullable) */
  BsTypeTable *types;      /* of all graphs, in order of first appearance */

  /*< private >*/
  char **inputs;
} BsCliData;

void bs_cli_data_add_options (BsCliData *self, GOptionContext *context, BsCliDataParts parts);

/** bs_cli_data_check: numbers, and what goes with what; opens nothing. */
gboolean bs_cli_data_check (BsCliData *self, GError **error);

/** bs_cli_data_is_given: Returns: whether any option was given that is about a model. */
gboolean bs_cli_data_is_given (const BsCliData *self);

/** bs_cli_data_load_model: reads the model file only, for what needs no inputs. */
gboolean bs_cli_data_load_model (BsCliData *self, GError **error);

/** bs_cli_data_load: reads the model file and decides on the files of inputs. */
gboolean bs_cli_data_load (BsCliData *self, GError **error);

/** bs_cli_data_open: reads inputs, or graphs. */
gboolean bs_cli_data_open (BsCliData *self, GError **error);

/** bs_cli_data_build_graph: Returns: (transfer full): the whole graph of mini-batch @mini_batch. */
BsGraph *bs_cli_data_build_graph (BsCliData *self, guint32 mini_batch, GError **error);

/**
 * bs_cli_data_schedule:
 * @graph: (out) (transfer full): what was scheduled
 *
 * Builds a mini-batch, step by step where it grows, and schedules it.
 *
 * Returns: (transfer full): the schedule
 */
BsSchedule *bs_cli_data_schedule (BsCliData *self, guint32 mini_batch, BsScheduler *scheduler,
                                  BsGraph **graph, GError **error);

/**
 * bs_cli_data_create_model:
 * @sha256: (out) (optional) (transfer full) (nullable): of the file of parameters
 *
 * Returns: (transfer full): the model, with parameters from their file or from the seed
 */
BsModel *bs_cli_data_create_model (BsCliData *self, char **sha256, GError **error);

/** bs_cli_data_inputs: Returns: (transfer none) (array zero-terminated=1): all files that are
 * read. */
const char *const *bs_cli_data_inputs (BsCliData *self);

void bs_cli_data_clear (BsCliData *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliData, bs_cli_data_clear)

G_END_DECLS
