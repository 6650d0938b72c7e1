/* SPDX-License-Identifier: Apache-2.0 */
/* The chart of a query: of which columns, and as what. */
#pragma once

#include "app/window/console/result-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_RESULT_CHART (bs_result_chart_get_type ())

/* Signal: `picked` (guint row). */
G_DECLARE_FINAL_TYPE (BsResultChart, bs_result_chart, BS, RESULT_CHART, GtkWidget)

/** bs_result_chart_set_table: @table: (nullable); @types: (nullable). Where it has the columns of the one
 * before, what was chosen stays. */
void bs_result_chart_set_table (BsResultChart *self, BsTable *table, BsTypeTable *types);

BsResultCanvas *bs_result_chart_get_canvas (BsResultChart *self);

G_END_DECLS
