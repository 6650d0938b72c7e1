/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard on its way through widgets that hand it to a child. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bs_focus_children: GtkWidgetClass.focus of a widget whose grab_focus() hands the keyboard to a child.
 * GTK's own grabs it again when it goes out backwards, and so never lets it go. Children stand in their order.
 *
 * Returns: whether it went to something inside
 */
gboolean bs_focus_children (GtkWidget *widget, GtkDirectionType direction);

/**
 * bs_focus_past_list: the same for a widget that has @list in it: Tab and Shift+Tab leave the list, whose
 * rows are for the arrow keys, for what stands beside it; GTK's own go from row to row.
 *
 * Returns: whether it went to something inside
 */
gboolean bs_focus_past_list (GtkWidget *widget, GtkWidget *list, GtkDirectionType direction);

/** bs_focus_name_inner: the button in a drop-down, which is what has the keyboard, is called as it. */
void bs_focus_name_inner (GtkDropDown *outer);

G_END_DECLS
