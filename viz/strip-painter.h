/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip: a bar a decision, height by batch size, colour by type. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/moment.h"
#include "viz/strip-geometry.h"
#include "viz/strip-marks.h"
#include "viz/style.h"

G_BEGIN_DECLS

typedef struct _BsStripPainter BsStripPainter;

BsStripPainter *bs_strip_painter_new (BsTrace *trace);
void bs_strip_painter_free (BsStripPainter *self);

/**
 * bs_strip_painter_draw:
 * @moment: (nullable): where the clock stands; %NULL: nowhere, for pictures of all
 * @range: (nullable): first and last decision shown; %NULL for all
 */
void bs_strip_painter_draw (BsStripPainter *self, cairo_t *cr, const BsStyle *style, double width,
                            double height, const BsMoment *moment, const guint32 range[2]);

/** bs_strip_painter_draw_marked: the same with @marks (nullable). */
void bs_strip_painter_draw_marked (BsStripPainter *self, cairo_t *cr, const BsStyle *style,
                                   double width, double height, const BsMoment *moment,
                                   const guint32 range[2], const BsStripMarks *marks);

/** bs_strip_painter_pick: Returns: the decision at @x, from 1, clamped to those shown. */
guint32 bs_strip_painter_pick (BsStripPainter *self, double width, const BsStyle *style,
                               const guint32 range[2], double x);

/** bs_strip_painter_get_full_size: Returns: the size of a batch whose bar is as high as there is room,
 * as are those of larger ones. */
guint32 bs_strip_painter_get_full_size (const BsStripPainter *self);

/** bs_strip_painter_draw_thumbnail: only the bars, for lists of traces. */
void bs_strip_painter_draw_thumbnail (BsStripPainter *self, cairo_t *cr, const BsStyle *style,
                                      double width, double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsStripPainter, bs_strip_painter_free)

G_END_DECLS
