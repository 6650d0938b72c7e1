/* SPDX-License-Identifier: Apache-2.0 */
/* A long recording, written as a run would, and read again: what is lost, how large it is, how long
 * it takes to open, to see a first picture, and any part of the timeline.
 *
 *   bench-trace [EVENTS [FILE]]     10 million; FILE is kept
 *   bench-trace -r FILE             reads a trace that is there
 *
 * Events come at the pace of their own times, about half a million a second. Times of the clock depend
 * on what else the machine does; those of the processor less. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <glib/gstdio.h>

#include "engine/backend.h"
#include "engine/policy.h"
#include "engine/random.h"
#include "profiles/query/query.h"
#include "profiles/recording/recorder.h"
#include "profiles/trace/trace.h"
#include "tests/bench/bench-workloads.h"

#define N_GRAPHS 8u
#define WORKLOAD 6u /* lattice-lstm */
#define BATCH_SIZE 128u
#define EVENTS_A_LANE 10u
#define N_LANES 2u
#define N_PIXELS 2000u
#define N_WINDOWS 2000u
#define REPEATS 3u
#define N_SEEKS 20000u
#define MILLION 1e6

static double
milliseconds_since (gint64 start_ns)
{
  return (double) (bs_now_ns () - start_ns) / MILLION;
}

static double
processor_ms (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);

  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / MILLION;
}

static void
wait_until (gint64 time_ns)
{
  gint64 now = bs_now_ns ();

  if (now < time_ns)
    g_usleep ((gulong) ((time_ns - now) / 1000));
}

/* What a lane does for a batch: copies operands, then products and what is between them. Returns: the
 * end. */
static gint64
play_lane (const BsObserver *observer, BsRandom *random, guint32 mini_batch, guint32 decision,
           guint lane, guint32 size, gint64 now)
{
  for (guint i = 0; i < EVENTS_A_LANE; i++)
    {
      BsPhase phase = i % 5 == 0 ? BS_PHASE_GATHER : i % 2 == 1 ? BS_PHASE_GEMM : BS_PHASE_FUSED;
      BsEvent event = { .start_ns = now,
                        .end_ns = now + 1000 + bs_random_below (random, 5000),
                        .bytes = phase == BS_PHASE_GATHER ? size * 512ull : 0,
                        .flops = phase == BS_PHASE_GEMM ? size * 16384ull * (1 + i / 4) : 0,
                        .decision = decision,
                        .mini_batch = (guint16) mini_batch,
                        .phase = (guint8) phase,
                        .lane = (guint8) lane };

      observer->event (observer->user_data, &event);
      now = event.end_ns;
    }

  return now;
}

/* One event of the thread of the run. */
static gint64
play_phase (const BsObserver *observer, guint32 mini_batch, BsPhase phase, gint64 start_ns,
            gint64 end_ns)
{
  BsEvent event = { .start_ns = start_ns,
                    .end_ns = end_ns,
                    .mini_batch = (guint16) mini_batch,
                    .phase = (guint8) phase };

  observer->event (observer->user_data, &event);

  return end_ns;
}

static void
write_trace (const char *path, guint64 n_events)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsWorkload) workload = bs_bench_workload_open (WORKLOAD);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  const BsObserver *observer;
  BsGraph *graphs[N_GRAPHS];
  BsRecorderStatistics statistics;
  BsRandom random;
  guint64 n_nodes = 0, n_told = 0;
  guint32 mini_batch = 0, decision = 1;
  gint64 now = bs_now_ns (), begin = now, close_ns;

  g_assert_no_error (error);
  bs_random_init (&random, 1);
  for (guint i = 0; i < N_GRAPHS; i++)
    graphs[i] = bs_bench_build (workload, i, BATCH_SIZE, types);
  observer = bs_recorder_get_observer (recorder);

  for (; n_told < n_events; mini_batch++)
    {
      BsGraph *graph = graphs[mini_batch % N_GRAPHS];
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      BsMiniBatch told = { .mini_batch = mini_batch,
                           .first_decision = decision,
                           .first_instance = mini_batch * BATCH_SIZE,
                           .types = types,
                           .graph = graph,
                           .schedule = schedule };
      gint64 start = MAX (now, schedule->start_ns);

      now = play_phase (observer, mini_batch, BS_PHASE_SCHEDULE, start,
                        start + schedule->end_ns - schedule->start_ns);
      observer->scheduled (observer->user_data, &told);
      for (guint32 i = 0; i < schedule->n_decisions; i++, decision++)
        {
          gint64 end = now;

          for (guint lane = 0; lane < N_LANES; lane++)
            {
              gint64 lane_end = play_lane (observer, &random, mini_batch, decision, lane,
                                           schedule->decisions[i].count, now + lane * 300);

              end = MAX (end, lane_end);
            }
          now = end + 500;
          if (i % 16 == 0)
            wait_until (now);
        }
      now = play_phase (observer, mini_batch, BS_PHASE_READ, now, now + 1000);
      observer->finished (observer->user_data, mini_batch, 1.0);
      n_nodes += graph->n_nodes;
      n_told += 2 + (guint64) schedule->n_decisions * N_LANES * EVENTS_A_LANE;
    }
  close_ns = bs_now_ns ();
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
  bs_recorder_get_statistics (recorder, &statistics);
  for (guint i = 0; i < N_GRAPHS; i++)
    bs_graph_unref (graphs[i]);

  printf ("written: %" G_GUINT64_FORMAT " events, %u decisions of %.1f nodes, %u mini-batches in "
          "%.1f s; dropped %" G_GUINT64_FORMAT "; the writer took %.2f s, %.0f ms of them after "
          "the run\n",
          n_told, decision - 1, (double) n_nodes / (decision - 1), mini_batch,
          (double) (close_ns - begin) / 1e9, statistics.n_dropped,
          (double) statistics.writer_ns / 1e9, milliseconds_since (close_ns));
}

static gboolean
keep_value (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  *(gint64 *) user_data = values[0].integer;

  return TRUE;
}

/* Returns: the first number of the last row. */
static gint64 ask (BsQuery *query, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gint64
ask (BsQuery *query, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  gint64 value = 0;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  bs_query_prepare (query, sql, &error);
  g_assert_no_error (error);
  bs_query_run (query, 0, keep_value, &value, &error);
  g_assert_no_error (error);

  return value;
}

static void
print_size (BsQuery *query, const char *path, guint64 n_events)
{
  GStatBuf st;
  gint64 events = ask (query, "SELECT sum (length (data)) FROM event_block");
  gint64 levels = ask (query, "SELECT sum (length (data)) FROM level_block");

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  printf ("size: %.1f MB, %.2f bytes an event: %.2f packed events, %.2f levels of detail, the rest "
          "is all else\n",
          (double) st.st_size / MILLION, (double) st.st_size / (double) n_events,
          (double) events / (double) n_events, (double) levels / (double) n_events);
}

/* All lanes of the timeline, and what the first mini-batch decided. */
static void
show_first_screen (const BsTrace *trace, BsEventSums *sums)
{
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, 0);

  for (guint lane = 0; lane < trace->n_lanes; lane++)
    bs_event_store_summarise (trace->events, lane, trace->events->t0, trace->events->t1, N_PIXELS,
                              sums);
  for (guint32 i = 1; i <= trace->mini_batches[0].n_decisions; i++)
    {
      g_autofree char *text = bs_trace_decision_text (trace, i);
      g_autofree char *state = bs_trace_state_text (trace, i);

      g_assert_true (bs_trace_members (graph, bs_trace_decision (trace, i)) != NULL);
    }
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_times (const char *what, double *ms, guint n)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += ms[i] / n;
  qsort (ms, n, sizeof *ms, compare);
  printf ("%s: %.4f ms on average, %.4f ms for 99 of 100, %.4f ms at worst\n", what, sum,
          ms[n * 99 / 100], ms[n - 1]);
}

/* Windows of all lengths, from a part of a mini-batch to all there is; the best of some repeats, since
 * others use the machine too. */
static void
print_windows (const BsTrace *trace, BsRandom *random, BsEventSums *sums)
{
  const BsEventStore *events = trace->events;
  g_autofree double *wall = g_new (double, N_WINDOWS);
  g_autofree double *own = g_new (double, N_WINDOWS);
  double length = (double) (events->t1 - events->t0);

  for (guint i = 0; i < N_WINDOWS; i++)
    {
      double part = pow (10.0, -7.0 * bs_random_unit (random));
      gint64 width = MAX ((gint64) (length * part), 1);
      gint64 t0 = events->t0 + (gint64) ((length - (double) width) * bs_random_unit (random));

      wall[i] = own[i] = INFINITY;
      for (guint k = 0; k < REPEATS; k++)
        {
          gint64 start_ns = bs_now_ns ();
          double start_ms = processor_ms (CLOCK_THREAD_CPUTIME_ID);

          for (guint lane = 0; lane < trace->n_lanes; lane++)
            bs_event_store_summarise (events, lane, t0, t0 + width, N_PIXELS, sums);
          wall[i] = fmin (wall[i], milliseconds_since (start_ns));
          own[i] = fmin (own[i], processor_ms (CLOCK_THREAD_CPUTIME_ID) - start_ms);
        }
    }
  print_times ("window of all lanes", wall, N_WINDOWS);
  print_times ("  of the processor", own, N_WINDOWS);
}

static void
print_seeks (const BsTrace *trace, BsRandom *random)
{
  g_autofree double *by_time = g_new (double, N_SEEKS);
  g_autofree double *by_number = g_new (double, N_SEEKS);
  gint64 sum = 0;

  for (guint i = 0; i < N_SEEKS; i++)
    {
      guint32 number = (guint32) (bs_random_unit (random) * trace->n_events);
      gint64 start_ns = bs_now_ns ();
      BsEvent event = bs_trace_get_event (trace, number);
      BsEventIter iter;

      by_number[i] = milliseconds_since (start_ns);
      start_ns = bs_now_ns ();
      bs_event_iter_init (&iter, trace);
      bs_event_iter_seek (&iter, event.start_ns);
      bs_event_iter_next (&iter, &event);
      by_time[i] = milliseconds_since (start_ns);
      sum += event.end_ns;
    }
  g_assert_cmpint (sum, !=, 0);
  print_times ("event by number", by_number, N_SEEKS);
  print_times ("event by time", by_time, N_SEEKS);
}

static void
print_walk (const BsTrace *trace)
{
  gint64 start_ns = bs_now_ns (), sum = 0;
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    sum += event.end_ns - event.start_ns;
  printf ("walk: %.0f ms, %.2f ns an event (%.1f s in all lanes)\n", milliseconds_since (start_ns),
          milliseconds_since (start_ns) * MILLION / (double) trace->n_events, (double) sum / 1e9);
}

static void
print_queries (BsQuery *query, const BsTrace *trace)
{
  gint64 t0 = trace->events->t0, t1 = trace->events->t1, middle = t0 + (t1 - t0) / 2;
  gint64 start_ns = bs_now_ns (), n;

  n = ask (query, "SELECT sum (events) FROM timeline (NULL, NULL, 2000)");
  g_assert_cmpint (n, ==, (gint64) trace->n_events);
  printf ("SQL: timeline () of all %.1f ms", milliseconds_since (start_ns));
  start_ns = bs_now_ns ();
  ask (query, "SELECT sum (ns) FROM timeline (%lld, %lld, 2000)", (long long) middle,
       (long long) middle + 10000000);
  printf (", of 10 ms %.1f ms", milliseconds_since (start_ns));
  start_ns = bs_now_ns ();
  n = ask (query, "SELECT count (*) FROM event WHERE start_ns BETWEEN %lld AND %lld",
           (long long) middle, (long long) middle + 10000000);
  printf ("; %lld events of 10 ms %.1f ms", (long long) n, milliseconds_since (start_ns));
  start_ns = bs_now_ns ();
  n = ask (query, "SELECT count (*) FROM event WHERE decision = %u", trace->n_decisions / 2);
  printf (", %lld of a decision %.1f ms", (long long) n, milliseconds_since (start_ns));
  start_ns = bs_now_ns ();
  ask (query, "SELECT sum (end_ns - start_ns) FROM event");
  printf (", all of them %.0f ms\n", milliseconds_since (start_ns));
}

static void
read_trace (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsQuery) query = NULL;
  g_autofree BsEventSums *sums = g_new (BsEventSums, N_PIXELS);
  struct rusage before, loaded, end;
  BsRandom random;
  gint64 start_ns = bs_now_ns ();
  double load_ms, screen_ms, all_ms = processor_ms (CLOCK_PROCESS_CPUTIME_ID);
  double thread_ms = processor_ms (CLOCK_THREAD_CPUTIME_ID);

  getrusage (RUSAGE_SELF, &before);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  load_ms = milliseconds_since (start_ns);
  show_first_screen (trace, sums);
  screen_ms = milliseconds_since (start_ns);
  all_ms = processor_ms (CLOCK_PROCESS_CPUTIME_ID) - all_ms;
  thread_ms = processor_ms (CLOCK_THREAD_CPUTIME_ID) - thread_ms;
  getrusage (RUSAGE_SELF, &loaded);

  query = bs_query_open (path, NULL, &error);
  g_assert_no_error (error);
  print_size (query, path, trace->n_events);
  printf (
      "open: %.0f ms, with the first screen %.0f ms; of the processor %.0f ms, of them %.0f ms in "
      "the thread that all else waits for\n",
      load_ms, screen_ms, all_ms, thread_ms);
  bs_random_init (&random, 2);
  print_windows (trace, &random, sums);
  print_seeks (trace, &random);
  print_walk (trace);
  print_queries (query, trace);
  getrusage (RUSAGE_SELF, &end);
  printf ("memory: at most %.0f MB when it was open, %.0f MB in the end, %.0f MB before\n",
          (double) loaded.ru_maxrss / 1024, (double) end.ru_maxrss / 1024,
          (double) before.ru_maxrss / 1024);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  const char *args[] = { argv[0], "-r", NULL, NULL };
  int status;

  bs_backend_prepare ();
  if (argc == 3 && g_str_equal (argv[1], "-r"))
    {
      read_trace (argv[2]);
      return 0;
    }

  folder = g_dir_make_tmp ("batchscope-trace-XXXXXX", &error);
  g_assert_no_error (error);
  path = argc > 2 ? g_strdup (argv[2]) : g_build_filename (folder, "bench.bscope", NULL);
  write_trace (path, argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 10000000);
  fflush (stdout);
  /* In a process of its own, whose memory is that of reading. */
  args[2] = path;
  g_spawn_sync (NULL, (char **) args, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  if (argc <= 2)
    g_unlink (path);
  g_rmdir (folder);

  return status == 0 ? 0 : 1;
}
