/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of a mini-batch for other programs. */
#include "config.h"

#include "profiles/graph-export.h"

#include "profiles/json-writer.h"

static void
append_types (const BsTrace *trace, GString *out)
{
  for (guint i = 0; i < trace->types->n_types; i++)
    {
      const BsType *type = &trace->types->types[i];

      g_string_append (out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ");
      bs_json_append_string (out, type->name);
      g_string_append (out, ", \"letter\": ");
      bs_json_append_string (out, type->letter);
      g_string_append_printf (out, ", \"shape\": \"%s\"}", bs_shape_to_string (type->shape));
    }
}

static void
append_node (const BsTrace *trace, const BsTraceMiniBatch *mini_batch, guint32 node,
             guint32 decision, GString *out)
{
  static const char *const states[] = { [BS_NODE_WAITING] = "waiting",
                                        [BS_NODE_FRONTIER] = "frontier",
                                        [BS_NODE_FORMING] = "forming",
                                        [BS_NODE_EXECUTED] = "executed" };
  const BsGraph *graph = mini_batch->graph;
  const char *word = bs_trace_get_word (trace, graph, node);

  g_string_append_printf (out, "%s    {\"node\": %u, \"type\": ", node > 0 ? ",\n" : "\n", node);
  bs_json_append_string (out, trace->types->types[graph->type[node]].name);
  g_string_append_printf (out,
                          ", \"instance\": %u, \"depth\": %u, \"datum\": ", graph->instance[node],
                          mini_batch->depth[node]);
  if (graph->datum[node] == BS_NO_DATUM)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", graph->datum[node]);
  if (word != NULL)
    {
      g_string_append (out, ", \"word\": ");
      bs_json_append_string (out, word);
    }
  g_string_append (out, ", \"inputs\": ");
  bs_json_append_ids (out, graph->inputs + graph->input_start[node],
                      graph->input_start[node + 1] - graph->input_start[node]);
  g_string_append (out, ", \"decision\": ");
  if (mini_batch->node_decision[node] == G_MAXUINT32)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", mini_batch->node_decision[node]);
  g_string_append_printf (out, ", \"state\": \"%s\"}",
                          states[bs_trace_node_state (mini_batch, node, decision)]);
}

void
bs_graph_export_json (const BsTrace *trace, guint32 mini_batch, guint32 decision, GString *out)
{
  const BsTraceMiniBatch *own = &trace->mini_batches[mini_batch];

  g_string_append_printf (out,
                          "{\n  \"format\": \"batchscope-graph\",\n  \"version\": 1,\n"
                          "  \"mini_batch\": %u,\n  \"decision\": %u,\n  \"lower_bound\": %u,\n"
                          "  \"types\": [",
                          mini_batch, decision, own->lower_bound);
  append_types (trace, out);
  g_string_append (out, "\n  ],\n  \"nodes\": [");
  for (guint32 node = 0; node < own->graph->n_nodes; node++)
    append_node (trace, own, node, decision, out);
  g_string_append (out, "\n  ]\n}\n");
}
