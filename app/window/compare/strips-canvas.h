/* SPDX-License-Identifier: Apache-2.0 */
/* The strips of the runs of a comparison, one mini-batch at a time: zoomed and moved about; a decision is
 * looked at, and beside it the one where the other run stands. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/compare/strips-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_STRIPS_CANVAS (bs_strips_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsStripsCanvas, bs_strips_canvas, BS, STRIPS_CANVAS, BsCanvas)

/**
 * bs_strips_canvas_set_comparison:
 * @comparison: (nullable):
 * @run: beside the base
 *
 * Prepared in a thread; what is on screen stays until then. Signal: `looked` when decisions that are
 * looked at are others, also when the pictures are.
 */
void bs_strips_canvas_set_comparison (BsStripsCanvas *self, BsComparison *comparison, guint run,
                                      guint32 mini_batch);
void bs_strips_canvas_set_by_nodes (BsStripsCanvas *self, gboolean by_nodes);

/** bs_strips_canvas_get_painter: Returns: (transfer none) (nullable): %NULL while there is none. */
BsStripsPainter *bs_strips_canvas_get_painter (BsStripsCanvas *self);

/** bs_strips_canvas_get_places: Returns: what is looked at. */
BsStripsView bs_strips_canvas_get_view (BsStripsCanvas *self);

/** bs_strips_canvas_look_at: @place: of the mini-batch that is shown. Brings it on screen. */
void bs_strips_canvas_look_at (BsStripsCanvas *self, BsStripsPlace place);

/** bs_strips_canvas_zoom: @factor: 0: all is shown. */
void bs_strips_canvas_zoom (BsStripsCanvas *self, double factor);

G_END_DECLS
