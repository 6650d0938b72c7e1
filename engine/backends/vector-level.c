/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of one level: compiled once for each, with the options of its processors and LANES.
 *
 * Every number goes through the same operations wherever it is in a column: ends of columns are
 * loaded and stored in part, and computed as a whole. */
#include "config.h"

#include "engine/backends/vector-levels.h"

#include <math.h>

#include "engine/backends/vector-lanes.h"

/* Added to a number of less than 2^22, it leaves the nearest integer in the lowest bits. */
#define ROUNDING 12582912.0f

#define LOG2_E 1.44269504f

/* ln 2 in two parts: the first has 16 bits, so that multiples of it are exact. */
#define LN_2 0.693147181f
#define LN_2_HIGH 0.693145752f
#define LN_2_LOW 1.42860682e-6f

/* u (e^(s x) - 1) / x where s x is no more than half of ln 2: minimax polynomial. */
ALWAYS_INLINE Vector
exp_slope (Vector x, float s, float u)
{
  Vector y = all (0.00139013347f * s * s * s * s * s * s * u);

  y = multiply_add (y, x, all (0.00836325983f * s * s * s * s * s * u));
  y = multiply_add (y, x, all (0.0416668548f * s * s * s * s * u));
  y = multiply_add (y, x, all (0.166665766f * s * s * s * u));
  y = multiply_add (y, x, all (0.5f * s * s * u));

  return multiply_add (y, x, all (s * u));
}

/* 2^64 e^(x + low), x between -110 and 20: with that factor nothing is denormal. */
#define EXP_LEAST -110.0f
#define EXP_FACTOR 0x1p64f

ALWAYS_INLINE Vector
exp_scaled (Vector x, const Vector *low)
{
  Vector n = multiply_add (x, all (LOG2_E), all (ROUNDING)) - all (ROUNDING);
  Vector r = multiply_add (n, all (-LN_2_HIGH), x);

  if (low != NULL)
    r += *low;
  r = multiply_add (n, all (-LN_2_LOW), r);

  return scale (multiply_add (exp_slope (r, 1.0f, EXP_FACTOR), r, all (EXP_FACTOR)), n);
}

/* e^x / (1 + e^x): with the factor, and divided last, the smallest results are right, too. */
ALWAYS_INLINE Vector
sigmoid (Vector x)
{
  Vector e = exp_scaled (smaller (all (20.0f), larger (all (EXP_LEAST), x)), NULL);

  return e / (all (EXP_FACTOR) + e);
}

/* m / (m + 2) with m = e^2|x| - 1 = 2^n (e^2r - 1) + (2^n - 1): no cancellation where x is small. */
ALWAYS_INLINE Vector
hyperbolic_tangent (Vector x)
{
  Integers sign = (Integers) x & (Integers) all (-0.0f);
  Vector size = smaller (all (9.02f), (Vector) ((Integers) x ^ sign));
  Vector shifted = multiply_add (size, all (2.0f * LOG2_E), all (ROUNDING + 127.0f));
  Vector n = shifted - all (ROUNDING + 127.0f);
  Vector power = (Vector) ((Integers) shifted << 23);
  Vector r = multiply_add (n, all (-0.5f * LN_2), size);
  Vector m = multiply_add (exp_slope (r, 2.0f, 1.0f) * r, power, power - all (1.0f));

  return (Vector) ((Integers) (m / (m + all (2.0f))) | sign);
}

typedef Vector (*Formula) (Vector a, Vector b, Vector c, Vector d, Vector factor);

ALWAYS_INLINE Vector
compute (Formula formula, guint n_operands, const float *const *from, gsize i, float factor)
{
  Vector x[BS_VECTOR_MAX_OPERANDS] = { 0 };

  for (guint k = 0; k < n_operands; k++)
    x[k] = load (from[k] + i);

  return formula (x[0], x[1], x[2], x[3], all (factor));
}

ALWAYS_INLINE Vector
compute_some (Formula formula, guint n_operands, const float *const *from, gsize i, guint n,
              float factor)
{
  Vector x[BS_VECTOR_MAX_OPERANDS] = { 0 };

  for (guint k = 0; k < n_operands; k++)
    x[k] = load_some (from[k] + i, n, all (0.0f));

  return formula (x[0], x[1], x[2], x[3], all (factor));
}

/* The formula, inlined, on all numbers. */
ALWAYS_INLINE void
run (Formula formula, guint n_operands, guint32 rows, guint32 n, const BsColumns *result,
     const BsColumns *operands, float factor)
{
  gboolean run_on = result->at == NULL && result->stride == rows;
  gsize length = rows;

  for (guint k = 0; k < n_operands; k++)
    run_on &= operands[k].at == NULL && operands[k].stride == rows;
  if (run_on)
    {
      length *= n;
      n = MIN (n, 1);
    }
  for (guint32 j = 0; j < n; j++)
    {
      float *y = bs_columns_get (result, j);
      const float *from[BS_VECTOR_MAX_OPERANDS];
      gsize i = 0;

      for (guint k = 0; k < n_operands; k++)
        from[k] = bs_columns_get (&operands[k], j);
      /* One goes on while the other waits for an operation to end. */
      for (; i + 2 * LANES <= length; i += 2 * LANES)
        {
          Vector one = compute (formula, n_operands, from, i, factor);
          Vector other = compute (formula, n_operands, from, i + LANES, factor);

          store (y + i, one);
          store (y + i + LANES, other);
        }
      if (i + LANES <= length)
        {
          store (y + i, compute (formula, n_operands, from, i, factor));
          i += LANES;
        }
      if (i < length)
        store_some (y + i,
                    compute_some (formula, n_operands, from, i, (guint) (length - i), factor),
                    (guint) (length - i));
    }
}

#define KERNEL(name, n_operands, expression)                                                       \
  ALWAYS_INLINE Vector name##_formula (Vector a, Vector b, Vector c, Vector d, Vector factor)      \
  {                                                                                                \
    return expression;                                                                             \
  }                                                                                                \
                                                                                                   \
  static void name (guint32 rows, guint32 n, const BsColumns *result, const BsColumns *operands,   \
                    float factor)                                                                  \
  {                                                                                                \
    run (name##_formula, n_operands, rows, n, result, operands, factor);                           \
  }

KERNEL (run_copy, 1, a)
KERNEL (run_add, 2, a + b)
KERNEL (run_subtract, 2, a - b)
KERNEL (run_multiply, 2, a *b)
KERNEL (run_sigmoid, 1, sigmoid (a))
KERNEL (run_tanh, 1, hyperbolic_tangent (a))
KERNEL (run_relu, 1, larger (all (0.0f), a))
KERNEL (run_one_minus, 1, all (1.0f) - a)
KERNEL (run_scale, 1, factor *a)
KERNEL (run_multiply_add, 3, multiply_add (a, b, c))
KERNEL (run_multiply_tanh, 2, a *hyperbolic_tangent (b))
KERNEL (run_blend, 3, multiply_add (a, b, (all (1.0f) - a) * c))
KERNEL (run_add_sigmoid, 2, sigmoid (a + b))
KERNEL (run_add_tanh, 2, hyperbolic_tangent (a + b))
KERNEL (run_two_products, 4, multiply_add (a, b, c *d))

/* The logarithm of 1 + x, x at least 0: minimax polynomial for the mantissa. */
ALWAYS_INLINE Vector
log_one_plus (Vector x)
{
  Vector one = all (1.0f);
  Integers exponent = ((Integers) (one + x) - (Integers) all (0.707106781f)) >> 23;
  Vector power = (Vector) ((Integers) one - (exponent << 23));
  Vector f = multiply_add (x, power, power - one), f2 = f * f;
  Vector y = all (-0.0797089997f);

  y = multiply_add (y, f, all (0.126560912f));
  y = multiply_add (y, f, all (-0.129903303f));
  y = multiply_add (y, f, all (0.142099365f));
  y = multiply_add (y, f, all (-0.166415075f));
  y = multiply_add (y, f, all (0.200012004f));
  y = multiply_add (y, f, all (-0.250003051f));
  y = multiply_add (y, f, all (0.3333333f));
  y = multiply_add (y * f, f2, multiply_add (f2, all (-0.5f), f));

  return multiply_add (__builtin_convertvector(exponent, Vector), all (LN_2), y);
}

/* What a softmax adds up: e^(score - largest), of all, and of those that do not equal the largest: a
 * loss near zero keeps its digits so. */
typedef struct
{
  Vector all, others; /* 2^64 times */
} Softmax;

/* @precise: with what the rounding of the difference leaves out, which counts where it is large. */
ALWAYS_INLINE void
softmax_add (Softmax *self, Vector score, Vector largest, gboolean precise)
{
  Vector x = score - largest, part = x - score;
  Vector low = (score - (x - part)) - (largest + part);
  Integers is_other = x != 0.0f;
  Vector e;

  /* Numbers so far away that they do not count have any low part. */
  low = larger (smaller (low, all (1.0f)), all (-1.0f));
  e = exp_scaled (larger (all (EXP_LEAST), x), precise ? &low : NULL);
  self->all += e;
  self->others += (Vector) ((Integers) e & is_other);
}

ALWAYS_INLINE void
softmax_merge (Softmax *self, const Softmax *other)
{
  self->all += other->all;
  self->others += other->others;
}

/* Columns no longer than this are computed side by side, one a lane. */
#define SHORT 32

/* @n columns, at most LANES: the largest score of each, the sum of the others relative to it. */
static void
add_short (guint32 rows, guint n, guint32 first, const BsColumns *scores, float *largest,
           float *others)
{
  float lanes[SHORT * LANES];
  Softmax softmax[2] = { 0 };
  Vector most, rest, n_more;

  for (guint32 i = 0; i < rows; i++)
    store (lanes + i * LANES, all (0.0f));
  for (guint j = 0; j < n; j++)
    {
      const float *from = bs_columns_get (scores, first + j);

      for (guint32 i = 0; i < rows; i++)
        lanes[i * LANES + j] = from[i];
    }
  most = load (lanes);
  for (guint32 i = 1; i < rows; i++)
    most = larger (most, load (lanes + i * LANES));
  for (guint32 i = 0; i < rows; i++)
    softmax_add (&softmax[i & 1], load (lanes + i * LANES), most, TRUE);
  softmax_merge (&softmax[0], &softmax[1]);
  /* How many there are beside the largest that equal it. */
  rest = softmax[0].others * (1.0f / EXP_FACTOR);
  n_more = (softmax[0].all * (1.0f / EXP_FACTOR) - rest) + all (ROUNDING - 1.0f) - all (ROUNDING);
  store (largest, most);
  store (others, rest + n_more);
}

/* Numbers that are added up in single precision before they go into a longer sum. */
#define PIECE (64 * LANES)

/* The sum of all but one of the largest. */
ALWAYS_INLINE float
add_others (guint32 rows, const float *scores, Vector largest, gboolean precise)
{
  double sum = 0.0, n_more = -1.0;

  for (guint32 i = 0; i < rows;)
    {
      guint32 end = i + MIN (rows - i, PIECE);
      Softmax softmax[2] = { 0 };
      double piece;

      for (; i + 2 * LANES <= end; i += 2 * LANES)
        for (guint k = 0; k < 2; k++)
          softmax_add (&softmax[k], load (scores + i + k * LANES), largest, precise);
      for (; i + LANES <= end; i += LANES)
        softmax_add (&softmax[0], load (scores + i), largest, precise);
      if (i < end)
        softmax_add (&softmax[1], load_some (scores + i, end - i, all (-INFINITY)), largest,
                     precise);
      i = end;
      softmax_merge (&softmax[0], &softmax[1]);
      piece = add_lanes (softmax[0].others);
      sum += piece;
      n_more += nearbyint ((add_lanes (softmax[0].all) - piece) * (1.0 / EXP_FACTOR));
    }

  return (float) (sum * (1.0 / EXP_FACTOR) + n_more);
}

static void
add_long (guint32 rows, const float *scores, float *largest, float *others)
{
  Vector nothing = all (-INFINITY), most[4] = { nothing, nothing, nothing, nothing };
  guint32 i = 0;

  for (; i + 4 * LANES <= rows; i += 4 * LANES)
    for (guint k = 0; k < 4; k++)
      most[k] = larger (most[k], load (scores + i + k * LANES));
  for (; i + LANES <= rows; i += LANES)
    most[0] = larger (most[0], load (scores + i));
  if (i < rows)
    most[1] = larger (most[1], load_some (scores + i, rows - i, nothing));
  *largest = largest_lane (larger (larger (most[0], most[1]), larger (most[2], most[3])));
  most[0] = all (*largest);

  /* Differences of less than eight or so, of those that count, are exact enough. */
  *others = add_others (rows, scores, most[0], FALSE);
  if (*others < 4e-4f * rows)
    *others = add_others (rows, scores, most[0], TRUE);
}

static void
compute_losses (guint32 rows, guint32 n, const BsColumns *scores, const guint32 *labels,
                float *const *results)
{
  for (guint32 first = 0; first < n; first += MIN (n - first, LANES))
    {
      guint count = MIN (n - first, LANES);
      float largest[LANES], others[LANES] = { 0 };

      if (rows <= SHORT)
        add_short (rows, count, first, scores, largest, others);
      else
        for (guint j = 0; j < count; j++)
          add_long (rows, bs_columns_get (scores, first + j), &largest[j], &others[j]);
      store (others, log_one_plus (load (others)));
      for (guint j = 0; j < count; j++)
        {
          guint32 label = labels[first + j];

          if (label >= rows)
            label %= rows;
          *results[first + j] = others[j]
                                + (largest[j] - bs_columns_get (scores, first + j)[label]);
        }
    }
}

/* A few rows at once; each adds up in the same order however many they are. */
ALWAYS_INLINE void
apply_rows (guint n_rows, float *result, const float *matrix, const float *vector, guint32 columns)
{
  Vector sum[4][2] = { 0 };
  guint32 k = 0;

  for (; k + 2 * LANES <= columns; k += 2 * LANES)
    for (guint i = 0; i < n_rows; i++)
      for (guint h = 0; h < 2; h++)
        sum[i][h] = multiply_add (load (matrix + (gsize) i * columns + k + h * LANES),
                                  load (vector + k + h * LANES), sum[i][h]);
  for (; k + LANES <= columns; k += LANES)
    for (guint i = 0; i < n_rows; i++)
      sum[i][0] = multiply_add (load (matrix + (gsize) i * columns + k), load (vector + k),
                                sum[i][0]);
  if (k < columns)
    for (guint i = 0; i < n_rows; i++)
      sum[i][1] = multiply_add (
          load_some (matrix + (gsize) i * columns + k, columns - k, all (0.0f)),
          load_some (vector + k, columns - k, all (0.0f)), sum[i][1]);
  for (guint i = 0; i < n_rows; i++)
    result[i] = add_lanes (sum[i][0] + sum[i][1]);
}

static void
apply (float *result, const float *matrix, const float *vector, guint32 rows, guint32 columns)
{
  guint32 i = 0;

  for (; i + 4 <= rows; i += 4)
    apply_rows (4, result + i, matrix + (gsize) i * columns, vector, columns);
  for (; i < rows; i++)
    apply_rows (1, result + i, matrix + (gsize) i * columns, vector, columns);
}

#if LANES == 16
const BsVectorLevel bs_vector_avx512 = {
  .name = "AVX-512",
#elif LANES == 8
const BsVectorLevel bs_vector_avx2 = {
  .name = "AVX2",
#else
const BsVectorLevel bs_vector_baseline = {
  .name = "baseline",
#endif
  .kernels = { [BS_VECTOR_COPY] = run_copy,
               [BS_VECTOR_ADD] = run_add,
               [BS_VECTOR_SUBTRACT] = run_subtract,
               [BS_VECTOR_MULTIPLY] = run_multiply,
               [BS_VECTOR_SIGMOID] = run_sigmoid,
               [BS_VECTOR_TANH] = run_tanh,
               [BS_VECTOR_RELU] = run_relu,
               [BS_VECTOR_ONE_MINUS] = run_one_minus,
               [BS_VECTOR_SCALE] = run_scale,
               [BS_VECTOR_MULTIPLY_ADD] = run_multiply_add,
               [BS_VECTOR_MULTIPLY_TANH] = run_multiply_tanh,
               [BS_VECTOR_BLEND] = run_blend,
               [BS_VECTOR_ADD_SIGMOID] = run_add_sigmoid,
               [BS_VECTOR_ADD_TANH] = run_add_tanh,
               [BS_VECTOR_TWO_PRODUCTS] = run_two_products },
  .losses = compute_losses,
  .apply = apply,
};
