/* SPDX-License-Identifier: Apache-2.0 */
/* Which products of a cell are one: their weights in one matrix, a column for each number that is multiplied, and
 * zeros where a sum does not read it. Private to the lowering of cells. */
#pragma once

#include "engine/backends/cuda/cuda-cell.h"
#include "engine/backends/fused-steps.h"

G_BEGIN_DECLS

/* What is multiplied. */
typedef struct
{
  guint16 op;
  guint32 k, column;          /* its columns */
  guint32 first_row, end_row; /* between which the sums are that read it */
} BsCudaLeaf;

typedef struct
{
  guint n_sums;
  guint16 *sums; /* operations; below each other */
  guint n_leaves, n_early;
  BsCudaLeaf *leaves; /* early ones first */
  guint32 rows, k;
  gsize weights; /* among the packed numbers */
} BsCudaGroup;

/** bs_cuda_group_is_worth_it: Returns: whether one product of all @leaves is not much more work than many. */
gboolean bs_cuda_group_is_worth_it (const BsFusedSteps *steps, const guint16 *leaves,
                                    guint n_leaves);

/** bs_cuda_group_new: @leaves: (array length=n_leaves): operations; @packed: weights of @model go to its end.
 * Returns: (transfer full) */
BsCudaGroup *bs_cuda_group_new (const BsFusedSteps *steps, const BsModel *model,
                                const guint16 *leaves, guint n_leaves, GArray *packed);
void bs_cuda_group_free (BsCudaGroup *self);

/** bs_cuda_group_get_sum: Returns: which product draft sum @op is of. */
const BsStepDraft *bs_cuda_group_get_sum (const BsFusedSteps *steps, guint op);

/** bs_cuda_group_fill: what @job is of leaves @first to @end, but places. */
void bs_cuda_group_fill (const BsCudaGroup *self, const BsFusedSteps *steps, guint first, guint end,
                         BsCudaJob *job);

/** bs_cuda_group_find_sum: @place: (inout): of the results of @job, of leaves from @first on: that of what @leaf
 * adds to @sum. Returns: whether it adds anything. */
gboolean bs_cuda_group_find_sum (const BsCudaGroup *self, const BsFusedSteps *steps,
                                 const BsCudaJob *job, guint first, guint leaf, guint16 sum,
                                 BsCudaPlace *place);

G_END_DECLS
