/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: a model with its data, sizes, seed; or graphs as files. */
#include "config.h"

#include "app/cli/data-options.h"

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "engine/error.h"

void
bs_cli_data_add_options (BsCliData *self, GOptionContext *context, BsCliDataParts parts)
{
  const GOptionEntry model[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &self->inputs.workload,
      N_ ("Model that comes with the program (tree-lstm)"), N_ ("NAME") },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &self->inputs.model_path,
      N_ ("Model of your own, see batchscope-model(5)"), N_ ("FILE") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->inputs.files,
      N_ ("File of inputs, twice for pairs (the sample of the model)"), N_ ("FILE") },
    { "model-size", 0, 0, G_OPTION_ARG_STRING, &self->model_size_text,
      N_ ("Hidden size of the model (128)"), N_ ("N") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry batches[] = { { "batch-size", 0, 0, G_OPTION_ARG_STRING,
                                     &self->batch_size_text, N_ ("Inputs in a mini-batch (64)"),
                                     N_ ("N") },
                                   { "batches", 0, 0, G_OPTION_ARG_STRING, &self->n_batches_text,
                                     N_ ("Mini-batches (1)"), N_ ("N") },
                                   G_OPTION_ENTRY_NULL };
  const GOptionEntry graphs[] = {
    { "graph", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->inputs.graphs,
      N_ ("Graphs instead of a model, see batchscope-graph(5); may be repeated"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry growing[] = {
    { "incremental", 0, 0, G_OPTION_ARG_NONE, &self->inputs.incremental,
      N_ ("Append steps to the graph after those before them have run"), NULL },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry parameters[] = {
    { "parameters", 0, 0, G_OPTION_ARG_FILENAME, &self->inputs.parameters,
      N_ ("Parameters of the model, as safetensors (random, from the seed)"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry seed[] = { { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed_text,
                                  N_ ("Seed of everything random (1)"), N_ ("N") },
                                G_OPTION_ENTRY_NULL };
  const GOptionEntry *const entries[] = { model, batches, graphs, growing, parameters };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (parts & 1 << i)
      g_option_context_add_main_entries (context, entries[i], GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, seed, GETTEXT_PACKAGE);
}

gboolean
bs_cli_data_is_given (const BsCliData *self)
{
  return self->inputs.workload != NULL || self->inputs.model_path != NULL
         || self->inputs.files != NULL || self->n_batches_text != NULL
         || self->batch_size_text != NULL || self->model_size_text != NULL
         || self->inputs.parameters != NULL || self->inputs.incremental;
}

gboolean
bs_cli_data_check (BsCliData *self, GError **error)
{
  BsRunInputs defaults;

  bs_run_inputs_init (&defaults);
  self->inputs.model_size = defaults.model_size;
  self->inputs.batch_size = defaults.batch_size;
  self->inputs.n_batches = defaults.n_batches;
  self->inputs.seed = defaults.seed;
  if (!bs_cli_parse_uint32 ("--model-size", self->model_size_text, 1, BS_RUN_MAX_MODEL_SIZE,
                            &self->inputs.model_size, error)
      || !bs_cli_parse_uint32 ("--batch-size", self->batch_size_text, 1, BS_RUN_MAX_BATCH_SIZE,
                               &self->inputs.batch_size, error)
      || !bs_cli_parse_uint32 ("--batches", self->n_batches_text, 1, BS_RUN_MAX_BATCHES,
                               &self->inputs.n_batches, error)
      || !bs_cli_parse_integer ("--seed", self->seed_text, 0, G_MAXUINT64, &self->inputs.seed,
                                error))
    return FALSE;

  if (self->inputs.workload != NULL && self->inputs.model_path != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("Give --workload or --model, not both"));
      return FALSE;
    }
  if (self->inputs.graphs != NULL && bs_cli_data_is_given (self))
    {
      g_set_error_literal (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("--graph stands for a model, and nothing is computed: give no --workload, --model, "
             "--data, --model-size, --batch-size, --batches, --parameters or --incremental with "
             "it"));
      return FALSE;
    }

  return TRUE;
}

void
bs_cli_data_clear (BsCliData *self)
{
  bs_run_inputs_clear (&self->inputs);
  g_clear_pointer (&self->model_size_text, g_free);
  g_clear_pointer (&self->batch_size_text, g_free);
  g_clear_pointer (&self->n_batches_text, g_free);
  g_clear_pointer (&self->seed_text, g_free);
}
