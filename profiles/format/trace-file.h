/* SPDX-License-Identifier: Apache-2.0 */
/* A trace file as untrusted input: opened so that nothing in it runs and nothing is written, read
 * row by row with every value checked. */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "profiles/files/bundle.h"
#include "profiles/trace/load-progress.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;
  char *name; /* to show */
  sqlite3 *db;
  BsBundle *bundle; /* (nullable): that it came from */
  GCancellable *cancellable;
  BsLoadProgress *progress; /* (nullable): who reads tells it */
  int version;              /* of the format */
  gboolean has_log;         /* it may still be written: only this connection sees it as it was */
  gboolean log_missing;     /* a write-ahead log lies beside it but could not be read */

  GError *error; /* the first thing that was wrong; nothing is read after it */

  /* No honest file gives more bytes than it has: a crafted one could, over and over. */
  guint64 budget;
  /* What may be allocated for what was read, so that a small file cannot ask for a lot. */
  guint64 memory;
  /* What SQLite may still do, in steps of its machine. */
  guint64 steps;
} BsTraceFile;

/** bs_trace_file_open: @path: a trace, or a bundle with one.
 * Returns: (transfer full): the file, or %NULL with what is wrong with it. */
BsTraceFile *bs_trace_file_open (const char *path, GCancellable *cancellable, GError **error);
void bs_trace_file_free (BsTraceFile *self);

/** bs_trace_file_corrupt: remembers that the file contradicts itself, and how. */
void bs_trace_file_corrupt (BsTraceFile *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bs_trace_file_fail: remembers what SQLite says about reading it. */
void bs_trace_file_fail (BsTraceFile *self, int rc);

/** bs_trace_file_allow: Returns: whether @bytes more of memory are in proportion to the file. */
gboolean bs_trace_file_allow (BsTraceFile *self, guint64 bytes);

/** bs_trace_file_check_cancelled: Returns: whether to stop, for whatever reason. */
gboolean bs_trace_file_check_cancelled (BsTraceFile *self);

/* Rows of one table in order of their ids. Reading a value that is not as expected sets the error
 * of the file and gives 0 or NULL; look at the error before using a row. */
typedef struct
{
  BsTraceFile *file;
  const char *table;
  sqlite3_stmt *stmt;
  const char *columns;    /* (nullable): of one that walks */
  sqlite3_value **values; /* (nullable): the same, of the row */
  gboolean has_row;
  int id_column; /* -1: rows have no id */
  long long id;  /* 64 bits, of the kind that a message can be translated with */
} BsTraceCursor;

/** bs_trace_cursor_open: @columns: to select, separated by commas; stands on the first row. */
void bs_trace_cursor_open (BsTraceCursor *self, BsTraceFile *file, const char *table,
                           const char *columns);

/** bs_trace_cursor_open_keyed: rows of a table without ids as they lie there, which is in the order of
 * its key; the caller checks that. */
void bs_trace_cursor_open_keyed (BsTraceCursor *self, BsTraceFile *file, const char *table,
                                 const char *columns);

/**
 * bs_trace_file_walk:
 * @columns: to select, separated by commas; the last one is "rowid" for a table @with_ids
 *
 * Calls @func with each row, as a cursor would come by them, in less than half of its time.
 */
typedef void (*BsTraceRowFunc) (BsTraceCursor *row, gpointer user_data);
void bs_trace_file_walk (BsTraceFile *self, const char *table, const char *columns,
                         gboolean with_ids, BsTraceRowFunc func, gpointer user_data);

/** bs_trace_cursor_next: steps to the next row; has_row tells whether there is one. */
void bs_trace_cursor_next (BsTraceCursor *self);
void bs_trace_cursor_close (BsTraceCursor *self);

gint64 bs_trace_cursor_integer (BsTraceCursor *self, int column, gint64 min, gint64 max);
guint32 bs_trace_cursor_u32 (BsTraceCursor *self, int column, guint32 max);
gboolean bs_trace_cursor_is_null (BsTraceCursor *self, int column);
double bs_trace_cursor_real (BsTraceCursor *self, int column);

/** bs_trace_cursor_text: Returns: (transfer none): valid UTF-8, until the next step. */
const char *bs_trace_cursor_text (BsTraceCursor *self, int column);

/** bs_trace_cursor_blob: Returns: (transfer none): bytes whose number is a multiple of @size. */
gconstpointer bs_trace_cursor_blob (BsTraceCursor *self, int column, gsize size, gsize *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTraceFile, bs_trace_file_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsTraceCursor, bs_trace_cursor_close)

G_END_DECLS
