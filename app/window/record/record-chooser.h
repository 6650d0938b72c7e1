/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for a file or a folder, and says which. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BsRecordChosenFunc: @path: a local file or folder. */
typedef void (*BsRecordChosenFunc) (const char *path, gpointer user_data);

/**
 * bs_record_choose:
 * @widget: in the window that waits
 * @folder: whether a folder is asked for
 * @start: (nullable): a file or folder to begin at
 * @pattern: (nullable): of the files that are shown first, such as `*.model`
 * @chosen: called at most once, not after @widget is gone
 *
 * Returns: (transfer full): the chooser; it is gone with its last reference
 */
GtkFileChooserNative *bs_record_choose (GtkWidget *widget, const char *title, gboolean folder,
                                        const char *start, const char *pattern,
                                        BsRecordChosenFunc chosen, gpointer user_data);

G_END_DECLS
