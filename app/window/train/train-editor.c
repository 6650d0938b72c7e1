/* SPDX-License-Identifier: Apache-2.0 */
/* A window in which people change what a table does. */
#include "config.h"

#include "app/window/train/train-editor.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/data-table.h"
#include "app/window/parts/type-chip.h"
#include "app/window/shell/help.h"
#include "app/window/train/train-page-private.h"
#include "profiles/training/policy-edit.h"

#define WIDTH 1240
#define HEIGHT 600
#define MAX_CHIPS 16

struct _BsTrainEditor
{
  AdwWindow parent_instance;

  BsDataTable *states, *graphs;
  GtkWidget *chips, *spinner, *action;
  GtkLabel *state_label, *effect;

  BsTrainPage *page; /* weak */
  BsTrainRun *run;
  BsPolicyEdit *edit;
  guint32 state; /* that is selected, or G_MAXUINT32 */
  BsTrainingField *field;
  BsEvaluation *before;    /* (nullable) [graphs] */
  GCancellable *reckoning; /* (nullable): what comes of the changes is worked out */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (BsTrainEditor, bs_train_editor, ADW_TYPE_WINDOW)

/* What comes of the changes, worked out in a thread. */
typedef struct
{
  BsTrainingMaterial *material;
  BsPolicyEdit *edit;
  BsEvaluation *before; /* (nullable): to be found, too */
  BsEvaluation *after;
  BsTrainingField *field;
  BsTable *states;
} Reckoning;

static void
reckoning_free (gpointer data)
{
  Reckoning *self = data;

  bs_training_material_unref (self->material);
  bs_policy_edit_free (self->edit);
  g_free (self->before);
  g_free (self->after);
  g_clear_pointer (&self->field, bs_training_field_unref);
  g_clear_pointer (&self->states, bs_table_unref);
  g_free (self);
}

static void
reckon_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reckoning *self = task_data;
  guint n = self->material->graphs->len;
  g_autoptr (BsFsm) fsm = bs_policy_edit_make (self->edit);
  gboolean done = TRUE;

  if (self->before == NULL)
    {
      self->before = g_new0 (BsEvaluation, n);
      done = bs_training_evaluate (self->material, bs_policy_edit_get_original (self->edit), NULL,
                                   self->before, cancellable);
    }
  self->after = g_new0 (BsEvaluation, n);
  done = done && bs_training_evaluate (self->material, fsm, NULL, self->after, cancellable);
  if (done)
    self->field = bs_training_field_new (self->material, fsm, cancellable);
  if (self->field != NULL)
    self->states = bs_training_field_tabulate_edit (self->field, self->edit);
  g_task_return_boolean (task, self->states != NULL);
}

static guint32
sum (const BsEvaluation *evaluations, guint first, guint end)
{
  guint32 batches = 0;

  for (guint i = first; i < end; i++)
    batches += evaluations[i].batches;

  return batches;
}

static void
show_effect (BsTrainEditor *self, const Reckoning *reckoning)
{
  const BsTrainingMaterial *material = reckoning->material;
  guint n = material->n_training, n_all = material->graphs->len;
  g_autofree char *unseen = n_all > n ? g_strdup_printf (_ ("; unseen %u → %u"),
                                                         sum (reckoning->before, n, n_all),
                                                         sum (reckoning->after, n, n_all))
                                      : g_strdup ("");
  guint changed = bs_policy_edit_count_changed (self->edit);
  g_autofree char *states = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u state is changed", "%u states are changed", changed),
      changed);
  g_autofree char *text = g_strdup_printf (_ ("%s. Learned on: %u → %u batches%s."), states,
                                           sum (reckoning->before, 0, n),
                                           sum (reckoning->after, 0, n), unseen);

  gtk_label_set_label (self->effect, text);
}

static void
select_state (BsTrainEditor *self)
{
  for (guint32 i = 0; self->field != NULL && i < self->field->n_states; i++)
    if (self->field->states[i].state == self->state)
      bs_data_table_select_row (self->states, i);
}

static void
reckoned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (source);
  Reckoning *reckoning = g_task_get_task_data (G_TASK (result));

  if (self->reckoning == NULL || g_task_get_cancellable (G_TASK (result)) != self->reckoning)
    return;

  g_clear_object (&self->reckoning);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;

  bs_data_table_take_table (
      self->graphs,
      bs_training_tabulate_edit (reckoning->material, reckoning->before, reckoning->after));
  show_effect (self, reckoning);
  g_free (self->before);
  self->before = g_steal_pointer (&reckoning->before);
  g_clear_pointer (&self->field, bs_training_field_unref);
  self->field = g_steal_pointer (&reckoning->field);
  self->updating = TRUE;
  bs_data_table_take_table (self->states, g_steal_pointer (&reckoning->states));
  self->updating = FALSE;
}

static void
reckon (BsTrainEditor *self)
{
  g_autoptr (GTask) task = NULL;
  Reckoning *reckoning = g_new0 (Reckoning, 1);

  if (self->reckoning != NULL)
    g_cancellable_cancel (self->reckoning);
  g_clear_object (&self->reckoning);
  self->reckoning = g_cancellable_new ();
  reckoning->material = bs_training_material_ref (bs_train_run_get_material (self->run));
  reckoning->edit = bs_policy_edit_copy (self->edit);
  if (self->before != NULL)
    reckoning->before = g_memdup2 (self->before,
                                   reckoning->material->graphs->len * sizeof (BsEvaluation));
  task = g_task_new (self, self->reckoning, reckoned_cb, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reckoning, reckoning_free);
  g_task_run_in_thread (task, reckon_thread);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
}

static const BsFsmAction *
get_actions (BsTrainEditor *self, guint *n)
{
  return bs_fsm_get_actions (bs_policy_edit_get_original (self->edit), self->state, n);
}

/* Its types, and which it takes. */
static void
show_chips (BsTrainEditor *self)
{
  BsFsm *fsm = bs_policy_edit_get_original (self->edit);
  const BsFsmAction *actions;
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  if (self->state == G_MAXUINT32)
    return;

  actions = get_actions (self, &n);
  for (guint i = 0; i < MIN (n, MAX_CHIPS); i++)
    {
      GtkWidget *chip = bs_type_chip_new (19);

      bs_type_chip_set (BS_TYPE_CHIP (chip), fsm->types, actions[i].type,
                        actions[i].type == bs_policy_edit_get_action (self->edit, self->state));
      gtk_widget_set_tooltip_text (chip, fsm->types->types[actions[i].type].name);
      gtk_box_append (GTK_BOX (self->chips), chip);
    }
}

/* The state that is selected, and what can be taken in it. */
static void
show_state (BsTrainEditor *self)
{
  BsFsm *fsm = bs_policy_edit_get_original (self->edit);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *text = NULL;
  const BsFsmAction *actions;
  const guint16 *key;
  guint n = 0, length, selected = 0;

  show_chips (self);
  gtk_widget_set_sensitive (self->action, self->state != G_MAXUINT32);
  if (self->state == G_MAXUINT32)
    {
      gtk_label_set_label (self->state_label, _ ("Choose a state"));
      return;
    }

  key = bs_state_table_get (fsm->states, self->state, &length);
  text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);
  gtk_label_set_label (self->state_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), text);
  actions = get_actions (self, &n);
  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (names, fsm->types->types[actions[i].type].name);
      if (actions[i].type == bs_policy_edit_get_action (self->edit, self->state))
        selected = i;
    }
  self->updating = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->action), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->action), selected);
  self->updating = FALSE;
}

static void
update_actions (BsTrainEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "editor.undo", bs_policy_edit_can_undo (self->edit));
  gtk_widget_action_set_enabled (widget, "editor.redo", bs_policy_edit_can_redo (self->edit));
  gtk_widget_action_set_enabled (widget, "editor.reset",
                                 bs_policy_edit_count_changed (self->edit) > 0);
}

/* Steps were undone, or done again. */
static void
edited (BsTrainEditor *self)
{
  update_actions (self);
  show_state (self);
  reckon (self);
}

static void
action_cb (BsTrainEditor *self)
{
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->action)), n;
  const BsFsmAction *actions;

  if (self->updating || self->edit == NULL || self->state == G_MAXUINT32)
    return;

  actions = get_actions (self, &n);
  if (at >= n || !bs_policy_edit_set_action (self->edit, self->state, actions[at].type))
    return;

  /* the list that says so is in use */
  update_actions (self);
  show_chips (self);
  reckon (self);
}

static void
row_cb (BsTrainEditor *self, guint row)
{
  if (self->updating || self->field == NULL || row >= self->field->n_states)
    return;

  self->state = self->field->states[row].state;
  show_state (self);
}

static void
activated_cb (BsTrainEditor *self, guint row)
{
  row_cb (self, row);
  gtk_widget_grab_focus (self->action);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (widget);

  if (g_str_equal (name, "editor.undo") ? bs_policy_edit_undo (self->edit)
                                        : bs_policy_edit_redo (self->edit))
    edited (self);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (widget);

  bs_policy_edit_reset (self->edit);
  edited (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (widget);
  g_autoptr (BsFsm) fsm = bs_policy_edit_make (self->edit);
  g_autofree char *changes = bs_policy_edit_describe (self->edit);

  if (self->page != NULL)
    bs_train_page_save (self->page, widget, self->run, fsm, changes);
}

static void
go_on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (widget);
  g_autoptr (BsFsm) fsm = bs_policy_edit_make (self->edit);
  /* Translators: a policy that people changed by hand; %s: its name */
  g_autofree char *called = bs_policy_edit_count_changed (self->edit) > 0
                                ? g_strdup_printf (_ ("%s, edited"),
                                                   bs_train_run_get_name (self->run))
                                : g_strdup (bs_train_run_get_name (self->run));

  if (self->page != NULL)
    bs_train_page_go_on (self->page, called, fsm);
  gtk_window_close (GTK_WINDOW (self));
}

static void
bs_train_editor_dispose (GObject *object)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (object);

  if (self->reckoning != NULL)
    g_cancellable_cancel (self->reckoning);
  g_clear_object (&self->reckoning);
  g_clear_weak_pointer (&self->page);
  self->updating = TRUE;

  G_OBJECT_CLASS (bs_train_editor_parent_class)->dispose (object);
}

static void
bs_train_editor_finalize (GObject *object)
{
  BsTrainEditor *self = BS_TRAIN_EDITOR (object);

  g_clear_object (&self->run);
  g_clear_pointer (&self->edit, bs_policy_edit_free);
  g_clear_pointer (&self->field, bs_training_field_unref);
  g_free (self->before);

  G_OBJECT_CLASS (bs_train_editor_parent_class)->finalize (object);
}

static void
bs_train_editor_class_init (BsTrainEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_train_editor_finalize;
  g_type_ensure (BS_TYPE_DATA_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/train-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, states);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, graphs);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, chips);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, spinner);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, action);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, state_label);
  gtk_widget_class_bind_template_child (widget_class, BsTrainEditor, effect);
  gtk_widget_class_bind_template_callback (widget_class, action_cb);
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "editor.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "editor.go-on", NULL, go_on_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "editor.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bs_train_editor_init (BsTrainEditor *self)
{
  self->state = G_MAXUINT32;
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  bs_data_table_set_label (self->states, _ ("States of the table"));
  bs_data_table_set_label (self->graphs, _ ("Batches before and after"));
  bs_data_table_set_compact (self->graphs, TRUE);
  g_signal_connect_object (self->states, "row-selected", G_CALLBACK (row_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->states, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->states, "changed", G_CALLBACK (select_state), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
bs_train_editor_new (BsTrainPage *page, BsTrainRun *run)
{
  BsTrainEditor *self = g_object_new (BS_TYPE_TRAIN_EDITOR, NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));

  g_set_weak_pointer (&self->page, page);
  self->run = g_object_ref (run);
  self->edit = bs_policy_edit_new (bs_train_run_get_best (run));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  update_actions (self);
  show_state (self);
  reckon (self);
  return GTK_WIDGET (self);
}
