/* SPDX-License-Identifier: Apache-2.0 */
/* TreeLSTM over binary trees with a label on every node.
 * Source: Tai, Socher and Manning, Improved semantic representations from tree-structured long
 * short-term memory networks, 2015, section 3.2 (binary). */
#pragma once

#include "engine/graph.h"
#include "engine/model.h"
#include "engine/readers/tree-reader.h"

G_BEGIN_DECLS

/* Word ids are taken modulo this, as in the published timings. */
#define BS_TREE_LSTM_VOCABULARY 256

/** bs_tree_lstm_create_model: Returns: (transfer full): cells leaf, internal, proj, loss, reduce. */
BsModel *bs_tree_lstm_create_model (guint size, guint32 n_labels);

/**
 * bs_tree_lstm_build_graph:
 *
 * Trees in post-order; then for each node of the tree its projection and loss; reduce at the end.
 *
 * Returns: (transfer full): the graph of @count trees from @first, wrapping at the end
 */
BsGraph *bs_tree_lstm_build_graph (const BsTreeCorpus *corpus, guint32 first, guint32 count,
                                   BsTypeTable *table, GError **error);

G_END_DECLS
