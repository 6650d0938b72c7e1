/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went, as tables: by type, cell, kernel, batch and state, what was idle, and predictions. */
#pragma once

#include "app/window/profile/timing-rows.h"

G_BEGIN_DECLS

#define BS_TYPE_TIMING_TABLES (bs_timing_tables_get_type ())

/* Signals: `row` (gpointer: const BsTimingRow *) when one is selected; `tab` (guint) when another
 * #BsTimingTable is shown. */
G_DECLARE_FINAL_TYPE (BsTimingTables, bs_timing_tables, BS, TIMING_TABLES, GtkWidget)

/** bs_timing_tables_set_selection: once. */
void bs_timing_tables_set_selection (BsTimingTables *self, BsProfileSelection *selection);

/** bs_timing_tables_set: @debugger, @cache: (nullable): of no trace. */
void bs_timing_tables_set (BsTimingTables *self, BsDebugger *debugger, BsTimingCache *cache);

BsTimingTable bs_timing_tables_get_tab (BsTimingTables *self);
void bs_timing_tables_set_tab (BsTimingTables *self, BsTimingTable tab);

/** bs_timing_tables_add_control: a widget at the end of its head. */
void bs_timing_tables_add_control (BsTimingTables *self, GtkWidget *widget);

/** bs_timing_tables_get_frame: Returns: (transfer none): what shows the table. */
BsViewFrame *bs_timing_tables_get_frame (BsTimingTables *self);
BsViewFrame *bs_timing_tables_get_details (BsTimingTables *self);

G_END_DECLS
