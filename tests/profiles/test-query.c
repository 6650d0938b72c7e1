/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on traces: what it answers, the recipes on traces of all formats, what is refused, files that
 * bring views and tables of their own, and the ends of long queries. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/query.h"
#include "profiles/query/recipes.h"
#include "profiles/format/schema.h"
#include "tests/profiles/synthetic.h"

typedef struct
{
  char *folder, *path;
  BsQuery *query;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "t.bscope", NULL);
  synthetic_record_default (fixture->path);
}

static void
open_query (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->query = bs_query_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->query, bs_query_free);
  g_unlink (fixture->path);
  /* Nothing else was left beside it. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

typedef struct
{
  GString *text;
  guint64 n_rows, stop_at;
} Rows;

/* Cells apart by |, rows by lines. */
static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Rows *rows = user_data;
  g_autofree char *text = NULL;

  for (guint i = 0; rows->text != NULL && i < n; i++)
    {
      g_string_append (rows->text, i > 0 ? "|" : "");
      switch (values[i].kind)
        {
        case BS_QUERY_NULL:
          g_string_append (rows->text, "NULL");
          break;
        case BS_QUERY_INTEGER:
          g_string_append_printf (rows->text, "%" G_GINT64_FORMAT, values[i].integer);
          break;
        case BS_QUERY_REAL:
          g_string_append_printf (rows->text, "%.3f", values[i].real);
          break;
        case BS_QUERY_TEXT:
        case BS_QUERY_BLOB:
          g_string_append_len (rows->text, (const char *) values[i].bytes,
                               (gssize) values[i].n_bytes);
          break;
        }
    }
  if (rows->text != NULL)
    g_string_append_c (rows->text, '\n');

  return ++rows->n_rows != rows->stop_at;
}

static char *
ask (BsQuery *query, const char *sql)
{
  g_autoptr (GError) error = NULL;
  Rows rows = { g_string_new (NULL) };

  if (!bs_query_prepare (query, sql, &error) || !bs_query_run (query, 0, add_row, &rows, &error))
    g_error ("%s: %s", sql, error->message);

  return g_string_free (rows.text, FALSE);
}

static gint64
ask_number (BsQuery *query, const char *sql)
{
  g_autofree char *text = ask (query, sql);

  return g_ascii_strtoll (text, NULL, 10);
}

static void
assert_answer (BsQuery *query, const char *sql, const char *expected)
{
  g_autofree char *text = ask (query, sql);

  g_assert_cmpstr (text, ==, expected);
}

/* Whatever SQL says is what the reader of traces says. */
static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (fixture->path, NULL, &error);
  g_autofree char *last = NULL;

  g_assert_no_error (error);
  open_query (fixture);
  g_assert_cmpint (bs_query_get_version (fixture->query), ==, BS_TRACE_VERSION);
  g_assert_cmpint (ask_number (fixture->query, "SELECT count(*) FROM decisions"), ==,
                   trace->n_decisions);
  g_assert_cmpint (ask_number (fixture->query, "select count(*) from events;"), ==,
                   trace->n_events);
  g_assert_cmpint (trace->n_events, >, 0);
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      g_autofree char *sql = g_strdup_printf ("-- one phase\nSELECT total (end_ns - start_ns) "
                                              "FROM event WHERE phase = %u",
                                              phase);

      g_assert_cmpint (ask_number (fixture->query, sql), ==, trace->phase_ns[phase]);
    }
  for (guint i = 0; i < trace->n_events; i += 17)
    {
      const BsEvent event = bs_trace_get_event (trace, i);
      g_autofree char *sql = g_strdup_printf (
          "SELECT count(*) FROM event WHERE start_ns = %" G_GINT64_FORMAT
          " AND end_ns = %" G_GINT64_FORMAT " AND bytes = %" G_GUINT64_FORMAT
          " AND flops = %" G_GUINT64_FORMAT " AND ifnull (decision, 0) = %u AND mini_batch = %u"
          " AND phase = %u AND lane = %u",
          event.start_ns, event.end_ns, event.bytes, event.flops, event.decision, event.mini_batch,
          event.phase, event.lane);

      g_assert_cmpint (ask_number (fixture->query, sql), >=, 1);
    }

  assert_answer (fixture->query, "PRAGMA user_version", "101\n");
  assert_answer (fixture->query, "VALUES (1, NULL), (0.5, 'x')", "1|NULL\n0.500|x\n");
  assert_answer (fixture->query, "SELECT count(*) FROM pragma_table_info ('events')", "9\n");
  assert_answer (fixture->query, "SELECT value FROM json_each ('[3]')", "3\n");
  /* a table of the query itself, of which no column is read */
  assert_answer (fixture->query, "WITH a AS (SELECT 1) SELECT count(*) FROM a", "1\n");
  assert_answer (fixture->query,
                 "WITH RECURSIVE a (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM a LIMIT 9) "
                 "SELECT count(*) FROM a, a AS b",
                 "81\n");
  last = ask (fixture->query, "EXPLAIN QUERY PLAN SELECT * FROM decisions");
  g_assert_nonnull (strstr (last, "SCAN"));

  g_assert_true (bs_query_prepare (fixture->query, "SELECT 1 AS a, 2 AS \"b c\"", &error));
  g_assert_cmpuint (bs_query_get_n_columns (fixture->query), ==, 2);
  g_assert_cmpstr (bs_query_get_column_name (fixture->query, 1), ==, "b c");
}

/* Every trace answers each recipe; one that has not recorded what it asks for with no rows. */
static void
check_recipes (const char *path, int version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, &error);
  guint n = 0, n_answers = 0;

  g_assert_no_error (error);
  g_assert_cmpint (bs_query_get_version (query), ==, version);
  for (const BsRecipe *recipe = bs_recipes; recipe->name != NULL; recipe++)
    {
      g_autofree char *text = ask (query, recipe->sql);

      g_assert_true (bs_recipe_find (recipe->name) == recipe);
      n_answers += text[0] != '\0';
      n++;
    }
  g_assert_cmpuint (n, >=, 18);
  g_assert_cmpuint (n_answers, >=, 12);
}

static void
test_recipes (Fixture *fixture, gconstpointer data)
{
  for (int version = 1; version <= BS_LAST_DRAFT_VERSION; version++)
    {
      g_autofree char *name = g_strdup_printf ("version-%d.trace", version);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", name, NULL);

      check_recipes (path, version);
    }
  check_recipes (fixture->path, BS_TRACE_VERSION);
  g_assert_null (bs_recipe_find ("time"));
}

static const char *const refused[] = {
  "",
  ";",
  "-- SELECT 1",
  "/* SELECT 1",
  "DELETE FROM decision",
  "INSERT INTO type VALUES (9, 'x', 'x', 'cell', NULL, NULL)",
  "WITH a AS (SELECT 1) DELETE FROM decision",
  "WITH a AS (SELECT 1) UPDATE decision SET type = 0",
  "REPLACE INTO diagnostic VALUES ('complete', 0)",
  "EXPLAIN DELETE FROM decision",
  "EXPLAIN QUERY PLAN WITH a AS (SELECT 1) DELETE FROM decision",
  "EXPLAIN PRAGMA user_version = 5",
  "SELECT 1; SELECT 2",
  "SELECT 1; nonsense",
  "SELECT 1; DROP TABLE decision",
  "SELECTED",
  "ATTACH 'x.bscope' AS x",
  "DETACH main",
  "VACUUM INTO 'x.bscope'",
  "BEGIN",
  "SAVEPOINT s",
  "ANALYZE",
  "REINDEX",
  "CREATE TEMP TABLE t (a)",
  "CREATE VIRTUAL TABLE temp.t USING fts5 (a)",
  "DROP VIEW temp.events",
  "PRAGMA query_only = 0",
  "PRAGMA user_version = 5",
  "PRAGMA user_version (5)",
  "PRAGMA writable_schema = 1",
  "PRAGMA temp_store_directory = 'x'",
  "PRAGMA integrity_check",
  "PRAGMA nonsense",
  "SELECT * FROM pragma_database_list",
  "SELECT * FROM pragma_function_list",
  "SELECT count(*) FROM pragma_function_list",
  "SELECT count(*) FROM sqlite_temp_schema",
  "SELECT load_extension ('x')",
  "SELECT fts3_tokenizer ('x')",
  "SELECT sqlite_compileoption_get (0)",
  "SELECT (SELECT last_insert_rowid ())",
};

static const char *const wrong[] = {
  "SELECT",
  "SELECT ?",
  "SELECT :name",
  "SELECT * FROM nonsense",
  "SELECT nonsense FROM decisions",
  "SELECT * FRM decisions",
  "SELECT 'open",
  "SELECT readfile ('x')",
  "SELECT writefile ('x', 1)",
  "SELECT edit ('x')",
  "SELECT \"not a column\"",
  "SELECT zeroblob (1000000000)",
  "SELECT sum (x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)",
  "SELECT \xff",
  "SELECT * FROM dbstat",
  "SELECT * FROM sqlite_dbpage",
  "SELECT * FROM main.decisions",
};

static gboolean
runs (BsQuery *query, const char *sql, GError **error)
{
  Rows rows = { NULL };

  return bs_query_prepare (query, sql, error) && bs_query_run (query, 5, add_row, &rows, error);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before, n_after;

  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));
  open_query (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (runs (fixture->query, refused[i], &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "SELECT, VALUES or EXPLAIN"));
      g_assert_nonnull (strstr (error->message, "table_info"));
      assert_answer (fixture->query, "SELECT 1", "1\n");
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (runs (fixture->query, wrong[i], &error));
      if (!g_error_matches (error, BS_ERROR, BS_ERROR_SYNTAX))
        g_error ("%s: %s", wrong[i], error->message);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

/* A file that was made to run something: its views, tables and triggers are inert. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char hostile[] =
      "DROP VIEW decisions; DROP VIEW moves;"
      "CREATE VIEW decisions AS SELECT load_extension ('x') AS decision;"
      "CREATE VIEW moves AS SELECT writefile ('x', 1) AS decision, 'trap' AS type;"
      "CREATE VIEW extra AS SELECT 'trap' AS trap;"
      "CREATE TABLE event (start_ns TEXT, phase TEXT);"
      "INSERT INTO event VALUES ('trap', 'trap');"
      "CREATE TABLE events (ns TEXT); INSERT INTO events VALUES ('trap');"
      "CREATE TABLE other (x TEXT, y TEXT AS ('trap'));"
      "CREATE VIRTUAL TABLE search USING fts5 (trap);"
      "CREATE TRIGGER t AFTER UPDATE ON type BEGIN SELECT load_extension ('x'); END;";
  static const char *const inert[] = {
    "SELECT * FROM extra",        "SELECT * FROM other",          "SELECT * FROM main.event",
    "SELECT * FROM main.events",  "SELECT * FROM main.decisions", "SELECT * FROM search",
    "SELECT * FROM search_data",  "SELECT count(*) FROM Other",   "SELECT count(*) FROM extra",
    "SELECT count(*) FROM search"
  };
  sqlite3 *db = NULL;
  gint64 n;

  open_query (fixture);
  n = ask_number (fixture->query, "SELECT count(*) FROM events");
  g_clear_pointer (&fixture->query, bs_query_free);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, hostile, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  open_query (fixture);
  g_assert_cmpint (ask_number (fixture->query, "SELECT count(*) FROM events"), ==, n);
  g_assert_cmpint (ask_number (fixture->query, "SELECT min(decision) FROM decisions"), ==, 1);
  g_assert_cmpint (ask_number (fixture->query, "SELECT count(*) FROM moves WHERE type = 'trap'"),
                   ==, 0);
  g_free (ask (fixture->query, "PRAGMA table_list"));
  for (guint i = 0; i < G_N_ELEMENTS (inert); i++)
    {
      g_autoptr (GError) error = NULL;

      if (runs (fixture->query, inert[i], &error))
        g_error ("%s runs", inert[i]);
    }
  check_recipes (fixture->path, BS_TRACE_VERSION);
}

/* Blocks of events that are not what they say. */
static void
test_damaged_events (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE event_block SET n = n + 1",
    "UPDATE event_block SET n = 9223372036854775807",
    "UPDATE event_block SET data = substr (data, 2)",
    "UPDATE event_block SET data = x''",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      sqlite3 *db = NULL;

      g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, damages[i], NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
      open_query (fixture);
      g_assert_false (runs (fixture->query, "SELECT count(*) FROM events", &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "block of events"));
      g_clear_pointer (&fixture->query, bs_query_free);
    }
}

#define ENDLESS "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Rows rows = { .stop_at = 100000 };
  GThread *thread;

  fixture->query = bs_query_open (fixture->path, cancellable, &error);
  g_assert_no_error (error);

  /* whoever reads has enough; then it begins again */
  g_assert_true (bs_query_prepare (fixture->query, ENDLESS "SELECT x FROM c", &error));
  g_assert_true (bs_query_run (fixture->query, 0, add_row, &rows, &error));
  g_assert_cmpuint (rows.n_rows, ==, 100000);
  rows = (Rows){ .stop_at = 7 };
  g_assert_true (bs_query_run (fixture->query, 0, add_row, &rows, &error));
  g_assert_cmpuint (rows.n_rows, ==, 7);

  g_assert_true (bs_query_prepare (fixture->query, ENDLESS "SELECT max(x) FROM c", &error));
  g_assert_false (bs_query_run (fixture->query, 0.02, add_row, &rows, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);

  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (bs_query_run (fixture->query, 0, add_row, &rows, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

#define ADD(name, function) g_test_add ("/query/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers", test_answers);
  ADD ("recipes", test_recipes);
  ADD ("refused", test_refused);
  ADD ("hostile", test_hostile);
  ADD ("damaged-events", test_damaged_events);
  ADD ("endless", test_endless);

  return g_test_run ();
}
