/* SPDX-License-Identifier: Apache-2.0 */
/* A query of the console, run in a thread: its first rows as soon as there are any, then all. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* More are counted, not shown. */
#define BS_QUERY_JOB_ROWS 100000

typedef struct
{
  BsTable *table; /* the first %BS_QUERY_JOB_ROWS rows */
  guint64 n_rows; /* of all */
  gint64 ns;      /* that it took */
} BsQueryResult;

void bs_query_result_free (BsQueryResult *self);

/** BsQueryPartFunc: @table: the first rows, while more are on their way */
typedef void (*BsQueryPartFunc) (GObject *source, BsTable *table, gpointer user_data);

/**
 * bs_query_job_start:
 * @path: of a trace
 * @part: called in the main thread, at most once, before @callback, and not once @cancellable was
 *   cancelled
 */
void bs_query_job_start (GObject *source, const char *path, const char *sql, BsQueryPartFunc part,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);

/** bs_query_job_finish: Returns: (transfer full): what came of it; %NULL with what bs_query_prepare() or
 * bs_query_run() says. */
BsQueryResult *bs_query_job_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQueryResult, bs_query_result_free)

G_END_DECLS
