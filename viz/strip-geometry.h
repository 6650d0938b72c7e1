/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decision strip has what: rows, and a place across for each decision. What stands below
 * the strip and is as wide lines up with it. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

/**
 * BsStripGeometry:
 * @first: decisions on show, from 1
 * @left: of the first one; @width: of all
 * @pitch: points a decision
 * @legend, @pill, @letters, @foot, @overview: heights, 0: there is none
 * @top, @bottom: of the bars
 */
typedef struct
{
  guint32 first, last;
  double left, width, pitch;
  double legend, pill, letters, foot, overview;
  double top, bottom;
} BsStripGeometry;

/** bs_strip_geometry_init: @range: (nullable): first and last decision on show; %NULL: all. */
void bs_strip_geometry_init (BsStripGeometry *self, const BsStyle *style, double width,
                             double height, guint32 n_decisions, const guint32 range[2]);

/** bs_strip_geometry_x: Returns: the left edge of @decision, which need not be on show. */
static inline double
bs_strip_geometry_x (const BsStripGeometry *self, double decision)
{
  return self->left + (decision - self->first) * self->pitch;
}

/** bs_strip_geometry_pick: Returns: the decision at @x, clamped to those on show. */
guint32 bs_strip_geometry_pick (const BsStripGeometry *self, double x);

/** bs_strip_geometry_pick_overview: Returns: the decision of all @n_decisions that stands at @x in
 * the overview. */
guint32 bs_strip_geometry_pick_overview (const BsStripGeometry *self, guint32 n_decisions,
                                         double x);

G_END_DECLS
