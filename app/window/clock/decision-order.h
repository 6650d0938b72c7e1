/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions in the order of something about them, worked out in a thread. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* As the columns of the table of decisions stand. */
typedef enum
{
  BS_DECISION_ORDER_DECISION,
  BS_DECISION_ORDER_BREAKPOINT,
  BS_DECISION_ORDER_BOOKMARK,
  BS_DECISION_ORDER_MINI_BATCH,
  BS_DECISION_ORDER_TYPE,
  BS_DECISION_ORDER_SIZE,
  BS_DECISION_ORDER_STATE,
  BS_DECISION_ORDER_REASON,
  BS_N_DECISION_ORDERS
} BsDecisionOrder;

/**
 * bs_decision_order_async:
 * @source: of the callback
 * @decisions: (nullable) (element-type guint32): only these; does not change any more
 * @breakpoints: (nullable): where they are, ascending; does not change any more
 * @bookmarks: (nullable): where they are, ascending; copied
 *
 * Those of which the same is true stay in the order in which they were taken.
 */
void bs_decision_order_async (GObject *source, BsTrace *trace, GArray *decisions,
                              BsDecisionOrder order, gboolean descending, GArray *breakpoints,
                              const GArray *bookmarks, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/** bs_decision_order_finish: Returns: (transfer full) (element-type guint32). */
GArray *bs_decision_order_finish (GAsyncResult *result, GError **error);

G_END_DECLS
