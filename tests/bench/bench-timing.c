/* SPDX-License-Identifier: Apache-2.0 */
/* How long the Profile page waits for its figures: sums of all of a trace and of a part of it, histogram,
 * roofline and waiting.
 *
 *   bench-timing TRACE   such as `bench-trace 10000000 TRACE` writes */
#include "config.h"

#include <stdio.h>

#include "engine/observer.h"
#include "profiles/timing/timing-histogram.h"
#include "profiles/timing/timing-idle.h"
#include "profiles/timing/timing-plot.h"
#include "profiles/timing/timing-tables.h"

static gint64 begin_ns;

static void
start (void)
{
  begin_ns = bs_now_ns ();
}

static void
say (const char *what)
{
  printf ("%-52s %8.1f ms\n", what, (double) (bs_now_ns () - begin_ns) / 1e6);
}

static void
measure (const BsTrace *trace, const BsTimingRange *range)
{
  BsHistogramQuery query;

  start ();
  {
    g_autoptr (BsTiming) timing = bs_timing_new (trace, range, NULL);

    say ("sums");
    start ();
    bs_table_unref (bs_timing_tables_types (timing));
    say ("table of types");
    start ();
    bs_table_unref (bs_timing_tables_kernels (timing));
    say ("table of kernels");
    start ();
    bs_table_unref (bs_timing_tables_batches (timing));
    say ("table of batches");
    start ();
    bs_table_unref (bs_timing_tables_states (timing));
    say ("table of states");
  }
  start ();
  bs_histogram_query_init (&query);
  query.kind = BS_HISTOGRAM_EVENTS;
  query.phase = BS_PHASE_GEMM;
  bs_histogram_free (bs_histogram_new (trace, &query, range, NULL));
  say ("histogram of all products");
  start ();
  bs_plot_free (bs_plot_new_roofline (trace, range, NULL));
  say ("roofline");
  start ();
  bs_timing_idle_free (bs_timing_idle_new (trace, range, NULL));
  say ("waiting");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  BsTimingRange tenth;

  if (argc < 2)
    {
      printf ("Usage: bench-timing TRACE\n");
      return 0;
    }
  trace = bs_trace_load (argv[1], NULL, &error);
  if (trace == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }

  printf ("%u events, %u decisions\n", trace->events->n_events, trace->n_decisions);
  start ();
  bs_timing_unref (bs_timing_new_quick (trace));
  say ("first rows of all of it");
  printf ("all of it:\n");
  measure (trace, NULL);
  tenth.t0 = trace->events->t0 + (trace->events->t1 - trace->events->t0) / 3;
  tenth.t1 = tenth.t0 + (trace->events->t1 - trace->events->t0) / 10;
  printf ("a tenth of it:\n");
  measure (trace, &tenth);

  return 0;
}
