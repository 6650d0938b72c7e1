/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of a mini-batch for other programs, in the form that is read by profiles/graph-import,
 * too. */
#include "config.h"

#include "profiles/graph-export.h"

#include "profiles/json-writer.h"

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
  for (guint32 i = 0; i < mini_batch->graph->n_instances; i++)
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
append_node (const BsTrace *trace, const BsTraceMiniBatch *mini_batch, guint32 node,
             guint32 decision, GString *out)
{
  const BsGraph *graph = mini_batch->graph;
  const char *name = bs_trace_get_word (trace, graph, node);

  g_string_append_printf (out, "%s    {\"node\": %u, \"type\": ", node > 0 ? ",\n" : "\n", node);
  bs_json_append_string (out, trace->types->types[graph->type[node]].name);
  g_string_append_printf (out,
                          ", \"instance\": %u, \"depth\": %u, \"datum\": ", graph->instance[node],
                          mini_batch->depth[node]);
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
  if (mini_batch->node_decision[node] == G_MAXUINT32)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", mini_batch->node_decision[node]);
  g_string_append_printf (
      out, ", \"state\": \"%s\"}",
      bs_node_state_to_string (bs_trace_node_state (mini_batch, node, decision)));
}

void
bs_graph_export_json (const BsTrace *trace, guint32 mini_batch, guint32 decision, GString *out)
{
  const BsTraceMiniBatch *own = &trace->mini_batches[mini_batch];

  g_string_append_printf (out,
                          "{\n  \"format\": \"batchscope-graph\",\n  \"version\": 1,\n"
                          "  \"mini_batch\": %u,\n  \"decision\": %u,\n  \"lower_bound\": %u,",
                          mini_batch, decision, own->lower_bound);
  append_stages (own, out);
  append_instances (own, out);
  g_string_append (out, "\n  \"types\": [");
  append_types (trace, out);
  g_string_append (out, "\n  ],\n  \"nodes\": [");
  for (guint32 node = 0; node < own->graph->n_nodes; node++)
    append_node (trace, own, node, decision, out);
  g_string_append (out, "\n  ]\n}\n");
}
