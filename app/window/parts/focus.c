/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard on its way through widgets that hand it to a child. */
#include "config.h"

#include "app/window/parts/focus.h"

static gboolean
goes_back (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;
}

static GtkWidget *
next_child (GtkWidget *child, GtkDirectionType direction)
{
  return goes_back (direction) ? gtk_widget_get_prev_sibling (child)
                               : gtk_widget_get_next_sibling (child);
}

/* To the first from @child on that takes it. */
static gboolean
focus_from (GtkWidget *child, GtkDirectionType direction)
{
  for (; child != NULL; child = next_child (child, direction))
    if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
      return TRUE;

  return FALSE;
}

gboolean
bs_focus_children (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child == NULL)
    child = goes_back (direction) ? gtk_widget_get_last_child (widget)
                                  : gtk_widget_get_first_child (widget);

  return focus_from (child, direction);
}

gboolean
bs_focus_past_list (GtkWidget *widget, GtkWidget *list, GtkDirectionType direction)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if ((direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD) || focus == NULL
      || !gtk_widget_is_ancestor (focus, list))
    return bs_focus_children (widget, direction);

  for (GtkWidget *inside = list; inside != widget; inside = gtk_widget_get_parent (inside))
    if (focus_from (next_child (inside, direction), direction))
      return TRUE;

  return FALSE;
}

void
bs_focus_name_inner (GtkDropDown *outer)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (outer))),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, outer, NULL, -1);
}
