/* SPDX-License-Identifier: Apache-2.0 */
/* The strips of the runs of a comparison. */
#include "config.h"

#include "app/window/compare/strips-canvas.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#define ZOOM 1.5
/* Decisions, or nodes, on screen. */
#define FEWEST 12.0
#define BY_TEN 10

struct _BsStripsCanvas
{
  BsCanvas parent_instance;

  BsComparison *comparison; /* (nullable) */
  guint32 mini_batch;
  gboolean by_nodes;
  BsStripsPainter *painter; /* (nullable) */
  BsStripsView view;
  BsStripsPlace wanted; /* to be looked at once there is a painter */
  guint row;            /* that the keyboard moves along */
  double drag_first, drag_end, pointer_x;
  GCancellable *cancellable; /* (nullable): while a painter is made */
};

enum
{
  LOOKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsStripsCanvas, bs_strips_canvas, BS_TYPE_CANVAS)

static void
say_looked (BsStripsCanvas *self)
{
  bs_canvas_say_changed (BS_CANVAS (self));
  g_signal_emit (self, signals[LOOKED], 0);
}

static double
get_length (BsStripsCanvas *self)
{
  return self->painter != NULL ? bs_strips_painter_get_length (self->painter) : 1.0;
}

static void
set_range (BsStripsCanvas *self, double first, double end)
{
  double length = get_length (self), span = CLAMP (end - first, MIN (FEWEST, length), length);

  if (span >= length)
    self->view.first = self->view.end = 0.0;
  else
    {
      self->view.first = CLAMP (first, 0.0, length - span);
      self->view.end = self->view.first + span;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What is on screen: all, where nobody has zoomed. */
static void
get_range (BsStripsCanvas *self, double *first, double *end)
{
  gboolean whole = !(self->view.end > self->view.first);

  *first = whole ? 0.0 : self->view.first;
  *end = whole ? get_length (self) : self->view.end;
}

static void
zoom_about (BsStripsCanvas *self, double factor, double share)
{
  double first, end, middle, span;

  get_range (self, &first, &end);
  middle = first + (end - first) * share;
  span = (end - first) / factor;
  set_range (self, middle - span * share, middle + span * (1.0 - share));
}

static void
pan_by (BsStripsCanvas *self, double share)
{
  double first, end;

  get_range (self, &first, &end);
  set_range (self, first + (end - first) * share, end + (end - first) * share);
}

static void
bring_on_screen (BsStripsCanvas *self, BsStripsPlace place)
{
  double first, end, at = bs_strips_painter_get_place (self->painter, place), margin;

  get_range (self, &first, &end);
  margin = (end - first) * 0.08;
  if (at < first + margin)
    set_range (self, at - margin, at - margin + end - first);
  else if (at > end - margin)
    set_range (self, at + margin - (end - first), at + margin);
}

static void
look_at (BsStripsCanvas *self, BsStripsPlace place)
{
  self->row = place.run;
  if (place.decision == BS_STRIPS_NONE)
    self->view.base = self->view.own = BS_STRIPS_NONE;
  else if (place.run == 0)
    {
      self->view.base = place.decision;
      self->view.own = bs_strips_painter_partner (self->painter, self->view.run, place.decision,
                                                  FALSE);
    }
  else
    {
      self->view.own = place.decision;
      self->view.base = bs_strips_painter_partner (self->painter, place.run, place.decision, TRUE);
    }
}

static void
drop_painter (BsStripsCanvas *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

typedef struct
{
  BsComparison *comparison;
  guint32 mini_batch;
  gboolean by_nodes;
} Job;

static void
job_free (gpointer data)
{
  bs_comparison_free (((Job *) data)->comparison);
  g_free (data);
}

static void
make_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  g_task_return_pointer (task,
                         bs_strips_painter_new (job->comparison, job->mini_batch, job->by_nodes),
                         (GDestroyNotify) bs_strips_painter_free);
}

/* Of the base, in the mini-batch that is shown; BS_STRIPS_NONE: there is none. */
static guint32
find_first_divergence (BsStripsCanvas *self)
{
  const BsPairing *pairing = &self->comparison->pairings[self->view.run];
  const BsAlignment *alignment;

  if (self->view.run == 0 || self->mini_batch >= pairing->n_pairs)
    return BS_STRIPS_NONE;
  alignment = &pairing->alignments[self->mini_batch];
  if (!alignment->is_same_graph || alignment->n_detours == 0)
    return BS_STRIPS_NONE;

  return g_array_index (pairing->detours, BsDetour, alignment->first_detour).base_first;
}

static void
made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (object);
  g_autoptr (BsStripsPainter) painter = g_task_propagate_pointer (G_TASK (result), NULL);
  const Job *job = g_task_get_task_data (G_TASK (result));
  BsStripsPlace place = self->wanted;
  gboolean same;

  if (painter == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  same = self->painter != NULL
         && bs_strips_painter_get_mini_batch (self->painter) == job->mini_batch;
  g_clear_pointer (&self->painter, bs_strips_painter_free);
  self->painter = g_steal_pointer (&painter);
  self->wanted.decision = BS_STRIPS_NONE;
  set_range (self, 0.0, get_length (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
  if (place.decision == BS_STRIPS_NONE && same && self->view.base != BS_STRIPS_NONE)
    place = (BsStripsPlace){ 0, self->view.base };
  if (place.run >= self->comparison->runs->len)
    place.decision = BS_STRIPS_NONE;
  look_at (self, place);
  if (self->view.base == BS_STRIPS_NONE && self->view.own == BS_STRIPS_NONE)
    bs_strips_canvas_look_at (self, (BsStripsPlace){ 0, find_first_divergence (self) });
  else
    say_looked (self);
}

static void
make (BsStripsCanvas *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  drop_painter (self);
  self->cancellable = g_cancellable_new ();
  job = g_new0 (Job, 1);
  job->comparison = bs_comparison_ref (self->comparison);
  job->mini_batch = self->mini_batch;
  job->by_nodes = self->by_nodes;
  task = g_task_new (self, self->cancellable, made_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, make_thread);
}

static void
bs_strips_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                        double height, const BsMoment *moment)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (canvas);
  BsStyle own = *style;

  /* It stands on a card. */
  bs_color_set (cr, style->card);
  cairo_paint (cr);
  own.window = style->card;
  if (self->painter != NULL)
    bs_strips_painter_draw (self->painter, cr, &own, width, height, &self->view);
}

static char *
bs_strips_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (canvas);

  return self->painter != NULL ? bs_strips_painter_describe (self->painter, &self->view)
                               : g_strdup (_ ("Nothing is compared."));
}

static BsStripsPlace
pick (BsStripsCanvas *self, double x, double y)
{
  if (self->painter == NULL)
    return (BsStripsPlace){ 0, BS_STRIPS_NONE };

  return bs_strips_painter_pick (self->painter, bs_canvas_get_style (BS_CANVAS (self)),
                                 gtk_widget_get_width (GTK_WIDGET (self)),
                                 gtk_widget_get_height (GTK_WIDGET (self)), &self->view, x, y);
}

static const BsDetour *
pick_detour (BsStripsCanvas *self, double x, double y)
{
  if (self->painter == NULL)
    return NULL;

  return bs_strips_painter_pick_detour (self->painter, bs_canvas_get_style (BS_CANVAS (self)),
                                        gtk_widget_get_width (GTK_WIDGET (self)),
                                        gtk_widget_get_height (GTK_WIDGET (self)), &self->view, x,
                                        y);
}

/* Of a detour both its beginnings. */
static void
bs_strips_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (canvas);
  const BsDetour *detour = pick_detour (self, x, y);
  BsStripsPlace place = detour != NULL ? (BsStripsPlace){ 0, detour->base_first }
                                       : pick (self, x, y);

  if (place.decision == BS_STRIPS_NONE || (place.run > 0 && place.run != self->view.run))
    return;
  look_at (self, place);
  say_looked (self);
}

static char *
bs_strips_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (canvas);
  BsStripsPlace place = pick (self, x, y);
  const BsDetour *detour = pick_detour (self, x, y);

  if (detour != NULL)
    return bs_strips_painter_describe_detour (self->painter, self->view.run, detour);

  return place.decision != BS_STRIPS_NONE ? bs_strips_painter_describe_place (self->painter, place)
                                          : NULL;
}

static void
move (BsStripsCanvas *self, gint64 by)
{
  guint run = self->row == 0 ? 0 : self->view.run;
  BsComparison *comparison = bs_strips_painter_get_comparison (self->painter);
  const BsRun *own = bs_comparison_get_run (comparison, run);
  guint32 m = bs_strips_painter_get_mini_batch (self->painter);
  guint32 n = m < own->n_mini_batches ? own->mini_batches[m].n_decisions : 0;
  guint32 at = run == 0 ? self->view.base : self->view.own;

  if (n == 0)
    return;
  at = at == BS_STRIPS_NONE ? 0 : (guint32) CLAMP ((gint64) at + by, 0, (gint64) n - 1);
  bs_strips_canvas_look_at (self, (BsStripsPlace){ run, at });
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsStripsCanvas *self)
{
  GdkModifierType mods = state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;

  if (self->painter == NULL || mods != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move (self, -1);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move (self, 1);
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      move (self, -BY_TEN);
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      move (self, BY_TEN);
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      move (self, -(gint64) G_MAXUINT32);
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      move (self, G_MAXUINT32);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      self->row = 0;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      self->row = self->view.run;
      break;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      bs_strips_canvas_zoom (self, ZOOM);
      break;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      bs_strips_canvas_zoom (self, 1.0 / ZOOM);
      break;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      bs_strips_canvas_zoom (self, 0.0);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  return GDK_EVENT_STOP;
}

/* With Control it zooms; up and down are for the page. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, BsStripsCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));
  const BsStyle *style = bs_canvas_get_style (BS_CANVAS (self));
  double left = bs_strips_painter_left (style);
  double room = gtk_widget_get_width (GTK_WIDGET (self)) - left - bs_strips_painter_right (style);

  if (self->painter == NULL)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    zoom_about (self, pow (1.25, -dy), CLAMP ((self->pointer_x - left) / MAX (room, 1.0), 0, 1));
  else if (state & GDK_SHIFT_MASK)
    pan_by (self, dy * 0.1);
  else if (fabs (dx) > fabs (dy))
    pan_by (self, dx * 0.1);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, BsStripsCanvas *self)
{
  self->pointer_x = x;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsStripsCanvas *self)
{
  get_range (self, &self->drag_first, &self->drag_end);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsStripsCanvas *self)
{
  double room = gtk_widget_get_width (GTK_WIDGET (self))
                - bs_strips_painter_left (bs_canvas_get_style (BS_CANVAS (self)));
  double by = -dx / MAX (room, 1.0) * (self->drag_end - self->drag_first);

  if (self->view.end <= self->view.first
      || !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  set_range (self, self->drag_first + by, self->drag_end + by);
}

static void
bs_strips_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 200;
  else
    *minimum = *natural = self->painter != NULL ? (int) ceil (bs_strips_painter_height (
                              self->painter, bs_canvas_get_style (BS_CANVAS (self))))
                                                : 190;
}

static void
bs_strips_canvas_dispose (GObject *object)
{
  BsStripsCanvas *self = BS_STRIPS_CANVAS (object);

  drop_painter (self);
  g_clear_pointer (&self->painter, bs_strips_painter_free);
  g_clear_pointer (&self->comparison, bs_comparison_free);

  G_OBJECT_CLASS (bs_strips_canvas_parent_class)->dispose (object);
}

static void
bs_strips_canvas_class_init (BsStripsCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_strips_canvas_dispose;
  GTK_WIDGET_CLASS (klass)->measure = bs_strips_canvas_measure;
  canvas_class->paint = bs_strips_canvas_paint;
  canvas_class->describe = bs_strips_canvas_describe;
  canvas_class->pick = bs_strips_canvas_pick;
  canvas_class->hint = bs_strips_canvas_hint;
  canvas_class->alone = TRUE;
  canvas_class->still = TRUE;

  signals[LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_strips_canvas_init (BsStripsCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->view.base = self->view.own = self->wanted.decision = BS_STRIPS_NONE;
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decisions of the runs"), -1);
}

void
bs_strips_canvas_set_comparison (BsStripsCanvas *self, BsComparison *comparison, guint run,
                                 guint32 mini_batch)
{
  g_return_if_fail (BS_IS_STRIPS_CANVAS (self));

  if (comparison != NULL && self->comparison == comparison && self->view.run == run
      && self->mini_batch == mini_batch)
    return;

  if (comparison == NULL || self->comparison != comparison || self->view.run != run
      || self->mini_batch != mini_batch)
    self->view.base = self->view.own = BS_STRIPS_NONE;
  if (comparison != NULL)
    bs_comparison_ref (comparison);
  g_clear_pointer (&self->comparison, bs_comparison_free);
  self->comparison = comparison;
  self->view.run = run;
  self->mini_batch = mini_batch;
  /* The numbers of runs are those of the new comparison. */
  g_clear_pointer (&self->painter, bs_strips_painter_free);
  if (comparison != NULL)
    make (self);
  else
    drop_painter (self);
  say_looked (self);
}

void
bs_strips_canvas_set_by_nodes (BsStripsCanvas *self, gboolean by_nodes)
{
  g_return_if_fail (BS_IS_STRIPS_CANVAS (self));

  if (self->by_nodes == by_nodes)
    return;

  self->by_nodes = by_nodes;
  if (self->comparison != NULL)
    make (self);
}

BsStripsPainter *
bs_strips_canvas_get_painter (BsStripsCanvas *self)
{
  return self->painter;
}

BsStripsView
bs_strips_canvas_get_view (BsStripsCanvas *self)
{
  return self->view;
}

void
bs_strips_canvas_look_at (BsStripsCanvas *self, BsStripsPlace place)
{
  g_return_if_fail (BS_IS_STRIPS_CANVAS (self));

  /* What is being made comes to it in the end. */
  self->wanted = self->painter == NULL ? place : (BsStripsPlace){ 0, BS_STRIPS_NONE };
  if (self->painter == NULL)
    return;

  look_at (self, place);
  if (place.decision != BS_STRIPS_NONE)
    bring_on_screen (self, place);
  say_looked (self);
}

void
bs_strips_canvas_zoom (BsStripsCanvas *self, double factor)
{
  double first, end, at = 0.5;

  g_return_if_fail (BS_IS_STRIPS_CANVAS (self));

  if (self->painter == NULL)
    return;
  get_range (self, &first, &end);
  if (factor <= 0.0)
    {
      set_range (self, 0.0, get_length (self));
      return;
    }
  if (self->view.base != BS_STRIPS_NONE)
    {
      double place = bs_strips_painter_get_place (self->painter,
                                                  (BsStripsPlace){ 0, self->view.base });

      if (place >= first && place <= end)
        at = (place - first) / MAX (end - first, 1e-9);
    }
  zoom_about (self, factor, at);
}
