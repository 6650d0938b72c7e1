/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that are listed in any order, put into one in which each follows its inputs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_graph_order_find:
 * @start: (array length=n): and one more: offsets into @inputs
 * @inputs: numbers of nodes, all below @n
 * @cycle: (out) (element-type guint32): filled with nodes of which each reads the next, and the
 *   last the first, where there are such
 *
 * Keeps the order of the list, but for inputs that are listed too late: these come right before
 * the first node that reads them. O(V + E), without recursion.
 *
 * Returns: (transfer full) (array length=n) (nullable): the nodes in order, or %NULL with a cycle
 */
guint32 *bs_graph_order_find (guint32 n, const guint32 *start, const guint32 *inputs,
                              GArray *cycle);

G_END_DECLS
