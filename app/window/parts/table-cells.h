/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and heads of tables of any columns, as people read them. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** bs_table_cell_text: Returns: (transfer full): one printable line, of bounded length; empty where the
 * cell is missing. */
char *bs_table_cell_text (const BsTable *table, guint row, guint column);

/** bs_table_title_text: Returns: (transfer full): such as `Batch size` for batch_size. */
char *bs_table_title_text (const BsTable *table, guint column);

/** bs_table_is_number: Returns: whether cells of @column are aligned at their end. */
gboolean bs_table_is_number (const BsTable *table, guint column);
/** bs_table_is_wide: Returns: whether room that is left goes to @column: the last one with texts, or with
 * @all any of those. */
gboolean bs_table_is_wide (const BsTable *table, guint column, gboolean all);

/** bs_table_measure: Returns: characters that most cells fit in, so that columns keep their width while
 * rows pass. */
guint bs_table_measure (const BsTable *table, guint column);

/** bs_table_make_sort_menu: Returns: (transfer full): its columns, for the actions `table.sort` and
 * `table.descending`. */
GMenuModel *bs_table_make_sort_menu (const BsTable *table);

/** bs_table_has_same_columns: @a: (nullable). Returns: whether both have columns of the same names and
 * kinds. */
gboolean bs_table_has_same_columns (const BsTable *a, const BsTable *b);

G_END_DECLS
