/* SPDX-License-Identifier: Apache-2.0 */
/* The liveness map of a cell; a click selects an inner batch. */
#pragma once

#include "app/window/memory/memory-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_LIVENESS_CANVAS (bs_liveness_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsLivenessCanvas, bs_liveness_canvas, BS, LIVENESS_CANVAS, BsMemoryCanvas)

/** bs_liveness_canvas_set_cursor: @cursor: (nullable): what it follows; pictures and clock are those of
 * its debugger. */
void bs_liveness_canvas_set_cursor (BsLivenessCanvas *self, BsMemoryCursor *cursor);

G_END_DECLS
