/* SPDX-License-Identifier: Apache-2.0 */
/* A branch below the decision strip. */
#include "config.h"

#include "viz/branch-row-painter.h"

#include <math.h>

#include "viz/marks.h"

#define PAD 3.0
/* Bars are no thinner. */
#define MIN_BAR 1.0

static double
bar_height (guint32 size, guint32 full_size, double room)
{
  return MAX (1.0, room * sqrt (MIN (size, full_size) / (double) full_size));
}

static void
draw_bars (cairo_t *cr, const BsStyle *style, const BsStripGeometry *geometry,
           const BsBranch *branch, guint32 full_size, guint32 first, guint32 from, guint32 last,
           double bottom, double room)
{
  guint32 step = (guint32) MAX (1.0, ceil (MIN_BAR / MAX (geometry->pitch, 1e-9)));
  double bar = MAX (MIN_BAR, geometry->pitch * step - (geometry->pitch > 4.0 ? 1.0 : 0.0));

  for (guint32 d = MAX (from, geometry->first); d <= last; d += step)
    {
      const BsDecision *largest = NULL;
      double high;

      /* Columns of the largest batch where many share a point. */
      for (guint32 k = d; k < d + MIN (step, 64) && k <= last; k++)
        {
          const BsDecision *decision = &branch->schedule->decisions[k - first];

          if (largest == NULL || decision->count > largest->count)
            largest = decision;
        }
      high = bar_height (largest->count, full_size, room);
      cairo_rectangle (cr, bs_strip_geometry_x (geometry, d), bottom - high, bar, high);
      bs_fill_type (cr, style, largest->type, 0.85);
    }
}

void
bs_branch_row_draw (cairo_t *cr, const BsStyle *style, double width, double height,
                    const BsStripGeometry *geometry, const BsBranch *branch, guint32 full_size,
                    guint32 first, guint32 from, gboolean shown, double opened)
{
  static const double dashes[] = { 4.0, 3.0 };
  BsColor color = bs_style_mark_color (style, BS_MARK_BRANCH);
  guint32 end = first + branch->n_batches - 1;
  guint32 last = MIN (end, geometry->last);
  double x = MAX (bs_strip_geometry_x (geometry, from), geometry->left) - 2.0;
  double right = MIN (bs_strip_geometry_x (geometry, end + 1.0), geometry->left + geometry->width);
  double edge;

  if (last < from || right <= x || branch->n_batches == 0)
    return;

  edge = x + (right + 2.0 - x) * CLAMP (opened, 0.0, 1.0);
  cairo_save (cr);
  cairo_rectangle (cr, x - 1.0, 0.0, edge - x + 2.0, height);
  cairo_clip (cr);
  draw_bars (cr, style, geometry, branch, full_size, first, from, last, height - PAD - 1.0,
             height - 2.0 * PAD - 2.0);
  cairo_restore (cr);

  bs_rounded_rectangle (cr, x, 1.5, MAX (edge - x, 2.0), height - 3.0, 4.0);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, shown ? 2.0 : 1.2);
  cairo_set_dash (cr, dashes, shown ? 0 : 2, 0.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}
