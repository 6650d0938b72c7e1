/* SPDX-License-Identifier: Apache-2.0 */
/* Matrix products on packed weights, whose right-hand sides and results are columns anywhere in
 * memory: nothing has to be copied together. Private to the engine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of a panel of packed weights; the last panel has those that are left, rounded up to 16. */
#define BS_PANEL_ROWS 64

/* A part of a sum of products: A (rows x k) times k numbers of each column. */
typedef struct
{
  const float *a; /* row r of column i of A is a[i * lda + r] */
  gsize lda;
  const float *const *b; /* [n] k numbers each */
  guint32 k;
} BsGemmPart;

/* Columns: column j is at[j] + offset where @at is not NULL, else base + j * stride. */
typedef struct
{
  float *base;
  gsize stride;
  float *const *at;
  gsize offset;
} BsColumns;

static inline float *
bs_columns_get (const BsColumns *self, guint32 j)
{
  return self->at != NULL ? self->at[j] + self->offset : self->base + j * self->stride;
}

/**
 * BsGemmPanel:
 * @rows: 1 to %BS_PANEL_ROWS, or any number if no matrix is packed
 * @n: columns
 * @parts: (array length=n_parts): added up in this order
 * @init: (nullable): what the sums begin with, @rows numbers for each column; %NULL: zeros
 * @result: exactly @rows numbers of each column are written
 *
 * result_j = init_j + sum over parts of A b_j, single precision, each number summed in the order of
 * k whatever @n is: the same bits however columns and panels are divided up.
 */
typedef void (*BsGemmPanel) (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                             const BsColumns *init, const BsColumns *result);

/**
 * bs_gemm_get:
 *
 * Returns: the widest kernel that this processor runs; it is the best for all products, measured
 * beside OpenBLAS (tests/bench/bench-gemm)
 */
BsGemmPanel bs_gemm_get (void);

/** bs_gemm_describe: Returns: (transfer none): `AVX-512`, `AVX2` or `baseline`. */
const char *bs_gemm_describe (void);

/** bs_gemm_n_levels, bs_gemm_get_level: all kernels that this processor runs, slowest first, for
 * tests and benchmarks. */
guint bs_gemm_n_levels (void);
BsGemmPanel bs_gemm_get_level (guint level, const char **name);

/* Weights, packed once: panel after panel, each k x width, width = MIN (64, rows left, rounded up to
 * 16), rows beyond the matrix zero. */
typedef struct
{
  guint32 rows, k;
  float *panels; /* aligned to 64 bytes */
} BsPackedMatrix;

/** bs_packed_matrix_init: Returns: %FALSE without memory. All zero at first. */
gboolean bs_packed_matrix_init (BsPackedMatrix *self, guint32 rows, guint32 k);
void bs_packed_matrix_clear (BsPackedMatrix *self);

/** bs_packed_matrix_add: adds @rows x @columns numbers of @matrix, row after row @stride apart, at
 * (@row, @column). */
void bs_packed_matrix_add (BsPackedMatrix *self, guint32 row, guint32 column, const float *matrix,
                           gsize stride, guint32 rows, guint32 columns);

/** bs_packed_matrix_panel: @lda: (out): its width. Returns: (transfer none): the panel that begins
 * at row @row, a multiple of 64; column c begins at lda x c. */
static inline const float *
bs_packed_matrix_panel (const BsPackedMatrix *self, guint32 row, gsize *lda)
{
  *lda = MIN (BS_PANEL_ROWS, (self->rows - row + 15) & ~15u);

  return self->panels + (gsize) row * self->k;
}

G_END_DECLS
