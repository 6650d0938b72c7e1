/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts and filters the rows of a table beside the UI thread, and finds again those that were selected. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * bs_table_search_async:
 * @column, @descending, @filter: see bs_table_order_new()
 * @selected: (transfer full): rows that are selected now
 * @source: (type GObject): of @callback
 */
void bs_table_search_async (BsTable *table, int column, gboolean descending, const char *filter,
                            GtkBitset *selected, gpointer source, GCancellable *cancellable,
                            GAsyncReadyCallback callback);

/** bs_table_search_finish: @selected: (out) (transfer none): where these are among the rows, as long as
 * @result is there. Returns: (transfer full) (element-type guint32): rows; or %NULL with an error */
GArray *bs_table_search_finish (GAsyncResult *result, GtkBitset **selected, GError **error);

G_END_DECLS
