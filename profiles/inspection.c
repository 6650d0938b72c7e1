/* SPDX-License-Identifier: Apache-2.0 */
/* The full state at a decision, in words and as JSON. */
#include "config.h"

#include "profiles/inspection.h"

#include <glib/gi18n-lib.h>

#include "profiles/json-writer.h"
#include "profiles/tables.h"

/* How far the mini-batch has come, before the batch at hand runs: its nodes by state. */
typedef struct
{
  guint32 nodes[BS_N_NODE_STATES];
} Progress;

static Progress
find_progress (const BsTraceMiniBatch *mini_batch, guint32 decision)
{
  Progress progress = { 0 };

  for (guint32 node = 0; node < mini_batch->graph->n_nodes; node++)
    progress.nodes[bs_trace_node_state (mini_batch, node, decision)]++;

  return progress;
}

static void
append_frontier (const BsTrace *trace, guint32 decision, GString *out)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);

  for (guint i = 0; i < d->n_candidates; i++)
    {
      const BsCandidate *candidate = &candidates[i];

      g_string_append (out, i > 0 ? ",\n    {\"type\": " : "\n    {\"type\": ");
      bs_json_append_string (out, trace->types->types[candidate->type].name);
      g_string_append_printf (out, ", \"ready\": %u, \"reachable\": ", candidate->ready);
      if (candidate->reachable > 0)
        g_string_append_printf (out, "%u", candidate->reachable);
      else
        g_string_append (out, "null");
      g_string_append (out, ", \"rho\": ");
      bs_json_append_real (out, bs_candidate_rho (candidate));
      g_string_append (out, ", \"score\": ");
      bs_json_append_real (out, candidate->score == BS_NO_SCORE ? NAN : candidate->score);
      g_string_append_printf (out, ", \"chosen\": %s}",
                              candidate->type == d->type ? "true" : "false");
    }
}

static void
append_members (const BsTrace *trace, guint32 decision, GString *out)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
  const BsGraph *graph = mini_batch->graph;
  const guint32 *members = bs_trace_members (trace, decision);

  for (guint32 i = 0; i < d->size; i++)
    {
      guint32 node = members[i];
      const char *word = bs_trace_get_word (trace, graph, node);

      g_string_append_printf (
          out,
          "%s    {\"node\": %u, \"instance\": %u, \"depth\": %u, \"datum\": ", i > 0 ? ",\n" : "\n",
          node, graph->instance[node], mini_batch->depth[node]);
      if (graph->datum[node] != BS_NO_DATUM)
        g_string_append_printf (out, "%u", graph->datum[node]);
      else
        g_string_append (out, "null");
      g_string_append (out, ", \"word\": ");
      if (word != NULL)
        bs_json_append_string (out, word);
      else
        g_string_append (out, "null");
      if (bs_trace_instance_name (mini_batch, graph->instance[node]) != NULL)
        {
          g_string_append (out, ", \"instance_name\": ");
          bs_json_append_string (out, bs_trace_instance_name (mini_batch, graph->instance[node]));
        }
      g_string_append (out, ", \"inputs\": ");
      bs_json_append_ids (out, graph->inputs + graph->input_start[node],
                          graph->input_start[node + 1] - graph->input_start[node]);
      g_string_append_c (out, '}');
    }
}

static void
print_json (const BsTrace *trace, guint32 decision, GString *out)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
  const BsType *type = &trace->types->types[d->type];
  Progress progress = find_progress (mini_batch, decision);
  g_autofree char *state = bs_trace_state_text (trace, decision);
  g_autofree char *reason = bs_trace_reason_text (trace, decision);
  const char *search = bs_trace_get_search (trace, d->mini_batch);

  g_string_append_printf (out,
                          "{\n  \"decision\": %u,\n  \"n_decisions\": %u,\n  \"mini_batch\": %u,\n"
                          "  \"mini_batch_decision\": %u,\n  \"mini_batch_decisions\": %u,\n"
                          "  \"type\": ",
                          decision, trace->n_decisions, d->mini_batch,
                          decision - mini_batch->first_decision + 1, mini_batch->n_decisions);
  bs_json_append_string (out, type->name);
  g_string_append (out, ",\n  \"letter\": ");
  bs_json_append_string (out, type->letter);
  g_string_append_printf (out, ",\n  \"batch_size\": %u,\n  \"encoding\": \"%s\",\n  \"state\": ",
                          d->size, bs_encoding_to_string (trace->states->encoding));
  bs_json_append_string (out, state);
  g_string_append_printf (
      out, ",\n  \"reason\": \"%s\",\n  \"reason_text\": ", bs_reason_to_string (d->reason));
  bs_json_append_string (out, reason);
  g_string_append (out, ",\n  \"search\": ");
  if (search != NULL)
    bs_json_append_string (out, search);
  else
    g_string_append (out, "null");
  g_string_append_printf (out, ",\n  \"fallback\": %s,\n  \"n_tied\": %u,\n  \"draw\": ",
                          bs_reason_is_fallback (d->reason) ? "true" : "false", d->n_tied);
  if (d->draw != 0)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, d->draw);
  else
    g_string_append (out, "null");
  g_string_append_printf (
      out,
      ",\n  \"nodes\": %u,\n  \"executed\": %u,\n  \"forming\": %u,\n"
      "  \"ready\": %u,\n  \"waiting\": %u,\n  \"absent\": %u,\n"
      "  \"stage\": %u,\n  \"stages\": %u,\n  \"batches_run\": %u,\n"
      "  \"batches\": %u,\n  \"lower_bound\": %u,\n  \"frontier\": [",
      mini_batch->graph->n_nodes, progress.nodes[BS_NODE_EXECUTED], progress.nodes[BS_NODE_FORMING],
      progress.nodes[BS_NODE_FRONTIER] + progress.nodes[BS_NODE_FORMING],
      progress.nodes[BS_NODE_WAITING], progress.nodes[BS_NODE_ABSENT],
      bs_trace_stage (mini_batch, decision), MAX (mini_batch->n_stages, 1),
      decision - mini_batch->first_decision, mini_batch->n_decisions, mini_batch->lower_bound);
  append_frontier (trace, decision, out);
  g_string_append_printf (out,
                          "\n  ],\n  \"gathers\": %u,\n  \"gather_bytes\": %" G_GUINT64_FORMAT
                          ",\n  \"scatters\": %u,\n  \"scatter_bytes\": %" G_GUINT64_FORMAT
                          ",\n  \"members\": [",
                          d->n_gathers, d->gather_bytes, d->n_scatters, d->scatter_bytes);
  append_members (trace, decision, out);
  g_string_append (out, "\n  ]\n}\n");
}

/* What running the batch copied, if it ran. */
static void
append_copies (const BsTraceDecision *d, GString *out)
{
  g_autofree char *gathered = g_format_size_full (d->gather_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *scattered = g_format_size_full (d->scatter_bytes, G_FORMAT_SIZE_IEC_UNITS);

  if (d->run_end_ns > 0)
    g_string_append_printf (out, _ ("Copies: gathers %u (%s), scatters %u (%s)\n"), d->n_gathers,
                            gathered, d->n_scatters, scattered);
  g_string_append_c (out, '\n');
}

static void
print_text (const BsTrace *trace, guint32 decision, GString *out)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
  Progress progress = find_progress (mini_batch, decision);
  g_autofree char *title = bs_trace_decision_text (trace, decision);
  g_autofree char *state = bs_trace_state_text (trace, decision);
  g_autofree char *reason = bs_trace_reason_text (trace, decision);
  const char *legend = bs_trace_state_legend (trace);
  const char *search = bs_trace_get_search (trace, d->mini_batch);
  g_autoptr (BsTable) frontier = bs_tables_frontier (trace, decision);
  g_autoptr (BsTable) members = bs_tables_members (trace, decision);

  g_string_append_printf (out, "%s\n\n", title);
  g_string_append_printf (out, _ ("Mini-batch: %u, decision %u of %u\n"), d->mini_batch,
                          decision - mini_batch->first_decision + 1, mini_batch->n_decisions);
  g_string_append_printf (out, _ ("State: %s (%s)\n"), state,
                          bs_encoding_to_string (trace->states->encoding));
  if (legend != NULL)
    g_string_append_printf (out, "  %s\n", legend);
  g_string_append_printf (out, _ ("Reason: %s\n"), bs_reason_to_string (d->reason));
  g_string_append_printf (out, "%s\n", reason);
  if (search != NULL)
    g_string_append_printf (out, _ ("Search: %s\n"), search);
  g_string_append_c (out, '\n');

  g_string_append_printf (out,
                          _ ("Nodes: %u; %u executed, %u forming, %u more ready, %u waiting\n"),
                          bs_trace_n_there (mini_batch, decision), progress.nodes[BS_NODE_EXECUTED],
                          progress.nodes[BS_NODE_FORMING], progress.nodes[BS_NODE_FRONTIER],
                          progress.nodes[BS_NODE_WAITING]);
  if (mini_batch->n_stages > 0)
    g_string_append_printf (out, _ ("Stage: %u of %u; %u more nodes are not there yet\n"),
                            bs_trace_stage (mini_batch, decision) + 1, mini_batch->n_stages,
                            progress.nodes[BS_NODE_ABSENT]);
  g_string_append_printf (out, _ ("Batches: %u run, %u in all, lower bound %u\n"),
                          decision - mini_batch->first_decision, mini_batch->n_decisions,
                          mini_batch->lower_bound);

  append_copies (d, out);
  g_string_append_printf (out, "%s\n", _ ("Frontier"));
  bs_table_print (frontier, BS_TABLE_TEXT, out);
  g_string_append_printf (out, "\n%s\n", _ ("Batch"));
  bs_table_print (members, BS_TABLE_TEXT, out);
}

void
bs_inspection_print (const BsTrace *trace, guint32 decision, BsTableFormat format, GString *out)
{
  switch (format)
    {
    case BS_TABLE_CSV:
      {
        g_autoptr (BsTable) frontier = bs_tables_frontier (trace, decision);

        bs_table_print (frontier, BS_TABLE_CSV, out);
      }
      break;

    case BS_TABLE_JSON:
      print_json (trace, decision, out);
      break;

    case BS_TABLE_TEXT:
    default:
      print_text (trace, decision, out);
      break;
    }
}
