/* SPDX-License-Identifier: Apache-2.0 */
/* The Train page. */
#include "config.h"

#include "app/window/train/train-page.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/toast.h"
#include "app/window/parts/type-chip.h"
#include "app/window/shell/pages.h"
#include "app/window/train/train-page-private.h"
#include "app/window/train/train-words.h"

/* Below it the settings become a flap and all panels stand in one column. */
#define NARROW_WIDTH 1180
#define MAX_CHIPS 24

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTrainPage, bs_train_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

/* Table twins: what threads need is copied first. */

typedef struct
{
  BsTrainingStory story;
  gboolean priorities;
} CurveRows;

static void
curve_rows_free (gpointer data)
{
  CurveRows *rows = data;

  bs_training_story_clear (&rows->story);
  g_free (rows);
}

static BsTable *
make_curve_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
                  GError **error)
{
  const CurveRows *rows = data;

  return bs_training_story_tabulate (&rows->story, rows->priorities);
}

static CurveRows *
copy_story (const BsTrainingStory *story, gboolean priorities)
{
  CurveRows *rows = g_new0 (CurveRows, 1);

  rows->priorities = priorities;
  rows->story = *story;
  rows->story.columns = g_array_copy (story->columns);
  rows->story.checks = g_array_copy (story->checks);
  return rows;
}

static BsTable *
give_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  return bs_table_ref ((BsTable *) data);
}

static BsTable *
make_states_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
                   GError **error)
{
  return data != NULL ? bs_training_field_tabulate (data) : bs_table_new ();
}

static void
field_unref (gpointer field)
{
  if (field != NULL)
    bs_training_field_unref (field);
}

static void
table_unref (gpointer table)
{
  bs_table_unref (table);
}

static void
set_curve_tables (BsTrainPage *self, BsTrainRun *front)
{
  BsViewFrame *const frames[] = { self->curve_frame, self->epsilon_frame, self->known_frame };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    bs_view_frame_set_table (
        frames[i], make_curve_table, FALSE,
        copy_story (bs_train_run_read (front), bs_train_run_learns_priorities (front)),
        curve_rows_free);
}

static void
show_checks (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  BsTrainingMaterial *material = front != NULL ? bs_train_run_get_material (front)
                                               : bs_train_model_get_material (self->model);
  const BsTrainingYardstick *yardsticks = bs_train_model_get_yardsticks (self->model);
  const BsEvaluation *evaluations = front != NULL ? bs_train_run_get_evaluations (front) : NULL;
  gboolean in_time = bs_train_model_is_in_time (self->model);

  bs_train_checks_set (self->checks, material, in_time, yardsticks, evaluations);
  if (material != NULL && yardsticks != NULL && evaluations != NULL)
    bs_view_frame_set_table (
        self->checks_frame, give_table, FALSE,
        bs_training_tabulate_checks (material, in_time, yardsticks, evaluations), table_unref);
}

/* A chip for each type that is taken anywhere. */
static void
show_chips (BsTrainPage *self, BsTypeTable *types)
{
  guint n = types != NULL ? MIN (types->n_types, MAX_CHIPS) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_flow_box_remove (self->chips, child);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *chip = bs_type_chip_new (16);
      GtkWidget *holder = gtk_flow_box_child_new ();

      bs_type_chip_set (BS_TYPE_CHIP (chip), types, i, TRUE);
      gtk_widget_set_tooltip_text (chip, types->types[i].name);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (holder), chip);
      gtk_widget_set_focusable (holder, FALSE);
      gtk_flow_box_append (self->chips, holder);
    }
  self->n_chips = types != NULL ? types->n_types : 0;
}

static void
show_states (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  BsTrainingField *field = front != NULL ? bs_train_run_get_field (front) : NULL;
  g_autofree char *text = NULL;
  guint n_types = field != NULL ? field->fsm->types->n_types : 0;

  if (n_types != self->n_chips)
    show_chips (self, field != NULL ? field->fsm->types : NULL);
  if (field != NULL)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u state, %u reached greedily",
                                         "%u states, %u reached greedily", field->n_states),
                            field->n_states, field->n_reached);
  bs_view_frame_set_subtitle (self->states_frame, text);
  bs_view_frame_set_table (self->states_frame, make_states_table, FALSE,
                           field != NULL ? bs_training_field_ref (field) : NULL, field_unref);
}

/* What happened stands behind when, in a column of its own. */
static void
set_tabs (BsTrainPage *self)
{
  PangoTabArray *tabs = pango_tab_array_new_with_positions (1, TRUE, PANGO_TAB_LEFT, 64);

  gtk_text_view_set_tabs (self->log, tabs);
  pango_tab_array_free (tabs);
}

static void
show_log (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  g_autofree char *text = front != NULL ? bs_train_log_text (
                              front, bs_train_model_get_yardsticks (self->model))
                                        : g_strdup ("");

  if (g_strcmp0 (text, self->log_text) == 0)
    return;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->log), text, -1);
  g_free (self->log_text);
  self->log_text = g_steal_pointer (&text);
}

/* What changes while it learns. */
static void
show_progress (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  const BsTrainingStory *story = front != NULL ? bs_train_run_read (front) : NULL;
  g_autofree char *episode = front != NULL ? bs_train_episode_text (front) : g_strdup ("");
  g_autofree char *states = story != NULL ? bs_format_count (story->states) : g_strdup ("");
  g_autofree char *epsilon = story != NULL && story->columns->len > 0
                                 ? bs_format_real (story->epsilon, 2)
                                 : g_strdup ("");
  g_autofree char *fresh = NULL;
  double fraction = 0.0;

  if (story != NULL && story->planned > story->before)
    fraction = (double) (story->episode - story->before) / (story->planned - story->before);
  if (front != NULL && bs_train_run_get_state (front) == BS_TRAIN_DONE)
    fraction = 1.0;
  gtk_label_set_label (self->title, bs_train_title_text (front));
  gtk_label_set_label (self->episode, episode);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0.0, 1.0));
  gtk_label_set_label (self->known_label, states);
  gtk_label_set_label (self->epsilon_label, epsilon);
  if (story != NULL && story->columns->len > 0 && !bs_train_run_learns_priorities (front))
    fresh = g_strdup_printf (_ ("%u new in the last 25 episodes"), story->new_states);
  bs_view_frame_set_subtitle (self->known_frame, fresh);
  show_log (self);
}

static void
moved_cb (BsTrainPage *self)
{
  show_progress (self);
  bs_train_runs_update (self->runs);
  if (bs_train_page_get_ready (self) != NULL)
    bs_train_page_update_actions (self);
}

static void
show_titles (BsTrainPage *self, BsTrainRun *front)
{
  gboolean priorities = front != NULL && bs_train_run_learns_priorities (front);
  guint n = front != NULL ? bs_train_run_get_material (front)->n_training : 1;
  g_autofree char *text = n > 1 && !priorities
                              ? g_strdup_printf (_ ("an episode is of one graph: drawn × %u"), n)
                              : NULL;

  if (bs_train_model_is_in_time (self->model))
    bs_view_frame_set_title (self->curve_frame, priorities ? _ ("Predicted time after a change")
                                                           : _ ("Predicted time of an episode"));
  else
    bs_view_frame_set_title (self->curve_frame, priorities ? _ ("Batches after a change")
                                                           : _ ("Batches in an episode"));
  bs_view_frame_set_subtitle (self->curve_frame, text);
  bs_view_frame_set_title (self->epsilon_frame,
                           priorities ? _ ("Size of changes") : _ ("Exploration ε"));
  bs_view_frame_set_title (self->known_frame,
                           priorities ? _ ("Priorities in use") : _ ("States known"));
  bs_view_frame_set_title (self->states_frame, front != NULL && bs_train_run_is_over (front)
                                                   ? _ ("FSM kept")
                                                   : _ ("FSM so far"));
}

static const char *
find_problem (BsTrainPage *self, BsTrainRun *front)
{
  BsTrainingMaterial *material = front != NULL ? bs_train_run_get_material (front)
                                               : bs_train_model_get_material (self->model);

  if (front != NULL && bs_train_run_get_state (front) == BS_TRAIN_FAILED)
    return bs_train_run_get_error (front);
  if (material != NULL && material == bs_train_model_get_material (self->model)
      && !bs_training_material_leaves_choice (material))
    return _ ("There is nothing to learn: no two types of these graphs wait for each other, so the "
              "lower bound is reached whatever is chosen first.");

  return NULL;
}

static void
changed_cb (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  BsTrainRun *learning = bs_train_model_get_learning (self->model);
  gboolean paused = learning != NULL && bs_train_run_get_state (learning) == BS_TRAIN_PAUSED;
  const char *problem = find_problem (self, front);

  show_titles (self, front);
  gtk_widget_set_visible (self->train_button, learning == NULL);
  gtk_widget_set_visible (self->pause_button, learning != NULL);
  gtk_widget_set_visible (self->stop_button, learning != NULL);
  adw_button_content_set_label (self->pause_content, paused ? _ ("_Go on") : _ ("_Pause"));
  adw_button_content_set_icon_name (self->pause_content, paused ? "media-playback-start-symbolic"
                                                                : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->pause_button,
                               paused ? _ ("Go on learning (Ctrl+Shift+P)")
                                      : _ ("Learn no further for now (Ctrl+Shift+P)"));
  gtk_label_set_label (self->info_label, problem != NULL ? problem : "");
  gtk_info_bar_set_message_type (self->info,
                                 front != NULL && bs_train_run_get_state (front) == BS_TRAIN_FAILED
                                     ? GTK_MESSAGE_ERROR
                                     : GTK_MESSAGE_INFO);
  gtk_info_bar_set_revealed (self->info, problem != NULL);
  if (front != NULL && learning == NULL)
    set_curve_tables (self, front);
  bs_view_frame_set_table (self->runs_frame, give_table, FALSE,
                           bs_train_model_tabulate (self->model), table_unref);
  show_progress (self);
  show_checks (self);
  show_states (self);
  bs_train_page_update_actions (self);
}

static void
digested_cb (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);

  show_checks (self);
  show_states (self);
  /* the twins of curves follow more slowly than these */
  if (front != NULL)
    set_curve_tables (self, front);
}

static void
measured_cb (BsTrainPage *self)
{
  show_checks (self);
  show_log (self);
}

static void
material_cb (BsTrainPage *self)
{
  const char *why;
  BsTrainingMaterial *material = bs_train_form_get_material (self->form, &why);

  bs_train_model_set_material (self->model, material, bs_train_form_is_in_time (self->form));
  bs_train_page_update_actions (self);
  if (why != NULL)
    self->start_wanted = FALSE;
  if (material != NULL && self->start_wanted)
    gtk_widget_activate_action (GTK_WIDGET (self), "train.start", NULL);
}

static void
selected_cb (BsTrainPage *self)
{
  bs_train_page_update_actions (self);
}

static void
copy_log_cb (BsTrainPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          self->log_text != NULL ? self->log_text : "");
  bs_toast_show (GTK_WIDGET (self), _ ("Log copied"));
}

BsTrainRun *
bs_train_page_get_ready (BsTrainPage *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);

  return front != NULL && bs_train_run_get_best (front) != NULL ? front : NULL;
}

gboolean
bs_train_page_is_training (BsTrainPage *self)
{
  g_return_val_if_fail (BS_IS_TRAIN_PAGE (self), FALSE);

  return bs_train_model_get_learning (self->model) != NULL;
}

void
bs_train_page_go_on (BsTrainPage *self, const char *name, BsFsm *fsm)
{
  g_return_if_fail (BS_IS_TRAIN_PAGE (self));

  g_clear_pointer (&self->start, bs_fsm_unref);
  g_free (self->start_name);
  self->start = bs_fsm_ref (fsm);
  self->start_name = g_strdup (name != NULL ? name : _ ("policy"));
  bs_train_form_set_start (self->form, self->start_name, fsm->states->encoding, fsm->act_when_safe);
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsTrainPage *self = BS_TRAIN_PAGE (view);
  BsTrace *trace = NULL;

  g_set_object (&self->debugger, debugger);
  /* of branches nothing is learned: they are what a policy made */
  if (debugger != NULL)
    trace = bs_branches_get_recording (bs_debugger_get_branches (debugger))->trace;
  bs_train_form_set_trace (self->form, trace);
  bs_pages_show (self->stack, trace != NULL && trace->n_mini_batches == 0 ? "empty" : "content");
  bs_train_page_update_actions (self);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

/* Layout */

static gboolean
layout_cb (gpointer user_data)
{
  BsTrainPage *self = user_data;

  self->layout_source = 0;
  self->narrow = self->want_narrow;
  adw_flap_set_fold_policy (self->flap, self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                     : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !self->narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), self->narrow
                                                                      ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
  return G_SOURCE_REMOVE;
}

static void
bs_train_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);

  self->want_narrow = width < NARROW_WIDTH;
  /* Children cannot change while they are being placed. */
  if (self->want_narrow != self->narrow && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
}

static void
bs_train_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (BS_TRAIN_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  /* folded, it needs much less: what it asks for now is not what it could do with */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN (*minimum, 360);
      *natural = MAX (*natural, *minimum);
    }
}

static void
bs_train_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_train_page_parent_class)->map (widget);
  bs_train_model_set_watched (BS_TRAIN_PAGE (widget)->model, TRUE);
}

static void
bs_train_page_unmap (GtkWidget *widget)
{
  bs_train_model_set_watched (BS_TRAIN_PAGE (widget)->model, FALSE);
  GTK_WIDGET_CLASS (bs_train_page_parent_class)->unmap (widget);
}

static gboolean
bs_train_page_grab_focus (GtkWidget *widget)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);

  return (gtk_widget_get_visible (self->train_button) && gtk_widget_grab_focus (self->train_button))
         || gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
bs_train_page_dispose (GObject *object)
{
  BsTrainPage *self = BS_TRAIN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      bs_train_model_give_up (self->model);
    }
  if (self->form != NULL)
    g_signal_handlers_disconnect_by_data (self->form, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRAIN_PAGE);
  self->form = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->start, bs_fsm_unref);

  G_OBJECT_CLASS (bs_train_page_parent_class)->dispose (object);
}

static void
bs_train_page_finalize (GObject *object)
{
  BsTrainPage *self = BS_TRAIN_PAGE (object);

  g_free (self->start_name);
  g_free (self->log_text);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (bs_train_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
#define BIND(name) gtk_widget_class_bind_template_child (klass, BsTrainPage, name)
  BIND (stack);
  BIND (flap);
  BIND (form);
  BIND (form_toggle);
  BIND (title);
  BIND (episode);
  BIND (info);
  BIND (info_label);
  BIND (epsilon_label);
  BIND (known_label);
  BIND (progress);
  BIND (train_button);
  BIND (pause_button);
  BIND (pause_content);
  BIND (stop_button);
  BIND (apply_button);
  BIND (episode_button);
  BIND (columns);
  BIND (side);
  BIND (small_box);
  BIND (chips);
  BIND (curve_frame);
  BIND (epsilon_frame);
  BIND (known_frame);
  BIND (checks_frame);
  BIND (states_frame);
  BIND (runs_frame);
  BIND (curve_canvas);
  BIND (epsilon_canvas);
  BIND (known_canvas);
  BIND (states_canvas);
  BIND (checks);
  BIND (runs);
  BIND (log);
#undef BIND
}

static void
bs_train_page_class_init (BsTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_train_page_finalize;
  widget_class->focus = bs_focus_children;
  widget_class->grab_focus = bs_train_page_grab_focus;
  widget_class->measure = bs_train_page_measure;
  widget_class->size_allocate = bs_train_page_size_allocate;
  widget_class->map = bs_train_page_map;
  widget_class->unmap = bs_train_page_unmap;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_TRAIN_FORM);
  g_type_ensure (BS_TYPE_TRAIN_CANVAS);
  g_type_ensure (BS_TYPE_TRAIN_CHECKS);
  g_type_ensure (BS_TYPE_TRAIN_RUNS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/train-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, copy_log_cb);
  bs_view_frame_install_forwards (widget_class);
  bs_train_page_install_actions (widget_class);
}

static void
bs_train_page_init (BsTrainPage *self)
{
  BsTrainCanvas **canvases[] = { &self->curve_canvas, &self->epsilon_canvas, &self->known_canvas,
                                 &self->states_canvas };
  BsViewFrame **frames[] = { &self->curve_frame,  &self->epsilon_frame, &self->known_frame,
                             &self->checks_frame, &self->states_frame,  &self->runs_frame };

  self->model = bs_train_model_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      bs_view_frame_set_alone (*frames[i]);
      gtk_widget_set_overflow (GTK_WIDGET (*frames[i]), GTK_OVERFLOW_HIDDEN);
    }
  for (guint i = 0; i < G_N_ELEMENTS (canvases); i++)
    bs_train_canvas_set_model (*canvases[i], self->model);
  bs_train_runs_set_model (self->runs, self->model);
  set_tabs (self);
  g_object_bind_property (self->flap, "reveal-flap", self->form_toggle, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->form, "material", G_CALLBACK (material_cb), self);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (bs_train_page_update_actions), self);
  g_signal_connect_swapped (self->curve_canvas, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->model, "moved", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (self->model, "digested", G_CALLBACK (digested_cb), self);
  g_signal_connect_swapped (self->model, "measured", G_CALLBACK (measured_cb), self);
  changed_cb (self);
}
