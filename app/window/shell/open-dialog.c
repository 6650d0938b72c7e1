/* SPDX-License-Identifier: Apache-2.0 */
/* Asks which files to open. */
#include "config.h"

#include "app/window/shell/open-dialog.h"

#include <glib/gi18n-lib.h>

#define DIALOG_KEY "bs-open-dialog"

static void
response_cb (GtkNativeDialog *dialog, int response, BsOpenFunc open)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (dialog);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          open (parent, file);
        }
    }
  /* The window holds it, also when it is closed before an answer. */
  g_object_set_data (G_OBJECT (parent), DIALOG_KEY, NULL);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
destroy_dialog (gpointer dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
bs_open_dialog_show (GtkWindow *parent, BsOpenFunc open)
{
  static const char *const ours[] = { "*.bscope", "*.zip", "*.json", "*.graph", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  if (g_object_get_data (G_OBJECT (parent), DIALOG_KEY) != NULL)
    return;

  dialog = gtk_file_chooser_native_new (_ ("Open a trace"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _ ("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Traces, bundles and graphs"), ours);
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("All files"), all);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), open);
  g_object_set_data_full (G_OBJECT (parent), DIALOG_KEY, dialog, destroy_dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
