/* SPDX-License-Identifier: Apache-2.0 */
/* A lock-free ring of events from one producer to one consumer. Head and tail count events for
 * ever and live on cache lines of their own; the producer keeps a copy of the tail and looks at
 * the real one only when the ring seems full. */
#include "config.h"

#include "profiles/recording/ring.h"

#include <stdatomic.h>

#define CACHE_LINE 64

struct _BsRing
{
  BsEvent *slots;
  guint64 capacity;

  _Alignas(CACHE_LINE) _Atomic guint64 head;
  guint64 known_tail; /* the producer's copy */
  _Atomic guint64 dropped;

  _Alignas(CACHE_LINE) _Atomic guint64 tail;
};

BsRing *
bs_ring_new (guint32 capacity)
{
  BsRing *self;

  g_return_val_if_fail (capacity > 0 && (capacity & (capacity - 1)) == 0, NULL);

  self = g_aligned_alloc0 (1, sizeof (BsRing), CACHE_LINE);
  self->capacity = capacity;
  self->slots = g_new0 (BsEvent, capacity);

  return self;
}

void
bs_ring_free (BsRing *self)
{
  g_free (self->slots);
  g_aligned_free (self);
}

static inline gboolean
has_room (BsRing *self, guint64 head)
{
  if (G_LIKELY (head - self->known_tail < self->capacity))
    return TRUE;
  self->known_tail = atomic_load_explicit (&self->tail, memory_order_acquire);

  return head - self->known_tail < self->capacity;
}

gboolean
bs_ring_has_room (BsRing *self)
{
  return has_room (self, atomic_load_explicit (&self->head, memory_order_relaxed));
}

void
bs_ring_push (BsRing *self, const BsEvent *event)
{
  guint64 head = atomic_load_explicit (&self->head, memory_order_relaxed);

  if (G_UNLIKELY (!has_room (self, head)))
    {
      atomic_fetch_add_explicit (&self->dropped, 1, memory_order_relaxed);
      return;
    }

  self->slots[head & (self->capacity - 1)] = *event;
  atomic_store_explicit (&self->head, head + 1, memory_order_release);
}

guint64
bs_ring_get_head (BsRing *self)
{
  return atomic_load_explicit (&self->head, memory_order_acquire);
}

guint64
bs_ring_get_dropped (BsRing *self)
{
  return atomic_load_explicit (&self->dropped, memory_order_relaxed);
}

guint32
bs_ring_pop (BsRing *self, guint64 limit, BsEvent *events, guint32 max)
{
  guint64 tail = atomic_load_explicit (&self->tail, memory_order_relaxed);
  guint64 head = MIN (bs_ring_get_head (self), limit);
  guint32 n;

  if (tail >= head)
    return 0;

  n = (guint32) MIN (head - tail, max);
  for (guint32 i = 0; i < n; i++)
    events[i] = self->slots[(tail + i) & (self->capacity - 1)];
  atomic_store_explicit (&self->tail, tail + n, memory_order_release);

  return n;
}
