/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the decision strip: a row a decision; selecting a row seeks. */
#pragma once

#include "app/window/model/clock.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_TYPE_DECISION_TABLE (bs_decision_table_get_type ())
G_DECLARE_FINAL_TYPE (BsDecisionTable, bs_decision_table, BS, DECISION_TABLE, GtkWidget)

/** bs_decision_table_set_content: both may be %NULL: an empty table. */
void bs_decision_table_set_content (BsDecisionTable *self, BsTrace *trace, BsClock *clock);

G_END_DECLS
