/* SPDX-License-Identifier: Apache-2.0 */
/* The events of a trace in memory: packed as they are in the file, but in order, with their levels
 * of detail. */
#pragma once

#include <gio/gio.h>

#include "profiles/format/event-levels.h"
#include "profiles/format/event-packing.h"

G_BEGIN_DECLS

/**
 * BsEventStore:
 *
 * Filled block by block, then finished, and from then on only looked at: safe to share between
 * threads. Events have numbers from 0 on, in order of start_ns, those that begin at once in the
 * order in which they were added.
 */
typedef struct
{
  guint32 n_events;
  guint n_lanes;                /* 1 more than the highest lane of an event */
  guint32 max_decision;         /* of any event */
  gint64 t0, t1;                /* earliest start, latest end; both 0 when there are no events */
  gint64 phase_ns[BS_N_PHASES]; /* added up over all lanes */
  gint64 covered_ns;            /* while any lane had an event */
  gsize memory;                 /* that the blocks added take, roughly */

  /*< private >*/
  GByteArray *packed;
  GArray *segments;
  GArray *blocks;
  BsEventLevels *levels;
  BsEvent *unpacked;
  gint64 last_start_ns;
  guint32 last_decision;
  gboolean sorted;
} BsEventStore;

BsEventStore *bs_event_store_new (void);
void bs_event_store_free (BsEventStore *self);

/**
 * bs_event_store_add:
 * @data: (array length=size): a block of @n events, see event-packing.h; untrusted
 * @size: bytes of @data
 * @n: how many events it is said to be
 * @t0: (out): the earliest start
 * @t1: (out): the latest end
 *
 * Returns: %FALSE when it is not valid, or there are too many events
 */
gboolean bs_event_store_add (BsEventStore *self, const guint8 *data, gsize size, guint32 n,
                             gint64 *t0, gint64 *t1);

/** bs_event_store_finish: puts the events in order where blocks of the file were not. Returns: %FALSE
 * when they take too much room then; the store can only be freed. */
gboolean bs_event_store_finish (BsEventStore *self);

/**
 * bs_event_store_cut:
 * @last_decision: of the trace
 *
 * Events of decisions above @last_decision are from now on of none.
 */
void bs_event_store_cut (BsEventStore *self, guint32 last_decision);

/**
 * bs_event_store_get:
 * @i: below .n_events
 * @event: (out caller-allocates): the event
 *
 * Event @i; to walk through many, use an iterator.
 */
void bs_event_store_get (const BsEventStore *self, guint32 i, BsEvent *event);

/**
 * bs_event_store_get_lane:
 * @lane: below %BS_EVENT_LANES
 *
 * Returns: (transfer none) (nullable): the sum of all events of a lane
 */
const BsEventNode *bs_event_store_get_lane (const BsEventStore *self, guint lane);

/**
 * bs_event_store_summarise:
 * @lane: below %BS_EVENT_LANES
 * @t0: on the clock of the trace
 * @t1: after @t0
 * @n_pixels: in how many parts of equal length the time is divided
 * @out: (out caller-allocates) (array length=n_pixels): what is in each part
 *
 * What a picture of a part of a lane shows: in each part nanoseconds by phase, of events that overlap added
 * up; the events that begin there (in the first part also those that began before); and the longest event
 * that touches it. Nodes narrower than a part are not looked into: one that lies across the edge of two is
 * divided in proportion. O(@n_pixels log n).
 */
void bs_event_store_summarise (const BsEventStore *self, guint lane, gint64 t0, gint64 t1,
                               guint n_pixels, BsEventSums *out);

/** BsFoundEvent: an event with its number. */
typedef struct
{
  BsEvent event;  /* all of it */
  guint32 number; /* from 0, in order of time */
} BsFoundEvent;

/**
 * bs_event_store_find:
 * @lane: below %BS_EVENT_LANES
 * @t0: on the clock of the trace
 * @t1: after @t0
 * @phases: a bit (1 << BsPhase) for each that is wanted
 * @out: (out caller-allocates): room for @max
 * @max: at most so many are looked for
 *
 * Finds the events of @lane that touch the times from @t0 to before @t1, those without length, too: in
 * order of their start, the first @max. O(log n) for each.
 *
 * Returns: how many there are in @out
 */
guint bs_event_store_find (const BsEventStore *self, guint lane, gint64 t0, gint64 t1,
                           guint32 phases, BsFoundEvent *out, guint max);

/**
 * bs_event_store_list_open:
 * @time_ns: on the clock of the trace
 * @cancellable: (nullable): ends it early
 * @numbers: (element-type guint32): the numbers of the events that begin before @time_ns and end after it
 *   are appended, in order
 *
 * By the levels of detail: O(log n) for each of them, where events do not lie across each other.
 */
void bs_event_store_list_open (const BsEventStore *self, gint64 time_ns, GCancellable *cancellable,
                               GArray *numbers);

/**
 * BsEventIter:
 *
 * Walks through the events of a store.
 */
typedef struct
{
  const BsEventStore *store;
  guint32 segment; /* the next one */
  guint32 n, at;   /* of those that are unpacked */
  BsEvent events[BS_EVENT_SEGMENT_EVENTS];
} BsEventIter;

/**
 * bs_event_iter_start:
 * @self: (out caller-allocates): a walk
 * @store: finished; to be there as long as the walk
 *
 * Begins before the first event, see bs_event_iter_next().
 */
void bs_event_iter_start (BsEventIter *self, const BsEventStore *store);

/**
 * bs_event_iter_seek:
 * @time_ns: on the clock of the trace
 *
 * The next event is the first one that begins at @time_ns or later.
 */
void bs_event_iter_seek (BsEventIter *self, gint64 time_ns);

/**
 * bs_event_iter_go_to:
 * @number: from 0 to .n_events of the store
 *
 * The next event is @number; all have been seen when it is .n_events.
 */
void bs_event_iter_go_to (BsEventIter *self, guint32 number);

/** bs_event_iter_get_number: Returns: the number of the next event. */
guint32 bs_event_iter_get_number (const BsEventIter *self);

/**
 * bs_event_iter_load:
 *
 * Unpacks the next events; for bs_event_iter_next().
 *
 * Returns: whether there are any
 */
gboolean bs_event_iter_load (BsEventIter *self);

/**
 * bs_event_iter_next:
 * @self: a walk
 * @event: (out caller-allocates): the next event
 *
 * Goes on with a walk.
 *
 * Returns: whether there was one more
 */
static inline gboolean
bs_event_iter_next (BsEventIter *self, BsEvent *event)
{
  if (self->at == self->n && !bs_event_iter_load (self))
    return FALSE;
  *event = self->events[self->at++];

  return TRUE;
}

/**
 * bs_event_iter_clear:
 * @self: a walk
 *
 * Ends it, wherever it is.
 */
static inline void
bs_event_iter_clear (BsEventIter *self)
{
  self->store = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsEventIter, bs_event_iter_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsEventStore, bs_event_store_free)

G_END_DECLS
