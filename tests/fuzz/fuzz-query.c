/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a query on a small trace: it is refused, or runs within its limits; the trace stays
 * as it was, and nothing appears beside it. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/graph-text.h"
#include "engine/policy.h"
#include "profiles/query/query.h"
#include "profiles/query/recipes.h"
#include "profiles/recording/recorder.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 1500;
const char *const bs_fuzz_words[] = { "SELECT ",
                                      "DELETE FROM decision",
                                      "ATTACH 'y' AS y",
                                      "VACUUM INTO 'y'",
                                      "PRAGMA ",
                                      ";",
                                      "EXPLAIN ",
                                      "user_version = 5",
                                      "WITH RECURSIVE ",
                                      "events",
                                      "/*",
                                      "--",
                                      "sqlite_schema",
                                      "load_extension ('y')",
                                      "UNION ALL",
                                      " JOIN decisions",
                                      " JOIN members",
                                      " WHERE mini_batch = 0",
                                      "'",
                                      "(",
                                      "json_each ",
                                      "pragma_table_list",
                                      "CREATE TEMP ",
                                      "\xff",
                                      "9e999",
                                      ")",
                                      NULL };

static char *folder, *path, *contents;
static gsize n_contents;

/* A trace of five nodes that were only scheduled. */
static void
make_trace (void)
{
  static const char text[] = "5\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 2 2 3\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsRecorder) recorder = NULL;
  BsMiniBatch mini_batch = {
    .first_decision = 1,
    .types = types,
    .graph = graph,
    .schedule = schedule,
  };
  const BsObserver *observer;

  folder = g_dir_make_tmp ("batchscope-fuzz-XXXXXX", NULL);
  path = g_build_filename (folder, "x.bscope", NULL);
  recorder = bs_recorder_new (path, &error);
  g_assert_no_error (error);
  observer = bs_recorder_get_observer (recorder);
  observer->scheduled (observer->user_data, &mini_batch);
  for (guint32 i = 1; i <= schedule->n_decisions; i++)
    {
      BsEvent event = { .start_ns = i, .end_ns = i + 1, .decision = i, .phase = BS_PHASE_FUSED };

      observer->event (observer->user_data, &event);
    }
  observer->finished (observer->user_data, 0, 1.0);
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_true (g_file_get_contents (path, &contents, &n_contents, NULL));
}

static gboolean
look_at_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  guint *n_rows = user_data;
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    for (gsize k = 0; k < MIN (values[i].n_bytes, 4096); k++)
      sum += values[i].bytes[k];

  return ++*n_rows < 2000 || sum == G_MAXUINT;
}

static void
check_untouched (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *now = NULL;
  const char *name;
  gsize n;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "x.bscope");
  g_assert_true (g_file_get_contents (path, &now, &n, NULL));
  g_assert_cmpmem (now, n, contents, n_contents);
}

static void
clean_up (void)
{
  g_unlink (path);
  g_rmdir (folder);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static BsQuery *query;
  g_autofree char *sql = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  if (query == NULL)
    {
      make_trace ();
      atexit (clean_up);
      query = bs_query_open (path, NULL, &error);
      g_assert_no_error (error);
      /* where a statement would write a file that it names */
      g_assert_cmpint (g_chdir (folder), ==, 0);
    }

  if (bs_query_prepare (query, sql, &error))
    bs_query_run (query, 0.05, look_at_row, &n_rows, &error);
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  check_untouched ();

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "PRAGMA table_info (decision)",
    "EXPLAIN QUERY PLAN SELECT * FROM frontier WHERE rho > 0.5",
    "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 9) SELECT x FROM c",
    "SELECT phase, sum (ns) OVER (ORDER BY start_ns) FROM events; -- end",
    "VALUES (1, NULL, 'x', x'00ff', 1e5)",
    "SELECT n.chain, e.input FROM node n LEFT JOIN edge e ON e.mini_batch = n.mini_batch AND "
    "e.node = n.node WHERE n.decision = 2 OR n.mini_batch = 0",
    "SELECT word, waited FROM members WHERE decision IN (1, 3) AND q_margin < node",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  for (const BsRecipe *recipe = bs_recipes; recipe->name != NULL; recipe++)
    g_ptr_array_add (seeds, g_bytes_new_static (recipe->sql, strlen (recipe->sql)));

  return seeds;
}
