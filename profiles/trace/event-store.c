/* SPDX-License-Identifier: Apache-2.0 */
/* The events of a trace in memory. Blocks that are in order stay as they came; of those that
 * overlap only the ones that do are unpacked, sorted and packed again. */
#include "config.h"

#include "profiles/trace/event-store.h"

#include <string.h>

#include "profiles/trace/event-summary.h"
#include "profiles/format/schema.h"

/* What an event costs beside its bytes and the nodes that hold it up. */
#define EVENT_COST 8

typedef struct
{
  gint64 t0;    /* the start of its first event */
  gsize offset; /* of its events */
  guint32 size;
  guint32 first; /* number of its first event */
} Segment;

typedef struct
{
  gint64 t0, last_start_ns;
  guint32 index; /* in the order in which they were added */
  guint32 first; /* number of its first event, in this order */
  guint32 n;
  gsize offset, size;
} Block;

BsEventStore *
bs_event_store_new (void)
{
  BsEventStore *self = g_new0 (BsEventStore, 1);

  self->packed = g_byte_array_new ();
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  self->levels = bs_event_levels_new ();
  self->unpacked = g_new (BsEvent, BS_EVENT_BLOCK_EVENTS);
  self->last_decision = G_MAXUINT32;
  self->sorted = TRUE;

  return self;
}

void
bs_event_store_free (BsEventStore *self)
{
  g_byte_array_unref (self->packed);
  g_array_unref (self->segments);
  g_array_unref (self->blocks);
  bs_event_levels_free (self->levels);
  g_free (self->unpacked);
  g_free (self);
}

/* Adds @event up; they come in order of their start. */
static void
count (BsEventStore *self, const BsEvent *event)
{
  gint64 ns = event->end_ns - event->start_ns;

  if (__builtin_add_overflow (self->phase_ns[event->phase], ns, &self->phase_ns[event->phase]))
    self->phase_ns[event->phase] = G_MAXINT64;
  self->max_decision = MAX (self->max_decision, event->decision);
  self->n_lanes = MAX (self->n_lanes, event->lane + 1u);
  self->covered_ns += MAX (event->end_ns - MAX (event->start_ns, self->t1), 0);
  self->t1 = MAX (self->t1, event->end_ns);
}

/* Notes where the segments of a valid block are. */
static void
index_block (BsEventStore *self, gsize offset, const BsEvent *events, guint32 n)
{
  for (guint32 first = 0; first < n; first += BS_EVENT_SEGMENT_EVENTS)
    {
      const guint8 *data = self->packed->data + offset;
      Segment segment = { .t0 = events[first].start_ns,
                          .offset = offset + 2,
                          .size = data[0] | (guint32) data[1] << 8,
                          .first = self->n_events + first };

      g_array_append_val (self->segments, segment);
      offset = segment.offset + segment.size;
    }
}

/* Adds a block whose events are unpacked. */
static void
add_block (BsEventStore *self, const guint8 *data, gsize size, const BsEvent *events, guint32 n)
{
  Block block = { .t0 = events[0].start_ns,
                  .last_start_ns = events[n - 1].start_ns,
                  .index = self->blocks->len,
                  .first = self->n_events,
                  .n = n,
                  .offset = self->packed->len,
                  .size = size };

  self->sorted &= self->n_events == 0 || block.t0 >= self->last_start_ns;
  self->last_start_ns = block.last_start_ns;
  g_array_append_val (self->blocks, block);
  g_byte_array_append (self->packed, data, (guint) size);
  /* All of it is done again for those that are out of order. */
  if (self->sorted)
    {
      if (self->n_events == 0)
        self->t0 = block.t0;
      for (guint32 i = 0; i < n; i++)
        count (self, &events[i]);
      index_block (self, block.offset, events, n);
      bs_event_levels_add (self->levels, events, n);
    }
  self->n_events += n;
}

/* What a block costs: each of its lanes has a node of its own. */
static gsize
block_cost (const BsEvent *events, guint32 n, gsize size)
{
  gboolean seen[BS_EVENT_LANES] = { FALSE };
  gsize cost = sizeof (Block) + size + (gsize) n * EVENT_COST;

  for (guint32 i = 0; i < n; i++)
    {
      if (!seen[events[i].lane])
        cost += sizeof (BsEventNode);
      seen[events[i].lane] = TRUE;
    }

  return cost;
}

gboolean
bs_event_store_add (BsEventStore *self, const guint8 *data, gsize size, guint32 n, gint64 *t0,
                    gint64 *t1)
{
  if (n == 0 || n > BS_EVENT_BLOCK_EVENTS || n >= G_MAXINT32 - self->n_events
      || size > G_MAXINT32 - self->packed->len
      || !bs_event_block_unpack (data, size, n, self->unpacked))
    return FALSE;

  add_block (self, data, size, self->unpacked, n);
  self->memory += block_cost (self->unpacked, n, size);
  *t0 = self->unpacked[0].start_ns;
  *t1 = 0;
  for (guint32 i = 0; i < n; i++)
    *t1 = MAX (*t1, self->unpacked[i].end_ns);

  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;

  return x->t0 < y->t0 ? -1 : x->t0 > y->t0;
}

static int
compare_indexes (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;

  return x->index < y->index ? -1 : x->index > y->index;
}

static int
compare_events (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

/* Adds the events of @n blocks that overlap, in order. Returns: whether there was room for them. */
static gboolean
add_sorted (BsEventStore *self, const GByteArray *packed, Block *blocks, guint n)
{
  guint32 n_events = 0, at = 0;
  g_autofree BsEvent *events = NULL;
  g_autofree guint8 *bytes = NULL;

  for (guint i = 0; i < n; i++)
    n_events += blocks[i].n;
  events = g_new (BsEvent, n_events);
  qsort (blocks, n, sizeof *blocks, compare_indexes);
  for (guint i = 0; i < n; at += blocks[i++].n)
    bs_event_block_unpack (packed->data + blocks[i].offset, blocks[i].size, blocks[i].n,
                           events + at);

  if (n == 1)
    {
      add_block (self, packed->data + blocks[0].offset, blocks[0].size, events, n_events);
      return TRUE;
    }

  g_qsort_with_data (events, (int) n_events, sizeof *events, compare_events, NULL);
  bytes = g_malloc (bs_event_block_bound (BS_EVENT_BLOCK_EVENTS));
  for (at = 0; at < n_events; at += BS_EVENT_BLOCK_EVENTS)
    {
      guint32 length = MIN (n_events - at, BS_EVENT_BLOCK_EVENTS);
      gsize size = bs_event_block_pack (events + at, length, bytes);

      if (size > G_MAXINT32 - self->packed->len)
        return FALSE;
      add_block (self, bytes, size, events + at, length);
    }

  return TRUE;
}

static gboolean
sort (BsEventStore *self)
{
  g_autoptr (BsEventStore) sorted = bs_event_store_new ();
  BsEventStore swap;
  guint n;

  g_array_sort (self->blocks, compare_times);
  for (guint i = 0; i < self->blocks->len; i += n)
    {
      Block *blocks = &g_array_index (self->blocks, Block, i);
      gint64 last_ns = blocks[0].last_start_ns;

      for (n = 1; i + n < self->blocks->len && blocks[n].t0 <= last_ns; n++)
        last_ns = MAX (last_ns, blocks[n].last_start_ns);
      if (!add_sorted (sorted, self->packed, blocks, n))
        return FALSE;
    }

  swap = *self;
  *self = *sorted;
  *sorted = swap;

  return TRUE;
}

gboolean
bs_event_store_finish (BsEventStore *self)
{
  if (!self->sorted && !sort (self))
    return FALSE;
  bs_event_levels_finish (self->levels);
  g_clear_pointer (&self->unpacked, g_free);
  g_array_set_size (self->blocks, 0);

  return TRUE;
}

void
bs_event_store_cut (BsEventStore *self, guint32 last_decision)
{
  self->last_decision = last_decision;
}

/* Returns: how many events there are in it. */
static guint32
unpack_segment (const BsEventStore *self, guint32 i, BsEvent *events)
{
  const Segment *segment = &g_array_index (self->segments, Segment, i);
  guint32 end = i + 1 < self->segments->len ? segment[1].first : self->n_events;
  guint32 n = end - segment->first;

  bs_event_segment_unpack (self->packed->data + segment->offset, segment->size, n, events);
  if (self->max_decision > self->last_decision)
    for (guint32 k = 0; k < n; k++)
      if (events[k].decision > self->last_decision)
        events[k].decision = 0;

  return n;
}

/* The last segment that begins at or before @number, or before @time_ns. */
static guint32
find_segment (const BsEventStore *self, guint32 number, gint64 time_ns)
{
  guint32 low = 0, high = self->segments->len;

  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;
      const Segment *segment = &g_array_index (self->segments, Segment, middle);

      if (segment->first <= number && segment->t0 < time_ns)
        low = middle;
      else
        high = middle;
    }

  return low;
}

void
bs_event_iter_start (BsEventIter *self, const BsEventStore *store)
{
  self->store = store;
  self->segment = self->n = self->at = 0;
}

gboolean
bs_event_iter_load (BsEventIter *self)
{
  if (self->segment == self->store->segments->len)
    return FALSE;

  self->n = unpack_segment (self->store, self->segment++, self->events);
  self->at = 0;

  return TRUE;
}

void
bs_event_iter_seek (BsEventIter *self, gint64 time_ns)
{
  self->segment = find_segment (self->store, G_MAXUINT32, time_ns);
  self->n = self->at = 0;
  if (bs_event_iter_load (self))
    while (self->at < self->n && self->events[self->at].start_ns < time_ns)
      self->at++;
}

void
bs_event_iter_go_to (BsEventIter *self, guint32 number)
{
  self->segment = find_segment (self->store, number, G_MAXINT64);
  self->n = self->at = 0;
  if (bs_event_iter_load (self))
    self->at = MIN (
        number - g_array_index (self->store->segments, Segment, self->segment - 1).first, self->n);
}

guint32
bs_event_iter_get_number (const BsEventIter *self)
{
  const BsEventStore *store = self->store;
  guint32 end = self->segment < store->segments->len
                    ? g_array_index (store->segments, Segment, self->segment).first
                    : store->n_events;

  return end - (self->n - self->at);
}

void
bs_event_store_get (const BsEventStore *self, guint32 i, BsEvent *event)
{
  BsEventIter iter;

  bs_event_iter_start (&iter, self);
  bs_event_iter_go_to (&iter, i);
  bs_event_iter_next (&iter, event);
}

const BsEventNode *
bs_event_store_get_lane (const BsEventStore *self, guint lane)
{
  guint level = bs_event_levels_get_n (self->levels, lane);
  guint32 n;

  return level > 0 ? bs_event_levels_get (self->levels, lane, level, &n) : NULL;
}

typedef struct
{
  BsEventSource source;
  const BsEventStore *store;
  BsEventIter iter;
} StoreSource;

static const BsEventNode *
get_nodes (BsEventSource *source, guint lane, guint level, guint32 first, guint32 *n)
{
  const BsEventStore *store = ((StoreSource *) source)->store;
  const BsEventNode *nodes = bs_event_levels_get (store->levels, lane, level, n);

  *n = MIN (*n - first, BS_EVENT_FANOUT);

  return nodes + first;
}

/* Events of one lane that follow each other are often in one segment, which is unpacked once. */
static gboolean
get_events (BsEventSource *source, guint lane, const BsEventNode *node, BsEvent *events,
            guint32 *numbers)
{
  BsEventIter *iter = &((StoreSource *) source)->iter;
  guint32 number = node->first;
  guint32 unpacked = bs_event_iter_get_number (iter) - iter->at; /* the first one */

  if (number >= unpacked && number - unpacked < iter->n)
    iter->at = number - unpacked;
  else
    bs_event_iter_go_to (iter, number);
  for (guint32 n = 0; n < node->sums.n && bs_event_iter_next (iter, &events[n]); number++)
    if (events[n].lane == lane)
      numbers[n++] = number;

  return TRUE;
}

void
bs_event_store_summarise (const BsEventStore *self, guint lane, gint64 t0, gint64 t1,
                          guint n_pixels, BsEventSums *out)
{
  StoreSource source;

  source.source = (BsEventSource){ get_nodes, get_events };
  source.store = self;
  bs_event_iter_start (&source.iter, self);
  bs_event_summarise (&source.source, lane, bs_event_levels_get_n (self->levels, lane), t0, t1,
                      n_pixels, out);
}

typedef struct
{
  StoreSource source;
  guint lane;
  gint64 t0, t1;
  guint32 phases;
  BsFoundEvent *out;
  guint n, max;
} Search;

static void
find_in_leaf (Search *self, const BsEventNode *node)
{
  BsEvent events[BS_EVENT_LEAF];
  guint32 numbers[BS_EVENT_LEAF];

  get_events (&self->source.source, self->lane, node, events, numbers);
  for (guint32 i = 0; i < node->sums.n && self->n < self->max; i++)
    if (events[i].start_ns < self->t1
        && (events[i].end_ns > self->t0 || events[i].start_ns >= self->t0)
        && (self->phases >> events[i].phase & 1))
      self->out[self->n++] = (BsFoundEvent){ events[i], numbers[i] };
}

static gboolean
has_phase (const BsEventNode *node, guint32 phases)
{
  for (guint k = 0; k < BS_N_PHASES; k++)
    if ((phases >> k & 1) && node->sums.phases[k].n > 0)
      return TRUE;

  return FALSE;
}

static void
find_below (Search *self, guint level, guint32 first)
{
  guint32 n;
  const BsEventNode *nodes = get_nodes (&self->source.source, self->lane, level, first, &n);

  for (guint32 i = 0; i < n && nodes[i].t0 < self->t1 && self->n < self->max; i++)
    {
      if (nodes[i].t1 < self->t0 || !has_phase (&nodes[i], self->phases))
        continue;
      if (level == 1)
        find_in_leaf (self, &nodes[i]);
      else
        find_below (self, level - 1, (first + i) * BS_EVENT_FANOUT);
    }
}

guint
bs_event_store_find (const BsEventStore *self, guint lane, gint64 t0, gint64 t1, guint32 phases,
                     BsFoundEvent *out, guint max)
{
  guint level = bs_event_levels_get_n (self->levels, lane);
  Search search = { .lane = lane, .t0 = t0, .t1 = t1, .phases = phases, .out = out, .max = max };

  if (level == 0)
    return 0;

  search.source.source = (BsEventSource){ get_nodes, get_events };
  search.source.store = self;
  bs_event_iter_start (&search.source.iter, self);
  find_below (&search, level, 0);

  return search.n;
}

typedef struct
{
  StoreSource source;
  guint lane;
  gint64 time_ns;
  GCancellable *cancellable;
  GArray *numbers;
} OpenSearch;

/* Appends the open events of one node; a node that ends too early is not looked into. */
static void
list_open (OpenSearch *self, guint level, guint32 index)
{
  const BsEventStore *store = self->source.store;
  guint32 n;
  const BsEventNode *nodes = bs_event_levels_get (store->levels, self->lane, level, &n);
  const BsEventNode *node = &nodes[index];
  BsEvent events[BS_EVENT_LEAF];
  guint32 numbers[BS_EVENT_LEAF];

  if (node->t0 >= self->time_ns || node->t1 <= self->time_ns
      || g_cancellable_is_cancelled (self->cancellable))
    return;

  if (level == 1)
    {
      get_events (&self->source.source, self->lane, node, events, numbers);
      for (guint32 i = 0; i < node->sums.n; i++)
        if (events[i].start_ns < self->time_ns && events[i].end_ns > self->time_ns)
          g_array_append_val (self->numbers, numbers[i]);
      return;
    }

  bs_event_levels_get (store->levels, self->lane, level - 1, &n);
  for (guint32 i = 0; i < BS_EVENT_FANOUT && index * BS_EVENT_FANOUT + i < n; i++)
    list_open (self, level - 1, index * BS_EVENT_FANOUT + i);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

void
bs_event_store_list_open (const BsEventStore *self, gint64 time_ns, GCancellable *cancellable,
                          GArray *numbers)
{
  OpenSearch search = { .time_ns = time_ns, .cancellable = cancellable, .numbers = numbers };

  search.source.source = (BsEventSource){ get_nodes, get_events };
  search.source.store = self;
  bs_event_iter_start (&search.source.iter, self);
  for (guint lane = 0; lane < self->n_lanes; lane++)
    {
      guint level = bs_event_levels_get_n (self->levels, lane);
      guint32 n = 0;

      search.lane = lane;
      if (level > 0)
        bs_event_levels_get (self->levels, lane, level, &n);
      for (guint32 i = 0; i < n; i++)
        list_open (&search, level, i);
    }
  g_array_sort (numbers, compare_numbers);
}
