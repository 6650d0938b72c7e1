/* SPDX-License-Identifier: Apache-2.0 */
/* The order of variables in memory: found with a PQ-tree so that what batches read and write lies
 * side by side and in one order. Knows nothing of cells: batches of tuples of leaves. Private to
 * the engine. */
#pragma once

#include "engine/planning/cell-plan.h"

G_BEGIN_DECLS

#define BS_LAYOUT_MAX_LEAVES BS_MAX_OPS
#define BS_LAYOUT_MAX_TUPLES (1 + BS_PLAN_MAX_OPERANDS)

typedef enum
{
  BS_LAYOUT_APART,    /* nothing to plan: copied */
  BS_LAYOUT_TOGETHER, /* different leaves: side by side, in the order of the batch */
  BS_LAYOUT_RUNS,     /* repeated ones: operations that read the same one follow each other */
  BS_LAYOUT_CYCLE     /* the same, side by side and again from the first: needs batches of its own,
                       * bs_cell_layout_make_cycle() */
} BsLayoutWish;

typedef struct
{
  BsLayoutWish wish;
  const guint16 *members; /* [n of the batch] leaves; with BS_LAYOUT_APART of no meaning */
  guint64 bytes;          /* that a copy moves */

  /* Out */
  gboolean fits;
  BsConflict conflict; /* why it does not; what the caller set stays with BS_LAYOUT_APART */
} BsLayoutTuple;

typedef struct
{
  guint n;        /* operations, two or more */
  guint n_tuples; /* results first, then operands */
  BsLayoutTuple tuples[BS_LAYOUT_MAX_TUPLES];
  guint16 order[BS_LAYOUT_MAX_LEAVES]; /* out: [n] which operation is where in the batch */
} BsLayoutBatch;

/* What was asked of the tree: see BsPlanConstraint. */
typedef struct
{
  BsPlanStep step;
  guint batch, tuple;
  gboolean accepted;
  BsConflict conflict;
  guint first_member, n_members; /* leaves */
  char *templates, *tree;
} BsLayoutEvent;

typedef struct
{
  gboolean trees;           /* whether to keep trees and templates */
  const char *const *names; /* (nullable): of leaves */
  GArray *events;           /* BsLayoutEvent */
  GArray *members;          /* guint16 */
} BsLayoutLog;

typedef struct
{
  guint n_leaves;
  guint16 order[BS_LAYOUT_MAX_LEAVES]; /* [n_leaves] leaves by place */
  guint64 bytes;                       /* copied */
  guint n_copies;                      /* tuples */
  guint64 n_orders; /* of leaves that keep all that this one was made to keep; G_MAXUINT64: as many
                     * or more */
} BsLayout;

/**
 * bs_cell_layout_make_cycle:
 * @tuple: a repeated one
 * @cycle: (out): what asks for the leaves to be side by side, and in each round in this order
 * @members: (array): room for as many as @batch has operations, twice
 *
 * Returns: whether all leaves are repeated equally often, twice or thrice
 */
gboolean bs_cell_layout_make_cycle (const BsLayoutBatch *batch, guint tuple, BsLayoutBatch *cycle,
                                    guint16 *members);

/** bs_cell_layout_count_linked: Returns: of a tuple that fits, how many of the first operations of
 * the batch read leaves each behind the other; 1 where neighbours do not matter. */
guint bs_cell_layout_count_linked (const BsLayoutBatch *batch, const BsLayoutTuple *tuple);

/**
 * bs_cell_layout_plan:
 * @batches: (array length=n_batches): of @n_leaves leaves, at most %BS_LAYOUT_MAX_LEAVES
 * @n_helpers: how many batches behind these are nothing but constraints
 * @effort: how many trees to go on for: where something has to be copied, what was given up is
 *   tried before what made it impossible, and the cheapest result is taken
 * @log: (nullable): what was asked of the tree that was taken
 *
 * Deterministic. Says of every tuple whether it fits in the order found.
 */
void bs_cell_layout_plan (guint n_leaves, BsLayoutBatch *batches, guint n_batches, guint n_helpers,
                          guint effort, BsLayoutLog *log, BsLayout *layout);

/**
 * bs_cell_layout_check:
 * @layout: its order of leaves
 * @fixed: whether batches keep the order in which their tuples are given
 *
 * Finds out from the order alone what fits, with the order of operations in each batch in which
 * the fewest bytes are copied, and sums up what does not.
 */
void bs_cell_layout_check (BsLayout *layout, BsLayoutBatch *batches, guint n_batches,
                           gboolean fixed);

G_END_DECLS
