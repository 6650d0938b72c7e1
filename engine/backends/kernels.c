/* SPDX-License-Identifier: Apache-2.0 */
/* Element-wise kernels. The compiler makes a version for each level of the instruction set, and
 * glibc's vector library (libmvec) has exp and tanh; the loader picks what the processor has. */
#include "config.h"

#include "engine/backends/kernels.h"

#include <math.h>
#include <string.h>

/* glibc declares these as vector functions only under -ffast-math, which we do not want: it
 * would change the arithmetic of everything else. */
#if defined(__x86_64__) && defined(__GLIBC__)
extern float expf (float) __attribute__ ((__simd__ ("notinbranch")));
extern float tanhf (float) __attribute__ ((__simd__ ("notinbranch")));
#endif

/* Sanitizers cannot follow the loader's choice. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)         \
    && !defined(__clang__)
#define CLONES __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#define KERNEL(name, expression)                                                                   \
  CLONES static void name (float *result, const float *a, const float *b, guint32 n, float factor) \
  {                                                                                                \
    for (guint32 i = 0; i < n; i++)                                                                \
      result[i] = (expression);                                                                    \
  }

KERNEL (kernel_add, a[i] + b[i])
KERNEL (kernel_subtract, a[i] - b[i])
KERNEL (kernel_multiply, a[i] * b[i])
KERNEL (kernel_sigmoid, 1.0f / (1.0f + expf (-a[i])))
KERNEL (kernel_tanh, tanhf (a[i]))
KERNEL (kernel_relu, a[i] > 0.0f ? a[i] : 0.0f)
KERNEL (kernel_one_minus, 1.0f - a[i])
KERNEL (kernel_scale, factor *a[i])

BsKernel
bs_kernel_get (BsOpKind kind)
{
  switch (kind)
    {
    case BS_OP_BIAS:
    case BS_OP_ADD:
    case BS_OP_SUM:
    case BS_OP_MEAN:
      return kernel_add;
    case BS_OP_SUBTRACT:
      return kernel_subtract;
    case BS_OP_MULTIPLY:
      return kernel_multiply;
    case BS_OP_SIGMOID:
      return kernel_sigmoid;
    case BS_OP_TANH:
      return kernel_tanh;
    case BS_OP_RELU:
      return kernel_relu;
    case BS_OP_ONE_MINUS:
      return kernel_one_minus;
    case BS_OP_SCALE:
      return kernel_scale;
    default:
      return NULL;
    }
}

/* Four columns a pass, so that the result is read and written a quarter as often. */
CLONES void
bs_kernel_apply (float *restrict result, const float *restrict matrix, const float *restrict vector,
                 guint32 rows, guint32 columns)
{
  guint32 k = 0;

  memset (result, 0, rows * sizeof *result);
  for (; k + 4 <= columns; k += 4)
    {
      const float *a = matrix + (gsize) k * rows, *b = a + rows, *c = b + rows, *d = c + rows;
      float s = vector[k], t = vector[k + 1], u = vector[k + 2], v = vector[k + 3];

      for (guint32 i = 0; i < rows; i++)
        result[i] += a[i] * s + b[i] * t + c[i] * u + d[i] * v;
    }
  for (; k < columns; k++)
    for (guint32 i = 0; i < rows; i++)
      result[i] += matrix[(gsize) k * rows + i] * vector[k];
}

float
bs_kernel_loss (const float *scores, guint32 n, guint32 label)
{
  float largest = scores[0];
  double sum = 0.0;

  for (guint32 i = 1; i < n; i++)
    largest = MAX (largest, scores[i]);
  for (guint32 i = 0; i < n; i++)
    sum += exp ((double) scores[i] - largest);

  return (float) (log (sum) + largest - scores[label % n]);
}
