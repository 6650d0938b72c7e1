/* SPDX-License-Identifier: Apache-2.0 */
/* A place on the decision clock, also between two decisions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsMoment:
 * @from: the decision left, from 1
 * @to: the decision reached; @from itself at rest
 * @fraction: of the way, 0 to 1, linear in time; painters ease each part of the motion
 * @fade: only cross-fade (a jump), nothing flies
 *
 * At rest at decision n, batch n is forming: everything before it has run.
 */
typedef struct
{
  guint32 from, to;
  double fraction;
  gboolean fade;
} BsMoment;

static inline BsMoment
bs_moment_at (guint32 decision)
{
  return (BsMoment){ decision, decision, 1.0, FALSE };
}

/** bs_ease_out: Returns: 1 - (1 - t)^3, the one easing of all motion; clamps @t to 0..1. */
static inline double
bs_ease_out (double t)
{
  double u = 1.0 - CLAMP (t, 0.0, 1.0);

  return 1.0 - u * u * u;
}

/** bs_moment_part: Returns: the eased share of the part of a motion that runs from @a to @b. */
static inline double
bs_moment_part (const BsMoment *moment, double a, double b)
{
  return bs_ease_out ((moment->fraction - a) / (b - a));
}

G_END_DECLS
