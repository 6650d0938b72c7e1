/* SPDX-License-Identifier: Apache-2.0 */
/* The table of operations. */
#include "config.h"

#include "engine/op-info.h"

static const BsOpInfo operations[BS_N_OP_KINDS] = {
  [BS_OP_INPUT] = { "input", BS_OP_CLASS_SOURCE, 0, FALSE },
  [BS_OP_LOOKUP] = { "lookup", BS_OP_CLASS_SOURCE, 0, TRUE },
  [BS_OP_CONCAT] = { "concat", BS_OP_CLASS_CONCAT, 2, FALSE },
  [BS_OP_PRODUCT] = { "product", BS_OP_CLASS_PRODUCT, 1, TRUE },
  [BS_OP_APPLY] = { "apply", BS_OP_CLASS_APPLY, 2, FALSE },
  [BS_OP_BIAS] = { "bias", BS_OP_CLASS_VECTOR, 1, TRUE },
  [BS_OP_ADD] = { "add", BS_OP_CLASS_VECTOR, 2, FALSE },
  [BS_OP_SUBTRACT] = { "subtract", BS_OP_CLASS_VECTOR, 2, FALSE },
  [BS_OP_MULTIPLY] = { "multiply", BS_OP_CLASS_VECTOR, 2, FALSE },
  [BS_OP_SIGMOID] = { "sigmoid", BS_OP_CLASS_VECTOR, 1, FALSE },
  [BS_OP_TANH] = { "tanh", BS_OP_CLASS_VECTOR, 1, FALSE },
  [BS_OP_RELU] = { "relu", BS_OP_CLASS_VECTOR, 1, FALSE },
  [BS_OP_ONE_MINUS] = { "one-minus", BS_OP_CLASS_VECTOR, 1, FALSE },
  [BS_OP_SCALE] = { "scale", BS_OP_CLASS_VECTOR, 1, FALSE },
  [BS_OP_LOSS] = { "loss", BS_OP_CLASS_LOSS, 1, FALSE },
  [BS_OP_SUM] = { "sum", BS_OP_CLASS_REDUCE, 0, FALSE },
  [BS_OP_MEAN] = { "mean", BS_OP_CLASS_REDUCE, 0, FALSE },
};

const BsOpInfo *
bs_op_info (BsOpKind kind)
{
  return &operations[kind];
}
