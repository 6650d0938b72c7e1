/* SPDX-License-Identifier: Apache-2.0 */
/* A branch below the decision strip: its batches as bars under those of the recording, in a dashed frame
 * that opens at the decision that it overrides. */
#pragma once

#include "profiles/replay/branch.h"
#include "viz/strip-geometry.h"

G_BEGIN_DECLS

/**
 * bs_branch_row_draw:
 * @full_size: see bs_strip_painter_get_full_size()
 * @from: the decision that is overridden, as the strip numbers it; @first: of its mini-batch
 * @opened: share of the bars that are there, 0 to 1
 *
 * O(points across), whatever the branch is long.
 */
void bs_branch_row_draw (cairo_t *cr, const BsStyle *style, double width, double height,
                         const BsStripGeometry *geometry, const BsBranch *branch, guint32 full_size,
                         guint32 first, guint32 from, gboolean shown, double opened);

G_END_DECLS
