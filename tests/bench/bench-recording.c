/* SPDX-License-Identifier: Apache-2.0 */
/* What recording costs a run: pairs of runs, without and with a recorder, one after the other.
 *
 *   bench-recording [-p PAIRS] [-s SIZE] [-b BATCH] [-P POLICY] [WORKLOAD]...     all without one
 *
 * `wall` and `thread` are time with a recorder over time without one: by the clock, and of the
 * processor in the thread of the run alone, which other programs disturb less; the median of all
 * pairs, and the ratio of the best of each side. `close` is what the writer had left to do when the
 * run was over, as a part of the run; `writer` is its processor time as a part of the run's. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/backend.h"
#include "engine/run.h"
#include "profiles/recording/recorder.h"
#include "tests/bench/bench-workloads.h"

#define MAX_PAIRS 101
#define RUN_NS 400000000.0
#define MAX_BATCHES 64u
#define BURST 200000u
#define N_BURSTS 30

static guint n_pairs = 9, model_size = 128, batch_size = 64;
static const char *policy_name = "agenda";
static char *trace_path;

typedef struct
{
  double wall, thread, all, close; /* ns; processor time of the thread, and of all threads */
  BsRecorderStatistics statistics;
} Cost;

static double
processor_ns (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);

  return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}

/* One run, with a recorder or without. */
static Cost
run (BsWorkload *workload, BsModel *model, BsBackend *backend, guint32 n_batches, gboolean record)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new (policy_name, NULL, NULL);
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  BsRunOptions options = { .batch_size = batch_size,
                           .n_batches = n_batches,
                           .encoding = BS_ENCODING_SORT };
  double wall, thread, all;
  Cost cost = { 0 };

  if (record)
    {
      recorder = bs_recorder_new (trace_path, &error);
      g_assert_no_error (error);
      bs_recorder_set_plans (recorder, model, BS_PLANNER_FULL);
      bs_recorder_set_corpus (recorder, bs_workload_get_corpus (workload), model);
      g_usleep (200000);
    }
  wall = (double) bs_now_ns ();
  thread = processor_ns (CLOCK_THREAD_CPUTIME_ID);
  all = processor_ns (CLOCK_PROCESS_CPUTIME_ID);
  bs_run (workload, types, policy, backend, &options,
          record ? bs_recorder_get_observer (recorder) : NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  cost.wall = (double) bs_now_ns () - wall;
  cost.thread = processor_ns (CLOCK_THREAD_CPUTIME_ID) - thread;
  if (record)
    {
      bs_recorder_close (recorder, &error);
      g_assert_no_error (error);
      bs_recorder_get_statistics (recorder, &cost.statistics);
    }
  cost.close = (double) bs_now_ns () - wall - cost.wall;
  cost.all = processor_ns (CLOCK_PROCESS_CPUTIME_ID) - all;

  return cost;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values)
{
  qsort (values, n_pairs, sizeof *values, compare);

  return values[n_pairs / 2];
}

static void
measure (guint number)
{
  g_autoptr (BsWorkload) workload = bs_bench_workload_open (number);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, model_size, &error);
  g_autoptr (BsBackend) backend = NULL;
  double wall[MAX_PAIRS], thread[MAX_PAIRS], left[MAX_PAIRS], writer[MAX_PAIRS];
  Cost plain = { .wall = INFINITY, .thread = INFINITY }, recorded = plain;
  guint32 n_batches;
  gint64 size;
  GStatBuf st;

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  backend = bs_backend_new ("cpu", model, NULL, &error);
  g_assert_no_error (error);

  run (workload, model, backend, 1, FALSE);
  n_batches = (guint32) CLAMP (RUN_NS / run (workload, model, backend, 1, FALSE).wall, 2,
                               MAX_BATCHES);
  run (workload, model, backend, n_batches, TRUE);
  for (guint i = 0; i < n_pairs; i++)
    {
      Cost a = run (workload, model, backend, n_batches, FALSE);
      Cost b = run (workload, model, backend, n_batches, TRUE);

      wall[i] = b.wall / a.wall;
      thread[i] = b.thread / a.thread;
      left[i] = b.close / b.wall;
      writer[i] = (b.all - b.thread) / b.thread;
      plain.wall = MIN (plain.wall, a.wall);
      plain.thread = MIN (plain.thread, a.thread);
      recorded.wall = MIN (recorded.wall, b.wall);
      recorded.thread = MIN (recorded.thread, b.thread);
      recorded.statistics = b.statistics;
    }
  g_stat (trace_path, &st);
  size = st.st_size;
  printf ("%-20s %9.2f %8.0f %7.3f %7.3f %7.3f %7.3f %8.1f %7.3f %7.3f %7.1f %6" G_GUINT64_FORMAT
          "\n",
          bs_bench_workload_name (number), plain.wall / n_batches / 1e6,
          (double) recorded.statistics.n_events / n_batches, median (wall),
          recorded.wall / plain.wall, median (thread), recorded.thread / plain.thread,
          (double) recorded.statistics.observer_ns / (double) recorded.statistics.n_events,
          median (writer), median (left), (double) size / (double) recorded.statistics.n_events,
          recorded.statistics.n_dropped);
  fflush (stdout);
}

/* Of an event in the thread that reports it, in bursts that the ring has room for. */
static void
print_event_cost (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (trace_path, &error);
  const BsObserver *observer;
  BsRecorderStatistics statistics;
  BsEvent event = { .phase = BS_PHASE_GEMM };
  double best = INFINITY, sum = 0.0;
  double clock;

  g_assert_no_error (error);
  observer = bs_recorder_get_observer (recorder);
  clock = (double) bs_now_ns ();
  for (guint i = 0; i < BURST; i++)
    event.start_ns = bs_now_ns ();
  clock = ((double) bs_now_ns () - clock) / BURST;
  for (guint i = 0; i < N_BURSTS; i++)
    {
      gint64 start_ns = bs_now_ns ();
      double ns;

      for (guint k = 0; k < BURST; k++)
        {
          event.end_ns = event.start_ns + 1;
          observer->event (observer->user_data, &event);
          event.start_ns = event.end_ns;
        }
      ns = (double) (bs_now_ns () - start_ns) / BURST;
      best = MIN (best, ns);
      sum += ns / N_BURSTS;
      g_usleep (100000);
    }
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
  bs_recorder_get_statistics (recorder, &statistics);
  printf ("An event in the thread of the run: %.1f ns on average, %.1f ns at best, and %.1f ns to "
          "read the clock; %" G_GUINT64_FORMAT " of %u dropped\n\n",
          sum, best, clock, statistics.n_dropped, BURST * N_BURSTS);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  int option;

  bs_backend_prepare ();
  while ((option = getopt (argc, argv, "p:s:b:P:")) != -1)
    switch (option)
      {
      case 'p':
        n_pairs = (guint) CLAMP (atoi (optarg), 1, MAX_PAIRS);
        break;
      case 's':
        model_size = (guint) atoi (optarg);
        break;
      case 'b':
        batch_size = (guint) atoi (optarg);
        break;
      case 'P':
        policy_name = optarg;
        break;
      default:
        return 2;
      }

  folder = g_dir_make_tmp ("batchscope-recording-XXXXXX", &error);
  g_assert_no_error (error);
  trace_path = g_build_filename (folder, "bench.bscope", NULL);
  print_event_cost ();
  printf ("Model size %u, batch size %u, policy %s, %u pairs\n", model_size, batch_size,
          policy_name, n_pairs);
  printf ("%-20s %9s %8s %7s %7s %7s %7s %8s %7s %7s %7s %6s\n", "workload", "ms/batch", "events",
          "wall", "best", "thread", "best", "ns/event", "writer", "close", "B/event", "lost");
  for (guint i = 0; i < BS_BENCH_N_WORKLOADS; i++)
    if (optind >= argc
        || g_strv_contains ((const char *const *) argv + optind, bs_bench_workload_name (i)))
      measure (i);
  g_unlink (trace_path);
  g_rmdir (folder);
  g_free (trace_path);

  return 0;
}
