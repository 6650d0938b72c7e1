/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes folded to pills: the whole mini-batch by layer and type, or by input and type. */
#include "config.h"

#include <math.h>

#include "viz/graph/graph-scene.h"
#include "viz/graph/graph-walk.h"

#define NONE BS_GRAPH_NONE

const BsGraphPills *
bs_graph_scene_pills_of (const BsGraphScene *self)
{
  return bs_graph_pills_of (self->layout, self->show->mode);
}

BsGraphSpot
bs_graph_scene_spot_of (const BsGraphScene *self, guint32 node)
{
  return bs_graph_spot_of (self->layout, self->show->mode, node);
}

void
bs_graph_scene_spot_place (const BsGraphScene *self, const BsGraphSpot *spot, double *x, double *y)
{
  const BsGraphLayout *layout = self->layout;
  guint32 row = spot->type < layout->unpacked->graph->n_types ? layout->row[spot->type] : NONE;

  row = row == NONE ? 0 : row;
  switch (self->show->mode)
    {
    case BS_GRAPH_TYPES:
      *x = bs_graph_scene_x (self, (spot->column + 0.5) * BS_GRAPH_LAYER_PITCH);
      *y = bs_graph_scene_y (self, (row + 0.5) * BS_GRAPH_ROW_PITCH);
      break;
    case BS_GRAPH_INPUTS:
      *x = bs_graph_scene_x (self, (row + 0.5) * BS_GRAPH_TYPE_PITCH);
      *y = bs_graph_scene_y (self, (spot->lane + 0.5) * BS_GRAPH_INPUT_PITCH);
      break;
    case BS_GRAPH_NODES:
    default:
      {
        guint32 column = MIN (spot->column, MAX (layout->n_columns, 1) - 1);
        guint32 lane = MIN (spot->lane, MAX (layout->n_lanes, 1) - 1);

        *x = bs_graph_scene_x (self, (layout->column_x[column] + layout->column_x[column + 1]
                                      - BS_GRAPH_COLUMN_GAP * 0.5)
                                         / 2.0);
        *y = bs_graph_scene_y (
            self, (bs_graph_scene_top (self, lane) + bs_graph_scene_top (self, lane + 1)) / 2.0);
        break;
      }
    }
}

void
bs_graph_scene_draw_cursor (BsGraphScene *self, double x0, double y0, double x1, double y1)
{
  bs_rounded_rectangle (self->cr, x0 - 4.0, y0 - 4.0, x1 - x0 + 8.0, y1 - y0 + 8.0, 8.0);
  bs_color_set (self->cr, self->style->accent);
  cairo_set_line_width (self->cr, 2.0);
  cairo_stroke (self->cr);
}

static void
pill_place (const BsGraphScene *self, const BsGraphPill *pill, double *x, double *y)
{
  BsGraphSpot spot = { pill->lane, pill->column, pill->type };

  bs_graph_scene_spot_place (self, &spot, x, y);
}

static void
add_type_edge (BsGraphScene *self, const BsGraphTypeEdge *edge)
{
  const BsGraphPill *from = &self->layout->types.pills[edge->from];
  const BsGraphPill *to = &self->layout->types.pills[edge->to];
  double half = BS_GRAPH_PILL_WIDTH / 2.0 * self->scale, x0, y0, x1, y1, bend;

  pill_place (self, from, &x0, &y0);
  pill_place (self, to, &x1, &y1);
  x0 += half;
  x1 -= half;
  bend = MAX ((x1 - x0) * 0.45, 12.0 * self->scale);
  if (y0 == y1 && x1 - x0 > BS_GRAPH_LAYER_PITCH * self->scale * 0.6)
    {
      /* Over those that stand between. */
      double bow = y0 - BS_GRAPH_ROW_PITCH * 0.62 * self->scale;

      cairo_move_to (self->cr, x0, y0);
      cairo_curve_to (self->cr, x0 + bend * 0.5, bow, x1 - bend * 0.5, bow, x1, y1);
      return;
    }
  cairo_move_to (self->cr, x0, y0);
  cairo_curve_to (self->cr, x0 + bend, y0, x1 - bend, y1, x1, y1);
}

static gboolean
column_in_sight (const BsGraphScene *self, guint32 column)
{
  double x = bs_graph_scene_x (self, (column + 0.5) * BS_GRAPH_LAYER_PITCH);
  double half = BS_GRAPH_LAYER_PITCH * self->scale;

  return x + half > self->frame.x && x - half < self->frame.x + self->frame.width;
}

/* The pill that the keyboard is at, or that holds the selected node. */
static BsGraphSpot
selected_spot (const BsGraphScene *self)
{
  return self->show->node < self->layout->unpacked->graph->n_nodes
             ? bs_graph_scene_spot_of (self, self->show->node)
             : self->show->pill;
}

static gboolean
is_selected (const BsGraphScene *self, const BsGraphPill *pill)
{
  BsGraphSpot selected = selected_spot (self);

  return pill->lane == selected.lane && pill->column == selected.column
         && pill->type == selected.type;
}

static void
draw_pill (BsGraphScene *self, const BsGraphPills *pills, const BsGraphPill *pill)
{
  const BsStyle *style = self->style;
  const BsTypeTable *types = self->painter->trace->types;
  cairo_t *cr = self->cr;
  double width = BS_GRAPH_PILL_WIDTH * self->scale, height = BS_GRAPH_PILL_HEIGHT * self->scale;
  double x, y, left, top, strip, at, chip = 16.0 * self->scale, dim = 1.0, forming, there;
  gboolean muted = bs_graph_scene_is_muted (self, pill->type);
  BsColor color = bs_color_with_alpha (bs_style_type_color (style, pill->type),
                                       muted ? BS_GRAPH_MUTED : 1.0);
  char number[40];
  BsGraphPillSeen seen;

  pill_place (self, pill, &x, &y);
  left = rint (x - width / 2.0);
  top = rint (y - height / 2.0);
  bs_graph_scene_mix_shares (self, pills, pill, &seen);
  if (seen.count == 0)
    return;
  /* Of what is there. */
  there = MAX (1.0 - seen.absent, 1e-9);
  seen.executed = MIN (1.0, seen.executed / there + 1e-9);
  seen.forming /= there;
  seen.frontier /= there;
  forming = seen.forming > 0.0 ? MIN (1.0, seen.forming * pill->count) : 0.0;
  if (seen.executed >= 1.0 && !style->high_contrast)
    dim = 0.5;
  if (muted)
    dim *= 0.5;

  if (is_selected (self, pill))
    bs_graph_scene_draw_cursor (self, left - 2.0, top - 2.0, left + width + 2.0,
                                top + height + 2.0);
  if (forming > 0.0)
    {
      bs_rounded_rectangle (cr, left - 5.0, top - 5.0, width + 10.0, height + 10.0, 12.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, (style->dark ? 0.26 : 0.13) * forming));
      cairo_fill (cr);
    }
  bs_rounded_rectangle (cr, left, top, width, height, 8.0 * self->scale);
  bs_color_set (cr, style->view);
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->card);
  cairo_fill_preserve (cr);
  if (seen.executed >= 1.0)
    {
      bs_color_set (cr, bs_color_with_alpha (color, bs_look_executed_alpha (style) * 0.6));
      cairo_fill_preserve (cr);
    }
  if (forming > 0.0)
    {
      bs_color_set (cr, style->accent);
      cairo_set_line_width (cr, 2.5);
    }
  else if (seen.shares.frontier > 0)
    {
      bs_color_set (cr, color);
      cairo_set_line_width (cr, 2.4);
    }
  else
    {
      bs_color_set (cr, bs_color_with_alpha (seen.executed >= 1.0 ? style->foreground : color,
                                             seen.executed >= 1.0   ? 0.12
                                             : style->high_contrast ? 0.8
                                                                    : 0.45));
      cairo_set_line_width (cr, 1.1);
    }
  cairo_stroke (cr);
  if (chip < 5.0)
    return;

  /* The strip at the foot: what has run, what runs now, what could. */
  strip = MAX (3.0, 4.0 * self->scale);
  cairo_save (cr);
  bs_rounded_rectangle (cr, left + 6.0 * self->scale, top + height - strip - 4.0 * self->scale,
                        width - 12.0 * self->scale, strip, strip / 2.0);
  cairo_clip (cr);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.10));
  cairo_paint (cr);
  at = left + 6.0 * self->scale;
  width -= 12.0 * self->scale;
  {
    double shares[3] = { seen.executed, seen.forming, seen.frontier };
    double alphas[3] = { 0.38, 1.0, 0.62 };

    for (guint k = 0; k < 3; k++)
      {
        double length = width * shares[k];

        if (shares[k] <= 0.0)
          continue;
        cairo_rectangle (cr, at, top, length, height);
        bs_color_set (cr, bs_color_with_alpha (color, alphas[k]));
        cairo_fill (cr);
        at += length;
      }
  }
  cairo_restore (cr);

  bs_chip_draw (cr, style, types, pill->type, left + 6.0 * self->scale,
                top + 4.5 * self->scale + chip / 2.0, chip, forming > 0.5, dim);
  bs_text_draw (cr, style, bs_text_number (number, seen.count), 12.0 * self->scale, forming > 0.5,
                BS_TEXT_RIGHT, left + width + 5.0 * self->scale,
                top + 4.5 * self->scale + chip / 2.0, bs_color_with_alpha (style->foreground, dim));
}

static void
draw_types (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsStyle *style = self->style;
  cairo_t *cr = self->cr;
  guint32 drawn = 0, low = 0, high = layout->types.n_pills, first_column;
  gboolean selected = selected_spot (self).type != NONE;
  double half = BS_GRAPH_LAYER_PITCH * self->scale;

  /* Few enough on any screen: a column is never narrower than some points. */
  first_column = (guint32) MAX (0.0, floor ((self->view.x * self->view.zoom - half) / half));
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (layout->types.pills[middle].column < first_column)
        low = middle + 1;
      else
        high = middle;
    }

  for (guint pass = 0; pass < 2; pass++)
    for (guint width = 0; width < 3; width++)
      {
        guint32 looked = 0;

        for (guint32 e = 0;
             e < layout->n_type_edges && drawn < BS_GRAPH_MAX_EDGES && looked < 16384;
             e++, looked++)
          {
            const BsGraphTypeEdge *edge = &layout->type_edges[e];
            const BsGraphPill *from = &layout->types.pills[edge->from];
            const BsGraphPill *to = &layout->types.pills[edge->to];
            guint wide = edge->count < 4 ? 0 : edge->count < 64 ? 1 : 2;
            gboolean active;

            /* Of a pill that is selected its own alone. */
            if (selected && !is_selected (self, from) && !is_selected (self, to))
              continue;
            if (wide != width
                || (!column_in_sight (self, from->column) && !column_in_sight (self, to->column)))
              continue;
            active = bs_graph_pill_shares (&layout->types, to, self->b).forming > 0;
            if (bs_graph_pill_shares (&layout->types, to, self->b).absent == to->count)
              continue;
            /* Edges over many layers say little and hide much: only what is read now. */
            active = active || selected;
            if (active != (pass == 1) || (!active && to->column > from->column + 1))
              continue;
            add_type_edge (self, edge);
            drawn++;
          }
        bs_color_set (cr, selected    ? style->accent
                          : pass == 1 ? bs_style_type_color (
                                style, bs_trace_decision (self->painter->trace, self->b)->type)
                                      : bs_color_with_alpha (style->foreground,
                                                             style->high_contrast ? 0.6 : 0.22));
        cairo_set_line_width (cr, 1.0 + 0.7 * width + (pass == 1 ? 0.6 : 0.0));
        cairo_stroke (cr);
      }

  for (guint32 p = low; p < layout->types.n_pills; p++)
    {
      const BsGraphPill *pill = &layout->types.pills[p];

      if (column_in_sight (self, pill->column))
        draw_pill (self, &layout->types, pill);
      else if (pill->column > first_column + 1)
        break;
    }
}

/* The pills of the lanes in sight. */
static void
find_inputs (const BsGraphScene *self, guint32 *first, guint32 *end)
{
  const BsGraphPills *pills = &self->layout->inputs;
  double pitch = BS_GRAPH_INPUT_PITCH * self->scale;
  double y = self->view.y * self->view.zoom;
  guint32 lane0 = (guint32) MAX (0.0, floor (y / pitch));
  guint32 lane1 = (guint32) MAX (0.0, floor ((y + self->frame.height) / pitch));
  guint32 low = 0, high = pills->n_pills;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (pills->pills[middle].lane < lane0)
        low = middle + 1;
      else
        high = middle;
    }
  *first = *end = low;
  while (*end < pills->n_pills && pills->pills[*end].lane <= lane1)
    (*end)++;
}

static void
draw_inputs (BsGraphScene *self)
{
  guint32 first, end;

  find_inputs (self, &first, &end);
  for (guint32 i = first; i < end; i++)
    {
      const BsGraphPill *pill = &self->layout->inputs.pills[i];
      double x, y, half = BS_GRAPH_PILL_WIDTH / 2.0 * self->scale;

      pill_place (self, pill, &x, &y);
      if (x + half > self->frame.x && x - half < self->frame.x + self->frame.width)
        draw_pill (self, &self->layout->inputs, pill);
    }
}

void
bs_graph_scene_draw_pills (BsGraphScene *self)
{
  if (self->show->mode == BS_GRAPH_TYPES)
    draw_types (self);
  else if (self->show->mode == BS_GRAPH_INPUTS)
    draw_inputs (self);
  else
    bs_graph_scene_draw_places (self);
}

gboolean
bs_graph_scene_pick_pill (BsGraphScene *self, double x, double y, BsGraphSpot *spot)
{
  const BsGraphLayout *layout = self->layout;
  double at_x = (self->view.x + (x - self->frame.x) / self->view.zoom) / self->frame.base;
  double at_y = (self->view.y + (y - self->frame.y) / self->view.zoom) / self->frame.base;
  double middle_x, middle_y;
  guint32 row, found;
  BsGraphSpot at = { 0, 0, NONE };

  if (self->show->mode == BS_GRAPH_NODES)
    return bs_graph_scene_pick_place (self, x, y, spot);
  if (at_x < 0.0 || at_y < 0.0)
    return FALSE;
  if (self->show->mode == BS_GRAPH_TYPES)
    {
      at.column = (guint32) MIN (at_x / BS_GRAPH_LAYER_PITCH, G_MAXINT32);
      row = (guint32) MIN (at_y / BS_GRAPH_ROW_PITCH, G_MAXINT32);
    }
  else
    {
      at.lane = (guint32) MIN (at_y / BS_GRAPH_INPUT_PITCH, G_MAXINT32);
      row = (guint32) MIN (at_x / BS_GRAPH_TYPE_PITCH, G_MAXINT32);
    }
  for (guint t = 0; t < layout->unpacked->graph->n_types; t++)
    if (layout->row[t] == row)
      at.type = t;
  if (at.type == NONE)
    return FALSE;
  if (self->show->mode == BS_GRAPH_INPUTS)
    at.column = at.type;
  found = bs_graph_pills_find (bs_graph_scene_pills_of (self), at.lane, at.column, at.type);
  if (found == NONE)
    return FALSE;
  if (bs_graph_pill_shares (bs_graph_scene_pills_of (self),
                            &bs_graph_scene_pills_of (self)->pills[found], self->b)
          .absent
      == bs_graph_scene_pills_of (self)->pills[found].count)
    return FALSE;
  bs_graph_scene_spot_place (self, &at, &middle_x, &middle_y);
  if (fabs (x - middle_x) > BS_GRAPH_PILL_WIDTH / 2.0 * self->scale + 2.0
      || fabs (y - middle_y) > BS_GRAPH_PILL_HEIGHT / 2.0 * self->scale + 2.0)
    return FALSE;
  *spot = at;

  return TRUE;
}
