/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a query that is being written, with the cursor anywhere in it: words are proposed, tokens
 * cover all of it, and what an error is about lies in it. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query-predicate.h"
#include "profiles/query/query-words.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 3000;
const char *const bs_fuzz_words[] = { "SELECT ", "FROM ", "JOIN ",      "WHERE ",    "WITH ",
                                      "AS ",     "AS (",  "decisions ", "d.",        ".",
                                      ",",       "(",     ")",          "'",         "\"",
                                      "[",       "]",     "`",          "--",        "/*",
                                      "*/",      "\n",    "timeline ",  "GROUP BY ", ";",
                                      "1.",      "1e",    "$",          "é",         "\xe2\x80\xae",
                                      "\t",      "\x01",  NULL };

static void
check_tokens (const char *sql)
{
  const char *p = sql, *end = sql;
  BsQueryToken token;

  for (p = bs_query_token_next (p, &token); token.kind != BS_QUERY_TOKEN_END;
       p = bs_query_token_next (p, &token))
    {
      g_assert_cmpuint (token.length, >, 0);
      g_assert_true (token.start >= end);
      for (const char *blank = end; blank < token.start; blank++)
        g_assert_nonnull (strchr (" \t\n\f\r", *blank));
      end = token.start + token.length;
      g_assert_true (p == end);
    }
  g_assert_true (p == sql + strlen (sql));
}

static void
check_words (const char *sql, gsize cursor, gboolean all)
{
  gsize start = G_MAXSIZE;
  g_autoptr (GPtrArray) words = bs_query_words_at (sql, cursor, all, &start);

  g_assert_cmpuint (start, <=, cursor);
  g_assert_cmpuint (words->len, <=, 300);
  for (guint i = 0; i < words->len; i++)
    {
      const BsQueryWord *word = g_ptr_array_index (words, i);

      g_assert_nonnull (word->word);
      g_assert_cmpint (word->kind, <=, BS_QUERY_WORD_RECIPE);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *sql = g_utf8_make_valid (text, -1), *condition = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = strlen (sql);
  glong n = g_utf8_strlen (sql, -1);

  check_tokens (sql);
  /* more places than a long one has time for */
  for (gsize cursor = 0; cursor <= length; cursor += 1 + length / 16)
    check_words (sql, cursor, cursor % 2);
  check_words (sql, length, TRUE);

  for (glong where = -1; where <= n + 1; where += 1 + n / 32)
    {
      glong start, end;

      bs_query_word_span (sql, where, &start, &end);
      g_assert_cmpint (start, >=, 0);
      g_assert_cmpint (start, <=, end);
      g_assert_cmpint (end, <=, n);
    }

  condition = bs_query_find_predicate (sql, &error);
  if (condition != NULL)
    {
      g_autoptr (BsPredicate) predicate = bs_predicate_new (condition, NULL);
      g_autofree char *again = bs_query_find_predicate (condition, NULL);

      g_assert_nonnull (predicate);
      g_assert_nonnull (again);
    }
  else
    g_assert_cmpint (error->domain, ==, BS_ERROR);

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "SELECT d.rho, count(*) FROM decisions AS d JOIN batches b USING (decision) WHERE d.ty",
    "WITH a (x) AS (SELECT 1), b AS (SELECT 'it''s') SELECT * FROM a, b",
    "SELECT * FROM timeline (NULL, NULL, 100), edges e ORDER BY e.",
    "-- what\nSELECT \"a b\", [c], `d`, 1.5e3, x'00' /* no */ FROM decisions;",
    "rho < 1 AND type IN ('a', 'b') -- é",
    "SELECT decision FROM decisions d WHERE (d.rho < 1 OR d.batch_size = 2) LIMIT 10",
    "slow",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
