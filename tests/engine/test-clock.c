/* SPDX-License-Identifier: Apache-2.0 */
/* The clock agrees with that of the system, however long nobody looked, and never goes back. */
#include "config.h"

#include <time.h>

#include "engine/clock.h"

#define N_READINGS 300000
#define N_THREADS 3
/* A reading may be taken for one a little later or earlier. */
#define SLACK_NS 20000

static gint64
ask (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static gpointer
compare (gpointer data)
{
  gint64 last_ns = 0;

  for (guint i = 0; i < N_READINGS; i++)
    {
      gint64 before_ns = ask ();
      gint64 now_ns = bs_now_ns ();
      gint64 after_ns = ask ();

      g_assert_cmpint (now_ns, >=, before_ns - SLACK_NS);
      g_assert_cmpint (now_ns, <=, after_ns + SLACK_NS);
      g_assert_cmpint (now_ns, >=, last_ns);
      last_ns = now_ns;
      if (i % 100000 == 0)
        g_usleep (i % 200000 == 0 ? 3000 : 150000);
    }

  return NULL;
}

static void
test_agrees (void)
{
  compare (NULL);
}

static void
test_threads (void)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("clock", compare, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/clock/agrees", test_agrees);
  g_test_add_func ("/engine/clock/threads", test_threads);

  return g_test_run ();
}
