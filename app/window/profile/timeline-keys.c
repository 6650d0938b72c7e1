/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a timeline. */
#include "config.h"

#include "app/window/profile/timeline-canvas-private.h"

#define ZOOM_KEY 1.5
#define MOVE_KEY 0.15

static gboolean
zoom_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);

  if (self->painter == NULL)
    return FALSE;
  bs_timeline_canvas_zoom (self, g_variant_get_double (args));
  return TRUE;
}

static gboolean
move_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  bs_timeline_canvas_move_by (BS_TIMELINE_CANVAS (widget), g_variant_get_double (args) * MOVE_KEY,
                              TRUE);
  return TRUE;
}

/* To the next row, which comes on screen. */
static gboolean
row_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  const BsStyle *style = bs_canvas_get_style (BS_CANVAS (self));
  BsTimelineRows *rows;
  double top, room;
  int row;

  if (self->painter == NULL)
    return FALSE;

  rows = bs_timeline_painter_get_rows (self->painter);
  row = self->scene.row < rows->shown->len ? (int) self->scene.row + g_variant_get_int32 (args) : 0;
  self->scene.row = (guint) CLAMP (row, 0, (int) rows->shown->len - 1);
  top = bs_timeline_painter_row_top (self->painter, style, self->scene.row);
  room = gtk_widget_get_height (widget) - 2 * 30 * style->text_scale;
  if (self->scene.row >= rows->n_pinned && top < self->scene.top)
    bs_timeline_canvas_set_top (self, top);
  else if (top > self->scene.top + room)
    bs_timeline_canvas_set_top (self, top - room);
  bs_timeline_canvas_changed (self);
  return TRUE;
}

static gboolean
step_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  guint32 event;

  if (self->painter == NULL || self->scene.row == BS_NO_ROW)
    return FALSE;

  event = bs_timeline_painter_step (self->painter, &self->scene, self->scene.row, self->scene.event,
                                    g_variant_get_int32 (args));
  if (event != BS_NO_EVENT)
    bs_timeline_canvas_show_event (self, event);
  return TRUE;
}

/* Selects times: from what is selected, or from the middle of the screen. */
static gboolean
extend_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  double span = (double) self->scene.t1 - (double) self->scene.t0;
  gint64 t0 = self->scene.range[0], t1 = self->scene.range[1];

  if (self->painter == NULL)
    return FALSE;

  if (t0 >= t1)
    t0 = t1 = self->scene.t0 + (gint64) (span / 2);
  t1 = MAX (t1 + (gint64) (span / 40 * g_variant_get_int32 (args)), t0);
  bs_profile_selection_set_range (self->selection, t0, t1);
  return TRUE;
}

static gboolean
pin_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  BsTimelineRows *rows;
  guint index;

  if (self->painter == NULL || self->scene.row == BS_NO_ROW)
    return FALSE;

  rows = bs_timeline_painter_get_rows (self->painter);
  index = g_array_index (rows->shown, guint, self->scene.row);
  bs_timeline_rows_pin (rows, index, !bs_timeline_rows_get (rows, index)->pinned);
  for (guint i = 0; i < rows->shown->len; i++)
    if (g_array_index (rows->shown, guint, i) == index)
      self->scene.row = i;
  bs_timeline_canvas_rows_changed (self);
  return TRUE;
}

static gboolean
order_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  int delta = g_variant_get_int32 (args);
  BsTimelineRows *rows;

  if (self->painter == NULL || self->scene.row == BS_NO_ROW)
    return FALSE;

  rows = bs_timeline_painter_get_rows (self->painter);
  if (bs_timeline_rows_move (rows, g_array_index (rows->shown, guint, self->scene.row), delta))
    self->scene.row = (guint) CLAMP ((int) self->scene.row + delta, 0, (int) rows->shown->len - 1);
  bs_timeline_canvas_rows_changed (self);
  return TRUE;
}

static gboolean
activate_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);
  BsEvent event;

  if (self->painter == NULL)
    return FALSE;
  if (self->scene.row != BS_NO_ROW && bs_timeline_canvas_toggle_group (self, self->scene.row))
    return TRUE;
  if (self->scene.event == BS_NO_EVENT)
    return FALSE;

  bs_event_store_get (bs_timeline_canvas_get_events (self), self->scene.event, &event);
  if (event.decision <= bs_timeline_painter_get_trace (self->painter)->n_decisions)
    bs_timeline_canvas_go_to (self, event.decision);
  return TRUE;
}

static gboolean
escape_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsTimelineCanvas *self = BS_TIMELINE_CANVAS (widget);

  if (self->scene.range[0] >= self->scene.range[1] && self->scene.event == BS_NO_EVENT)
    return FALSE;

  bs_profile_selection_set_range (self->selection, 0, 0);
  bs_profile_selection_set_event (self->selection, BS_NO_EVENT);
  return TRUE;
}

static gboolean
selected_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  bs_timeline_canvas_show_selected (BS_TIMELINE_CANVAS (widget));
  return TRUE;
}

void
bs_timeline_canvas_add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key, keypad;
    double value;
  } zooms[] = { { GDK_KEY_w, GDK_KEY_W, ZOOM_KEY },
                { GDK_KEY_s, GDK_KEY_S, 1 / ZOOM_KEY },
                { GDK_KEY_plus, GDK_KEY_KP_Add, ZOOM_KEY },
                { GDK_KEY_equal, GDK_KEY_KP_Equal, ZOOM_KEY },
                { GDK_KEY_minus, GDK_KEY_KP_Subtract, 1 / ZOOM_KEY },
                { GDK_KEY_0, GDK_KEY_KP_0, 0 } },
    moves[] = { { GDK_KEY_a, GDK_KEY_A, -1 },
                { GDK_KEY_d, GDK_KEY_D, 1 },
                { GDK_KEY_Left, GDK_KEY_KP_Left, -1 },
                { GDK_KEY_Right, GDK_KEY_KP_Right, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      gtk_widget_class_add_binding (klass, zooms[i].key, 0, zoom_key, "d", zooms[i].value);
      gtk_widget_class_add_binding (klass, zooms[i].keypad, 0, zoom_key, "d", zooms[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      gtk_widget_class_add_binding (klass, moves[i].key, 0, move_key, "d", moves[i].value);
      gtk_widget_class_add_binding (klass, moves[i].keypad, 0, move_key, "d", moves[i].value);
    }
  gtk_widget_class_add_binding (klass, GDK_KEY_Up, 0, row_key, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Down, 0, row_key, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Left, GDK_CONTROL_MASK, step_key, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Right, GDK_CONTROL_MASK, step_key, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Left, GDK_SHIFT_MASK, extend_key, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Right, GDK_SHIFT_MASK, extend_key, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Up, GDK_CONTROL_MASK, order_key, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Down, GDK_CONTROL_MASK, order_key, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_p, 0, pin_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_f, 0, selected_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, activate_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, 0, activate_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, escape_key, NULL);
}
