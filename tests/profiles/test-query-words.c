/* SPDX-License-Identifier: Apache-2.0 */
/* What is proposed while SQL is written, wherever the cursor is, and the word that an error is about. */
#include "config.h"

#include <string.h>

#include "profiles/query/query-words.h"
#include "profiles/query/query.h"
#include "profiles/query/recipes.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

/* The cursor is where @text has a bar. */
static GPtrArray *
words_at (const char *text, gboolean all, gsize *start, gsize *cursor)
{
  const char *bar = strchr (text, '|');
  g_autofree char *before = g_strndup (text, (gsize) (bar - text));
  g_autofree char *sql = g_strconcat (before, bar + 1, NULL);

  g_assert_nonnull (bar);
  *cursor = (gsize) (bar - text);

  return bs_query_words_at (sql, *cursor, all, start);
}

static int
find (const GPtrArray *words, const char *word, BsQueryWordKind kind)
{
  for (guint i = 0; i < words->len; i++)
    {
      const BsQueryWord *item = g_ptr_array_index (words, i);

      if (item->kind == kind && g_str_equal (item->word, word))
        return (int) i;
    }

  return -1;
}

static void
assert_has (const char *text, const char *word, BsQueryWordKind kind)
{
  gsize start, cursor;
  g_autoptr (GPtrArray) words = words_at (text, TRUE, &start, &cursor);

  if (find (words, word, kind) < 0)
    g_error ("%s: “%s” is not proposed", text, word);
}

static void
assert_lacks (const char *text, const char *word, BsQueryWordKind kind)
{
  gsize start, cursor;
  g_autoptr (GPtrArray) words = words_at (text, TRUE, &start, &cursor);

  if (find (words, word, kind) >= 0)
    g_error ("%s: “%s” is proposed", text, word);
}

static void
assert_count (const char *text, gboolean all, guint expected)
{
  gsize start, cursor;
  g_autoptr (GPtrArray) words = words_at (text, all, &start, &cursor);

  if (words->len != expected)
    g_error ("%s: %u words are proposed, not %u", text, words->len, expected);
}

static void
test_tables (void)
{
  static const char *const places[] = { "SELECT * FROM |",
                                        "SELECT * FROM de|",
                                        "SELECT * FROM batches JOIN |",
                                        "SELECT * FROM batches b LEFT JOIN de|",
                                        "SELECT * FROM batches, |",
                                        "SELECT * FROM batches b, de| WHERE 1",
                                        "select * from /* which */ |",
                                        "SELECT * FROM batches WHERE decision IN (SELECT 1 FROM |)",
                                        "-- FROM batches\nSELECT 'it''s' FROM |" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      assert_has (places[i], "decisions", BS_QUERY_WORD_TABLE);
      assert_lacks (places[i], "ratio", BS_QUERY_WORD_COLUMN);
      assert_lacks (places[i], "WHERE", BS_QUERY_WORD_KEYWORD);
    }
  /* Tables that the query makes itself, and arguments of one that has them. */
  assert_has ("WITH mine AS (SELECT 1) SELECT * FROM m|", "mine", BS_QUERY_WORD_TABLE);
  assert_has ("WITH RECURSIVE mine (x) AS (SELECT 1) SELECT * FROM |", "mine", BS_QUERY_WORD_TABLE);
  assert_lacks ("SELECT * FROM timeline (NULL, |", "decisions", BS_QUERY_WORD_TABLE);
  /* Elsewhere tables are none. */
  assert_lacks ("SELECT * FROM batches WHERE d|", "decisions", BS_QUERY_WORD_TABLE);
}

static void
test_columns (void)
{
  /* of the tables in FROM, before it and behind it; of no other */
  assert_has ("SELECT w| FROM nodes", "waited", BS_QUERY_WORD_COLUMN);
  assert_lacks ("SELECT rh| FROM edges", "rho", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT * FROM edges WHERE in|", "input_type", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT * FROM batches, edges ORDER BY po|", "position", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT * FROM (SELECT * FROM edges) WHERE po|", "position", BS_QUERY_WORD_COLUMN);
  /* before any is named: those of decisions */
  assert_has ("SELECT rh|", "rho", BS_QUERY_WORD_COLUMN);
  /* behind a point, of that table alone, whatever it is called */
  assert_has ("SELECT e.| FROM batches AS b JOIN edges e", "input", BS_QUERY_WORD_COLUMN);
  assert_lacks ("SELECT e.| FROM batches AS b JOIN edges e", "run_ns", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT b.r| FROM batches AS b JOIN edges e", "run_ns", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT edges.| FROM edges", "input", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT EDGES . in| FROM edges", "input", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT edges.|", "input", BS_QUERY_WORD_COLUMN);
  assert_lacks ("SELECT e.| FROM edges e", "count", BS_QUERY_WORD_FUNCTION);
  assert_count ("SELECT nothing.| FROM edges e", TRUE, 0);
  assert_count ("SELECT 1.| FROM edges e", TRUE, 0);
}

static void
test_others (void)
{
  gsize start, cursor;
  g_autoptr (GPtrArray) words = NULL;
  const BsQueryWord *word;

  assert_has ("SELECT * FROM batches AS some WHERE so|", "some", BS_QUERY_WORD_ALIAS);
  assert_has ("SELECT * FROM batches some WHERE |", "some", BS_QUERY_WORD_ALIAS);
  assert_has ("SELECT cou| FROM batches", "count", BS_QUERY_WORD_FUNCTION);
  assert_has ("SELECT group_| FROM batches", "group_concat", BS_QUERY_WORD_FUNCTION);
  assert_has ("sel|", "SELECT", BS_QUERY_WORD_KEYWORD);
  assert_has ("SELECT 1 FROM batches gro|", "GROUP BY", BS_QUERY_WORD_KEYWORD);
  /* functions that are refused are not proposed */
  assert_lacks ("SELECT load_| FROM batches", "load_extension", BS_QUERY_WORD_FUNCTION);
  /* a recipe begins a query, and is no word of one */
  words = words_at ("slow|", TRUE, &start, &cursor);
  g_assert_cmpuint (words->len, >, 0);
  word = g_ptr_array_index (words, 0);
  g_assert_cmpint (word->kind, ==, BS_QUERY_WORD_RECIPE);
  g_assert_cmpstr (word->text, ==, bs_recipe_find (word->word)->sql);
  assert_lacks ("SELECT slow|", word->word, BS_QUERY_WORD_RECIPE);
}

/* Where nothing can be proposed, nothing is: in texts, comments, numbers. */
static void
test_nothing (void)
{
  assert_count ("|", FALSE, 0);
  assert_count ("SELECT |", FALSE, 0);
  assert_count ("SELECT 'de|", TRUE, 0);
  assert_count ("SELECT 'it''s de|", TRUE, 0);
  assert_count ("SELECT \"de|", TRUE, 0);
  assert_count ("SELECT [de|", TRUE, 0);
  assert_count ("SELECT -- de|", TRUE, 0);
  assert_count ("SELECT /* de|", TRUE, 0);
  assert_count ("SELECT 12|", TRUE, 0);
  assert_count ("SELECT 1e|", TRUE, 0);
  assert_count ("SELECT zzzzzz|", TRUE, 0);
  assert_has ("SELECT 'x', rh|", "rho", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT /* x */ rh|", "rho", BS_QUERY_WORD_COLUMN);
  assert_has ("SELECT 1 -- x\n, rh|", "rho", BS_QUERY_WORD_COLUMN);
}

/* What begins as it is typed comes before what only has it in it, and none comes twice. */
static void
test_order (void)
{
  gsize start, cursor;
  g_autoptr (GPtrArray) words = words_at ("SELECT a, NS| FROM moves", TRUE, &start, &cursor);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean within = FALSE;

  g_assert_cmpuint (start, ==, strlen ("SELECT a, "));
  g_assert_cmpuint (words->len, >, 2);
  for (guint i = 0; i < words->len; i++)
    {
      const BsQueryWord *word = g_ptr_array_index (words, i);
      gboolean begins = g_ascii_strncasecmp (word->word, "ns", 2) == 0;
      g_autofree char *low = g_ascii_strdown (word->word, -1);

      g_assert_nonnull (strstr (low, "ns"));
      g_assert_false (begins && within);
      within = !begins;
      g_assert_true (g_hash_table_add (seen, word->word));
    }
  g_assert_true (within);
}

static void
test_cursor_anywhere (void)
{
  static const char sql[] = "WITH a AS (SELECT é.x FROM decisions é) -- 漢\n"
                            "SELECT 'ü', count(*) FROM a, batches AS \"b\" WHERE b.ns > 1.5e3;";

  for (gsize cursor = 0; cursor <= strlen (sql) + 3; cursor++)
    for (guint all = 0; all < 2; all++)
      {
        gsize start;
        g_autoptr (GPtrArray) words = bs_query_words_at (sql, cursor, all, &start);

        g_assert_cmpuint (start, <=, MIN (cursor, strlen (sql)));
        for (guint i = 0; i < words->len; i++)
          g_assert_true (
              g_utf8_validate (((BsQueryWord *) g_ptr_array_index (words, i))->word, -1, NULL));
      }
}

/* A query as long as an editor takes is looked through in no time, also one that is all FROM. */
static void
test_long (void)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  gint64 before;
  gsize start;

  for (guint i = 0; i < 20000; i++)
    g_string_append (sql, "FROM a, b AS c, ");
  before = g_get_monotonic_time ();
  g_ptr_array_unref (bs_query_words_at (sql->str, sql->len, TRUE, &start));
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %" G_GINT64_FORMAT " µs", sql->len,
                  g_get_monotonic_time () - before);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 5 * G_TIME_SPAN_SECOND);
}

static void
assert_span (const char *sql, glong where, const char *expected)
{
  g_autofree char *span = NULL;
  glong start, end;

  bs_query_word_span (sql, where, &start, &end);
  g_assert_cmpint (start, >=, 0);
  g_assert_cmpint (start, <=, end);
  g_assert_cmpint (end, <=, g_utf8_strlen (sql, -1));
  span = g_utf8_substring (sql, start, end);
  g_assert_cmpstr (span, ==, expected);
}

static void
test_spans (void)
{
  assert_span ("SELECT nothing FROM x", 7, "nothing");
  assert_span ("SELECT nothing FROM x", 10, "nothing");
  assert_span ("SELECT 'é ü' || ratoi", 16, "ratoi");
  assert_span ("SELECT 'é ü' || ratoi", 8, "'é ü'");
  assert_span ("SELECT (1", 7, "(");
  /* behind the end: the last word, not the blanks or the comment */
  assert_span ("SELECT a FROM   ", 16, "FROM");
  assert_span ("SELECT a FROM -- x", 400, "FROM");
  assert_span ("SELECT a FROM", -3, "SELECT");
  assert_span ("", 0, "");
  assert_span ("   ", 2, "");
}

/* The word that SQLite says is wrong. */
static void
test_errors (void)
{
  static const struct
  {
    const char *sql, *word;
  } wrong[] = { { "SELECT rhoo FROM decisions", "rhoo" },
                { "SELECT 'é漢', rhoo FROM decisions", "rhoo" },
                { "SELECT *\nFROM nowhere", "nowhere" },
                { "SELECT a.x FROM decisions, \"no where\" a", "\"no where\"" },
                { "SELECT 1 FRO decisions", "decisions" },
                { "  -- é\n  DELETE FROM batch", "DELETE" },
                { "SELECT 1; SELECT 2", "SELECT" },
                { "SELECT wrong (1)", "wrong" },
                { "SELECT (1", NULL } };
  TracePlace place;
  g_autoptr (BsQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  trace_place_init (&place, NULL);
  synthetic_record_default (place.path);
  query = bs_query_open (place.path, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) why = NULL;

      g_assert_false (bs_query_prepare (query, wrong[i].sql, &why));
      g_test_message ("%s: %s", wrong[i].sql, why->message);
      if (wrong[i].word == NULL)
        continue;
      g_assert_cmpint (bs_query_get_where (query), >=, 0);
      assert_span (wrong[i].sql, bs_query_get_where (query), wrong[i].word);
    }
  g_clear_pointer (&query, bs_query_free);
  trace_place_clear (&place);
}

/* The words of a query, each on a line. */
static char *
list_tokens (const char *sql)
{
  GString *out = g_string_new (NULL);
  BsQueryToken token;

  for (const char *p = bs_query_token_next (sql, &token); token.kind != BS_QUERY_TOKEN_END;
       p = bs_query_token_next (p, &token))
    g_string_append_printf (out, "%.*s\n", (int) token.length, token.start);

  return g_string_free (out, FALSE);
}

static gsize
longest_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gsize longest = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    longest = MAX (longest, strlen (lines[i]));

  return longest;
}

/* Broken lines are the same query; what cannot be broken is left as it is. */
static void
test_lines (void)
{
  g_autoptr (GString) sql = g_string_new ("-- all, of them\nSELECT 1");
  g_autofree char *was = NULL, *is = NULL, *broken = NULL, *inner = NULL, *again = NULL;
  g_autofree char *text = g_strdup_printf ("SELECT '%0*d' AS x", 5000, 0);
  g_autofree char *text_tokens = NULL, *text_broken = NULL, *text_again = NULL;
  g_autofree char *comment = g_strnfill (5000, '-');

  while (sql->len < 20000)
    g_string_append (sql,
                     ", x'00ff' || 'a, ''b c', \"a, b\".[c d]>=1.5e3 AS \"``\", /* no, no */ 7");
  g_string_append (sql, "\nFROM decisions, nodes -- the end");
  broken = bs_query_break_lines (sql->str, 0, 2000);
  g_assert_cmpuint (longest_line (broken), <, 200);
  g_assert_true (g_str_has_prefix (broken, "-- all, of them\nSELECT 1,"));
  g_assert_true (g_str_has_suffix (broken, "\nFROM decisions, nodes -- the end"));
  was = list_tokens (sql->str);
  is = list_tokens (broken);
  g_assert_cmpstr (was, ==, is);

  /* What stands before is not given back, and is not looked at twice. */
  inner = bs_query_break_lines (sql->str, 9000, 2000);
  g_string_truncate (sql, 9000);
  g_string_append (sql, inner);
  g_clear_pointer (&is, g_free);
  is = list_tokens (sql->str);
  g_assert_cmpstr (was, ==, is);
  again = bs_query_break_lines (broken, 0, 2000);
  g_assert_null (again);
  text_tokens = list_tokens (text);
  text_broken = bs_query_break_lines (text, 0, 2000);
  text_again = list_tokens (text_broken);
  g_assert_cmpstr (text_tokens, ==, text_again);
  g_assert_cmpuint (longest_line (text_broken), ==, 5002);
  g_assert_null (bs_query_break_lines (comment, 0, 2000));
  g_assert_null (bs_query_break_lines ("", 0, 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-words/tables", test_tables);
  g_test_add_func ("/query-words/columns", test_columns);
  g_test_add_func ("/query-words/others", test_others);
  g_test_add_func ("/query-words/nothing", test_nothing);
  g_test_add_func ("/query-words/order", test_order);
  g_test_add_func ("/query-words/cursor-anywhere", test_cursor_anywhere);
  g_test_add_func ("/query-words/long", test_long);
  g_test_add_func ("/query-words/spans", test_spans);
  g_test_add_func ("/query-words/errors", test_errors);
  g_test_add_func ("/query-words/lines", test_lines);
  return g_test_run ();
}
