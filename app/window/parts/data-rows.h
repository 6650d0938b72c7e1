/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table as a list model that knows which are selected: items are made when they are
 * looked at. GtkMultiSelection would keep one for every selected row. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

#define BS_TYPE_DATA_ROW (bs_data_row_get_type ())
G_DECLARE_FINAL_TYPE (BsDataRow, bs_data_row, BS, DATA_ROW, GObject)

const BsTable *bs_data_row_get_table (BsDataRow *self);
guint bs_data_row_get_row (BsDataRow *self);

#define BS_TYPE_DATA_ROWS (bs_data_rows_get_type ())
G_DECLARE_FINAL_TYPE (BsDataRows, bs_data_rows, BS, DATA_ROWS, GObject)

BsDataRows *bs_data_rows_new (void);

/**
 * bs_data_rows_set:
 * @table: (nullable): none
 * @order: (nullable) (element-type guint32): its rows that are shown; %NULL: all as they come
 * @selected: (nullable): positions that are selected now
 *
 * As a list model it has few of the rows at first. The others come while the main loop has nothing else to do,
 * so that a view never makes many in one piece.
 */
void bs_data_rows_set (BsDataRows *self, BsTable *table, GArray *order, GtkBitset *selected);

/** bs_data_rows_get_table: Returns: (transfer none) (nullable) */
BsTable *bs_data_rows_get_table (BsDataRows *self);

/** bs_data_rows_get_order: Returns: (transfer none) (nullable): as it was set. */
GArray *bs_data_rows_get_order (BsDataRows *self);

/** bs_data_rows_get_n: Returns: all rows, whether the list model has them yet or not. */
guint bs_data_rows_get_n (BsDataRows *self);

/** bs_data_rows_get_row: Returns: the row of the table at @position, which there is. */
guint bs_data_rows_get_row (BsDataRows *self, guint position);

/** bs_data_rows_find: Returns: where @row is, or %GTK_INVALID_LIST_POSITION; the list model has it then.
 * O(n) */
guint bs_data_rows_find (BsDataRows *self, guint row);

/** bs_data_rows_list: Returns: (transfer full) (element-type guint32): the rows at @positions, in the
 * order of the screen. */
GArray *bs_data_rows_list (BsDataRows *self, GtkBitset *positions);

G_END_DECLS
