/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace. */
#include "config.h"

#include "profiles/tables/tables.h"

#include "profiles/trace/fsm-model.h"
#include "profiles/tables/long-tables.h"
#include "profiles/tables/tables-private.h"

BsTable *
bs_tables_decisions (const BsTrace *trace, gboolean times)
{
  BsTable *table = bs_table_new ();

  bs_tables_add_decisions (trace, times, table);

  return table;
}

BsTable *
bs_tables_frontier (const BsTrace *trace, guint32 decision)
{
  BsTable *table = bs_table_new ();
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ready", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "reachable", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "rho", BS_COLUMN_REAL);
  bs_table_add_column (table, "score", BS_COLUMN_REAL);
  bs_table_add_column (table, "chosen", BS_COLUMN_BOOLEAN);

  for (guint i = 0; i < d->n_candidates; i++)
    {
      const BsCandidate *candidate = &candidates[i];

      bs_table_add_text (table, trace->types->types[candidate->type].name);
      bs_table_add_integer (table, candidate->ready);
      if (candidate->reachable > 0)
        bs_table_add_integer (table, candidate->reachable);
      else
        bs_table_add_missing (table);
      bs_table_add_real (table, bs_candidate_rho (candidate));
      if (candidate->score != BS_NO_SCORE)
        bs_table_add_real (table, candidate->score);
      else
        bs_table_add_missing (table);
      bs_table_add_boolean (table, candidate->type == d->type);
    }

  return table;
}

BsTable *
bs_tables_members (const BsTrace *trace, guint32 decision)
{
  BsTable *table = bs_table_new ();
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, d->mini_batch);
  const BsGraph *graph = unpacked->graph;
  const guint32 *members = bs_trace_members (unpacked, d);

  bs_table_add_column (table, "node", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "instance", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "depth", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "datum", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "word", BS_COLUMN_TEXT);
  bs_table_add_column (table, "inputs", BS_COLUMN_TEXT);

  for (guint32 i = 0; i < d->size; i++)
    {
      guint32 node = members[i];
      const char *word = bs_trace_get_word (trace, graph, node);
      g_autoptr (GString) inputs = g_string_new (NULL);

      for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
        g_string_append_printf (inputs, inputs->len > 0 ? " %u" : "%u", graph->inputs[k]);

      bs_table_add_integer (table, node);
      bs_table_add_integer (table, graph->instance[node]);
      bs_table_add_integer (table, unpacked->depth[node]);
      if (graph->datum[node] != BS_NO_DATUM)
        bs_table_add_integer (table, graph->datum[node]);
      else
        bs_table_add_missing (table);
      if (word != NULL)
        bs_table_add_text (table, word);
      else
        bs_table_add_missing (table);
      bs_table_add_text (table, inputs->str);
    }

  return table;
}

/* Adds the most nodes of each type on any path of the graph, the type's part of the bound. */
static void
add_bounds (const BsGraph *graph, BsTypeTotals *totals)
{
  g_autofree guint32 *chain = g_new (guint32, MAX (graph->n_nodes, 1));

  for (guint type = 0; type < graph->n_types; type++)
    {
      guint32 longest = 0;

      if (graph->type_count[type] == 0)
        continue;

      for (guint32 v = 0; v < graph->n_nodes; v++)
        {
          guint32 best = 0;

          for (guint32 k = graph->input_start[v]; k < graph->input_start[v + 1]; k++)
            best = MAX (best, chain[graph->inputs[k]]);
          chain[v] = best + (graph->type[v] == type);
          longest = MAX (longest, chain[v]);
        }
      totals[type].bound += longest;
    }
}

BsTypeTotals *
bs_type_totals_new (const BsTrace *trace)
{
  BsTypeTotals *totals = g_new0 (BsTypeTotals, trace->types->n_types + 1);

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);
      const BsGraph *graph = unpacked->graph;

      for (guint type = 0; type < graph->n_types; type++)
        totals[type].nodes += graph->type_count[type];
      add_bounds (graph, totals);
    }

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      BsTypeTotals *own = &totals[d->type];

      own->batches++;
      own->members += d->size;
      own->largest = MAX (own->largest, d->size);
      own->ns += (guint64) (d->run_end_ns - d->run_start_ns);
      own->ran |= d->run_end_ns > 0;
    }

  return totals;
}

BsTable *
bs_tables_types (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autofree BsTypeTotals *totals = bs_type_totals_new (trace);

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bound", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "largest", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "mean", BS_COLUMN_REAL);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);

  for (guint type = 0; type < trace->types->n_types; type++)
    {
      const BsTypeTotals *own = &totals[type];

      bs_table_add_text (table, trace->types->types[type].name);
      bs_table_add_integer (table, (gint64) own->nodes);
      bs_table_add_integer (table, own->batches);
      bs_table_add_integer (table, (gint64) own->bound);
      bs_table_add_integer (table, own->largest);
      bs_table_add_real (table, own->batches > 0 ? (double) own->members / own->batches : NAN);
      if (own->ran)
        bs_table_add_integer (table, (gint64) own->ns);
      else
        bs_table_add_missing (table);
    }

  return table;
}

/* The wall time of each mini-batch, from the start of its first event to the end of its last; -1 of
 * one without events. */
static gint64 *
mini_batch_times (const BsTrace *trace)
{
  gsize n = trace->n_mini_batches;
  gint64 *times = g_new0 (gint64, n + 1);
  g_autofree gint64 *start = g_new0 (gint64, n + 1);
  g_autofree gboolean *seen = g_new0 (gboolean, n + 1);
  guint32 near = 0;
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    {
      near = bs_trace_event_mini_batch (trace, &event, near);
      if (near >= n)
        continue;
      /* Events are in order of their start. */
      if (!seen[near])
        start[near] = event.start_ns;
      seen[near] = TRUE;
      times[near] = MAX (times[near], event.end_ns - start[near]);
    }
  for (gsize i = 0; i < n; i++)
    if (!seen[i])
      times[i] = -1;

  return times;
}

BsTable *
bs_tables_mini_batches (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autofree gint64 *times = mini_batch_times (trace);

  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "lower_bound", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "loss", BS_COLUMN_REAL);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "stages", BS_COLUMN_INTEGER);

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];

      bs_table_add_integer (table, i);
      bs_table_add_integer (table, mini_batch->n_nodes);
      bs_table_add_integer (table, mini_batch->lower_bound);
      bs_table_add_integer (table, mini_batch->n_decisions);
      bs_table_add_real (table, mini_batch->loss);
      if (times[i] >= 0)
        bs_table_add_integer (table, times[i]);
      else
        bs_table_add_missing (table);
      bs_table_add_integer (table, MAX (mini_batch->n_stages, 1));
    }

  return table;
}

BsTable *
bs_tables_vocabularies (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "vocabulary", BS_COLUMN_TEXT);
  bs_table_add_column (table, "datum", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "text", BS_COLUMN_TEXT);

  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      const BsTraceVocabulary *vocabulary = &trace->vocabularies[i];

      for (guint32 k = 0; vocabulary->strings != NULL && k < vocabulary->n; k++)
        {
          bs_table_add_text (table, vocabulary->name);
          bs_table_add_integer (table, k);
          /* Not all strings of a recording that was cut short are there. */
          if (vocabulary->strings[k] != NULL)
            bs_table_add_text (table, vocabulary->strings[k]);
          else
            bs_table_add_missing (table);
        }
      if (vocabulary->strings == NULL)
        {
          bs_table_add_text (table, vocabulary->name);
          bs_table_add_integer (table, vocabulary->n);
          bs_table_add_missing (table);
        }
    }

  return table;
}

BsTable *
bs_tables_states (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);

  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "visits", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "action", BS_COLUMN_TEXT);
  bs_table_add_column (table, "q", BS_COLUMN_REAL);

  for (guint32 state = 0; state < trace->states->n_states; state++)
    {
      guint32 box = model->box_of[state];
      g_autofree char *text = NULL;

      /* A recording that was cut short may know a state that no decision reached. */
      if (box == G_MAXUINT32)
        continue;

      text = bs_fsm_model_state_text (model, box);
      bs_table_add_text (table, text);
      bs_table_add_integer (table, model->visits[box]);
      bs_table_add_text (table, trace->types->types[model->favourite[box]].name);
      bs_table_add_real (table, bs_fsm_model_get_q (model, box, model->favourite[box]));
    }

  return table;
}

BsPhaseTotals *
bs_phase_totals_new (const BsTrace *trace)
{
  BsPhaseTotals *totals = g_new0 (BsPhaseTotals, BS_N_PHASES);
  gint64 all_ns[BS_N_LANE_KINDS] = { 0 };
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    {
      BsPhaseTotals *own = &totals[event.phase];

      if (own->events == 0)
        own->kind = bs_trace_lane_kind (trace, event.lane);
      own->events++;
      own->bytes += event.bytes;
      own->flops += event.flops;
    }
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      gint64 *all = &all_ns[totals[phase].kind];

      if (__builtin_add_overflow (*all, trace->phase_ns[phase], all))
        *all = G_MAXINT64;
    }
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    totals[phase].all_ns = all_ns[totals[phase].kind];

  return totals;
}

double
bs_phase_totals_share (const BsTrace *trace, const BsPhaseTotals *totals, BsPhase phase)
{
  return totals[phase].all_ns > 0 ? (double) trace->phase_ns[phase] / totals[phase].all_ns : NAN;
}

BsTable *
bs_tables_phases (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autofree BsPhaseTotals *totals = bs_phase_totals_new (trace);

  bs_table_add_column (table, "phase", BS_COLUMN_TEXT);
  bs_table_add_column (table, "events", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "flops", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "lanes", BS_COLUMN_TEXT);

  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      gboolean there = totals[phase].events > 0;

      bs_table_add_text (table, bs_phase_to_string (phase));
      bs_table_add_integer (table, totals[phase].events);
      bs_table_add_integer (table, trace->phase_ns[phase]);
      bs_table_add_real (table, bs_phase_totals_share (trace, totals, phase));
      bs_table_add_integer (table, (gint64) totals[phase].bytes);
      bs_table_add_integer (table, (gint64) totals[phase].flops);
      bs_table_add_text (table, there ? bs_lane_kind_to_string (totals[phase].kind) : NULL);
    }

  return table;
}

BsTable *
bs_tables_info (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);

  bs_table_add_column (table, "key", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      bs_table_add_text (table, key);
      bs_table_add_text (table, bs_trace_get_info (trace, key));
    }

  return table;
}
