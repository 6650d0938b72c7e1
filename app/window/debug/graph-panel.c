/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the mini-batch where the clock stands. */
#include "config.h"

#include "app/window/debug/graph-panel.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"

/* Width of the button on the tray, with its margins. */
#define STEP_ROOM 116

struct _BsGraphPanel
{
  GtkWidget parent_instance;

  GtkWidget *content, *head;
  GtkToggleButton *types_toggle;
  BsGraphCanvas *graph;
  GtkLabel *progress, *node_label;
  GtkRevealer *node_revealer;
  GtkWidget *node_go, *node_close;

  BsDebugger *debugger;
  BsFollower *follower;
  guint32 mini_batch;
};

G_DEFINE_FINAL_TYPE (BsGraphPanel, bs_graph_panel, GTK_TYPE_WIDGET)

static void
update_node (BsGraphPanel *self)
{
  guint32 node = bs_graph_canvas_get_selected (self->graph);
  g_autofree char *text = NULL;
  g_autoptr (BsTraceGraph) unpacked = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->node_revealer), node != G_MAXUINT32);
  gtk_revealer_set_reveal_child (self->node_revealer, node != G_MAXUINT32);
  if (node == G_MAXUINT32)
    return;

  text = bs_graph_canvas_describe_node (self->graph, node);
  gtk_label_set_label (self->node_label, text);
  unpacked = bs_trace_open_graph (bs_debugger_get_trace (self->debugger), self->mini_batch);
  gtk_widget_set_sensitive (self->node_go, unpacked->node_decision[node] != G_MAXUINT32);
}

static void
update_progress (BsGraphPanel *self)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  guint64 ready = 0;
  g_autofree char *run_text = bs_format_count (d->n_executed);
  g_autofree char *all_text = bs_format_count (trace->mini_batches[d->mini_batch].n_nodes);
  g_autofree char *ready_text = NULL, *text = NULL;

  for (guint i = 0; i < d->n_candidates; i++)
    ready += candidates[i].ready;
  ready_text = bs_format_count (ready);
  text = g_strdup_printf (_ ("%s of %s nodes run, %s ready"), run_text, all_text, ready_text);
  gtk_label_set_label (self->progress, text);
}

static void
show_content (gpointer user_data)
{
  BsGraphPanel *self = user_data;

  self->mini_batch = G_MAXUINT32;
  bs_canvas_set_content (BS_CANVAS (self->graph), bs_debugger_get_pictures (self->debugger),
                         bs_debugger_get_clock (self->debugger));
}

/* At once: nodes are numbered within a mini-batch, and a quick click would choose one of the other. */
static void
follow_mini_batch (gpointer user_data)
{
  BsGraphPanel *self = user_data;
  guint32 decision = bs_debugger_get_decision (self->debugger);
  guint32 mini_batch =
      bs_trace_decision (bs_debugger_get_trace (self->debugger), decision)->mini_batch;

  if (mini_batch == self->mini_batch)
    return;

  self->mini_batch = mini_batch;
  bs_graph_canvas_select (self->graph, G_MAXUINT32);
}

static void
update (gpointer user_data)
{
  BsGraphPanel *self = user_data;

  update_progress (self);
  update_node (self);
}

static void
selected_cb (BsGraphCanvas *canvas, BsGraphPanel *self)
{
  update_node (self);
}

static void
node_go_cb (GtkButton *button, BsGraphPanel *self)
{
  guint32 node = bs_graph_canvas_get_selected (self->graph);
  g_autoptr (BsTraceGraph) unpacked = NULL;

  if (node == G_MAXUINT32 || self->debugger == NULL)
    return;

  unpacked = bs_trace_open_graph (bs_debugger_get_trace (self->debugger), self->mini_batch);
  if (unpacked->node_decision[node] != G_MAXUINT32)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), unpacked->node_decision[node]);
}

static void
node_close_cb (GtkButton *button, BsGraphPanel *self)
{
  bs_graph_canvas_select (self->graph, G_MAXUINT32);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
mode_toggled_cb (GtkToggleButton *button, BsGraphPanel *self)
{
  bs_graph_canvas_set_mode (self->graph, gtk_toggle_button_get_active (button) ? BS_GRAPH_TYPES
                                                                               : BS_GRAPH_NODES);
}

static gboolean
bs_graph_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_GRAPH_PANEL (widget)->graph));
}

static void
bs_graph_panel_dispose (GObject *object)
{
  BsGraphPanel *self = BS_GRAPH_PANEL (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_GRAPH_PANEL);

  G_OBJECT_CLASS (bs_graph_panel_parent_class)->dispose (object);
}

static void
bs_graph_panel_class_init (BsGraphPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_graph_panel_dispose;
  widget_class->grab_focus = bs_graph_panel_grab_focus;

  g_type_ensure (BS_TYPE_GRAPH_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/graph-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, content);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, head);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, types_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, graph);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, progress);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, node_label);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, node_revealer);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, node_go);
  gtk_widget_class_bind_template_child (widget_class, BsGraphPanel, node_close);
}

static void
bs_graph_panel_init (BsGraphPanel *self)
{
  self->mini_batch = G_MAXUINT32;
  gtk_widget_init_template (GTK_WIDGET (self));

  bs_graph_canvas_set_tray_room (self->graph, STEP_ROOM);
  g_signal_connect (self->types_toggle, "toggled", G_CALLBACK (mode_toggled_cb), self);
  g_signal_connect (self->graph, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->node_go, "clicked", G_CALLBACK (node_go_cb), self);
  g_signal_connect (self->node_close, "clicked", G_CALLBACK (node_close_cb), self);
}

void
bs_graph_panel_set_debugger (BsGraphPanel *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, show_content, follow_mini_batch, update, self);
  else
    bs_canvas_set_content (BS_CANVAS (self->graph), NULL, NULL);
}

void
bs_graph_panel_append_control (BsGraphPanel *self, GtkWidget *widget)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  gtk_box_append (GTK_BOX (self->head), widget);
}

void
bs_graph_panel_zoom (BsGraphPanel *self, double factor)
{
  g_return_if_fail (BS_IS_GRAPH_PANEL (self));

  bs_canvas_zoom (BS_CANVAS (self->graph), factor);
}
