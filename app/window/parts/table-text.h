/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text, written beside the UI thread. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * bs_table_text_async:
 * @rows: (nullable) (element-type guint32): which of them, in this order; %NULL: all. Not changed
 * any more
 * @file: (nullable): written as well, at once or not at all
 */
void bs_table_text_async (BsTable *table, GArray *rows, BsTableFormat format, GFile *file,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);

/** bs_table_text_finish: Returns: (transfer full): the text; %NULL when it was cancelled */
GBytes *bs_table_text_finish (GAsyncResult *result, GError **error);

/** bs_table_text_copy: puts CSV on the clipboard: as a table for those who take one, else as text.
 */
void bs_table_text_copy (GdkClipboard *clipboard, GBytes *csv);

G_END_DECLS
