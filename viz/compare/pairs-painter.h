/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of two runs as bars in pairs: the base hollow, the run filled, and the difference behind. */
#pragma once

#include "profiles/comparison/comparison-pairs.h"
#include "viz/style.h"

G_BEGIN_DECLS

/** bs_pairs_height: Returns: what suits @pairs: points. */
double bs_pairs_height (const GPtrArray *pairs, const BsStyle *style);

/** bs_pairs_draw: @types: those of the comparison. O(pairs on show). */
void bs_pairs_draw (const GPtrArray *pairs, const BsTypeTable *types, cairo_t *cr,
                    const BsStyle *style, double width, double height);

/** bs_pairs_pick: Returns: the pair at @y, or G_MAXUINT. */
guint bs_pairs_pick (const GPtrArray *pairs, const BsStyle *style, double y);

/** bs_pair_describe: Returns: (transfer full): in words. */
char *bs_pair_describe (const BsPair *pair);

G_END_DECLS
