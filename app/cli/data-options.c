/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: workload, data, sizes, seed; or graphs as files. */
#include "config.h"

#include "app/cli/data-options.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/cli/common.h"
#include "engine/error.h"
#include "engine/graph-text.h"

#define DEFAULT_WORKLOAD "tree-lstm"
#define DEFAULT_SAMPLE "samples/trees.txt"

/* Larger ones are mistakes: parameters grow with the square of the size. */
#define MAX_MODEL_SIZE 4096
#define MAX_BATCH_SIZE 1000000
#define MAX_BATCHES 1000000

void
bs_cli_data_add_options (BsCliData *self, GOptionContext *context, gboolean with_graphs)
{
  const GOptionEntry entries[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &self->workload,
      N_ ("Model and how it reads its data (tree-lstm)"), N_ ("NAME") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files,
      N_ ("File of inputs (the sample that comes with the program)"), N_ ("FILE") },
    { "model-size", 0, 0, G_OPTION_ARG_STRING, &self->model_size_text,
      N_ ("Hidden size of the model (128)"), N_ ("N") },
    { "batch-size", 0, 0, G_OPTION_ARG_STRING, &self->batch_size_text,
      N_ ("Inputs in a mini-batch (64)"), N_ ("N") },
    { "batches", 0, 0, G_OPTION_ARG_STRING, &self->n_batches_text, N_ ("Mini-batches (1)"),
      N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed_text,
      N_ ("Seed of parameters and of learning (1)"), N_ ("N") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry graph_entries[] = {
    { "graph", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->graphs,
      N_ ("Graph in text form instead of a workload; may be repeated"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (with_graphs)
    g_option_context_add_main_entries (context, graph_entries, GETTEXT_PACKAGE);
}

static gboolean
check_workload (BsCliData *self, GError **error)
{
  const char *const *names = bs_workload_names ();
  g_autofree char *known = NULL;

  if (self->workload == NULL)
    self->workload = g_strdup (DEFAULT_WORKLOAD);
  if (!g_strv_contains (names, self->workload))
    {
      known = g_strjoinv (", ", (char **) names);
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("There is no workload “%s”; these are known: %s"), self->workload, known);
      return FALSE;
    }

  if (self->files == NULL)
    {
      if (strcmp (self->workload, DEFAULT_WORKLOAD) != 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("Workload %s needs --data FILE"),
                       self->workload);
          return FALSE;
        }

      self->files = g_new0 (char *, 2);
      self->files[0] = bs_cli_data_file (DEFAULT_SAMPLE);
      if (!g_file_test (self->files[0], G_FILE_TEST_EXISTS))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("The sample %s is not there; give --data FILE"), self->files[0]);
          return FALSE;
        }
    }

  return TRUE;
}

/* A device may be endless, and would fill the memory; pipes are welcome. */
static gboolean
check_files (BsCliData *self, GError **error)
{
  const char *const *files = bs_cli_data_inputs (self);
  GStatBuf found;

  for (guint i = 0; files[i] != NULL; i++)
    if (g_stat (files[i], &found) == 0 && (S_ISCHR (found.st_mode) || S_ISBLK (found.st_mode)))
      {
        g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                     _ ("%s is a device, not a file to read"), files[i]);
        return FALSE;
      }

  return TRUE;
}

gboolean
bs_cli_data_check (BsCliData *self, GError **error)
{
  self->model_size = 128;
  self->batch_size = 64;
  self->n_batches = 1;
  self->seed = 1;

  if (!bs_cli_parse_uint32 ("--model-size", self->model_size_text, 1, MAX_MODEL_SIZE,
                            &self->model_size, error)
      || !bs_cli_parse_uint32 ("--batch-size", self->batch_size_text, 1, MAX_BATCH_SIZE,
                               &self->batch_size, error)
      || !bs_cli_parse_uint32 ("--batches", self->n_batches_text, 1, MAX_BATCHES, &self->n_batches,
                               error)
      || !bs_cli_parse_integer ("--seed", self->seed_text, 0, G_MAXUINT64, &self->seed, error))
    return FALSE;

  if (self->graphs == NULL)
    return check_workload (self, error) && check_files (self, error);

  if (self->workload != NULL || self->files != NULL || self->n_batches_text != NULL
      || self->batch_size_text != NULL || self->model_size_text != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("--graph stands for a workload: give no --workload, --data, "
                              "--model-size, --batch-size or --batches with it"));
      return FALSE;
    }
  self->n_batches = g_strv_length (self->graphs);

  return check_files (self, error);
}

BsWorkload *
bs_cli_data_open (BsCliData *self, GError **error)
{
  if (self->opened == NULL)
    self->opened = bs_workload_open (self->workload, (const char *const *) self->files, error);

  return self->opened;
}

guint32
bs_cli_data_first_input (BsCliData *self, guint32 mini_batch)
{
  guint32 n_inputs = bs_workload_get_n_inputs (self->opened);

  return (guint32) ((guint64) mini_batch * self->batch_size % n_inputs);
}

BsGraph *
bs_cli_data_build_graph (BsCliData *self, guint32 mini_batch, BsTypeTable *types, GError **error)
{
  if (self->graphs != NULL)
    return bs_graph_text_load (self->graphs[mini_batch], types, error);

  if (bs_cli_data_open (self, error) == NULL)
    return NULL;

  return bs_workload_build_graph (self->opened, bs_cli_data_first_input (self, mini_batch),
                                  self->batch_size, types, error);
}

const char *const *
bs_cli_data_inputs (BsCliData *self)
{
  g_autoptr (GStrvBuilder) files = NULL;

  if (self->graphs == NULL)
    return (const char *const *) self->files;
  if (self->graph_files == NULL)
    {
      files = g_strv_builder_new ();
      for (guint i = 0; self->graphs[i] != NULL; i++)
        {
          g_autofree char *names = bs_graph_text_names_path (self->graphs[i]);

          g_strv_builder_add_many (files, self->graphs[i], names, NULL);
        }
      self->graph_files = g_strv_builder_end (files);
    }

  return (const char *const *) self->graph_files;
}

void
bs_cli_data_clear (BsCliData *self)
{
  g_clear_pointer (&self->opened, bs_workload_free);
  g_clear_pointer (&self->workload, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->graphs, g_strfreev);
  g_clear_pointer (&self->graph_files, g_strfreev);
  g_clear_pointer (&self->model_size_text, g_free);
  g_clear_pointer (&self->batch_size_text, g_free);
  g_clear_pointer (&self->n_batches_text, g_free);
  g_clear_pointer (&self->seed_text, g_free);
}
