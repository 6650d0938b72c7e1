/* SPDX-License-Identifier: Apache-2.0 */
/* The benchmark table. */
#pragma once

#include "app/cli/bench-earlier.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * bs_bench_table_new:
 * @rows: (array length=n_rows): those that are done
 * @copy_gb_per_s: what memory can do
 * @earlier: (nullable): to compare with
 * @format: people get fewer columns
 *
 * Returns: (transfer full): the table
 */
BsTable *bs_bench_table_new (const BsBenchRow *const *rows, guint n_rows, double copy_gb_per_s,
                             BsBenchEarlier *earlier, BsTableFormat format);

G_END_DECLS
