/* SPDX-License-Identifier: Apache-2.0 */
/* Trace files that somebody made to break the window: each is refused with a reason, or shown like any
 * other. Some of all changes are tried, with -m slow all. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "app/window/parts/drawing.h"
#include "app/window/shell/error-view.h"
#include "profiles/replay/sidecar.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 30000
#define QUICK_SHOWN 10
#define QUICK_REFUSED 3

static char *folder, *good_path, *path;

/* A page in a window of its own. */
typedef struct
{
  GtkWidget *window;
  BsTracePage *page;
} Tab;

static void
tab_open (Tab *self, const char *file_path)
{
  g_autoptr (GFile) file = g_file_new_for_path (file_path);
  GtkWidget *overlay = adw_toast_overlay_new ();
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  self->window = adw_window_new ();
  self->page = BS_TRACE_PAGE (bs_trace_page_new (file));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->page));
  adw_window_set_content (ADW_WINDOW (self->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1300, 850);
  gtk_window_present (GTK_WINDOW (self->window));
  while (bs_trace_page_get_loading (self->page) && g_get_monotonic_time () < end)
    test_spin (2);
  g_assert_false (bs_trace_page_get_loading (self->page));
}

static void
tab_close (Tab *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (self->page != NULL && g_get_monotonic_time () < end)
    test_spin (5);
  g_assert_null (self->page);
}

static void
remove_beside (void)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", BS_SIDECAR_SUFFIX };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_remove (name);
    }
}

/* Opens what is at @path, walks through it if there is anything; else there has to be a reason. Returns:
 * whether it was shown. */
static gboolean
look (const char *what)
{
  Tab tab;
  gboolean shown;

  g_test_message ("%s", what);
  tab_open (&tab, path);
  shown = bs_trace_page_get_debugger (tab.page) != NULL;
  if (shown)
    test_walk (tab.page);
  else
    {
      GtkWidget *view = test_find (GTK_WIDGET (tab.page), BS_TYPE_ERROR_VIEW);
      AdwStatusPage *status = ADW_STATUS_PAGE (test_find (view, ADW_TYPE_STATUS_PAGE));

      g_assert_true (bs_trace_page_get_failed (tab.page));
      g_assert_true (gtk_widget_get_mapped (view));
      g_assert_cmpuint (strlen (adw_status_page_get_description (status)), >, 10);
    }
  tab_close (&tab);
  remove_beside ();
  return shown;
}

static void
copy_good (void)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (good_path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static sqlite3 *
open_copy (void)
{
  sqlite3 *db = NULL;

  copy_good ();
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

/* Whether the change was one, and the trace is still read. */
static gboolean
change (const char *sql, gboolean *is_change)
{
  sqlite3 *db = open_copy ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;

  *is_change = sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes (db) > 0;
  sqlite3_close (db);
  if (!*is_change)
    return FALSE;

  trace = bs_trace_load (path, NULL, &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_cmpuint (strlen (error->message), >, 10);
  return trace != NULL;
}

/* What columns and tables can be changed into; @ is the column. */
static GPtrArray *
list_changes (void)
{
  static const char *const values[] = { "NULL",
                                        "-1",
                                        "0",
                                        "1",
                                        "@ + 1",
                                        "2147483648",
                                        "4294967295",
                                        "9223372036854775807",
                                        "9e999",
                                        "-9e999",
                                        "1e308",
                                        "''",
                                        "x''",
                                        "CAST (x'c32860ff' AS TEXT)",
                                        "printf ('%.*c', 1000000, 'W')",
                                        "'<b>&amp;' || char (8238) || '%s%n'",
                                        "substr (@, 1, length (@) / 2)",
                                        "substr (@, 1, length (@) - 1)",
                                        "@ || x'ffffffff0f'" };
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *db = open_copy ();
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT s.name, c.name FROM sqlite_schema s, "
                                       "pragma_table_info (s.name) c WHERE s.type = 'table' "
                                       "ORDER BY s.rowid, c.cid",
                                       -1, &stmt, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      const char *table = (const char *) sqlite3_column_text (stmt, 0);
      const char *column = (const char *) sqlite3_column_text (stmt, 1);

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          g_auto (GStrv) pieces = g_strsplit (values[i], "@", -1);
          g_autofree char *value = g_strjoinv (column, pieces);

          g_ptr_array_add (changes,
                           g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = %s", table, column, value));
          g_ptr_array_add (changes, g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = %s WHERE \"%s\" = "
                                                     "(SELECT max (\"%s\") FROM \"%s\")",
                                                     table, column, value, column, column, table));
        }
      g_ptr_array_add (changes, g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" > (SELECT avg "
                                                 "(\"%s\") FROM \"%s\")",
                                                 table, column, column, table));
      g_ptr_array_add (changes, g_strdup_printf ("DELETE FROM \"%s\"", table));
    }
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return changes;
}

static void
test_rows (void)
{
  g_autoptr (GPtrArray) changes = list_changes ();
  guint n_shown = 0, n_refused = 0, stride = g_test_slow () ? 1 : 29;

  g_assert_cmpuint (changes->len, >, 1000);
  for (guint i = 0; i < changes->len; i += stride)
    {
      gboolean is_change, is_read = change (changes->pdata[i], &is_change);
      guint *n = is_read ? &n_shown : &n_refused;

      /* A page for each would take long; that it is refused is known already. */
      if (is_change
          && (g_test_slow () ? is_read || n_refused % 20 == 0
                             : *n < (is_read ? QUICK_SHOWN : QUICK_REFUSED)))
        g_assert_true (look (changes->pdata[i]) == is_read);
      *n += is_change;
    }
  g_test_message ("%u shown, %u refused", n_shown, n_refused);
  g_assert_cmpuint (n_shown, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
  remove_beside ();
}

/* A log beside it that is none of its own. */
static void
test_log (void)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  copy_good ();
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[18] = bytes[19] = 2;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (log, bytes, 5000, NULL));
  look ("a log that is none");

  copy_good ();
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  memcpy (bytes, "\x37\x7f\x06\x82\x00\x2d\xe2\x18", 8);
  g_assert_true (g_file_set_contents (log, bytes, (gssize) length, NULL));
  look ("a log that begins like one");
}

/* What has no bytes, or no end. */
static void
test_kinds (void)
{
  static const char *const targets[] = { "/dev/zero", "/dev/full", "/", "/proc/self/mem", NULL };

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (look ("a pipe"));
  g_assert_cmpint (symlink (path, path), ==, 0);
  g_assert_false (look ("a link to itself"));
  for (guint i = 0; targets[i] != NULL; i++)
    {
      g_assert_cmpint (symlink (targets[i], path), ==, 0);
      g_assert_false (look (targets[i]));
    }
}

static void
cut (const char *name)
{
  FILE *file = fopen (name, "w");

  g_assert_nonnull (file);
  fputs ("SQLite format 3", file);
  fclose (file);
}

static void delete (const char *name)
{
  g_remove (name);
}

static void
put_folder (const char *name)
{
  g_remove (name);
  g_mkdir (name, 0700);
}

/* Whatever happens to the file, what was loaded is there. */
static void
test_while_open (void)
{
  void (*const deeds[]) (const char *) = { cut, delete, put_folder };

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      Tab tab;

      copy_good ();
      tab_open (&tab, path);
      g_assert_nonnull (bs_trace_page_get_debugger (tab.page));
      deeds[i](path);
      test_walk (tab.page);
      g_assert_nonnull (bs_trace_page_get_debugger (tab.page));
      tab_close (&tab);
      remove_beside ();
    }
}

static guint n_failed;

static void
failed_cb (void)
{
  n_failed++;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bs_drawing_save_finish (result, &error));
  g_assert_nonnull (error);
  *(gboolean *) user_data = TRUE;
}

/* What cannot be written is said, and nothing is left half written. */
static void
test_full (void)
{
  struct rlimit before, none;
  g_autofree char *notes = g_strconcat (path, BS_SIDECAR_SUFFIX, NULL);
  g_autofree char *picture = g_build_filename (folder, "picture.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (picture);
  cairo_surface_t *drawing;
  gboolean said = FALSE;
  BsDebugger *debugger;
  Tab tab;

  copy_good ();
  tab_open (&tab, path);
  debugger = bs_trace_page_get_debugger (tab.page);
  n_failed = 0;
  g_signal_connect (debugger, "failed", G_CALLBACK (failed_cb), NULL);
  drawing = bs_drawing_new (BS_CANVAS (test_find (GTK_WIDGET (tab.page), BS_TYPE_CANVAS)), 400,
                            300);
  test_spin (300);

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  none = before;
  none.rlim_cur = 16;
  setrlimit (RLIMIT_FSIZE, &none);
  gtk_widget_activate_action (GTK_WIDGET (tab.page), "debug.bookmark", NULL);
  gtk_widget_activate_action (GTK_WIDGET (tab.page), "debug.breakpoint", NULL);
  bs_drawing_save_async (drawing, BS_PICTURE_PNG, 1, file, NULL, saved_cb, &said);
  for (guint i = 0; i < PATIENCE_MS / 20 && (!said || n_failed < 2); i++)
    test_spin (20);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_true (said);
  g_assert_cmpuint (n_failed, >=, 2);
  g_assert_false (g_file_test (notes, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (picture, G_FILE_TEST_EXISTS));

  /* It goes on as soon as there is room; what could not be kept was said. */
  bs_clock_step (bs_debugger_get_clock (debugger), 1);
  test_spin (100);
  gtk_widget_activate_action (GTK_WIDGET (tab.page), "debug.bookmark", NULL);
  for (guint i = 0; i < PATIENCE_MS / 20 && !g_file_test (notes, G_FILE_TEST_EXISTS); i++)
    test_spin (20);
  g_assert_true (g_file_test (notes, G_FILE_TEST_EXISTS));
  cairo_surface_destroy (drawing);
  tab_close (&tab);
  remove_beside ();
}

/* With all that a trace can hold: a learned policy, plans, events. */
static void
record_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, g_getenv ("BATCHSCOPE_CLI"), "record",
      "--workload", "lattice-lstm", "--batch-size", "2", "--batches", "2", "--model-size", "8",
      "-o", good_path, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  int status;

  folder = g_dir_make_tmp ("batchscope-hostile-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

  test_set_animations (FALSE);
  good_path = g_build_filename (folder, "good.bscope", NULL);
  path = g_build_filename (folder, "bad.bscope", NULL);
  record_good ();

  g_test_add_func ("/window/hostile-files/rows", test_rows);
  g_test_add_func ("/window/hostile-files/log", test_log);
  g_test_add_func ("/window/hostile-files/kinds", test_kinds);
  g_test_add_func ("/window/hostile-files/while-open", test_while_open);
  g_test_add_func ("/window/hostile-files/full", test_full);
  status = g_test_run ();

  test_remove_folder (folder);
  g_free (good_path);
  g_free (path);
  g_free (folder);
  return status;
}
