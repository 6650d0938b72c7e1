/* SPDX-License-Identifier: Apache-2.0 */
/* The timing panel of a recorded run: its tables are those of the profile, rows lead to the timeline and
 * to their decisions, pictures can be picked, and findings open their query. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/profile/findings-list.h"
#include "app/window/profile/histogram-canvas.h"
#include "app/window/profile/plot-canvas.h"
#include "app/window/profile/shares-canvas.h"
#include "app/window/profile/timing-panel.h"
#include "profiles/report/findings.h"
#include "profiles/timing/timing-tables.h"
#include "tests/window/fixture.h"

#define PATIENCE 400

typedef struct
{
  BsTrace *trace;
  BsPictures *pictures;
  GtkWidget *window;
  BsTimingPanel *panel;
  BsTimingTables *tables;
  BsTimingPictures *shown;
  BsProfileSelection *selection;
  BsDebugger *debugger;
  gint64 shown_t0, shown_t1;
  char *query;
} Fixture;

static char *recorded, *scheduled, *limited;

static void
show_cb (Fixture *self, gint64 t0, gint64 t1)
{
  self->shown_t0 = t0;
  self->shown_t1 = t1;
}

static void
query_cb (GSimpleAction *action, GVariant *sql, gpointer user_data)
{
  Fixture *self = user_data;

  g_free (self->query);
  self->query = g_variant_dup_string (sql, NULL);
}

static BsDataTable *
get_table (Fixture *self)
{
  return bs_view_frame_get_data_table (bs_timing_tables_get_frame (self->tables));
}

static void
wait (Fixture *self)
{
  test_spin (20);
  for (guint i = 0;
       i < PATIENCE
       && (bs_timing_pictures_is_busy (self->shown) || bs_data_table_is_busy (get_table (self))
           || bs_data_table_get_table (get_table (self)) == NULL);
       i++)
    test_spin (20);
  test_spin (60);
}

/* Waits until the table has @n_columns, and begins with @first. */
static BsTable *
wait_table (Fixture *self, const char *first, const char *second)
{
  for (guint i = 0; i < PATIENCE; i++)
    {
      BsTable *table = bs_data_table_get_table (get_table (self));

      if (table != NULL && g_str_equal (bs_table_get_column_name (table, 0), first)
          && g_str_equal (bs_table_get_column_name (table, 1), second)
          && !bs_data_table_is_busy (get_table (self)))
        {
          test_spin (40);
          return bs_data_table_get_table (get_table (self));
        }
      test_spin (20);
    }
  g_assert_not_reached ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const GActionEntry entries[] = {
    { .name = "query", .activate = query_cb, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GError) error = NULL;

  test_set_animations (FALSE);
  self->trace = bs_trace_load (data != NULL ? *(char *const *) data : recorded, NULL, &error);
  g_assert_no_error (error);
  self->pictures = bs_pictures_new (self->trace, NULL);
  self->window = gtk_window_new ();
  self->panel = g_object_new (BS_TYPE_TIMING_PANEL, NULL);
  self->tables = bs_timing_panel_get_tables (self->panel);
  self->shown = bs_timing_panel_get_pictures (self->panel);
  self->selection = bs_profile_selection_new ();
  bs_timing_panel_set_selection (self->panel, self->selection);
  g_signal_connect_swapped (self->selection, "show", G_CALLBACK (show_cb), self);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (self->window, "page", G_ACTION_GROUP (actions));
  self->debugger = bs_debugger_new (self->window, self->pictures);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 500);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->panel));
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->panel), self->debugger);
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (200);
  wait (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->panel), NULL);
  g_object_add_weak_pointer (G_OBJECT (self->panel), (gpointer *) &self->panel);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->debugger);
  for (guint i = 0; self->panel != NULL && i < 100; i++)
    test_spin (20);
  g_assert_null (self->panel);
  g_object_unref (self->selection);
  g_free (self->query);
  bs_pictures_unref (self->pictures);
  bs_trace_unref (self->trace);
}

static void
assert_same (const BsTable *shown, const BsTable *made)
{
  g_assert_cmpuint (bs_table_get_n_rows (shown), ==, bs_table_get_n_rows (made));
  g_assert_cmpuint (bs_table_get_n_columns (shown), ==, bs_table_get_n_columns (made));
  for (guint row = 0; row < bs_table_get_n_rows (shown); row++)
    for (guint column = 0; column < bs_table_get_n_columns (shown); column++)
      {
        g_autofree char *a = bs_table_get_text (shown, row, column);
        g_autofree char *b = bs_table_get_text (made, row, column);

        g_assert_cmpstr (a, ==, b);
      }
}

static void
test_tables (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTiming) timing = bs_timing_new (self->trace, NULL, NULL);
  static const struct
  {
    BsTimingTable tab;
    const char *first, *second;
    BsTable *(*make) (const BsTiming *timing);
  } tabs[] = {
    { BS_TIMING_CELLS, "cell", "types", bs_timing_tables_cells },
    { BS_TIMING_KERNELS, "kernel", "type", bs_timing_tables_kernels },
    { BS_TIMING_BATCHES, "decision", "mini_batch", bs_timing_tables_batches },
    { BS_TIMING_STATES, "state", "batches", bs_timing_tables_states },
    { BS_TIMING_TYPES, "type", "batches", bs_timing_tables_types },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      g_autoptr (BsTable) made = tabs[i].make (timing);

      bs_timing_tables_set_tab (self->tables, tabs[i].tab);
      assert_same (wait_table (self, tabs[i].first, tabs[i].second), made);
    }
}

/* What is selected on the timeline is what is added up, until it is forgotten. */
static void
test_range (Fixture *self, gconstpointer data)
{
  gint64 t0 = self->trace->events->t0, t1 = self->trace->events->t1;
  BsTimingRange range = { t0 + (t1 - t0) / 3, t0 + (t1 - t0) / 2 };
  g_autoptr (BsTiming) timing = bs_timing_new (self->trace, &range, NULL);
  g_autoptr (BsTable) made = bs_timing_tables_types (timing);
  BsTable *before = bs_data_table_get_table (get_table (self));
  GtkWidget *whole;

  bs_profile_selection_set_range (self->selection, range.t0, range.t1);
  for (guint i = 0; i < PATIENCE && bs_data_table_get_table (get_table (self)) == before; i++)
    test_spin (20);
  wait (self);
  assert_same (bs_data_table_get_table (get_table (self)), made);

  whole = test_find_labelled (GTK_WIDGET (self->tables), GTK_TYPE_BUTTON, "Whole trace");
  g_assert_nonnull (whole);
  g_signal_emit_by_name (whole, "clicked");
  g_assert_false (bs_profile_selection_get_range (self->selection, &t0, &t1));
  g_assert_false (gtk_widget_get_visible (whole));
}

/* A row marks its longest event; Enter goes there; the clock marks the row. */
static void
test_rows (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTiming) timing = bs_timing_new (self->trace, NULL, NULL);
  BsTable *table = wait_table (self, "type", "batches");
  int type = bs_type_table_lookup (self->trace->types, bs_table_peek_text (table, 1, 0));
  guint32 longest = timing->types[type].longest;
  BsEvent event;

  g_signal_emit_by_name (get_table (self), "row-selected", 1u);
  g_assert_cmpuint (bs_profile_selection_get_event (self->selection), !=, BS_NO_EVENT);
  event = bs_trace_get_event (self->trace, bs_profile_selection_get_event (self->selection));
  g_assert_cmpuint (event.decision, ==, longest);

  g_signal_emit_by_name (get_table (self), "row-activated", 1u);
  test_spin (60);
  g_assert_cmpuint (bs_debugger_get_decision (self->debugger), ==, longest);
  g_assert_cmpint (self->shown_t0, ==, bs_trace_decision (self->trace, longest)->run_start_ns);
  g_assert_cmpuint (bs_data_table_get_mark (get_table (self)), ==, 1);

  bs_timing_tables_set_tab (self->tables, BS_TIMING_BATCHES);
  wait_table (self, "decision", "mini_batch");
  g_signal_emit_by_name (get_table (self), "row-activated", 6u);
  test_spin (60);
  g_assert_cmpuint (bs_debugger_get_decision (self->debugger), ==, 7);
  g_assert_cmpuint (bs_data_table_get_mark (get_table (self)), ==, 6);
}

/* The longest waits, and the batches that are worst predicted, lead to where they are. */
static void
test_details (Fixture *self, gconstpointer data)
{
  BsDataTable *details;
  BsTable *table;

  for (guint i = 0; i < 2; i++)
    {
      bs_timing_tables_set_tab (self->tables, i == 0 ? BS_TIMING_IDLE : BS_TIMING_PREDICTION);
      wait (self);
      details = bs_view_frame_get_data_table (bs_timing_tables_get_details (self->tables));
      for (guint k = 0;
           k < PATIENCE
           && (bs_data_table_get_table (details) == NULL
               || !g_str_equal (bs_table_get_column_name (bs_data_table_get_table (details), 0),
                                i == 0 ? "cause" : "decision"));
           k++)
        test_spin (20);
      table = bs_data_table_get_table (details);
      g_assert_cmpuint (bs_table_get_n_rows (table), >, 0);
      self->shown_t1 = 0;
      g_signal_emit_by_name (details, "row-activated", 0u);
      g_assert_cmpint (self->shown_t1, >, 0);
    }
  g_assert_cmpuint (bs_timing_pictures_get_picture (self->shown), ==, BS_TIMING_PREDICTED);
  bs_timing_tables_set_tab (self->tables, BS_TIMING_TYPES);
  g_assert_cmpuint (bs_timing_pictures_get_picture (self->shown), ==, BS_TIMING_ROOFLINE);
  wait (self);
}

/* Every picture has its twin, and what is picked in it is gone to. */
static void
test_pictures (Fixture *self, gconstpointer data)
{
  BsViewFrame *frame = bs_timing_pictures_get_frame (self->shown);
  BsPlotCanvas *plot = BS_PLOT_CANVAS (test_find (GTK_WIDGET (self->shown), BS_TYPE_PLOT_CANVAS));
  BsHistogramCanvas *histogram;

  wait (self);
  g_assert_cmpuint (bs_plot_canvas_get_plot (plot)->n_points, >, 10);
  g_signal_emit_by_name (plot, "picked", 10u);
  test_spin (60);
  g_assert_cmpuint (bs_debugger_get_decision (self->debugger), ==,
                    bs_plot_canvas_get_plot (plot)->points[10].decision);
  g_assert_cmpuint (bs_profile_selection_get_event (self->selection), ==,
                    bs_plot_canvas_get_plot (plot)->points[10].event);

  for (guint i = 0; i < BS_N_TIMING_PICTURES; i++)
    {
      BsTable *table = NULL;

      bs_timing_pictures_set_picture (self->shown, i);
      wait (self);
      bs_view_frame_set_show_table (frame, TRUE);
      for (guint k = 0; k < PATIENCE && table == NULL; k++)
        {
          test_spin (20);
          table = bs_data_table_get_table (bs_view_frame_get_data_table (frame));
        }
      g_assert_cmpuint (bs_table_get_n_rows (table), >, 0);
      bs_view_frame_set_show_table (frame, FALSE);
      test_spin (60);
    }

  bs_timing_pictures_set_picture (self->shown, BS_TIMING_HISTOGRAM);
  wait (self);
  histogram = BS_HISTOGRAM_CANVAS (test_find (GTK_WIDGET (self->shown), BS_TYPE_HISTOGRAM_CANVAS));
  g_assert_cmpuint (bs_histogram_canvas_get (histogram)->n, ==, self->trace->n_decisions);
  g_signal_emit_by_name (histogram, "picked", 0u);
  test_spin (60);
  g_assert_cmpuint (bs_debugger_get_decision (self->debugger), ==,
                    bs_histogram_canvas_get (histogram)->bins[0].number);
  g_signal_emit_by_name (get_table (self), "row-selected", 0u);
  wait (self);
  g_assert_cmpuint (bs_histogram_canvas_get (histogram)->n, <, self->trace->n_decisions);
}

static void
test_findings (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) findings = bs_findings_new (self->trace);
  const BsReportFinding *first = findings->pdata[0];
  GtkWidget *list, *query, *show;

  bs_timing_pictures_set_picture (self->shown, BS_TIMING_FINDINGS);
  wait (self);
  list = test_find (GTK_WIDGET (self->shown), BS_TYPE_FINDINGS_LIST);
  query = test_find_labelled (list, GTK_TYPE_BUTTON, "Query");
  g_signal_emit_by_name (query, "clicked");
  g_assert_cmpstr (self->query, ==, first->sql);
  show = test_find_labelled (list, GTK_TYPE_BUTTON, "Show");
  g_assert_nonnull (show);
  self->shown_t1 = 0;
  g_signal_emit_by_name (show, "clicked");
  g_assert_cmpint (self->shown_t1, >, 0);
}

static GtkWidget *
find_tooltip (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_tooltip (child, text);

  return found;
}

/* The filter comes and goes; roofs are measured when they are asked for. */
static void
test_controls (Fixture *self, gconstpointer data)
{
  GtkWidget *find = find_tooltip (GTK_WIDGET (self->tables), "Filter the rows");
  GtkWidget *filter = test_find (GTK_WIDGET (get_table (self)), GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *measure;
  guint n = bs_data_table_get_n_shown (get_table (self));

  g_assert_false (gtk_widget_get_mapped (filter));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find), TRUE);
  test_spin (60);
  g_assert_true (gtk_widget_get_mapped (filter));
  bs_data_table_set_filter (get_table (self), "char");
  wait (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (get_table (self)), ==, 1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find), FALSE);
  wait (self);
  for (guint i = 0; i < PATIENCE && bs_data_table_get_n_shown (get_table (self)) != n; i++)
    test_spin (20);
  g_assert_cmpuint (bs_data_table_get_n_shown (get_table (self)), ==, n);

  measure = test_find_labelled (GTK_WIDGET (self->shown), GTK_TYPE_BUTTON, "Measure roofs");
  g_assert_true (gtk_widget_get_mapped (measure));
  g_signal_emit_by_name (measure, "clicked");
  wait (self);
  for (guint i = 0; i < PATIENCE && gtk_widget_get_visible (measure); i++)
    test_spin (20);
  /* Without OpenBLAS it is offered again. */
  if (!gtk_widget_get_visible (measure))
    g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (test_find_labelled (
                                  GTK_WIDGET (self->shown), GTK_TYPE_TOGGLE_BUTTON, "Roofline")),
                              "this machine"));
}

/* What the machine of the recording can do is in the trace: nothing is to be measured. */
static void
test_limits (Fixture *self, gconstpointer data)
{
  GtkWidget *measure = test_find_labelled (GTK_WIDGET (self->shown), GTK_TYPE_BUTTON,
                                           "Measure roofs");
  GtkWidget *roofline = test_find_labelled (GTK_WIDGET (self->shown), GTK_TYPE_TOGGLE_BUTTON,
                                            "Roofline");

  if (bs_trace_get_info (self->trace, "sgemm_gflops") == NULL)
    {
      g_test_skip ("there is no OpenBLAS");
      return;
    }
  g_assert_false (gtk_widget_get_visible (measure));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (roofline), "machine of the recording"));
}

/* Where there is little room, one of both is shown. */
static void
test_narrow (Fixture *self, gconstpointer data)
{
  GtkWidget *turn;

  gtk_window_set_default_size (GTK_WINDOW (self->window), 680, 320);
  test_spin (300);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->tables)));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->shown)));
  turn = bs_timing_panel_get_turn (self->panel);
  g_assert_true (gtk_widget_get_mapped (turn));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (turn), TRUE);
  test_spin (200);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->tables)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->shown)));
  wait (self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 500);
  test_spin (300);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->tables)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->shown)));
}

/* Nothing ran: all tabs and pictures say so. */
static void
test_without (Fixture *self, gconstpointer data)
{
  for (guint tab = 0; tab < BS_N_TIMING_TABS; tab++)
    {
      bs_timing_tables_set_tab (self->tables, tab);
      wait (self);
    }
  for (guint i = 0; i < BS_N_TIMING_PICTURES; i++)
    {
      bs_timing_pictures_set_picture (self->shown, i);
      wait (self);
      if (i == BS_TIMING_ROOFLINE)
        g_assert_true (test_says (GTK_WIDGET (self->shown), "No kernels that count"));
      if (i == BS_TIMING_PREDICTED)
        g_assert_true (test_says (GTK_WIDGET (self->shown), "Nothing to show"));
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  const char *program = g_getenv ("BATCHSCOPE_CLI");
  int status = 1, result;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  recorded = g_build_filename (folder, "run.bscope", NULL);
  scheduled = g_build_filename (folder, "scheduled.bscope", NULL);
  limited = g_build_filename (folder, "limited.bscope", NULL);
  for (guint i = 0; i < 3 && program != NULL; i++)
    {
      const char *const paths[] = { recorded, scheduled, limited };
      const char *const options[] = { "--no-limits", "--schedule-only", NULL };
      const char *command[] = { program, "record", "--workload", "lattice-lstm", "--batch-size",
                                "4",     "-o",     paths[i],     options[i],     NULL };

      g_spawn_sync (NULL, (char **) command, NULL,
                    G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                    &status, NULL);
      g_assert_cmpint (status, ==, 0);
    }
  if (status == 0)
    {
      ADD ("/window/timing/tables", test_tables);
      ADD ("/window/timing/range", test_range);
      ADD ("/window/timing/rows", test_rows);
      ADD ("/window/timing/details", test_details);
      ADD ("/window/timing/pictures", test_pictures);
      ADD ("/window/timing/findings", test_findings);
      ADD ("/window/timing/controls", test_controls);
      ADD ("/window/timing/narrow", test_narrow);
      g_test_add ("/window/timing/without", Fixture, &scheduled, set_up, test_without, tear_down);
      g_test_add ("/window/timing/limits", Fixture, &limited, set_up, test_limits, tear_down);
    }
  result = g_test_run ();
  g_unlink (recorded);
  g_unlink (scheduled);
  g_unlink (limited);
  g_rmdir (folder);
  g_free (recorded);
  g_free (scheduled);
  g_free (limited);

  return result;
}
