/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a table are shown, and in which order. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** bs_table_order_is_condition: Returns: whether a filter compares columns rather than being looked
 * for in cells. What stands in double quotes is always looked for. */
gboolean bs_table_order_is_condition (const char *filter);

/**
 * bs_table_order_new:
 * @column: to sort by, -1: none. Rows with the same value stay in the order of the table; those
 * without one come last either way.
 * @filter: (nullable): a condition as in a predicate, or text that a cell has in it, whatever its
 * case
 *
 * For any thread: 500 000 rows take some tenths of a second.
 *
 * Returns: (transfer full) (element-type guint32): rows; or %NULL with the errors of predicates or
 *   %G_IO_ERROR_CANCELLED
 */
GArray *bs_table_order_new (const BsTable *table, int column, gboolean descending,
                            const char *filter, GCancellable *cancellable, GError **error);

G_END_DECLS
