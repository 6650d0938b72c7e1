/* SPDX-License-Identifier: Apache-2.0 */
/* Rooflines and predictions: a click, or Enter, goes to a point's batch; arrows move from point to point. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/timing/plot-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_PLOT_CANVAS (bs_plot_canvas_get_type ())

/* Signals: `picked` (guint point): to be gone to. */
G_DECLARE_FINAL_TYPE (BsPlotCanvas, bs_plot_canvas, BS, PLOT_CANVAS, BsCanvas)

/** bs_plot_canvas_take_plot: @plot: (transfer full) (nullable): @model: (nullable): of predictions;
 * there as long as the plot is. */
void bs_plot_canvas_take_plot (BsPlotCanvas *self, BsPlot *plot, const BsCostModel *model);

/** bs_plot_canvas_get_plot: Returns: (transfer none) (nullable) */
const BsPlot *bs_plot_canvas_get_plot (BsPlotCanvas *self);

void bs_plot_canvas_set_roofs (BsPlotCanvas *self, const BsPlotRoofs *roofs);

G_END_DECLS
