/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of documents: bars a category, shaded cells, lines. Nothing is told by colour alone: bars
 * and cells have names and values, lines are dashed differently. */
#pragma once

#include "profiles/report/document.h"
#include "viz/style.h"

G_BEGIN_DECLS

/** bs_chart_height: Returns: the height that suits @chart, in points. */
double bs_chart_height (const BsChart *chart, const BsStyle *style);

/** bs_chart_draw: @types: what the rows of @chart are of. */
void bs_chart_draw (const BsChart *chart, const BsTypeTable *types, cairo_t *cr,
                    const BsStyle *style, double width, double height);

G_END_DECLS
