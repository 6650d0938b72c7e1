/* SPDX-License-Identifier: Apache-2.0 */
/* How far from the end each decision of a trace stands, at best. */
#include "config.h"

#include "profiles/trace/outlook.h"

#include <string.h>

/* Length of the longest chain of @type that begins at each node, itself included. */
static void
measure_chains (const BsGraph *graph, guint type, guint32 *chain, guint32 *own)
{
  for (guint32 v = graph->n_nodes; v-- > 0;)
    {
      guint32 longest = 0;

      for (guint32 e = graph->output_start[v]; e < graph->output_start[v + 1]; e++)
        longest = MAX (longest, chain[graph->outputs[e]]);
      chain[v] = longest + (graph->type[v] == type);
      if (graph->type[v] == type)
        own[v] = chain[v];
    }
}

guint64
bs_outlook_get_work (const BsGraph *graph)
{
  guint64 n_types = 0;

  /* One node alone is a chain of one. */
  for (guint type = 0; type < graph->n_types; type++)
    n_types += graph->type_count[type] > 1;

  return n_types * ((guint64) graph->n_nodes + graph->n_outputs);
}

guint32 *
bs_outlook_of_graph (const BsTrace *trace, const BsTraceGraph *unpacked, GCancellable *cancellable)
{
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  const BsGraph *graph = unpacked->graph;
  guint32 *to_go = g_new0 (guint32, MAX (mini_batch->n_decisions, 1));
  g_autofree guint32 *chain = g_new (guint32, MAX (graph->n_nodes, 1));
  g_autofree guint32 *own = g_new (guint32, MAX (graph->n_nodes, 1));
  g_autofree guint32 *longest = g_new0 (guint32, MAX (graph->n_types, 1));
  guint32 sum = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    own[v] = 1;
  for (guint type = 0; type < graph->n_types; type++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return to_go;
      if (graph->type_count[type] > 1)
        measure_chains (graph, type, chain, own);
    }

  /* What was cut off before it ran still has to run after every recorded decision. */
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (unpacked->node_decision[v] == G_MAXUINT32)
      longest[graph->type[v]] = MAX (longest[graph->type[v]], own[v]);
  for (guint type = 0; type < graph->n_types; type++)
    sum += longest[type];

  to_go[0] = sum;
  for (guint32 i = mini_batch->n_decisions; i-- > 0;)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, mini_batch->first_decision + i);
      const guint32 *members = bs_trace_members (unpacked, d);

      for (guint32 k = 0; k < d->size; k++)
        if (own[members[k]] > longest[d->type])
          {
            sum += own[members[k]] - longest[d->type];
            longest[d->type] = own[members[k]];
          }
      to_go[i] = sum;
    }

  return to_go;
}

guint32 *
bs_outlook_new (const BsTrace *trace, GCancellable *cancellable)
{
  guint32 *to_go = g_new0 (guint32, MAX (trace->n_decisions, 1));

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
      g_autoptr (BsTraceGraph) unpacked = NULL;
      g_autofree guint32 *own = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        break;
      unpacked = bs_trace_open_graph (trace, m);
      own = bs_outlook_of_graph (trace, unpacked, cancellable);
      if (mini_batch->n_decisions > 0)
        memcpy (to_go + mini_batch->first_decision - 1, own, mini_batch->n_decisions * sizeof *own);
    }

  return to_go;
}
