/* SPDX-License-Identifier: Apache-2.0 */
/* A schedule of a cell together with what it asks of the layout. Private to the engine. */
#pragma once

#include "engine/planning/cell-batching.h"
#include "engine/planning/cell-layout.h"

G_BEGIN_DECLS

typedef struct
{
  const BsCellOperations *operations;
  BsPlanner planner;
  BsCellBatches batches;
  guint n[BS_MAX_OPS];      /* operations of each batch */
  guint16 ops[BS_MAX_OPS];  /* operations, by their index, batch by batch, in order */
  int leaf[2 * BS_MAX_OPS]; /* of a variable; -1 outside the layout */
  guint n_leaves;
  guint16 variables[BS_MAX_OPS]; /* [n_leaves] of each leaf, in the order of execution */
  guint n_wanted;                /* batches of two operations or more: what layouts see */
  BsLayoutBatch wanted[2 * BS_MAX_OPS];
  guint16 wanted_batch[2 * BS_MAX_OPS]; /* which batch each is */
  gint8 operand[2 * BS_MAX_OPS]
               [BS_LAYOUT_MAX_TUPLES];              /* which operand each tuple is; -1: results */
  guint n_helpers;                                  /* behind them */
  gboolean cycle[BS_MAX_OPS][BS_LAYOUT_MAX_TUPLES]; /* tuples of batches to plan as cycles */
  int wanted_of[BS_MAX_OPS];                        /* of a batch; -1 where it has one operation */
  guint16 members[2 * BS_MAX_OPS * BS_LAYOUT_MAX_TUPLES]; /* leaves of all tuples */
  BsLayout layout;
} BsCellDraft;

void bs_cell_draft_init (BsCellDraft *self, const BsCellOperations *operations, BsPlanner planner,
                         const BsCellBatches *batches);

/** bs_cell_draft_lay_out: finds the layout; @effort and @log as of bs_cell_layout_plan(). */
void bs_cell_draft_lay_out (BsCellDraft *self, guint effort, BsLayoutLog *log);

/** bs_cell_draft_choose: of the schedules that @planner considers, the one whose layout moves the
 * fewest bytes, laid out. Returns: whether no schedule has fewer batches. */
gboolean bs_cell_draft_choose (BsCellDraft *self, const BsCellOperations *operations,
                               BsPlanner planner, BsLayoutLog *log);

/** bs_cell_draft_variable: Returns: of operation @op, the result (-1) or an operand. */
static inline guint16
bs_cell_draft_variable (const BsCellDraft *self, guint op, int operand)
{
  const BsOperation *operation = &self->operations->operations[op];

  return operand < 0 ? operation->op : operation->operands[operand];
}

G_END_DECLS
