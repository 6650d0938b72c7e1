/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip, the search and the transport. */
#include "config.h"

#include "app/window/clock/clock-bar.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/window/clock/remark-list.h"
#include "app/window/clock/branch-rows.h"
#include "app/window/clock/breakpoint-list.h"
#include "app/window/clock/decision-table.h"
#include "app/window/clock/search-bar.h"
#include "app/window/clock/strip-canvas.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/left-to-right.h"
#include "app/window/parts/view-frame.h"
#include "app/window/shell/pages.h"

#define STRIP_HEIGHT 166
#define STRIP_HEIGHT_COMPACT 46
#define STRIP_WIDTH_COMPACT 160
#define TABLE_HEIGHT 260
#define TABLE_HEIGHT_COMPACT 150

/* Less than all words fit; less than any. */
#define WIDE 1400
#define NARROW 860
#define LEAST_WIDTH 360

static const double speeds[] = { 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0 };

struct _BsClockBar
{
  GtkWidget parent_instance;

  GtkWidget *content, *tall, *separator, *transport;
  GtkToggleButton *table_toggle;
  GtkWidget *overlay;
  GtkStack *stack;
  BsViewFrame *strip_frame;
  BsStripCanvas *strip;
  BsBranchRows *branch_rows;
  BsDecisionTable *table;
  BsSearchBar *search;
  GtkWidget *play_button, *run_button, *run_back_button;
  GtkDropDown *speed;
  GtkStringList *speeds;
  GtkWidget *run_box, *run_label, *breakpoint_toggle, *state_toggle, *type_toggle;
  GtkMenuButton *target_menu;
  GMenu *undo_section;
  GtkLabel *message;
  GtkMenuButton *breakpoints_button, *bookmarks_button;
  GtkLabel *breakpoints_label, *hits_label;
  GtkWidget *breakpoints_popover, *bookmarks_popover;
  BsBreakpointList *breakpoint_list;
  BsRemarkList *remark_list;
  GtkSpinButton *decision;
  GtkAdjustment *adjustment;
  GtkLabel *decision_label, *total;

  BsDebugger *debugger;
  BsFollower *follower;
  BsClock *clock; /* of the debugger */
  gulong playing_id, speed_id, said_id, breakpoints_id, undo_id;
  gboolean following; /* a control changes because the clock did */
  BsRunTarget target;
  gboolean compact;
  guint width_level, want_level; /* 0: all words, 1: fewer, 2: none */
  guint level_source;
};

enum
{
  PROP_TARGET = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BsClockBar, bs_clock_bar, GTK_TYPE_WIDGET)

static GType
run_target_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = { { BS_RUN_BREAKPOINT, "BS_RUN_BREAKPOINT", "breakpoint" },
                                           { BS_RUN_STATE, "BS_RUN_STATE", "state" },
                                           { BS_RUN_TYPE, "BS_RUN_TYPE", "type" },
                                           { BS_RUN_MINI_BATCH, "BS_RUN_MINI_BATCH", "mini-batch" },
                                           { BS_RUN_BOOKMARK, "BS_RUN_BOOKMARK", "bookmark" },
                                           { BS_RUN_MATCH, "BS_RUN_MATCH", "match" },
                                           { 0, NULL, NULL } };

      g_once_init_leave (&type, g_enum_register_static ("BsRunTarget", values));
    }

  return type;
}

/* Controls */

static void
value_changed_cb (GtkSpinButton *spin, BsClockBar *self)
{
  if (!self->following && self->clock != NULL)
    bs_clock_seek (self->clock, (guint32) MAX (1, gtk_spin_button_get_value_as_int (spin)));
}

static void
speed_changed_cb (GtkDropDown *dropdown, GParamSpec *pspec, BsClockBar *self)
{
  guint selected = gtk_drop_down_get_selected (dropdown);

  if (!self->following && self->clock != NULL && selected < G_N_ELEMENTS (speeds))
    bs_clock_set_speed (self->clock, speeds[selected]);
}

/* The speed of the list that is nearest. */
static void
follow_speed (BsClockBar *self)
{
  double speed = bs_clock_get_speed (self->clock);
  guint best = 0;

  for (guint i = 1; i < G_N_ELEMENTS (speeds); i++)
    if (fabs (log (speeds[i] / speed)) < fabs (log (speeds[best] / speed)))
      best = i;
  self->following = TRUE;
  gtk_drop_down_set_selected (self->speed, best);
  self->following = FALSE;
}

/* Where the strip is: above the transport, or in its row. */
static void
place_strip (BsClockBar *self)
{
  gboolean table = gtk_toggle_button_get_active (self->table_toggle);
  gboolean in_row = self->compact && !table;
  GtkWidget *overlay = self->overlay, *place = in_row ? self->transport : self->tall;

  if (gtk_widget_get_parent (overlay) != place)
    {
      g_object_ref (overlay);
      gtk_box_remove (GTK_BOX (gtk_widget_get_parent (overlay)), overlay);
      if (in_row)
        gtk_box_insert_child_after (GTK_BOX (place), overlay, GTK_WIDGET (self->speed));
      else
        gtk_box_prepend (GTK_BOX (place), overlay);
      g_object_unref (overlay);
    }
  gtk_widget_set_visible (self->tall, !in_row);
  gtk_widget_set_visible (self->separator, !in_row);
  gtk_widget_set_size_request (GTK_WIDGET (self->strip), in_row ? STRIP_WIDTH_COMPACT : -1,
                               in_row ? STRIP_HEIGHT_COMPACT : STRIP_HEIGHT);
  gtk_widget_set_size_request (GTK_WIDGET (self->table), -1,
                               self->compact ? TABLE_HEIGHT_COMPACT : TABLE_HEIGHT);
  gtk_widget_set_visible (self->run_box, !in_row);
  gtk_widget_set_visible (GTK_WIDGET (self->breakpoints_button), !in_row);
  gtk_widget_set_visible (GTK_WIDGET (self->bookmarks_button), !in_row);
}

static void
table_toggled_cb (GtkToggleButton *button, BsClockBar *self)
{
  bs_pages_show (self->stack, gtk_toggle_button_get_active (button) ? "table" : "strip");
  place_strip (self);
}

static void
update_playing (BsClockBar *self)
{
  gboolean playing = self->clock != NULL && bs_clock_get_playing (self->clock);
  const char *name = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, playing ? _ ("Pause (Space)")
                                                          : _ ("Play (Space), back (Shift+Space)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
name_button (GtkWidget *button, const char *name, const char *keys)
{
  /* Translators: what a button does, and its keys */
  g_autofree char *tooltip = g_strdup_printf (_ ("%s (%s)"), name, keys);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_target (BsClockBar *self)
{
  static const char *const forward[BS_N_RUN_TARGETS] = {
    N_ ("Run to the next breakpoint"),
    N_ ("Run to the next decision in the same state"),
    N_ ("Run to the next decision of the same type"),
    N_ ("Run to the next mini-batch"),
    N_ ("Run to the next bookmark"),
    N_ ("Run to the next match")
  };
  static const char *const backward[BS_N_RUN_TARGETS] = {
    N_ ("Run back to the last breakpoint"),
    N_ ("Run back to the last decision in the same state"),
    N_ ("Run back to the last decision of the same type"),
    N_ ("Run back to the beginning of a mini-batch"),
    N_ ("Run back to the last bookmark"),
    N_ ("Run back to the last match")
  };
  static const char *const names[BS_N_RUN_TARGETS] = { N_ ("Breakpoint"), N_ ("Same state"),
                                                       N_ ("Same type"),  N_ ("Mini-batch"),
                                                       N_ ("Bookmark"),   N_ ("Match") };
  gboolean toggles = self->width_level == 0;

  name_button (self->run_button, _ (forward[self->target]), "F5");
  name_button (self->run_back_button, _ (backward[self->target]), "Shift+F5");
  gtk_widget_set_visible (self->run_label, toggles);
  gtk_widget_set_visible (self->breakpoint_toggle, toggles);
  gtk_widget_set_visible (self->state_toggle, toggles);
  gtk_widget_set_visible (self->type_toggle, toggles);
  /* It says what no toggle says. */
  if (toggles && self->target <= BS_RUN_TYPE)
    gtk_menu_button_set_icon_name (self->target_menu, "pan-up-symbolic");
  else
    gtk_menu_button_set_label (self->target_menu, _ (names[self->target]));
}

/* What holds now */

static void
update_sentence (BsClockBar *self)
{
  g_autofree char *sentence = NULL;
  const char *message;

  if (self->debugger == NULL)
    return;

  message = bs_runner_get_message (bs_debugger_get_runner (self->debugger));
  sentence = bs_trace_decision_text (bs_debugger_get_trace (self->debugger),
                                     bs_clock_get_decision (self->clock));
  gtk_label_set_label (self->message, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
  /* The strip shows what the sentence says: here it is only heard. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : sentence, -1);
}

static void
update_breakpoints (BsClockBar *self)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (breakpoints));
  GArray *hits = bs_breakpoints_get_hits (breakpoints);
  g_autoptr (BsBreakpointItem) first = g_list_model_get_item (G_LIST_MODEL (breakpoints), 0);
  guint n_hits = hits != NULL ? hits->len : 0;
  g_autofree char *number = bs_format_count (n_hits), *label = NULL, *text = NULL;
  gboolean wrong = n == 1 && bs_finder_get_message (bs_breakpoint_item_get_finder (first)) != NULL;

  if (n == 0)
    label = g_strdup (_ ("No breakpoints"));
  else if (n == 1)
    label = g_strdup (bs_breakpoint_item_get_predicate (first));
  else
    label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u breakpoint", "%u breakpoints", n),
                             n);
  text = wrong
             ? g_strdup (_ ("wrong"))
             : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s hit", "%s hits", n_hits), number);
  gtk_label_set_label (self->breakpoints_label, label);
  gtk_label_set_label (self->hits_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->hits_label), n > 0);
  if (n == 1)
    gtk_widget_add_css_class (GTK_WIDGET (self->breakpoints_label), "monospace");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->breakpoints_label), "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->breakpoints_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, n > 0 ? text : label, -1);
}

static void
update (gpointer user_data)
{
  BsClockBar *self = user_data;

  self->following = TRUE;
  gtk_adjustment_set_value (self->adjustment, bs_clock_get_decision (self->clock));
  self->following = FALSE;
  update_sentence (self);
}

static void
leave_clock (BsClockBar *self)
{
  if (self->clock != NULL)
    {
      g_clear_signal_handler (&self->playing_id, self->clock);
      g_clear_signal_handler (&self->speed_id, self->clock);
    }
  g_clear_object (&self->clock);
}

static void
show_content (gpointer user_data)
{
  BsClockBar *self = user_data;
  g_autofree char *n = NULL, *total = NULL;
  double speed = self->clock != NULL ? bs_clock_get_speed (self->clock) : 0.0;

  leave_clock (self);
  self->clock = g_object_ref (bs_debugger_get_clock (self->debugger));
  /* What is shown in place of the recording plays as fast. */
  if (speed > 0.0)
    bs_clock_set_speed (self->clock, speed);
  follow_speed (self);
  n = bs_format_count (bs_clock_get_n_decisions (self->clock));
  total = g_strdup_printf (_ ("of %s"), n);
  gtk_label_set_label (self->total, total);
  self->following = TRUE;
  gtk_adjustment_set_upper (self->adjustment, bs_clock_get_n_decisions (self->clock));
  self->following = FALSE;
  self->playing_id = g_signal_connect_swapped (self->clock, "notify::playing",
                                               G_CALLBACK (update_playing), self);
  self->speed_id = g_signal_connect_swapped (self->clock, "notify::speed",
                                             G_CALLBACK (follow_speed), self);
  update_playing (self);
}

/* Size */

static gboolean
level_cb (gpointer user_data)
{
  BsClockBar *self = user_data;

  self->level_source = 0;
  self->width_level = self->want_level;
  gtk_widget_set_visible (GTK_WIDGET (self->breakpoints_label), self->width_level < 2);
  gtk_widget_set_visible (GTK_WIDGET (self->decision_label), self->width_level < 1);
  gtk_widget_set_visible (GTK_WIDGET (self->total), self->width_level < 2);
  gtk_widget_set_visible (GTK_WIDGET (self->speed), self->width_level < 2);
  place_strip (self);
  update_target (self);
  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
bs_clock_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bs_clock_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsClockBar *self = BS_CLOCK_BAR (widget);

  int least;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      for_size = MAX (for_size, least);
    }
  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, NULL, NULL);
  /* It makes room by leaving out words. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

static void
bs_clock_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsClockBar *self = BS_CLOCK_BAR (widget);
  double scale = 1.0;
  guint level;
  int minimum, dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  if (dpi > 0)
    scale = dpi / (96.0 * 1024.0);
  level = width >= WIDE * scale ? 0 : width >= NARROW * scale ? 1 : 2;
  if (level != self->want_level || (level != self->width_level && self->level_source == 0))
    {
      self->want_level = level;
      /* Children cannot change while they are being placed. */
      if (self->level_source == 0)
        self->level_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, level_cb, self, NULL);
    }
  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->content, MAX (width, minimum), height, baseline, NULL);
}

static void
bs_clock_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_TARGET)
    g_value_set_enum (value, (int) BS_CLOCK_BAR (object)->target);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bs_clock_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_TARGET)
    bs_clock_bar_set_target (BS_CLOCK_BAR (object), (BsRunTarget) g_value_get_enum (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bs_clock_bar_dispose (GObject *object)
{
  BsClockBar *self = BS_CLOCK_BAR (object);

  g_clear_handle_id (&self->level_source, g_source_remove);
  if (self->strip != NULL)
    bs_clock_bar_set_debugger (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_CLOCK_BAR);

  G_OBJECT_CLASS (bs_clock_bar_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, BsClockBar, content);
  gtk_widget_class_bind_template_child (klass, BsClockBar, tall);
  gtk_widget_class_bind_template_child (klass, BsClockBar, separator);
  gtk_widget_class_bind_template_child (klass, BsClockBar, transport);
  gtk_widget_class_bind_template_child (klass, BsClockBar, table_toggle);
  gtk_widget_class_bind_template_child (klass, BsClockBar, overlay);
  gtk_widget_class_bind_template_child (klass, BsClockBar, message);
  gtk_widget_class_bind_template_child (klass, BsClockBar, stack);
  gtk_widget_class_bind_template_child (klass, BsClockBar, strip_frame);
  gtk_widget_class_bind_template_child (klass, BsClockBar, strip);
  gtk_widget_class_bind_template_child (klass, BsClockBar, branch_rows);
  gtk_widget_class_bind_template_child (klass, BsClockBar, table);
  gtk_widget_class_bind_template_child (klass, BsClockBar, search);
  gtk_widget_class_bind_template_child (klass, BsClockBar, play_button);
  gtk_widget_class_bind_template_child (klass, BsClockBar, run_button);
  gtk_widget_class_bind_template_child (klass, BsClockBar, run_back_button);
  gtk_widget_class_bind_template_child (klass, BsClockBar, speed);
  gtk_widget_class_bind_template_child (klass, BsClockBar, speeds);
  gtk_widget_class_bind_template_child (klass, BsClockBar, run_box);
  gtk_widget_class_bind_template_child (klass, BsClockBar, run_label);
  gtk_widget_class_bind_template_child (klass, BsClockBar, breakpoint_toggle);
  gtk_widget_class_bind_template_child (klass, BsClockBar, state_toggle);
  gtk_widget_class_bind_template_child (klass, BsClockBar, type_toggle);
  gtk_widget_class_bind_template_child (klass, BsClockBar, target_menu);
  gtk_widget_class_bind_template_child (klass, BsClockBar, undo_section);
  gtk_widget_class_bind_template_child (klass, BsClockBar, breakpoints_button);
  gtk_widget_class_bind_template_child (klass, BsClockBar, breakpoints_label);
  gtk_widget_class_bind_template_child (klass, BsClockBar, hits_label);
  gtk_widget_class_bind_template_child (klass, BsClockBar, breakpoints_popover);
  gtk_widget_class_bind_template_child (klass, BsClockBar, breakpoint_list);
  gtk_widget_class_bind_template_child (klass, BsClockBar, bookmarks_button);
  gtk_widget_class_bind_template_child (klass, BsClockBar, bookmarks_popover);
  gtk_widget_class_bind_template_child (klass, BsClockBar, remark_list);
  gtk_widget_class_bind_template_child (klass, BsClockBar, decision);
  gtk_widget_class_bind_template_child (klass, BsClockBar, adjustment);
  gtk_widget_class_bind_template_child (klass, BsClockBar, decision_label);
  gtk_widget_class_bind_template_child (klass, BsClockBar, total);
}

static void
bs_clock_bar_class_init (BsClockBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bs_clock_bar_dispose;
  object_class->get_property = bs_clock_bar_get_property;
  object_class->set_property = bs_clock_bar_set_property;
  widget_class->get_request_mode = bs_clock_bar_get_request_mode;
  widget_class->measure = bs_clock_bar_measure;
  widget_class->size_allocate = bs_clock_bar_size_allocate;

  properties[PROP_TARGET] = g_param_spec_enum (
      "target", NULL, NULL, run_target_get_type (), BS_RUN_BREAKPOINT,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_property_action (widget_class, "clock.target", "target");

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_STRIP_CANVAS);
  g_type_ensure (BS_TYPE_BRANCH_ROWS);
  g_type_ensure (BS_TYPE_DECISION_TABLE);
  g_type_ensure (BS_TYPE_SEARCH_BAR);
  g_type_ensure (BS_TYPE_BREAKPOINT_LIST);
  g_type_ensure (BS_TYPE_REMARK_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/clock-bar.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_children (widget_class);
}

static void
edit_cb (BsStripCanvas *strip, guint decision, BsClockBar *self)
{
  bs_clock_bar_show_breakpoints (
      self, bs_breakpoints_at (bs_debugger_get_breakpoints (self->debugger), decision));
}

static void
bs_clock_bar_init (BsClockBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Like the strip: time has one direction. */
  bs_set_left_to_right (gtk_widget_get_parent (GTK_WIDGET (self->play_button)));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *text = g_strdup_printf (BS_LEFT_TO_RIGHT "%g×", speeds[i]);

      gtk_string_list_append (self->speeds, text);
      if (speeds[i] == 1.0)
        gtk_drop_down_set_selected (self->speed, i);
    }
  bs_focus_name_inner (self->speed);
  g_signal_connect (self->decision, "value-changed", G_CALLBACK (value_changed_cb), self);
  g_signal_connect (self->speed, "notify::selected", G_CALLBACK (speed_changed_cb), self);
  g_signal_connect (self->table_toggle, "toggled", G_CALLBACK (table_toggled_cb), self);
  g_signal_connect (self->strip, "edit-breakpoint", G_CALLBACK (edit_cb), self);
  bs_pages_show (self->stack, "strip");
  place_strip (self);
  update_playing (self);
  update_target (self);
}

static void
add_undo_item (BsClockBar *self, const char *word, const char *done, const char *action)
{
  /* Translators: Undo or Redo, and what was done */
  g_autofree char *label = done != NULL ? g_strdup_printf (_ ("%s: %s"), word, done) : NULL;

  g_menu_append (self->undo_section, label != NULL ? label : word, action);
}

/* The menu says what it is that would be undone. */
static void
update_undo (BsClockBar *self)
{
  BsUndo *undo = bs_debugger_get_undo (self->debugger);

  g_menu_remove_all (self->undo_section);
  add_undo_item (self, _ ("_Undo"), bs_undo_get_label (undo, FALSE), "debug.undo");
  add_undo_item (self, _ ("_Redo"), bs_undo_get_label (undo, TRUE), "debug.redo");
}

void
bs_clock_bar_set_debugger (BsClockBar *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  leave_clock (self);
  if (self->debugger != NULL)
    {
      g_clear_signal_handler (&self->said_id, bs_debugger_get_runner (self->debugger));
      g_clear_signal_handler (&self->breakpoints_id, bs_debugger_get_breakpoints (self->debugger));
      g_clear_signal_handler (&self->undo_id, bs_debugger_get_undo (self->debugger));
    }
  g_set_object (&self->debugger, debugger);
  bs_view_frame_set_debugger (self->strip_frame, debugger);
  bs_strip_canvas_set_debugger (self->strip, debugger);
  bs_branch_rows_set_strip (self->branch_rows, self->strip);
  bs_branch_rows_set_debugger (self->branch_rows, debugger);
  bs_decision_table_set_debugger (self->table, debugger);
  bs_search_bar_set_debugger (self->search, debugger);
  bs_breakpoint_list_set_debugger (self->breakpoint_list, debugger);
  bs_remark_list_set_debugger (self->remark_list, debugger);
  if (debugger == NULL)
    {
      update_playing (self);
      return;
    }

  self->said_id = g_signal_connect_swapped (bs_debugger_get_runner (debugger), "said",
                                            G_CALLBACK (update_sentence), self);
  self->breakpoints_id = g_signal_connect_swapped (
      bs_debugger_get_breakpoints (debugger), "changed", G_CALLBACK (update_breakpoints), self);
  self->undo_id = g_signal_connect_swapped (bs_debugger_get_undo (debugger), "changed",
                                            G_CALLBACK (update_undo), self);
  self->follower = bs_follower_new (debugger, show_content, NULL, update, self);
  update_breakpoints (self);
  update_undo (self);
}

void
bs_clock_bar_toggle_table (BsClockBar *self)
{
  gboolean table;

  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  table = !gtk_toggle_button_get_active (self->table_toggle);
  gtk_toggle_button_set_active (self->table_toggle, table);
  gtk_widget_grab_focus (table ? GTK_WIDGET (self->table) : GTK_WIDGET (self->strip));
}

gboolean
bs_clock_bar_get_table (BsClockBar *self)
{
  g_return_val_if_fail (BS_IS_CLOCK_BAR (self), FALSE);

  return gtk_toggle_button_get_active (self->table_toggle);
}

void
bs_clock_bar_go_to (BsClockBar *self)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->decision));
  gtk_editable_select_region (GTK_EDITABLE (self->decision), 0, -1);
}

void
bs_clock_bar_find (BsClockBar *self)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  bs_search_bar_open (self->search);
}

/* In one row the button has a place only while its list is wanted. */
static void
show_popover (BsClockBar *self, GtkMenuButton *button)
{
  gtk_widget_set_visible (GTK_WIDGET (button), TRUE);
  gtk_menu_button_popup (button);
}

void
bs_clock_bar_show_breakpoints (BsClockBar *self, BsBreakpointItem *item)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  show_popover (self, self->breakpoints_button);
  bs_breakpoint_list_edit (self->breakpoint_list, item);
}

void
bs_clock_bar_show_bookmarks (BsClockBar *self, gboolean note)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  show_popover (self, self->bookmarks_button);
  if (note)
    bs_remark_list_write (self->remark_list);
}

void
bs_clock_bar_change_speed (BsClockBar *self, gboolean faster)
{
  guint selected;

  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  selected = gtk_drop_down_get_selected (self->speed);
  if (faster ? selected + 1 < G_N_ELEMENTS (speeds) : selected > 0)
    gtk_drop_down_set_selected (self->speed, faster ? selected + 1 : selected - 1);
}

BsRunTarget
bs_clock_bar_get_target (BsClockBar *self)
{
  g_return_val_if_fail (BS_IS_CLOCK_BAR (self), BS_RUN_BREAKPOINT);

  return self->target;
}

void
bs_clock_bar_set_target (BsClockBar *self, BsRunTarget target)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));
  g_return_if_fail (target < BS_N_RUN_TARGETS);

  if (self->target == target)
    return;

  self->target = target;
  update_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TARGET]);
}

void
bs_clock_bar_set_compact (BsClockBar *self, gboolean compact)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  self->compact = compact;
  place_strip (self);
}
