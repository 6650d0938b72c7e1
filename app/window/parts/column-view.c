/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for GtkColumnView that GTK 4.8 does not have. */
#include "config.h"

#include "app/window/parts/column-view.h"

static GtkWidget *
find_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = find_label (child);

      if (label != NULL)
        return label;
    }

  return NULL;
}

static GtkWidget *
find_title (GtkColumnView *view, guint column)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  while (title != NULL && column-- > 0)
    title = gtk_widget_get_next_sibling (title);

  return title;
}

void
bs_column_view_explain_title (GtkColumnView *view, guint column, const char *text)
{
  GtkWidget *title = find_title (view, column);

  if (title != NULL)
    gtk_widget_set_tooltip_text (title, text);
}

void
bs_column_view_align_title_end (GtkColumnView *view, guint column)
{
  GtkWidget *title = find_title (view, column);
  GtkWidget *label = title != NULL ? find_label (title) : NULL;

  if (label == NULL)
    return;

  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_widget_set_hexpand (label, TRUE);
  /* The arrow of what is sorted keeps its room: before the words, they end where the numbers do. */
  if (gtk_widget_get_next_sibling (label) != NULL)
    gtk_widget_insert_after (label, gtk_widget_get_parent (label),
                             gtk_widget_get_last_child (gtk_widget_get_parent (label)));
}

double
bs_column_view_set_number (GtkWidget *label)
{
  gboolean mirrored = gtk_widget_get_direction (label) == GTK_TEXT_DIR_RTL;

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "numeric");
  return mirrored ? 0.0 : 1.0;
}

static GtkWidget *
find_list (GtkColumnView *view)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view));

  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

void
bs_column_view_scroll_to (GtkColumnView *view, guint position)
{
  GtkWidget *list = find_list (view);

  if (list != NULL)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

static GtkWidget *
find_selected (GtkColumnView *view)
{
  GtkWidget *list = find_list (view);
  GtkWidget *row = list != NULL ? gtk_widget_get_first_child (list) : NULL;

  while (row != NULL && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) == 0)
    row = gtk_widget_get_next_sibling (row);

  return row;
}

gboolean
bs_column_view_sees_selected (GtkColumnView *view)
{
  GtkWidget *row = find_selected (view), *list = find_list (view);
  graphene_rect_t bounds;

  return row != NULL && gtk_widget_get_mapped (row)
         && gtk_widget_compute_bounds (row, list, &bounds) && bounds.size.height > 0
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (list);
}

gboolean
bs_column_view_focus_selected (GtkColumnView *view)
{
  GtkWidget *row = find_selected (view);

  return row != NULL && gtk_widget_grab_focus (row);
}

GtkWidget *
bs_column_view_row_of (GtkWidget *cell_child)
{
  GtkWidget *cell = gtk_widget_get_parent (cell_child);

  return cell != NULL ? gtk_widget_get_parent (cell) : NULL;
}

#define FROM_START "bs-from-start"

static gboolean
is_mirrored (GtkColumnView *view)
{
  return gtk_widget_get_direction (GTK_WIDGET (view)) == GTK_TEXT_DIR_RTL;
}

/* Where it would be for the first column at the right side. */
static double
last_value (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static void
changed_cb (GtkAdjustment *adjustment, GtkColumnView *view)
{
  double *from_start = g_object_get_data (G_OBJECT (adjustment), FROM_START);

  if (is_mirrored (view))
    gtk_adjustment_set_value (adjustment, last_value (adjustment) - *from_start);
}

static void
value_changed_cb (GtkAdjustment *adjustment, GtkColumnView *view)
{
  double *from_start = g_object_get_data (G_OBJECT (adjustment), FROM_START);

  *from_start = MAX (last_value (adjustment) - gtk_adjustment_get_value (adjustment), 0.0);
}

void
bs_column_view_begin_at_start (GtkColumnView *view)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));

  g_object_set_data_full (G_OBJECT (adjustment), FROM_START, g_new0 (double, 1), g_free);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (changed_cb), view, 0);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed_cb), view, 0);
}
