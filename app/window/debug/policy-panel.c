/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a run as a state machine. */
#include "config.h"

#include "app/window/debug/policy-panel.h"

#include "app/window/debug/fsm-canvas.h"
#include "app/window/parts/follower.h"

struct _BsPolicyPanel
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkToggleButton *whole_toggle;
  BsFsmCanvas *fsm;

  BsDebugger *debugger;
  BsFollower *follower;
};

G_DEFINE_FINAL_TYPE (BsPolicyPanel, bs_policy_panel, GTK_TYPE_WIDGET)

static void
show_content (gpointer user_data)
{
  BsPolicyPanel *self = user_data;

  bs_canvas_set_content (BS_CANVAS (self->fsm), bs_debugger_get_pictures (self->debugger),
                         bs_debugger_get_clock (self->debugger));
}

static void
scope_toggled_cb (GtkToggleButton *button, BsPolicyPanel *self)
{
  bs_fsm_canvas_set_scope (self->fsm,
                           gtk_toggle_button_get_active (button) ? BS_FSM_WHOLE : BS_FSM_NEAR);
}

static void
bs_policy_panel_dispose (GObject *object)
{
  BsPolicyPanel *self = BS_POLICY_PANEL (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_POLICY_PANEL);

  G_OBJECT_CLASS (bs_policy_panel_parent_class)->dispose (object);
}

static void
bs_policy_panel_class_init (BsPolicyPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_policy_panel_dispose;

  g_type_ensure (BS_TYPE_FSM_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/policy-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, content);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, whole_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, fsm);
}

static void
bs_policy_panel_init (BsPolicyPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->whole_toggle, "toggled", G_CALLBACK (scope_toggled_cb), self);
}

void
bs_policy_panel_set_debugger (BsPolicyPanel *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_POLICY_PANEL (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, show_content, NULL, NULL, self);
  else
    bs_canvas_set_content (BS_CANVAS (self->fsm), NULL, NULL);
}
