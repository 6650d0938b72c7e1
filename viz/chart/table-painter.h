/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of any table as bars, a line, points or a histogram. */
#pragma once

#include "profiles/tables/table-chart.h"
#include "viz/style.h"

G_BEGIN_DECLS

#define BS_NO_TABLE_POINT G_MAXUINT

/**
 * bs_table_chart_draw:
 * @types: (nullable): what names in a column `type` are of: their bars are theirs
 * @selected: one of the points, or %BS_NO_TABLE_POINT
 */
void bs_table_chart_draw (const BsTableChart *chart, const BsTypeTable *types, cairo_t *cr,
                          const BsStyle *style, double width, double height, guint selected);

/** bs_table_chart_pick: Returns: the point nearest to (@x, @y), or %BS_NO_TABLE_POINT. */
guint bs_table_chart_pick (const BsTableChart *chart, const BsStyle *style, double width,
                           double height, double x, double y);

/** bs_table_chart_hint: Returns: (transfer full): a point in words. */
char *bs_table_chart_hint (const BsTableChart *chart, guint point);

/** bs_table_chart_describe: Returns: (transfer full): the chart in sentences. */
char *bs_table_chart_describe (const BsTableChart *chart);

G_END_DECLS
