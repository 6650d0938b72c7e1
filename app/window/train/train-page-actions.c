/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with tables that were learned: saved, gone on from, compared, replayed, recorded with. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/format.h"
#include "app/window/parts/toast.h"
#include "app/window/shell/trace-page.h"
#include "app/window/train/train-editor.h"
#include "app/window/train/train-page-private.h"
#include "profiles/files/policy-file.h"
#include "profiles/training/training-replay.h"
#include "profiles/training/training-report.h"

/* As in files that the command line writes: the same settings, the same file. */
#define PROGRAM "batchscope-cli " BS_VERSION

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainingMaterial *material = bs_train_form_get_material (self->form, NULL);
  g_autoptr (GArray) runs = NULL;
  BsFsm *start;

  if (bs_train_model_get_learning (self->model) != NULL)
    return;
  /* graphs are loaded still: it begins when they are there */
  self->start_wanted = material == NULL;
  if (material == NULL)
    return;

  bs_train_model_set_material (self->model, material, bs_train_form_is_in_time (self->form));
  runs = bs_train_form_collect (self->form);
  start = bs_train_form_has_start (self->form) ? self->start : NULL;
  for (guint i = 0; i < runs->len; i++)
    {
      g_autoptr (BsTrainRun)
          run = bs_train_run_new (material, &g_array_index (runs, BsTrainingOptions, i), start,
                                  start != NULL ? self->start_name : NULL);

      bs_train_model_add (self->model, run);
    }
  /* the button that was pressed is gone */
  gtk_widget_grab_focus (self->pause_button);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *learning = bs_train_model_get_learning (self->model);

  if (learning == NULL)
    return;
  if (bs_train_run_get_state (learning) == BS_TRAIN_PAUSED)
    bs_train_run_resume (learning);
  else
    bs_train_run_pause (learning);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_train_model_stop (BS_TRAIN_PAGE (widget)->model);
}

/* Saving */

typedef struct
{
  GtkWidget *widget;
  BsFsm *fsm;
  char **about;
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->widget);
  bs_fsm_unref (self->fsm);
  g_strfreev (self->about);
  g_free (self);
}

static void
save_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Saving *saving = g_object_get_data (source, "saving");
  g_autofree char *path = g_file_get_path (source);
  GError *error = NULL;

  if (bs_policy_file_save (saving->fsm, (const char *const *) saving->about, path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_file_get_basename (G_FILE (source));
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *text = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (_ ("Saved as %s"), shown);
  bs_toast_show (saving->widget, text != NULL ? text : error->message);
  g_object_set_data (source, "saving", NULL);
  saving_free (saving);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GTask) task = NULL;

  if (path == NULL)
    {
      saving_free (saving);
      return;
    }

  g_object_set_data (G_OBJECT (file), "saving", saving);
  task = g_task_new (file, NULL, saved_cb, saving);
  g_task_run_in_thread (task, save_thread);
}

char **
bs_train_page_describe (BsTrainRun *run, const char *edited)
{
  const BsTrainingMaterial *material = bs_train_run_get_material (run);
  const BsTrainingResult *result = bs_train_run_get_result (run);
  const BsTrainingStory *story = bs_train_run_read (run);
  const BsTrainingOptions *options = bs_train_run_get_options (run);
  BsTrainingOutcome outcome = { story->best, 0, story->best_cost, 0 };
  const BsTrainingOrigin origin = { .program = PROGRAM,
                                    .workload = material->workload,
                                    .batch_size = material->batch_size,
                                    .data = material->data,
                                    .n_graphs = material->n_training,
                                    .resumed = bs_train_run_get_start_name (run),
                                    .edited = edited,
                                    .costs = material->costs_name };

  if (result != NULL)
    outcome = (BsTrainingOutcome){ result->batches, result->lower_bound, result->cost,
                                   result->lower_cost };
  for (guint i = 0; i < material->n_training && result == NULL; i++)
    {
      outcome.lower_bound += bs_graph_lower_bound (material->graphs->pdata[i]);
      outcome.lower_cost += bs_batch_costs_lower_bound (options->costs, material->graphs->pdata[i]);
    }

  return bs_training_describe (&origin, options, &outcome);
}

void
bs_train_page_save (BsTrainPage *self, GtkWidget *parent, BsTrainRun *run, BsFsm *fsm,
                    const char *edited)
{
  const BsFileKind kind = { _ ("Policies"), "*.json" };
  const BsTrainingMaterial *material = bs_train_run_get_material (run);
  g_autofree char *name = g_strdup_printf (
      "%s-%s.json", material->workload != NULL ? material->workload : "policy",
      bs_encoding_to_string (fsm->states->encoding));
  Saving *saving = g_new0 (Saving, 1);

  saving->widget = g_object_ref (parent);
  saving->fsm = bs_fsm_copy (fsm);
  saving->about = bs_train_page_describe (run, edited);
  bs_file_chooser_save_async (parent, _ ("Save policy"), name, &kind, 1, NULL, file_cb, saving);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);

  if (run != NULL)
    bs_train_page_save (self, widget, run, bs_train_run_get_best (run), NULL);
}

/* Going on */

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  BsFsm *fsm = bs_policy_file_load (task_data, &error);

  if (fsm != NULL)
    g_task_return_pointer (task, fsm, (GDestroyNotify) bs_fsm_unref);
  else
    g_task_return_error (task, error);
}

static void
policy_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainPage *self = BS_TRAIN_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *base = g_path_get_basename (g_task_get_task_data (G_TASK (result)));
  g_autofree char *shown = g_filename_display_name (base);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (fsm == NULL)
    bs_toast_show (GTK_WIDGET (self), error->message);
  else
    bs_train_page_go_on (self, shown, fsm);
}

static void
open_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTrainPage) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_open_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GTask) task = NULL;

  if (path == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  task = g_task_new (self, self->cancellable, policy_loaded_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, load_thread);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const BsFileKind kind = { _ ("Policies"), "*.json" };

  bs_file_chooser_open_async (widget, _ ("Go on from a policy"), &kind, 1, NULL, open_file_cb,
                              g_object_ref (widget));
}

static void
go_on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);

  if (run != NULL && bs_train_run_is_over (run))
    bs_train_page_go_on (self, bs_train_run_get_name (run), bs_train_run_get_best (run));
}

static void
use_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_model_get_front (self->model);

  if (run != NULL)
    bs_train_form_set_options (self->form, bs_train_run_get_options (run));
}

/* The open trace */

static BsTracePage *
get_trace_page (BsTrainPage *self)
{
  return BS_TRACE_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), BS_TYPE_TRACE_PAGE));
}

static void
compare (BsTrainPage *self, BsTrainRun *run)
{
  BsTracePage *page = get_trace_page (self);
  GtkWidget *compare_page = page != NULL ? bs_trace_page_show (page, "compare") : NULL;
  g_autoptr (BsFsm) copy = bs_fsm_copy (bs_train_run_get_best (run));

  if (BS_IS_COMPARE_PAGE (compare_page))
    bs_compare_page_add_policy (BS_COMPARE_PAGE (compare_page), bs_train_run_get_name (run), copy);
}

static void
record (BsTrainPage *self, BsTrainRun *run)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "batchscope", NULL);
  g_autofree char *path = g_build_filename (folder, "trained-policy.json", NULL);
  g_auto (GStrv) about = bs_train_page_describe (run, NULL);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0
      || !bs_policy_file_save (bs_train_run_get_best (run), (const char *const *) about, path,
                               &error))
    {
      bs_toast_show (GTK_WIDGET (self),
                     error != NULL ? error->message : _ ("The policy could not be written"));
      return;
    }

  gtk_widget_activate_action (GTK_WIDGET (self), "win.record-with-policy", "s", path);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);

  if (run == NULL)
    return;
  if (self->debugger != NULL)
    compare (self, run);
  else
    record (self, run);
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);

  if (run != NULL)
    record (self, run);
}

static void
replay_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);
  g_autoptr (BsBranchPolicy) policy = NULL;
  g_autoptr (BsFsm) copy = NULL;
  BsBranches *branches;

  if (run == NULL || self->debugger == NULL)
    return;

  copy = bs_fsm_copy (bs_train_run_get_best (run));
  policy = bs_branch_policy_new_fsm (bs_train_run_get_name (run), copy);
  branches = bs_debugger_get_branches (self->debugger);
  bs_branches_show (
      branches, bs_branches_replay (branches, bs_train_run_get_material (run)->numbers[0], policy));
  bs_trace_page_show (get_trace_page (self), "debug");
}

/* An episode */

typedef struct
{
  BsTrainRun *run;
  BsFsm *start; /* (nullable) */
  guint32 episode;
  guint graph;
} Replaying;

static void
replaying_free (gpointer data)
{
  Replaying *self = data;

  g_object_unref (self->run);
  g_clear_pointer (&self->start, bs_fsm_unref);
  g_free (self);
}

static void
replay_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Replaying *self = task_data;
  GError *error = NULL;
  BsFsm *fsm = bs_training_replay (bs_train_run_get_material (self->run),
                                   bs_train_run_get_options (self->run), self->start, self->episode,
                                   &self->graph, cancellable, &error);

  if (fsm != NULL)
    g_task_return_pointer (task, fsm, (GDestroyNotify) bs_fsm_unref);
  else
    g_task_return_error (task, error);
}

static void
replayed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainPage *self = BS_TRAIN_PAGE (source);
  const Replaying *replaying = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (BsBranchPolicy) policy = NULL;
  g_autofree char *name = NULL, *count = bs_format_count (replaying->episode);
  const BsTrainingMaterial *material = bs_train_run_get_material (replaying->run);
  BsBranches *branches;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->replaying = FALSE;
  bs_train_page_update_actions (self);
  /* what was learned may be of a trace that is not the one that is open now */
  if (fsm == NULL || self->debugger == NULL || material->numbers == NULL)
    {
      if (error != NULL)
        bs_toast_show (GTK_WIDGET (self), error->message);
      return;
    }

  /* Translators: what a run of learning is called, one of its episodes */
  name = g_strdup_printf (_ ("%s, episode %s"), bs_train_run_get_name (replaying->run), count);
  policy = bs_branch_policy_new_fsm (name, fsm);
  branches = bs_debugger_get_branches (self->debugger);
  bs_branches_show (branches,
                    bs_branches_replay (branches, material->numbers[replaying->graph], policy));
  bs_trace_page_show (get_trace_page (self), "debug");
}

static BsTrainRun *
get_episode (BsTrainPage *self, guint32 *episode)
{
  BsTrainRun *run = bs_train_model_get_front (self->model);

  *episode = bs_train_canvas_get_selected (self->curve_canvas);
  return *episode > 0 && self->debugger != NULL && run != NULL
                 && bs_train_run_get_material (run)->numbers != NULL
                 && *episode <= bs_train_run_read (run)->episode
             ? run
             : NULL;
}

static void
replay_episode_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  g_autoptr (GTask) task = NULL;
  Replaying *replaying;
  guint32 episode;
  BsTrainRun *run = get_episode (self, &episode);

  if (run == NULL || self->replaying)
    return;

  replaying = g_new0 (Replaying, 1);
  replaying->run = g_object_ref (run);
  replaying->episode = episode;
  if (bs_train_run_get_start (run) != NULL)
    replaying->start = bs_fsm_copy (bs_train_run_get_start (run));
  self->replaying = TRUE;
  task = g_task_new (self, self->cancellable, replayed_cb, NULL);
  g_task_set_task_data (task, replaying, replaying_free);
  g_task_run_in_thread (task, replay_thread);
  bs_train_page_update_actions (self);
}

static void
show_episode_button (BsTrainPage *self)
{
  guint32 episode;
  BsTrainRun *run = get_episode (self, &episode);
  g_autofree char *label = NULL, *count = bs_format_count (episode);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "train.replay-episode",
                                 run != NULL && !self->replaying);
  gtk_widget_set_visible (self->episode_button, run != NULL);
  if (run == NULL)
    return;

  label = g_strdup_printf (self->replaying                        ? _ ("Learning up to it again…")
                           : bs_train_run_learns_priorities (run) ? _ ("Replay change %s")
                                                                  : _ ("Replay episode %s"),
                           count);
  gtk_button_set_label (GTK_BUTTON (self->episode_button), label);
  gtk_widget_set_tooltip_text (
      self->episode_button,
      _ ("As a branch on the Debug page: what the table as it was behind it decides on the graph "
         "that "
         "it was learned on, without exploring; learned again up to there with the same seed"));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTrainPage *self = BS_TRAIN_PAGE (widget);
  BsTrainRun *run = bs_train_page_get_ready (self);

  if (run != NULL)
    gtk_window_present (GTK_WINDOW (bs_train_editor_new (self, run)));
}

void
bs_train_page_update_actions (BsTrainPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  BsTrainRun *learning = bs_train_model_get_learning (self->model);
  BsTrainRun *front = bs_train_model_get_front (self->model);
  BsTrainRun *ready = bs_train_page_get_ready (self);
  gboolean over = ready != NULL && bs_train_run_is_over (ready);
  const char *why = NULL;
  BsTrainingMaterial *material = bs_train_form_get_material (self->form, &why);

  gtk_widget_action_set_enabled (widget, "train.start",
                                 learning == NULL && (material != NULL || why == NULL));
  gtk_widget_action_set_enabled (widget, "train.pause", learning != NULL);
  gtk_widget_action_set_enabled (widget, "train.stop", learning != NULL);
  gtk_widget_action_set_enabled (widget, "train.save", ready != NULL);
  gtk_widget_action_set_enabled (widget, "train.edit", over);
  gtk_widget_action_set_enabled (widget, "train.go-on", over);
  gtk_widget_action_set_enabled (widget, "train.use-settings", front != NULL);
  gtk_widget_action_set_enabled (widget, "train.apply", ready != NULL);
  gtk_widget_action_set_enabled (widget, "train.record", ready != NULL);
  show_episode_button (self);
  gtk_widget_action_set_enabled (widget, "train.replay", ready != NULL && self->debugger != NULL);
  gtk_button_set_label (GTK_BUTTON (self->apply_button), self->debugger != NULL
                                                             ? _ ("_Compare with best")
                                                             : _ ("_Record a run with it…"));
  gtk_widget_set_tooltip_text (self->apply_button,
                               self->debugger != NULL
                                   ? _ ("The graphs of this trace, scheduled with the best table, "
                                        "beside what was recorded")
                                   : _ ("Run a model with the best table, and record it"));
  if (over)
    gtk_widget_add_css_class (self->apply_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->apply_button, "suggested-action");
}

void
bs_train_page_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "train.start", start_action },
    { "train.pause", pause_action },
    { "train.stop", stop_action },
    { "train.save", save_action },
    { "train.open", open_action },
    { "train.go-on", go_on_action },
    { "train.use-settings", use_settings_action },
    { "train.apply", apply_action },
    { "train.record", record_action },
    { "train.replay", replay_action },
    { "train.replay-episode", replay_episode_action },
    { "train.edit", edit_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].activate);
}
