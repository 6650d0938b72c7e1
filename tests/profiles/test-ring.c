/* SPDX-License-Identifier: Apache-2.0 */
/* The ring: order, loss and counting, in one thread and in two. */
#include "config.h"

#include "profiles/format/packing.h"
#include "profiles/recording/ring.h"

static void
test_full (void)
{
  g_autoptr (BsRing) ring = bs_ring_new (8);
  BsEvent events[16];

  for (guint i = 0; i < 11; i++)
    bs_ring_push (ring, &(BsEvent){ .decision = i });
  g_assert_cmpuint (bs_ring_get_head (ring), ==, 8);
  g_assert_cmpuint (bs_ring_get_dropped (ring), ==, 3);

  g_assert_cmpuint (bs_ring_pop (ring, 5, events, 16), ==, 5);
  g_assert_cmpuint (bs_ring_pop (ring, 5, events, 16), ==, 0);
  g_assert_cmpuint (bs_ring_pop (ring, G_MAXUINT64, events + 5, 2), ==, 2);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpuint (events[i].decision, ==, i);

  for (guint i = 100; i < 107; i++)
    bs_ring_push (ring, &(BsEvent){ .decision = i });
  g_assert_cmpuint (bs_ring_get_dropped (ring), ==, 3);
  g_assert_cmpuint (bs_ring_pop (ring, G_MAXUINT64, events, 16), ==, 8);
  g_assert_cmpuint (events[0].decision, ==, 7);
  for (guint i = 1; i < 8; i++)
    g_assert_cmpuint (events[i].decision, ==, 99 + i);
}

#define N_EVENTS 2000000u

static gpointer
produce (gpointer data)
{
  for (guint32 i = 0; i < N_EVENTS; i++)
    bs_ring_push (data, &(BsEvent){ .decision = i, .bytes = ~(guint64) i });

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (BsRing) ring = bs_ring_new (4096);
  g_autofree BsEvent *events = g_new (BsEvent, 1000);
  GThread *thread = g_thread_new ("producer", produce, ring);
  guint64 seen = 0;
  gint64 last = -1;

  while (seen + bs_ring_get_dropped (ring) < N_EVENTS)
    {
      guint32 n = bs_ring_pop (ring, G_MAXUINT64, events, 1000);

      for (guint32 i = 0; i < n; i++)
        {
          g_assert_cmpint (events[i].decision, >, last);
          g_assert_cmpuint (events[i].bytes, ==, ~(guint64) events[i].decision);
          last = events[i].decision;
        }
      seen += n;
    }
  g_thread_join (thread);
  g_assert_cmpuint (bs_ring_pop (ring, G_MAXUINT64, events, 1000), ==, 0);
  g_assert_cmpuint (seen + bs_ring_get_dropped (ring), ==, N_EVENTS);
}

static void
test_unwrap (void)
{
  for (guint32 real = 0; real < 300000; real += 997)
    for (int step = -30000; step <= 30000; step += 10000)
      if ((gint64) real + step >= 0)
        g_assert_cmpuint (bs_unwrap_mini_batch ((guint16) real, real + step), ==, real);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/ring/full", test_full);
  g_test_add_func ("/profiles/ring/threads", test_threads);
  g_test_add_func ("/profiles/ring/unwrap", test_unwrap);

  return g_test_run ();
}
