/* SPDX-License-Identifier: Apache-2.0 */
/* What element-wise kernels cost, for each level of the processor, best of several repeats that take
 * turns; glibc's vector library (libmvec) beside; losses; and matrix times vector beside a copy. */
#include "config.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/backends/vector-kernels.h"
#include "engine/observer.h"

#define ROUNDS 15
#define N_COLUMNS 24
#define MOST_ROWS 256
#define MOST_LEVELS 3
#define MOST_NUMBERS (4 << 20)

static const char *const names[BS_N_VECTOR_OPS] = {
  [BS_VECTOR_COPY] = "a",
  [BS_VECTOR_ADD] = "a + b",
  [BS_VECTOR_SUBTRACT] = "a - b",
  [BS_VECTOR_MULTIPLY] = "a * b",
  [BS_VECTOR_SIGMOID] = "sigmoid (a)",
  [BS_VECTOR_TANH] = "tanh (a)",
  [BS_VECTOR_RELU] = "relu (a)",
  [BS_VECTOR_ONE_MINUS] = "1 - a",
  [BS_VECTOR_SCALE] = "factor * a",
  [BS_VECTOR_MULTIPLY_ADD] = "a * b + c",
  [BS_VECTOR_MULTIPLY_TANH] = "a * tanh (b)",
  [BS_VECTOR_BLEND] = "a * b + (1 - a) * c",
  [BS_VECTOR_ADD_SIGMOID] = "sigmoid (a + b)",
  [BS_VECTOR_ADD_TANH] = "tanh (a + b)",
  [BS_VECTOR_TWO_PRODUCTS] = "a * b + c * d",
};

static float *
numbers_new (gsize n, double step)
{
  float *numbers = NULL;

  if (posix_memalign ((void **) &numbers, 64, n * sizeof *numbers) != 0)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " numbers", n);
  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) (4.0 * sin (i * step));

  return numbers;
}

/* Columns side by side, or by pointers, not in order. */
typedef struct
{
  float *numbers;
  float *at[N_COLUMNS];
  BsColumns columns;
} Block;

static void
block_init (Block *self, guint32 rows, gboolean by_pointers, double step)
{
  self->numbers = numbers_new (MOST_ROWS * N_COLUMNS, step);
  for (guint j = 0; j < N_COLUMNS; j++)
    self->at[j] = self->numbers + j * 7 % N_COLUMNS * (gsize) rows;
  if (by_pointers)
    self->columns = (BsColumns){ .at = self->at };
  else
    self->columns = (BsColumns){ .base = self->numbers, .stride = rows };
}

/* Nanoseconds a number. */
static double
time_kernel (BsVectorKernel kernel, guint32 rows, const BsColumns *result,
             const BsColumns *operands)
{
  guint repeats = 400000 / (rows * N_COLUMNS) + 1;
  gint64 start = bs_now_ns ();

  for (guint i = 0; i < repeats; i++)
    kernel (rows, N_COLUMNS, result, operands, 0.5f);

  return (double) (bs_now_ns () - start) / ((double) repeats * rows * N_COLUMNS);
}

static void
bench_kernels (guint32 rows)
{
  guint n_levels = bs_vector_n_levels ();
  Block in[2][BS_VECTOR_MAX_OPERANDS], out[2];
  BsColumns operands[2][BS_VECTOR_MAX_OPERANDS];
  const char *name;

  for (guint way = 0; way < 2; way++)
    {
      block_init (&out[way], rows, way == 1, 0.0);
      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        {
          block_init (&in[way][k], rows, way == 1, 0.3 + k);
          operands[way][k] = in[way][k].columns;
        }
    }
  printf ("\n%u rows, %u columns: ns a number, side by side / by pointers\n%-22s", rows, N_COLUMNS,
          "");
  for (guint level = 0; level < n_levels; level++)
    {
      bs_vector_kernel_get_level (0, level, &name);
      printf ("%17s", name);
    }
  for (guint op = 0; op < BS_N_VECTOR_OPS; op++)
    {
      double best[MOST_LEVELS][2];

      for (guint level = 0; level < n_levels; level++)
        best[level][0] = best[level][1] = INFINITY;
      for (guint round = 0; round < ROUNDS; round++)
        for (guint level = 0; level < n_levels; level++)
          for (guint way = 0; way < 2; way++)
            best[level][way] = MIN (best[level][way],
                                    time_kernel (bs_vector_kernel_get_level (op, level, NULL), rows,
                                                 &out[way].columns, operands[way]));
      printf ("\n%-22s", names[op]);
      for (guint level = 0; level < n_levels; level++)
        printf ("  %7.3f /%6.3f", best[level][0], best[level][1]);
    }
  printf ("\n");
  for (guint way = 0; way < 2; way++)
    {
      free (out[way].numbers);
      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        free (in[way][k].numbers);
    }
}

#ifdef __x86_64__
typedef float Numbers __attribute__ ((vector_size (64)));
typedef Numbers (*Function) (Numbers);

__attribute__ ((target ("avx512f"))) static double
time_function (Function function, Numbers *to, const Numbers *from, guint n)
{
  gint64 start = bs_now_ns ();

  for (guint repeat = 0; repeat < 64; repeat++)
    for (guint i = 0; i < n; i++)
      to[i] = function (from[i]);

  return (double) (bs_now_ns () - start) / (64.0 * 16 * n);
}

static void
bench_library (void)
{
  static const char *const functions[] = { "_ZGVeN16v_expf", "_ZGVeN16v_tanhf" };
  void *library = dlopen ("libmvec.so.1", RTLD_NOW);
  guint n = MOST_ROWS * N_COLUMNS;
  float *from = numbers_new (n, 0.3), *to = numbers_new (n, 0.0);

  __builtin_cpu_init ();
  printf ("\nlibmvec, 16 numbers at once: ns a number\n");
  for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
    {
      Function function = library != NULL ? (Function) (gpointer) dlsym (library, functions[k])
                                          : NULL;
      double best = INFINITY;

      if (function == NULL || !__builtin_cpu_supports ("avx512f"))
        continue;
      for (guint round = 0; round < ROUNDS; round++)
        best = MIN (best, time_function (function, (Numbers *) (gpointer) to,
                                         (const Numbers *) (gpointer) from, n / 16));
      printf ("%-22s  %7.3f\n", functions[k], best);
    }
  free (from);
  free (to);
}
#endif

static void
bench_losses (void)
{
  static const guint32 lengths[] = { 2, 5, 16, 32, 33, 64, 256, 1000, 30000 };
  guint n_levels = bs_vector_n_levels ();
  float *scores = numbers_new (30000 * N_COLUMNS, 0.3), results[N_COLUMNS];
  float *places[N_COLUMNS];
  guint32 labels[N_COLUMNS];

  for (guint j = 0; j < N_COLUMNS; j++)
    {
      places[j] = &results[j];
      labels[j] = j;
    }
  printf ("\nLosses of %u columns, each level: ns a column\n", N_COLUMNS);
  for (guint s = 0; s < G_N_ELEMENTS (lengths); s++)
    {
      double best[MOST_LEVELS] = { INFINITY, INFINITY, INFINITY };
      BsColumns columns = { .base = scores, .stride = lengths[s] };
      guint repeats = 20000 / lengths[s] + 1;

      for (guint round = 0; round < ROUNDS; round++)
        for (guint level = 0; level < n_levels; level++)
          {
            gint64 start = bs_now_ns ();

            for (guint i = 0; i < repeats; i++)
              bs_vector_losses_get_level (level) (lengths[s], N_COLUMNS, &columns, labels, places);
            best[level] = MIN (best[level],
                               (double) (bs_now_ns () - start) / (repeats * N_COLUMNS));
          }
      printf ("%6u scores", lengths[s]);
      for (guint level = 0; level < n_levels; level++)
        printf ("%12.1f", best[level]);
      printf ("\n");
    }
  free (scores);
}

/* A copy reads as much as it writes; both are counted. */
static void
bench_apply (void)
{
  static const guint32 sizes[] = { 32, 64, 128, 256, 512, 1024, 2048 };
  guint n_levels = bs_vector_n_levels ();
  float *matrix = numbers_new (MOST_NUMBERS, 0.3), *copy = numbers_new (MOST_NUMBERS, 0.0);
  float *vector = numbers_new (2048, 0.7), *result = numbers_new (2048, 0.0);

  printf ("\nMatrix times vector, each level: GB/s; memcpy\n");
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      double best[MOST_LEVELS + 1] = { 0 };
      gsize size = (gsize) sizes[s] * sizes[s] * sizeof (float);
      guint repeats = 4000000 / size + 1;

      for (guint round = 0; round < ROUNDS; round++)
        for (guint way = 0; way <= n_levels; way++)
          {
            gint64 start = bs_now_ns ();

            for (guint i = 0; i < repeats; i++)
              if (way < n_levels)
                bs_vector_apply_get_level (way) (result, matrix, vector, sizes[s], sizes[s]);
              else
                memcpy (copy, matrix, size);
            best[way] = MAX (best[way], (way < n_levels ? 1.0 : 2.0) * size * repeats
                                            / (bs_now_ns () - start));
          }
      printf ("%5u x %-5u", sizes[s], sizes[s]);
      for (guint way = 0; way <= n_levels; way++)
        printf ("%12.1f", best[way]);
      printf ("\n");
    }
  free (matrix);
  free (copy);
  free (vector);
  free (result);
}

int
main (void)
{
  bench_kernels (64);
  bench_kernels (256);
#ifdef __x86_64__
  bench_library ();
#endif
  bench_losses ();
  bench_apply ();

  return 0;
}
