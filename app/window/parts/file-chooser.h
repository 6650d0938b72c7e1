/* SPDX-License-Identifier: Apache-2.0 */
/* Which file to open, and where to save one: asks, remembers the folder, and writes it at once or not
 * at all. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;    /* translated, such as CSV */
  const char *pattern; /* such as *.csv */
} BsFileKind;

/**
 * bs_file_chooser_save_async:
 * @parent: in the window that waits
 * @name: what the file is called unless somebody says otherwise
 * @kinds: (array length=n_kinds): what can be saved; the first that the name matches is chosen
 */
void bs_file_chooser_save_async (GtkWidget *parent, const char *title, const char *name,
                                 const BsFileKind *kinds, guint n_kinds, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/** bs_file_chooser_save_finish: Returns: (transfer full): a file; %NULL with %G_IO_ERROR_CANCELLED
 */
GFile *bs_file_chooser_save_finish (GAsyncResult *result, GError **error);

/** bs_file_chooser_open_async: the same for a file that is there. */
void bs_file_chooser_open_async (GtkWidget *parent, const char *title, const BsFileKind *kinds,
                                 guint n_kinds, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
GFile *bs_file_chooser_open_finish (GAsyncResult *result, GError **error);

/** bs_file_save: for threads: @file has all of @bytes afterwards, or is as it was. */
gboolean bs_file_save (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error);

G_END_DECLS
