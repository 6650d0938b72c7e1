/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a predicate over the decisions of a small trace: it is refused, or it is one expression
 * and finds what the same text finds behind WHERE in a query. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "engine/policy.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/query.h"
#include "profiles/recording/recorder.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 1500;
const char *const bs_fuzz_words[] = { "type",
                                      "batch_size",
                                      "rho",
                                      "q_margin",
                                      "state",
                                      " AND ",
                                      " OR ",
                                      "NOT ",
                                      " IN (1, 2)",
                                      " IS NULL",
                                      "(",
                                      ")",
                                      "'",
                                      "\"",
                                      "[",
                                      ";",
                                      "--",
                                      "/*",
                                      "SELECT 1",
                                      "decisions",
                                      "rowid",
                                      "count (*)",
                                      "abs (",
                                      "max (1, 2)",
                                      " LIKE '%_%'",
                                      "printf ('%9d')",
                                      "zeroblob (9)",
                                      " BETWEEN ",
                                      "CASE WHEN ",
                                      " END",
                                      "CAST (",
                                      " AS INTEGER)",
                                      " COLLATE NOCASE",
                                      "9223372036854775807",
                                      "1e999",
                                      "x'00'",
                                      "?",
                                      "\xff",
                                      "é",
                                      NULL };

static BsTrace *trace;
static BsQuery *query;

/* A trace of nine nodes of three types. */
static void
make_trace (void)
{
  static const char text[] = "9\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 2 2 3\n1 0\n2 1 5\n3 1 6\n3 2 4 7\n";
  g_autofree char *folder = g_dir_make_tmp ("batchscope-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.bscope", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsMiniBatch mini_batch = {
    .first_decision = 1,
    .types = types,
    .graph = graph,
    .schedule = schedule,
  };
  const BsObserver *observer = bs_recorder_get_observer (recorder);

  observer->scheduled (observer->user_data, &mini_batch);
  for (guint32 i = 2; i <= schedule->n_decisions; i++)
    {
      BsEvent event = { .start_ns = i, .end_ns = i + 1, .decision = i, .phase = BS_PHASE_FUSED };

      observer->event (observer->user_data, &event);
    }
  observer->finished (observer->user_data, 0, 1.0);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  query = bs_query_open (path, NULL, &error);
  g_assert_no_error (error);
  /* an open file stays */
  g_unlink (path);
  g_rmdir (folder);
}

static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  guint32 decision = (guint32) values[0].integer;

  g_array_append_val ((GArray *) user_data, decision);

  return TRUE;
}

static void
check_next (BsPredicate *predicate, const GArray *found)
{
  guint32 last = 0;

  for (guint i = 0; i <= found->len; i++)
    {
      guint32 expected = i < found->len ? g_array_index (found, guint32, i) : 0, next;

      g_assert_true (bs_predicate_next (predicate, trace, last, TRUE, &next, NULL, NULL));
      g_assert_cmpuint (next, ==, expected);
      last = next;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *sql = g_strdup_printf ("SELECT decision FROM decisions WHERE (%s) "
                                          "ORDER BY decision",
                                          text);
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPredicate) predicate = NULL;

  if (trace == NULL)
    make_trace ();

  predicate = bs_predicate_new (text, &error);
  if (predicate != NULL)
    found = bs_predicate_find_all (predicate, trace, NULL, &error);
  if (found == NULL)
    {
      g_assert_cmpint (error->domain, ==, BS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  check_next (predicate, found);
  if (bs_query_prepare (query, sql, NULL) && bs_query_run (query, 1, add_row, expected, NULL))
    g_assert_cmpmem (found->data, found->len * sizeof (guint32), expected->data,
                     expected->len * sizeof (guint32));

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "type = '2' AND batch_size < 8",
    "rho < 1 AND q_margin < 0.1",
    "reason = 'ratio' OR n_candidates > 3",
    "state LIKE '%1%' AND NOT (safe OR fallback) OR type GLOB '[1-3]*'",
    "decision BETWEEN 2 AND 4 AND remaining - batch_size >= 0 AND executed IS NOT NULL",
    "CASE type WHEN '1' THEN batch_size ELSE gathers + scatters END IN (1, 2, 3)",
    "round (sqrt (abs (score)), 1) <> coalesce (run_ns, max (choose_ns, 1)) % 7",
    "substr (state, 1, 1) || '' <= upper (reason) COLLATE NOCASE",
    "CAST (draw AS REAL) IS n_tied OR (step, n_ready) < (2, 3)",
    "gather_bytes | scatter_bytes << 2 & ~flops OR x'31' = type",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
    g_ptr_array_add (seeds, g_bytes_new_static (bs_decision_columns[i].name,
                                                strlen (bs_decision_columns[i].name)));

  return seeds;
}
