/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of a mini-batch for other programs. */
#pragma once

#include "profiles/trace.h"

G_BEGIN_DECLS

/**
 * bs_graph_export_json:
 * @decision: nodes carry their state at this decision
 *
 * Appends one object: types, and nodes with type, instance, depth, datum, inputs, decision, state.
 */
void bs_graph_export_json (const BsTrace *trace, guint32 mini_batch, guint32 decision,
                           GString *out);

G_END_DECLS
