/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a cell before and after, with the PQ-tree; a click on a variable selects the batch that computes it. */
#pragma once

#include "app/window/memory/memory-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_LAYOUT_CANVAS (bs_layout_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsLayoutCanvas, bs_layout_canvas, BS, LAYOUT_CANVAS, BsMemoryCanvas)

/** bs_layout_canvas_set_cursor: @cursor: (nullable): what it follows; pictures and clock are those of
 * its debugger. */
void bs_layout_canvas_set_cursor (BsLayoutCanvas *self, BsMemoryCursor *cursor);

G_END_DECLS
