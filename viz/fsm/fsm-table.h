/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the picture of a machine: a row a state that the run reached. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_fsm_table_new: O(n log n) in decisions. Returns: (transfer full): rows in order of the first
 * visit: the states of a #BsFsmModel. */
BsTable *bs_fsm_table_new (BsTrace *trace);

G_END_DECLS
