/* SPDX-License-Identifier: Apache-2.0 */
/* A trace file as untrusted input.
 * Source: https://www.sqlite.org/security.html, "Untrusted SQLite database files". */
#include "config.h"

#include "profiles/format/trace-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "profiles/format/migration.h"
#include "profiles/format/schema.h"
#include "profiles/format/trace-header.h"

#define PROGRESS_STEPS 20000
/* A recording that ends keeps others out while its log goes back into the file. */
#define BUSY_TIMEOUT_MS 5000
/* An honest file of any size takes about a step a byte, all tables together. */
#define STEPS_FACTOR 16
#define STEPS_FLOOR (G_GUINT64_CONSTANT (4) << 20)
#define MEMORY_FACTOR 64
#define MEMORY_FLOOR (G_GUINT64_CONSTANT (64) << 20)

static gboolean
check_header (const char *path, const char *name, BsTraceHeader *header, guint64 log_size,
              GError **error)
{
  if (!bs_trace_header_read (path, header, error))
    return FALSE;

  if (header->size == 0)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("“%s” is empty, so it is not a Batchscope trace"), name);
  else if (!header->is_sqlite)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("“%s” is not a Batchscope trace"), name);
  else if (!header->is_trace)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("“%s” is an SQLite database of another program, not a Batchscope trace"), name);
  else if (BS_TRACE_MAJOR (header->version) > BS_TRACE_MAJOR (BS_TRACE_VERSION))
    g_set_error (error, BS_ERROR, BS_ERROR_VERSION,
                 _ ("“%s” was made by a newer version of Batchscope (format %d, this program reads "
                    "up to %d); update the program to open it"),
                 name, header->version, BS_TRACE_VERSION);
  else if (header->version < 1
           || (header->version > BS_LAST_DRAFT_VERSION && BS_TRACE_MAJOR (header->version) == 0))
    g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT, _ ("“%s” is damaged: its format version is %d"),
                 name, header->version);
  else if (log_size == 0 && header->size < header->claimed_size)
    g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
                 _ ("“%s” is truncated: %llu of %llu"
                    " bytes are there; copy it again"),
                 name, (unsigned long long) header->size,
                 (unsigned long long) header->claimed_size);
  else
    return TRUE;

  return FALSE;
}

void
bs_trace_file_corrupt (BsTraceFile *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (self->error != NULL)
    return;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (&self->error, BS_ERROR, BS_ERROR_CORRUPT, _ ("“%s” is damaged: %s"), self->name,
               what);
}

void
bs_trace_file_fail (BsTraceFile *self, int rc)
{
  int code;

  if (self->error != NULL)
    return;

  switch (rc & 0xff)
    {
    case SQLITE_INTERRUPT:
      if (!g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
        bs_trace_file_corrupt (self, "%s", _ ("it asks for far more work than its size explains"));
      return;

    case SQLITE_BUSY:
    case SQLITE_CANTOPEN:
    case SQLITE_FULL:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      code = BS_ERROR_IO;
      break;

    case SQLITE_IOERR:
      code = rc == SQLITE_IOERR_SHORT_READ ? BS_ERROR_CORRUPT : BS_ERROR_IO;
      break;

    default:
      code = BS_ERROR_CORRUPT;
      break;
    }

  if (code == BS_ERROR_CORRUPT)
    bs_trace_file_corrupt (self, "%s", sqlite3_errmsg (self->db));
  else
    g_set_error (&self->error, BS_ERROR, code, _ ("Could not read “%s”: %s"), self->name,
                 sqlite3_errmsg (self->db));
}

gboolean
bs_trace_file_allow (BsTraceFile *self, guint64 bytes)
{
  if (bytes > self->memory)
    {
      bs_trace_file_corrupt (self, "%s", _ ("it asks for far more memory than its size explains"));
      return FALSE;
    }

  self->memory -= bytes;

  return TRUE;
}

gboolean
bs_trace_file_check_cancelled (BsTraceFile *self)
{
  if (self->error == NULL)
    g_cancellable_set_error_if_cancelled (self->cancellable, &self->error);

  return self->error != NULL;
}

/* Pages of a crafted file lead to the same rows over and over: SQLite would go on for years. */
static int
on_progress (gpointer data)
{
  BsTraceFile *self = data;

  self->steps -= MIN (self->steps, PROGRESS_STEPS);

  return self->steps == 0 || g_cancellable_is_cancelled (self->cancellable);
}

/* Nothing of the file may run, and no statement may be large. */
static gboolean
harden (BsTraceFile *self)
{
  static const struct
  {
    int option, value;
  } options[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
    { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },
    { SQLITE_DBCONFIG_DQS_DDL, 0 },
  };
  static const struct
  {
    int limit, value;
  } limits[] = { { SQLITE_LIMIT_LENGTH, 1 << 29 },    { SQLITE_LIMIT_SQL_LENGTH, 100000 },
                 { SQLITE_LIMIT_COLUMN, 100 },        { SQLITE_LIMIT_EXPR_DEPTH, 20 },
                 { SQLITE_LIMIT_COMPOUND_SELECT, 3 }, { SQLITE_LIMIT_VDBE_OP, 25000 },
                 { SQLITE_LIMIT_FUNCTION_ARG, 20 },   { SQLITE_LIMIT_ATTACHED, 0 },
                 { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },   { SQLITE_LIMIT_WORKER_THREADS, 0 },
                 { SQLITE_LIMIT_VARIABLE_NUMBER, 10 } };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    sqlite3_db_config (self->db, options[i].option, options[i].value, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (self->db, limits[i].limit, limits[i].value);
  sqlite3_progress_handler (self->db, PROGRESS_STEPS, on_progress, self);

  return sqlite3_exec (self->db,
                       "PRAGMA query_only = 1;"
                       "PRAGMA cell_size_check = 1;"
                       "PRAGMA mmap_size = 0;",
                       NULL, NULL, NULL)
         == SQLITE_OK;
}

static int
open_database (BsTraceFile *self, const char *mode)
{
  g_autofree char *path = g_canonicalize_filename (self->path, NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?", mode, NULL);
  int rc;

  g_clear_pointer (&self->db, sqlite3_close);
  /* One thread at a time reads from it, so that no column needs a lock. */
  rc = sqlite3_open_v2 (uri, &self->db,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    return rc;

  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  if (!harden (self))
    return sqlite3_extended_errcode (self->db);

  /* The first look at the file, so that what is wrong with it shows here; what is recorded from now
   * on is not seen. */
  return sqlite3_exec (self->db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
}

/* Every name that we read must be a real table without columns that compute something: a view, a
 * virtual table or a generated column would run what the file says. */
static void
check_tables (BsTraceFile *self)
{
  static const char sql[] =
      "SELECT (SELECT count(*) FROM sqlite_schema WHERE name = ?1 AND type = 'table' AND"
      "        rootpage > 1),"
      "       (SELECT count(*) FROM pragma_table_xinfo(?1) WHERE hidden <> 0)";
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    bs_trace_file_fail (self, rc);

  for (guint i = 0; bs_schema_tables[i].name != NULL && self->error == NULL; i++)
    {
      if (!bs_schema_table_is_there (&bs_schema_tables[i], self->version))
        continue;
      sqlite3_bind_text (stmt, 1, bs_schema_tables[i].name, -1, SQLITE_STATIC);
      rc = sqlite3_step (stmt);
      if (rc != SQLITE_ROW)
        bs_trace_file_fail (self, rc);
      else if (sqlite3_column_int (stmt, 0) != 1 || sqlite3_column_int (stmt, 1) != 0)
        bs_trace_file_corrupt (self, _ ("it has no proper table “%s”"), bs_schema_tables[i].name);
      sqlite3_reset (stmt);
    }

  sqlite3_finalize (stmt);
}

BsTraceFile *
bs_trace_file_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsTraceFile) self = NULL;
  g_autofree char *log = NULL;
  guint64 log_size = 0;
  BsTraceHeader header;
  GStatBuf st;
  int rc;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self = g_new0 (BsTraceFile, 1);
  self->name = g_filename_display_name (path);
  if (bs_bundle_is_one (path))
    {
      self->bundle = bs_bundle_open (path, cancellable, error);
      if (self->bundle == NULL)
        return NULL;
      path = bs_bundle_get_path (self->bundle, BS_MEMBER_TRACE);
    }
  self->path = g_strdup (path);
  g_set_object (&self->cancellable, cancellable);
  log = g_strconcat (path, "-wal", NULL);
  if (g_stat (log, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0)
    log_size = (guint64) st.st_size;
  if (!check_header (path, self->name, &header, log_size, error))
    return NULL;

  self->version = header.version;
  self->budget = header.size + log_size;
  self->memory = MEMORY_FLOOR + MEMORY_FACTOR * self->budget;
  self->steps = STEPS_FLOOR + STEPS_FACTOR * self->budget;

  /* A recording that was killed, or goes on, has its last pages in a log, and reading it needs an
   * index that SQLite makes beside it. Any other file is opened so that nothing beside it is looked
   * at or made. */
  rc = SQLITE_CANTOPEN;
  if (header.is_wal && log_size > 0)
    {
      rc = open_database (self, "mode=ro");
      self->has_log = rc == SQLITE_OK;
      self->log_missing = !self->has_log;
    }
  if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
    rc = open_database (self, "mode=ro&immutable=1");
  if (rc != SQLITE_OK)
    bs_trace_file_fail (self, rc);
  if (self->error == NULL)
    check_tables (self);
  if (self->error == NULL && self->version <= BS_LAST_DRAFT_VERSION && bs_migrate (self))
    harden (self);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
bs_trace_file_free (BsTraceFile *self)
{
  if (self->db != NULL)
    sqlite3_close (self->db);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bundle, bs_bundle_unref);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static void
cursor_open (BsTraceCursor *self, BsTraceFile *file, const char *table, const char *sql)
{
  int rc;

  *self = (BsTraceCursor){ .file = file, .table = table, .id = G_MININT64 };
  if (file->error != NULL)
    return;

  rc = sqlite3_prepare_v2 (file->db, sql, -1, &self->stmt, NULL);
  if (rc != SQLITE_OK)
    bs_trace_file_fail (file, rc);
  self->id_column = sqlite3_column_count (self->stmt) - 1;
}

void
bs_trace_cursor_open (BsTraceCursor *self, BsTraceFile *file, const char *table,
                      const char *columns)
{
  /* An index of the file could lie, and could compute: not used. */
  g_autofree char *sql = g_strdup_printf ("SELECT %s, rowid FROM %s NOT INDEXED ORDER BY rowid",
                                          columns, table);

  cursor_open (self, file, table, sql);
  bs_trace_cursor_next (self);
}

void
bs_trace_cursor_open_keyed (BsTraceCursor *self, BsTraceFile *file, const char *table,
                            const char *columns)
{
  /* Not sorted: a file whose table has another key would have all of it sorted first. */
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s", columns, table);

  cursor_open (self, file, table, sql);
  self->id_column = -1;
  bs_trace_cursor_next (self);
}

static void
take_id (BsTraceCursor *self, gint64 id)
{
  if (id <= self->id)
    {
      self->has_row = FALSE;
      bs_trace_file_corrupt (self->file, _ ("the rows of “%s” are not in order"), self->table);
      return;
    }
  self->id = id;
}

void
bs_trace_cursor_next (BsTraceCursor *self)
{
  int rc;

  self->has_row = FALSE;
  if (self->file->error != NULL)
    return;

  rc = sqlite3_step (self->stmt);
  if (rc == SQLITE_DONE)
    return;
  if (rc != SQLITE_ROW)
    {
      bs_trace_file_fail (self->file, rc);
      return;
    }

  self->has_row = TRUE;
  if (self->id_column < 0)
    return;

  take_id (self, sqlite3_column_int64 (self->stmt, self->id_column));
}

void
bs_trace_cursor_close (BsTraceCursor *self)
{
  g_clear_pointer (&self->stmt, sqlite3_finalize);
}

/* Of one that walks, the statement has all columns in one. */
static void
bad_value (BsTraceCursor *self, int column)
{
  g_auto (GStrv) names = self->columns != NULL ? g_strsplit (self->columns, ", ", -1) : NULL;

  bs_trace_file_corrupt (self->file, _ ("table “%s”, row %lld: unexpected value in column “%s”"),
                         self->table, self->id,
                         names != NULL ? names[column] : sqlite3_column_name (self->stmt, column));
}

static inline sqlite3_value *
get_value (BsTraceCursor *self, int column)
{
  return self->values != NULL ? self->values[column] : sqlite3_column_value (self->stmt, column);
}

/* Returns: (nullable): the value of a column, if it is of this kind; takes its bytes from the
 * budget. */
static sqlite3_value *
take (BsTraceCursor *self, int column, int kind)
{
  sqlite3_value *value;

  if (self->file->error != NULL)
    return NULL;

  value = get_value (self, column);
  if (sqlite3_value_type (value) != kind)
    {
      bad_value (self, column);
      return NULL;
    }

  if (kind == SQLITE_BLOB || kind == SQLITE_TEXT)
    {
      guint64 bytes = (guint64) sqlite3_value_bytes (value);

      if (bytes > self->file->budget)
        {
          bad_value (self, column);
          return NULL;
        }
      self->file->budget -= bytes;
    }

  return value;
}

gint64
bs_trace_cursor_integer (BsTraceCursor *self, int column, gint64 min, gint64 max)
{
  sqlite3_value *taken = take (self, column, SQLITE_INTEGER);
  gint64 value;

  if (taken == NULL)
    return 0;

  value = sqlite3_value_int64 (taken);
  if (value < min || value > max)
    {
      bad_value (self, column);
      return 0;
    }

  return value;
}

guint32
bs_trace_cursor_u32 (BsTraceCursor *self, int column, guint32 max)
{
  return (guint32) bs_trace_cursor_integer (self, column, 0, max);
}

gboolean
bs_trace_cursor_is_null (BsTraceCursor *self, int column)
{
  return self->file->error == NULL && sqlite3_value_type (get_value (self, column)) == SQLITE_NULL;
}

double
bs_trace_cursor_real (BsTraceCursor *self, int column)
{
  sqlite3_value *value = take (self, column, SQLITE_FLOAT);

  return value != NULL ? sqlite3_value_double (value) : 0.0;
}

const char *
bs_trace_cursor_text (BsTraceCursor *self, int column)
{
  sqlite3_value *value = take (self, column, SQLITE_TEXT);
  const char *text;

  if (value == NULL)
    return NULL;

  text = (const char *) sqlite3_value_text (value);
  if (text == NULL || !g_utf8_validate_len (text, (gsize) sqlite3_value_bytes (value), NULL))
    {
      bad_value (self, column);
      return NULL;
    }

  return text;
}

gconstpointer
bs_trace_cursor_blob (BsTraceCursor *self, int column, gsize size, gsize *n)
{
  sqlite3_value *value;
  gsize bytes;

  *n = 0;
  value = take (self, column, SQLITE_BLOB);
  if (value == NULL)
    return NULL;

  bytes = (gsize) sqlite3_value_bytes (value);
  if (bytes % size != 0)
    {
      bad_value (self, column);
      return NULL;
    }
  *n = bytes / size;

  return sqlite3_value_blob (value);
}

typedef struct
{
  BsTraceCursor row;
  BsTraceRowFunc func;
  gpointer user_data;
} Walk;

static void
walk_row (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  Walk *walk = sqlite3_user_data (context);
  BsTraceCursor *row = &walk->row;

  row->values = values;
  if (row->id_column >= 0)
    take_id (row, sqlite3_value_int64 (values[row->id_column]));
  if (row->file->error == NULL)
    walk->func (row, walk->user_data);
  if (row->file->error != NULL)
    sqlite3_result_error_code (context, SQLITE_ABORT);
}

static void
end_walk (sqlite3_context *context)
{
  sqlite3_result_null (context);
}

void
bs_trace_file_walk (BsTraceFile *self, const char *table, const char *columns, gboolean with_ids,
                    BsTraceRowFunc func, gpointer user_data)
{
  /* Rows are "added up" by our own function: SQLite hands them over without a step for each. */
  g_autofree char *sql = g_strdup_printf ("SELECT bs_walk(%s) FROM %s%s", columns, table,
                                          with_ids ? " NOT INDEXED" : "");
  Walk walk = { .func = func, .user_data = user_data };
  int rc;

  rc = sqlite3_create_function_v2 (self->db, "bs_walk", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, &walk,
                                   NULL, walk_row, end_walk, NULL);
  if (rc != SQLITE_OK)
    {
      bs_trace_file_fail (self, rc);
      return;
    }

  cursor_open (&walk.row, self, table, sql);
  walk.row.columns = columns;
  walk.row.id_column = -1;
  for (const char *p = columns; with_ids && p != NULL; p = strchr (p + 1, ','))
    walk.row.id_column++;
  if (self->error == NULL && (rc = sqlite3_step (walk.row.stmt)) != SQLITE_ROW)
    bs_trace_file_fail (self, rc);
  bs_trace_cursor_close (&walk.row);
}
