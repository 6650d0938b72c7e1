/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for GtkColumnView that GTK 4.8 does not have. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_column_view_align_title_end: right-aligns the head of a column of numbers. */
void bs_column_view_align_title_end (GtkColumnView *view, guint column);

/** bs_column_view_explain_title: what the head of a column means, as its tooltip. */
void bs_column_view_explain_title (GtkColumnView *view, guint column, const char *text);

/** bs_column_view_set_number: that @label shows numbers: signs stand before them in any language.
 * Returns: the alignment that brings them to the end of their column */
double bs_column_view_set_number (GtkWidget *label);

/** bs_column_view_scroll_to: brings row @position on screen. */
void bs_column_view_scroll_to (GtkColumnView *view, guint position);

/** bs_column_view_sees_selected: Returns: whether all of the selected row is on screen. */
gboolean bs_column_view_sees_selected (GtkColumnView *view);

/** bs_column_view_focus_selected: Returns: %FALSE when the selected row has no widget yet. */
gboolean bs_column_view_focus_selected (GtkColumnView *view);

/** bs_column_view_row_of: Returns: (nullable): the widget of the row that a cell's child is in. */
GtkWidget *bs_column_view_row_of (GtkWidget *cell_child);

/** bs_column_view_begin_at_start: from right to left the first column is seen first, too: @view, in a scrolled
 * window, keeps its distance from that side. */
void bs_column_view_begin_at_start (GtkColumnView *view);

G_END_DECLS
