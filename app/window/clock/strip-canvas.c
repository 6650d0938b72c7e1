/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip. */
#include "config.h"

#include "app/window/clock/strip-canvas.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"

/* Bars wider than this help nobody. */
#define LEAST_SHOWN 16u
#define PAGE 10

struct _BsStripCanvas
{
  BsCanvas parent_instance;

  GtkWidget *menu;
  BsDebugger *debugger;
  BsFollower *follower;
  gulong marks_ids[4];
  GArray *divergences;
  GCancellable *asking; /* (nullable): for the gap of mini-batches on show */

  guint32 first, shown; /* shown 0: all */
  double pointer_x;
  gboolean on_overview; /* a drag began there */
};

enum
{
  RANGE_CHANGED,
  EDIT_BREAKPOINT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsStripCanvas, bs_strip_canvas, BS_TYPE_CANVAS)

static BsClock *
get_clock (BsStripCanvas *self)
{
  return bs_canvas_get_clock (BS_CANVAS (self));
}

static gboolean
has_content (BsStripCanvas *self)
{
  return bs_canvas_get_pictures (BS_CANVAS (self)) != NULL && get_clock (self) != NULL;
}

static guint32
n_decisions (BsStripCanvas *self)
{
  BsClock *clock = get_clock (self);

  return clock != NULL ? bs_clock_get_n_decisions (clock) : 0;
}

static void
set_first (BsStripCanvas *self, gint64 first)
{
  guint32 n = n_decisions (self);
  guint32 wanted = self->shown > 0 && self->shown < n
                       ? (guint32) CLAMP (first, 1, (gint64) n - self->shown + 1)
                       : 1;

  if (self->first == wanted)
    return;

  self->first = wanted;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[RANGE_CHANGED], 0);
}

/* What is shown follows the clock when that leaves it. */
static void
moved_cb (gpointer user_data)
{
  BsStripCanvas *self = user_data;
  guint32 decision = bs_debugger_get_decision (self->debugger);

  if (self->shown == 0)
    return;
  if (decision < self->first)
    set_first (self, decision);
  else if (decision >= self->first + self->shown)
    set_first (self, (gint64) decision - self->shown + 1);
}

const guint32 *
bs_strip_canvas_get_range (BsStripCanvas *self, guint32 range[2])
{
  g_return_val_if_fail (BS_IS_STRIP_CANVAS (self), NULL);

  if (self->shown == 0 || self->shown >= n_decisions (self))
    return NULL;

  range[0] = self->first;
  range[1] = self->first + self->shown - 1;
  return range;
}

static BsStripGeometry
get_geometry (BsStripCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  BsStripGeometry geometry;
  guint32 range[2];

  bs_strip_geometry_init (&geometry, bs_canvas_get_style (BS_CANVAS (self)),
                          gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                          n_decisions (self), bs_strip_canvas_get_range (self, range));
  return geometry;
}

/* Marks */

static gboolean
get_to_go (gpointer user_data, guint32 decision, guint32 *to_go)
{
  BsStripCanvas *self = user_data;

  return decision <= n_decisions (self)
         && bs_pictures_get_to_go (bs_canvas_get_pictures (BS_CANVAS (self)), decision, to_go);
}

static void
set_marks (BsStripMarks *marks, BsStripMarkKind kind, const GArray *decisions)
{
  if (decisions == NULL)
    return;

  marks->decisions[kind] = (const guint32 *) (gpointer) decisions->data;
  marks->n[kind] = decisions->len;
}

static BsStripMarks
get_marks (BsStripCanvas *self)
{
  BsStripMarks marks = { .to_go = get_to_go, .user_data = self };

  if (self->debugger != NULL)
    {
      set_marks (&marks, BS_STRIP_BREAKPOINT,
                 bs_breakpoints_get_hits (bs_debugger_get_breakpoints (self->debugger)));
      set_marks (&marks, BS_STRIP_BOOKMARK,
                 bs_remarks_get_decisions (bs_debugger_get_bookmarks (self->debugger)));
      set_marks (&marks, BS_STRIP_NOTE,
                 bs_remarks_get_decisions (bs_debugger_get_notes (self->debugger)));
      set_marks (&marks, BS_STRIP_MATCH,
                 bs_finder_get_decisions (bs_debugger_get_search (self->debugger)));
    }
  set_marks (&marks, BS_STRIP_DIVERGENCE, self->divergences);
  return marks;
}

static void ask_to_go (BsStripCanvas *self);

static void
to_go_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsStripCanvas) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = bs_pictures_find_to_go_finish (result, &error);

  g_clear_object (&self->asking);
  /* Cancelled: something else is shown now. */
  if (!has_content (self) || (!found && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  ask_to_go (self);
}

/* Where the gap grows is drawn where bars are, for at most as many mini-batches as those have. */
static void
ask_to_go (BsStripCanvas *self)
{
  BsStripGeometry geometry = get_geometry (self);
  const BsTrace *trace = bs_canvas_get_pictures (BS_CANVAS (self))->trace;
  guint32 to_go;

  if (self->asking != NULL || geometry.pitch < 3.0 || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return;

  for (guint64 d = geometry.first; d <= geometry.last;)
    {
      const BsTraceMiniBatch *m =
          &trace->mini_batches[bs_trace_decision (trace, (guint32) d)->mini_batch];

      if (!get_to_go (self, (guint32) d, &to_go))
        {
          self->asking = g_cancellable_new ();
          bs_pictures_find_to_go_async (bs_canvas_get_pictures (BS_CANVAS (self)), (guint32) d,
                                        self->asking, to_go_cb, g_object_ref (self));
          return;
        }
      d = MAX ((guint64) m->first_decision + m->n_decisions, d + 1);
    }
}

static void
bs_strip_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsStripCanvas *self = BS_STRIP_CANVAS (canvas);
  BsStripMarks marks = get_marks (self);
  guint32 range[2];

  bs_strip_painter_draw_marked (bs_canvas_get_pictures (canvas)->strip, cr, style, width, height,
                                moment, bs_strip_canvas_get_range (self, range), &marks);
}

/* Words */

static void
append (GString *out, char *sentence)
{
  g_string_append_printf (out, " %s", sentence);
  g_free (sentence);
}

/* What stands at a decision. */
static void
append_marks (BsStripCanvas *self, GString *out, guint32 decision)
{
  BsBreakpointItem *breakpoint;
  BsRemark *bookmark, *note;
  guint32 here, next;

  if (self->debugger == NULL)
    return;

  breakpoint = bs_breakpoints_at (bs_debugger_get_breakpoints (self->debugger), decision);
  bookmark = bs_remarks_at (bs_debugger_get_bookmarks (self->debugger), decision);
  note = bs_remarks_at (bs_debugger_get_notes (self->debugger), decision);
  if (breakpoint != NULL)
    append (out,
            g_strdup_printf (_ ("Breakpoint: %s."), bs_breakpoint_item_get_predicate (breakpoint)));
  if (bookmark != NULL && bs_remark_get_text (bookmark) != NULL)
    append (out, g_strdup_printf (_ ("Bookmark: %s."), bs_remark_get_text (bookmark)));
  else if (bookmark != NULL)
    append (out, g_strdup (_ ("Bookmarked.")));
  if (note != NULL)
    {
      g_autofree char *words = bs_remark_get_words (note);

      append (out, g_strdup_printf (_ ("Note: %s"), words));
    }
  if (bs_decisions_have (bs_finder_get_decisions (bs_debugger_get_search (self->debugger)),
                         decision))
    append (out, g_strdup (_ ("Matches the search.")));
  if (bs_decisions_have (self->divergences, decision))
    append (out, g_strdup (_ ("A branch leaves here.")));
  if (get_to_go (self, decision, &here) && get_to_go (self, decision + 1, &next) && here > 1
      && next >= here)
    append (out, g_strdup (_ ("The gap to the lower bound grows by one here.")));
}

static char *
bs_strip_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  const BsTrace *trace = bs_canvas_get_pictures (canvas)->trace;
  const BsTraceMiniBatch *m = &trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch];
  g_autofree char *text = bs_trace_decision_text (trace, decision);
  GString *out = g_string_new (NULL);

  g_string_printf (out, _ ("%s. Mini-batch %u took %u batches, its lower bound is %u."), text,
                   (guint) (m - trace->mini_batches), m->n_decisions, m->lower_bound);
  append_marks (BS_STRIP_CANVAS (canvas), out, decision);
  return g_string_free (out, FALSE);
}

static char *
bs_strip_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsStripCanvas *self = BS_STRIP_CANVAS (canvas);
  BsStripGeometry geometry = get_geometry (self);
  BsStripMarks marks = get_marks (self);
  guint32 decision = bs_strip_geometry_pick (&geometry, x);
  GString *out = g_string_new (NULL);
  g_autofree char *text = NULL;
  BsStripMark mark;

  if (bs_strip_marks_pick (&marks, bs_canvas_get_style (canvas), &geometry, x, y, &mark))
    {
      if (mark.count > 1)
        {
          g_autofree char *first = bs_format_count (mark.first);
          g_autofree char *last = bs_format_count (mark.last);

          g_string_free (out, TRUE);
          return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u mark, decisions %s to %s",
                                               "%u marks, decisions %s to %s", mark.count),
                                  mark.count, first, last);
        }
      decision = mark.first;
    }
  text = bs_trace_decision_text (bs_canvas_get_pictures (canvas)->trace, decision);
  g_string_append_printf (out, "%s.", text);
  append_marks (self, out, decision);
  return g_string_free (out, FALSE);
}

/* Pointer */

static void
pan_to (BsStripCanvas *self, double x)
{
  BsStripGeometry geometry = get_geometry (self);
  guint32 about = bs_strip_geometry_pick_overview (&geometry, n_decisions (self), x);

  set_first (self, (gint64) about - self->shown / 2);
}

static guint32
decision_at (BsStripCanvas *self, double x)
{
  BsStripGeometry geometry = get_geometry (self);

  return bs_strip_geometry_pick (&geometry, x);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, BsStripCanvas *self)
{
  BsStripGeometry geometry;
  BsStripMarks marks;
  BsStripMark mark;

  if (!has_content (self))
    return;

  geometry = get_geometry (self);
  marks = get_marks (self);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->on_overview = geometry.overview > 0.0
                      && y >= gtk_widget_get_height (GTK_WIDGET (self)) - geometry.overview;
  if (self->on_overview)
    {
      pan_to (self, x);
      return;
    }

  if (bs_strip_marks_pick (&marks, bs_canvas_get_style (BS_CANVAS (self)), &geometry, x, y, &mark))
    {
      bs_clock_seek (get_clock (self), mark.first);
      if (mark.kind == BS_STRIP_BREAKPOINT)
        g_signal_emit (self, signals[EDIT_BREAKPOINT], 0, mark.first);
      else if (mark.kind == BS_STRIP_NOTE)
        gtk_widget_activate_action (GTK_WIDGET (self), "debug.note", NULL);
      return;
    }
  bs_clock_seek (get_clock (self), bs_strip_geometry_pick (&geometry, x));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, BsStripCanvas *self)
{
  double x, y;

  if (!has_content (self) || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;

  if (self->on_overview)
    pan_to (self, x + dx);
  else if (gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
    bs_clock_scrub (get_clock (self), decision_at (self, x + dx));
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

  bs_strip_canvas_get_range (self, range);
  shown = range[1] - range[0] + 1;
  share = shown > 1 ? ((double) about - range[0]) / (shown - 1) : 0.5;
  if (factor <= 0)
    shown = n;
  else
    shown = (guint32) CLAMP (round (shown / factor), MIN (LEAST_SHOWN, n), (double) n);
  self->shown = shown >= n ? 0 : shown;
  self->first = 0;
  set_first (self, (gint64) about - (gint64) round (share * (shown - 1)));
  ask_to_go (self);
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
  else if (state & GDK_SHIFT_MASK)
    set_first (self, (gint64) (self->first + round (delta * MAX (self->shown / 10.0, 1.0))));
  else
    bs_clock_scrub (get_clock (self),
                    (guint32) CLAMP ((double) bs_clock_get_decision (get_clock (self))
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

  bs_clock_step (get_clock (self), g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
zoom_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  bs_strip_canvas_zoom (BS_STRIP_CANVAS (widget), g_variant_get_double (args));
  return TRUE;
}

/* The menu */

static GtkWidget *
make_menu (void)
{
  g_autoptr (GMenu) model = g_menu_new (), pictures = g_menu_new (), notes = g_menu_new ();
  GtkWidget *menu;

  g_menu_append (pictures, _ ("_Copy picture"), "view.copy-picture");
  g_menu_append (pictures, _ ("_Save picture…"), "view.save-picture");
  g_menu_append (pictures, _ ("Show as _table"), "debug.table");
  g_menu_append (notes, _ ("_Note at this decision…"), "debug.note");
  g_menu_append_section (model, NULL, G_MENU_MODEL (pictures));
  g_menu_append_section (model, NULL, G_MENU_MODEL (notes));
  menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_popover_set_position (GTK_POPOVER (menu), GTK_POS_TOP);
  return menu;
}

static void
show_menu (BsStripCanvas *self, double x, double y)
{
  if (!has_content (self))
    return;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, BsStripCanvas *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, x, y);
}

static gboolean
menu_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  show_menu (BS_STRIP_CANVAS (widget), gtk_widget_get_width (widget) / 2.0,
             gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

static void
bs_strip_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsStripCanvas *self = BS_STRIP_CANVAS (widget);

  GTK_WIDGET_CLASS (bs_strip_canvas_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (self->menu));
  if (has_content (self))
    ask_to_go (self);
}

static void
bs_strip_canvas_dispose (GObject *object)
{
  BsStripCanvas *self = BS_STRIP_CANVAS (object);

  bs_strip_canvas_set_debugger (self, NULL);
  g_clear_pointer (&self->divergences, g_array_unref);
  g_clear_pointer (&self->menu, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_strip_canvas_parent_class)->dispose (object);
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

  G_OBJECT_CLASS (klass)->dispose = bs_strip_canvas_dispose;
  widget_class->size_allocate = bs_strip_canvas_size_allocate;
  canvas_class->paint = bs_strip_canvas_paint;
  canvas_class->describe = bs_strip_canvas_describe;
  canvas_class->hint = bs_strip_canvas_hint;

  signals[RANGE_CHANGED] = g_signal_new ("range-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT_BREAKPOINT] = g_signal_new ("edit-breakpoint", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_UINT);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_shortcut_cb, NULL);
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
  GtkGesture *drag = gtk_gesture_drag_new (), *secondary = gtk_gesture_click_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->menu = make_menu ();
  gtk_widget_set_parent (self->menu, widget);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  self->divergences = g_array_new (FALSE, FALSE, sizeof (guint32));
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

static void
show_content (gpointer user_data)
{
  BsStripCanvas *self = user_data;

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  self->shown = 0;
  self->first = 1;
  bs_canvas_set_content (BS_CANVAS (self), bs_debugger_get_pictures (self->debugger),
                         bs_debugger_get_clock (self->debugger));
  ask_to_go (self);
  g_signal_emit (self, signals[RANGE_CHANGED], 0);
}

void
bs_strip_canvas_set_debugger (BsStripCanvas *self, BsDebugger *debugger)
{
  gpointer sources[4] = { NULL };

  g_return_if_fail (BS_IS_STRIP_CANVAS (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  if (self->debugger != NULL)
    {
      g_clear_signal_handler (&self->marks_ids[0], bs_debugger_get_breakpoints (self->debugger));
      g_clear_signal_handler (&self->marks_ids[1], bs_debugger_get_bookmarks (self->debugger));
      g_clear_signal_handler (&self->marks_ids[2], bs_debugger_get_search (self->debugger));
      g_clear_signal_handler (&self->marks_ids[3], bs_debugger_get_notes (self->debugger));
    }
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    {
      bs_canvas_set_content (BS_CANVAS (self), NULL, NULL);
      return;
    }

  sources[0] = bs_debugger_get_breakpoints (debugger);
  sources[1] = bs_debugger_get_bookmarks (debugger);
  sources[2] = bs_debugger_get_search (debugger);
  sources[3] = bs_debugger_get_notes (debugger);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    self->marks_ids[i] = g_signal_connect_swapped (sources[i], "changed",
                                                   G_CALLBACK (gtk_widget_queue_draw), self);
  self->follower = bs_follower_new (debugger, show_content, moved_cb, NULL, self);
}

void
bs_strip_canvas_zoom (BsStripCanvas *self, double factor)
{
  BsClock *clock;

  g_return_if_fail (BS_IS_STRIP_CANVAS (self));

  clock = get_clock (self);
  if (clock != NULL)
    zoom_at (self, factor, bs_clock_get_decision (clock));
}

void
bs_strip_canvas_set_divergences (BsStripCanvas *self, const guint32 *decisions, gsize n)
{
  g_return_if_fail (BS_IS_STRIP_CANVAS (self));

  g_array_set_size (self->divergences, 0);
  g_array_append_vals (self->divergences, decisions, (guint) n);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
