/* SPDX-License-Identifier: Apache-2.0 */
/* Element-wise kernels, losses and matrix times vector, of every level that this processor runs:
 * right within their bounds, and each number the same wherever it stands in a block. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "engine/backends/vector-kernels.h"
#include "engine/random.h"

#define MAX_LEVELS 3

static float
from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);

  return value;
}

static guint32
to_bits (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);

  return bits;
}

static BsColumns
plain (float *base, gsize stride)
{
  return (BsColumns){ .base = base, .stride = stride };
}

/* Units in the last place of @expected. */
static long double
get_distance (float got, long double expected)
{
  int exponent = MAX (ilogbl (expected), FLT_MIN_EXP - 1);

  return expected == 0.0L && got == 0.0f ? 0.0L
                                         : fabsl (got - expected) / ldexpl (1.0L, exponent - 23);
}

static long double
compute_sigmoid (long double x)
{
  return 1.0L / (1.0L + expl (-x));
}

/* All exponents, and many mantissas of each: every 4001st number, or every 251st. */
static void
check_function (BsVectorOp op, long double (*function) (long double))
{
  guint32 step = g_test_slow () ? 251 : 4001;
  guint n_levels = bs_vector_n_levels ();
  double worst[MAX_LEVELS] = { 0 };
  float worst_at[MAX_LEVELS] = { 0 };
  float x[256], y[256];
  const BsColumns in = plain (x, 256), out = plain (y, 256);
  guint64 bits = 0;

  while (bits <= G_MAXUINT32)
    {
      long double expected[256];

      for (guint i = 0; i < 256; i++, bits += step)
        {
          x[i] = from_bits ((guint32) bits);
          if (isnan (x[i]) || bits > G_MAXUINT32)
            x[i] = 0.0f;
          expected[i] = function (x[i]);
        }
      for (guint level = 0; level < n_levels; level++)
        {
          bs_vector_kernel_get_level (op, level, NULL) (256, 1, &out, &in, 0.0f);
          for (guint i = 0; i < 256; i++)
            {
              double distance = get_distance (y[i], expected[i]);

              g_assert_true (fabsf (y[i]) <= 1.0f);
              g_assert_cmpint (signbit (y[i]) != 0, ==, signbit (expected[i]) != 0);
              if (distance > worst[level])
                {
                  worst[level] = distance;
                  worst_at[level] = x[i];
                }
            }
          if (op == BS_VECTOR_TANH)
            {
              float opposite[256], before[256];
              const BsColumns from = plain (opposite, 256);

              memcpy (before, y, sizeof y);
              for (guint i = 0; i < 256; i++)
                opposite[i] = -x[i];
              bs_vector_kernel_get_level (op, level, NULL) (256, 1, &out, &from, 0.0f);
              for (guint i = 0; i < 256; i++)
                g_assert_cmphex (to_bits (y[i]), ==, to_bits (-before[i]));
            }
        }
    }
  for (guint level = 0; level < n_levels; level++)
    {
      const char *name;

      bs_vector_kernel_get_level (op, level, &name);
      g_test_message ("%s: at most %.2f units, at %a", name, worst[level], worst_at[level]);
      g_assert_cmpfloat (worst[level], <=, 4.0);
    }
}

static void
test_tanh (void)
{
  check_function (BS_VECTOR_TANH, tanhl);
}

static void
test_sigmoid (void)
{
  check_function (BS_VECTOR_SIGMOID, compute_sigmoid);
}

static void
test_limits (void)
{
  static const struct
  {
    BsVectorOp op;
    float x, y;
  } cases[] = {
    { BS_VECTOR_TANH, 0.0f, 0.0f },
    { BS_VECTOR_TANH, -0.0f, -0.0f },
    { BS_VECTOR_TANH, 1e-40f, 1e-40f },
    { BS_VECTOR_TANH, -FLT_MIN, -FLT_MIN },
    { BS_VECTOR_TANH, 1e-6f, 1e-6f },
    { BS_VECTOR_TANH, 9.1f, 1.0f },
    { BS_VECTOR_TANH, FLT_MAX, 1.0f },
    { BS_VECTOR_TANH, INFINITY, 1.0f },
    { BS_VECTOR_TANH, -INFINITY, -1.0f },
    { BS_VECTOR_TANH, NAN, NAN },
    { BS_VECTOR_SIGMOID, 0.0f, 0.5f },
    { BS_VECTOR_SIGMOID, -0.0f, 0.5f },
    { BS_VECTOR_SIGMOID, 1e-40f, 0.5f },
    { BS_VECTOR_SIGMOID, 18.0f, 1.0f },
    { BS_VECTOR_SIGMOID, FLT_MAX, 1.0f },
    { BS_VECTOR_SIGMOID, INFINITY, 1.0f },
    { BS_VECTOR_SIGMOID, -105.0f, 0.0f },
    { BS_VECTOR_SIGMOID, -FLT_MAX, 0.0f },
    { BS_VECTOR_SIGMOID, -INFINITY, 0.0f },
    { BS_VECTOR_SIGMOID, NAN, NAN },
    { BS_VECTOR_SIGMOID, __builtin_nanf ("255"), NAN },
    { BS_VECTOR_SIGMOID, -__builtin_nanf ("1"), NAN },
    { BS_VECTOR_RELU, -INFINITY, 0.0f },
    { BS_VECTOR_RELU, -1e-40f, 0.0f },
    { BS_VECTOR_RELU, 1e-40f, 1e-40f },
    { BS_VECTOR_RELU, INFINITY, INFINITY },
    { BS_VECTOR_RELU, NAN, NAN },
    { BS_VECTOR_COPY, -0.0f, -0.0f },
    { BS_VECTOR_ONE_MINUS, INFINITY, -INFINITY },
    { BS_VECTOR_SCALE, -1e-40f, 2.0f * 1e-40f },
  };

  for (guint level = 0; level < bs_vector_n_levels (); level++)
    for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
      for (guint rows = 1; rows <= 33; rows += 16)
        {
          float x[33], y[33];
          const BsColumns in = plain (x, 33), out = plain (y, 33);

          for (guint i = 0; i < rows; i++)
            x[i] = cases[k].x;
          bs_vector_kernel_get_level (cases[k].op, level, NULL) (rows, 1, &out, &in, -2.0f);
          for (guint i = 0; i < rows; i++)
            if (isnan (cases[k].y))
              g_assert_true (isnan (y[i]));
            else
              g_assert_cmphex (to_bits (y[i]), ==, to_bits (cases[k].y));
        }
}

/* What an operation should give, and how large the numbers are that it adds. */
static double
compute (BsVectorOp op, const float *x, float factor, double *size)
{
  double a = x[0], b = x[1], c = x[2], d = x[3];

  *size = 0.0;
  switch (op)
    {
    case BS_VECTOR_COPY:
      return a;
    case BS_VECTOR_ADD:
      return a + b;
    case BS_VECTOR_SUBTRACT:
      return a - b;
    case BS_VECTOR_MULTIPLY:
      return a * b;
    case BS_VECTOR_RELU:
      return MAX (a, 0.0);
    case BS_VECTOR_ONE_MINUS:
      return 1.0 - a;
    case BS_VECTOR_SCALE:
      return factor * a;
    case BS_VECTOR_SIGMOID:
      *size = 2.0;
      return compute_sigmoid (a);
    case BS_VECTOR_TANH:
      *size = 2.0;
      return tanh (a);
    case BS_VECTOR_MULTIPLY_TANH:
      *size = 2.0 * fabs (a);
      return a * tanh (b);
    case BS_VECTOR_ADD_SIGMOID:
      *size = fabs (a) + fabs (b) + 2.0;
      return compute_sigmoid (a + b);
    case BS_VECTOR_ADD_TANH:
      *size = fabs (a) + fabs (b) + 2.0;
      return tanh (a + b);
    case BS_VECTOR_MULTIPLY_ADD:
      *size = fabs (a * b) + fabs (c);
      return a * b + c;
    case BS_VECTOR_BLEND:
      *size = fabs (a * b) + (1.0 + fabs (a)) * fabs (c);
      return a * b + (1.0 - a) * c;
    case BS_VECTOR_TWO_PRODUCTS:
      *size = fabs (a * b) + fabs (c * d);
      return a * b + c * d;
    default:
      g_assert_not_reached ();
    }
}

#define N_DRAWN 600

/* Each number alone, in a column of its own. */
static void
compute_alone (BsVectorKernel kernel, float x[BS_VECTOR_MAX_OPERANDS][N_DRAWN], float *y,
               float factor)
{
  for (guint i = 0; i < N_DRAWN; i++)
    {
      const BsColumns out = plain (y + i, 1);
      BsColumns in[BS_VECTOR_MAX_OPERANDS];

      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        in[k] = plain (x[k] + i, 1);
      kernel (1, 1, &out, in, factor);
    }
}

static void
draw (BsRandom *random, float x[BS_VECTOR_MAX_OPERANDS][N_DRAWN])
{
  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    for (guint i = 0; i < N_DRAWN; i++)
      x[k][i] = ldexp (2.0 * bs_random_unit (random) - 1.0, (int) bs_random_below (random, 12) - 6);
}

static void
test_formulas (void)
{
  float x[BS_VECTOR_MAX_OPERANDS][N_DRAWN], y[N_DRAWN];
  BsRandom random;

  bs_random_init (&random, 1);
  draw (&random, x);
  for (guint level = 0; level < bs_vector_n_levels (); level++)
    for (guint op = 0; op < BS_N_VECTOR_OPS; op++)
      {
        compute_alone (bs_vector_kernel_get_level (op, level, NULL), x, y, 0.3f);
        for (guint i = 0; i < N_DRAWN; i++)
          {
            const float operands[] = { x[0][i], x[1][i], x[2][i], x[3][i] };
            double size, expected = compute (op, operands, 0.3f, &size);

            if (size == 0.0)
              g_assert_cmphex (to_bits (y[i]), ==, to_bits ((float) expected));
            else
              g_assert_cmpfloat (fabs (y[i] - expected), <=, size * 0x1p-22);
          }
      }
}

/* A block of columns of @rows numbers somewhere in @space; those of an operand begin with the drawn
 * number @first[j] each. */
typedef struct
{
  float space[20000];
  float *at[64];
  BsColumns columns;
} Block;

static void
place (Block *self, BsRandom *random, guint32 rows, guint32 n, guint kind)
{
  gsize stride = kind == 0 ? rows : kind == 1 ? 0 : rows + bs_random_below (random, 20);

  for (guint i = 0; i < G_N_ELEMENTS (self->space); i++)
    self->space[i] = 12345.0f;
  self->columns = (BsColumns){ .base = self->space + 1, .stride = stride };
  if (kind == 3)
    {
      gsize offset = bs_random_below (random, 9);

      /* From the last to the first. */
      for (guint32 j = 0; j < n; j++)
        self->at[j] = self->space + 1 + (n - 1 - j) * stride;
      self->columns = (BsColumns){ .at = self->at, .offset = offset };
    }
}

static void
fill (Block *self, const float *drawn, const guint32 *first, guint32 rows, guint32 n)
{
  for (guint32 j = 0; j < n; j++)
    memcpy (bs_columns_get (&self->columns, j), drawn + first[j], rows * sizeof *drawn);
}

static void
test_blocks (void)
{
  static const guint32 lengths[] = { 1,  2,  3,  4,  5,  7,  8,   9,   15,  16,  17, 31,
                                     32, 33, 47, 63, 64, 65, 100, 128, 192, 255, 256 };
  float x[BS_VECTOR_MAX_OPERANDS][N_DRAWN], y[N_DRAWN];
  g_autofree Block *in = g_new (Block, BS_VECTOR_MAX_OPERANDS);
  g_autofree Block *apart = g_new (Block, 1);
  guint n_rounds = g_test_slow () ? 100 : 6;
  BsRandom random;

  bs_random_init (&random, 2);
  draw (&random, x);
  x[0][70] = -INFINITY, x[1][90] = INFINITY, x[0][110] = -1e-40f, x[1][300] = 1e-20f;
  for (guint op = 0; op < BS_N_VECTOR_OPS; op++)
    for (guint level = 0; level < bs_vector_n_levels (); level++)
      {
        BsVectorKernel kernel = bs_vector_kernel_get_level (op, level, NULL);
        guint n_operands = bs_vector_n_operands (op);

        compute_alone (kernel, x, y, -0.7f);
        for (guint round = 0; round < n_rounds * G_N_ELEMENTS (lengths); round++)
          {
            guint32 rows = lengths[round % G_N_ELEMENTS (lengths)];
            guint32 n = bs_random_below (&random, rows > 64 ? 8 : 25);
            gboolean all_plain = bs_random_below (&random, 3) == 0;
            guint in_place = bs_random_below (&random, 2 * n_operands);
            guint32 first[64] = { 0 };
            gboolean one_column = FALSE;
            BsColumns operands[BS_VECTOR_MAX_OPERANDS];
            Block *result = in_place < n_operands ? &in[in_place] : apart;

            for (guint k = 0; k < n_operands; k++)
              {
                guint kind = all_plain ? 0 : bs_random_below (&random, 4);

                if (kind == 1 && k == in_place)
                  kind = 0;
                one_column |= kind == 1;
                place (&in[k], &random, rows, n, kind);
              }
            if (result == apart)
              place (apart, &random, rows, n, all_plain ? 0 : 2 + bs_random_below (&random, 2));
            for (guint32 j = 0; j < n && !one_column; j++)
              first[j] = bs_random_below (&random, N_DRAWN - rows);
            for (guint k = 0; k < n_operands; k++)
              {
                fill (&in[k], x[k], first, rows, n);
                operands[k] = in[k].columns;
              }

            kernel (rows, n, &result->columns, operands, -0.7f);
            for (guint32 j = 0; j < n; j++)
              {
                float *column = bs_columns_get (&result->columns, j);

                for (guint32 i = 0; i < rows; i++)
                  {
                    g_assert_cmphex (to_bits (column[i]), ==, to_bits (y[first[j] + i]));
                    column[i] = 12345.0f;
                  }
              }
            /* And nothing else. */
            for (guint i = 0; i < G_N_ELEMENTS (result->space); i++)
              g_assert_cmpfloat (result->space[i], ==, 12345.0f);
          }
      }
}

static long double
compute_loss (const float *scores, guint32 rows, guint32 label)
{
  long double largest = scores[0], sum = 0.0L;
  guint32 at = 0;

  for (guint32 i = 1; i < rows; i++)
    if (scores[i] > largest)
      largest = scores[at = i];
  for (guint32 i = 0; i < rows; i++)
    if (i != at)
      sum += expl (scores[i] - largest);

  return log1pl (sum) + (largest - scores[label]);
}

static void
test_losses (void)
{
  static const guint32 lengths[] = { 1,  2,  3,  5,  8,   15,  17,   31,   32,
                                     33, 47, 64, 65, 100, 256, 1000, 1025, 5000 };
  static const double sizes[] = { 0.0, 1e-3, 1.0, 5.0, 30.0, 100.0, 1e4, 1e30 };
  g_autofree float *scores = g_new (float, 40 * 5000);
  double worst = 0.0;
  BsRandom random;

  bs_random_init (&random, 3);
  for (guint level = 0; level < bs_vector_n_levels (); level++)
    for (guint k = 0; k < G_N_ELEMENTS (lengths) * G_N_ELEMENTS (sizes); k++)
      {
        BsLossKernel losses = bs_vector_losses_get_level (level);
        guint32 rows = lengths[k / G_N_ELEMENTS (sizes)], labels[40];
        guint32 n = rows > 999 ? 2 : 1 + bs_random_below (&random, 40);
        double size = sizes[k % G_N_ELEMENTS (sizes)];
        float results[40], *places[40], *at[40];
        BsColumns columns = plain (scores, rows);

        for (guint32 i = 0; i < n * rows; i++)
          scores[i] = size * (2.0 * bs_random_unit (&random) - 1.0);
        for (guint32 j = 0; j < n; j++)
          {
            labels[j] = (guint32) bs_random_next (&random);
            places[j] = &results[n - 1 - j];
            at[j] = scores + rows * j - 3;
            /* Far ahead of all others, or one of several that are. */
            if (j % 3 > 0)
              for (guint i = 0; i < j % 3; i++)
                scores[j * rows + (labels[j] + i) % rows] = 1.1 * size + 14.7 * (j % 3);
          }
        if (k % 2 == 0)
          columns = (BsColumns){ .at = at, .offset = 3 };
        losses (rows, n, &columns, labels, places);
        for (guint32 j = 0; j < n; j++)
          {
            long double expected = compute_loss (scores + j * rows, rows, labels[j] % rows);
            float alone, *place = &alone;
            const BsColumns column = plain (scores + j * rows, 0);

            if (expected > FLT_MIN)
              worst = MAX (worst, fabsl (*places[j] - expected) / expected);
            else
              g_assert_cmpfloat (fabs (*places[j] - (double) expected), <=, FLT_MIN);
            losses (rows, 1, &column, &labels[j], &place);
            g_assert_cmphex (to_bits (alone), ==, to_bits (*places[j]));
          }
      }
  g_test_message ("at most %.2e of the loss", worst);
  g_assert_cmpfloat (worst, <=, 1e-6);
}

static void
test_odd_losses (void)
{
  for (guint level = 0; level < bs_vector_n_levels (); level++)
    for (guint32 rows = 2; rows < 100; rows += 13)
      for (guint32 j = 0; j < rows; j++)
        {
          BsLossKernel losses = bs_vector_losses_get_level (level);
          float scores[100], result, *place = &result;
          const BsColumns column = plain (scores, rows);
          guint32 label = j + rows, other = j + 1;

          /* One that cannot be, and that which is asked for cannot be. */
          for (guint32 i = 0; i < rows; i++)
            scores[i] = 2.0f;
          scores[j] = -INFINITY;
          losses (rows, 1, &column, &other, &place);
          g_assert_cmpfloat_with_epsilon (result, log (rows - 1), 1e-6 * rows);
          losses (rows, 1, &column, &label, &place);
          g_assert_true (result == INFINITY);
          /* All as likely as can be; nothing else is. */
          scores[j] = FLT_MAX;
          losses (rows, 1, &column, &label, &place);
          g_assert_cmpfloat (result, ==, 0.0);
          losses (rows, 1, &column, &other, &place);
          g_assert_cmpfloat (result, ==, FLT_MAX);
          /* No number. */
          scores[j] = NAN;
          losses (rows, 1, &column, &label, &place);
          g_assert_true (isnan (result));
          losses (rows, 1, &column, &other, &place);
          g_assert_true (isnan (result));
          scores[j] = __builtin_nanf ("255");
          losses (rows, 1, &column, &other, &place);
          g_assert_true (isnan (result));
          scores[j] = INFINITY;
          losses (rows, 1, &column, &label, &place);
          g_assert_true (isnan (result));
        }
}

static void
test_apply (void)
{
  static const guint32 sizes[][2] = { { 1, 1 },   { 3, 5 },   { 4, 16 },  { 5, 17 },    { 7, 64 },
                                      { 64, 64 }, { 65, 33 }, { 1, 300 }, { 100, 256 }, { 2, 0 } };
  BsRandom random;

  bs_random_init (&random, 4);
  for (guint level = 0; level < bs_vector_n_levels (); level++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        BsApplyKernel apply = bs_vector_apply_get_level (level);
        guint32 rows = sizes[s][0], columns = sizes[s][1];
        g_autofree float *matrix = g_new (float, rows *columns + 1);
        g_autofree float *vector = g_new (float, columns + 1);
        g_autofree float *result = g_new (float, rows + 1);

        for (guint32 i = 0; i < rows * columns; i++)
          matrix[i] = 2.0 * bs_random_unit (&random) - 1.0;
        for (guint32 i = 0; i < columns; i++)
          vector[i] = 2.0 * bs_random_unit (&random) - 1.0;
        result[rows] = 12345.0f;
        apply (result, matrix, vector, rows, columns);
        g_assert_cmpfloat (result[rows], ==, 12345.0f);
        for (guint32 i = 0; i < rows; i++)
          {
            double expected = 0.0, size = 0.0;
            float alone;

            for (guint32 k = 0; k < columns; k++)
              {
                expected += (double) matrix[i * columns + k] * vector[k];
                size += fabs ((double) matrix[i * columns + k] * vector[k]);
              }
            g_assert_cmpfloat (fabs (result[i] - expected), <=, 1e-6 * size);
            apply (&alone, matrix + i * columns, vector, 1, columns);
            g_assert_cmphex (to_bits (alone), ==, to_bits (result[i]));
          }
      }
}

/* Levels have names, and the kernels of the highest are those in use. */
static void
test_levels (void)
{
  guint n_levels = bs_vector_n_levels ();

  g_assert_cmpuint (n_levels, >=, 1);
  g_assert_cmpuint (n_levels, <=, MAX_LEVELS);
  for (guint op = 0; op < BS_N_VECTOR_OPS; op++)
    {
      const char *name = NULL;

      g_assert_true (bs_vector_kernel_get (op)
                     == bs_vector_kernel_get_level (op, n_levels - 1, &name));
      g_assert_nonnull (name);
      g_assert_cmpuint (bs_vector_n_operands (op), >=, 1);
      g_assert_cmpuint (bs_vector_n_operands (op), <=, BS_VECTOR_MAX_OPERANDS);
    }
  g_assert_true (bs_vector_losses_get () == bs_vector_losses_get_level (n_levels - 1));
  g_assert_true (bs_vector_apply_get () == bs_vector_apply_get_level (n_levels - 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vector-kernels/levels", test_levels);
  g_test_add_func ("/vector-kernels/tanh", test_tanh);
  g_test_add_func ("/vector-kernels/sigmoid", test_sigmoid);
  g_test_add_func ("/vector-kernels/limits", test_limits);
  g_test_add_func ("/vector-kernels/formulas", test_formulas);
  g_test_add_func ("/vector-kernels/blocks", test_blocks);
  g_test_add_func ("/vector-kernels/losses", test_losses);
  g_test_add_func ("/vector-kernels/odd-losses", test_odd_losses);
  g_test_add_func ("/vector-kernels/apply", test_apply);

  return g_test_run ();
}
