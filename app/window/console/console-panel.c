/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace. */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/console/console-panel-private.h"
#include "app/window/console/query-check.h"
#include "app/window/console/query-job.h"
#include "app/window/parts/cut-label.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/toast.h"
#include "profiles/query/recipes.h"
#include "profiles/report/duration.h"

/* How long an event is shown of which only the beginning is known. */
#define SOME_NS 1000

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsConsolePanel, bs_console_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

/* A branch has no file of its own. */
BsTrace *
bs_console_panel_get_recording (BsConsolePanel *self)
{
  BsBranches *branches = self->debugger != NULL ? bs_debugger_get_branches (self->debugger) : NULL;
  BsTrace *trace = branches != NULL ? bs_branches_get_recording (branches)->trace : NULL;

  return trace != NULL && trace->path != NULL ? trace : NULL;
}

static gboolean
is_on_branch (BsConsolePanel *self)
{
  return self->debugger != NULL
         && bs_branches_get_recording (bs_debugger_get_branches (self->debugger))->trace
                != bs_debugger_get_trace (self->debugger);
}

static void
show_problem (BsConsolePanel *self, const char *message)
{
  gtk_label_set_label (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_STATE_INVALID,
      message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}

static void
set_running (BsConsolePanel *self, gboolean running)
{
  gtk_widget_set_visible (self->run_button, !running);
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.cancel", running);
  if (running)
    gtk_label_set_label (self->status, _ ("Running…"));
}

/* What is wrong while it is written */

static void
stop_checking (BsConsolePanel *self)
{
  if (self->checking != NULL)
    g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

static void
take_predicate (BsConsolePanel *self, char *predicate)
{
  g_free (self->predicate);
  self->predicate = predicate;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.breakpoint", predicate != NULL);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autoptr (BsQueryCheck) check = bs_query_check_finish (result, NULL);

  if (check == NULL || self->editor == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->checking)
    return;

  g_clear_object (&self->checking);
  take_predicate (self, g_steal_pointer (&check->predicate));
  show_problem (self, check->message);
  bs_sql_editor_underline (self->editor, check->message != NULL ? check->where : -1);
}

static void
check (BsConsolePanel *self)
{
  g_autofree char *sql = bs_sql_editor_get_sql (self->editor);
  BsTrace *trace = bs_console_panel_get_recording (self);

  stop_checking (self);
  if (trace == NULL)
    return;
  if (*g_strchug (sql) == '\0')
    {
      show_problem (self, NULL);
      take_predicate (self, NULL);
      return;
    }

  g_free (sql);
  sql = bs_sql_editor_get_sql (self->editor);
  self->checking = g_cancellable_new ();
  bs_query_check_start (G_OBJECT (self), trace->path, sql, self->checking, checked_cb, NULL);
}

static void
changed_cb (BsConsolePanel *self)
{
  stop_checking (self);
  show_problem (self, NULL);
}

/* Running */

static void
take_table (BsConsolePanel *self, BsTable *table)
{
  BsTrace *trace = bs_console_panel_get_recording (self);

  bs_data_table_set_types (self->table, trace != NULL ? trace->types : NULL);
  bs_data_table_take_table (self->table, table != NULL ? bs_table_ref (table) : NULL);
  gtk_widget_set_opacity (GTK_WIDGET (self->table), 1.0);
  bs_result_chart_set_table (self->chart, table, trace != NULL ? trace->types : NULL);
}

/* Columns are called as the query calls them. */
static char *
column_title (const BsTable *table, guint column, gpointer user_data)
{
  return bs_table_printable (bs_table_get_column_name (table, column));
}

static GtkWidget *
make_cell (const BsTable *table, guint column, gpointer user_data)
{
  return NULL;
}

static BsTable *
return_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
              GError **error)
{
  return bs_table_ref ((BsTable *) data);
}

static void
cancel (BsConsolePanel *self)
{
  if (self->running == NULL)
    return;

  g_cancellable_cancel (self->running);
  set_running (self, FALSE);
  gtk_label_set_label (self->status, _ ("Cancelled"));
}

static void
part_cb (GObject *source, BsTable *table, guint n_rows, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autofree char *count = NULL, *text = NULL;

  if (self->editor == NULL || self->running == NULL)
    return;

  if (table != NULL)
    take_table (self, table);
  count = bs_format_count (n_rows);
  text = g_strdup_printf (ngettext ("%s row so far…", "%s rows so far…", n_rows), count);
  gtk_label_set_label (self->status, text);
}

static char *
describe_result (BsConsolePanel *self, const BsQueryResult *found)
{
  guint n = bs_table_get_n_rows (found->table);
  g_autofree char *time = bs_duration_to_string (found->ns);
  g_autofree char *count = bs_format_count (n);
  g_autofree char *text = NULL;

  if (found->error != NULL && g_error_matches (found->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: how many rows, and how long it took */
    return g_strdup_printf (ngettext ("cancelled: %s row, %s", "cancelled: %s rows, %s", n), count,
                            time);
  if (found->error != NULL)
    return g_strdup_printf (ngettext ("ended early: %s row, %s", "ended early: %s rows, %s", n),
                            count, time);
  if (found->more)
    text = g_strdup_printf (_ ("the first %s of more rows, %s; saving writes all"), count, time);
  else
    text = g_strdup_printf (ngettext ("%s row, %s", "%s rows, %s", n), count, time);
  if (is_on_branch (self))
    /* Translators: rows and time; a branch has no file that could be asked */
    return g_strdup_printf (_ ("%s, of the recording, not of the branch"), text);

  return g_steal_pointer (&text);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQueryResult) found = bs_query_job_finish (result, &error);
  gboolean cancelled, failed;
  g_autofree char *text = NULL;

  /* Another one runs, or it goes. */
  if (self->editor == NULL || g_task_get_cancellable (G_TASK (result)) != self->running)
    return;

  cancelled = g_cancellable_is_cancelled (self->running);
  g_clear_object (&self->running);
  set_running (self, FALSE);
  if (found == NULL)
    {
      if (!cancelled)
        show_problem (self, error->message);
      gtk_label_set_label (self->status, cancelled ? _ ("Cancelled") : "");
      if (!cancelled)
        check (self);
      return;
    }

  failed = found->error != NULL && !cancelled;
  if (failed)
    show_problem (self, found->error->message);
  take_table (self, found->table);
  bs_view_frame_set_table (self->frame, return_table, FALSE, bs_table_ref (found->table),
                           (GDestroyNotify) bs_table_unref);
  text = describe_result (self, found);
  gtk_label_set_label (self->status, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.export", TRUE);
}

void
bs_console_panel_run (BsConsolePanel *self)
{
  g_autofree char *sql = g_strstrip (bs_sql_editor_get_sql (self->editor));
  BsTrace *trace = bs_console_panel_get_recording (self);

  if (self->debugger == NULL || *sql == '\0')
    return;

  cancel (self);
  g_clear_object (&self->running);
  show_problem (self, NULL);
  if (trace == NULL)
    {
      show_problem (self, _ ("This trace has no file to ask. Save it first."));
      return;
    }

  bs_query_book_remember (self->book, sql);
  g_free (self->asked);
  self->asked = bs_query_make_statement (sql);
  self->running = g_cancellable_new ();
  set_running (self, TRUE);
  bs_query_job_start (G_OBJECT (self), trace->path, self->asked, part_cb, self->running, done_cb,
                      NULL);
}

/* Rows */

static gboolean
find_integer (BsTable *table, guint row, const char *name, gint64 *value)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_ascii_strcasecmp (bs_table_get_column_name (table, i), name) == 0
        && (bs_table_get_column_kind (table, i) == BS_COLUMN_INTEGER
            || bs_table_get_column_kind (table, i) == BS_COLUMN_DURATION)
        && !bs_table_is_missing (table, row, i))
      {
        *value = bs_table_get_integer (table, row, i);
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_column (BsTable *table, const char *name)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_ascii_strcasecmp (bs_table_get_column_name (table, i), name) == 0)
      return TRUE;

  return FALSE;
}

/* Which decision a row is about; 0: none. Batches inside cells are no decisions. */
static guint32
find_decision (const BsTrace *trace, BsTable *table, guint row)
{
  gint64 value;

  if (find_integer (table, row, "decision", &value)
      || (!has_column (table, "plan") && !has_column (table, "cell")
          && find_integer (table, row, "batch", &value)))
    return value > 0 && value <= trace->n_decisions ? (guint32) value : 0;
  if (find_integer (table, row, "mini_batch", &value) && value >= 0
      && value < trace->n_mini_batches)
    return trace->mini_batches[value].first_decision;

  return 0;
}

/* A row that is about a decision or a time goes there. */
static void
go_to_row (BsConsolePanel *self, guint row)
{
  BsTable *table = bs_data_table_get_table (self->table);
  BsTrace *trace = bs_console_panel_get_recording (self);
  gint64 t0 = 0, t1 = 0;
  guint32 decision;

  if (table == NULL || trace == NULL || row >= bs_table_get_n_rows (table))
    return;

  decision = find_decision (trace, table, row);
  if (!find_integer (table, row, "start_ns", &t0) && !find_integer (table, row, "t0", &t0)
      && decision > 0)
    {
      t0 = bs_trace_decision (trace, decision)->run_start_ns;
      t1 = bs_trace_decision (trace, decision)->run_end_ns;
    }
  else if (t0 > 0 && !find_integer (table, row, "end_ns", &t1)
           && !find_integer (table, row, "t1", &t1))
    {
      gint64 ns = SOME_NS;

      if (!find_integer (table, row, "ns", &ns) || ns <= 0)
        ns = SOME_NS;
      t1 = t0 < G_MAXINT64 - ns ? t0 + ns : t0;
    }
  if (t0 < 0)
    t0 = t1 = 0;
  if (decision == 0 && t1 <= t0)
    return;

  if (is_on_branch (self))
    {
      bs_toast_show (GTK_WIDGET (self),
                     _ ("The rows are of the recording; show that to go to one of them"));
      return;
    }
  if (decision > 0)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), decision);
  if (t1 > t0 && self->selection != NULL)
    bs_profile_selection_show (self->selection, t0, t1);
}

/* Actions */

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_console_panel_run (BS_CONSOLE_PANEL (widget));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cancel (BS_CONSOLE_PANEL (widget));
}

static void
breakpoint_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (widget);
  BsBreakpoints *breakpoints;
  g_autofree char *text = NULL;

  if (self->debugger == NULL || self->predicate == NULL)
    return;

  breakpoints = bs_debugger_get_breakpoints (self->debugger);
  if (bs_breakpoints_find (breakpoints, self->predicate) == NULL)
    bs_breakpoints_add (breakpoints, self->predicate);
  /* Translators: %s: a condition */
  text = g_strdup_printf (_ ("Breakpoint at %s"), self->predicate);
  bs_toast_show (widget, text);
}

/* From the editor, too, it is the result that is turned. */
static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *frame = BS_CONSOLE_PANEL (widget)->frame;

  bs_view_frame_set_show_table (frame, !bs_view_frame_get_show_table (frame));
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsConsolePanel *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && (state & GDK_CONTROL_MASK))
    bs_console_panel_run (self);
  else if (key == GDK_KEY_Escape && self->running != NULL
           && !g_cancellable_is_cancelled (self->running))
    cancel (self);
  else if (key == GDK_KEY_Up && (state & GDK_ALT_MASK))
    bs_console_lists_go (self, -1);
  else if (key == GDK_KEY_Down && (state & GDK_ALT_MASK))
    bs_console_lists_go (self, 1);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
find_toggled_cb (BsConsolePanel *self)
{
  gboolean find = gtk_toggle_button_get_active (self->find_toggle);

  if (!find)
    bs_data_table_set_filter (self->table, "");
  bs_data_table_set_compact (self->table, !find);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (view);

  cancel (self);
  g_clear_object (&self->running);
  bs_console_files_stop (self);
  g_set_object (&self->debugger, debugger);
  bs_view_frame_set_debugger (self->frame, debugger);
  gtk_widget_set_sensitive (self->run_button, debugger != NULL);
  check (self);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static gboolean
bs_console_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_CONSOLE_PANEL (widget)->editor));
}

static void
bs_console_panel_dispose (GObject *object)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (object);

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  bs_console_files_stop (self);
  stop_checking (self);
  bs_console_lists_dispose (self);
  g_clear_object (&self->debugger);
  g_clear_object (&self->selection);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_CONSOLE_PANEL);
  self->editor = NULL;
  self->table = NULL;

  G_OBJECT_CLASS (bs_console_panel_parent_class)->dispose (object);
}

static void
bs_console_panel_finalize (GObject *object)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (object);

  g_clear_object (&self->exporting);
  g_clear_object (&self->export_file);
  g_free (self->asked);
  g_free (self->predicate);

  G_OBJECT_CLASS (bs_console_panel_parent_class)->finalize (object);
}

static void
bs_console_panel_class_init (BsConsolePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_console_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_console_panel_finalize;
  widget_class->grab_focus = bs_console_panel_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_SQL_EDITOR);
  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_PICK_LIST);
  g_type_ensure (BS_TYPE_RESULT_CHART);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/console-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, box);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, recipes);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, history);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, tables);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, keep_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, keep_popover);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, keep_name);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, keep_accept);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, breakpoint_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, run_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, stop_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, export_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, export_bar);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, paned);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, editor);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, problem);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, status);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, title);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, find_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, chart);
  gtk_widget_class_install_action (widget_class, "console.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "console.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "console.breakpoint", NULL, breakpoint_action);
  gtk_widget_class_install_action (widget_class, "view.table", NULL, table_action);
  bs_view_frame_install_forwards (widget_class);
  gtk_widget_class_install_action (widget_class, "console.open", NULL, bs_console_files_open);
  gtk_widget_class_install_action (widget_class, "console.save", NULL, bs_console_files_save);
  gtk_widget_class_install_action (widget_class, "console.export", "s", bs_console_files_export);
}

static void
broken_cb (BsConsolePanel *self)
{
  bs_toast_show (GTK_WIDGET (self),
                 _ ("Lines that are too long to be shown were broken; the query is the same"));
}

static void
bs_console_panel_init (BsConsolePanel *self)
{
  static const BsTableCells cells = { .title = column_title, .make = make_cell };
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  bs_cut_label_watch (self->status);
  bs_cut_label_watch (self->title);
  bs_view_frame_set_show_table (self->frame, TRUE);
  self->table = bs_view_frame_get_data_table (self->frame);
  /* Nothing was asked yet: no columns either. */
  gtk_widget_set_opacity (GTK_WIDGET (self->table), 0.0);
  bs_data_table_set_compact (self->table, TRUE);
  bs_data_table_set_cells (self->table, &cells, self);
  bs_data_table_set_label (self->table, _ ("Rows of the query"));
  gtk_label_set_label (self->status, _ ("Ctrl+Enter runs the query"));
  bs_pick_list_set_empty (self->recipes, _ ("No recipe matches"));
  bs_pick_list_set_empty (self->history,
                          _ ("No query matches. Those that you run, and those that you "
                             "keep under a name, are listed here."));
  bs_console_lists_init (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.cancel", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.breakpoint", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.export", FALSE);

  g_signal_connect_swapped (self->editor, "paused", G_CALLBACK (check), self);
  g_signal_connect_swapped (self->editor, "broken", G_CALLBACK (broken_cb), self);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->run_button, "clicked", G_CALLBACK (bs_console_panel_run), self);
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (cancel), self);
  g_signal_connect_swapped (self->stop_button, "clicked", G_CALLBACK (bs_console_files_stop), self);
  g_signal_connect_object (self->table, "row-activated", G_CALLBACK (go_to_row), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart, "picked", G_CALLBACK (go_to_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->find_toggle, "toggled", G_CALLBACK (find_toggled_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  bs_sql_editor_set_sql (self->editor, bs_recipes[0].sql);
}

void
bs_console_panel_set_selection (BsConsolePanel *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  g_set_object (&self->selection, selection);
}

void
bs_console_panel_open (BsConsolePanel *self, const char *sql)
{
  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  bs_sql_editor_set_sql (self->editor, sql);
  bs_console_panel_run (self);
}

const char *
bs_console_panel_get_status (BsConsolePanel *self)
{
  g_return_val_if_fail (BS_IS_CONSOLE_PANEL (self), "");

  return gtk_label_get_label (self->status);
}
