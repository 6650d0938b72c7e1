/* SPDX-License-Identifier: Apache-2.0 */
/* The program `batchscope`. */
#include "config.h"

#include "app/window/shell/application.h"

#include <glib/gi18n-lib.h>

#include "app/window/shell/window.h"

struct _BsApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (BsApplication, bs_application, ADW_TYPE_APPLICATION)

static BsWindow *
current_window (BsApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* The window of the keys is a window of the program, too. */
  if (!BS_IS_WINDOW (window))
    {
      window = NULL;
      for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
        if (BS_IS_WINDOW (l->data))
          window = l->data;
    }

  return window != NULL ? BS_WINDOW (window) : bs_window_new (GTK_APPLICATION (self));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (GTK_WINDOW (current_window (user_data)), "application-name", "Batchscope",
                         "application-icon", BS_APP_ID, "version", BS_VERSION, "developer-name",
                         _ ("The Batchscope developers"), "license-type", GTK_LICENSE_APACHE_2_0,
                         "comments",
                         _ ("Step through the batching decisions of dynamic neural networks, "
                            "forward and back, and see why each was made."),
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Closing remembers the size of a window; quitting alone would not. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

static void
bs_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_action, NULL, NULL, NULL, { 0 } },
    { "quit", quit_action, NULL, NULL, NULL, { 0 } },
  };
  static const struct
  {
    const char *action;
    const char *const accels[3];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "win.open", { "<Control>o" } },
    { "win.close-tab", { "<Control>w" } },
    { "win.fullscreen", { "F11" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
  };

  /* Before the parent looks for the window of the keys in the resources. */
  gtk_init ();
  bs_window_prepare ();
  G_APPLICATION_CLASS (bs_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           (const char **) accels[i].accels);
}

static void
bs_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (current_window (BS_APPLICATION (application))));
}

static void
bs_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  BsWindow *window = current_window (BS_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    bs_window_open (window, files[i]);
  gtk_window_present (GTK_WINDOW (window));
}

static int
bs_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("batchscope %s\n", BS_VERSION);
      return 0;
    }

  return -1;
}

static void
bs_application_class_init (BsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = bs_application_startup;
  application_class->activate = bs_application_activate;
  application_class->open = bs_application_open;
  application_class->handle_local_options = bs_application_handle_local_options;
}

static void
bs_application_init (BsApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option (application, "version", 'v', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _ ("Print the version and exit"), NULL);
  g_application_set_option_context_parameter_string (application, _ ("[FILE.bscope…]"));
  g_application_set_option_context_summary (
      application, _ ("Steps through recorded scheduling decisions of dynamic neural networks."));
}

BsApplication *
bs_application_new (void)
{
  return g_object_new (BS_TYPE_APPLICATION, "application-id", BS_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/batchscope/Batchscope", NULL);
}
