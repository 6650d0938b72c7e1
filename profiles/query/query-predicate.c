/* SPDX-License-Identifier: Apache-2.0 */
/* What of a query is a predicate over decisions. */
#include "config.h"

#include "profiles/query/query-predicate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query-words.h"

static const char *
next (const char *p, BsQueryToken *token)
{
  do
    p = bs_query_token_next (p, token);
  while (token->kind == BS_QUERY_TOKEN_COMMENT);

  return p;
}

static gboolean
ends_condition (const BsQueryToken *token)
{
  static const char *const words[] = { "GROUP",  "ORDER",     "LIMIT",  "HAVING", "UNION",
                                       "EXCEPT", "INTERSECT", "WINDOW", ";" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (bs_query_token_is (token, words[i]))
      return TRUE;

  return token->kind == BS_QUERY_TOKEN_END;
}

/* What stands from @start to @end, without `alias.` before names, and without comments. */
static char *
make_plain (const char *start, const char *end, const BsQueryToken *alias)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *p = start;
  BsQueryToken token, ahead;

  while (p < end)
    {
      const char *before = p;

      p = bs_query_token_next (p, &token);
      if (token.kind == BS_QUERY_TOKEN_END || token.start >= end)
        break;
      if (token.start > before && out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
      if (token.kind == BS_QUERY_TOKEN_COMMENT)
        continue;
      if (token.kind == BS_QUERY_TOKEN_WORD && alias->length == token.length
          && g_ascii_strncasecmp (alias->start, token.start, token.length) == 0)
        {
          const char *behind = next (p, &ahead);

          if (bs_query_token_is (&ahead, "."))
            {
              p = behind;
              continue;
            }
        }
      g_string_append_len (out, token.start, (gssize) token.length);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED, why);

  return FALSE;
}

/* The condition of the one SELECT that begins at @p, behind its first word. */
static gboolean
find_condition (const char *p, char **condition, GError **error)
{
  const char *sorry = _ (
      "A breakpoint is a condition over decisions: write one alone, or SELECT … FROM "
      "decisions WHERE …");
  BsQueryToken token, alias = { BS_QUERY_TOKEN_END };
  const char *start;
  guint depth = 0;

  for (p = next (p, &token); !(depth == 0 && bs_query_token_is (&token, "FROM"));
       p = next (p, &token))
    {
      if (token.kind == BS_QUERY_TOKEN_END)
        return refuse (error, sorry);
      if (bs_query_token_is (&token, "("))
        depth++;
      else if (bs_query_token_is (&token, ")") && depth > 0)
        depth--;
    }
  p = next (p, &token);
  if (!bs_query_token_is (&token, "decisions"))
    return refuse (error, sorry);
  alias = token;
  p = next (p, &token);
  if (bs_query_token_is (&token, "AS"))
    p = next (p, &token);
  if (token.kind == BS_QUERY_TOKEN_WORD && !ends_condition (&token)
      && !bs_query_token_is (&token, "WHERE") && !bs_query_token_is (&token, "JOIN"))
    {
      alias = token;
      p = next (p, &token);
    }
  if (!bs_query_token_is (&token, "WHERE"))
    return refuse (error, sorry);

  start = p;
  depth = 0;
  for (p = next (p, &token); !(depth == 0 && ends_condition (&token)); p = next (p, &token))
    {
      if (token.kind == BS_QUERY_TOKEN_END)
        return refuse (error, sorry);
      if (bs_query_token_is (&token, "("))
        depth++;
      else if (bs_query_token_is (&token, ")") && depth > 0)
        depth--;
    }
  /* A limit does not say which decisions; what makes others of them does. */
  if (bs_query_token_is (&token, "GROUP") || bs_query_token_is (&token, "HAVING")
      || bs_query_token_is (&token, "UNION") || bs_query_token_is (&token, "EXCEPT")
      || bs_query_token_is (&token, "INTERSECT"))
    return refuse (error, sorry);
  *condition = make_plain (start, token.start, &alias);

  return TRUE;
}

/* Where what is written ends, without the semicolon that may stand there. */
static const char *
find_end (const char *sql)
{
  const char *p = sql, *end = sql;
  BsQueryToken token;

  for (p = next (p, &token); token.kind != BS_QUERY_TOKEN_END; p = next (p, &token))
    if (!bs_query_token_is (&token, ";"))
      end = p;

  return end;
}

char *
bs_query_find_predicate (const char *sql, GError **error)
{
  g_autofree char *condition = NULL;
  g_autoptr (BsPredicate) predicate = NULL;
  BsQueryToken token;
  const char *p = next (sql, &token);

  if (bs_query_token_is (&token, "SELECT"))
    {
      if (!find_condition (p, &condition, error))
        return NULL;
    }
  else
    {
      BsQueryToken none = { BS_QUERY_TOKEN_END };

      condition = make_plain (sql, find_end (sql), &none);
    }
  predicate = bs_predicate_new (condition, error);

  return predicate != NULL ? g_steal_pointer (&condition) : NULL;
}
