/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as SVG within a page that holds others: what they define must not have the same names. */
#pragma once

#include "viz/report/figure.h"

G_BEGIN_DECLS

/**
 * bs_svg_append:
 * @name: what the ids of the picture begin with, unique in the page
 *
 * Appends the figure of @block as an svg element, which scales with the page. The same figure is the
 * same text.
 *
 * Returns: whether there was something to draw
 */
gboolean bs_svg_append (BsFigures *figures, const BsBlock *block, const BsStyle *style,
                        double width, const char *name, GString *out);

G_END_DECLS
