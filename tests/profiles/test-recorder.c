/* SPDX-License-Identifier: Apache-2.0 */
/* Recording at its limits: no room, a clock that goes backwards, two recordings of one file. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/format/trace-file.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

#define N_EVENTS 200000u
#define N_RACERS 4
#define N_RACES 10

/* Nothing is left beside it: no log, no lock. */
static void
tear_down (TracePlace *place, gconstpointer data)
{
  g_assert_true (g_file_test (place->path, G_FILE_TEST_EXISTS));
  trace_place_clear (place);
}

static gboolean
says (const BsTrace *trace, const char *text)
{
  for (guint i = 0; i < trace->diagnostics->len; i++)
    if (strstr (g_ptr_array_index (trace->diagnostics, i), text) != NULL)
      return TRUE;

  return FALSE;
}

static void
close_recorder (BsRecorder *recorder)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = bs_recorder_close (recorder, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
report_events (const BsObserver *observer, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      BsEvent event = {
        .start_ns = 10 * i, .end_ns = 10 * i + 5, .bytes = i, .phase = BS_PHASE_GEMM
      };

      observer->event (observer->user_data, &event);
    }
}

/* Events that are there are in order. Returns: how many. */
static guint64
count_in_order (const BsTrace *trace)
{
  g_auto (BsEventIter) iter = { 0 };
  guint64 n = 0;
  gint64 last = -1;
  BsEvent event = { 0 };

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event); n++)
    {
      g_assert_cmpint (event.bytes, >, last);
      g_assert_cmpint (event.start_ns, ==, 10 * event.bytes);
      last = (gint64) event.bytes;
    }

  return n;
}

static void
test_overflow (TracePlace *place, gconstpointer data)
{
  BsOverflow overflow = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (BsTrace) trace = NULL;
  BsRecorderStatistics statistics;
  BsRecorderOptions options;

  bs_recorder_options_init (&options);
  options.overflow = overflow;
  options.n_events = 256;
  recorder = bs_recorder_new_with_options (place->path, &options, &error);
  g_assert_no_error (error);
  report_events (bs_recorder_get_observer (recorder), N_EVENTS);
  close_recorder (recorder);
  bs_recorder_get_statistics (recorder, &statistics);
  g_assert_cmpuint (statistics.n_events, ==, N_EVENTS);
  g_assert_cmpint (statistics.writer_ns, >, 0);
  g_assert_cmpint (statistics.observer_ns, >, 0);

  trace = trace_place_load (place->path);
  g_assert_true (trace->complete);
  g_assert_cmpstr (bs_trace_get_info (trace, "overflow"), ==, bs_overflow_to_string (overflow));
  g_assert_cmpuint (trace->n_dropped, ==, statistics.n_dropped);
  g_assert_cmpuint (trace->n_events + trace->n_dropped, ==, N_EVENTS);
  g_assert_cmpuint (count_in_order (trace), ==, trace->n_events);
  g_assert_cmpuint (trace->recording.n_waits, ==, statistics.n_waits);
  g_assert_cmpint (trace->recording.wait_ns, ==, statistics.wait_ns);
  g_assert_cmpint (trace->recording.observer_ns, ==, statistics.observer_ns);
  if (overflow == BS_OVERFLOW_WAIT)
    {
      g_assert_cmpuint (statistics.n_dropped, ==, 0);
      g_assert_cmpuint (statistics.n_waits, >, 0);
      g_assert_cmpint (statistics.wait_ns, >, 0);
      g_assert_true (says (trace, "The run waited"));
    }
  else
    {
      g_assert_cmpuint (statistics.n_waits, ==, 0);
      g_assert_cmpuint (statistics.n_dropped, >, 0);
      g_assert_true (says (trace, "not recorded"));
    }
}

/* Graphs and decisions are all there, however little room there is for them. */
static void
test_queue (TracePlace *place, gconstpointer data)
{
  SyntheticOptions run_options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (BsTrace) trace = NULL;
  BsRecorderStatistics statistics;
  BsRecorderOptions options;

  run_options.n_mini_batches = 30;
  run = synthetic_new (&run_options);
  bs_recorder_options_init (&options);
  options.n_bytes = 1;
  recorder = bs_recorder_new_with_options (place->path, &options, &error);
  g_assert_no_error (error);
  synthetic_play (run, bs_recorder_get_observer (recorder), 30);
  close_recorder (recorder);
  bs_recorder_get_statistics (recorder, &statistics);
  g_assert_cmpuint (statistics.n_waits, >, 0);
  g_assert_cmpuint (statistics.n_dropped, ==, 0);

  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_mini_batches, ==, 30);
  g_assert_cmpuint (trace->n_events, ==, run->events->len);
  g_assert_cmpuint (trace->recording.n_waits, ==, statistics.n_waits);
  for (guint32 i = 0; i < 30; i++)
    {
      g_assert_cmpuint (bs_recorder_get_lower_bound (recorder, i), ==,
                        trace->mini_batches[i].lower_bound);
      g_assert_cmpuint (trace->mini_batches[i].lower_bound, ==,
                        bs_graph_lower_bound (g_ptr_array_index (run->graphs, i)));
    }
  g_assert_cmpuint (bs_recorder_get_lower_bound (recorder, 30), ==, 0);
}

static void
test_clock (TracePlace *place, gconstpointer data)
{
  static const BsEvent events[] = {
    { .start_ns = 100, .end_ns = 200, .lane = 0 },
    { .start_ns = 150, .end_ns = 160, .lane = 1 }, /* another lane: no step */
    { .start_ns = 300, .end_ns = 250, .lane = 0 }, /* ends before it begins */
    { .start_ns = 120, .end_ns = 180, .lane = 0 }, /* before what ended earlier */
    { .start_ns = -50, .end_ns = -20, .lane = 2 }, /* before the clock began */
    { .start_ns = 90, .end_ns = 400, .lane = 0 },  /* around others: no step */
    { .start_ns = 400, .end_ns = 500, .lane = 0 },
  };
  static const gint64 expected[][2] = { { 0, 0 },     { 90, 400 },  { 100, 200 }, { 150, 160 },
                                        { 300, 300 }, { 300, 300 }, { 400, 500 } };
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  BsSchedule *schedule = g_ptr_array_index (run->schedules, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, &error);
  const BsObserver *observer = bs_recorder_get_observer (recorder);
  BsMiniBatch mini_batch = { .first_decision = 1,
                             .types = run->types,
                             .graph = g_ptr_array_index (run->graphs, 0),
                             .schedule = schedule };
  g_autoptr (BsTrace) trace = NULL;
  g_auto (BsEventIter) iter = { 0 };
  BsRecorderStatistics statistics;
  BsEvent event = { 0 };

  schedule->decisions[2].start_ns = 700;
  schedule->decisions[2].end_ns = 600;
  schedule->end_ns = schedule->start_ns - 1;
  observer->scheduled (observer->user_data, &mini_batch);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    observer->event (observer->user_data, &events[i]);
  observer->finished (observer->user_data, 0, NAN);
  close_recorder (recorder);
  bs_recorder_get_statistics (recorder, &statistics);
  g_assert_cmpuint (statistics.n_clock_steps, ==, 3);

  trace = trace_place_load (place->path);
  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->recording.n_clock_steps, ==, 3);
  g_assert_true (says (trace, "The clock went backwards at 3 events"));
  g_assert_cmpint (trace->decisions[2].start_ns, ==, 700);
  g_assert_cmpint (trace->decisions[2].end_ns, ==, 700);
  bs_event_iter_init (&iter, trace);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (bs_event_iter_next (&iter, &event));
      g_assert_cmpint (event.start_ns, ==, expected[i][0]);
      g_assert_cmpint (event.end_ns, ==, expected[i][1]);
    }
  g_assert_false (bs_event_iter_next (&iter, &event));
}

/* Another recording of the same file in the same program is refused, and the first goes on, even
 * though who asks closes the file. */
static void
test_same_program (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, &error);
  g_autofree char *process = g_strdup_printf ("process %d", (int) getpid ());
  g_autoptr (BsTrace) trace = NULL;
  pid_t child;
  int status;

  g_assert_no_error (error);
  synthetic_play (run, bs_recorder_get_observer (recorder), 1);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (bs_recorder_new (place->path, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_IO);
      g_assert_nonnull (strstr (error->message, "is being recorded"));
      g_assert_nonnull (strstr (error->message, process));
      g_clear_error (&error);
    }

  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      /* Not the program that it was: its own list of recordings does not count. */
      execl ("/proc/self/exe", "test", "--refused", place->path, process, NULL);
      _exit (3);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  close_recorder (recorder);
  trace = trace_place_load (place->path);
  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->n_mini_batches, ==, 1);
}

/* What test_same_program() starts: must be told who records. */
static int
be_refused (const char *path, const char *process)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);

  return recorder == NULL && g_error_matches (error, BS_ERROR, BS_ERROR_IO)
                 && strstr (error->message, "is being recorded") != NULL
                 && strstr (error->message, process) != NULL
             ? 0
             : 1;
}

static int
race (const char *path, int start)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = NULL;
  char byte;

  if (read (start, &byte, 1) != 0)
    return 2;
  recorder = bs_recorder_new (path, &error);
  if (recorder == NULL && strstr (error->message, "is being recorded") != NULL)
    return 1;

  if (recorder != NULL)
    {
      synthetic_play (run, bs_recorder_get_observer (recorder), 3);
      if (bs_recorder_close (recorder, &error))
        return 0;
    }
  g_printerr ("%s\n", error->message);

  return 2;
}

/* Programs that begin at once over an older trace: nobody replaces what another one records. */
static void
test_race (TracePlace *place, gconstpointer data)
{
  synthetic_record_default (place->path);
  for (guint round = 0; round < N_RACES; round++)
    {
      g_autoptr (BsTrace) trace = NULL;
      pid_t children[N_RACERS];
      guint n_done = 0;
      int start[2];

      g_assert_cmpint (pipe (start), ==, 0);
      for (guint i = 0; i < N_RACERS; i++)
        {
          children[i] = fork ();
          g_assert_cmpint (children[i], >=, 0);
          if (children[i] == 0)
            {
              close (start[1]);
              _exit (race (place->path, start[0]));
            }
        }
      close (start[0]);
      close (start[1]);
      for (guint i = 0; i < N_RACERS; i++)
        {
          int status;

          g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
          g_assert_true (WIFEXITED (status));
          g_assert_cmpint (WEXITSTATUS (status), <, 2);
          n_done += WEXITSTATUS (status) == 0;
        }
      g_assert_cmpuint (n_done, >=, 1);
      trace = trace_place_load (place->path);
      g_assert_true (trace->complete);
      g_assert_cmpuint (trace->n_mini_batches, ==, 3);
    }
}

/* Who reads a trace while its recording ends does not make it fail, however long it takes. */
static void
test_read_at_end (TracePlace *place, gconstpointer data)
{
  const char *const companions[] = { "-wal", "-shm" };
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, &error);
  g_autoptr (BsTraceFile) reader = NULL;
  g_autoptr (BsTrace) trace = NULL;

  g_assert_no_error (error);
  synthetic_play (run, bs_recorder_get_observer (recorder), 3);
  while (reader == NULL || !reader->has_log)
    {
      g_clear_pointer (&reader, bs_trace_file_free);
      reader = bs_trace_file_open (place->path, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < 2; i++)
    {
      trace = trace_place_load (place->path);
      g_assert_true (trace->complete);
      g_assert_cmpuint (trace->n_mini_batches, ==, 3);
      g_clear_pointer (&trace, bs_trace_unref);
      g_clear_pointer (&reader, bs_trace_file_free);
    }
  /* Nobody was left who may write. */
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (place->path, companions[i], NULL);

      g_unlink (companion);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--refused"))
    return be_refused (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/profiles/recorder/" name, TracePlace, GUINT_TO_POINTER (data), trace_place_set_up, \
              func, tear_down)
  /* First, while there is one thread. */
  ADD ("race", 0, test_race);
  ADD ("same-program", 0, test_same_program);
  ADD ("drop", BS_OVERFLOW_DROP, test_overflow);
  ADD ("wait", BS_OVERFLOW_WAIT, test_overflow);
  ADD ("read-at-end", 0, test_read_at_end);
  ADD ("queue", 0, test_queue);
  ADD ("clock", 0, test_clock);
#undef ADD

  return g_test_run ();
}
