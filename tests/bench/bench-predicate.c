/* SPDX-License-Identifier: Apache-2.0 */
/* How long a predicate takes over the decisions of a trace of 100 000 (asked: at most 100 ms), and the
 * same question as a query. Milliseconds of the processor, the best of several.
 *
 *   bench-predicate */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>

#include "engine/run.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query.h"
#include "profiles/recording/recorder.h"
#include "tests/engine/fixtures.h"

#define N_REPEATS 5

static const char *const texts[] = {
  "batch_size > 1",
  "type = 'word' AND batch_size < 8",
  "rho < 1 AND q_margin < 0.1",
  "reason = 'ratio' OR n_candidates > 3",
  "state LIKE '%>%' AND n_ready > 10",
  "executed > remaining AND step % 2",
  "run_ns > 1000 OR gather_bytes + scatter_bytes > 0 OR flops > 0 OR NOT safe",
};

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
record (const char *path)
{
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("unbatched", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsRandom random;

  g_assert_no_error (error);
  bs_random_init (&random, 1);
  for (guint32 i = 0; i < 50; i++)
    g_ptr_array_add (graphs, bs_fixture_random_graph (&random, 2000, 8, 3, types));
  bs_run_graphs ((BsGraph *const *) graphs->pdata, graphs->len, types, policy, BS_ENCODING_SORT,
                 bs_recorder_get_observer (recorder), NULL, NULL, &error);
  g_assert_no_error (error);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static gboolean
count_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  ++*(guint *) user_data;

  return TRUE;
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "b.bscope", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsQuery) query = NULL;
  double start = now_ms ();

  record (path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  query = bs_query_open (path, NULL, &error);
  g_assert_no_error (error);
  start = now_ms ();
  for (guint i = 0; i < 1000; i++)
    bs_predicate_free (bs_predicate_new (texts[2], NULL));
  printf ("%u decisions; a predicate is made in %.3f ms\n", trace->n_decisions,
          (now_ms () - start) / 1000);
  printf ("%10s %10s %10s  predicate\n", "found", "ms", "query ms");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BsPredicate) predicate = bs_predicate_new (texts[i], &error);
      g_autofree char *sql = g_strdup_printf ("SELECT decision FROM decisions WHERE %s", texts[i]);
      double best = G_MAXDOUBLE, best_query = G_MAXDOUBLE;
      guint n = 0;

      g_assert_no_error (error);
      for (guint k = 0; k < N_REPEATS; k++)
        {
          g_autoptr (GArray) found = NULL;
          guint n_rows = 0;

          start = now_ms ();
          found = bs_predicate_find_all (predicate, trace, NULL, &error);
          best = MIN (best, now_ms () - start);
          g_assert_no_error (error);
          start = now_ms ();
          g_assert_true (bs_query_prepare (query, sql, &error));
          g_assert_true (bs_query_run (query, 0, count_row, &n_rows, &error));
          best_query = MIN (best_query, now_ms () - start);
          g_assert_cmpuint (n_rows, ==, found->len);
          n = found->len;
        }
      printf ("%10u %10.1f %10.1f  %s\n", n, best, best_query, texts[i]);
    }
  g_unlink (path);
  g_rmdir (folder);

  return 0;
}
