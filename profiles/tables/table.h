/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of typed cells, and their text, CSV and JSON forms: what the command line prints and what
 * the table twins of the window show. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BsColumnKind: what the cells of a column are. */
typedef enum
{
  BS_COLUMN_TEXT,     /* UTF-8 */
  BS_COLUMN_INTEGER,  /* of 64 bits */
  BS_COLUMN_REAL,     /* a number; NaN is missing */
  BS_COLUMN_DURATION, /* an integer of nanoseconds; the name ends in ns */
  BS_COLUMN_BOOLEAN   /* true or false */
} BsColumnKind;

/** BsTableFormat: how a table is written. */
typedef enum
{
  BS_TABLE_TEXT, /* aligned columns for people */
  BS_TABLE_CSV,  /* quoted as in RFC 4180, a header row, lines end in LF */
  BS_TABLE_JSON  /* an array of objects */
} BsTableFormat;

/**
 * bs_table_format_from_string:
 * @text: `text`, `csv` or `json`
 * @format: (out): what it means
 *
 * Returns: whether it means a format
 */
gboolean bs_table_format_from_string (const char *text, BsTableFormat *format);

/**
 * BsTable:
 *
 * Rows of typed cells in named columns, in memory or on their way through it, see bs_table_set_flow().
 * One thread fills it; threads may share it when no more cells are added.
 */
typedef struct _BsTable BsTable;

BsTable *bs_table_new (void);

BsTable *bs_table_ref (BsTable *self);
void bs_table_unref (BsTable *self);

/**
 * bs_table_add_column:
 * @name: as in CSV and JSON: lower case, underscores; copied
 * @kind: of its cells
 *
 * Adds a column at the right; all columns come before the first cell.
 */
void bs_table_add_column (BsTable *self, const char *name, BsColumnKind kind);

/**
 * bs_table_add_text:
 * @self: a table
 * @value: (nullable): copied; %NULL: missing
 *
 * Adds a cell. Cells come row by row, from left to right.
 */
void bs_table_add_text (BsTable *self, const char *value);

/**
 * bs_table_add_integer:
 * @self: a table
 * @value: an integer, or a duration in nanoseconds
 *
 * Adds a cell, see bs_table_add_text().
 */
void bs_table_add_integer (BsTable *self, gint64 value);

/**
 * bs_table_add_natural:
 * @self: a table
 * @value: an integer; below 0: missing
 *
 * Adds a cell, see bs_table_add_text().
 */
void bs_table_add_natural (BsTable *self, gint64 value);

/**
 * bs_table_add_real:
 * @self: a table
 * @value: a number; NaN: missing
 *
 * Adds a cell, see bs_table_add_text().
 */
void bs_table_add_real (BsTable *self, double value);

/**
 * bs_table_add_boolean:
 * @self: a table
 * @value: true or false
 *
 * Adds a cell, see bs_table_add_text().
 */
void bs_table_add_boolean (BsTable *self, gboolean value);

/**
 * bs_table_add_missing:
 * @self: a table
 *
 * Leaves a cell empty, whatever its column holds.
 */
void bs_table_add_missing (BsTable *self);

/**
 * bs_table_get_n_rows:
 * @self: a table
 *
 * Returns: how many rows are whole; of a table that flows, those that are still there
 */
guint bs_table_get_n_rows (const BsTable *self);

/**
 * bs_table_get_n_columns:
 * @self: a table
 *
 * Returns: how many columns it has
 */
guint bs_table_get_n_columns (const BsTable *self);

/**
 * bs_table_get_column_name:
 * @self: a table
 * @column: from 0
 *
 * Returns: (transfer none): as it was added
 */
const char *bs_table_get_column_name (const BsTable *self, guint column);

/**
 * bs_table_get_column_kind:
 * @self: a table
 * @column: from 0
 *
 * Returns: what its cells are
 */
BsColumnKind bs_table_get_column_kind (const BsTable *self, guint column);

/**
 * bs_table_get_text:
 * @row: from 0
 * @column: from 0
 *
 * Returns: (transfer full): a cell as CSV would have it, without quotes
 */
char *bs_table_get_text (const BsTable *self, guint row, guint column);

/**
 * bs_table_is_missing:
 * @self: a table
 * @row: from 0
 * @column: from 0
 *
 * Returns: whether the cell was left empty
 */
gboolean bs_table_is_missing (const BsTable *self, guint row, guint column);

/**
 * bs_table_get_integer:
 * @self: a table
 * @row: from 0
 * @column: from 0, of integers, durations or booleans
 *
 * Returns: the cell; 0 when it is missing
 */
gint64 bs_table_get_integer (const BsTable *self, guint row, guint column);

/**
 * bs_table_get_real:
 * @self: a table
 * @row: from 0
 * @column: from 0, of reals
 *
 * Returns: the cell; NaN when it is missing
 */
double bs_table_get_real (const BsTable *self, guint row, guint column);

/**
 * bs_table_peek_text:
 * @row: from 0
 * @column: from 0, of texts
 *
 * Returns: (transfer none) (nullable): the cell, %NULL when it is missing. The same text of a table is at
 *   the same place
 */
const char *bs_table_peek_text (const BsTable *self, guint row, guint column);

/**
 * bs_table_print:
 * @format: how it is written
 * @out: what to append to
 *
 * Appends the table. Reals are written so that they read back exactly.
 */
void bs_table_print (const BsTable *self, BsTableFormat format, GString *out);

/**
 * bs_table_print_rows:
 * @rows: (array length=n_rows): rows of the table, from 0
 * @n_rows: how many
 * @format: how they are written
 * @out: what to append to
 *
 * Appends these rows, in this order, as bs_table_print() does all.
 */
void bs_table_print_rows (const BsTable *self, const guint32 *rows, guint n_rows,
                          BsTableFormat format, GString *out);

/**
 * bs_table_print_part:
 * @format: how it is written
 * @first: whether these are the first rows: then what stands before all rows is written, too
 * @last: whether these are the last rows: then what stands after all rows is written, too
 * @out: what to append to
 *
 * Appends the rows of a table that flows, see bs_table_set_flow(). Text has columns as wide as the first
 * rows need.
 */
void bs_table_print_part (BsTable *self, BsTableFormat format, gboolean first, gboolean last,
                          GString *out);

/**
 * BsTableFlow:
 * @table: with rows, which are dropped afterwards
 * @user_data: as it was given
 *
 * Takes rows of a long table, see bs_table_set_flow().
 *
 * Returns: whether more rows are wanted
 */
typedef gboolean (*BsTableFlow) (BsTable *table, gpointer user_data);

/**
 * bs_table_set_flow:
 * @n_rows: at a time, at least 1
 * @flow: (scope forever): takes them
 * @user_data: for @flow
 *
 * Lets a long table take little memory: every @n_rows rows are handed over and dropped; those at the end,
 * fewer, stay.
 */
void bs_table_set_flow (BsTable *self, guint n_rows, BsTableFlow flow, gpointer user_data);

/** bs_table_is_wanted: Returns: %FALSE when rows that are added go nowhere any more. */
gboolean bs_table_is_wanted (const BsTable *self);

/**
 * bs_table_printable:
 * @text: any bytes
 *
 * Returns: (transfer full): @text, where what a terminal would obey instead of show is written as an escape
 */
char *bs_table_printable (const char *text);

/**
 * bs_table_append_padded:
 * @out: what to append to
 * @text: what a terminal can show, see bs_table_printable()
 * @width: what the cell takes at least
 * @right: whether @text stands at its right end, as numbers do
 * @last: whether the line ends here
 *
 * Appends a cell of @width columns of a terminal, and a gap, or the end of the line where it is the @last.
 */
void bs_table_append_padded (GString *out, const char *text, guint width, gboolean right,
                             gboolean last);

/**
 * bs_table_width:
 * @text: see bs_table_printable()
 *
 * Returns: columns of a terminal that printable @text takes
 */
guint bs_table_width (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTable, bs_table_unref)

G_END_DECLS
