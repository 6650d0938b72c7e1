/* SPDX-License-Identifier: Apache-2.0 */
/* The list of tables and columns says what queries find, of every one of them, in words. */
#include "config.h"

#include <string.h>

#include "profiles/format/schema.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/query-schema.h"
#include "profiles/query/query.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static gboolean
count_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* Each example is allowed, runs, and has the columns that are listed. */
static void
test_examples (void)
{
  const GPtrArray *all = bs_query_schema_get ();
  TracePlace place;
  g_autoptr (BsQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  guint n_filled = 0;

  trace_place_init (&place, NULL);
  synthetic_record_default (place.path);
  query = bs_query_open (place.path, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    {
      const BsRelation *relation = g_ptr_array_index (all, i);
      g_autofree char *sql = bs_relation_make_example (relation);
      guint n = 0;

      g_test_message ("%s", sql);
      bs_query_prepare (query, sql, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bs_query_get_n_columns (query), ==, relation->columns->len);
      for (guint k = 0; k < relation->columns->len; k++)
        g_assert_cmpstr (bs_query_get_column_name (query, k), ==,
                         ((BsRelationColumn *) g_ptr_array_index (relation->columns, k))->name);
      bs_query_run (query, 10, count_row, &n, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n, <=, 1000);
      n_filled += n > 0;
    }
  g_assert_cmpuint (n_filled, >, all->len / 2);
  g_clear_pointer (&query, bs_query_free);
  trace_place_clear (&place);
}

/* Everything is explained. */
static void
test_help (void)
{
  const GPtrArray *all = bs_query_schema_get ();
  guint n_missing = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const BsRelation *relation = g_ptr_array_index (all, i);

      g_assert_cmpuint (relation->columns->len, >, 0);
      g_assert_true (bs_query_schema_find (relation->name, strlen (relation->name)) == relation);
      if (relation->kind != BS_RELATION_FILE && relation->help == NULL)
        g_error ("%s has no help", relation->name);
      for (guint k = 0; k < relation->columns->len; k++)
        {
          const BsRelationColumn *column = g_ptr_array_index (relation->columns, k);

          g_assert_nonnull (column->type);
          if (relation->kind != BS_RELATION_FILE && column->help == NULL)
            {
              g_test_message ("%s.%s has no help", relation->name, column->name);
              n_missing++;
            }
        }
    }
  g_assert_cmpuint (n_missing, ==, 0);
}

static void
test_find (void)
{
  const BsRelation *decisions = bs_query_schema_find ("DeciSions or so", 9);
  const BsRelationColumn *column;
  gboolean ns = FALSE;

  g_assert_nonnull (decisions);
  g_assert_cmpstr (decisions->name, ==, "decisions");
  g_assert_cmpint (decisions->kind, ==, BS_RELATION_VIEW);
  g_assert_null (bs_query_schema_find ("decisio", 7));
  g_assert_null (bs_query_schema_find ("", 0));
  g_assert_cmpuint (decisions->columns->len, >=, BS_N_DECISION_COLUMNS);
  for (guint i = 0; i < decisions->columns->len; i++)
    {
      column = g_ptr_array_index (decisions->columns, i);
      if (g_str_has_suffix (column->name, "_ns"))
        {
          g_assert_cmpstr (column->unit, ==, "ns");
          ns = TRUE;
        }
    }
  g_assert_true (ns);
  /* every table of the file, once; none that is gone */
  for (guint i = 0; bs_schema_tables[i].name != NULL; i++)
    {
      const char *name = bs_schema_tables[i].name;
      const BsRelation *relation = bs_query_schema_find (name, strlen (name));

      if (bs_schema_tables[i].until == 0)
        g_assert_nonnull (relation);
    }
}

/* From many threads at once, before anybody asked. */
static gpointer
ask_thread (gpointer data)
{
  return (gpointer) bs_query_schema_get ();
}

static void
test_threads (void)
{
  GThread *threads[8];
  gpointer all = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      gpointer one = g_thread_join (threads[i]);

      g_assert_true (all == NULL || one == all);
      all = one;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-schema/threads", test_threads);
  g_test_add_func ("/query-schema/examples", test_examples);
  g_test_add_func ("/query-schema/help", test_help);
  g_test_add_func ("/query-schema/find", test_find);
  return g_test_run ();
}
