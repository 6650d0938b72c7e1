/* SPDX-License-Identifier: Apache-2.0 */
/* Predicates: what they find, that they say the same as the view `decisions` of a query, where they
 * are wrong, what they refuse, and the ends of long ones. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/query.h"
#include "tests/profiles/synthetic.h"

typedef struct
{
  char *folder, *path;
  BsTrace *trace;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "t.bscope", NULL);
  synthetic_record_default (fixture->path);
  fixture->trace = bs_trace_load (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bs_trace_unref (fixture->trace);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static BsPredicate *
make (const char *text)
{
  g_autoptr (GError) error = NULL;
  BsPredicate *predicate = bs_predicate_new (text, &error);

  if (predicate == NULL)
    g_error ("%s: %s", text, error->message);

  return predicate;
}

static GArray *
find (const char *text, const BsTrace *trace)
{
  g_autoptr (BsPredicate) predicate = make (text);
  g_autoptr (GError) error = NULL;
  GArray *found = bs_predicate_find_all (predicate, trace, NULL, &error);

  g_assert_no_error (error);

  return found;
}

static void
test_finds (Fixture *fixture, gconstpointer data)
{
  const BsTrace *trace = fixture->trace;
  const char *type = trace->types->types[bs_trace_decision (trace, 1)->type].name;
  g_autofree char *text = g_strdup_printf ("type = '%s' AND batch_size < 8", type);
  g_autoptr (GArray) all = find ("1", trace);
  g_autoptr (GArray) none = find ("rho > 1 OR NULL", trace);
  g_autoptr (GArray) some = find (text, trace);
  guint n = 0;

  g_assert_cmpuint (all->len, ==, trace->n_decisions);
  g_assert_cmpuint (none->len, ==, 0);
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      g_assert_cmpuint (g_array_index (all, guint32, i - 1), ==, i);
      if (d->type == bs_trace_decision (trace, 1)->type && d->size < 8)
        g_assert_cmpuint (g_array_index (some, guint32, n++), ==, i);
    }
  g_assert_cmpuint (n, ==, some->len);
  g_assert_cmpuint (n, >, 0);
}

/* From any place, in both directions, the next one is the next one of all. */
static void
test_next (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "batch_size < 8", "rho < 1", "step = 1", "0",
                                       "decision IN (1, 7)" };
  const BsTrace *trace = fixture->trace;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BsPredicate) predicate = make (texts[i]);
      g_autoptr (GArray) all = find (texts[i], trace);
      g_autoptr (GError) error = NULL;
      guint next = 0; /* the first of all behind @from */
      guint32 found;

      g_assert_cmpstr (bs_predicate_get_text (predicate), ==, texts[i]);
      for (guint32 from = 0; from <= trace->n_decisions + 1; from++)
        {
          guint before;

          while (next < all->len && g_array_index (all, guint32, next) <= from)
            next++;
          g_assert_true (bs_predicate_next (predicate, trace, from, TRUE, &found, NULL, &error));
          g_assert_cmpuint (found, ==, next < all->len ? g_array_index (all, guint32, next) : 0);
          before = next > 0 && g_array_index (all, guint32, next - 1) == from ? next - 1 : next;
          g_assert_true (bs_predicate_next (predicate, trace, from, FALSE, &found, NULL, &error));
          g_assert_cmpuint (found, ==, before > 0 ? g_array_index (all, guint32, before - 1) : 0);
        }
      g_assert_true (
          bs_predicate_next (predicate, trace, G_MAXUINT32, FALSE, &found, NULL, &error));
      g_assert_cmpuint (found, ==, all->len > 0 ? g_array_index (all, guint32, all->len - 1) : 0);
    }
}

/* What a query says, to be compared with what a trace says. */
typedef struct
{
  const BsTrace *trace;
  guint32 decision;
  GArray *found; /* (nullable): first columns of rows */
} Rows;

static gboolean
compare_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Rows *rows = user_data;
  guint32 decision = ++rows->decision;

  g_assert_cmpuint (n, ==, BS_N_DECISION_COLUMNS);
  for (guint column = 0; column < n; column++)
    {
      BsPredicateValue own = bs_decision_get_value (rows->trace, decision, column);
      const BsQueryValue *value = &values[column];
      g_autofree char *state = bs_trace_state_text (rows->trace, decision);

      g_test_message ("decision %u, %s", decision, bs_decision_columns[column].name);
      if (column == BS_DECISION_STATE && state[0] != '\0')
        own = (BsPredicateValue){ .kind = BS_PREDICATE_TEXT, .text = state };
      if (own.kind == BS_PREDICATE_REAL && isnan (own.real))
        own.kind = BS_PREDICATE_NULL;
      switch (own.kind)
        {
        case BS_PREDICATE_INTEGER:
          g_assert_cmpint (value->kind, ==, BS_QUERY_INTEGER);
          g_assert_cmpint (value->integer, ==, own.integer);
          break;

        case BS_PREDICATE_REAL:
          g_assert_cmpint (value->kind, ==, BS_QUERY_REAL);
          g_assert_true (value->real == own.real);
          break;

        case BS_PREDICATE_TEXT:
          g_assert_cmpint (value->kind, ==, BS_QUERY_TEXT);
          g_assert_cmpmem (value->bytes, value->n_bytes, own.text, strlen (own.text));
          break;

        case BS_PREDICATE_NULL:
          g_assert_cmpint (value->kind, ==, BS_QUERY_NULL);
          break;
        }
    }

  return TRUE;
}

static gboolean
collect_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  guint32 decision = (guint32) values[0].integer;

  g_array_append_val (((Rows *) user_data)->found, decision);

  return TRUE;
}

static void
check_same (const char *path)
{
  static const char *const texts[] = {
    "rho < 1 AND q_margin < 0.1",
    "reason = 'ratio' OR n_candidates > 3",
    "state IS NULL",
    "state LIKE '%>%' AND NOT safe",
    "batch_size < '8'",
    "type > 3",
    "rho = '1'",
    "n_ready = '12' OR n_candidates = '2'",
    "fallback = '0'",
    "executed > remaining",
    "remaining - batch_size = 0",
    "step % 2 AND ready > batch_size",
    "run_ns > choose_ns AND gathers + scatters >= 0 AND gather_bytes <= flops",
    "draw IS NOT NULL OR n_tied",
    "abs (coalesce (score, 0)) > 0.5",
    "CASE WHEN decision > 9 THEN mini_batch ELSE scatter_bytes = 0 END",
    "reachable > ready OR upper (type) GLOB '*1'",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, &error);
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, &error);
  Rows rows = { .trace = trace };

  g_assert_no_error (error);
  g_assert_true (bs_query_prepare (query, "SELECT * FROM decisions ORDER BY decision", &error));
  for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
    g_assert_cmpstr (bs_query_get_column_name (query, i), ==, bs_decision_columns[i].name);
  g_assert_true (bs_query_run (query, 0, compare_row, &rows, &error));
  g_assert_cmpuint (rows.decision, ==, trace->n_decisions);

  rows.found = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT decision FROM decisions WHERE %s ORDER BY decision", texts[i]);
      g_autoptr (GArray) found = find (texts[i], trace);

      g_test_message ("%s: %u", texts[i], found->len);
      g_array_set_size (rows.found, 0);
      g_assert_true (bs_query_prepare (query, sql, &error));
      g_assert_true (bs_query_run (query, 0, collect_row, &rows, &error));
      g_assert_cmpmem (found->data, found->len * sizeof (guint32), rows.found->data,
                       rows.found->len * sizeof (guint32));
    }
  g_array_unref (rows.found);
}

/* Leaves out what a recording may not have. */
static void
change (const char *path)
{
  static const char sql[] = "UPDATE decision SET state = NULL WHERE id % 3 = 0;"
                            "DELETE FROM candidate WHERE decision % 4 = 0;"
                            "UPDATE candidate SET score = NULL WHERE decision % 5 = 0;"
                            "UPDATE candidate SET reachable = 0 WHERE decision % 7 = 0;"
                            "UPDATE decision SET draw = -id, n_tied = 3 WHERE id % 8 = 1;"
                            "DELETE FROM batch WHERE decision % 6 = 0;";
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* One text, one meaning: learned or not, run or only scheduled, and where much is not known. */
static void
test_same_as_view (Fixture *fixture, gconstpointer data)
{
  static const char *const policies[] = { "fsm", "agenda", "sufficient", "random" };

  check_same (fixture->path);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      SyntheticOptions options = SYNTHETIC_DEFAULTS;

      options.policy = policies[i];
      options.executed = i % 2 == 0;
      options.n_stages = i == 3 ? 3 : 1;
      {
        g_autoptr (Synthetic) run = synthetic_new (&options);

        synthetic_record (run, fixture->path);
      }
      check_same (fixture->path);
      change (fixture->path);
      check_same (fixture->path);
    }
}

static void
assert_wrong (const char *text, int code, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_predicate_new (text, &error));
  g_assert_error (error, BS_ERROR, code);
  if (strstr (error->message, expected) == NULL)
    g_error ("%s: %s", text, error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *text, *expected;
  } wrong[] = {
    { "", "empty" },
    { " \n", "empty" },
    { "batchsize < 8", "character 1: there is no column “batchsize”; did you mean “batch_size”?" },
    { "rho < 1 AND q_margni < 1", "character 13: there is no column “q_margni”; did you mean" },
    { "typ = 'é' AND RHOO < 1", "character 1: there is no column “typ”; did you mean “type”?" },
    { "type = 'é' AND rhoo < 1", "character 16: there is no column “rhoo”; did you mean “rho”?" },
    { "gather > 0", "did you mean “gathers”?" },
    { "n_ > 0", "did you mean “n_candidates”?" },
    { "type = word", "character 8: there is no column “word”; if it is text, write 'word'. There" },
    { "type = \"word\"", "scatter_bytes, flops" },
    { "t.rho < 1", "did you mean “rho”?" },
    { "rho <", "character 6: something is missing at the end" },
    { "1 AND", "something is missing" },
    { "rho < 1 AND OR", "character 13" },
    { "< 1", "character 1" },
    { "rho 1", "character 5" },
    { "12abc = 1", "character 1" },
    { "1) OR (1", "character 2: this parenthesis was not opened" },
    { "1); DROP TABLE decision", "character 2: this parenthesis" },
    { "(1) AND ((rho) < 1", "character 9: this parenthesis is not closed" },
    { "1; DROP TABLE decision", "character 2: a condition is one expression" },
    { "1;", "one expression" },
    { "1 -- all", "character 3: a condition has no comments" },
    { "1 /* all */", "no comments" },
    { "type = 'x", "character 8: what begins with ' does not end" },
    { "type = 'x''", "does not end" },
    { "\"type = 1", "does not end" },
    { "[type = 1", "does not end" },
    { "rho < ?", "character 7: a condition has no parameters" },
    { "rho < :x", "no parameters" },
    { "max (rho) > 1", "misuse of aggregate" },
    { "1, 2", "row value" },
    { "rho AS x", "character 5" },
    { "1 ORDER BY 1", "character 3" },
    { "1 UNION SELECT 1", "character 3" },
    { "type REGEXP 'a'", "REGEXP" },
    { "nonsense (1)", "character 1: no such function: nonsense" },
    { "abs ()", "number of arguments" },
    { "type COLLATE nonsense = 'x'", "nonsense" },
    { "RAISE (ABORT, 'x')", "RAISE" },
    { "\xff", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_wrong (wrong[i].text, BS_ERROR_SYNTAX, wrong[i].expected);
}

/* Where an error is, for those that point at it. */
static void
test_where (void)
{
  static const struct
  {
    const char *text;
    glong where;
  } texts[] = {
    { "rho < 1", -1 },
    { "", -1 },
    { "\xff", -1 },
    { "batchsize < 8", 0 },
    { "type = 'é' AND rhoo < 1", 15 },
    { "rho <", 5 },
    { "(1) AND ((rho) < 1", 8 },
    { "type = 'é", 7 },
    { "1;", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsPredicate) predicate = NULL;
      glong where = 77;

      g_test_message ("%u", i);
      predicate = bs_predicate_new_at (texts[i].text, &where, &error);
      g_assert_cmpint (where, ==, texts[i].where);
      g_assert_true ((predicate == NULL) == (error != NULL));
    }
}

static void
test_refused (void)
{
  static const char *const refused[] = { "rho IN (SELECT 1)",
                                         "EXISTS (VALUES (1))",
                                         "(WITH x AS (SELECT 1) SELECT 1)",
                                         "(SELECT name FROM sqlite_schema)",
                                         "(SELECT 1 FROM pragma_table_list)",
                                         "count (*) > 1",
                                         "sum (rho) OVER () > 1",
                                         "random () > 1",
                                         "randomblob (9) = 1",
                                         "zeroblob (1000000000) = 1",
                                         "printf ('%*c', 1000000000, 'x') = 1",
                                         "format ('%.1000000000d', 1) = 1",
                                         "replace (type, 'a', 'aa') = 1",
                                         "hex (type) = 1",
                                         "load_extension ('x')",
                                         "sqlite_version () = 1",
                                         "last_insert_rowid () = 1",
                                         "date ('now') = 1",
                                         "CURRENT_TIME = 1",
                                         "type MATCH 'x'",
                                         "rowid = 1",
                                         "_rowid_ = 1",
                                         "decisions.oid = 1",
                                         "type -> 1" };
  g_autoptr (GString) deep = g_string_new ("1");
  g_autoptr (GString) lengthy = g_string_new ("1");

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_wrong (refused[i], BS_ERROR_UNSUPPORTED, "columns of one row");
  assert_wrong ("rho < count (1)", BS_ERROR_UNSUPPORTED, "character 7: the function count ()");

  for (guint i = 0; i < 4000; i++)
    {
      g_string_prepend_c (deep, '(');
      g_string_append_c (deep, ')');
      g_string_append (lengthy, " + 1");
    }
  assert_wrong (deep->str, BS_ERROR_SYNTAX, "stack");
  assert_wrong (lengthy->str, BS_ERROR_SYNTAX, "longer than");
  g_string_truncate (lengthy, 8001);
  assert_wrong (lengthy->str, BS_ERROR_SYNTAX, "depth");
}

/* Over rows that have nothing to do with decisions. */
static void
test_other_rows (void)
{
  static const BsPredicateColumn columns[] = { { "batches", BS_PREDICATE_INTEGER, NULL },
                                               { "base_batches", BS_PREDICATE_INTEGER, NULL },
                                               { "ns", BS_PREDICATE_REAL, NULL },
                                               { "policy", BS_PREDICATE_TEXT, NULL } };
  const BsPredicateValue values[] = {
    { .kind = BS_PREDICATE_INTEGER, .integer = 21 },
    { .kind = BS_PREDICATE_INTEGER, .integer = 20 },
    { .kind = BS_PREDICATE_REAL, .real = NAN },
    { .kind = BS_PREDICATE_TEXT, .text = "it's" },
  };
  static const struct
  {
    const char *text;
    gboolean holds;
  } cases[] = { { "batches > 1.04 * base_batches", TRUE },
                { "batches > 1.05 * base_batches", FALSE },
                { "ns > 0 OR ns <= 0", FALSE },
                { "ns IS NULL", TRUE },
                { "policy = 'it''s' AND Batches = 21", TRUE },
                { "main.decisions.batches", TRUE } };
  g_autoptr (GError) error = NULL;
  gboolean holds;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsPredicate)
          predicate = bs_predicate_new_for (columns, G_N_ELEMENTS (columns), cases[i].text, &error);

      g_assert_no_error (error);
      for (guint k = 0; k < 2; k++)
        {
          g_assert_true (bs_predicate_test (predicate, values, &holds, &error));
          g_assert_cmpint (holds, ==, cases[i].holds);
        }
      g_assert_cmpint (bs_predicate_uses (predicate, 0), ==,
                       strcasestr (cases[i].text, "batches") != NULL);
      g_assert_cmpint (bs_predicate_uses (predicate, 3), ==,
                       strstr (cases[i].text, "policy") != NULL);
    }

  g_assert_null (bs_predicate_new_for (columns, 1, "base_batches > 1", &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (bs_predicate_new_for (columns, 1, "1 IN decisions", &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  {
    g_autoptr (BsPredicate) predicate = bs_predicate_new_for (
        columns, 1, "abs (batches - 22 - 9223372036854775807)", &error);

    g_assert_no_error (error);
    g_assert_false (bs_predicate_test (predicate, values, &holds, &error));
    g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
    g_assert_nonnull (strstr (error->message, "overflow"));
  }
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BsPredicate) predicate = make ("abs (2 - decision - 9223372036854775807 - 1)");
  g_autoptr (BsPredicate) simple = make ("1");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GArray) found = NULL;
  g_autoptr (GError) error = NULL;
  guint32 next;

  g_assert_null (bs_predicate_find_all (predicate, fixture->trace, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "decision 2"));
  g_clear_error (&error);
  g_assert_true (bs_predicate_next (predicate, fixture->trace, 0, TRUE, &next, NULL, &error));
  g_assert_cmpuint (next, ==, 1);

  found = bs_predicate_find_all (simple, fixture->trace, cancellable, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (bs_predicate_find_all (simple, fixture->trace, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (bs_predicate_next (simple, fixture->trace, 0, TRUE, &next, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (next, ==, 0);
}

static void
test_columns (void)
{
  g_autofree char *text = bs_decision_columns_text ();

  for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
    {
      const BsPredicateColumn *column = &bs_decision_columns[i];
      g_autoptr (BsPredicate) predicate = make (column->name);

      g_assert_nonnull (strstr (text, column->name));
      g_assert_cmpstr (column->help, !=, NULL);
      for (guint k = 0; k < BS_N_DECISION_COLUMNS; k++)
        g_assert_cmpint (bs_predicate_uses (predicate, k), ==, k == i);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/predicate/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/predicate/columns", test_columns);
  g_test_add_func ("/predicate/wrong", test_wrong);
  g_test_add_func ("/predicate/where", test_where);
  g_test_add_func ("/predicate/refused", test_refused);
  g_test_add_func ("/predicate/other-rows", test_other_rows);
  ADD ("finds", test_finds);
  ADD ("next", test_next);
  ADD ("same-as-view", test_same_as_view);
  ADD ("ends", test_ends);

  return g_test_run ();
}
