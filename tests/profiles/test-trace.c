/* SPDX-License-Identifier: Apache-2.0 */
/* Recording and reading back: everything equal, replay consistent, kills survived, files that are
 * not ours untouched. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/tables/tables.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

/* A name that says what names may be. */
static void
set_up (TracePlace *place, gconstpointer data)
{
  trace_place_init (place, "a b%41ä#?.bscope");
}

static void
tear_down (TracePlace *place, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_chmod (path, 0600);
      g_unlink (path);
    }
  trace_place_clear (place);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* What the trace says of each node must agree with what the policy saw. */
static void
assert_replay (const BsTrace *trace)
{
  g_autofree guint32 *ready = g_new (guint32, trace->types->n_types);

  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, id);
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, d->mini_batch);
      const BsCandidate *candidates = bs_trace_candidates (trace, id);
      guint32 executed = 0, forming = 0, absent = 0, n_ready_types = 0;

      memset (ready, 0, trace->types->n_types * sizeof *ready);
      for (guint32 v = 0; v < mini_batch->n_nodes; v++)
        {
          BsNodeState state = bs_trace_node_state (unpacked, v, id);

          executed += state == BS_NODE_EXECUTED;
          forming += state == BS_NODE_FORMING;
          absent += state == BS_NODE_ABSENT;
          if (state == BS_NODE_FORMING || state == BS_NODE_FRONTIER)
            ready[unpacked->graph->type[v]]++;
        }
      g_assert_cmpuint (executed, ==, d->n_executed);
      g_assert_cmpuint (forming, ==, d->size);
      g_assert_cmpuint (mini_batch->n_nodes - absent, ==, bs_trace_n_there (mini_batch, id));
      if (d->n_candidates == 0)
        continue;
      for (guint type = 0; type < trace->types->n_types; type++)
        n_ready_types += ready[type] > 0;
      g_assert_cmpuint (n_ready_types, ==, d->n_candidates);
      for (guint i = 0; i < d->n_candidates; i++)
        g_assert_cmpuint (candidates[i].ready, ==, ready[candidates[i].type]);
    }
}

static void
test_round_trip (TracePlace *place, gconstpointer data)
{
  const SyntheticOptions variants[] = {
    { "agenda", BS_ENCODING_SORT, 3, 120, 5, TRUE, TRUE, 1 },
    { "depth", BS_ENCODING_BASE, 2, 200, 6, TRUE, FALSE, 2 },
    { "unbatched", BS_ENCODING_MAX, 2, 90, 3, TRUE, TRUE, 3 },
    { "agenda", BS_ENCODING_MAX, 4, 60, 8, FALSE, TRUE, 4 },
    { "fsm", BS_ENCODING_BASE, 3, 120, 5, TRUE, TRUE, 5 },
    { "fsm", BS_ENCODING_MAX, 3, 120, 5, TRUE, TRUE, 6 },
    { "fsm", BS_ENCODING_SORT, 3, 120, 5, TRUE, TRUE, 7 },
    { "agenda", BS_ENCODING_SORT, 1, 70000, 5, TRUE, TRUE, 8 },
    { "agenda", BS_ENCODING_SORT, 0, 1, 2, TRUE, TRUE, 9 },
    { "agenda", BS_ENCODING_SORT, 3, 120, 5, TRUE, TRUE, 10, 4 },
    { "fsm", BS_ENCODING_MAX, 2, 90, 5, TRUE, FALSE, 11, 2 },
    { "unbatched", BS_ENCODING_BASE, 2, 60, 4, TRUE, TRUE, 12, 30 },
    { "fsm", BS_ENCODING_MARKED, 3, 120, 5, TRUE, TRUE, 13, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (Synthetic) run = synthetic_new (&variants[i]);
      g_autoptr (BsTrace) trace = NULL;

      /* Each replaces the one before. */
      synthetic_record (run, place->path);
      g_assert_cmpuint (count_files (place->folder), ==, 1);
      trace = trace_place_load (place->path);
      g_assert_cmpuint (count_files (place->folder), ==, 1);
      if (variants[i].n_mini_batches > 0)
        synthetic_assert_equal (run, trace);
      g_assert_cmpuint (trace->n_mini_batches, ==, variants[i].n_mini_batches);
      if (variants[i].n_nodes < 1000)
        {
          assert_replay (trace);
          synthetic_exercise (trace);
        }
    }
}

/* Returns: how many rows a statement has. */
static guint
count_rows (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  guint n = 0;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_test_fail_printf ("%s: %s", sql, sqlite3_errmsg (db));
  while (sqlite3_step (stmt) == SQLITE_ROW)
    n++;
  sqlite3_finalize (stmt);

  return n;
}

/* Anyone can read a trace with an SQL client. */
static void
test_views (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTable) table = NULL;
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  guint row = 0;

  synthetic_record_default (place->path);
  trace = trace_place_load (place->path);
  table = bs_tables_decisions (trace, FALSE);

  g_assert_cmpint (sqlite3_open_v2 (place->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT * FROM decisions ORDER BY decision", -1, &stmt, NULL), ==,
      SQLITE_OK);
  for (guint column = 0; column < bs_table_get_n_columns (table); column++)
    g_assert_cmpstr (sqlite3_column_name (stmt, (int) column), ==,
                     bs_table_get_column_name (table, column));
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      for (guint column = 0; column < bs_table_get_n_columns (table); column++)
        {
          g_autofree char *text = bs_table_get_text (table, row, column);

          g_assert_cmpstr ((const char *) sqlite3_column_text (stmt, (int) column), ==, text);
        }
      row++;
    }
  g_assert_cmpuint (row, ==, trace->n_decisions);
  sqlite3_finalize (stmt);

  for (const char *const *view =
           (const char *const[]){ "frontier", "batches", "mini_batches", "policy_table", "moves",
                                  "plans", "plan_operands", NULL };
       *view != NULL; view++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", *view);

      g_assert_cmpuint (count_rows (db, sql), >, 0);
    }
  sqlite3_close (db);
}

/* The manual names all tables and views, and its examples say something of a trace. */
static void
test_manual (TracePlace *place, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "batchscope-trace.5",
                                                 NULL);
  g_autofree char *manual = NULL;
  g_auto (GStrv) examples = NULL;
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  guint n_names = 0, n_queries = 0;

  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  synthetic_record_default (place->path);
  g_assert_cmpint (sqlite3_open_v2 (place->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')", -1,
                      &stmt, NULL);
  for (; sqlite3_step (stmt) == SQLITE_ROW; n_names++)
    if (strstr (manual, (const char *) sqlite3_column_text (stmt, 0)) == NULL)
      g_test_fail_printf ("“%s” is not in the manual", sqlite3_column_text (stmt, 0));
  g_assert_cmpuint (n_names, >, 30);
  sqlite3_finalize (stmt);

  examples = g_strsplit (manual, ".EX\n", -1);
  for (guint i = 1; examples[i] != NULL; i++)
    {
      char *end = strstr (examples[i], ".EE\n");

      g_assert_nonnull (end);
      *end = '\0';
      if (!g_str_has_prefix (examples[i], "SELECT"))
        continue;
      n_queries++;
      g_assert_cmpuint (count_rows (db, examples[i]), >, 0);
    }
  g_assert_cmpuint (n_queries, >, 3);
  sqlite3_close (db);
}

/* The same run gives the same table of decisions. */
static void
test_deterministic (TracePlace *place, gconstpointer data)
{
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BsTrace) trace = NULL;
      g_autoptr (BsTable) table = NULL;

      synthetic_record_default (place->path);
      trace = trace_place_load (place->path);
      table = bs_tables_decisions (trace, FALSE);
      bs_table_print (table, BS_TABLE_CSV, i == 0 ? first : second);
    }
  g_assert_cmpuint (first->len, >, 100);
  g_assert_cmpstr (first->str, ==, second->str);
}

static void
test_not_ours (TracePlace *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *missing = g_build_filename (place->folder, "no", "such", "file", NULL);
  sqlite3 *db = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (place->path, "my thesis", -1, NULL));
  g_assert_null (bs_recorder_new (place->path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (place->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "my thesis");
  g_clear_pointer (&contents, g_free);

  g_assert_true (g_file_set_contents (place->path, "", 0, NULL));
  g_assert_null (bs_recorder_new (place->path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);

  g_assert_cmpint (sqlite3_open (place->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE bookmarks (url)", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (place->path, &contents, &length, NULL));
  g_assert_null (bs_recorder_new (place->path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);
  {
    g_autofree char *after = NULL;
    gsize length_after;

    g_assert_true (g_file_get_contents (place->path, &after, &length_after, NULL));
    g_assert_cmpmem (contents, length, after, length_after);
  }

  g_assert_null (bs_recorder_new (place->folder, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (bs_recorder_new (missing, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
}

/* Killed in the middle: what was committed opens, and nothing it opens with changes the file. */
static void
test_killed (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autofree char *log = g_strconcat (place->path, "-wal", NULL);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTrace) without_log = NULL;
  GStatBuf st;
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      BsRecorder *recorder = bs_recorder_new (place->path, NULL);

      bs_recorder_set_info (recorder, "seed", "7");
      synthetic_play (run, bs_recorder_get_observer (recorder), 2);
      g_usleep (500000);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  g_assert_cmpint (g_stat (log, &st), ==, 0);
  g_assert_cmpint (st.st_size, >, 0);
  trace = trace_place_load (place->path);
  g_assert_false (trace->complete);
  g_assert_cmpuint (trace->diagnostics->len, >=, 1);
  g_assert_cmpstr (bs_trace_get_info (trace, "seed"), ==, "7");
  g_assert_cmpuint (trace->n_mini_batches, ==, 2);
  g_assert_cmpuint (trace->n_decisions, ==,
                    ((BsSchedule *) g_ptr_array_index (run->schedules, 0))->n_decisions
                        + ((BsSchedule *) g_ptr_array_index (run->schedules, 1))->n_decisions);
  assert_replay (trace);
  synthetic_exercise (trace);

  /* Without the log there is little, but it opens. */
  g_assert_cmpint (g_unlink (log), ==, 0);
  without_log = trace_place_load (place->path);
  g_assert_false (without_log->complete);
  g_assert_cmpuint (without_log->n_decisions, ==, 0);
  synthetic_exercise (without_log);

  /* And a new recording may take its place. */
  synthetic_record (run, place->path);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* A recording that goes on is not replaced by another. */
static void
test_in_use (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autoptr (GError) error = NULL;
  int ready[2], status;
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);

      if (write (ready[1], "!", 1) == 1)
        pause ();
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_null (bs_recorder_new (place->path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "is being recorded"));
  g_assert_true (g_file_test (place->path, G_FILE_TEST_IS_REGULAR));

  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  close (ready[0]);
  close (ready[1]);
  synthetic_record (run, place->path);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* A full disk is told when closing, and not before: the run goes on. */
static void
test_full_disk (TracePlace *place, gconstpointer data)
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      SyntheticOptions options = SYNTHETIC_DEFAULTS;
      g_autoptr (GError) error = NULL;
      BsRecorder *recorder = bs_recorder_new (place->path, &error);
      struct rlimit limit = { 1 << 20, 1 << 20 };
      gboolean ok;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      options.n_mini_batches = 20;
      options.n_nodes = 5000;
      options.reasons = FALSE;
      synthetic_play (synthetic_new (&options), bs_recorder_get_observer (recorder), 20);
      ok = bs_recorder_close (recorder, &error);
      _exit (!ok && error != NULL && g_error_matches (error, BS_ERROR, BS_ERROR_IO) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  /* What did get there still opens. */
  {
    g_autoptr (BsTrace) trace = trace_place_load (place->path);

    g_assert_false (trace->complete);
    synthetic_exercise (trace);
  }
}

/* The log cut at any length: a shorter recording. */
static void
test_cut_log (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autofree char *log = g_strconcat (place->path, "-wal", NULL);
  g_autofree char *copy = g_build_filename (place->folder, "copy.bscope", NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);
  g_autofree char *copy_index = g_strconcat (copy, "-shm", NULL);
  g_autofree char *main_bytes = NULL;
  g_autofree char *log_bytes = NULL;
  gsize main_length, log_length;
  guint32 most = 0, n_shorter = 0;
  BsRecorder *recorder;

  options.n_mini_batches = 40;
  run = synthetic_new (&options);
  recorder = bs_recorder_new (place->path, NULL);
  g_assert_nonnull (recorder);
  for (guint i = 0; i < 4; i++)
    {
      /* Commits in between. */
      g_autofree char *text = g_strdup_printf ("%u", i);

      bs_recorder_set_info (recorder, "step", text);
      g_usleep (20000);
    }
  synthetic_play (run, bs_recorder_get_observer (recorder), 40);
  g_usleep (700000);
  g_assert_true (g_file_get_contents (place->path, &main_bytes, &main_length, NULL));
  g_assert_true (g_file_get_contents (log, &log_bytes, &log_length, NULL));
  g_assert_true (g_file_set_contents (copy, main_bytes, (gssize) main_length, NULL));

  for (guint i = 0; i <= 40; i++)
    {
      g_autoptr (BsTrace) trace = NULL;
      gsize length = log_length - log_length * i / 40;

      g_unlink (copy_index);
      g_assert_true (g_file_set_contents (copy_log, log_bytes, (gssize) length, NULL));
      trace = trace_place_load (copy);
      g_assert_false (trace->complete);
      most = MAX (most, trace->n_decisions);
      n_shorter += trace->n_decisions < most;
      assert_replay (trace);
    }
  g_assert_cmpuint (most, >, 0);
  g_assert_cmpuint (n_shorter, >, 0);
  bs_recorder_free (recorder);

  /* Freed without closing: cut short, but all there, in one file. */
  {
    g_autoptr (BsTrace) trace = trace_place_load (place->path);

    g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
    g_assert_false (trace->complete);
    g_assert_cmpuint (trace->n_mini_batches, ==, 40);
    g_assert_cmpuint (trace->n_events, ==, run->events->len);
  }
}

static void
test_many_mini_batches (TracePlace *place, gconstpointer data)
{
  const guint32 n = 65536 + 100;
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, TRUE);
  g_autoptr (BsSchedule) schedule = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GError) error = NULL;
  const BsObserver *observer = bs_recorder_get_observer (recorder);

  bs_type_table_intern (types, "only", NULL, BS_SHAPE_CELL);
  bs_graph_builder_add (builder, 0, 0, BS_NO_DATUM, NULL, 0);
  graph = bs_graph_builder_finish (builder, NULL);
  schedule = bs_scheduler_run (scheduler, graph, types);
  for (guint32 i = 0; i < n; i++)
    {
      BsMiniBatch mini_batch = { .mini_batch = i,
                                 .first_decision = i + 1,
                                 .types = types,
                                 .graph = graph,
                                 .schedule = schedule };
      BsEvent event = { .start_ns = 10 * (gint64) i,
                        .end_ns = 10 * (gint64) i + 1 + i % 7,
                        .mini_batch = (guint16) i,
                        .phase = BS_PHASE_READ };

      observer->scheduled (observer->user_data, &mini_batch);
      observer->event (observer->user_data, &event);
      observer->finished (observer->user_data, i, 0.5);
    }
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);

  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_mini_batches, ==, n);
  table = bs_tables_mini_batches (trace);
  for (guint32 i = 0; i < n; i += 13)
    {
      g_autofree char *text = bs_table_get_text (table, i, 5);

      g_assert_cmpint (g_ascii_strtoll (text, NULL, 10), ==, 1 + i % 7);
    }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_async (TracePlace *place, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  BsLoadProgress progress = { 0 };
  GAsyncResult *result = NULL;

  synthetic_record_default (place->path);
  bs_trace_load_async (place->path, &progress, NULL, on_loaded, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  trace = bs_trace_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trace->n_mini_batches, ==, 3);
  g_clear_object (&result);
  g_assert_cmpint (g_atomic_int_get (&progress.n_decisions), ==, trace->n_decisions);
  g_assert_cmpint (g_atomic_int_get (&progress.n_events), ==, trace->n_events);
  g_assert_cmpint (g_atomic_int_get (&progress.n_events_expected), ==, trace->n_events);
  bs_load_progress_tell (&progress, n_events, G_MAXUINT64);
  g_assert_cmpint (progress.n_events, ==, G_MAXINT);

  g_cancellable_cancel (cancellable);
  bs_trace_load_async (place->path, NULL, cancellable, on_loaded, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (bs_trace_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
}

/* What stands around the picture of a state is the sentence without it, and nothing is lost. */
static void
assert_parts (const BsTrace *trace, guint32 id, const char *reason)
{
  g_autofree char *before = NULL, *lead = NULL;
  g_autofree char *after = bs_trace_cause_text (trace, id, &before, &lead);
  g_autofree char *ratio = bs_trace_ratio_text (trace, id);
  g_autofree char *state = bs_trace_short_state_text (trace, id);
  g_autofree char *start = g_strconcat (before != NULL ? before : "", " ", state, NULL);

  if (before != NULL)
    {
      g_assert_true (g_str_has_prefix (reason, start));
      g_assert_null (strstr (after, state));
    }
  g_assert_true (lead == NULL || strstr (reason, lead) != NULL);
  g_assert_true (ratio == NULL || strstr (reason, ratio) != NULL);
}

static void
test_reasons (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;

  synthetic_record_default (place->path);
  trace = trace_place_load (place->path);
  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, id);
      g_autofree char *reason = bs_trace_reason_text (trace, id);
      g_autofree char *text = bs_trace_decision_text (trace, id);
      g_autofree char *start = g_strdup_printf ("Decision %u of %u: batched %u ", id,
                                                trace->n_decisions, d->size);

      assert_parts (trace, id, reason);
      g_assert_true (g_str_has_suffix (reason, "."));
      g_assert_nonnull (strstr (reason, trace->types->types[d->type].name));
      g_assert_nonnull (strstr (reason, "ρ = "));
      g_assert_true (g_str_has_prefix (text, start));
      if (bs_reason_is_fallback (d->reason))
        g_assert_nonnull (strstr (reason, "unknown"));
      if (d->reason == BS_REASON_LEARNED)
        g_assert_nonnull (strstr (reason, "prefers"));
      if (d->n_tied > 0)
        g_assert_nonnull (strstr (reason, "as good"));
    }

  {
    g_autofree char *almost = bs_rho_to_string (0.9999);
    g_autofree char *one = bs_rho_to_string (1.0);

    g_assert_cmpstr (almost, ==, "0.99");
    g_assert_cmpstr (one, ==, "1.00");
  }
}

/* Each reason has words of its own, none of them the general ones of a rule. */
static void
test_all_reasons (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  synthetic_record_default (place->path);
  trace = trace_place_load (place->path);
  for (guint reason = 0; reason < BS_N_REASONS; reason++)
    {
      char *text;

      trace->decisions[0].reason = (guint8) reason;
      text = bs_trace_reason_text (trace, 1);
      if (reason != BS_REASON_RULE)
        g_assert_null (strstr (text, "The rule of the policy"));
      g_assert_true (g_hash_table_add (seen, text));
    }
}

/* A marked table has priorities, and says what its marks are. */
static void
test_marked_reasons (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsTrace) trace = NULL;
  guint n_learned = 0;

  options.policy = "fsm";
  options.encoding = BS_ENCODING_MARKED;
  run = synthetic_new (&options);
  synthetic_record (run, place->path);
  trace = trace_place_load (place->path);
  g_assert_nonnull (strstr (bs_trace_state_legend (trace), "* lowers the bound"));
  g_assert_nonnull (strstr (bs_trace_state_legend (trace), "^ leads"));
  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      guint8 reason = bs_trace_decision (trace, id)->reason;
      g_autofree char *text = bs_trace_reason_text (trace, id);

      g_assert_null (strstr (text, "Q "));
      if (reason == BS_REASON_LEARNED || reason == BS_REASON_COMPOSED)
        {
          g_assert_nonnull (strstr (text, "priority"));
          g_assert_null (strstr (text, "the first in order won"));
          n_learned++;
        }
    }
  g_assert_cmpuint (n_learned, >, 0);
}

/* A state of many types does not make a sentence of pages. */
static void
test_long_states (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsTrace) trace = NULL;
  guint n_long = 0;

  options.n_types = 60;
  options.n_nodes = 400;
  run = synthetic_new (&options);
  synthetic_record (run, place->path);
  trace = trace_place_load (place->path);
  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      g_autofree char *text = NULL;

      trace->decisions[id - 1].reason = BS_REASON_LEARNED;
      text = bs_trace_reason_text (trace, id);
      g_assert_cmpint (g_utf8_strlen (text, -1), <, 320);
      n_long += strstr (text, "types) prefers") != NULL;
    }
  g_assert_cmpuint (n_long, >, 0);
}

/* What a search says of each schedule is in the trace, under its mini-batch. */
static void
test_searches (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  guint32 first_decision = 1;

  run = synthetic_new (&options);
  policy = bs_policy_new ("beam", NULL, &error);
  g_assert_no_error (error);
  scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  recorder = bs_recorder_new (place->path, &error);
  g_assert_no_error (error);
  bs_recorder_ask_policy (recorder, policy);
  for (guint32 i = 0; i < run->graphs->len; i++)
    {
      BsGraph *graph = g_ptr_array_index (run->graphs, i);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, run->types);
      BsMiniBatch mini_batch = { .mini_batch = i,
                                 .first_decision = first_decision,
                                 .types = run->types,
                                 .graph = graph,
                                 .schedule = schedule };
      const BsObserver *observer = bs_recorder_get_observer (recorder);

      g_ptr_array_add (said, bs_policy_describe (policy));
      observer->scheduled (observer->user_data, &mini_batch);
      observer->finished (observer->user_data, i, NAN);
      first_decision += schedule->n_decisions;
    }
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);

  trace = trace_place_load (place->path);
  for (guint32 i = 0; i < said->len; i++)
    {
      g_assert_nonnull (g_ptr_array_index (said, i));
      g_assert_cmpstr (bs_trace_get_search (trace, i), ==, g_ptr_array_index (said, i));
    }
  g_assert_null (bs_trace_get_search (trace, said->len));
}

/* A folder that may not be written to: the trace opens, nothing appears. */
static void
test_read_only_folder (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;

  synthetic_record_default (place->path);
  g_chmod (place->path, 0400);
  g_chmod (place->folder, 0500);
  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_mini_batches, ==, 3);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
  g_chmod (place->folder, 0700);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/profiles/trace/" name, TracePlace, NULL, set_up, func, tear_down)
  /* First, while there is one thread. */
  ADD ("killed", test_killed);
  ADD ("in-use", test_in_use);
  ADD ("full-disk", test_full_disk);
  ADD ("round-trip", test_round_trip);
  ADD ("views", test_views);
  ADD ("manual", test_manual);
  ADD ("deterministic", test_deterministic);
  ADD ("not-ours", test_not_ours);
  ADD ("cut-log", test_cut_log);
  ADD ("many-mini-batches", test_many_mini_batches);
  ADD ("async", test_async);
  ADD ("reasons", test_reasons);
  ADD ("all-reasons", test_all_reasons);
  ADD ("marked-reasons", test_marked_reasons);
  ADD ("long-states", test_long_states);
  ADD ("searches", test_searches);
  ADD ("read-only-folder", test_read_only_folder);
#undef ADD

  return g_test_run ();
}
