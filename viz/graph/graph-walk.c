/* SPDX-License-Identifier: Apache-2.0 */
/* Ways through a graph: from node to node by keys, from pill to pill, and to what is searched. */
#include "config.h"

#include "viz/graph/graph-walk.h"

#include <math.h>
#include <string.h>

#define NONE BS_GRAPH_NONE

static gboolean
is_shown (const BsGraphLayout *layout, guint32 node, guint32 lane, guint32 decision)
{
  return (lane >= layout->n_lanes || layout->lane[node] == lane)
         && bs_graph_is_there (layout->unpacked, node, decision);
}

/* The node of a lane whose middle is nearest to a point, on the side of it that is asked for. */
static guint32
nearest_of_lane (const BsGraphLayout *layout, guint32 lane, double x, double y, int side,
                 guint32 but, guint32 decision)
{
  guint32 best = NONE;
  double best_distance = G_MAXDOUBLE;

  for (guint32 i = layout->lane_start[lane]; i < layout->lane_start[lane + 1]; i++)
    {
      guint32 node = layout->lane_nodes[i];
      double dx = bs_graph_layout_x (layout, node) - x, dy = bs_graph_layout_y (layout, node) - y;
      double distance;

      if (node == but || dy * side <= 0.5 || !bs_graph_is_there (layout->unpacked, node, decision))
        continue;
      /* Straight up or down rather than near. */
      distance = fabs (dx) * 4.0 + fabs (dy);
      if (distance < best_distance)
        {
          best_distance = distance;
          best = node;
        }
    }

  return best;
}

guint32
bs_graph_walk (const BsGraphLayout *layout, guint32 node, BsGraphWay way, guint32 lane,
               guint32 decision)
{
  const BsGraph *graph = layout->unpacked->graph;
  double x, y;
  int side = way == BS_GRAPH_BELOW ? 1 : -1;

  if (node >= graph->n_nodes)
    return node;
  if (way == BS_GRAPH_INPUT || way == BS_GRAPH_READER)
    {
      const guint32 *start = way == BS_GRAPH_INPUT ? graph->input_start : graph->output_start;
      const guint32 *others = way == BS_GRAPH_INPUT ? graph->inputs : graph->outputs;

      for (guint32 k = start[node]; k < start[node + 1]; k++)
        if (is_shown (layout, others[k], lane, decision))
          return others[k];
      return node;
    }

  x = bs_graph_layout_x (layout, node);
  y = bs_graph_layout_y (layout, node);
  for (guint32 l = layout->lane[node]; l < layout->n_lanes; l += (guint32) side)
    {
      guint32 found = nearest_of_lane (layout, l, x, y, side, node, decision);

      if (found != NONE)
        return found;
      if (lane < layout->n_lanes)
        break;
    }

  return node;
}

guint32
bs_graph_first_of_batch (const BsGraphLayout *layout, guint32 lane, guint32 decision)
{
  const BsTraceGraph *unpacked = layout->unpacked;
  guint32 first = lane < layout->n_lanes ? layout->lane_start[lane] : 0;
  guint32 end = lane < layout->n_lanes ? layout->lane_start[lane + 1] : unpacked->graph->n_nodes;

  for (guint32 i = first; i < end; i++)
    if (unpacked->node_decision[layout->lane_nodes[i]] == decision)
      return layout->lane_nodes[i];
  for (guint32 i = first; i < end; i++)
    if (bs_graph_is_there (unpacked, layout->lane_nodes[i], decision))
      return layout->lane_nodes[i];

  return NONE;
}

const BsGraphPills *
bs_graph_pills_of (const BsGraphLayout *layout, BsGraphMode mode)
{
  switch (mode)
    {
    case BS_GRAPH_TYPES:
      return &layout->types;
    case BS_GRAPH_INPUTS:
      return &layout->inputs;
    case BS_GRAPH_NODES:
    default:
      return &layout->places;
    }
}

BsGraphSpot
bs_graph_spot_of (const BsGraphLayout *layout, BsGraphMode mode, guint32 node)
{
  BsGraphSpot spot = { layout->lane[node], layout->column[node],
                       layout->unpacked->graph->type[node] };

  if (mode == BS_GRAPH_TYPES)
    {
      spot.lane = 0;
      spot.column = MAX (layout->unpacked->depth[node], 1) - 1;
    }
  else if (mode == BS_GRAPH_INPUTS)
    spot.column = spot.type;

  return spot;
}

/* What lies across and down in the picture of a mode. */
static void
place (BsGraphMode mode, const BsGraphPill *pill, double *x, double *y)
{
  *x = mode == BS_GRAPH_INPUTS ? pill->type : pill->column;
  *y = mode == BS_GRAPH_TYPES ? pill->type : pill->lane;
  if (mode == BS_GRAPH_NODES)
    *y += pill->type / 65536.0;
}

BsGraphSpot
bs_graph_walk_pill (const BsGraphLayout *layout, BsGraphMode mode, const BsGraphSpot *spot,
                    BsGraphWay way)
{
  const BsGraphPills *pills = bs_graph_pills_of (layout, mode);
  guint32 at = bs_graph_pills_find (pills, spot->lane, spot->column, spot->type), best = NONE;
  double x, y, best_distance = G_MAXDOUBLE;

  if (pills->n_pills == 0)
    return bs_graph_no_spot ();
  if (at == NONE)
    return (BsGraphSpot){ pills->pills[0].lane, pills->pills[0].column, pills->pills[0].type };

  place (mode, &pills->pills[at], &x, &y);
  for (guint32 i = 0; i < pills->n_pills; i++)
    {
      double px, py, along, beside;

      place (mode, &pills->pills[i], &px, &py);
      along = way == BS_GRAPH_INPUT    ? x - px
              : way == BS_GRAPH_READER ? px - x
              : way == BS_GRAPH_ABOVE  ? y - py
                                       : py - y;
      beside = way == BS_GRAPH_INPUT || way == BS_GRAPH_READER ? fabs (py - y) : fabs (px - x);
      if (along <= 0.0 || along + beside * 1e4 >= best_distance)
        continue;
      best_distance = along + beside * 1e4;
      best = i;
    }
  if (best == NONE)
    return *spot;

  return (BsGraphSpot){ pills->pills[best].lane, pills->pills[best].column,
                        pills->pills[best].type };
}

static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return g_utf8_casefold (valid, -1);
}

/* Which words of a vocabulary hold the text: it is asked for once each. */
static guint8 *
match_words (const BsTraceVocabulary *vocabulary, const char *needle, GCancellable *cancellable)
{
  guint8 *matches = g_new0 (guint8, (gsize) vocabulary->n + 1);

  for (guint32 i = 0; i < vocabulary->n && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *word = fold (vocabulary->strings[i]);

      matches[i] = strstr (word, needle) != NULL;
    }

  return matches;
}

GArray *
bs_graph_find_nodes (const BsTrace *trace, const BsTraceGraph *unpacked, const char *text,
                     GCancellable *cancellable)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  const BsGraph *graph = unpacked->graph;
  g_autofree char *needle = fold (text);
  g_autofree guint8 *types = g_new0 (guint8, trace->types->n_types + 1);
  gboolean any_type = FALSE;
  guint64 number;

  g_strstrip (needle);
  if (*needle == '\0')
    return found;
  if (g_ascii_string_to_unsigned (needle, 10, 0, G_MAXUINT32, &number, NULL))
    {
      guint32 node = (guint32) number;

      if (node < graph->n_nodes)
        g_array_append_val (found, node);
      return found;
    }
  for (guint t = 0; t < trace->types->n_types; t++)
    {
      g_autofree char *name = fold (trace->types->types[t].name);

      types[t] = g_str_has_prefix (name, needle);
      any_type = any_type || (types[t] && t < graph->n_types && graph->type_count[t] > 0);
    }
  if (any_type)
    {
      for (guint32 v = 0; v < graph->n_nodes; v++)
        if (types[graph->type[v]])
          g_array_append_val (found, v);
      return found;
    }
  for (guint t = 0; t < graph->n_types; t++)
    {
      const BsTraceVocabulary *vocabulary = bs_trace_get_vocabulary (trace, t);
      g_autofree guint8 *matches = NULL;

      if (vocabulary == NULL || vocabulary->strings == NULL || graph->type_count[t] == 0)
        continue;
      matches = match_words (vocabulary, needle, cancellable);
      for (guint32 v = 0; v < graph->n_nodes; v++)
        if (graph->type[v] == t && graph->datum[v] < vocabulary->n && matches[graph->datum[v]])
          g_array_append_val (found, v);
    }

  return found;
}

char *
bs_graph_sentence (const BsTrace *trace, const BsGraphLayout *layout, guint32 lane, guint max_chars)
{
  const BsTraceGraph *unpacked = layout->unpacked;
  const BsGraph *graph = unpacked->graph;
  g_autoptr (GString) out = g_string_new (NULL);
  const char *name = NULL;
  guint type = G_MAXUINT, n = 0;

  if (lane >= graph->n_instances)
    return g_strdup ("");
  name = bs_trace_instance_name (unpacked->mini_batch, lane);
  if (name != NULL)
    g_string_append_len (
        out, name,
        g_utf8_offset_to_pointer (name, MIN ((long) max_chars, g_utf8_strlen (name, -1))) - name);
  /* By number, as the model made them, which is the order of the text: of the first type that has
   * words. */
  for (guint32 p = 0; p < layout->inputs.n_pills && name == NULL; p++)
    {
      const BsGraphPill *pill = &layout->inputs.pills[p];

      if (pill->lane < lane)
        continue;
      if (pill->lane > lane)
        break;
      if (bs_trace_get_word (trace, graph, layout->inputs.nodes[pill->first]) == NULL)
        continue;
      type = MIN (type, pill->type);
      for (guint32 i = 0; i < pill->count && n < max_chars && pill->type == type; i++)
        {
          const char *word = bs_trace_get_word (trace, graph,
                                                layout->inputs.nodes[pill->first + i]);

          if (word == NULL)
            continue;
          if (out->len > 0)
            g_string_append_c (out, ' ');
          g_string_append (out, word);
          n += (guint) g_utf8_strlen (word, 200) + 1;
        }
    }
  if (g_utf8_strlen (out->str, -1) > (long) max_chars)
    {
      g_string_truncate (out, (gsize) (g_utf8_offset_to_pointer (out->str, max_chars) - out->str));
      g_string_append (out, "…");
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
