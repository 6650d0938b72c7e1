/* SPDX-License-Identifier: Apache-2.0 */
/* Events in a file: what was written comes out in order, the levels of detail beside it are those of
 * the events, and SQL sees the same as the trace. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "engine/random.h"
#include "profiles/format/event-rows.h"
#include "profiles/trace/event-store.h"
#include "profiles/query/query.h"
#include "profiles/format/schema.h"
#include "profiles/recording/trace-writer.h"
#include "profiles/trace/trace.h"

#define N_LANES 3

typedef struct
{
  char *folder, *path;
  GArray *events; /* BsEvent, as they were told */
  GArray *sorted;
} Fixture;

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

/* Lanes work on batches together; each tells of its part when it is done. */
static void
make_events (GArray *events, guint n_batches, BsRandom *random)
{
  gint64 now = 5000000;

  for (guint batch = 1; batch <= n_batches; batch++)
    {
      gint64 end = now;

      for (guint lane = 0; lane < N_LANES; lane++)
        {
          gint64 at = now + bs_random_below (random, 300);

          for (guint i = 0; i < 8; i++)
            {
              BsEvent event = { .start_ns = at,
                                .end_ns = at + 100 + bs_random_below (random, 3000),
                                .bytes = i == 0 ? 4096 : 0,
                                .flops = i % 2 * 1000000,
                                .decision = i < 7 ? batch : 0,
                                .mini_batch = (guint16) (65530 + batch / 50),
                                .phase = i == 0       ? BS_PHASE_GATHER
                                         : i % 2 == 1 ? BS_PHASE_GEMM
                                                      : BS_PHASE_FUSED,
                                .lane = (guint8) lane };

              g_array_append_val (events, event);
              at = event.end_ns;
            }
          end = MAX (end, at);
        }
      now = end + 700;
    }
}

/* A recording that was given up, so that it may have events of decisions that it does not have. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BsTraceWriter *writer;
  BsRandom random;

  fixture->folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "events.bscope", NULL);
  fixture->events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  bs_random_init (&random, 3);
  make_events (fixture->events, 1500, &random);
  fixture->sorted = g_array_copy (fixture->events);
  g_array_sort (fixture->sorted, compare_starts);

  writer = bs_trace_writer_new (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0, n; i < fixture->events->len; i += n)
    {
      n = 1 + bs_random_below (&random, 5000);
      n = MIN (n, fixture->events->len - i);
      bs_trace_writer_add_events (writer, &g_array_index (fixture->events, BsEvent, i), n);
      /* In the middle of a batch, so that blocks overlap. */
      if (bs_random_below (&random, 3) == 0)
        bs_trace_writer_commit (writer);
    }
  g_assert_true (bs_trace_writer_close (writer, FALSE, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_array_unref (fixture->events);
  g_array_unref (fixture->sorted);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static BsTrace *
load (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace = bs_trace_load (fixture->path, NULL, &error);

  g_assert_no_error (error);

  return trace;
}

static BsQuery *
open_query (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BsQuery *query = bs_query_open (fixture->path, NULL, &error);

  g_assert_no_error (error);

  return query;
}

static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  GArray *numbers = user_data;

  for (guint i = 0; i < n; i++)
    g_array_append_val (numbers, values[i].integer);

  return TRUE;
}

/* Returns: (transfer full) (nullable): the numbers of all rows, NULL when it failed. */
static GArray *
ask (BsQuery *query, const char *sql, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!bs_query_prepare (query, sql, error) || !bs_query_run (query, 0, add_row, numbers, error))
    return NULL;

  return g_steal_pointer (&numbers);
}

static GArray *
get (BsQuery *query, const char *sql)
{
  g_autoptr (GError) error = NULL;
  GArray *numbers = ask (query, sql, &error);

  if (error != NULL)
    g_error ("%s: %s", sql, error->message);

  return numbers;
}

static void
test_loaded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BsTrace) trace = load (fixture);
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;
  guint i = 0;

  g_assert_cmpuint (trace->n_events, ==, fixture->sorted->len);
  g_assert_cmpuint (trace->n_lanes, ==, N_LANES);
  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event); i++)
    {
      BsEvent expected = g_array_index (fixture->sorted, BsEvent, i);

      /* The decisions that it serves were not recorded. */
      expected.decision = 0;
      g_assert_cmpmem (&event, sizeof event, &expected, sizeof expected);
    }
  g_assert_cmpuint (i, ==, trace->n_events);
  event = bs_trace_get_event (trace, 4567);
  g_assert_cmpint (event.start_ns, ==, g_array_index (fixture->sorted, BsEvent, 4567).start_ns);
}

/* Every event is in SQL what it was, but that its mini-batch is in full. */
static void
test_event_table (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BsQuery) query = open_query (fixture);
  g_autoptr (GArray) numbers = get (
      query, "SELECT start_ns, end_ns, bytes, flops, coalesce (decision, 0), mini_batch, "
             "phase, lane FROM (SELECT p.id AS phase_id, e.rowid AS r, e.* FROM event e JOIN "
             "phase p ON p.id = e.phase) ORDER BY start_ns, r");
  g_autoptr (GArray) rowids = get (query, "SELECT rowid FROM event");

  g_assert_cmpuint (numbers->len, ==, 8 * fixture->sorted->len);
  for (guint i = 0; i < fixture->sorted->len; i++)
    {
      const BsEvent *event = &g_array_index (fixture->sorted, BsEvent, i);
      const gint64 *row = &g_array_index (numbers, gint64, 8 * i);

      g_assert_cmpint (row[0], ==, event->start_ns);
      g_assert_cmpint (row[1], ==, event->end_ns);
      g_assert_cmpuint (row[2], ==, event->bytes);
      g_assert_cmpuint (row[3], ==, event->flops);
      g_assert_cmpint (row[4], ==, event->decision);
      g_assert_cmpint (row[6], ==, event->phase);
      g_assert_cmpint (row[7], ==, event->lane);
      g_assert_cmpint (row[5] % 65536, ==, event->mini_batch);
      g_assert_cmpint (row[5], <=, 65530 + 30);
    }
  for (guint i = 0; i < rowids->len; i++)
    g_assert_cmpint (g_array_index (rowids, gint64, i), ==, i);
}

/* Text that looks like a number is one to SQL. */
static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BsQuery) query = open_query (fixture);
  g_autoptr (GArray) a = get (query, "SELECT count(*) FROM event WHERE start_ns > '9000000'");
  g_autoptr (GArray) b = get (query, "SELECT count(*) FROM event WHERE start_ns > 9000000");

  g_assert_cmpint (g_array_index (a, gint64, 0), >, 0);
  g_assert_cmpint (g_array_index (a, gint64, 0), ==, g_array_index (b, gint64, 0));
}

/* Blocks that are left out have nothing that is asked for: `+` keeps a condition from the table. */
static void
test_conditions (Fixture *fixture, gconstpointer data)
{
  static const char *const columns[] = { "start_ns",   "end_ns", "decision",
                                         "mini_batch", "rowid",  "lane" };
  static const char *const operators[] = { "=", "<", "<=", ">", ">=", "<>", "IS", "IS NOT" };
  g_autoptr (BsQuery) query = open_query (fixture);
  BsRandom random;

  bs_random_init (&random, 11);
  for (guint i = 0; i < 150; i++)
    {
      const BsEvent *event = &g_array_index (fixture->sorted, BsEvent,
                                             bs_random_below (&random, fixture->sorted->len));
      g_autoptr (GString) with = g_string_new ("SELECT count(*), sum(end_ns) FROM event WHERE 1");
      g_autoptr (GString) without = g_string_new (with->str);
      g_autoptr (GArray) a = NULL;
      g_autoptr (GArray) b = NULL;

      for (guint n = 1 + bs_random_below (&random, 3); n > 0; n--)
        {
          guint column = bs_random_below (&random, G_N_ELEMENTS (columns));
          gint64 values[] = { event->start_ns,
                              event->end_ns,
                              event->decision,
                              event->mini_batch,
                              bs_random_below (&random, 40000),
                              event->lane };
          static const char *const forms[] = { "%lld", "%lld.5", "-%lld", "%lld * 1e9",
                                               "%lld + NULL" };
          guint form = bs_random_below (&random, 2) == 0
                           ? 0
                           : bs_random_below (&random, G_N_ELEMENTS (forms));
          const char *op = operators[bs_random_below (&random, G_N_ELEMENTS (operators))];
          g_autofree char *digits = g_strdup_printf ("%lld", (long long) values[column]);
          g_auto (GStrv) parts = g_strsplit (forms[form], "%lld", 2);
          g_autofree char *value = g_strjoinv (digits, parts);

          g_string_append_printf (with, " AND %s %s %s", columns[column], op, value);
          g_string_append_printf (without, " AND +%s %s %s", columns[column], op, value);
        }
      a = get (query, with->str);
      b = get (query, without->str);
      if (memcmp (a->data, b->data, 2 * sizeof (gint64)) != 0)
        g_error ("%s: %ld rows, not %ld", with->str, (long) g_array_index (a, gint64, 0),
                 (long) g_array_index (b, gint64, 0));
    }
}

typedef struct
{
  GHashTable *levels; /* id -> GBytes */
  guint n_events;
} Rebuilt;

static void
count_events (gpointer user_data, const BsEventRow *row)
{
  ((Rebuilt *) user_data)->n_events += row->n;
}

static void
keep_level (gpointer user_data, const BsLevelRow *row)
{
  gint64 *id = g_new (gint64, 1);

  *id = row->id;
  g_hash_table_replace (((Rebuilt *) user_data)->levels, id, g_bytes_new (row->data, row->size));
}

/* The rows of level_block are those that follow from event_block, bit for bit. */
static void
test_level_rows (Fixture *fixture, gconstpointer data)
{
  static const BsEventRowsFuncs funcs = { count_events, keep_level };
  Rebuilt rebuilt = { .levels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                       (GDestroyNotify) g_bytes_unref) };
  g_autoptr (BsEventRows) rows = bs_event_rows_new (&funcs, &rebuilt);
  g_autofree BsEvent *events = g_new (BsEvent, BS_EVENT_BLOCK_EVENTS);
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = NULL;
  guint n_rows = 0;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT n, first_mini_batch, data FROM event_block ORDER BY id", -1,
                      &stmt, NULL);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      guint32 n = (guint32) sqlite3_column_int64 (stmt, 0);

      g_assert_true (bs_event_block_unpack (sqlite3_column_blob (stmt, 2),
                                            (gsize) sqlite3_column_bytes (stmt, 2), n, events));
      bs_event_rows_add (rows, events, n, (guint32) sqlite3_column_int64 (stmt, 1));
    }
  sqlite3_finalize (stmt);
  bs_event_rows_flush (rows);
  g_assert_cmpuint (rebuilt.n_events, ==, fixture->sorted->len);

  sqlite3_prepare_v2 (db, "SELECT id, data, lane, level, part FROM level_block", -1, &stmt, NULL);
  for (; sqlite3_step (stmt) == SQLITE_ROW; n_rows++)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);
      GBytes *bytes = g_hash_table_lookup (rebuilt.levels, &id);

      g_assert_nonnull (bytes);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                       sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1));
      g_assert_cmpint (id, ==,
                       bs_level_block_id ((guint) sqlite3_column_int64 (stmt, 2),
                                          (guint) sqlite3_column_int64 (stmt, 3),
                                          (guint32) sqlite3_column_int64 (stmt, 4)));
    }
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  g_assert_cmpuint (n_rows, ==, g_hash_table_size (rebuilt.levels));
  g_assert_cmpuint (n_rows, >, N_LANES * 3);
  g_hash_table_unref (rebuilt.levels);
}

/* The function says what the trace says of the same window. Where blocks overlap, nodes of the file
 * are not those of the trace, so only pieces that are looked into event by event are the same. */
static void
check_timeline (BsQuery *query, const BsTrace *trace, gint64 t0, gint64 t1, guint n)
{
  g_autofree BsEventSums *sums = g_new (BsEventSums, n);
  g_autofree char *sql = g_strdup_printf ("SELECT t0, t1, lane, (SELECT id FROM phase p WHERE "
                                          "p.name = t.phase), events, ns, longest_ns "
                                          "FROM timeline (%lld, %lld, %u) t",
                                          (long long) t0, (long long) t1, n);
  g_autoptr (GArray) rows = get (query, sql);
  guint at = 0;

  for (guint lane = 0; lane < trace->n_lanes; lane++)
    {
      bs_event_store_summarise (trace->events, lane, t0, t1, n, sums);
      for (guint i = 0; i < n; i++)
        for (guint k = 0; k < BS_N_PHASES; k++)
          {
            const BsPhaseSum *sum = &sums[i].phases[k];
            const gint64 *row = &g_array_index (rows, gint64, at);

            if (sum->n == 0 && sum->ns == 0)
              continue;
            g_assert_cmpuint (at + 7, <=, rows->len);
            g_assert_cmpint (row[0], >=, t0);
            g_assert_cmpint (row[1], >=, row[0]);
            g_assert_cmpint (row[2], ==, lane);
            g_assert_cmpint (row[3], ==, k);
            g_assert_cmpint (row[4], ==, sum->n);
            g_assert_cmpint (row[5], ==, sum->ns);
            g_assert_cmpint (row[6], ==, sum->longest_ns);
            at += 7;
          }
    }
  g_assert_cmpuint (at, ==, rows->len);
}

static void
test_timeline (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {
    "SELECT * FROM timeline (5, 5)",        "SELECT * FROM timeline (-1, 5)",
    "SELECT * FROM timeline (9, 5)",        "SELECT * FROM timeline (0, 5, 0)",
    "SELECT * FROM timeline (0, 5, 65537)", "SELECT * FROM timeline (0, 5, -3)"
  };
  g_autoptr (BsQuery) query = open_query (fixture);
  g_autoptr (BsTrace) trace = load (fixture);
  g_autoptr (GArray)
      all = get (query, "SELECT sum (events), sum (ns), min (t0), max (t1) FROM timeline ()");
  g_autoptr (GArray) events = get (
      query, "SELECT count (*), sum (end_ns - start_ns), min (start_ns), max (end_ns) + 1 "
             "FROM event");
  g_autoptr (GArray) one = get (query, "SELECT count (*) FROM (SELECT * FROM timeline (NULL, NULL, "
                                       "1) GROUP BY lane, phase)");
  g_autoptr (GArray) joined = get (
      query, "SELECT count (*) FROM (SELECT 3 AS k UNION SELECT 4), timeline (NULL, NULL, k)");
  g_autoptr (GArray)
      after = get (query, "SELECT count (*) FROM timeline (9000000000000, 9000000000007)");

  g_assert_cmpmem (all->data, 4 * sizeof (gint64), events->data, 4 * sizeof (gint64));
  g_assert_cmpint (g_array_index (one, gint64, 0), ==, N_LANES * 3);
  g_assert_cmpint (g_array_index (joined, gint64, 0), ==, N_LANES * 3 * 7);
  g_assert_cmpint (g_array_index (after, gint64, 0), ==, 0);
  check_timeline (query, trace, trace->events->t0, trace->events->t1, 1);
  check_timeline (query, trace, trace->events->t0 + 100, trace->events->t0 + 100000, 1000);
  check_timeline (query, trace, trace->events->t1 - 90000, trace->events->t1 + 7, 2000);
  check_timeline (query, trace, 0, 17, 40);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask (query, wrong[i], &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, "timeline"));
    }
}

/* Whatever the rows are, there are rows or an error. */
static void
test_hostile_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "DELETE FROM level_block WHERE level = 1 AND lane = 1",
    "DELETE FROM level_block WHERE level > 1",
    "DELETE FROM level_block",
    "DELETE FROM event_block",
    "DELETE FROM event_block WHERE id > 5000 AND id < 12000",
    "UPDATE level_block SET data = substr (data, 2)",
    "UPDATE level_block SET data = x''",
    "UPDATE level_block SET data = zeroblob (100)",
    "UPDATE level_block SET n = 0",
    "UPDATE level_block SET n = n + 1",
    "UPDATE level_block SET n = 9223372036854775807",
    "UPDATE level_block SET id = id + (13 << 32) WHERE level > 2",
    "UPDATE level_block SET id = id + (300 << 36)",
    "UPDATE level_block SET id = 9223372036854775807 WHERE level = 3 AND lane = 2",
    "UPDATE level_block SET id = -9223372036854775807 WHERE level = 3 AND lane = 0",
    "UPDATE level_block SET data = (SELECT data FROM level_block WHERE level = 1 LIMIT 1), n = 64",
    "UPDATE level_block SET data = (SELECT data FROM level_block WHERE level = 2 LIMIT 1), n = 64",
    "UPDATE event_block SET id = -1 - id",
    "UPDATE event_block SET id = id + 9223372036854700000",
    "UPDATE event_block SET id = id + 1",
    "UPDATE event_block SET first_mini_batch = 9223372036854775807, last_mini_batch = -5",
    "UPDATE event_block SET first_decision = 'x', last_decision = -1",
    "UPDATE event_block SET t0 = -9223372036854775807, t1 = 9223372036854775807",
    "UPDATE event_block SET n = 4097",
    "UPDATE event_block SET data = zeroblob (10000)",
  };
  static const char *const queries[] = {
    "SELECT count (*) FROM timeline ()",
    "SELECT count (*) FROM timeline (0, 9223372036854775807, 65536)",
    "SELECT count (*) FROM timeline (6000000, 6200000, 5000)",
    "SELECT count (*) FROM timeline (6000000, 6000007, 3)",
    "SELECT max (mini_batch) FROM event WHERE start_ns > 6000000",
    "SELECT count (*) FROM event WHERE rowid < 9223372036854775807 AND rowid > "
    "-9223372036854775807",
    "SELECT count (*) FROM event WHERE decision BETWEEN 9 AND 11",
  };
  g_autofree char *bytes = NULL;
  gsize n;
  guint n_refused = 0;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &n, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrace) trace = NULL;
      g_autoptr (BsQuery) query = NULL;
      sqlite3 *db = NULL;

      g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) n, NULL));
      g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
      /* STRICT refuses some of it, and ids that are taken: the others are what matters. */
      if (sqlite3_exec (db, damages[i], NULL, NULL, NULL) != SQLITE_OK)
        n_refused++;
      g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

      query = open_query (fixture);
      for (guint k = 0; k < G_N_ELEMENTS (queries); k++)
        {
          g_autoptr (GError) failure = NULL;
          g_autoptr (GArray) numbers = ask (query, queries[k], &failure);

          if (numbers == NULL && !g_error_matches (failure, BS_ERROR, BS_ERROR_CORRUPT))
            g_error ("%s; %s: %s", damages[i], queries[k], failure->message);
        }
      trace = bs_trace_load (fixture->path, NULL, &error);
      if (trace == NULL)
        g_assert_error (error, BS_ERROR, BS_ERROR_CORRUPT);
      /* What is drawn is made from the events alone. */
      g_assert_true ((strstr (damages[i], "level_block") == NULL) || trace != NULL);
    }
  g_assert_cmpuint (n_refused, <, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  TEST ("/event-tables/loaded", test_loaded);
  TEST ("/event-tables/event-table", test_event_table);
  TEST ("/event-tables/text", test_text);
  TEST ("/event-tables/conditions", test_conditions);
  TEST ("/event-tables/level-rows", test_level_rows);
  TEST ("/event-tables/timeline", test_timeline);
  TEST ("/event-tables/hostile-rows", test_hostile_rows);

  return g_test_run ();
}
