/* SPDX-License-Identifier: Apache-2.0 */
/* Places on a line of wall time. */
#include "config.h"

#include "viz/timeline/time-axis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/text.h"

void
bs_time_axis_init (BsTimeAxis *self, gint64 t0, gint64 t1, double width, double min_gap)
{
  double least;

  *self = (BsTimeAxis){
    .t0 = t0, .t1 = MAX (t1, bs_time_behind (t0)), .width = MAX (width, 1.0), .step = 1
  };
  least = ((double) self->t1 - (double) self->t0) * MIN (min_gap / self->width, 1.0);
  for (guint i = 0; (double) self->step < least && self->step < G_MAXINT64 / 10; i++)
    self->step = i % 3 == 1 ? self->step / 2 * 5 : self->step * 2;
}

gint64
bs_time_axis_t (const BsTimeAxis *self, double x)
{
  double share = CLAMP (x / self->width, 0.0, 1.0);
  guint64 span = (guint64) self->t1 - (guint64) self->t0;

  return share >= 1.0 ? self->t1
                      : (gint64) ((guint64) self->t0 + (guint64) (share * (double) span));
}

gint64
bs_time_axis_first (const BsTimeAxis *self, gint64 origin)
{
  gint64 from = bs_time_between (origin, self->t0);
  gint64 n = from / self->step, first;

  if (n * self->step < from)
    n++;
  if (__builtin_mul_overflow (n, self->step, &first)
      || __builtin_add_overflow (origin, first, &first))
    return G_MAXINT64;

  return first;
}

char *
bs_time_axis_text (const BsTimeAxis *self, gint64 ns)
{
  static const struct
  {
    gint64 ns;
    const char *unit;
  } units[] = {
    { G_GINT64_CONSTANT (1000000000), "s" }, { 1000000, "ms" }, { 1000, "µs" }, { 1, "ns" }
  };
  gint64 size = MAX (ns < 0 ? -ns : ns, self->step);
  char count[40];
  guint unit = 0;
  int digits;
  double value;

  while (unit + 1 < G_N_ELEMENTS (units) && size < units[unit].ns)
    unit++;
  digits = (int) ceil (log10 ((double) units[unit].ns) - floor (log10 ((double) self->step)));
  value = (double) ns / (double) units[unit].ns;
  if (digits <= 0)
    return g_strdup_printf ("%s%s %s", ns < 0 ? "−" : "",
                            bs_text_number (count, (guint64) fabs (round (value))),
                            units[unit].unit);

  return g_strdup_printf ("%s%.*f %s", ns < 0 ? "−" : "", digits, fabs (value), units[unit].unit);
}
