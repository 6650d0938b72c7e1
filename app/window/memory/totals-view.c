/* SPDX-License-Identifier: Apache-2.0 */
/* Sums before and after planning, side by side. */
#include "config.h"

#include "app/window/memory/totals-view.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "viz/text.h"

#define MAX_ROWS 12

typedef struct
{
  GtkWidget *name, *before, *after;
} Row;

struct _BsTotalsView
{
  GtkWidget parent_instance;

  GtkWidget *grid, *note;
  Row rows[MAX_ROWS];
};

G_DEFINE_FINAL_TYPE (BsTotalsView, bs_totals_view, GTK_TYPE_WIDGET)

static char *
value_text (const BsTotal *total, guint64 value)
{
  char text[40];

  if (!total->bytes)
    return bs_format_count (value);

  return g_strdup (bs_text_bytes (text, value));
}

/* Returns: (transfer full): what stands below After: less is better, and says so without colour. */
static char *
after_text (const BsTotal *total)
{
  g_autofree char *value = value_text (total, total->after);

  if (total->neutral || total->after == total->before)
    return g_steal_pointer (&value);

  return g_strconcat (total->after < total->before ? BS_LEFT_TO_RIGHT "↓\u2009"
                                                   : BS_LEFT_TO_RIGHT "↑\u2009",
                      value, NULL);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_row (const Row *row, const BsTotal *total)
{
  gboolean better = !total->neutral && total->after < total->before;
  gboolean worse = !total->neutral && total->after > total->before;
  g_autofree char *before = value_text (total, total->before);
  g_autofree char *after = after_text (total);

  gtk_label_set_label (GTK_LABEL (row->name), total->name);
  gtk_label_set_label (GTK_LABEL (row->before), before);
  gtk_label_set_label (GTK_LABEL (row->after), after);
  set_class (row->after, "success", better);
  set_class (row->after, "error", worse);
  set_class (row->after, "heading", better || worse);
}

static GtkWidget *
add_label (BsTotalsView *self, const char *text, const char *css_class, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0 : 1.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (column > 0)
    gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
  return label;
}

static void
bs_totals_view_dispose (GObject *object)
{
  g_clear_pointer (&BS_TOTALS_VIEW (object)->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_totals_view_parent_class)->dispose (object);
}

static void
bs_totals_view_class_init (BsTotalsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_totals_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "totals");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bs_totals_view_init (BsTotalsView *self)
{
  self->grid = gtk_grid_new ();
  gtk_widget_set_valign (self->grid, GTK_ALIGN_START);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Totals before and after"), -1);

  add_label (self, "", "caption-heading", 0, 0);
  add_label (self, _ ("Before"), "caption-heading", 1, 0);
  add_label (self, _ ("After"), "caption-heading", 2, 0);
  for (int i = 0; i < MAX_ROWS; i++)
    self->rows[i] = (Row){ add_label (self, "", NULL, 0, i + 1),
                           add_label (self, "", NULL, 1, i + 1),
                           add_label (self, "", NULL, 2, i + 1) };
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0.0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->note), 24);
  gtk_widget_add_css_class (self->note, "note");
  gtk_widget_add_css_class (self->note, "caption");
  gtk_widget_add_css_class (self->note, "numeric");
  gtk_grid_attach (GTK_GRID (self->grid), self->note, 0, MAX_ROWS + 1, 3, 1);
  bs_totals_view_set (self, NULL, 0);
  bs_totals_view_set_note (self, NULL);
}

GtkWidget *
bs_totals_view_new (void)
{
  return g_object_new (BS_TYPE_TOTALS_VIEW, NULL);
}

void
bs_totals_view_set (BsTotalsView *self, const BsTotal *totals, guint n)
{
  g_return_if_fail (BS_IS_TOTALS_VIEW (self));
  g_return_if_fail (n <= MAX_ROWS);

  for (guint i = 0; i < MAX_ROWS; i++)
    {
      const Row *row = &self->rows[i];

      if (i < n)
        show_row (row, &totals[i]);
      gtk_widget_set_visible (row->name, i < n);
      gtk_widget_set_visible (row->before, i < n);
      gtk_widget_set_visible (row->after, i < n);
    }
}

void
bs_totals_view_set_note (BsTotalsView *self, const char *note)
{
  g_return_if_fail (BS_IS_TOTALS_VIEW (self));

  gtk_label_set_label (GTK_LABEL (self->note), note != NULL ? note : "");
  gtk_widget_set_visible (self->note, note != NULL);
}
