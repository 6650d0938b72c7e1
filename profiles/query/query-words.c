/* SPDX-License-Identifier: Apache-2.0 */
/* The words of SQL, and what can be written next. */
#include "config.h"

#include "profiles/query/query-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/query/query-guard.h"
#include "profiles/query/query-schema.h"
#include "profiles/query/recipes.h"

#define MAX_WORDS 300
#define MAX_DEPTH 32
#define BREAK_AT 160 /* bytes of a line that was too long */

/* Those that people need, the likeliest first. */
static const char *const keywords[] = { "SELECT",
                                        "FROM",
                                        "WHERE",
                                        "GROUP BY",
                                        "ORDER BY",
                                        "LIMIT",
                                        "JOIN",
                                        "LEFT JOIN",
                                        "ON",
                                        "AS",
                                        "AND",
                                        "OR",
                                        "NOT",
                                        "IN",
                                        "IS NULL",
                                        "IS NOT NULL",
                                        "BETWEEN",
                                        "LIKE",
                                        "GLOB",
                                        "DISTINCT",
                                        "DESC",
                                        "ASC",
                                        "HAVING",
                                        "CASE",
                                        "WHEN",
                                        "THEN",
                                        "ELSE",
                                        "END",
                                        "UNION ALL",
                                        "UNION",
                                        "EXCEPT",
                                        "INTERSECT",
                                        "WITH",
                                        "RECURSIVE",
                                        "EXISTS",
                                        "CAST",
                                        "OVER",
                                        "PARTITION BY",
                                        "ROWS",
                                        "VALUES",
                                        "OFFSET",
                                        "USING",
                                        "CROSS JOIN",
                                        "NULL",
                                        "COLLATE",
                                        "FILTER",
                                        "EXPLAIN QUERY PLAN",
                                        "PRAGMA table_info" };

/* Behind a table: what can follow, and so is no name of it. */
static const char *const after_table[] = { "ON",     "WHERE",  "GROUP",     "ORDER",   "LIMIT",
                                           "JOIN",   "LEFT",   "INNER",     "CROSS",   "RIGHT",
                                           "FULL",   "OUTER",  "USING",     "NATURAL", "UNION",
                                           "EXCEPT", "HAVING", "INTERSECT", "WINDOW",  "OFFSET",
                                           "SELECT", "SET",    NULL };

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || (guchar) c >= 0x80;
}

static const char *
end_of_quotes (const char *p, char quote, gboolean *open)
{
  for (p++; *p != '\0'; p++)
    if (*p == quote)
      {
        if (quote != ']' && p[1] == quote)
          p++;
        else
          return p + 1;
      }
  *open = TRUE;

  return p;
}

const char *
bs_query_token_next (const char *sql, BsQueryToken *token)
{
  const char *p = sql;

  while (*p != '\0' && strchr (" \t\n\f\r", *p) != NULL)
    p++;
  *token = (BsQueryToken){ .kind = BS_QUERY_TOKEN_SIGN, .start = p };

  if (*p == '\0')
    token->kind = BS_QUERY_TOKEN_END;
  else if (g_str_has_prefix (p, "--"))
    {
      token->kind = BS_QUERY_TOKEN_COMMENT;
      p += strcspn (p, "\n");
      token->open = *p == '\0';
    }
  else if (g_str_has_prefix (p, "/*"))
    {
      const char *end = strstr (p + 2, "*/");

      token->kind = BS_QUERY_TOKEN_COMMENT;
      token->open = end == NULL;
      p = end != NULL ? end + 2 : p + strlen (p);
    }
  else if (*p == '\'')
    {
      token->kind = BS_QUERY_TOKEN_TEXT;
      p = end_of_quotes (p, '\'', &token->open);
    }
  else if (*p == '"' || *p == '`' || *p == '[')
    {
      token->kind = BS_QUERY_TOKEN_WORD;
      p = end_of_quotes (p, *p == '[' ? ']' : *p, &token->open);
    }
  else if (g_ascii_isdigit (*p))
    {
      token->kind = BS_QUERY_TOKEN_NUMBER;
      while (is_word (*p) || *p == '.')
        p++;
    }
  else if (is_word (*p))
    {
      token->kind = BS_QUERY_TOKEN_WORD;
      while (is_word (*p))
        p++;
    }
  else
    p++;
  token->length = (gsize) (p - token->start);

  return p;
}

char *
bs_query_break_lines (const char *sql, gsize from, gsize most)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *copied = sql + from, *line = sql, *end = sql + strcspn (sql, "\n"), *p = sql, *next;
  gboolean is_long = (gsize) (end - line) > most, after_comma = FALSE, any = FALSE;
  BsQueryToken token;

  for (next = bs_query_token_next (p, &token); token.kind != BS_QUERY_TOKEN_END;
       p = next, next = bs_query_token_next (p, &token))
    {
      while (token.start > end)
        {
          line = end + 1;
          end = line + strcspn (line, "\n");
          is_long = (gsize) (end - line) > most;
        }
      if (is_long && p > line && p >= copied && (token.start > p || after_comma)
          && (gsize) (next - line) > BREAK_AT)
        {
          g_string_append_len (out, copied, p - copied);
          g_string_append_c (out, '\n');
          copied = line = token.start;
          any = TRUE;
        }
      after_comma = bs_query_token_is (&token, ",");
    }
  g_string_append (out, copied);

  return any ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

gboolean
bs_query_token_is (const BsQueryToken *self, const char *text)
{
  return (self->kind == BS_QUERY_TOKEN_WORD || self->kind == BS_QUERY_TOKEN_SIGN)
         && strlen (text) == self->length
         && g_ascii_strncasecmp (self->start, text, self->length) == 0;
}

static gboolean
is_one_of (const BsQueryToken *token, const char *const *words)
{
  for (; *words != NULL; words++)
    if (bs_query_token_is (token, *words))
      return TRUE;

  return FALSE;
}

void
bs_query_word_free (BsQueryWord *self)
{
  g_free (self->word);
  g_free (self->text);
  g_free (self->detail);
  g_free (self->help);
  g_free (self);
}

/* What is said at the cursor */

/* A table of the statement. */
typedef struct
{
  const BsRelation *relation; /* (nullable): one that the statement makes itself */
  BsQueryToken name, alias;   /* alias: END: none */
} Source;

typedef struct
{
  GPtrArray *words;
  GHashTable *seen;
  const char *typed; /* what stands before the cursor of a word */
  gsize length;
  GArray *sources; /* Source */
  gboolean begins; /* pass: those that begin so; else those that have it in them */
} Words;

/* Whether commas part tables, within the brackets that are open. */
typedef struct
{
  gboolean in_from[MAX_DEPTH];
  guint depth;
} Place;

static void
follow_brackets (Place *self, const BsQueryToken *token)
{
  if (bs_query_token_is (token, "(") && self->depth + 1 < MAX_DEPTH)
    self->in_from[++self->depth] = FALSE;
  else if (bs_query_token_is (token, ")") && self->depth > 0)
    self->depth--;
}

static void
next_token (const char **p, BsQueryToken *token)
{
  do
    *p = bs_query_token_next (*p, token);
  while (token->kind == BS_QUERY_TOKEN_COMMENT);
}

/* All that stands behind FROM, JOIN, and commas of FROM, wherever the cursor is. */
static GArray *
find_sources (const char *sql)
{
  static const char *const ends[] = { "WHERE",  "GROUP", "ORDER", "LIMIT",  "HAVING",    "ON",
                                      "SELECT", "USING", "UNION", "EXCEPT", "INTERSECT", NULL };
  GArray *sources = g_array_new (FALSE, FALSE, sizeof (Source));
  BsQueryToken token;
  Place place = { 0 };

  next_token (&sql, &token);
  while (token.kind != BS_QUERY_TOKEN_END && sources->len < 50)
    {
      gboolean begin = bs_query_token_is (&token, "FROM") || bs_query_token_is (&token, "JOIN");

      follow_brackets (&place, &token);
      if (begin)
        place.in_from[place.depth] = TRUE;
      else if (is_one_of (&token, ends))
        place.in_from[place.depth] = FALSE;
      begin = begin || (place.in_from[place.depth] && bs_query_token_is (&token, ","));
      next_token (&sql, &token);
      if (begin && token.kind == BS_QUERY_TOKEN_WORD && !is_one_of (&token, after_table))
        {
          Source source = { .relation = bs_query_schema_find (token.start, token.length),
                            .name = token };

          next_token (&sql, &token);
          if (bs_query_token_is (&token, "AS"))
            next_token (&sql, &token);
          if (token.kind == BS_QUERY_TOKEN_WORD && !is_one_of (&token, after_table))
            {
              source.alias = token;
              next_token (&sql, &token);
            }
          g_array_append_val (sources, source);
        }
    }

  return sources;
}

static void
add (Words *self, BsQueryWordKind kind, const char *word, const char *text, char *detail,
     const char *help)
{
  g_autofree char *low = g_ascii_strdown (word, -1);
  g_autofree char *typed = g_ascii_strdown (self->typed, (gssize) self->length);
  gboolean begins = g_str_has_prefix (low, typed);
  BsQueryWord *out;

  /* What is written out already is no help. */
  if (self->words->len >= MAX_WORDS
      || (self->begins ? !begins : begins || strstr (low, typed) == NULL)
      || (strlen (word) == self->length && text == NULL)
      || !g_hash_table_add (self->seen, g_strdup (low)))
    {
      g_free (detail);
      return;
    }

  out = g_new0 (BsQueryWord, 1);
  out->kind = kind;
  out->word = g_strdup (word);
  out->text = g_strdup (text);
  out->detail = detail;
  out->help = g_strdup (help);
  g_ptr_array_add (self->words, out);
}

static void
add_columns (Words *self, const BsRelation *relation)
{
  for (guint i = 0; relation != NULL && i < relation->columns->len; i++)
    {
      const BsRelationColumn *column = g_ptr_array_index (relation->columns, i);

      add (self, BS_QUERY_WORD_COLUMN, column->name, NULL,
           column->unit != NULL ? g_strdup_printf ("%s, %s", column->type, column->unit)
                                : g_strdup (column->type),
           column->help);
    }
}

static void
add_tables (Words *self, const char *sql)
{
  const GPtrArray *all = bs_query_schema_get ();
  BsQueryToken token, name = { BS_QUERY_TOKEN_END };
  BsQueryToken opened[MAX_DEPTH] = { 0 }; /* what stands before each bracket that is open */
  guint depth = 0;

  /* Those that the statement makes itself: `name AS (`, or `name (columns) AS (`. */
  for (next_token (&sql, &token); token.kind != BS_QUERY_TOKEN_END; next_token (&sql, &token))
    if (bs_query_token_is (&token, "AS"))
      {
        const char *ahead = sql;

        next_token (&ahead, &token);
        if (bs_query_token_is (&token, "(") && name.kind == BS_QUERY_TOKEN_WORD)
          {
            g_autofree char *own = g_strndup (name.start, name.length);

            add (self, BS_QUERY_WORD_TABLE, own, NULL, NULL, _ ("of this query"));
          }
        name.kind = BS_QUERY_TOKEN_END;
      }
    else if (bs_query_token_is (&token, "(") && depth < MAX_DEPTH)
      {
        opened[depth++] = name;
        name.kind = BS_QUERY_TOKEN_END;
      }
    else if (bs_query_token_is (&token, ")") && depth > 0)
      name = opened[--depth];
    else
      name = token;
  for (guint i = 0; i < all->len; i++)
    {
      const BsRelation *relation = g_ptr_array_index (all, i);

      add (self, BS_QUERY_WORD_TABLE, relation->name, NULL,
           g_strdup (relation->kind == BS_RELATION_VIEW ? _ ("view") : _ ("table")),
           relation->help);
    }
}

static void
add_sources (Words *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = &g_array_index (self->sources, Source, i);
      g_autofree char *name = g_strndup (source->name.start, source->name.length);
      g_autofree char *alias = g_strndup (source->alias.start, source->alias.length);

      if (source->alias.kind == BS_QUERY_TOKEN_WORD)
        add (self, BS_QUERY_WORD_ALIAS, alias, NULL, NULL, name);
    }
}

static void
add_anything (Words *self, gboolean first)
{
  const char *const *functions = bs_query_guard_get_functions ();

  if (first)
    for (guint i = 0; bs_recipes[i].name != NULL && self->length > 0; i++)
      add (self, BS_QUERY_WORD_RECIPE, bs_recipes[i].name, bs_recipes[i].sql, NULL,
           _ (bs_recipes[i].summary));
  for (guint i = 0; i < self->sources->len; i++)
    add_columns (self, g_array_index (self->sources, Source, i).relation);
  add_sources (self);
  /* Not known yet which table it will be: those of decisions. */
  if (self->sources->len == 0 && !first)
    add_columns (self, bs_query_schema_find ("decisions", 9));
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    add (self, BS_QUERY_WORD_KEYWORD, keywords[i], NULL, NULL, NULL);
  for (guint i = 0; !first && functions[i] != NULL; i++)
    if (g_ascii_isalpha (functions[i][0]))
      add (self, BS_QUERY_WORD_FUNCTION, functions[i], NULL, g_strdup (_ ("function")), NULL);
}

/* The tables that @name stands for before a point. */
static void
add_columns_of (Words *self, const BsQueryToken *name)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = &g_array_index (self->sources, Source, i);
      const BsQueryToken *called = source->alias.kind == BS_QUERY_TOKEN_WORD ? &source->alias
                                                                             : &source->name;

      if (called->length == name->length
          && g_ascii_strncasecmp (called->start, name->start, name->length) == 0)
        {
          add_columns (self, source->relation);
          found = TRUE;
        }
    }
  if (!found)
    add_columns (self, bs_query_schema_find (name->start, name->length));
}

GPtrArray *
bs_query_words_at (const char *sql, gsize cursor, gboolean all, gsize *start)
{
  static const char *const tables_follow[] = { "FROM", "JOIN", NULL };
  g_autofree char *before = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) sources = find_sources (sql);
  Words self = { .seen = seen, .sources = sources };
  BsQueryToken token, last = { BS_QUERY_TOKEN_END }, dotted = { BS_QUERY_TOKEN_END };
  gboolean first = TRUE, dot = FALSE;
  Place place = { 0 };
  const char *p;

  cursor = MIN (cursor, strlen (sql));
  self.words = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_query_word_free);
  *start = cursor;
  while (*start > 0 && is_word (sql[*start - 1]))
    (*start)--;
  self.typed = sql + *start;
  self.length = cursor - *start;

  before = g_strndup (sql, *start);
  p = before;
  for (p = bs_query_token_next (p, &token); token.kind != BS_QUERY_TOKEN_END;
       p = bs_query_token_next (p, &token))
    {
      if (token.open)
        return self.words;
      if (token.kind == BS_QUERY_TOKEN_COMMENT)
        continue;
      first = FALSE;
      dot = bs_query_token_is (&token, ".");
      if (dot)
        dotted = last;
      follow_brackets (&place, &token);
      if (is_one_of (&token, tables_follow))
        place.in_from[place.depth] = TRUE;
      else if (token.kind == BS_QUERY_TOKEN_WORD && is_one_of (&token, after_table))
        place.in_from[place.depth] = FALSE;
      last = token;
    }
  /* `1.` and what follows it is a number. */
  if (last.kind == BS_QUERY_TOKEN_NUMBER && last.start + last.length == before + *start)
    return self.words;

  if ((self.length == 0 && !all && !dot) || g_ascii_isdigit (self.typed[0]))
    return self.words;
  for (guint pass = 0; pass <= (self.length > 1); pass++)
    {
      self.begins = pass == 0;
      if (dot && dotted.kind == BS_QUERY_TOKEN_WORD)
        add_columns_of (&self, &dotted);
      else if (is_one_of (&last, tables_follow)
               || (place.in_from[place.depth] && bs_query_token_is (&last, ",")))
        add_tables (&self, sql);
      else
        add_anything (&self, first);
    }

  return self.words;
}

void
bs_query_word_span (const char *sql, glong where, glong *start, glong *end)
{
  glong n = g_utf8_strlen (sql, -1);
  const char *at = g_utf8_offset_to_pointer (sql, CLAMP (where, 0, n)), *p = sql;
  BsQueryToken token, found = { .start = sql };

  do
    {
      p = bs_query_token_next (p, &token);
      if (token.kind == BS_QUERY_TOKEN_END || token.start > at)
        break;
      if (token.kind != BS_QUERY_TOKEN_COMMENT || token.start + token.length > at)
        found = token;
    }
  while (token.start + token.length <= at);

  /* A sign may be of several bytes of which only the first was looked at. */
  *start = g_utf8_pointer_to_offset (sql, found.start);
  *end = g_utf8_pointer_to_offset (sql, found.start + found.length);
}
