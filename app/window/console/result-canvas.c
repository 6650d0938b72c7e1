/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a query as a picture. */
#include "config.h"

#include "app/window/console/result-canvas.h"

#include <glib/gi18n-lib.h>

#include "viz/chart/table-painter.h"

struct _BsResultCanvas
{
  BsCanvas parent_instance;

  BsTableChart *chart; /* (nullable) */
  BsTypeTable *types;  /* (nullable) */
  guint selected;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsResultCanvas, bs_result_canvas, BS_TYPE_CANVAS)

static void
bs_result_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                        double height, const BsMoment *moment)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (canvas);

  if (self->chart != NULL)
    bs_table_chart_draw (self->chart, self->types, cr, style, width, height, self->selected);
}

static char *
bs_result_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (canvas);

  return self->chart != NULL ? bs_table_chart_describe (self->chart)
                             : g_strdup (_ ("Nothing is shown."));
}

static guint
point_at (BsResultCanvas *self, double x, double y)
{
  if (self->chart == NULL)
    return BS_NO_TABLE_POINT;

  return bs_table_chart_pick (self->chart, bs_canvas_get_style (BS_CANVAS (self)),
                              gtk_widget_get_width (GTK_WIDGET (self)),
                              gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
pick (BsResultCanvas *self)
{
  if (self->selected < self->chart->points->len)
    g_signal_emit (self, signals[PICKED], 0,
                   g_array_index (self->chart->points, BsTableChartPoint, self->selected).row);
}

static void
bs_result_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (canvas);

  self->selected = point_at (self, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->chart != NULL)
    pick (self);
}

static char *
bs_result_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (canvas);
  guint point = point_at (self, x, y);

  return point != BS_NO_TABLE_POINT ? bs_table_chart_hint (self->chart, point) : NULL;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (widget);
  int step = g_variant_get_int32 (args);
  g_autofree char *text = NULL;
  guint n;

  if (self->chart == NULL || self->chart->points->len == 0)
    return FALSE;

  n = self->chart->points->len;
  if (self->selected >= n)
    self->selected = step > 0 ? 0 : n - 1;
  else
    self->selected = (guint) CLAMP ((gint64) self->selected + step, 0, (gint64) n - 1);
  text = bs_table_chart_hint (self->chart, self->selected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  gtk_widget_queue_draw (widget);

  return TRUE;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsResultCanvas *self = BS_RESULT_CANVAS (widget);

  if (self->chart == NULL || self->selected >= self->chart->points->len)
    return FALSE;

  pick (self);
  return TRUE;
}

static void
clear (BsResultCanvas *self)
{
  g_clear_pointer (&self->chart, bs_table_chart_free);
  g_clear_pointer (&self->types, bs_type_table_unref);
  self->selected = BS_NO_TABLE_POINT;
}

static void
bs_result_canvas_dispose (GObject *object)
{
  clear (BS_RESULT_CANVAS (object));

  G_OBJECT_CLASS (bs_result_canvas_parent_class)->dispose (object);
}

static void
bs_result_canvas_class_init (BsResultCanvasClass *klass)
{
  static const struct
  {
    guint key, keypad;
    int step;
  } keys[] = { { GDK_KEY_Left, GDK_KEY_KP_Left, -1 },
               { GDK_KEY_Right, GDK_KEY_KP_Right, 1 },
               { GDK_KEY_Up, GDK_KEY_KP_Up, -1 },
               { GDK_KEY_Down, GDK_KEY_KP_Down, 1 },
               { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, -10 },
               { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 10 } };
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_result_canvas_dispose;
  canvas_class->paint = bs_result_canvas_paint;
  canvas_class->describe = bs_result_canvas_describe;
  canvas_class->pick = bs_result_canvas_pick;
  canvas_class->hint = bs_result_canvas_hint;
  canvas_class->still = TRUE;
  canvas_class->alone = TRUE;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, 0, move_cb, "i", keys[i].step);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad, 0, move_cb, "i", keys[i].step);
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, enter_cb, NULL);
}

static void
bs_result_canvas_init (BsResultCanvas *self)
{
  self->selected = BS_NO_TABLE_POINT;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chart of the rows"), -1);
}

void
bs_result_canvas_take (BsResultCanvas *self, BsTableChart *chart, BsTypeTable *types)
{
  g_return_if_fail (BS_IS_RESULT_CANVAS (self));

  clear (self);
  self->chart = chart;
  self->types = types != NULL ? bs_type_table_ref (types) : NULL;
  bs_canvas_say_changed (BS_CANVAS (self));
}

const BsTableChart *
bs_result_canvas_get (BsResultCanvas *self)
{
  g_return_val_if_fail (BS_IS_RESULT_CANVAS (self), NULL);

  return self->chart;
}
