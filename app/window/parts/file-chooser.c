/* SPDX-License-Identifier: Apache-2.0 */
/* Where to save a file. */
#include "config.h"

#include "app/window/parts/file-chooser.h"

#include <glib/gi18n-lib.h>

#include "app/window/shell/settings.h"

#define KEY "export-folder"

/* As long as nothing is remembered for good. */
static char *last_folder;

/* Returns: (transfer full) (nullable) */
static GFile *
get_folder (void)
{
  GSettings *settings = bs_settings_get ();
  g_autofree char *uri = settings != NULL ? g_settings_get_string (settings, KEY)
                                          : g_strdup (last_folder);
  g_autoptr (GFile) folder = NULL;

  if (uri == NULL || *uri == '\0')
    return NULL;

  folder = g_file_new_for_uri (uri);
  return g_file_query_exists (folder, NULL) ? g_steal_pointer (&folder) : NULL;
}

static void
remember_folder (GFile *file)
{
  GSettings *settings = bs_settings_get ();
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri == NULL)
    return;

  if (settings != NULL)
    g_settings_set_string (settings, KEY, uri);
  g_free (last_folder);
  last_folder = g_steal_pointer (&uri);
}

static void
response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  g_autoptr (GFile) file = NULL;

  g_signal_handlers_disconnect_by_data (g_task_get_source_object (task), dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    {
      remember_folder (file);
      g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
    }
  else
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                               _ ("Nothing was chosen"));
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  g_object_unref (task);
}

/* Who asks was closed: nobody is there. */
static void
root_cb (GtkWidget *parent, GParamSpec *spec, GtkNativeDialog *dialog)
{
  if (gtk_widget_get_root (parent) == NULL)
    g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_CANCEL);
}

/* @name: (nullable): of what is saved */
static void
ask (GtkWidget *parent, const char *title, const char *name, const BsFileKind *kinds, guint n_kinds,
     GTask *task)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GFile) folder = get_folder ();
  gboolean chosen = FALSE;

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, kinds[i].name);
      gtk_file_filter_add_pattern (filter, kinds[i].pattern);
      gtk_file_chooser_add_filter (chooser, filter);
      if (!chosen && (name == NULL || g_pattern_match_simple (kinds[i].pattern, name)))
        {
          gtk_file_chooser_set_filter (chooser, filter);
          chosen = TRUE;
        }
    }
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, folder, NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  g_signal_connect (parent, "notify::root", G_CALLBACK (root_cb), dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
bs_file_chooser_save_async (GtkWidget *parent, const char *title, const char *name,
                            const BsFileKind *kinds, guint n_kinds, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  ask (parent, title, name, kinds, n_kinds, g_task_new (parent, cancellable, callback, user_data));
}

void
bs_file_chooser_open_async (GtkWidget *parent, const char *title, const BsFileKind *kinds,
                            guint n_kinds, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ask (parent, title, NULL, kinds, n_kinds, g_task_new (parent, cancellable, callback, user_data));
}

GFile *
bs_file_chooser_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GFile *
bs_file_chooser_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
bs_file_save (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *path = g_file_peek_path (file);

  /* A file that is not there yet is not replaced, but written in place by GIO. */
  if (path != NULL)
    return g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                     0666, error);

  return g_file_replace_contents (file, data, length, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                  cancellable, error);
}
