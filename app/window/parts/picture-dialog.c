/* SPDX-License-Identifier: Apache-2.0 */
/* How a picture is saved. */
#include "config.h"

#include "app/window/parts/picture-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/window/shell/help.h"

struct _BsPictureDialog
{
  AdwWindow parent_instance;

  AdwComboRow *format;
  GtkSpinButton *width, *height, *scale;
  GtkWidget *scale_row, *cancel_button, *save_button;
};

enum
{
  ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsPictureDialog, bs_picture_dialog, ADW_TYPE_WINDOW)

static void
format_changed_cb (AdwComboRow *row, GParamSpec *pspec, BsPictureDialog *self)
{
  gtk_widget_set_visible (self->scale_row, bs_picture_dialog_get_format (self) == BS_PICTURE_PNG);
}

static void
save_cb (GtkButton *button, BsPictureDialog *self)
{
  g_object_ref (self);
  g_signal_emit (self, signals[ACCEPTED], 0);
  gtk_window_close (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
bs_picture_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BS_TYPE_PICTURE_DIALOG);

  G_OBJECT_CLASS (bs_picture_dialog_parent_class)->dispose (object);
}

static void
bs_picture_dialog_class_init (BsPictureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_picture_dialog_dispose;
  signals[ACCEPTED] = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/picture-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, format);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, width);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, height);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, scale);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, scale_row);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsPictureDialog, save_button);
}

static void
bs_picture_dialog_init (BsPictureDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (self->save_button, _ ("Choose a file (Alt+S)"));
  gtk_widget_set_tooltip_text (self->cancel_button, _ ("Save nothing (Esc)"));
  g_signal_connect (self->format, "notify::selected", G_CALLBACK (format_changed_cb), self);
  g_signal_connect (self->save_button, "clicked", G_CALLBACK (save_cb), self);
}

BsPictureDialog *
bs_picture_dialog_new (GtkWidget *parent, double width, double height)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  BsPictureDialog *self = g_object_new (BS_TYPE_PICTURE_DIALOG, "transient-for",
                                        GTK_IS_WINDOW (root) ? root : NULL, NULL);

  gtk_spin_button_set_value (self->width, width);
  gtk_spin_button_set_value (self->height, height);
  return self;
}

BsPictureFormat
bs_picture_dialog_get_format (BsPictureDialog *self)
{
  g_return_val_if_fail (BS_IS_PICTURE_DIALOG (self), BS_PICTURE_PNG);

  return (BsPictureFormat) adw_combo_row_get_selected (self->format);
}

void
bs_picture_dialog_get_size (BsPictureDialog *self, double *width, double *height)
{
  g_return_if_fail (BS_IS_PICTURE_DIALOG (self));

  *width = gtk_spin_button_get_value (self->width);
  *height = gtk_spin_button_get_value (self->height);
}

double
bs_picture_dialog_get_scale (BsPictureDialog *self)
{
  g_return_val_if_fail (BS_IS_PICTURE_DIALOG (self), 1.0);

  return gtk_spin_button_get_value (self->scale);
}
