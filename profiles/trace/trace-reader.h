/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a trace from its file. */
#pragma once

#include "profiles/format/trace-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_trace_read: @self: empty; what was read before an error stays in it, to be freed. */
gboolean bs_trace_read (BsTrace *self, BsTraceFile *file, GError **error);

/** bs_trace_read_mini_batches: Reads graphs and decisions; needs the types and states. */
void bs_trace_read_mini_batches (BsTrace *self, BsTraceFile *file);

/** bs_trace_add_diagnostic: @format: translated: a sentence about what is missing, and why. */
void bs_trace_add_diagnostic (BsTrace *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bs_trace_read_types: Reads a table of types; shared by the trace and its policy. */
void bs_trace_read_types (BsTraceFile *file, const char *table, BsTypeTable *types);

/** bs_trace_read_vocabularies: Reads what data of nodes stand for; needs the types. */
void bs_trace_read_vocabularies (BsTrace *self, BsTraceFile *file);

/** bs_trace_read_instances: Reads names of the inputs of mini-batches. */
void bs_trace_read_instances (BsTraceFile *file, BsTraceMiniBatch *mini_batches, guint32 n);

/** bs_trace_read_plans: Reads cells and their memory plans; needs the types. */
void bs_trace_read_plans (BsTrace *self, BsTraceFile *file);

/** bs_trace_read_graph_plans: Reads what planning between cells saves. */
void bs_trace_read_graph_plans (BsTraceFile *file, gboolean complete,
                                BsTraceMiniBatch *mini_batches, guint32 n);

/** bs_trace_read_device: Reads the device and what it did; needs the decisions. */
void bs_trace_read_device (BsTrace *self, BsTraceFile *file);

/** bs_trace_read_policy: Reads the policy and the history of its training. */
void bs_trace_read_policy (BsTrace *self, BsTraceFile *file);

/**
 * bs_trace_read_key:
 *
 * Reads a state from a blob column.
 *
 * Returns: (transfer full) (nullable): its key, of @length entries
 */
guint16 *bs_trace_read_key (BsTraceCursor *cursor, int column, BsEncoding encoding, guint n_types,
                            guint *length);

G_END_DECLS
