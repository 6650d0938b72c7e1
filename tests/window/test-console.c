/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL console: every control does what it says; what is saved is what the command line prints; what
 * never ends can be stopped, what is wrong is underlined, and what is hostile is refused. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/console/console-panel-private.h"
#include "app/window/console/result-canvas.h"
#include "app/window/console/sql-completion.h"
#include "app/window/model/breakpoints.h"
#include "app/window/profile/profile-page.h"
#include "profiles/query/query-schema.h"
#include "profiles/query/recipes.h"
#include "tests/profiles/synthetic.h"
#include "tests/window/console-driver.h"
#include "tests/window/fixture.h"

#define PATIENCE 500
#define ENDLESS                                                                                    \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
#define ENDLESS_ROWS                                                                               \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i % 50 " \
  "= 0"

static char *folder;

static void
test_recipes (Page *self, gconstpointer data)
{
  for (guint i = 0; bs_recipes[i].name != NULL; i++)
    {
      guint row;

      g_test_message ("%s", bs_recipes[i].name);
      console_open_list (self->panel->recipes);
      row = console_find_row (self->panel->recipes, bs_recipes[i].sql);
      g_assert_cmpuint (row, !=, G_MAXUINT);
      bs_pick_list_choose (self->panel->recipes, row);
      console_wait (self);
      g_assert_null (console_problem (self));
      console_assert_sql (self, bs_recipes[i].sql);
    }

  /* searched by name; Enter takes the first */
  console_open_list (self->panel->recipes);
  gtk_editable_set_text (bs_pick_list_get_search (self->panel->recipes), bs_recipes[1].name);
  test_spin (300);
  g_assert_cmpuint (console_find_row (self->panel->recipes, bs_recipes[1].sql), !=, G_MAXUINT);
  g_signal_emit_by_name (bs_pick_list_get_search (self->panel->recipes), "activate");
  console_wait (self);
  console_assert_sql (self, bs_recipes[1].sql);
  /* and nothing where nothing matches */
  console_open_list (self->panel->recipes);
  gtk_editable_set_text (bs_pick_list_get_search (self->panel->recipes), "no recipe is called so");
  test_spin (300);
  g_assert_cmpuint (g_list_model_get_n_items (bs_pick_list_get_rows (self->panel->recipes)), ==, 0);
  bs_pick_list_popdown (self->panel->recipes);
}

static void
test_rows (Page *self, gconstpointer data)
{
  BsTable *table = console_ask (
      self, "SELECT 1 AS i, 2.5 AS r, 'x' AS t, NULL AS n, x'0102' AS b UNION ALL "
            "SELECT 2, 3, 'y', NULL, NULL");

  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 2);
  g_assert_cmpint (bs_table_get_column_kind (table, 0), ==, BS_COLUMN_INTEGER);
  g_assert_cmpint (bs_table_get_column_kind (table, 1), ==, BS_COLUMN_REAL);
  g_assert_cmpint (bs_table_get_column_kind (table, 2), ==, BS_COLUMN_TEXT);
  g_assert_cmpint (bs_table_get_integer (table, 1, 0), ==, 2);
  g_assert_cmpfloat (bs_table_get_real (table, 1, 1), ==, 3);
  g_assert_true (bs_table_is_missing (table, 0, 3));
  g_assert_cmpstr (bs_table_peek_text (table, 0, 4), ==, "x'0102'");
  g_assert_nonnull (strstr (bs_console_panel_get_status (self->panel), "2 rows"));

  /* A row of a decision goes there, and one of a mini-batch to its first. */
  console_ask (self,
               "SELECT decision, type FROM decisions WHERE decision IN (3, 7) ORDER BY decision");
  g_signal_emit_by_name (self->panel->table, "row-activated", 1);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, 7);
  console_ask (self, "SELECT mini_batch FROM mini_batches ORDER BY mini_batch");
  g_signal_emit_by_name (self->panel->table, "row-activated", 1);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==,
                    self->fixture.trace->mini_batches[1].first_decision);
  bs_clock_seek (self->fixture.clock, 7);
  /* Others are just rows. */
  console_ask (self,
               "SELECT 99999999999 AS decision, -1 AS mini_batch, 9223372036854775807 AS start_ns, "
               "9223372036854775807 AS ns");
  g_signal_emit_by_name (self->panel->table, "row-activated", 0);
  console_ask (self, "SELECT 'x' AS decision, 1 AS plan, 2 AS batch");
  g_signal_emit_by_name (self->panel->table, "row-activated", 0);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, 7);

  /* The filter is there when it is asked for, and takes what it hid with it. */
  console_ask (self, "VALUES ('one'), ('two'), ('three')");
  gtk_toggle_button_set_active (self->panel->find_toggle, TRUE);
  bs_data_table_set_filter (self->panel->table, "two");
  console_wait (self);
  test_spin (100);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->panel->table), ==, 1);
  gtk_toggle_button_set_active (self->panel->find_toggle, FALSE);
  test_spin (100);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->panel->table), ==, 3);
}

/* What only reads is let in; what is refused says so. */
static void
test_refused (Page *self, gconstpointer data)
{
  static const char *const wrong[] = {
    "SELEC 1",
    "DELETE FROM batch",
    "UPDATE decision SET type = 1",
    "INSERT INTO type VALUES (1)",
    "DROP TABLE decision",
    "CREATE TABLE x (y)",
    "CREATE TEMP TABLE x (y)",
    "PRAGMA user_version = 3",
    "PRAGMA writable_schema = 1",
    "ATTACH 'x' AS y",
    "DETACH main",
    "VACUUM INTO 'x'",
    "SELECT load_extension ('x')",
    "SELECT writefile ('x', 'y')",
    "SELECT readfile ('/etc/passwd')",
    "SELECT 1; SELECT 2",
    "SELECT ?",
    "WITH x AS (SELECT 1) DELETE FROM batch",
    "EXPLAIN DELETE FROM batch",
    "REINDEX",
    "BEGIN",
  };
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before, n_after;

  g_assert_true (g_file_get_contents (console_path, &before, &n_before, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      console_ask (self, wrong[i]);
      g_assert_nonnull (console_problem (self));
      g_assert_cmpstr (console_problem (self), !=, "");
      g_assert_false (g_file_test ("x", G_FILE_TEST_EXISTS));
    }
  g_assert_true (g_file_get_contents (console_path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  console_ask (self, "SELECT 1");
  g_assert_null (console_problem (self));
}

static void
test_underline (Page *self, gconstpointer data)
{
  glong start, end;

  console_write_sql (self, "SELECT 'é', rhoo FROM decisions");
  g_assert_false (bs_sql_editor_get_underlined (self->panel->editor, &start, &end));
  console_wait_checked (self);
  g_assert_nonnull (console_problem (self));
  g_assert_true (bs_sql_editor_get_underlined (self->panel->editor, &start, &end));
  g_assert_cmpint (start, ==, 12);
  g_assert_cmpint (end, ==, 16);
  /* no longer once it is changed, nor when it is right */
  console_write_sql (self, "SELECT 'é', rho FROM decisions");
  g_assert_null (console_problem (self));
  g_assert_false (bs_sql_editor_get_underlined (self->panel->editor, &start, &end));
  console_wait_checked (self);
  g_assert_null (console_problem (self));
  /* nothing is wrong with nothing */
  console_write_sql (self, "   ");
  console_wait_checked (self);
  g_assert_null (console_problem (self));
}

/* A query without end shows its first rows, and stops at once. */
static void
test_stop (Page *self, gconstpointer data)
{
  g_autoptr (GCancellable) running = NULL;
  gint64 before;

  console_run (self, ENDLESS_ROWS);
  g_assert_true (gtk_widget_get_visible (self->panel->cancel_button));
  for (guint i = 0; i < PATIENCE && bs_data_table_get_table (self->panel->table) == NULL; i++)
    test_spin (10);
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (self->panel->table)), >, 0);
  console_wait (self);
  g_assert_nonnull (strstr (bs_console_panel_get_status (self->panel), "first 100"));

  for (guint way = 0; way < 2; way++)
    {
      console_run (self, ENDLESS);
      test_spin (150);
      running = g_object_ref (self->panel->running);
      before = g_get_monotonic_time ();
      if (way == 0)
        g_signal_emit_by_name (self->panel->cancel_button, "clicked");
      else
        gtk_widget_activate_action (GTK_WIDGET (self->panel), "console.cancel", NULL);
      g_assert_true (gtk_widget_get_visible (self->panel->run_button));
      while (self->panel->running != NULL && g_get_monotonic_time () - before < G_TIME_SPAN_SECOND)
        g_main_context_iteration (NULL, FALSE);
      g_test_message ("stopped after %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - before);
      g_assert_cmpint (g_get_monotonic_time () - before, <, 100000);
      g_assert_true (g_str_has_prefix (bs_console_panel_get_status (self->panel), "cancelled"));
      g_clear_object (&running);
    }

  /* Another one takes its place. */
  console_run (self, ENDLESS);
  test_spin (50);
  g_assert_cmpuint (bs_table_get_n_rows (console_ask (self, "SELECT 5 AS five")), ==, 1);
}

/* The file of the trace goes away, and comes back as something else. */
static void
test_gone (Page *self, gconstpointer data)
{
  g_autofree char *away = g_strconcat (console_path, ".away", NULL);

  g_assert_cmpint (g_rename (console_path, away), ==, 0);
  console_ask (self, "SELECT 1");
  g_assert_nonnull (console_problem (self));
  g_assert_nonnull (strstr (console_problem (self), "No such file"));
  g_assert_true (g_file_set_contents (console_path, "this is no trace", -1, NULL));
  console_ask (self, "SELECT 2");
  g_assert_nonnull (console_problem (self));
  g_unlink (console_path);
  g_assert_cmpint (g_rename (away, console_path), ==, 0);
  console_ask (self, "SELECT 3");
  g_assert_null (console_problem (self));
}

static gboolean
press (Page *self, guint key, GdkModifierType state)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->panel));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
    }
  g_object_unref (controllers);
  return handled;
}

static void
test_keyboard (Page *self, gconstpointer data)
{
  console_write_sql (self, "SELECT 1 AS one");
  g_assert_true (press (self, GDK_KEY_Return, GDK_CONTROL_MASK));
  console_wait (self);
  g_assert_cmpstr (bs_table_get_column_name (bs_data_table_get_table (self->panel->table), 0), ==,
                   "one");
  g_assert_false (press (self, GDK_KEY_Return, 0));
  /* Escape is of others unless something runs. */
  g_assert_false (press (self, GDK_KEY_Escape, 0));
  console_run (self, ENDLESS);
  g_assert_true (press (self, GDK_KEY_Escape, 0));
  console_wait (self);
  g_assert_false (press (self, GDK_KEY_Escape, 0));

  console_write_sql (self, "SELECT 2 AS draft");
  g_assert_true (press (self, GDK_KEY_Up, GDK_ALT_MASK));
  console_assert_sql (self, ENDLESS);
  g_assert_true (press (self, GDK_KEY_Up, GDK_ALT_MASK));
  console_assert_sql (self, "SELECT 1 AS one");
  g_assert_true (press (self, GDK_KEY_Up, GDK_ALT_MASK));
  console_assert_sql (self, "SELECT 1 AS one");
  press (self, GDK_KEY_Down, GDK_ALT_MASK);
  press (self, GDK_KEY_Down, GDK_ALT_MASK);
  console_assert_sql (self, "SELECT 2 AS draft");
  press (self, GDK_KEY_Down, GDK_ALT_MASK);
  console_assert_sql (self, "SELECT 2 AS draft");

  /* From the editor it is the result that turns. */
  g_assert_true (bs_view_frame_get_show_table (self->panel->frame));
  gtk_widget_activate_action (GTK_WIDGET (self->panel->editor), "view.table", NULL);
  g_assert_false (bs_view_frame_get_show_table (self->panel->frame));
  gtk_widget_activate_action (GTK_WIDGET (self->panel->editor), "view.table", NULL);
  g_assert_true (bs_view_frame_get_show_table (self->panel->frame));
}

/* History and favourites are there in the next session, and can be forgotten. */
static void
test_book (Page *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (folder, "queries.json", NULL);
  g_autoptr (BsQueryBook) book = bs_query_book_new (file), again = NULL, broken = NULL;
  g_autofree char *wide = g_strnfill (BS_QUERY_BOOK_LENGTH, '\1');
  const BsKeptQuery *kept;

  bs_query_book_remember (book, "SELECT 1");
  bs_query_book_remember (book, "SELECT 'é'\n-- \"x\"");
  bs_query_book_remember (book, "SELECT 1");
  g_assert_true (bs_query_book_keep (book, "mine", "SELECT 3"));
  g_assert_true (bs_query_book_keep (book, "mine", "SELECT 4"));
  g_assert_true (bs_query_book_keep (book, "other", "SELECT 5"));
  bs_query_book_drop (book, "other");
  g_assert_false (bs_query_book_keep (book, "", "SELECT 6"));
  bs_query_book_finish (book);
  again = bs_query_book_new (file);
  g_assert_cmpuint (bs_query_book_get_history (again)->len, ==, 2);
  kept = g_ptr_array_index (bs_query_book_get_history (again), 0);
  g_assert_cmpstr (kept->sql, ==, "SELECT 'é'\n-- \"x\"");
  g_assert_cmpuint (bs_query_book_get_favourites (again)->len, ==, 1);
  kept = g_ptr_array_index (bs_query_book_get_favourites (again), 0);
  g_assert_cmpstr (kept->name, ==, "mine");
  g_assert_cmpstr (kept->sql, ==, "SELECT 4");
  bs_query_book_finish (again);

  /* As much as it keeps is read again. */
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      memcpy (wide, name, strlen (name));
      bs_query_book_remember (book, wide);
      bs_query_book_keep (book, name, wide);
    }
  bs_query_book_finish (book);
  g_clear_object (&again);
  again = bs_query_book_new (file);
  g_assert_cmpuint (bs_query_book_get_history (again)->len, ==,
                    bs_query_book_get_history (book)->len);
  g_assert_cmpuint (bs_query_book_get_favourites (again)->len, ==,
                    bs_query_book_get_favourites (book)->len);
  g_assert_cmpuint (bs_query_book_get_favourites (book)->len, >, 10);
  bs_query_book_finish (again);

  /* What is no book is an empty one. */
  g_assert_true (g_file_set_contents (
      file, "{\"history\": [1, {\"sql\": 2}, {}], \"favourites\": {}}", -1, NULL));
  broken = bs_query_book_new (file);
  g_assert_cmpuint (bs_query_book_get_history (broken)->len, ==, 0);
  g_assert_cmpuint (bs_query_book_get_favourites (broken)->len, ==, 0);
}

static void
test_history (Page *self, gconstpointer data)
{
  guint row;

  console_ask (self, "SELECT 1 AS first");
  console_ask (self, "SELECT 2 AS second");
  console_open_list (self->panel->history);
  row = console_find_row (self->panel->history, "SELECT 1 AS first");
  g_assert_cmpuint (row, >, console_find_row (self->panel->history, "SELECT 2 AS second"));
  bs_pick_list_choose (self->panel->history, row);
  console_wait (self);
  console_assert_sql (self, "SELECT 1 AS first");
  g_assert_cmpstr (bs_table_get_column_name (bs_data_table_get_table (self->panel->table), 0), ==,
                   "first");

  /* kept under a name, found by it, and forgotten by the button at its end */
  gtk_menu_button_popup (self->panel->keep_button);
  test_spin (50);
  g_assert_false (gtk_widget_get_sensitive (self->panel->keep_accept));
  gtk_editable_set_text (self->panel->keep_name, "  mine ");
  g_assert_true (gtk_widget_get_sensitive (self->panel->keep_accept));
  g_signal_emit_by_name (self->panel->keep_accept, "clicked");
  test_spin (50);
  g_assert_cmpuint (bs_query_book_get_favourites (self->panel->book)->len, ==, 1);
  console_open_list (self->panel->history);
  gtk_editable_set_text (bs_pick_list_get_search (self->panel->history), "mine");
  test_spin (300);
  g_assert_cmpuint (console_find_row (self->panel->history, "SELECT 1 AS first"), ==, 1);
  {
    g_autoptr (GtkTreeListRow)
        tree = g_list_model_get_item (bs_pick_list_get_rows (self->panel->history), 1);
    g_autoptr (BsPickItem) item = gtk_tree_list_row_get_item (tree);

    g_assert_cmpstr (bs_pick_item_get_title (item), ==, "mine");
    g_signal_emit_by_name (self->panel->history, "button", item, "drop");
  }
  g_assert_cmpuint (bs_query_book_get_favourites (self->panel->book)->len, ==, 0);
  bs_pick_list_popdown (self->panel->history);
  test_spin (50);
}

static void
test_tables (Page *self, gconstpointer data)
{
  const BsRelation *relation = bs_query_schema_find ("decisions", 9);
  g_autofree char *example = bs_relation_make_example (relation);
  guint row;

  /* Into nothing a query is written, which is right; into something a name. */
  console_write_sql (self, " ");
  console_open_list (self->panel->tables);
  row = console_find_row (self->panel->tables, "decisions");
  g_assert_cmpuint (row, !=, G_MAXUINT);
  bs_pick_list_choose (self->panel->tables, row);
  console_assert_sql (self, example);
  g_signal_emit_by_name (self->panel->run_button, "clicked");
  console_wait (self);
  g_assert_null (console_problem (self));
  console_write_sql (self, "SELECT type,");
  console_open_list (self->panel->tables);
  gtk_editable_set_text (bs_pick_list_get_search (self->panel->tables), "batch_size");
  test_spin (300);
  row = console_find_row (self->panel->tables, "batch_size");
  g_assert_cmpuint (row, !=, G_MAXUINT);
  bs_pick_list_choose (self->panel->tables, row);
  console_assert_sql (self, "SELECT type, batch_size");
}

static void
test_completion (Page *self, gconstpointer data)
{
  g_autoptr (GListModel) list = NULL;
  GtkTextIter cursor;
  guint found = G_MAXUINT;

  console_write_sql (self, "SELECT d.batch_s FROM decisions d");
  gtk_text_buffer_get_iter_at_offset (self->buffer, &cursor, 16);
  gtk_text_buffer_place_cursor (self->buffer, &cursor);
  list = bs_sql_completion_list (&cursor, FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (BsSqlProposal) proposal = g_list_model_get_item (list, i);

      if (g_str_equal (bs_sql_proposal_get_word (proposal)->word, "batch_size"))
        {
          found = i;
          bs_sql_completion_choose (self->buffer, bs_sql_proposal_get_word (proposal));
        }
    }
  g_assert_cmpuint (found, ==, 0);
  console_assert_sql (self, "SELECT d.batch_size FROM decisions d");
}

static void
test_chart (Page *self, gconstpointer data)
{
  BsResultCanvas *canvas = bs_result_chart_get_canvas (self->panel->chart);
  GtkWidget *chart = GTK_WIDGET (self->panel->chart);
  GtkDropDown *kind = GTK_DROP_DOWN (
      gtk_widget_get_template_child (chart, BS_TYPE_RESULT_CHART, "kind"));
  GtkDropDown *y = GTK_DROP_DOWN (gtk_widget_get_template_child (chart, BS_TYPE_RESULT_CHART, "y"));
  const BsTableChart *drawn;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (test_find_labelled (
                                    GTK_WIDGET (self->panel), GTK_TYPE_TOGGLE_BUTTON, "Chart")),
                                TRUE);
  g_assert_false (bs_view_frame_get_show_table (self->panel->frame));
  console_ask (self, "SELECT decision, batch_size, rho FROM decisions ORDER BY decision");
  test_spin (200);
  drawn = bs_result_canvas_get (canvas);
  g_assert_nonnull (drawn);
  g_assert_cmpint (drawn->spec.kind, ==, BS_TABLE_CHART_LINE);
  g_assert_cmpint (drawn->spec.x, ==, 0);
  g_assert_cmpint (drawn->spec.y, ==, 1);
  g_assert_cmpuint (drawn->points->len, ==, self->fixture.trace->n_decisions);
  /* its twin has the same numbers */
  for (guint i = 0; i < drawn->points->len; i++)
    {
      const BsTableChartPoint *point = &g_array_index (drawn->points, BsTableChartPoint, i);

      g_assert_cmpfloat (point->y, ==,
                         (double) bs_table_get_integer (
                             bs_data_table_get_table (self->panel->table), point->row, 1));
    }

  /* other columns, other kinds */
  gtk_drop_down_set_selected (y, 2);
  test_spin (200);
  g_assert_cmpint (bs_result_canvas_get (canvas)->spec.y, ==, 2);
  for (guint i = 0; i < BS_N_TABLE_CHARTS; i++)
    {
      gtk_drop_down_set_selected (kind, i);
      test_spin (200);
      g_assert_cmpint (bs_result_canvas_get (canvas)->spec.kind, ==, i);
    }

  /* the same columns keep what was chosen; what was picked leads on */
  gtk_drop_down_set_selected (kind, BS_TABLE_CHART_LINE);
  console_ask (self, "SELECT decision, batch_size, rho FROM decisions WHERE decision > 4");
  test_spin (200);
  g_assert_cmpint (bs_result_canvas_get (canvas)->spec.kind, ==, BS_TABLE_CHART_LINE);
  g_assert_cmpint (bs_result_canvas_get (canvas)->spec.y, ==, 2);
  g_signal_emit_by_name (canvas, "picked", 1);
  g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, 6);

  /* nothing to draw is said */
  console_ask (self, "SELECT 'x' AS t");
  test_spin (200);
  g_assert_true (test_says (chart, "There are no numbers to draw."));
}

static void
wait_exported (Page *self)
{
  for (guint i = 0; i < PATIENCE && self->panel->exporting != NULL; i++)
    test_spin (10);
  g_assert_null (self->panel->exporting);
  g_assert_false (gtk_widget_get_visible (self->panel->stop_button));
}

/* All rows, also those that are not shown, byte for byte what the command line prints. */
static void
test_export (Page *self, gconstpointer data)
{
  static const char *const queries[] = {
    "SELECT * FROM decisions",
    "SELECT * FROM events",
    "SELECT 1 AS a, NULL, x'00ff', '', 'a,\"b\"' || char (10, 27, 0x5d0), 1e999, 0.1 AS a",
    "SELECT 1 AS a WHERE 0",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 130000) SELECT i FROM n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    for (guint json = 0; json < 2; json++)
      {
        g_autofree char *name = g_build_filename (folder, json ? "rows.json" : "rows.csv", NULL);
        g_autoptr (GFile) file = g_file_new_for_path (name);
        g_autofree char *printed = console_run_cli (queries[i], json ? "json" : "csv");
        g_autofree char *saved = NULL;
        gsize length;

        console_ask (self, queries[i]);
        g_assert_null (console_problem (self));
        /* it is of what was run, not of what is written now */
        console_write_sql (self, "SELECT 'another'");
        bs_console_panel_export (self->panel, file);
        wait_exported (self);
        g_assert_true (g_file_get_contents (name, &saved, &length, NULL));
        g_assert_cmpmem (saved, length, printed, strlen (printed));
        g_assert_nonnull (strstr (bs_console_panel_get_status (self->panel), "saved as rows."));
        g_unlink (name);
      }
}

/* What is stopped, or fails, leaves the file as it was, and nothing beside it. */
static void
test_export_stops (Page *self, gconstpointer data)
{
  g_autofree char *name = g_build_filename (folder, "rows.csv", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "rows.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GFile) bad = g_file_new_for_path (nowhere), own = g_file_new_for_path (console_path);
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *entry;

  g_assert_true (g_file_set_contents (name, "as it was", -1, NULL));
  console_ask (self, ENDLESS_ROWS);
  bs_console_panel_export (self->panel, file);
  g_assert_true (gtk_widget_get_visible (self->panel->stop_button));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->panel->export_button)));
  test_spin (400);
  g_assert_nonnull (self->panel->exporting);
  g_assert_nonnull (strstr (bs_console_panel_get_status (self->panel), "so far"));
  g_signal_emit_by_name (self->panel->stop_button, "clicked");
  wait_exported (self);
  g_assert_cmpstr (bs_console_panel_get_status (self->panel), ==,
                   "Saving was stopped; the file is as it was");
  g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "as it was");
  g_unlink (name);

  console_ask (self, "SELECT 1");
  bs_console_panel_export (self->panel, bad);
  wait_exported (self);
  g_assert_cmpstr (bs_console_panel_get_status (self->panel), ==, "The rows were not saved");
  /* over the trace nothing is saved */
  bs_console_panel_export (self->panel, own);
  g_assert_null (self->panel->exporting);
  dir = g_dir_open (folder, 0, NULL);
  while ((entry = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (entry, "rows."));
}

static void
test_files (Page *self, gconstpointer data)
{
  g_autofree char *name = g_build_filename (folder, "mine.sql", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autofree char *text = NULL, *large = g_strnfill (200000, ' ');

  console_write_sql (self, "SELECT 'é' -- mine");
  bs_console_panel_save (self->panel, file);
  for (guint i = 0; i < PATIENCE && !g_file_test (name, G_FILE_TEST_EXISTS); i++)
    test_spin (10);
  test_spin (50);
  g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "SELECT 'é' -- mine\n");
  console_write_sql (self, "");
  bs_console_panel_load (self->panel, file);
  test_spin (200);
  console_assert_sql (self, "SELECT 'é' -- mine\n");

  /* What is no query leaves what is written. */
  g_assert_true (g_file_set_contents (name, large, 200000, NULL));
  bs_console_panel_load (self->panel, file);
  test_spin (200);
  console_assert_sql (self, "SELECT 'é' -- mine\n");
  g_assert_true (g_file_set_contents (name, "SELECT \0 1", 10, NULL));
  bs_console_panel_load (self->panel, file);
  test_spin (200);
  console_assert_sql (self, "SELECT 'é' -- mine\n");
  g_assert_true (g_file_set_contents (name, "SELECT '\xff'", -1, NULL));
  bs_console_panel_load (self->panel, file);
  test_spin (200);
  console_assert_sql (self, "SELECT 'é' -- mine\n");
  g_unlink (name);
}

/* A condition is a query, and a query of decisions a condition. */
static void
test_breakpoint (Page *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->fixture.debugger);
  BsTable *table;
  guint n;

  g_assert_false (gtk_widget_get_sensitive (self->panel->breakpoint_button));
  table = console_ask (self, "batch_size > 3");
  g_assert_null (console_problem (self));
  n = bs_table_get_n_rows (table);
  console_wait_checked (self);
  g_assert_null (console_problem (self));
  g_assert_true (gtk_widget_get_sensitive (self->panel->breakpoint_button));
  gtk_widget_activate_action (GTK_WIDGET (self->panel), "console.breakpoint", NULL);
  g_assert_nonnull (bs_breakpoints_find (breakpoints, "batch_size > 3"));
  for (guint i = 0; i < PATIENCE && bs_breakpoints_get_busy (breakpoints); i++)
    test_spin (10);
  g_assert_cmpuint (bs_breakpoints_get_hits (breakpoints)->len, ==, n);

  console_write_sql (self, "SELECT d.decision FROM decisions d WHERE d.batch_size > 3 ORDER BY 1");
  console_wait_checked (self);
  gtk_widget_activate_action (GTK_WIDGET (self->panel), "console.breakpoint", NULL);
  g_assert_cmpuint (bs_breakpoints_count_enabled (breakpoints), ==, 1);

  console_write_sql (self, "SELECT * FROM batches WHERE run_ns > 1");
  console_wait_checked (self);
  g_assert_false (gtk_widget_get_sensitive (self->panel->breakpoint_button));
  console_write_sql (self, "");
  console_wait_checked (self);
  g_assert_false (gtk_widget_get_sensitive (self->panel->breakpoint_button));
}

/* From anywhere in the tab; closed while it runs and saves, nothing is left behind. */
static void
test_open (Page *self, gconstpointer data)
{
  g_autofree char *name = g_build_filename (folder, "rows.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);

  bs_trace_page_show (self->fixture.page, "debug");
  gtk_widget_activate_action (GTK_WIDGET (self->fixture.page), "page.query", "s",
                              "SELECT count(*) AS n FROM decisions");
  console_wait (self);
  console_assert_sql (self, "SELECT count(*) AS n FROM decisions");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_cmpint (bs_table_get_integer (bs_data_table_get_table (self->panel->table), 0, 0), ==,
                   self->fixture.trace->n_decisions);
  console_ask (self, ENDLESS_ROWS);
  bs_console_panel_export (self->panel, file);
  console_run (self, ENDLESS);
  test_spin (50);
}

int
main (int argc, char *argv[])
{
  int status;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-console-XXXXXX", NULL);
  console_path = g_build_filename (folder, "trace.bscope", NULL);
  synthetic_record_default (console_path);
#define ADD(name, func)                                                                            \
  g_test_add ("/window/console/" name, Page, NULL, console_set_up, func, console_tear_down)
  ADD ("recipes", test_recipes);
  ADD ("rows", test_rows);
  ADD ("refused", test_refused);
  ADD ("underline", test_underline);
  ADD ("stop", test_stop);
  ADD ("gone", test_gone);
  ADD ("keyboard", test_keyboard);
  ADD ("book", test_book);
  ADD ("history", test_history);
  ADD ("tables", test_tables);
  ADD ("completion", test_completion);
  ADD ("chart", test_chart);
  ADD ("export", test_export);
  ADD ("export-stops", test_export_stops);
  ADD ("files", test_files);
  ADD ("breakpoint", test_breakpoint);
  ADD ("open", test_open);
#undef ADD
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (console_path);
  return status;
}
