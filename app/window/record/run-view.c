/* SPDX-License-Identifier: Apache-2.0 */
/* A recording while it lasts. */
#include "config.h"

#include "app/window/record/run-view.h"

#include "app/window/record/record-words.h"

#define TICK_MS 100

struct _BsRunView
{
  GtkWidget parent_instance;

  GtkLabel *doing, *counts;
  GtkProgressBar *progress;
  GtkWidget *stop_button, *cancel_button, *buttons;

  BsRecordJob *job; /* (nullable) */
  guint64 n_nodes;
  guint32 n_changes;
  gint64 begin_us, running_us; /* running_us: 0 until batches run */
  guint tick_source;
};

G_DEFINE_FINAL_TYPE (BsRunView, bs_run_view, GTK_TYPE_WIDGET)

static gboolean
tick_cb (gpointer user_data)
{
  BsRunView *self = user_data;
  const BsRunProgress *progress = bs_record_job_get_progress (self->job);
  gint64 now = g_get_monotonic_time ();
  double fraction = bs_record_fraction (progress, self->n_nodes, self->n_changes);
  g_autofree char *doing = bs_record_doing_text (progress);
  g_autofree char *counts = NULL;

  if (self->running_us == 0 && progress->stage == BS_RUN_STAGE_RUNNING)
    self->running_us = now;
  counts = bs_record_counts_text (
      progress, (double) (now - self->begin_us) / G_USEC_PER_SEC,
      self->running_us > 0 ? (double) (now - self->running_us) / G_USEC_PER_SEC : 0.0);

  gtk_label_set_label (self->doing, doing);
  gtk_label_set_label (self->counts, counts);
  if (fraction >= 0.0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  else
    gtk_progress_bar_pulse (self->progress);
  /* before, there is nothing to keep */
  gtk_widget_set_sensitive (self->stop_button,
                            progress->stage == BS_RUN_STAGE_RUNNING && progress->n_decisions > 0);
  return G_SOURCE_CONTINUE;
}

void
bs_run_view_set_job (BsRunView *self, BsRecordJob *job, guint64 n_nodes, guint32 n_changes)
{
  g_return_if_fail (BS_IS_RUN_VIEW (self));

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_set_object (&self->job, job);
  self->n_nodes = n_nodes;
  self->n_changes = n_changes;
  self->begin_us = g_get_monotonic_time ();
  self->running_us = 0;
  if (job == NULL)
    return;

  gtk_progress_bar_set_fraction (self->progress, 0.0);
  tick_cb (self);
  self->tick_source = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
stop_cb (BsRunView *self)
{
  if (self->job != NULL)
    bs_record_job_stop (self->job);
}

static void
cancel_cb (BsRunView *self)
{
  if (self->job != NULL)
    bs_record_job_cancel (self->job);
}

static void
bs_run_view_dispose (GObject *object)
{
  BsRunView *self = BS_RUN_VIEW (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_RUN_VIEW);

  G_OBJECT_CLASS (bs_run_view_parent_class)->dispose (object);
}

static void
bs_run_view_class_init (BsRunViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_run_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BsRunView, doing);
  gtk_widget_class_bind_template_child (widget_class, BsRunView, counts);
  gtk_widget_class_bind_template_child (widget_class, BsRunView, progress);
  gtk_widget_class_bind_template_child (widget_class, BsRunView, stop_button);
  gtk_widget_class_bind_template_child (widget_class, BsRunView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsRunView, buttons);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
bs_run_view_init (BsRunView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
