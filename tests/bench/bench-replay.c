/* SPDX-License-Identifier: Apache-2.0 */
/* How long the decision clock takes to get somewhere: random seeks over traces of about 100 000
 * decisions in one mini-batch and in many, then single steps. Times are microseconds of the processor,
 * which others do not disturb. The first seek, when nothing is unpacked yet, stands alone as well.
 *
 *   bench-replay */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/run.h"
#include "profiles/recording/recorder.h"
#include "profiles/replay/replay.h"
#include "tests/engine/fixtures.h"

typedef struct
{
  const char *name, *policy;
  guint32 n_graphs, n_nodes, n_seeks;
} Case;

static const Case cases[] = {
  { "one mini-batch, unbatched", "unbatched", 1, 100000, 5000 },
  { "one mini-batch, a million nodes", "agenda", 1, 1000000, 2000 },
  { "100 mini-batches, unbatched", "unbatched", 100, 1000, 5000 },
  { "1000 mini-batches", "agenda", 1000, 400, 5000 },
  { "100 mini-batches, 20 000 nodes each", "agenda", 100, 20000, 1000 },
};

/* What is asked for once the clock is there. */
typedef enum
{
  ASK_NOTHING,
  ASK_STATE,
  ASK_FRONTIER,
  ASK_MEMORY,
  N_ASKS
} Ask;

static const char *const asks[] = { "seek", "seek, state", "seek, frontier", "seek, memory" };

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
record (const Case *own, const char *path)
{
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new (own->policy, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsRandom random;

  g_assert_no_error (error);
  bs_random_init (&random, 1);
  for (guint32 i = 0; i < own->n_graphs; i++)
    g_ptr_array_add (graphs, bs_fixture_random_graph (&random, own->n_nodes, 8, 3, types));
  bs_run_graphs ((BsGraph *const *) graphs->pdata, graphs->len, types, policy, BS_ENCODING_SORT,
                 bs_recorder_get_observer (recorder), NULL, NULL, &error);
  g_assert_no_error (error);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static int
compare_times (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
print_times (const char *what, gint64 *times, guint32 n)
{
  gint64 sum = 0, first = times[0];

  qsort (times, n, sizeof *times, compare_times);
  for (guint32 i = 0; i < n; i++)
    sum += times[i];
  printf ("  %-16s mean %9.2f   p99 %9.2f   worst %9.2f   first %9.2f\n", what,
          (double) sum / n / 1e3, (double) times[(guint64) n * 99 / 100] / 1e3,
          (double) times[n - 1] / 1e3, (double) first / 1e3);
}

static void
ask_for (BsReplay *replay, Ask ask, GArray *nodes)
{
  BsReplayMemory memory;

  switch (ask)
    {
    case ASK_STATE:
      bs_replay_get_state (replay);
      break;

    case ASK_FRONTIER:
      g_array_set_size (nodes, 0);
      for (guint type = 0; type < bs_replay_get_state (replay)->n_types; type++)
        bs_replay_list_ready (replay, type, nodes);
      break;

    case ASK_MEMORY:
      bs_replay_get_memory (replay, &memory);
      break;

    case ASK_NOTHING:
    default:
      break;
    }
}

static void
measure_seeks (const BsTrace *trace, const Case *own, Ask ask)
{
  g_autoptr (BsReplay) replay = bs_replay_new (trace);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree gint64 *times = g_new (gint64, own->n_seeks);
  BsRandom random;

  bs_random_init (&random, 2);
  for (guint32 i = 0; i < own->n_seeks; i++)
    {
      guint32 decision = 1 + bs_random_below (&random, trace->n_decisions);
      gint64 start_ns = now_ns ();

      bs_replay_seek (replay, decision);
      ask_for (replay, ask, nodes);
      times[i] = now_ns () - start_ns;
    }
  print_times (asks[ask], times, own->n_seeks);
}

/* Forward through all, then back. */
static void
measure_steps (const BsTrace *trace)
{
  g_autoptr (BsReplay) replay = bs_replay_new (trace);
  g_autofree gint64 *times = g_new (gint64, trace->n_decisions);

  for (int direction = 1; direction >= -1; direction -= 2)
    {
      for (guint32 i = 0; i < trace->n_decisions; i++)
        {
          gint64 start_ns = now_ns ();

          bs_replay_step (replay, direction);
          bs_replay_get_state (replay);
          times[i] = now_ns () - start_ns;
        }
      print_times (direction > 0 ? "step, state" : "back, state", times, trace->n_decisions);
    }
}

static void
measure (const Case *own, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  gint64 start_ns;

  record (own, path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  start_ns = now_ns ();
  bs_replay_free (bs_replay_new (trace));
  printf ("%s: %u decisions, clock made in %.2f ms\n", own->name, trace->n_decisions,
          (double) (now_ns () - start_ns) / 1e6);
  for (Ask ask = ASK_NOTHING; ask < N_ASKS; ask++)
    measure_seeks (trace, own, ask);
  measure_steps (trace);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  path = g_build_filename (folder, "t.bscope", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    measure (&cases[i], path);
  g_unlink (path);
  g_rmdir (folder);

  return 0;
}
