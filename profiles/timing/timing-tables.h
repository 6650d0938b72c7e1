/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went, as tables: what the Profile page shows. Of all of a trace the figures are those of the
 * tables and recipes of the command line. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/timing/timing.h"

G_BEGIN_DECLS

/*
 * Columns that are in several: total_ns, wall time from the first event of each batch to its last, added
 * up; share, its part of all batches in the range; self_ns, see BsTimingGroup; gflops, 1e9 flops a second
 * of that wall time; bytes, moved. What is not known (yet) is missing. All functions return (transfer
 * full).
 */

/** bs_timing_tables_types: a row a type that is there, costliest first: type, batches, nodes, mean_size,
 * total_ns, share, mean_ns, self_ns, gflops, flops, bytes, and of phases gemm_ns, fused_ns, gather_ns,
 * scatter_ns. */
BsTable *bs_timing_tables_types (const BsTiming *timing);

/** bs_timing_tables_cells: the same by the cell that types call; of types that call none, or of which it
 * is not known, a row each without a cell. */
BsTable *bs_timing_tables_cells (const BsTiming *timing);

/** bs_timing_tables_kernels: a row a phase and type, and of a device a row a kernel: kernel, type, lanes
 * (their kind), events, ns (added up over lanes), share (of all in lanes of that kind), self_ns, total_ns
 * (of the clock), mean_ns, longest_ns, longest (event, or launch), flops, gflops, bytes. */
BsTable *bs_timing_tables_kernels (const BsTiming *timing);

/** bs_timing_tables_batches: a row a batch that touches the range, in order: decision, mini_batch, type,
 * batch_size, start_ns (since the first event of the trace), total_ns, self_ns, choose_ns, flops, gflops,
 * bytes. */
BsTable *bs_timing_tables_batches (const BsTiming *timing);

/** bs_timing_tables_states: by the state in which batches were chosen: state, batches, nodes, mean_size,
 * of_one_node, total_ns, share, mean_ns, longest_ns, longest (decision), self_ns, gflops, flops, bytes. */
BsTable *bs_timing_tables_states (const BsTiming *timing);

G_END_DECLS
