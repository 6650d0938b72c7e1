/* SPDX-License-Identifier: Apache-2.0 */
/* A query used as a breakpoint: the condition stops where the query has rows, and what is no condition
 * over decisions is none. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query-predicate.h"
#include "profiles/query/query.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static const struct
{
  const char *sql, *condition;
} good[] = {
  { "rho < 1", "rho < 1" },
  { "  rho < 1 ; ", "rho < 1" },
  { "batch_size > 1 -- large\n", "batch_size > 1" },
  { "SELECT * FROM decisions WHERE rho < 1", "rho < 1" },
  { "select decision, (SELECT count(*) FROM batches) FROM decisions\nwhere rho < 1;", "rho < 1" },
  { "SELECT d.decision FROM decisions AS d WHERE d.rho < 1 AND D.batch_size > 1 ORDER BY d.rho",
    "rho < 1 AND batch_size > 1" },
  { "SELECT decision FROM decisions d WHERE (d.rho < 1 OR d.batch_size = 2) LIMIT 10",
    "(rho < 1 OR batch_size = 2)" },
  { "SELECT decision FROM decisions WHERE decisions.type = 'd.e -- f' AND /* no */ batch_size > 0",
    "type = 'd.e -- f' AND batch_size > 0" },
  { "SELECT 1 FROM decisions WHERE type IN ('a', 'b') OR batch_size BETWEEN 2 AND 4",
    "type IN ('a', 'b') OR batch_size BETWEEN 2 AND 4" },
  { "-- which\nSELECT DISTINCT type FROM decisions WHERE batch_size = 1", "batch_size = 1" },
};

static const char *const bad[] = {
  "",
  "   ",
  "-- nothing",
  "SELECT",
  "SELECT 1",
  "SELECT * FROM decisions",
  "SELECT * FROM decisions WHERE",
  "SELECT * FROM batches WHERE ns > 1",
  "SELECT * FROM decisions, batches WHERE rho < 1",
  "SELECT * FROM decisions JOIN batches USING (decision) WHERE rho < 1",
  "SELECT * FROM decisions LEFT JOIN batches USING (decision) WHERE rho < 1",
  "SELECT * FROM (SELECT * FROM decisions) WHERE rho < 1",
  "SELECT type, count(*) FROM decisions WHERE rho < 1 GROUP BY type",
  "SELECT count(*) FROM decisions WHERE rho < 1 HAVING count(*) > 1",
  "SELECT 1 FROM decisions WHERE rho < 1 UNION SELECT 2 FROM decisions",
  "SELECT 1 FROM decisions WHERE rho < 1 INTERSECT SELECT 1",
  "SELECT 1 FROM decisions WHERE rho < 1 EXCEPT SELECT 1",
  "SELECT 1 FROM decisions WHERE rho = (SELECT max (rho) FROM decisions)",
  "SELECT 1 FROM decisions WHERE nothing > 1",
  "SELECT 1 FROM decisions WHERE (rho < 1",
  "SELECT 1 FROM decisions WHERE rho < 1)",
  "WITH a AS (SELECT 1) SELECT * FROM decisions WHERE rho < 1",
  "DELETE FROM decisions WHERE rho < 1",
  "rho < 1; DROP TABLE batch",
  "rho < ",
  "VALUES (1)",
  "PRAGMA user_version",
  "EXPLAIN SELECT * FROM decisions WHERE rho < 1",
};

static gboolean
take_decision (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  guint32 decision = (guint32) values[0].integer;

  g_array_append_val ((GArray *) user_data, decision);
  return TRUE;
}

static void
test_good (void)
{
  TracePlace place;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsQuery) query = NULL;

  trace_place_init (&place, NULL);
  synthetic_record_default (place.path);
  trace = bs_trace_load (place.path, NULL, &error);
  g_assert_no_error (error);
  query = bs_query_open (place.path, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *condition = bs_query_find_predicate (good[i].sql, &error);
      g_autofree char *sql = NULL;
      g_autoptr (BsPredicate) predicate = NULL;
      g_autoptr (GArray) found = NULL, expected = g_array_new (FALSE, FALSE, sizeof (guint32));

      g_assert_no_error (error);
      g_assert_cmpstr (condition, ==, good[i].condition);
      predicate = bs_predicate_new (condition, &error);
      g_assert_no_error (error);
      found = bs_predicate_find_all (predicate, trace, NULL, &error);
      g_assert_no_error (error);
      sql = g_strdup_printf ("SELECT decision FROM decisions WHERE %s ORDER BY 1",
                             good[i].condition);
      bs_query_prepare (query, sql, &error);
      g_assert_no_error (error);
      bs_query_run (query, 10, take_decision, expected, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (found->data, found->len * sizeof (guint32), expected->data,
                       expected->len * sizeof (guint32));
    }
  g_clear_pointer (&query, bs_query_free);
  g_clear_pointer (&trace, bs_trace_unref);
  trace_place_clear (&place);
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *condition = bs_query_find_predicate (bad[i], &error);

      if (condition != NULL)
        g_error ("“%s” is taken for “%s”", bad[i], condition);
      g_assert_cmpint (error->domain, ==, BS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-predicate/good", test_good);
  g_test_add_func ("/query-predicate/bad", test_bad);
  return g_test_run ();
}
