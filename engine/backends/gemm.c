/* SPDX-License-Identifier: Apache-2.0 */
/* Matrix products on packed weights: the choice of the kernel, and the packing. */
#include "config.h"

#include "engine/backends/gemm.h"

#include <stdlib.h>
#include <string.h>

#include "engine/backends/gemm-levels.h"

static const struct
{
  const char *name;
  BsGemmPanel kernel;
} levels[] = {
  { "baseline", bs_gemm_baseline },
#ifdef __x86_64__
  { "AVX2", bs_gemm_avx2 },
  { "AVX-512", bs_gemm_avx512 },
#endif
};

guint
bs_gemm_n_levels (void)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return __builtin_cpu_supports ("avx512f") ? 3 : 2;
#endif

  return 1;
}

BsGemmPanel
bs_gemm_get_level (guint level, const char **name)
{
  if (name != NULL)
    *name = levels[level].name;

  return levels[level].kernel;
}

/* One rule for all products. OpenBLAS (0.3.21) would need columns that are copied together, and adds
 * in an order that depends on their number; nor is it faster. Weights of 256 x 64 to 1024 x 256
 * times 1 to 256 columns are multiplied at 0.2 to 1.05 times the speed with AVX-512, at 0.1 to 1
 * times with AVX2 and at 0.1 to 0.95 times with SSE; larger ones at 0.2 to 0.9 times. It is ahead
 * only where rows are fewer than half the numbers of a vector (5 labels: up to twice), which is a
 * hundredth of what a cell computes. */
BsGemmPanel
bs_gemm_get (void)
{
  return levels[bs_gemm_n_levels () - 1].kernel;
}

const char *
bs_gemm_describe (void)
{
  return levels[bs_gemm_n_levels () - 1].name;
}

gboolean
bs_packed_matrix_init (BsPackedMatrix *self, guint32 rows, guint32 k)
{
  gsize size, width = ((gsize) rows + 15) & ~(gsize) 15;

  *self = (BsPackedMatrix){ rows, k, NULL };
  if (!g_size_checked_mul (&size, width, k)
      || !g_size_checked_mul (&size, MAX (size, 1), sizeof (float))
      || posix_memalign ((void **) &self->panels, 64, size) != 0)
    {
      self->panels = NULL;
      return FALSE;
    }
  memset (self->panels, 0, size);

  return TRUE;
}

void
bs_packed_matrix_clear (BsPackedMatrix *self)
{
  free (self->panels);
  *self = (BsPackedMatrix){ 0 };
}

void
bs_packed_matrix_add (BsPackedMatrix *self, guint32 row, guint32 column, const float *matrix,
                      gsize stride, guint32 rows, guint32 columns)
{
  for (guint32 r = 0; r < rows; r++)
    {
      guint32 first = (row + r) / BS_PANEL_ROWS * BS_PANEL_ROWS;
      gsize lda;
      float *panel = (float *) bs_packed_matrix_panel (self, first, &lda) + (row + r - first);

      for (guint32 c = 0; c < columns; c++)
        panel[lda * (column + c)] += matrix[r * stride + c];
    }
}
