/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of a mini-batch for other programs. */
#pragma once

#include "profiles/tables/text-sink.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_graph_export_json:
 * @trace: a loaded trace
 * @mini_batch: from 0
 * @decision: nodes carry their state at this decision
 * @out: what to append to
 *
 * One object: types, and nodes with type, instance, depth, datum, inputs, decision, state.
 */
void bs_graph_export_json (const BsTrace *trace, guint32 mini_batch, guint32 decision,
                           BsTextSink *out);

/**
 * bs_graph_export_dot:
 * @trace: a loaded trace
 * @mini_batch: from 0
 * @decision: nodes of its batch have a wide edge
 * @clusters: whether nodes of an instance are in a box
 * @out: what to append to
 *
 * Nodes with type, word and the decision that executes them, in rows by depth.
 */
void bs_graph_export_dot (const BsTrace *trace, guint32 mini_batch, guint32 decision,
                          gboolean clusters, BsTextSink *out);

G_END_DECLS
