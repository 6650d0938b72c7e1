/* SPDX-License-Identifier: Apache-2.0 */
/* Events packed, in order, summed up: against the plainest way to have the same. */
#include "config.h"

#include <string.h>

#include "engine/random.h"
#include "profiles/format/event-levels.h"
#include "profiles/format/event-packing.h"
#include "profiles/trace/event-store.h"
#include "profiles/format/schema.h"

/* Numbers of all lengths, often small, often repeated. */
static guint64
draw (BsRandom *random, guint bits)
{
  guint n = bs_random_below (random, bits + 1);

  return n == 0 ? 0 : bs_random_next (random) >> (64 - n);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

/* Anything that can be recorded, in order. */
static GArray *
make_wild_events (BsRandom *random, guint n)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (BsEvent));

  for (guint i = 0; i < n; i++)
    {
      gint64 start = (gint64) draw (random, 62), duration = (gint64) draw (random, 62);
      BsEvent event = { .start_ns = start,
                        .end_ns = start + duration,
                        .bytes = draw (random, 64),
                        .flops = draw (random, 64),
                        .decision = (guint32) draw (random, 32),
                        .mini_batch = (guint16) draw (random, 16),
                        .phase = (guint8) bs_random_below (random, BS_N_PHASES),
                        .lane = (guint8) draw (random, 8) };

      g_array_append_val (events, event);
    }
  g_array_sort (events, compare_events);

  return events;
}

/* As a run has them: lanes work on a batch together, their events follow each other; in the order in
 * which they are told, which is a lane after the other. */
static GArray *
make_run (BsRandom *random, guint n_batches, guint n_lanes)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  gint64 now = 1000000;

  for (guint batch = 1; batch <= n_batches; batch++)
    {
      gint64 end = now;

      if (batch % 30 == 1)
        {
          BsEvent event = { .start_ns = now,
                            .end_ns = now + 200000,
                            .mini_batch = (guint16) (batch / 30),
                            .phase = BS_PHASE_SCHEDULE };

          g_array_append_val (events, event);
          now = event.end_ns;
        }
      for (guint lane = 0; lane < n_lanes; lane++)
        {
          gint64 at = now + bs_random_below (random, 400);

          for (guint i = 0; i < 10; i++)
            {
              BsEvent event = { .start_ns = at,
                                .end_ns = at + 500 + bs_random_below (random, 10000),
                                .flops = i % 2 == 0 ? 65536 * (1 + i) : 0,
                                .decision = batch,
                                .mini_batch = (guint16) (batch / 30),
                                .phase = i % 2 == 0 ? BS_PHASE_GEMM : BS_PHASE_FUSED,
                                .lane = (guint8) lane };

              g_array_append_val (events, event);
              at = event.end_ns;
            }
          end = MAX (end, at);
        }
      now = end + 2000;
    }

  return events;
}

static const BsEvent *
get (const GArray *events, guint i)
{
  return &g_array_index (events, BsEvent, i);
}

static void
assert_same (const BsEvent *a, const BsEvent *b, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpmem (&a[i], sizeof a[i], &b[i], sizeof b[i]);
}

/* Packs all of them, unpacks them from an exact copy, and compares. Returns: the size. */
static gsize
check_round_trip (const GArray *events)
{
  g_autofree guint8 *room = g_malloc (MAX (bs_event_block_bound (events->len), 1));
  gsize size = bs_event_block_pack (get (events, 0), events->len, room);
  g_autofree guint8 *bytes = g_memdup2 (room, MAX (size, 1));
  g_autofree BsEvent *back = g_new (BsEvent, MAX (events->len, 1));

  g_assert_cmpuint (size, <=, bs_event_block_bound (events->len));
  g_assert_true (bs_event_block_unpack (bytes, size, events->len, back));
  assert_same (back, get (events, 0), events->len);
  g_assert_false (bs_event_block_unpack (bytes, size, events->len + 1, back));
  if (events->len > 0)
    {
      g_assert_false (bs_event_block_unpack (bytes, size, events->len - 1, back));
      g_assert_false (bs_event_block_unpack (bytes, size - 1, events->len, back));
    }

  return size;
}

static void
test_round_trips (void)
{
  static const guint sizes[] = { 0, 1, 2, 255, 256, 257, 511, 512, 513, 4096 };
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GArray) events = make_wild_events (&random, sizes[i]);

      check_round_trip (events);
    }
}

static void
test_edges (void)
{
  static const BsEvent edges[] = {
    { 0 },
    { .start_ns = 0, .end_ns = G_MAXINT64 },
    { .start_ns = 0,
      .end_ns = G_MAXINT64,
      .bytes = G_MAXUINT64,
      .flops = G_MAXUINT64,
      .decision = G_MAXUINT32,
      .mini_batch = G_MAXUINT16,
      .phase = BS_N_PHASES - 1,
      .lane = G_MAXUINT8 },
    { 0 },
    { .start_ns = G_MAXINT64, .end_ns = G_MAXINT64, .decision = G_MAXUINT32 },
    { .start_ns = G_MAXINT64, .end_ns = G_MAXINT64, .lane = 255, .phase = BS_N_PHASES - 1 },
  };
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));

  g_array_append_vals (events, edges, G_N_ELEMENTS (edges));
  check_round_trip (events);
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_array_set_size (events, 0);
      for (guint k = 0; k < 600; k++)
        g_array_append_val (events, edges[i]);
      check_round_trip (events);
    }
}

/* What the format is for. */
static void
test_size (void)
{
  g_autoptr (GArray) events = NULL;
  BsRandom random;

  bs_random_init (&random, 1);
  events = make_run (&random, 200, 2);
  g_array_sort (events, compare_events);
  g_assert_cmpuint (check_round_trip (events), <=, events->len * 8);
}

/* The example of the manual page, byte by byte. */
static void
test_format (void)
{
  static const BsEvent events[] = {
    { .start_ns = 1000, .end_ns = 1300, .flops = 4096, .decision = 1, .phase = BS_PHASE_GEMM },
    { .start_ns = 1010,
      .end_ns = 1310,
      .flops = 4096,
      .decision = 1,
      .phase = BS_PHASE_GEMM,
      .lane = 1 },
    { .start_ns = 1300, .end_ns = 1350, .decision = 1, .phase = BS_PHASE_FUSED },
    { .start_ns = 1400, .end_ns = 1401, .bytes = 5, .mini_batch = 2, .phase = BS_PHASE_READ },
  };
  static const guint8 bytes[] = {
    24,   0,                                        /* bytes of the segment */
    0x14, 0xe8, 0x07, 0xac, 0x02, 0, 0x80, 0x20, 4, /* lane as before, all else is new */
    0xc4, 1,    10,   0xac, 0x02,                   /* another lane, the same work */
    0xe5, 0,    50,                                 /* the first lane goes on */
    0x17, 100,  1,    5,    0,    3, 2,             /* another mini-batch */
  };
  guint8 packed[BS_EVENT_SEGMENT_MAX];
  BsEvent back[4];
  gsize size = bs_event_block_pack (events, 4, packed);

  g_assert_cmpmem (packed, size, bytes, sizeof bytes);
  g_assert_true (bs_event_block_unpack (bytes, sizeof bytes, 4, back));
  assert_same (back, events, 4);
}

/* Whether one event of these bytes is accepted. */
static gboolean
accepts (const guint8 *bytes, guint8 size, guint32 n)
{
  g_autofree guint8 *block = g_malloc (2u + size);
  BsEvent events[4];

  block[0] = size;
  block[1] = 0;
  memcpy (block + 2, bytes, size);

  return bs_event_block_unpack (block, 2u + size, n, events);
}

static void
test_hostile_bytes (void)
{
  static const struct
  {
    guint8 bytes[24], size, n;
    gboolean valid;
  } cases[] = {
    { { 0xf0, 0 }, 2, 1, TRUE },
    { { 0xf0 }, 1, 1, FALSE },
    { { 0xf0, 0, 0 }, 3, 1, FALSE }, /* something behind */
    { { 0xfe, 0 }, 2, 1, TRUE },     /* the last phase */
    { { 0xff, 0 }, 2, 1, FALSE },
    { { 0xe0, 7, 0 }, 3, 1, TRUE }, /* lane 7 */
    { { 0xe0 }, 1, 1, FALSE },
    { { 0xd0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0 }, 11, 1, TRUE },
    { { 0xd0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1 }, 11, 1, FALSE },
    { { 0xd0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0 }, 12, 1, FALSE },
    { { 0xf0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1 }, 11, 1, FALSE },
    { { 0xf0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2 }, 11, 1, FALSE },
    { { 0xf0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 }, 12, 1, FALSE },
    { { 0xf0, 0x80 }, 2, 1, FALSE }, /* a number without end */
    { { 0xb0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0 }, 13, 1, TRUE },
    { { 0x70, 0, 2 }, 3, 1, FALSE }, /* decision -1 */
    { { 0x70, 0, 4 }, 3, 1, TRUE },
    { { 0x70, 0, 0xfc, 0xff, 0xff, 0xff, 0x3f }, 7, 1, TRUE }, /* the last decision */
    { { 0x70, 0, 0x80, 0x80, 0x80, 0x80, 0x40 }, 7, 1, FALSE },
    { { 0x70, 0, 1, 0xff, 0xff, 0x03 }, 6, 1, TRUE }, /* mini-batch 65535 */
    { { 0x70, 0, 1, 0x80, 0x80, 0x04 }, 6, 1, FALSE },
    { { 0xf0, 9, 0xf0, 0 }, 4, 2, TRUE },
    { { 0xd0, 9, 0, 0xe0, 1, 0 }, 6, 2, FALSE }, /* goes back in time */
  };
  guint8 two[] = { 3, 0, 0xd0, 9, 0, 2, 0, 0xf0, 0 };
  g_autofree BsEvent *many = g_new (BsEvent, BS_EVENT_SEGMENT_EVENTS + 1);
  g_autoptr (GByteArray) block = g_byte_array_new ();
  guint8 plain[2] = { 0xd0, 9 }, length[2] = { 0, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (accepts (cases[i].bytes, cases[i].size, cases[i].n) != cases[i].valid)
      g_error ("case %u", i);

  g_assert_false (bs_event_block_unpack (two, sizeof two, 2, many));
  g_assert_false (bs_event_block_unpack (NULL, 0, 1, many));
  g_assert_true (bs_event_block_unpack (NULL, 0, 0, many));

  /* Order counts from one segment to the next, too. */
  plain[0] = 0xf0;
  plain[1] = 0;
  g_byte_array_append (block, length, 2);
  for (guint i = 0; i < BS_EVENT_SEGMENT_EVENTS; i++)
    g_byte_array_append (block, plain, 2);
  g_byte_array_append (block, (const guint8[]){ 2, 0, 0xf0, 0 }, 4);
  g_assert_true (bs_event_block_unpack (block->data, block->len, 257, many));
  g_byte_array_set_size (block, 0);
  g_byte_array_append (block, (const guint8[]){ 1, 2, 0xd0, 9, 0 }, 5);
  for (guint i = 1; i < BS_EVENT_SEGMENT_EVENTS; i++)
    g_byte_array_append (block, (const guint8[]){ 0xd0, 0, 0 }, i == 1 ? 3 : 0);
  g_assert_false (bs_event_block_unpack (block->data, block->len, 257, many));
}

static BsEventStore *
make_store (const GArray *events, guint block)
{
  BsEventStore *store = bs_event_store_new ();
  g_autofree guint8 *bytes = g_malloc (bs_event_block_bound (BS_EVENT_BLOCK_EVENTS));

  for (guint i = 0; i < events->len; i += block)
    {
      guint n = MIN (block, events->len - i);
      g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (BsEvent));

      g_array_append_vals (part, get (events, i), n);
      g_array_sort (part, compare_events);
      gint64 t0, t1;
      g_assert_true (bs_event_store_add (
          store, bytes, bs_event_block_pack (get (part, 0), n, bytes), n, &t0, &t1));
    }
  g_assert_true (bs_event_store_finish (store));

  return store;
}

/* However they came, they are walked through in order, and found. */
static void
check_order (const GArray *events, guint block)
{
  g_autoptr (BsEventStore) store = make_store (events, block);
  g_autoptr (GArray) sorted = g_array_copy ((GArray *) events);
  gint64 phase_ns[BS_N_PHASES] = { 0 }, covered_ns = 0, end_ns = 0;
  BsEventIter iter;
  BsEvent event;
  guint i = 0;

  g_array_sort (sorted, compare_events);
  g_assert_cmpuint (store->n_events, ==, events->len);
  bs_event_iter_start (&iter, store);
  for (; bs_event_iter_next (&iter, &event); i++)
    {
      assert_same (&event, get (sorted, i), 1);
      g_assert_cmpuint (bs_event_iter_get_number (&iter), ==, i + 1);
      phase_ns[event.phase] += event.end_ns - event.start_ns;
      covered_ns += MAX (event.end_ns - MAX (event.start_ns, end_ns), 0);
      end_ns = MAX (end_ns, event.end_ns);
    }
  g_assert_cmpuint (i, ==, events->len);
  g_assert_cmpmem (phase_ns, sizeof phase_ns, store->phase_ns, sizeof store->phase_ns);
  g_assert_cmpint (covered_ns, ==, store->covered_ns);
  g_assert_cmpint (end_ns, ==, store->t1);

  for (i = 0; i < events->len; i += 97)
    {
      guint first = i;

      bs_event_store_get (store, i, &event);
      assert_same (&event, get (sorted, i), 1);
      bs_event_iter_go_to (&iter, i);
      g_assert_true (bs_event_iter_next (&iter, &event));
      assert_same (&event, get (sorted, i), 1);

      while (first > 0 && get (sorted, first - 1)->start_ns == event.start_ns)
        first--;
      bs_event_iter_seek (&iter, event.start_ns);
      g_assert_cmpuint (bs_event_iter_get_number (&iter), ==, first);
      g_assert_true (bs_event_iter_next (&iter, &event));
      assert_same (&event, get (sorted, first), 1);
    }
  bs_event_iter_seek (&iter, G_MAXINT64);
  g_assert_false (bs_event_iter_next (&iter, &event));
  bs_event_iter_go_to (&iter, store->n_events);
  g_assert_false (bs_event_iter_next (&iter, &event));
}

static void
test_order (void)
{
  static const guint blocks[] = { 7, 64, 300, 4096 };
  BsRandom random;
  g_autoptr (GArray) run = NULL;
  g_autoptr (GArray) wild = NULL;
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (BsEvent));

  bs_random_init (&random, 1);
  run = make_run (&random, 300, 3);
  wild = make_run (&random, 100, 1);
  for (guint i = wild->len; i > 0; i--)
    g_array_append_val (back, g_array_index (wild, BsEvent, i - 1));
  /* Many that begin at once stay as they came. */
  for (guint i = 0; i < back->len; i++)
    g_array_index (back, BsEvent, i).start_ns -= g_array_index (back, BsEvent, i).start_ns % 65536;

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      check_order (run, blocks[i]);
      check_order (back, blocks[i]);
    }
  check_order (none, 1);
}

static void
test_cut (void)
{
  g_autoptr (GArray) run = NULL;
  g_autoptr (BsEventStore) store = NULL;
  BsRandom random;
  BsEventIter iter;
  BsEvent event;

  bs_random_init (&random, 1);
  run = make_run (&random, 100, 2);
  store = make_store (run, 500);
  g_assert_cmpuint (store->max_decision, ==, 100);
  bs_event_store_cut (store, 60);
  g_array_sort (run, compare_events);
  bs_event_iter_start (&iter, store);
  for (guint i = 0; bs_event_iter_next (&iter, &event); i++)
    {
      guint32 decision = get (run, i)->decision;

      g_assert_cmpuint (event.decision, ==, decision > 60 ? 0 : decision);
    }
}

/* The plainest summary: every event into every pixel that it touches. */
static void
summarise_plainly (const GArray *sorted, guint lane, gint64 t0, gint64 t1, guint n,
                   BsEventSums *out)
{
  for (guint p = 0; p < n; p++)
    {
      gint64 begin = t0 + (gint64) (((unsigned __int128) (t1 - t0) * p + n - 1) / n);
      gint64 end = t0 + (gint64) (((unsigned __int128) (t1 - t0) * (p + 1) + n - 1) / n);

      bs_event_sums_init (&out[p]);
      for (guint i = 0; i < sorted->len; i++)
        {
          const BsEvent *event = get (sorted, i);
          gint64 ns = MIN (event->end_ns, end) - MAX (event->start_ns, begin);
          gboolean begins = event->start_ns >= begin && event->start_ns < end;

          begins |= p == 0 && event->start_ns < begin && ns > 0;
          if (event->lane == lane && (ns > 0 || begins))
            bs_event_sums_add (&out[p], event, MAX (ns, 0), begins, i);
        }
    }
}

static void
assert_same_sums (const BsEventSums *a, const BsEventSums *b)
{
  for (guint k = 0; k < BS_N_PHASES; k++)
    {
      g_assert_cmpuint (a->phases[k].n, ==, b->phases[k].n);
      g_assert_cmpint (a->phases[k].ns, ==, b->phases[k].ns);
      g_assert_cmpint (a->phases[k].longest_ns, ==, b->phases[k].longest_ns);
    }
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpuint (a->longest, ==, b->longest);
  g_assert_cmpint (a->longest_ns, ==, b->longest_ns);
}

static void
assert_same_nodes (const BsEventNode *a, const BsEventNode *b, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (a[i].t0, ==, b[i].t0);
      g_assert_cmpint (a[i].t1, ==, b[i].t1);
      g_assert_cmpuint (a[i].first, ==, b[i].first);
      assert_same_sums (&a[i].sums, &b[i].sums);
    }
}

/* At each edge between pixels the sums up to it may differ by what a node across it holds. */
static void
check_summary (const BsEventStore *store, const GArray *sorted, guint lane, gint64 t0, gint64 t1,
               guint n, gboolean exact)
{
  g_autofree BsEventSums *sums = g_new (BsEventSums, n);
  g_autofree BsEventSums *plain = g_new (BsEventSums, n);
  gint64 ns[BS_N_PHASES] = { 0 }, events = 0, width = (t1 - t0) / n + 1;

  bs_event_store_summarise (store, lane, t0, t1, n, sums);
  summarise_plainly (sorted, lane, t0, t1, n, plain);
  for (guint p = 0; p < n; p++)
    {
      if (exact)
        {
          assert_same_sums (&sums[p], &plain[p]);
          continue;
        }
      for (guint k = 0; k < BS_N_PHASES; k++)
        {
          ns[k] += sums[p].phases[k].ns - plain[p].phases[k].ns;
          g_assert_cmpint (ABS (ns[k]), <=, width);
        }
      events += (gint64) sums[p].n - plain[p].n;
      g_assert_cmpint (ABS (events), <=, width / 500 + 2);
    }
  if (sums[0].n > 0 && t0 <= store->t0 && t1 >= store->t1)
    {
      for (guint k = 0; k < BS_N_PHASES; k++)
        g_assert_cmpint (ns[k], ==, 0);
      g_assert_cmpint (events, ==, 0);
    }
}

static void
test_summary (void)
{
  BsRandom random;
  g_autoptr (GArray) run = NULL;
  g_autoptr (BsEventStore) store = NULL;
  gint64 length;

  bs_random_init (&random, 1);
  run = make_run (&random, 400, 2);
  store = make_store (run, 1000);
  g_array_sort (run, compare_events);
  length = store->t1 - store->t0;

  for (guint lane = 0; lane < 3; lane++)
    {
      check_summary (store, run, lane, store->t0, store->t1, 1, FALSE);
      check_summary (store, run, lane, store->t0, store->t1, 77, FALSE);
      check_summary (store, run, lane, 0, G_MAXINT64, 50, FALSE);
      for (guint i = 0; i < 20; i++)
        {
          gint64 t0 = store->t0 + (gint64) (draw (&random, 62) % (guint64) length);
          gint64 t1 = t0 + 1 + (gint64) (draw (&random, 62) % (guint64) length);

          check_summary (store, run, lane, t0, t1, 1 + bs_random_below (&random, 100), FALSE);
          /* Pixels narrower than an event: every event is looked at. */
          check_summary (store, run, lane, t0, t0 + 40000, 97, TRUE);
          check_summary (store, run, lane, t0, t0 + 3, 10, TRUE);
        }
    }
}

/* Events that cover each other, and everything, cost no more and are counted right. */
static void
test_overlap (void)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (BsEventStore) store = NULL;
  g_autofree BsEventSums *sums = g_new (BsEventSums, 1000);
  g_autofree BsEventSums *plain = g_new (BsEventSums, 20);
  gint64 ns = 0, expected = 0;
  guint32 n = 0;

  for (guint i = 0; i < 5000; i++)
    {
      BsEvent event = { .start_ns = i, .end_ns = 1000000 - 2 * i, .phase = i % 3 };

      g_array_append_val (events, event);
      expected += event.end_ns - event.start_ns;
    }
  store = make_store (events, 4096);
  bs_event_store_summarise (store, 0, 0, 1000000, 1000, sums);
  for (guint p = 0; p < 1000; p++)
    {
      for (guint k = 0; k < 3; k++)
        ns += sums[p].phases[k].ns;
      n += sums[p].n;
      g_assert_cmpuint (sums[p].longest, ==, 0);
      g_assert_cmpint (sums[p].longest_ns, ==, 1000000);
    }
  g_assert_cmpint (ns, ==, expected);
  g_assert_cmpuint (n, ==, 5000);
  summarise_plainly (events, 0, 0, 1000000, 20, plain);
  bs_event_store_summarise (store, 0, 0, 1000000, 20, sums);
  for (guint p = 0; p < 20; p++)
    {
      g_assert_cmpuint (sums[p].n, ==, plain[p].n);
      g_assert_cmpuint (sums[p].longest, ==, plain[p].longest);
      for (guint k = 0; k < BS_N_PHASES; k++)
        g_assert_cmpint (sums[p].phases[k].ns, ==, plain[p].phases[k].ns);
    }
}

/* Sums that do not fit stay at what does. */
static void
test_huge_sums (void)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (BsEventStore) store = NULL;
  BsEventSums sums[3];
  BsEvent event = { .end_ns = G_MAXINT64, .phase = BS_PHASE_GEMM };

  for (guint i = 0; i < 3000; i++)
    g_array_append_val (events, event);
  store = make_store (events, 4096);
  g_assert_cmpint (store->phase_ns[BS_PHASE_GEMM], ==, G_MAXINT64);
  g_assert_cmpint (store->covered_ns, ==, G_MAXINT64);
  g_assert_cmpint (bs_event_store_get_lane (store, 0)->sums.phases[BS_PHASE_GEMM].ns, ==,
                   G_MAXINT64);
  bs_event_store_summarise (store, 0, 0, G_MAXINT64, 3, sums);
  for (guint p = 0; p < 3; p++)
    g_assert_cmpint (sums[p].phases[BS_PHASE_GEMM].ns, ==, G_MAXINT64);
}

static void
keep_row (gpointer user_data, guint lane, guint level, guint32 row, const BsEventNode *nodes,
          guint32 n)
{
  g_autofree guint8 *bytes = g_malloc (n * BS_PACKED_NODE_MAX);
  gsize size = bs_event_nodes_pack (nodes, n, bytes);
  GArray *back = g_array_sized_new (FALSE, TRUE, sizeof (BsEventNode), n);

  g_autofree BsEventNode *spoilt = g_new (BsEventNode, n);

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <=, BS_EVENT_ROW_NODES);
  g_array_set_size (back, n);
  g_assert_true (bs_event_nodes_unpack (bytes, size, level, n, (BsEventNode *) back->data));
  assert_same_nodes ((const BsEventNode *) (gconstpointer) back->data, nodes, n);
  for (gsize i = 0; i < size; i += 1 + size / 10)
    g_assert_false (bs_event_nodes_unpack (bytes, i, level, n, spoilt));
  g_assert_false (bs_event_nodes_unpack (bytes, size, level, n - 1, spoilt));
  g_hash_table_replace (user_data, GUINT_TO_POINTER ((lane * 16 + level) * 65536 + row), back);
}

/* Rows that are handed over bit by bit are those of all events at once. */
static void
test_rows (void)
{
  g_autoptr (GHashTable)
      rows = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  g_autoptr (BsEventLevels) bits = bs_event_levels_new ();
  g_autoptr (BsEventLevels) all = bs_event_levels_new ();
  g_autoptr (GArray) run = NULL;
  BsRandom random;
  guint n_rows = 0;

  bs_random_init (&random, 1);
  run = make_run (&random, 4000, 2);
  g_array_sort (run, compare_events);
  for (guint i = 0, n; i < run->len; i += n)
    {
      n = 1 + bs_random_below (&random, 1500);
      n = MIN (n, run->len - i);
      bs_event_levels_add (bits, get (run, i), n);
      bs_event_levels_add (all, get (run, i), n);
      bs_event_levels_hand_over (bits, bs_random_below (&random, 2) == 0, keep_row, rows);
    }
  bs_event_levels_hand_over (bits, TRUE, keep_row, rows);
  bs_event_levels_finish (all);

  for (guint lane = 0; lane < 2; lane++)
    {
      g_assert_cmpuint (bs_event_levels_get_n (all, lane), >=, 4);
      for (guint level = 1; level <= bs_event_levels_get_n (all, lane); level++)
        {
          guint32 n;
          const BsEventNode *nodes = bs_event_levels_get (all, lane, level, &n);

          for (guint32 i = 0; i < n; i += BS_EVENT_ROW_NODES, n_rows++)
            {
              guint key = (lane * 16 + level) * 65536 + i / BS_EVENT_ROW_NODES;
              const GArray *row = g_hash_table_lookup (rows, GUINT_TO_POINTER (key));

              g_assert_nonnull (row);
              g_assert_cmpuint (row->len, ==, MIN (n - i, BS_EVENT_ROW_NODES));
              assert_same_nodes ((const BsEventNode *) (gconstpointer) row->data, nodes + i,
                                 row->len);
            }
          if (level == bs_event_levels_get_n (all, lane))
            g_assert_cmpuint (n, ==, 1);
        }
    }
  g_assert_cmpuint (g_hash_table_size (rows), ==, n_rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events/round-trips", test_round_trips);
  g_test_add_func ("/events/edges", test_edges);
  g_test_add_func ("/events/size", test_size);
  g_test_add_func ("/events/format", test_format);
  g_test_add_func ("/events/hostile-bytes", test_hostile_bytes);
  g_test_add_func ("/events/order", test_order);
  g_test_add_func ("/events/cut", test_cut);
  g_test_add_func ("/events/summary", test_summary);
  g_test_add_func ("/events/overlap", test_overlap);
  g_test_add_func ("/events/huge-sums", test_huge_sums);
  g_test_add_func ("/events/rows", test_rows);

  return g_test_run ();
}
