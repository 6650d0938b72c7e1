/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for a file or a folder, and says which. */
#include "config.h"

#include "app/window/record/record-chooser.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  BsRecordChosenFunc chosen;
  gpointer user_data;
} Asked;

static void
asked_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
response_cb (GtkNativeDialog *dialog, int response, Asked *asked)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    asked->chosen (path, asked->user_data);
}

static void
add_filter (GtkFileChooser *chooser, const char *pattern, const char *name)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_filter_set_name (filter, name);
  gtk_file_chooser_add_filter (chooser, filter);
}

GtkFileChooserNative *
bs_record_choose (GtkWidget *widget, const char *title, gboolean folder, const char *start,
                  const char *pattern, BsRecordChosenFunc chosen, gpointer user_data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"),
      NULL);
  Asked *asked = g_new (Asked, 1);

  *asked = (Asked){ chosen, user_data };
  if (pattern != NULL)
    {
      add_filter (GTK_FILE_CHOOSER (chooser), pattern, pattern);
      add_filter (GTK_FILE_CHOOSER (chooser), "*", _ ("All files"));
    }
  if (start != NULL && g_file_test (start, G_FILE_TEST_EXISTS))
    {
      g_autofree char *place = folder ? g_strdup (start) : g_path_get_dirname (start);
      g_autoptr (GFile) file = g_file_new_for_path (place);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), file, NULL);
    }
  g_signal_connect_data (chooser, "response", G_CALLBACK (response_cb), asked, asked_free, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));

  return chooser;
}
