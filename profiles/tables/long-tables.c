/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that can be too long to be in memory at once. */
#include "config.h"

#include "profiles/tables/long-tables.h"

typedef struct
{
  const char *name;
  BsColumnKind kind;
} Column;

static void
add_columns (BsTable *table, const Column *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
}

static const char *
type_name (const BsTrace *trace, guint type)
{
  return trace->types->types[type].name;
}

void
bs_tables_add_decisions (const BsTrace *trace, gboolean times, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER },   { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },          { "batch_size", BS_COLUMN_INTEGER },
    { "state", BS_COLUMN_TEXT },         { "reason", BS_COLUMN_TEXT },
    { "choose_ns", BS_COLUMN_DURATION }, { "run_ns", BS_COLUMN_DURATION },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns) - (times ? 0 : 2));
  for (guint32 i = 1; i <= trace->n_decisions && bs_table_is_wanted (table); i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      g_autofree char *state = bs_trace_state_text (trace, i);

      bs_table_add_integer (table, i);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, type_name (trace, d->type));
      bs_table_add_integer (table, d->size);
      bs_table_add_text (table, state);
      bs_table_add_text (table, bs_reason_to_string (d->reason));
      if (times)
        {
          bs_table_add_integer (table, d->end_ns - d->start_ns);
          bs_table_add_natural (table, d->run_end_ns > 0 ? d->run_end_ns - d->run_start_ns : -1);
        }
    }
}

void
bs_tables_add_batches (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER }, { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },        { "batch_size", BS_COLUMN_INTEGER },
    { "start_ns", BS_COLUMN_INTEGER }, { "ns", BS_COLUMN_DURATION },
    { "gathers", BS_COLUMN_INTEGER },  { "gather_bytes", BS_COLUMN_INTEGER },
    { "scatters", BS_COLUMN_INTEGER }, { "scatter_bytes", BS_COLUMN_INTEGER },
    { "flops", BS_COLUMN_INTEGER },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint32 i = 1; i <= trace->n_decisions && bs_table_is_wanted (table); i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (d->run_end_ns == 0)
        continue;
      bs_table_add_integer (table, i);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, type_name (trace, d->type));
      bs_table_add_integer (table, d->size);
      bs_table_add_integer (table, d->run_start_ns);
      bs_table_add_integer (table, d->run_end_ns - d->run_start_ns);
      bs_table_add_integer (table, d->n_gathers);
      bs_table_add_integer (table, (gint64) d->gather_bytes);
      bs_table_add_integer (table, d->n_scatters);
      bs_table_add_integer (table, (gint64) d->scatter_bytes);
      bs_table_add_integer (table, (gint64) d->flops);
    }
}

void
bs_tables_add_batch_members (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER },
    { "mini_batch", BS_COLUMN_INTEGER },
    { "position", BS_COLUMN_INTEGER },
    { "node", BS_COLUMN_INTEGER },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint32 m = 0; m < trace->n_mini_batches && bs_table_is_wanted (table); m++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
      g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, m);

      for (guint32 i = 0; i < mini_batch->n_decisions && bs_table_is_wanted (table); i++)
        {
          guint32 decision = mini_batch->first_decision + i;
          const BsTraceDecision *d = bs_trace_decision (trace, decision);
          const guint32 *members = bs_trace_members (graph, d);

          for (guint32 k = 0; k < d->size; k++)
            {
              bs_table_add_integer (table, decision);
              bs_table_add_integer (table, m);
              bs_table_add_integer (table, k);
              bs_table_add_integer (table, members[k]);
            }
        }
    }
}

void
bs_tables_add_candidates (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER },  { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },         { "ready", BS_COLUMN_INTEGER },
    { "reachable", BS_COLUMN_INTEGER }, { "rho", BS_COLUMN_REAL },
    { "score", BS_COLUMN_REAL },        { "chosen", BS_COLUMN_BOOLEAN },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint32 i = 1; i <= trace->n_decisions && bs_table_is_wanted (table); i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      const BsCandidate *candidates = bs_trace_candidates (trace, i);

      for (guint k = 0; k < d->n_candidates; k++)
        {
          const BsCandidate *candidate = &candidates[k];
          gboolean scored = candidate->score != BS_NO_SCORE;

          bs_table_add_integer (table, i);
          bs_table_add_integer (table, d->mini_batch);
          bs_table_add_text (table, type_name (trace, candidate->type));
          bs_table_add_integer (table, candidate->ready);
          bs_table_add_natural (table,
                                candidate->reachable > 0 ? (gint64) candidate->reachable : -1);
          bs_table_add_real (table, bs_candidate_rho (candidate));
          bs_table_add_real (table, scored ? candidate->score : NAN);
          bs_table_add_boolean (table, candidate->type == d->type);
        }
    }
}

/* Missing where no decision is known. */
static void
add_known (BsTable *table, guint32 decision)
{
  bs_table_add_natural (table, decision != G_MAXUINT32 ? (gint64) decision : -1);
}

void
bs_tables_add_nodes (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "mini_batch", BS_COLUMN_INTEGER }, { "node", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },          { "instance", BS_COLUMN_INTEGER },
    { "depth", BS_COLUMN_INTEGER },      { "datum", BS_COLUMN_INTEGER },
    { "word", BS_COLUMN_TEXT },          { "ready", BS_COLUMN_INTEGER },
    { "decision", BS_COLUMN_INTEGER },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint32 m = 0; m < trace->n_mini_batches && bs_table_is_wanted (table); m++)
    {
      g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, m);
      const BsGraph *graph = own->graph;

      for (guint32 node = 0; node < graph->n_nodes && bs_table_is_wanted (table); node++)
        {
          guint32 datum = graph->datum[node];

          bs_table_add_integer (table, m);
          bs_table_add_integer (table, node);
          bs_table_add_text (table, type_name (trace, graph->type[node]));
          bs_table_add_integer (table, graph->instance[node]);
          bs_table_add_integer (table, own->depth[node]);
          bs_table_add_natural (table, datum != BS_NO_DATUM ? (gint64) datum : -1);
          bs_table_add_text (table, bs_trace_get_word (trace, graph, node));
          add_known (table, own->node_ready[node]);
          add_known (table, own->node_decision[node]);
        }
    }
}

void
bs_tables_add_edges (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "mini_batch", BS_COLUMN_INTEGER }, { "node", BS_COLUMN_INTEGER },
    { "operand", BS_COLUMN_INTEGER },    { "input", BS_COLUMN_INTEGER },
    { "port", BS_COLUMN_INTEGER },
  };

  add_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint32 m = 0; m < trace->n_mini_batches && bs_table_is_wanted (table); m++)
    {
      g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, m);
      const BsGraph *graph = own->graph;

      for (guint32 node = 0; node < graph->n_nodes && bs_table_is_wanted (table); node++)
        for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
          {
            bs_table_add_integer (table, m);
            bs_table_add_integer (table, node);
            bs_table_add_integer (table, k - graph->input_start[node]);
            bs_table_add_integer (table, graph->inputs[k]);
            bs_table_add_integer (table, graph->ports[k]);
          }
    }
}

void
bs_tables_add_events (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER }, { "mini_batch", BS_COLUMN_INTEGER },
    { "phase", BS_COLUMN_TEXT },       { "lane", BS_COLUMN_INTEGER },
    { "start_ns", BS_COLUMN_INTEGER }, { "ns", BS_COLUMN_DURATION },
    { "bytes", BS_COLUMN_INTEGER },    { "flops", BS_COLUMN_INTEGER },
  };
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;
  guint32 mini_batch = 0;

  add_columns (table, columns, G_N_ELEMENTS (columns));
  bs_event_iter_init (&iter, trace);
  while (bs_table_is_wanted (table) && bs_event_iter_next (&iter, &event))
    {
      mini_batch = bs_trace_event_mini_batch (trace, &event, mini_batch);
      bs_table_add_natural (table, event.decision > 0 ? (gint64) event.decision : -1);
      bs_table_add_integer (table, mini_batch);
      bs_table_add_text (table, bs_phase_to_string (event.phase));
      bs_table_add_integer (table, event.lane);
      bs_table_add_integer (table, event.start_ns);
      bs_table_add_integer (table, event.end_ns - event.start_ns);
      bs_table_add_integer (table, (gint64) event.bytes);
      bs_table_add_integer (table, (gint64) event.flops);
    }
}

void
bs_tables_add_moves (const BsTrace *trace, BsTable *table)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER }, { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },        { "phase", BS_COLUMN_TEXT },
    { "lane", BS_COLUMN_INTEGER },     { "ns", BS_COLUMN_DURATION },
    { "bytes", BS_COLUMN_INTEGER },
  };
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  add_columns (table, columns, G_N_ELEMENTS (columns));
  bs_event_iter_init (&iter, trace);
  while (bs_table_is_wanted (table) && bs_event_iter_next (&iter, &event))
    {
      const BsTraceDecision *d;

      if (event.decision == 0
          || (event.phase != BS_PHASE_GATHER && event.phase != BS_PHASE_SCATTER))
        continue;
      d = bs_trace_decision (trace, event.decision);
      bs_table_add_integer (table, event.decision);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, type_name (trace, d->type));
      bs_table_add_text (table, bs_phase_to_string (event.phase));
      bs_table_add_integer (table, event.lane);
      bs_table_add_integer (table, event.end_ns - event.start_ns);
      bs_table_add_integer (table, (gint64) event.bytes);
    }
}
