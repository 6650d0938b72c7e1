/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 in the middle of recording, over and over: the trace opens, is sound, holds a beginning of
 * what was recorded, and says that it was cut short. With -m slow 50 times; the table says what was
 * lost. On a machine that has time for it nothing is older than 100 ms; nine times in ten it has.
 * A recording that goes on is read in the same way, until its end. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profiles/format/trace-file.h"
#include "tests/profiles/synthetic.h"

#define N_MINI_BATCHES 400
#define N_NODES 150
#define N_LIVE 60 /* mini-batches of a recording that is read meanwhile */
#define MAX_REPORTED 200000u
#define MOST_LOST_NS (100 * G_GINT64_CONSTANT (1000000))

/* What the recording program has said, and when; both look at it. */
typedef struct
{
  guint32 n_events, n_decisions;
  gint64 event_ns[MAX_REPORTED];
  gint64 decision_ns[MAX_REPORTED];
} Log;

typedef struct
{
  BsObserver parent;
  const BsObserver *recorder;
  Log *log;
} Reporter;

static void
report_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  Reporter *self = user_data;
  gint64 now_ns = bs_now_ns ();

  self->recorder->scheduled (self->recorder->user_data, mini_batch);
  for (guint32 i = 0; i < mini_batch->schedule->n_decisions; i++)
    {
      self->log->decision_ns[self->log->n_decisions] = now_ns;
      g_atomic_int_inc (&self->log->n_decisions);
    }
}

static void
report_planned (gpointer user_data, const BsPlacement *placement)
{
  Reporter *self = user_data;

  self->recorder->planned (self->recorder->user_data, placement);
}

/* Now, whatever it says; a few at a time. */
static void
report_event (gpointer user_data, const BsEvent *event)
{
  Reporter *self = user_data;
  BsEvent own = *event;

  own.start_ns = own.end_ns = bs_now_ns ();
  self->recorder->event (self->recorder->user_data, &own);
  self->log->event_ns[self->log->n_events] = own.end_ns;
  g_atomic_int_inc (&self->log->n_events);
  if (self->log->n_events % 16 == 0)
    g_usleep (500);
}

static void
report_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  Reporter *self = user_data;

  self->recorder->finished (self->recorder->user_data, mini_batch, loss);
}

/* @n: mini-batches. Returns: the recorder, still open. */
static BsRecorder *
record (Synthetic *run, const char *path, guint n, Log *log, int ready)
{
  BsRecorder *recorder = bs_recorder_new (path, NULL);
  Reporter self = { { .user_data = &self,
                      .scheduled = report_scheduled,
                      .planned = report_planned,
                      .event = report_event,
                      .finished = report_finished },
                    bs_recorder_get_observer (recorder),
                    log };

  if (write (ready, "!", 1) == 1)
    synthetic_play (run, &self.parent, n);

  return recorder;
}

static void
assert_sound (const char *path)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &stmt, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (stmt, 0), ==, "ok");
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

/* What is there is a beginning of what was told. */
static void
assert_beginning (Synthetic *run, const BsTrace *trace)
{
  g_auto (BsEventIter) iter = { 0 };
  guint32 id = 1;
  BsEvent event = { 0 };

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsSchedule *schedule = g_ptr_array_index (run->schedules, i);
      g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, i);

      for (guint32 k = 0; k < trace->mini_batches[i].n_decisions; k++, id++)
        {
          const BsDecision *expected = &schedule->decisions[k];
          const BsTraceDecision *decision = bs_trace_decision (trace, id);

          g_assert_cmpuint (decision->type, ==, expected->type);
          g_assert_cmpuint (decision->n_candidates, ==, expected->n_candidates);
          g_assert_cmpmem (bs_trace_members (graph, decision), decision->size * sizeof (guint32),
                           schedule->order + expected->first, expected->count * sizeof (guint32));
        }
    }
  g_assert_cmpuint (id - 1, ==, trace->n_decisions);

  bs_event_iter_init (&iter, trace);
  for (guint32 i = 0; i < trace->n_events; i++)
    {
      const BsEvent *expected = &g_array_index (run->events, BsEvent, i);

      g_assert_true (bs_event_iter_next (&iter, &event));
      g_assert_cmpuint (event.phase, ==, expected->phase);
      g_assert_cmpuint (event.bytes, ==, expected->bytes);
    }
}

static gboolean
says_cut_short (const BsTrace *trace)
{
  for (guint i = 0; i < trace->diagnostics->len; i++)
    if (strstr (g_ptr_array_index (trace->diagnostics, i), "cut short") != NULL)
      return TRUE;

  return FALSE;
}

/* Returns: how long before @end_ns the first of what is missing was told. */
static gint64
find_loss (const gint64 *told_ns, guint32 n_told, guint64 n_there, gint64 end_ns)
{
  g_assert_cmpuint (n_there, <=, n_told + 1);

  return n_there < n_told ? MAX (end_ns - told_ns[n_there], 0) : 0;
}

/* Returns: how old what was lost is. */
static gint64
kill_after (Synthetic *run, const char *path, guint delay_ms)
{
  Log *log = mmap (NULL, sizeof *log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end_ns, lost_ns, events_ns;
  int ready[2], status;
  char byte;
  pid_t child;

  g_assert_true (log != MAP_FAILED);
  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      record (run, path, N_MINI_BATCHES, log, ready[1]);
      pause ();
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_usleep (1000 * delay_ms);
  end_ns = bs_now_ns ();
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  close (ready[0]);
  close (ready[1]);

  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (trace->complete);
  g_assert_true (says_cut_short (trace));
  assert_beginning (run, trace);
  assert_sound (path);

  lost_ns = find_loss (log->decision_ns, log->n_decisions, trace->n_decisions, end_ns);
  events_ns = find_loss (log->event_ns, log->n_events, trace->n_events, end_ns);
  g_test_message ("after %4u ms: %6u of %6u decisions, %6u of %6u events, lost the last %5.1f and "
                  "%5.1f ms",
                  delay_ms, trace->n_decisions, log->n_decisions, (guint) trace->n_events,
                  log->n_events, (double) lost_ns / 1e6, (double) events_ns / 1e6);
  munmap (log, sizeof *log);

  return MAX (lost_ns, events_ns);
}

static void
test_killed (void)
{
  guint n = g_test_slow () ? 50 : 6, n_late = 0;
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "killed.bscope", NULL);
  gint64 worst_ns = 0;

  g_assert_no_error (error);
  options.n_mini_batches = N_MINI_BATCHES;
  options.n_nodes = N_NODES;
  run = synthetic_new (&options);
  g_assert_cmpuint (run->events->len, <, MAX_REPORTED);
  /* Over what the one before left. */
  for (guint i = 0; i < n; i++)
    {
      gint64 lost_ns = kill_after (run, path,
                                   (guint) g_test_rand_int_range (0, g_test_slow () ? 1200 : 350));

      worst_ns = MAX (worst_ns, lost_ns);
      n_late += lost_ns > MOST_LOST_NS;
    }
  g_test_message ("at worst %.1f ms; more than 100 ms %u times of %u", (double) worst_ns / 1e6,
                  n_late, n);
  if (g_test_slow ())
    g_assert_cmpuint (n_late, <=, n / 10);

  synthetic_record (run, path);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The decisions that one connection sees do not become more. */
static guint32
count_decisions (BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };
  guint32 n = 0;

  for (bs_trace_cursor_open (&cursor, file, "decision", "type"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    n++;
  g_assert_no_error (file->error);

  return n;
}

static void
test_live (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  Log *log = mmap (NULL, sizeof *log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "live.bscope", NULL);
  guint32 n_decisions = 0, n_grown = 0;
  gboolean complete = FALSE;
  int ready[2], status;
  char byte;
  pid_t child;

  g_assert_no_error (error);
  g_assert_true (log != MAP_FAILED);
  options.n_mini_batches = N_LIVE;
  options.n_nodes = N_NODES;
  run = synthetic_new (&options);
  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (bs_recorder_close (record (run, path, N_LIVE, log, ready[1]), &error))
        _exit (0);
      g_printerr ("%s\n", error->message);
      _exit (1);
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  while (!complete)
    {
      g_autoptr (BsTraceFile) file = bs_trace_file_open (path, NULL, &error);
      g_autoptr (BsTrace) trace = NULL;
      guint32 n;

      g_assert_no_error (error);
      n = count_decisions (file);
      trace = bs_trace_load (path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_decisions (file), ==, n);
      g_assert_cmpuint (trace->n_decisions, >=, MAX (n, n_decisions));
      assert_beginning (run, trace);
      n_grown += trace->n_decisions > n_decisions;
      n_decisions = trace->n_decisions;
      complete = trace->complete;
    }
  g_assert_cmpuint (n_grown, >, 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  close (ready[0]);
  close (ready[1]);
  munmap (log, sizeof *log);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/recorder/killed", test_killed);
  g_test_add_func ("/profiles/recorder/live", test_live);

  return g_test_run ();
}
