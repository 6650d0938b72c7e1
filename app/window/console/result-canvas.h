/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a query as a picture: a click, or Enter, goes to a row; arrows move from one to the next. */
#pragma once

#include "app/window/parts/canvas.h"
#include "profiles/tables/table-chart.h"

G_BEGIN_DECLS

#define BS_TYPE_RESULT_CANVAS (bs_result_canvas_get_type ())

/* Signal: `picked` (guint row): of the table, to be gone to. */
G_DECLARE_FINAL_TYPE (BsResultCanvas, bs_result_canvas, BS, RESULT_CANVAS, BsCanvas)

/** bs_result_canvas_take: @chart: (transfer full) (nullable); @types: (nullable) */
void bs_result_canvas_take (BsResultCanvas *self, BsTableChart *chart, BsTypeTable *types);

/** bs_result_canvas_get: Returns: (transfer none) (nullable) */
const BsTableChart *bs_result_canvas_get (BsResultCanvas *self);

G_END_DECLS
