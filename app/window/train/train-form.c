/* SPDX-License-Identifier: Apache-2.0 */
/* What is learned on, and how. */
#include "config.h"

#include "app/window/train/train-form.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "app/window/record/record-words.h"
#include "app/window/record/rows.h"
#include "app/window/train/train-inputs.h"
#include "app/window/train/train-settings.h"

struct _BsTrainForm
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  BsTrainInputs *inputs;
  AdwComboRow *encoding_row, *objective_row, *bootstrap_row;
  AdwActionRow *start_row, *safe_row;
  GtkSwitch *safe;
  GtkWidget *learning_group, *rows[BS_TRAIN_N_SETTINGS];
  GtkSpinButton *spins[BS_TRAIN_N_SETTINGS];
  GtkWidget *reset_button;

  char *no_costs;   /* (nullable): why predicted times are not known */
  char *start_name; /* (nullable) */
  BsEncoding start_encoding;
  gboolean updating;
};

enum
{
  MATERIAL,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTrainForm, bs_train_form, GTK_TYPE_WIDGET)

/* In the order of the list. */
static const struct
{
  const char *name;
  BsEncoding encoding;
} encodings[] = { { "marked", BS_ENCODING_MARKED },
                  { "sort", BS_ENCODING_SORT },
                  { "max", BS_ENCODING_MAX },
                  { "base", BS_ENCODING_BASE } };

#define ALL_PUBLISHED G_N_ELEMENTS (encodings)

static gboolean
is_marked (BsTrainForm *self)
{
  return self->start_name != NULL ? self->start_encoding == BS_ENCODING_MARKED
                                  : adw_combo_row_get_selected (self->encoding_row) == 0;
}

static const char *
explain_encoding (const char *name)
{
  BsEncoding encoding;

  if (!bs_encoding_from_string (name, &encoding))
    return _ ("One run with each: base, max, sort");
  if (encoding == BS_ENCODING_MARKED)
    return _ ("Ours: a number for each type and its marks");
  return encoding == BS_ENCODING_SORT  ? _ ("Published: ready types by how many nodes are ready")
         : encoding == BS_ENCODING_MAX ? _ ("Published: ready types, and which has most nodes")
                                       : _ ("Published: the set of ready types");
}

static const char *
explain_objective (const char *name)
{
  return g_str_equal (name, _ ("Batches"))
             ? _ ("As published: as few as can be, whatever they take")
             : _ ("As little predicted time as can be, by what batches took in the trace");
}

/* What is chosen, or why it cannot be had. */
static void
show_objective (BsTrainForm *self)
{
  const BsTrainingMaterial *material = bs_train_inputs_get_material (self->inputs, NULL);
  const char *text = explain_objective (bs_row_get_name (self->objective_row));

  g_clear_pointer (&self->no_costs, g_free);
  if (bs_train_form_is_in_time (self) && material != NULL && material->costs == NULL)
    self->no_costs = g_strdup_printf (
        _ ("%s. Learn for few batches, or on a trace of a run with times."),
        material->costs_note != NULL ? material->costs_note : _ ("Nothing is known of times"));
  else if (bs_train_form_is_in_time (self) && material != NULL && material->costs_note != NULL)
    text = material->costs_note;
  bs_row_set_text (GTK_WIDGET (self->objective_row), self->no_costs != NULL ? self->no_costs : text,
                   self->no_costs != NULL);
}

static const char *
explain_bootstrap (const char *name)
{
  return g_str_equal (name, _ ("Published"))
             ? _ ("max (0, max Q): always 0, since Q is never positive")
             : _ ("The largest Q of the state that follows");
}

static void
show_rows (BsTrainForm *self)
{
  gboolean marked = is_marked (self);

  for (guint i = 0; i < BS_TRAIN_N_SETTINGS; i++)
    gtk_widget_set_visible (self->rows[i],
                            bs_train_settings[i].use & (marked ? BS_TRAIN_PRIORITIES : BS_TRAIN_Q));
  gtk_widget_set_visible (GTK_WIDGET (self->safe_row), !marked);
  gtk_widget_set_visible (GTK_WIDGET (self->bootstrap_row), !marked);
  gtk_widget_set_visible (GTK_WIDGET (self->start_row), self->start_name != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->encoding_row), self->start_name == NULL);
  if (self->start_name != NULL)
    adw_action_row_set_subtitle (self->start_row, self->start_name);
  bs_row_set_text (GTK_WIDGET (self->encoding_row),
                   explain_encoding (bs_row_get_name (self->encoding_row)), FALSE);
  bs_row_set_text (GTK_WIDGET (self->bootstrap_row),
                   explain_bootstrap (bs_row_get_name (self->bootstrap_row)), FALSE);
  show_objective (self);
}

static void
changed_cb (BsTrainForm *self)
{
  if (self->updating)
    return;

  show_rows (self);
  bs_train_inputs_set_seed (self->inputs,
                            (guint64) gtk_spin_button_get_value (self->spins[BS_TRAIN_SEED]));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
material_cb (BsTrainForm *self)
{
  show_objective (self);
  g_signal_emit (self, signals[MATERIAL], 0);
}

/* What there is to learn on changes with it, too: costs may be missing. */
static void
objective_cb (BsTrainForm *self)
{
  if (self->updating)
    return;

  changed_cb (self);
  bs_train_inputs_set_in_time (self->inputs, bs_train_form_is_in_time (self));
  material_cb (self);
}

static void
forget_start_cb (BsTrainForm *self)
{
  bs_train_form_set_start (self, NULL, BS_ENCODING_MARKED, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->encoding_row));
}

void
bs_train_form_reset (BsTrainForm *self)
{
  BsTrainingOptions options;

  g_return_if_fail (BS_IS_TRAIN_FORM (self));

  bs_training_options_init (&options);
  if (self->start_name != NULL)
    options.encoding = self->start_encoding;
  bs_train_form_set_options (self, &options);
  gtk_spin_button_set_value (self->spins[BS_TRAIN_SEEDS], 1.0);
}

static GtkWidget *
add_group (GtkBox *box, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (box, group);
  return group;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static AdwComboRow *
add_combo (BsTrainForm *self, GtkWidget *group, const char *title, const char *const *names,
           const char *(*explain) (const char *name))
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  bs_row_set_names (row, names, NULL);
  bs_row_explain (row, explain);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
  return row;
}

static void
add_policy_rows (BsTrainForm *self, GtkBox *box)
{
  const char *const objectives[] = { _ ("Batches"), _ ("Time"), NULL };
  const char *const bootstraps[] = { _ ("Published"), _ ("True maximum"), NULL };
  const char *names[G_N_ELEMENTS (encodings) + 2] = { NULL };
  GtkWidget *group = add_group (box, _ ("Policy"));
  GtkWidget *forget = gtk_button_new_from_icon_name ("edit-clear-symbolic");

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    names[i] = encodings[i].name;
  names[ALL_PUBLISHED] = _ ("all published");
  self->start_row = ADW_ACTION_ROW (add_row (group, _ ("Goes on from"), ""));
  gtk_widget_set_valign (forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (forget, "flat");
  gtk_widget_set_tooltip_text (forget, _ ("Learn from the start"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (forget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Learn from the start"), -1);
  g_signal_connect_object (forget, "clicked", G_CALLBACK (forget_start_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (self->start_row, forget);
  self->objective_row = add_combo (self, group, _ ("Objective"), objectives, explain_objective);
  g_signal_connect_object (self->objective_row, "notify::selected", G_CALLBACK (objective_cb), self,
                           G_CONNECT_SWAPPED);
  self->encoding_row = add_combo (self, group, _ ("Encoding"), names, explain_encoding);
  self->safe_row = ADW_ACTION_ROW (
      add_row (group, _ ("Learn only where ρ < 1"),
               _ ("A type with ρ = 1 is taken without asking the table: that is always safe")));
  self->safe = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->safe), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (self->safe_row, GTK_WIDGET (self->safe));
  adw_action_row_set_activatable_widget (self->safe_row, GTK_WIDGET (self->safe));
  g_signal_connect_object (self->safe, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->bootstrap_row = add_combo (self, group, _ ("Bootstrap"), bootstraps, explain_bootstrap);
}

static void
add_setting (BsTrainForm *self, GtkWidget *group, guint i)
{
  const BsTrainSetting *setting = &bs_train_settings[i];
  GtkWidget *row = add_row (group, _ (setting->title), _ (setting->text));
  GtkWidget *spin = gtk_spin_button_new_with_range (setting->least, setting->most, setting->step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), setting->digits);
  gtk_spin_button_set_increments (GTK_SPIN_BUTTON (spin), setting->step, setting->page);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (spin, "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (setting->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (setting->text), -1);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  self->rows[i] = row;
  self->spins[i] = GTK_SPIN_BUTTON (spin);
}

static void
bs_train_form_dispose (GObject *object)
{
  BsTrainForm *self = BS_TRAIN_FORM (object);

  if (self->inputs != NULL)
    bs_train_inputs_give_up (self->inputs);
  self->inputs = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_train_form_parent_class)->dispose (object);
}

static void
bs_train_form_finalize (GObject *object)
{
  BsTrainForm *self = BS_TRAIN_FORM (object);

  g_free (self->start_name);
  g_free (self->no_costs);

  G_OBJECT_CLASS (bs_train_form_parent_class)->finalize (object);
}

static void
bs_train_form_class_init (BsTrainFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_train_form_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trainform");

  signals[MATERIAL] = g_signal_new ("material", BS_TYPE_TRAIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", BS_TYPE_TRAIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
bs_train_form_init (BsTrainForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (box, "train-rows");

  self->updating = TRUE;
  self->inputs = BS_TRAIN_INPUTS (bs_train_inputs_new ());
  g_signal_connect_object (self->inputs, "material", G_CALLBACK (material_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->inputs));
  add_policy_rows (self, GTK_BOX (box));
  self->learning_group = add_group (GTK_BOX (box), _ ("Learning"));
  for (guint i = 0; i < BS_TRAIN_N_SETTINGS; i++)
    add_setting (self, self->learning_group, i);
  self->reset_button = gtk_button_new_with_mnemonic (_ ("_Reset to default"));
  gtk_widget_set_tooltip_text (self->reset_button,
                               _ ("All settings as the command line has them without options"));
  g_signal_connect_object (self->reset_button, "clicked", G_CALLBACK (bs_train_form_reset), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->reset_button);
  self->updating = FALSE;
  bs_train_form_reset (self);
}

GtkWidget *
bs_train_form_new (void)
{
  return g_object_new (BS_TYPE_TRAIN_FORM, NULL);
}

void
bs_train_form_set_trace (BsTrainForm *self, BsTrace *trace)
{
  g_return_if_fail (BS_IS_TRAIN_FORM (self));

  bs_train_inputs_set_trace (self->inputs, trace);
}

BsTrainingMaterial *
bs_train_form_get_material (BsTrainForm *self, const char **why)
{
  BsTrainingMaterial *material = bs_train_inputs_get_material (self->inputs, why);

  if (material == NULL || self->no_costs == NULL)
    return material;

  if (why != NULL)
    *why = self->no_costs;
  return NULL;
}

gboolean
bs_train_form_is_in_time (BsTrainForm *self)
{
  return adw_combo_row_get_selected (self->objective_row) == 1;
}

gboolean
bs_train_form_has_start (BsTrainForm *self)
{
  return self->start_name != NULL;
}

static void
select_encoding (BsTrainForm *self, BsEncoding encoding)
{
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    if (encodings[i].encoding == encoding)
      adw_combo_row_set_selected (self->encoding_row, i);
}

void
bs_train_form_set_start (BsTrainForm *self, const char *name, BsEncoding encoding,
                         gboolean act_when_safe)
{
  g_return_if_fail (BS_IS_TRAIN_FORM (self));

  g_free (self->start_name);
  self->start_name = g_strdup (name);
  self->start_encoding = encoding;
  if (name != NULL)
    {
      select_encoding (self, encoding);
      gtk_switch_set_active (self->safe, act_when_safe);
    }
  changed_cb (self);
}

static double *
get_double (BsTrainingOptions *options, guint i)
{
  return (double *) (gpointer) ((char *) options + bs_train_settings[i].offset);
}

static guint *
get_count (BsTrainingOptions *options, guint i)
{
  return (guint *) (gpointer) ((char *) options + bs_train_settings[i].offset);
}

GArray *
bs_train_form_collect (BsTrainForm *self)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (BsTrainingOptions));
  guint n_seeds = gtk_spin_button_get_value_as_int (self->spins[BS_TRAIN_SEEDS]);
  guint64 seed = (guint64) gtk_spin_button_get_value (self->spins[BS_TRAIN_SEED]);
  guint selected = adw_combo_row_get_selected (self->encoding_row);
  gboolean all = self->start_name == NULL && selected == ALL_PUBLISHED;
  const BsTrainingMaterial *material = bs_train_inputs_get_material (self->inputs, NULL);

  for (guint k = 0; k < n_seeds; k++)
    for (guint e = 0; e < (all ? BS_N_PUBLISHED_ENCODINGS : 1); e++)
      {
        BsEncoding encoding = all                        ? (BsEncoding) e
                              : self->start_name != NULL ? self->start_encoding
                                                         : encodings[selected].encoding;
        BsTrainingOptions options;

        bs_training_options_init_published (&options, encoding);
        for (guint i = 0; i < BS_TRAIN_N_SETTINGS; i++)
          {
            double value = gtk_spin_button_get_value (self->spins[i]);
            gboolean used = bs_train_settings[i].use
                            & (encoding == BS_ENCODING_MARKED ? BS_TRAIN_PRIORITIES : BS_TRAIN_Q);

            if (used && bs_train_settings[i].kind == BS_TRAIN_REAL)
              *get_double (&options, i) = value;
            else if (used && bs_train_settings[i].kind == BS_TRAIN_COUNT)
              *get_count (&options, i) = (guint) value;
          }
        options.seed = seed + k;
        if (bs_train_form_is_in_time (self) && material != NULL)
          options.costs = material->costs;
        if (encoding != BS_ENCODING_MARKED)
          {
            options.act_when_safe = gtk_switch_get_active (self->safe);
            options.true_maximum = adw_combo_row_get_selected (self->bootstrap_row) == 1;
          }
        g_array_append_val (runs, options);
      }

  return runs;
}

void
bs_train_form_set_options (BsTrainForm *self, const BsTrainingOptions *options)
{
  BsTrainingOptions copy = *options;

  g_return_if_fail (BS_IS_TRAIN_FORM (self));

  adw_combo_row_set_selected (self->objective_row, options->costs != NULL);
  self->updating = TRUE;
  select_encoding (self, options->encoding);
  for (guint i = 0; i < BS_TRAIN_N_SETTINGS; i++)
    if (bs_train_settings[i].kind == BS_TRAIN_REAL)
      gtk_spin_button_set_value (self->spins[i], *get_double (&copy, i));
    else if (bs_train_settings[i].kind == BS_TRAIN_COUNT)
      gtk_spin_button_set_value (self->spins[i], *get_count (&copy, i));
  gtk_spin_button_set_value (self->spins[BS_TRAIN_SEED], (double) options->seed);
  gtk_switch_set_active (self->safe, options->act_when_safe);
  adw_combo_row_set_selected (self->bootstrap_row, options->true_maximum);
  self->updating = FALSE;
  changed_cb (self);
}
