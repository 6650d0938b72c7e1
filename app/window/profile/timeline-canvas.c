/* SPDX-License-Identifier: Apache-2.0 */
/* The lanes of a timeline on screen. */
#include "config.h"

#include "app/window/profile/timeline-canvas.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/window/profile/timeline-canvas-private.h"

#define MOTION_MS 180
#define SCROLL_STEP 40.0

/* Fewer nanoseconds on screen tell nothing. */
#define MIN_SPAN 200

enum
{
  SCENE,
  ROWS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTimelineCanvas, bs_timeline_canvas, BS_TYPE_CANVAS)

static double
get_width (BsTimelineCanvas *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
}

static double
get_gutter (BsTimelineCanvas *self)
{
  return bs_timeline_painter_gutter (bs_canvas_get_style (BS_CANVAS (self)), get_width (self));
}

static double
get_lanes_width (BsTimelineCanvas *self)
{
  return MAX (get_width (self) - get_gutter (self), 1);
}

const BsEventStore *
bs_timeline_canvas_get_events (BsTimelineCanvas *self)
{
  return bs_timeline_painter_get_trace (self->painter)->events;
}

void
bs_timeline_canvas_changed (BsTimelineCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SCENE], 0);
}

void
bs_timeline_canvas_rows_changed (BsTimelineCanvas *self)
{
  bs_timeline_canvas_changed (self);
  g_signal_emit (self, signals[ROWS], 0);
}

/* Keeps some of the trace on screen, and no more empty time beside it than half the screen. */
static void
set_times (BsTimelineCanvas *self, double t0, double t1)
{
  double first, last, span, middle = (t0 + t1) / 2;
  gint64 begin, end;

  bs_timeline_painter_get_times (self->painter, &begin, &end);
  first = (double) begin;
  last = MAX ((double) end, first + MIN_SPAN);
  span = CLAMP (t1 - t0, MIN_SPAN, (last - first) * 1.1);
  middle = CLAMP (middle, first + MIN (span / 2, (last - first) / 2) - span * 0.05,
                  last - MIN (span / 2, (last - first) / 2) + span * 0.05);
  self->scene.t0 = (gint64) CLAMP (middle - span / 2, -9e18, 9e18);
  self->scene.t1 = MAX ((gint64) CLAMP (middle + span / 2, -9e18, 9e18), self->scene.t0 + 1);
  bs_timeline_canvas_changed (self);
}

static void
motion_cb (double value, gpointer user_data)
{
  BsTimelineCanvas *self = user_data;

  if (self->moving && self->painter != NULL)
    set_times (self, self->from[0] + (self->to[0] - self->from[0]) * value,
               self->from[1] + (self->to[1] - self->from[1]) * value);
}

static void
stop (BsTimelineCanvas *self)
{
  self->moving = FALSE;
  if (self->motion != NULL && adw_animation_get_state (self->motion) == ADW_ANIMATION_PLAYING)
    adw_animation_pause (self->motion);
}

static void
move_to (BsTimelineCanvas *self, double t0, double t1)
{
  if (self->painter == NULL)
    return;

  stop (self);
  if (!adw_get_enable_animations (GTK_WIDGET (self)) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      set_times (self, t0, t1);
      return;
    }

  if (self->motion == NULL)
    self->motion = adw_timed_animation_new (
        GTK_WIDGET (self), 0, 1, MOTION_MS,
        adw_callback_animation_target_new (motion_cb, self, NULL));
  adw_animation_reset (self->motion);
  self->from[0] = (double) self->scene.t0;
  self->from[1] = (double) self->scene.t1;
  self->to[0] = t0;
  self->to[1] = t1;
  self->moving = TRUE;
  adw_animation_play (self->motion);
}

/* Where the times are, or are on their way to: turns of a wheel that come during a motion add up. */
static void
get_target (BsTimelineCanvas *self, double *t0, double *t1)
{
  gboolean playing = self->moving && self->motion != NULL
                     && adw_animation_get_state (self->motion) == ADW_ANIMATION_PLAYING;

  *t0 = playing ? self->to[0] : (double) self->scene.t0;
  *t1 = playing ? self->to[1] : (double) self->scene.t1;
}

static void
zoom_about (BsTimelineCanvas *self, double factor, double share)
{
  double t0, t1, at;

  get_target (self, &t0, &t1);
  at = t0 + (t1 - t0) * share;
  factor = MIN (factor, (t1 - t0) / MIN_SPAN);
  move_to (self, at - (at - t0) / factor, at + (t1 - at) / factor);
}

void
bs_timeline_canvas_move_by (BsTimelineCanvas *self, double share, gboolean eased)
{
  double t0, t1, by;

  if (self->painter == NULL)
    return;

  get_target (self, &t0, &t1);
  by = (t1 - t0) * share;
  if (eased)
    move_to (self, t0 + by, t1 + by);
  else
    {
      stop (self);
      set_times (self, t0 + by, t1 + by);
    }
}

void
bs_timeline_canvas_set_top (BsTimelineCanvas *self, double top)
{
  const BsStyle *style = bs_canvas_get_style (BS_CANVAS (self));
  double room = bs_timeline_painter_height (self->painter, style)
                - gtk_widget_get_height (GTK_WIDGET (self));

  self->scene.top = CLAMP (top, 0, MAX (room, 0));
  bs_timeline_canvas_changed (self);
}

static gboolean
fits (BsTimelineCanvas *self)
{
  return bs_timeline_painter_height (self->painter, bs_canvas_get_style (BS_CANVAS (self)))
         <= gtk_widget_get_height (GTK_WIDGET (self));
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, BsTimelineCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));

  if (self->painter == NULL)
    return GDK_EVENT_PROPAGATE;

  if (state & GDK_CONTROL_MASK)
    zoom_about (self, pow (1.25, -dy),
                CLAMP ((self->pointer_x - get_gutter (self)) / get_lanes_width (self), 0, 1));
  else if ((state & GDK_SHIFT_MASK) || dx != 0 || fits (self))
    bs_timeline_canvas_move_by (self, (dx != 0 ? dx : dy) * 0.08, FALSE);
  else
    bs_timeline_canvas_set_top (self, self->scene.top + dy * SCROLL_STEP);

  return GDK_EVENT_STOP;
}

static void
motion_event_cb (GtkEventControllerMotion *controller, double x, double y, BsTimelineCanvas *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gint64
time_at (BsTimelineCanvas *self, double x)
{
  double share = CLAMP ((x - get_gutter (self)) / get_lanes_width (self), 0, 1);

  return self->scene.t0 + (gint64) (share * ((double) self->scene.t1 - (double) self->scene.t0));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsTimelineCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  self->drag = DRAG_NONE;
  if (self->painter == NULL || button > GDK_BUTTON_MIDDLE || x < get_gutter (self))
    return;

  stop (self);
  self->drag = button == GDK_BUTTON_MIDDLE || (state & GDK_SHIFT_MASK) ? DRAG_MOVE : DRAG_SELECT;
  self->drag_t0 = self->scene.t0;
  self->drag_t1 = self->scene.t1;
  self->drag_from = time_at (self, x);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsTimelineCanvas *self)
{
  double x, y;

  if (self->drag == DRAG_NONE || self->painter == NULL
      || (gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture)) != NULL
          && !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy)))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->drag == DRAG_SELECT)
    bs_profile_selection_set_range (self->selection, self->drag_from, time_at (self, x + dx));
  else
    {
      double by = -dx / get_lanes_width (self) * ((double) self->drag_t1 - (double) self->drag_t0);

      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
      set_times (self, (double) self->drag_t0 + by, (double) self->drag_t1 + by);
    }
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, BsTimelineCanvas *self)
{
  self->drag = DRAG_NONE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static BsTimelinePick
pick_at (BsTimelineCanvas *self, double x, double y)
{
  return bs_timeline_painter_pick (self->painter, bs_canvas_get_style (BS_CANVAS (self)),
                                   get_width (self), gtk_widget_get_height (GTK_WIDGET (self)),
                                   &self->scene, x, y);
}

void
bs_timeline_canvas_go_to (BsTimelineCanvas *self, guint32 decision)
{
  if (decision > 0 && self->debugger != NULL)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), decision);
}

gboolean
bs_timeline_canvas_toggle_group (BsTimelineCanvas *self, guint position)
{
  BsTimelineRows *rows = bs_timeline_painter_get_rows (self->painter);
  guint index = g_array_index (rows->shown, guint, position);
  const BsTimelineRow *row = bs_timeline_rows_get (rows, index);

  if (row->kind != BS_ROW_GROUP)
    return FALSE;

  bs_timeline_rows_fold (rows, index, !row->folded);
  bs_timeline_canvas_set_top (self, self->scene.top);
  bs_timeline_canvas_rows_changed (self);
  return TRUE;
}

static void
bs_timeline_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (canvas);
  BsTimelinePick pick;

  if (self->painter == NULL)
    return;

  pick = pick_at (self, x, y);
  self->scene.row = pick.row;
  if (pick.in_name)
    {
      if (pick.row != BS_NO_ROW)
        bs_timeline_canvas_toggle_group (self, pick.row);
    }
  else
    {
      bs_profile_selection_set_range (self->selection, 0, 0);
      bs_profile_selection_set_event (self->selection, pick.event);
    }
  bs_timeline_canvas_changed (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsTimelineCanvas *self)
{
  if (self->painter != NULL && n_press == 2)
    bs_timeline_canvas_go_to (self, pick_at (self, x, y).decision);
}

static char *
bs_timeline_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (canvas);
  BsTimelinePick pick;

  if (self->painter == NULL)
    return NULL;

  pick = pick_at (self, x, y);
  return bs_timeline_painter_hint (self->painter, &pick);
}

static void
bs_timeline_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsMoment *moment)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (canvas);
  BsTimelineScene scene = self->scene;

  if (self->painter == NULL)
    return;

  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    scene.row = BS_NO_ROW;
  scene.decision = moment->to;
  bs_timeline_painter_draw (self->painter, cr, style, width, height, &scene);
}

static char *
bs_timeline_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (canvas);
  BsTimelineScene scene = self->scene;

  if (self->painter == NULL)
    return g_strdup (_ ("The timeline is being made."));

  scene.decision = decision;
  return bs_timeline_painter_describe (self->painter, &scene);
}

static void
moved_cb (BsTimelineCanvas *self)
{
  gint64 t0, t1;

  self->scene.decision = bs_debugger_get_decision (self->debugger);
  if (self->painter == NULL
      || !bs_timeline_painter_span (self->painter, self->scene.decision, &t0, &t1))
    return;

  /* Brought on screen where it is not, as far zoomed as before. */
  if (t0 < self->scene.t0 || t1 > self->scene.t1)
    {
      double half = ((double) self->scene.t1 - (double) self->scene.t0) / 2;
      double middle = ((double) t0 + (double) t1) / 2;

      if (t0 >= self->scene.t1 || t1 <= self->scene.t0)
        move_to (self, middle - half, middle + half);
    }
  bs_timeline_canvas_changed (self);
}

static void
range_cb (BsTimelineCanvas *self)
{
  bs_profile_selection_get_range (self->selection, &self->scene.range[0], &self->scene.range[1]);
  bs_timeline_canvas_changed (self);
}

static void
event_cb (BsTimelineCanvas *self)
{
  self->scene.event = bs_profile_selection_get_event (self->selection);
  bs_timeline_canvas_changed (self);
}

static void
show_cb (BsTimelineCanvas *self, gint64 t0, gint64 t1)
{
  bs_timeline_canvas_show (self, t0, t1);
}

static void
leave (BsTimelineCanvas *self)
{
  stop (self);
  if (self->debugger != NULL)
    g_clear_signal_handler (&self->moved_id, bs_canvas_get_clock (BS_CANVAS (self)));
  g_clear_object (&self->debugger);
  bs_canvas_set_content (BS_CANVAS (self), NULL, NULL);
  g_clear_pointer (&self->painter, bs_timeline_painter_free);
  g_clear_pointer (&self->types, g_free);
  g_clear_pointer (&self->hits, g_array_unref);
  self->scene.types = NULL;
  self->scene.hits = NULL;
}

static void
bs_timeline_canvas_dispose (GObject *object)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (object);

  leave (self);
  g_clear_object (&self->motion);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bs_timeline_canvas_parent_class)->dispose (object);
}

static void
bs_timeline_canvas_class_init (BsTimelineCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timeline_canvas_dispose;
  canvas_class->paint = bs_timeline_canvas_paint;
  canvas_class->describe = bs_timeline_canvas_describe;
  canvas_class->pick = bs_timeline_canvas_pick;
  canvas_class->hint = bs_timeline_canvas_hint;
  canvas_class->still = TRUE;

  signals[SCENE] = g_signal_new ("scene", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[ROWS] = g_signal_new ("rows", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  bs_timeline_canvas_add_keys (GTK_WIDGET_CLASS (klass));
}

static void
bs_timeline_canvas_init (BsTimelineCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->scene.row = BS_NO_ROW;
  self->scene.event = BS_NO_EVENT;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_event_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Timeline"), -1);
}

void
bs_timeline_canvas_set_painter (BsTimelineCanvas *self, BsTimelinePainter *painter,
                                BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  leave (self);
  self->painter = painter;
  if (painter != NULL)
    {
      self->debugger = g_object_ref (debugger);
      bs_timeline_scene_init (&self->scene, painter);
      self->scene.decision = bs_debugger_get_decision (debugger);
      bs_canvas_set_content (BS_CANVAS (self), bs_debugger_get_pictures (debugger),
                             bs_debugger_get_clock (debugger));
      self->moved_id = g_signal_connect_swapped (bs_debugger_get_clock (debugger), "moved",
                                                 G_CALLBACK (moved_cb), self);
    }
  bs_timeline_canvas_changed (self);
}

BsTimelinePainter *
bs_timeline_canvas_get_painter (BsTimelineCanvas *self)
{
  g_return_val_if_fail (BS_IS_TIMELINE_CANVAS (self), NULL);

  return self->painter;
}

void
bs_timeline_canvas_set_selection (BsTimelineCanvas *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));
  g_return_if_fail (self->selection == NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_swapped (selection, "range", G_CALLBACK (range_cb), self);
  g_signal_connect_swapped (selection, "event", G_CALLBACK (event_cb), self);
  g_signal_connect_swapped (selection, "show", G_CALLBACK (show_cb), self);
}

const BsTimelineScene *
bs_timeline_canvas_get_scene (BsTimelineCanvas *self)
{
  g_return_val_if_fail (BS_IS_TIMELINE_CANVAS (self), NULL);

  return &self->scene;
}

void
bs_timeline_canvas_restore_rows (BsTimelineCanvas *self, const char *text)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));
  g_return_if_fail (self->painter != NULL);

  bs_timeline_rows_restore (bs_timeline_painter_get_rows (self->painter), text);
  self->scene.row = BS_NO_ROW;
  bs_timeline_canvas_set_top (self, self->scene.top);
}

void
bs_timeline_canvas_show (BsTimelineCanvas *self, gint64 t0, gint64 t1)
{
  double room = MAX (((double) t1 - (double) t0) * 0.3, MIN_SPAN);

  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  move_to (self, (double) t0 - room, (double) t1 + room);
}

void
bs_timeline_canvas_set_times (BsTimelineCanvas *self, gint64 t0, gint64 t1)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  if (self->painter == NULL)
    return;
  stop (self);
  set_times (self, (double) t0, (double) t1);
}

void
bs_timeline_canvas_zoom (BsTimelineCanvas *self, double factor)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  if (self->painter == NULL)
    return;
  if (factor > 0)
    zoom_about (self, factor, 0.5);
  else
    {
      gint64 t0, t1;

      bs_timeline_painter_get_times (self->painter, &t0, &t1);
      move_to (self, (double) t0, (double) t1);
    }
}

void
bs_timeline_canvas_show_selected (BsTimelineCanvas *self)
{
  gint64 t0, t1;

  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  if (self->painter == NULL)
    return;
  if (self->scene.range[0] < self->scene.range[1])
    bs_timeline_canvas_show (self, self->scene.range[0], self->scene.range[1]);
  else if (self->scene.event != BS_NO_EVENT)
    {
      BsEvent event;

      bs_event_store_get (bs_timeline_canvas_get_events (self), self->scene.event, &event);
      bs_timeline_canvas_show (self, event.start_ns, event.end_ns);
    }
  else if (bs_timeline_painter_span (self->painter, self->scene.decision, &t0, &t1))
    bs_timeline_canvas_show (self, t0, t1);
}

void
bs_timeline_canvas_show_event (BsTimelineCanvas *self, guint32 event)
{
  BsTimelineRows *rows;
  double span, middle;
  BsEvent found;

  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  if (self->painter == NULL || event >= bs_timeline_canvas_get_events (self)->n_events)
    return;

  rows = bs_timeline_painter_get_rows (self->painter);
  bs_event_store_get (bs_timeline_canvas_get_events (self), event, &found);
  self->scene.row = bs_timeline_rows_find (rows, found.lane, found.phase);
  bs_profile_selection_set_event (self->selection, event);
  span = (double) self->scene.t1 - (double) self->scene.t0;
  middle = ((double) found.start_ns + (double) found.end_ns) / 2;
  if (found.start_ns < self->scene.t0 || found.end_ns > self->scene.t1)
    {
      span = MAX (span, ((double) found.end_ns - (double) found.start_ns) * 1.5);
      move_to (self, middle - span / 2, middle + span / 2);
    }
}

void
bs_timeline_canvas_set_filter (BsTimelineCanvas *self, gboolean *types, guint32 phases)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  g_free (self->types);
  self->types = types;
  self->scene.types = types;
  self->scene.phases = phases;
  bs_timeline_canvas_changed (self);
}

void
bs_timeline_canvas_set_hits (BsTimelineCanvas *self, GArray *hits)
{
  g_return_if_fail (BS_IS_TIMELINE_CANVAS (self));

  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = hits;
  self->scene.hits = hits;
  bs_timeline_canvas_changed (self);
}
