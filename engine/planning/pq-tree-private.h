/* SPDX-License-Identifier: Apache-2.0 */
/* How a PQ-tree lies in memory. Private to it and its reduction.
 *
 * Siblings hang together in chains without a direction: each knows its two neighbours in any order,
 * so that a Q-node is turned by doing nothing. All children of a P-node know their parent, of a
 * Q-node only the two at its ends. */
#pragma once

#include "engine/planning/pq-tree.h"

G_BEGIN_DECLS

#define BS_PQ_FREE 3 /* a BsPqKind for nodes that are not in the tree */

typedef struct
{
  guint32 parent; /* BS_PQ_NONE of the root and between two others in a Q-node */
  guint32 sibling[2];
  guint32 child[2]; /* the first and the last */
  guint32 kind : 2;
  guint32 n_children : 30; /* of P-nodes */

  /* Of one reduction. */
  guint32 up;          /* the parent, of a Q-node's too */
  guint32 n_unmatched; /* children with leaves of the set that were not judged yet */
  guint32 n_full;      /* children with nothing but leaves of the set */
  guint32 n_links; /* of a Q-node: children with leaves of the set, once for each such neighbour */
  guint32 full;    /* of a P-node: its first full child, of a full child: the next */
  guint32 partial[2]; /* children with leaves of the set and others */
  guint8 mark;
  guint8 n_partial;
  guint8 faces; /* of a partial child of a Q-node: the neighbour its leaves of the set must touch */
  guint8 full_end; /* of a partial Q-node: the end with leaves of the set */
} BsPqNode;

struct _BsPqTree
{
  BsPqNode *nodes;
  guint32 n_leaves, root;
  guint32 n_nodes;   /* numbers given so far */
  guint32 free_node; /* linked by their parents */
  guint32 pseudo;    /* stands for a Q-node nobody knows */

  guint32 *queue; /* all nodes seen by a reduction */
  guint32 n_queue;
  guint32 *matches; /* nodes in the order in which they are judged */

  BsPqStepFunc step_func;
  gpointer step_data;
  guint8 *templates; /* %NULL without a step function */
  guint32 n_templates;
};

/* Inner nodes have two children or more, so there are fewer than leaves; a reduction has two on top
 * that are still without children, and the pseudonode. */
static inline gsize
bs_pq_capacity (guint32 n_leaves)
{
  return 2 * (gsize) n_leaves + 2;
}

static inline void
bs_pq_node_init (BsPqNode *node, BsPqKind kind)
{
  *node = (BsPqNode){ .parent = BS_PQ_NONE,
                      .sibling = { BS_PQ_NONE, BS_PQ_NONE },
                      .child = { BS_PQ_NONE, BS_PQ_NONE },
                      .kind = kind,
                      .full = BS_PQ_NONE };
}

static inline guint32
bs_pq_tree_step_along (const BsPqTree *self, guint32 node, guint32 previous)
{
  const BsPqNode *n = &self->nodes[node];

  return n->sibling[n->sibling[0] == previous];
}

/* Makes the chain a Q-node's. */
static inline void
bs_pq_tree_set_ends (BsPqTree *self, guint32 node, guint32 first, guint32 last)
{
  BsPqNode *n = &self->nodes[node];

  n->kind = BS_PQ_Q;
  n->n_children = 0;
  n->child[0] = first;
  n->child[1] = last;
  self->nodes[first].parent = self->nodes[last].parent = node;
}

guint32 bs_pq_tree_new_node (BsPqTree *self, BsPqKind kind);

G_END_DECLS
