/* SPDX-License-Identifier: Apache-2.0 */
/* Rooflines and predictions. */
#include "config.h"

#include "app/window/profile/plot-canvas.h"

#include <glib/gi18n-lib.h>

struct _BsPlotCanvas
{
  BsCanvas parent_instance;

  BsPlotPainter *painter; /* (nullable) */
  const BsCostModel *model;
  BsPlotRoofs roofs;
  guint selected;

  GArray *now; /* points of this decision: */
  guint32 decision;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsPlotCanvas, bs_plot_canvas, BS_TYPE_CANVAS)

static const GArray *
points_of (BsPlotCanvas *self, guint32 decision)
{
  BsPictures *pictures = bs_canvas_get_pictures (BS_CANVAS (self));

  if (self->decision == decision)
    return self->now;

  g_array_set_size (self->now, 0);
  self->decision = decision;
  bs_plot_list_decision (bs_plot_painter_get_plot (self->painter)->kind, pictures->trace,
                         self->model, decision, self->now);

  return self->now;
}

static void
bs_plot_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                      double height, const BsMoment *moment)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (canvas);

  if (self->painter != NULL)
    bs_plot_painter_draw (self->painter, cr, style, width, height, points_of (self, moment->to),
                          self->selected);
}

static char *
bs_plot_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (canvas);

  if (self->painter == NULL)
    return g_strdup (_ ("Nothing is shown."));

  return bs_plot_painter_describe (self->painter, points_of (self, decision));
}

static guint
point_at (BsPlotCanvas *self, double x, double y)
{
  if (self->painter == NULL)
    return BS_NO_POINT;

  return bs_plot_painter_pick (self->painter, bs_canvas_get_style (BS_CANVAS (self)),
                               gtk_widget_get_width (GTK_WIDGET (self)),
                               gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
select_point (BsPlotCanvas *self, guint point)
{
  self->selected = point;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
bs_plot_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (canvas);
  guint point = point_at (self, x, y);

  select_point (self, point);
  if (point != BS_NO_POINT)
    g_signal_emit (self, signals[PICKED], 0, point);
}

static char *
bs_plot_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (canvas);
  guint point = point_at (self, x, y);

  return point != BS_NO_POINT ? bs_plot_painter_hint (self->painter, point) : NULL;
}

/* The next point in this direction: by its place, those of one place by their number. */
static guint
next_point (const BsPlot *plot, guint from, gboolean forward)
{
  guint best = BS_NO_POINT;

  for (guint i = 0; i < plot->n_points; i++)
    {
      const BsPlotPoint *point = &plot->points[i];
      int side = 0, nearer;

      if (from < plot->n_points)
        side = point->x != plot->points[from].x ? (point->x > plot->points[from].x ? 1 : -1)
                                                : (i > from) - (i < from);
      if (from < plot->n_points && (forward ? side <= 0 : side >= 0))
        continue;
      if (best == BS_NO_POINT)
        {
          best = i;
          continue;
        }
      nearer = point->x != plot->points[best].x ? (point->x < plot->points[best].x ? 1 : -1)
                                                : (i < best) - (i > best);
      if (forward ? nearer > 0 : nearer < 0)
        best = i;
    }

  return best;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (widget);
  guint next;

  if (self->painter == NULL)
    return FALSE;

  next = next_point (bs_plot_painter_get_plot (self->painter), self->selected,
                     g_variant_get_int32 (args) > 0);
  if (next != BS_NO_POINT)
    {
      g_autofree char *text = bs_plot_painter_hint (self->painter, next);

      select_point (self, next);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
    }

  return TRUE;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (widget);

  if (self->painter == NULL || self->selected == BS_NO_POINT)
    return FALSE;

  g_signal_emit (self, signals[PICKED], 0, self->selected);
  return TRUE;
}

static void
bs_plot_canvas_dispose (GObject *object)
{
  BsPlotCanvas *self = BS_PLOT_CANVAS (object);

  g_clear_pointer (&self->painter, bs_plot_painter_free);
  g_clear_pointer (&self->now, g_array_unref);
  bs_plot_roofs_clear (&self->roofs);

  G_OBJECT_CLASS (bs_plot_canvas_parent_class)->dispose (object);
}

static void
bs_plot_canvas_class_init (BsPlotCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key, keypad;
    int step;
  } moves[] = { { GDK_KEY_Left, GDK_KEY_KP_Left, -1 },
                { GDK_KEY_Right, GDK_KEY_KP_Right, 1 },
                { GDK_KEY_Up, GDK_KEY_KP_Up, -1 },
                { GDK_KEY_Down, GDK_KEY_KP_Down, 1 } };

  G_OBJECT_CLASS (klass)->dispose = bs_plot_canvas_dispose;
  canvas_class->paint = bs_plot_canvas_paint;
  canvas_class->describe = bs_plot_canvas_describe;
  canvas_class->pick = bs_plot_canvas_pick;
  canvas_class->hint = bs_plot_canvas_hint;
  canvas_class->still = TRUE;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cb, "i", moves[i].step);
      gtk_widget_class_add_binding (widget_class, moves[i].keypad, 0, move_cb, "i", moves[i].step);
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, enter_cb, NULL);
}

static void
bs_plot_canvas_init (BsPlotCanvas *self)
{
  self->now = g_array_new (FALSE, FALSE, sizeof (BsPlotPoint));
  self->selected = BS_NO_POINT;
}

void
bs_plot_canvas_take_plot (BsPlotCanvas *self, BsPlot *plot, const BsCostModel *model)
{
  BsPictures *pictures;

  g_return_if_fail (BS_IS_PLOT_CANVAS (self));

  pictures = bs_canvas_get_pictures (BS_CANVAS (self));
  g_clear_pointer (&self->painter, bs_plot_painter_free);
  self->selected = BS_NO_POINT;
  self->decision = 0;
  self->model = model;
  if (plot != NULL && pictures != NULL)
    {
      self->painter = bs_plot_painter_new (pictures->trace, plot);
      if (self->roofs.gflops > 0.0)
        bs_plot_painter_set_roofs (self->painter, &self->roofs);
    }
  else if (plot != NULL)
    bs_plot_free (plot);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const BsPlot *
bs_plot_canvas_get_plot (BsPlotCanvas *self)
{
  g_return_val_if_fail (BS_IS_PLOT_CANVAS (self), NULL);

  return self->painter != NULL ? bs_plot_painter_get_plot (self->painter) : NULL;
}

void
bs_plot_canvas_set_roofs (BsPlotCanvas *self, const BsPlotRoofs *roofs)
{
  g_return_if_fail (BS_IS_PLOT_CANVAS (self));

  bs_plot_roofs_clear (&self->roofs);
  self->roofs = *roofs;
  self->roofs.whose = g_strdup (roofs->whose);
  if (self->painter != NULL)
    bs_plot_painter_set_roofs (self->painter, roofs);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
