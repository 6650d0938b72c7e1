/* SPDX-License-Identifier: Apache-2.0 */
/* How far from the end each decision of a trace stands, at best. */
#include "config.h"

#include "app/window/outlook.h"

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

guint32 *
bs_outlook_new (const BsTrace *trace, GCancellable *cancellable)
{
  guint32 *to_go = g_new0 (guint32, MAX (trace->n_decisions, 1));

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
      const BsGraph *graph = mini_batch->graph;
      g_autofree guint32 *chain = g_new (guint32, MAX (graph->n_nodes, 1));
      g_autofree guint32 *own = g_new0 (guint32, MAX (graph->n_nodes, 1));
      g_autofree guint32 *longest = g_new0 (guint32, MAX (graph->n_types, 1));
      guint32 sum = 0;

      for (guint type = 0; type < graph->n_types; type++)
        {
          if (g_cancellable_is_cancelled (cancellable))
            return to_go;
          if (graph->type_count[type] > 0)
            measure_chains (graph, type, chain, own);
        }

      /* What was cut off before it ran still has to run after every recorded decision. */
      for (guint32 v = 0; v < graph->n_nodes; v++)
        if (mini_batch->node_decision[v] == G_MAXUINT32)
          longest[graph->type[v]] = MAX (longest[graph->type[v]], own[v]);
      for (guint type = 0; type < graph->n_types; type++)
        sum += longest[type];

      for (guint32 i = mini_batch->n_decisions; i-- > 0;)
        {
          guint32 decision = mini_batch->first_decision + i;
          const BsTraceDecision *d = bs_trace_decision (trace, decision);
          const guint32 *members = bs_trace_members (trace, decision);

          for (guint32 k = 0; k < d->size; k++)
            {
              guint type = graph->type[members[k]];

              if (own[members[k]] > longest[type])
                {
                  sum += own[members[k]] - longest[type];
                  longest[type] = own[members[k]];
                }
            }
          to_go[decision - 1] = sum;
        }
    }

  return to_go;
}
