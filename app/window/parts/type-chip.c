/* SPDX-License-Identifier: Apache-2.0 */
/* The mark of a type: its letter on its colour. */
#include "config.h"

#include "app/window/parts/type-chip.h"

#include <adwaita.h>
#include <math.h>

#include "app/window/parts/theme.h"
#include "viz/marks.h"

/* Room for them on either side. */
#define MARKS 6

struct _BsTypeChip
{
  GtkWidget parent_instance;

  int size;
  BsTypeTable *types;
  guint type;
  gboolean filled;
  guint marks;
};

G_DEFINE_FINAL_TYPE (BsTypeChip, bs_type_chip, GTK_TYPE_WIDGET)

static void
bs_type_chip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = BS_TYPE_CHIP (widget)->size;
}

static void
bs_type_chip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BsTypeChip *self = BS_TYPE_CHIP (widget);
  double size = self->size;
  double x = floor ((gtk_widget_get_width (widget) - size) / 2);
  double y = floor ((gtk_widget_get_height (widget) - size) / 2);
  BsStyle style;
  cairo_t *cr;

  if (self->types == NULL)
    return;

  bs_theme_read (widget, &style);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (x, y - MARKS, size, size + 2 * MARKS));
  bs_chip_draw (cr, &style, self->types, self->type, x, y + size / 2, size, self->filled, 1.0);
  bs_chip_draw_marks (cr, &style, x, y + size / 2, size, self->marks);
  cairo_destroy (cr);
}

static void
bs_type_chip_finalize (GObject *object)
{
  g_clear_pointer (&BS_TYPE_CHIP (object)->types, bs_type_table_unref);

  G_OBJECT_CLASS (bs_type_chip_parent_class)->finalize (object);
}

static void
bs_type_chip_class_init (BsTypeChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bs_type_chip_finalize;
  widget_class->measure = bs_type_chip_measure;
  widget_class->snapshot = bs_type_chip_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chip");
  /* The name stands beside it in words. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bs_type_chip_init (BsTypeChip *self)
{
  bs_theme_watch (G_OBJECT (self), G_CALLBACK (gtk_widget_queue_draw));
}

GtkWidget *
bs_type_chip_new (int size)
{
  BsTypeChip *self = g_object_new (BS_TYPE_TYPE_CHIP, "valign", GTK_ALIGN_CENTER, NULL);

  self->size = size;
  return GTK_WIDGET (self);
}

void
bs_type_chip_set (BsTypeChip *self, BsTypeTable *types, guint type, gboolean filled)
{
  g_return_if_fail (BS_IS_TYPE_CHIP (self));
  g_return_if_fail (type < types->n_types);

  if (self->types == types && self->type == type && self->filled == filled)
    return;

  if (self->types != types)
    {
      g_clear_pointer (&self->types, bs_type_table_unref);
      self->types = bs_type_table_ref (types);
    }
  self->type = type;
  self->filled = filled;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
bs_type_chip_set_marks (BsTypeChip *self, guint marks)
{
  g_return_if_fail (BS_IS_TYPE_CHIP (self));

  if (self->marks == marks)
    return;

  self->marks = marks;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
