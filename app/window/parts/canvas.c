/* SPDX-License-Identifier: Apache-2.0 */
/* A widget that shows what a painter draws. */
#include "config.h"

#include "app/window/parts/canvas.h"

#include <adwaita.h>
#include <math.h>

#include "app/window/parts/theme.h"

#define ZOOM_MS 180
#define ZOOM_KEY 1.25
#define SCROLL_STEP 60.0
#define KEY_STEP 48.0

typedef struct
{
  BsPictures *pictures;
  BsClock *clock;
  gulong moved_id, moment_id;
  guint describe_source;

  BsStyle style;
  gboolean style_valid;
  cairo_surface_t *surfaces[2];
  guint next_surface;
  cairo_surface_t *rest; /* (nullable): the picture of a decision at rest that was painted last */
  guint32 rest_decision;
  cairo_surface_t *ends[2]; /* (nullable): of the jump under way */
  guint32 end_decisions[2];

  BsView view;
  BsView zoom_start;
  double zoom_target, zoom_x, zoom_y; /* the point of the widget that stays */
  AdwAnimation *zoom_animation;
  BsView gesture_start;
  double pinch_x, pinch_y;
  double pointer_x, pointer_y;
} BsCanvasPrivate;

enum
{
  VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BsCanvas, bs_canvas, GTK_TYPE_WIDGET)

static BsCanvasPrivate *
get_private (BsCanvas *self)
{
  return bs_canvas_get_instance_private (self);
}

static gboolean
has_content (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  return BS_CANVAS_GET_CLASS (self)->alone || (priv->pictures != NULL && priv->clock != NULL);
}

static gboolean
describe_cb (gpointer user_data)
{
  BsCanvas *self = user_data;
  BsCanvasPrivate *priv = get_private (self);
  g_autofree char *text = NULL;

  priv->describe_source = 0;
  if (!has_content (self))
    return G_SOURCE_REMOVE;

  text = BS_CANVAS_GET_CLASS (self)->describe (
      self, priv->clock != NULL ? bs_clock_get_decision (priv->clock) : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  return G_SOURCE_REMOVE;
}

/* Words come after pictures: nobody listens faster than the display shows. */
static void
queue_describe (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  if (priv->describe_source == 0)
    priv->describe_source = g_idle_add (describe_cb, self);
}

static void
moved_cb (BsClock *clock, BsCanvas *self)
{
  queue_describe (self);
  if (BS_CANVAS_GET_CLASS (self)->still)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
moment_cb (BsClock *clock, BsCanvas *self)
{
  if (!BS_CANVAS_GET_CLASS (self)->still)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_ends (BsCanvasPrivate *priv)
{
  for (guint i = 0; i < G_N_ELEMENTS (priv->ends); i++)
    g_clear_pointer (&priv->ends[i], cairo_surface_destroy);
}

static void
forget_pictures (BsCanvasPrivate *priv)
{
  forget_ends (priv);
  g_clear_pointer (&priv->rest, cairo_surface_destroy);
}

static void
forget_style (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  priv->style_valid = FALSE;
  forget_pictures (priv);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static BsMoment
current_moment (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  return priv->clock != NULL ? bs_clock_get_moment (priv->clock) : bs_moment_at (1);
}

static gboolean
can_move (BsCanvas *self)
{
  return BS_CANVAS_GET_CLASS (self)->resolve != NULL && has_content (self);
}

/* The view as drawn, so that a motion starts from what is seen. */
static BsView
resolved_view (BsCanvas *self)
{
  BsMoment moment = current_moment (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return BS_CANVAS_GET_CLASS (self)->resolve (self, width, height, &moment,
                                              &get_private (self)->view);
}

static void
set_view (BsCanvas *self, BsView view)
{
  BsCanvasPrivate *priv = get_private (self);

  priv->view = view;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

static BsView
zoomed (const BsView *start, double zoom, double x, double y)
{
  return (BsView){ zoom, start->x + x / start->zoom - x / zoom,
                   start->y + y / start->zoom - y / zoom, FALSE };
}

static void
zoom_cb (double value, gpointer user_data)
{
  BsCanvas *self = user_data;
  BsCanvasPrivate *priv = get_private (self);
  double zoom;

  if (priv->zoom_target <= 0)
    return;

  zoom = priv->zoom_start.zoom * pow (priv->zoom_target / priv->zoom_start.zoom, value);
  set_view (self, zoomed (&priv->zoom_start, zoom, priv->zoom_x, priv->zoom_y));
}

static void
stop_zooming (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  if (priv->zoom_animation != NULL
      && adw_animation_get_state (priv->zoom_animation) == ADW_ANIMATION_PLAYING)
    adw_animation_pause (priv->zoom_animation);
}

static void
zoom_about (BsCanvas *self, double factor, double x, double y)
{
  BsCanvasPrivate *priv = get_private (self);
  gboolean playing;
  double base;

  if (!can_move (self))
    return;

  if (priv->zoom_animation == NULL)
    {
      AdwAnimationTarget *target = adw_callback_animation_target_new (zoom_cb, self, NULL);

      priv->zoom_animation = adw_timed_animation_new (GTK_WIDGET (self), 0.0, 1.0, ZOOM_MS, target);
    }

  /* Turns of the wheel that come during a motion add up. */
  playing = adw_animation_get_state (priv->zoom_animation) == ADW_ANIMATION_PLAYING;
  base = playing ? priv->zoom_target : 0;
  stop_zooming (self);
  priv->zoom_start = resolved_view (self);
  if (priv->zoom_start.zoom <= 0)
    return;
  if (base <= 0)
    base = priv->zoom_start.zoom;
  priv->zoom_target = 0; /* restarting calls back with the old value: not to be drawn */
  adw_animation_reset (priv->zoom_animation);
  priv->zoom_target = CLAMP (base * factor, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX);
  priv->zoom_x = x;
  priv->zoom_y = y;
  adw_animation_play (priv->zoom_animation);
}

static void
pan_by (BsCanvas *self, double dx, double dy)
{
  BsView view;

  if (!can_move (self))
    return;

  stop_zooming (self);
  view = resolved_view (self);
  view.x += dx / view.zoom;
  view.y += dy / view.zoom;
  view.follow = FALSE;
  set_view (self, view);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));

  if (!can_move (self))
    return GDK_EVENT_PROPAGATE;

  if (state & GDK_CONTROL_MASK)
    zoom_about (self, pow (1.2, -dy), priv->pointer_x, priv->pointer_y);
  else if (state & GDK_SHIFT_MASK)
    pan_by (self, dy * SCROLL_STEP, dx * SCROLL_STEP);
  else
    pan_by (self, dx * SCROLL_STEP, dy * SCROLL_STEP);

  return GDK_EVENT_STOP;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  priv->pointer_x = x;
  priv->pointer_y = y;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  if (!can_move (self)
      || !gtk_gesture_get_bounding_box_center (gesture, &priv->pinch_x, &priv->pinch_y))
    return;

  stop_zooming (self);
  priv->gesture_start = resolved_view (self);
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  if (can_move (self) && priv->gesture_start.zoom > 0)
    set_view (self,
              zoomed (&priv->gesture_start,
                      CLAMP (priv->gesture_start.zoom * scale, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX),
                      priv->pinch_x, priv->pinch_y));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  if (!can_move (self))
    return;

  stop_zooming (self);
  priv->gesture_start = resolved_view (self);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);
  BsView view = priv->gesture_start;

  if (!can_move (self) || view.zoom <= 0
      || !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  view.x -= dx / view.zoom;
  view.y -= dy / view.zoom;
  view.follow = FALSE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
  set_view (self, view);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, BsCanvas *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsCanvas *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsCanvas *self)
{
  BsCanvasClass *klass = BS_CANVAS_GET_CLASS (self);

  if (klass->pick != NULL && has_content (self))
    klass->pick (self, x, y);
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  BsCanvas *self = BS_CANVAS (widget);
  BsCanvasClass *klass = BS_CANVAS_GET_CLASS (self);
  g_autofree char *text = NULL;

  if (keyboard || klass->hint == NULL || !has_content (self))
    return FALSE;

  text = klass->hint (self, x, y);
  if (text == NULL)
    return FALSE;

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static gboolean
pan_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  double dx, dy;

  if (!can_move (BS_CANVAS (widget)))
    return FALSE;

  g_variant_get (args, "(dd)", &dx, &dy);
  pan_by (BS_CANVAS (widget), dx * KEY_STEP, dy * KEY_STEP);
  return TRUE;
}

static gboolean
zoom_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  if (!can_move (BS_CANVAS (widget)))
    return FALSE;

  bs_canvas_zoom (BS_CANVAS (widget), g_variant_get_double (args));
  return TRUE;
}

/* Pixels to paint on that no frame on screen still needs: two take turns. */
static cairo_surface_t *
take_surface (BsCanvasPrivate *priv, int width, int height, int scale)
{
  cairo_surface_t **slot = &priv->surfaces[priv->next_surface];

  priv->next_surface = (priv->next_surface + 1) % G_N_ELEMENTS (priv->surfaces);
  if (*slot != NULL
      && (cairo_surface_get_reference_count (*slot) > 1
          || cairo_image_surface_get_width (*slot) != width * scale
          || cairo_image_surface_get_height (*slot) != height * scale))
    g_clear_pointer (slot, cairo_surface_destroy);
  if (*slot == NULL)
    *slot = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_surface_set_device_scale (*slot, scale, scale);

  return *slot;
}

static void
draw_moment (BsCanvas *self, cairo_t *cr, double width, double height, const BsMoment *moment)
{
  const BsStyle *style = bs_canvas_get_style (self);

  bs_color_set (cr, style->window);
  cairo_paint (cr);
  BS_CANVAS_GET_CLASS (self)->paint (self, cr, style, width, height, moment);
}

/* Painted into opaque pixels first: with an X server, each stroke of a cairo node would be a request
 * of its own. Not a texture, which GTK 4.8 converts pixel by pixel for its cairo renderer. */
static cairo_surface_t *
paint_moment (BsCanvas *self, const BsMoment *moment, int width, int height)
{
  cairo_surface_t *surface = take_surface (get_private (self), width, height,
                                           gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  cairo_t *cr = cairo_create (surface);

  draw_moment (self, cr, width, height, moment);
  cairo_destroy (cr);

  return surface;
}

static gboolean
has_size (cairo_surface_t *surface, int width, int height, int scale)
{
  return cairo_image_surface_get_width (surface) == width * scale
         && cairo_image_surface_get_height (surface) == height * scale;
}

/* Both ends of a jump are painted once, and where it begins is what is on screen. What changes meanwhile
 * is there at its end. */
static void
prepare_ends (BsCanvas *self, const BsMoment *moment, int width, int height)
{
  BsCanvasPrivate *priv = get_private (self);
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const guint32 decisions[] = { moment->from, moment->to };

  for (guint i = 0; i < G_N_ELEMENTS (priv->ends); i++)
    {
      BsMoment end = bs_moment_at (decisions[i]);

      if (priv->ends[i] != NULL && priv->end_decisions[i] == decisions[i]
          && has_size (priv->ends[i], width, height, scale))
        continue;
      g_clear_pointer (&priv->ends[i], cairo_surface_destroy);
      priv->end_decisions[i] = decisions[i];
      if (priv->rest != NULL && priv->rest_decision == decisions[i]
          && has_size (priv->rest, width, height, scale))
        priv->ends[i] = cairo_surface_reference (priv->rest);
      else
        priv->ends[i] = cairo_surface_reference (paint_moment (self, &end, width, height));
    }
}

static void
bs_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BsCanvas *self = BS_CANVAS (widget);
  BsCanvasPrivate *priv = get_private (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_surface_t *surface;
  gboolean fades;
  BsMoment moment;
  cairo_t *cr;

  if (!has_content (self) || width <= 0 || height <= 0)
    return;

  moment = current_moment (self);
  fades = BS_CANVAS_GET_CLASS (self)->fades && moment.fade && moment.from != moment.to;
  if (fades)
    {
      prepare_ends (self, &moment, width, height);
      surface = priv->ends[0];
    }
  else
    {
      surface = paint_moment (self, &moment, width, height);
      forget_pictures (priv);
      if (moment.from == moment.to)
        {
          priv->rest = cairo_surface_reference (surface);
          priv->rest_decision = moment.to;
        }
    }

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  if (fades)
    {
      cairo_set_source_surface (cr, priv->ends[1], 0, 0);
      cairo_paint_with_alpha (cr, bs_ease_out (moment.fraction));
    }
  cairo_destroy (cr);
}

static void
bs_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bs_canvas_parent_class)->css_changed (widget, change);
  forget_style (BS_CANVAS (widget));
}

static void
bs_canvas_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (bs_canvas_parent_class)->system_setting_changed (widget, setting);
  forget_style (BS_CANVAS (widget));
}

static void
bs_canvas_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (bs_canvas_parent_class)->direction_changed (widget, previous);
  forget_style (BS_CANVAS (widget));
}

static void
drop_content (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);

  g_clear_handle_id (&priv->describe_source, g_source_remove);
  if (priv->clock != NULL)
    {
      g_clear_signal_handler (&priv->moved_id, priv->clock);
      g_clear_signal_handler (&priv->moment_id, priv->clock);
    }
  g_clear_object (&priv->clock);
  g_clear_pointer (&priv->pictures, bs_pictures_unref);
  forget_pictures (priv);
}

static void
bs_canvas_dispose (GObject *object)
{
  BsCanvas *self = BS_CANVAS (object);
  BsCanvasPrivate *priv = get_private (self);

  priv->zoom_target = 0;
  g_clear_object (&priv->zoom_animation);
  drop_content (self);
  for (guint i = 0; i < G_N_ELEMENTS (priv->surfaces); i++)
    g_clear_pointer (&priv->surfaces[i], cairo_surface_destroy);

  G_OBJECT_CLASS (bs_canvas_parent_class)->dispose (object);
}

static void
add_pan (GtkWidgetClass *klass, guint key, guint keypad, double dx, double dy)
{
  gtk_widget_class_add_binding (klass, key, 0, pan_shortcut_cb, "(dd)", dx, dy);
  gtk_widget_class_add_binding (klass, keypad, 0, pan_shortcut_cb, "(dd)", dx, dy);
}

static void
add_zoom (GtkWidgetClass *klass, guint key, guint keypad, double factor)
{
  gtk_widget_class_add_binding (klass, key, 0, zoom_shortcut_cb, "d", factor);
  gtk_widget_class_add_binding (klass, keypad, 0, zoom_shortcut_cb, "d", factor);
}

static void
bs_canvas_class_init (BsCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bs_canvas_dispose;
  widget_class->snapshot = bs_canvas_snapshot;
  widget_class->css_changed = bs_canvas_css_changed;
  widget_class->system_setting_changed = bs_canvas_system_setting_changed;
  widget_class->direction_changed = bs_canvas_direction_changed;
  widget_class->query_tooltip = query_tooltip_cb;

  signals[VIEW_CHANGED] = g_signal_new ("view-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  add_pan (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_pan (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_pan (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  add_pan (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  add_zoom (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, ZOOM_KEY);
  add_zoom (widget_class, GDK_KEY_equal, GDK_KEY_KP_Equal, ZOOM_KEY);
  add_zoom (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, 1 / ZOOM_KEY);
  add_zoom (widget_class, GDK_KEY_0, GDK_KEY_KP_0, 0);
}

static void
bs_canvas_init (BsCanvas *self)
{
  BsCanvasPrivate *priv = get_private (self);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  priv->view = bs_view_default ();
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (widget, TRUE);

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));

  bs_theme_watch (G_OBJECT (self), G_CALLBACK (forget_style));
}

void
bs_canvas_set_content (BsCanvas *self, BsPictures *pictures, BsClock *clock)
{
  BsCanvasPrivate *priv;

  g_return_if_fail (BS_IS_CANVAS (self));

  priv = get_private (self);
  drop_content (self);
  priv->view = bs_view_default ();
  if (pictures != NULL && clock != NULL)
    {
      priv->pictures = bs_pictures_ref (pictures);
      priv->clock = g_object_ref (clock);
      priv->moved_id = g_signal_connect (clock, "moved", G_CALLBACK (moved_cb), self);
      priv->moment_id = g_signal_connect (clock, "moment", G_CALLBACK (moment_cb), self);
      queue_describe (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
bs_canvas_say_changed (BsCanvas *self)
{
  g_return_if_fail (BS_IS_CANVAS (self));

  forget_pictures (get_private (self));
  queue_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

BsPictures *
bs_canvas_get_pictures (BsCanvas *self)
{
  g_return_val_if_fail (BS_IS_CANVAS (self), NULL);

  return get_private (self)->pictures;
}

BsClock *
bs_canvas_get_clock (BsCanvas *self)
{
  g_return_val_if_fail (BS_IS_CANVAS (self), NULL);

  return get_private (self)->clock;
}

const BsStyle *
bs_canvas_get_style (BsCanvas *self)
{
  BsCanvasPrivate *priv;

  g_return_val_if_fail (BS_IS_CANVAS (self), NULL);

  priv = get_private (self);
  if (!priv->style_valid)
    {
      bs_theme_read (GTK_WIDGET (self), &priv->style);
      priv->style_valid = TRUE;
    }

  return &priv->style;
}

const BsView *
bs_canvas_get_view (BsCanvas *self)
{
  g_return_val_if_fail (BS_IS_CANVAS (self), NULL);

  return &get_private (self)->view;
}

void
bs_canvas_draw (BsCanvas *self, cairo_t *cr, double width, double height)
{
  BsMoment moment;

  g_return_if_fail (BS_IS_CANVAS (self));

  if (!has_content (self))
    return;

  moment = current_moment (self);
  draw_moment (self, cr, width, height, &moment);
}

void
bs_canvas_set_view (BsCanvas *self, const BsView *view)
{
  g_return_if_fail (BS_IS_CANVAS (self));

  stop_zooming (self);
  set_view (self, *view);
}

void
bs_canvas_follow (BsCanvas *self)
{
  g_return_if_fail (BS_IS_CANVAS (self));

  stop_zooming (self);
  set_view (self, bs_view_default ());
}

void
bs_canvas_zoom (BsCanvas *self, double factor)
{
  g_return_if_fail (BS_IS_CANVAS (self));

  if (factor <= 0)
    bs_canvas_follow (self);
  else
    zoom_about (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}
