/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace: one statement that only reads, its rows handed out one by one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** BS_QUERY_MAX_LENGTH: bytes of a query; a longer one is refused. */
#define BS_QUERY_MAX_LENGTH 100000

/** BsQueryKind: what a value of a row is. */
typedef enum
{
  BS_QUERY_NULL,    /* missing */
  BS_QUERY_INTEGER, /* of 64 bits */
  BS_QUERY_REAL,    /* a number */
  BS_QUERY_TEXT,    /* any bytes: a file may say that they are text */
  BS_QUERY_BLOB     /* bytes */
} BsQueryKind;

/** BsQueryValue: a value of a row. */
typedef struct
{
  BsQueryKind kind;    /* which of the others is meant */
  gint64 integer;      /* of an integer */
  double real;         /* may be infinite, never NaN */
  const guint8 *bytes; /* of text and blobs; not terminated */
  gsize n_bytes;       /* of these */
} BsQueryValue;

/**
 * BsQueryRowFunc:
 * @values: (array length=n): valid during the call
 * @n: as many as there are columns
 * @user_data: as it was given
 *
 * Takes a row of what a query found.
 *
 * Returns: %FALSE to stop; with an error set when it failed
 */
typedef gboolean (*BsQueryRowFunc) (const BsQueryValue *values, guint n, gpointer user_data,
                                    GError **error);

/**
 * BsQuery:
 *
 * A trace that is open for queries, one after the other. For one thread at a time.
 */
typedef struct _BsQuery BsQuery;

/**
 * bs_query_open:
 * @path: a trace; untrusted
 * @cancellable: (nullable): ends what runs
 *
 * Opens a trace for queries. It is not read as a whole, so that this is quick; nothing that the
 * file brings besides data is run, and nothing is written. Views are ours, whatever the file says:
 * those of its format, and `events`, the packed events.
 *
 * Returns: (transfer full): the open trace, to be used by one thread at a time
 */
BsQuery *bs_query_open (const char *path, GCancellable *cancellable, GError **error);
BsQuery *bs_query_ref (BsQuery *self);

/** bs_query_free: drops a reference, the first one or one of bs_query_ref(). */
void bs_query_free (BsQuery *self);

/** bs_query_get_version: Returns: the format of the trace. */
int bs_query_get_version (const BsQuery *self);

/**
 * bs_query_prepare:
 * @sql: one SELECT, VALUES, EXPLAIN of these, or a pragma that only reads
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED when @sql is not allowed, which says what is;
 *   %BS_ERROR_SYNTAX when it is not right, which says where
 */
gboolean bs_query_prepare (BsQuery *self, const char *sql, GError **error);

/** bs_query_get_where: Returns: the character of @sql, from 0, that the error of bs_query_prepare() is
 * about; -1: not known. */
glong bs_query_get_where (const BsQuery *self);

/**
 * bs_query_set_memory:
 * @bytes: what SQLite may have, all queries together; 0: any
 *
 * Lets bs_query_run() give up with %G_IO_ERROR_NO_SPACE instead of taking more.
 */
void bs_query_set_memory (BsQuery *self, guint64 bytes);

/**
 * bs_query_get_n_columns:
 * @self: a query that was prepared
 *
 * Returns: how many columns its rows have
 */
guint bs_query_get_n_columns (const BsQuery *self);

/**
 * bs_query_get_column_name:
 * @self: a query that was prepared
 * @column: from 0
 *
 * Returns: (transfer none): valid UTF-8, not always unique; until another one is prepared
 */
const char *bs_query_get_column_name (const BsQuery *self, guint column);

/**
 * bs_query_run:
 * @seconds: after which it gives up; 0: never
 * @row: (scope call): takes them
 *
 * Runs what was prepared, from its first row; the memory that it takes does not grow with the
 * number of rows, unless these have to be sorted.
 *
 * Returns: %FALSE with the error of @row, or with %G_IO_ERROR_CANCELLED, %G_IO_ERROR_TIMED_OUT, or
 *   what was wrong with the query or the file
 */
gboolean bs_query_run (BsQuery *self, double seconds, BsQueryRowFunc row, gpointer user_data,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQuery, bs_query_free)

G_END_DECLS
