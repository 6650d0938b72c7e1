/* SPDX-License-Identifier: Apache-2.0 */
/* PQ-trees: all orders of a set of leaves that keep given subsets contiguous. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BsPqTree BsPqTree;

/* Leaves are nodes 0 to n - 1; what is above them has higher numbers, used again when freed. */
#define BS_PQ_NONE G_MAXUINT32

typedef enum
{
  BS_PQ_LEAF,
  BS_PQ_P, /* its children stand in any order */
  BS_PQ_Q  /* its children stand in this order or its mirror; at least three, or two where
            * bs_pq_tree_fix() made it */
} BsPqKind;

/**
 * BsPqTemplate:
 *
 * The templates of Booth and Lueker (1976), section 4; which one fitted last in a reduction is its
 * step. %BS_PQ_NO_TEMPLATE: none did, and the set was rejected.
 */
typedef enum
{
  BS_PQ_NO_TEMPLATE,
  BS_PQ_L1,
  BS_PQ_P1,
  BS_PQ_P2,
  BS_PQ_P3,
  BS_PQ_P4,
  BS_PQ_P5,
  BS_PQ_P6,
  BS_PQ_Q1,
  BS_PQ_Q2,
  BS_PQ_Q3
} BsPqTemplate;

const char *bs_pq_template_to_string (BsPqTemplate template_);

/**
 * BsPqStep:
 * @templates: (array length=n_templates): those that fitted, from the leaves up; of a rejected set
 *   those before the node where none did, nothing where no node could hold all of the set
 *
 * One reduction, for those who show it; only for the time of the call.
 */
typedef struct
{
  const guint32 *leaves;
  guint32 n_leaves;
  gboolean accepted;
  const guint8 *templates; /* BsPqTemplate */
  guint32 n_templates;
} BsPqStep;

typedef void (*BsPqStepFunc) (gpointer user_data, BsPqTree *tree, const BsPqStep *step);

/** bs_pq_tree_new: Returns: (transfer full): the tree of all orders of @n_leaves, at least one and
 * fewer than 2^30: a single P-node above them (a leaf alone for one). O(n). */
BsPqTree *bs_pq_tree_new (guint32 n_leaves);
void bs_pq_tree_free (BsPqTree *self);

/** bs_pq_tree_set_step_func: @func: (nullable): called after each reduction; off costs nothing. */
void bs_pq_tree_set_step_func (BsPqTree *self, BsPqStepFunc func, gpointer user_data);

/**
 * bs_pq_tree_reduce:
 * @leaves: (array length=n): leaves; one given twice counts once
 *
 * Keeps the orders in which @leaves stand side by side. Time O(n), amortised over the sets that are
 * accepted; one that is rejected may cost as much as the way from @leaves to the root. Nothing is
 * allocated: the tree has room for all it can become; and nothing is changed before all templates fit.
 *
 * Returns: %FALSE when there is no such order; the tree is then as it was, in every detail
 *
 * Source: Booth and Lueker, Testing for the consecutive ones property, interval graphs, and graph
 * planarity using PQ-tree algorithms, J. Comput. Syst. Sci. 13 (1976).
 */
gboolean bs_pq_tree_reduce (BsPqTree *self, const guint32 *leaves, guint32 n);

/** bs_pq_tree_get_frontier: @order: (out caller-allocates): the leaves from left to right. O(n). */
void bs_pq_tree_get_frontier (const BsPqTree *self, guint32 *order);

/**
 * bs_pq_tree_count_orders:
 * @count: (out): how many orders the tree stands for
 *
 * Returns: %FALSE where the number needs more than 64 bits
 */
gboolean bs_pq_tree_count_orders (const BsPqTree *self, guint64 *count);

guint32 bs_pq_tree_get_n_leaves (const BsPqTree *self);
guint32 bs_pq_tree_get_root (const BsPqTree *self);
BsPqKind bs_pq_tree_get_kind (const BsPqTree *self, guint32 node);

/* Iteration, left to right as the tree stands. O(1) a child. */
typedef struct
{
  const BsPqTree *tree;
  guint32 previous, next;
} BsPqChildren;

void bs_pq_children_init (BsPqChildren *self, const BsPqTree *tree, guint32 node);
/** bs_pq_children_next: Returns: %FALSE after the last child. */
gboolean bs_pq_children_next (BsPqChildren *self, guint32 *child);
guint32 bs_pq_tree_get_n_children (const BsPqTree *self, guint32 node); /* O(children) for Q */

/**
 * bs_pq_tree_fix:
 * @node: a P-node or a Q-node
 * @children: (array): its children in the order to take; for a Q-node its order or the mirror
 *
 * Makes @node a Q-node with its children in this order.
 */
void bs_pq_tree_fix (BsPqTree *self, guint32 node, const guint32 *children, guint32 n);

/** bs_pq_tree_to_string: Returns: (transfer full): such as `{0 1 [2 3 4]}`, {} a P-node, [] a
 * Q-node. @names: (nullable): of leaves; %NULL: their numbers. */
char *bs_pq_tree_to_string (const BsPqTree *self, const char *const *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPqTree, bs_pq_tree_free)

G_END_DECLS
