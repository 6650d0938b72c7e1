/* SPDX-License-Identifier: Apache-2.0 */
/* The products of one level: compiled once for each, with the options of its processors and LANES.
 *
 * The rows of a few vectors times a few columns are a block, whose sums stay in registers from the
 * first number of the first part to the last of the last: 24 of the 32 of AVX-512, 12 of 16
 * elsewhere. A multiplication takes four cycles and two begin in each, so a block needs eight sums. */
#include "config.h"

#include "engine/backends/gemm-levels.h"

#include "engine/backends/vector-lanes.h"

/* Which blocks there are: vectors, 0 for a part of one, and columns. most_columns[] has the most
 * columns for so many vectors, most_vectors[] the best vectors for so many columns in all; its last
 * is for more. */
#define FOR_1(f, v) f (v, 1)
#define FOR_3(f, v) FOR_1 (f, v) f (v, 2) f (v, 3)
#define FOR_4(f, v) FOR_3 (f, v) f (v, 4)
#define FOR_6(f, v) FOR_4 (f, v) f (v, 5) f (v, 6)
#define FOR_8(f, v) FOR_6 (f, v) f (v, 7) f (v, 8)
#define FOR_12(f, v) FOR_8 (f, v) f (v, 9) f (v, 10) f (v, 11) f (v, 12)
#define MAX_VECTORS 8
#define MAX_COLUMNS 12

#if LANES == 16

#define N_REGISTERS 32
#define FOR_BLOCKS(f) FOR_12 (f, 0) FOR_12 (f, 1) FOR_8 (f, 2) FOR_6 (f, 3) FOR_6 (f, 4)
static const guint8 most_columns[] = { 12, 12, 8, 6, 6 };
static const guint8 most_vectors[] = { 4, 4 };

#else

#define N_REGISTERS 16
#define FOR_TALL(f) f (5, 1) f (6, 1) f (7, 1) f (8, 1)
#define FOR_BLOCKS(f)                                                                              \
  FOR_12 (f, 0) FOR_12 (f, 1) FOR_6 (f, 2) FOR_4 (f, 3) FOR_3 (f, 4) FOR_TALL (f)
static const guint8 most_columns[] = { 12, 12, 6, 4, 3, 1, 1, 1, 1 };
static const guint8 most_vectors[] = { 8, 8, 4, 4, 3, 2, 2, 3, 3, 2 };

#endif

/* Once in a register, it is not read from memory again, which GCC thinks is cheaper. */
#ifdef __x86_64__
#define KEEP(vector) __asm__("" : "+v"(vector))
#else
#define KEEP(vector)
#endif

typedef struct
{
  guint32 rows;
  guint n_parts;
  const BsGemmPart *parts;
  const BsColumns *init, *result;
} Product;

typedef void (*Block) (const Product *product, guint32 row, guint32 column);

/* The first @n numbers: nothing behind them is read. */
ALWAYS_INLINE Vector
load_first (const float *from, guint n)
{
#if LANES == 16
  return load_some (from, n, all (0.0f));
#elif LANES == 8
  return (Vector) _mm256_maskload_ps (from, first_lanes (n));
#else
  return (Vector){ from[0], n > 1 ? from[1] : 0.0f, n > 2 ? from[2] : 0.0f };
#endif
}

/* @n_vectors of rows from @row on, 0: less than one, the last rows; @n_columns from @column on. Both
 * numbers are constants where this is inlined. */
ALWAYS_INLINE void
multiply_block (const Product *self, guint32 row, guint32 column, const guint n_vectors,
                const guint n_columns)
{
  const gboolean some = n_vectors == 0;
  const guint height = MAX (n_vectors, 1);
  guint rest = self->rows - row;
  Vector sums[MAX_COLUMNS][MAX_VECTORS];

#pragma GCC unroll 12
  for (guint j = 0; j < n_columns; j++)
#pragma GCC unroll 12
    for (guint v = 0; v < height; v++)
      sums[j][v] = all (0.0f);

  if (self->init != NULL)
#pragma GCC unroll 12
    for (guint j = 0; j < n_columns; j++)
      {
        const float *init = bs_columns_get (self->init, column + j) + row;

#pragma GCC unroll 12
        for (guint v = 0; v < height; v++)
          sums[j][v] = some ? load_first (init + v * LANES, rest) : load (init + v * LANES);
      }

  for (guint p = 0; p < self->n_parts; p++)
    {
      const BsGemmPart *part = &self->parts[p];
      gsize lda = part->lda, k = part->k;
      const float *a = part->a + row, *b[MAX_COLUMNS];

#pragma GCC unroll 12
      for (guint j = 0; j < n_columns; j++)
        b[j] = part->b[column + j];

      for (gsize i = 0; i < k; i++, a += lda)
        {
          Vector rows[MAX_VECTORS];

#pragma GCC unroll 12
          for (guint v = 0; v < height; v++)
            {
              rows[v] = some ? load_first (a + v * LANES, rest) : load (a + v * LANES);
              if (n_columns > 1 && (n_columns + 1) * height < N_REGISTERS)
                KEEP (rows[v]);
            }
#pragma GCC unroll 12
          for (guint j = 0; j < n_columns; j++)
            {
              Vector factor = all (b[j][i]);

#pragma GCC unroll 12
              for (guint v = 0; v < height; v++)
                sums[j][v] = multiply_add (rows[v], factor, sums[j][v]);
            }
        }
    }

#pragma GCC unroll 12
  for (guint j = 0; j < n_columns; j++)
    {
      float *result = bs_columns_get (self->result, column + j) + row;

#pragma GCC unroll 12
      for (guint v = 0; v < height; v++)
        if (some)
          store_some (result + v * LANES, sums[j][v], rest);
        else
          store (result + v * LANES, sums[j][v]);
    }
}

#define DEFINE_BLOCK(vectors, columns)                                                             \
  static void multiply_##vectors##_##columns (const Product *self, guint32 row, guint32 column)    \
  {                                                                                                \
    multiply_block (self, row, column, vectors, columns);                                          \
  }
FOR_BLOCKS (DEFINE_BLOCK)

#define BLOCK(vectors, columns) [vectors][columns] = multiply_##vectors##_##columns,
static const Block blocks[][MAX_COLUMNS + 1] = { FOR_BLOCKS (BLOCK) };

/* Some rows times all columns before the next rows: they stay in the nearest cache meanwhile. Asking
 * for the next ones in advance gains nothing, processors guess them. */
static void
multiply (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts, const BsColumns *init,
          const BsColumns *result)
{
  Product product = { rows, n_parts, parts, init, result };
  guint32 most = most_vectors[MIN (n, G_N_ELEMENTS (most_vectors) - 1)] * LANES, count;

  for (guint32 row = 0; row < rows; row += count)
    {
      guint32 n_vectors, n_groups;

      count = MIN (rows - row, most);
      n_vectors = count / LANES;
      if (n_vectors > 0)
        count = n_vectors * LANES;
      n_groups = (n + most_columns[n_vectors] - 1) / most_columns[n_vectors];
      /* Of about equal size: one column that is left over would leave the processor half idle. */
      for (guint32 column = 0, size; n_groups > 0; n_groups--, column += size)
        {
          size = (n - column + n_groups - 1) / n_groups;
          blocks[n_vectors][size](&product, row, column);
        }
    }
}

#if LANES == 16

void
bs_gemm_avx512 (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                const BsColumns *init, const BsColumns *result)
{
  /* The same bits, and processors read three short vectors a cycle, but only two long ones. */
  if (rows <= LANES / 2)
    bs_gemm_avx2 (rows, n, n_parts, parts, init, result);
  else
    multiply (rows, n, n_parts, parts, init, result);
}

#elif LANES == 8

void
bs_gemm_avx2 (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
              const BsColumns *init, const BsColumns *result)
{
  multiply (rows, n, n_parts, parts, init, result);
}

#else

void
bs_gemm_baseline (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                  const BsColumns *init, const BsColumns *result)
{
  multiply (rows, n, n_parts, parts, init, result);
}

#endif
