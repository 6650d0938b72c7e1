/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of two runs as bars in pairs. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/compare/pairs-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_PAIRS_CANVAS (bs_pairs_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsPairsCanvas, bs_pairs_canvas, BS, PAIRS_CANVAS, BsCanvas)

/** bs_pairs_canvas_set: @pairs: (nullable) (element-type BsPair): kept; @types: (nullable): of the
 * comparison, with @pairs. */
void bs_pairs_canvas_set (BsPairsCanvas *self, GPtrArray *pairs, BsTypeTable *types);

G_END_DECLS
