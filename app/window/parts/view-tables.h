/* SPDX-License-Identifier: Apache-2.0 */
/* The rows behind the pictures of a trace: functions for bs_view_frame_set_table (), without data.
 */
#pragma once

#include "app/window/parts/view-frame.h"

G_BEGIN_DECLS

/** bs_view_table_states: of the machine: visits, action, q; of no decision. */
BsTable *bs_view_table_states (BsTrace *trace, guint32 decision, gconstpointer data,
                               GCancellable *cancellable, GError **error);

/** bs_view_table_nodes: of the mini-batch, and where each stands at @decision; a row is a node. */
BsTable *bs_view_table_nodes (BsTrace *trace, guint32 decision, gconstpointer data,
                              GCancellable *cancellable, GError **error);

/** bs_view_table_decisions: of no decision; row n - 1 is decision n. */
BsTable *bs_view_table_decisions (BsTrace *trace, guint32 decision, gconstpointer data,
                                  GCancellable *cancellable, GError **error);

G_END_DECLS
