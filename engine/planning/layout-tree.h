/* SPDX-License-Identifier: Apache-2.0 */
/* A PQ-tree as layouts look at it: what it says of the order within a tuple, and orders and
 * directions for its nodes that suit all tuples of each batch. For the planner, and for who replays
 * what it did. */
#pragma once

#include "engine/planning/cell-layout.h"
#include "engine/planning/cell-operations.h"
#include "engine/planning/pq-tree.h"

G_BEGIN_DECLS

#define BS_LAYOUT_MAX_NODES (2 * BS_LAYOUT_MAX_LEAVES)

typedef struct
{
  guint32 pq; /* its number in the PQ-tree: of a leaf the leaf */
  BsPqKind kind;
  guint16 parent;
  guint16 first_child, n_children; /* side by side, from left to right */
} BsLayoutNode;

/* All nodes, level by level from the root. */
typedef struct
{
  guint n;
  BsLayoutNode nodes[BS_LAYOUT_MAX_NODES];
  guint16 leaves[BS_LAYOUT_MAX_LEAVES]; /* the node of a leaf */
} BsLayoutTree;

void bs_layout_tree_init (BsLayoutTree *self, const BsPqTree *tree);

/* Where a tuple is in the tree: the positions of the tuple that are below each node, and the lowest
 * node that has all of them below it. */
typedef struct
{
  BsOpSet at[BS_LAYOUT_MAX_NODES];
  guint16 top;
} BsLayoutSpan;

void bs_layout_span_init (BsLayoutSpan *self, const BsLayoutTree *tree, const guint16 *members,
                          guint n);

/* Positions of a tuple that every order keeps side by side. Of two tuples with the same sets, the
 * same orders of positions are left. */
typedef struct
{
  guint n;
  BsOpSet sets[2 * BS_LAYOUT_MAX_NODES]; /* sorted, each once */
} BsLayoutSets;

void bs_layout_sets_init (BsLayoutSets *self, const BsLayoutTree *tree, const BsLayoutSpan *span);
gboolean bs_layout_sets_equal (const BsLayoutSets *a, const BsLayoutSets *b);
gboolean bs_layout_sets_contain (const BsLayoutSets *self, BsOpSet set);

/* Orders for the children of all nodes. */
typedef struct
{
  guint16 children[BS_LAYOUT_MAX_NODES]; /* from first_child on, the children of a node in order */
  gboolean tied[BS_LAYOUT_MAX_NODES];    /* by what another node has to be like */
  guint64 n_orders;                      /* G_MAXUINT64: as many or more */
} BsLayoutOrders;

/**
 * bs_layout_orders_init:
 * @kept: (array): for each batch, whether to heed each of its tuples
 * @batch: (out): of the tuples that do not go together
 * @a: (out):
 * @b: (out):
 *
 * Nodes in corresponding places of the tuples of a batch take the same order: for nodes with a
 * direction a matter of parity, for others the order of one is copied through its class.
 *
 * Returns: whether all of it is possible
 */
gboolean bs_layout_orders_init (BsLayoutOrders *self, const BsLayoutTree *tree,
                                const BsLayoutBatch *batches, guint n_batches,
                                gboolean (*kept)[BS_LAYOUT_MAX_TUPLES], guint *batch, guint *a,
                                guint *b);

/** bs_layout_orders_get: @leaves: (out): from left to right. */
void bs_layout_orders_get (const BsLayoutOrders *self, const BsLayoutTree *tree, guint16 *leaves);

/** bs_layout_orders_fix: gives the nodes of @pq that are tied their order. */
void bs_layout_orders_fix (const BsLayoutOrders *self, const BsLayoutTree *tree, BsPqTree *pq);

G_END_DECLS
