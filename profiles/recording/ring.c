/* SPDX-License-Identifier: Apache-2.0 */
/* A lock-free ring of events from one producer to one consumer. Head and tail count events for
 * ever and live on cache lines of their own; the producer keeps a copy of the tail and looks at
 * the real one only when the ring seems full. Events lie in blocks that come back when they were
 * read, so that as long as the consumer keeps up the same few are used, which stay in the cache. */
#include "config.h"

#include "profiles/recording/ring.h"

#include <stdatomic.h>
#include <string.h>

#define CACHE_LINE 64
#define BLOCK_EVENTS 4096u

typedef struct _Block Block;

struct _Block
{
  Block *next; /* written before events of it are told of */
  BsEvent events[BLOCK_EVENTS];
};

struct _BsRing
{
  guint64 capacity;

  /* The producer. */
  _Alignas(CACHE_LINE) _Atomic guint64 head;
  guint64 known_tail; /* the producer's copy */
  Block *last;
  guint32 n_last; /* events in it */
  Block *spare;   /* (nullable): a list of blocks that came back */
  _Atomic guint64 dropped;

  /* The consumer. */
  _Alignas(CACHE_LINE) _Atomic guint64 tail;
  Block *first;
  guint32 n_first;        /* events read of it */
  _Atomic (Block *) back; /* (nullable): a list of blocks that were read */
};

BsRing *
bs_ring_new (guint32 capacity)
{
  BsRing *self;

  g_return_val_if_fail (capacity > 0 && (capacity & (capacity - 1)) == 0, NULL);

  self = g_aligned_alloc0 (1, sizeof (BsRing), CACHE_LINE);
  self->capacity = capacity;
  self->first = self->last = g_new (Block, 1);

  return self;
}

static void
free_blocks (Block *block)
{
  while (block != NULL)
    {
      Block *next = block->next;

      g_free (block);
      block = next;
    }
}

void
bs_ring_free (BsRing *self)
{
  self->last->next = NULL;
  free_blocks (self->first);
  free_blocks (self->spare);
  free_blocks (atomic_load (&self->back));
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

/* All that came back is taken at once, so that nothing can be mistaken for what it was before. */
static void
add_block (BsRing *self)
{
  Block *block;

  if (self->spare == NULL)
    self->spare = atomic_exchange_explicit (&self->back, NULL, memory_order_acquire);
  block = self->spare;
  if (block != NULL)
    self->spare = block->next;
  else
    block = g_new (Block, 1);
  self->last->next = block;
  self->last = block;
  self->n_last = 0;
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

  if (G_UNLIKELY (self->n_last == BLOCK_EVENTS))
    add_block (self);
  self->last->events[self->n_last++] = *event;
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

static void
give_back (BsRing *self, Block *block)
{
  Block *back = atomic_load_explicit (&self->back, memory_order_relaxed);

  do
    block->next = back;
  while (!atomic_compare_exchange_weak_explicit (&self->back, &back, block, memory_order_release,
                                                 memory_order_relaxed));
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
  for (guint32 done = 0, piece; done < n; done += piece)
    {
      if (self->n_first == BLOCK_EVENTS)
        {
          Block *read = self->first;

          self->first = read->next;
          self->n_first = 0;
          give_back (self, read);
        }
      piece = MIN (n - done, BLOCK_EVENTS - self->n_first);
      memcpy (events + done, self->first->events + self->n_first, piece * sizeof *events);
      self->n_first += piece;
    }
  atomic_store_explicit (&self->tail, tail + n, memory_order_release);

  return n;
}
