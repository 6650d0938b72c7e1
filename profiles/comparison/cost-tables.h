/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what the cost model learned, and of what it predicts beside what was measured. All are
 * (transfer full), and empty where no batch of the trace ran. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * bs_tables_costs:
 *
 * Returns: a row a kernel: type (missing: of no batch), phase, events, batches (fitted to),
 *   launch_ns, ns_per_flop, ns_per_byte, ns_per_node, own (false: few batches, or all of one
 *   size: what all types take in the phase, scaled to these), median_error, p90_error, measured_ns, predicted_ns, error
 */
BsTable *bs_tables_costs (const BsTrace *trace);

/** bs_tables_cost: Returns: a row a decision: decision, mini_batch, type, batch_size, run_ns,
 * predicted_ns, error. */
BsTable *bs_tables_cost (const BsTrace *trace);

/** bs_tables_cost_types: Returns: a row a type, and one of all: type (missing: all), batches, nodes,
 * run_ns, predicted_ns, error. */
BsTable *bs_tables_cost_types (const BsTrace *trace);

/** bs_tables_cost_phases: Returns: a row a phase, and one of all: phase (missing: all), events,
 * measured_ns, predicted_ns, error. */
BsTable *bs_tables_cost_phases (const BsTrace *trace);

G_END_DECLS
