/* SPDX-License-Identifier: Apache-2.0 */
/* What can be written next in a predicate over decisions. */
#include "config.h"

#include "app/window/parts/predicate-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/query/decision-columns.h"

#define MAX_WORDS 200
/* States are texts of decisions: no more are looked at than takes no time. */
#define MAX_STATES 2000

void
bs_predicate_word_free (BsPredicateWord *self)
{
  g_free (self->word);
  g_free (self->help);
  g_free (self);
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static void
add (GPtrArray *words, char *word, const char *help)
{
  BsPredicateWord *out = g_new0 (BsPredicateWord, 1);

  out->word = word;
  out->help = g_strdup (help);
  g_ptr_array_add (words, out);
}

/* Whether it may be the beginning of what stands between two comparisons. */
static gboolean
begins_keyword (const char *typed, gsize length)
{
  static const char *const keywords[] = {
    "and", "or", "not", "in", "is", "like", "between", "null"
  };

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (g_ascii_strncasecmp (keywords[i], typed, length) == 0)
      return TRUE;

  return FALSE;
}

static void
add_columns (GPtrArray *words, const char *typed, gsize length)
{
  /* Those that begin so stand before those that have it in them. */
  for (guint within = 0; within <= (length > 1 && !begins_keyword (typed, length)); within++)
    for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
      {
        const BsPredicateColumn *column = &bs_decision_columns[i];
        gboolean begins = g_ascii_strncasecmp (column->name, typed, length) == 0;
        g_autofree char *lower = g_ascii_strdown (typed, (gssize) length);

        if ((within ? !begins && strstr (column->name, lower) != NULL : begins)
            && strlen (column->name) > length)
          add (words, g_strdup (column->name), _ (column->help));
      }
}

static void
add_value (GPtrArray *words, GHashTable *seen, const char *value, const char *typed)
{
  g_autofree char *low = g_utf8_casefold (value, -1), *part = g_utf8_casefold (typed, -1);
  g_auto (GStrv) pieces = NULL;
  g_autofree char *doubled = NULL;

  if (words->len >= MAX_WORDS || *value == '\0' || strstr (low, part) == NULL
      || !g_hash_table_add (seen, g_strdup (value)))
    return;

  pieces = g_strsplit (value, "'", -1);
  doubled = g_strjoinv ("''", pieces);
  add (words, g_strdup_printf ("'%s'", doubled), NULL);
}

static void
add_values (GPtrArray *words, BsTrace *trace, BsDecisionColumn column, const char *typed)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (column == BS_DECISION_TYPE)
    for (guint t = 0; t < trace->types->n_types; t++)
      add_value (words, seen, trace->types->types[t].name, typed);
  else
    for (guint32 d = 1; d <= MIN (trace->n_decisions, MAX_STATES); d++)
      if (column == BS_DECISION_REASON)
        {
          add_value (words, seen, bs_reason_to_string (bs_trace_decision (trace, d)->reason),
                     typed);
        }
      else
        {
          g_autofree char *state = bs_trace_state_text (trace, d);

          add_value (words, seen, state, typed);
        }
}

/* Returns: where the quoted text begins that @end stands in; NULL: in none. */
static const char *
find_open_quote (const char *text, const char *end)
{
  const char *open = NULL;

  for (const char *p = text; p < end; p++)
    if (*p == '\'')
      open = open == NULL ? p : NULL;

  return open;
}

/* The column that what is quoted at @quote is compared with, past other values of a list. */
static BsDecisionColumn
find_compared (const char *text, const char *quote)
{
  const char *p = quote;

  while (p > text)
    {
      const char *end;

      while (p > text && !is_word (p[-1]) && p[-1] != '\'')
        p--;
      if (p > text && p[-1] == '\'')
        {
          for (p--; p > text && p[-1] != '\'';)
            p--;
          p -= p > text;
          continue;
        }
      end = p;
      while (p > text && is_word (p[-1]))
        p--;
      for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
        if (strlen (bs_decision_columns[i].name) == (gsize) (end - p)
            && g_ascii_strncasecmp (bs_decision_columns[i].name, p, (gsize) (end - p)) == 0)
          return (BsDecisionColumn) i;
      /* `IN`, `LIKE`, `NOT` stand between. */
      if (end - p != 2 && end - p != 3 && end - p != 4)
        break;
    }

  return BS_N_DECISION_COLUMNS;
}

GPtrArray *
bs_predicate_words_at (BsTrace *trace, const char *text, glong cursor, gboolean all, glong *start)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_predicate_word_free);
  const char *end = g_utf8_offset_to_pointer (text, CLAMP (cursor, 0, g_utf8_strlen (text, -1)));
  const char *quote = find_open_quote (text, end), *p = end;

  if (quote != NULL)
    {
      g_autofree char *typed = g_strndup (quote + 1, (gsize) (end - quote - 1));
      BsDecisionColumn column = find_compared (text, quote);

      *start = g_utf8_pointer_to_offset (text, quote);
      if (trace != NULL
          && (column == BS_DECISION_TYPE || column == BS_DECISION_STATE
              || column == BS_DECISION_REASON))
        add_values (words, trace, column, typed);
      return words;
    }

  while (p > text && is_word (p[-1]))
    p--;
  *start = g_utf8_pointer_to_offset (text, p);
  if ((p < end && !g_ascii_isdigit (*p)) || (p == end && all))
    add_columns (words, p, (gsize) (end - p));
  return words;
}

void
bs_predicate_word_span (const char *text, glong where, guint *start, guint *end)
{
  gsize length = strlen (text);
  const char *p = g_utf8_offset_to_pointer (text, CLAMP (where, 0, g_utf8_strlen (text, -1)));
  const char *q;

  /* Something is missing at the end: behind the last word. */
  if (*p == '\0')
    {
      while (p > text && g_ascii_isspace (p[-1]))
        p--;
      if (p > text && is_word (p[-1]))
        while (p > text && is_word (p[-1]))
          p--;
      else if (p > text)
        p = g_utf8_prev_char (p);
    }
  q = p;
  if (is_word (*q))
    while (is_word (*q))
      q++;
  else if (*q == '\'' || *q == '"')
    {
      q = strchr (q + 1, *q);
      q = q != NULL ? q + 1 : text + length;
    }
  else if (*q != '\0')
    q = g_utf8_next_char (q);
  *start = (guint) (p - text);
  *end = (guint) (q - text);
}
