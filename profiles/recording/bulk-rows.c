/* SPDX-License-Identifier: Apache-2.0 */
/* A table-valued function over an array.
 * Source: https://www.sqlite.org/vtab.html, "Table-valued functions", and
 * https://www.sqlite.org/bindptr.html. */
#include "config.h"

#include "profiles/recording/bulk-rows.h"

#include <string.h>

#define MAX_COLUMNS 12
#define POINTER_TYPE "batchscope-bulk-rows"

typedef struct
{
  sqlite3_vtab_cursor parent;
  const BsBulkRows *rows;
  guint n_columns;
  gsize at;
} Cursor;

static int
connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **table,
         char **error)
{
  *table = g_new0 (sqlite3_vtab, 1);

  return sqlite3_declare_vtab (
      db, "CREATE TABLE x (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, rows HIDDEN)");
}

static int
disconnect (sqlite3_vtab *table)
{
  g_free (table);

  return SQLITE_OK;
}

static int
best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  for (int i = 0; i < info->nConstraint; i++)
    if (info->aConstraint[i].usable && info->aConstraint[i].iColumn == MAX_COLUMNS
        && info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ)
      {
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        return SQLITE_OK;
      }

  return SQLITE_CONSTRAINT;
}

static int
open_cursor (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  *cursor = (sqlite3_vtab_cursor *) g_new0 (Cursor, 1);

  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  g_free (cursor);

  return SQLITE_OK;
}

static int
filter (sqlite3_vtab_cursor *cursor, int index, const char *index_text, int argc,
        sqlite3_value **argv)
{
  Cursor *self = (Cursor *) cursor;

  self->rows = argc == 1 ? sqlite3_value_pointer (argv[0], POINTER_TYPE) : NULL;
  self->n_columns = self->rows != NULL ? MIN (strlen (self->rows->kinds), MAX_COLUMNS) : 0;
  self->at = 0;

  return SQLITE_OK;
}

static int
next (sqlite3_vtab_cursor *cursor)
{
  ((Cursor *) cursor)->at++;

  return SQLITE_OK;
}

static int
is_at_end (sqlite3_vtab_cursor *cursor)
{
  const Cursor *self = (const Cursor *) cursor;

  return self->rows == NULL || self->at >= self->rows->n;
}

static int
column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
  const Cursor *self = (const Cursor *) cursor;
  const BsBulkValue *value;

  if (index >= (int) self->n_columns)
    return SQLITE_OK;

  value = &self->rows->values[self->at * self->n_columns + (guint) index];
  if (self->rows->kinds[index] == 'r')
    sqlite3_result_double (context, value->real);
  else if (self->rows->kinds[index] == 'i' || value->integer >= 0)
    sqlite3_result_int64 (context, value->integer);

  return SQLITE_OK;
}

static int
get_row_id (sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
  *id = (sqlite3_int64) ((Cursor *) cursor)->at;

  return SQLITE_OK;
}

int
bs_bulk_rows_register (sqlite3 *db)
{
  static const sqlite3_module module = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = is_at_end,
    .xColumn = column,
    .xRowid = get_row_id,
  };

  return sqlite3_create_module (db, "bulk_rows", &module, NULL);
}

int
bs_bulk_rows_bind (sqlite3_stmt *stmt, int parameter, const BsBulkRows *rows)
{
  return sqlite3_bind_pointer (stmt, parameter, (void *) rows, POINTER_TYPE, NULL);
}
