/* SPDX-License-Identifier: Apache-2.0 */
/* Many rows for one INSERT: a table-valued function that gives SQLite what is in an array, so that
 * it need not be asked for each row anew. INSERT INTO t SELECT c0, c1 FROM bulk_rows (?). */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef union
{
  gint64 integer;
  double real;
} BsBulkValue;

typedef struct
{
  const BsBulkValue *values; /* row by row */
  gsize n;                   /* rows */
  const char *kinds; /* one a column, at most 12: `i` an integer, `n` the same and NULL below
                                0, `r` a real (not a number: NULL) */
} BsBulkRows;

/** bs_bulk_rows_register: makes the function known to @db. Returns: a code of SQLite. */
int bs_bulk_rows_register (sqlite3 *db);

/** bs_bulk_rows_bind: @rows: to be there until @stmt was run. Returns: a code of SQLite. */
int bs_bulk_rows_bind (sqlite3_stmt *stmt, int parameter, const BsBulkRows *rows);

G_END_DECLS
