/* SPDX-License-Identifier: Apache-2.0 */
/* A histogram of durations: a click, or Enter, goes to the longest of a bin; arrows move from bin to bin. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/timing/histogram-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_HISTOGRAM_CANVAS (bs_histogram_canvas_get_type ())

/* Signals: `picked` (guint bin): to be gone to. */
G_DECLARE_FINAL_TYPE (BsHistogramCanvas, bs_histogram_canvas, BS, HISTOGRAM_CANVAS, BsCanvas)

/** bs_histogram_canvas_take: @histogram: (transfer full) (nullable) */
void bs_histogram_canvas_take (BsHistogramCanvas *self, BsHistogram *histogram);

/** bs_histogram_canvas_get: Returns: (transfer none) (nullable) */
const BsHistogram *bs_histogram_canvas_get (BsHistogramCanvas *self);

G_END_DECLS
