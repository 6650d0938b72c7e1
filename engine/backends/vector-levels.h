/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels behind vector-kernels.h, each set compiled for its processors. */
#pragma once

#include "engine/backends/vector-kernels.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  BsVectorKernel kernels[BS_N_VECTOR_OPS];
  BsLossKernel losses;
  BsApplyKernel apply;
} BsVectorLevel;

extern const BsVectorLevel bs_vector_baseline;

#ifdef __x86_64__
extern const BsVectorLevel bs_vector_avx2, bs_vector_avx512;
#endif

G_END_DECLS
