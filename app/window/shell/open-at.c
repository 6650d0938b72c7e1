/* SPDX-License-Identifier: Apache-2.0 */
/* A trace in a tab that stands at a decision, as soon as it is loaded. */
#include "config.h"

#include "app/window/shell/window.h"

static void
stand_at (BsTracePage *page, guint32 decision)
{
  BsDebugger *debugger = bs_trace_page_get_debugger (page);

  bs_branches_show (bs_debugger_get_branches (debugger), NULL);
  bs_clock_seek (bs_debugger_get_clock (debugger), decision);
  bs_trace_page_show (page, "debug");
}

static void
changed_cb (BsTracePage *page, gpointer decision)
{
  if (bs_trace_page_get_debugger (page) == NULL && !bs_trace_page_get_failed (page))
    return;

  g_signal_handlers_disconnect_by_func (page, changed_cb, decision);
  if (bs_trace_page_get_debugger (page) != NULL)
    stand_at (page, GPOINTER_TO_UINT (decision));
}

void
bs_window_open_at (BsWindow *self, GFile *file, guint32 decision)
{
  BsTracePage *page;

  g_return_if_fail (BS_IS_WINDOW (self));

  bs_window_open (self, file);
  page = bs_window_get_page (self);
  if (page == NULL)
    return;

  if (bs_trace_page_get_debugger (page) != NULL)
    stand_at (page, decision);
  else
    g_signal_connect (page, "changed", G_CALLBACK (changed_cb), GUINT_TO_POINTER (decision));
}

static void
open_at_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = NULL;
  const char *uri;
  guint32 decision;

  g_variant_get (parameter, "(&su)", &uri, &decision);
  file = g_file_new_for_uri (uri);
  bs_window_open_at (BS_WINDOW (widget), file, decision);
}

void
bs_window_install_open_at (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.open-at", "(su)", open_at_action);
}
