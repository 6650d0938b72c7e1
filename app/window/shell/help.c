/* SPDX-License-Identifier: Apache-2.0 */
/* The help: which of its pages is about what, and showing one in the desktop's help viewer. */
#include "config.h"

#include "app/window/shell/help.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "engine/shipped.h"

#define DOCUMENT "batchscope"
#define FIRST_PAGE "index"

/* Parts before the pages that they are in is not asked for: the nearest widget counts. */
static const BsHelpPage pages[] = {
  { "BsStartPage", "start" },
  { "BsErrorView", "troubleshooting" },
  { "BsRecordDialog", "record" },
  { "BsDebugPage", "debug" },
  { "BsPolicyPanel", "policy" },
  { "BsGraphPanel", "graph" },
  { "BsWhyPanel", "why" },
  { "BsCostlyWindow", "what-if" },
  { "BsBranchBanner", "what-if" },
  { "BsClockBar", "strip" },
  { "BsSearchBar", "breakpoints" },
  { "BsMemoryPage", "memory" },
  { "BsProfilePage", "profile" },
  { "BsTimelinePanel", "profile" },
  { "BsTimingPanel", "timing" },
  { "BsConsolePanel", "console" },
  { "BsComparePage", "compare" },
  { "BsTrainPage", "train" },
  { "BsTrainEditor", "train" },
  { "BsLearnPage", "learn" },
  { "BsReportDialog", "report" },
  { "BsPictureDialog", "report" },
  { "BsPreferences", "preferences" },
};

const BsHelpPage *
bs_help_get_pages (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages);

  return pages;
}

const char *
bs_help_find_page (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
      if (g_str_equal (G_OBJECT_TYPE_NAME (widget), pages[i].type))
        return pages[i].page;

  return FIRST_PAGE;
}

static gboolean
has_pages (const char *folder)
{
  g_autofree char *index = g_build_filename (folder, FIRST_PAGE ".page", NULL);

  return g_file_test (index, G_FILE_TEST_EXISTS);
}

/* Whether the viewer finds them by their name. */
static gboolean
is_installed (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (folders[i], "help", "C", DOCUMENT, NULL);

      if (has_pages (folder))
        return TRUE;
    }

  return FALSE;
}

char *
bs_help_find_folder (void)
{
  /* Installed beside what else comes with the program, and in the source. */
  static const char *const places[] = { "../help/C/" DOCUMENT, "help/C" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *folder = bs_shipped_file (places[i]);

      if (has_pages (folder))
        return g_canonicalize_filename (folder, NULL);
    }

  return NULL;
}

static char *
make_uri (const char *page)
{
  g_autofree char *folder = bs_help_find_folder ();
  g_autofree char *path = NULL, *escaped = NULL;

  if (folder == NULL || is_installed ())
    return g_strconcat ("help:" DOCUMENT "/", page, NULL);

  path = g_strconcat (folder, G_DIR_SEPARATOR_S, page, ".page", NULL);
  escaped = g_uri_escape_string (path, "/", FALSE);
  return g_strconcat ("ghelp:", escaped, NULL);
}

static void
say_where (GtkWindow *parent)
{
  g_autofree char *folder = bs_help_find_folder ();
  g_autofree char *text =
      folder != NULL
          ? g_strdup_printf (_ ("A help viewer such as Yelp shows it; none could be started. "
                                "The pages are in %s, and the manual pages tell of the "
                                "commands: man batchscope-cli."),
                             folder)
          : g_strdup (_ ("Its pages were not installed with the program. The manual "
                         "pages tell of the commands: man batchscope-cli."));
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("The help cannot be shown"), text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The window may be gone by now. */
  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error)
      && gtk_widget_get_mapped (GTK_WIDGET (source)))
    say_where (GTK_WINDOW (source));
}

void
bs_help_show (GtkWindow *parent, const char *page)
{
  g_autofree char *uri = make_uri (page);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, shown_cb, NULL);
}

static gboolean
dialog_cb (GtkWidget *dialog, GVariant *arguments, gpointer user_data)
{
  bs_help_show (GTK_WINDOW (dialog), bs_help_find_page (dialog));

  return GDK_EVENT_STOP;
}

void
bs_help_attach (GtkWidget *dialog)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1, (GdkModifierType) 0),
                        gtk_callback_action_new (dialog_cb, NULL, NULL)));
  gtk_widget_add_controller (dialog, controller);
}
