/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL console: every recipe runs, what is wrong is said, what never ends can be stopped, what was
 * asked before comes back, and rows lead to their decision. */
#include "config.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "app/window/console/console-panel.h"
#include "app/window/parts/data-table.h"
#include "app/window/profile/profile-page.h"
#include "profiles/query/recipes.h"
#include "tests/profiles/synthetic.h"
#include "tests/window/fixture.h"

#define PATIENCE 500

static char *folder, *path;

typedef struct
{
  PageFixture fixture;
  BsConsolePanel *panel;
  BsDataTable *table;
  GtkWidget *run, *cancel;
  GtkLabel *problem;
  GtkTextBuffer *buffer;
} Page;

static gpointer
child (Page *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self->panel), BS_TYPE_CONSOLE_PANEL, name);
}

static void
set_up (Page *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, &error);
  GtkWidget *page;

  g_assert_no_error (error);
  page_fixture_init (&self->fixture, trace);
  page = bs_trace_page_show (self->fixture.page, "profile");
  self->panel = BS_CONSOLE_PANEL (test_find (page, BS_TYPE_CONSOLE_PANEL));
  self->table = BS_DATA_TABLE (child (self, "table"));
  self->run = child (self, "run_button");
  self->cancel = child (self, "cancel_button");
  self->problem = child (self, "problem");
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (child (self, "editor")));
  gtk_widget_activate_action (page, "profile.console", NULL);
  test_settle (500);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
}

static void
tear_down (Page *self, gconstpointer data)
{
  page_fixture_clear (&self->fixture);
}

static void
wait (Page *self)
{
  for (guint i = 0; i < PATIENCE && gtk_widget_get_visible (self->cancel); i++)
    test_spin (20);
  g_assert_true (gtk_widget_get_visible (self->run));
  for (guint i = 0; i < PATIENCE && bs_data_table_is_busy (self->table); i++)
    test_spin (20);
}

static void
ask (Page *self, const char *sql)
{
  gtk_text_buffer_set_text (self->buffer, sql, -1);
  g_signal_emit_by_name (self->run, "clicked");
  wait (self);
}

static char *
text (Page *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
test_recipes (Page *self, gconstpointer data)
{
  GtkDropDown *recipes = child (self, "recipes");

  for (guint i = 0; bs_recipes[i].name != NULL; i++)
    {
      g_autofree char *sql = NULL;

      g_test_message ("%s", bs_recipes[i].name);
      gtk_drop_down_set_selected (recipes, i + 1);
      wait (self);
      g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->problem)));
      g_assert_cmpuint (gtk_drop_down_get_selected (recipes), ==, 0);
      sql = text (self);
      g_assert_cmpstr (sql, ==, bs_recipes[i].sql);
    }
}

static void
test_rows (Page *self, gconstpointer data)
{
  BsTable *table;

  ask (self, "SELECT 1 AS i, 2.5 AS r, 'x' AS t, NULL AS n, x'0102' AS b UNION ALL "
             "SELECT 2, 3, 'y', NULL, NULL");
  table = bs_data_table_get_table (self->table);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 2);
  g_assert_cmpint (bs_table_get_column_kind (table, 0), ==, BS_COLUMN_INTEGER);
  g_assert_cmpint (bs_table_get_column_kind (table, 1), ==, BS_COLUMN_REAL);
  g_assert_cmpint (bs_table_get_column_kind (table, 2), ==, BS_COLUMN_TEXT);
  g_assert_cmpint (bs_table_get_integer (table, 1, 0), ==, 2);
  g_assert_cmpfloat (bs_table_get_real (table, 1, 1), ==, 3);
  g_assert_true (bs_table_is_missing (table, 0, 3));
  g_assert_cmpstr (bs_table_peek_text (table, 0, 4), ==, "2 bytes");
  g_assert_nonnull (strstr (bs_console_panel_get_status (self->panel), "2 rows"));

  /* A row of a decision goes there. */
  ask (self, "SELECT decision, type FROM decisions WHERE decision IN (3, 7) ORDER BY decision");
  g_signal_emit_by_name (self->table, "row-activated", 1);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, 7);
  /* Others are just rows. */
  ask (self, "SELECT 99999999999 AS decision");
  g_signal_emit_by_name (self->table, "row-activated", 0);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, 7);
}

static void
test_wrong (Page *self, gconstpointer data)
{
  static const char *const wrong[] = { "SELEC 1",           "SELECT nothing FROM decisions",
                                       "DELETE FROM batch", "PRAGMA user_version = 3",
                                       "ATTACH 'x' AS y",   "SELECT 1; SELECT 2" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      ask (self, wrong[i]);
      g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->problem)));
      g_assert_cmpstr (gtk_label_get_label (self->problem), !=, "");
    }
  ask (self, "SELECT 1");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->problem)));
}

/* A query without end shows its first rows, and stops when it is told to. */
static void
test_endless (Page *self, gconstpointer data)
{
  gint64 before;

  gtk_text_buffer_set_text (self->buffer,
                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            "SELECT i FROM n",
                            -1);
  g_signal_emit_by_name (self->run, "clicked");
  g_assert_true (gtk_widget_get_visible (self->cancel));
  for (guint i = 0; i < PATIENCE
                    && (bs_data_table_get_table (self->table) == NULL
                        || bs_table_get_n_rows (bs_data_table_get_table (self->table)) == 0);
       i++)
    test_spin (20);
  g_assert_nonnull (bs_data_table_get_table (self->table));
  before = g_get_monotonic_time ();
  g_signal_emit_by_name (self->cancel, "clicked");
  g_assert_true (gtk_widget_get_visible (self->run));
  g_test_message ("cancelled in %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - before);
  test_spin (200);
  ask (self, "SELECT 5 AS five");
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (self->table)), ==, 1);
}

static void
test_history (Page *self, gconstpointer data)
{
  GtkWidget *earlier = child (self, "earlier_button"), *later = child (self, "later_button");
  g_autofree char *first = NULL, *last = NULL;

  g_assert_false (gtk_widget_get_sensitive (earlier));
  ask (self, "SELECT 1");
  ask (self, "SELECT 2");
  ask (self, "SELECT 2");
  g_assert_true (gtk_widget_get_sensitive (earlier));
  g_signal_emit_by_name (earlier, "clicked");
  first = text (self);
  g_assert_cmpstr (first, ==, "SELECT 1");
  g_assert_false (gtk_widget_get_sensitive (earlier));
  g_signal_emit_by_name (later, "clicked");
  last = text (self);
  g_assert_cmpstr (last, ==, "SELECT 2");
  g_assert_false (gtk_widget_get_sensitive (later));
}

/* From anywhere in the tab. */
static void
test_open (Page *self, gconstpointer data)
{
  g_autofree char *sql = NULL;

  bs_trace_page_show (self->fixture.page, "debug");
  gtk_widget_activate_action (GTK_WIDGET (self->fixture.page), "page.query", "s",
                              "SELECT count(*) AS n FROM decisions");
  wait (self);
  sql = text (self);
  g_assert_cmpstr (sql, ==, "SELECT count(*) AS n FROM decisions");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_cmpint (bs_table_get_integer (bs_data_table_get_table (self->table), 0, 0), ==,
                   self->fixture.trace->n_decisions);
  /* Closed while it runs: nothing is left behind. */
  gtk_text_buffer_set_text (self->buffer,
                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            "SELECT count(*) FROM n",
                            -1);
  g_signal_emit_by_name (self->run, "clicked");
}

int
main (int argc, char *argv[])
{
  int status;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-console-XXXXXX", NULL);
  path = g_build_filename (folder, "trace.bscope", NULL);
  synthetic_record_default (path);
  g_test_add ("/window/console/recipes", Page, NULL, set_up, test_recipes, tear_down);
  g_test_add ("/window/console/rows", Page, NULL, set_up, test_rows, tear_down);
  g_test_add ("/window/console/wrong", Page, NULL, set_up, test_wrong, tear_down);
  g_test_add ("/window/console/endless", Page, NULL, set_up, test_endless, tear_down);
  g_test_add ("/window/console/history", Page, NULL, set_up, test_history, tear_down);
  g_test_add ("/window/console/open", Page, NULL, set_up, test_open, tear_down);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (path);
  return status;
}
