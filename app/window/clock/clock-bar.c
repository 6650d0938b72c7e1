/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip and the transport below it. */
#include "config.h"

#include "app/window/clock/clock-bar.h"

#include <glib/gi18n-lib.h>

#include "app/window/clock/decision-table.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/shell/pages.h"
#include "app/window/clock/strip-canvas.h"

#define STRIP_HEIGHT 166
#define STRIP_HEIGHT_COMPACT 104
#define TABLE_HEIGHT 236
#define TABLE_HEIGHT_COMPACT 132

static const double speeds[] = { 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0 };

struct _BsClockBar
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkToggleButton *table_toggle;
  GtkStack *stack;
  BsStripCanvas *strip;
  BsDecisionTable *table;
  GtkWidget *play_button;
  GtkDropDown *speed;
  GtkStringList *speeds;
  GtkLabel *sentence;
  GtkSpinButton *decision;
  GtkAdjustment *adjustment;
  GtkLabel *decision_label, *total;

  BsDebugger *debugger;
  BsFollower *follower;
  BsClock *clock; /* of the debugger */
  gulong playing_id;
  gboolean following; /* the spin button changes because the clock did */
};

G_DEFINE_FINAL_TYPE (BsClockBar, bs_clock_bar, GTK_TYPE_WIDGET)

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

  if (self->clock != NULL && selected < G_N_ELEMENTS (speeds))
    bs_clock_set_speed (self->clock, speeds[selected]);
}

static void
table_toggled_cb (GtkToggleButton *button, BsClockBar *self)
{
  gboolean table = gtk_toggle_button_get_active (button);

  bs_pages_show (self->stack, table ? "table" : "strip");
}

static void
update_playing (BsClockBar *self)
{
  gboolean playing = self->clock != NULL && bs_clock_get_playing (self->clock);
  const char *name = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button,
                               playing ? _ ("Pause (Space)") : _ ("Play (Space)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
update (gpointer user_data)
{
  BsClockBar *self = user_data;
  g_autofree char *sentence = NULL;
  guint32 decision = bs_clock_get_decision (self->clock);

  self->following = TRUE;
  gtk_adjustment_set_value (self->adjustment, decision);
  self->following = FALSE;
  sentence = bs_trace_decision_text (bs_debugger_get_trace (self->debugger), decision);
  gtk_label_set_label (self->sentence, sentence);
}

static void
leave_clock (BsClockBar *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->playing_id, self->clock);
  g_clear_object (&self->clock);
}

static void
show_content (gpointer user_data)
{
  BsClockBar *self = user_data;
  BsPictures *pictures = bs_debugger_get_pictures (self->debugger);
  g_autofree char *n = NULL, *total = NULL;

  leave_clock (self);
  self->clock = g_object_ref (bs_debugger_get_clock (self->debugger));
  bs_canvas_set_content (BS_CANVAS (self->strip), pictures, self->clock);
  bs_decision_table_set_content (self->table, pictures->trace, self->clock);
  n = bs_format_count (bs_clock_get_n_decisions (self->clock));
  total = g_strdup_printf (_ ("of %s"), n);
  gtk_label_set_label (self->total, total);
  self->following = TRUE;
  gtk_adjustment_set_upper (self->adjustment, bs_clock_get_n_decisions (self->clock));
  self->following = FALSE;
  self->playing_id = g_signal_connect_swapped (self->clock, "notify::playing",
                                               G_CALLBACK (update_playing), self);
  speed_changed_cb (self->speed, NULL, self);
  update_playing (self);
}

static void
bs_clock_bar_dispose (GObject *object)
{
  BsClockBar *self = BS_CLOCK_BAR (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  leave_clock (self);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_CLOCK_BAR);

  G_OBJECT_CLASS (bs_clock_bar_parent_class)->dispose (object);
}

static void
bs_clock_bar_class_init (BsClockBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_clock_bar_dispose;

  g_type_ensure (BS_TYPE_STRIP_CANVAS);
  g_type_ensure (BS_TYPE_DECISION_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/clock-bar.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, content);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, table_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, stack);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, strip);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, table);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, play_button);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, speed);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, speeds);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, decision);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, adjustment);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, decision_label);
  gtk_widget_class_bind_template_child (widget_class, BsClockBar, total);
}

static void
bs_clock_bar_init (BsClockBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *text = g_strdup_printf ("%g×", speeds[i]);

      gtk_string_list_append (self->speeds, text);
      if (speeds[i] == 1.0)
        gtk_drop_down_set_selected (self->speed, i);
    }
  g_signal_connect (self->decision, "value-changed", G_CALLBACK (value_changed_cb), self);
  g_signal_connect (self->speed, "notify::selected", G_CALLBACK (speed_changed_cb), self);
  g_signal_connect (self->table_toggle, "toggled", G_CALLBACK (table_toggled_cb), self);
  bs_pages_show (self->stack, "strip");
  update_playing (self);
}

void
bs_clock_bar_set_debugger (BsClockBar *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  leave_clock (self);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    {
      self->follower = bs_follower_new (debugger, show_content, NULL, update, self);
      return;
    }

  bs_canvas_set_content (BS_CANVAS (self->strip), NULL, NULL);
  bs_decision_table_set_content (self->table, NULL, NULL);
  update_playing (self);
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
bs_clock_bar_set_compact (BsClockBar *self, gboolean compact)
{
  g_return_if_fail (BS_IS_CLOCK_BAR (self));

  gtk_widget_set_size_request (GTK_WIDGET (self->strip), -1,
                               compact ? STRIP_HEIGHT_COMPACT : STRIP_HEIGHT);
  gtk_widget_set_size_request (GTK_WIDGET (self->table), -1,
                               compact ? TABLE_HEIGHT_COMPACT : TABLE_HEIGHT);
}
