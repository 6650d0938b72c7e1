/* SPDX-License-Identifier: Apache-2.0 */
/* All rows of a query, streamed into a file by a thread: the bytes that `batchscope-cli query` prints. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** BsQueryExportFunc: @n_rows: that are written; called in the main thread now and then. */
typedef void (*BsQueryExportFunc) (GObject *source, guint64 n_rows, gpointer user_data);

/**
 * bs_query_export_start:
 * @path: of a trace, which is never overwritten
 * @file: of this machine; has all rows afterwards, or is as it was
 */
void bs_query_export_start (GObject *source, const char *path, const char *sql,
                            BsTableFormat format, GFile *file, BsQueryExportFunc progress,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);

/** bs_query_export_finish: @n_rows: (out): that were written. */
gboolean bs_query_export_finish (GAsyncResult *result, guint64 *n_rows, GError **error);

G_END_DECLS
