/* SPDX-License-Identifier: Apache-2.0 */
/* The layouts of a trace: made when they are asked for, the last few of them kept. */
#pragma once

#include "viz/graph/graph-layout.h"

G_BEGIN_DECLS

typedef struct _BsGraphLayouts BsGraphLayouts;

/** bs_graph_layouts_new: @max_bytes: how much may be kept; the layout of the last use always is. */
BsGraphLayouts *bs_graph_layouts_new (BsTrace *trace, gsize max_bytes);
void bs_graph_layouts_free (BsGraphLayouts *self);

/** bs_graph_layouts_peek: Returns: (transfer full) (nullable): the layout of @mini_batch, if it is
 * made. Any thread may call it. */
BsGraphLayout *bs_graph_layouts_peek (BsGraphLayouts *self, guint32 mini_batch);

/** bs_graph_layouts_open: Returns: (transfer full): the same, made now if it is not there:
 * O(V log V + E). Any thread may call it. */
BsGraphLayout *bs_graph_layouts_open (BsGraphLayouts *self, guint32 mini_batch);

/** bs_graph_layouts_get_size: Returns: the bytes that are kept. */
gsize bs_graph_layouts_get_size (BsGraphLayouts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphLayouts, bs_graph_layouts_free)

G_END_DECLS
