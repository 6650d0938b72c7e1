/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text, written beside the UI thread. */
#include "config.h"

#include "app/window/parts/table-text.h"

#include "app/window/parts/file-chooser.h"

typedef struct
{
  BsTable *table;
  GArray *rows; /* (nullable) */
  BsTableFormat format;
  GFile *file; /* (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  bs_table_unref (self->table);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_object (&self->file);
  g_free (self);
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *self = task_data;
  GString *out = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  GError *error = NULL;

  if (self->rows == NULL)
    bs_table_print (self->table, self->format, out);
  else
    bs_table_print_rows (self->table, (const guint32 *) (gconstpointer) self->rows->data,
                         self->rows->len, self->format, out);

  text = g_string_free_to_bytes (out);
  if (self->file != NULL && !bs_file_save (self->file, text, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&text), (GDestroyNotify) g_bytes_unref);
}

void
bs_table_text_async (BsTable *table, GArray *rows, BsTableFormat format, GFile *file,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->table = bs_table_ref (table);
  order->rows = rows != NULL ? g_array_ref (rows) : NULL;
  order->format = format;
  order->file = file != NULL ? g_object_ref (file) : NULL;
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, write_thread);
}

GBytes *
bs_table_text_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
bs_table_text_copy (GdkClipboard *clipboard, GBytes *csv)
{
  g_autoptr (GdkContentProvider) content = NULL;
  g_autofree char *text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  GdkContentProvider *forms[] = { gdk_content_provider_new_for_bytes ("text/csv", csv),
                                  gdk_content_provider_new_typed (G_TYPE_STRING, text) };

  content = gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms));
  gdk_clipboard_set_content (clipboard, content);
}
