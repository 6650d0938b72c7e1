/* SPDX-License-Identifier: Apache-2.0 */
/* What a run is about: a model with its inputs, sizes and seed; or graphs as files. */
#pragma once

#include "engine/policy.h"
#include "engine/workload.h"
#include "profiles/files/graph-import.h"

G_BEGIN_DECLS

/* Larger ones are mistakes: parameters grow with the square of the size. */
#define BS_RUN_MAX_MODEL_SIZE 4096
#define BS_RUN_MAX_BATCH_SIZE 1000000
#define BS_RUN_MAX_BATCHES 1000000

/**
 * BsRunInputs:
 *
 * The first fields are choices, see bs_run_inputs_init(). @model_file, @files and @all_files are valid
 * after bs_run_inputs_load(), the rest after bs_run_inputs_open().
 */
typedef struct
{
  char *workload;   /* (nullable) that comes with the program */
  char *model_path; /* (nullable) instead: a model of one's own */
  char **files;     /* (nullable) the samples of the model where none were given */
  char **graphs;    /* (nullable) instead of a model */
  char *parameters; /* (nullable) of the model, as safetensors */
  gboolean incremental;
  guint32 model_size; /* hidden */
  guint32 batch_size; /* inputs a mini-batch */
  guint32 n_batches;  /* with graphs, once they are open: how many there are */
  guint64 seed;

  BsModelFile *model_file; /* (nullable) */
  BsWorkload *opened;      /* (nullable) */
  BsGraphImport *imported; /* (nullable) */
  BsTypeTable *types;      /* of all graphs, in order of first appearance */
  char **all_files;        /* that are read, but for the shipped model */
} BsRunInputs;

/** bs_run_inputs_init: tree-lstm, size 128, one mini-batch of 64, seed 1. */
void bs_run_inputs_init (BsRunInputs *self);

/** bs_run_inputs_copy_choices: @self: initialised with them, and with nothing that is open. */
void bs_run_inputs_copy_choices (BsRunInputs *self, const BsRunInputs *from);

/** bs_run_inputs_load_model: reads the model file only, for what needs no inputs. */
gboolean bs_run_inputs_load_model (BsRunInputs *self, GError **error);

/** bs_run_inputs_load: reads the model file and decides on the files of inputs. */
gboolean bs_run_inputs_load (BsRunInputs *self, GError **error);

/** bs_run_inputs_open: reads inputs, or graphs. */
gboolean bs_run_inputs_open (BsRunInputs *self, GError **error);

/** bs_run_inputs_build_graph: Returns: (transfer full): the whole graph of mini-batch @mini_batch. */
BsGraph *bs_run_inputs_build_graph (BsRunInputs *self, guint32 mini_batch, GError **error);

/**
 * bs_run_inputs_schedule:
 * @graph: (out) (transfer full): what was scheduled
 *
 * Builds a mini-batch, step by step where it grows, and schedules it.
 *
 * Returns: (transfer full): the schedule
 */
BsSchedule *bs_run_inputs_schedule (BsRunInputs *self, guint32 mini_batch, BsScheduler *scheduler,
                                    BsGraph **graph, GError **error);

/**
 * bs_run_inputs_create_model:
 * @sha256: (out) (optional) (transfer full) (nullable): of the file of parameters
 *
 * Returns: (transfer full): the model, with parameters from their file or from the seed
 */
BsModel *bs_run_inputs_create_model (BsRunInputs *self, char **sha256, GError **error);

void bs_run_inputs_clear (BsRunInputs *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsRunInputs, bs_run_inputs_clear)

G_END_DECLS
