/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of a few terms fitted to measurements, of which some are far off. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BS_FIT_TERMS 4

/* A measurement: y is about the sum of x[i] times the coefficients. */
typedef struct
{
  double x[BS_FIT_TERMS];
  double y;
} BsFitPoint;

/**
 * bs_fit:
 * @coefficients: (out caller-allocates) (array fixed-size=4): none is negative
 *
 * Makes relative errors small: weights fall with what is predicted, and points far off lose theirs
 * (iteratively reweighted least squares, Tukey's biweight, its scale the median absolute
 * deviation). Terms that explain no more than chance would are left out (Schwarz' criterion), of
 * two that say the same the one with the lower index stays. All points 0 give 0. O(@n).
 *
 * Source: Beaton and Tukey, Technometrics 16 (1974); Schwarz, Annals of Statistics 6 (1978).
 */
void bs_fit (const BsFitPoint *points, gsize n, double *coefficients);

/** bs_fit_evaluate: Returns: the sum of @x times @coefficients. */
static inline double
bs_fit_evaluate (const double *coefficients, const double *x)
{
  double sum = 0;

  for (guint i = 0; i < BS_FIT_TERMS; i++)
    sum += coefficients[i] * x[i];

  return sum;
}

/**
 * bs_quantile:
 * @values: (array length=n): left in another order
 * @part: from 0 (least) to 1 (largest)
 *
 * Returns: the value below which that part of them lies; NaN of none. O(@n) as a rule.
 */
double bs_quantile (double *values, gsize n, double part);

G_END_DECLS
