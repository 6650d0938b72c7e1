/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that say which graphs are learned on. */
#include "config.h"

#include "app/window/train/train-inputs.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/record/file-row.h"
#include "app/window/record/record-words.h"
#include "app/window/record/rows.h"
#include "app/window/train/train-ranges.h"
#include "engine/shipped.h"
#include "viz/text.h"

/* While somebody types. */
#define LOAD_MS 250
#define MAX_BATCHES 1024

struct _BsTrainInputs
{
  GtkWidget parent_instance;

  AdwPreferencesGroup *group;
  AdwComboRow *model_row, *input_row;
  BsFileRow *model_file_row, *first_file_row, *second_file_row, *costs_row;
  AdwActionRow *graphs_row, *batch_size_row, *training_row, *held_out_row;
  GtkSpinButton *batch_size, *n_training, *n_held_out;
  AdwEntryRow *training_entry, *held_out_entry;
  GtkLabel *summary;
  GtkFileChooserNative *chooser; /* (nullable) */

  BsTrace *trace; /* (nullable) */
  char **graphs;  /* (nullable) files */
  BsTrainingMaterial *material;
  char *why; /* (nullable): there is no material */
  guint64 seed;
  guint load_source;
  GCancellable *loading; /* (nullable) */
  gboolean in_time;      /* costs are wanted */
  gboolean updating, given_up;
  gboolean seen, stale; /* @stale: to be loaded when it is seen */
};

enum
{
  MATERIAL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTrainInputs, bs_train_inputs, GTK_TYPE_WIDGET)

/* What is loaded by a thread. */
typedef struct
{
  BsTrace *trace; /* (nullable) */
  GArray *training, *held_out;
  BsRunInputs inputs; /* without a trace */
  guint32 n_held_out;
  char *costs; /* (nullable) the same */
} Choices;

static void
choices_free (gpointer data)
{
  Choices *self = data;

  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->training, g_array_unref);
  g_clear_pointer (&self->held_out, g_array_unref);
  bs_run_inputs_clear (&self->inputs);
  g_free (self->costs);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Choices *self = task_data;
  GError *error = NULL;
  BsTrainingMaterial *material;

  if (self->trace != NULL)
    material = bs_training_material_new_for_trace (
        self->trace, (const guint32 *) (gpointer) self->training->data, self->training->len,
        (const guint32 *) (gpointer) self->held_out->data, self->held_out->len, cancellable,
        &error);
  else
    material = bs_training_material_load (&self->inputs, self->n_held_out, self->costs, cancellable,
                                          &error);
  if (material != NULL)
    g_task_return_pointer (task, material, (GDestroyNotify) bs_training_material_unref);
  else
    g_task_return_error (task, error);
}

static char *
count_text (const BsTrainingMaterial *material, guint first, guint n)
{
  guint64 n_nodes = 0, n_inputs = 0;
  char buffers[2][40];

  for (guint i = first; i < first + n; i++)
    {
      n_nodes += ((const BsGraph *) material->graphs->pdata[i])->n_nodes;
      n_inputs += ((const BsGraph *) material->graphs->pdata[i])->n_instances;
    }

  /* Translators: graphs, inputs, nodes */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u graph: %s inputs, %s nodes",
                                       "%u graphs: %s inputs, %s nodes", n),
                          n, bs_text_number (buffers[0], n_inputs),
                          bs_text_number (buffers[1], n_nodes));
}

static void
show_summary (BsTrainInputs *self)
{
  g_autofree char *text = NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (self->summary), "error");
  if (self->material != NULL)
    {
      guint n_held_out = self->material->graphs->len - self->material->n_training;
      g_autofree char *training = count_text (self->material, 0, self->material->n_training);
      g_autofree char *held_out = n_held_out > 0 ? count_text (
                                      self->material, self->material->n_training, n_held_out)
                                                 : g_strdup (_ ("nothing"));

      text = g_strdup_printf (_ ("Learns on %s.\nKept apart for checks: %s."), training, held_out);
    }
  else if (self->why != NULL)
    {
      text = g_strdup (self->why);
      gtk_widget_add_css_class (GTK_WIDGET (self->summary), "error");
    }
  else
    {
      text = g_strdup (_ ("Loading graphs…"));
    }
  gtk_label_set_label (self->summary, text);
}

static void
set_material (BsTrainInputs *self, BsTrainingMaterial *material, const char *why)
{
  g_clear_pointer (&self->material, bs_training_material_unref);
  self->material = material;
  g_free (self->why);
  self->why = g_strdup (why);
  show_summary (self);
  g_signal_emit (self, signals[MATERIAL], 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainInputs *self = BS_TRAIN_INPUTS (source);
  g_autoptr (GError) error = NULL;
  BsTrainingMaterial *material = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->given_up || g_task_get_cancellable (G_TASK (result)) != self->loading)
    {
      g_clear_pointer (&material, bs_training_material_unref);
      return;
    }

  g_clear_object (&self->loading);
  set_material (self, material, error != NULL ? error->message : NULL);
}

static void
stop_loading (BsTrainInputs *self)
{
  g_clear_handle_id (&self->load_source, g_source_remove);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* Returns: (transfer full) (nullable): why nothing can be loaded. */
static char *
read_ranges (BsTrainInputs *self, Choices *choices)
{
  AdwEntryRow *const rows[] = { self->training_entry, self->held_out_entry };
  GArray **const ranges[] = { &choices->training, &choices->held_out };
  char *why = NULL;
  guint32 both;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *error = NULL;

      *ranges[i] = bs_train_ranges_parse (gtk_editable_get_text (GTK_EDITABLE (rows[i])),
                                          self->trace->n_mini_batches, BS_TRAINING_MAX_GRAPHS / 2,
                                          &error);
      if (error != NULL)
        gtk_widget_add_css_class (GTK_WIDGET (rows[i]), "error");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
      if (error != NULL && why == NULL)
        why = g_steal_pointer (&error);
    }
  if (why != NULL)
    return why;
  if (choices->training->len == 0)
    return g_strdup (_ ("Choose a mini-batch to learn on"));
  if (bs_train_ranges_overlap (choices->training, choices->held_out, &both))
    return g_strdup_printf (_ ("Mini-batch %u cannot be learned on and be kept apart"), both);

  return NULL;
}

static gboolean
has_pairs (BsTrainInputs *self)
{
  return g_str_equal (bs_row_get_name (self->model_row), "lstm-nmt");
}

static char *
read_model (BsTrainInputs *self, Choices *choices)
{
  BsRunInputs *inputs = &choices->inputs;

  choices->n_held_out = (guint32) gtk_spin_button_get_value (self->n_held_out);
  if (self->in_time)
    {
      choices->costs = g_strdup (bs_file_row_get_path (self->costs_row));
      if (choices->costs == NULL)
        return g_strdup (_ ("Choose a trace that says what batches take"));
    }
  if (self->graphs != NULL)
    {
      inputs->graphs = g_strdupv (self->graphs);
      return NULL;
    }

  if (!bs_row_is_last (self->model_row))
    inputs->workload = g_strdup (bs_row_get_name (self->model_row));
  else if (bs_file_row_get_path (self->model_file_row) != NULL)
    inputs->model_path = g_strdup (bs_file_row_get_path (self->model_file_row));
  else
    return g_strdup (_ ("Choose the file of a model"));
  if (bs_row_is_last (self->input_row))
    {
      const char *const files[] = { bs_file_row_get_path (self->first_file_row),
                                    bs_file_row_get_path (self->second_file_row), NULL };

      if (files[0] == NULL)
        return g_strdup (_ ("Choose the file of inputs"));
      inputs->files = g_strdupv ((char **) files);
    }
  inputs->batch_size = (guint32) gtk_spin_button_get_value (self->batch_size);
  inputs->n_batches = (guint32) gtk_spin_button_get_value (self->n_training);
  inputs->seed = self->seed;

  return NULL;
}

static gboolean
load_cb (gpointer user_data)
{
  BsTrainInputs *self = user_data;
  Choices *choices = g_new0 (Choices, 1);
  g_autofree char *why = NULL;
  g_autoptr (GTask) task = NULL;

  self->load_source = 0;
  bs_run_inputs_init (&choices->inputs);
  if (self->trace != NULL)
    {
      choices->trace = bs_trace_ref (self->trace);
      why = read_ranges (self, choices);
    }
  else
    {
      /* nothing of the usual choice is to be left */
      g_clear_pointer (&choices->inputs.workload, g_free);
      why = read_model (self, choices);
    }
  if (why != NULL)
    {
      choices_free (choices);
      set_material (self, NULL, why);
      return G_SOURCE_REMOVE;
    }

  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, loaded_cb, NULL);
  g_task_set_task_data (task, choices, choices_free);
  g_task_run_in_thread (task, load_thread);
  return G_SOURCE_REMOVE;
}

static void
show_rows (BsTrainInputs *self)
{
  gboolean trace = self->trace != NULL, graphs = !trace && self->graphs != NULL;
  gboolean model = !trace && !graphs;
  gboolean own_input = model && bs_row_is_last (self->input_row);
  g_autofree char *names = self->graphs != NULL ? g_strjoinv ("\n", self->graphs) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->training_entry), trace);
  gtk_widget_set_visible (GTK_WIDGET (self->held_out_entry), trace);
  gtk_widget_set_visible (GTK_WIDGET (self->model_row), model);
  gtk_widget_set_visible (GTK_WIDGET (self->model_file_row),
                          model && bs_row_is_last (self->model_row));
  gtk_widget_set_visible (GTK_WIDGET (self->input_row), model);
  gtk_widget_set_visible (GTK_WIDGET (self->first_file_row), own_input);
  gtk_widget_set_visible (GTK_WIDGET (self->second_file_row),
                          own_input && (has_pairs (self) || bs_row_is_last (self->model_row)));
  gtk_widget_set_visible (GTK_WIDGET (self->graphs_row), !trace);
  gtk_widget_set_visible (GTK_WIDGET (self->batch_size_row), model);
  gtk_widget_set_visible (GTK_WIDGET (self->training_row), model);
  gtk_widget_set_visible (GTK_WIDGET (self->held_out_row), !trace);
  gtk_widget_set_visible (GTK_WIDGET (self->costs_row), !trace && self->in_time);
  adw_action_row_set_subtitle (self->graphs_row,
                               names != NULL ? names : _ ("Of other programs, instead of a model"));
  bs_file_row_show (self->model_file_row);
  bs_file_row_show (self->first_file_row);
  bs_file_row_show (self->second_file_row);
  bs_file_row_show (self->costs_row);
}

static void
changed_cb (BsTrainInputs *self)
{
  if (self->updating || self->given_up)
    return;

  show_rows (self);
  stop_loading (self);
  set_material (self, NULL, NULL);
  /* what nobody sees is not loaded: a page is made before it is told of its trace */
  self->stale = !gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->seen;
  if (!self->stale)
    self->load_source = g_timeout_add (LOAD_MS, load_cb, self);
}

static void
bs_train_inputs_map (GtkWidget *widget)
{
  BsTrainInputs *self = BS_TRAIN_INPUTS (widget);

  GTK_WIDGET_CLASS (bs_train_inputs_parent_class)->map (widget);
  self->seen = TRUE;
  if (self->stale)
    changed_cb (self);
}

static void
graphs_response_cb (GtkNativeDialog *dialog, int response, BsTrainInputs *self)
{
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GStrvBuilder) paths = NULL;

  if (response != GTK_RESPONSE_ACCEPT || self->given_up)
    return;

  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  paths = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        g_strv_builder_add (paths, path);
    }
  {
    g_auto (GStrv) list = g_strv_builder_end (paths);

    if (list[0] != NULL)
      bs_train_inputs_set_graphs (self, (const char *const *) list);
  }
}

static void
choose_graphs_cb (BsTrainInputs *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Choose graphs"),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (graphs_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
no_graphs_cb (BsTrainInputs *self)
{
  bs_train_inputs_set_graphs (self, NULL);
}

void
bs_train_inputs_set_graphs (BsTrainInputs *self, const char *const *files)
{
  g_return_if_fail (BS_IS_TRAIN_INPUTS (self));

  g_strfreev (self->graphs);
  self->graphs = files != NULL && files[0] != NULL ? g_strdupv ((char **) files) : NULL;
  gtk_spin_button_set_value (self->n_held_out, 0.0);
  changed_cb (self);
}

static void
prepare (BsTrainInputs *self, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (ADW_IS_ACTION_ROW (row))
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->group, row);
}

static AdwComboRow *
add_combo (BsTrainInputs *self, const char *title, const char *const *names, const char *last)
{
  GtkWidget *row = adw_combo_row_new ();

  prepare (self, row, title);
  bs_row_set_names (ADW_COMBO_ROW (row), names, last);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return ADW_COMBO_ROW (row);
}

static BsFileRow *
add_file (BsTrainInputs *self, const char *title, const char *ask, const char *pattern)
{
  GtkWidget *row = g_object_new (BS_TYPE_FILE_ROW, "none", _ ("None chosen"), "ask", ask, "pattern",
                                 pattern, NULL);

  prepare (self, row, title);
  g_signal_connect_object (row, "notify::path", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return BS_FILE_ROW (row);
}

static AdwActionRow *
add_count (BsTrainInputs *self, const char *title, const char *text, double least, double most,
           double value, GtkSpinButton **spin)
{
  GtkWidget *row = adw_action_row_new ();

  prepare (self, row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  *spin = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (least, most, 1.0));
  gtk_spin_button_set_value (*spin, value);
  gtk_spin_button_set_numeric (*spin, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (*spin), 5);
  gtk_widget_set_valign (GTK_WIDGET (*spin), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (*spin), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (*spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (*spin));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (*spin));
  g_signal_connect_object (*spin, "value-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return ADW_ACTION_ROW (row);
}

static AdwEntryRow *
add_entry (BsTrainInputs *self, const char *title, const char *tooltip)
{
  GtkWidget *row = adw_entry_row_new ();

  prepare (self, row, title);
  gtk_widget_set_tooltip_text (row, tooltip);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return ADW_ENTRY_ROW (row);
}

static GtkWidget *
add_button (AdwActionRow *row, const char *icon, const char *text, GCallback clicked, gpointer self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
  return button;
}

static void
add_rows (BsTrainInputs *self)
{
  static const char *const inputs[] = { N_ ("Sample"), NULL };
  const char *const shown[] = { _ (inputs[0]), NULL };
  g_auto (GStrv) models = bs_shipped_models ();

  self->training_entry = add_entry (self, _ ("Learn on mini-batches"),
                                    _ ("Numbers and ranges, such as 0-3, 5"));
  self->held_out_entry = add_entry (
      self, _ ("Keep apart for checks"),
      _ ("Mini-batches that nothing is learned from: they show how well the policy carries over"));
  self->model_row = add_combo (self, _ ("Model"), (const char *const *) models, _ ("Own file…"));
  bs_row_explain (self->model_row, bs_record_model_summary);
  bs_row_select_name (self->model_row, "lattice-lstm");
  self->model_file_row = add_file (self, _ ("Model file"), _ ("Choose the model file"), "*.model");
  self->input_row = add_combo (self, _ ("Input"), shown, _ ("Own file…"));
  self->first_file_row = add_file (self, _ ("Input file"), _ ("Choose the file of inputs"), NULL);
  self->second_file_row = add_file (self, _ ("Second input file"),
                                    _ ("Choose the second file of inputs"), NULL);
  self->batch_size_row = add_count (self, _ ("Inputs in a mini-batch"), "", 1,
                                    BS_RUN_MAX_BATCH_SIZE, 8, &self->batch_size);
  self->training_row = add_count (self, _ ("Mini-batches to learn on"), "", 1, MAX_BATCHES, 1,
                                  &self->n_training);
  self->graphs_row = ADW_ACTION_ROW (adw_action_row_new ());
  prepare (self, GTK_WIDGET (self->graphs_row), _ ("Files of graphs"));
  add_button (self->graphs_row, "edit-clear-symbolic", _ ("Back to models"),
              G_CALLBACK (no_graphs_cb), self);
  add_button (self->graphs_row, "document-open-symbolic", _ ("Choose graphs"),
              G_CALLBACK (choose_graphs_cb), self);
  self->held_out_row = add_count (self, _ ("Kept apart for checks"),
                                  _ ("The mini-batches, or graphs, that follow"), 0, MAX_BATCHES, 2,
                                  &self->n_held_out);
  self->costs_row = add_file (
      self, _ ("Trace of costs"),
      _ ("Choose a trace of the same model, from the machine that is meant"), "*.bscope");
}

static void
bs_train_inputs_dispose (GObject *object)
{
  BsTrainInputs *self = BS_TRAIN_INPUTS (object);
  GtkWidget *child;

  bs_train_inputs_give_up (self);
  g_clear_object (&self->chooser);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bs_train_inputs_parent_class)->dispose (object);
}

static void
bs_train_inputs_finalize (GObject *object)
{
  BsTrainInputs *self = BS_TRAIN_INPUTS (object);

  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->material, bs_training_material_unref);
  g_strfreev (self->graphs);
  g_free (self->why);

  G_OBJECT_CLASS (bs_train_inputs_parent_class)->finalize (object);
}

static void
bs_train_inputs_class_init (BsTrainInputsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_inputs_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_train_inputs_finalize;
  widget_class->map = bs_train_inputs_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);

  signals[MATERIAL] = g_signal_new ("material", BS_TYPE_TRAIN_INPUTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_train_inputs_init (BsTrainInputs *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  self->seed = 1;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  self->updating = TRUE;
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Graphs"));
  gtk_widget_set_parent (GTK_WIDGET (self->group), GTK_WIDGET (self));
  add_rows (self);
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0.0F);
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_label_set_wrap_mode (self->summary, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "numeric");
  gtk_widget_set_parent (GTK_WIDGET (self->summary), GTK_WIDGET (self));
  self->updating = FALSE;
  changed_cb (self);
}

GtkWidget *
bs_train_inputs_new (void)
{
  return g_object_new (BS_TYPE_TRAIN_INPUTS, NULL);
}

void
bs_train_inputs_set_trace (BsTrainInputs *self, BsTrace *trace)
{
  g_return_if_fail (BS_IS_TRAIN_INPUTS (self));

  if (trace == self->trace)
    return;

  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->training_entry), "0");
  gtk_editable_set_text (GTK_EDITABLE (self->held_out_entry),
                         trace == NULL || trace->n_mini_batches < 2 ? ""
                         : trace->n_mini_batches == 2               ? "1"
                                                                    : "1-2");
  self->updating = FALSE;
  changed_cb (self);
}

BsTrainingMaterial *
bs_train_inputs_get_material (BsTrainInputs *self, const char **why)
{
  if (why != NULL)
    *why = self->why;

  return self->material;
}

void
bs_train_inputs_set_seed (BsTrainInputs *self, guint64 seed)
{
  g_return_if_fail (BS_IS_TRAIN_INPUTS (self));

  if (self->seed == seed)
    return;

  self->seed = seed;
  if (self->trace == NULL && self->graphs == NULL)
    changed_cb (self);
}

void
bs_train_inputs_set_in_time (BsTrainInputs *self, gboolean in_time)
{
  g_return_if_fail (BS_IS_TRAIN_INPUTS (self));

  if (self->in_time == !!in_time)
    return;

  self->in_time = !!in_time;
  /* a trace has its own costs */
  if (self->trace == NULL)
    changed_cb (self);
}

void
bs_train_inputs_give_up (BsTrainInputs *self)
{
  self->given_up = TRUE;
  stop_loading (self);
}
