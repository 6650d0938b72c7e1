/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the mini-batch where the clock stands. */
#include "config.h"

#include "app/window/debug/graph-panel.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/debug/graph-chooser.h"
#include "app/window/debug/graph-details.h"
#include "app/window/debug/graph-legend.h"
#include "app/window/debug/graph-search.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/theme.h"
#include "app/window/parts/view-tables.h"
#include "viz/graph/graph-painter.h"

/* From the button on the tray to the edge of the view, and to what is before it. */
#define STEP_MARGIN 30
#define STEP_GAP 8
#define ICON 16

struct _BsGraphPanel
{
  GtkWidget parent_instance;

  BsViewFrame *frame;
  GtkWidget *modes, *tools;
  GtkWidget *nodes_name, *types_name, *inputs_name;
  GtkToggleButton *nodes_toggle, *types_toggle, *inputs_toggle, *legend_toggle, *search_toggle;
  GtkMenuButton *inputs_button;
  BsGraphChooser *inputs;
  BsGraphSearch *search;
  BsGraphLegend *legend;
  BsGraphDetails *details;
  BsGraphCanvas *graph;
  GtkWidget *menu; /* (nullable) */

  BsDebugger *debugger;
  BsFollower *follower;
  guint32 mini_batch;

  char *longest; /* that the subtitle gets in this mini-batch */
  int fitted;    /* the width for which the modes have names or icons; 0: other words */
  int names;     /* how much wider they are than the icons, from when they were shown */
  gboolean want_icons;
  guint fit_source;
};

G_DEFINE_FINAL_TYPE (BsGraphPanel, bs_graph_panel, GTK_TYPE_WIDGET)

static void
update_actions (BsGraphPanel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const BsGraphShow *show = bs_graph_canvas_get_show (self->graph);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);
  gboolean node = layout != NULL && show->node < layout->unpacked->graph->n_nodes;
  gboolean pill = show->pill.type != BS_GRAPH_NONE, alone = show->lane != BS_GRAPH_NONE;
  guint32 n_lanes = layout != NULL ? layout->n_lanes : 0;

  gtk_widget_action_set_enabled (widget, "graph.reveal", node || pill);
  gtk_widget_action_set_enabled (widget, "graph.deselect", node || pill);
  gtk_widget_action_set_enabled (widget, "graph.mute", node || pill);
  gtk_widget_action_set_enabled (widget, "graph.follow-node", node);
  gtk_widget_action_set_enabled (widget, "graph.cone", node);
  gtk_widget_action_set_enabled (widget, "graph.unfold", node || pill);
  gtk_widget_action_set_enabled (widget, "graph.fold", show->open.type != BS_GRAPH_NONE);
  gtk_widget_action_set_enabled (
      widget, "graph.only-input",
      node || (pill && show->mode != BS_GRAPH_TYPES && show->pill.lane < n_lanes));
  gtk_widget_action_set_enabled (widget, "graph.all-inputs", alone);
  gtk_widget_action_set_enabled (widget, "graph.previous-input", alone && show->lane > 0);
  gtk_widget_action_set_enabled (widget, "graph.next-input", alone && show->lane + 1 < n_lanes);
  gtk_widget_action_set_enabled (widget, "graph.go-to-batch",
                                 node
                                     && layout->unpacked->node_decision[show->node] != G_MAXUINT32);
  gtk_widget_action_set_enabled (widget, "graph.go-to-ready",
                                 node && layout->unpacked->node_ready[show->node] != G_MAXUINT32);
}

static void
update_details (BsGraphPanel *self)
{
  if (self->debugger == NULL)
    return;

  bs_graph_details_update (self->details, self->graph, bs_debugger_get_decision (self->debugger));
  update_actions (self);
}

static char *
progress_text (guint64 n_run, guint64 n_nodes, guint64 n_ready)
{
  g_autofree char *run = bs_format_count (n_run);
  g_autofree char *all = bs_format_count (n_nodes);
  g_autofree char *ready = bs_format_count (n_ready);

  return g_strdup_printf (_ ("%s of %s nodes run, %s ready"), run, all, ready);
}

static void
update_progress (BsGraphPanel *self)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  guint64 n_nodes = trace->mini_batches[d->mini_batch].n_nodes, ready = 0;
  g_autofree char *run_text = bs_format_count (d->n_executed);
  g_autofree char *all_text = bs_format_count (n_nodes);
  g_autofree char *text = NULL, *brief = NULL;

  for (guint i = 0; i < d->n_candidates; i++)
    ready += candidates[i].ready;
  text = progress_text (d->n_executed, n_nodes, ready);
  /* Translators: how many nodes have run, and how many there are */
  brief = g_strdup_printf (_ ("%s of %s"), run_text, all_text);
  bs_view_frame_set_subtitles (self->frame, text, brief);
}

/* How much wider the names of the modes are than their icons. */
static int
names_width (BsGraphPanel *self)
{
  GtkWidget *const names[] = { self->nodes_name, self->types_name, self->inputs_name };
  int all = 0;

  if (!gtk_widget_get_visible (names[0]))
    return self->names;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      int width;

      gtk_widget_measure (names[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      all += MAX (width - ICON, 0);
    }

  return all;
}

/* Children cannot change while they are being placed. */
static gboolean
fit_cb (gpointer user_data)
{
  BsGraphPanel *self = user_data;
  GtkWidget *const names[] = { self->nodes_name, self->types_name, self->inputs_name };

  self->fit_source = 0;
  self->names = names_width (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_set_visible (names[i], !self->want_icons);
  return G_SOURCE_REMOVE;
}

/* Names on the modes where the head has room for them. */
static void
fit_modes (BsGraphPanel *self, int width)
{
  gboolean icons = !gtk_widget_get_visible (self->nodes_name);
  int needed;

  if (self->longest == NULL || self->fitted == width)
    return;

  self->fitted = width;
  needed = bs_view_frame_get_narrow (self->frame, self->longest) + (icons ? self->names : 0);
  self->want_icons = needed > width;
  if (self->want_icons != icons && self->fit_source == 0)
    self->fit_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fit_cb, self, NULL);
}

static void
show_content (gpointer user_data)
{
  BsGraphPanel *self = user_data;

  self->mini_batch = BS_GRAPH_NONE;
  bs_canvas_set_content (BS_CANVAS (self->graph), bs_debugger_get_pictures (self->debugger),
                         bs_debugger_get_clock (self->debugger));
  bs_graph_canvas_forget (self->graph);
  bs_graph_legend_set_types (self->legend, bs_debugger_get_trace (self->debugger)->types);
}

/* At once: nodes are numbered within a mini-batch, and a quick click would choose one of the other. */
static void
follow_mini_batch (gpointer user_data)
{
  BsGraphPanel *self = user_data;
  guint32 decision = bs_debugger_get_decision (self->debugger);
  guint32 mini_batch =
      bs_trace_decision (bs_debugger_get_trace (self->debugger), decision)->mini_batch;
  guint64 n_nodes;

  if (mini_batch == self->mini_batch)
    return;

  self->mini_batch = mini_batch;
  n_nodes = bs_debugger_get_trace (self->debugger)->mini_batches[mini_batch].n_nodes;
  g_free (self->longest);
  self->longest = progress_text (n_nodes, n_nodes, n_nodes);
  self->fitted = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  bs_graph_canvas_forget (self->graph);
  bs_graph_search_update (self->search);
}

static void
update (gpointer user_data)
{
  BsGraphPanel *self = user_data;

  update_progress (self);
  update_details (self);
  bs_graph_legend_update (self->legend, bs_debugger_get_decision (self->debugger));
}

static void
shown_cb (BsGraphCanvas *canvas, BsGraphPanel *self)
{
  static const gsize toggles[] = { G_STRUCT_OFFSET (BsGraphPanel, nodes_toggle),
                                   G_STRUCT_OFFSET (BsGraphPanel, types_toggle),
                                   G_STRUCT_OFFSET (BsGraphPanel, inputs_toggle) };
  GtkToggleButton *toggle = G_STRUCT_MEMBER (GtkToggleButton *, self,
                                             toggles[bs_graph_canvas_get_show (canvas)->mode]);

  gtk_toggle_button_set_active (toggle, TRUE);
  update_details (self);
}

static void
ready_cb (BsGraphCanvas *canvas, BsGraphPanel *self)
{
  /* The canvas may outlive the rest of the panel a little. */
  if (self->search == NULL)
    return;

  update_details (self);
  bs_graph_search_update (self->search);
}

static void
mode_toggled_cb (GtkToggleButton *button, BsGraphPanel *self)
{
  if (gtk_toggle_button_get_active (button))
    bs_graph_canvas_set_mode (self->graph, button == self->types_toggle    ? BS_GRAPH_TYPES
                                           : button == self->inputs_toggle ? BS_GRAPH_INPUTS
                                                                           : BS_GRAPH_NODES);
}

static void
search_toggled_cb (GtkToggleButton *button, BsGraphPanel *self)
{
  gboolean on = gtk_toggle_button_get_active (button);

  gtk_widget_set_visible (GTK_WIDGET (self->search), on);
  gtk_widget_grab_focus (on ? GTK_WIDGET (self->search) : GTK_WIDGET (self->graph));
}

static void
search_closed_cb (BsGraphSearch *search, BsGraphPanel *self)
{
  gtk_toggle_button_set_active (self->search_toggle, FALSE);
}

static void
seek (BsGraphPanel *self, guint32 decision)
{
  if (self->debugger != NULL && decision != G_MAXUINT32)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), decision);
}

static void
activated_cb (BsGraphCanvas *canvas, guint node, BsGraphPanel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "graph.go-to-batch", NULL);
}

static void
row_activated_cb (BsDataTable *table, guint row, BsGraphPanel *self)
{
  bs_view_frame_set_show_table (self->frame, FALSE);
  bs_graph_canvas_set_mode (self->graph, BS_GRAPH_NODES);
  bs_graph_canvas_set_lane (self->graph, BS_GRAPH_NONE);
  bs_graph_canvas_select (self->graph, row);
  bs_graph_canvas_reveal (self->graph);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static GMenuModel *
make_menu (void)
{
  static const struct
  {
    const char *label, *action;
    gboolean section; /* begins one */
  } items[] = { { N_ ("Go to its _batch"), "graph.go-to-batch", TRUE },
                { N_ ("Go to where it became _ready"), "graph.go-to-ready", FALSE },
                { N_ ("_Show in view"), "graph.reveal", FALSE },
                { N_ ("_Deselect"), "graph.deselect", FALSE },
                { N_ ("_Follow this node"), "graph.follow-node", TRUE },
                { N_ ("Whole _cone of dependencies"), "graph.cone", FALSE },
                { N_ ("_Unfold"), "graph.unfold", FALSE },
                { N_ ("F_old"), "graph.fold", FALSE },
                { N_ ("Only this _input"), "graph.only-input", TRUE },
                { N_ ("_Previous input"), "graph.previous-input", FALSE },
                { N_ ("_Next input"), "graph.next-input", FALSE },
                { N_ ("_All inputs"), "graph.all-inputs", FALSE },
                { N_ ("Choose an inpu_t…"), "graph.inputs", FALSE },
                { N_ ("Di_m or show this type"), "graph.mute", TRUE },
                { N_ ("Find _nodes…"), "graph.search", FALSE } };
  GMenu *menu = g_menu_new (), *section = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      if (items[i].section)
        {
          g_clear_object (&section);
          section = g_menu_new ();
          g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        }
      g_menu_append (section, _ (items[i].label), items[i].action);
    }
  g_clear_object (&section);
  return G_MENU_MODEL (menu);
}

/* Where there is no pointer, from the middle of the picture. */
static void
menu_cb (BsGraphCanvas *canvas, double x, double y, BsGraphPanel *self)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  if (x < 0)
    {
      at.x = gtk_widget_get_width (GTK_WIDGET (canvas)) / 2;
      at.y = gtk_widget_get_height (GTK_WIDGET (canvas)) / 3;
    }
  {
    double left, top;

    gtk_widget_translate_coordinates (GTK_WIDGET (canvas), GTK_WIDGET (self), at.x, at.y, &left,
                                      &top);
    at.x = (int) left;
    at.y = (int) top;
  }
  update_actions (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The input of what is selected. */
static guint32
selected_lane (BsGraphPanel *self)
{
  const BsGraphShow *show = bs_graph_canvas_get_show (self->graph);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);

  if (layout != NULL && show->node < layout->unpacked->graph->n_nodes)
    return layout->lane[show->node];

  return show->pill.lane;
}

static guint
selected_type (BsGraphPanel *self)
{
  const BsGraphShow *show = bs_graph_canvas_get_show (self->graph);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);

  if (layout != NULL && show->node < layout->unpacked->graph->n_nodes)
    return layout->unpacked->graph->type[show->node];

  return show->pill.type;
}

static void
input_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);
  guint32 lane = bs_graph_canvas_get_show (self->graph)->lane;

  if (g_str_equal (name, "graph.only-input"))
    lane = selected_lane (self);
  else if (g_str_equal (name, "graph.previous-input"))
    lane--;
  else if (g_str_equal (name, "graph.next-input"))
    lane++;
  else
    lane = BS_GRAPH_NONE;
  if (lane != BS_GRAPH_NONE)
    bs_graph_canvas_set_mode (self->graph, BS_GRAPH_NODES);
  bs_graph_canvas_set_lane (self->graph, lane);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
node_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);
  const BsGraphShow *show = bs_graph_canvas_get_show (self->graph);
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->graph);
  gboolean node = layout != NULL && show->node < layout->unpacked->graph->n_nodes;

  if (g_str_equal (name, "graph.whole"))
    bs_graph_canvas_forget (self->graph);
  else if (g_str_equal (name, "graph.deselect"))
    {
      bs_graph_canvas_select (self->graph, BS_GRAPH_NONE);
      bs_graph_canvas_select_pill (self->graph, NULL);
    }
  else if (g_str_equal (name, "graph.reveal"))
    bs_graph_canvas_reveal (self->graph);
  else if (g_str_equal (name, "graph.follow-node"))
    bs_graph_canvas_set_follow_node (self->graph, !show->follow_node);
  else if (g_str_equal (name, "graph.cone"))
    bs_graph_canvas_set_cone (self->graph, !show->cone);
  else if (g_str_equal (name, "graph.unfold") || g_str_equal (name, "graph.fold"))
    bs_graph_canvas_unfold (self->graph, g_str_equal (name, "graph.unfold"));
  else if (g_str_equal (name, "graph.mute"))
    {
      guint type = selected_type (self);

      bs_graph_canvas_set_muted (self->graph, type, !bs_graph_canvas_get_muted (self->graph, type));
      bs_graph_legend_set_types (self->legend, bs_debugger_get_trace (self->debugger)->types);
      bs_graph_legend_update (self->legend, bs_debugger_get_decision (self->debugger));
    }
  else if (node)
    seek (self, g_str_equal (name, "graph.go-to-batch")
                    ? layout->unpacked->node_decision[show->node]
                    : layout->unpacked->node_ready[show->node]);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
number_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);

  if (g_str_equal (name, "graph.seek"))
    {
      seek (self, g_variant_get_uint32 (parameter));
    }
  else
    {
      bs_graph_canvas_select (self->graph, g_variant_get_uint32 (parameter));
      bs_graph_canvas_reveal (self->graph);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);
  GtkToggleButton *toggle = g_str_equal (name, "graph.search") ? self->search_toggle
                                                               : self->legend_toggle;

  if (g_str_equal (name, "graph.inputs"))
    gtk_menu_button_popup (self->inputs_button);
  else
    gtk_toggle_button_set_active (toggle, !gtk_toggle_button_get_active (toggle));
}

/* In the middle of the tray, at its end. */
static gboolean
place_step_cb (GtkOverlay *overlay, GtkWidget *button, GdkRectangle *place, BsGraphPanel *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (overlay));
  int height = gtk_widget_get_height (GTK_WIDGET (overlay));
  BsStyle style;
  double middle;

  bs_theme_read (GTK_WIDGET (self->graph), &style);
  middle = bs_graph_tray_middle (&style, width, height);
  gtk_widget_set_child_visible (button, middle > 0.0);
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place->width, NULL, NULL);
  gtk_widget_measure (button, GTK_ORIENTATION_VERTICAL, -1, NULL, &place->height, NULL, NULL);
  place->x = style.right_to_left ? STEP_MARGIN : width - STEP_MARGIN - place->width;
  place->y = (int) (height - middle - place->height / 2.0);
  bs_graph_canvas_set_tray_room (self->graph, place->width + STEP_MARGIN - 12 + STEP_GAP);
  return TRUE;
}

static gboolean
bs_graph_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_GRAPH_PANEL (widget)->graph));
}

static void
bs_graph_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);

  int least;

  fit_modes (self, width);
  gtk_widget_measure (GTK_WIDGET (self->frame), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);
  gtk_widget_allocate (GTK_WIDGET (self->frame), MAX (width, least), height, baseline, NULL);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
bs_graph_panel_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bs_graph_panel_parent_class)->css_changed (widget, change);
  BS_GRAPH_PANEL (widget)->fitted = 0;
}

static void
bs_graph_panel_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (widget);

  gtk_widget_measure (GTK_WIDGET (self->frame), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* It makes room by leaving out words. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL && gtk_widget_get_visible (self->nodes_name))
    *minimum = MAX (*minimum - names_width (self), 1);
}

static void
bs_graph_panel_dispose (GObject *object)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_pointer (&self->longest, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_GRAPH_PANEL);

  G_OBJECT_CLASS (bs_graph_panel_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  static const char *const inputs[] = { "graph.only-input", "graph.all-inputs",
                                        "graph.previous-input", "graph.next-input" };
  static const char *const nodes[] = { "graph.whole",       "graph.deselect", "graph.reveal",
                                       "graph.follow-node", "graph.cone",     "graph.unfold",
                                       "graph.fold",        "graph.mute",     "graph.go-to-batch",
                                       "graph.go-to-ready" };
  static const char *const opens[] = { "graph.inputs", "graph.search", "graph.legend" };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    gtk_widget_class_install_action (klass, inputs[i], NULL, input_action);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    gtk_widget_class_install_action (klass, nodes[i], NULL, node_action);
  for (guint i = 0; i < G_N_ELEMENTS (opens); i++)
    gtk_widget_class_install_action (klass, opens[i], NULL, open_action);
  gtk_widget_class_install_action (klass, "graph.select", "u", number_action);
  gtk_widget_class_install_action (klass, "graph.seek", "u", number_action);
}

static void
bs_graph_panel_class_init (BsGraphPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_graph_panel_dispose;
  widget_class->grab_focus = bs_graph_panel_grab_focus;
  widget_class->focus = bs_focus_children;
  widget_class->size_allocate = bs_graph_panel_size_allocate;
  widget_class->measure = bs_graph_panel_measure;
  widget_class->css_changed = bs_graph_panel_css_changed;
  install_actions (widget_class);

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_GRAPH_CANVAS);
  g_type_ensure (BS_TYPE_GRAPH_DETAILS);
  g_type_ensure (BS_TYPE_GRAPH_CHOOSER);
  g_type_ensure (BS_TYPE_GRAPH_LEGEND);
  g_type_ensure (BS_TYPE_GRAPH_SEARCH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/graph-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, modes);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, nodes_name);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, types_name);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, inputs_name);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, tools);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, nodes_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, types_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, inputs_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, legend_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, search_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, inputs_button);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, inputs);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, search);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, legend);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, details);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, graph);
  gtk_widget_class_bind_template_callback (widget_class, place_step_cb);
}

static void
bs_graph_panel_init (BsGraphPanel *self)
{
  GtkToggleButton *modes[3];

  self->mini_batch = BS_GRAPH_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);

  bs_graph_chooser_set_canvas (self->inputs, self->graph);
  bs_graph_search_set_canvas (self->search, self->graph);
  bs_graph_legend_set_canvas (self->legend, self->graph);
  bs_view_frame_set_table (self->frame, bs_view_table_nodes, TRUE, NULL, NULL);
  modes[0] = self->nodes_toggle;
  modes[1] = self->types_toggle;
  modes[2] = self->inputs_toggle;
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    g_signal_connect (modes[i], "toggled", G_CALLBACK (mode_toggled_cb), self);
  g_signal_connect (self->search_toggle, "toggled", G_CALLBACK (search_toggled_cb), self);
  g_object_bind_property (self->legend_toggle, "active", self->legend, "visible",
                          G_BINDING_DEFAULT);
  g_signal_connect (self->search, "closed", G_CALLBACK (search_closed_cb), self);
  g_signal_connect (self->graph, "selected", G_CALLBACK (shown_cb), self);
  g_signal_connect (self->graph, "shown", G_CALLBACK (shown_cb), self);
  g_signal_connect (self->graph, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->graph, "activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self->graph, "menu", G_CALLBACK (menu_cb), self);
  g_signal_connect (bs_view_frame_get_data_table (self->frame), "row-activated",
                    G_CALLBACK (row_activated_cb), self);
}

void
bs_graph_panel_set_debugger (BsGraphPanel *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  bs_view_frame_set_debugger (self->frame, debugger);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, show_content, follow_mini_batch, update, self);
  else
    bs_canvas_set_content (BS_CANVAS (self->graph), NULL, NULL);
}

void
bs_graph_panel_append_control (BsGraphPanel *self, GtkWidget *widget)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  gtk_box_append (GTK_BOX (self->tools), widget);
}

void
bs_graph_panel_zoom (BsGraphPanel *self, double factor)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  bs_canvas_zoom (BS_CANVAS (self->graph), factor);
}

char *
bs_graph_panel_save_view (BsGraphPanel *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_PANEL (self), NULL);

  return bs_graph_canvas_save (self->graph);
}

void
bs_graph_panel_restore_view (BsGraphPanel *self, const char *text)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  bs_graph_canvas_restore (self->graph, text);
}
