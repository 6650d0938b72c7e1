/* SPDX-License-Identifier: Apache-2.0 */
/* The full state at a decision, in words and as JSON. */
#include "config.h"

#include "profiles/report/inspection.h"

#include <glib/gi18n-lib.h>

#include "profiles/report/duration.h"
#include "profiles/files/json-writer.h"
#include "profiles/trace/stages.h"
#include "profiles/tables/tables.h"

/* What the decision clock says of a decision. */
typedef struct
{
  const BsReplayState *state;
  BsReplayMemory memory;
  gboolean knows_fewest;
  guint32 fewest; /* batches that are left at least, this one included */
  guint32 left;   /* that were run from here on, as far as it was recorded */
} Clock;

static void
read_clock (BsReplay *replay, Clock *clock)
{
  const BsTraceMiniBatch *mini_batch = bs_replay_get_graph (replay)->mini_batch;

  clock->state = bs_replay_get_state (replay);
  bs_replay_get_memory (replay, &clock->memory);
  clock->knows_fewest = bs_replay_get_fewest_left (replay, &clock->fewest);
  clock->left = mini_batch->n_decisions - (clock->state->decision - mini_batch->first_decision);
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
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, d->mini_batch);
  const BsGraph *graph = unpacked->graph;
  const guint32 *members = bs_trace_members (unpacked, d);

  for (guint32 i = 0; i < d->size; i++)
    {
      guint32 node = members[i];
      const char *word = bs_trace_get_word (trace, graph, node);

      g_string_append_printf (
          out,
          "%s    {\"node\": %u, \"instance\": %u, \"depth\": %u, \"datum\": ", i > 0 ? ",\n" : "\n",
          node, graph->instance[node], unpacked->depth[node]);
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
append_bytes (GString *out, const char *name, guint64 bytes, gboolean known)
{
  g_string_append_printf (out, ", \"%s\": ", name);
  if (known)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, bytes);
  else
    g_string_append (out, "null");
}

/* What is left, what it took so far, what is alive, and what comes next. */
static void
append_clock (const BsTrace *trace, const Clock *clock, GString *out)
{
  const BsReplayCounters *own = &clock->state->own;
  const BsReplayMemory *memory = &clock->memory;
  gboolean sized = memory->knows != BS_VALUES_COUNTED;
  guint32 next = clock->state->decision + 1;

  g_string_append_printf (out, ",\n  \"batches_left\": %u,\n  \"fewest_left\": ", clock->left);
  if (clock->knows_fewest)
    g_string_append_printf (out, "%u", clock->fewest);
  else
    g_string_append (out, "null");
  g_string_append_printf (
      out,
      ",\n  \"so_far\": {\"batches\": %" G_GUINT64_FORMAT ", \"executed\": %" G_GUINT64_FORMAT
      ", \"choose_ns\": %" G_GUINT64_FORMAT ", \"run_ns\": %" G_GUINT64_FORMAT
      ", \"gathers\": %" G_GUINT64_FORMAT ", \"gather_bytes\": %" G_GUINT64_FORMAT
      ", \"scatters\": %" G_GUINT64_FORMAT ", \"scatter_bytes\": %" G_GUINT64_FORMAT
      ", \"flops\": %" G_GUINT64_FORMAT "}",
      own->batches, own->executed, own->choose_ns, own->run_ns, own->gathers, own->gather_bytes,
      own->scatters, own->scatter_bytes, own->flops);
  g_string_append_printf (out, ",\n  \"memory\": {\"values\": %" G_GUINT64_FORMAT,
                          memory->n_values);
  append_bytes (out, "bytes", memory->bytes, sized);
  append_bytes (out, "forming_bytes", memory->forming_bytes, sized);
  append_bytes (out, "peak_bytes", memory->peak_bytes, sized);
  append_bytes (out, "most_bytes", memory->most_bytes, sized);
  append_bytes (out, "room_bytes", memory->room_bytes, memory->room_bytes > 0);
  g_string_append (out, "},\n  \"next\": ");
  if (next > trace->n_decisions)
    g_string_append (out, "null");
  else
    {
      const BsTraceDecision *d = bs_trace_decision (trace, next);

      g_string_append_printf (out, "{\"decision\": %u, \"mini_batch\": %u, \"type\": ", next,
                              d->mini_batch);
      bs_json_append_string (out, trace->types->types[d->type].name);
      g_string_append_printf (out, ", \"batch_size\": %u}", d->size);
    }
}

static void
print_json (const BsTrace *trace, const Clock *clock, GString *out)
{
  const BsReplayState *now = clock->state;
  guint32 decision = now->decision;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
  const BsType *type = &trace->types->types[d->type];
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
  g_string_append_printf (out,
                          ",\n  \"nodes\": %u,\n  \"executed\": %u,\n  \"forming\": %u,\n"
                          "  \"ready\": %u,\n  \"waiting\": %u,\n  \"absent\": %u,\n"
                          "  \"stage\": %u,\n  \"stages\": %u,\n  \"batches_run\": %u,\n"
                          "  \"batches\": %u,\n  \"lower_bound\": %u,\n  \"frontier\": [",
                          mini_batch->n_nodes, now->n_executed, now->n_forming, now->n_ready,
                          now->n_waiting, now->n_absent, now->stage, MAX (mini_batch->n_stages, 1),
                          decision - mini_batch->first_decision, mini_batch->n_decisions,
                          mini_batch->lower_bound);
  append_frontier (trace, decision, out);
  g_string_append_printf (out,
                          "\n  ],\n  \"gathers\": %u,\n  \"gather_bytes\": %" G_GUINT64_FORMAT
                          ",\n  \"scatters\": %u,\n  \"scatter_bytes\": %" G_GUINT64_FORMAT
                          ",\n  \"members\": [",
                          d->n_gathers, d->gather_bytes, d->n_scatters, d->scatter_bytes);
  append_members (trace, decision, out);
  g_string_append (out, "\n  ]");
  append_clock (trace, clock, out);
  g_string_append (out, "\n}\n");
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
}

/* How far it is to the end, and what the way so far took. */
static void
append_left (const Clock *clock, gboolean is_whole, GString *out)
{
  const BsReplayCounters *own = &clock->state->own;
  g_autofree char *choosing = bs_duration_to_string ((gint64) own->choose_ns);
  g_autofree char *running = bs_duration_to_string ((gint64) own->run_ns);

  if (clock->knows_fewest && is_whole)
    g_string_append_printf (out, _ ("Left: %u batches with this one, at least %u needed\n"),
                            clock->left, clock->fewest);
  else if (clock->knows_fewest)
    g_string_append_printf (out, _ ("Left: at least %u batches with this one\n"), clock->fewest);
  if (own->executed > 0)
    /* Translators: two durations, of the batches of a mini-batch until now. */
    g_string_append_printf (out, _ ("So far: %s of choosing, %s of running\n"), choosing, running);
}

static void
append_memory (const BsReplayMemory *memory, GString *out)
{
  g_autofree char *bytes = g_format_size_full (memory->bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *forming = g_format_size_full (memory->forming_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *peak = g_format_size_full (memory->peak_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *most = g_format_size_full (memory->most_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *room = g_format_size_full (memory->room_bytes, G_FORMAT_SIZE_IEC_UNITS);
  unsigned long long n = memory->n_values;

  if (memory->knows == BS_VALUES_COUNTED)
    {
      g_string_append_printf (out, _ ("Memory: %llu values alive; their sizes were not recorded\n"),
                              n);
      return;
    }
  g_string_append_printf (out, _ ("Memory: %llu values alive, %s; this batch writes %s\n"), n,
                          bytes, forming);
  if (memory->room_bytes > 0)
    g_string_append_printf (out, _ ("Most so far %s, of the mini-batch %s, in %s of room\n"), peak,
                            most, room);
  else
    g_string_append_printf (out, _ ("Most so far %s, of the mini-batch %s\n"), peak, most);
}

static void
append_next (const BsTrace *trace, guint32 decision, GString *out)
{
  g_autofree char *title = NULL;

  if (decision == trace->n_decisions)
    return;
  title = bs_trace_decision_text (trace, decision + 1);
  /* Translators: what comes after a decision, such as `Decision 42 of 203: batched ...`. */
  g_string_append_printf (out, _ ("Next: %s\n"), title);
}

static void
print_text (const BsTrace *trace, const Clock *clock, GString *out)
{
  const BsReplayState *now = clock->state;
  guint32 decision = now->decision;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
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
                          mini_batch->n_nodes - now->n_absent, now->n_executed, now->n_forming,
                          now->n_ready - now->n_forming, now->n_waiting);
  if (mini_batch->n_stages > 0)
    g_string_append_printf (out, _ ("Stage: %u of %u; %u more nodes are not there yet\n"),
                            now->stage + 1, mini_batch->n_stages, now->n_absent);
  g_string_append_printf (out, _ ("Batches: %u run, %u in all, lower bound %u\n"),
                          decision - mini_batch->first_decision, mini_batch->n_decisions,
                          mini_batch->lower_bound);

  append_left (clock, bs_stages_are_whole (trace, mini_batch), out);
  append_memory (&clock->memory, out);
  append_copies (d, out);
  append_next (trace, decision, out);
  g_string_append_printf (out, "\n%s\n", _ ("Frontier"));
  bs_table_print (frontier, BS_TABLE_TEXT, out);
  g_string_append_printf (out, "\n%s\n", _ ("Batch"));
  bs_table_print (members, BS_TABLE_TEXT, out);
}

void
bs_inspection_print_here (BsReplay *replay, BsTableFormat format, GString *out)
{
  const BsTrace *trace = bs_replay_get_trace (replay);
  Clock clock;

  if (format == BS_TABLE_CSV)
    {
      g_autoptr (BsTable) frontier = bs_tables_frontier (trace, bs_replay_get_decision (replay));

      bs_table_print (frontier, BS_TABLE_CSV, out);
      return;
    }

  read_clock (replay, &clock);
  if (format == BS_TABLE_JSON)
    print_json (trace, &clock, out);
  else
    print_text (trace, &clock, out);
}

void
bs_inspection_print (const BsTrace *trace, guint32 decision, BsTableFormat format, GString *out)
{
  g_autoptr (BsReplay) replay = bs_replay_new (trace);

  bs_replay_seek (replay, decision);
  bs_inspection_print_here (replay, format, out);
}
