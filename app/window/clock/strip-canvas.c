/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip. */
#include "config.h"

#include "app/window/clock/strip-canvas.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Bars wider than this help nobody. */
#define LEAST_SHOWN 16u
#define PAGE 10

struct _BsStripCanvas
{
  BsCanvas parent_instance;

  guint32 first, shown; /* shown 0: all */
  double pointer_x;
};

G_DEFINE_FINAL_TYPE (BsStripCanvas, bs_strip_canvas, BS_TYPE_CANVAS)

static guint32
n_decisions (BsStripCanvas *self)
{
  BsClock *clock = bs_canvas_get_clock (BS_CANVAS (self));

  return clock != NULL ? bs_clock_get_n_decisions (clock) : 0;
}

/* The decisions on show; follows the clock when that leaves them. */
static const guint32 *
current_range (BsStripCanvas *self, guint32 range[2])
{
  guint32 n = n_decisions (self);
  guint32 decision;

  if (self->shown == 0 || self->shown >= n)
    return NULL;

  decision = bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (self)));
  if (decision < self->first)
    self->first = decision;
  else if (decision >= self->first + self->shown)
    self->first = decision - self->shown + 1;
  self->first = CLAMP (self->first, 1, n - self->shown + 1);
  range[0] = self->first;
  range[1] = self->first + self->shown - 1;
  return range;
}

static void
bs_strip_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  guint32 range[2];

  bs_strip_painter_draw (bs_canvas_get_pictures (canvas)->strip, cr, style, width, height, moment,
                         current_range (BS_STRIP_CANVAS (canvas), range));
}

static char *
bs_strip_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  const BsTrace *trace = bs_canvas_get_pictures (canvas)->trace;
  const BsTraceMiniBatch *m = &trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch];
  g_autofree char *text = bs_trace_decision_text (trace, decision);

  return g_strdup_printf (_ ("%s. Mini-batch %u took %u batches, its lower bound is %u."), text,
                          (guint) (m - trace->mini_batches), m->n_decisions, m->lower_bound);
}

static guint32
decision_at (BsStripCanvas *self, double x)
{
  BsCanvas *canvas = BS_CANVAS (self);
  guint32 range[2];

  return bs_strip_painter_pick (bs_canvas_get_pictures (canvas)->strip,
                                gtk_widget_get_width (GTK_WIDGET (canvas)),
                                bs_canvas_get_style (canvas), current_range (self, range), x);
}

static char *
bs_strip_canvas_hint (BsCanvas *canvas, double x, double y)
{
  guint32 decision = decision_at (BS_STRIP_CANVAS (canvas), x);

  if (decision < 1 || decision > n_decisions (BS_STRIP_CANVAS (canvas)))
    return NULL;

  return bs_trace_decision_text (bs_canvas_get_pictures (canvas)->trace, decision);
}

static gboolean
has_content (BsStripCanvas *self)
{
  return bs_canvas_get_pictures (BS_CANVAS (self)) != NULL
         && bs_canvas_get_clock (BS_CANVAS (self)) != NULL;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsStripCanvas *self)
{
  if (!has_content (self))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  bs_clock_seek (bs_canvas_get_clock (BS_CANVAS (self)), decision_at (self, x));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsStripCanvas *self)
{
  double x, y;

  if (has_content (self) && gtk_gesture_drag_get_start_point (gesture, &x, &y)
      && gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
    bs_clock_scrub (bs_canvas_get_clock (BS_CANVAS (self)), decision_at (self, x + dx));
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, BsStripCanvas *self)
{
  self->pointer_x = x;
}

static void
zoom_at (BsStripCanvas *self, double factor, guint32 about)
{
  guint32 n = n_decisions (self);
  guint32 range[2] = { 1, n };
  guint32 shown;
  double share;

  if (n == 0)
    return;

  current_range (self, range);
  shown = range[1] - range[0] + 1;
  share = shown > 1 ? (about - range[0]) / (double) (shown - 1) : 0.5;
  if (factor <= 0)
    shown = n;
  else
    shown = (guint32) CLAMP (round (shown / factor), MIN (LEAST_SHOWN, n), (double) n);
  self->shown = shown >= n ? 0 : shown;
  self->first = (guint32) MAX (1.0, about - round (share * (shown - 1)));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, BsStripCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));
  double delta = fabs (dx) > fabs (dy) ? dx : dy;

  if (!has_content (self))
    return GDK_EVENT_PROPAGATE;

  if (state & GDK_CONTROL_MASK)
    zoom_at (self, pow (1.25, -dy), decision_at (self, self->pointer_x));
  else
    bs_clock_scrub (
        bs_canvas_get_clock (BS_CANVAS (self)),
        (guint32) CLAMP ((double) bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (self)))
                             + (delta > 0 ? ceil (delta) : floor (delta)),
                         1.0, (double) n_decisions (self)));
  return GDK_EVENT_STOP;
}

static gboolean
step_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsStripCanvas *self = BS_STRIP_CANVAS (widget);

  if (!has_content (self))
    return FALSE;

  bs_clock_step (bs_canvas_get_clock (BS_CANVAS (self)), g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
zoom_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  bs_strip_canvas_zoom (BS_STRIP_CANVAS (widget), g_variant_get_double (args));
  return TRUE;
}

static void
bs_strip_canvas_class_init (BsStripCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint key;
    int delta;
  } steps[] = {
    { GDK_KEY_Left, -1 },          { GDK_KEY_Right, 1 },           { GDK_KEY_KP_Left, -1 },
    { GDK_KEY_KP_Right, 1 },       { GDK_KEY_Page_Up, -PAGE },     { GDK_KEY_Page_Down, PAGE },
    { GDK_KEY_KP_Page_Up, -PAGE }, { GDK_KEY_KP_Page_Down, PAGE },
  };
  const struct
  {
    guint key;
    double factor;
  } zooms[] = {
    { GDK_KEY_plus, 1.5 },      { GDK_KEY_KP_Add, 1.5 },          { GDK_KEY_equal, 1.5 },
    { GDK_KEY_minus, 1 / 1.5 }, { GDK_KEY_KP_Subtract, 1 / 1.5 }, { GDK_KEY_0, 0 },
    { GDK_KEY_KP_0, 0 },
  };

  canvas_class->paint = bs_strip_canvas_paint;
  canvas_class->describe = bs_strip_canvas_describe;
  canvas_class->hint = bs_strip_canvas_hint;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_add_binding (widget_class, steps[i].key, 0, step_shortcut_cb, "i",
                                  steps[i].delta);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_add_binding (widget_class, zooms[i].key, 0, zoom_shortcut_cb, "d",
                                  zooms[i].factor);
}

static void
bs_strip_canvas_init (BsStripCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decision strip"), -1);
}

void
bs_strip_canvas_zoom (BsStripCanvas *self, double factor)
{
  BsClock *clock;

  g_return_if_fail (BS_IS_STRIP_CANVAS (self));

  clock = bs_canvas_get_clock (BS_CANVAS (self));
  if (clock != NULL)
    zoom_at (self, factor, bs_clock_get_decision (clock));
}
