/* SPDX-License-Identifier: Apache-2.0 */
/* A tab: loads one trace in the background, then shows it, or says why it cannot. */
#include "config.h"

#include "app/window/shell/trace-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"

/* What is quicker than this needs no sign of waiting. */
#define SPINNER_MS 200

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
  BsDebugPage *debug_page;

  GFile *file;
  char *title, *subtitle;
  GCancellable *cancellable;
  guint spinner_source;
  gboolean loaded;
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
pictures_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTracePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPictures) pictures = bs_pictures_new_finish (result, &error);
  g_autofree char *subject = NULL;
  GString *subtitle;

  if (self->stack == NULL)
    return;

  if (pictures == NULL)
    {
      show_failure (self, error);
      return;
    }

  subtitle = g_string_new (NULL);
  subject = bs_trace_subject (pictures->trace);
  append_fact (subtitle, subject);
  append_fact (subtitle, bs_trace_get_info (pictures->trace, "policy"));
  append_fact (subtitle, bs_trace_get_info (pictures->trace, "encoding"));
  g_free (self->subtitle);
  self->subtitle = g_string_free (subtitle, FALSE);

  show_diagnostics (self, pictures->trace);
  bs_debug_page_set_pictures (self->debug_page, pictures);
  self->loaded = TRUE;
  bs_recent_add (self->file, pictures);
  finish_loading (self, "content");
  gtk_widget_grab_focus (GTK_WIDGET (self->debug_page));
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
bs_trace_page_grab_focus (GtkWidget *widget)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);

  if (self->loaded)
    return gtk_widget_grab_focus (GTK_WIDGET (self->debug_page));

  return GTK_WIDGET_CLASS (bs_trace_page_parent_class)->grab_focus (widget);
}

static void
bs_trace_page_dispose (GObject *object)
{
  BsTracePage *self = BS_TRACE_PAGE (object);

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
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

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BS_TYPE_DEBUG_PAGE);
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
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, debug_page);
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

BsDebugPage *
bs_trace_page_get_debug_page (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->loaded ? self->debug_page : NULL;
}
