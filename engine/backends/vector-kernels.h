/* SPDX-License-Identifier: Apache-2.0 */
/* Element-wise kernels on blocks of columns: versions for AVX-512, AVX2 and any processor in one
 * binary, chosen at run time. Private to the engine. */
#pragma once

#include "engine/backends/gemm.h"

G_BEGIN_DECLS

typedef enum
{
  BS_VECTOR_COPY,          /* a */
  BS_VECTOR_ADD,           /* a + b */
  BS_VECTOR_SUBTRACT,      /* a - b */
  BS_VECTOR_MULTIPLY,      /* a * b */
  BS_VECTOR_SIGMOID,       /* 1 / (1 + exp (-a)) */
  BS_VECTOR_TANH,          /* tanh (a) */
  BS_VECTOR_RELU,          /* max (a, 0), NaN stays */
  BS_VECTOR_ONE_MINUS,     /* 1 - a */
  BS_VECTOR_SCALE,         /* factor * a */
  BS_VECTOR_MULTIPLY_ADD,  /* a * b + c */
  BS_VECTOR_MULTIPLY_TANH, /* a * tanh (b) */
  BS_VECTOR_BLEND,         /* a * b + (1 - a) * c */
  BS_VECTOR_ADD_SIGMOID,   /* sigmoid (a + b) */
  BS_VECTOR_ADD_TANH,      /* tanh (a + b) */
  BS_VECTOR_TWO_PRODUCTS,  /* a * b + c * d */
  BS_N_VECTOR_OPS
} BsVectorOp;

/**
 * BsVectorKernel:
 * @rows, @n: of the block: @n columns of @rows numbers
 * @result: may be an operand, column by column, but not overlap otherwise
 * @operands: (array): as many as the operation has; a stride of 0 reads one column for all
 *
 * Each number depends on its operands alone: the same bits whatever the block. NaN and infinity in,
 * NaN or the limit out: sigmoid and tanh are within 4 units in the last place, denormal numbers
 * too, elsewhere exact rounding of the formula (fused multiply-add allowed where the processor has
 * it).
 */
typedef void (*BsVectorKernel) (guint32 rows, guint32 n, const BsColumns *result,
                                const BsColumns *operands, float factor);

/** bs_vector_kernel_get: Returns: the widest kernel of @op that this processor runs. */
BsVectorKernel bs_vector_kernel_get (BsVectorOp op);

/** bs_vector_n_operands: Returns: 1 to %BS_VECTOR_MAX_OPERANDS. */
#define BS_VECTOR_MAX_OPERANDS 4
guint bs_vector_n_operands (BsVectorOp op);

/** bs_vector_n_levels, bs_vector_kernel_get_level: all that this processor runs, slowest first. */
guint bs_vector_n_levels (void);
BsVectorKernel bs_vector_kernel_get_level (BsVectorOp op, guint level, const char **name);

/**
 * BsLossKernel:
 * @scores: @n columns of @rows numbers
 * @labels: (array length=n): the result of column j is -log softmax (scores_j) [labels[j] % rows]
 * @results: (array length=n): where the n numbers go
 *
 * Several columns at once where they are short. Within 1e-6 of the true loss, relative to it, also
 * where that is tiny; NaN where a score is NaN or infinite, other than minus infinity.
 */
typedef void (*BsLossKernel) (guint32 rows, guint32 n, const BsColumns *scores,
                              const guint32 *labels, float *const *results);
BsLossKernel bs_vector_losses_get (void);
BsLossKernel bs_vector_losses_get_level (guint level);

/** BsApplyKernel: result_i = sum over k of matrix[i * columns + k] x vector[k]: row-major. */
typedef void (*BsApplyKernel) (float *result, const float *matrix, const float *vector,
                               guint32 rows, guint32 columns);
BsApplyKernel bs_vector_apply_get (void);
BsApplyKernel bs_vector_apply_get_level (guint level);

G_END_DECLS
