/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: a model with its data, sizes, seed; or graphs as files. */
#include "config.h"

#include "app/cli/data-options.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/cli/common.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/files/safetensors.h"

#define DEFAULT_WORKLOAD "tree-lstm"
#define MODEL_SUFFIX ".model"

#define MAX_BATCHES 1000000

void
bs_cli_data_add_options (BsCliData *self, GOptionContext *context, BsCliDataParts parts)
{
  const GOptionEntry model[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &self->workload,
      N_ ("Model that comes with the program (tree-lstm)"), N_ ("NAME") },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &self->model_path,
      N_ ("Model of your own, see batchscope-model(5)"), N_ ("FILE") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files,
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
    { "graph", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->graphs,
      N_ ("Graphs instead of a model, see batchscope-graph(5); may be repeated"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry growing[] = {
    { "incremental", 0, 0, G_OPTION_ARG_NONE, &self->incremental,
      N_ ("Append steps to the graph after those before them have run"), NULL },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry parameters[] = {
    { "parameters", 0, 0, G_OPTION_ARG_FILENAME, &self->parameters,
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
  return self->workload != NULL || self->model_path != NULL || self->files != NULL
         || self->n_batches_text != NULL || self->batch_size_text != NULL
         || self->model_size_text != NULL || self->parameters != NULL || self->incremental;
}

gboolean
bs_cli_data_check (BsCliData *self, GError **error)
{
  self->model_size = 128;
  self->batch_size = 64;
  self->n_batches = 1;
  self->seed = 1;

  if (!bs_cli_parse_uint32 ("--model-size", self->model_size_text, 1, BS_CLI_MAX_MODEL_SIZE,
                            &self->model_size, error)
      || !bs_cli_parse_uint32 ("--batch-size", self->batch_size_text, 1, BS_CLI_MAX_BATCH_SIZE,
                               &self->batch_size, error)
      || !bs_cli_parse_uint32 ("--batches", self->n_batches_text, 1, MAX_BATCHES, &self->n_batches,
                               error)
      || !bs_cli_parse_integer ("--seed", self->seed_text, 0, G_MAXUINT64, &self->seed, error))
    return FALSE;

  if (self->workload != NULL && self->model_path != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("Give --workload or --model, not both"));
      return FALSE;
    }
  if (self->graphs != NULL && bs_cli_data_is_given (self))
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

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Models that come with the program, in alphabetical order. */
static GPtrArray *
list_workloads (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = bs_cli_data_file ("models");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, MODEL_SUFFIX))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (MODEL_SUFFIX)));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return names;
}

static char *
find_workload (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = list_workloads ();
  const char *const *known = (const char *const *) names->pdata;
  g_autofree char *file = g_strconcat ("models/", name, MODEL_SUFFIX, NULL);
  g_autofree char *joined = NULL;

  if (g_strv_contains (known, name))
    return bs_cli_data_file (file);

  if (known[0] == NULL)
    {
      g_autofree char *folder = bs_cli_data_file ("models");

      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("No models that come with the program are in %s; set BATCHSCOPE_DATA_DIR to "
                      "the folder that has models/, or give --model FILE"),
                   folder);
      return NULL;
    }
  joined = g_strjoinv (", ", (char **) known);
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no workload “%s”; these are known: %s; --model FILE takes a model of "
                  "your own"),
               name, joined);
  return NULL;
}

/* The samples that the model suggests. */
static gboolean
find_samples (BsCliData *self, GError **error)
{
  const char *const *names = bs_model_file_get_samples (self->model_file);
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  if (names[0] == NULL && !bs_model_file_generates (self->model_file))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("The model %s names no sample; give --data FILE"),
                   bs_model_file_get_name (self->model_file));
      return FALSE;
    }

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("samples/", names[i], NULL);
      g_autofree char *path = bs_cli_data_file (name);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("The sample %s is not there; give --data FILE"), path);
          return FALSE;
        }
      g_strv_builder_add (files, path);
    }
  self->files = g_strv_builder_end (files);

  return TRUE;
}

static gboolean
check_n_files (BsCliData *self, GError **error)
{
  guint n = bs_model_file_generates (self->model_file)
                ? 0
                : bs_model_file_get_structure (self->model_file)->n_files;
  const char *name = bs_model_file_get_name (self->model_file);

  if (g_strv_length (self->files) == n)
    return TRUE;

  if (n == 0)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("The model %s generates its inputs; give no --data"), name);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 g_dngettext (GETTEXT_PACKAGE,
                              "The model %s reads %u file, not %u: give --data once (%s)",
                              "The model %s reads %u files, not %u: give --data for each (%s)", n),
                 name, n, g_strv_length (self->files),
                 _ (bs_model_file_get_structure (self->model_file)->summary));
  return FALSE;
}

/* A device may be endless, and would fill the memory. */
static gboolean
is_no_device (const char *path, GError **error)
{
  GStatBuf found;

  if (g_stat (path, &found) != 0 || (!S_ISCHR (found.st_mode) && !S_ISBLK (found.st_mode)))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("%s is a device, not a file to read"),
               path);
  return FALSE;
}

gboolean
bs_cli_data_load_model (BsCliData *self, GError **error)
{
  g_autofree char *path =
      self->model_path != NULL
          ? g_strdup (self->model_path)
          : find_workload (self->workload != NULL ? self->workload : DEFAULT_WORKLOAD, error);

  if (path == NULL || !is_no_device (path, error))
    return FALSE;

  self->model_file = bs_model_file_load (path, error);

  return self->model_file != NULL;
}

static gboolean
load_model_and_files (BsCliData *self, GError **error)
{
  if ((self->model_file == NULL && !bs_cli_data_load_model (self, error))
      || (self->files == NULL && !find_samples (self, error)) || !check_n_files (self, error))
    return FALSE;

  if (self->incremental && !bs_model_file_is_growing (self->model_file))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("Graphs of the model %s do not grow; leave out --incremental"),
                   bs_model_file_get_name (self->model_file));
      return FALSE;
    }

  return TRUE;
}

static void
list_inputs (BsCliData *self)
{
  g_autoptr (GStrvBuilder) inputs = g_strv_builder_new ();

  for (guint i = 0; self->graphs != NULL && self->graphs[i] != NULL; i++)
    {
      g_autofree char *names = bs_graph_text_names_path (self->graphs[i]);

      g_strv_builder_add_many (inputs, self->graphs[i], names, NULL);
    }
  for (guint i = 0; self->files != NULL && self->files[i] != NULL; i++)
    g_strv_builder_add (inputs, self->files[i]);
  if (self->model_path != NULL)
    g_strv_builder_add (inputs, self->model_path);
  if (self->parameters != NULL)
    g_strv_builder_add (inputs, self->parameters);
  self->inputs = g_strv_builder_end (inputs);
}

gboolean
bs_cli_data_load (BsCliData *self, GError **error)
{
  if (self->graphs == NULL && !load_model_and_files (self, error))
    return FALSE;

  list_inputs (self);
  for (guint i = 0; self->inputs[i] != NULL; i++)
    if (!is_no_device (self->inputs[i], error))
      return FALSE;

  return TRUE;
}

gboolean
bs_cli_data_open (BsCliData *self, GError **error)
{
  self->types = bs_type_table_new ();
  if (self->graphs == NULL)
    {
      self->opened = bs_workload_open (self->model_file, (const char *const *) self->files,
                                       self->seed, error);
      return self->opened != NULL;
    }

  self->imported = bs_graph_import_new (self->types);
  for (guint i = 0; self->graphs[i] != NULL; i++)
    if (!bs_graph_import_add_file (self->imported, self->graphs[i], error))
      return FALSE;
  self->n_batches = self->imported->graphs->len;
  if (self->n_batches > 0)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There are no graphs in %s"),
               self->graphs[0]);
  return FALSE;
}

static guint32
first_input (BsCliData *self, guint32 mini_batch)
{
  guint32 n_inputs = bs_workload_get_n_inputs (self->opened);

  return (guint32) ((guint64) mini_batch * self->batch_size % n_inputs);
}

BsGraph *
bs_cli_data_build_graph (BsCliData *self, guint32 mini_batch, GError **error)
{
  if (self->imported != NULL)
    return bs_graph_ref (g_array_index (self->imported->graphs, BsImportedGraph, mini_batch).graph);

  return bs_workload_build_graph (self->opened, first_input (self, mini_batch), self->batch_size,
                                  self->types, error);
}

static BsSchedule *
schedule_growing (BsCliData *self, guint32 mini_batch, BsScheduler *scheduler, BsGraph **graph,
                  GError **error)
{
  g_autoptr (BsGraphMaker) maker = bs_graph_maker_new (
      self->model_file, bs_workload_get_corpus (self->opened), first_input (self, mini_batch),
      self->batch_size, self->types, TRUE);
  g_autoptr (BsGraph) whole = NULL;
  g_autoptr (BsSchedule) schedule = NULL;
  g_autoptr (GError) failure = NULL;
  BsGraph *next;

  bs_scheduler_begin (scheduler);
  while ((next = bs_graph_maker_next (maker, &failure)) != NULL)
    {
      g_clear_pointer (&whole, bs_graph_unref);
      g_clear_pointer (&schedule, bs_schedule_unref);
      whole = next;
      schedule = bs_scheduler_continue (scheduler, whole, self->types);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  *graph = g_steal_pointer (&whole);
  return g_steal_pointer (&schedule);
}

BsSchedule *
bs_cli_data_schedule (BsCliData *self, guint32 mini_batch, BsScheduler *scheduler, BsGraph **graph,
                      GError **error)
{
  if (self->incremental)
    return schedule_growing (self, mini_batch, scheduler, graph, error);

  *graph = bs_cli_data_build_graph (self, mini_batch, error);

  return *graph != NULL ? bs_scheduler_run (scheduler, *graph, self->types) : NULL;
}

BsModel *
bs_cli_data_create_model (BsCliData *self, char **sha256, GError **error)
{
  g_autoptr (BsModel) model = bs_workload_create_model (self->opened, self->model_size, error);

  if (model == NULL)
    return NULL;

  if (self->parameters == NULL)
    bs_model_initialize (model, self->seed);
  else if (!bs_safetensors_load (self->parameters, model, sha256, error))
    return NULL;

  return g_steal_pointer (&model);
}

const char *const *
bs_cli_data_inputs (BsCliData *self)
{
  return (const char *const *) self->inputs;
}

void
bs_cli_data_clear (BsCliData *self)
{
  g_clear_pointer (&self->opened, bs_workload_free);
  g_clear_pointer (&self->imported, bs_graph_import_free);
  g_clear_pointer (&self->model_file, bs_model_file_unref);
  g_clear_pointer (&self->types, bs_type_table_unref);
  g_clear_pointer (&self->workload, g_free);
  g_clear_pointer (&self->model_path, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->graphs, g_strfreev);
  g_clear_pointer (&self->inputs, g_strfreev);
  g_clear_pointer (&self->parameters, g_free);
  g_clear_pointer (&self->model_size_text, g_free);
  g_clear_pointer (&self->batch_size_text, g_free);
  g_clear_pointer (&self->n_batches_text, g_free);
  g_clear_pointer (&self->seed_text, g_free);
}
