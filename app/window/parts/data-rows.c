/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table as a list model. */
#include "config.h"

#include "app/window/parts/data-rows.h"

struct _BsDataRow
{
  GObject parent_instance;

  BsTable *table;
  guint row;
};

G_DEFINE_FINAL_TYPE (BsDataRow, bs_data_row, G_TYPE_OBJECT)

static void
bs_data_row_finalize (GObject *object)
{
  g_clear_pointer (&BS_DATA_ROW (object)->table, bs_table_unref);

  G_OBJECT_CLASS (bs_data_row_parent_class)->finalize (object);
}

static void
bs_data_row_class_init (BsDataRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_data_row_finalize;
}

static void
bs_data_row_init (BsDataRow *self)
{
}

const BsTable *
bs_data_row_get_table (BsDataRow *self)
{
  g_return_val_if_fail (BS_IS_DATA_ROW (self), NULL);

  return self->table;
}

guint
bs_data_row_get_row (BsDataRow *self)
{
  g_return_val_if_fail (BS_IS_DATA_ROW (self), 0);

  return self->row;
}

struct _BsDataRows
{
  GObject parent_instance;

  BsTable *table;
  GArray *order;
  GtkBitset *selected; /* positions */
};

static GType
get_item_type (GListModel *model)
{
  return BS_TYPE_DATA_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return bs_data_rows_get_n (BS_DATA_ROWS (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  BsDataRows *self = BS_DATA_ROWS (model);
  BsDataRow *item;

  if (position >= bs_data_rows_get_n (self))
    return NULL;

  item = g_object_new (BS_TYPE_DATA_ROW, NULL);
  item->table = bs_table_ref (self->table);
  item->row = bs_data_rows_get_row (self, position);
  return item;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (BS_DATA_ROWS (model)->selected, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_bitset_ref (BS_DATA_ROWS (model)->selected);
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  BsDataRows *self = BS_DATA_ROWS (model);
  g_autoptr (GtkBitset) before = gtk_bitset_copy (self->selected);
  g_autoptr (GtkBitset) wanted = gtk_bitset_copy (selected);
  guint first, last;

  gtk_bitset_intersect (wanted, mask);
  gtk_bitset_unref (self->selected);
  self->selected = gtk_bitset_copy (before);
  gtk_bitset_subtract (self->selected, mask);
  gtk_bitset_union (self->selected, wanted);
  gtk_bitset_difference (before, self->selected);
  if (gtk_bitset_is_empty (before))
    return TRUE;

  first = gtk_bitset_get_minimum (before);
  last = gtk_bitset_get_maximum (before);
  gtk_selection_model_selection_changed (model, first, last - first + 1);
  return TRUE;
}

static void
selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BsDataRows, bs_data_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_init))

static void
bs_data_rows_finalize (GObject *object)
{
  BsDataRows *self = BS_DATA_ROWS (object);

  g_clear_pointer (&self->table, bs_table_unref);
  g_clear_pointer (&self->order, g_array_unref);
  gtk_bitset_unref (self->selected);

  G_OBJECT_CLASS (bs_data_rows_parent_class)->finalize (object);
}

static void
bs_data_rows_class_init (BsDataRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_data_rows_finalize;
}

static void
bs_data_rows_init (BsDataRows *self)
{
  self->selected = gtk_bitset_new_empty ();
}

BsDataRows *
bs_data_rows_new (void)
{
  return g_object_new (BS_TYPE_DATA_ROWS, NULL);
}

void
bs_data_rows_set (BsDataRows *self, BsTable *table, GArray *order, GtkBitset *selected)
{
  guint n_before;

  g_return_if_fail (BS_IS_DATA_ROWS (self));

  n_before = bs_data_rows_get_n (self);
  if (table != NULL)
    bs_table_ref (table);
  g_clear_pointer (&self->table, bs_table_unref);
  self->table = table;
  if (order != NULL)
    g_array_ref (order);
  g_clear_pointer (&self->order, g_array_unref);
  self->order = order;
  gtk_bitset_unref (self->selected);
  self->selected = selected != NULL ? gtk_bitset_copy (selected) : gtk_bitset_new_empty ();
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, bs_data_rows_get_n (self));
}

BsTable *
bs_data_rows_get_table (BsDataRows *self)
{
  g_return_val_if_fail (BS_IS_DATA_ROWS (self), NULL);

  return self->table;
}

GArray *
bs_data_rows_get_order (BsDataRows *self)
{
  g_return_val_if_fail (BS_IS_DATA_ROWS (self), NULL);

  return self->order;
}

guint
bs_data_rows_get_n (BsDataRows *self)
{
  g_return_val_if_fail (BS_IS_DATA_ROWS (self), 0);

  if (self->table == NULL)
    return 0;

  return self->order != NULL ? self->order->len : bs_table_get_n_rows (self->table);
}

guint
bs_data_rows_get_row (BsDataRows *self, guint position)
{
  g_return_val_if_fail (position < bs_data_rows_get_n (self), 0);

  return self->order != NULL ? g_array_index (self->order, guint32, position) : position;
}

guint
bs_data_rows_find (BsDataRows *self, guint row)
{
  guint n = bs_data_rows_get_n (self);

  if (self->order == NULL)
    return row < n ? row : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++)
    if (g_array_index (self->order, guint32, i) == row)
      return i;

  return GTK_INVALID_LIST_POSITION;
}
