/* SPDX-License-Identifier: Apache-2.0 */
/* When nothing ran, or less than could, and why. */
#include "config.h"

#include "profiles/timing/timing-idle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Events that follow each other and serve the same: a batch, or what prepares it. */
typedef struct
{
  gboolean there, is_batch;
  guint32 decision, mini_batch;
  gint64 start_ns, end_ns;
  gint64 idle_ns;       /* within, while no lane was busy */
  gint64 first_done_ns; /* when the first lane of it had nothing more to do */
  guint n_lanes;
  guint8 lanes[BS_EVENT_LANES];                            /* [n_lanes] that have a part of it */
  gint64 busy_ns[BS_EVENT_LANES], done_ns[BS_EVENT_LANES]; /* by lane */
} Group;

typedef struct
{
  const BsTrace *trace;
  BsTimingIdle *idle;
  Group group;
  gint64 until; /* what some lane was busy until */
  gint64 mini_batch_start_ns;
  guint32 mini_batch;
} Walking;

static void
add_up (gint64 *sum, gint64 ns)
{
  if (__builtin_add_overflow (*sum, ns, sum))
    *sum = G_MAXINT64;
}

static void
add_gap (BsTimingIdle *self, BsWait wait, const BsWaitGap *gap)
{
  BsWaitSum *sum = &self->sums[wait];
  guint at = sum->n_gaps;

  if (gap->wait_ns <= 0)
    return;

  sum->n++;
  add_up (&sum->ns, gap->end_ns - gap->start_ns);
  add_up (&sum->wait_ns, gap->wait_ns);
  add_up (&self->wait_ns, gap->wait_ns);
  while (at > 0 && sum->gaps[at - 1].wait_ns < gap->wait_ns)
    at--;
  if (at == BS_IDLE_GAPS)
    return;
  if (sum->n_gaps < BS_IDLE_GAPS)
    sum->n_gaps++;
  memmove (&sum->gaps[at + 1], &sum->gaps[at], (sum->n_gaps - 1 - at) * sizeof *gap);
  sum->gaps[at] = *gap;
}

static void
end_group (Walking *self)
{
  Group *group = &self->group;
  BsTimingIdle *idle = self->idle;
  gint64 covered_ns = group->end_ns - group->start_ns - group->idle_ns, shared_ns = 0, done_ns;
  BsWaitGap gap = { .start_ns = group->start_ns,
                    .end_ns = group->end_ns,
                    .decision = group->decision,
                    .mini_batch = group->mini_batch };

  if (!group->there)
    return;

  done_ns = group->end_ns;
  for (guint i = 0; i < group->n_lanes; i++)
    {
      guint lane = group->lanes[i];

      add_up (&idle->busy_ns, group->busy_ns[lane]);
      shared_ns += covered_ns - group->busy_ns[lane];
      done_ns = MIN (done_ns, group->done_ns[lane]);
      group->busy_ns[lane] = 0;
    }
  gap.wait_ns = covered_ns * (gint64) (idle->n_threads - MIN (group->n_lanes, idle->n_threads));
  if (group->is_batch)
    {
      add_gap (idle, BS_WAIT_ALONE, &gap);
      /* Where lanes take turns, it is all of the batch. */
      if (shared_ns <= (group->end_ns - done_ns) * (gint64) group->n_lanes)
        gap.start_ns = done_ns;
      gap.wait_ns = shared_ns;
      add_gap (idle, BS_WAIT_LAST, &gap);
    }
  else
    {
      gap.wait_ns += shared_ns;
      add_gap (idle, BS_WAIT_PREPARING, &gap);
    }
  group->there = FALSE;
}

static void
begin_group (Walking *self, const BsEvent *event, gboolean is_batch, gint64 start_ns)
{
  Group *group = &self->group;

  group->there = TRUE;
  group->is_batch = is_batch;
  group->decision = event->decision;
  group->mini_batch = self->mini_batch;
  group->start_ns = group->end_ns = start_ns;
  group->idle_ns = 0;
  group->n_lanes = 0;
}

static void
end_mini_batch (Walking *self)
{
  if (self->group.there || self->until > self->mini_batch_start_ns)
    add_up (&self->idle->wall_ns, self->until - self->mini_batch_start_ns);
}

/* No lane was busy from the end of what was before to @start_ns. */
static void
add_idle (Walking *self, const BsEvent *event, gboolean is_batch, gboolean same, gint64 start_ns)
{
  BsWaitGap gap = { .start_ns = self->until,
                    .end_ns = start_ns,
                    .decision = event->decision,
                    .mini_batch = self->mini_batch };

  gap.wait_ns = (gap.end_ns - gap.start_ns) * (gint64) self->idle->n_threads;
  add_up (&self->idle->idle_ns, gap.end_ns - gap.start_ns);
  if (same)
    self->group.idle_ns += gap.end_ns - gap.start_ns;
  add_gap (self->idle,
           same && is_batch                    ? BS_WAIT_WITHIN
           : is_batch && self->group.is_batch  ? BS_WAIT_BETWEEN
           : is_batch || !self->group.is_batch ? BS_WAIT_BEFORE
                                               : BS_WAIT_AFTER,
           &gap);
}

static void
add_event (Walking *self, const BsTimingRange *range, const BsEvent *event)
{
  Group *group = &self->group;
  gboolean is_batch = event->decision > 0 || bs_phase_is_computing (event->phase);
  gint64 start_ns = MAX (event->start_ns, range->t0), end_ns = MIN (event->end_ns, range->t1);
  guint32 mini_batch = bs_trace_event_mini_batch (self->trace, event, self->mini_batch);
  gboolean first = !group->there, same;
  guint i;

  same = !first && mini_batch == self->mini_batch && group->is_batch == is_batch
         && group->decision == event->decision;
  if (first || mini_batch != self->mini_batch)
    {
      end_group (self);
      if (!first)
        end_mini_batch (self);
      self->mini_batch = mini_batch;
      self->mini_batch_start_ns = self->until = MAX (start_ns, first ? G_MININT64 : self->until);
    }
  else if (start_ns > self->until)
    add_idle (self, event, is_batch, same, start_ns);
  if (!same)
    {
      end_group (self);
      /* What overlaps the group before it counts there only. */
      begin_group (self, event, is_batch, MAX (start_ns, self->until));
    }

  start_ns = MAX (start_ns, group->start_ns);
  for (i = 0; i < group->n_lanes && group->lanes[i] != event->lane;)
    i++;
  if (i == group->n_lanes)
    {
      group->lanes[group->n_lanes++] = event->lane;
      group->done_ns[event->lane] = group->start_ns;
    }
  start_ns = MAX (start_ns, group->done_ns[event->lane]);
  if (end_ns > start_ns)
    {
      add_up (&group->busy_ns[event->lane], end_ns - start_ns);
      group->done_ns[event->lane] = end_ns;
    }
  group->end_ns = MAX (group->end_ns, end_ns);
  self->until = MAX (self->until, end_ns);
}

static void
walk_threads (BsTimingIdle *idle, const BsTrace *trace, const BsTimingRange *range,
              GCancellable *cancellable)
{
  g_autofree Walking *self = g_new0 (Walking, 1);
  gboolean is_thread[BS_EVENT_LANES] = { FALSE };
  g_auto (BsTimingWalk) walk = { 0 };
  BsEvent event;

  for (guint lane = 0; lane < trace->n_lanes; lane++)
    if (bs_trace_lane_kind (trace, lane) == BS_LANE_THREAD
        && bs_event_store_get_lane (trace->events, lane) != NULL)
      {
        is_thread[lane] = TRUE;
        idle->n_threads++;
      }
  self->trace = trace;
  self->idle = idle;
  for (bs_timing_walk_init (&walk, trace, range, cancellable); bs_timing_walk_next (&walk, &event);)
    if (is_thread[event.lane])
      add_event (self, range, &event);
  end_group (self);
  if (self->until > self->mini_batch_start_ns)
    end_mini_batch (self);
}

BsTimingIdle *
bs_timing_idle_new (const BsTrace *trace, const BsTimingRange *range, GCancellable *cancellable)
{
  BsTimingRange all = BS_TIMING_ALL;
  g_autoptr (BsTimingIdle) self = g_new0 (BsTimingIdle, 1);

  if (range == NULL)
    range = &all;
  self->of_device = trace->n_idles > 0;
  for (guint32 i = 0; i < trace->n_idles; i++)
    {
      const BsIdle *own = &trace->idles[i];
      BsWaitGap gap = { .start_ns = MAX (own->start_ns, range->t0),
                        .end_ns = MIN (own->end_ns, range->t1),
                        .decision = own->decision,
                        .mini_batch = own->mini_batch };

      gap.wait_ns = gap.end_ns - gap.start_ns;
      add_gap (self, BS_WAIT_DEVICE + own->cause, &gap);
    }
  if (self->of_device)
    self->idle_ns = self->wait_ns;
  else
    walk_threads (self, trace, range, cancellable);

  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

void
bs_timing_idle_free (BsTimingIdle *self)
{
  g_free (self);
}

const char *
bs_wait_get_name (BsWait wait)
{
  static const char *const names[BS_WAIT_DEVICE] = {
    N_ ("before the first batch"), N_ ("between batches"), N_ ("between kernels"),
    N_ ("after the last batch"),   N_ ("host prepares"),   N_ ("for the last thread"),
    N_ ("batch of one thread"),
  };
  const char *name, *advice;

  g_return_val_if_fail (wait < BS_N_WAITS, NULL);

  if (wait < BS_WAIT_DEVICE)
    return _ (names[wait]);
  bs_idle_cause_explain (wait - BS_WAIT_DEVICE, &name, &advice);

  return name;
}

const char *
bs_wait_get_advice (BsWait wait)
{
  static const char *const texts[BS_WAIT_DEVICE] = {
    N_ ("No thread is busy after the graph was built, scheduled and planned: values get their "
        "room."),
    N_ ("No thread is busy: the run loop takes the next batch of the schedule. Fewer, larger "
        "batches "
        "have fewer such gaps."),
    N_ ("No thread is busy between two kernels of one batch."),
    N_ ("No thread is busy after the last batch: values are read and room is given back."),
    N_ ("One thread builds, schedules or plans while the others wait: larger mini-batches or "
        "growing "
        "graphs hide more of it."),
    N_ ("Threads that are done with their part of a batch wait for the last one: parts of small "
        "batches "
        "are not the same."),
    N_ ("Batches too small to be divided run on one thread while the others wait: larger batches, "
        "or "
        "fewer threads."),
  };
  const char *name, *advice;

  g_return_val_if_fail (wait < BS_N_WAITS, NULL);

  if (wait < BS_WAIT_DEVICE)
    return _ (texts[wait]);
  bs_idle_cause_explain (wait - BS_WAIT_DEVICE, &name, &advice);

  return advice;
}

/* Causes that are there, most waiting first. Returns: how many. */
static guint
order_causes (const BsTimingIdle *self, guint order[BS_N_WAITS])
{
  guint n = 0;

  for (guint wait = 0; wait < BS_N_WAITS; wait++)
    {
      guint at = n;

      if (self->sums[wait].n == 0)
        continue;
      while (at > 0 && self->sums[order[at - 1]].wait_ns < self->sums[wait].wait_ns)
        {
          order[at] = order[at - 1];
          at--;
        }
      order[at] = wait;
      n++;
    }

  return n;
}

BsTable *
bs_timing_idle_tabulate (const BsTimingIdle *self)
{
  BsTable *table = bs_table_new ();
  guint order[BS_N_WAITS], n = order_causes (self, order);

  bs_table_add_column (table, "cause", BS_COLUMN_TEXT);
  bs_table_add_column (table, "times", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "wait_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "mean_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "longest_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  for (guint i = 0; i < n; i++)
    {
      const BsWaitSum *sum = &self->sums[order[i]];

      bs_table_add_text (table, bs_wait_get_name (order[i]));
      bs_table_add_integer (table, (gint64) sum->n);
      bs_table_add_integer (table, sum->wait_ns);
      bs_table_add_real (table, (double) sum->wait_ns / (double) self->wait_ns);
      bs_table_add_integer (table, sum->ns);
      bs_table_add_integer (table, sum->wait_ns / (gint64) sum->n);
      bs_table_add_integer (table, sum->gaps[0].wait_ns);
      bs_table_add_natural (table, sum->gaps[0].decision > 0 ? (gint64) sum->gaps[0].decision : -1);
    }

  return table;
}

typedef struct
{
  BsWaitGap gap;
  BsWait wait;
} Item;

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *x = a, *y = b;

  if (x->gap.wait_ns != y->gap.wait_ns)
    return x->gap.wait_ns > y->gap.wait_ns ? -1 : 1;
  if (x->wait != y->wait)
    return x->wait < y->wait ? -1 : 1;

  return x->gap.start_ns < y->gap.start_ns ? -1 : x->gap.start_ns > y->gap.start_ns;
}

static GArray *
list_items (const BsTimingIdle *self)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint wait = 0; wait < BS_N_WAITS; wait++)
    for (guint i = 0; i < self->sums[wait].n_gaps; i++)
      {
        Item item = { self->sums[wait].gaps[i], wait };

        g_array_append_val (items, item);
      }
  g_array_sort (items, compare_items);

  return items;
}

GArray *
bs_timing_idle_list_gaps (const BsTimingIdle *self)
{
  g_autoptr (GArray) items = list_items (self);
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (BsWaitGap));

  for (guint i = 0; i < items->len; i++)
    g_array_append_val (gaps, g_array_index (items, Item, i).gap);

  return gaps;
}

BsTable *
bs_timing_idle_tabulate_gaps (const BsTimingIdle *self, const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autoptr (GArray) items = list_items (self);

  bs_table_add_column (table, "cause", BS_COLUMN_TEXT);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "start_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "wait_ns", BS_COLUMN_DURATION);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      guint32 decision = item->gap.decision;

      bs_table_add_text (table, bs_wait_get_name (item->wait));
      bs_table_add_natural (table, decision > 0 ? (gint64) decision : -1);
      bs_table_add_text (table,
                         decision > 0 && decision <= trace->n_decisions
                             ? trace->types->types[bs_trace_decision (trace, decision)->type].name
                             : NULL);
      bs_table_add_integer (table, item->gap.mini_batch);
      bs_table_add_natural (
          table, trace->events->n_events > 0 ? item->gap.start_ns - trace->events->t0 : -1);
      bs_table_add_integer (table, item->gap.end_ns - item->gap.start_ns);
      bs_table_add_integer (table, item->gap.wait_ns);
    }

  return table;
}
