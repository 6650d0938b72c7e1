/* SPDX-License-Identifier: Apache-2.0 */
/* A histogram of durations on a logarithmic scale, with its quantiles and what is out of the ordinary. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/timing/timing-histogram.h"
#include "viz/style.h"

G_BEGIN_DECLS

#define BS_NO_BIN G_MAXUINT

typedef struct _BsHistogramPainter BsHistogramPainter;

/** bs_histogram_painter_new: @histogram: (transfer full): */
BsHistogramPainter *bs_histogram_painter_new (BsTrace *trace, BsHistogram *histogram);
void bs_histogram_painter_free (BsHistogramPainter *self);

const BsHistogram *bs_histogram_painter_get_histogram (const BsHistogramPainter *self);

/**
 * bs_histogram_painter_draw:
 * @now_ns: what the batch where the clock stands took; 0: it is none of these
 * @selected: a bin, or %BS_NO_BIN
 */
void bs_histogram_painter_draw (BsHistogramPainter *self, cairo_t *cr, const BsStyle *style,
                                double width, double height, gint64 now_ns, guint selected);

/** bs_histogram_painter_pick: Returns: the bin at (@x, @y) that has something, or %BS_NO_BIN. */
guint bs_histogram_painter_pick (BsHistogramPainter *self, const BsStyle *style, double width,
                                 double height, double x, double y);

/** bs_histogram_painter_hint: Returns: (transfer full): a bin in words. */
char *bs_histogram_painter_hint (BsHistogramPainter *self, guint bin);

/** bs_histogram_painter_describe: Returns: (transfer full): the picture in sentences. */
char *bs_histogram_painter_describe (BsHistogramPainter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsHistogramPainter, bs_histogram_painter_free)

G_END_DECLS
