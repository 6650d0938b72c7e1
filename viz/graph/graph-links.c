/* SPDX-License-Identifier: Apache-2.0 */
/* What the selected node hangs together with: what it reads, drawn solid, and what reads it, dashed;
 * one step, or all of them. */
#include "config.h"

#include <math.h>

#include "viz/graph/graph-scene.h"

#define NONE BS_GRAPH_NONE
/* As many each way as anybody can follow. */
#define MAX_LINKS 400

/* Goes from node to node, nearest first, against the edges or along them. */
static void
walk (BsGraphLinks *self, const BsTraceGraph *unpacked, gboolean back)
{
  const BsGraph *graph = unpacked->graph;
  const guint32 *start = back ? graph->input_start : graph->output_start;
  const guint32 *others = back ? graph->inputs : graph->outputs;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = 0;

  g_array_append_val (queue, self->node);
  for (guint i = 0; i < queue->len && n < MAX_LINKS; i++)
    {
      guint32 node = g_array_index (queue, guint32, i), last = NONE;

      for (guint32 k = start[node]; k < start[node + 1] && n < MAX_LINKS; k++)
        {
          guint32 other = others[k];
          BsGraphLink link = { back ? other : node, back ? node : other };

          /* An operand that is read twice is one edge. */
          if (other == last)
            continue;
          last = other;
          g_array_append_val (self->links, link);
          n++;
          if (self->cone && g_hash_table_add (seen, GUINT_TO_POINTER (other)))
            g_array_append_val (queue, other);
        }
    }
}

static const BsGraphLinks *
find_links (BsGraphScene *self)
{
  BsGraphLinks *links = &self->painter->links;
  const BsTraceGraph *unpacked = self->layout->unpacked;

  if (links->node == self->show->node && links->mini_batch == unpacked->index
      && links->cone == self->show->cone)
    return links;

  links->node = self->show->node;
  links->mini_batch = unpacked->index;
  links->cone = self->show->cone;
  g_array_set_size (links->links, 0);
  walk (links, unpacked, TRUE);
  links->n_inputs = links->links->len;
  walk (links, unpacked, FALSE);

  return links;
}

static double
radius (const BsGraphScene *self, guint32 node)
{
  double r = (self->layout->satellite[node] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) / 2.0;

  return MAX (r * self->scale, 2.0);
}

static void
add_ring (BsGraphScene *self, guint32 node)
{
  double x, y, r = radius (self, node) + 2.5;

  bs_graph_scene_node (self, node, &x, &y);
  if (!bs_graph_scene_has_lane (self, self->layout->lane[node])
      || !bs_graph_scene_in_sight (self, x, y))
    return;
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, r, 0.0, 2.0 * G_PI);
}

static void
add_head (BsGraphScene *self, const BsGraphLink *link)
{
  double x0, y0, x1, y1, r = radius (self, link->to);

  if (!bs_graph_scene_has_lane (self, self->layout->lane[link->to])
      || !bs_graph_scene_has_lane (self, self->layout->lane[link->from]))
    return;
  bs_graph_scene_node (self, link->from, &x0, &y0);
  bs_graph_scene_node (self, link->to, &x1, &y1);
  if (!bs_graph_scene_in_sight (self, x1, y1))
    return;
  /* Edges end level, but for those of a satellite. */
  if (self->layout->satellite[link->to])
    {
      double d = MAX (hypot (x1 - x0, y1 - y0), 1e-9);

      bs_arrow_head (self->cr, x1 - (x1 - x0) / d * r, y1 - (y1 - y0) / d * r, x1 - x0, y1 - y0,
                     6.0);
    }
  else
    bs_arrow_head (self->cr, x1 - r, y1, 1.0, 0.0, 6.0);
}

static void
draw_side (BsGraphScene *self, const BsGraphLinks *links, guint32 from, guint32 to, gboolean dashed)
{
  static const double dashes[] = { 5.0, 3.0 };
  double width = self->style->high_contrast ? 2.6 : 2.0;
  BsColor color = self->style->accent;

  if (from == to)
    return;
  for (guint32 i = from; i < to; i++)
    {
      const BsGraphLink *link = &g_array_index (links->links, BsGraphLink, i);

      bs_graph_scene_add_edge (self, link->from, link->to);
    }
  bs_color_set (self->cr, bs_color_with_alpha (color, links->cone ? 0.7 : 1.0));
  cairo_set_line_width (self->cr, links->cone ? width * 0.75 : width);
  if (dashed)
    cairo_set_dash (self->cr, dashes, 2, 0.0);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0.0);
  for (guint32 i = from; i < to; i++)
    add_ring (self, dashed ? g_array_index (links->links, BsGraphLink, i).to
                           : g_array_index (links->links, BsGraphLink, i).from);
  cairo_set_line_width (self->cr, 1.2);
  cairo_stroke (self->cr);
  /* Heads say the way; where they would touch each other they say nothing. */
  if (to - from <= 48 && BS_GRAPH_CELL * self->scale >= 6.0)
    for (guint32 i = from; i < to; i++)
      add_head (self, &g_array_index (links->links, BsGraphLink, i));
}

void
bs_graph_scene_draw_links (BsGraphScene *self)
{
  const BsGraphLinks *links;
  guint32 node = self->show->node;
  double x, y, d;

  if (self->show->mode != BS_GRAPH_NODES || node >= self->layout->unpacked->graph->n_nodes
      || !bs_graph_is_there (self->layout->unpacked, node, self->b))
    return;
  links = find_links (self);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_FAST);
  draw_side (self, links, 0, links->n_inputs, FALSE);
  draw_side (self, links, links->n_inputs, links->links->len, TRUE);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_DEFAULT);

  if (!bs_graph_scene_has_lane (self, self->layout->lane[node]))
    return;
  bs_graph_scene_node (self, node, &x, &y);
  d = MAX ((self->layout->satellite[node] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) * self->scale + 8.0,
           10.0);
  bs_rounded_rectangle (self->cr, x - d / 2.0 - 1.0, y - d / 2.0 - 1.0, d + 2.0, d + 2.0, 6.0);
  bs_color_set (self->cr, bs_color_with_alpha (self->style->accent, 0.14));
  cairo_fill_preserve (self->cr);
  bs_color_set (self->cr, self->style->accent);
  cairo_set_line_width (self->cr, 2.0);
  cairo_stroke (self->cr);
}
