/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with the clock, as actions of the page of a trace. */
#include "config.h"

#include "app/window/clock/clock-actions.h"

#include "app/window/shell/trace-page.h"

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsDebugger *debugger = bs_trace_page_get_debugger (BS_TRACE_PAGE (widget));
  BsClock *clock;

  if (debugger == NULL)
    return;

  clock = bs_debugger_get_clock (debugger);
  if (g_str_equal (name, "debug.step"))
    bs_clock_step (clock, 1);
  else if (g_str_equal (name, "debug.back"))
    bs_clock_step (clock, -1);
  else if (g_str_equal (name, "debug.first"))
    bs_clock_seek (clock, 1);
  else if (g_str_equal (name, "debug.last"))
    bs_clock_seek (clock, bs_clock_get_n_decisions (clock));
  else
    bs_clock_set_playing (clock, !bs_clock_get_playing (clock));
}

static void
bar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsClockBar *bar = bs_trace_page_get_clock_bar (BS_TRACE_PAGE (widget));

  if (g_str_equal (name, "debug.go-to"))
    bs_clock_bar_go_to (bar);
  else
    bs_clock_bar_toggle_table (bar);
}

void
bs_clock_actions_install (GtkWidgetClass *klass)
{
  static const char *const steps[] = { "debug.first", "debug.back", "debug.play", "debug.step",
                                       "debug.last" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (klass, steps[i], NULL, step_action);
  gtk_widget_class_install_action (klass, "debug.go-to", NULL, bar_action);
  gtk_widget_class_install_action (klass, "debug.table", NULL, bar_action);
}

void
bs_clock_actions_update (GtkWidget *widget, BsDebugger *debugger)
{
  guint32 decision = debugger != NULL ? bs_debugger_get_decision (debugger) : 1;
  guint32 n = debugger != NULL ? bs_clock_get_n_decisions (bs_debugger_get_clock (debugger)) : 1;

  gtk_widget_action_set_enabled (widget, "debug.first", decision > 1);
  gtk_widget_action_set_enabled (widget, "debug.back", decision > 1);
  gtk_widget_action_set_enabled (widget, "debug.step", decision < n);
  gtk_widget_action_set_enabled (widget, "debug.last", decision < n);
  gtk_widget_action_set_enabled (widget, "debug.play", n > 1);
}
