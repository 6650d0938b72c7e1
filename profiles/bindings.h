/* SPDX-License-Identifier: Apache-2.0 */
/* Types of the profiles as GObject knows them, and what other languages need in place of macros, arrays
 * of structs and functions that are called for each row. */
#pragma once

#include <glib-object.h>

#include "profiles/query/query.h"
#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_TYPE_BUNDLE (bs_bundle_get_type ())
#define BS_TYPE_DEVICE (bs_device_get_type ())
#define BS_TYPE_PREDICATE (bs_predicate_get_type ())
#define BS_TYPE_QUERY (bs_query_get_type ())
#define BS_TYPE_RECORDING (bs_recording_get_type ())
#define BS_TYPE_TABLE (bs_table_get_type ())
#define BS_TYPE_TRACE (bs_trace_get_type ())
#define BS_TYPE_TRACE_GRAPH (bs_trace_graph_get_type ())

GType bs_bundle_get_type (void);
GType bs_device_get_type (void);
GType bs_predicate_get_type (void);
GType bs_query_get_type (void);
GType bs_recording_get_type (void);
GType bs_table_get_type (void);
GType bs_trace_get_type (void);
GType bs_trace_graph_get_type (void);

/**
 * bs_trace_get_decision:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer none) (nullable): as long as the trace is there; %NULL: there is no such decision
 */
const BsTraceDecision *bs_trace_get_decision (const BsTrace *self, guint32 decision);

/**
 * bs_trace_get_mini_batch:
 * @mini_batch: from 0
 *
 * Returns: (transfer none) (nullable): as long as the trace is there; %NULL: there is no such mini-batch
 */
const BsTraceMiniBatch *bs_trace_get_mini_batch (const BsTrace *self, guint32 mini_batch);

/**
 * bs_query_list:
 * @seconds: after which it gives up; 0: never
 *
 * Runs what was prepared, as bs_query_run() does, and keeps all rows.
 *
 * Returns: (transfer full): rows of values, of the type `aav`: x, d, s, ay, or an empty mv for NULL. What
 *   is said to be text but is none is ay; or %NULL with the errors of bs_query_run()
 */
GVariant *bs_query_list (BsQuery *self, double seconds, GError **error);

/**
 * bs_table_to_string:
 * @format: how it is written
 *
 * Returns: (transfer full): what bs_table_print() appends
 */
char *bs_table_to_string (const BsTable *self, BsTableFormat format);

G_END_DECLS
