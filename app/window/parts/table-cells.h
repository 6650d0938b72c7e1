/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and heads of tables of any columns, as people read them. */
#pragma once

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

G_END_DECLS
