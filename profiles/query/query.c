/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace, which is opened as untrusted input; so is the text of the query. */
#include "config.h"

#include "profiles/query/query.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/format/schema.h"
#include "profiles/format/trace-file.h"
#include "profiles/query/query-guard.h"
#include "profiles/query/query-tables.h"
#include "profiles/query/query-words.h"

/* Few: a step may go through a whole text. */
#define PROGRESS_STEPS 200

struct _BsQuery
{
  BsTraceFile *file;
  BsQueryGuard guard;
  sqlite3_stmt *stmt;
  GPtrArray *names;
  gint64 deadline; /* 0: none */
  guint64 memory;  /* 0: any */
  glong where;     /* what the last error is about: a character of the query, or -1 */
};

/* Tables that traces of an earlier minor version do not have are there, and empty. */
static int
make_later_tables (sqlite3 *db, int version)
{
  g_auto (GStrv) tables = g_strsplit (bs_schema_sql, "CREATE TABLE ", -1);
  int rc = SQLITE_OK;

  for (guint i = 0; bs_schema_tables[i].name != NULL; i++)
    if (version > BS_LAST_DRAFT_VERSION && bs_schema_tables[i].since > version)
      for (guint k = 1; tables[k] != NULL && rc == SQLITE_OK; k++)
        {
          g_autofree char *begin = g_strconcat (bs_schema_tables[i].name, " (", NULL);
          g_autofree char *sql = g_strconcat ("CREATE TEMP TABLE ", tables[k], NULL);

          if (g_str_has_prefix (tables[k], begin))
            rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
        }

  return rc;
}

/* SQLite counts for the whole program: what others have at the same time is little beside it. */
static gboolean
is_too_large (const BsQuery *self)
{
  return self->memory > 0 && (guint64) sqlite3_memory_used () > self->memory;
}

static int
on_progress (gpointer data)
{
  const BsQuery *self = data;

  return g_cancellable_is_cancelled (self->file->cancellable) || is_too_large (self)
         || (self->deadline > 0 && g_get_monotonic_time () >= self->deadline);
}

/* What people write is longer than what we ask for ourselves; still nothing may be huge. */
static void
set_limits (sqlite3 *db)
{
  static const struct
  {
    int limit, value;
  } limits[] = { { SQLITE_LIMIT_SQL_LENGTH, BS_QUERY_MAX_LENGTH },
                 { SQLITE_LIMIT_LENGTH, 1 << 26 },
                 { SQLITE_LIMIT_COLUMN, 200 },
                 { SQLITE_LIMIT_EXPR_DEPTH, 100 },
                 { SQLITE_LIMIT_COMPOUND_SELECT, 100 },
                 { SQLITE_LIMIT_FUNCTION_ARG, 32 },
                 { SQLITE_LIMIT_VDBE_OP, 100000 },
                 { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i].limit, limits[i].value);
}

/* From here on the connection only reads, and only what a trace has. */
static int
close_doors (BsQuery *self)
{
  static const char *const modules[] = { "json_each", "json_tree", NULL };
  sqlite3 *db = self->file->db;
  int rc;

  sqlite3_drop_modules (db, (const char **) modules);
  rc = sqlite3_exec (db, "PRAGMA query_only = 0", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = bs_query_tables_register (db);
  if (rc == SQLITE_OK)
    rc = make_later_tables (db, self->file->version);
  if (rc == SQLITE_OK)
    rc = bs_query_tables_make_views (db);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "PRAGMA query_only = 1", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = bs_query_guard_attach (&self->guard, db);
  set_limits (db);
  sqlite3_progress_handler (db, PROGRESS_STEPS, on_progress, self);

  return rc;
}

BsQuery *
bs_query_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsQuery) self = g_atomic_rc_box_new0 (BsQuery);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->file = bs_trace_file_open (path, cancellable, error);
  if (self->file == NULL)
    return NULL;

  if (close_doors (self) != SQLITE_OK)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), self->file->name,
                   sqlite3_errmsg (self->file->db));
      return NULL;
    }

  return g_steal_pointer (&self);
}

BsQuery *
bs_query_ref (BsQuery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BsQuery *self = data;

  sqlite3_finalize (self->stmt);
  g_clear_pointer (&self->file, bs_trace_file_free);
  bs_query_guard_clear (&self->guard);
  g_ptr_array_unref (self->names);
}

void
bs_query_free (BsQuery *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

int
bs_query_get_version (const BsQuery *self)
{
  return self->file->version;
}

/* @where: (nullable): in @sql */
static gboolean
refuse (BsQuery *self, const char *what, const char *sql, const char *where, GError **error)
{
  g_autofree char *pragmas = bs_query_guard_pragmas ();

  if (where != NULL)
    self->where = g_utf8_pointer_to_offset (sql, where);
  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The query is refused: %s. Allowed is one SELECT, VALUES or EXPLAIN, or one of "
                  "these pragmas: %s"),
               what, pragmas);

  return FALSE;
}

/* SQLite does not say where the table is that is none, but its name, at the end. Returns: a byte; -1: not found */
static int
find_named (const char *sql, const char *message)
{
  const char *name = strstr (message, "no such table: ");
  BsQueryToken token;

  if (name == NULL)
    return -1;

  name += strlen ("no such table: ");
  for (const char *p = bs_query_token_next (sql, &token); token.kind != BS_QUERY_TOKEN_END;
       p = bs_query_token_next (p, &token))
    if (token.kind == BS_QUERY_TOKEN_WORD)
      {
        gsize quotes = strchr ("\"`[", *token.start) != NULL && token.length > 2;
        g_autofree char *word = g_strndup (token.start + quotes, token.length - 2 * quotes);
        const char *dot = strrchr (name, '.');

        if (g_ascii_strcasecmp (word, name) == 0
            || (dot != NULL && g_ascii_strcasecmp (word, dot + 1) == 0))
          return (int) (token.start - sql);
      }

  return -1;
}

/* Takes over what SQLite says; @sql where that can say where. */
static gboolean
fail (BsQuery *self, int rc, const char *sql, GError **error)
{
  const char *message = sqlite3_errmsg (self->file->db);
  int offset = sql != NULL ? sqlite3_error_offset (self->file->db) : -1;

  if (offset < 0 && sql != NULL)
    offset = find_named (sql, message);
  switch (rc & 0xff)
    {
    case SQLITE_AUTH:
    case SQLITE_ERROR:
      if (self->guard.refused != NULL)
        return refuse (self, self->guard.refused, sql, offset >= 0 ? sql + offset : NULL, error);
      break;

    case SQLITE_INTERRUPT:
      if (g_cancellable_is_cancelled (self->file->cancellable))
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             _ ("The query was interrupted"));
      else if (self->deadline == 0 || g_get_monotonic_time () < self->deadline)
        g_set_error_literal (
            error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
            _ ("The query takes more memory than it may; ask for less, or for rows "
               "that need not be sorted"));
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                             _ ("The query took longer than it may"));
      return FALSE;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT, _ ("“%s” is damaged: %s"), self->file->name,
                   message);
      return FALSE;

    case SQLITE_BUSY:
    case SQLITE_CANTOPEN:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_LOCKED:
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), self->file->name,
                   message);
      return FALSE;

    default:
      break;
    }

  if (offset >= 0 && (gsize) offset <= strlen (sql))
    {
      self->where = g_utf8_pointer_to_offset (sql, sql + offset);
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The query is wrong at character %ld: %s"),
                   self->where + 1, message);
    }
  else
    g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The query is wrong: %s"), message);

  return FALSE;
}

/* Whether nothing but blanks, comments and semicolons follow. */
static gboolean
is_last (BsQuery *self, const char *tail)
{
  while (*tail != '\0')
    {
      sqlite3_stmt *stmt = NULL;
      const char *next = tail;
      int rc = sqlite3_prepare_v2 (self->file->db, tail, -1, &stmt, &next);

      if (stmt != NULL || rc != SQLITE_OK || next == tail)
        {
          sqlite3_finalize (stmt);
          return FALSE;
        }
      tail = next;
    }

  return TRUE;
}

gboolean
bs_query_prepare (BsQuery *self, const char *sql, GError **error)
{
  const char *tail = NULL;
  int rc;

  g_clear_pointer (&self->stmt, sqlite3_finalize);
  g_ptr_array_set_size (self->names, 0);
  bs_query_guard_forget (&self->guard);
  self->deadline = 0;
  self->where = -1;

  if (!g_utf8_validate (sql, -1, NULL))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The query is not valid UTF-8"));
      return FALSE;
    }
  if (strlen (sql) > BS_QUERY_MAX_LENGTH)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                   _ ("The query is too long: %" PRIu64 " bytes, and at most %u are read"),
                   (guint64) strlen (sql), BS_QUERY_MAX_LENGTH);
      return FALSE;
    }
  if (!bs_query_guard_check_start (&self->guard, sql))
    return refuse (self, self->guard.refused, sql, bs_query_guard_skip_blanks (sql), error);

  rc = sqlite3_prepare_v2 (self->file->db, sql, -1, &self->stmt, &tail);
  if (rc != SQLITE_OK)
    return fail (self, rc, sql, error);

  if (!is_last (self, tail))
    {
      g_clear_pointer (&self->stmt, sqlite3_finalize);
      return refuse (self, _ ("there is more than one statement"), sql,
                     bs_query_guard_skip_blanks (tail), error);
    }
  if (self->stmt == NULL || !sqlite3_stmt_readonly (self->stmt))
    {
      g_clear_pointer (&self->stmt, sqlite3_finalize);
      return refuse (self, _ ("the statement would do more than read"), sql, NULL, error);
    }
  if (sqlite3_bind_parameter_count (self->stmt) > 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                   _ ("The query is wrong: the parameter %s has no value; write the value itself"),
                   sqlite3_bind_parameter_name (self->stmt, 1) != NULL
                       ? sqlite3_bind_parameter_name (self->stmt, 1)
                       : "?");
      g_clear_pointer (&self->stmt, sqlite3_finalize);
      return FALSE;
    }

  for (int i = 0; i < sqlite3_column_count (self->stmt); i++)
    g_ptr_array_add (self->names, g_utf8_make_valid (sqlite3_column_name (self->stmt, i), -1));

  return TRUE;
}

glong
bs_query_get_where (const BsQuery *self)
{
  return self->where;
}

void
bs_query_set_memory (BsQuery *self, guint64 bytes)
{
  self->memory = bytes;
}

guint
bs_query_get_n_columns (const BsQuery *self)
{
  return self->names->len;
}

const char *
bs_query_get_column_name (const BsQuery *self, guint column)
{
  return g_ptr_array_index (self->names, column);
}

/* Returns: FALSE where there is no memory for it. */
static gboolean
get_value (sqlite3_stmt *stmt, int column, BsQueryValue *value)
{
  *value = (BsQueryValue){ .kind = BS_QUERY_NULL };

  switch (sqlite3_column_type (stmt, column))
    {
    case SQLITE_INTEGER:
      value->kind = BS_QUERY_INTEGER;
      value->integer = sqlite3_column_int64 (stmt, column);
      return TRUE;

    case SQLITE_FLOAT:
      value->kind = BS_QUERY_REAL;
      value->real = sqlite3_column_double (stmt, column);
      return TRUE;

    case SQLITE_TEXT:
      value->kind = BS_QUERY_TEXT;
      value->bytes = sqlite3_column_text (stmt, column);
      break;

    case SQLITE_BLOB:
      value->kind = BS_QUERY_BLOB;
      value->bytes = sqlite3_column_blob (stmt, column);
      break;

    case SQLITE_NULL:
    default:
      return TRUE;
    }

  value->n_bytes = (gsize) sqlite3_column_bytes (stmt, column);

  return value->bytes != NULL || value->n_bytes == 0;
}

gboolean
bs_query_run (BsQuery *self, double seconds, BsQueryRowFunc row, gpointer user_data, GError **error)
{
  guint n = self->names->len;
  g_autofree BsQueryValue *values = g_new0 (BsQueryValue, MAX (n, 1));
  gboolean more = TRUE;
  GError *failure = NULL;
  int rc = SQLITE_DONE;

  g_return_val_if_fail (self->stmt != NULL, FALSE);
  self->deadline = seconds > 0.0 ? g_get_monotonic_time () + (gint64) (seconds * 1e6) : 0;
  bs_query_guard_forget (&self->guard);
  while (more && failure == NULL && (rc = sqlite3_step (self->stmt)) == SQLITE_ROW)
    {
      gboolean whole = TRUE;

      for (guint i = 0; i < n; i++)
        whole &= get_value (self->stmt, (int) i, &values[i]);
      if (!whole)
        {
          rc = SQLITE_NOMEM;
          break;
        }
      /* a short query between two looks of SQLite */
      if (on_progress (self))
        {
          rc = SQLITE_INTERRUPT;
          break;
        }
      more = row (values, n, user_data, &failure);
    }

  if (failure != NULL)
    g_propagate_error (error, failure);
  else if (rc != SQLITE_DONE && rc != SQLITE_ROW)
    fail (self, rc, NULL, error);
  sqlite3_reset (self->stmt);
  self->deadline = 0;

  return failure == NULL && (rc == SQLITE_DONE || rc == SQLITE_ROW);
}
