/* SPDX-License-Identifier: Apache-2.0 */
/* The stages of a graph that grew, made again one by one. */
#include "config.h"

#include "profiles/trace/stages.h"

#include <string.h>

guint32
bs_stages_get_nodes (const BsTraceMiniBatch *mini_batch, guint32 stage)
{
  return mini_batch->n_stages > 0 ? mini_batch->stages[stage].n_nodes : mini_batch->n_nodes;
}

guint32
bs_stages_get_end (const BsTraceMiniBatch *mini_batch, guint32 stage)
{
  guint32 end = mini_batch->n_decisions;

  return stage + 1 < bs_stages_count (mini_batch)
             ? MIN (mini_batch->stages[stage + 1].first_decision - mini_batch->first_decision, end)
             : end;
}

guint64
bs_stages_get_work (const BsTraceMiniBatch *mini_batch)
{
  return ((guint64) mini_batch->n_nodes + mini_batch->n_inputs) * bs_stages_count (mini_batch);
}

gboolean
bs_stages_are_whole (const BsTrace *trace, const BsTraceMiniBatch *mini_batch)
{
  const BsTraceDecision *last;

  if (mini_batch->n_decisions == 0)
    return mini_batch->n_nodes == 0;
  last = bs_trace_decision (trace, mini_batch->first_decision + mini_batch->n_decisions - 1);

  return last->first_member + last->size == mini_batch->n_nodes;
}

BsGraph *
bs_stages_cut_graph (const BsTraceGraph *unpacked, guint32 stage)
{
  BsGraph *graph = unpacked->graph;
  guint32 n_nodes = bs_stages_get_nodes (unpacked->mini_batch, stage);
  g_autoptr (BsGraphBuilder) builder = NULL;

  if (n_nodes == graph->n_nodes)
    return bs_graph_ref (graph);

  builder = bs_graph_builder_new ();
  bs_graph_builder_reserve (builder, n_nodes, graph->input_start[n_nodes]);
  for (guint32 v = 0; v < n_nodes; v++)
    {
      guint32 start = graph->input_start[v];

      bs_graph_builder_call (builder, graph->type[v], graph->instance[v], graph->datum[v],
                             graph->inputs + start, graph->ports + start,
                             graph->input_start[v + 1] - start);
    }

  /* a part of a graph that was checked is one, too */
  return bs_graph_builder_finish (builder, NULL);
}

BsSchedule *
bs_stages_cut_schedule (const BsTrace *trace, const BsTraceGraph *unpacked, const BsGraph *graph,
                        guint32 n_decisions)
{
  BsSchedule *schedule = g_new0 (BsSchedule, 1);
  g_autofree guint32 *next = g_new (guint32, MAX (graph->n_types, 1));
  guint32 first = 0;

  g_atomic_int_set (&schedule->refs, 1);
  schedule->n_nodes = graph->n_nodes;
  schedule->order = g_new (guint32, MAX (graph->n_nodes, 1));
  schedule->n_decisions = n_decisions;
  schedule->decisions = g_new0 (BsDecision, MAX (n_decisions, 1));
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    next[type] = first;
  for (guint32 i = 0; i < n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace,
                                                    unpacked->mini_batch->first_decision + i);

      schedule->decisions[i] =
          (BsDecision){ .type = d->type, .first = next[d->type], .count = d->size };
      memcpy (schedule->order + next[d->type], bs_trace_members (unpacked, d),
              d->size * sizeof (guint32));
      next[d->type] += d->size;
    }

  return schedule;
}
