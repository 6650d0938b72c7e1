/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine. */
#include "config.h"

#include "app/window/debug/fsm-canvas.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#define KEY_MOVE 12.0
#define KEY_PAN 48.0
#define NONE G_MAXUINT32

struct _BsFsmCanvas
{
  BsCanvas parent_instance;

  BsFsmOptions options;
  guint8 *matches;
  GArray *pins; /* BsFsmPin */
  GtkWidget *menu;

  guint32 dragged;
  gboolean moved;
  BsFsmPlace drag_start;
};

enum
{
  SELECTED,
  PINNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsFsmCanvas, bs_fsm_canvas, BS_TYPE_CANVAS)

/* The painter, and the moment and size that it is asked about. */
typedef struct
{
  BsFsmPainter *painter;
  BsMoment moment;
  double width, height;
  const BsView *view;
} Shown;

static gboolean
get_shown (BsFsmCanvas *self, Shown *shown)
{
  BsCanvas *canvas = BS_CANVAS (self);
  BsPictures *pictures = bs_canvas_get_pictures (canvas);

  if (pictures == NULL || pictures->fsm == NULL || bs_canvas_get_clock (canvas) == NULL)
    return FALSE;

  *shown = (Shown){ pictures->fsm, bs_clock_get_moment (bs_canvas_get_clock (canvas)),
                    gtk_widget_get_width (GTK_WIDGET (self)),
                    gtk_widget_get_height (GTK_WIDGET (self)), bs_canvas_get_view (canvas) };
  return TRUE;
}

static void
bs_fsm_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                     double height, const BsMoment *moment)
{
  bs_fsm_painter_draw (bs_canvas_get_pictures (canvas)->fsm, cr, style, width, height, moment,
                       &BS_FSM_CANVAS (canvas)->options, bs_canvas_get_view (canvas));
}

static char *
state_text (BsCanvas *canvas, guint32 state)
{
  const BsTrace *trace = bs_canvas_get_pictures (canvas)->trace;
  guint length;
  const guint16 *key = bs_state_table_get (trace->states, state, &length);

  return bs_state_to_string (trace->states->encoding, key, length, trace->types);
}

static char *
bs_fsm_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsFsmCanvas *self = BS_FSM_CANVAS (canvas);
  g_autofree char *machine = bs_fsm_painter_describe (bs_canvas_get_pictures (canvas)->fsm,
                                                      decision);
  g_autofree char *text = NULL, *selected = NULL;

  if (self->options.selected == NONE)
    return g_steal_pointer (&machine);

  text = state_text (canvas, self->options.selected);
  selected = g_strdup_printf (_ ("Selected: state %s."), text);
  return g_strjoin (" ", machine, selected, NULL);
}

static BsView
bs_fsm_canvas_resolve (BsCanvas *canvas, double width, double height, const BsMoment *moment,
                       const BsView *view)
{
  return bs_fsm_painter_resolve (bs_canvas_get_pictures (canvas)->fsm, width, height, moment,
                                 &BS_FSM_CANVAS (canvas)->options, view);
}

static guint32
state_at (BsFsmCanvas *self, double x, double y)
{
  Shown shown;

  if (!get_shown (self, &shown))
    return NONE;

  return bs_fsm_painter_pick (shown.painter, shown.width, shown.height, &shown.moment,
                              &self->options, shown.view, x, y);
}

static gboolean
locate (BsFsmCanvas *self, guint32 state, BsFsmPlace *place)
{
  Shown shown;

  return get_shown (self, &shown)
         && bs_fsm_painter_locate (shown.painter, shown.width, shown.height, &shown.moment,
                                   &self->options, shown.view, state, place);
}

static void
bs_fsm_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsFsmCanvas *self = BS_FSM_CANVAS (canvas);

  bs_fsm_canvas_select (self, state_at (self, x, y));
}

static char *
bs_fsm_canvas_hint (BsCanvas *canvas, double x, double y)
{
  const BsTrace *trace = bs_canvas_get_pictures (canvas)->trace;
  guint32 state = state_at (BS_FSM_CANVAS (canvas), x, y);
  const BsFsmMachine *machine;
  const char *legend;
  g_autofree char *text = NULL;
  g_autofree char *visits = NULL;
  guint32 n;

  if (state == NONE)
    return NULL;

  machine = bs_fsm_painter_get_machine (bs_canvas_get_pictures (canvas)->fsm);
  n = machine->model->visits[bs_fsm_machine_box (machine, state)];
  text = state_text (canvas, state);
  legend = bs_trace_state_legend (trace);
  /* Translators: a state such as char>word */
  visits = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "State %s\nVisited %u time. Double click: next visit",
                                         "State %s\nVisited %u times. Double click: next visit", n),
                            text, n);
  if (legend == NULL)
    return g_steal_pointer (&visits);

  return g_strdup_printf ("%s\n(%s)", visits, legend);
}

static void
pins_changed (BsFsmCanvas *self)
{
  self->options.pins = (const BsFsmPin *) (gpointer) self->pins->data;
  self->options.n_pins = self->pins->len;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
find_pin (BsFsmCanvas *self, guint32 state, BsFsmPicture picture)
{
  for (guint i = 0; i < self->pins->len; i++)
    {
      const BsFsmPin *pin = &g_array_index (self->pins, BsFsmPin, i);

      if (pin->state == state && pin->picture == picture)
        return (int) i;
    }

  return -1;
}

/* Puts a state @dx, @dy pixels from where @start has it. */
static void
move_state (BsFsmCanvas *self, guint32 state, const BsFsmPlace *start, double dx, double dy)
{
  BsFsmPin pin = { state, start->picture,
                   CLAMP (start->share_x + dx / start->picture_width, 0.0, 1.0),
                   CLAMP (start->share_y + dy / start->picture_height, 0.0, 1.0) };
  int i = find_pin (self, state, start->picture);

  if (!isfinite (pin.x) || !isfinite (pin.y))
    return;
  if (i >= 0)
    g_array_index (self->pins, BsFsmPin, i) = pin;
  else
    g_array_append_val (self->pins, pin);
  pins_changed (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsFsmCanvas *self)
{
  self->moved = FALSE;
  self->dragged = state_at (self, x, y);
  if (self->dragged == NONE || !locate (self, self->dragged, &self->drag_start))
    {
      self->dragged = NONE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    }
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsFsmCanvas *self)
{
  if (self->dragged == NONE
      || !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
  self->moved = TRUE;
  move_state (self, self->dragged, &self->drag_start, dx, dy);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, BsFsmCanvas *self)
{
  guint32 state = self->dragged;

  self->dragged = NONE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  if (state == NONE || !self->moved)
    return;

  bs_fsm_canvas_select (self, state);
  g_signal_emit (self, signals[PINNED], 0);
}

static void
set_hovered (BsFsmCanvas *self, guint32 state)
{
  if (self->options.hovered == state)
    return;

  self->options.hovered = state;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, BsFsmCanvas *self)
{
  set_hovered (self, state_at (self, x, y));
}

static void
leave_cb (GtkEventControllerMotion *controller, BsFsmCanvas *self)
{
  set_hovered (self, NONE);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsFsmCanvas *self)
{
  if (n_press == 2 && state_at (self, x, y) != NONE)
    bs_fsm_canvas_visit (self, TRUE);
}

static void
open_menu (BsFsmCanvas *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsFsmCanvas *self)
{
  guint32 state = state_at (self, x, y);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (state != NONE)
    bs_fsm_canvas_select (self, state);
  open_menu (self, x, y);
}

static void
open_menu_by_key (BsFsmCanvas *self)
{
  BsFsmPlace place;

  if (self->options.selected != NONE && locate (self, self->options.selected, &place))
    open_menu (self, place.x + place.width / 2.0, place.y + place.height);
  else
    open_menu (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
               gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static guint32
current_state (BsFsmCanvas *self)
{
  BsClock *clock = bs_canvas_get_clock (BS_CANVAS (self));
  const BsTrace *trace = bs_canvas_get_pictures (BS_CANVAS (self))->trace;

  return trace->n_decisions > 0 ? bs_trace_decision (trace, bs_clock_get_decision (clock))->state
                                : NONE;
}

static void
move_selection (BsFsmCanvas *self, int dx, int dy)
{
  guint32 state = self->options.selected, next;
  BsFsmPlace place;
  Shown shown;

  if (!get_shown (self, &shown))
    return;

  if (state == NONE || !locate (self, state, &place))
    next = current_state (self);
  else
    next = bs_fsm_painter_neighbour (shown.painter, shown.width, shown.height, &shown.moment,
                                     &self->options, shown.view, state, dx, dy);
  if (next == NONE)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  bs_fsm_canvas_select (self, next);
  bs_fsm_canvas_reveal (self);
}

static void
pan (BsFsmCanvas *self, double dx, double dy)
{
  Shown shown;
  BsView view;

  if (!get_shown (self, &shown))
    return;

  view = bs_fsm_painter_resolve (shown.painter, shown.width, shown.height, &shown.moment,
                                 &self->options, shown.view);
  view.x += dx / view.zoom;
  view.y += dy / view.zoom;
  view.follow = FALSE;
  bs_canvas_set_view (BS_CANVAS (self), &view);
}

static void
move_by_key (BsFsmCanvas *self, double dx, double dy)
{
  BsFsmPlace place;

  if (self->options.selected == NONE || !locate (self, self->options.selected, &place))
    return;

  move_state (self, self->options.selected, &place, dx, dy);
  g_signal_emit (self, signals[PINNED], 0);
}

static gboolean
get_direction (guint key, int *dx, int *dy)
{
  *dx = key == GDK_KEY_Left || key == GDK_KEY_KP_Left     ? -1
        : key == GDK_KEY_Right || key == GDK_KEY_KP_Right ? 1
                                                          : 0;
  *dy = key == GDK_KEY_Up || key == GDK_KEY_KP_Up       ? -1
        : key == GDK_KEY_Down || key == GDK_KEY_KP_Down ? 1
                                                        : 0;

  return *dx != 0 || *dy != 0;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
        BsFsmCanvas *self)
{
  GdkModifierType held = modifiers & gtk_accelerator_get_default_mod_mask ();
  int dx, dy;

  if (bs_canvas_get_pictures (BS_CANVAS (self)) == NULL)
    return GDK_EVENT_PROPAGATE;

  if (get_direction (key, &dx, &dy) && held == 0)
    move_selection (self, dx, dy);
  else if (get_direction (key, &dx, &dy) && held == GDK_SHIFT_MASK)
    pan (self, dx * KEY_PAN, dy * KEY_PAN);
  else if (get_direction (key, &dx, &dy) && held == (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
    move_by_key (self, dx * KEY_MOVE, dy * KEY_MOVE);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter)
           && (held & ~GDK_SHIFT_MASK) == 0 && self->options.selected != NONE)
    bs_fsm_canvas_visit (self, held == 0);
  else if (key == GDK_KEY_Escape && held == 0 && self->options.selected != NONE)
    bs_fsm_canvas_select (self, NONE);
  else if ((key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete) && held == 0
           && bs_fsm_canvas_is_pinned (self))
    bs_fsm_canvas_pin (self, FALSE);
  else if ((key == GDK_KEY_Menu && held == 0) || (key == GDK_KEY_F10 && held == GDK_SHIFT_MASK))
    open_menu_by_key (self);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
bs_fsm_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (bs_fsm_canvas_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (BS_FSM_CANVAS (widget)->menu));
}

static void
bs_fsm_canvas_dispose (GObject *object)
{
  BsFsmCanvas *self = BS_FSM_CANVAS (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_fsm_canvas_parent_class)->dispose (object);
}

static void
bs_fsm_canvas_finalize (GObject *object)
{
  BsFsmCanvas *self = BS_FSM_CANVAS (object);

  g_free (self->matches);
  g_array_unref (self->pins);

  G_OBJECT_CLASS (bs_fsm_canvas_parent_class)->finalize (object);
}

static void
bs_fsm_canvas_class_init (BsFsmCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  object_class->dispose = bs_fsm_canvas_dispose;
  object_class->finalize = bs_fsm_canvas_finalize;
  widget_class->size_allocate = bs_fsm_canvas_size_allocate;
  canvas_class->paint = bs_fsm_canvas_paint;
  canvas_class->describe = bs_fsm_canvas_describe;
  canvas_class->resolve = bs_fsm_canvas_resolve;
  canvas_class->pick = bs_fsm_canvas_pick;
  canvas_class->hint = bs_fsm_canvas_hint;
  canvas_class->fades = TRUE;

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PINNED] = g_signal_new ("pinned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) visits = g_menu_new ();
  g_autoptr (GMenu) pins = g_menu_new ();
  GtkWidget *popover;

  g_menu_append (visits, _ ("Go to _next visit"), "policy.next-visit");
  g_menu_append (visits, _ ("Go to _previous visit"), "policy.previous-visit");
  g_menu_append (visits, _ ("Select _current state"), "policy.select-current");
  g_menu_append (pins, _ ("Keep _here"), "policy.pin");
  g_menu_append (pins, _ ("_Let all states go"), "policy.unpin-all");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (visits));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (pins));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);

  return popover;
}

static void
bs_fsm_canvas_init (BsFsmCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  self->options = bs_fsm_options_default (BS_FSM_NEAR);
  self->dragged = NONE;
  self->pins = g_array_new (FALSE, FALSE, sizeof (BsFsmPin));
  self->menu = make_menu ();
  gtk_widget_set_parent (self->menu, widget);

  /* Before what moves the whole picture. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Policy as a state machine"), -1);
}

BsFsmScope
bs_fsm_canvas_get_scope (BsFsmCanvas *self)
{
  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), BS_FSM_NEAR);

  return self->options.scope;
}

void
bs_fsm_canvas_set_scope (BsFsmCanvas *self, BsFsmScope scope)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  self->options.scope = scope;
  bs_canvas_follow (BS_CANVAS (self));
}

BsFsmLabels
bs_fsm_canvas_get_labels (BsFsmCanvas *self)
{
  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), BS_FSM_LABEL_COUNT);

  return self->options.labels;
}

void
bs_fsm_canvas_set_labels (BsFsmCanvas *self, BsFsmLabels labels)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  self->options.labels = labels;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint32
bs_fsm_canvas_get_selected (BsFsmCanvas *self)
{
  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), NONE);

  return self->options.selected;
}

void
bs_fsm_canvas_select (BsFsmCanvas *self, guint32 state)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  if (self->options.selected == state)
    return;

  self->options.selected = state;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (bs_canvas_get_pictures (BS_CANVAS (self)) != NULL)
    {
      g_autofree char *text = bs_fsm_canvas_describe (
          BS_CANVAS (self), bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (self))));

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
    }
  g_signal_emit (self, signals[SELECTED], 0);
}

gboolean
bs_fsm_canvas_reveal (BsFsmCanvas *self)
{
  BsFsmPlace place;
  double dx = 0.0, dy = 0.0, width, height;

  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), FALSE);

  if (self->options.selected == NONE || !locate (self, self->options.selected, &place))
    return FALSE;

  width = gtk_widget_get_width (GTK_WIDGET (self));
  height = gtk_widget_get_height (GTK_WIDGET (self));
  if (place.x < 0.0 || place.x + place.width > width)
    dx = place.x + place.width / 2.0 - width / 2.0;
  if (place.y < 0.0 || place.y + place.height > height)
    dy = place.y + place.height / 2.0 - height / 2.0;
  if (dx != 0.0 || dy != 0.0)
    pan (self, dx, dy);

  return TRUE;
}

void
bs_fsm_canvas_take_matches (BsFsmCanvas *self, guint8 *matches)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  g_free (self->matches);
  self->matches = matches;
  self->options.matches = matches;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
bs_fsm_canvas_visit (BsFsmCanvas *self, gboolean forward)
{
  BsClock *clock;

  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  clock = bs_canvas_get_clock (BS_CANVAS (self));
  if (clock != NULL && self->options.selected != NONE)
    bs_clock_seek (clock, bs_fsm_painter_visit (bs_canvas_get_pictures (BS_CANVAS (self))->fsm,
                                                self->options.selected,
                                                bs_clock_get_decision (clock), forward));
}

gboolean
bs_fsm_canvas_is_pinned (BsFsmCanvas *self)
{
  BsFsmPlace place;

  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), FALSE);

  return self->options.selected != NONE && locate (self, self->options.selected, &place)
         && find_pin (self, self->options.selected, place.picture) >= 0;
}

void
bs_fsm_canvas_pin (BsFsmCanvas *self, gboolean pinned)
{
  BsFsmPlace place;
  int i;

  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  if (self->options.selected == NONE || !locate (self, self->options.selected, &place))
    return;

  i = find_pin (self, self->options.selected, place.picture);
  if (pinned && i < 0)
    move_state (self, self->options.selected, &place, 0.0, 0.0);
  else if (!pinned && i >= 0)
    {
      g_array_remove_index (self->pins, i);
      pins_changed (self);
    }
  else
    return;
  g_signal_emit (self, signals[PINNED], 0);
}

const BsFsmPin *
bs_fsm_canvas_get_pins (BsFsmCanvas *self, guint *n_pins)
{
  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), NULL);

  *n_pins = self->pins->len;
  return (const BsFsmPin *) (gpointer) self->pins->data;
}

void
bs_fsm_canvas_set_pins (BsFsmCanvas *self, const BsFsmPin *pins, guint n_pins)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  g_array_set_size (self->pins, 0);
  if (n_pins > 0)
    g_array_append_vals (self->pins, pins, n_pins);
  pins_changed (self);
  g_signal_emit (self, signals[PINNED], 0);
}
