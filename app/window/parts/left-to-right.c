/* SPDX-License-Identifier: Apache-2.0 */
/* What goes from left to right in every language. */
#include "config.h"

#include "app/window/parts/left-to-right.h"

void
bs_set_left_to_right (GtkWidget *widget)
{
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    bs_set_left_to_right (child);
}
