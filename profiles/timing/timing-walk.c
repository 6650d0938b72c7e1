/* SPDX-License-Identifier: Apache-2.0 */
/* A walk through the events that touch a stretch of wall time. */
#include "config.h"

#include "profiles/timing/timing-walk.h"

void
bs_timing_walk_init (BsTimingWalk *self, const BsTrace *trace, const BsTimingRange *range,
                     GCancellable *cancellable)
{
  self->range = *range;
  self->trace = trace;
  self->cancellable = cancellable;
  self->open = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->at = 0;
  bs_event_iter_init (&self->iter, trace);
  if (!bs_timing_range_is_all (range))
    {
      bs_event_store_list_open (trace->events, range->t0, cancellable, self->open);
      bs_event_iter_seek (&self->iter, range->t0);
    }
  self->next = bs_event_iter_get_number (&self->iter);
}

void
bs_timing_walk_clear (BsTimingWalk *self)
{
  g_clear_pointer (&self->open, g_array_unref);
  bs_event_iter_clear (&self->iter);
}

gboolean
bs_timing_walk_open (BsTimingWalk *self, BsEvent *event)
{
  self->number = g_array_index (self->open, guint32, self->at++);
  bs_event_store_get (self->trace->events, self->number, event);

  return TRUE;
}

gboolean
bs_timing_walk_more (BsTimingWalk *self)
{
  return !g_cancellable_is_cancelled (self->cancellable) && bs_event_iter_load (&self->iter);
}
