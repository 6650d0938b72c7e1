/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that can be too long to be in memory at once: they are added to a table that
 * may flow, and end early where no more rows are wanted. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_tables_add_decisions: decision, mini_batch, type, batch_size, state, reason.
 * @times: whether to add choose_ns and run_ns, which differ from one recording to the next
 */
void bs_tables_add_decisions (const BsTrace *trace, gboolean times, BsTable *table);

/** bs_tables_add_batches: how batches ran: decision, mini_batch, type, batch_size, start_ns, ns,
 * gathers, gather_bytes, scatters, scatter_bytes, flops; no row for one that did not run. */
void bs_tables_add_batches (const BsTrace *trace, BsTable *table);

/** bs_tables_add_batch_members: decision, mini_batch, position in the batch, node. */
void bs_tables_add_batch_members (const BsTrace *trace, BsTable *table);

/** bs_tables_add_candidates: of all decisions: decision, mini_batch, type, ready, reachable, rho,
 * score, chosen. */
void bs_tables_add_candidates (const BsTrace *trace, BsTable *table);

/** bs_tables_add_nodes: mini_batch, node, type, instance, depth, datum, word, ready (the first
 * decision that finds it so), decision (that executes it; both missing: none recorded). */
void bs_tables_add_nodes (const BsTrace *trace, BsTable *table);

/** bs_tables_add_edges: mini_batch, node, operand (from 0), input (a node), port (which of its
 * outputs). */
void bs_tables_add_edges (const BsTrace *trace, BsTable *table);

/** bs_tables_add_events: in the order in which they began: decision, mini_batch, phase, lane,
 * start_ns (monotonic clock), ns, bytes, flops. */
void bs_tables_add_events (const BsTrace *trace, BsTable *table);

/** bs_tables_add_moves: gathers and scatters as they ran: decision, mini_batch, type, phase, lane,
 * ns, bytes. */
void bs_tables_add_moves (const BsTrace *trace, BsTable *table);

/** bs_tables_add_launches: what a device ran: mini_batch, decision, type, phase, kernel, lane, called_ns,
 * start_ns, ns, waited_ns, grid, block, occupancy, bytes, flops, traffic, depth. */
void bs_tables_add_launches (const BsTrace *trace, BsTable *table);

/** bs_tables_add_idles: when it ran nothing: mini_batch, decision, cause, start_ns, ns. */
void bs_tables_add_idles (const BsTrace *trace, BsTable *table);

G_END_DECLS
