/* SPDX-License-Identifier: Apache-2.0 */
/* The PQ-tree of a cell's memory plan, replayed reduction by reduction from what the plan says was
 * asked of it. */
#pragma once

#include "engine/planning/cell-plan.h"
#include "engine/planning/pq-tree.h"

G_BEGIN_DECLS

/* A node of a tree; a leaf is a variable. */
typedef struct
{
  BsPqKind kind;
  guint16 parent;                  /* of the root: itself */
  guint16 first_child, n_children; /* side by side, from left to right */
  guint16 first_leaf, n_leaves;    /* below it: order[first_leaf .. + n_leaves) */
  guint16 variable;                /* of a leaf */
} BsPlanNode;

/* All nodes, level by level from the root. */
typedef struct
{
  guint n_nodes, n_leaves;
  BsPlanNode *nodes;
  guint16 *order; /* [n_leaves] variables from left to right */
} BsPlanTree;

typedef enum
{
  BS_REDUCTION_ACCEPTED, /* the tree has only such orders left */
  BS_REDUCTION_REJECTED, /* asked of the tree, which has no such order and stays */
  BS_REDUCTION_GIVEN_UP, /* not asked of the tree: something costlier would not go with it */
  BS_REDUCTION_APART,    /* nothing that an order could help */
  BS_REDUCTION_RUNS,     /* operations that read the same follow each other; the next ones say so */
  BS_REDUCTION_DIRECTED  /* the last: orders of corresponding nodes, all at once */
} BsReductionFate;

typedef struct
{
  BsReductionFate fate;
  guint32 constraint;    /* of the plan: the first, where n_constraints are taken together */
  guint32 n_constraints; /* 1 but for directions */
  gboolean kept;         /* the layout keeps it in the end, if only by chance */
  guint32 tree;          /* the tree afterwards, into those of the replay */
} BsReduction;

typedef struct _BsPlanReplay BsPlanReplay;

/**
 * bs_plan_replay_new:
 * @plan: of a trace or made by a planner, untrusted; used as long as the replay is there
 *
 * O(constraints x variables) with at most a few thousand constraints: what is above is not replayed.
 *
 * Returns: (transfer full): the replay; without reductions for plans that asked for nothing
 */
BsPlanReplay *bs_plan_replay_new (const BsCellPlan *plan);
void bs_plan_replay_free (BsPlanReplay *self);

guint32 bs_plan_replay_get_n (const BsPlanReplay *self);
const BsReduction *bs_plan_replay_get (const BsPlanReplay *self, guint32 reduction);

/** bs_plan_replay_get_tree: @n: reductions that were made, 0 to all of them, more are all. Returns:
 * (nullable): the tree then; %NULL where the layout has no variables. */
const BsPlanTree *bs_plan_replay_get_tree (const BsPlanReplay *self, guint32 n);

/** bs_plan_replay_is_faithful: Returns: whether the replay ends in what the plan says; else the plan
 * is damaged, or was made by another version, and its layout is not explained by its reductions. */
gboolean bs_plan_replay_is_faithful (const BsPlanReplay *self);

/** bs_plan_replay_count: @accepted: (out): reductions that the layout keeps; @rejected: (out): the
 * others. */
void bs_plan_replay_count (const BsPlanReplay *self, guint32 *accepted, guint32 *rejected);

/** bs_plan_replay_get_members: Returns: (transfer none) (array length=n): variables of the set. */
const guint16 *bs_plan_replay_get_members (const BsPlanReplay *self, guint32 reduction, guint32 *n);

/** bs_plan_replay_get_bytes: Returns: at stake in a batch of @n_calls calls. */
guint64 bs_plan_replay_get_bytes (const BsPlanReplay *self, guint32 reduction, guint32 n_calls);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPlanReplay, bs_plan_replay_free)

G_END_DECLS
