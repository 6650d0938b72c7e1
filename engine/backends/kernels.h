/* SPDX-License-Identifier: Apache-2.0 */
/* Element-wise kernels on vectors, for the widest registers that the processor has. */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/**
 * BsKernel:
 * @result: (out): @n numbers; may be @a or @b
 * @b: (nullable): the second operand of operations that have two
 * @factor: of BS_OP_SCALE
 */
typedef void (*BsKernel) (float *result, const float *a, const float *b, guint32 n, float factor);

/** bs_kernel_get: Returns: (nullable): the kernel of an element-wise operation; that which adds
 * for sums. */
BsKernel bs_kernel_get (BsOpKind kind);

/** bs_kernel_apply: @result = @matrix, column-major, times @vector, which must not overlap. */
void bs_kernel_apply (float *result, const float *matrix, const float *vector, guint32 rows,
                      guint32 columns);

/** bs_kernel_loss: Returns: -log softmax (@scores) [@label]. */
float bs_kernel_loss (const float *scores, guint32 n, guint32 label);

G_END_DECLS
