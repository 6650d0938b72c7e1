/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a cell's memory share. */
#pragma once

#include "profiles/replay/cell-memory.h"

G_BEGIN_DECLS

/** bs_cell_memory_tuple: Returns: operand @operand of a batch, or its results with -1. */
static inline const BsPlanTuple *
bs_cell_memory_tuple (const BsPlanBatch *batch, int operand)
{
  return operand < 0 ? &batch->result : &batch->operands[operand];
}

static inline gboolean
bs_cell_memory_is_copied (const BsPlanTuple *tuple)
{
  return tuple->access == BS_ACCESS_GATHER || tuple->access == BS_ACCESS_SCATTER;
}

/** bs_cell_memory_times: @bytes of a call in @n_calls calls. */
static inline guint64
bs_cell_memory_times (guint64 bytes, guint32 n_calls)
{
  guint64 all;

  return __builtin_mul_overflow (bytes, (guint64) n_calls, &all) ? G_MAXUINT64 : all;
}

/** bs_cell_memory_make_labels: Returns: (transfer full) (array): one a variable of @plan. */
char **bs_cell_memory_make_labels (const BsCellPlan *plan);

G_END_DECLS
