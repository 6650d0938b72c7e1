/* SPDX-License-Identifier: Apache-2.0 */
/* Form that says what to record; it also runs it. */
#include "config.h"

#include "app/window/record/record-form.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/record/record-form-private.h"
#include "app/window/record/record-words.h"
#include "app/window/record/rows-view.h"
#include "app/window/record/rows.h"

/* While somebody types. */
#define ESTIMATE_MS 250

enum
{
  PROP_0,
  PROP_RUNNING,
  N_PROPERTIES
};

enum
{
  RECORDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsRecordForm, bs_record_form, GTK_TYPE_WIDGET)

static GtkWidget *
row_of (BsRecordForm *self, BsRunChoice at)
{
  switch (at)
    {
    case BS_RUN_CHOICE_MODEL:
      return bs_row_is_last (self->model_row) ? GTK_WIDGET (self->model_file_row)
                                              : GTK_WIDGET (self->model_row);
    case BS_RUN_CHOICE_INPUT:
      if (self->graphs != NULL)
        return self->graphs_row;
      return bs_row_is_last (self->input_row) ? GTK_WIDGET (self->first_file_row)
                                              : GTK_WIDGET (self->input_row);
    case BS_RUN_CHOICE_POLICY:
      return bs_row_is_last (self->policy_row) ? GTK_WIDGET (self->policy_file_row)
                                               : GTK_WIDGET (self->policy_row);
    case BS_RUN_CHOICE_BACKEND:
      return GTK_WIDGET (self->backend_row);
    case BS_RUN_CHOICE_OUTPUT:
      return GTK_WIDGET (self->output_row);
    case BS_RUN_CHOICE_RUN:
    default:
      return NULL;
    }
}

static void
show_error (BsRecordForm *self, BsRunChoice at, const char *message)
{
  GtkWidget *row = row_of (self, at);

  if (row != NULL)
    bs_row_set_text (row, message, TRUE);
  gtk_label_set_label (self->estimate, row != NULL ? "" : message);
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), row == NULL);
}

static void
set_ready (BsRecordForm *self, gboolean ready)
{
  gtk_widget_set_sensitive (self->record_button, ready);
  gtk_widget_set_sensitive (self->schedule_button, ready);
}

static void
show_file (BsFileRow *row)
{
  bs_row_set_text (GTK_WIDGET (row), "", FALSE);
  bs_file_row_show (row);
}

static void
show_sizes (BsRecordForm *self)
{
  int n_batches = gtk_spin_button_get_value_as_int (self->n_batches);
  g_autofree char *text = g_strdup_printf (
      /* Translators: mini-batches, inputs in each, hidden size of the model */
      g_dngettext (GETTEXT_PACKAGE, "%d mini-batch of %d, size %d",
                   "%d mini-batches of %d, size %d", (gulong) n_batches),
      n_batches, gtk_spin_button_get_value_as_int (self->batch_size),
      gtk_spin_button_get_value_as_int (self->size));

  bs_row_set_text (GTK_WIDGET (self->sizes_row), text, FALSE);
}

static void
show_input (BsRecordForm *self)
{
  const BsRecordOutlook *outlook = self->outlook;
  g_autofree char *text = NULL;

  if (outlook != NULL && outlook->model_known && outlook->generates)
    text = g_strdup (_ ("The model generates its inputs"));
  else if (outlook != NULL && outlook->n_inputs > 0)
    text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u input", "%u inputs", outlook->n_inputs),
        outlook->n_inputs);
  bs_row_set_text (GTK_WIDGET (self->input_row), text != NULL ? text : "", FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->input_row),
                            outlook == NULL || !outlook->model_known || !outlook->generates);
}

static void
show_rows (BsRecordForm *self)
{
  gboolean models = self->graphs == NULL;
  gboolean own_input = models && bs_row_is_last (self->input_row);
  gboolean reference = strcmp (bs_record_form_get_backend (self), BS_RUN_REFERENCE) == 0;
  gboolean pairs = self->outlook != NULL && self->outlook->n_files > 1;
  const char *policy = bs_record_form_get_policy (self);
  GtkWidget *const of_models[] = {
    GTK_WIDGET (self->model_row),
    GTK_WIDGET (self->input_row),
    GTK_WIDGET (self->sizes_row),
    GTK_WIDGET (self->planner_row),
    GTK_WIDGET (self->backend_row),
    self->threads_row,
    self->record_button,
  };

  for (guint i = 0; i < G_N_ELEMENTS (of_models); i++)
    gtk_widget_set_visible (of_models[i], models);
  gtk_widget_set_visible (self->graphs_row, !models);
  gtk_widget_set_visible (GTK_WIDGET (self->model_file_row),
                          models && bs_row_is_last (self->model_row));
  gtk_widget_set_visible (GTK_WIDGET (self->first_file_row), own_input);
  gtk_widget_set_visible (GTK_WIDGET (self->second_file_row), own_input && pairs);
  gtk_widget_set_visible (self->growing_row, self->outlook != NULL && self->outlook->growing);
  gtk_widget_set_visible (GTK_WIDGET (self->policy_file_row), bs_row_is_last (self->policy_row));
  gtk_widget_set_visible (GTK_WIDGET (self->encoding_row), !bs_row_is_last (self->policy_row));
  gtk_widget_set_visible (self->changes_row, bs_record_form_learns (self));
  gtk_widget_set_visible (self->beam_row, strcmp (policy, "beam") == 0);
  gtk_widget_set_visible (self->max_states_row, strcmp (policy, "exact") == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more_row),
                          models || !bs_row_is_last (self->policy_row));
  gtk_widget_set_sensitive (GTK_WIDGET (self->planner_row), !reference);
  gtk_widget_set_sensitive (self->threads_row, !reference);
}

/* Of a GPU it is worth saying which one it is. */
static void
show_backend (BsRecordForm *self)
{
  const BsBackendState *state = bs_record_form_get_backend_state (self);
  gboolean gpu = strcmp (bs_record_form_get_backend (self), "cuda") == 0;

  bs_row_set_text (GTK_WIDGET (self->backend_row),
                   !gpu            ? bs_record_backend_summary (bs_row_get_name (self->backend_row))
                   : state != NULL ? state->text
                                   : _ ("Looking for a GPU…"),
                   FALSE);
}

static void
show_texts (BsRecordForm *self)
{
  bs_row_set_text (GTK_WIDGET (self->model_row),
                   bs_row_is_last (self->model_row)
                       ? ""
                       : bs_record_model_summary (bs_row_get_name (self->model_row)),
                   FALSE);
  bs_row_set_text (GTK_WIDGET (self->encoding_row),
                   bs_record_encoding_summary (bs_row_get_name (self->encoding_row)), FALSE);
  show_file (self->model_file_row);
  show_file (self->first_file_row);
  show_file (self->second_file_row);
  show_file (self->parameters_row);
  show_file (self->policy_file_row);
  bs_row_set_text (GTK_WIDGET (self->policy_row),
                   bs_record_policy_summary (bs_record_form_get_policy (self)), FALSE);
  show_backend (self);
  bs_row_set_text (GTK_WIDGET (self->output_row), "", FALSE);
  bs_output_row_show (self->output_row);
  show_sizes (self);
  show_input (self);
}

/* What the run is about, as a word of a file name. */
static char *
subject (BsRecordForm *self)
{
  const char *path = self->graphs != NULL ? self->graphs[0]
                                          : bs_file_row_get_path (self->model_file_row);
  g_autofree char *base = NULL;
  char *dot;

  if (self->graphs == NULL && !bs_row_is_last (self->model_row))
    return g_strdup (bs_row_get_name (self->model_row));

  base = g_path_get_basename (path != NULL ? path : "model");
  dot = strrchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';

  return g_filename_display_name (base);
}

static void
suggest_name (BsRecordForm *self)
{
  g_autofree char *about = subject (self);
  g_autofree char *base = g_strdup_printf (
      "%s-%s", about,
      bs_row_is_last (self->policy_row) ? "policy" : bs_row_get_name (self->policy_row));

  bs_output_row_suggest (self->output_row, base);
}

static gboolean
refuse (BsRecordForm *self, BsRunChoice at, const char *message)
{
  show_error (self, at, message);
  return FALSE;
}

static gboolean
check_backend (BsRecordForm *self)
{
  const BsBackendState *state = bs_record_form_get_backend_state (self);

  if (state != NULL && !state->usable)
    return refuse (self, BS_RUN_CHOICE_BACKEND, state->text);
  if (state != NULL || strcmp (bs_record_form_get_backend (self), "cuda") != 0)
    return TRUE;

  gtk_widget_set_visible (GTK_WIDGET (self->estimate), FALSE);
  return FALSE;
}

/* What needs no file to be read; says at its row what is wrong. */
static gboolean
check (BsRecordForm *self)
{
  g_autofree char *wrong = bs_output_row_check (self->output_row);

  if (self->graphs == NULL)
    {
      gboolean own_input = bs_row_is_last (self->input_row);

      if (bs_row_is_last (self->model_row) && bs_file_row_get_path (self->model_file_row) == NULL)
        return refuse (self, BS_RUN_CHOICE_MODEL, _ ("Choose the file of a model"));
      if (own_input && bs_file_row_get_path (self->first_file_row) == NULL)
        return refuse (self, BS_RUN_CHOICE_INPUT, _ ("Choose the file of inputs"));
      if (own_input && gtk_widget_get_visible (GTK_WIDGET (self->second_file_row))
          && bs_file_row_get_path (self->second_file_row) == NULL)
        {
          bs_row_set_text (GTK_WIDGET (self->second_file_row), _ ("Pairs need a second file"),
                           TRUE);
          return FALSE;
        }
      if (!check_backend (self))
        return FALSE;
    }
  if (bs_row_is_last (self->policy_row) && bs_file_row_get_path (self->policy_file_row) == NULL)
    return refuse (self, BS_RUN_CHOICE_POLICY, _ ("Choose the file of a policy"));

  return wrong == NULL || refuse (self, BS_RUN_CHOICE_OUTPUT, wrong);
}

static void
estimated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsRecordForm) self = user_data;
  g_autoptr (GError) error = NULL;
  BsRecordOutlook *outlook = bs_record_outlook_finish (result, &error);
  g_auto (BsRecordChoices) choices = { 0 };
  g_autofree char *text = NULL;

  if (outlook == NULL || self->stack == NULL)
    {
      g_clear_pointer (&outlook, bs_record_outlook_free);
      return;
    }

  g_clear_object (&self->estimating);
  g_clear_pointer (&self->outlook, bs_record_outlook_free);
  self->outlook = outlook;
  show_rows (self);
  show_texts (self);
  if (self->job != NULL)
    return;
  if (!check (self) || error != NULL)
    {
      if (error != NULL)
        show_error (self, outlook->at, error->message);
      set_ready (self, FALSE);
      return;
    }

  bs_record_form_collect (self, self->graphs == NULL, &choices);
  text = bs_record_estimate_text (outlook, &choices);
  gtk_label_set_label (self->estimate, text);
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), TRUE);
}

static gboolean
estimate_cb (gpointer user_data)
{
  BsRecordForm *self = user_data;
  g_auto (BsRecordChoices) choices = { 0 };

  self->estimate_source = 0;
  self->estimating = g_cancellable_new ();
  bs_record_form_collect (self, self->graphs == NULL, &choices);
  bs_record_outlook_async (&choices, self->estimating, estimated_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
stop_estimating (BsRecordForm *self)
{
  g_clear_handle_id (&self->estimate_source, g_source_remove);
  if (self->estimating != NULL)
    g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
}

/* Something was chosen: what is known of it, and what is wrong, is found out again. */
static void
queue_estimate (BsRecordForm *self)
{
  if (self->job != NULL)
    return;

  stop_estimating (self);
  show_rows (self);
  show_texts (self);
  suggest_name (self);
  gtk_label_set_label (self->estimate, _ ("Estimating…"));
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), TRUE);
  set_ready (self, check (self));
  /* of a model that is there it is worth knowing which files it wants, whatever else is missing */
  if (self->graphs != NULL || !bs_row_is_last (self->model_row)
      || bs_file_row_get_path (self->model_file_row) != NULL)
    self->estimate_source = g_timeout_add (ESTIMATE_MS, estimate_cb, self);
}

void
bs_record_form_update (BsRecordForm *self)
{
  queue_estimate (self);
}

static void
changed_cb (BsRecordForm *self)
{
  if (!self->updating)
    queue_estimate (self);
}

static void
model_changed_cb (BsRecordForm *self)
{
  if (self->updating)
    return;

  g_clear_pointer (&self->outlook, bs_record_outlook_free);
  queue_estimate (self);
}

/* As many changes as is usual for what is learned. */
static void
encoding_changed_cb (BsRecordForm *self)
{
  BsTrainingOptions usual;

  if (self->updating)
    return;

  bs_training_options_init_published (&usual, BS_ENCODING_SORT);
  if (bs_record_form_get_encoding (self) == BS_ENCODING_MARKED)
    bs_training_options_init (&usual);
  self->updating = TRUE;
  gtk_spin_button_set_value (self->changes, bs_record_form_get_encoding (self) == BS_ENCODING_MARKED
                                                ? usual.n_trials
                                                : usual.max_episodes);
  self->updating = FALSE;
  queue_estimate (self);
}

static void
policy_changed_cb (BsRecordForm *self)
{
  if (self->updating)
    return;

  self->updating = TRUE;
  bs_record_form_fill_encodings (self);
  self->updating = FALSE;
  encoding_changed_cb (self);
}

static void
set_running (BsRecordForm *self, gboolean running)
{
  gtk_widget_set_sensitive (self->group, !running);
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), !running);
  gtk_stack_set_visible_child_name (self->stack, running ? "running" : "choices");
  if (running)
    gtk_widget_child_focus (GTK_WIDGET (self->run_view), GTK_DIR_TAB_FORWARD);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsRecordForm) self = user_data;
  g_autoptr (BsRecordJob) job = BS_RECORD_JOB (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *unknown = NULL, *path = NULL;
  gboolean stopped;
  gboolean done = bs_record_job_run_finish (job, result, &stopped, &unknown, &error);

  if (self->stack == NULL)
    return;

  bs_run_view_set_job (self->run_view, NULL, 0, 0);
  g_clear_object (&self->job);
  path = g_steal_pointer (&self->path);
  set_running (self, FALSE);
  if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_error (self, bs_record_job_get_at (job), error->message);
      gtk_widget_grab_focus (self->schedule_button);
      return;
    }

  bs_output_row_forget (self->output_row);
  queue_estimate (self);
  gtk_widget_grab_focus (self->graphs == NULL ? self->record_button : self->schedule_button);
  if (!done)
    return;
  file = g_file_new_for_path (path);
  g_signal_emit (self, signals[RECORDED], 0, file);
}

static void
start (BsRecordForm *self, gboolean executes)
{
  g_auto (BsRecordChoices) choices = { 0 };

  if (self->job != NULL || !check (self))
    return;

  stop_estimating (self);
  bs_record_form_collect (self, executes && self->graphs == NULL, &choices);
  self->path = g_strdup (choices.output);
  self->job = bs_record_job_new (&choices);
  bs_record_job_run_async (self->job, recorded_cb, g_object_ref (self));
  bs_run_view_set_job (self->run_view, self->job,
                       self->outlook != NULL ? self->outlook->estimate.n_nodes : 0,
                       choices.n_changes);
  set_running (self, TRUE);
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsRecordForm *self = BS_RECORD_FORM (widget);

  /* a schedule is all that graphs have */
  if (gtk_widget_get_sensitive (self->schedule_button))
    start (self, strcmp (name, "record.run") == 0);
}

void
bs_record_form_set_file (BsRecordForm *self, BsRecordFile file, const char *path)
{
  g_return_if_fail (BS_IS_RECORD_FORM (self));
  g_return_if_fail (file < BS_RECORD_N_FILES);

  BsFileRow *const rows[BS_RECORD_N_FILES] = { self->model_file_row, self->first_file_row,
                                               self->second_file_row, self->parameters_row,
                                               self->policy_file_row };
  AdwComboRow *const lists[BS_RECORD_N_FILES] = { self->model_row, self->input_row, self->input_row,
                                                  NULL, self->policy_row };

  bs_file_row_set_path (rows[file], path);
  if (path != NULL && lists[file] != NULL)
    bs_row_select_last (lists[file]);
}

void
bs_record_form_set_folder (BsRecordForm *self, const char *folder)
{
  g_return_if_fail (BS_IS_RECORD_FORM (self));

  bs_output_row_set_folder (self->output_row, folder);
}

void
bs_record_form_set_graphs (BsRecordForm *self, const char *const *files)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BS_IS_RECORD_FORM (self));

  g_strfreev (self->graphs);
  self->graphs = files != NULL && files[0] != NULL ? g_strdupv ((char **) files) : NULL;
  text = self->graphs != NULL ? g_strjoinv ("\n", self->graphs) : NULL;
  bs_row_set_text (self->graphs_row, text != NULL ? text : "", FALSE);
  gtk_button_set_label (GTK_BUTTON (self->schedule_button),
                        self->graphs != NULL ? _ ("_Schedule") : _ ("_Schedule only"));
  g_clear_pointer (&self->outlook, bs_record_outlook_free);
  queue_estimate (self);
}

gboolean
bs_record_form_get_running (BsRecordForm *self)
{
  g_return_val_if_fail (BS_IS_RECORD_FORM (self), FALSE);

  return self->job != NULL;
}

void
bs_record_form_cancel (BsRecordForm *self)
{
  g_return_if_fail (BS_IS_RECORD_FORM (self));

  if (self->job != NULL)
    bs_record_job_cancel (self->job);
}

static void
bs_record_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RUNNING)
    g_value_set_boolean (value, BS_RECORD_FORM (object)->job != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Files come and go while the form is out of sight. */
static void
bs_record_form_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_record_form_parent_class)->map (widget);
  bs_record_form_find_backends (BS_RECORD_FORM (widget));
  queue_estimate (BS_RECORD_FORM (widget));
}

static void
bs_record_form_dispose (GObject *object)
{
  BsRecordForm *self = BS_RECORD_FORM (object);

  stop_estimating (self);
  if (self->job != NULL)
    bs_record_job_cancel (self->job);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_RECORD_FORM);

  G_OBJECT_CLASS (bs_record_form_parent_class)->dispose (object);
}

static void
bs_record_form_finalize (GObject *object)
{
  BsRecordForm *self = BS_RECORD_FORM (object);

  g_strfreev (self->graphs);
  g_free (self->path);
  g_clear_pointer (&self->backend_states, g_array_unref);
  g_clear_pointer (&self->outlook, bs_record_outlook_free);

  G_OBJECT_CLASS (bs_record_form_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BsRecordForm, name)

static void
bs_record_form_class_init (BsRecordFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bs_record_form_get_property;
  object_class->dispose = bs_record_form_dispose;
  object_class->finalize = bs_record_form_finalize;
  widget_class->map = bs_record_form_map;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[RECORDED] = g_signal_new ("recorded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_install_action (widget_class, "record.run", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "record.schedule", NULL, record_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "record.run",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "record.run", NULL);

  g_type_ensure (BS_TYPE_FILE_ROW);
  g_type_ensure (BS_TYPE_OUTPUT_ROW);
  g_type_ensure (BS_TYPE_ROWS_VIEW);
  g_type_ensure (BS_TYPE_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/record-form.ui");
  BIND (rows);
  BIND (group);
  BIND (graphs_row);
  BIND (model_row);
  BIND (input_row);
  BIND (policy_row);
  BIND (encoding_row);
  BIND (planner_row);
  BIND (backend_row);
  BIND (model_file_row);
  BIND (first_file_row);
  BIND (second_file_row);
  BIND (parameters_row);
  BIND (policy_file_row);
  BIND (sizes_row);
  BIND (more_row);
  BIND (growing_row);
  BIND (changes_row);
  BIND (beam_row);
  BIND (max_states_row);
  BIND (threads_row);
  BIND (output_row);
  BIND (size);
  BIND (batch_size);
  BIND (n_batches);
  BIND (seed);
  BIND (changes);
  BIND (beam);
  BIND (max_states);
  BIND (threads);
  BIND (growing);
  BIND (estimate);
  BIND (stack);
  BIND (record_button);
  BIND (schedule_button);
  BIND (run_view);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, policy_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, encoding_changed_cb);
}

static void
bs_record_form_init (BsRecordForm *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_record_form_fill (self);
  self->updating = FALSE;
  policy_changed_cb (self);
}

GtkWidget *
bs_record_form_new (void)
{
  return g_object_new (BS_TYPE_RECORD_FORM, NULL);
}
