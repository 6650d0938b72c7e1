/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard on its way through widgets that hand it to a child. */
#include "config.h"

#include "app/window/parts/focus.h"

gboolean
bs_focus_children (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean back = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP
                  || direction == GTK_DIR_LEFT;
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child == NULL)
    child = back ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  while (child != NULL)
    {
      if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
        return TRUE;
      child = back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child);
    }

  return FALSE;
}

void
bs_focus_name_inner (GtkDropDown *outer)
{
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (outer))),
      GTK_ACCESSIBLE_RELATION_LABELLED_BY, outer, NULL, -1);
}
