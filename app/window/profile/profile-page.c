/* SPDX-License-Identifier: Apache-2.0 */
/* The Profile page: wall time in lanes, where it went, and the SQL console. */
#include "config.h"

#include "app/window/profile/profile-page.h"

#include "app/window/console/console-panel.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/view-frame.h"
#include "app/window/profile/profile-selection.h"
#include "app/window/profile/timeline-panel.h"
#include "app/window/profile/timing-panel.h"

struct _BsProfilePage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  BsTimelinePanel *timeline;
  BsTimingPanel *timing;
  GtkRevealer *console_revealer;
  BsConsolePanel *console;

  BsProfileSelection *selection;
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsProfilePage, bs_profile_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsProfilePage *self = BS_PROFILE_PAGE (view);

  bs_profile_selection_set_range (self->selection, 0, 0);
  bs_profile_selection_set_event (self->selection, BS_NO_EVENT);
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->timeline), debugger);
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->timing), debugger);
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->console), debugger);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
show_console (BsProfilePage *self, gboolean show)
{
  gtk_revealer_set_reveal_child (self->console_revealer, show);
  gtk_widget_set_visible (GTK_WIDGET (self->console_revealer), show);
  gtk_widget_grab_focus (show ? GTK_WIDGET (self->console) : GTK_WIDGET (self->timeline));
}

static void
console_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsProfilePage *self = BS_PROFILE_PAGE (widget);

  show_console (self, !gtk_widget_get_visible (GTK_WIDGET (self->console_revealer)));
}

static void
query_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsProfilePage *self = BS_PROFILE_PAGE (widget);

  show_console (self, TRUE);
  bs_console_panel_open (self->console, g_variant_get_string (parameter, NULL));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  double factor = g_str_equal (name, "view.zoom-in")    ? 1.5
                  : g_str_equal (name, "view.zoom-out") ? 1 / 1.5
                                                        : 0;

  bs_timeline_panel_zoom (BS_PROFILE_PAGE (widget)->timeline, factor);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_timeline_panel_find (BS_PROFILE_PAGE (widget)->timeline);
}

static gboolean
bs_profile_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_PROFILE_PAGE (widget)->timeline));
}

static void
bs_profile_page_dispose (GObject *object)
{
  BsProfilePage *self = BS_PROFILE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_PROFILE_PAGE);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bs_profile_page_parent_class)->dispose (object);
}

static void
bs_profile_page_class_init (BsProfilePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_profile_page_dispose;
  widget_class->grab_focus = bs_profile_page_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_TIMELINE_PANEL);
  g_type_ensure (BS_TYPE_TIMING_PANEL);
  g_type_ensure (BS_TYPE_CONSOLE_PANEL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, box);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, timeline);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, timing);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, console_revealer);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, console);
  bs_view_frame_install_forwards (widget_class);
  gtk_widget_class_install_action (widget_class, "view.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "view.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "view.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "profile.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "profile.console", NULL, console_action);
  gtk_widget_class_install_action (widget_class, "profile.query", "s", query_action);
}

static void
bs_profile_page_init (BsProfilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = bs_profile_selection_new ();
  bs_timeline_panel_set_selection (self->timeline, self->selection);
  bs_timing_panel_set_selection (self->timing, self->selection);
  bs_console_panel_set_selection (self->console, self->selection);
}
