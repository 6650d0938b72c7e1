/* SPDX-License-Identifier: Apache-2.0 */
/* A query of the console, run in a thread: its first rows as soon as there are any, then all that can be
 * shown, also when it was cancelled or something went wrong on the way. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* Where a query is ended: so many rows can be looked at, and so much memory may they take. */
#define BS_QUERY_JOB_ROWS 100000
#define BS_QUERY_JOB_BYTES (G_GUINT64_CONSTANT (256) << 20)
/* What SQLite may have for sorting and grouping. */
#define BS_QUERY_JOB_WORK (G_GUINT64_CONSTANT (2) << 30)

typedef struct
{
  BsTable *table;
  gboolean more; /* there are more rows than these */
  gint64 ns;     /* that it took */
  GError *error; /* (nullable): why it did not come to its end */
} BsQueryResult;

void bs_query_result_free (BsQueryResult *self);

/**
 * BsQueryPartFunc:
 * @table: (nullable): the first rows, when there are others than at the last call
 * @n_rows: so far
 */
typedef void (*BsQueryPartFunc) (GObject *source, BsTable *table, guint n_rows, gpointer user_data);

/**
 * bs_query_job_start:
 * @path: of a trace
 * @part: called in the main thread while rows come, before @callback, and not once @cancellable was
 *   cancelled
 */
void bs_query_job_start (GObject *source, const char *path, const char *sql, BsQueryPartFunc part,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);

/** bs_query_job_finish: Returns: (transfer full): what came of it; %NULL with what bs_query_open() or
 * bs_query_prepare() says. */
BsQueryResult *bs_query_job_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQueryResult, bs_query_result_free)

G_END_DECLS
