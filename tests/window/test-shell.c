/* SPDX-License-Identifier: Apache-2.0 */
/* The shell of the window: the start page, keys, preferences, opening and its errors, tabs and how they
 * are restored. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/record/record-dialog.h"
#include "app/window/shell/error-view.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/loading-view.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/recent.h"
#include "app/window/shell/settings.h"
#include "app/window/shell/sample.h"
#include "app/window/shell/start-page.h"
#include "app/window/shell/trace-card.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 20000

static char *folder, *trace_path;

static guint
count_shown_cards (GtkWidget *page)
{
  GtkWidget *cards = test_find (page, GTK_TYPE_FLOW_BOX);
  guint n = 0;

  for (GtkWidget *card = gtk_widget_get_first_child (cards); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    n += gtk_widget_get_child_visible (card) && gtk_widget_get_visible (cards)
         && gtk_widget_get_mapped (card);

  return n;
}

/* Pictures are painted, and cards come a few at a time. */
static void
wait_cards (GtkWidget *page, guint n)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (count_shown_cards (page) != n && g_get_monotonic_time () < end)
    test_spin (20);
  g_assert_cmpuint (count_shown_cards (page), ==, n);
}

static GtkWidget *
show_start_page (GtkWidget **window, int width, int height)
{
  GtkWidget *page = g_object_new (BS_TYPE_START_PAGE, NULL);

  *window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (*window), page);
  gtk_window_set_default_size (GTK_WINDOW (*window), width, height);
  gtk_window_present (GTK_WINDOW (*window));
  test_spin (400);
  return page;
}

/* Adds files that are there to the list, until it has @n. */
static void
add_recents (guint n)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("recent-%02u.bscope", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      bs_recent_add (file, pictures);
    }
  test_spin (200);
}

static void
remove_recents (void)
{
  g_autoptr (GPtrArray) list = bs_recent_list (bs_recent_get ());

  for (guint i = 0; i < list->len; i++)
    {
      const BsRecentEntry *entry = g_ptr_array_index (list, i);

      g_free (bs_recent_remove (bs_recent_get (), entry->file));
    }
}

/* Returns: (nullable): the window of @type that belongs to @window. */
static GtkWidget *
find_transient (GtkWidget *window, GType type)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (other, type)
          && gtk_window_get_transient_for (other) == GTK_WINDOW (window))
        return GTK_WIDGET (other);
    }
  return NULL;
}

static void
test_start_empty (void)
{
  GtkWidget *window, *page;

  remove_recents ();
  page = show_start_page (&window, 1300, 850);
  g_assert_true (test_says (page, "No traces yet"));
  g_assert_true (test_says (page, "Try the sample"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_start_list (void)
{
  const guint counts[] = { 1, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      GtkWidget *window, *page;

      remove_recents ();
      add_recents (counts[i]);
      page = show_start_page (&window, 1300, 850);
      g_assert_false (test_says (page, "No traces yet"));
      g_assert_true (test_says (page, "recent-00"));
      wait_cards (page, counts[i]);
      gtk_window_destroy (GTK_WINDOW (window));
      test_spin (50);
    }
}

/* A file that is gone is left out, and is there again with its file. */
static void
test_start_missing (void)
{
  GtkWidget *window, *page;
  g_autofree char *path = g_build_filename (folder, "recent-01.bscope", NULL);

  remove_recents ();
  add_recents (3);
  g_assert_cmpint (g_unlink (path), ==, 0);
  page = show_start_page (&window, 1300, 850);
  wait_cards (page, 2);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  bs_recent_look (bs_recent_get ());
  test_spin (300);
  wait_cards (page, 3);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_start_filter (void)
{
  GtkWidget *window, *page;
  GtkEditable *filter;

  remove_recents ();
  add_recents (3);
  page = show_start_page (&window, 1300, 850);
  filter = GTK_EDITABLE (test_find (page, GTK_TYPE_SEARCH_ENTRY));
  gtk_editable_set_text (filter, "cent-01");
  test_spin (400);
  wait_cards (page, 1);
  gtk_editable_set_text (filter, "nothing is called so");
  test_spin (400);
  wait_cards (page, 0);
  g_assert_true (test_says (page, "No recent trace matches “nothing is called so”."));
  gtk_editable_set_text (filter, "");
  test_spin (400);
  wait_cards (page, 3);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The button on the toast that says @text. */
static GtkWidget *
find_toast_button (GtkWidget *window, const char *label)
{
  GtkWidget *overlay = test_find (window, ADW_TYPE_TOAST_OVERLAY);

  return test_find_labelled (overlay, GTK_TYPE_BUTTON, label);
}

static void
test_start_remove (void)
{
  BsWindow *window;
  GtkWidget *card;

  remove_recents ();
  add_recents (2);
  window = bs_window_new (NULL);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (500);
  card = test_find (GTK_WIDGET (window), BS_TYPE_TRACE_CARD);
  g_assert_true (gtk_widget_activate_action (card, "card.remove", NULL));
  test_spin (400);
  wait_cards (GTK_WIDGET (window), 1);
  g_signal_emit_by_name (find_toast_button (GTK_WIDGET (window), "Undo"), "clicked");
  test_spin (400);
  wait_cards (GTK_WIDGET (window), 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_start_narrow (void)
{
  const int widths[] = { 1024, 700, 1440 };
  GtkWidget *window, *page = show_start_page (&window, 1300, 700);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), widths[i], 700);
      test_spin (400);
      /* The frame of the window is part of its size. */
      g_assert_cmpint (gtk_widget_get_width (page), <=, widths[i]);
      g_assert_cmpint (gtk_widget_get_width (page), >=, widths[i] - 40);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* All that the shortcuts of @widget list, as “title: accelerator”; the window has them twice, to be
 * searched. */
static void
list_shortcuts (GtkWidget *widget, GHashTable *out)
{
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      g_autofree char *title = NULL, *accel = NULL;

      g_object_get (widget, "title", &title, "accelerator", &accel, NULL);
      g_hash_table_add (out, g_strdup_printf ("%s: %s", title, accel));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_shortcuts (child, out);
}

static void
test_keys_listed (void)
{
  g_autoptr (GtkWidget) window = bs_keys_make_window ();
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  list_shortcuts (window, listed);
  g_assert_cmpuint (g_hash_table_size (listed), ==, n_keys);
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s: %s", keys[i].title, keys[i].accels);

      g_assert_true (g_hash_table_contains (listed, line));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Every key can be read, and no two do different things. */
static void
test_keys_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *all = g_strjoin (" ", keys[i].accels, keys[i].also, NULL);
      g_auto (GStrv) accels = g_strsplit (all, " ", -1);

      for (guint k = 0; keys[i].action != NULL && accels[k] != NULL; k++)
        {
          guint key;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (accels[k], &key, &modifiers));
          if (!g_hash_table_add (seen, gtk_accelerator_name (key, modifiers)))
            g_error ("%s stands for two things", accels[k]);
        }
    }
}

static void
test_preferences_canvas (PageFixture *fixture, gconstpointer data)
{
  GSettings *settings = bs_settings_get ();
  BsCanvas *graph = BS_CANVAS (test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS));
  double scale = bs_canvas_get_style (graph)->text_scale;

  g_assert_false (bs_canvas_get_style (graph)->patterns);
  g_settings_set_boolean (settings, "patterns", TRUE);
  g_assert_true (bs_canvas_get_style (graph)->patterns);
  g_settings_set_double (settings, "text-scale", 1.5);
  g_assert_cmpfloat_with_epsilon (bs_canvas_get_style (graph)->text_scale, 1.5 * scale, 1e-9);
  g_settings_reset (settings, "patterns");
  g_settings_reset (settings, "text-scale");
  g_assert_false (bs_canvas_get_style (graph)->patterns);
}

static void
set_row (GtkWidget *window, const char *title, guint selected)
{
  GtkWidget *row = test_find_labelled (window, ADW_TYPE_COMBO_ROW, title);

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
}

static void
set_switch (GtkWidget *window, const char *title, gboolean active)
{
  GtkWidget *row = test_find_labelled (window, ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  gtk_switch_set_active (GTK_SWITCH (test_find (row, GTK_TYPE_SWITCH)), active);
}

/* Each row does at once what it says. */
static void
test_preferences_rows (void)
{
  GSettings *settings = bs_settings_get ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkWidget *window = bs_preferences_new ();
  gboolean animations;
  g_autoptr (BsTrace) trace = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  GtkWidget *page;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  set_row (window, "Colours", 2);
  g_assert_true (adw_style_manager_get_dark (manager));
  set_row (window, "Colours", 0);
  g_assert_false (adw_style_manager_get_dark (manager));
  set_switch (window, "No motion", TRUE);
  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &animations, NULL);
  g_assert_false (animations);
  set_switch (window, "No motion", FALSE);
  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &animations, NULL);
  g_assert_true (animations);
  set_switch (window, "Patterns on types", TRUE);
  g_assert_true (g_settings_get_boolean (settings, "patterns"));
  set_row (window, "Text in pictures", 3);
  g_assert_cmpfloat (g_settings_get_double (settings, "text-scale"), ==, 1.5);
  set_row (window, "Speed of animations", 4);
  g_assert_cmpfloat (g_settings_get_double (settings, "animation-speed"), ==, 4);
  set_switch (window, "Restore the last session", FALSE);
  g_assert_false (bs_settings_get_flag ("restore-session", TRUE));

  set_row (window, "Speed of playing", 4);
  page = g_object_ref_sink (bs_trace_page_new_for (pictures, "fast"));
  g_assert_cmpfloat (bs_clock_get_speed (
                         bs_debugger_get_clock (bs_trace_page_get_debugger (BS_TRACE_PAGE (page)))),
                     ==, 4);
  g_object_unref (page);

  for (const char *const *key =
           (const char *const[]){ "color-scheme", "patterns", "text-scale", "animation-speed",
                                  "speed", "reduce-motion", "restore-session", NULL };
       *key != NULL; key++)
    g_settings_reset (settings, *key);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
wait_loaded (BsTracePage *page)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (g_get_monotonic_time () < end
         && (bs_trace_page_get_loading (page)
             || (bs_trace_page_get_debugger (page) == NULL && !bs_trace_page_get_failed (page))))
    g_main_context_iteration (NULL, FALSE);

  return bs_trace_page_get_debugger (page) != NULL;
}

static BsTracePage *
open_in (BsWindow *window, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  bs_window_open (window, file);
  return bs_window_get_page (window);
}

static void
copy_trace (const char *name, gsize length, guint8 wrong, char **path)
{
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (trace_path, &bytes, &n, NULL));
  *path = g_build_filename (folder, name, NULL);
  for (gsize i = 100; i < n && wrong != 0; i += 37)
    bytes[i] = (char) (bytes[i] ^ wrong);
  g_assert_true (g_file_set_contents (*path, bytes, (gssize) MIN (length, n), NULL));
}

/* Files that are no traces, or were damaged, say why, and what can be done. */
static void
test_errors (void)
{
  const struct
  {
    const char *name;
    gsize length;
    guint8 wrong;
  } cases[] = { { "empty.bscope", 0, 0 },
                { "header.bscope", 60, 0 },
                { "cut.bscope", 20000, 0 },
                { "wild.bscope", G_MAXSIZE, 0x5a } };
  BsWindow *window = bs_window_new (NULL);
  g_autofree char *text_path = g_build_filename (folder, "text.bscope", NULL);
  g_autofree char *missing = g_build_filename (folder, "<i>missing.bscope", NULL);
  BsTracePage *page;

  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = NULL;

      copy_trace (cases[i].name, cases[i].length, cases[i].wrong, &path);
      page = open_in (window, path);
      g_assert_false (wait_loaded (page));
      g_assert_true (bs_trace_page_get_failed (page));
      test_spin (50);
      g_assert_true (gtk_widget_get_mapped (test_find (GTK_WIDGET (page), BS_TYPE_ERROR_VIEW)));
    }

  g_assert_true (g_file_set_contents (text_path, "not a trace", -1, NULL));
  page = open_in (window, text_path);
  g_assert_false (wait_loaded (page));
  g_assert_true (test_says (GTK_WIDGET (page), "This is not a trace"));

  /* Trying again is worth while once the file is there. */
  page = open_in (window, missing);
  g_assert_false (wait_loaded (page));
  g_assert_true (test_says (GTK_WIDGET (page), "This trace cannot be opened"));
  {
    g_autofree char *path = NULL;

    copy_trace ("<i>missing.bscope", G_MAXSIZE, 0, &path);
    gtk_widget_activate_action (test_find (GTK_WIDGET (page), BS_TYPE_ERROR_VIEW), "error.retry",
                                NULL);
    g_assert_true (wait_loaded (page));
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_cancel (void)
{
  BsWindow *window = bs_window_new (NULL);
  BsTracePage *page;
  GtkWidget *loading;

  gtk_window_present (GTK_WINDOW (window));
  page = open_in (window, trace_path);
  g_assert_true (bs_trace_page_get_loading (page));
  loading = test_find (GTK_WIDGET (page), BS_TYPE_LOADING_VIEW);
  g_assert_true (gtk_widget_get_visible (loading));
  gtk_widget_activate_action (loading, "loading.cancel", NULL);
  g_assert_false (wait_loaded (page));
  g_assert_true (test_says (GTK_WIDGET (page), "Opening was cancelled"));
  gtk_widget_activate_action (test_find (GTK_WIDGET (page), BS_TYPE_ERROR_VIEW), "error.retry",
                              NULL);
  g_assert_true (wait_loaded (page));

  /* A tab that is closed while it loads takes the loading with it. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  open_in (window, trace_path);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  test_spin (300);
  g_assert_null (bs_window_get_page (window));
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
}

/* The signs of waiting come when there is something to wait for, and say how far it is. */
static void
test_loading_signs (void)
{
  BsLoadProgress progress = { 12345, 2000000, 8000000 };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (BS_TYPE_LOADING_VIEW, NULL);
  GtkWidget *bar;

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  bs_loading_view_start (BS_LOADING_VIEW (view), "big.bscope", &progress);
  test_spin (50);
  g_assert_false (test_says (view, "Opening big.bscope…"));
  test_spin (400);
  g_assert_true (test_says (view, "Opening big.bscope…"));
  bar = test_find (view, GTK_TYPE_PROGRESS_BAR);
  g_assert_false (gtk_widget_get_mapped (bar));
  test_spin (900);
  g_assert_true (gtk_widget_get_mapped (bar));
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), 0.25,
                                  1e-9);
  g_assert_true (test_says (view, "Decisions: 12\342\200\257345. Events: "
                                  "2\342\200\257000\342\200\257000 of "
                                  "8\342\200\257000\342\200\257000"));
  bs_loading_view_stop (BS_LOADING_VIEW (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_subtitle (void)
{
  g_autofree char *text = NULL;
  BsWindow *window = bs_window_new (NULL);
  BsTracePage *page = open_in (window, trace_path);

  g_assert_true (wait_loaded (page));
  text = g_strdup (bs_tab_get_subtitle (BS_TAB (page)));
  g_assert_true (strstr (text, "tree-lstm") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was open is open again, where it stood; what is not in front waits until it is. */
static void
test_restore (void)
{
  g_autofree char *other_path = NULL;
  BsWindow *window = bs_window_new (NULL), *again;
  g_autoptr (BsSession) session = bs_session_new (), back = NULL;
  BsSessionWindow *place = bs_session_add_window (session);
  g_autofree char *text = NULL;
  AdwTabView *tabs;
  BsTracePage *page;

  copy_trace ("other.bscope", G_MAXSIZE, 0, &other_path);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (wait_loaded (open_in (window, other_path)));
  page = open_in (window, trace_path);
  g_assert_true (wait_loaded (page));
  bs_clock_scrub (bs_debugger_get_clock (bs_trace_page_get_debugger (page)), 5);
  adw_view_stack_set_visible_child_name (bs_trace_page_get_views (page), "memory");
  bs_window_get_session (window, place);
  g_assert_cmpuint (place->tabs->len, ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);

  text = bs_session_to_text (session);
  back = bs_session_parse (text, -1, NULL);
  again = bs_window_new (NULL);
  gtk_window_present (GTK_WINDOW (again));
  bs_window_restore (again, g_ptr_array_index (back->windows, 0));
  tabs = bs_window_get_tabs (again);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  page = bs_window_get_page (again);
  g_assert_true (wait_loaded (page));
  g_assert_cmpuint (bs_debugger_get_decision (bs_trace_page_get_debugger (page)), ==, 5);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (bs_trace_page_get_views (page)), ==,
                   "memory");

  page = BS_TRACE_PAGE (adw_tab_page_get_child (adw_tab_view_get_nth_page (tabs, 0)));
  g_assert_null (bs_trace_page_get_debugger (page));
  g_assert_false (bs_trace_page_get_loading (page));
  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 0));
  g_assert_true (wait_loaded (page));
  gtk_window_destroy (GTK_WINDOW (again));
  test_spin (100);
}

/* Closed tabs can be had again; the last one leaves a start page. */
static void
test_tabs (void)
{
  BsWindow *window = bs_window_new (NULL);
  AdwTabView *tabs = bs_window_get_tabs (window);
  BsTracePage *page;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (300);
  page = open_in (window, trace_path);
  /* The start page made room, and the same file has one tab. */
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_assert_true (open_in (window, trace_path) == page);
  g_assert_true (wait_loaded (page));
  bs_clock_scrub (bs_debugger_get_clock (bs_trace_page_get_debugger (page)), 4);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", "page.memory");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (bs_trace_page_get_views (page)), ==,
                   "memory");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", "debug.step");
  g_assert_cmpuint (bs_debugger_get_decision (bs_trace_page_get_debugger (page)), ==, 5);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  test_spin (300);
  g_assert_null (bs_window_get_page (window));
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_signal_emit_by_name (find_toast_button (GTK_WIDGET (window), "Undo"), "clicked");
  page = bs_window_get_page (window);
  g_assert_nonnull (page);
  g_assert_true (wait_loaded (page));
  g_assert_cmpuint (bs_debugger_get_decision (bs_trace_page_get_debugger (page)), ==, 5);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-tab", NULL);
  g_assert_null (bs_window_get_page (window));
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
}

static void
test_sample (void)
{
  BsWindow *window = bs_window_new (NULL);
  GtkWidget *start = test_find (GTK_WIDGET (window), BS_TYPE_START_PAGE), *dialog;
  g_autoptr (GFile) file = bs_sample_get_file ();

  remove_recents ();
  gtk_window_present (GTK_WINDOW (window));
  test_spin (100);
  g_signal_emit_by_name (test_find_labelled (start, GTK_TYPE_BUTTON, "Record…"), "clicked");
  test_spin (100);
  dialog = find_transient (GTK_WIDGET (window), BS_TYPE_RECORD_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  /* Cancelled, it leaves nothing. */
  g_file_delete (file, NULL, NULL);
  gtk_widget_activate_action (start, "start.sample", NULL);
  g_assert_true (bs_start_page_is_busy (BS_START_PAGE (start)));
  gtk_widget_activate_action (start, "start.cancel-sample", NULL);
  for (guint i = 0; i < PATIENCE_MS / 50 && bs_start_page_is_busy (BS_START_PAGE (start)); i++)
    test_spin (50);
  g_assert_false (bs_start_page_is_busy (BS_START_PAGE (start)));
  g_assert_null (bs_window_get_page (window));
  g_assert_false (g_file_query_exists (file, NULL));
  for (guint i = 0; i < PATIENCE_MS / 50 && bs_window_get_page (window) == NULL; i++)
    {
      /* Again, where one that was cancelled just now has not ended yet. */
      if (!bs_start_page_is_busy (BS_START_PAGE (start)))
        gtk_widget_activate_action (start, "start.sample", NULL);
      test_spin (50);
    }
  g_assert_nonnull (bs_window_get_page (window));
  g_assert_true (wait_loaded (bs_window_get_page (window)));
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
}

static void
answer (GtkWidget *window, const char *response)
{
  GtkWidget *question = find_transient (window, ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (question);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), response);
  gtk_window_destroy (GTK_WINDOW (question));
}

/* What is being recorded is not lost by a slip. */
static void
test_close_busy (void)
{
  BsWindow *window = bs_window_new (NULL);
  AdwTabView *tabs = bs_window_get_tabs (window);
  GtkWidget *start;

  remove_recents ();
  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  start = test_find (GTK_WIDGET (window), BS_TYPE_START_PAGE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-tab", NULL);
  gtk_widget_activate_action (start, "start.sample", NULL);
  g_assert_true (bs_start_page_is_busy (BS_START_PAGE (start)));
  adw_tab_view_close_page (tabs, adw_tab_view_get_page (tabs, start));
  answer (GTK_WIDGET (window), "continue");
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  gtk_window_close (GTK_WINDOW (window));
  answer (GTK_WIDGET (window), "continue");
  g_assert_true (bs_start_page_is_busy (BS_START_PAGE (start)));

  adw_tab_view_close_page (tabs, adw_tab_view_get_page (tabs, start));
  answer (GTK_WIDGET (window), "discard");
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  test_spin (300);
  g_assert_null (bs_window_get_page (window));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  test_spin (300);
  g_assert_null (window);
}

/* A trace of a few decisions, recorded by the command line. */
static void
record_trace (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  trace_path = g_build_filename (folder, "trace.bscope", NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                              g_getenv ("BATCHSCOPE_CLI"), "record", "--workload", "tree-lstm",
                              "--batch-size", "4", "--batches", "1", "--model-size", "16",
                              "--policy", "agenda", "-o", trace_path, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  int status;

  /* Before anything asks where that is. */
  folder = g_dir_make_tmp ("batchscope-shell-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;
  record_trace ();

  g_test_add_func ("/window/shell/session/restore", test_restore);
  g_test_add_func ("/window/shell/start/empty", test_start_empty);
  g_test_add_func ("/window/shell/start/list", test_start_list);
  g_test_add_func ("/window/shell/start/missing", test_start_missing);
  g_test_add_func ("/window/shell/start/filter", test_start_filter);
  g_test_add_func ("/window/shell/start/remove", test_start_remove);
  g_test_add_func ("/window/shell/start/narrow", test_start_narrow);
  g_test_add_func ("/window/shell/start/sample", test_sample);
  g_test_add_func ("/window/shell/keys/listed", test_keys_listed);
  g_test_add_func ("/window/shell/keys/unique", test_keys_unique);
  g_test_add ("/window/shell/preferences/canvas", PageFixture, NULL, page_fixture_set_up,
              test_preferences_canvas, page_fixture_tear_down);
  g_test_add_func ("/window/shell/preferences/rows", test_preferences_rows);
  g_test_add_func ("/window/shell/open/errors", test_errors);
  g_test_add_func ("/window/shell/open/cancel", test_cancel);
  g_test_add_func ("/window/shell/open/signs", test_loading_signs);
  g_test_add_func ("/window/shell/open/subtitle", test_subtitle);
  g_test_add_func ("/window/shell/tabs", test_tabs);
  g_test_add_func ("/window/shell/close-busy", test_close_busy);
  status = g_test_run ();

  bs_recent_finish (bs_recent_get ());
  test_remove_folder (folder);
  return status;
}
