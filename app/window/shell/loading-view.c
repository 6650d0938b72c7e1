/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab shows while its trace is opened. */
#include "config.h"

#include "app/window/shell/loading-view.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"

/* What is quicker than this needs no sign of waiting. */
#define SPINNER_MS 200
#define PROGRESS_MS 1000
#define POLL_MS 100

struct _BsLoadingView
{
  GtkWidget parent_instance;

  GtkWidget *content; /* so that it is let go with the template */

  GtkWidget *signs, *progress_box, *cancel_button;
  GtkSpinner *spinner;
  GtkLabel *title, *counts;
  GtkProgressBar *bar;

  const BsLoadProgress *progress; /* (nullable) */
  gint64 start_us;
  guint poll_source;
};

enum
{
  CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsLoadingView, bs_loading_view, GTK_TYPE_WIDGET)

static char *
count_text (guint n_decisions, guint n_events, guint n_expected)
{
  g_autofree char *decisions = bs_format_count (n_decisions);
  g_autofree char *events = bs_format_count (n_events);
  g_autofree char *expected = bs_format_count (n_expected);

  /* Translators: how far loading is; the numbers may be large */
  return n_expected > 0
             ? g_strdup_printf (_ ("Decisions: %s. Events: %s of %s"), decisions, events, expected)
             : g_strdup_printf (_ ("Decisions: %s. Events: %s"), decisions, events);
}

static void
show_progress (BsLoadingView *self)
{
  guint n_decisions = (guint) g_atomic_int_get (&self->progress->n_decisions);
  guint n_events = (guint) g_atomic_int_get (&self->progress->n_events);
  guint n_expected = (guint) g_atomic_int_get (&self->progress->n_events_expected);
  g_autofree char *text = count_text (n_decisions, n_events, n_expected);

  gtk_label_set_label (self->counts, text);
  if (n_expected > 0 && n_events < n_expected)
    gtk_progress_bar_set_fraction (self->bar, (double) n_events / n_expected);
  else
    gtk_progress_bar_pulse (self->bar);
}

static gboolean
poll_cb (gpointer user_data)
{
  BsLoadingView *self = user_data;
  gint64 ms = (g_get_monotonic_time () - self->start_us) / 1000;

  if (ms < SPINNER_MS)
    return G_SOURCE_CONTINUE;

  if (!gtk_widget_get_visible (self->signs))
    {
      gtk_spinner_start (self->spinner);
      gtk_widget_set_visible (self->signs, TRUE);
    }
  if (ms >= PROGRESS_MS && self->progress != NULL)
    {
      gtk_widget_set_visible (self->progress_box, TRUE);
      show_progress (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CANCEL], 0);
}

static void
bs_loading_view_dispose (GObject *object)
{
  BsLoadingView *self = BS_LOADING_VIEW (object);

  g_clear_handle_id (&self->poll_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_LOADING_VIEW);

  G_OBJECT_CLASS (bs_loading_view_parent_class)->dispose (object);
}

static void
bs_loading_view_class_init (BsLoadingViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_loading_view_dispose;

  signals[CANCEL] = g_signal_new ("cancel", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  /* Escape works before there is a button. */
  gtk_widget_class_install_action (widget_class, "loading.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "loading.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/loading-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, content);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, signs);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, progress_box);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, spinner);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, title);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, counts);
  gtk_widget_class_bind_template_child (widget_class, BsLoadingView, bar);
}

static void
bs_loading_view_init (BsLoadingView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

void
bs_loading_view_start (BsLoadingView *self, const char *name, const BsLoadProgress *progress)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BS_IS_LOADING_VIEW (self));

  text = g_strdup_printf (_ ("Opening %s…"), name);
  gtk_label_set_label (self->title, text);
  gtk_widget_set_visible (self->signs, FALSE);
  gtk_widget_set_visible (self->progress_box, FALSE);
  self->progress = progress;
  self->start_us = g_get_monotonic_time ();
  if (self->poll_source == 0)
    self->poll_source = g_timeout_add (POLL_MS, poll_cb, self);
}

void
bs_loading_view_stop (BsLoadingView *self)
{
  g_return_if_fail (BS_IS_LOADING_VIEW (self));

  g_clear_handle_id (&self->poll_source, g_source_remove);
  gtk_spinner_stop (self->spinner);
  self->progress = NULL;
}
