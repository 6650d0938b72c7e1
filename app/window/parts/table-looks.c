/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of tables that show more than text. */
#include "config.h"

#include "app/window/parts/table-looks.h"

#include <math.h>

#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"
#include "profiles/report/document.h"

#define CHIP 18

BsTableLook
bs_table_look_of (const BsTable *table, guint column)
{
  static const char *const parts[] = { "error", "median_error", "of_roof" };
  static const char *const tenths[] = { "mean_size", "gflops", "of_median" };
  const char *name = bs_table_get_column_name (table, column);
  BsColumnKind kind = bs_table_get_column_kind (table, column);

  if (kind == BS_COLUMN_TEXT && g_str_equal (name, "type"))
    return BS_TABLE_LOOK_TYPE;
  if (kind == BS_COLUMN_REAL && g_str_equal (name, "share"))
    return BS_TABLE_LOOK_SHARE;
  for (guint i = 0; i < G_N_ELEMENTS (tenths) && kind == BS_COLUMN_REAL; i++)
    if (g_str_equal (name, tenths[i]))
      return BS_TABLE_LOOK_TENTHS;
  for (guint i = 0; i < G_N_ELEMENTS (parts) && kind == BS_COLUMN_REAL; i++)
    if (g_str_equal (name, parts[i]))
      return BS_TABLE_LOOK_PART;

  return BS_TABLE_LOOK_TEXT;
}

static GtkWidget *
make_bar (void)
{
  GtkWidget *bar = gtk_level_bar_new_for_interval (0.0, 1.0);

  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_add_css_class (bar, "share");
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bar, TRUE);
  /* The number stands beside it. */
  g_object_set (bar, "can-target", FALSE, NULL);

  return bar;
}

GtkWidget *
bs_table_look_wrap (BsTableLook look, GtkInscription *cell)
{
  GtkWidget *box;

  if (look != BS_TABLE_LOOK_TYPE && look != BS_TABLE_LOOK_SHARE)
    return GTK_WIDGET (cell);

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box),
                  look == BS_TABLE_LOOK_TYPE ? bs_type_chip_new (CHIP) : make_bar ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell));
  gtk_widget_set_hexpand (GTK_WIDGET (cell), look == BS_TABLE_LOOK_TYPE);

  return box;
}

GtkInscription *
bs_table_look_get_cell (GtkWidget *child)
{
  return GTK_INSCRIPTION (GTK_IS_INSCRIPTION (child) ? child : gtk_widget_get_last_child (child));
}

char *
bs_table_look_text (const BsTable *table, guint row, guint column)
{
  double value = bs_table_get_real (table, row, column);
  g_autofree char *share = NULL;

  if (bs_table_is_missing (table, row, column) || !isfinite (value))
    return g_strdup ("");
  if (bs_table_look_of (table, column) == BS_TABLE_LOOK_SHARE)
    return bs_share_to_string (value);
  if (bs_table_look_of (table, column) == BS_TABLE_LOOK_TENTHS)
    return bs_format_real (value, 1);

  share = bs_share_to_string (fabs (value));
  /* A difference says in which direction. */
  if (g_str_equal (bs_table_get_column_name (table, column), "error") && value > 0.0)
    return g_strconcat ("+", share, NULL);

  return value < 0.0 ? g_strconcat ("−", share, NULL) : g_steal_pointer (&share);
}

void
bs_table_look_bind (BsTableLook look, GtkWidget *child, BsTypeTable *types, const BsTable *table,
                    guint row, guint column)
{
  if (look == BS_TABLE_LOOK_TYPE)
    {
      GtkWidget *chip = gtk_widget_get_first_child (child);
      const char *name = bs_table_peek_text (table, row, column);
      int type = name != NULL ? bs_type_table_lookup (types, name) : -1;

      gtk_widget_set_visible (chip, type >= 0);
      if (type >= 0)
        bs_type_chip_set (BS_TYPE_CHIP (chip), types, (guint) type, TRUE);
    }
  else if (look == BS_TABLE_LOOK_SHARE)
    {
      double share = bs_table_get_real (table, row, column);

      gtk_level_bar_set_value (GTK_LEVEL_BAR (gtk_widget_get_first_child (child)),
                               isfinite (share) ? CLAMP (share, 0.0, 1.0) : 0.0);
    }
}
