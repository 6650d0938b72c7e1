/* SPDX-License-Identifier: Apache-2.0 */
/* When a device did nothing, and why. */
#include "config.h"

#include "profiles/device/idle-times.h"

typedef struct
{
  const BsDeviceTimes *times;
  GArray *idles;
  guint first;         /* idle times that are ours */
  guint32 copy, phase; /* all before these ended before the gap at hand */
  guint32 decision;    /* that comes next */
} Finding;

static void
add (Finding *self, gint64 start_ns, gint64 end_ns, BsIdleCause cause)
{
  BsIdle idle = { self->times->mini_batch, self->decision, start_ns, end_ns, cause };

  if (start_ns >= end_ns)
    return;
  if (self->idles->len > self->first)
    {
      BsIdle *last = &g_array_index (self->idles, BsIdle, self->idles->len - 1);

      if (last->end_ns == start_ns && last->cause == cause && last->decision == self->decision)
        {
          last->end_ns = end_ns;
          return;
        }
    }
  g_array_append_val (self->idles, idle);
}

static BsIdleCause
get_cause (const BsEvent *phase)
{
  switch ((BsPhase) phase->phase)
    {
    case BS_PHASE_CONSTRUCT:
    case BS_PHASE_SCHEDULE:
    case BS_PHASE_PLAN:
      return BS_IDLE_SCHEDULING;
    case BS_PHASE_READ:
      return BS_IDLE_READ;
    case BS_PHASE_LAUNCH:
      return BS_IDLE_LAUNCH;
    default:
      return BS_IDLE_HOST;
    }
}

/* Splits [start, end) by the events that lie in it: @get says what each is a cause of, @otherwise is
 * between them. */
static void
split (Finding *self, gint64 start_ns, gint64 end_ns, const BsEvent *events, guint32 n,
       guint32 *first, gboolean copies, BsIdleCause otherwise)
{
  gint64 at = start_ns;

  while (*first < n && events[*first].end_ns <= start_ns)
    ++*first;
  for (guint32 i = *first; i < n && events[i].start_ns < end_ns; i++)
    {
      gint64 from = MAX (events[i].start_ns, at), to = MIN (events[i].end_ns, end_ns);

      if (to <= from)
        continue;
      add (self, at, from, otherwise);
      add (self, from, to, copies ? BS_IDLE_COPY : get_cause (&events[i]));
      at = to;
    }
  add (self, at, end_ns, otherwise);
}

/* Nothing ran from @start to @end, when @next began; %NULL: nothing came any more. */
static void
explain (Finding *self, gint64 start_ns, gint64 end_ns, const BsLaunch *next)
{
  const BsDeviceTimes *times = self->times;
  gint64 called_ns;
  gboolean late;

  if (start_ns >= end_ns)
    return;
  self->decision = next != NULL ? next->decision : 0;
  if (next != NULL && next->called_ns == 0)
    {
      split (self, start_ns, end_ns, times->copies, times->n_copies, &self->copy, TRUE,
             BS_IDLE_UNKNOWN);
      return;
    }

  called_ns = next != NULL ? CLAMP (next->called_ns, start_ns, end_ns) : end_ns;
  late = called_ns > start_ns;
  split (self, start_ns, called_ns, times->phases, times->n_phases, &self->phase, FALSE,
         BS_IDLE_HOST);
  split (self, called_ns, end_ns, times->copies, times->n_copies, &self->copy, TRUE,
         late ? BS_IDLE_LAUNCH : BS_IDLE_DEPENDENCY);
}

void
bs_idle_times_find (const BsDeviceTimes *times, GArray *idles)
{
  Finding self = { .times = times, .idles = idles, .first = idles->len };
  gint64 busy_until = times->start_ns;

  for (guint32 i = 0; i < times->n_launches; i++)
    {
      const BsLaunch *launch = &times->launches[i];

      explain (&self, busy_until, MIN (launch->start_ns, times->end_ns), launch);
      busy_until = MAX (busy_until, launch->end_ns);
    }
  explain (&self, busy_until, times->end_ns, NULL);
}
