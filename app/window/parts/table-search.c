/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts and filters the rows of a table beside the UI thread. */
#include "config.h"

#include "app/window/parts/table-search.h"

#include "app/window/parts/table-order.h"

typedef struct
{
  BsTable *table;
  int column;
  gboolean descending;
  char *filter;
  GtkBitset *selected; /* rows, then their positions */
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  bs_table_unref (self->table);
  g_free (self->filter);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  g_free (self);
}

/* Where rows that were selected are among @order: in the thread, as all can be. */
static void
find_selected (Search *self, GArray *order)
{
  GtkBitset *rows = g_steal_pointer (&self->selected);

  self->selected = gtk_bitset_new_empty ();
  if (gtk_bitset_get_size (rows) == bs_table_get_n_rows (self->table))
    gtk_bitset_add_range (self->selected, 0, order->len);
  else if (!gtk_bitset_is_empty (rows))
    for (guint i = 0; i < order->len; i++)
      if (gtk_bitset_contains (rows, g_array_index (order, guint32, i)))
        gtk_bitset_add (self->selected, i);
  gtk_bitset_unref (rows);
}

static void
search_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Search *self = task_data;
  GError *error = NULL;
  GArray *order = bs_table_order_new (self->table, self->column, self->descending, self->filter,
                                      cancellable, &error);

  if (order == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  find_selected (self, order);
  g_task_return_pointer (task, order, (GDestroyNotify) g_array_unref);
}

void
bs_table_search_async (BsTable *table, int column, gboolean descending, const char *filter,
                       GtkBitset *selected, gpointer source, GCancellable *cancellable,
                       GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);
  Search *search = g_new0 (Search, 1);

  search->table = bs_table_ref (table);
  search->column = column;
  search->descending = descending;
  search->filter = g_strdup (filter);
  search->selected = selected;
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_thread);
}

GArray *
bs_table_search_finish (GAsyncResult *result, GtkBitset **selected, GError **error)
{
  Search *search = g_task_get_task_data (G_TASK (result));

  *selected = search->selected;

  return g_task_propagate_pointer (G_TASK (result), error);
}
