/* SPDX-License-Identifier: Apache-2.0 */
/* Products on packed weights: every kernel against a sum in double precision, and against itself
 * however the work is divided. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backends/gemm.h"

/* What must never be read into a result, nor be written over. */
#define UNTOUCHED 12345.0f

#define MOST_COLUMNS 64
#define N_PARTS 3

typedef struct
{
  guint32 rows, n, k[N_PARTS];
  float *matrices[N_PARTS]; /* row after row */
  BsPackedMatrix packed[N_PARTS];
  float *values[N_PARTS];
  const float *b[N_PARTS][MOST_COLUMNS];
  float *init, *result;
  gsize stride; /* of both */
} Sample;

static float *
random_numbers (GRand *rand, gsize n)
{
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) g_rand_double_range (rand, -1.0, 1.0);

  return numbers;
}

static void
sample_init (Sample *self, GRand *rand, guint32 rows, guint32 n, const guint32 *k)
{
  *self = (Sample){ .rows = rows, .n = n, .stride = rows + 3 };
  for (guint p = 0; p < N_PARTS; p++)
    {
      gsize distance = k[p] + 1;

      self->k[p] = k[p];
      self->matrices[p] = random_numbers (rand, (gsize) rows * k[p]);
      g_assert_true (bs_packed_matrix_init (&self->packed[p], rows, k[p]));
      bs_packed_matrix_add (&self->packed[p], 0, 0, self->matrices[p], k[p], rows, k[p]);
      self->values[p] = random_numbers (rand, distance * n);
      /* Backwards: columns are anywhere. */
      for (guint32 j = 0; j < n; j++)
        self->b[p][j] = self->values[p] + (n - 1 - j) * distance;
    }
  self->init = random_numbers (rand, self->stride * n);
  self->result = g_new (float, self->stride *n);
}

static void
sample_clear (Sample *self)
{
  for (guint p = 0; p < N_PARTS; p++)
    {
      g_free (self->matrices[p]);
      bs_packed_matrix_clear (&self->packed[p]);
      g_free (self->values[p]);
    }
  g_free (self->init);
  g_free (self->result);
}

static void
forget_result (Sample *self)
{
  for (gsize i = 0; i < self->stride * self->n; i++)
    self->result[i] = UNTOUCHED;
}

/* Some rows and columns. Packed matrices are taken panel by panel, others have their columns one
 * after the other. */
static void
multiply_range (Sample *self, BsGemmPanel kernel, float *const *others, guint32 row, guint32 rows,
                guint32 column, guint32 n, gboolean with_init)
{
  BsGemmPart parts[N_PARTS];
  BsColumns init = { .base = self->init + column * self->stride + row, .stride = self->stride };
  float *at[MOST_COLUMNS];
  BsColumns result = { .at = at, .offset = row };

  for (guint p = 0; p < N_PARTS; p++)
    {
      parts[p].b = self->b[p] + column;
      parts[p].k = self->k[p];
      if (others != NULL)
        {
          parts[p].a = others[p] + row;
          parts[p].lda = self->rows;
        }
      else
        parts[p].a = bs_packed_matrix_panel (&self->packed[p], row, &parts[p].lda);
    }
  for (guint32 j = 0; j < n; j++)
    at[j] = self->result + (column + j) * self->stride;
  kernel (rows, n, N_PARTS, parts, with_init ? &init : NULL, &result);
}

static void
multiply_panels (Sample *self, BsGemmPanel kernel, gboolean with_init)
{
  for (guint32 row = 0; row < self->rows; row += BS_PANEL_ROWS)
    multiply_range (self, kernel, NULL, row, MIN (BS_PANEL_ROWS, self->rows - row), 0, self->n,
                    with_init);
}

static void
check_result (const Sample *self, gboolean with_init)
{
  for (guint32 j = 0; j < self->n; j++)
    {
      const float *result = self->result + j * self->stride;

      for (guint32 r = 0; r < self->rows; r++)
        {
          double sum = with_init ? self->init[j * self->stride + r] : 0.0, size = fabs (sum);

          for (guint p = 0; p < N_PARTS; p++)
            for (guint32 i = 0; i < self->k[p]; i++)
              {
                double product = (double) self->matrices[p][(gsize) r * self->k[p] + i]
                                 * self->b[p][j][i];

                sum += product;
                size += fabs (product);
              }
          g_assert_cmpfloat_with_epsilon (result[r], sum, 1e-6 * size + 1e-9);
        }
      for (gsize r = self->rows; r < self->stride; r++)
        g_assert_cmpfloat (result[r], ==, UNTOUCHED);
    }
}

static const guint32 some_rows[] = { 1,  3,  4,  5,  7,  8,  9,  15,  16,  17,  31, 32,
                                     33, 47, 48, 50, 63, 64, 65, 100, 128, 200, 320 };
static const guint32 some_columns[] = { 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 25, 64 };
static const guint32 some_k[][N_PARTS] = { { 1, 2, 3 }, { 17, 0, 40 }, { 64, 5, 0 } };

static void
test_sums (gconstpointer data)
{
  BsGemmPanel kernel = bs_gemm_get_level (GPOINTER_TO_UINT (data), NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < G_N_ELEMENTS (some_rows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (some_columns); j++)
      {
        Sample sample;
        gboolean with_init = (i + j) % 2 == 0;

        sample_init (&sample, rand, some_rows[i], some_columns[j],
                     some_k[(i + j) % G_N_ELEMENTS (some_k)]);
        forget_result (&sample);
        multiply_panels (&sample, kernel, with_init);
        check_result (&sample, with_init);
        sample_clear (&sample);
      }
}

static float *
transpose (const float *matrix, guint32 rows, guint32 columns)
{
  float *result = g_new (float, (gsize) rows *columns);

  for (guint32 r = 0; r < rows; r++)
    for (guint32 c = 0; c < columns; c++)
      result[(gsize) c * rows + r] = matrix[(gsize) r * columns + c];

  return result;
}

/* Of random numbers of rows and columns at a time: the same bits. */
static void
test_division (gconstpointer data)
{
  BsGemmPanel kernel = bs_gemm_get_level (GPOINTER_TO_UINT (data), NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint i = 0; i < G_N_ELEMENTS (some_rows); i++)
    {
      Sample sample;
      g_autofree float *whole = NULL;
      float *others[N_PARTS];
      gsize size;

      sample_init (&sample, rand, some_rows[i], MOST_COLUMNS, some_k[i % G_N_ELEMENTS (some_k)]);
      size = sample.stride * sample.n * sizeof (float);
      for (guint p = 0; p < N_PARTS; p++)
        others[p] = transpose (sample.matrices[p], sample.rows, sample.k[p]);
      forget_result (&sample);
      multiply_panels (&sample, kernel, TRUE);
      whole = g_memdup2 (sample.result, size);
      forget_result (&sample);
      for (guint32 column = 0, n; column < sample.n; column += n)
        {
          n = (guint32) g_rand_int_range (rand, 1, 14);
          n = MIN (n, sample.n - column);
          for (guint32 row = 0, rows; row < sample.rows; row += rows)
            {
              rows = (guint32) g_rand_int_range (rand, 1, 100);
              rows = MIN (rows, sample.rows - row);
              multiply_range (&sample, kernel, others, row, rows, column, n, TRUE);
            }
        }
      g_assert_cmpmem (sample.result, size, whole, size);
      for (guint p = 0; p < N_PARTS; p++)
        g_free (others[p]);
      sample_clear (&sample);
    }
}

/* Left-hand sides that are values: any distance of columns, nothing is used beyond, even if it is
 * no number; and the result may be what the sums begin with. */
static void
test_values (gconstpointer data)
{
  BsGemmPanel kernel = bs_gemm_get_level (GPOINTER_TO_UINT (data), NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint32 rows = 1; rows <= BS_PANEL_ROWS; rows++)
    for (guint32 n = 1; n <= 7; n++)
      {
        guint32 k = 1 + (rows * n) % 9;
        gsize lda = rows + n % 3, size = k * lda;
        g_autofree float *a = random_numbers (rand, size + 64);
        g_autofree float *b = random_numbers (rand, (gsize) k * n);
        g_autofree float *result = random_numbers (rand, rows * n);
        g_autofree float *start = g_memdup2 (result, rows * n * sizeof (float));
        const float *columns[7];
        BsGemmPart part = { a, lda, columns, k };
        BsColumns place = { .base = result, .stride = rows };

        for (guint32 i = 0; i < k; i++)
          for (gsize r = rows; r < lda; r++)
            a[i * lda + r] = NAN;
        for (gsize i = size; i < size + 64; i++)
          a[i] = NAN;
        for (guint32 j = 0; j < n; j++)
          columns[j] = b + j * k;
        kernel (rows, n, 1, &part, &place, &place);
        for (guint32 j = 0; j < n; j++)
          for (guint32 r = 0; r < rows; r++)
            {
              double sum = start[j * rows + r];

              for (guint32 i = 0; i < k; i++)
                sum += (double) a[i * lda + r] * columns[j][i];
              g_assert_cmpfloat_with_epsilon (result[j * rows + r], sum, 1e-5);
            }
      }
}

/* Infinity, no number and numbers next to nothing go through as in any sum. */
static void
test_extremes (gconstpointer data)
{
  BsGemmPanel kernel = bs_gemm_get_level (GPOINTER_TO_UINT (data), NULL);
  const float tiny = 1e-40f,
              matrix[5][2] = { { 1, 1 }, { 2, 0 }, { 0, 1 }, { INFINITY, 1 }, { tiny, 0 } };
  const float first[2] = { 1, INFINITY }, second[2] = { NAN, 1 }, third[2] = { 0.5f, -1 };
  const float *const columns[] = { first, second, third };
  float values[3 * 5];
  BsPackedMatrix packed;
  BsGemmPart part = { .b = columns, .k = 2 };
  BsColumns result = { .base = values, .stride = 5 };

  g_assert_true (bs_packed_matrix_init (&packed, 5, 2));
  bs_packed_matrix_add (&packed, 0, 0, matrix[0], 2, 5, 2);
  part.a = bs_packed_matrix_panel (&packed, 0, &part.lda);
  kernel (5, 3, 1, &part, NULL, &result);
  g_assert_true (isinf (values[0]) && isnan (values[1]) && isinf (values[2]) && isinf (values[3]));
  for (guint r = 5; r < 10; r++)
    g_assert_true (isnan (values[r]));
  g_assert_cmpfloat (values[10], ==, -0.5f);
  g_assert_cmpfloat (values[11], ==, 1.0f);
  g_assert_cmpfloat (values[12], ==, -1.0f);
  g_assert_true (isinf (values[13]));
  g_assert_cmpfloat (values[14], ==, tiny * 0.5f);

  /* No columns; and nothing to add up. */
  kernel (5, 0, 1, &part, NULL, &result);
  kernel (5, 3, 0, NULL, NULL, &result);
  for (guint r = 0; r < 15; r++)
    g_assert_cmpfloat (values[r], ==, 0.0f);
  bs_packed_matrix_clear (&packed);
}

static void
test_packing (void)
{
  const float matrix[] = { 1, 2, 3, 4, 5, 6 };
  BsPackedMatrix packed;
  const float *panel;
  gsize lda;

  g_assert_true (bs_packed_matrix_init (&packed, 70, 3));
  bs_packed_matrix_add (&packed, 63, 1, matrix, 3, 2, 2);
  bs_packed_matrix_add (&packed, 64, 1, matrix, 1, 1, 1);
  panel = bs_packed_matrix_panel (&packed, 0, &lda);
  g_assert_cmpuint (lda, ==, 64);
  g_assert_cmpuint ((gsize) panel % 64, ==, 0);
  g_assert_cmpfloat (panel[lda * 1 + 63], ==, 1.0f);
  g_assert_cmpfloat (panel[lda * 2 + 63], ==, 2.0f);
  g_assert_cmpfloat (panel[lda * 0 + 63], ==, 0.0f);
  g_assert_true (bs_packed_matrix_panel (&packed, 64, &lda) == panel + 64 * 3);
  panel += 64 * 3;
  g_assert_cmpuint (lda, ==, 16);
  g_assert_cmpfloat (panel[lda * 1], ==, 5.0f);
  g_assert_cmpfloat (panel[lda * 2], ==, 5.0f);
  for (guint r = 1; r < 16; r++)
    g_assert_cmpfloat (panel[lda * 1 + r], ==, 0.0f);
  bs_packed_matrix_clear (&packed);

  g_assert_true (bs_packed_matrix_init (&packed, 5, 0));
  bs_packed_matrix_clear (&packed);
  g_assert_false (bs_packed_matrix_init (&packed, G_MAXUINT32, G_MAXUINT32));
  g_assert_null (packed.panels);
  bs_packed_matrix_clear (&packed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint level = 0; level < bs_gemm_n_levels (); level++)
    {
      static const struct
      {
        const char *name;
        GTestDataFunc test;
      } tests[] = {
        { "sums", test_sums },
        { "division", test_division },
        { "values", test_values },
        { "extremes", test_extremes },
      };
      const char *name;

      bs_gemm_get_level (level, &name);
      for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        {
          g_autofree char *path = g_strdup_printf ("/gemm/%s/%s", name, tests[i].name);

          g_test_add_data_func (path, GUINT_TO_POINTER (level), tests[i].test);
        }
    }
  g_test_add_func ("/gemm/packing", test_packing);

  return g_test_run ();
}
