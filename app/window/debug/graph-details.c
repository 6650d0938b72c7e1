/* SPDX-License-Identifier: Apache-2.0 */
/* What is selected in the graph. */
#include "config.h"

#include "app/window/debug/graph-details.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-words.h"
#include "app/window/parts/format.h"

/* Inputs and readers have a button each up to so many. */
#define MAX_BUTTONS 5

struct _BsGraphDetails
{
  GtkWidget parent_instance;

  GtkWidget *crumbs, *links, *row;
  GtkToggleButton *follow, *cone;
  GtkLabel *text;

  /* What the buttons were made for. */
  const BsTraceGraph *graph; /* unowned: only compared */
  guint32 node, lane, mini_batch;
};

G_DEFINE_FINAL_TYPE (BsGraphDetails, bs_graph_details, GTK_TYPE_WIDGET)

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *tooltip, const char *action,
            const char *format, guint32 target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "numeric");
  gtk_widget_set_tooltip_text (button, tooltip);
  if (format != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), format, target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_icon (GtkWidget *box, const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = add_button (box, "", tooltip, action, NULL, 0);

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
}

static void
add_word (GtkWidget *box, const char *word)
{
  GtkWidget *label = gtk_label_new (word);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
}

static void
make_crumbs (BsGraphDetails *self, const BsGraphShow *show, gboolean has_node)
{
  g_autofree char *mini_batch = g_strdup_printf (_ ("Mini-batch %u"), self->mini_batch);

  clear (self->crumbs);
  add_button (self->crumbs, mini_batch, _ ("All inputs, nothing selected"), "graph.whole", NULL, 0);
  if (show->lane != BS_GRAPH_NONE)
    {
      g_autofree char *input = g_strdup_printf (_ ("Input %u"), show->lane + 1);

      add_word (self->crumbs, "›");
      add_icon (self->crumbs, "go-up-symbolic", _ ("Previous input"), "graph.previous-input");
      add_button (self->crumbs, input, _ ("This input alone, nothing selected"), "graph.deselect",
                  NULL, 0);
      add_icon (self->crumbs, "go-down-symbolic", _ ("Next input"), "graph.next-input");
      add_icon (self->crumbs, "window-close-symbolic", _ ("All inputs"), "graph.all-inputs");
    }
  if (has_node)
    {
      g_autofree char *node = g_strdup_printf (_ ("Node %u"), show->node);

      add_word (self->crumbs, "›");
      add_button (self->crumbs, node, _ ("Show this node"), "graph.reveal", NULL, 0);
      add_icon (self->crumbs, "window-close-symbolic", _ ("Deselect the node (Escape)"),
                "graph.deselect");
    }
}

/* Buttons to other nodes; of many the first. */
static void
add_nodes (BsGraphDetails *self, const char *word, const guint32 *nodes, guint32 n)
{
  guint32 last = BS_GRAPH_NONE, made = 0;

  if (n == 0)
    return;
  add_word (self->links, word);
  for (guint32 i = 0; i < n && made < MAX_BUTTONS; i++)
    {
      char number[16];

      if (nodes[i] == last)
        continue;
      last = nodes[i];
      made++;
      g_snprintf (number, sizeof number, "%u", nodes[i]);
      add_button (self->links, number, _ ("Select this node"), "graph.select", "u", nodes[i]);
    }
  if (n > MAX_BUTTONS)
    add_word (self->links, "…");
}

static void
add_decision (BsGraphDetails *self, const char *format, guint32 decision, const char *tooltip)
{
  g_autofree char *count = bs_format_count (decision);
  g_autofree char *label = g_strdup_printf (format, count);

  if (decision != G_MAXUINT32)
    add_button (self->links, label, tooltip, "graph.seek", "u", decision);
}

static void
make_links (BsGraphDetails *self, const BsTraceGraph *unpacked, const BsGraphShow *show)
{
  const BsGraph *graph = unpacked->graph;
  guint32 node = show->node;

  clear (self->links);
  add_nodes (self, _ ("Reads"), graph->inputs + graph->input_start[node],
             graph->input_start[node + 1] - graph->input_start[node]);
  add_nodes (self, _ ("Read by"), graph->outputs + graph->output_start[node],
             graph->output_start[node + 1] - graph->output_start[node]);
  /* Translators: a button to a decision */
  add_decision (self, _ ("Ready at %s"), unpacked->node_ready[node],
                _ ("Go to the decision that found it ready"));
  /* Translators: a button to a decision */
  add_decision (self, _ ("Batch %s"), unpacked->node_decision[node], _ ("Go to its batch (Enter)"));
}

void
bs_graph_details_update (BsGraphDetails *self, BsGraphCanvas *canvas, guint32 decision)
{
  const BsGraphShow *show;
  const BsTrace *trace;
  g_autoptr (BsGraphLayout) layout = NULL;
  const BsTraceGraph *graph = NULL;
  guint32 mini_batch;
  gboolean has_node, same;

  g_return_if_fail (BS_IS_GRAPH_DETAILS (self));

  show = bs_graph_canvas_get_show (canvas);
  layout = bs_graph_canvas_get_layout (canvas);
  has_node = layout != NULL && show->node < layout->unpacked->graph->n_nodes;
  gtk_widget_set_visible (GTK_WIDGET (self), has_node || show->lane != BS_GRAPH_NONE);
  if (layout == NULL)
    return;

  trace = bs_canvas_get_pictures (BS_CANVAS (canvas))->trace;
  graph = layout->unpacked;
  mini_batch = bs_trace_decision (trace, decision)->mini_batch;
  same = self->graph == graph && self->node == show->node && self->lane == show->lane
         && self->mini_batch == mini_batch;
  gtk_toggle_button_set_active (self->follow, show->follow_node);
  gtk_toggle_button_set_active (self->cone, show->cone);
  if (has_node)
    {
      g_autofree char *text = bs_graph_words_of_node (trace, graph, show->node, decision);

      if (g_strcmp0 (text, gtk_label_get_label (self->text)) != 0)
        gtk_label_set_label (self->text, text);
    }
  else if (show->lane < layout->n_lanes)
    {
      g_autofree char *text = bs_graph_words_of_lane (trace, layout, show->lane);

      gtk_label_set_label (self->text, text);
    }
  if (same)
    return;

  self->graph = graph;
  self->node = show->node;
  self->lane = show->lane;
  self->mini_batch = mini_batch;
  make_crumbs (self, show, has_node);
  gtk_widget_set_visible (self->row, has_node);
  if (has_node)
    make_links (self, graph, show);
}

const char *
bs_graph_details_get_text (BsGraphDetails *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_DETAILS (self), NULL);

  return gtk_label_get_label (self->text);
}

static void
bs_graph_details_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bs_graph_details_parent_class)->dispose (object);
}

static void
bs_graph_details_class_init (BsGraphDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_graph_details_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

/* Rows of buttons scroll sideways rather than make the panel wide. */
static GtkWidget *
add_row (BsGraphDetails *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrollable_set_hscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))),
      GTK_SCROLL_NATURAL);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
  return box;
}

static GtkToggleButton *
add_toggle (BsGraphDetails *self, const char *label, const char *tooltip, const char *action)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (toggle, "small");
  gtk_widget_set_tooltip_text (toggle, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (toggle), action);
  gtk_box_append (GTK_BOX (self->row), toggle);
  return GTK_TOGGLE_BUTTON (toggle);
}

static void
bs_graph_details_init (BsGraphDetails *self)
{
  GtkWidget *text = gtk_label_new (NULL);

  self->node = self->lane = self->mini_batch = BS_GRAPH_NONE;
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "node-details");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->crumbs = add_row (self);
  self->text = GTK_LABEL (text);
  gtk_label_set_xalign (self->text, 0.0);
  gtk_label_set_ellipsize (self->text, PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (self->text, 2);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "numeric");
  gtk_widget_set_parent (text, GTK_WIDGET (self));
  self->row = add_row (self);
  self->links = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  gtk_box_append (GTK_BOX (self->row), self->links);
  self->follow = add_toggle (self, _ ("Follow"), _ ("Keep this node in view"), "graph.follow-node");
  self->cone = add_toggle (self, _ ("Whole cone"),
                           _ ("All that leads to this node and from it (Shift+click)"),
                           "graph.cone");
}
