/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip: click or drag to seek, arrows to step. */
#pragma once

#include "app/window/parts/canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_STRIP_CANVAS (bs_strip_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsStripCanvas, bs_strip_canvas, BS, STRIP_CANVAS, BsCanvas)

/** bs_strip_canvas_zoom: shows fewer decisions (@factor above 1) or more; 0 shows all. */
void bs_strip_canvas_zoom (BsStripCanvas *self, double factor);

G_END_DECLS
