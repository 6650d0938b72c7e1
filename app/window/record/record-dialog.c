/* SPDX-License-Identifier: Apache-2.0 */
/* The dialog that records a run, or schedules graphs from a file. */
#include "config.h"

#include "app/window/record/record-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/window/record/stop-question.h"
#include "app/window/shell/help.h"

struct _BsRecordDialog
{
  AdwWindow parent_instance;

  BsRecordForm *form;
};

enum
{
  RECORDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsRecordDialog, bs_record_dialog, ADW_TYPE_WINDOW)

static void
recorded_cb (BsRecordForm *form, GFile *file, BsRecordDialog *self)
{
  g_object_ref (self);
  g_signal_emit (self, signals[RECORDED], 0, file);
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
response_cb (AdwMessageDialog *question, const char *response, BsRecordDialog *self)
{
  if (!g_str_equal (response, BS_STOP_QUESTION_DISCARD))
    return;

  /* It outlives the window that it is about. */
  gtk_window_set_transient_for (GTK_WINDOW (question), NULL);
  bs_record_form_cancel (self->form);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
bs_record_dialog_close_request (GtkWindow *window)
{
  BsRecordDialog *self = BS_RECORD_DIALOG (window);
  GtkWidget *question;

  if (!bs_record_form_get_running (self->form))
    return GTK_WINDOW_CLASS (bs_record_dialog_parent_class)->close_request (window);

  question = bs_stop_question_new (window);
  g_signal_connect_object (question, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (question));
  return TRUE;
}

static void
bs_record_dialog_class_init (BsRecordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WINDOW_CLASS (klass)->close_request = bs_record_dialog_close_request;

  signals[RECORDED] = g_signal_new ("recorded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (BS_TYPE_RECORD_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/record-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BsRecordDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, recorded_cb);
}

static void
bs_record_dialog_init (BsRecordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));
}

GtkWidget *
bs_record_dialog_new (GtkWindow *parent)
{
  return g_object_new (BS_TYPE_RECORD_DIALOG, "transient-for", parent, NULL);
}

void
bs_record_dialog_set_graphs (BsRecordDialog *self, const char *const *files)
{
  g_return_if_fail (BS_IS_RECORD_DIALOG (self));

  bs_record_form_set_graphs (self->form, files);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Schedule a graph"));
}

BsRecordForm *
bs_record_dialog_get_form (BsRecordDialog *self)
{
  g_return_val_if_fail (BS_IS_RECORD_DIALOG (self), NULL);

  return self->form;
}

gboolean
bs_record_dialog_takes (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && (g_str_has_suffix (lower, ".json") || g_str_has_suffix (lower, ".graph"));
}
