/* SPDX-License-Identifier: Apache-2.0 */
/* The picture beside a table of shares: a bar a row. */
#pragma once

#include "app/window/parts/canvas.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

#define BS_TYPE_SHARES_CANVAS (bs_shares_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsSharesCanvas, bs_shares_canvas, BS, SHARES_CANVAS, BsCanvas)

/** bs_shares_canvas_set_table: @table: (nullable): its first rows that have a duration are shown, those of
 * types in their colours. */
void bs_shares_canvas_set_table (BsSharesCanvas *self, const BsTable *table);

G_END_DECLS
