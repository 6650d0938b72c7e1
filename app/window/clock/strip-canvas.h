/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip: click or drag to seek, arrows to step; what stands on it can be clicked. */
#pragma once

#include "app/window/model/debugger.h"
#include "app/window/parts/canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_STRIP_CANVAS (bs_strip_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsStripCanvas, bs_strip_canvas, BS, STRIP_CANVAS, BsCanvas)

/**
 * bs_strip_canvas_set_debugger:
 * @debugger: (nullable)
 *
 * Signals: `range-changed` when other decisions are on show; `edit-breakpoint` (guint decision) when
 * a breakpoint was clicked.
 */
void bs_strip_canvas_set_debugger (BsStripCanvas *self, BsDebugger *debugger);

/** bs_strip_canvas_zoom: shows fewer decisions (@factor above 1) or more; 0 shows all. */
void bs_strip_canvas_zoom (BsStripCanvas *self, double factor);

/** bs_strip_canvas_get_range: Returns: @range, the first and last decision on show; %NULL: all are,
 * for bs_strip_geometry_init(). */
const guint32 *bs_strip_canvas_get_range (BsStripCanvas *self, guint32 range[2]);

/** bs_strip_canvas_set_divergences: where branches leave the recording: @decisions: (array length=n):
 * ascending, copied. */
void bs_strip_canvas_set_divergences (BsStripCanvas *self, const guint32 *decisions, gsize n);

G_END_DECLS
