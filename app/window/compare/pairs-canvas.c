/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of two runs as bars in pairs. */
#include "config.h"

#include "app/window/compare/pairs-canvas.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* What is said of the picture in words; the table has all. */
#define MOST_WORDS 12

struct _BsPairsCanvas
{
  BsCanvas parent_instance;

  GPtrArray *pairs;   /* (nullable) */
  BsTypeTable *types; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsPairsCanvas, bs_pairs_canvas, BS_TYPE_CANVAS)

static void
bs_pairs_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsPairsCanvas *self = BS_PAIRS_CANVAS (canvas);
  BsStyle own = *style;

  bs_color_set (cr, style->card);
  cairo_paint (cr);
  own.window = style->card;
  if (self->pairs != NULL)
    bs_pairs_draw (self->pairs, self->types, cr, &own, width, height);
}

static char *
bs_pairs_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsPairsCanvas *self = BS_PAIRS_CANVAS (canvas);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self->pairs != NULL && i < MIN (self->pairs->len, MOST_WORDS); i++)
    {
      g_autofree char *words = bs_pair_describe (self->pairs->pdata[i]);

      g_string_append_printf (text, "%s%s.", i > 0 ? " " : "", words);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE)
                       : g_strdup (_ ("Nothing is known."));
}

static char *
bs_pairs_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsPairsCanvas *self = BS_PAIRS_CANVAS (canvas);
  guint i = self->pairs != NULL ? bs_pairs_pick (self->pairs, bs_canvas_get_style (canvas), y)
                                : G_MAXUINT;

  return i != G_MAXUINT ? bs_pair_describe (self->pairs->pdata[i]) : NULL;
}

static void
bs_pairs_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsPairsCanvas *self = BS_PAIRS_CANVAS (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 80;
  if (orientation == GTK_ORIENTATION_VERTICAL && self->pairs != NULL)
    *minimum = *natural = MAX (
        80, (int) ceil (MIN (bs_pairs_height (self->pairs, bs_canvas_get_style (BS_CANVAS (self))),
                             8000.0)));
}

static void
bs_pairs_canvas_dispose (GObject *object)
{
  bs_pairs_canvas_set (BS_PAIRS_CANVAS (object), NULL, NULL);

  G_OBJECT_CLASS (bs_pairs_canvas_parent_class)->dispose (object);
}

static void
bs_pairs_canvas_class_init (BsPairsCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_pairs_canvas_dispose;
  GTK_WIDGET_CLASS (klass)->measure = bs_pairs_canvas_measure;
  canvas_class->paint = bs_pairs_canvas_paint;
  canvas_class->describe = bs_pairs_canvas_describe;
  canvas_class->hint = bs_pairs_canvas_hint;
  canvas_class->alone = TRUE;
  canvas_class->still = TRUE;
}

static void
bs_pairs_canvas_init (BsPairsCanvas *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Both runs side by side"), -1);
}

void
bs_pairs_canvas_set (BsPairsCanvas *self, GPtrArray *pairs, BsTypeTable *types)
{
  if (pairs != NULL)
    g_ptr_array_ref (pairs);
  if (types != NULL)
    bs_type_table_ref (types);
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_clear_pointer (&self->types, bs_type_table_unref);
  self->pairs = pairs;
  self->types = types;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  bs_canvas_say_changed (BS_CANVAS (self));
}
