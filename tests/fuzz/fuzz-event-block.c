/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a block of events, or a row of levels of detail; what is accepted must be consistent.
 * The first two bytes say how many, the third which of both. */
#include "config.h"

#include <string.h>

#include "profiles/format/event-levels.h"
#include "profiles/format/event-packing.h"
#include "profiles/trace/event-store.h"
#include "profiles/format/schema.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 60000;
const char *const bs_fuzz_words[] = {
  "\x80",         "\xff\xff\xff\xff\xff\xff\xff\xff\x7f",     "\xf0\x01",
  "\xff\x7f\x01", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", NULL
};

/* Whatever the events are, they can be walked through and summed up. */
static void
check_store (const guint8 *data, gsize size, guint32 n)
{
  g_autoptr (BsEventStore) store = bs_event_store_new ();
  BsEventSums sums[7];
  BsEventIter iter;
  BsEvent event;
  gint64 t0, t1, last_ns = 0;
  guint32 count = 0;

  /* The second comes after the first only when all events begin at once. */
  g_assert_true (bs_event_store_add (store, data, size, n, &t0, &t1));
  g_assert_true (bs_event_store_add (store, data, size, n, &t0, &t1));
  g_assert_true (bs_event_store_finish (store));
  bs_event_iter_start (&iter, store);
  for (; bs_event_iter_next (&iter, &event); count++)
    {
      g_assert_cmpint (event.start_ns, >=, last_ns);
      g_assert_cmpint (event.end_ns, >=, event.start_ns);
      g_assert_cmpint (event.end_ns, <=, t1);
      g_assert_cmpuint (event.phase, <, BS_N_PHASES);
      last_ns = event.start_ns;
    }
  g_assert_cmpuint (count, ==, 2 * n);

  t1 = MAX (t1, t0 + (t0 < G_MAXINT64));
  if (t0 == t1)
    return;
  for (guint lane = 0; lane < store->n_lanes; lane++)
    {
      const BsEventNode *all = bs_event_store_get_lane (store, lane);

      if (all == NULL)
        continue;
      bs_event_store_summarise (store, lane, t0, t1, G_N_ELEMENTS (sums), sums);
      for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
        g_assert_cmpint (sums[i].longest_ns, <=, all->sums.longest_ns);
    }
}

static void
check_events (const guint8 *data, gsize size, guint32 n)
{
  g_autofree BsEvent *events = g_new (BsEvent, MAX (n, 1));
  g_autofree BsEvent *again = g_new (BsEvent, MAX (n, 1));
  g_autofree guint8 *packed = NULL;
  gsize packed_size;

  if (!bs_event_block_unpack (data, size, n, events))
    return;

  /* Not always the same bytes: numbers may be written longer than they need. */
  packed = g_malloc (MAX (bs_event_block_bound (n), 1));
  packed_size = bs_event_block_pack (events, n, packed);
  g_assert_cmpuint (packed_size, <=, MAX (size, bs_event_block_bound (n)));
  g_assert_true (bs_event_block_unpack (packed, packed_size, n, again));
  g_assert_cmpmem (events, n * sizeof *events, again, n * sizeof *again);
  if (n > 0 && n <= BS_EVENT_BLOCK_EVENTS)
    check_store (packed, packed_size, n);
}

static void
check_nodes (const guint8 *data, gsize size, guint level, guint32 n)
{
  BsEventNode nodes[BS_EVENT_ROW_NODES], again[BS_EVENT_ROW_NODES];
  g_autofree guint8 *packed = g_malloc (sizeof nodes / sizeof *nodes * BS_PACKED_NODE_MAX);

  if (n > BS_EVENT_ROW_NODES || !bs_event_nodes_unpack (data, size, level, n, nodes))
    return;

  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (nodes[i].t0, >=, 0);
      g_assert_cmpint (nodes[i].t1, >=, nodes[i].t0);
      g_assert_cmpuint (nodes[i].sums.n, >, 0);
      g_assert_cmpuint (nodes[i].sums.longest, >=, nodes[i].first);
      g_assert_cmpint (nodes[i].sums.longest_ns, <=, nodes[i].t1 - nodes[i].t0);
    }
  g_assert_true (
      bs_event_nodes_unpack (packed, bs_event_nodes_pack (nodes, n, packed), level, n, again));
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (nodes[i].t0, ==, again[i].t0);
      g_assert_cmpuint (nodes[i].sums.n, ==, again[i].sums.n);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint32 n;

  if (size < 3)
    return 0;

  n = data[0] | (guint32) data[1] << 8;
  if (data[2] == 0)
    check_events (data + 3, size - 3, n);
  else
    check_nodes (data + 3, size - 3, data[2], n);

  return 0;
}

static void
add_seed (GPtrArray *seeds, guint32 n, guint8 kind, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) seed = g_byte_array_new ();
  guint8 head[3] = { (guint8) n, (guint8) (n >> 8), kind };

  g_byte_array_append (seed, head, 3);
  g_byte_array_append (seed, data, (guint) size);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (g_steal_pointer (&seed)));
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const guint sizes[] = { 1, 3, 40, 300 };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree BsEvent *events = g_new0 (BsEvent, sizes[i]);
      g_autofree guint8 *packed = g_malloc (bs_event_block_bound (sizes[i]));
      g_autofree guint8 *row = g_malloc (BS_EVENT_ROW_NODES * BS_PACKED_NODE_MAX);
      g_autoptr (BsEventLevels) levels = bs_event_levels_new ();

      for (guint k = 0; k < sizes[i]; k++)
        events[k] = (BsEvent){ .start_ns = 1000 * k,
                               .end_ns = 1000 * k + 1000 + 10 * (k % 7),
                               .bytes = k % 3 * 100,
                               .flops = k % 5 * 100000,
                               .decision = k / 4,
                               .mini_batch = (guint16) (k / 60),
                               .phase = k % BS_N_PHASES,
                               .lane = k % 4 == 3 };
      add_seed (seeds, sizes[i], 0, packed, bs_event_block_pack (events, sizes[i], packed));
      bs_event_levels_add (levels, events, sizes[i]);
      bs_event_levels_finish (levels);
      for (guint level = 1; level <= bs_event_levels_get_n (levels, 0); level++)
        {
          guint32 n;
          const BsEventNode *nodes = bs_event_levels_get (levels, 0, level, &n);

          add_seed (seeds, n, (guint8) level, row, bs_event_nodes_pack (nodes, n, row));
        }
    }

  return seeds;
}
