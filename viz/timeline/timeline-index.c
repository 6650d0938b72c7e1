/* SPDX-License-Identifier: Apache-2.0 */
/* What a timeline looks up by time: decisions, launches and counters. */
#include "config.h"

#include "viz/timeline/timeline-private.h"

#include <stdlib.h>

typedef struct
{
  gint64 time;
  guint32 value;
} Point;

/* Times may be anything in a hostile trace; those that are the same stay in order. */
static int
compare_points (const void *a, const void *b)
{
  const Point *p = a, *q = b;

  if (p->time != q->time)
    return p->time < q->time ? -1 : 1;
  return p->value < q->value ? -1 : p->value > q->value;
}

static Point *
sort (Point *points, guint32 n)
{
  gboolean sorted = TRUE;

  for (guint32 i = 1; i < n && sorted; i++)
    sorted = compare_points (&points[i - 1], &points[i]) <= 0;
  if (!sorted)
    qsort (points, n, sizeof *points, compare_points);
  return points;
}

/* Where nothing ran there are still the times at which was chosen. */
static void
stretch (BsTimelinePainter *self, gint64 t0, gint64 t1)
{
  if (self->trace->events->n_events > 0)
    return;
  if (self->t0 == self->t1)
    {
      self->t0 = t0;
      self->t1 = t1;
    }
  self->t0 = MIN (self->t0, t0);
  self->t1 = MAX (self->t1, t1);
}

static void
index_decisions (BsTimelinePainter *self, Point *points)
{
  const BsTrace *trace = self->trace;

  self->by_run = g_new (guint32, trace->n_decisions + 1);
  self->by_choice = g_new (guint32, trace->n_decisions + 1);
  for (guint32 i = 0; i < trace->n_decisions; i++)
    if (trace->decisions[i].run_end_ns > 0)
      {
        points[self->n_run++] = (Point){ trace->decisions[i].run_start_ns, i + 1 };
        stretch (self, trace->decisions[i].run_start_ns, trace->decisions[i].run_end_ns);
      }
  sort (points, self->n_run);
  for (guint32 i = 0; i < self->n_run; i++)
    self->by_run[i] = points[i].value;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    if (trace->decisions[i].end_ns > trace->decisions[i].start_ns)
      {
        points[self->n_chosen++] = (Point){ trace->decisions[i].start_ns, i + 1 };
        stretch (self, trace->decisions[i].start_ns, trace->decisions[i].end_ns);
      }
  sort (points, self->n_chosen);
  for (guint32 i = 0; i < self->n_chosen; i++)
    self->by_choice[i] = points[i].value;
}

static void
make_levels (BsCounterCurve *self)
{
  guint32 below = self->n;
  const guint32 *values = self->values;

  for (guint32 n = self->n; n > BS_COUNTER_FANOUT; n = n / BS_COUNTER_FANOUT + 1)
    self->n_levels++;
  self->levels = g_new0 (guint32 *, self->n_levels + 1);
  for (guint k = 0; k < self->n_levels; k++)
    {
      guint32 n = (below + BS_COUNTER_FANOUT - 1) / BS_COUNTER_FANOUT;

      self->levels[k] = g_new0 (guint32, n);
      for (guint32 i = 0; i < below; i++)
        self->levels[k][i / BS_COUNTER_FANOUT] = MAX (self->levels[k][i / BS_COUNTER_FANOUT],
                                                      values[i]);
      below = n;
      values = self->levels[k];
    }
}

static void
make_curve (BsCounterCurve *self, const Point *points, guint32 n)
{
  self->n = n;
  self->times = g_new (gint64, n + 1);
  self->values = g_new (guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      self->times[i] = points[i].time;
      self->values[i] = points[i].value;
      self->largest = MAX (self->largest, points[i].value);
    }
  make_levels (self);
}

static guint32
count_ready (const BsTrace *trace, guint32 decision)
{
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  guint64 n = 0;

  for (guint i = 0; i < bs_trace_decision (trace, decision)->n_candidates; i++)
    n += candidates[i].ready;
  return (guint32) MIN (n, G_MAXUINT32);
}

static void
make_counters (BsTimelinePainter *self, Point *points)
{
  const BsTrace *trace = self->trace;

  for (guint32 i = 0; i < self->n_run; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, self->by_run[i]);

      points[i] = (Point){ d->run_start_ns, d->size };
    }
  make_curve (&self->counters[BS_COUNTER_BATCH_SIZE], points, self->n_run);
  for (guint32 i = 0; i < self->n_run; i++)
    points[i].value = count_ready (trace, self->by_run[i]);
  make_curve (&self->counters[BS_COUNTER_READY], points, self->n_run);
}

static void
index_launches (BsTimelinePainter *self)
{
  const BsTrace *trace = self->trace;
  g_autofree Point *points = NULL;
  guint32 n = 0;

  if (trace->n_launches == 0)
    return;

  points = g_new (Point, trace->n_launches);
  self->launched = g_new0 (gint64, trace->n_decisions + 1);
  for (guint32 i = 0; i < trace->n_launches; i++)
    {
      const BsLaunch *launch = &trace->launches[i];

      if (launch->depth >= 0)
        points[n++] = (Point){ launch->called_ns > 0 ? launch->called_ns : launch->start_ns,
                               (guint32) launch->depth };
      if (launch->decision > 0 && launch->decision <= trace->n_decisions)
        self->launched[launch->decision - 1] = MAX (self->launched[launch->decision - 1],
                                                    launch->end_ns);
    }
  make_curve (&self->counters[BS_COUNTER_QUEUE], sort (points, n), n);
}

void
bs_timeline_index (BsTimelinePainter *self)
{
  g_autofree Point *points = g_new (Point, self->trace->n_decisions + 1);

  self->t0 = self->trace->events->t0;
  self->t1 = self->trace->events->t1;
  index_decisions (self, points);
  self->origin = self->trace->events->n_events > 0 ? self->trace->events->t0 : self->t0;
  make_counters (self, points);
  index_launches (self);
}

void
bs_timeline_index_clear (BsTimelinePainter *self)
{
  g_free (self->by_run);
  g_free (self->by_choice);
  g_free (self->launched);
  for (guint i = 0; i < BS_N_COUNTERS; i++)
    {
      BsCounterCurve *curve = &self->counters[i];

      for (guint k = 0; k < curve->n_levels; k++)
        g_free (curve->levels[k]);
      g_free (curve->levels);
      g_free (curve->times);
      g_free (curve->values);
    }
}

guint32
bs_timeline_lower_run (const BsTimelinePainter *self, gint64 t)
{
  guint32 low = 0, high = self->n_run;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (bs_trace_decision (self->trace, self->by_run[middle])->run_start_ns < t)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint32
bs_timeline_lower_choice (const BsTimelinePainter *self, gint64 t)
{
  guint32 low = 0, high = self->n_chosen;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (bs_trace_decision (self->trace, self->by_choice[middle])->start_ns < t)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static guint32
lower_time (const BsCounterCurve *self, gint64 t)
{
  guint32 low = 0, high = self->n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->times[middle] < t)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint32
bs_counter_curve_get (const BsCounterCurve *self, gint64 t0, gint64 t1)
{
  guint32 first = lower_time (self, t0), end = lower_time (self, t1);
  guint32 largest = 0;

  if (first > 0)
    first--;
  while (first < end)
    {
      guint32 size = 1;
      guint k = 0;

      while (k < self->n_levels && first % (size * BS_COUNTER_FANOUT) == 0
             && end - first >= size * BS_COUNTER_FANOUT)
        {
          size *= BS_COUNTER_FANOUT;
          k++;
        }
      largest = MAX (largest, k == 0 ? self->values[first] : self->levels[k - 1][first / size]);
      first += size;
    }

  return largest;
}
