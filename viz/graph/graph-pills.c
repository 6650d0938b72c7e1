/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes folded to pills: a lane's column by type where nodes would be specks, and the whole
 * mini-batch by layer and type. */
#include "config.h"

#include "viz/graph/graph-scene.h"

#include <math.h>

#define N_COLORS 12
#define MAX_RECTANGLES 1024

/* Rectangles of one look on their way to cairo, snapped to pixels. */
typedef struct
{
  cairo_t *cr;
  BsColor color;
  guint n;
} Run;

static void
run_add (Run *run, double x0, double y0, double x1, double y1)
{
  if (x1 <= x0 || y1 <= y0)
    return;
  cairo_rectangle (run->cr, x0, y0, x1 - x0, y1 - y0);
  if (++run->n == MAX_RECTANGLES)
    {
      bs_color_set (run->cr, run->color);
      cairo_fill (run->cr);
      run->n = 0;
    }
}

static void
run_end (Run *run)
{
  bs_color_set (run->cr, run->color);
  cairo_fill (run->cr);
  run->n = 0;
}

typedef struct
{
  BsGraphShares shares; /* in share of the count x 1, mixed over the motion */
  double executed, forming, frontier, absent;
  double x0, y0, x1, y1;
  guint32 type, count;
} Seen;

static void
mix_shares (const BsGraphScene *self, const BsGraphPills *pills, const BsGraphPill *pill,
            Seen *seen)
{
  BsGraphShares b = bs_graph_pill_shares (pills, pill, self->b);
  double count = MAX (pill->count, 1);

  seen->shares = b;
  seen->executed = b.executed / count;
  seen->forming = b.forming / count;
  seen->frontier = b.frontier / count;
  seen->absent = b.absent / count;
  if (self->a != self->b)
    {
      BsGraphShares a = bs_graph_pill_shares (pills, pill, self->a);
      double t = bs_graph_scene_part (self, 0.0, 1.0);

      seen->executed += (a.executed / count - seen->executed) * (1.0 - t);
      seen->forming += (a.forming / count - seen->forming) * (1.0 - t);
      seen->frontier += (a.frontier / count - seen->frontier) * (1.0 - t);
      seen->absent += (a.absent / count - seen->absent) * (1.0 - t);
    }
  seen->type = pill->type;
  seen->count = pill->count - b.absent;
}

void
bs_graph_scene_draw_pills (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsStyle *style = self->style;
  const BsTypeTable *types = self->painter->trace->types;
  cairo_t *cr = self->cr;
  double x0 = self->view.x / self->frame.base, y0 = self->view.y / self->frame.base;
  double x1 = x0 + self->frame.width / self->scale, y1 = y0 + self->frame.height / self->scale;
  g_autoptr (GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Seen), 1024);
  guint32 lane0, lane1, column0, column1;

  if (layout->n_columns == 0 || x1 < 0.0 || y1 < 0.0)
    return;
  lane0 = bs_places_at (layout->lane_y, layout->n_lanes, y0);
  lane1 = bs_places_at (layout->lane_y, layout->n_lanes, y1);
  column0 = bs_places_at (layout->column_x, layout->n_columns, x0);
  column1 = bs_places_at (layout->column_x, layout->n_columns, x1);
  for (guint32 lane = lane0; lane <= lane1; lane++)
    {
      double top = bs_graph_scene_y (self, layout->lane_y[lane]);
      double bottom = bs_graph_scene_y (self, layout->lane_y[lane + 1]);
      guint32 low = layout->lane_pill[lane], end = layout->lane_pill[lane + 1];

      while (low < end)
        {
          guint32 middle = low + (end - low) / 2;

          if (layout->places.pills[middle].column < column0)
            low = middle + 1;
          else
            end = middle;
        }
      end = layout->lane_pill[lane + 1];
      while (low < end && layout->places.pills[low].column <= column1)
        {
          guint32 column = layout->places.pills[low].column, first = low, n;
          double left = rint (bs_graph_scene_x (self, layout->column_x[column]));
          double right = rint (
              bs_graph_scene_x (self, layout->column_x[column + 1] - BS_GRAPH_COLUMN_GAP * 0.5));
          double pad = CLAMP ((bottom - top) * 0.12, 1.0, 6.0), room = bottom - top - 2.0 * pad;
          double height;

          while (low < end && layout->places.pills[low].column == column)
            low++;
          n = low - first;
          height = MIN (room / n, 24.0);
          for (guint32 i = 0; i < n; i++)
            {
              Seen seen;
              double middle = (top + bottom) / 2.0 + (i - n / 2.0) * height;

              mix_shares (self, &layout->places, &layout->places.pills[first + i], &seen);
              if (seen.count == 0)
                continue;
              seen.x0 = left;
              seen.x1 = MAX (right, left + 2.0);
              seen.y0 = rint (middle + (height > 5.0 ? 0.75 : 0.0));
              seen.y1 = MAX (rint (middle + height - (height > 5.0 ? 0.75 : 0.0)), seen.y0 + 1.0);
              g_array_append_val (all, seen);
            }
        }
    }

  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint color = 0; color < MIN (types->n_types, N_COLORS); color++)
    {
      BsColor type = bs_style_type_color (style, color);
      BsColor looks[5] = { bs_color_with_alpha (type, style->high_contrast ? 0.8 : 0.42),
                           style->view,
                           bs_color_with_alpha (type, style->high_contrast ? 0.35 : 0.22),
                           bs_color_with_alpha (type, 0.6), type };

      /* Outline, ground, executed, frontier, forming. */
      for (guint look = 0; look < 5; look++)
        {
          Run run = { cr, looks[look], 0 };

          for (guint i = 0; i < all->len; i++)
            {
              const Seen *seen = &g_array_index (all, Seen, i);
              double width = seen->x1 - seen->x0;
              double executed = seen->x0 + rint (width * seen->executed);
              double forming = seen->x0 + rint (width * (seen->executed + seen->forming));
              double frontier = seen->x0
                                + rint (width * (seen->executed + seen->forming + seen->frontier));

              double end = seen->x1 - rint (width * seen->absent);

              if (seen->type % N_COLORS != color)
                continue;
              if (seen->forming > 0.0 && forming <= executed)
                forming = MIN (executed + 1.0, seen->x1);
              if (look == 0 && frontier < end)
                run_add (&run, frontier, seen->y0, end, seen->y1);
              else if (look == 1)
                run_add (&run, frontier, seen->y0 + 1.0, end - 1.0, seen->y1 - 1.0);
              else if (look == 2)
                run_add (&run, seen->x0, seen->y0, executed, seen->y1);
              else if (look == 3)
                run_add (&run, forming, seen->y0, frontier, seen->y1);
              else if (look == 4)
                run_add (&run, executed, seen->y0, forming, seen->y1);
            }
          run_end (&run);
        }
    }
  cairo_restore (cr);

  for (guint i = 0; i < all->len; i++)
    {
      const Seen *seen = &g_array_index (all, Seen, i);
      double size = MIN (seen->y1 - seen->y0 - 2.0, 12.0 * style->text_scale);
      BsColor ink = style->foreground;
      char text[64], number[40];

      if (size < 7.5 || seen->x1 - seen->x0 < size * 1.2)
        continue;
      if (seen->forming > 0.5)
        ink = bs_style_type_letter_color (style, seen->type);
      g_snprintf (text, sizeof text, "%s %s", types->types[seen->type].letter,
                  bs_text_number (number, seen->count));
      if (seen->x1 - seen->x0 < size * 0.62 * g_utf8_strlen (text, -1) + 4.0)
        g_strlcpy (text, types->types[seen->type].letter, sizeof text);
      bs_text_draw (
          cr, style, text, size * 0.86, TRUE, BS_TEXT_LEFT, seen->x0 + 4.0,
          (seen->y0 + seen->y1) / 2.0,
          bs_color_with_alpha (ink, seen->executed >= 1.0 && !style->high_contrast ? 0.5 : 1.0));
    }
}

void
bs_graph_scene_type_place (const BsGraphScene *self, guint32 level, guint32 type, double *x,
                           double *y)
{
  *x = bs_graph_scene_x (self, (level + 0.5) * BS_GRAPH_LAYER_PITCH);
  *y = bs_graph_scene_y (self, (self->layout->row[type] + 0.5) * BS_GRAPH_ROW_PITCH);
}

static void
add_type_edge (BsGraphScene *self, const BsGraphTypeEdge *edge)
{
  const BsGraphPill *from = &self->layout->types.pills[edge->from];
  const BsGraphPill *to = &self->layout->types.pills[edge->to];
  double half = BS_GRAPH_PILL_WIDTH / 2.0 * self->scale, x0, y0, x1, y1, bend;

  bs_graph_scene_type_place (self, from->column, from->type, &x0, &y0);
  bs_graph_scene_type_place (self, to->column, to->type, &x1, &y1);
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

static void
draw_type_pill (BsGraphScene *self, const BsGraphPill *pill)
{
  const BsStyle *style = self->style;
  const BsTypeTable *types = self->painter->trace->types;
  cairo_t *cr = self->cr;
  double width = BS_GRAPH_PILL_WIDTH * self->scale, height = BS_GRAPH_PILL_HEIGHT * self->scale;
  double x, y, left, top, strip, at, chip = 16.0 * self->scale, dim = 1.0, forming, there;
  BsColor color = bs_style_type_color (style, pill->type);
  char number[40];
  Seen seen;

  bs_graph_scene_type_place (self, pill->column, pill->type, &x, &y);
  left = rint (x - width / 2.0);
  top = rint (y - height / 2.0);
  mix_shares (self, &self->layout->types, pill, &seen);
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

void
bs_graph_scene_draw_types (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsStyle *style = self->style;
  cairo_t *cr = self->cr;
  guint32 drawn = 0, low = 0, high = layout->types.n_pills, first_column;
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

            if (wide != width
                || (!column_in_sight (self, from->column) && !column_in_sight (self, to->column)))
              continue;
            active = bs_graph_pill_shares (&layout->types, to, self->b).forming > 0;
            if (bs_graph_pill_shares (&layout->types, to, self->b).absent == to->count)
              continue;
            /* Edges over many layers say little and hide much: only what is read now. */
            if (active != (pass == 1) || (!active && to->column > from->column + 1))
              continue;
            add_type_edge (self, edge);
            drawn++;
          }
        bs_color_set (cr, pass == 1 ? bs_style_type_color (
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
        draw_type_pill (self, pill);
      else if (pill->column > first_column + 1)
        break;
    }
}
