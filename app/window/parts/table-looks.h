/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of tables that show more than text: types with their mark, shares with a bar. */
#pragma once

#include <gtk/gtk.h>

#include "engine/type-table.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TABLE_LOOK_TEXT,
  BS_TABLE_LOOK_TYPE,   /* a text column named `type` */
  BS_TABLE_LOOK_SHARE,  /* a real column named `share`: 0 to 1 */
  BS_TABLE_LOOK_TENTHS, /* a mean, or a speed: one decimal */
  BS_TABLE_LOOK_PART    /* another real one that is a part of something: per cent, without a bar */
} BsTableLook;

/** bs_table_look_of: Returns: how cells of @column look in a table whose types are known. */
BsTableLook bs_table_look_of (const BsTable *table, guint column);

/** bs_table_look_wrap: @cell: (transfer floating): Returns: (transfer floating): what stands in the
 * table: @cell, or that with what goes before it. */
GtkWidget *bs_table_look_wrap (BsTableLook look, GtkInscription *cell);

/** bs_table_look_get_cell: Returns: the text in it. */
GtkInscription *bs_table_look_get_cell (GtkWidget *child);

/** bs_table_look_bind: shows a cell; the text, too, of shares and parts. */
void bs_table_look_bind (BsTableLook look, GtkWidget *child, BsTypeTable *types,
                         const BsTable *table, guint row, guint column);

/** bs_table_look_text: Returns: (transfer full): a share, such as `61.9 %`. */
char *bs_table_look_text (const BsTable *table, guint row, guint column);

G_END_DECLS
