/* SPDX-License-Identifier: Apache-2.0 */
/* What a query on a trace may do. Everything is refused that is not listed here.
 * Source: https://www.sqlite.org/c3ref/set_authorizer.html */
#include "config.h"

#include "profiles/query/query-guard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/format/schema.h"

#define PRAGMA_PREFIX "pragma_"
#define SQLITE_PREFIX "sqlite_"

typedef struct
{
  const char *name;
  gboolean takes_name; /* of a table or index; others take nothing, a value would set them */
} Pragma;

static const Pragma pragmas[] = { { "application_id", FALSE }, { "encoding", FALSE },
                                  { "index_info", TRUE },      { "index_list", TRUE },
                                  { "index_xinfo", TRUE },     { "page_count", FALSE },
                                  { "page_size", FALSE },      { "table_info", TRUE },
                                  { "table_list", TRUE },      { "table_xinfo", TRUE },
                                  { "user_version", FALSE } };

/* None of them reaches a file, the connection or another function. */
static const char *const functions[] = {
  /* values and text */
  "->", "->>", "abs", "char", "coalesce", "format", "glob", "hex", "ifnull", "iif", "instr",
  "length", "like", "likelihood", "likely", "lower", "ltrim", "max", "min", "nullif", "printf",
  "quote", "random", "randomblob", "replace", "round", "rtrim", "sign", "sqlite_version", "substr",
  "substring", "trim", "typeof", "unicode", "unlikely", "upper", "zeroblob",
  /* of rows */
  "avg", "count", "cume_dist", "dense_rank", "first_value", "group_concat", "lag", "last_value",
  "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number", "sum", "total",
  /* mathematics */
  "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "cos", "cosh",
  "degrees", "exp", "floor", "ln", "log", "log10", "log2", "mod", "pi", "pow", "power", "radians",
  "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
  /* dates */
  "date", "datetime", "julianday", "strftime", "time", "unixepoch",
  /* JSON */
  "json", "json_array", "json_array_length", "json_extract", "json_group_array",
  "json_group_object", "json_insert", "json_object", "json_patch", "json_quote", "json_remove",
  "json_replace", "json_set", "json_type", "json_valid", NULL
};

static const char *const tables[] = { "json_each", "json_tree", "sqlite_master", "sqlite_schema",
                                      NULL };

/* Virtual tables of ours: SQLite does not say where a table lies of which no column is read. */
static const char *const own_tables[] = { "edge", "event", "member", "node", "timeline", NULL };

static gboolean
contains (const char *const *names, const char *name)
{
  for (; *names != NULL; names++)
    if (g_ascii_strcasecmp (*names, name) == 0)
      return TRUE;

  return FALSE;
}

static int refuse (BsQueryGuard *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static int
refuse (BsQueryGuard *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->refused == NULL)
    self->refused = g_strdup_vprintf (format, args);
  va_end (args);

  return SQLITE_DENY;
}

static const Pragma *
find_pragma (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    if (g_ascii_strcasecmp (pragmas[i].name, name) == 0)
      return &pragmas[i];

  return NULL;
}

/* All that is temporary is ours: nothing of the kind can be made, and no file brings any. */
static gboolean
is_readable (const BsQueryGuard *self, const char *table, const char *schema)
{
  if (g_strcmp0 (schema, "temp") == 0 || contains (tables, table)
      || (schema == NULL && contains (own_tables, table)))
    return TRUE;
  if (g_ascii_strncasecmp (table, PRAGMA_PREFIX, strlen (PRAGMA_PREFIX)) == 0)
    return find_pragma (table + strlen (PRAGMA_PREFIX)) != NULL;
  for (guint i = 0; bs_schema_tables[i].name != NULL; i++)
    if (bs_schema_table_is_there (&bs_schema_tables[i], BS_TRACE_VERSION)
        && g_ascii_strcasecmp (bs_schema_tables[i].name, table) == 0)
      return TRUE;

  return FALSE;
}

/* A table that the query makes for itself, by WITH, of which no column is read: then SQLite says no
 * more of it than its name, which must not be another's. */
static gboolean
is_of_query (const BsQueryGuard *self, const char *table, const char *column, const char *schema)
{
  g_autofree char *name = g_ascii_strdown (table, -1);

  return column[0] == '\0' && schema == NULL && !g_str_has_prefix (name, PRAGMA_PREFIX)
         && !g_str_has_prefix (name, SQLITE_PREFIX) && !g_hash_table_contains (self->names, name);
}

static int
authorize (void *data, int action, const char *first, const char *second, const char *schema,
           const char *inside)
{
  BsQueryGuard *self = data;
  const Pragma *pragma;

  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;

    case SQLITE_READ:
      if (is_readable (self, first, schema) || is_of_query (self, first, second, schema))
        return SQLITE_OK;
      return refuse (self, _ ("“%s” is not a table of a trace"), first);

    case SQLITE_FUNCTION:
      if (contains (functions, second))
        return SQLITE_OK;
      return refuse (self, _ ("the function %s () is not one that only computes"), second);

    case SQLITE_PRAGMA:
      pragma = find_pragma (first);
      if (pragma == NULL)
        return refuse (self, _ ("PRAGMA %s is not one of those that only read"), first);
      if (second != NULL && !pragma->takes_name)
        return refuse (self, _ ("PRAGMA %s must not be given a value"), first);
      return SQLITE_OK;

    case SQLITE_UPDATE:
      /* what SQLite asks where a virtual table says its columns; statements cannot, ever */
      if (g_str_equal (first, "sqlite_master") || g_str_equal (first, "sqlite_temp_master"))
        return SQLITE_OK;
      /* fall through */

    default:
      return refuse (self, "%s", _ ("the statement would do more than read"));
    }
}

int
bs_query_guard_attach (BsQueryGuard *self, sqlite3 *db)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, "SELECT name FROM main.sqlite_schema", -1, &stmt, NULL);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (stmt, 0);

      if (name != NULL)
        g_hash_table_add (self->names, g_ascii_strdown (name, -1));
      rc = SQLITE_OK;
    }
  sqlite3_finalize (stmt);
  sqlite3_set_authorizer (db, authorize, self);

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

void
bs_query_guard_forget (BsQueryGuard *self)
{
  g_clear_pointer (&self->refused, g_free);
}

void
bs_query_guard_clear (BsQueryGuard *self)
{
  bs_query_guard_forget (self);
  g_clear_pointer (&self->names, g_hash_table_unref);
}

const char *
bs_query_guard_skip_blanks (const char *p)
{
  for (;;)
    {
      if (*p != '\0' && strchr (" \t\n\f\r", *p) != NULL)
        p++;
      else if (g_str_has_prefix (p, "--"))
        p += strcspn (p, "\n");
      else if (g_str_has_prefix (p, "/*"))
        {
          const char *end = strstr (p + 2, "*/");

          p = end != NULL ? end + 2 : p + strlen (p);
        }
      else
        return p;
    }
}

static gboolean
take_word (const char **p, const char *word)
{
  gsize n = strlen (word);

  *p = bs_query_guard_skip_blanks (*p);
  if (g_ascii_strncasecmp (*p, word, n) != 0 || g_ascii_isalnum ((*p)[n]) || (*p)[n] == '_'
      || (*p)[n] == '$' || (guchar) (*p)[n] >= 0x80)
    return FALSE;
  *p += n;

  return TRUE;
}

gboolean
bs_query_guard_check_start (BsQueryGuard *self, const char *sql)
{
  const char *p = sql;
  gboolean explained = take_word (&p, "EXPLAIN");
  g_autofree char *word = NULL;

  if (explained && take_word (&p, "QUERY") && !take_word (&p, "PLAN"))
    p = "";
  if (take_word (&p, "SELECT") || take_word (&p, "VALUES") || take_word (&p, "WITH")
      || (!explained && take_word (&p, "PRAGMA")))
    return TRUE;

  p = bs_query_guard_skip_blanks (p);
  word = g_strndup (p, strspn (p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"));
  if (word[0] == '\0')
    refuse (self, "%s", _ ("it does not begin with one of these"));
  else if (explained)
    refuse (self, _ ("EXPLAIN %s is not one of these"), word);
  else
    refuse (self, _ ("%s is not one of these"), word);

  return FALSE;
}

char *
bs_query_guard_pragmas (void)
{
  const char *names[G_N_ELEMENTS (pragmas) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    names[i] = pragmas[i].name;

  return g_strjoinv (", ", (char **) names);
}

const char *const *
bs_query_guard_get_functions (void)
{
  return functions;
}
