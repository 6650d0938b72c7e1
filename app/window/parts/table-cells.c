/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and heads of tables of any columns. */
#include "config.h"

#include "app/window/parts/table-cells.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/parts/column-titles.h"
#include "app/window/parts/format.h"
#include "profiles/report/duration.h"

#define MAX_CELL 300  /* characters */
#define MEASURED 200  /* rows */
#define MAX_COLUMN 28 /* characters */

static char *
count_text (gint64 value)
{
  g_autofree char *digits = bs_format_count (value < 0 ? -(guint64) value : (guint64) value);

  return value < 0 ? g_strconcat ("\342\210\222", digits, NULL) : g_steal_pointer (&digits);
}

static char *
real_text (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.5g", value);
  return buffer[0] == '-' ? g_strconcat ("\342\210\222", buffer + 1, NULL) : g_strdup (buffer);
}

/* What somebody else wrote can be long, and anything. */
static char *
plain_text (const char *text)
{
  g_autofree char *start = g_strndup (text, MAX_CELL * 4);
  g_autofree char *printable = bs_table_printable (start);

  if (g_utf8_strlen (printable, -1) <= MAX_CELL)
    return g_steal_pointer (&printable);

  *g_utf8_offset_to_pointer (printable, MAX_CELL) = '\0';
  return g_strconcat (printable, "…", NULL);
}

char *
bs_table_cell_text (const BsTable *table, guint row, guint column)
{
  if (bs_table_is_missing (table, row, column))
    return g_strdup ("");

  switch (bs_table_get_column_kind (table, column))
    {
    case BS_COLUMN_INTEGER:
      return count_text (bs_table_get_integer (table, row, column));

    case BS_COLUMN_DURATION:
      return bs_duration_to_string (bs_table_get_integer (table, row, column));

    case BS_COLUMN_REAL:
      return real_text (bs_table_get_real (table, row, column));

    case BS_COLUMN_BOOLEAN:
      return g_strdup (bs_table_get_integer (table, row, column) ? _ ("yes") : _ ("no"));

    case BS_COLUMN_TEXT:
    default:
      return plain_text (bs_table_peek_text (table, row, column));
    }
}

char *
bs_table_title_text (const BsTable *table, guint column)
{
  return bs_column_title_new (bs_table_get_column_name (table, column),
                              bs_table_get_column_kind (table, column) == BS_COLUMN_DURATION);
}

gboolean
bs_table_is_number (const BsTable *table, guint column)
{
  BsColumnKind kind = bs_table_get_column_kind (table, column);

  return kind == BS_COLUMN_INTEGER || kind == BS_COLUMN_REAL || kind == BS_COLUMN_DURATION;
}

static guint
cell_width (const BsTable *table, guint row, guint column)
{
  g_autofree char *text = bs_table_cell_text (table, row, column);

  return (guint) g_utf8_strlen (text, -1);
}

guint
bs_table_measure (const BsTable *table, guint column)
{
  guint n_rows = bs_table_get_n_rows (table);
  guint step = n_rows / MEASURED + 1;
  guint width = 4;

  for (guint i = 0; i < n_rows; i += step)
    width = MAX (width, cell_width (table, i, column));
  if (n_rows > 0)
    width = MAX (width, cell_width (table, n_rows - 1, column));

  return MIN (width, MAX_COLUMN);
}

gboolean
bs_table_is_wide (const BsTable *table, guint column, gboolean all)
{
  for (guint i = column + 1; !all && i < bs_table_get_n_columns (table); i++)
    if (!bs_table_is_number (table, i))
      return FALSE;

  return !bs_table_is_number (table, column);
}

GMenuModel *
bs_table_make_sort_menu (const BsTable *table)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) columns = g_menu_new ();
  g_autoptr (GMenu) direction = g_menu_new ();

  g_menu_append (columns, _ ("As it comes"), "table.sort::");
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    {
      g_autofree char *title = bs_table_title_text (table, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "table.sort", "s",
                                         bs_table_get_column_name (table, i));
      g_menu_append_item (columns, item);
    }
  g_menu_append (direction, _ ("Largest first"), "table.descending");
  g_menu_append_section (menu, _ ("Sort by"), G_MENU_MODEL (columns));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (direction));

  return G_MENU_MODEL (menu);
}

gboolean
bs_table_has_same_columns (const BsTable *a, const BsTable *b)
{
  guint n = bs_table_get_n_columns (b);

  if (a == NULL || bs_table_get_n_columns (a) != n)
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (bs_table_get_column_kind (a, i) != bs_table_get_column_kind (b, i)
        || !g_str_equal (bs_table_get_column_name (a, i), bs_table_get_column_name (b, i)))
      return FALSE;

  return TRUE;
}
