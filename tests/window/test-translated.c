/* SPDX-License-Identifier: Apache-2.0 */
/* Every page and dialog in a language that nobody speaks, whose texts are in brackets and longer than ours:
 * what stands outside of brackets was never given to translators, and what is cut off would be in other
 * languages. From right to left, and in
 * large text, too.
 *
 * Arguments: make-pseudo-language.sh, LTR or RTL, how large text is (1), and by which part it is longer (0.4) */
#include "config.h"

#include <adwaita.h>
#include <libintl.h>
#include <string.h>

#include "app/window/compare/compare-page.h"
#include "app/window/debug/costly-window.h"
#include "app/window/debug/graph-panel.h"
#include "app/window/parts/canvas.h"
#include "app/window/parts/picture-dialog.h"
#include "app/window/record/record-dialog.h"
#include "app/window/report/report-dialog.h"
#include "app/window/shell/application.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"
#include "tests/window/survey.h"

#define OPEN "⟦"
#define CLOSE "⟧"
#define WIDTH 1024
#define HEIGHT 700
#define PATIENCE_MS 20000

static char *folder, *trace_path;
static BsApplication *application;
static BsWindow *window;
/* Words that are the same in all languages, and problems that were told. */
static GHashTable *names, *told;

/* What has a name of its own everywhere. */
static const char proper[] =
    "Batchscope PDF HTML SVG PNG CSV JSON SQL SQLite CPU GPU CUDA Chrome Perfetto FSM Ctrl Shift "
    "Alt Esc Tab "
    "Return Enter Space Home End Page Up Down Left Right Delete Backspace KiB MiB GiB "
    "fsm marked sort base max agenda depth beam exact random unbatched sufficient "
    "SELECT FROM WHERE GROUP ORDER AND type count decisions batch_size n_candidates "
    "GFLOP MFLOP flops "
    /* GTK and libadwaita translate what is theirs. */
    "Close Tab Shortcuts lattice lstm tree";

static void
add_names (const char *text)
{
  g_auto (GStrv) words = g_regex_split_simple ("[^A-Za-z]+", text != NULL ? text : "", 0, 0);

  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (names, g_strdup (words[i]));
}

/* Returns: (transfer full): what of @text is in no bracket. */
static char *
outside (const char *text)
{
  GString *rest = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_str_has_prefix (p, OPEN))
      depth++;
    else if (g_str_has_prefix (p, CLOSE))
      depth -= depth > 0;
    else if (depth == 0)
      g_string_append_len (rest, p, g_utf8_next_char (p) - p);

  return g_string_free (rest, FALSE);
}

/* Returns: (nullable): a word of @text that no translator has seen. */
static char *
find_untranslated (const char *text)
{
  g_autofree char *rest = g_strstrip (outside (text));
  g_auto (GStrv) words = g_regex_split_simple ("[^A-Za-z_]+", rest, 0, 0);

  if (g_hash_table_contains (names, rest))
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > 2 && strchr (words[i], '_') == NULL
        && !g_hash_table_contains (names, words[i]))
      return g_strdup (words[i]);

  return NULL;
}

static void
tell (GtkWidget *widget, const char *where, const char *what, const char *text)
{
  g_autofree char *line = NULL;
  const char *owner = "";

  for (GtkWidget *above = widget; above != NULL && *owner == '\0';
       above = gtk_widget_get_parent (above))
    if (g_str_has_prefix (G_OBJECT_TYPE_NAME (above), "Bs"))
      owner = G_OBJECT_TYPE_NAME (above);
  line = g_strdup_printf ("%s, %s: %s: “%s”", owner, G_OBJECT_TYPE_NAME (widget), what, text);
  if (!g_hash_table_add (told, g_strdup (line)))
    return;

  g_test_message ("%s: %s", where, line);
  g_test_fail ();
}

/* GTK and libadwaita translate what is theirs; what is data comes from the trace, or is being written. */
static gboolean
is_skipped (GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  return GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_TEXT_VIEW (widget)
         || (GTK_IS_EDITABLE (widget) && !GTK_IS_SEARCH_ENTRY (widget))
         || g_str_equal (type, "GtkShortcutLabel")
         || gtk_widget_has_css_class (widget, "monospace");
}

static gboolean
is_file (const char *text)
{
  return strstr (text, folder) != NULL || g_str_has_suffix (text, ".bscope");
}

static void
check_text (GtkWidget *widget, const char *where, const char *kind, const char *text)
{
  g_autofree char *word = text != NULL ? find_untranslated (text) : NULL;

  if (word != NULL && !is_file (text))
    tell (widget, where, kind, text);
}

static gboolean
scrolls (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT) != NULL;
}

/* Text that has room for none of its letters says nothing; what is cut off in part is there in full elsewhere. */
static void
check_cut (GtkWidget *widget, const char *where)
{
  const char *text = gtk_label_get_text (GTK_LABEL (widget));
  const char *tooltip = NULL;

  /* What is chosen stands in the list in full, and the title of a window in its frame. */
  if (gtk_widget_get_ancestor (widget, ADW_TYPE_COMBO_ROW) != NULL
      || gtk_widget_get_ancestor (widget, ADW_TYPE_WINDOW_TITLE) != NULL
      || gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR) != NULL)
    return;
  if (gtk_widget_get_has_tooltip (widget)
      || !pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)))
      || strstr (text, OPEN) == NULL)
    return;

  for (GtkWidget *above = widget; above != NULL && tooltip == NULL;
       above = gtk_widget_get_parent (above))
    tooltip = gtk_widget_get_tooltip_text (above);
  if (tooltip == NULL)
    tell (widget, where, "cut off, and nowhere else in full", text);
}

/* Whether what is within reach is all within the window. */
static void
check_place (GtkWidget *widget, GtkWidget *root, const char *where)
{
  graphene_rect_t bounds;
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                                           : gtk_widget_get_tooltip_text (widget);

  /* The head of a graph beside an open flap has names for its modes until it is measured again. */
  if (gtk_widget_get_ancestor (widget, BS_TYPE_GRAPH_PANEL) != NULL
      && gtk_widget_get_ancestor (widget, ADW_TYPE_FLAP) != NULL)
    return;
  if (scrolls (widget) || !gtk_widget_compute_bounds (widget, root, &bounds)
      || bounds.size.width <= 0)
    return;
  if (bounds.origin.x < -1 || bounds.origin.y < -1
      || bounds.origin.x + bounds.size.width > gtk_widget_get_width (root) + 1
      || bounds.origin.y + bounds.size.height > gtk_widget_get_height (root) + 1)
    tell (widget, where, "reaches out of the window", text != NULL ? text : "");
}

static void
check (GtkWidget *widget, GtkWidget *root, const char *where)
{
  if (!gtk_widget_get_mapped (widget) || is_skipped (widget))
    return;

  check_text (widget, where, "tooltip", gtk_widget_get_tooltip_text (widget));
  if (GTK_IS_LABEL (widget))
    {
      check_text (widget, where, "label", gtk_label_get_text (GTK_LABEL (widget)));
      check_cut (widget, where);
    }
  if (BS_IS_CANVAS (widget) && bs_canvas_get_clock (BS_CANVAS (widget)) != NULL)
    {
      guint32 decision = bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (widget)));
      g_autofree char *words = BS_CANVAS_GET_CLASS (widget)->describe (BS_CANVAS (widget),
                                                                       decision);

      check_text (widget, where, "description", words);
    }
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget))
    check_place (widget, root, where);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    /* Popovers have a place of their own. */
    check (child, GTK_IS_NATIVE (child) ? child : root, where);
}

static void
check_all (const char *where)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_free (survey_settle (NULL));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) root = g_list_model_get_item (windows, i);

      if (!gtk_widget_get_mapped (root))
        continue;
      check_text (root, where, "title", gtk_window_get_title (GTK_WINDOW (root)));
      check (root, root, where);
    }
}

/* What is wanted is no more than there is. */
static void
check_size (GtkWidget *root, const char *where)
{
  int width, height;

  gtk_widget_measure (root, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (root, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  g_test_message ("%s: at least %d x %d", where, width, height);
  if (width > WIDTH || height > HEIGHT)
    {
      g_autofree char *text = g_strdup_printf ("%d x %d", width, height);

      tell (root, where, "needs more room than there is", text);
    }
}

static void
close_others (void)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  g_list_foreach (all, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = all; l != NULL; l = l->next)
    {
      if (l->data != window && gtk_widget_get_visible (l->data))
        {
          gtk_window_close (l->data);
          test_spin (50);
        }
      g_object_unref (l->data);
    }
}

static BsTracePage *
open_trace (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  BsTracePage *page;

  bs_window_open (window, file);
  page = bs_window_get_page (window);
  while (bs_trace_page_get_debugger (page) == NULL && !bs_trace_page_get_failed (page)
         && g_get_monotonic_time () < end)
    test_spin (10);

  return page;
}

static void
activate (const char *action)
{
  if (g_str_has_prefix (action, "app."))
    g_action_group_activate_action (G_ACTION_GROUP (application), action + strlen ("app."), NULL);
  else if (g_str_has_prefix (action, "win."))
    gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", action);
}

static void
test_start (void)
{
  check_all ("start page");
  check_size (GTK_WIDGET (window), "start page");
}

/* @data: actions of a page, the first of which opens it. */
static void
test_page (gconstpointer data)
{
  const char *const *actions = data;
  BsTracePage *page = open_trace (trace_path);
  BsClock *clock = bs_debugger_get_clock (bs_trace_page_get_debugger (page));

  bs_clock_scrub (clock, bs_clock_get_n_decisions (clock) / 2);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      activate (actions[i]);
      test_spin (100);
      check_all (actions[i]);
      if (i == 0)
        check_size (GTK_WIDGET (window), actions[0]);
    }
  close_others ();
}

static void
test_error (void)
{
  g_autofree char *path = g_build_filename (folder, "nothing.bscope", NULL);

  g_assert_true (bs_trace_page_get_failed (open_trace (path)));
  check_all ("error");
  check_size (GTK_WIDGET (window), "error");
}

static GtkWidget *
make_record_dialog (void)
{
  return bs_record_dialog_new (GTK_WINDOW (window));
}

static GtkWidget *
make_costly_window (void)
{
  BsTracePage *page = open_trace (trace_path);

  return GTK_WIDGET (bs_costly_window_new (GTK_WIDGET (page), bs_trace_page_get_debugger (page)));
}

static GtkWidget *
make_picture_dialog (void)
{
  return GTK_WIDGET (bs_picture_dialog_new (GTK_WIDGET (window), 600, 400));
}

static GtkWidget *
make_report_dialog (void)
{
  BsTracePage *page = open_trace (trace_path);
  BsDebugger *debugger = bs_trace_page_get_debugger (page);

  return bs_report_dialog_new (GTK_WIDGET (page), (BsTrace *) bs_debugger_get_trace (debugger),
                               "run");
}

static void
test_dialog (gconstpointer make)
{
  GtkWidget *dialog = ((GtkWidget * (*) (void) ) make) ();

  gtk_window_present (GTK_WINDOW (dialog));
  test_spin (300);
  check_all ("dialog");
  check_size (dialog, G_OBJECT_TYPE_NAME (dialog));
  close_others ();
}

static void
test_keys (void)
{
  activate ("win.show-help-overlay");
  test_spin (300);
  check_all ("keys");
  close_others ();
}

/* The check says no. */
static void
test_finds (void)
{
  g_autofree char *word = find_untranslated (OPEN "Bátch~" CLOSE ": untold of 3");
  g_autofree char *none = find_untranslated (OPEN "Bátch " OPEN "x~" CLOSE " of 3~~" CLOSE
                                                  ": 3 µs");

  g_assert_cmpstr (word, ==, "untold");
  g_assert_null (none);
}

static char *
record (const char *name)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, g_getenv ("BATCHSCOPE_CLI"), "record",
      "--workload", "lattice-lstm", "--batch-size", "4", "--batches", "2", "--model-size", "16",
      "-o", path, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);

  return path;
}

static void
make_language (const char *script, const char *longer, const char *mark)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, script,
                                                      g_getenv ("BATCHSCOPE_SOURCE_DIR"), folder,
                                                      "pseudo", longer, mark, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
add_names_of_trace (void)
{
  g_autoptr (BsTrace) trace = bs_trace_load (trace_path, NULL, NULL);
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);

  for (guint i = 0; i < trace->types->n_types; i++)
    {
      add_names (trace->types->types[i].name);
      add_names (trace->types->types[i].letter);
    }
  for (guint i = 0; i < trace->n_cells; i++)
    add_names (trace->cells[i]);
  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      add_names (trace->vocabularies[i].name);
      for (guint32 k = 0; trace->vocabularies[i].strings != NULL && k < trace->vocabularies[i].n;
           k++)
        g_hash_table_add (names, g_strdup (trace->vocabularies[i].strings[k]));
    }
  for (guint i = 0; i < keys->len; i++)
    {
      g_hash_table_add (names, g_strdup (keys->pdata[i]));
      g_hash_table_add (names, g_strdup (bs_trace_get_info (trace, keys->pdata[i])));
    }
  add_names (trace_path);
  add_names (proper);
}

static void
start (double scale)
{
  g_autoptr (GError) error = NULL;

  application = bs_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
  g_application_activate (G_APPLICATION (application));
  test_spin (400);
  window = BS_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  test_spin (200);
}

static const char *const debug[] = {
  "page.debug",  "debug.breakpoints", "debug.bookmarks", "debug.bookmark", "debug.breakpoint",
  "debug.table", "debug.table",       "view.table",      "view.table",     "debug.find",
  NULL
};
static const char *const memory[] = { "page.memory", "memory.outer", "view.table",
                                      "view.table",  "memory.outer", NULL };
static const char *const profile[] = { "page.profile", "profile.console", NULL };
static const char *const compare[] = { "page.compare", NULL };
static const char *const train[] = { "page.train", NULL };
static const char *const learn[] = { "win.learn", NULL };

int
main (int argc, char *argv[])
{
  gboolean right_to_left;
  double scale;
  int status;

  folder = g_dir_make_tmp ("batchscope-translated-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  trace_path = NULL;
  if (!test_init (&argc, &argv))
    return 0;

  g_assert_cmpint (argc, >, 4);
  make_language (argv[1], argv[4], g_str_equal (argv[2], "RTL") ? "\u200f" : "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  right_to_left = g_str_equal (argv[2], "RTL");
  scale = g_ascii_strtod (argv[3], NULL);
  if (right_to_left)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  test_set_animations (FALSE);
  trace_path = record ("trace.bscope");
  add_names_of_trace ();
  start (scale);

  g_test_add_func ("/window/translated/finds", test_finds);
  g_test_add_func ("/window/translated/start", test_start);
  g_test_add_data_func ("/window/translated/debug", debug, test_page);
  g_test_add_data_func ("/window/translated/memory", memory, test_page);
  g_test_add_data_func ("/window/translated/profile", profile, test_page);
  g_test_add_data_func ("/window/translated/compare", compare, test_page);
  g_test_add_data_func ("/window/translated/train", train, test_page);
  g_test_add_data_func ("/window/translated/learn", learn, test_page);
  g_test_add_func ("/window/translated/error", test_error);
  g_test_add_func ("/window/translated/keys", test_keys);
  g_test_add_data_func ("/window/translated/record", make_record_dialog, test_dialog);
  g_test_add_data_func ("/window/translated/preferences", bs_preferences_new, test_dialog);
  g_test_add_data_func ("/window/translated/picture", make_picture_dialog, test_dialog);
  g_test_add_data_func ("/window/translated/costly", make_costly_window, test_dialog);
  g_test_add_data_func ("/window/translated/report", make_report_dialog, test_dialog);
  status = g_test_run ();

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
  g_hash_table_unref (names);
  g_hash_table_unref (told);
  test_remove_folder (folder);
  g_free (trace_path);
  g_free (folder);

  return status;
}
