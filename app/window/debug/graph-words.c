/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes, pills and inputs of the graph in words. */
#include "config.h"

#include "app/window/debug/graph-words.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"

/* More inputs or readers than these are counted, not listed. */
#define MAX_LISTED 6
#define MAX_NAME 80
#define MAX_SENTENCE 240

/* A name as long as anybody reads. */
static char *
shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_NAME)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, MAX_NAME);
  return g_strconcat (start, "…", NULL);
}

const char *
bs_graph_words_of_state (BsNodeState state)
{
  switch (state)
    {
    case BS_NODE_FORMING:
      return _ ("in this batch");
    case BS_NODE_EXECUTED:
      return _ ("has run");
    case BS_NODE_FRONTIER:
      return _ ("ready");
    case BS_NODE_ABSENT:
      return _ ("not there yet");
    case BS_NODE_WAITING:
    case BS_N_NODE_STATES:
    default:
      return _ ("waits for its inputs");
    }
}

char *
bs_graph_words_of_fate (const BsTraceGraph *unpacked, guint32 node, guint32 decision)
{
  guint32 ready = unpacked->node_ready[node], ran = unpacked->node_decision[node];
  guint32 first = unpacked->mini_batch->first_decision;
  BsNodeState state = bs_trace_node_state (unpacked, node, decision);
  GString *out = g_string_new (NULL);

  if (unpacked->node_there != NULL && unpacked->node_there[node] > first)
    /* Translators: a step in the life of a node, followed by an arrow and the next */
    g_string_append_printf (out, _ ("there from decision %u → "), unpacked->node_there[node]);
  if (ready == G_MAXUINT32)
    g_string_append (out, _ ("never became ready in the recording"));
  else if (ready == first)
    g_string_append (out, _ ("ready from the beginning"));
  else
    g_string_append_printf (out, _ ("waiting → ready at decision %u"), ready);
  if (ran != G_MAXUINT32)
    /* Translators: the last step in the life of a node, after an arrow */
    g_string_append_printf (out,
                            state == BS_NODE_EXECUTED  ? _ (" → ran at %u")
                            : state == BS_NODE_FORMING ? _ (" → runs now, at %u")
                                                       : _ (" → runs at %u"),
                            ran);
  else if (ready != G_MAXUINT32)
    g_string_append (out, _ (" → did not run in the recording"));

  return g_string_free (out, FALSE);
}

/* What stands beside the type: the word, the number, or nothing. */
static void
append_datum (GString *out, const BsTrace *trace, const BsGraph *graph, guint32 node)
{
  const char *word = bs_trace_get_word (trace, graph, node);
  const BsTraceVocabulary *vocabulary = bs_trace_get_vocabulary (trace, graph->type[node]);

  if (word != NULL)
    {
      g_autofree char *text = shorten (word);

      g_string_append_printf (out, _ (" “%s”"), text);
    }
  else if (graph->datum[node] != BS_NO_DATUM && vocabulary != NULL)
    {
      g_autofree char *name = shorten (vocabulary->name);

      /* Translators: what kind of number it is, such as labels, and the number */
      g_string_append_printf (out, _ (" (%s: %u)"), name, graph->datum[node]);
    }
}

static void
append_nodes (GString *out, const guint32 *nodes, guint32 n)
{
  guint32 last = G_MAXUINT32;

  for (guint32 i = 0; i < n; i++)
    {
      if (nodes[i] == last)
        continue;
      g_string_append_printf (out, last == G_MAXUINT32 ? "%u" : ", %u", nodes[i]);
      last = nodes[i];
    }
}

char *
bs_graph_words_of_node (const BsTrace *trace, const BsTraceGraph *unpacked, guint32 node,
                        guint32 decision)
{
  const BsGraph *graph = unpacked->graph;
  const char *instance = bs_trace_instance_name (unpacked->mini_batch, graph->instance[node]);
  guint32 n_inputs = graph->input_start[node + 1] - graph->input_start[node];
  guint32 n_readers = graph->output_start[node + 1] - graph->output_start[node];
  g_autofree char *type = shorten (trace->types->types[graph->type[node]].name);
  g_autofree char *fate = bs_graph_words_of_fate (unpacked, node, decision);
  GString *out = g_string_new (NULL);

  /* Translators: a node of a graph: its number and its type */
  g_string_append_printf (out, _ ("Node %u, %s"), node, type);
  append_datum (out, trace, graph, node);
  g_string_append_printf (out, _ (", input %u"), graph->instance[node] + 1);
  if (instance != NULL)
    {
      g_autofree char *name = shorten (instance);

      g_string_append_printf (out, _ (" “%s”"), name);
    }
  g_string_append_printf (out, _ (", depth %u"), unpacked->depth[node]);
  g_string_append (out, ": ");
  g_string_append (out, fate);

  if (n_inputs > MAX_LISTED)
    {
      g_string_append_printf (out, ngettext (", reads %u node", ", reads %u nodes", n_inputs),
                              n_inputs);
    }
  else if (n_inputs > 0)
    {
      g_string_append (out, _ (", reads "));
      append_nodes (out, graph->inputs + graph->input_start[node], n_inputs);
    }
  if (n_readers > MAX_LISTED)
    {
      g_string_append_printf (out, ngettext (", read by %u node", ", read by %u nodes", n_readers),
                              n_readers);
    }
  else if (n_readers > 0)
    {
      g_string_append (out, _ (", read by "));
      append_nodes (out, graph->outputs + graph->output_start[node], n_readers);
    }

  return g_string_free (out, FALSE);
}

char *
bs_graph_words_of_pill (const BsTrace *trace, const BsGraphLayout *layout, BsGraphMode mode,
                        const BsGraphSpot *spot, guint32 decision)
{
  const BsGraphPills *pills = bs_graph_pills_of (layout, mode);
  guint32 found = bs_graph_pills_find (pills, spot->lane, spot->column, spot->type);
  BsGraphShares shares;
  g_autofree char *type = NULL, *where = NULL, *nodes = NULL;
  g_autofree char *run = NULL, *forming = NULL, *ready = NULL, *waiting = NULL;

  if (found == BS_GRAPH_NONE)
    return NULL;

  shares = bs_graph_pill_shares (pills, &pills->pills[found], decision);
  type = shorten (trace->types->types[spot->type].name);
  nodes = bs_format_count (pills->pills[found].count - shares.absent);
  run = bs_format_count (shares.executed);
  forming = bs_format_count (shares.forming);
  ready = bs_format_count (shares.frontier);
  waiting = bs_format_count (shares.waiting);
  where = mode == BS_GRAPH_TYPES ? g_strdup_printf (_ ("depth %u"), spot->column + 1)
                                 : bs_graph_words_of_lane (trace, layout, spot->lane);

  /* Translators: a type, how many nodes, where they are, and how many of them have run, ... */
  return g_strdup_printf (_ ("%s × %s, %s: %s run, %s in this batch, %s ready, %s waiting"), type,
                          nodes, where, run, forming, ready, waiting);
}

char *
bs_graph_words_of_lane (const BsTrace *trace, const BsGraphLayout *layout, guint32 lane)
{
  g_autofree char *words = bs_graph_sentence (trace, layout, lane, MAX_SENTENCE);

  if (lane >= layout->unpacked->graph->n_instances)
    return g_strdup (_ ("nodes that read several inputs"));
  if (*words == '\0')
    return g_strdup_printf (_ ("input %u"), lane + 1);

  return g_strdup_printf (_ ("input %u “%s”"), lane + 1, words);
}
