/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the decision strip: sorted by its heads, filtered by a predicate. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_DECISION_TABLE (bs_decision_table_get_type ())
G_DECLARE_FINAL_TYPE (BsDecisionTable, bs_decision_table, BS, DECISION_TABLE, GtkWidget)

/** bs_decision_table_set_debugger: @debugger: (nullable). */
void bs_decision_table_set_debugger (BsDecisionTable *self, BsDebugger *debugger);

/** bs_decision_table_sort: @column: as on screen, from 0; -1: as they were taken. */
void bs_decision_table_sort (BsDecisionTable *self, int column, gboolean descending);

/** bs_decision_table_set_filter: @predicate: over decisions; empty: all are shown. */
void bs_decision_table_set_filter (BsDecisionTable *self, const char *predicate);

/** bs_decision_table_get_order: Returns: (transfer none) (nullable) (element-type guint32): the
 * decisions that are shown, in order; %NULL: all as they were taken. */
GArray *bs_decision_table_get_order (BsDecisionTable *self);

/** bs_decision_table_get_busy: Returns: whether what is shown will soon change. */
gboolean bs_decision_table_get_busy (BsDecisionTable *self);

G_END_DECLS
