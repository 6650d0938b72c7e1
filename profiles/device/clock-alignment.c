/* SPDX-License-Identifier: Apache-2.0 */
/* Two clocks. */
#include "config.h"

#include "profiles/device/clock-alignment.h"

#include <math.h>

#include "engine/clock.h"

#define READINGS 16
/* Pairs that are closer tell more of how long reading takes than of drift. */
#define LEAST_NS 1000000
/* Clocks that seem to run this much apart do not; something slept between two readings. */
#define MOST_DRIFT 0.01

gboolean
bs_clock_alignment_measure (BsClockAlignment *self, BsDeviceClock clock, gpointer user_data)
{
  BsClockPair best = { .error = G_MAXINT64 };

  for (guint i = 0; i < READINGS; i++)
    {
      guint64 device;
      gint64 before = bs_now_ns (), after;

      if (!clock (user_data, &device))
        return FALSE;
      after = bs_now_ns ();
      if ((after - before + 1) / 2 < best.error)
        best = (BsClockPair){ before + (after - before) / 2, device, (after - before + 1) / 2 };
    }
  bs_clock_alignment_add (self, &best);

  return TRUE;
}

static double
get_slope (const BsClockAlignment *self)
{
  double slope;

  if (self->n < 2)
    return 1.0;
  slope = (double) (self->last.host - self->first.host)
          / (double) (self->last.device - self->first.device);

  return fabs (slope - 1.0) <= MOST_DRIFT ? slope : 1.0;
}

void
bs_clock_alignment_add (BsClockAlignment *self, const BsClockPair *pair)
{
  if (self->n > 0 && pair->device < self->first.device + LEAST_NS)
    return;

  if (self->n == 0)
    self->first = *pair;
  self->last = *pair;
  self->n++;
  self->worst_error = MAX (self->worst_error, pair->error);
  self->drift_ppb = llround ((1.0 / get_slope (self) - 1.0) * 1e9);
}

gint64
bs_clock_alignment_convert (const BsClockAlignment *self, guint64 device)
{
  double distance = (double) (gint64) (device - self->last.device) * get_slope (self);

  return MAX (self->last.host + llround (distance), 0);
}
