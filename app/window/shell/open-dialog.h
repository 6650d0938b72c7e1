/* SPDX-License-Identifier: Apache-2.0 */
/* Asks which files to open. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*BsOpenFunc) (GtkWindow *parent, GFile *file);

/** bs_open_dialog_show: calls @open for each file that is chosen; one dialog at a time for @parent. */
void bs_open_dialog_show (GtkWindow *parent, BsOpenFunc open);

G_END_DECLS
