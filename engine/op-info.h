/* SPDX-License-Identifier: Apache-2.0 */
/* The table of operations: what they are called, what they read, and how the fast backends run
 * them. Lowering, planning, tests and benchmarks go through it. */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/* How operations run in a batch. */
typedef enum
{
  BS_OP_CLASS_SOURCE,  /* read where it is: operands of the call, rows of a table */
  BS_OP_CLASS_CONCAT,  /* several values taken as one: no kernel where only products read it */
  BS_OP_CLASS_PRODUCT, /* by a parameter */
  BS_OP_CLASS_APPLY,   /* of two computed values */
  BS_OP_CLASS_VECTOR,  /* each number by itself */
  BS_OP_CLASS_LOSS,
  BS_OP_CLASS_REDUCE /* of all operands of the call */
} BsOpClass;

typedef struct
{
  const char *name; /* a word, not translated */
  BsOpClass class_;
  guint n_operands; /* earlier operations that it reads: a, then b */
  gboolean has_parameter;
} BsOpInfo;

/** bs_op_info: Returns: (transfer none): the row of @kind. */
const BsOpInfo *bs_op_info (BsOpKind kind);

/** bs_op_reads: Returns: whether @op reads the result of operation @index. */
static inline gboolean
bs_op_reads (const BsOp *op, guint index)
{
  guint n = bs_op_info (op->kind)->n_operands;

  return (n > 0 && op->a == index) || (n > 1 && op->b == index);
}

G_END_DECLS
