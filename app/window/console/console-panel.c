/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace: an editor, recipes, and what came of it. */
#include "config.h"

#include "app/window/console/console-panel.h"

#include "app/window/parts/focus.h"

struct _BsConsolePanel
{
  GtkWidget parent_instance;

  GtkWidget *box;

  BsDebugger *debugger; /* (nullable) */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsConsolePanel, bs_console_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (view);

  g_set_object (&self->debugger, debugger);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
bs_console_panel_dispose (GObject *object)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (object);

  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_CONSOLE_PANEL);

  G_OBJECT_CLASS (bs_console_panel_parent_class)->dispose (object);
}

static void
bs_console_panel_class_init (BsConsolePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_console_panel_dispose;
  widget_class->focus = bs_focus_children;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/console-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, box);
}

static void
bs_console_panel_init (BsConsolePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_console_panel_open (BsConsolePanel *self, const char *sql)
{
  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));
}
