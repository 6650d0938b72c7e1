/* SPDX-License-Identifier: Apache-2.0 */
/* The picture or the table of a view, to a file or the clipboard. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/drawing.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/picture-dialog.h"
#include "app/window/parts/table-text.h"
#include "app/window/parts/toast.h"
#include "app/window/parts/view-frame-private.h"

/* Returns: (transfer full): such as policy-24.png */
static char *
suggest_name (BsViewFrame *self, const char *suffix)
{
  guint32 decision = self->debugger != NULL ? bs_debugger_get_decision (self->debugger) : 1;

  if (self->alone)
    return g_strdup_printf ("%s.%s", self->file_name != NULL ? self->file_name : "view", suffix);

  return g_strdup_printf ("%s-%u.%s", self->file_name != NULL ? self->file_name : "view", decision,
                          suffix);
}

static void
get_size (BsCanvas *canvas, double *width, double *height)
{
  *width = gtk_widget_get_width (GTK_WIDGET (canvas));
  *height = gtk_widget_get_height (GTK_WIDGET (canvas));
  /* Behind its table twin it has none. */
  if (*width < 1.0 || *height < 1.0)
    {
      *width = 1200.0;
      *height = 720.0;
    }
}

static void
picture_copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsViewFrame) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content = bs_drawing_copy_finish (result, &error);

  if (content == NULL)
    bs_view_frame_fail (self, error);
  else
    {
      gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
      bs_toast_show (GTK_WIDGET (self), _ ("Picture copied"));
    }
}

void
bs_view_frame_copy_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *self = BS_VIEW_FRAME (widget);
  BsCanvas *canvas = bs_view_frame_get_canvas (self);
  cairo_surface_t *drawing;
  double width, height;

  if (canvas == NULL)
    return;

  get_size (canvas, &width, &height);
  drawing = bs_drawing_new (canvas, width, height);
  bs_drawing_copy_async (drawing, gtk_widget_get_scale_factor (GTK_WIDGET (self)), NULL,
                         picture_copied_cb, g_object_ref (self));
  cairo_surface_destroy (drawing);
}

static void
show_in_folder_cb (gpointer user_data)
{
  g_autoptr (GFile) folder = g_file_get_parent (user_data);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
say_saved (BsViewFrame *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  /* Translators: %s: name of a file */
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), shown);

  bs_toast_show_button (GTK_WIDGET (self), text, _ ("_Show in folder"), show_in_folder_cb,
                        g_object_ref (file), g_object_unref);
}

/* A picture on its way to a file. */
typedef struct
{
  BsViewFrame *frame;
  cairo_surface_t *drawing;
  BsPictureFormat format;
  double scale;
  GFile *file; /* (nullable): not chosen yet */
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->frame);
  cairo_surface_destroy (self->drawing);
  g_clear_object (&self->file);
  g_free (self);
}

static void
picture_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!bs_drawing_save_finish (result, &error))
    bs_view_frame_fail (saving->frame, error);
  else
    say_saved (saving->frame, saving->file);
  saving_free (saving);
}

static void
picture_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);

  if (file == NULL)
    {
      saving_free (saving);
      return;
    }

  saving->file = g_object_ref (file);
  bs_drawing_save_async (saving->drawing, saving->format, saving->scale, file, NULL,
                         picture_saved_cb, saving);
}

static void
picture_accepted_cb (BsPictureDialog *dialog, BsViewFrame *self)
{
  static const BsFileKind kinds[] = { { N_ ("PNG pictures"), "*.png" },
                                      { N_ ("SVG pictures"), "*.svg" },
                                      { N_ ("PDF documents"), "*.pdf" } };
  BsCanvas *canvas = bs_view_frame_get_canvas (self);
  g_autofree char *name = NULL;
  double width, height;
  BsFileKind kind;
  Saving *saving;

  if (canvas == NULL)
    return;

  saving = g_new0 (Saving, 1);
  saving->frame = g_object_ref (self);
  saving->format = bs_picture_dialog_get_format (dialog);
  saving->scale = bs_picture_dialog_get_scale (dialog);
  bs_picture_dialog_get_size (dialog, &width, &height);
  saving->drawing = bs_drawing_new (canvas, width, height);
  kind = kinds[saving->format];
  kind.name = _ (kind.name);
  name = suggest_name (self, bs_picture_format_suffix (saving->format));
  bs_file_chooser_save_async (GTK_WIDGET (self), _ ("Save picture"), name, &kind, 1, NULL,
                              picture_file_cb, saving);
}

void
bs_view_frame_save_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *self = BS_VIEW_FRAME (widget);
  BsCanvas *canvas = bs_view_frame_get_canvas (self);
  BsPictureDialog *dialog;
  double width, height;

  if (canvas == NULL)
    return;

  get_size (canvas, &width, &height);
  dialog = bs_picture_dialog_new (GTK_WIDGET (self), width, height);
  g_signal_connect_object (dialog, "accepted", G_CALLBACK (picture_accepted_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A table on its way to a file, or to the clipboard. */
typedef struct
{
  BsViewFrame *frame;
  GFile *file; /* (nullable): to the clipboard */
  BsTableFormat format;
} Writing;

static void
writing_free (Writing *self)
{
  g_object_unref (self->frame);
  g_clear_object (&self->file);
  g_free (self);
}

static void
table_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = bs_table_text_finish (result, &error);

  if (text == NULL)
    bs_view_frame_fail (writing->frame, error);
  else if (writing->file != NULL)
    say_saved (writing->frame, writing->file);
  else
    {
      bs_table_text_copy (gtk_widget_get_clipboard (GTK_WIDGET (writing->frame)), text);
      bs_toast_show (GTK_WIDGET (writing->frame), _ ("Table copied"));
    }
  writing_free (writing);
}

static void
table_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTable) table = g_task_propagate_pointer (G_TASK (result), &error);

  if (table != NULL)
    {
      bs_table_text_async (table, NULL, writing->format, writing->file, NULL, table_written_cb,
                           writing);
      return;
    }

  bs_view_frame_fail (writing->frame, error);
  writing_free (writing);
}

/* What is on screen, as it is sorted and filtered there; else all. */
static void
write_table (BsViewFrame *self, GFile *file, BsTableFormat format)
{
  BsTable *shown = NULL;
  Writing *writing;

  if (!bs_view_frame_can_make_table (self))
    return;

  writing = g_new0 (Writing, 1);
  writing->frame = g_object_ref (self);
  writing->file = file != NULL ? g_object_ref (file) : NULL;
  writing->format = format;
  if (bs_view_frame_get_show_table (self) && self->table != NULL && !self->stale
      && self->making == NULL)
    shown = bs_data_table_get_table (self->table);
  if (shown != NULL)
    {
      g_autoptr (GArray) rows = bs_data_table_get_rows (self->table, FALSE);

      bs_table_text_async (shown, rows, format, file, NULL, table_written_cb, writing);
    }
  else
    {
      bs_view_frame_make_table (self, NULL, table_made_cb, writing);
    }
}

void
bs_view_frame_copy_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  write_table (BS_VIEW_FRAME (widget), NULL, BS_TABLE_CSV);
}

static void
table_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsViewFrame) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (name != NULL)
    write_table (self, file, g_str_has_suffix (name, ".json") ? BS_TABLE_JSON : BS_TABLE_CSV);
}

void
bs_view_frame_save_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *self = BS_VIEW_FRAME (widget);
  const BsFileKind kinds[] = { { _ ("CSV tables"), "*.csv" }, { _ ("JSON tables"), "*.json" } };
  g_autofree char *suggested = suggest_name (self, "csv");

  bs_file_chooser_save_async (GTK_WIDGET (self), _ ("Save table"), suggested, kinds,
                              G_N_ELEMENTS (kinds), NULL, table_file_cb, g_object_ref (self));
}
