/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of typed cells, and their text, CSV and JSON forms: what the command line prints and what
 * the table twins of the window show. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_COLUMN_TEXT,
  BS_COLUMN_INTEGER,
  BS_COLUMN_REAL,
  BS_COLUMN_DURATION, /* an integer of nanoseconds; the name ends in ns */
  BS_COLUMN_BOOLEAN
} BsColumnKind;

typedef enum
{
  BS_TABLE_TEXT, /* aligned columns for people */
  BS_TABLE_CSV,  /* quoted as in RFC 4180, a header row, lines end in LF */
  BS_TABLE_JSON  /* an array of objects */
} BsTableFormat;

gboolean bs_table_format_from_string (const char *text, BsTableFormat *format);

typedef struct _BsTable BsTable;

BsTable *bs_table_new (void);

/* Threads may share a table that no more cells are added to. */
BsTable *bs_table_ref (BsTable *self);
void bs_table_unref (BsTable *self);

/** bs_table_add_column: @name: as in CSV and JSON: lower case, underscores. */
void bs_table_add_column (BsTable *self, const char *name, BsColumnKind kind);

/* Cells are added row by row, from left to right; bs_table_add_missing() leaves one empty. */
void bs_table_add_text (BsTable *self, const char *value); /* (nullable): missing */
void bs_table_add_integer (BsTable *self, gint64 value);   /* durations too */
void bs_table_add_natural (BsTable *self, gint64 value);   /* missing below 0 */
void bs_table_add_real (BsTable *self, double value);
void bs_table_add_boolean (BsTable *self, gboolean value);
void bs_table_add_missing (BsTable *self);

guint bs_table_get_n_rows (const BsTable *self);
guint bs_table_get_n_columns (const BsTable *self);
const char *bs_table_get_column_name (const BsTable *self, guint column);
BsColumnKind bs_table_get_column_kind (const BsTable *self, guint column);

/** bs_table_get_text: Returns: (transfer full): a cell as CSV would have it, without quotes. */
char *bs_table_get_text (const BsTable *self, guint row, guint column);

/* Cells as they are; a missing one is 0, NaN or %NULL. Integers are those of booleans and
 * durations, too. */
gboolean bs_table_is_missing (const BsTable *self, guint row, guint column);
gint64 bs_table_get_integer (const BsTable *self, guint row, guint column);
double bs_table_get_real (const BsTable *self, guint row, guint column);

/** bs_table_peek_text: of a column of texts. The same text of a table is at the same place. */
const char *bs_table_peek_text (const BsTable *self, guint row, guint column);

/** bs_table_print: appends the table to @out; reals are written so that they read back exactly. */
void bs_table_print (const BsTable *self, BsTableFormat format, GString *out);

/** bs_table_print_rows: the same for @rows (array length=n_rows), in this order. */
void bs_table_print_rows (const BsTable *self, const guint32 *rows, guint n_rows,
                          BsTableFormat format, GString *out);

/** bs_table_print_part: the same for a table that flows: what stands before all rows when these are
 * the @first, and what stands after all rows when these are the @last. Text has columns as wide as
 * the first rows need. */
void bs_table_print_part (BsTable *self, BsTableFormat format, gboolean first, gboolean last,
                          GString *out);

/** BsTableFlow: takes the rows that @table has; they are dropped afterwards. Returns: whether more
 * rows are wanted. */
typedef gboolean (*BsTableFlow) (BsTable *table, gpointer user_data);

/** bs_table_set_flow: @flow: (scope forever): takes them.
 *
 * Lets a long table take little memory: every @n_rows rows are handed over and
 * dropped; those at the end, fewer, stay. */
void bs_table_set_flow (BsTable *self, guint n_rows, BsTableFlow flow, gpointer user_data);

/** bs_table_is_wanted: Returns: %FALSE when rows that are added go nowhere any more. */
gboolean bs_table_is_wanted (const BsTable *self);

/** bs_table_printable: Returns: (transfer full): @text, where what a terminal would obey instead of
 * show is written as an escape. */
char *bs_table_printable (const char *text);

/** bs_table_append_padded: appends a cell of @width columns of a terminal, and a gap, or the end of
 * the line where it is the @last. */
void bs_table_append_padded (GString *out, const char *text, guint width, gboolean right,
                             gboolean last);

/** bs_table_width: Returns: columns of a terminal that printable @text takes. */
guint bs_table_width (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTable, bs_table_unref)

G_END_DECLS
