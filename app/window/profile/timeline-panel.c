/* SPDX-License-Identifier: Apache-2.0 */
/* Wall time in lanes: what each thread, stream and kind of work did when. */
#include "config.h"

#include "app/window/profile/timeline-panel.h"

#include "app/window/parts/focus.h"

struct _BsTimelinePanel
{
  GtkWidget parent_instance;

  GtkWidget *box;

  BsDebugger *debugger; /* (nullable) */
  BsProfileSelection *selection;
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTimelinePanel, bs_timeline_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (view);

  g_set_object (&self->debugger, debugger);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
bs_timeline_panel_dispose (GObject *object)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (object);

  g_clear_object (&self->debugger);
  g_clear_object (&self->selection);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TIMELINE_PANEL);

  G_OBJECT_CLASS (bs_timeline_panel_parent_class)->dispose (object);
}

static void
bs_timeline_panel_class_init (BsTimelinePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timeline_panel_dispose;
  widget_class->focus = bs_focus_children;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/timeline-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, box);
}

static void
bs_timeline_panel_init (BsTimelinePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_timeline_panel_set_selection (BsTimelinePanel *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMELINE_PANEL (self));

  g_set_object (&self->selection, selection);
}
