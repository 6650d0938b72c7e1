/* SPDX-License-Identifier: Apache-2.0 */
/* What a run is about. Options of the command line stand in brackets in messages that need them. */
#include "config.h"

#include "profiles/recording/run-inputs.h"

#include <sys/stat.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "engine/shipped.h"
#include "profiles/files/safetensors.h"

#define DEFAULT_WORKLOAD "tree-lstm"
#define MODEL_SUFFIX ".model"

void
bs_run_inputs_init (BsRunInputs *self)
{
  *self = (BsRunInputs){ .model_size = 128, .batch_size = 64, .n_batches = 1, .seed = 1 };
}

void
bs_run_inputs_copy_choices (BsRunInputs *self, const BsRunInputs *from)
{
  *self = (BsRunInputs){
    .workload = g_strdup (from->workload),
    .model_path = g_strdup (from->model_path),
    .files = g_strdupv (from->files),
    .graphs = g_strdupv (from->graphs),
    .parameters = g_strdup (from->parameters),
    .incremental = from->incremental,
    .model_size = from->model_size,
    .batch_size = from->batch_size,
    .n_batches = from->n_batches,
    .seed = from->seed,
  };
}

static char *
find_workload (const char *name, GError **error)
{
  g_auto (GStrv) known = bs_shipped_models ();
  g_autofree char *file = g_strconcat ("models/", name, MODEL_SUFFIX, NULL);
  g_autofree char *joined = NULL;

  if (g_strv_contains ((const char *const *) known, name))
    return bs_shipped_file (file);

  if (known[0] == NULL)
    {
      g_autofree char *folder = bs_shipped_file ("models");

      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("No models that come with the program are in %s; set BATCHSCOPE_DATA_DIR to "
                      "the folder that has models/, or choose a model file of your own"),
                   folder);
      return NULL;
    }
  joined = g_strjoinv (", ", known);
  g_set_error (
      error, BS_ERROR, BS_ERROR_NOT_FOUND,
      _ ("There is no workload “%s”; these are known: %s; or choose a model file of your own"),
      name, joined);
  return NULL;
}

/* The samples that the model suggests. */
static gboolean
find_samples (BsRunInputs *self, GError **error)
{
  const char *const *names = bs_model_file_get_samples (self->model_file);
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  if (names[0] == NULL && !bs_model_file_generates (self->model_file))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("The model %s names no sample; choose a file of inputs (--data FILE)"),
                   bs_model_file_get_name (self->model_file));
      return FALSE;
    }

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("samples/", names[i], NULL);
      g_autofree char *path = bs_shipped_file (name);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("The sample %s is not there; choose a file of inputs (--data FILE)"),
                       path);
          return FALSE;
        }
      g_strv_builder_add (files, path);
    }
  self->files = g_strv_builder_end (files);

  return TRUE;
}

static gboolean
check_n_files (BsRunInputs *self, GError **error)
{
  guint n = bs_model_file_generates (self->model_file)
                ? 0
                : bs_model_file_get_structure (self->model_file)->n_files;
  const char *name = bs_model_file_get_name (self->model_file);

  if (g_strv_length (self->files) == n)
    return TRUE;

  if (n == 0)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("The model %s generates its inputs; give it no files (--data)"), name);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 g_dngettext (GETTEXT_PACKAGE, "The model %s reads %u file, not %u (--data): %s",
                              "The model %s reads %u files, not %u (--data): %s", n),
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
bs_run_inputs_load_model (BsRunInputs *self, GError **error)
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
load_model_and_files (BsRunInputs *self, GError **error)
{
  if ((self->model_file == NULL && !bs_run_inputs_load_model (self, error))
      || (self->files == NULL && !find_samples (self, error)) || !check_n_files (self, error))
    return FALSE;

  if (self->incremental && !bs_model_file_is_growing (self->model_file))
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("Graphs of the model %s do not grow: they have no steps to append (--incremental)"),
          bs_model_file_get_name (self->model_file));
      return FALSE;
    }

  return TRUE;
}

static void
list_inputs (BsRunInputs *self)
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
  self->all_files = g_strv_builder_end (inputs);
}

gboolean
bs_run_inputs_load (BsRunInputs *self, GError **error)
{
  if (self->graphs == NULL && !load_model_and_files (self, error))
    return FALSE;

  list_inputs (self);
  for (guint i = 0; self->all_files[i] != NULL; i++)
    if (!is_no_device (self->all_files[i], error))
      return FALSE;

  return TRUE;
}

gboolean
bs_run_inputs_open (BsRunInputs *self, GError **error)
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
first_input (BsRunInputs *self, guint32 mini_batch)
{
  guint32 n_inputs = bs_workload_get_n_inputs (self->opened);

  return (guint32) ((guint64) mini_batch * self->batch_size % n_inputs);
}

BsGraph *
bs_run_inputs_build_graph (BsRunInputs *self, guint32 mini_batch, GError **error)
{
  if (self->imported != NULL)
    return bs_graph_ref (g_array_index (self->imported->graphs, BsImportedGraph, mini_batch).graph);

  return bs_workload_build_graph (self->opened, first_input (self, mini_batch), self->batch_size,
                                  self->types, error);
}

static BsSchedule *
schedule_growing (BsRunInputs *self, guint32 mini_batch, BsScheduler *scheduler, BsGraph **graph,
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
bs_run_inputs_schedule (BsRunInputs *self, guint32 mini_batch, BsScheduler *scheduler,
                        BsGraph **graph, GError **error)
{
  if (self->incremental)
    return schedule_growing (self, mini_batch, scheduler, graph, error);

  *graph = bs_run_inputs_build_graph (self, mini_batch, error);

  return *graph != NULL ? bs_scheduler_run (scheduler, *graph, self->types) : NULL;
}

BsModel *
bs_run_inputs_create_model (BsRunInputs *self, char **sha256, GError **error)
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

void
bs_run_inputs_clear (BsRunInputs *self)
{
  g_clear_pointer (&self->opened, bs_workload_free);
  g_clear_pointer (&self->imported, bs_graph_import_free);
  g_clear_pointer (&self->model_file, bs_model_file_unref);
  g_clear_pointer (&self->types, bs_type_table_unref);
  g_clear_pointer (&self->workload, g_free);
  g_clear_pointer (&self->model_path, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->graphs, g_strfreev);
  g_clear_pointer (&self->all_files, g_strfreev);
  g_clear_pointer (&self->parameters, g_free);
}
