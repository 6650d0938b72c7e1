/* SPDX-License-Identifier: Apache-2.0 */
/* The panel of the dataflow graph: every control, and what it does. */
#include "config.h"

#include <math.h>

#include "app/window/debug/graph-chooser.h"
#include "app/window/debug/graph-details.h"
#include "app/window/debug/graph-legend.h"
#include "app/window/debug/graph-panel.h"
#include "app/window/parts/head-titles.h"
#include "app/window/parts/theme.h"
#include "app/window/debug/graph-search.h"
#include "app/window/parts/view-frame.h"
#include "tests/window/fixture.h"
#include "viz/graph/graph-painter.h"

#define PATIENCE 400
#define NONE BS_GRAPH_NONE

typedef struct
{
  PageFixture base;
  BsGraphPanel *panel;
  BsGraphCanvas *graph;
  BsGraphDetails *details;
} Fixture;

static void
wait_for_layout (Fixture *self)
{
  g_autoptr (BsGraphLayout) layout = NULL;

  for (guint i = 0; i < PATIENCE && layout == NULL; i++)
    {
      layout = bs_graph_canvas_get_layout (self->graph);
      test_spin (10);
    }
  g_assert_nonnull (layout);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  test_set_animations (FALSE);
  page_fixture_init (&self->base, NULL);
  self->panel = BS_GRAPH_PANEL (test_find (GTK_WIDGET (self->base.page), BS_TYPE_GRAPH_PANEL));
  self->graph = BS_GRAPH_CANVAS (test_find (GTK_WIDGET (self->panel), BS_TYPE_GRAPH_CANVAS));
  self->details = BS_GRAPH_DETAILS (test_find (GTK_WIDGET (self->panel), BS_TYPE_GRAPH_DETAILS));
  wait_for_layout (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  page_fixture_clear (&self->base);
}

static const BsGraphShow *
show (Fixture *self)
{
  return bs_graph_canvas_get_show (self->graph);
}

static gboolean
act (Fixture *self, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (self->panel), action, NULL);
}

/* By what it is called, whether it says so or is a picture. */
static GtkWidget *
find_called (GtkWidget *widget, const char *label)
{
  g_autofree char *wrong = NULL;

  if (GTK_IS_BUTTON (widget)
      && (wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                      GTK_ACCESSIBLE_PROPERTY_LABEL, label))
             == NULL)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_called (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
button (Fixture *self, const char *label)
{
  GtkWidget *found = test_find_labelled (GTK_WIDGET (self->panel), GTK_TYPE_BUTTON, label);

  if (found == NULL)
    found = find_called (GTK_WIDGET (self->panel), label);
  g_assert_nonnull (found);
  return found;
}

static void
click (Fixture *self, const char *label)
{
  g_signal_emit_by_name (button (self, label), "clicked");
  test_spin (30);
}

static gboolean
press (Fixture *self, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->graph));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
    }
  test_spin (20);

  return handled;
}

/* Nodes, By type and By input; the canvas and the buttons agree. */
static void
test_modes (Fixture *self, gconstpointer data)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button (self, "By type")), TRUE);
  g_assert_cmpint (show (self)->mode, ==, BS_GRAPH_TYPES);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button (self, "By input")), TRUE);
  g_assert_cmpint (show (self)->mode, ==, BS_GRAPH_INPUTS);
  bs_graph_canvas_set_mode (self->graph, BS_GRAPH_NODES);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button (self, "Nodes"))));
  test_spin (30);
}

/* Nothing of a title is cut: it goes into a row of its own, and modes become pictures. */
static void
test_head (Fixture *self, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self->panel)));
  GtkWidget *titles = test_find (GTK_WIDGET (self->panel), BS_TYPE_HEAD_TITLES);
  gboolean seen_icons = FALSE, seen_names = FALSE;

  for (int width = 760; width <= 1900; width += 190)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), width, 700);
      test_spin (150);
      for (GtkWidget *label = gtk_widget_get_first_child (titles); label != NULL;
           label = gtk_widget_get_next_sibling (label))
        if (gtk_widget_get_child_visible (label))
          g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
      if (test_find_labelled (GTK_WIDGET (self->panel), GTK_TYPE_TOGGLE_BUTTON, "By type") != NULL)
        seen_names = TRUE;
      else
        seen_icons = TRUE;
    }
  g_assert_true (seen_icons);
  g_assert_true (seen_names);
}

/* In the middle of the tray, at its end, whatever the direction. */
static void
test_step_button (Fixture *self, gconstpointer data)
{
  GtkWidget *step = find_called (GTK_WIDGET (self->panel), "Run this batch");
  GtkWidget *canvas = GTK_WIDGET (self->graph);
  BsStyle style;
  graphene_rect_t at;
  double middle;

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      GtkTextDirection direction = mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR;
      double width, height;

      gtk_widget_set_direction (canvas, direction);
      gtk_widget_set_direction (step, direction);
      gtk_widget_queue_allocate (gtk_widget_get_parent (step));
      test_spin (100);
      width = gtk_widget_get_width (canvas);
      height = gtk_widget_get_height (canvas);
      bs_theme_read (canvas, &style);
      middle = height - bs_graph_tray_middle (&style, width, height);
      g_assert_true (gtk_widget_compute_bounds (step, canvas, &at));
      g_assert_cmpfloat_with_epsilon (at.origin.y + at.size.height / 2.0, middle, 1.0);
      g_assert_cmpfloat_with_epsilon (mirrored ? at.origin.x : width - at.origin.x - at.size.width,
                                      30.0, 1.0);
    }
}

static void
test_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);
  const BsTraceGraph *graph = layout->unpacked;
  guint32 first, ran;

  /* Without a selection arrows are left to the view, and Escape to others. */
  g_assert_false (press (self, GDK_KEY_Right));
  g_assert_false (press (self, GDK_KEY_Escape));
  g_assert_true (press (self, GDK_KEY_Return));
  first = bs_graph_canvas_get_selected (self->graph);
  g_assert_cmpuint (graph->node_decision[first], ==, 1);
  g_assert_true (press (self, GDK_KEY_Right));
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==,
                    graph->graph->outputs[graph->graph->output_start[first]]);
  ran = graph->node_decision[bs_graph_canvas_get_selected (self->graph)];
  g_assert_true (press (self, GDK_KEY_Return));
  test_spin (50);
  g_assert_cmpuint (bs_clock_get_decision (self->base.clock), ==, ran);
  g_assert_true (press (self, GDK_KEY_Down));
  g_assert_true (press (self, GDK_KEY_Escape));
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==, NONE);

  /* Pills: Enter begins, arrows move, Enter unfolds, Escape folds and deselects. */
  bs_graph_canvas_set_mode (self->graph, BS_GRAPH_TYPES);
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_cmpuint (show (self)->pill.type, !=, NONE);
  g_assert_true (press (self, GDK_KEY_Down));
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_true (bs_graph_spot_equal (&show (self)->pill, &show (self)->open));
  g_assert_true (press (self, GDK_KEY_Escape));
  g_assert_cmpuint (show (self)->open.type, ==, NONE);
  g_assert_true (press (self, GDK_KEY_Escape));
  g_assert_cmpuint (show (self)->pill.type, ==, NONE);
}

/* What is said of a node follows the clock; its buttons lead on. */
static void
test_details (Fixture *self, gconstpointer data)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);
  const BsTraceGraph *graph = layout->unpacked;
  g_autofree char *before = NULL, *input = NULL, *batch = NULL;
  guint32 node = 0;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->details)));
  while (graph->graph->input_start[node] == graph->graph->input_start[node + 1])
    node++;
  bs_graph_canvas_select (self->graph, node);
  test_spin (30);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->details)));
  before = g_strdup (bs_graph_details_get_text (self->details));
  batch = g_strdup_printf ("Batch %u", graph->node_decision[node]);
  click (self, batch);
  g_assert_cmpuint (bs_clock_get_decision (self->base.clock), ==, graph->node_decision[node]);
  g_assert_cmpstr (bs_graph_details_get_text (self->details), !=, before);

  act (self, "graph.go-to-ready");
  test_spin (30);
  g_assert_cmpuint (bs_clock_get_decision (self->base.clock), ==, graph->node_ready[node]);

  g_assert_false (show (self)->cone);
  click (self, "Whole cone");
  g_assert_true (show (self)->cone);
  click (self, "Follow");
  g_assert_true (show (self)->follow_node);
  click (self, "Follow");
  g_assert_false (show (self)->follow_node);

  input = g_strdup_printf ("%u", graph->graph->inputs[graph->graph->input_start[node]]);
  click (self, input);
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==,
                    graph->graph->inputs[graph->graph->input_start[node]]);
  act (self, "graph.deselect");
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==, NONE);
  test_spin (30);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->details)));
}

static void
test_inputs (Fixture *self, gconstpointer data)
{
  BsGraphChooser *chooser = BS_GRAPH_CHOOSER (
      test_find (GTK_WIDGET (self->panel), BS_TYPE_GRAPH_CHOOSER));
  GListModel *model = bs_graph_chooser_get_model (chooser);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);
  guint32 n = layout->unpacked->graph->n_instances;

  bs_graph_chooser_find (chooser, "");
  for (guint i = 0; i < PATIENCE && g_list_model_get_n_items (model) != n; i++)
    test_spin (10);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n);
  bs_graph_chooser_find (chooser, "S2");
  for (guint i = 0; i < PATIENCE && g_list_model_get_n_items (model) != 1; i++)
    test_spin (10);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  bs_graph_canvas_set_mode (self->graph, BS_GRAPH_INPUTS);
  bs_graph_chooser_choose (chooser, 0);
  g_assert_cmpuint (show (self)->lane, ==, 1);
  g_assert_cmpint (show (self)->mode, ==, BS_GRAPH_NODES);
  test_spin (30);
  act (self, "graph.previous-input");
  g_assert_cmpuint (show (self)->lane, ==, 0);
  /* There is none before. */
  act (self, "graph.previous-input");
  g_assert_cmpuint (show (self)->lane, ==, 0);
  act (self, "graph.next-input");
  g_assert_cmpuint (show (self)->lane, ==, 1);
  act (self, "graph.all-inputs");
  g_assert_cmpuint (show (self)->lane, ==, NONE);

  bs_graph_canvas_select (self->graph, 0);
  act (self, "graph.only-input");
  g_assert_cmpuint (show (self)->lane, ==, layout->lane[0]);
  act (self, "graph.whole");
  g_assert_cmpuint (show (self)->lane, ==, NONE);
  g_assert_cmpuint (show (self)->node, ==, NONE);
  test_spin (30);
}

static void
test_search (Fixture *self, gconstpointer data)
{
  BsGraphSearch *search = BS_GRAPH_SEARCH (
      test_find (GTK_WIDGET (self->panel), BS_TYPE_GRAPH_SEARCH));
  GtkWidget *entry = test_find (GTK_WIDGET (search), GTK_TYPE_SEARCH_ENTRY);
  guint32 first, second;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (search)));
  act (self, "graph.search");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (search)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "leaf");
  for (guint i = 0; i < PATIENCE && bs_graph_search_get_n_found (search) == 0; i++)
    test_spin (10);
  g_assert_cmpuint (bs_graph_search_get_n_found (search), >, 1);
  first = bs_graph_canvas_get_selected (self->graph);
  g_assert_cmpuint (first, !=, NONE);
  bs_graph_search_step (search, TRUE);
  second = bs_graph_canvas_get_selected (self->graph);
  g_assert_cmpuint (second, >, first);
  bs_graph_search_step (search, FALSE);
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==, first);
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such word");
  for (guint i = 0; i < PATIENCE && !test_says (GTK_WIDGET (search), "No node matches"); i++)
    test_spin (10);
  g_assert_true (test_says (GTK_WIDGET (search), "No node matches"));
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (search)));
}

/* Whether what is dimmed is what the recording says is put off. */
static gboolean
is_in_step (Fixture *self, guint32 decision)
{
  BsTrace *trace = self->base.trace;

  for (guint t = 0; t < trace->types->n_types; t++)
    if (bs_graph_canvas_get_muted (self->graph, t)
        != bs_graph_legend_is_put_off (trace, decision, t))
      return FALSE;

  return TRUE;
}

static void
test_legend (Fixture *self, gconstpointer data)
{
  GtkWidget *legend = test_find (GTK_WIDGET (self->panel), BS_TYPE_GRAPH_LEGEND), *leaf;
  BsTrace *trace = self->base.trace;
  guint n_muted = 0;

  act (self, "graph.legend");
  g_assert_true (gtk_widget_get_visible (legend));
  leaf = test_find_labelled (legend, GTK_TYPE_TOGGLE_BUTTON, "leaf");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (leaf), FALSE);
  g_assert_true (bs_graph_canvas_get_muted (self->graph, 0));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (leaf), TRUE);
  g_assert_false (bs_graph_canvas_get_muted (self->graph, 0));

  /* What is put off is what the recording says. */
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (test_find_labelled (legend, GTK_TYPE_TOGGLE_BUTTON, "Dim put off")), TRUE);
  for (guint32 d = 1; d <= trace->n_decisions; d++)
    {
      bs_clock_scrub (self->base.clock, d);
      for (guint i = 0; i < PATIENCE && !is_in_step (self, d); i++)
        test_spin (5);
      g_assert_true (is_in_step (self, d));
      for (guint t = 0; t < trace->types->n_types; t++)
        {
          n_muted += bs_graph_canvas_get_muted (self->graph, t);
          g_assert_false (t == bs_trace_decision (trace, d)->type
                          && bs_graph_canvas_get_muted (self->graph, t));
        }
    }
  g_assert_cmpuint (n_muted, >, 0);
}

/* A mini-batch is laid out when it is first shown, and forgets what was selected in the one before. */
static void
test_mini_batches (Fixture *self, gconstpointer data)
{
  bs_graph_canvas_select (self->graph, 3);
  bs_graph_canvas_set_lane (self->graph, 1);
  bs_clock_scrub (self->base.clock, self->base.trace->n_decisions);
  g_assert_cmpuint (show (self)->node, ==, NONE);
  g_assert_cmpuint (show (self)->lane, ==, NONE);
  wait_for_layout (self);
  act (self, "graph.search");
  bs_clock_scrub (self->base.clock, 1);
  test_spin (50);
}

static void
test_table (Fixture *self, gconstpointer data)
{
  BsViewFrame *frame = BS_VIEW_FRAME (test_find (GTK_WIDGET (self->panel), BS_TYPE_VIEW_FRAME));
  BsDataTable *table = bs_view_frame_get_data_table (frame);
  guint32 n = self->base.trace->mini_batches[0].n_nodes;

  bs_view_frame_set_show_table (frame, TRUE);
  for (guint i = 0; i < PATIENCE && bs_data_table_get_n_shown (table) != n; i++)
    test_spin (10);
  g_assert_cmpuint (bs_data_table_get_n_shown (table), ==, n);
  g_signal_emit_by_name (table, "row-activated", 4);
  g_assert_cmpuint (bs_graph_canvas_get_selected (self->graph), ==, 4);
  g_assert_false (bs_view_frame_get_show_table (frame));
}

static void
test_saved (Fixture *self, gconstpointer data)
{
  BsView view = { 2.0, 30.0, 12.5, FALSE };
  g_autofree char *text = NULL, *again = NULL;
  static const char *const bad[] = { "",
                                     "x",
                                     "9 9 9 9 9 9 9",
                                     "0 1 2 0 nan inf -inf",
                                     "0 1 2 0 1 1 1 1",
                                     "2 4000000000 4000000000 1 1 0 0" };

  bs_graph_canvas_set_lane (self->graph, 1);
  bs_graph_canvas_select (self->graph, 2);
  bs_canvas_set_view (BS_CANVAS (self->graph), &view);
  text = bs_graph_panel_save_view (self->panel);
  act (self, "graph.whole");
  bs_graph_canvas_set_mode (self->graph, BS_GRAPH_TYPES);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      bs_graph_panel_restore_view (self->panel, bad[i]);
      test_spin (30);
    }
  bs_graph_panel_restore_view (self->panel, NULL);
  bs_graph_panel_restore_view (self->panel, text);
  again = bs_graph_panel_save_view (self->panel);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpint (show (self)->mode, ==, BS_GRAPH_NODES);
  g_assert_cmpuint (show (self)->lane, ==, 1);
  g_assert_cmpuint (show (self)->node, ==, 2);
}

static void
test_menu (Fixture *self, gconstpointer data)
{
  GtkWidget *menu;

  g_assert_true (press (self, GDK_KEY_Menu));
  menu = test_find (GTK_WIDGET (self->panel), GTK_TYPE_POPOVER_MENU);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->panel));
       child != NULL && menu != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      menu = child;
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_visible (menu));
  gtk_popover_popdown (GTK_POPOVER (menu));

  bs_graph_canvas_select (self->graph, 0);
  act (self, "graph.unfold");
  g_assert_cmpuint (show (self)->open.type, !=, NONE);
  act (self, "graph.fold");
  g_assert_cmpuint (show (self)->open.type, ==, NONE);
  act (self, "graph.mute");
  g_assert_true (bs_graph_canvas_get_muted (self->graph, 0));
  act (self, "graph.mute");
  g_assert_false (bs_graph_canvas_get_muted (self->graph, 0));
  act (self, "graph.reveal");
  test_spin (50);
}

/* The words for screen readers say what is selected. */
static void
test_description (Fixture *self, gconstpointer data)
{
  g_autofree char *words = bs_graph_canvas_describe_node (self->graph, 1);
  g_autofree char *description = NULL;

  bs_graph_canvas_select (self->graph, 1);
  description = BS_CANVAS_GET_CLASS (self->graph)
                    ->describe (BS_CANVAS (self->graph), bs_clock_get_decision (self->base.clock));
  g_assert_true (g_str_has_prefix (description, words));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/window/graph/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  ADD ("modes", test_modes);
  ADD ("head", test_head);
  ADD ("step-button", test_step_button);
  ADD ("keys", test_keys);
  ADD ("details", test_details);
  ADD ("inputs", test_inputs);
  ADD ("search", test_search);
  ADD ("legend", test_legend);
  ADD ("mini-batches", test_mini_batches);
  ADD ("table", test_table);
  ADD ("saved", test_saved);
  ADD ("menu", test_menu);
  ADD ("description", test_description);

  return g_test_run ();
}
