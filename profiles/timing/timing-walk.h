/* SPDX-License-Identifier: Apache-2.0 */
/* A walk through the events that touch a stretch of wall time. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* From @t0 up to, not including, @t1; nanoseconds on the clock of the trace. */
typedef struct
{
  gint64 t0, t1;
} BsTimingRange;

#define BS_TIMING_ALL ((BsTimingRange){ G_MININT64, G_MAXINT64 })

static inline gboolean
bs_timing_range_is_all (const BsTimingRange *self)
{
  return self->t0 == G_MININT64 && self->t1 == G_MAXINT64;
}

/** bs_timing_range_touches: Returns: whether some of [@start_ns, @end_ns] lies in it; what takes no time
 * does so where it begins. */
static inline gboolean
bs_timing_range_touches (const BsTimingRange *self, gint64 start_ns, gint64 end_ns)
{
  return start_ns < self->t1 && (end_ns > self->t0 || start_ns >= self->t0);
}

/** bs_timing_range_part: Returns: how much of [@start_ns, @end_ns] lies in it. */
static inline gint64
bs_timing_range_part (const BsTimingRange *self, gint64 start_ns, gint64 end_ns)
{
  return MAX (MIN (end_ns, self->t1) - MAX (start_ns, self->t0), 0);
}

/** bs_timing_part: Returns: of @amount the share @part / @whole, rounded down. */
static inline guint64
bs_timing_part (guint64 amount, gint64 part, gint64 whole)
{
  return part == whole || whole <= 0
             ? amount
             : (guint64) ((unsigned __int128) amount * (guint64) part / (guint64) whole);
}

/**
 * BsTimingWalk:
 *
 * Events in order of time: first those that began before the range and last into it.
 */
typedef struct
{
  BsTimingRange range;
  guint32 number; /* of the event that came last */

  /*< private >*/
  const BsTrace *trace;
  GCancellable *cancellable;
  GArray *open;
  guint at;
  guint32 next;
  BsEventIter iter;
} BsTimingWalk;

/** bs_timing_walk_init: @cancellable: (nullable): the walk ends early then. */
void bs_timing_walk_init (BsTimingWalk *self, const BsTrace *trace, const BsTimingRange *range,
                          GCancellable *cancellable);
void bs_timing_walk_clear (BsTimingWalk *self);

/** bs_timing_walk_open: for bs_timing_walk_next(). */
gboolean bs_timing_walk_open (BsTimingWalk *self, BsEvent *event);

/** bs_timing_walk_more: for bs_timing_walk_next(). */
gboolean bs_timing_walk_more (BsTimingWalk *self);

/** bs_timing_walk_next: Returns: whether there was one more; times are those of the whole event. */
static inline gboolean
bs_timing_walk_next (BsTimingWalk *self, BsEvent *event)
{
  if (self->at < self->open->len)
    return bs_timing_walk_open (self, event);
  if (self->iter.at == self->iter.n && !bs_timing_walk_more (self))
    return FALSE;

  *event = self->iter.events[self->iter.at++];
  self->number = self->next++;

  return event->start_ns < self->range.t1;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsTimingWalk, bs_timing_walk_clear)

G_END_DECLS
