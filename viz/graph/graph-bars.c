/* SPDX-License-Identifier: Apache-2.0 */
/* The bars that show all of the graph: the depth below the lanes, the inputs beside them; how much is
 * where, how much of it has run, and what is on screen. */
#include "config.h"

#include <math.h>

#include "viz/graph/graph-scene.h"

#define FULL 12.0
#define SIDE 10.0

/* A bar on screen, along x or along y. */
typedef struct
{
  const BsGraphBuckets *buckets;
  gboolean down;
  double start, pitch;
  guint32 n;       /* parts that are drawn: several buckets may share one */
  double from, to; /* the part on screen, 0 to 1 */
} Bar;

/* Where a place of the picture is in the bar: columns and lanes differ in size there, not here. */
static double
share_of (const double *places, guint32 first, guint32 n, double at)
{
  guint32 i;

  if (n == 0)
    return 0.0;
  i = bs_places_at (places + first, n, at);
  return (i
          + CLAMP ((at - places[first + i]) / MAX (places[first + i + 1] - places[first + i], 1e-9),
                   0.0, 1.0))
         / n;
}

static gboolean
find_across (const BsGraphScene *self, Bar *bar)
{
  double width = self->frame.width - 4.0, size = bs_graph_scene_picture_width (self);
  double from = self->view.x / self->frame.base, to = from + self->frame.width / self->scale;

  bar->buckets = &self->layout->across;
  bar->down = FALSE;
  if (self->frame.bar <= 0.0 || width < 20.0 || bar->buckets->n == 0 || size <= 0.0
      || self->show->mode == BS_GRAPH_INPUTS)
    return FALSE;
  bar->n = MIN (bar->buckets->n, (guint32) MAX (width / 3.0, 1.0));
  bar->pitch = MIN (width / bar->n, 40.0);
  bar->start = self->frame.x + 2.0;
  if (self->show->mode == BS_GRAPH_NODES)
    {
      bar->from = share_of (self->layout->column_x, 0, self->layout->n_columns, from);
      bar->to = share_of (self->layout->column_x, 0, self->layout->n_columns, to);
    }
  else
    {
      bar->from = CLAMP (from / size, 0.0, 1.0);
      bar->to = CLAMP (to / size, 0.0, 1.0);
    }

  return TRUE;
}

static gboolean
find_down (const BsGraphScene *self, Bar *bar)
{
  double height = self->frame.height - 8.0;
  double from = self->view.y / self->frame.base, to = from + self->frame.height / self->scale;
  guint32 n_lanes = self->layout->n_lanes;

  bar->buckets = &self->layout->down;
  bar->down = TRUE;
  if (self->frame.side <= 0.0 || height < 20.0 || bar->buckets->n == 0
      || self->show->mode == BS_GRAPH_TYPES)
    return FALSE;
  bar->n = MIN (bar->buckets->n, (guint32) MAX (height / 3.0, 1.0));
  bar->pitch = MIN (height / bar->n, 40.0);
  bar->start = self->frame.y + 4.0;
  if (self->lane1 - self->lane0 < n_lanes)
    {
      bar->from = self->lane0 / (double) n_lanes;
      bar->to = self->lane1 / (double) n_lanes;
    }
  else if (self->show->mode == BS_GRAPH_INPUTS)
    {
      bar->from = CLAMP (from / BS_GRAPH_INPUT_PITCH / n_lanes, 0.0, 1.0);
      bar->to = CLAMP (to / BS_GRAPH_INPUT_PITCH / n_lanes, 0.0, 1.0);
    }
  else
    {
      bar->from = share_of (self->layout->lane_y, 0, n_lanes, from);
      bar->to = share_of (self->layout->lane_y, 0, n_lanes, to);
    }

  return TRUE;
}

/* The edge that the parts of a bar stand on. */
static double
ground (const BsGraphScene *self, const Bar *bar)
{
  return bar->down ? self->width - 6.0 : self->frame.y + self->frame.height + 7.0 + FULL;
}

static void
draw_parts (BsGraphScene *self, const Bar *bar)
{
  const BsGraphBuckets *buckets = bar->buckets;
  double edge = ground (self, bar), full = bar->down ? SIDE : FULL;
  double done_share = bs_graph_scene_part (self, 0.0, 0.32);

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < bar->n; i++)
        {
          guint32 b0 = (guint32) ((guint64) i * buckets->n / bar->n);
          guint32 b1 = (guint32) ((guint64) (i + 1) * buckets->n / bar->n);
          guint32 n = 0, most = 0;
          double done = 0.0, size, from = rint (bar->start + i * bar->pitch);
          double to = MAX (rint (bar->start + (i + 1) * bar->pitch) - 1.0, from + 1.0);

          for (guint32 b = b0; b < b1; b++)
            {
              guint32 first = buckets->start[b], count = buckets->start[b + 1] - first;
              const guint32 *decisions = buckets->decision + first;
              double after = bs_sorted_below (decisions, count, self->b);

              if (self->a != self->b)
                {
                  double before = bs_sorted_below (decisions, count, self->a);

                  after = before + (after - before) * done_share;
                }
              done += after;
              n += count;
              most = MAX (most, count);
            }
          if (n == 0)
            continue;
          size = MAX (2.0, full * sqrt (most / (double) MAX (buckets->most, 1)));
          if (pass == 1)
            size *= done / n;
          if (bar->down)
            cairo_rectangle (self->cr, edge - rint (size), from, rint (size), to - from);
          else
            cairo_rectangle (self->cr, from, edge - rint (size), to - from, rint (size));
        }
      bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, pass == 0 ? 0.2 : 0.5));
      cairo_fill (self->cr);
    }
}

static void
draw_shown (BsGraphScene *self, const Bar *bar)
{
  double edge = ground (self, bar), full = bar->down ? SIDE : FULL;
  double span = bar->pitch * bar->n, from = bar->start + bar->from * span;
  double length = MAX ((bar->to - bar->from) * span, 8.0);

  if (bar->to <= bar->from || (bar->from <= 0.001 && bar->to >= 0.999))
    return;
  from = MIN (from, bar->start + span - length);
  if (bar->down)
    bs_rounded_rectangle (self->cr, edge - full - 3.0, from - 1.0, full + 6.0, length + 2.0, 4.0);
  else
    bs_rounded_rectangle (self->cr, from - 1.0, edge - full - 3.0, length + 2.0, full + 6.0, 4.0);
  bs_color_set (self->cr,
                bs_color_with_alpha (self->style->accent, self->style->dark ? 0.26 : 0.14));
  cairo_fill_preserve (self->cr);
  bs_color_set (self->cr, self->style->accent);
  cairo_set_line_width (self->cr, 1.5);
  cairo_stroke (self->cr);
}

void
bs_graph_scene_draw_bars (BsGraphScene *self)
{
  Bar bar;

  if (find_across (self, &bar))
    {
      draw_parts (self, &bar);
      draw_shown (self, &bar);
    }
  if (find_down (self, &bar))
    {
      draw_parts (self, &bar);
      draw_shown (self, &bar);
    }
}

/* Where in the picture a share of the bar is. */
static double
place_of (const double *places, guint32 n, double share)
{
  double at = CLAMP (share, 0.0, 1.0) * n;
  guint32 i = MIN ((guint32) at, n - 1);

  return places[i] + (places[i + 1] - places[i]) * (at - i);
}

gboolean
bs_graph_scene_pick_bars (BsGraphScene *self, double x, double y, BsGraphHit *hit)
{
  const BsGraphLayout *layout = self->layout;
  double base = self->frame.base, share, at;
  Bar bar;

  hit->x = self->view.x;
  hit->y = self->view.y;
  if (y > self->frame.y + self->frame.height && x > self->frame.x && find_across (self, &bar)
      && x < bar.start + bar.pitch * bar.n + 4.0)
    {
      share = (x - bar.start) / (bar.pitch * bar.n);
      at = self->show->mode == BS_GRAPH_NODES
               ? place_of (layout->column_x, layout->n_columns, share)
               : CLAMP (share, 0.0, 1.0) * bs_graph_scene_picture_width (self);
      hit->kind = BS_GRAPH_HIT_ACROSS;
      hit->x = at * base - self->frame.width / self->view.zoom / 2.0;
      return TRUE;
    }
  if (x > self->frame.x + self->frame.width && y < self->frame.y + self->frame.height
      && y > self->frame.y && find_down (self, &bar) && y < bar.start + bar.pitch * bar.n + 4.0)
    {
      share = CLAMP ((y - bar.start) / (bar.pitch * bar.n), 0.0, 1.0);
      at = self->show->mode == BS_GRAPH_NODES ? place_of (layout->lane_y, layout->n_lanes, share)
                                              : share * bs_graph_scene_picture_height (self);
      hit->kind = BS_GRAPH_HIT_DOWN;
      hit->lane = MIN ((guint32) (share * layout->n_lanes), layout->n_lanes - 1);
      hit->y = at * base - self->frame.height / self->view.zoom / 2.0;
      return TRUE;
    }

  return FALSE;
}
