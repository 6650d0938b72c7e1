/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes folded to pills where they would be specks: a lane's column by type. */
#include "config.h"

#include <math.h>

#include "viz/graph/graph-scene.h"

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

void
bs_graph_scene_mix_shares (const BsGraphScene *self, const BsGraphPills *pills,
                           const BsGraphPill *pill, BsGraphPillSeen *seen)
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
  if (self->show->undecided)
    {
      seen->frontier += seen->forming;
      seen->shares.frontier += seen->shares.forming;
      seen->forming = seen->shares.forming = 0;
    }
  seen->type = pill->type;
  seen->count = pill->count - b.absent;
  seen->spot.lane = pill->lane;
  seen->spot.column = pill->column;
  seen->spot.type = pill->type;
}

/* The pills in sight, into painter->pills. */
static GArray *
collect (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  guint32 lane0, lane1, column0, column1;
  GArray *all;

  if (self->painter->pills == NULL)
    self->painter->pills = g_array_new (FALSE, FALSE, sizeof (BsGraphPillSeen));
  all = self->painter->pills;
  g_array_set_size (all, 0);
  if (!bs_graph_scene_window (self, &lane0, &lane1, &column0, &column1))
    return all;
  for (guint32 lane = lane0; lane <= lane1; lane++)
    {
      double top = bs_graph_scene_y (self, bs_graph_scene_top (self, lane));
      double bottom = bs_graph_scene_y (self, bs_graph_scene_top (self, lane + 1));
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
              BsGraphPillSeen seen;
              double middle = (top + bottom) / 2.0 + (i - n / 2.0) * height;

              bs_graph_scene_mix_shares (self, &layout->places, &layout->places.pills[first + i],
                                         &seen);
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

  return all;
}

gboolean
bs_graph_scene_pick_place (BsGraphScene *self, double x, double y, BsGraphSpot *spot)
{
  const GArray *all = collect (self);

  for (guint i = 0; i < all->len; i++)
    {
      const BsGraphPillSeen *seen = &g_array_index (all, BsGraphPillSeen, i);

      /* What is thin is hard to hit. */
      if (x >= seen->x0 - 1.0 && x <= seen->x1 + 1.0 && y >= seen->y0 && y <= seen->y1)
        {
          *spot = seen->spot;
          return TRUE;
        }
    }

  return FALSE;
}

void
bs_graph_scene_draw_places (BsGraphScene *self)
{
  const BsStyle *style = self->style;
  const BsTypeTable *types = self->painter->trace->types;
  cairo_t *cr = self->cr;
  const GArray *all = collect (self);

  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint k = 0; k < MIN (types->n_types, N_COLORS) * 2; k++)
    {
      guint color = k / 2;
      gboolean muted = k % 2 == 1;
      double alpha = muted ? BS_GRAPH_MUTED : 1.0;
      BsColor type = bs_color_with_alpha (bs_style_type_color (style, color), alpha);
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
              const BsGraphPillSeen *seen = &g_array_index (all, BsGraphPillSeen, i);
              double width = seen->x1 - seen->x0;
              double executed = seen->x0 + rint (width * seen->executed);
              double forming = seen->x0 + rint (width * (seen->executed + seen->forming));
              double frontier = seen->x0
                                + rint (width * (seen->executed + seen->forming + seen->frontier));

              double end = seen->x1 - rint (width * seen->absent);

              if (seen->type % N_COLORS != color
                  || (bs_graph_scene_is_muted (self, seen->type) != 0) != muted)
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
      const BsGraphPillSeen *seen = &g_array_index (all, BsGraphPillSeen, i);
      double size = MIN (seen->y1 - seen->y0 - 2.0, 12.0 * style->text_scale);
      BsColor ink = style->foreground;
      char text[64], number[40];

      if (bs_graph_spot_equal (&seen->spot, &self->show->pill))
        bs_graph_scene_draw_cursor (self, seen->x0, seen->y0, seen->x1, seen->y1);
      if (size < 7.5 || seen->x1 - seen->x0 < size * 1.2)
        continue;
      if (bs_graph_scene_is_muted (self, seen->type))
        ink.alpha *= 0.4;
      else if (seen->forming > 0.5)
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
