/* SPDX-License-Identifier: Apache-2.0 */
/* A lane of the timeline in so many pixels, from the levels of detail: a look at a few nodes a
 * pixel, however many events there are. */
#pragma once

#include "profiles/format/event-levels.h"

G_BEGIN_DECLS

typedef struct _BsEventSource BsEventSource;

/**
 * BsEventSource:
 * @nodes: Returns: (nullable): at most %BS_EVENT_FANOUT nodes of @level from node @first on, a
 *   multiple of that, until the next time that it is asked for some of this level
 * @events: copies the events of a node of level 1, and their numbers
 *
 * Where nodes and events come from: memory, or a file. NULL and FALSE: it failed.
 */
struct _BsEventSource
{
  const BsEventNode *(*nodes) (BsEventSource *self, guint lane, guint level, guint32 first,
                               guint32 *n);
  gboolean (*events) (BsEventSource *self, guint lane, const BsEventNode *node,
                      BsEvent events[BS_EVENT_LEAF], guint32 numbers[BS_EVENT_LEAF]);
};

/** bs_pixel_edge: Returns: where pixel @i of @n between @t0 and @t1 begins, for @n: @t1. */
static inline gint64
bs_pixel_edge (gint64 t0, gint64 t1, guint n, guint i)
{
  guint64 span = (guint64) t1 - (guint64) t0;

  return t0 + (gint64) (((unsigned __int128) span * i + n - 1) / n);
}

/**
 * bs_event_summarise:
 * @level: the highest of the lane; 0: it has no event
 * @t1: after @t0
 * @out: (out caller-allocates) (array length=n_pixels): what falls into each pixel: nanoseconds by
 *   phase, of events that overlap added up; events that begin there (in the first pixel also those
 *   that began before); the longest event that touches it
 *
 * Nodes narrower than a pixel are not looked into: one that lies across the edge of two is divided
 * in proportion.
 *
 * Returns: FALSE when @source failed
 */
gboolean bs_event_summarise (BsEventSource *source, guint lane, guint level, gint64 t0, gint64 t1,
                             guint n_pixels, BsEventSums *out);

G_END_DECLS
