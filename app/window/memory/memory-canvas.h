/* SPDX-License-Identifier: Apache-2.0 */
/* What the canvases of the Memory page share: they follow its cursor, and arrows move the selection. */
#pragma once

#include "app/window/memory/memory-cursor.h"
#include "app/window/parts/canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_MEMORY_CANVAS (bs_memory_canvas_get_type ())
G_DECLARE_DERIVABLE_TYPE (BsMemoryCanvas, bs_memory_canvas, BS, MEMORY_CANVAS, BsCanvas)

/**
 * BsMemoryCanvasClass:
 * @content: the cell or the outer memory are others
 * @move: an arrow: @dx or @dy is -1 or 1, and G_MININT or G_MAXINT for Home and End; Returns: whether
 *   it did something
 */
struct _BsMemoryCanvasClass
{
  BsCanvasClass parent_class;

  void (*content) (BsMemoryCanvas *self);
  gboolean (*move) (BsMemoryCanvas *self, int dx, int dy);
};

void bs_memory_canvas_set_cursor (BsMemoryCanvas *self, BsMemoryCursor *cursor);

/** bs_memory_canvas_get_cursor: Returns: (transfer none) (nullable). */
BsMemoryCursor *bs_memory_canvas_get_cursor (BsMemoryCanvas *self);

G_END_DECLS
