/* SPDX-License-Identifier: Apache-2.0 */
/* All of a trace in one row. */
#include "config.h"

#include "app/window/profile/timeline-overview.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HEIGHT 46
#define MARGIN 12.0 /* as the painter leaves */
#define EDGE 6.0

typedef enum
{
  GRIP_NONE,
  GRIP_FRAME,
  GRIP_START,
  GRIP_END
} Grip;

struct _BsTimelineOverview
{
  BsCanvas parent_instance;

  BsTimelineCanvas *canvas; /* of the same page */
  Grip grip;
  double t0, t1, from; /* when the frame was taken */

  /* The lanes, which are the same while the frame moves. */
  cairo_surface_t *lanes; /* (nullable) */
  BsTimelinePainter *painted;
  BsStyle style;
  double width, height, scale;
};

G_DEFINE_FINAL_TYPE (BsTimelineOverview, bs_timeline_overview, BS_TYPE_CANVAS)

static void
scene_cb (BsTimelineOverview *self)
{
  BsCanvas *canvas = BS_CANVAS (self->canvas);

  if (bs_canvas_get_pictures (BS_CANVAS (self)) != bs_canvas_get_pictures (canvas))
    {
      g_clear_pointer (&self->lanes, cairo_surface_destroy);
      bs_canvas_set_content (BS_CANVAS (self), bs_canvas_get_pictures (canvas),
                             bs_canvas_get_clock (canvas));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Returns: (transfer none): as @cr has its pixels */
static cairo_surface_t *
get_lanes (BsTimelineOverview *self, cairo_t *cr, const BsStyle *style, double width, double height,
           BsTimelinePainter *painter, const BsTimelineScene *scene)
{
  double scale, scale_y;
  cairo_t *lanes;

  cairo_surface_get_device_scale (cairo_get_target (cr), &scale, &scale_y);
  if (self->lanes != NULL && self->painted == painter && self->width == width
      && self->height == height && self->scale == scale
      && memcmp (&self->style, style, sizeof *style) == 0)
    return self->lanes;

  g_clear_pointer (&self->lanes, cairo_surface_destroy);
  self->painted = painter;
  self->style = *style;
  self->width = width;
  self->height = height;
  self->scale = scale;
  self->lanes = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                            (int) ceil (height * scale));
  cairo_surface_set_device_scale (self->lanes, scale, scale);
  lanes = cairo_create (self->lanes);
  bs_timeline_painter_draw_overview_lanes (painter, lanes, style, width, height, scene);
  cairo_destroy (lanes);
  return self->lanes;
}

static void
bs_timeline_overview_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                            double height, const BsMoment *moment)
{
  BsTimelineOverview *self = BS_TIMELINE_OVERVIEW (canvas);
  BsTimelinePainter *painter = bs_timeline_canvas_get_painter (self->canvas);

  const BsTimelineScene *scene;

  if (painter == NULL)
    return;

  scene = bs_timeline_canvas_get_scene (self->canvas);
  /* Vectors stay vectors; with a filter the lanes are others. */
  if (cairo_surface_get_type (cairo_get_target (cr)) != CAIRO_SURFACE_TYPE_IMAGE
      || scene->types != NULL || scene->phases != G_MAXUINT32)
    {
      bs_timeline_painter_draw_overview (painter, cr, style, width, height, scene);
      return;
    }

  cairo_set_source_surface (cr, get_lanes (self, cr, style, width, height, painter, scene), 0, 0);
  cairo_paint (cr);
  bs_timeline_painter_draw_overview_marks (painter, cr, style, width, height, scene);
}

static char *
bs_timeline_overview_describe (BsCanvas *canvas, guint32 decision)
{
  return g_strdup (_ ("All of the trace; the frame is what the timeline shows."));
}

static gboolean
get_times (BsTimelineOverview *self, gint64 *t0, gint64 *t1)
{
  BsTimelinePainter *painter = bs_timeline_canvas_get_painter (self->canvas);

  if (painter != NULL)
    bs_timeline_painter_get_times (painter, t0, t1);
  return painter != NULL;
}

static double
get_room (BsTimelineOverview *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN, 1);
}

static double
time_at (BsTimelineOverview *self, double x)
{
  gint64 t0 = 0, t1 = 1;

  get_times (self, &t0, &t1);
  return (double) t0 + ((double) t1 - (double) t0) * CLAMP ((x - MARGIN) / get_room (self), 0, 1);
}

static double
x_of (BsTimelineOverview *self, gint64 t)
{
  gint64 t0 = 0, t1 = 1;

  get_times (self, &t0, &t1);
  return MARGIN + ((double) t - (double) t0) / ((double) t1 - (double) t0) * get_room (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsTimelineOverview *self)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  gint64 t0, t1;
  double x0, x1;

  self->grip = GRIP_NONE;
  if (!get_times (self, &t0, &t1))
    return;

  x0 = x_of (self, scene->t0);
  x1 = x_of (self, scene->t1);
  self->t0 = (double) scene->t0;
  self->t1 = (double) scene->t1;
  if (fabs (x - x0) <= EDGE && x1 - x0 > EDGE)
    self->grip = GRIP_START;
  else if (fabs (x - x1) <= EDGE)
    self->grip = GRIP_END;
  else
    {
      self->grip = GRIP_FRAME;
      /* Beside the frame: it comes here first. */
      if (x < x0 || x > x1)
        {
          double half = (self->t1 - self->t0) / 2, middle = time_at (self, x);

          self->t0 = middle - half;
          self->t1 = middle + half;
          bs_timeline_canvas_set_times (self->canvas, (gint64) self->t0, (gint64) self->t1);
        }
    }
  self->from = time_at (self, x);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsTimelineOverview *self)
{
  double x, y, by;
  gint64 t0, t1;

  if (self->grip == GRIP_NONE || !get_times (self, &t0, &t1))
    return;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  by = time_at (self, x + dx) - self->from;
  bs_timeline_canvas_set_times (self->canvas,
                                (gint64) (self->t0 + (self->grip == GRIP_END ? 0 : by)),
                                (gint64) (self->t1 + (self->grip == GRIP_START ? 0 : by)));
}

static gboolean
move_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineOverview *self = BS_TIMELINE_OVERVIEW (widget);
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  double by = ((double) scene->t1 - (double) scene->t0) * g_variant_get_double (args);

  bs_timeline_canvas_set_times (self->canvas, (gint64) ((double) scene->t0 + by),
                                (gint64) ((double) scene->t1 + by));
  return TRUE;
}

static gboolean
zoom_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  bs_timeline_canvas_zoom (BS_TIMELINE_OVERVIEW (widget)->canvas, g_variant_get_double (args));
  return TRUE;
}

static void
bs_timeline_overview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                              int *minimum, int *natural, int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static void
bs_timeline_overview_dispose (GObject *object)
{
  BsTimelineOverview *self = BS_TIMELINE_OVERVIEW (object);

  if (self->canvas != NULL)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_clear_object (&self->canvas);

  g_clear_pointer (&BS_TIMELINE_OVERVIEW (object)->lanes, cairo_surface_destroy);
  G_OBJECT_CLASS (bs_timeline_overview_parent_class)->dispose (object);
}

static void
bs_timeline_overview_class_init (BsTimelineOverviewClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timeline_overview_dispose;
  widget_class->measure = bs_timeline_overview_measure;
  canvas_class->paint = bs_timeline_overview_paint;
  canvas_class->describe = bs_timeline_overview_describe;
  canvas_class->still = TRUE;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_key, "d", -0.25);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_key, "d", 0.25);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_plus, 0, zoom_key, "d", 1.5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_minus, 0, zoom_key, "d", 1 / 1.5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_0, 0, zoom_key, "d", 0.0);
}

static void
bs_timeline_overview_init (BsTimelineOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Overview of the timeline"), -1);
}

void
bs_timeline_overview_set_canvas (BsTimelineOverview *self, BsTimelineCanvas *canvas)
{
  g_return_if_fail (BS_IS_TIMELINE_OVERVIEW (self));
  g_return_if_fail (self->canvas == NULL);

  self->canvas = g_object_ref (canvas);
  g_signal_connect_swapped (canvas, "scene", G_CALLBACK (scene_cb), self);
}
