/* SPDX-License-Identifier: Apache-2.0 */
/* Rooflines, and predictions beside measurements: points of types on logarithmic scales, the roofs over
 * them, and a ring around those of the decision where the clock stands. */
#pragma once

#include "profiles/timing/timing-plot.h"
#include "viz/style.h"

G_BEGIN_DECLS

#define BS_NO_POINT G_MAXUINT

typedef struct _BsPlotPainter BsPlotPainter;

/** bs_plot_painter_new: @plot: (transfer full): */
BsPlotPainter *bs_plot_painter_new (BsTrace *trace, BsPlot *plot);
void bs_plot_painter_free (BsPlotPainter *self);

const BsPlot *bs_plot_painter_get_plot (const BsPlotPainter *self);

/** bs_plot_painter_set_roofs: @roofs: copied. */
void bs_plot_painter_set_roofs (BsPlotPainter *self, const BsPlotRoofs *roofs);

/**
 * bs_plot_painter_draw:
 * @now: (nullable) (element-type BsPlotPoint): points of the decision where the clock stands
 * @selected: a point, or %BS_NO_POINT
 */
void bs_plot_painter_draw (BsPlotPainter *self, cairo_t *cr, const BsStyle *style, double width,
                           double height, const GArray *now, guint selected);

/** bs_plot_painter_pick: Returns: the point nearest to (@x, @y), or %BS_NO_POINT where there is none. */
guint bs_plot_painter_pick (BsPlotPainter *self, const BsStyle *style, double width, double height,
                            double x, double y);

/** bs_plot_painter_hint: Returns: (transfer full): a point in words. */
char *bs_plot_painter_hint (BsPlotPainter *self, guint point);

/** bs_plot_painter_describe: Returns: (transfer full): the picture in sentences. */
char *bs_plot_painter_describe (BsPlotPainter *self, const GArray *now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPlotPainter, bs_plot_painter_free)

G_END_DECLS
