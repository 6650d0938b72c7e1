/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy is learned on. */
#include "config.h"

#include "profiles/training/training-material.h"

#include <glib/gi18n-lib.h>

#include "engine/components.h"
#include "engine/error.h"
#include "profiles/training/training-costs.h"

static BsTrainingMaterial *
material_new (BsTypeTable *all_types)
{
  BsTrainingMaterial *self = g_new0 (BsTrainingMaterial, 1);

  self->refs = 1;
  self->graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  self->all_types = bs_type_table_ref (all_types);
  return self;
}

BsTrainingMaterial *
bs_training_material_ref (BsTrainingMaterial *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_training_material_unref (BsTrainingMaterial *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_clear_pointer (&self->types, bs_type_table_unref);
  g_clear_pointer (&self->all_types, bs_type_table_unref);
  g_ptr_array_unref (self->graphs);
  g_free (self->numbers);
  g_free (self->workload);
  g_free (self->data);
  g_clear_pointer (&self->costs, bs_batch_costs_unref);
  g_free (self->costs_name);
  g_free (self->costs_note);
  g_free (self);
}

/* What is kept apart must not leave a trace in the policy: not even the name of a type. */
static void
take_types (BsTrainingMaterial *self, guint n_types)
{
  self->types = bs_type_table_new ();
  for (guint i = 0; i < n_types; i++)
    {
      const BsType *type = &self->all_types->types[i];

      bs_type_table_intern (self->types, type->name, type->letter, type->shape);
    }
}

gboolean
bs_training_divide (const BsRunInputs *inputs, guint32 n_held_out, guint32 *n_training,
                    GError **error)
{
  *n_training = inputs->n_batches;
  if (inputs->graphs != NULL)
    {
      if (n_held_out >= *n_training)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("Of %u graphs, %u cannot be held out: none would be left to learn on"),
                       *n_training, n_held_out);
          return FALSE;
        }
      *n_training -= n_held_out;
    }

  if ((guint64) *n_training + n_held_out <= BS_TRAINING_MAX_GRAPHS)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("Training takes at most %u graphs, not %u"),
               BS_TRAINING_MAX_GRAPHS, *n_training + n_held_out);
  return FALSE;
}

char *
bs_training_describe_data (const BsRunInputs *inputs)
{
  g_autoptr (GString) files = g_string_new (NULL);
  char **paths = inputs->graphs != NULL ? inputs->graphs : inputs->files;

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *base = g_path_get_basename (paths[i]);
      g_autofree char *name = g_filename_display_name (base);

      g_string_append_printf (files, "%s%s", i > 0 ? ", " : "", name);
    }

  return g_string_free (g_steal_pointer (&files), FALSE);
}

static gboolean
build (BsTrainingMaterial *self, BsRunInputs *inputs, guint32 first, guint32 n,
       GCancellable *cancellable, GError **error)
{
  for (guint32 i = first; i < first + n; i++)
    {
      BsGraph *graph;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      graph = bs_run_inputs_build_graph (inputs, i, error);
      if (graph == NULL)
        return FALSE;
      g_ptr_array_add (self->graphs, graph);
    }

  return TRUE;
}

static void
find_choices (BsTrainingMaterial *self)
{
  g_autoptr (BsComponents) components = bs_components_new (
      (const BsGraph *const *) self->graphs->pdata, self->n_training);

  for (guint type = 0; type < components->n_types; type++)
    self->leaves_choice = self->leaves_choice || components->size[components->component[type]] > 1;
}

static char *
describe_file (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_filename_display_name (base);
}

/* Takes over @missing. */
static void
note_missing (BsTrainingMaterial *self, char *missing)
{
  if (missing != NULL)
    self->costs_note = g_strdup_printf (
        _ ("It says nothing of these types, which are taken to cost as much as the others do on "
           "average: %s"),
        missing);
  g_free (missing);
}

BsTrainingMaterial *
bs_training_material_load (BsRunInputs *inputs, guint32 n_held_out, const char *costs,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (BsTrainingMaterial) self = NULL;
  guint32 n_training;
  char *missing = NULL;

  if (!bs_run_inputs_load (inputs, error) || !bs_run_inputs_open (inputs, error)
      || !bs_training_divide (inputs, n_held_out, &n_training, error))
    return NULL;

  self = material_new (inputs->types);
  self->n_training = n_training;
  if (!build (self, inputs, 0, n_training, cancellable, error))
    return NULL;
  take_types (self, inputs->types->n_types);
  if (!build (self, inputs, n_training, n_held_out, cancellable, error))
    return NULL;

  self->numbers = g_new (guint32, MAX (self->graphs->len, 1));
  for (guint i = 0; i < self->graphs->len; i++)
    self->numbers[i] = i;
  if (inputs->model_file != NULL)
    {
      self->workload = g_strdup (bs_model_file_get_name (inputs->model_file));
      self->batch_size = inputs->batch_size;
    }
  self->data = bs_training_describe_data (inputs);
  find_choices (self);
  if (costs != NULL)
    {
      self->costs = bs_training_costs_load (costs, self->all_types, &missing, cancellable, error);
      if (self->costs == NULL)
        return NULL;
      self->costs_name = describe_file (costs);
      note_missing (self, missing);
    }

  return g_steal_pointer (&self);
}

static gboolean
open_graphs (BsTrainingMaterial *self, const BsTrace *trace, const guint32 *numbers, guint n,
             GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (numbers[i] >= trace->n_mini_batches || trace->mini_batches[numbers[i]].n_nodes == 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("The trace has no graph of mini-batch %u"), numbers[i]);
          return FALSE;
        }
      unpacked = bs_trace_open_graph (trace, numbers[i]);
      self->numbers[self->graphs->len] = numbers[i];
      g_ptr_array_add (self->graphs, bs_graph_ref (unpacked->graph));
    }

  return TRUE;
}

static guint
count_types (const BsTrainingMaterial *self)
{
  guint n_types = 0;

  for (guint i = 0; i < self->n_training; i++)
    n_types = MAX (n_types, ((const BsGraph *) self->graphs->pdata[i])->n_types);

  return MIN (n_types, self->all_types->n_types);
}

BsTrainingMaterial *
bs_training_material_new_for_trace (const BsTrace *trace, const guint32 *training, guint n_training,
                                    const guint32 *held_out, guint n_held_out,
                                    GCancellable *cancellable, GError **error)
{
  g_autoptr (BsTrainingMaterial) self = NULL;
  g_autoptr (GError) failure = NULL;
  char *missing = NULL;
  const char *batch_size = bs_trace_get_info (trace, "batch_size");

  if (n_training == 0)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_RANGE, _ ("There is no graph to learn on"));
      return NULL;
    }
  if ((guint64) n_training + n_held_out > BS_TRAINING_MAX_GRAPHS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("Training takes at most %u graphs, not %u"),
                   BS_TRAINING_MAX_GRAPHS, n_training + n_held_out);
      return NULL;
    }

  self = material_new (trace->types);
  self->n_training = n_training;
  self->numbers = g_new (guint32, n_training + n_held_out);
  if (!open_graphs (self, trace, training, n_training, cancellable, error)
      || !open_graphs (self, trace, held_out, n_held_out, cancellable, error))
    return NULL;

  take_types (self, count_types (self));
  find_choices (self);
  self->workload = g_strdup (bs_trace_get_info (trace, "workload"));
  if (batch_size != NULL)
    self->batch_size = (guint32) g_ascii_strtoull (batch_size, NULL, 10);
  self->costs = bs_training_costs_new (trace, self->all_types, &missing, &failure);
  if (self->costs == NULL)
    self->costs_note = g_strdup (failure->message);
  else if (trace->path != NULL)
    self->costs_name = describe_file (trace->path);
  note_missing (self, missing);

  return g_steal_pointer (&self);
}
