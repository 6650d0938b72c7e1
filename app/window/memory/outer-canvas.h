/* SPDX-License-Identifier: Apache-2.0 */
/* The memory between cells: operands of the forming batch in the block of all values; a click selects one. */
#pragma once

#include "app/window/memory/memory-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_OUTER_CANVAS (bs_outer_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsOuterCanvas, bs_outer_canvas, BS, OUTER_CANVAS, BsMemoryCanvas)

/** bs_outer_canvas_set_cursor: @cursor: (nullable): what it follows; pictures and clock are those of
 * its debugger. */
void bs_outer_canvas_set_cursor (BsOuterCanvas *self, BsMemoryCursor *cursor);

G_END_DECLS
