/* SPDX-License-Identifier: Apache-2.0 */
/* The block of all values over the decisions; a click goes to one. */
#pragma once

#include "app/window/memory/memory-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_OUTER_LIVENESS_CANVAS (bs_outer_liveness_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsOuterLivenessCanvas, bs_outer_liveness_canvas, BS, OUTER_LIVENESS_CANVAS,
                      BsMemoryCanvas)

/** bs_outer_liveness_canvas_set_cursor: @cursor: (nullable): what it follows; pictures and clock are those of
 * its debugger. */
void bs_outer_liveness_canvas_set_cursor (BsOuterLivenessCanvas *self, BsMemoryCursor *cursor);

G_END_DECLS
