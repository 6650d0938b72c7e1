/* SPDX-License-Identifier: Apache-2.0 */
/* A lock-free ring of events from one producer to one consumer. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

typedef struct _BsRing BsRing;

/** bs_ring_new: @capacity: slots, a power of two. */
BsRing *bs_ring_new (guint32 capacity);
void bs_ring_free (BsRing *self);

/**
 * bs_ring_push:
 *
 * The producer's side: never waits. Where there is no room the event is counted and forgotten.
 */
void bs_ring_push (BsRing *self, const BsEvent *event);

/** bs_ring_has_room: Returns: whether the next event is stored; the producer's side. */
gboolean bs_ring_has_room (BsRing *self);

/** bs_ring_get_head: Returns: how many events have been stored; from either side. */
guint64 bs_ring_get_head (BsRing *self);

/** bs_ring_get_dropped: Returns: how many events have been forgotten; from either side. */
guint64 bs_ring_get_dropped (BsRing *self);

/**
 * bs_ring_pop:
 * @limit: a value of bs_ring_get_head(): events stored later are left alone
 * @events: (out caller-allocates): room for @max events
 *
 * The consumer's side.
 *
 * Returns: how many events were taken
 */
guint32 bs_ring_pop (BsRing *self, guint64 limit, BsEvent *events, guint32 max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRing, bs_ring_free)

G_END_DECLS
