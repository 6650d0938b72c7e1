/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of a few terms fitted to measurements, of which some are far off. */
#include "config.h"

#include "profiles/comparison/fitting.h"

#include <math.h>
#include <string.h>

#define N_SUBSETS (1u << BS_FIT_TERMS)

/* Rounds of the weights that find a middle, then of those that leave out what is far from it. */
#define MIDDLE_ROUNDS 6
#define ROUNDS 18

/* Tukey's constant: 95 % as good as least squares where nothing is far off. */
#define BIWEIGHT 4.685
#define MAD_TO_SIGMA 1.4826

/* Smaller pivots are terms that others say already. */
#define SMALLEST_PIVOT 1e-9

/* Sums of products of terms and of what was measured, with weights. */
typedef struct
{
  double xx[BS_FIT_TERMS][BS_FIT_TERMS];
  double xy[BS_FIT_TERMS];
  double yy;
} Moments;

double
bs_quantile (double *values, gsize n, double part)
{
  gsize low = 0, high = n - 1, wanted;

  if (n == 0)
    return NAN;

  wanted = (gsize) (part * (double) (n - 1) + 0.5);
  while (low < high)
    {
      double pivot = values[low + (high - low) / 2];
      gsize i = low, j = high;

      for (;;)
        {
          double swapped;

          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i >= j)
            break;
          swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      if (wanted <= j)
        high = j;
      else
        low = j + 1;
    }

  return values[wanted];
}

/* Solves for the terms of @subset, which have to be independent. The matrix is scaled to a diagonal
 * of ones. Returns FALSE where they are not, or one is negative. */
static gboolean
solve_subset (const Moments *moments, guint subset, double *coefficients)
{
  guint index[BS_FIT_TERMS], m = 0;
  double l[BS_FIT_TERMS][BS_FIT_TERMS], z[BS_FIT_TERMS], scale[BS_FIT_TERMS];

  memset (coefficients, 0, BS_FIT_TERMS * sizeof (double));
  for (guint i = 0; i < BS_FIT_TERMS; i++)
    if (subset & (1u << i))
      index[m++] = i;

  for (guint i = 0; i < m; i++)
    {
      scale[i] = sqrt (moments->xx[index[i]][index[i]]);
      if (!(scale[i] > 0))
        return FALSE;
      z[i] = moments->xy[index[i]] / scale[i];
      for (guint j = 0; j <= i; j++)
        {
          double sum = moments->xx[index[i]][index[j]] / (scale[i] * scale[j]);

          for (guint k = 0; k < j; k++)
            sum -= l[i][k] * l[j][k];
          if (i == j && sum < SMALLEST_PIVOT)
            return FALSE;
          l[i][j] = i == j ? sqrt (sum) : sum / l[j][j];
          z[i] -= j < i ? l[i][j] * z[j] : 0;
        }
      z[i] /= l[i][i];
    }
  for (guint i = m; i-- > 0;)
    {
      for (guint k = i + 1; k < m; k++)
        z[i] -= l[k][i] * z[k];
      z[i] /= l[i][i];
      if (!(z[i] >= 0))
        return FALSE;
      coefficients[index[i]] = z[i] / scale[i];
    }

  return TRUE;
}

/* The sum of weighted squares that is left. */
static double
left_over (const Moments *moments, const double *coefficients)
{
  double sum = moments->yy;

  for (guint i = 0; i < BS_FIT_TERMS; i++)
    {
      sum -= 2 * coefficients[i] * moments->xy[i];
      for (guint j = 0; j < BS_FIT_TERMS; j++)
        sum += coefficients[i] * coefficients[j] * moments->xx[i][j];
    }

  return MAX (sum, 0);
}

/* With so few terms all sets of them can be tried: the best one without a negative coefficient is
 * the least squares solution with no coefficient negative. */
static void
solve (const Moments *moments, double n, double *coefficients)
{
  double best = G_MAXDOUBLE;

  memset (coefficients, 0, BS_FIT_TERMS * sizeof (double));
  for (guint subset = 1; subset < N_SUBSETS; subset++)
    {
      double own[BS_FIT_TERMS], criterion;

      if (!solve_subset (moments, subset, own))
        continue;

      /* less is lost in rounding, or chance: the terms before are as good */
      criterion = n * log (left_over (moments, own) + 1e-12 * moments->yy)
                  + __builtin_popcount (subset) * log (n);
      if (criterion < best - 0.5)
        {
          best = criterion;
          memcpy (coefficients, own, sizeof own);
        }
    }
}

/* Small ones are measured no better than a tenth of the usual one. */
static double
find_floor (const BsFitPoint *points, gsize n, double *scratch)
{
  for (gsize i = 0; i < n; i++)
    scratch[i] = points[i].y;

  return MAX (0.1 * bs_quantile (scratch, n, 0.5), 1e-9);
}

void
bs_fit (const BsFitPoint *points, gsize n, double *coefficients)
{
  g_autofree double *residuals = g_new (double, MAX (n, 1));
  double least, sigma = 0;

  memset (coefficients, 0, BS_FIT_TERMS * sizeof (double));
  if (n == 0)
    return;

  least = find_floor (points, n, residuals);
  for (guint round = 0; round <= ROUNDS; round++)
    {
      Moments moments = { 0 };
      double mass = 0;

      for (gsize i = 0; i < n; i++)
        {
          const BsFitPoint *point = &points[i];
          double predicted = round > 0 ? bs_fit_evaluate (coefficients, point->x) : point->y;
          double unit = MAX (predicted, least);
          double far = fabs (point->y - predicted) / unit;
          double weight = 1;

          if (round > MIDDLE_ROUNDS)
            {
              double part = far / (BIWEIGHT * sigma);

              weight = part < 1 ? (1 - part * part) * (1 - part * part) : 0;
            }
          else if (round > 0)
            {
              weight = 1 / MAX (far, 0.02);
            }
          mass += weight > 0;
          weight /= unit * unit;
          for (guint a = 0; a < BS_FIT_TERMS; a++)
            {
              for (guint b = 0; b < BS_FIT_TERMS; b++)
                moments.xx[a][b] += weight * point->x[a] * point->x[b];
              moments.xy[a] += weight * point->x[a] * point->y;
            }
          moments.yy += weight * point->y * point->y;
        }
      solve (&moments, mass, coefficients);

      for (gsize i = 0; round >= MIDDLE_ROUNDS && i < n; i++)
        {
          double predicted = bs_fit_evaluate (coefficients, points[i].x);

          residuals[i] = fabs (points[i].y - predicted) / MAX (predicted, least);
        }
      /* half of them may be exact */
      if (round >= MIDDLE_ROUNDS)
        sigma = MAX (MAD_TO_SIGMA * bs_quantile (residuals, n, 0.5), 1e-3);
    }
}
