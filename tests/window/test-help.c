/* SPDX-License-Identifier: Apache-2.0 */
/* Help: F1 shows the page about what is in front or has the focus, in whatever viewer there is; where there is none,
 * it is said where the pages are; and every page and dialog of the window has one. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/debug/policy-panel.h"
#include "app/window/debug/why-panel.h"
#include "app/window/learn/learn-page.h"
#include "app/window/parts/trace-view.h"
#include "app/window/shell/application.h"
#include "app/window/shell/help.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/start-page.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 10000
#define WITHOUT_VIEWER "BATCHSCOPE_TEST_WITHOUT_VIEWER"
#define VIEWER "batchscope-test-viewer.desktop"

static char *folder, *asked_path;

static void
write_bytes (const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
write_file (const char *name, const char *text)
{
  write_bytes (name, text, -1);
}

/* A help viewer that only writes down what it is asked for. */
static void
make_viewer (void)
{
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nprintf %%s \"$1\" >'%s.new'\n"
                                             "mv '%s.new' '%s'\n",
                                             asked_path, asked_path, asked_path);
  g_autofree char *entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Viewer\n"
                                            "Exec=%s/viewer %%u\nMimeType=x-scheme-handler/help;"
                                            "x-scheme-handler/ghelp;\n",
                                            folder);
  g_autofree char *path = g_build_filename (folder, "viewer", NULL);

  write_file ("viewer", script);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  write_file ("config/mimeapps.list", "[Default Applications]\nx-scheme-handler/help=" VIEWER
                                      "\nx-scheme-handler/ghelp=" VIEWER "\n");
  write_file ("data/applications/" VIEWER, entry);
}

/* Returns: (transfer full): what the viewer was asked for since. */
static char *
wait_asked (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  char *asked = NULL;

  while (!g_file_get_contents (asked_path, &asked, NULL, NULL) && g_get_monotonic_time () < end)
    test_spin (20);
  g_assert_nonnull (asked);
  g_unlink (asked_path);

  return asked;
}

static void
assert_page (const char *uri, const char *page)
{
  g_autofree char *named = g_strdup_printf ("help:batchscope/%s", page);
  g_autofree char *file = g_strdup_printf ("/%s.page", page);

  g_test_message ("%s", uri);
  g_assert_true (g_str_equal (uri, named)
                 || (g_str_has_prefix (uri, "ghelp:/") && g_str_has_suffix (uri, file)));
}

/* Of each widget that the table names there is a page, in the folder that is found. */
static void
test_table (void)
{
  g_autofree char *pages_folder = bs_help_find_folder ();
  guint n_pages;
  const BsHelpPage *pages = bs_help_get_pages (&n_pages);

  g_assert_nonnull (pages_folder);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *name = g_strconcat (pages[i].page, ".page", NULL);
      g_autofree char *path = g_build_filename (pages_folder, name, NULL);

      g_test_message ("%s: %s", pages[i].type, path);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

/* Every page of a trace, the start page, lessons and a dialog are found by what is in them. */
static void
test_pages (PageFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "debug", "memory", "profile", "compare", "train" };
  g_autoptr (GtkWidget) learn = g_object_ref_sink (g_object_new (BS_TYPE_LEARN_PAGE, NULL));
  g_autoptr (GtkWidget) start = g_object_ref_sink (g_object_new (BS_TYPE_START_PAGE, NULL));
  GtkWidget *preferences = bs_preferences_new ();
  GtkWidget *page = GTK_WIDGET (fixture->page);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (bs_help_find_page (bs_trace_page_show (fixture->page, names[i])), ==,
                     names[i]);
  g_assert_cmpstr (bs_help_find_page (test_find (page, BS_TYPE_POLICY_PANEL)), ==, "policy");
  g_assert_cmpstr (
      bs_help_find_page (gtk_widget_get_first_child (test_find (page, BS_TYPE_WHY_PANEL))), ==,
      "why");
  g_assert_cmpstr (bs_help_find_page (learn), ==, "learn");
  g_assert_cmpstr (bs_help_find_page (start), ==, "start");
  g_assert_cmpstr (bs_help_find_page (gtk_window_get_focus (GTK_WINDOW (preferences))), ==,
                   gtk_window_get_focus (GTK_WINDOW (preferences)) != NULL ? "preferences"
                                                                           : "index");
  g_assert_cmpstr (bs_help_find_page (preferences), ==, "preferences");
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* Presses F1, as far as a dialog listens to it itself. */
static gboolean
press_f1 (GtkWidget *dialog)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (dialog);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (
              gtk_shortcut_get_trigger (shortcut));

          if (g_str_equal (trigger, "F1"))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, dialog,
                                                 NULL);
        }
    }

  return FALSE;
}

static void
test_viewer (void)
{
  BsWindow *window = bs_window_new (NULL);
  GtkWidget *preferences;
  g_autofree char *first = NULL, *second = NULL;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.help", NULL));
  first = wait_asked ();
  assert_page (first, "start");

  preferences = bs_preferences_new ();
  gtk_window_present (GTK_WINDOW (preferences));
  test_spin (200);
  g_assert_true (press_f1 (preferences));
  second = wait_asked ();
  assert_page (second, "preferences");
  gtk_window_destroy (GTK_WINDOW (preferences));
  gtk_window_destroy (GTK_WINDOW (window));
}

static AdwMessageDialog *
find_message (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;

  return NULL;
}

static void
say_where (void)
{
  BsWindow *window = bs_window_new (NULL);
  g_autofree char *pages_folder = bs_help_find_folder ();
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  AdwMessageDialog *message = NULL;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.help", NULL));
  while ((message = find_message ()) == NULL && g_get_monotonic_time () < end)
    test_spin (20);
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (message), pages_folder));
  gtk_window_destroy (GTK_WINDOW (message));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* In a program of its own, which finds no other one that is installed, but what pictures need. */
static void
test_no_viewer (void)
{
  const char *const *dirs = g_get_system_data_dirs ();
  g_autofree char *nothing = g_build_filename (folder, "nothing", NULL);
  g_autofree char *types = NULL;
  gsize length;

  for (guint i = 0; dirs[i] != NULL && types == NULL; i++)
    {
      g_autofree char *cache = g_build_filename (dirs[i], "mime", "mime.cache", NULL);

      g_file_get_contents (cache, &types, &length, NULL);
    }
  if (types != NULL)
    write_bytes ("nothing/mime/mime.cache", types, (gssize) length);
  g_setenv ("XDG_DATA_DIRS", nothing, TRUE);
  g_setenv (WITHOUT_VIEWER, "yes", TRUE);
  g_test_trap_subprocess ("/window/help/no-viewer/subprocess", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* F1 is of the help, and nothing else. */
static void
test_key (void)
{
  guint n_keys, found = 0;
  const BsKey *keys = bs_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (strstr (keys[i].accels, "F1") != NULL && g_str_equal (keys[i].accels, "F1"))
      {
        g_assert_cmpstr (keys[i].action, ==, "win.help");
        found++;
      }
  g_assert_cmpuint (found, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_autofree char *config = NULL, *data = NULL;
  int status;

  folder = g_dir_make_tmp ("batchscope-help-XXXXXX", NULL);
  asked_path = g_build_filename (folder, "asked", NULL);
  config = g_build_filename (folder, "config", NULL);
  data = g_build_filename (folder, "data", NULL);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  if (g_getenv (WITHOUT_VIEWER) == NULL)
    make_viewer ();
  if (!test_init (&argc, &argv))
    return 0;

  test_set_animations (FALSE);
  g_test_add_func ("/window/help/table", test_table);
  g_test_add_func ("/window/help/key", test_key);
  g_test_add ("/window/help/pages", PageFixture, NULL, page_fixture_set_up, test_pages,
              page_fixture_tear_down);
  g_test_add_func ("/window/help/viewer", test_viewer);
  g_test_add_func ("/window/help/no-viewer", test_no_viewer);
  g_test_add_func ("/window/help/no-viewer/subprocess", say_where);
  status = g_test_run ();

  test_remove_folder (folder);
  g_free (folder);
  g_free (asked_path);

  return status;
}
