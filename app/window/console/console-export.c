/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the console: queries, and all rows of one. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/console/console-panel-private.h"
#include "app/window/console/query-export.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/format.h"
#include "app/window/parts/toast.h"
#include "profiles/query/query.h"

static void
show_in_folder_cb (gpointer user_data)
{
  g_autoptr (GFile) folder = g_file_get_parent (user_data);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static char *
get_name (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_filename_display_name (name);
}

static void
say_saved (BsConsolePanel *self, GFile *file, const char *text)
{
  bs_toast_show_button (GTK_WIDGET (self), text, _ ("_Show in folder"), show_in_folder_cb,
                        g_object_ref (file), g_object_unref);
}

static void
say_failed (BsConsolePanel *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bs_toast_show (GTK_WIDGET (self), error->message);
}

/* Query files */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsConsolePanel) self = user_data;
  g_autofree char *text = NULL, *name = get_name (G_FILE (source)), *message = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    {
      say_failed (self, error);
      return;
    }
  if (self->editor == NULL)
    return;
  if (length > BS_QUERY_MAX_LENGTH || strlen (text) != length
      || !g_utf8_validate (text, (gssize) length, NULL))
    {
      message = g_strdup_printf (_ ("“%s” is no query: it is too long, or not text"), name);
      bs_toast_show (GTK_WIDGET (self), message);
      return;
    }

  bs_sql_editor_set_sql (self->editor, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsConsolePanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *name = get_name (G_FILE (source)), *message = NULL;

  if (info == NULL)
    {
      say_failed (self, error);
      return;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
      || g_file_info_get_size (info) > BS_QUERY_MAX_LENGTH)
    {
      message = g_strdup_printf (_ ("“%s” is no query: it is too long, or not text"), name);
      bs_toast_show (GTK_WIDGET (self), message);
      return;
    }

  g_file_load_contents_async (G_FILE (source), NULL, loaded_cb, g_object_ref (self));
}

void
bs_console_panel_load (BsConsolePanel *self, GFile *file)
{
  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, queried_cb,
                           g_object_ref (self));
}

static void
open_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsConsolePanel) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_open_finish (result, NULL);

  if (file != NULL)
    bs_console_panel_load (self, file);
}

void
bs_console_files_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const BsFileKind kinds[] = { { _ ("SQL queries"), "*.sql" }, { _ ("All files"), "*" } };

  bs_file_chooser_open_async (widget, _ ("Open query"), kinds, G_N_ELEMENTS (kinds), NULL,
                              open_chosen_cb, g_object_ref (widget));
}

typedef struct
{
  GFile *file;
  GBytes *text;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *self = data;

  g_object_unref (self->file);
  g_bytes_unref (self->text);
  g_free (self);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (bs_file_save (saving->file, saving->text, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = get_name (saving->file), *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      say_failed (self, error);
      return;
    }

  /* Translators: %s: name of a file */
  text = g_strdup_printf (_ ("Saved as %s"), name);
  say_saved (self, saving->file, text);
}

void
bs_console_panel_save (BsConsolePanel *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;
  g_autofree char *sql = NULL;
  GString *text;

  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  sql = bs_sql_editor_get_sql (self->editor);
  text = g_string_new (sql);
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  saving = g_new0 (Saving, 1);
  saving->file = g_object_ref (file);
  saving->text = g_string_free_to_bytes (text);
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
save_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsConsolePanel) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);

  if (file != NULL && self->editor != NULL)
    bs_console_panel_save (self, file);
}

void
bs_console_files_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const BsFileKind kinds[] = { { _ ("SQL queries"), "*.sql" } };

  bs_file_chooser_save_async (widget, _ ("Save query"), "query.sql", kinds, G_N_ELEMENTS (kinds),
                              NULL, save_chosen_cb, g_object_ref (widget));
}

/* All rows */

static void
show_exporting (BsConsolePanel *self, gboolean exporting)
{
  gtk_widget_set_visible (GTK_WIDGET (self->export_bar), exporting);
  gtk_widget_set_visible (self->stop_button, exporting);
  gtk_widget_set_visible (GTK_WIDGET (self->export_button), !exporting);
}

static void
progress_cb (GObject *source, guint64 n_rows, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autofree char *count = NULL, *text = NULL;

  if (self->editor == NULL)
    return;

  /* How many there will be is not known before the end. */
  gtk_progress_bar_pulse (self->export_bar);
  count = bs_format_count (n_rows);
  text = g_strdup_printf (ngettext ("%s row saved so far", "%s rows saved so far", (gulong) n_rows),
                          count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->export_bar), text);
  gtk_label_set_label (self->status, text);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autoptr (GFile) file = g_steal_pointer (&self->export_file);
  g_autoptr (GError) error = NULL;
  guint64 n_rows;
  gboolean done = bs_query_export_finish (result, &n_rows, &error);
  g_autofree char *count = NULL, *name = NULL, *text = NULL;

  g_clear_object (&self->exporting);
  if (self->editor == NULL)
    return;

  show_exporting (self, FALSE);
  if (!done)
    {
      say_failed (self, error);
      gtk_label_set_label (self->status, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                             ? _ ("Saving was stopped; the file is as it was")
                                             : _ ("The rows were not saved"));
      return;
    }

  count = bs_format_count (n_rows);
  name = get_name (file);
  /* Translators: how many rows; the name of a file */
  text = g_strdup_printf (ngettext ("%s row saved as %s", "%s rows saved as %s", (gulong) n_rows),
                          count, name);
  gtk_label_set_label (self->status, text);
  say_saved (self, file, text);
}

void
bs_console_panel_export (BsConsolePanel *self, GFile *file)
{
  BsTrace *trace;
  g_autofree char *name = NULL;
  g_autoptr (GFile) own = NULL;

  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  trace = bs_console_panel_get_recording (self);
  if (trace == NULL || self->asked == NULL || self->exporting != NULL)
    return;
  own = g_file_new_for_path (trace->path);
  if (g_file_equal (file, own))
    {
      bs_toast_show (GTK_WIDGET (self), _ ("That is the trace itself; choose another name"));
      return;
    }

  name = g_file_get_basename (file);
  self->exporting = g_cancellable_new ();
  self->export_file = g_object_ref (file);
  gtk_progress_bar_set_fraction (self->export_bar, 0.0);
  show_exporting (self, TRUE);
  bs_query_export_start (G_OBJECT (self), trace->path, self->asked,
                         g_str_has_suffix (name, ".json") ? BS_TABLE_JSON : BS_TABLE_CSV, file,
                         progress_cb, self->exporting, exported_cb, NULL);
}

static void
export_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsConsolePanel) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);

  if (file != NULL && self->editor != NULL)
    bs_console_panel_export (self, file);
}

void
bs_console_files_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean json = g_str_equal (g_variant_get_string (parameter, NULL), "json");
  const BsFileKind kinds[] = { { _ ("CSV tables"), "*.csv" }, { _ ("JSON tables"), "*.json" } };

  bs_file_chooser_save_async (widget, _ ("Save all rows"), json ? "query.json" : "query.csv", kinds,
                              G_N_ELEMENTS (kinds), NULL, export_chosen_cb, g_object_ref (widget));
}

void
bs_console_files_stop (BsConsolePanel *self)
{
  if (self->exporting != NULL)
    g_cancellable_cancel (self->exporting);
}
