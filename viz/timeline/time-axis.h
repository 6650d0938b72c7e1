/* SPDX-License-Identifier: Apache-2.0 */
/* Places on a line of wall time: ticks at round numbers, and their names in the unit that suits. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

/** bs_time_behind: Returns: the nanosecond after @t; the last one has none. */
static inline gint64
bs_time_behind (gint64 t)
{
  return t < G_MAXINT64 ? t + 1 : t;
}

/** bs_time_between: Returns: @to - @from, or the nearest that there is. */
static inline gint64
bs_time_between (gint64 from, gint64 to)
{
  gint64 ns;

  if (__builtin_sub_overflow (to, from, &ns))
    return to > from ? G_MAXINT64 : -G_MAXINT64;

  return MAX (ns, -G_MAXINT64);
}

/**
 * BsTimeAxis:
 * @t0, @t1: nanoseconds at both ends of @width
 * @step: nanoseconds between ticks: 1, 2 or 5 times a power of ten
 */
typedef struct
{
  gint64 t0, t1;
  double width;
  gint64 step;
} BsTimeAxis;

/** bs_time_axis_init: @t1: after @t0; @min_gap: points that a tick needs at least. */
void bs_time_axis_init (BsTimeAxis *self, gint64 t0, gint64 t1, double width, double min_gap);

/** bs_time_axis_x: Returns: where @t stands, from the left end; may be outside. */
static inline double
bs_time_axis_x (const BsTimeAxis *self, gint64 t)
{
  return ((double) t - (double) self->t0) / ((double) self->t1 - (double) self->t0) * self->width;
}

/** bs_time_axis_t: Returns: the time at @x, clamped to both ends. */
gint64 bs_time_axis_t (const BsTimeAxis *self, double x);

/** bs_time_axis_first: Returns: the first tick at or after .t0, with ticks counted from @origin. */
gint64 bs_time_axis_first (const BsTimeAxis *self, gint64 origin);

/** bs_time_axis_text: Returns: (transfer full): of a tick @ns after the origin, such as `0.85 ms`, with
 * as many decimals as the ticks beside it need. */
char *bs_time_axis_text (const BsTimeAxis *self, gint64 ns);

G_END_DECLS
