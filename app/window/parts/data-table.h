/* SPDX-License-Identifier: Apache-2.0 */
/* A table of any columns on screen: sorted by its heads, filtered by text or a condition, copied.
 * Cells are made when they are looked at; sorting and filtering happen beside the UI thread. */
#pragma once

#include <gtk/gtk.h>

#include "engine/type-table.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

#define BS_TYPE_DATA_TABLE (bs_data_table_get_type ())
G_DECLARE_FINAL_TYPE (BsDataTable, bs_data_table, BS, DATA_TABLE, GtkWidget)

/**
 * bs_data_table_new:
 *
 * Signals: `row-activated` (guint row): Enter or a double click on this row of the BsTable;
 * `row-selected` (guint row): somebody selected it alone; `changed`: other rows are shown.
 */
GtkWidget *bs_data_table_new (void);

/** bs_data_table_take_table: @table: (transfer full) (nullable): shown from now on. Where it has
 * the columns of the one before, order, filter and selection stay. */
void bs_data_table_take_table (BsDataTable *self, BsTable *table);

/** bs_data_table_get_table: Returns: (transfer none) (nullable): what is on screen. */
BsTable *bs_data_table_get_table (BsDataTable *self);

/** bs_data_table_set_label: what screen readers call it. */
void bs_data_table_set_label (BsDataTable *self, const char *label);

/**
 * BsTableCells:
 * @title: (nullable): Returns: (transfer full) (nullable): the head of a column; %NULL: its name
 * @make: Returns: (transfer full) (nullable): a widget for the cells of a column; %NULL: they are text
 * @bind: shows a row in such a widget
 * @ends: heads of all columns but the first stand at their end, as numbers do
 */
typedef struct
{
  char *(*title) (const BsTable *table, guint column, gpointer user_data);
  GtkWidget *(*make) (const BsTable *table, guint column, gpointer user_data);
  void (*bind) (GtkWidget *cell, const BsTable *table, guint row, guint column, gpointer user_data);
  gboolean ends;
} BsTableCells;

/** bs_data_table_set_cells: @cells: static; for tables that are shown from now on. @user_data: has to be
 * there as long as the widget. */
void bs_data_table_set_cells (BsDataTable *self, const BsTableCells *cells, gpointer user_data);

/** bs_data_table_set_compact: without filter and count: for a few rows. */
void bs_data_table_set_compact (BsDataTable *self, gboolean compact);

/** bs_data_table_set_types: @types: (nullable): names in a column `type` have their mark beside them, and
 * shares a bar. To be set before the table; only the columns of the next one that differ are made anew. */
void bs_data_table_set_types (BsDataTable *self, BsTypeTable *types);

/** bs_data_table_set_mark: @row: of the BsTable: where the clock stands; G_MAXUINT: none. */
void bs_data_table_set_mark (BsDataTable *self, guint row);
guint bs_data_table_get_mark (BsDataTable *self);

/** bs_data_table_sort: @column: -1: the order of the table */
void bs_data_table_sort (BsDataTable *self, int column, gboolean descending);

/** bs_data_table_set_filter: @text: what a cell holds, or a condition over the columns such as
 * `bytes > 1000 AND kind = 'gather'`. */
void bs_data_table_set_filter (BsDataTable *self, const char *text);

/* What is shown: what the filter lets through, in the order of the screen. */
guint bs_data_table_get_n_shown (BsDataTable *self);
guint bs_data_table_get_shown_row (BsDataTable *self, guint position);

/** bs_data_table_is_busy: Returns: whether what is shown will soon change. */
gboolean bs_data_table_is_busy (BsDataTable *self);

/** bs_data_table_select_row: selects @row of the BsTable and brings it on screen, if it is shown.
 */
void bs_data_table_select_row (BsDataTable *self, guint row);

/** bs_data_table_get_rows: Returns: (transfer full) (nullable) (element-type guint32): the rows
 * that are shown, or those of them that are selected where any is; %NULL: all of the table as they
 * come. */
GArray *bs_data_table_get_rows (BsDataTable *self, gboolean only_selected);

/** bs_data_table_copy: puts these on the clipboard as CSV. */
void bs_data_table_copy (BsDataTable *self, gboolean only_selected);

G_END_DECLS
