/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace. */
#include "config.h"

#include "app/window/console/console-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "app/window/console/query-job.h"
#include "app/window/parts/data-table.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "profiles/query/recipes.h"
#include "profiles/report/duration.h"

#define MAX_HISTORY 200

struct _BsConsolePanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *recipes;
  GtkWidget *earlier_button, *later_button, *run_button, *cancel_button;
  GtkSourceView *editor;
  GtkLabel *problem, *status;
  BsDataTable *table;

  BsDebugger *debugger;  /* (nullable) */
  GCancellable *running; /* (nullable) */
  GPtrArray *history;    /* char *: queries that were run, the last one at the end */
  guint at;              /* the one that stands in the editor; .history->len: a new one */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsConsolePanel, bs_console_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static GtkTextBuffer *
get_buffer (BsConsolePanel *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
}

static char *
get_sql (BsConsolePanel *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

static void
set_running (BsConsolePanel *self, gboolean running)
{
  gtk_widget_set_visible (self->run_button, !running);
  gtk_widget_set_visible (self->cancel_button, running);
  if (running)
    gtk_label_set_label (self->status, _ ("Running…"));
}

static void
cancel (BsConsolePanel *self)
{
  if (self->running == NULL)
    return;

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  set_running (self, FALSE);
  gtk_label_set_label (self->status, _ ("Cancelled"));
}

static void
show_problem (BsConsolePanel *self, const char *message)
{
  gtk_label_set_label (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
}

static void
part_cb (GObject *source, BsTable *table, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);

  if (self->table != NULL && self->running != NULL)
    bs_data_table_take_table (self->table, bs_table_ref (table));
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQueryResult) found = bs_query_job_finish (result, &error);
  g_autofree char *time = NULL, *count = NULL, *text = NULL;

  if (self->table == NULL || g_task_get_cancellable (G_TASK (result)) != self->running)
    return;

  g_clear_object (&self->running);
  set_running (self, FALSE);
  if (error != NULL)
    {
      show_problem (self, error->message);
      gtk_label_set_label (self->status, "");
      return;
    }

  bs_data_table_take_table (self->table, bs_table_ref (found->table));
  time = bs_duration_to_string (found->ns);
  count = bs_format_count (found->n_rows);
  if (found->n_rows > BS_QUERY_JOB_ROWS)
    {
      g_autofree char *first = bs_format_count (BS_QUERY_JOB_ROWS);

      /* Translators: how many rows are shown, how many there are, and how long it took */
      text = g_strdup_printf (_ ("the first %s of %s rows, %s"), first, count, time);
    }
  else
    /* Translators: how many rows, and how long it took */
    text = g_strdup_printf (ngettext ("%s row, %s", "%s rows, %s", (gulong) found->n_rows), count,
                            time);
  gtk_label_set_label (self->status, text);
}

static void
update_history (BsConsolePanel *self)
{
  gtk_widget_set_sensitive (self->earlier_button, self->at > 0);
  gtk_widget_set_sensitive (self->later_button, self->at + 1 < self->history->len);
}

static void
remember (BsConsolePanel *self, const char *sql)
{
  const char *last = self->history->len > 0
                         ? g_ptr_array_index (self->history, self->history->len - 1)
                         : NULL;

  if (g_strcmp0 (last, sql) != 0)
    g_ptr_array_add (self->history, g_strdup (sql));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  self->at = self->history->len - 1;
  update_history (self);
}

static void
run (BsConsolePanel *self)
{
  g_autofree char *sql = g_strstrip (get_sql (self));
  BsTrace *trace;

  if (self->debugger == NULL || *sql == '\0')
    return;

  cancel (self);
  show_problem (self, NULL);
  /* A branch has no file of its own. */
  trace = bs_branches_get_recording (bs_debugger_get_branches (self->debugger))->trace;
  if (trace->path == NULL)
    {
      show_problem (self, _ ("This trace has no file to ask. Save it first."));
      return;
    }
  if (trace != bs_debugger_get_trace (self->debugger))
    show_problem (self, _ ("The recording is asked, not the branch that is shown. Save the branch "
                           "as a trace to ask it."));
  remember (self, sql);
  self->running = g_cancellable_new ();
  set_running (self, TRUE);
  bs_query_job_start (G_OBJECT (self), trace->path, sql, part_cb, self->running, done_cb, NULL);
}

static void
show_history (BsConsolePanel *self, int delta)
{
  int at = (int) self->at + delta;

  if (at < 0 || at >= (int) self->history->len)
    return;

  self->at = (guint) at;
  gtk_text_buffer_set_text (get_buffer (self), g_ptr_array_index (self->history, self->at), -1);
  update_history (self);
}

static void
earlier_cb (BsConsolePanel *self)
{
  show_history (self, -1);
}

static void
later_cb (BsConsolePanel *self)
{
  show_history (self, 1);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsConsolePanel *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && (state & GDK_CONTROL_MASK))
    run (self);
  else if (key == GDK_KEY_Escape && self->running != NULL)
    cancel (self);
  else if (key == GDK_KEY_Up && (state & GDK_ALT_MASK))
    earlier_cb (self);
  else if (key == GDK_KEY_Down && (state & GDK_ALT_MASK))
    later_cb (self);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
recipe_cb (BsConsolePanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->recipes);

  /* The first item is what the list is. */
  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return;

  bs_console_panel_open (self, bs_recipes[selected - 1].sql);
  gtk_drop_down_set_selected (self->recipes, 0);
}

/* A row that is about a decision goes there. */
static void
row_cb (BsConsolePanel *self, guint row)
{
  BsTable *table = bs_data_table_get_table (self->table);

  for (guint i = 0; table != NULL && i < bs_table_get_n_columns (table); i++)
    {
      gint64 decision;

      if (!g_str_equal (bs_table_get_column_name (table, i), "decision")
          || bs_table_get_column_kind (table, i) != BS_COLUMN_INTEGER
          || bs_table_is_missing (table, row, i))
        continue;
      decision = bs_table_get_integer (table, row, i);
      if (self->debugger != NULL && decision > 0
          && decision <= bs_clock_get_n_decisions (bs_debugger_get_clock (self->debugger)))
        bs_clock_seek (bs_debugger_get_clock (self->debugger), (guint32) decision);
      return;
    }
}

static void
scheme_cb (BsConsolePanel *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (get_buffer (self)), scheme);
}

/* Words of all recipes: names of views and columns, and what SQL has. */
static void
add_words (BsConsolePanel *self)
{
  GtkSourceCompletion *completion = gtk_source_view_get_completion (self->editor);
  g_autoptr (GtkSourceCompletionWords) words = gtk_source_completion_words_new (NULL);
  g_autoptr (GtkTextBuffer) known = gtk_text_buffer_new (NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; bs_recipes[i].name != NULL; i++)
    g_string_append_printf (text, "%s\n", bs_recipes[i].sql);
  gtk_text_buffer_set_text (known, text->str, -1);
  g_string_free (text, TRUE);
  gtk_source_completion_words_register (words, known);
  gtk_source_completion_words_register (words, get_buffer (self));
  gtk_source_completion_add_provider (completion, GTK_SOURCE_COMPLETION_PROVIDER (words));
  g_object_set_data_full (G_OBJECT (self->editor), "known-words", g_object_ref (known),
                          g_object_unref);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsConsolePanel *self = BS_CONSOLE_PANEL (view);

  cancel (self);
  g_set_object (&self->debugger, debugger);
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
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_CONSOLE_PANEL);
  self->table = NULL;

  G_OBJECT_CLASS (bs_console_panel_parent_class)->dispose (object);
}

static void
bs_console_panel_finalize (GObject *object)
{
  g_ptr_array_unref (BS_CONSOLE_PANEL (object)->history);

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

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (BS_TYPE_DATA_TABLE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/console-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, box);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, recipes);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, later_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, run_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, editor);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, problem);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, status);
  gtk_widget_class_bind_template_child (widget_class, BsConsolePanel, table);
}

static void
bs_console_panel_init (BsConsolePanel *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_source_buffer_set_language (
      GTK_SOURCE_BUFFER (get_buffer (self)),
      gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "sql"));
  scheme_cb (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (scheme_cb),
                           self, G_CONNECT_SWAPPED);
  add_words (self);
  gtk_text_buffer_set_text (get_buffer (self), bs_recipes[0].sql, -1);
  gtk_label_set_label (self->status, _ ("Ctrl+Enter runs the query"));
  bs_data_table_set_label (self->table, _ ("Rows of the query"));

  gtk_string_list_append (titles, _ ("Recipes"));
  for (guint i = 0; bs_recipes[i].name != NULL; i++)
    gtk_string_list_append (titles, _ (bs_recipes[i].summary));
  gtk_drop_down_set_model (self->recipes, G_LIST_MODEL (titles));
  gtk_drop_down_set_expression (
      self->recipes, gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  g_signal_connect_swapped (self->recipes, "notify::selected", G_CALLBACK (recipe_cb), self);
  g_signal_connect_swapped (self->run_button, "clicked", G_CALLBACK (run), self);
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (cancel), self);
  g_signal_connect_swapped (self->earlier_button, "clicked", G_CALLBACK (earlier_cb), self);
  g_signal_connect_swapped (self->later_button, "clicked", G_CALLBACK (later_cb), self);
  g_signal_connect_swapped (self->table, "row-activated", G_CALLBACK (row_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
bs_console_panel_open (BsConsolePanel *self, const char *sql)
{
  g_return_if_fail (BS_IS_CONSOLE_PANEL (self));

  gtk_text_buffer_set_text (get_buffer (self), sql, -1);
  run (self);
}

const char *
bs_console_panel_get_status (BsConsolePanel *self)
{
  g_return_val_if_fail (BS_IS_CONSOLE_PANEL (self), "");

  return gtk_label_get_label (self->status);
}
