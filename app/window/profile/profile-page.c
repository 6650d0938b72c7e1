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

/* Below these there is no room for where time went beside the console, or for nothing but the console; or
 * without that, for more than one of timeline and where time went. */
#define LOW_HEIGHT 620
#define LEAST_HEIGHT 460

/* Of the page, in percent, until somebody moves the border. */
#define TIMELINE_SHARE 58

struct _BsProfilePage
{
  GtkWidget parent_instance;

  GtkWidget *box, *panels, *turns;
  GtkToggleButton *timeline_turn, *timing_turn;
  BsTimelinePanel *timeline;
  BsTimingPanel *timing;
  GtkRevealer *console_revealer;
  BsConsolePanel *console;

  BsProfileSelection *selection;
  guint rooms, want_rooms; /* how many panels there is room for */
  guint layout_source;
  gboolean divided; /* between timeline and where time went */
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
lay_out (BsProfilePage *self)
{
  gboolean console = gtk_widget_get_visible (GTK_WIDGET (self->console_revealer));
  gboolean low = !console && self->rooms == 1;
  gboolean turned = low && gtk_toggle_button_get_active (self->timing_turn);

  gtk_widget_set_visible (GTK_WIDGET (self->timeline), !turned);
  gtk_widget_set_visible (GTK_WIDGET (self->timing), turned || (console ? self->rooms > 2 : !low));
  gtk_widget_set_visible (self->panels, !console || self->rooms > 1);
  gtk_widget_set_visible (self->turns, low);
}

/* For what is done there, and what is to be seen there. */
static void
turn_to_timeline (BsProfilePage *self)
{
  gtk_toggle_button_set_active (self->timeline_turn, TRUE);
}

static gboolean
layout_cb (gpointer user_data)
{
  BsProfilePage *self = user_data;

  self->layout_source = 0;
  self->rooms = self->want_rooms;
  lay_out (self);
  if (self->rooms == 3 && !self->divided)
    {
      self->divided = TRUE;
      gtk_paned_set_position (GTK_PANED (self->panels),
                              gtk_widget_get_height (GTK_WIDGET (self)) * TIMELINE_SHARE / 100);
    }
  return G_SOURCE_REMOVE;
}

static void
bs_profile_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsProfilePage *self = BS_PROFILE_PAGE (widget);

  self->want_rooms = height < LEAST_HEIGHT ? 1 : height < LOW_HEIGHT ? 2 : 3;
  /* Children cannot change while they are being placed. */
  if ((self->want_rooms != self->rooms || (self->want_rooms == 3 && !self->divided))
      && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
}

static void
bs_profile_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (BS_PROFILE_PAGE (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* In a low window it needs less than it asks for now. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = MIN (*minimum, 230);
      *natural = MAX (*natural, *minimum);
    }
}

static void
show_console (BsProfilePage *self, gboolean show)
{
  gtk_revealer_set_reveal_child (self->console_revealer, show);
  gtk_widget_set_visible (GTK_WIDGET (self->console_revealer), show);
  lay_out (self);
  if (show)
    gtk_widget_grab_focus (GTK_WIDGET (self->console));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
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

  turn_to_timeline (BS_PROFILE_PAGE (widget));
  bs_timeline_panel_zoom (BS_PROFILE_PAGE (widget)->timeline, factor);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  turn_to_timeline (BS_PROFILE_PAGE (widget));
  bs_timeline_panel_find (BS_PROFILE_PAGE (widget)->timeline);
}

static gboolean
bs_profile_page_grab_focus (GtkWidget *widget)
{
  BsProfilePage *self = BS_PROFILE_PAGE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (GTK_WIDGET (self->timeline))
                                    ? GTK_WIDGET (self->timeline)
                                    : GTK_WIDGET (self->timing));
}

static void
bs_profile_page_dispose (GObject *object)
{
  BsProfilePage *self = BS_PROFILE_PAGE (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
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
  widget_class->measure = bs_profile_page_measure;
  widget_class->size_allocate = bs_profile_page_size_allocate;

  g_type_ensure (BS_TYPE_TIMELINE_PANEL);
  g_type_ensure (BS_TYPE_TIMING_PANEL);
  g_type_ensure (BS_TYPE_CONSOLE_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, box);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, panels);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, turns);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, timeline_turn);
  gtk_widget_class_bind_template_child (widget_class, BsProfilePage, timing_turn);
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
  self->rooms = 3;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = bs_profile_selection_new ();
  g_signal_connect_swapped (self->timing_turn, "toggled", G_CALLBACK (lay_out), self);
  g_signal_connect_swapped (self->selection, "show", G_CALLBACK (turn_to_timeline), self);
  bs_timeline_panel_set_selection (self->timeline, self->selection);
  bs_timing_panel_set_selection (self->timing, self->selection);
  bs_console_panel_set_selection (self->console, self->selection);
}
