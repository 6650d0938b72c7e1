/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the form to choices, and choices of a trace back to rows. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/record/record-form-private.h"
#include "app/window/record/record-words.h"
#include "app/window/record/rows.h"
#include "engine/shipped.h"

/* In the order of their rows. */
static const char *const backends[] = { "cpu", "reference", "cuda", NULL };
static const BsPlanner planners[] = { BS_PLANNER_FULL, BS_PLANNER_PUBLISHED, BS_PLANNER_CREATION };
static const BsEncoding encodings[] = { BS_ENCODING_MARKED, BS_ENCODING_BASE, BS_ENCODING_MAX,
                                        BS_ENCODING_SORT };

const char *
bs_record_form_get_policy (BsRecordForm *self)
{
  const char *path = bs_file_row_get_path (self->policy_file_row);

  if (bs_row_is_last (self->policy_row))
    return path != NULL ? path : "";

  return bs_row_get_name (self->policy_row);
}

gboolean
bs_record_form_learns (BsRecordForm *self)
{
  return strcmp (bs_record_form_get_policy (self), BS_RUN_POLICY_LEARNED) == 0;
}

const char *
bs_record_form_get_backend (BsRecordForm *self)
{
  return backends[adw_combo_row_get_selected (self->backend_row)];
}

const BsBackendState *
bs_record_form_get_backend_state (BsRecordForm *self)
{
  return self->backend_states != NULL ? &g_array_index (
             self->backend_states, BsBackendState, adw_combo_row_get_selected (self->backend_row))
                                      : NULL;
}

/* The processor is always there. */
static void
show_backends (BsRecordForm *self)
{
  for (guint i = 0; backends[i] != NULL; i++)
    {
      const BsBackendState *state = self->backend_states != NULL
                                        ? &g_array_index (self->backend_states, BsBackendState, i)
                                        : NULL;

      if (g_str_equal (backends[i], "cuda"))
        bs_row_refuse (self->backend_row, i,
                       state == NULL    ? _ ("Looking for a GPU…")
                       : !state->usable ? state->text
                                        : NULL);
    }
}

static void
backends_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsRecordForm) self = user_data;
  g_autoptr (GArray) states = bs_backend_states_finish (result);

  if (self->stack == NULL)
    return;

  self->backend_states = g_steal_pointer (&states);
  show_backends (self);
  bs_record_form_update (self);
}

void
bs_record_form_find_backends (BsRecordForm *self)
{
  if (self->finding_backends)
    return;

  self->finding_backends = TRUE;
  show_backends (self);
  bs_backend_states_async (backends, backends_cb, g_object_ref (self));
}

/* A rule has no marks: the first of the encodings is not for it. */
BsEncoding
bs_record_form_get_encoding (BsRecordForm *self)
{
  guint i = adw_combo_row_get_selected (self->encoding_row);

  return encodings[bs_record_form_learns (self) ? i : i + 1];
}

static guint64
spin_value (GtkSpinButton *spin)
{
  return (guint64) gtk_spin_button_get_value (spin);
}

static void
collect_inputs (BsRecordForm *self, BsRunInputs *inputs)
{
  inputs->seed = spin_value (self->seed);
  if (self->graphs != NULL)
    {
      inputs->graphs = g_strdupv (self->graphs);
      return;
    }

  if (bs_row_is_last (self->model_row))
    inputs->model_path = g_strdup (bs_file_row_get_path (self->model_file_row));
  else
    inputs->workload = g_strdup (bs_row_get_name (self->model_row));
  if (bs_row_is_last (self->input_row))
    {
      const char *second = gtk_widget_get_visible (GTK_WIDGET (self->second_file_row))
                               ? bs_file_row_get_path (self->second_file_row)
                               : NULL;
      const char *const files[] = { bs_file_row_get_path (self->first_file_row), second, NULL };

      inputs->files = g_strdupv ((char **) files);
    }
  inputs->parameters = g_strdup (bs_file_row_get_path (self->parameters_row));
  inputs->model_size = (guint32) spin_value (self->size);
  inputs->batch_size = (guint32) spin_value (self->batch_size);
  inputs->n_batches = (guint32) spin_value (self->n_batches);
  inputs->incremental = gtk_widget_get_visible (self->growing_row)
                        && gtk_switch_get_active (self->growing);
}

void
bs_record_form_collect (BsRecordForm *self, gboolean executes, BsRecordChoices *choices)
{
  gboolean reference = strcmp (bs_record_form_get_backend (self), BS_RUN_REFERENCE) == 0;

  bs_record_choices_init (choices);
  collect_inputs (self, &choices->inputs);
  g_free (choices->policy);
  choices->policy = g_strdup (bs_record_form_get_policy (self));
  choices->policy_choices.encoding_given = !bs_row_is_last (self->policy_row);
  choices->policy_choices.encoding = bs_record_form_get_encoding (self);
  choices->policy_choices.options.seed = choices->inputs.seed;
  if (gtk_widget_get_visible (self->beam_row))
    choices->policy_choices.options.beam_width = (guint) spin_value (self->beam);
  if (gtk_widget_get_visible (self->max_states_row))
    choices->policy_choices.options.max_states = spin_value (self->max_states);
  choices->n_changes = bs_record_form_learns (self) ? (guint32) spin_value (self->changes) : 0;
  g_free (choices->backend);
  choices->backend = executes ? g_strdup (bs_record_form_get_backend (self)) : NULL;
  if (!reference)
    {
      choices->options.planner = planners[adw_combo_row_get_selected (self->planner_row)];
      choices->options.n_threads = (guint) spin_value (self->threads);
    }
  choices->output = bs_output_row_get_path (self->output_row);
}

void
bs_record_form_fill (BsRecordForm *self)
{
  g_auto (GStrv) models = bs_shipped_models ();
  const char *const inputs[] = { _ ("Sample"), NULL };
  const char *const memory[] = { _ ("PQ-tree, whole plan"), _ ("PQ-tree, as published"),
                                 _ ("In order of creation"), NULL };
  const char *const machines[] = { _ ("CPU"), _ ("Reference"), _ ("CUDA"), NULL };
  g_autoptr (GStrvBuilder) policies = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  g_strv_builder_add (policies, BS_RUN_POLICY_LEARNED);
  g_strv_builder_addv (policies, (const char **) bs_policy_names ());
  names = g_strv_builder_end (policies);
  bs_row_set_names (self->model_row, (const char *const *) models, _ ("Own file…"));
  bs_row_set_names (self->input_row, inputs, _ ("Own file…"));
  bs_row_set_names (self->policy_row, (const char *const *) names, _ ("Policy file…"));
  bs_row_set_names (self->planner_row, memory, NULL);
  bs_row_set_names (self->backend_row, machines, NULL);
  for (guint i = 0; models[i] != NULL; i++)
    if (strcmp (models[i], "tree-lstm") == 0)
      adw_combo_row_set_selected (self->model_row, i);
  bs_row_explain (self->model_row, bs_record_model_summary);
  bs_row_explain (self->policy_row, bs_record_policy_summary);
  bs_row_explain (self->encoding_row, bs_record_encoding_summary);
  bs_row_explain (self->backend_row, bs_record_backend_summary);
  gtk_spin_button_set_range (self->threads, 1, BS_RUN_MAX_THREADS);
}

/* Learning begins with marks, rules are written down sorted. */
void
bs_record_form_fill_encodings (BsRecordForm *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  gboolean learns = bs_record_form_learns (self);
  g_auto (GStrv) list = NULL;

  for (guint i = learns ? 0 : 1; i < G_N_ELEMENTS (encodings); i++)
    g_strv_builder_add (names, bs_encoding_to_string (encodings[i]));
  list = g_strv_builder_end (names);
  bs_row_set_names (self->encoding_row, (const char *const *) list, NULL);
  adw_combo_row_set_selected (self->encoding_row, learns ? 0 : 2);
}

/* A number that a trace gives; what it does not say stays as it is. */
static void
take_number (GtkSpinButton *spin, const BsTrace *trace, const char *key)
{
  const char *text = bs_trace_get_info (trace, key);
  guint64 value;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &value, NULL))
    gtk_spin_button_set_value (spin, (double) value);
}

static gboolean
is_sample (const char *path)
{
  g_autofree char *folder = bs_shipped_file ("samples");

  return folder != NULL && g_str_has_prefix (path, folder);
}

static void
take_inputs (BsRecordForm *self, const BsTrace *trace)
{
  const char *data = bs_trace_get_info (trace, "data");
  g_auto (GStrv) files = data != NULL ? g_strsplit (data, ", ", 2) : NULL;

  if (files == NULL || files[0] == NULL || is_sample (files[0]))
    return;

  bs_record_form_set_file (self, BS_RECORD_FILE_INPUT, files[0]);
  if (files[1] != NULL)
    bs_record_form_set_file (self, BS_RECORD_FILE_SECOND_INPUT, files[1]);
}

static void
take_policy (BsRecordForm *self, const BsTrace *trace)
{
  const char *policy = bs_trace_get_info (trace, "policy");
  const char *encoding = bs_trace_get_info (trace, "encoding");

  if (policy == NULL)
    return;

  if (!bs_row_select_name (self->policy_row, policy))
    bs_record_form_set_file (self, BS_RECORD_FILE_POLICY, policy);
  if (encoding != NULL)
    bs_row_select_name (self->encoding_row, encoding);
  take_number (self->beam, trace, "beam");
  take_number (self->max_states, trace, "max_states");
}

static void
take_backend (BsRecordForm *self, const BsTrace *trace)
{
  const char *backend = bs_trace_get_info (trace, "backend");
  const char *name = bs_trace_get_info (trace, "planner");
  BsPlanner planner;

  for (guint i = 0; backends[i] != NULL; i++)
    if (g_strcmp0 (backend, backends[i]) == 0)
      adw_combo_row_set_selected (self->backend_row, i);
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (planners); i++)
    if (bs_planner_from_string (name, &planner, NULL) && planner == planners[i])
      adw_combo_row_set_selected (self->planner_row, i);
  take_number (self->threads, trace, "threads");
}

void
bs_record_form_set_like (BsRecordForm *self, const BsTrace *trace)
{
  const char *model = bs_trace_get_info (trace, "model_file");
  const char *workload = bs_trace_get_info (trace, "workload");

  g_return_if_fail (BS_IS_RECORD_FORM (self));

  if (model != NULL)
    bs_record_form_set_file (self, BS_RECORD_FILE_MODEL, model);
  else if (workload != NULL)
    bs_row_select_name (self->model_row, workload);
  take_inputs (self, trace);
  take_number (self->size, trace, "model_size");
  take_number (self->batch_size, trace, "batch_size");
  take_number (self->n_batches, trace, "batches");
  take_number (self->seed, trace, "seed");
  take_policy (self, trace);
  take_backend (self, trace);
}

void
bs_record_form_set_planner (BsRecordForm *self, BsPlanner planner)
{
  g_return_if_fail (BS_IS_RECORD_FORM (self));

  if (g_str_equal (bs_record_form_get_backend (self), BS_RUN_REFERENCE))
    adw_combo_row_set_selected (self->backend_row, 0);
  for (guint i = 0; i < G_N_ELEMENTS (planners); i++)
    if (planners[i] == planner)
      adw_combo_row_set_selected (self->planner_row, i);
}
