/* SPDX-License-Identifier: Apache-2.0 */
/* A tab: loads one trace in the background, then shows it, or says why it cannot. */
#include "config.h"

#include "app/window/shell/trace-page.h"

#include <glib/gi18n-lib.h>

#include "app/window/clock/clock-actions.h"
#include "app/window/debug/debug-page.h"
#include "app/window/memory/memory-page.h"
#include "app/window/parts/follower.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"

/* What is quicker than this needs no sign of waiting. */
#define SPINNER_MS 200

/* Below it the strip gets lower. */
#define SHORT_HEIGHT 620

struct _BsTracePage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *loading_label;
  GtkWidget *cancel_button, *retry_button;
  AdwStatusPage *error_page;
  GtkInfoBar *info_bar;
  GtkLabel *info_label;
  AdwViewStack *views;
  BsDebugPage *debug_page;
  BsMemoryPage *memory_page;
  BsClockBar *clock_bar;

  GFile *file;
  char *title, *subtitle;
  GCancellable *cancellable;
  guint spinner_source;
  BsDebugger *debugger; /* (nullable): not loaded */
  BsFollower *follower;
  gboolean compact;
  guint compact_source;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTracePage, bs_trace_page, GTK_TYPE_WIDGET)

static void
finish_loading (BsTracePage *self, const char *page)
{
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (self->spinner);
  bs_pages_show (self->stack, page);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_error (BsTracePage *self, const char *message)
{
  /* The page takes markup, and the message holds a file name. */
  g_autofree char *text = g_markup_escape_text (message, -1);

  adw_status_page_set_description (self->error_page, text);
  finish_loading (self, "error");
}

static void
show_failure (BsTracePage *self, const GError *error)
{
  show_error (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                        ? _ ("Loading was cancelled.")
                        : error->message);
}

static void
append_fact (GString *out, const char *fact)
{
  if (fact == NULL || *fact == '\0')
    return;

  if (out->len > 0)
    g_string_append (out, ", ");
  g_string_append (out, fact);
}

static void
show_diagnostics (BsTracePage *self, const BsTrace *trace)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; trace->diagnostics != NULL && i < trace->diagnostics->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, '\n');
      g_string_append (out, g_ptr_array_index (trace->diagnostics, i));
    }
  if (out->len == 0 && !trace->complete)
    g_string_append (out, _ ("The recording was cut short: what follows is not in this trace."));

  gtk_label_set_label (self->info_label, out->str);
  gtk_widget_set_visible (GTK_WIDGET (self->info_bar), out->len > 0);
  g_string_free (out, TRUE);
}

static void
update_actions (gpointer user_data)
{
  bs_clock_actions_update (GTK_WIDGET (user_data), BS_TRACE_PAGE (user_data)->debugger);
}

static void
show_debugger (BsTracePage *self, BsPictures *pictures)
{
  self->debugger = bs_debugger_new (GTK_WIDGET (self), pictures);
  bs_debug_page_set_debugger (self->debug_page, self->debugger);
  bs_memory_page_set_debugger (self->memory_page, self->debugger);
  bs_clock_bar_set_debugger (self->clock_bar, self->debugger);
  /* At once, or a quick key would find its action still off. */
  self->follower = bs_follower_new (self->debugger, NULL, update_actions, NULL, self);
}

static void
show_pictures (BsTracePage *self, BsPictures *pictures)
{
  GString *subtitle = g_string_new (NULL);
  g_autofree char *subject = bs_trace_subject (pictures->trace);

  append_fact (subtitle, subject);
  append_fact (subtitle, bs_trace_get_info (pictures->trace, "policy"));
  append_fact (subtitle, bs_trace_get_info (pictures->trace, "encoding"));
  g_free (self->subtitle);
  self->subtitle = g_string_free (subtitle, FALSE);

  show_diagnostics (self, pictures->trace);
  show_debugger (self, pictures);
  finish_loading (self, "content");
}

static void
pictures_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTracePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPictures) pictures = bs_pictures_new_finish (result, &error);

  if (self->stack == NULL)
    return;

  if (pictures == NULL)
    {
      show_failure (self, error);
      return;
    }

  show_pictures (self, pictures);
  bs_recent_add (self->file, pictures);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
trace_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTracePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load_finish (result, &error);

  if (self->stack == NULL)
    return;

  if (trace == NULL)
    show_failure (self, error);
  else if (trace->n_decisions == 0)
    show_error (self, _ ("This trace holds no decisions: the recording ended before the first "
                         "one. Record it again."));
  else
    bs_pictures_new_async (trace, self->cancellable, pictures_ready_cb, g_object_ref (self));
}

static gboolean
show_spinner_cb (gpointer user_data)
{
  BsTracePage *self = user_data;
  g_autofree char *text = g_strdup_printf (_ ("Opening %s…"), self->title);

  self->spinner_source = 0;
  gtk_label_set_label (self->loading_label, text);
  gtk_spinner_start (self->spinner);
  bs_pages_show (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
load (BsTracePage *self)
{
  g_autofree char *path = g_file_get_path (self->file);

  bs_pages_show (self->stack, "empty");
  if (path == NULL)
    {
      show_error (self, _ ("Only files on this computer can be opened. Copy the trace to a folder "
                           "of yours first."));
      return;
    }

  self->cancellable = g_cancellable_new ();
  self->spinner_source = g_timeout_add (SPINNER_MS, show_spinner_cb, self);
  bs_trace_load_async (path, self->cancellable, trace_ready_cb, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cancel_cb (GtkButton *button, BsTracePage *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
retry_cb (GtkButton *button, BsTracePage *self)
{
  if (self->cancellable == NULL)
    load (self);
}

static void
info_response_cb (GtkInfoBar *bar, int response, gpointer user_data)
{
  gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
}

static gboolean
compact_cb (gpointer user_data)
{
  BsTracePage *self = user_data;

  self->compact_source = 0;
  bs_clock_bar_set_compact (self->clock_bar, self->compact);
  return G_SOURCE_REMOVE;
}

static void
bs_trace_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);
  gboolean compact = height < SHORT_HEIGHT;

  /* Children cannot change while they are being placed. */
  if (compact != self->compact && self->compact_source == 0)
    self->compact_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, compact_cb, self, NULL);
  self->compact = compact;
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
}

static void
bs_trace_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (BS_TRACE_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

static gboolean
bs_trace_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *front = bs_trace_page_get_front (BS_TRACE_PAGE (widget));

  if (front != NULL)
    return gtk_widget_grab_focus (front);

  return GTK_WIDGET_CLASS (bs_trace_page_parent_class)->grab_focus (widget);
}

static void
bs_trace_page_dispose (GObject *object)
{
  BsTracePage *self = BS_TRACE_PAGE (object);

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_clear_handle_id (&self->compact_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  g_clear_object (&self->file);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRACE_PAGE);

  G_OBJECT_CLASS (bs_trace_page_parent_class)->dispose (object);
}

static void
bs_trace_page_finalize (GObject *object)
{
  BsTracePage *self = BS_TRACE_PAGE (object);

  g_free (self->title);
  g_free (self->subtitle);

  G_OBJECT_CLASS (bs_trace_page_parent_class)->finalize (object);
}

static void
bs_trace_page_class_init (BsTracePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_trace_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_trace_page_finalize;
  widget_class->grab_focus = bs_trace_page_grab_focus;
  widget_class->measure = bs_trace_page_measure;
  widget_class->size_allocate = bs_trace_page_size_allocate;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  bs_clock_actions_install (widget_class);

  g_type_ensure (BS_TYPE_CLOCK_BAR);
  g_type_ensure (BS_TYPE_DEBUG_PAGE);
  g_type_ensure (BS_TYPE_MEMORY_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/trace-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, stack);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, loading_label);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, error_page);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, info_bar);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, info_label);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, views);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, debug_page);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, memory_page);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, clock_bar);
}

static void
bs_trace_page_init (BsTracePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->subtitle = g_strdup ("");
  g_signal_connect (self->cancel_button, "clicked", G_CALLBACK (cancel_cb), self);
  g_signal_connect (self->retry_button, "clicked", G_CALLBACK (retry_cb), self);
  g_signal_connect (self->info_bar, "response", G_CALLBACK (info_response_cb), self);
}

GtkWidget *
bs_trace_page_new (GFile *file)
{
  BsTracePage *self = g_object_new (BS_TYPE_TRACE_PAGE, NULL);
  g_autofree char *name = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->title = name != NULL ? g_filename_display_name (name) : g_strdup (_ ("Trace"));
  load (self);

  return GTK_WIDGET (self);
}

GtkWidget *
bs_trace_page_new_for (BsPictures *pictures, const char *title)
{
  BsTracePage *self = g_object_new (BS_TYPE_TRACE_PAGE, NULL);

  self->title = g_strdup (title);
  show_pictures (self, pictures);

  return GTK_WIDGET (self);
}

GFile *
bs_trace_page_get_file (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->file;
}

const char *
bs_trace_page_get_title (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), "");

  return self->title;
}

const char *
bs_trace_page_get_subtitle (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), "");

  return self->subtitle;
}

gboolean
bs_trace_page_get_loading (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

BsDebugger *
bs_trace_page_get_debugger (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->debugger;
}

BsClockBar *
bs_trace_page_get_clock_bar (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->clock_bar;
}

AdwViewStack *
bs_trace_page_get_views (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->views;
}

GtkWidget *
bs_trace_page_get_front (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->debugger != NULL ? adw_view_stack_get_visible_child (self->views) : NULL;
}
