/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_tables_decisions:
 * @trace: a loaded trace
 * @times: whether to add choose_ns and run_ns, which differ from one recording to the next
 *
 * Returns: (transfer full): decision, mini_batch, type, batch_size, state, reason
 */
BsTable *bs_tables_decisions (const BsTrace *trace, gboolean times);

/**
 * bs_tables_frontier:
 * @trace: a loaded trace
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): the candidates of @decision: type, ready, reachable, rho, score,
 *   chosen
 */
BsTable *bs_tables_frontier (const BsTrace *trace, guint32 decision);

/**
 * bs_tables_members:
 * @trace: a loaded trace
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): node, instance, depth, datum, word, inputs
 */
BsTable *bs_tables_members (const BsTrace *trace, guint32 decision);

/**
 * bs_tables_types:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): by type: nodes, batches, bound, largest, mean, ns
 */
BsTable *bs_tables_types (const BsTrace *trace);

/**
 * bs_tables_mini_batches:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): nodes, lower_bound, batches, loss (missing where nothing ran), ns, stages (1:
 *   the graph did not grow)
 */
BsTable *bs_tables_mini_batches (const BsTrace *trace);

/**
 * bs_tables_vocabularies:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): what data of nodes stand for: vocabulary, datum, text; of a vocabulary of
 *   numbers one row without text, datum being how many there are
 */
BsTable *bs_tables_vocabularies (const BsTrace *trace);

/**
 * bs_tables_states:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): states the run reached: visits, action, q
 */
BsTable *bs_tables_states (const BsTrace *trace);

/**
 * bs_tables_phases:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): phase, events, ns, share (of the time of such lanes), bytes, flops, lanes
 *   (their kind; missing: no event)
 */
BsTable *bs_tables_phases (const BsTrace *trace);

/**
 * bs_tables_lanes:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): threads, and lanes of a device: lane, kind, events, ns (of its events), share (of the time in which
 *   any lane had an event), bytes, flops
 */
BsTable *bs_tables_lanes (const BsTrace *trace);

/**
 * bs_tables_device:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): key, value of the device; no rows without one
 */
BsTable *bs_tables_device (const BsTrace *trace);

/**
 * bs_tables_kernels:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): kernel, launches, ns, share (of all kernels), mean_ns, longest_ns, block,
 *   registers, shared_bytes, local_bytes, occupancy, limited_by, bytes_per_s, of_peak_bytes,
 *   flops_per_s, of_peak_flops
 */
BsTable *bs_tables_kernels (const BsTrace *trace);

/**
 * bs_tables_idle:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): why the device did nothing: cause, times, ns, share
 */
BsTable *bs_tables_idle (const BsTrace *trace);

/**
 * bs_tables_memory:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): scope (between cells, in them, or executed), plan (creation, a planner,
 *   or bound), gathers, gather_bytes, scatters, scatter_bytes, through the whole trace; what is not
 *   known has no row
 */
BsTable *bs_tables_memory (const BsTrace *trace);

/**
 * bs_tables_graph_plans:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): planning between cells, a row a mini-batch: operands, gathers and bytes without
 *   it, with it and at least, value_bytes, place_bytes
 */
BsTable *bs_tables_graph_plans (const BsTrace *trace);

/**
 * bs_tables_plans:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): memory plans of cells, and what they cost a call
 */
BsTable *bs_tables_plans (const BsTrace *trace);

/**
 * bs_tables_plan_variables:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): where variables of cells lie; offset missing outside the layout
 */
BsTable *bs_tables_plan_variables (const BsTrace *trace);

/**
 * bs_tables_plan_operands:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): results (operand missing) and operands of the batches of cells, how kernels
 *   come to them, and their variables by number
 */
BsTable *bs_tables_plan_operands (const BsTrace *trace);

/**
 * bs_tables_plan_constraints:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): what was asked of the PQ-tree of a cell, in this order, and what became of it
 */
BsTable *bs_tables_plan_constraints (const BsTrace *trace);

/**
 * bs_tables_policy:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): the whole table that decided: state, type, q, visits, best (the type that is
 *   taken in the state); without rows where a fixed rule decided
 */
BsTable *bs_tables_policy (const BsTrace *trace);

/**
 * bs_tables_policy_types:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): types of that table: type, letter, shape, component, and the priorities of its
 *   marks: plain, lowers_bound, leads, lowers_bound_leads
 */
BsTable *bs_tables_policy_types (const BsTrace *trace);

/**
 * bs_tables_training:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): how it was learned, a row a greedy schedule of the training graphs: episode,
 *   batches, best, states, epsilon
 */
BsTable *bs_tables_training (const BsTrace *trace);

/**
 * bs_tables_transitions:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): which states of the run followed each other within mini-batches: state, next
 *   (missing: the end), count, type (taken most often), type_count
 */
BsTable *bs_tables_transitions (const BsTrace *trace);

/**
 * bs_tables_diagnostics:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): diagnostic: what is missing and why, translated
 */
BsTable *bs_tables_diagnostics (const BsTrace *trace);

/**
 * bs_tables_cells:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): type, cell: which cells nodes call, where it is known
 */
BsTable *bs_tables_cells (const BsTrace *trace);

/**
 * bs_tables_stages:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): of graphs that grew: mini_batch, stage (from 0), nodes (with it),
 *   first_decision (that saw them)
 */
BsTable *bs_tables_stages (const BsTrace *trace);

/**
 * bs_tables_instances:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): inputs of mini-batches: mini_batch, instance, input (its number in the data),
 *   name (missing: it has none)
 */
BsTable *bs_tables_instances (const BsTrace *trace);

/**
 * bs_tables_searches:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): mini_batch, said: what a search said of its schedule
 */
BsTable *bs_tables_searches (const BsTrace *trace);

/**
 * bs_tables_info:
 * @trace: a loaded trace
 *
 * Returns: (transfer full): key, value of the provenance
 */
BsTable *bs_tables_info (const BsTrace *trace);

G_END_DECLS
