/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with the clock, as actions of the page of a trace. */
#include "config.h"

#include "app/window/clock/clock-actions.h"

#include "app/window/parts/trace-view.h"
#include "app/window/parts/view-frame.h"
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
  else if (g_str_equal (name, "debug.play-back") && !bs_clock_get_backward (clock))
    bs_clock_play_back (clock);
  else
    bs_clock_set_playing (clock, !bs_clock_get_playing (clock));
}

/* Written out: the names of actions are not copied. */
static const char *const runs[BS_N_RUN_TARGETS][2] = {
  [BS_RUN_BREAKPOINT] = { "debug.run-back-to-breakpoint", "debug.run-to-breakpoint" },
  [BS_RUN_STATE] = { "debug.run-back-to-state", "debug.run-to-state" },
  [BS_RUN_TYPE] = { "debug.run-back-to-type", "debug.run-to-type" },
  [BS_RUN_MINI_BATCH] = { "debug.run-back-to-mini-batch", "debug.run-to-mini-batch" },
  [BS_RUN_BOOKMARK] = { "debug.run-back-to-bookmark", "debug.run-to-bookmark" },
  [BS_RUN_MATCH] = { "debug.run-back-to-match", "debug.run-to-match" },
};

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *page = BS_TRACE_PAGE (widget);
  BsDebugger *debugger = bs_trace_page_get_debugger (page);
  BsRunTarget target;
  gboolean forward;

  if (debugger == NULL)
    return;

  forward = g_str_equal (name, "debug.run") || g_str_equal (name, "debug.find-next");
  if (g_str_has_prefix (name, "debug.find"))
    target = BS_RUN_MATCH;
  else
    target = bs_clock_bar_get_target (bs_trace_page_get_clock_bar (page));
  for (guint i = 0; i < BS_N_RUN_TARGETS; i++)
    for (guint k = 0; k < 2; k++)
      if (g_str_equal (name, runs[i][k]))
        {
          target = (BsRunTarget) i;
          forward = k == 1;
        }
  bs_runner_run (bs_debugger_get_runner (debugger), target, forward);
}

char *
bs_decision_predicate (const BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_auto (GStrv) pieces = g_strsplit (trace->types->types[d->type].name, "'", -1);
  g_autofree char *type = g_strjoinv ("''", pieces);

  return g_strdup_printf ("type = '%s' AND batch_size = %u", type, d->size);
}

static void
toggle_breakpoint (BsDebugger *debugger, BsClockBar *bar)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (debugger);
  g_autofree char *predicate = bs_decision_predicate (bs_debugger_get_trace (debugger),
                                                      bs_debugger_get_decision (debugger));
  BsBreakpointItem *item = bs_breakpoints_find (breakpoints, predicate);

  if (item != NULL)
    bs_breakpoints_remove (breakpoints, item);
  else
    bs_clock_bar_show_breakpoints (bar, bs_breakpoints_add (breakpoints, predicate));
}

static void
keep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *page = BS_TRACE_PAGE (widget);
  BsDebugger *debugger = bs_trace_page_get_debugger (page);

  if (debugger == NULL)
    return;

  if (g_str_equal (name, "debug.breakpoint"))
    toggle_breakpoint (debugger, bs_trace_page_get_clock_bar (page));
  else if (g_str_equal (name, "debug.bookmark"))
    bs_remarks_toggle (bs_debugger_get_bookmarks (debugger), bs_debugger_get_decision (debugger));
  else if (g_str_equal (name, "debug.undo"))
    bs_undo_undo (bs_debugger_get_undo (debugger));
  else
    bs_undo_redo (bs_debugger_get_undo (debugger));
}

/* The strip has no room for its twin beside pages other than Debug: their own picture is meant then. */
static void
toggle_table (BsTracePage *page, BsClockBar *bar)
{
  GtkWidget *front = bs_tab_get_front (BS_TAB (page));
  BsViewFrame *frame = BS_IS_TRACE_VIEW (front) ? bs_view_frame_find (front) : NULL;

  if (frame != NULL)
    bs_view_frame_set_show_table (frame, !bs_view_frame_get_show_table (frame));
  else
    bs_clock_bar_toggle_table (bar);
}

static void
bar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsClockBar *bar = bs_trace_page_get_clock_bar (BS_TRACE_PAGE (widget));

  if (bar == NULL)
    return;

  if (g_str_equal (name, "debug.go-to"))
    bs_clock_bar_go_to (bar);
  else if (g_str_equal (name, "debug.find"))
    bs_clock_bar_find (bar);
  else if (g_str_equal (name, "debug.breakpoints"))
    bs_clock_bar_show_breakpoints (bar, NULL);
  else if (g_str_equal (name, "debug.bookmarks") || g_str_equal (name, "debug.note"))
    bs_clock_bar_show_bookmarks (bar, g_str_equal (name, "debug.note"));
  else if (g_str_equal (name, "debug.table"))
    toggle_table (BS_TRACE_PAGE (widget), bar);
  else
    bs_clock_bar_change_speed (bar, g_str_equal (name, "debug.faster"));
}

static void
install (GtkWidgetClass *klass, const char *const *names, GtkWidgetActionActivateFunc func)
{
  for (guint i = 0; names[i] != NULL; i++)
    gtk_widget_class_install_action (klass, names[i], NULL, func);
}

void
bs_clock_actions_install (GtkWidgetClass *klass)
{
  static const char *const steps[] = { "debug.first", "debug.back", "debug.play", "debug.play-back",
                                       "debug.step",  "debug.last", NULL };
  static const char *const some_runs[] = { "debug.run", "debug.run-back", "debug.find-next",
                                           "debug.find-previous", NULL };
  static const char *const keeps[] = { "debug.breakpoint", "debug.bookmark", "debug.undo",
                                       "debug.redo", NULL };
  static const char *const bars[] = { "debug.go-to",     "debug.find",  "debug.breakpoints",
                                      "debug.bookmarks", "debug.table", "debug.faster",
                                      "debug.slower",    "debug.note",  NULL };

  install (klass, steps, step_action);
  install (klass, some_runs, run_action);
  for (guint i = 0; i < BS_N_RUN_TARGETS; i++)
    for (guint k = 0; k < 2; k++)
      gtk_widget_class_install_action (klass, runs[i][k], NULL, run_action);
  install (klass, keeps, keep_action);
  install (klass, bars, bar_action);
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
  gtk_widget_action_set_enabled (widget, "debug.play-back", n > 1);
  bs_clock_actions_update_undo (widget, debugger);
}

void
bs_clock_actions_update_undo (GtkWidget *widget, BsDebugger *debugger)
{
  BsUndo *undo = debugger != NULL ? bs_debugger_get_undo (debugger) : NULL;

  gtk_widget_action_set_enabled (widget, "debug.undo",
                                 undo != NULL && bs_undo_get_label (undo, FALSE) != NULL);
  gtk_widget_action_set_enabled (widget, "debug.redo",
                                 undo != NULL && bs_undo_get_label (undo, TRUE) != NULL);
}
