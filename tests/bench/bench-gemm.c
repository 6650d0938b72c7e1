/* SPDX-License-Identifier: Apache-2.0 */
/* How fast products of cells are: OpenBLAS beside the engine's own kernels, in GFLOP/s, best of
 * several repeats that take turns.
 *
 *   bench-gemm [HIDDEN]...     sizes of hidden vectors; all without one
 *
 * OPENBLAS_CORETYPE=Haswell shows what OpenBLAS does on older processors. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/backends/blas.h"
#include "engine/backends/gemm.h"
#include "engine/observer.h"

#define ROUNDS 7
#define ROUND_FLOPS 2e7
#define MOST_COLUMNS 256
#define MOST_LEVELS 4
#define PEAK_SIZE 2048

static const guint32 n_columns[] = { 1, 2, 3, 4, 6, 8, 16, 24, 48, 64, 256 };

typedef struct
{
  guint32 m, k, n;
  float *matrix, *x, *result;
  BsPackedMatrix packed;
  const float *columns[MOST_COLUMNS];
} Product;

static float *
numbers_new (gsize n, double step)
{
  float *numbers = NULL;

  if (posix_memalign ((void **) &numbers, 64, n * sizeof (float)) != 0)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " numbers", n);
  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) sin ((double) i * step);

  return numbers;
}

static void
product_init (Product *self, guint32 m, guint32 k, guint32 n)
{
  *self = (Product){ .m = m, .k = k, .n = n };
  self->matrix = numbers_new ((gsize) m * k, 0.13);
  self->x = numbers_new ((gsize) k * n, 0.7);
  self->result = numbers_new ((gsize) m * n, 0.0);
  if (!bs_packed_matrix_init (&self->packed, m, k))
    g_error ("There is no memory for %u x %u numbers", m, k);
  bs_packed_matrix_add (&self->packed, 0, 0, self->matrix, k, m, k);
  for (guint32 j = 0; j < MIN (n, MOST_COLUMNS); j++)
    self->columns[j] = self->x + (gsize) j * k;
}

static void
product_clear (Product *self)
{
  free (self->matrix);
  free (self->x);
  free (self->result);
  bs_packed_matrix_clear (&self->packed);
}

static void
multiply (const Product *self, BsGemmPanel kernel)
{
  for (guint32 row = 0; row < self->m; row += BS_PANEL_ROWS)
    {
      BsGemmPart part = { .b = self->columns, .k = self->k };
      BsColumns result = { .base = self->result + row, .stride = self->m };

      part.a = bs_packed_matrix_panel (&self->packed, row, &part.lda);
      kernel (MIN (BS_PANEL_ROWS, self->m - row), self->n, 1, &part, NULL, &result);
    }
}

/* Nanoseconds of one product, with @kernel or else OpenBLAS. */
static double
time_product (Product *self, BsGemm blas, BsGemmPanel kernel)
{
  double flops = 2.0 * self->m * self->k * self->n;
  guint repeats = (guint) CLAMP (ROUND_FLOPS / flops, 2.0, 2000.0);
  gint64 start = bs_now_ns ();

  for (guint i = 0; i < repeats; i++)
    if (kernel != NULL)
      multiply (self, kernel);
    else
      blas (self->m, self->n, self->k, self->matrix, self->m, self->x, self->k, self->result,
            self->m);

  return (double) (bs_now_ns () - start) / repeats;
}

/* OpenBLAS and all levels of one size, in turns. */
static void
bench_product (guint32 m, guint32 k, BsGemm blas)
{
  double rates[1 + MOST_LEVELS][G_N_ELEMENTS (n_columns)] = { 0 };
  guint n_levels = MIN (bs_gemm_n_levels (), MOST_LEVELS);

  for (guint i = 0; i < G_N_ELEMENTS (n_columns); i++)
    {
      Product product;
      double flops = 2.0 * m * k * n_columns[i];

      product_init (&product, m, k, n_columns[i]);
      for (guint round = 0; round < ROUNDS; round++)
        for (guint level = 0; level <= n_levels; level++)
          {
            BsGemmPanel kernel = level > 0 ? bs_gemm_get_level (level - 1, NULL) : NULL;

            rates[level][i] = MAX (rates[level][i], flops / time_product (&product, blas, kernel));
          }
      product_clear (&product);
    }

  for (guint level = 0; level <= n_levels; level++)
    {
      const char *name = "OpenBLAS";

      if (level > 0)
        bs_gemm_get_level (level - 1, &name);
      printf ("%5u x %4u  %-9s", m, k, name);
      for (guint i = 0; i < G_N_ELEMENTS (n_columns); i++)
        printf (" %6.1f", rates[level][i]);
      printf ("\n");
    }
}

static double
measure_peak (BsGemm blas)
{
  double best = 0.0, flops = 2.0 * PEAK_SIZE * PEAK_SIZE * PEAK_SIZE;
  Product product;

  product_init (&product, PEAK_SIZE, PEAK_SIZE, PEAK_SIZE);
  for (guint i = 0; i < 3; i++)
    best = MAX (best, flops / time_product (&product, blas, NULL));
  product_clear (&product);

  return best;
}

static void
bench_hidden (guint32 h, BsGemm blas)
{
  bench_product (4 * h, h, blas);
  bench_product (5 * h, 2 * h, blas);
  bench_product (5, h, blas);
}

int
main (int argc, char **argv)
{
  static const guint32 all[] = { 64, 128, 256, 512 };
  g_autoptr (GError) error = NULL;
  g_autofree char *blas_name = NULL;
  BsGemm blas;

  bs_blas_prepare ();
  blas = bs_blas_load (&error);
  if (blas == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  blas_name = bs_blas_describe ();
  printf ("%s; own kernels: %s; GFLOP/s of one thread\n", blas_name, bs_gemm_describe ());
  printf ("sgemm of %u x %u matrices: %.1f\n", PEAK_SIZE, PEAK_SIZE, measure_peak (blas));
  printf ("%5s   %4s    columns:", "rows", "k");
  for (guint i = 0; i < G_N_ELEMENTS (n_columns); i++)
    printf (" %6u", n_columns[i]);
  printf ("\n");

  if (argc == 1)
    for (guint i = 0; i < G_N_ELEMENTS (all); i++)
      bench_hidden (all[i], blas);
  for (int i = 1; i < argc; i++)
    bench_hidden ((guint32) CLAMP (g_ascii_strtoll (argv[i], NULL, 10), 1, 4096), blas);

  return 0;
}
