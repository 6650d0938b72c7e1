/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of a mini-batch for other programs: as JSON in the form that is read by
 * profiles/files/graph-import, too. */
#include "config.h"

#include "profiles/files/graph-export.h"

#include "profiles/files/dot-writer.h"
#include "profiles/files/json-writer.h"

static void
append_types (const BsTrace *trace, GString *out)
{
  for (guint i = 0; i < trace->types->n_types; i++)
    {
      const BsType *type = &trace->types->types[i];
      const BsTraceVocabulary *vocabulary = bs_trace_get_vocabulary (trace, i);

      g_string_append (out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ");
      bs_json_append_string (out, type->name);
      g_string_append (out, ", \"letter\": ");
      bs_json_append_string (out, type->letter);
      g_string_append_printf (out, ", \"shape\": \"%s\"", bs_shape_to_string (type->shape));
      if (vocabulary != NULL)
        {
          g_string_append (out, ", \"vocabulary\": ");
          bs_json_append_string (out, vocabulary->name);
        }
      g_string_append_c (out, '}');
    }
}

static void
append_instances (const BsTraceMiniBatch *mini_batch, GString *out)
{
  if (mini_batch->instance_names == NULL)
    return;

  g_string_append (out, "\n  \"instances\": [");
  for (guint32 i = 0; i < mini_batch->n_instances; i++)
    {
      const char *name = bs_trace_instance_name (mini_batch, i);

      g_string_append (out, i > 0 ? ", " : "");
      if (name != NULL)
        bs_json_append_string (out, name);
      else
        g_string_append (out, "null");
    }
  g_string_append (out, "],");
}

static void
append_stages (const BsTraceMiniBatch *mini_batch, GString *out)
{
  if (mini_batch->n_stages == 0)
    return;

  g_string_append (out, "\n  \"stages\": [");
  for (guint32 i = 0; i < mini_batch->n_stages; i++)
    g_string_append_printf (out, "%s{\"nodes\": %u, \"first_decision\": %u}", i > 0 ? ", " : "",
                            mini_batch->stages[i].n_nodes, mini_batch->stages[i].first_decision);
  g_string_append (out, "],");
}

static void
append_node (const BsTrace *trace, const BsTraceGraph *unpacked, guint32 node, guint32 decision,
             GString *out)
{
  const BsGraph *graph = unpacked->graph;
  const char *name = bs_trace_get_word (trace, graph, node);

  g_string_append_printf (out, "%s    {\"node\": %u, \"type\": ", node > 0 ? ",\n" : "\n", node);
  bs_json_append_string (out, trace->types->types[graph->type[node]].name);
  g_string_append_printf (out,
                          ", \"instance\": %u, \"depth\": %u, \"datum\": ", graph->instance[node],
                          unpacked->depth[node]);
  if (graph->datum[node] == BS_NO_DATUM)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", graph->datum[node]);
  if (name != NULL)
    {
      g_string_append (out, ", \"name\": ");
      bs_json_append_string (out, name);
    }
  g_string_append (out, ", \"inputs\": ");
  bs_json_append_ids (out, graph->inputs + graph->input_start[node],
                      graph->input_start[node + 1] - graph->input_start[node]);
  g_string_append (out, ", \"decision\": ");
  if (unpacked->node_decision[node] == G_MAXUINT32)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", unpacked->node_decision[node]);
  g_string_append_printf (out, ", \"state\": \"%s\"}",
                          bs_node_state_to_string (bs_trace_node_state (unpacked, node, decision)));
}

void
bs_graph_export_json (const BsTrace *trace, guint32 mini_batch, guint32 decision, BsTextSink *out)
{
  const BsTraceMiniBatch *own = &trace->mini_batches[mini_batch];
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, mini_batch);

  g_string_append_printf (out->text,
                          "{\n  \"format\": \"batchscope-graph\",\n  \"version\": 1,\n"
                          "  \"mini_batch\": %u,\n  \"decision\": %u,\n  \"lower_bound\": %u,",
                          mini_batch, decision, own->lower_bound);
  append_stages (own, out->text);
  append_instances (own, out->text);
  g_string_append (out->text, "\n  \"types\": [");
  append_types (trace, out->text);
  g_string_append (out->text, "\n  ],\n  \"nodes\": [");
  for (guint32 node = 0; node < own->n_nodes && bs_text_sink_flow (out); node++)
    append_node (trace, unpacked, node, decision, out->text);
  g_string_append (out->text, "\n  ]\n}\n");
}

/* Type, word, and the decision that executes it. */
static void
append_dot_node (const BsTrace *trace, const BsTraceGraph *unpacked, guint32 node, guint32 decision,
                 GString *out)
{
  const BsGraph *graph = unpacked->graph;
  const char *word = bs_trace_get_word (trace, graph, node);
  g_autoptr (GString) label = g_string_new (trace->types->types[graph->type[node]].name);

  if (word != NULL)
    g_string_append_printf (label, "\n%s", word);
  if (unpacked->node_decision[node] != G_MAXUINT32)
    g_string_append_printf (label, "\n#%u", unpacked->node_decision[node]);

  g_string_append_printf (out, "  n%u [", node);
  bs_dot_append_mark (out, graph->type[node], trace->types->types[graph->type[node]].shape);
  g_string_append (out, ", label=");
  bs_dot_append_text (out, label->str, 0);
  g_string_append (out, bs_trace_node_state (unpacked, node, decision) == BS_NODE_FORMING
                            ? ", penwidth=4];\n"
                            : "];\n");
}

/* Nodes by a number that each has, below @n, in stable order. */
typedef struct
{
  guint32 *start; /* [n + 1] */
  guint32 *nodes;
} Groups;

static void
groups_init (Groups *self, const guint32 *number, guint32 n_nodes, guint32 n)
{
  g_autofree guint32 *at = NULL;

  self->start = g_new0 (guint32, (gsize) n + 1);
  self->nodes = g_new (guint32, MAX (n_nodes, 1));
  for (guint32 node = 0; node < n_nodes; node++)
    self->start[number[node] + 1]++;
  for (guint32 i = 0; i < n; i++)
    self->start[i + 1] += self->start[i];
  at = g_memdup2 (self->start, ((gsize) n + 1) * sizeof *at);
  for (guint32 node = 0; node < n_nodes; node++)
    self->nodes[at[number[node]]++] = node;
}

static void
groups_clear (Groups *self)
{
  g_free (self->start);
  g_free (self->nodes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

static void
append_clusters (const BsTrace *trace, const BsTraceGraph *unpacked, BsTextSink *out)
{
  const BsGraph *graph = unpacked->graph;
  g_auto (Groups) groups = { 0 };

  groups_init (&groups, graph->instance, graph->n_nodes, graph->n_instances);
  for (guint32 i = 0; i < graph->n_instances; i++)
    {
      const char *name = bs_trace_instance_name (unpacked->mini_batch, i);
      g_autofree char *number = g_strdup_printf ("%u", i);

      g_string_append_printf (out->text, "  subgraph cluster_%u {\n    label=", i);
      bs_dot_append_text (out->text, name != NULL ? name : number, 0);
      g_string_append (out->text, ";\n");
      for (guint32 k = groups.start[i]; k < groups.start[i + 1] && bs_text_sink_flow (out); k++)
        g_string_append_printf (out->text, "    n%u;\n", groups.nodes[k]);
      g_string_append (out->text, "  }\n");
    }
}

/* Nodes of one depth stand side by side. */
static void
append_ranks (const BsTraceGraph *unpacked, BsTextSink *out)
{
  g_auto (Groups) groups = { 0 };

  groups_init (&groups, unpacked->depth, unpacked->graph->n_nodes, unpacked->n_levels + 1);
  for (guint32 depth = 1; depth <= unpacked->n_levels; depth++)
    {
      g_string_append (out->text, "  { rank=same;");
      for (guint32 k = groups.start[depth]; k < groups.start[depth + 1] && bs_text_sink_flow (out);
           k++)
        g_string_append_printf (out->text, " n%u;", groups.nodes[k]);
      g_string_append (out->text, " }\n");
    }
}

void
bs_graph_export_dot (const BsTrace *trace, guint32 mini_batch, guint32 decision, gboolean clusters,
                     BsTextSink *out)
{
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, mini_batch);
  const BsGraph *graph = unpacked->graph;

  /* Limits, as Graphviz would improve the layout of a lattice for a quarter of an hour. */
  g_string_append_printf (out->text,
                          "digraph mini_batch_%u {\n"
                          "  graph [charset=\"UTF-8\", fontname=\"sans-serif\", newrank=true,\n"
                          "    nslimit=2, nslimit1=2];\n"
                          "  node [style=filled, fontname=\"sans-serif\"];\n",
                          mini_batch);
  for (guint32 node = 0; node < graph->n_nodes && bs_text_sink_flow (out); node++)
    append_dot_node (trace, unpacked, node, decision, out->text);
  if (clusters)
    append_clusters (trace, unpacked, out);
  append_ranks (unpacked, out);
  for (guint32 node = 0; node < graph->n_nodes; node++)
    for (guint32 k = graph->input_start[node];
         k < graph->input_start[node + 1] && bs_text_sink_flow (out); k++)
      g_string_append_printf (out->text, "  n%u -> n%u;\n", graph->inputs[k], node);
  g_string_append (out->text, "}\n");
}
