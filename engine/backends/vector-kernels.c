/* SPDX-License-Identifier: Apache-2.0 */
/* Element-wise kernels: the choice of the level. */
#include "config.h"

#include "engine/backends/vector-kernels.h"

#include "engine/backends/vector-levels.h"

static const BsVectorLevel *const levels[] = {
  &bs_vector_baseline,
#ifdef __x86_64__
  &bs_vector_avx2,
  &bs_vector_avx512,
#endif
};

guint
bs_vector_n_levels (void)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return __builtin_cpu_supports ("avx512f") ? 3 : 2;
#endif

  return 1;
}

BsVectorKernel
bs_vector_kernel_get_level (BsVectorOp op, guint level, const char **name)
{
  if (name != NULL)
    *name = levels[level]->name;

  return levels[level]->kernels[op];
}

BsVectorKernel
bs_vector_kernel_get (BsVectorOp op)
{
  return levels[bs_vector_n_levels () - 1]->kernels[op];
}

guint
bs_vector_n_operands (BsVectorOp op)
{
  static const guint8 n_operands[BS_N_VECTOR_OPS] = {
    [BS_VECTOR_COPY] = 1,         [BS_VECTOR_ADD] = 2,           [BS_VECTOR_SUBTRACT] = 2,
    [BS_VECTOR_MULTIPLY] = 2,     [BS_VECTOR_SIGMOID] = 1,       [BS_VECTOR_TANH] = 1,
    [BS_VECTOR_RELU] = 1,         [BS_VECTOR_ONE_MINUS] = 1,     [BS_VECTOR_SCALE] = 1,
    [BS_VECTOR_MULTIPLY_ADD] = 3, [BS_VECTOR_MULTIPLY_TANH] = 2, [BS_VECTOR_BLEND] = 3,
    [BS_VECTOR_ADD_SIGMOID] = 2,  [BS_VECTOR_ADD_TANH] = 2,      [BS_VECTOR_TWO_PRODUCTS] = 4,
  };

  return n_operands[op];
}

BsLossKernel
bs_vector_losses_get_level (guint level)
{
  return levels[level]->losses;
}

BsLossKernel
bs_vector_losses_get (void)
{
  return bs_vector_losses_get_level (bs_vector_n_levels () - 1);
}

BsApplyKernel
bs_vector_apply_get_level (guint level)
{
  return levels[level]->apply;
}

BsApplyKernel
bs_vector_apply_get (void)
{
  return bs_vector_apply_get_level (bs_vector_n_levels () - 1);
}
