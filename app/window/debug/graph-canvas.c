/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph. */
#include "config.h"

#include "app/window/debug/graph-canvas.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"

/* More inputs than these are counted, not listed. */
#define MAX_INPUTS_LISTED 6

struct _BsGraphCanvas
{
  BsCanvas parent_instance;

  BsGraphMode mode;
  guint32 selected;
  int tray; /* what the tray keeps free at its end, 1 for nothing */
};

enum
{
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsGraphCanvas, bs_graph_canvas, BS_TYPE_CANVAS)

static void
bs_graph_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsGraphCanvas *self = BS_GRAPH_CANVAS (canvas);

  bs_graph_painter_draw (bs_canvas_get_pictures (canvas)->graph, cr, style, width, height, moment,
                         self->mode, bs_canvas_get_view (canvas), self->selected, self->tray);
}

static char *
bs_graph_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  return bs_graph_painter_describe (bs_canvas_get_pictures (canvas)->graph, decision);
}

static BsView
bs_graph_canvas_resolve (BsCanvas *canvas, double width, double height, const BsMoment *moment,
                         const BsView *view)
{
  return bs_graph_painter_resolve (bs_canvas_get_pictures (canvas)->graph, width, height, moment,
                                   BS_GRAPH_CANVAS (canvas)->mode, view);
}

static guint32
node_at (BsCanvas *canvas, double x, double y)
{
  BsMoment moment = bs_clock_get_moment (bs_canvas_get_clock (canvas));

  return bs_graph_painter_pick (bs_canvas_get_pictures (canvas)->graph,
                                gtk_widget_get_width (GTK_WIDGET (canvas)),
                                gtk_widget_get_height (GTK_WIDGET (canvas)), &moment,
                                BS_GRAPH_CANVAS (canvas)->mode, bs_canvas_get_view (canvas), x, y);
}

static void
bs_graph_canvas_pick (BsCanvas *canvas, double x, double y)
{
  bs_graph_canvas_select (BS_GRAPH_CANVAS (canvas), node_at (canvas, x, y));
}

static char *
bs_graph_canvas_hint (BsCanvas *canvas, double x, double y)
{
  guint32 node = node_at (canvas, x, y);

  return node == G_MAXUINT32 ? NULL
                             : bs_graph_canvas_describe_node (BS_GRAPH_CANVAS (canvas), node);
}

static void
bs_graph_canvas_class_init (BsGraphCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  canvas_class->paint = bs_graph_canvas_paint;
  canvas_class->describe = bs_graph_canvas_describe;
  canvas_class->resolve = bs_graph_canvas_resolve;
  canvas_class->pick = bs_graph_canvas_pick;
  canvas_class->hint = bs_graph_canvas_hint;

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_graph_canvas_init (BsGraphCanvas *self)
{
  self->selected = G_MAXUINT32;
  self->tray = 1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dataflow graph"), -1);
}

BsGraphMode
bs_graph_canvas_get_mode (BsGraphCanvas *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), BS_GRAPH_NODES);

  return self->mode;
}

void
bs_graph_canvas_set_mode (BsGraphCanvas *self, BsGraphMode mode)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  self->mode = mode;
  bs_canvas_follow (BS_CANVAS (self));
}

guint32
bs_graph_canvas_get_selected (BsGraphCanvas *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), G_MAXUINT32);

  return self->selected;
}

void
bs_graph_canvas_select (BsGraphCanvas *self, guint32 node)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->selected == node)
    return;

  self->selected = node;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SELECTED], 0);
}

void
bs_graph_canvas_set_tray_room (BsGraphCanvas *self, int room)
{
  g_return_if_fail (BS_IS_GRAPH_CANVAS (self));

  if (self->tray == MAX (room, 1))
    return;

  self->tray = MAX (room, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
append_fate (GString *out, const BsTraceGraph *unpacked, guint32 node, guint32 decision)
{
  switch (bs_trace_node_state (unpacked, node, decision))
    {
    case BS_NODE_FORMING:
      g_string_append (out, _ (", in this batch"));
      break;
    case BS_NODE_EXECUTED:
      g_string_append_printf (out, _ (", ran at decision %u"), unpacked->node_decision[node]);
      break;
    case BS_NODE_FRONTIER:
      g_string_append_printf (out, _ (", ready since decision %u"), unpacked->node_ready[node]);
      if (unpacked->node_decision[node] != G_MAXUINT32)
        g_string_append_printf (out, _ (", runs at %u"), unpacked->node_decision[node]);
      break;
    case BS_NODE_ABSENT:
      g_string_append_printf (out, _ (", not there before decision %u"),
                              unpacked->node_there[node]);
      if (unpacked->node_decision[node] != G_MAXUINT32)
        g_string_append_printf (out, _ (", runs at %u"), unpacked->node_decision[node]);
      break;
    case BS_NODE_WAITING:
    default:
      g_string_append (out, _ (", waits for its inputs"));
      if (unpacked->node_decision[node] != G_MAXUINT32)
        g_string_append_printf (out, _ (", runs at decision %u"), unpacked->node_decision[node]);
      break;
    }
}

char *
bs_graph_canvas_describe_node (BsGraphCanvas *self, guint32 node)
{
  BsPictures *pictures;
  BsClock *clock;
  const BsTrace *trace;
  g_autoptr (BsTraceGraph) unpacked = NULL;
  const BsGraph *graph;
  const BsTraceVocabulary *vocabulary;
  const char *word, *instance;
  GString *out;
  guint32 decision, datum, n_inputs;

  g_return_val_if_fail (BS_IS_GRAPH_CANVAS (self), NULL);

  pictures = bs_canvas_get_pictures (BS_CANVAS (self));
  clock = bs_canvas_get_clock (BS_CANVAS (self));
  if (pictures == NULL || clock == NULL)
    return g_strdup ("");

  trace = pictures->trace;
  decision = bs_clock_get_decision (clock);
  unpacked = bs_trace_open_graph (trace, bs_trace_decision (trace, decision)->mini_batch);
  graph = unpacked->graph;
  if (node >= graph->n_nodes)
    return g_strdup ("");

  out = g_string_new (NULL);
  /* Translators: a node of a graph: its number and its type */
  g_string_append_printf (out, _ ("Node %u, %s"), node,
                          trace->types->types[graph->type[node]].name);
  datum = graph->datum[node];
  word = bs_trace_get_word (trace, graph, node);
  vocabulary = bs_trace_get_vocabulary (trace, graph->type[node]);
  if (word != NULL)
    g_string_append_printf (out, _ (" “%s”"), word);
  else if (datum != BS_NO_DATUM && vocabulary != NULL)
    /* Translators: what kind of number it is, such as labels, and the number */
    g_string_append_printf (out, _ (" (%s: %u)"), vocabulary->name, datum);
  g_string_append_printf (out, _ (", input %u"), graph->instance[node] + 1);
  instance = bs_trace_instance_name (unpacked->mini_batch, graph->instance[node]);
  if (instance != NULL)
    g_string_append_printf (out, _ (" “%s”"), instance);
  g_string_append_printf (out, _ (", depth %u"), unpacked->depth[node]);
  append_fate (out, unpacked, node, decision);

  n_inputs = graph->input_start[node + 1] - graph->input_start[node];
  if (n_inputs > MAX_INPUTS_LISTED)
    {
      g_string_append_printf (out, ngettext (", reads %u node", ", reads %u nodes", n_inputs),
                              n_inputs);
    }
  else if (n_inputs > 0)
    {
      g_string_append (out, _ (", reads "));
      for (guint32 i = 0; i < n_inputs; i++)
        g_string_append_printf (out, i == 0 ? "%u" : ", %u",
                                graph->inputs[graph->input_start[node] + i]);
    }

  return g_string_free (out, FALSE);
}
