/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said about the text of a predicate.
 * Source: https://www.sqlite.org/lang_expr.html and tokenreq.html */
#include "config.h"

#include "profiles/query/predicate-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"

#define MAX_TEXT 10000
#define MAX_NAME 63

#define NO_COLUMN "no such column: "

/* A text, and where in it something is wrong. */
typedef struct
{
  const char *text;
  glong *where; /* (nullable) */
} Place;

static gboolean complain (const Place *place, const char *at, GError **error, const char *format,
                          ...) G_GNUC_PRINTF (4, 5);

static gboolean
complain (const Place *place, const char *at, GError **error, const char *format, ...)
{
  glong character = g_utf8_pointer_to_offset (place->text, at);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The condition is wrong at character %ld: %s"),
               character + 1, what);
  if (place->where != NULL)
    *place->where = character;

  return FALSE;
}

/* Returns: behind the quoted text or name at @p; NULL: it does not end. */
static const char *
skip_quoted (const char *p)
{
  char end = *p == '[' ? ']' : *p;

  for (p++; *p != '\0'; p++)
    {
      if (*p != end)
        continue;
      if (end == ']' || p[1] != end)
        return p + 1;
      p++;
    }

  return NULL;
}

gboolean
bs_predicate_text_check (const char *text, glong *where, GError **error)
{
  const Place place = { text, where };
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  const char *p = text;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_SYNTAX,
                           _ ("The condition is not valid UTF-8"));
      return FALSE;
    }
  if (strlen (text) > MAX_TEXT)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                   _ ("The condition is longer than %d bytes; write a query instead"), MAX_TEXT);
      return FALSE;
    }
  if (text[strspn (text, " \t\n\f\r")] == '\0')
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_SYNTAX,
                           _ ("The condition is empty; write one such as batch_size < 8"));
      return FALSE;
    }

  while (*p != '\0')
    switch (*p)
      {
      case '\'':
      case '"':
      case '`':
      case '[':
        {
          const char *end = skip_quoted (p);

          if (end == NULL)
            return complain (&place, p, error, _ ("what begins with %c does not end"), *p);
          p = end;
          break;
        }

      case '(':
        g_ptr_array_add (open, (gpointer) p++);
        break;

      case ')':
        if (open->len == 0)
          return complain (&place, p, error, "%s", _ ("this parenthesis was not opened"));
        g_ptr_array_set_size (open, (int) open->len - 1);
        p++;
        break;

      case ';':
        return complain (&place, p, error, "%s", _ ("a condition is one expression, without “;”"));

      case '-':
      case '/':
        if (p[0] == '-' ? p[1] == '-' : p[1] == '*')
          return complain (&place, p, error, "%s", _ ("a condition has no comments"));
        p++;
        break;

      case '?':
      case ':':
      case '@':
      case '$':
      case '#':
        return complain (&place, p, error, _ ("a condition has no parameters such as “%c”"), *p);

      default:
        p++;
        break;
      }
  if (open->len > 0)
    return complain (&place, g_ptr_array_index (open, open->len - 1), error, "%s",
                     _ ("this parenthesis is not closed"));

  return TRUE;
}

/* How many letters have to be changed, left out, added, or swapped with the next.
 * Source: optimal string alignment distance. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  guint rows[3][MAX_NAME + 1];
  guint *before = rows[0], *last = rows[1], *row = rows[2];

  if (n > MAX_NAME || m > MAX_NAME)
    return G_MAXUINT;

  for (gsize k = 0; k <= m; k++)
    last[k] = (guint) k;
  for (gsize i = 1; i <= n; i++)
    {
      guint *spare = before;

      row[0] = (guint) i;
      for (gsize k = 1; k <= m; k++)
        {
          char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[k - 1]);

          row[k] = MIN (last[k - 1] + (x != y), MIN (last[k], row[k - 1]) + 1);
          if (i > 1 && k > 1 && x == g_ascii_tolower (b[k - 2]) && y == g_ascii_tolower (a[i - 2]))
            row[k] = MIN (row[k], before[k - 2] + 1);
        }
      before = last;
      last = row;
      row = spare;
    }

  return last[m];
}

/* Returns: (nullable): the column whose name is near, or begins like it. */
static const char *
find_near (const char *name, const BsPredicateColumn *columns, guint n_columns)
{
  guint best = (guint) strlen (name) / 3 + 1;
  const char *near = NULL;

  for (guint i = 0; i < n_columns; i++)
    {
      guint d = distance (name, columns[i].name);

      if (d < best)
        {
          best = d;
          near = columns[i].name;
        }
    }
  for (guint i = 0; near == NULL && strlen (name) > 1 && i < n_columns; i++)
    if (g_ascii_strncasecmp (columns[i].name, name, strlen (name)) == 0)
      near = columns[i].name;

  return near;
}

static void
explain_column (const Place *place, const char *at, const char *name,
                const BsPredicateColumn *columns, guint n_columns, GError **error)
{
  const char *dot = strrchr (name, '.');
  const char *near = find_near (dot != NULL ? dot + 1 : name, columns, n_columns);
  g_autoptr (GString) all = g_string_new (NULL);

  if (near != NULL)
    {
      complain (place, at, error, _ ("there is no column “%s”; did you mean “%s”?"), name, near);
      return;
    }

  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (all, i > 0 ? ", %s" : "%s", columns[i].name);
  complain (place, at, error,
            _ ("there is no column “%s”; if it is text, write '%s'. There are: %s"), name, name,
            all->str);
}

void
bs_predicate_text_explain (const char *text, const char *said, int offset,
                           const BsPredicateColumn *columns, guint n_columns, glong *where,
                           GError **error)
{
  const Place place = { text, where };
  gsize length = strlen (text);
  const char *at;

  if (offset < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The condition is wrong: %s"), said);
      return;
    }
  if ((gsize) offset >= length)
    {
      complain (&place, text + length, error, "%s", _ ("something is missing at the end"));
      return;
    }

  at = text + offset;
  if (g_str_has_prefix (said, NO_COLUMN))
    explain_column (&place, at, said + strlen (NO_COLUMN), columns, n_columns, error);
  else
    complain (&place, at, error, "%s", said);
}
