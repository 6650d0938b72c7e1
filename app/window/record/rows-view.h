/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that scroll where there is less room than they ask for at their width. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GtkScrolledWindow does not ask how high its child is at a width: rows whose text wraps would scroll where
 * there is room for them. */
#define BS_TYPE_ROWS_VIEW (bs_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (BsRowsView, bs_rows_view, BS, ROWS_VIEW, GtkWidget)

G_END_DECLS
