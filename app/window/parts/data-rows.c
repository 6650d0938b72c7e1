/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table as a list model. */
#include "config.h"

#include "app/window/parts/data-rows.h"

/* A view makes the widgets of a row in half a millisecond, and has those of 200 at the same time: so many at
 * once, and how many are enough for all that a view makes. */
#define FIRST_ROWS 40
#define MORE_ROWS 8
#define ALL_ROWS 240

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
  guint n_shown;       /* to a view */
  guint grow_source;
};

static GType
get_item_type (GListModel *model)
{
  return BS_TYPE_DATA_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return BS_DATA_ROWS (model)->n_shown;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BsDataRows *self = BS_DATA_ROWS (model);
  BsDataRow *item;

  if (position >= self->n_shown)
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
grow (BsDataRows *self, guint n)
{
  guint before = self->n_shown;

  self->n_shown += MIN (n, bs_data_rows_get_n (self) - before);
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_shown - before);
}

static gboolean
grow_cb (gpointer user_data)
{
  BsDataRows *self = user_data;

  grow (self, self->n_shown >= ALL_ROWS ? G_MAXUINT : MORE_ROWS);
  if (self->n_shown < bs_data_rows_get_n (self))
    return G_SOURCE_CONTINUE;

  self->grow_source = 0;
  return G_SOURCE_REMOVE;
}

static void
bs_data_rows_dispose (GObject *object)
{
  g_clear_handle_id (&BS_DATA_ROWS (object)->grow_source, g_source_remove);

  G_OBJECT_CLASS (bs_data_rows_parent_class)->dispose (object);
}

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
  G_OBJECT_CLASS (klass)->dispose = bs_data_rows_dispose;
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

  n_before = self->n_shown;
  g_clear_handle_id (&self->grow_source, g_source_remove);
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
  self->n_shown = MIN (bs_data_rows_get_n (self), FIRST_ROWS);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_shown);
  if (self->n_shown < bs_data_rows_get_n (self))
    self->grow_source = g_idle_add (grow_cb, self);
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

static guint
find (const BsDataRows *self, guint row, guint n)
{
  if (self->order == NULL)
    return row < n ? row : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++)
    if (g_array_index (self->order, guint32, i) == row)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

guint
bs_data_rows_find (BsDataRows *self, guint row)
{
  guint position = find (self, row, bs_data_rows_get_n (self));

  if (position != GTK_INVALID_LIST_POSITION && position >= self->n_shown)
    {
      g_clear_handle_id (&self->grow_source, g_source_remove);
      grow (self, G_MAXUINT);
    }

  return position;
}

GArray *
bs_data_rows_list (BsDataRows *self, GtkBitset *positions)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (BS_IS_DATA_ROWS (self), rows);

  for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      guint32 row = bs_data_rows_get_row (self, position);

      g_array_append_val (rows, row);
    }

  return rows;
}
