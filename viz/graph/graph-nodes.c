/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes and edges of the graph one by one: gathered by state and colour, so that cairo gets one
 * path for many. */
#include "config.h"

#include "viz/graph/graph-scene.h"

#include <math.h>
#include <string.h>

/* Nodes of one kind on screen that are too many to fade. */
#define CROWD 100
/* Above this many on the screen, pills say more than specks. */
#define MAX_SEEN 5000
#define PLAIN_FROM 6.0
#define N_COLORS 12
#define N_BUCKETS (BS_N_NODE_STATES * BS_N_NODE_STATES)
/* Marks that look alike: by state before and after, by colour, muted or not. */
#define N_GROUPS (N_BUCKETS * N_COLORS * 2)
/* In so many pixels there are the edges of BS_GRAPH_MAX_EDGES, in a larger picture more. */
#define EDGES_AREA (720.0 * 520.0)
#define MOST_EDGES 6000
#define MAX_FAN 48

static gboolean
is_lifted (const BsGraphMembers *members, guint32 n_slots, guint32 node)
{
  for (guint32 i = 0; i < MIN (n_slots, members->n); i++)
    if (members->nodes[i] == node)
      return TRUE;

  return FALSE;
}

static guint32
first_of_column (const BsGraphLayout *layout, guint32 lane, guint32 column)
{
  guint32 low = layout->lane_start[lane], high = layout->lane_start[lane + 1];

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (layout->column[layout->lane_nodes[middle]] < column)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

gboolean
bs_graph_scene_window (const BsGraphScene *self, guint32 *lane0, guint32 *lane1, guint32 *column0,
                       guint32 *column1)
{
  const BsGraphLayout *layout = self->layout;
  double x0 = self->view.x / self->frame.base, y0 = self->view.y / self->frame.base;
  double x1 = x0 + self->frame.width / self->scale, y1 = y0 + self->frame.height / self->scale;
  double above = layout->lane_y[self->lane0];

  if (layout->n_columns == 0 || self->lane0 == self->lane1 || x1 < 0.0 || y1 < 0.0
      || x0 > layout->column_x[layout->n_columns] || y0 > bs_graph_scene_picture_height (self))
    return FALSE;
  *lane0 = bs_places_at (layout->lane_y, layout->n_lanes, y0 + above);
  *lane1 = bs_places_at (layout->lane_y, layout->n_lanes, y1 + above);
  *lane0 = CLAMP (*lane0, self->lane0, self->lane1 - 1);
  *lane1 = CLAMP (*lane1, self->lane0, self->lane1 - 1);
  *column0 = bs_places_at (layout->column_x, layout->n_columns, x0);
  *column1 = bs_places_at (layout->column_x, layout->n_columns, x1);

  return TRUE;
}

gboolean
bs_graph_scene_collect (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsGraph *graph = layout->unpacked->graph;
  double margin = BS_GRAPH_CELL * self->scale;
  double left = self->frame.x - margin, right = self->frame.x + self->frame.width + margin;
  double top = self->frame.y - margin, bottom = self->frame.y + self->frame.height + margin;
  guint32 lane0, lane1, column0, column1;
  guint64 n = 0;

  g_array_set_size (self->painter->seen, 0);
  if (BS_GRAPH_CELL * self->scale < PLAIN_FROM || layout->n_columns == 0)
    return FALSE;
  if (!bs_graph_scene_window (self, &lane0, &lane1, &column0, &column1))
    return TRUE;

  for (guint32 lane = lane0; lane <= lane1; lane++)
    n += first_of_column (layout, lane, column1 + 1) - first_of_column (layout, lane, column0);
  if (n > MAX_SEEN)
    return FALSE;

  for (guint32 lane = lane0; lane <= lane1; lane++)
    {
      guint32 end = first_of_column (layout, lane, column1 + 1);

      for (guint32 i = first_of_column (layout, lane, column0); i < end; i++)
        {
          guint32 node = layout->lane_nodes[i];
          BsGraphSeen seen = { .node = node, .type = graph->type[node] };
          double x, y;

          bs_graph_scene_node (self, node, &x, &y);
          if (x < left || x > right || y < top || y > bottom)
            continue;
          seen.x = (float) x;
          seen.y = (float) y;
          seen.satellite = layout->satellite[node];
          seen.bucket = (guint8) (bs_graph_scene_state (self, node, self->a) * BS_N_NODE_STATES
                                  + bs_graph_scene_state (self, node, self->b));
          /* What is not there yet is not seen, either: neither before nor after. */
          if (seen.bucket != BS_NODE_ABSENT)
            g_array_append_val (self->painter->seen, seen);
        }
    }

  return TRUE;
}

/* A curve from the right of one node to the left of another; the long ones keep to the edge of
 * the lane. FALSE when they touch, and there is nothing to draw. */
gboolean
bs_graph_scene_add_edge (BsGraphScene *self, guint32 from, guint32 to)
{
  const BsGraphLayout *layout = self->layout;
  double r0 = (layout->satellite[from] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) / 2.0 * self->scale;
  double r1 = (layout->satellite[to] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) / 2.0 * self->scale;
  double x0, y0, x1, y1, length;

  if (!bs_graph_scene_has_lane (self, layout->lane[from])
      || !bs_graph_scene_has_lane (self, layout->lane[to]))
    return FALSE;
  bs_graph_scene_node (self, from, &x0, &y0);
  bs_graph_scene_node (self, to, &x1, &y1);
  length = x1 - x0;

  /* A satellite hangs below what it reads, or beside it. */
  if (layout->satellite[to])
    {
      double dx = x1 - x0, dy = y1 - y0, d = hypot (dx, dy);

      if (d <= r0 + r1)
        return FALSE;
      cairo_move_to (self->cr, x0 + dx / d * r0, y0 + dy / d * r0);
      cairo_line_to (self->cr, x1 - dx / d * r1, y1 - dy / d * r1);
      return TRUE;
    }

  if (length > 64.0 * self->scale && layout->lane[from] == layout->lane[to])
    {
      guint32 lane = layout->lane[from];
      double top = bs_graph_scene_y (self, bs_graph_scene_top (self, lane)) + 1.5 * self->scale;
      double bottom = bs_graph_scene_y (self, bs_graph_scene_top (self, lane + 1))
                      - 1.5 * self->scale;
      double ends = (y0 + y1) / 2.0;
      double bow = ends < (top + bottom) / 2.0 ? top : bottom;
      double reach = MIN (length * 0.3, 110.0 * self->scale);

      /* Control points so far out that the curve itself comes near the edge of the lane. */
      bow = ends + (bow - ends) * MIN (1.25, 0.5 + length / (340.0 * self->scale));
      cairo_move_to (self->cr, x0 + r0 * 0.75, y0 + (bow < y0 ? -r0 : r0) * 0.66);
      cairo_curve_to (self->cr, x0 + reach, bow, x1 - reach, bow, x1 - r1 * 0.75,
                      y1 + (bow < y1 ? -r1 : r1) * 0.66);
      return TRUE;
    }
  cairo_move_to (self->cr, x0 + r0, y0);
  cairo_curve_to (self->cr, x0 + r0 + length * 0.36, y0, x1 - r1 - length * 0.36, y1, x1 - r1, y1);

  return TRUE;
}

static gboolean
edge_in_sight (const BsGraphScene *self, guint32 node)
{
  double x, y;

  bs_graph_scene_node (self, node, &x, &y);
  return y > self->frame.y - 200.0 && y < self->frame.y + self->frame.height + 200.0;
}

/* Whether operand @k of a node is not the first that it reads of another: they are one edge. */
static gboolean
is_again (const BsGraph *graph, guint32 node, guint32 k)
{
  for (guint32 i = graph->input_start[node]; i < k; i++)
    if (graph->inputs[i] == graph->inputs[k])
      return TRUE;

  return FALSE;
}

/* As many edges as can be told apart: more on a larger screen. */
static guint32
edge_budget (const BsGraphScene *self)
{
  double area = self->frame.width * self->frame.height / EDGES_AREA;

  return (guint32) CLAMP (area * BS_GRAPH_MAX_EDGES, BS_GRAPH_MAX_EDGES, MOST_EDGES);
}

void
bs_graph_scene_draw_edges (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsGraph *graph = layout->unpacked->graph;
  const BsGraphSeen *seen = (const BsGraphSeen *) (gpointer) self->painter->seen->data;
  guint32 n_seen = self->painter->seen->len, budget = edge_budget (self);
  gboolean letters = BS_GRAPH_CELL * self->scale >= BS_GRAPH_LETTERS_FROM;
  double before = 1.0 - bs_graph_scene_part (self, 0.0, 0.4);
  double after = bs_graph_scene_part (self, 0.5, 1.0);
  const BsStyle *style = self->style;
  guint32 n_active = 0;
  double tolerance = cairo_get_tolerance (self->cr);

  /* Of a node that is selected its own alone, see bs_graph_scene_draw_links(). */
  if (self->show->node < graph->n_nodes)
    return;

  /* Hairlines: nobody sees a quarter of a pixel here, and it halves the work. */
  cairo_set_tolerance (self->cr, 0.4);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_FAST);
  for (guint32 i = 0; i < n_seen && letters; i++)
    {
      guint32 node = seen[i].node;
      guint32 end = MIN (graph->input_start[node + 1], graph->input_start[node] + MAX_FAN);
      BsNodeState state = (BsNodeState) (seen[i].bucket % BS_N_NODE_STATES);

      if (budget == 0)
        break;
      if (state == BS_NODE_ABSENT || state == BS_NODE_FORMING
          || seen[i].bucket / BS_N_NODE_STATES == BS_NODE_FORMING)
        continue;
      if (bs_graph_scene_is_muted (self, seen[i].type))
        continue;
      /* What reads all instances would cover them with lines. */
      if (layout->has_shared_lane && layout->lane[node] == graph->n_instances)
        continue;
      for (guint32 k = graph->input_start[node]; k < end && budget > 0; k++)
        if (!is_again (graph, node, k) && bs_graph_scene_add_edge (self, graph->inputs[k], node))
          budget--;
      if (seen[i].satellite)
        continue;
      /* Edges that leave to the right: their targets are not in sight. */
      end = MIN (graph->output_start[node + 1], graph->output_start[node] + MAX_FAN);
      for (guint32 k = graph->output_start[node]; k < end && budget > 0; k++)
        {
          guint32 output = graph->outputs[k];

          if (layout->lane[output] == layout->lane[node] && !layout->satellite[output]
              && bs_graph_is_there (layout->unpacked, output, self->b)
              && bs_graph_scene_x (self, bs_graph_layout_x (layout, output))
                     > self->frame.x + self->frame.width + BS_GRAPH_CELL * self->scale)
            {
              bs_graph_scene_add_edge (self, node, output);
              budget--;
            }
        }
    }
  bs_color_set (self->cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.6
                                                                  : style->dark        ? 0.24
                                                                                       : 0.22));
  cairo_set_line_width (self->cr, MIN (1.1, 0.6 + 0.4 * self->scale));
  cairo_stroke (self->cr);

  /* What the forming batch reads. */
  for (guint pass = 0; pass < 2; pass++)
    {
      double alpha = pass == 0 ? before : after;
      guint32 decision = pass == 0 ? self->a : self->b, type;

      if (alpha <= 0.0 || (pass == 0 && self->a == self->b) || self->show->undecided)
        continue;
      type = bs_trace_decision (self->painter->trace, decision)->type;
      n_active = 0;
      for (guint32 i = 0; i < n_seen && n_active < BS_GRAPH_MAX_EDGES; i++)
        {
          guint32 node = seen[i].node, end;

          if (layout->unpacked->node_decision[node] != decision)
            continue;
          end = MIN (graph->input_start[node + 1], graph->input_start[node] + MAX_FAN);
          for (guint32 k = graph->input_start[node]; k < end; k++)
            if (edge_in_sight (self, graph->inputs[k]) && !is_again (graph, node, k))
              {
                bs_graph_scene_add_edge (self, graph->inputs[k], node);
                n_active++;
              }
        }
      bs_color_set (self->cr, bs_color_with_alpha (bs_style_type_color (style, type), alpha));
      cairo_set_line_width (self->cr, letters ? 1.6 + (style->high_contrast ? 0.6 : 0.0) : 1.0);
      cairo_stroke (self->cr);
    }
  cairo_set_tolerance (self->cr, tolerance);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_DEFAULT);
}

typedef struct
{
  guint n;
  struct
  {
    BsLook look;
    double alpha;
  } parts[3];
} Mixture;

/* How a node looks on the way from one state to another. */
static Mixture
mix (const BsGraphScene *self, BsNodeState before, BsNodeState after)
{
  static const BsLook looks[] = { [BS_NODE_ABSENT] = BS_LOOK_NONE,
                                  [BS_NODE_WAITING] = BS_LOOK_WAITING,
                                  [BS_NODE_FRONTIER] = BS_LOOK_FRONTIER,
                                  [BS_NODE_FORMING] = BS_LOOK_FORMING,
                                  [BS_NODE_EXECUTED] = BS_LOOK_EXECUTED };
  Mixture result = { 1, { { looks[after], 1.0 } } };
  double early, late;

  if (before == after)
    return result;
  if (before == BS_NODE_WAITING && after == BS_NODE_FORMING)
    {
      early = bs_graph_scene_part (self, 0.21, 0.5);
      late = bs_graph_scene_part (self, 0.5, 1.0);
      result.n = 3;
      result.parts[0].look = BS_LOOK_WAITING;
      result.parts[0].alpha = 1.0 - early;
      result.parts[1].look = BS_LOOK_FRONTIER;
      result.parts[1].alpha = early * (1.0 - late);
      result.parts[2].look = BS_LOOK_FORMING;
      result.parts[2].alpha = late;
      return result;
    }
  late = after == BS_NODE_EXECUTED  ? bs_graph_scene_part (self, 0.0, 0.32)
         : after == BS_NODE_FORMING ? bs_graph_scene_part (self, 0.5, 1.0)
                                    : bs_graph_scene_part (self, 0.21, 0.64);
  result.n = 2;
  result.parts[0].look = looks[before];
  result.parts[0].alpha = 1.0 - late;
  result.parts[1].look = looks[after];
  result.parts[1].alpha = late;

  return result;
}

/* The strongest look alone: a crowd changes over instead of fading, for half the strokes. */
static void
settle (Mixture *mixture)
{
  guint strongest = 0;

  for (guint i = 1; i < mixture->n; i++)
    if (mixture->parts[i].alpha >= mixture->parts[strongest].alpha)
      strongest = i;
  mixture->parts[0] = mixture->parts[strongest];
  mixture->parts[0].alpha = 1.0;
  mixture->n = 1;
}

/* Shapes in many small paths are what a frame spends its time on: no trigonometry here. */
static void
add_shape (cairo_t *cr, BsShape shape, double x, double y, double d, gboolean plain)
{
  double r = d / 2.0;

  if (shape == BS_SHAPE_CELL && plain)
    {
      double c = r * 0.4142;

      cairo_move_to (cr, x - c, y - r);
      cairo_line_to (cr, x + c, y - r);
      cairo_line_to (cr, x + r, y - c);
      cairo_line_to (cr, x + r, y + c);
      cairo_line_to (cr, x + c, y + r);
      cairo_line_to (cr, x - c, y + r);
      cairo_line_to (cr, x - r, y + c);
      cairo_line_to (cr, x - r, y - c);
      cairo_close_path (cr);
    }
  else if (shape == BS_SHAPE_CELL)
    {
      double k = r * 0.5523;

      cairo_move_to (cr, x + r, y);
      cairo_curve_to (cr, x + r, y + k, x + k, y + r, x, y + r);
      cairo_curve_to (cr, x - k, y + r, x - r, y + k, x - r, y);
      cairo_curve_to (cr, x - r, y - k, x - k, y - r, x, y - r);
      cairo_curve_to (cr, x + k, y - r, x + r, y - k, x + r, y);
      cairo_close_path (cr);
    }
  else if (shape == BS_SHAPE_ELEMENTWISE && plain)
    cairo_rectangle (cr, x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else
    bs_mark_path (cr, shape, x, y, d);
}

static void
add_shapes (BsGraphScene *self, const guint32 *items, guint32 n, double grow)
{
  const BsGraphSeen *seen = (const BsGraphSeen *) (gpointer) self->painter->seen->data;
  const BsType *types = self->painter->trace->types->types;
  gboolean plain = BS_GRAPH_CELL * self->scale < BS_GRAPH_LETTERS_FROM;

  for (guint32 i = 0; i < n; i++)
    {
      const BsGraphSeen *s = &seen[items[i]];
      double d = (s->satellite ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) * self->scale + grow;

      add_shape (self->cr, types[s->type].shape, s->x, s->y, MAX (d, 2.0), plain);
    }
}

static void
draw_letters (BsGraphScene *self, const guint32 *items, guint32 n, BsLook look, double alpha)
{
  const BsGraphSeen *seen = (const BsGraphSeen *) (gpointer) self->painter->seen->data;
  const BsType *types = self->painter->trace->types->types;
  gboolean bold = look == BS_LOOK_FRONTIER || look == BS_LOOK_FORMING;

  for (guint satellite = 0; satellite < 2; satellite++)
    {
      double d = (satellite ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) * self->scale;
      const BsGlyphs *glyphs = NULL;
      double letter = 0.0, shift = 0.0;
      guint type = G_MAXUINT;
      BsGlyphRun run;

      run.n = 0;
      for (guint32 i = 0; i < n; i++)
        {
          const BsGraphSeen *s = &seen[items[i]];

          if (s->satellite != satellite)
            continue;
          if (s->type != type)
            {
              bs_glyph_run_end (&run);
              type = s->type;
              glyphs = bs_glyphs_get (self->style, types[type].letter, bold);
              letter = bs_mark_letter_size (types[type].shape, d);
              letter = MIN (letter, d * 0.72 / MAX (bs_glyphs_width (glyphs), 0.1));
              shift = bs_mark_letter_shift (types[type].shape, d);
              bs_glyph_run_begin (
                  &run, self->cr, letter,
                  bs_color_with_alpha (bs_look_letter_color (self->style, type, look), alpha));
            }
          if (letter > 0.0)
            bs_glyph_run_add (&run, glyphs, s->x, s->y + shift);
        }
      bs_glyph_run_end (&run);
    }
}

static void
draw_look (BsGraphScene *self, const guint32 *items, guint32 n, guint type, BsLook look,
           double alpha)
{
  const BsStyle *style = self->style;
  BsColor color = bs_style_type_color (style, type);
  double thick = CLAMP (self->scale, 0.5, 1.5) * (style->high_contrast ? 1.3 : 1.0);
  cairo_t *cr = self->cr;

  if (alpha <= 0.004 || look == BS_LOOK_NONE)
    return;
  switch (look)
    {
    case BS_LOOK_WAITING:
      add_shapes (self, items, n, -1.0);
      /* No line crosses a letter. */
      if (BS_GRAPH_CELL * self->scale >= BS_GRAPH_LETTERS_FROM)
        {
          bs_color_set (cr, bs_color_with_alpha (style->window, alpha));
          cairo_fill_preserve (cr);
        }
      bs_color_set (cr, bs_color_with_alpha (color, alpha * (style->high_contrast ? 0.8 : 0.45)));
      cairo_set_line_width (cr, 1.1 * MAX (thick, 0.75));
      cairo_stroke (cr);
      break;
    case BS_LOOK_FRONTIER:
      add_shapes (self, items, n, -1.6 * thick);
      bs_color_set (cr, bs_color_with_alpha (style->view, alpha));
      cairo_fill_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (color, alpha));
      cairo_set_line_width (cr, 2.4 * thick);
      cairo_stroke (cr);
      break;
    case BS_LOOK_FORMING:
      add_shapes (self, items, n, 0.0);
      /* Where there is a letter there is no need of a pattern, which would hide it. */
      if (BS_GRAPH_CELL * self->scale >= BS_GRAPH_LETTERS_FROM)
        {
          bs_color_set (cr, bs_color_with_alpha (color, alpha));
          cairo_fill (cr);
        }
      else
        bs_fill_type (cr, style, type, alpha);
      if (BS_GRAPH_CELL * self->scale >= BS_GRAPH_LETTERS_FROM)
        {
          add_shapes (self, items, n, 4.0 * thick);
          bs_color_set (cr, bs_color_with_alpha (style->accent, 0.7 * alpha));
          cairo_set_line_width (cr, 1.3 * thick);
          cairo_stroke (cr);
        }
      break;
    case BS_LOOK_EXECUTED:
    case BS_LOOK_PLACE:
    case BS_LOOK_NONE:
    default:
      add_shapes (self, items, n, 0.0);
      bs_color_set (cr, bs_color_with_alpha (bs_look_executed_color (style, type), alpha));
      cairo_fill (cr);
      break;
    }
  if (BS_GRAPH_CELL * self->scale >= BS_GRAPH_LETTERS_FROM)
    draw_letters (self, items, n, look, alpha);
}

static void
draw_lifted (BsGraphScene *self, const BsGraphSeen *s, gboolean leaving)
{
  const BsTypeTable *types = self->painter->trace->types;
  double d = (s->satellite ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) * self->scale;

  if (leaving)
    {
      double back = bs_graph_scene_part (self, 0.0, 0.32);

      bs_mark_draw (self->cr, self->style, types, s->type, BS_LOOK_PLACE, s->x, s->y, d,
                    1.0 - back);
      bs_mark_draw (self->cr, self->style, types, s->type, BS_LOOK_EXECUTED, s->x, s->y, d, back);
    }
  else
    {
      Mixture before = mix (self, (BsNodeState) (s->bucket / BS_N_NODE_STATES), BS_NODE_FORMING);

      /* All but the solid look at the end: that one flies, see the tray. */
      for (guint i = 0; i + 1 < before.n; i++)
        bs_mark_draw (self->cr, self->style, types, s->type, before.parts[i].look, s->x, s->y, d,
                      before.parts[i].alpha);
      bs_mark_draw (self->cr, self->style, types, s->type, BS_LOOK_PLACE, s->x, s->y, d,
                    before.parts[before.n - 1].alpha);
    }
}

static guint
group_of (const BsGraphScene *self, const BsGraphSeen *seen)
{
  return (seen->bucket * N_COLORS + seen->type % N_COLORS) * 2
         + (bs_graph_scene_is_muted (self, seen->type) ? 1 : 0);
}

void
bs_graph_scene_draw_nodes (BsGraphScene *self)
{
  const BsGraphSeen *seen = (const BsGraphSeen *) (gpointer) self->painter->seen->data;
  guint32 n_seen = self->painter->seen->len, start[N_GROUPS + 1];
  guint32 slots_a = bs_graph_scene_slots (self, self->a);
  guint32 slots_b = bs_graph_scene_slots (self, self->b);
  const BsGraphMembers *members_a = bs_graph_scene_members (self, self->a);
  const BsGraphMembers *members_b = bs_graph_scene_members (self, self->b);
  guint32 *sorted;

  if (BS_GRAPH_CELL * self->scale < BS_GRAPH_LETTERS_FROM)
    slots_a = slots_b = 0;
  /* Four by four samples a pixel do where hundreds of marks share the screen, or move. */
  if (n_seen > 300 || self->a != self->b)
    cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_FAST);

  memset (start, 0, sizeof start);
  for (guint32 i = 0; i < n_seen; i++)
    start[group_of (self, &seen[i]) + 1]++;
  for (guint k = 0; k < N_GROUPS; k++)
    start[k + 1] += start[k];
  g_array_set_size (self->painter->sorted, n_seen + 1);
  sorted = (guint32 *) (gpointer) self->painter->sorted->data;
  for (guint32 i = 0; i < n_seen; i++)
    sorted[start[group_of (self, &seen[i])]++] = i;

  for (guint k = 0; k < N_GROUPS; k++)
    {
      guint32 first = k == 0 ? 0 : start[k - 1], n = start[k] - first;
      BsNodeState before = (BsNodeState) (k / 2 / N_COLORS / BS_N_NODE_STATES);
      double alpha = k % 2 == 1 ? BS_GRAPH_MUTED : 1.0;
      BsNodeState after = (BsNodeState) (k / 2 / N_COLORS % BS_N_NODE_STATES);
      Mixture mixture;

      if (n == 0)
        continue;
      /* Those that the tray holds are drawn by themselves. */
      if ((before == BS_NODE_FORMING && slots_a > 0) || (after == BS_NODE_FORMING && slots_b > 0))
        {
          gboolean leaving = after != BS_NODE_FORMING;
          guint32 kept = 0;

          for (guint32 i = 0; i < n; i++)
            {
              const BsGraphSeen *s = &seen[sorted[first + i]];

              if (is_lifted (leaving ? members_a : members_b, leaving ? slots_a : slots_b, s->node))
                draw_lifted (self, s, leaving);
              else
                sorted[first + kept++] = sorted[first + i];
            }
          n = kept;
          if (n == 0)
            continue;
        }
      mixture = mix (self, before, after);
      if (n > CROWD)
        settle (&mixture);
      for (guint i = 0; i < mixture.n; i++)
        draw_look (self, sorted + first, n, seen[sorted[first]].type, mixture.parts[i].look,
                   alpha * mixture.parts[i].alpha);
    }
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_DEFAULT);
}
