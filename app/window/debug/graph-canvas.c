/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph. */
#include "config.h"

#include "app/window/debug/graph-canvas.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-words.h"

/* Graphs up to so many nodes are laid out ahead of the clock. */
#define MAX_AHEAD 200000

struct _BsGraphCanvas
{
  BsCanvas parent_instance;

  BsGraphShow show;
  guint8 *muted; /* [n_muted] types of the trace */
  guint n_muted;

  GCancellable *cancellable; /* of what is being laid out */
  guint32 preparing;         /* mini-batch, or BS_GRAPH_NONE */
};

enum
{
  SELECTED,
  SHOWN,
  READY,
  ACTIVATED,
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsGraphCanvas, bs_graph_canvas, BS_TYPE_CANVAS)

static BsGraphPainter *
get_painter (BsGraphCanvas *self)
{
  BsPictures *pictures = bs_canvas_get_pictures (BS_CANVAS (self));

  return pictures != NULL ? pictures->graph : NULL;
}

static guint32
get_decision (BsGraphCanvas *self)
{
  return bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (self)));
}

static guint32
get_mini_batch (BsGraphCanvas *self)
{
  return bs_trace_decision (bs_canvas_get_pictures (BS_CANVAS (self))->trace, get_decision (self))
      ->mini_batch;
}

BsGraphLayout *
bs_graph_canvas_get_layout (BsGraphCanvas *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), NULL);

  return get_painter (self) != NULL
             ? bs_graph_painter_get_layout (get_painter (self), get_mini_batch (self))
             : NULL;
}

static void prepare (BsGraphCanvas *self, guint32 mini_batch);

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BsPictures *pictures = task_data;
  guint32 m = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (task), "mini-batch"));

  if (!g_task_return_error_if_cancelled (task))
    {
      bs_graph_layout_unref (bs_graph_painter_prepare (pictures->graph, m));
      g_task_return_boolean (task, TRUE);
    }
}

/* What comes next, so that playing on does not have to wait. */
static void
prepare_ahead (BsGraphCanvas *self)
{
  const BsTrace *trace = bs_canvas_get_pictures (BS_CANVAS (self))->trace;
  guint32 next = get_mini_batch (self) + 1;

  if (next < trace->n_mini_batches && trace->mini_batches[next].n_nodes <= MAX_AHEAD)
    prepare (self, next);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsGraphCanvas) self = user_data;
  guint32 m = self->preparing;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || get_painter (self) == NULL)
    return;

  self->preparing = BS_GRAPH_NONE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (m != get_mini_batch (self))
    return;

  g_signal_emit (self, signals[READY], 0);
  prepare_ahead (self);
}

static void
prepare (BsGraphCanvas *self, guint32 mini_batch)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_painter_get_layout (get_painter (self), mini_batch);
  g_autoptr (GTask) task = NULL;

  /* One at a time: whoever jumps about waits for the last place only. */
  if (layout != NULL || self->preparing != BS_GRAPH_NONE)
    return;

  self->preparing = mini_batch;
  task = g_task_new (NULL, self->cancellable, prepared_cb, g_object_ref (self));
  g_task_set_source_tag (task, prepare);
  g_task_set_task_data (task, bs_pictures_ref (bs_canvas_get_pictures (BS_CANVAS (self))),
                        (GDestroyNotify) bs_pictures_unref);
  g_object_set_data (G_OBJECT (task), "mini-batch", GUINT_TO_POINTER (mini_batch));
  g_task_run_in_thread (task, prepare_in_thread);
}

/* Another trace has other types; it may be painted before anybody says that it is another one. */
static const BsGraphShow *
get_show (BsGraphCanvas *self)
{
  BsPictures *pictures = bs_canvas_get_pictures (BS_CANVAS (self));
  guint n_types = pictures != NULL ? pictures->trace->types->n_types : 0;

  if (self->muted == NULL || self->n_muted != n_types)
    {
      g_free (self->muted);
      self->n_muted = n_types;
      self->muted = g_new0 (guint8, n_types + 1);
      self->show.muted = self->muted;
    }

  return &self->show;
}

static void
bs_graph_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (canvas);

  prepare (self, get_mini_batch (self));
  bs_graph_painter_draw (get_painter (self), cr, style, width, height, moment, get_show (self),
                         bs_canvas_get_view (canvas));
}

static char *
bs_graph_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (canvas);
  g_autofree char *picture = bs_graph_painter_describe (get_painter (self), decision,
                                                        self->show.undecided);
  g_autofree char *node = NULL;

  if (self->show.node == BS_GRAPH_NONE)
    return g_steal_pointer (&picture);

  node = bs_graph_canvas_describe_node (self, self->show.node);
  return g_strdup_printf ("%s. %s", node, picture);
}

static BsView
bs_graph_canvas_resolve (BsCanvas *canvas, double width, double height, const BsMoment *moment,
                         const BsView *view)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (canvas);

  return bs_graph_painter_resolve (get_painter (self), width, height, moment, get_show (self),
                                   view);
}

static BsGraphHit
hit_at (BsGraphCanvas *self, double x, double y)
{
  BsMoment moment = bs_clock_get_moment (bs_canvas_get_clock (BS_CANVAS (self)));

  return bs_graph_painter_pick (get_painter (self), gtk_widget_get_width (GTK_WIDGET (self)),
                                gtk_widget_get_height (GTK_WIDGET (self)), &moment, get_show (self),
                                bs_canvas_get_view (BS_CANVAS (self)), x, y);
}

/* The words for screen readers say what is selected. */
static void
say_description (BsGraphCanvas *self)
{
  g_autofree char *text = NULL;

  if (get_painter (self) == NULL)
    return;
  text = bs_graph_canvas_describe (BS_CANVAS (self), get_decision (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
changed (BsGraphCanvas *self, guint signal)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  say_description (self);
  g_signal_emit (self, signals[signal], 0);
}

static void
set_pill (BsGraphCanvas *self, BsGraphSpot spot)
{
  if (bs_graph_spot_equal (&self->show.pill, &spot))
    return;

  self->show.pill = spot;
  if (self->show.node != BS_GRAPH_NONE && spot.type != BS_GRAPH_NONE)
    bs_graph_canvas_select (self, BS_GRAPH_NONE);
  changed (self, SHOWN);
}

static void
set_open (BsGraphCanvas *self, BsGraphSpot spot)
{
  if (bs_graph_spot_equal (&self->show.open, &spot))
    return;

  self->show.open = spot;
  changed (self, SHOWN);
}

static void
pick (BsGraphCanvas *self, double x, double y, gboolean cone)
{
  BsGraphHit hit = hit_at (self, x, y);
  BsView view = *bs_canvas_get_view (BS_CANVAS (self));

  switch (hit.kind)
    {
    case BS_GRAPH_HIT_NODE:
      bs_graph_canvas_set_cone (self, cone);
      bs_graph_canvas_select (self, hit.node);
      break;
    case BS_GRAPH_HIT_PILL:
      set_pill (self, hit.pill);
      set_open (self, hit.pill);
      break;
    case BS_GRAPH_HIT_LANE:
      if (self->show.mode == BS_GRAPH_INPUTS)
        bs_graph_canvas_set_mode (self, BS_GRAPH_NODES);
      bs_graph_canvas_set_lane (self, self->show.lane == hit.lane ? BS_GRAPH_NONE : hit.lane);
      break;
    case BS_GRAPH_HIT_CARD:
      break;
    case BS_GRAPH_HIT_CLOSE:
      set_open (self, bs_graph_no_spot ());
      break;
    case BS_GRAPH_HIT_ACROSS:
    case BS_GRAPH_HIT_DOWN:
      if (hit.kind == BS_GRAPH_HIT_DOWN && self->show.lane != BS_GRAPH_NONE)
        {
          bs_graph_canvas_set_lane (self, hit.lane);
          break;
        }
      view.x = hit.x;
      view.y = hit.y;
      view.follow = FALSE;
      bs_canvas_set_view (BS_CANVAS (self), &view);
      break;
    case BS_GRAPH_HIT_NOTHING:
    default:
      set_open (self, bs_graph_no_spot ());
      set_pill (self, bs_graph_no_spot ());
      bs_graph_canvas_select (self, BS_GRAPH_NONE);
      break;
    }
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsGraphCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));

  if (get_painter (self) == NULL
      || gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY)
    return;

  /* The picture may have made room for the details of what the first click has selected. */
  if (n_press == 2 && self->show.node != BS_GRAPH_NONE)
    g_signal_emit (self, signals[ACTIVATED], 0, self->show.node);
  else
    pick (self, x, y, (state & GDK_SHIFT_MASK) != 0);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsGraphCanvas *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  BsGraphHit hit;

  if (get_painter (self) == NULL || !gdk_event_triggers_context_menu (event))
    return;

  hit = hit_at (self, x, y);
  if (hit.kind == BS_GRAPH_HIT_NODE)
    bs_graph_canvas_select (self, hit.node);
  else if (hit.kind == BS_GRAPH_HIT_PILL)
    set_pill (self, hit.pill);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[MENU], 0, x, y);
}

static char *
bs_graph_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (canvas);
  BsGraphHit hit = hit_at (self, x, y);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self);
  const BsTrace *trace = bs_canvas_get_pictures (canvas)->trace;

  if (layout == NULL)
    return NULL;
  switch (hit.kind)
    {
    case BS_GRAPH_HIT_NODE:
      return bs_graph_canvas_describe_node (self, hit.node);
    case BS_GRAPH_HIT_PILL:
      return bs_graph_words_of_pill (trace, layout, self->show.mode, &hit.pill,
                                     get_decision (self));
    case BS_GRAPH_HIT_LANE:
      return bs_graph_words_of_lane (trace, layout, hit.lane);
    case BS_GRAPH_HIT_CLOSE:
      return g_strdup (_ ("Fold (Escape)"));
    case BS_GRAPH_HIT_NOTHING:
    case BS_GRAPH_HIT_CARD:
    case BS_GRAPH_HIT_ACROSS:
    case BS_GRAPH_HIT_DOWN:
    default:
      return NULL;
    }
}

static gboolean
walk (BsGraphCanvas *self, BsGraphWay way)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self);

  if (layout == NULL)
    return FALSE;
  if (self->show.node != BS_GRAPH_NONE)
    bs_graph_canvas_select (
        self, bs_graph_walk (layout, self->show.node, way, self->show.lane, get_decision (self)));
  else if (self->show.pill.type != BS_GRAPH_NONE)
    set_pill (self, bs_graph_walk_pill (layout, self->show.mode, &self->show.pill, way));
  else
    return FALSE;

  bs_graph_canvas_reveal (self);
  return TRUE;
}

/* Enter: goes on with what is selected, or begins with the batch. */
static gboolean
activate (BsGraphCanvas *self)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self);
  guint32 node;

  if (layout == NULL)
    return FALSE;
  if (self->show.node != BS_GRAPH_NONE)
    {
      g_signal_emit (self, signals[ACTIVATED], 0, self->show.node);
      return TRUE;
    }
  if (self->show.pill.type != BS_GRAPH_NONE)
    {
      bs_graph_canvas_unfold (self, self->show.open.type == BS_GRAPH_NONE);
      return TRUE;
    }
  node = bs_graph_first_of_batch (layout, self->show.lane, get_decision (self));
  if (node == BS_GRAPH_NONE)
    return FALSE;
  if (self->show.mode == BS_GRAPH_NODES)
    bs_graph_canvas_select (self, node);
  else
    set_pill (self, bs_graph_spot_of (layout, self->show.mode, node));
  bs_graph_canvas_reveal (self);

  return TRUE;
}

/* Escape: one thing at a time. */
static gboolean
leave (BsGraphCanvas *self)
{
  if (self->show.open.type != BS_GRAPH_NONE)
    set_open (self, bs_graph_no_spot ());
  else if (self->show.node != BS_GRAPH_NONE)
    bs_graph_canvas_select (self, BS_GRAPH_NONE);
  else if (self->show.pill.type != BS_GRAPH_NONE)
    set_pill (self, bs_graph_no_spot ());
  else if (self->show.lane != BS_GRAPH_NONE)
    bs_graph_canvas_set_lane (self, BS_GRAPH_NONE);
  else
    return FALSE;

  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsGraphCanvas *self)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();

  if (get_painter (self) == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && held == GDK_SHIFT_MASK))
    {
      g_signal_emit (self, signals[MENU], 0, -1.0, -1.0);
      return GDK_EVENT_STOP;
    }
  if (held != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return walk (self, BS_GRAPH_INPUT);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return walk (self, BS_GRAPH_READER);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return walk (self, BS_GRAPH_ABOVE);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return walk (self, BS_GRAPH_BELOW);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      return activate (self);
    case GDK_KEY_Escape:
      return leave (self);
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
content_changed (BsGraphCanvas *self)
{
  BsPictures *pictures = bs_canvas_get_pictures (BS_CANVAS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->preparing = BS_GRAPH_NONE;
  g_clear_pointer (&self->muted, g_free);
  self->n_muted = pictures != NULL ? pictures->trace->types->n_types : 0;
  self->muted = g_new0 (guint8, self->n_muted + 1);
  self->show.muted = self->muted;
}

static void
bs_graph_canvas_dispose (GObject *object)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bs_graph_canvas_parent_class)->dispose (object);
}

static void
bs_graph_canvas_finalize (GObject *object)
{
  g_free (BS_GRAPH_CANVAS (object)->muted);

  G_OBJECT_CLASS (bs_graph_canvas_parent_class)->finalize (object);
}

static void
bs_graph_canvas_class_init (BsGraphCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_graph_canvas_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_graph_canvas_finalize;
  canvas_class->paint = bs_graph_canvas_paint;
  canvas_class->describe = bs_graph_canvas_describe;
  canvas_class->resolve = bs_graph_canvas_resolve;
  canvas_class->hint = bs_graph_canvas_hint;
  canvas_class->fades = TRUE;

  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  signals[READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MENU] = g_signal_new ("menu", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
bs_graph_canvas_init (BsGraphCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->show = bs_graph_show_default ();
  content_changed (self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dataflow graph"), -1);
}

const BsGraphShow *
bs_graph_canvas_get_show (BsGraphCanvas *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), NULL);

  return &self->show;
}

void
bs_graph_canvas_set_mode (BsGraphCanvas *self, BsGraphMode mode)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.mode == mode)
    return;

  self->show.mode = mode;
  self->show.pill = self->show.open = bs_graph_no_spot ();
  bs_canvas_follow (BS_CANVAS (self));
  changed (self, SHOWN);
}

guint32
bs_graph_canvas_get_selected (BsGraphCanvas *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), BS_GRAPH_NONE);

  return self->show.node;
}

void
bs_graph_canvas_select (BsGraphCanvas *self, guint32 node)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.node == node)
    return;

  self->show.node = node;
  if (node != BS_GRAPH_NONE)
    self->show.pill = bs_graph_no_spot ();
  else
    self->show.cone = FALSE;
  changed (self, SELECTED);
}

void
bs_graph_canvas_select_pill (BsGraphCanvas *self, const BsGraphSpot *spot)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  set_pill (self, spot != NULL ? *spot : bs_graph_no_spot ());
}

void
bs_graph_canvas_reveal (BsGraphCanvas *self)
{
  BsMoment moment;
  BsView view;
  const BsView *now;

  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (get_painter (self) == NULL)
    return;
  now = bs_canvas_get_view (BS_CANVAS (self));
  moment = bs_clock_get_moment (bs_canvas_get_clock (BS_CANVAS (self)));
  view = bs_graph_painter_reveal (get_painter (self), gtk_widget_get_width (GTK_WIDGET (self)),
                                  gtk_widget_get_height (GTK_WIDGET (self)), &moment,
                                  get_show (self), now);
  if (view.follow != now->follow || view.x < now->x || view.x > now->x || view.y < now->y
      || view.y > now->y)
    bs_canvas_set_view (BS_CANVAS (self), &view);
}

void
bs_graph_canvas_set_lane (BsGraphCanvas *self, guint32 lane)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.lane == lane)
    return;

  self->show.lane = lane;
  self->show.pill = self->show.open = bs_graph_no_spot ();
  bs_canvas_follow (BS_CANVAS (self));
  changed (self, SHOWN);
}

void
bs_graph_canvas_set_cone (BsGraphCanvas *self, gboolean cone)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.cone == cone)
    return;

  self->show.cone = cone;
  changed (self, SHOWN);
}

void
bs_graph_canvas_set_undecided (BsGraphCanvas *self, gboolean undecided)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  undecided = !!undecided;
  if (self->show.undecided == undecided)
    return;

  self->show.undecided = undecided;
  changed (self, SHOWN);
}

void
bs_graph_canvas_set_follow_node (BsGraphCanvas *self, gboolean follow_node)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.follow_node == follow_node)
    return;

  self->show.follow_node = follow_node;
  if (follow_node)
    bs_canvas_follow (BS_CANVAS (self));
  changed (self, SHOWN);
}

void
bs_graph_canvas_set_muted (BsGraphCanvas *self, guint type, gboolean muted)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (type >= self->n_muted || self->muted[type] == (muted ? 1 : 0))
    return;

  self->muted[type] = muted ? 1 : 0;
  changed (self, SHOWN);
}

gboolean
bs_graph_canvas_get_muted (BsGraphCanvas *self, guint type)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), FALSE);

  return type < self->n_muted && self->muted[type];
}

void
bs_graph_canvas_unfold (BsGraphCanvas *self, gboolean unfold)
{
  g_autoptr (BsGraphLayout) layout = NULL;

  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  layout = bs_graph_canvas_get_layout (self);
  if (!unfold)
    set_open (self, bs_graph_no_spot ());
  else if (self->show.pill.type != BS_GRAPH_NONE)
    set_open (self, self->show.pill);
  else if (layout != NULL && self->show.node < layout->unpacked->graph->n_nodes)
    set_open (self, bs_graph_spot_of (layout, self->show.mode, self->show.node));
}

void
bs_graph_canvas_forget (BsGraphCanvas *self)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (get_painter (self) != NULL
      && bs_canvas_get_pictures (BS_CANVAS (self))->trace->types->n_types != self->n_muted)
    content_changed (self);
  bs_graph_canvas_select (self, BS_GRAPH_NONE);
  bs_graph_canvas_set_lane (self, BS_GRAPH_NONE);
  set_pill (self, bs_graph_no_spot ());
  set_open (self, bs_graph_no_spot ());
}

void
bs_graph_canvas_set_tray_room (BsGraphCanvas *self, int room)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->show.tray == MAX (room, 1))
    return;

  self->show.tray = MAX (room, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

char *
bs_graph_canvas_describe_node (BsGraphCanvas *self, guint32 node)
{
  g_autoptr (BsGraphLayout) layout = NULL;

  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), NULL);

  layout = bs_graph_canvas_get_layout (self);
  if (layout == NULL || node >= layout->unpacked->graph->n_nodes)
    return g_strdup ("");

  return bs_graph_words_of_node (bs_canvas_get_pictures (BS_CANVAS (self))->trace, layout->unpacked,
                                 node, get_decision (self));
}

char *
bs_graph_canvas_save (BsGraphCanvas *self)
{
  const BsView *view;
  char zoom[G_ASCII_DTOSTR_BUF_SIZE], x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), NULL);

  view = bs_canvas_get_view (BS_CANVAS (self));
  return g_strdup_printf ("%d %u %u %d %s %s %s", self->show.mode, self->show.lane, self->show.node,
                          view->follow ? 1 : 0, g_ascii_dtostr (zoom, sizeof zoom, view->zoom),
                          g_ascii_dtostr (x, sizeof x, view->x),
                          g_ascii_dtostr (y, sizeof y, view->y));
}

void
bs_graph_canvas_restore (BsGraphCanvas *self, const char *text)
{
  g_auto (GStrv) words = NULL;
  guint64 mode, lane, node, follow;
  BsView view;

  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  words = g_strsplit (text != NULL ? text : "", " ", 8);
  if (g_strv_length (words) != 7
      || !g_ascii_string_to_unsigned (words[0], 10, 0, BS_GRAPH_INPUTS, &mode, NULL)
      || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT32, &lane, NULL)
      || !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT32, &node, NULL)
      || !g_ascii_string_to_unsigned (words[3], 10, 0, 1, &follow, NULL))
    return;

  /* Painters take zooms and places for the nearest that they draw, and numbers that the graph does
   * not have for none. */
  view = (BsView){ g_ascii_strtod (words[4], NULL), g_ascii_strtod (words[5], NULL),
                   g_ascii_strtod (words[6], NULL), follow == 1 };
  bs_graph_canvas_set_mode (self, (BsGraphMode) mode);
  bs_graph_canvas_set_lane (self, (guint32) lane);
  bs_graph_canvas_select (self, (guint32) node);
  bs_canvas_set_view (BS_CANVAS (self), &view);
}
