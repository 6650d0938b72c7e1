/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went: sums of any range against a walk that does nothing clever, the figures of the command
 * line, quantiles, rooflines and waiting. */
#include "config.h"

#include <math.h>

#include "engine/random.h"
#include "profiles/comparison/cost-tables.h"
#include "profiles/query/query.h"
#include "profiles/tables/tables.h"
#include "profiles/timing/timing-histogram.h"
#include "profiles/timing/timing-idle.h"
#include "profiles/timing/timing-plot.h"
#include "profiles/timing/timing-prediction.h"
#include "profiles/timing/timing-tables.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

#define N_LANES 3
#define N_RANGES 60

/* An event, and in it others, down to @depth; those within are told first. Returns: the end. */
static gint64
add_nested (GArray *events, BsRandom *random, const BsEvent *kind, gint64 start, guint depth)
{
  BsEvent event = *kind;
  gint64 at = start;
  guint n = depth > 0 ? bs_random_below (random, 3) : 0;

  for (guint i = 0; i < n; i++)
    {
      /* Some begin when what they lie in does. */
      at += i == 0 && bs_random_below (random, 2) == 0 ? 0 : bs_random_below (random, 40);
      at = add_nested (events, random, kind, at, depth - 1);
    }
  event.start_ns = start;
  event.end_ns = at + (n > 0 ? 1 : 0) + bs_random_below (random, 90);
  event.phase = (guint8) bs_random_below (random, BS_PHASE_READ);
  event.flops = bs_random_below (random, 100000);
  event.bytes = bs_random_below (random, 3) == 0 ? bs_random_below (random, 9000) : 0;
  g_array_append_val (events, event);

  return event.end_ns;
}

/* Gives a trace events that lie in each other, in several lanes. */
static void
make_events (BsTrace *trace, guint seed)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  gint64 now[N_LANES] = { 1000, 1200, 1100 };
  BsRandom random;

  bs_random_init (&random, seed);
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      BsTraceDecision *d = &trace->decisions[i - 1];

      d->run_start_ns = G_MAXINT64;
      d->run_end_ns = 0;
      for (guint lane = 0; lane < N_LANES; lane++)
        {
          BsEvent kind = { .decision = bs_random_below (&random, 9) > 0 ? i : 0,
                           .mini_batch = (guint16) d->mini_batch,
                           .lane = (guint8) lane };
          gint64 start = now[lane];

          now[lane] = add_nested (events, &random, &kind, start, 3);
          if (kind.decision > 0)
            {
              d->run_start_ns = MIN (d->run_start_ns, start);
              d->run_end_ns = MAX (d->run_end_ns, now[lane]);
            }
          now[lane] += bs_random_below (&random, 50);
        }
      if (d->run_end_ns == 0)
        d->run_start_ns = 0;
    }
  synthetic_replace_events (trace, events);
}

/* Time of [start, end) that no event inside it has, of the same lane. */
static gint64
own_time (const GArray *events, guint number, gint64 t0, gint64 t1)
{
  const BsEvent *event = &g_array_index (events, BsEvent, number);
  gint64 start = MAX (event->start_ns, t0), end = MIN (event->end_ns, t1), own = 0;

  for (gint64 ns = start; ns < end; ns++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < events->len && !taken; i++)
        {
          const BsEvent *other = &g_array_index (events, BsEvent, i);

          if (other->start_ns > ns)
            break;
          taken = i != number && other->lane == event->lane && other->end_ns > ns
                  && other->start_ns >= event->start_ns && other->end_ns <= event->end_ns
                  && other->end_ns - other->start_ns < event->end_ns - event->start_ns;
        }
      own += !taken;
    }

  return own;
}

static void
assert_sums (const BsTrace *trace, const GArray *events, const gint64 *own, gint64 t0, gint64 t1)
{
  BsTimingRange range = { t0, t1 };
  g_autoptr (BsTiming) timing = bs_timing_new (trace, &range, NULL);
  guint n_types = trace->types->n_types;
  guint64 batches = 0, nodes = 0;
  gint64 total = 0, self = 0;

  for (guint type = 0; type <= n_types; type++)
    for (guint phase = 0; phase < BS_N_PHASES; phase++)
      {
        const BsTimingPart *part = bs_timing_get_part (timing, type, phase);
        BsTimingPart sum = { 0 };
        gint64 until = G_MININT64;

        for (guint i = 0; i < events->len; i++)
          {
            const BsEvent *event = &g_array_index (events, BsEvent, i);
            gint64 start = MAX (event->start_ns, t0), end = MIN (event->end_ns, t1);
            guint of = event->decision > 0 ? trace->decisions[event->decision - 1].type : n_types;
            gint64 whole = event->end_ns - event->start_ns;

            if (of != type || event->phase != phase || event->start_ns >= t1
                || (event->end_ns <= t0 && event->start_ns < t0))
              continue;
            sum.events++;
            sum.ns += end - start;
            sum.self_ns += own[i];
            sum.total_ns += MAX (end - MAX (start, until), 0);
            until = MAX (until, end);
            sum.flops += whole > 0 ? event->flops * (guint64) (end - start) / (guint64) whole
                                   : event->flops;
            sum.bytes += whole > 0 ? event->bytes * (guint64) (end - start) / (guint64) whole
                                   : event->bytes;
            sum.longest_ns = MAX (sum.longest_ns, whole);
          }
        g_assert_cmpuint (part->events, ==, sum.events);
        g_assert_cmpint (part->ns, ==, sum.ns);
        g_assert_cmpint (part->self_ns, ==, sum.self_ns);
        g_assert_cmpint (part->total_ns, ==, sum.total_ns);
        g_assert_cmpuint (part->flops, ==, sum.flops);
        g_assert_cmpuint (part->bytes, ==, sum.bytes);
        g_assert_cmpint (part->longest_ns, ==, sum.longest_ns);
        if (type < n_types)
          self += part->self_ns;
      }

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      if (d->run_end_ns == 0 || d->run_start_ns >= t1 || d->run_end_ns <= t0)
        continue;
      batches++;
      nodes += d->size;
      total += MIN (d->run_end_ns, t1) - MAX (d->run_start_ns, t0);
    }
  g_assert_cmpuint (timing->all.ran, ==, batches);
  g_assert_cmpint (timing->all.total_ns, ==, total);
  g_assert_cmpint (timing->all.self_ns, ==, self);
  if (timing->all.ran == timing->all.batches)
    g_assert_cmpuint (timing->all.nodes, ==, nodes);
}

static void
test_sums (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (GArray) events = NULL;
  g_autofree gint64 *own = NULL;
  BsRandom random;

  make_events (trace, 5);
  events = synthetic_read_events (trace);
  own = g_new (gint64, events->len);
  bs_random_init (&random, 9);
  for (guint i = 0; i <= N_RANGES; i++)
    {
      gint64 span = trace->events->t1 - trace->events->t0;
      gint64 t0 = trace->events->t0 + bs_random_below (&random, (guint32) span) - 20;
      gint64 t1 = t0 + 1 + bs_random_below (&random, i % 2 == 0 ? 60 : (guint32) span / 4);

      if (i == N_RANGES)
        {
          t0 = trace->events->t0;
          t1 = trace->events->t1 + 1;
        }
      for (guint k = 0; k < events->len; k++)
        {
          const BsEvent *event = &g_array_index (events, BsEvent, k);

          own[k] = event->start_ns < t1 && event->end_ns > t0 ? own_time (events, k, t0, t1) : 0;
        }
      assert_sums (trace, events, own, t0, t1);
    }
}

/* Of all of it: what it says without a range, with one around all, and at once. */
static void
test_whole (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  BsTimingRange around = { trace->events->t0, trace->events->t1 + 1 };
  g_autoptr (BsTiming) all = bs_timing_new (trace, NULL, NULL);
  g_autoptr (BsTiming) same = bs_timing_new (trace, &around, NULL);
  g_autoptr (BsTiming) quick = bs_timing_new_quick (trace);
  g_autoptr (BsTable) a = bs_timing_tables_types (all);
  g_autoptr (BsTable) b = bs_timing_tables_types (same);
  g_autoptr (BsTable) c = bs_timing_tables_types (quick);

  g_assert_cmpuint (bs_table_get_n_rows (a), >, 0);
  g_assert_cmpuint (bs_table_get_n_rows (a), ==, bs_table_get_n_rows (b));
  g_assert_cmpuint (bs_table_get_n_rows (a), ==, bs_table_get_n_rows (c));
  for (guint row = 0; row < bs_table_get_n_rows (a); row++)
    for (guint column = 0; column < bs_table_get_n_columns (a); column++)
      {
        g_autofree char *x = bs_table_get_text (a, row, column);
        g_autofree char *y = bs_table_get_text (b, row, column);
        g_autofree char *z = bs_table_get_text (c, row, column);

        g_assert_cmpstr (x, ==, y);
        if (!bs_table_is_missing (c, row, column))
          g_assert_cmpstr (x, ==, z);
      }
}

static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  for (guint i = 0; i < n; i++)
    g_array_append_val (user_data, values[i]);

  return TRUE;
}

/* Returns: (transfer full): all values of a query; texts are not valid any more. */
static GArray *
ask (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, &error);
  GArray *values = g_array_new (FALSE, FALSE, sizeof (BsQueryValue));

  g_assert_no_error (error);
  g_assert_true (bs_query_prepare (query, sql, &error));
  g_assert_true (bs_query_run (query, 0, add_row, values, &error));
  g_assert_no_error (error);

  return values;
}

/* Tables of all of a trace are what the console says. */
static void
test_command_line (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (BsTiming) timing = bs_timing_new (trace, NULL, NULL);
  g_autoptr (GArray)
      types = ask (place->path, "SELECT t.id, count(*), sum(b.batch_size), "
                                "CAST (total(run_ns) AS INTEGER), "
                                "CAST (total(flops) AS INTEGER), CAST (total(bytes) AS INTEGER) "
                                "FROM batches b JOIN type t ON t.name = b.type GROUP BY t.id");
  g_autoptr (GArray)
      states = ask (place->path, "SELECT count(*), CAST (total(run_ns) AS INTEGER) FROM decisions "
                                 "GROUP BY state ORDER BY total(run_ns) DESC");
  g_autoptr (BsTable) state_table = bs_timing_tables_states (timing);
  g_autoptr (BsTable) kernels = bs_timing_tables_kernels (timing);
  g_autoptr (BsTable) phases = bs_tables_phases (trace);
  g_autoptr (BsTable) batches = bs_timing_tables_batches (timing);

  for (guint i = 0; i < types->len; i += 6)
    {
      const BsQueryValue *row = &g_array_index (types, BsQueryValue, i);
      const BsTimingGroup *group = &timing->types[row[0].integer];

      g_assert_cmpint ((gint64) group->batches, ==, row[1].integer);
      g_assert_cmpint ((gint64) group->nodes, ==, row[2].integer);
      g_assert_cmpint (group->total_ns, ==, row[3].integer);
      g_assert_cmpint ((gint64) group->flops, ==, row[4].integer);
      g_assert_cmpint ((gint64) group->bytes, ==, row[5].integer);
    }

  g_assert_cmpuint (bs_table_get_n_rows (state_table), ==, states->len / 2);
  for (guint i = 0; i < states->len / 2; i++)
    g_assert_cmpint (bs_table_get_integer (state_table, i, 5), ==,
                     g_array_index (states, BsQueryValue, 2 * i + 1).integer);

  for (guint phase = 0; phase < bs_table_get_n_rows (phases) && trace->n_launches == 0; phase++)
    {
      gint64 events = 0, ns = 0;

      for (guint row = 0; row < bs_table_get_n_rows (kernels); row++)
        if (g_str_equal (bs_table_peek_text (kernels, row, 0),
                         bs_table_peek_text (phases, phase, 0)))
          {
            events += bs_table_get_integer (kernels, row, 3);
            ns += bs_table_get_integer (kernels, row, 4);
          }
      g_assert_cmpint (events, ==, bs_table_get_integer (phases, phase, 1));
      g_assert_cmpint (ns, ==, bs_table_get_integer (phases, phase, 2));
    }
  g_assert_cmpuint (bs_table_get_n_rows (batches), ==, trace->n_decisions);
}

/* Kernels of a device are those of the command line. */
static void
test_device (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTiming) timing = NULL;
  g_autoptr (BsTimingIdle) idle = NULL;
  g_autoptr (BsTable) own = NULL, theirs = NULL, idles = NULL;
  g_autoptr (BsPlot) plot = NULL;
  gint64 ns = 0, own_ns = 0;

  synthetic_record_on_device (place->path);
  trace = trace_place_load (place->path);
  timing = bs_timing_new (trace, NULL, NULL);
  own = bs_timing_tables_kernels (timing);
  theirs = bs_tables_kernels (trace);
  g_assert_cmpuint (trace->n_launches, >, 0);
  for (guint i = 0; i < bs_table_get_n_rows (theirs); i++)
    ns += bs_table_get_integer (theirs, i, 2);
  for (guint i = 0; i < trace->n_kernels; i++)
    own_ns += bs_table_get_integer (own, i, 4);
  g_assert_cmpint (own_ns, ==, ns);

  idle = bs_timing_idle_new (trace, NULL, NULL);
  g_assert_true (idle->of_device);
  idles = bs_tables_idle (trace);
  for (guint i = 0; i < bs_table_get_n_rows (idles); i++)
    ns = i == 0 ? bs_table_get_integer (idles, i, 2) : ns + bs_table_get_integer (idles, i, 2);
  g_assert_cmpint (idle->wait_ns, ==, ns);

  plot = bs_plot_new_roofline (trace, NULL, NULL);
  g_assert_true (plot->is_launches);
  g_assert_cmpuint (plot->n + plot->n_unknown, ==, trace->n_launches);
}

/* Every moment of every thread is busy or waits; and the clock agrees with the report. */
static void
test_idle (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (BsTimingIdle) idle = bs_timing_idle_new (trace, NULL, NULL);
  g_autoptr (BsTable) mini_batches = bs_tables_mini_batches (trace);
  g_autoptr (BsTable) causes = NULL, gaps = NULL;
  g_autoptr (BsTimingIdle) many = NULL;
  gint64 wall = 0, part_ns = 0;

  for (guint i = 0; i < bs_table_get_n_rows (mini_batches); i++)
    wall += bs_table_get_integer (mini_batches, i, 5);
  g_assert_cmpint (idle->wall_ns, ==, wall);
  g_assert_cmpint (idle->idle_ns, ==, wall - trace->covered_ns);
  g_assert_cmpint (idle->busy_ns + idle->wait_ns, ==, wall * (gint64) idle->n_threads);

  make_events (trace, 3);
  many = bs_timing_idle_new (trace, NULL, NULL);
  g_assert_cmpuint (many->n_threads, ==, N_LANES);
  g_assert_cmpint (many->idle_ns, >, 0);
  g_assert_cmpint (many->sums[BS_WAIT_LAST].n, >, 0);
  g_assert_cmpint (many->busy_ns + many->wait_ns, <=, many->wall_ns * N_LANES);
  causes = bs_timing_idle_tabulate (many);
  gaps = bs_timing_idle_tabulate_gaps (many, trace);
  for (guint i = 0; i < bs_table_get_n_rows (causes); i++)
    part_ns += bs_table_get_integer (causes, i, 2);
  g_assert_cmpint (part_ns, ==, many->wait_ns);
  for (guint i = 1; i < bs_table_get_n_rows (gaps); i++)
    g_assert_cmpint (bs_table_get_integer (gaps, i - 1, 6), >=, bs_table_get_integer (gaps, i, 6));
}

/* One thread that works, and another one that has a part of every second batch. */
static void
test_threads (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (BsTimingIdle) idle = NULL;
  const BsEvent made[] = {
    { .start_ns = 0, .end_ns = 100, .phase = BS_PHASE_SCHEDULE },
    { .start_ns = 110, .end_ns = 150, .phase = BS_PHASE_GEMM, .decision = 1 },
    { .start_ns = 110, .end_ns = 130, .phase = BS_PHASE_GEMM, .decision = 1, .lane = 1 },
    { .start_ns = 155, .end_ns = 170, .phase = BS_PHASE_GEMM, .decision = 2 },
    { .start_ns = 173, .end_ns = 180, .phase = BS_PHASE_FUSED, .decision = 2 },
    { .start_ns = 181, .end_ns = 190, .phase = BS_PHASE_READ },
  };

  g_array_append_vals (events, made, G_N_ELEMENTS (made));
  synthetic_replace_events (trace, events);
  idle = bs_timing_idle_new (trace, NULL, NULL);
  g_assert_cmpint (idle->wall_ns, ==, 190);
  g_assert_cmpint (idle->sums[BS_WAIT_PREPARING].wait_ns, ==, 100 + 9);
  g_assert_cmpint (idle->sums[BS_WAIT_BEFORE].ns, ==, 10);
  g_assert_cmpint (idle->sums[BS_WAIT_BEFORE].wait_ns, ==, 20);
  g_assert_cmpint (idle->sums[BS_WAIT_LAST].wait_ns, ==, 20);
  g_assert_cmpint (idle->sums[BS_WAIT_LAST].gaps[0].start_ns, ==, 130);
  g_assert_cmpuint (idle->sums[BS_WAIT_LAST].gaps[0].decision, ==, 1);
  g_assert_cmpint (idle->sums[BS_WAIT_BETWEEN].wait_ns, ==, 10);
  g_assert_cmpint (idle->sums[BS_WAIT_WITHIN].wait_ns, ==, 6);
  g_assert_cmpint (idle->sums[BS_WAIT_ALONE].wait_ns, ==, 22);
  g_assert_cmpint (idle->sums[BS_WAIT_AFTER].wait_ns, ==, 2);
  g_assert_cmpint (idle->busy_ns + idle->wait_ns, ==, 2 * 190);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
assert_histogram (const BsTrace *trace, const BsHistogramQuery *query, GArray *times)
{
  g_autoptr (BsHistogram) histogram = bs_histogram_new (trace, query, NULL, NULL);
  g_autoptr (BsTable) table = bs_histogram_tabulate (histogram, trace);
  g_autoptr (BsTable) outliers = bs_histogram_tabulate_outliers (histogram, trace);
  guint64 n = 0, n_outliers = 0;
  gint64 ns = 0;

  g_assert_cmpuint (histogram->n, ==, times->len);
  if (times->len == 0)
    return;

  g_array_sort (times, compare_times);
#define AT(per_cent) g_array_index (times, gint64, (times->len * per_cent + 99) / 100 - 1)
  g_assert_cmpint (histogram->median_ns, ==, AT (50));
  g_assert_cmpint (histogram->q1_ns, ==, AT (25));
  g_assert_cmpint (histogram->q3_ns, ==, AT (75));
  g_assert_cmpint (histogram->p90_ns, ==, AT (90));
  g_assert_cmpint (histogram->p99_ns, ==, AT (99));
#undef AT
  for (guint i = 0; i < times->len; i++)
    {
      n_outliers += (double) g_array_index (times, gint64, i) > histogram->fence_ns;
      ns += g_array_index (times, gint64, i);
    }
  for (guint i = 0; i < histogram->n_bins; i++)
    {
      n += histogram->bins[i].n;
      if (histogram->bins[i].n > 0)
        g_assert_cmpfloat ((double) histogram->bins[i].longest_ns, >=,
                           bs_histogram_bin_start (histogram, i) * 0.999);
    }
  g_assert_cmpuint (n, ==, times->len);
  g_assert_cmpint (histogram->ns, ==, ns);
  g_assert_cmpuint (histogram->n_outliers, ==, n_outliers);
  g_assert_cmpuint (histogram->n_items, ==, MIN (n_outliers, BS_HISTOGRAM_OUTLIERS));
  for (guint i = 0; i < histogram->n_items; i++)
    g_assert_cmpint (histogram->items[i].end_ns - histogram->items[i].start_ns, ==,
                     g_array_index (times, gint64, times->len - 1 - i));
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, histogram->n_bins);
  g_assert_cmpuint (bs_table_get_n_rows (outliers), ==, histogram->n_items);
}

static void
test_histogram (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (GArray) events = NULL;

  make_events (trace, 11);
  /* One that takes far too long. */
  trace->decisions[7].run_end_ns = trace->decisions[7].run_start_ns + 4000000;
  events = synthetic_read_events (trace);
  for (guint type = 0; type <= trace->types->n_types; type++)
    {
      g_autoptr (GArray) batches = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) gemms = g_array_new (FALSE, FALSE, sizeof (gint64));
      BsHistogramQuery query;

      bs_histogram_query_init (&query);
      query.type = type < trace->types->n_types ? type : BS_HISTOGRAM_ANY;
      for (guint32 i = 0; i < trace->n_decisions; i++)
        {
          const BsTraceDecision *d = &trace->decisions[i];
          gint64 ns = d->run_end_ns - d->run_start_ns;

          if ((query.type == BS_HISTOGRAM_ANY || d->type == type) && d->run_end_ns > 0)
            g_array_append_val (batches, ns);
        }
      assert_histogram (trace, &query, batches);

      query.kind = BS_HISTOGRAM_EVENTS;
      query.phase = BS_PHASE_GEMM;
      query.type = type;
      for (guint i = 0; i < events->len; i++)
        {
          const BsEvent *event = &g_array_index (events, BsEvent, i);
          guint of = event->decision > 0 ? trace->decisions[event->decision - 1].type
                                         : trace->types->n_types;
          gint64 ns = event->end_ns - event->start_ns;

          if (event->phase == BS_PHASE_GEMM && of == type)
            g_array_append_val (gemms, ns);
        }
      assert_histogram (trace, &query, gemms);
    }
}

static void
test_roofline (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BsPlotPoint));
  g_autoptr (BsPlot) plot = NULL;
  g_autoptr (BsPlot) many = NULL;
  BsPlotRoofs roofs = { .gflops = 100.0, .gb_per_s = 20.0 };
  double n = trace->decisions[0].size, flops = 2.0 * 64 * 64 * n, bytes;
  BsEvent event = { .start_ns = 1000,
                    .end_ns = 3000,
                    .flops = (guint64) flops,
                    .decision = 1,
                    .phase = BS_PHASE_GEMM };
  guint64 sum = 0;

  trace->decisions[0].run_start_ns = 1000;
  trace->decisions[0].run_end_ns = 3000;
  g_array_append_val (events, event);
  event.decision = 0;
  g_array_append_val (events, event);
  event.phase = BS_PHASE_FUSED;
  event.decision = 1;
  event.flops = 0;
  g_array_append_val (events, event);
  synthetic_replace_events (trace, events);
  plot = bs_plot_new_roofline (trace, NULL, NULL);
  g_assert_cmpuint (plot->n_points, ==, 1);
  g_assert_cmpuint (plot->n_ahead, ==, 1);
  g_assert_false (plot->is_binned);
  /* A square weight: what is assumed at least is what there is. */
  bytes = 4.0 * (64 * 64 + 2 * 64 * n);
  g_assert_cmpfloat_with_epsilon (plot->points[0].x, flops / bytes, 1e-9);
  g_assert_cmpfloat_with_epsilon (plot->points[0].y, flops / 2000.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (bs_plot_roof (&roofs, 1.5), 30.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (bs_plot_roof (&roofs, 50.0), 100.0, 1e-9);
  bs_plot_list_decision (BS_PLOT_ROOFLINE, trace, NULL, 1, points);
  g_assert_cmpuint (points->len, ==, 1);
  g_assert_cmpfloat (g_array_index (points, BsPlotPoint, 0).x, ==, plot->points[0].x);

  /* Thousands are put together, and none is lost. */
  g_array_set_size (events, 0);
  for (guint i = 0; i < 3 * BS_PLOT_MANY; i++)
    {
      event = (BsEvent){ .start_ns = 1000 + 100 * i,
                         .end_ns = 1000 + 100 * i + 10 + i % 90,
                         .flops = 100000 + i,
                         .decision = 1 + i % trace->n_decisions,
                         .phase = BS_PHASE_GEMM };
      g_array_append_val (events, event);
    }
  synthetic_replace_events (trace, events);
  many = bs_plot_new_roofline (trace, NULL, NULL);
  g_assert_true (many->is_binned);
  g_assert_cmpuint (many->n, ==, 3 * BS_PLOT_MANY);
  g_assert_cmpuint (many->n_points, <, BS_PLOT_MANY);
  for (guint i = 0; i < many->n_points; i++)
    sum += many->points[i].n;
  g_assert_cmpuint (sum, ==, many->n);
}

/* Roofs are those of the machine that recorded, where the trace says so in numbers that are some. */
static void
test_recorded_roofs (TracePlace *place, gconstpointer data)
{
  static const struct
  {
    const char *sgemm, *copy;
    gboolean known;
  } cases[] = { { "150.5", "7", TRUE },  { NULL, "7", FALSE },     { "150.5", NULL, FALSE },
                { "", "7", FALSE },      { "150.5x", "7", FALSE }, { "nan", "7", FALSE },
                { "inf", "7", FALSE },   { "-150.5", "7", FALSE }, { "0", "7", FALSE },
                { "1e300", "7", FALSE }, { "150.5", "1,5", FALSE } };
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (BsPlot) plot = bs_plot_new_roofline (trace, NULL, NULL);

  g_hash_table_insert (trace->info, g_strdup ("cpu"), g_strdup ("Abacus\n 3"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTable) table = NULL;
      BsPlotRoofs roofs;

      g_hash_table_remove (trace->info, BS_INFO_SGEMM);
      g_hash_table_remove (trace->info, BS_INFO_COPY);
      if (cases[i].sgemm != NULL)
        g_hash_table_insert (trace->info, g_strdup (BS_INFO_SGEMM), g_strdup (cases[i].sgemm));
      if (cases[i].copy != NULL)
        g_hash_table_insert (trace->info, g_strdup (BS_INFO_COPY), g_strdup (cases[i].copy));
      bs_plot_get_roofs (trace, &roofs);
      table = bs_plot_tabulate (plot, trace, &roofs);
      g_assert_cmpuint (plot->n_points, >, 0);
      if (cases[i].known)
        {
          g_assert_cmpfloat (roofs.gflops, ==, 150.5);
          g_assert_cmpfloat (roofs.gb_per_s, ==, 14.0);
          g_assert_nonnull (strstr (roofs.whose, "machine of the recording, Abacus\\x0a 3"));
          g_assert_cmpstr (bs_table_peek_text (table, 0, 9), ==, "recording");
          g_assert_false (bs_table_is_missing (table, 0, 8));
        }
      else
        {
          g_assert_cmpfloat (roofs.gflops, ==, 0.0);
          g_assert_null (roofs.whose);
          g_assert_true (bs_table_is_missing (table, 0, 8));
          g_assert_true (bs_table_is_missing (table, 0, 9));
        }
      bs_plot_roofs_clear (&roofs);
    }
}

static void
test_prediction (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);
  g_autoptr (BsTable) own = bs_timing_prediction_types (trace, model, NULL);
  g_autoptr (BsTable) theirs = bs_tables_cost_types (trace);
  g_autoptr (BsTable) worst = bs_timing_prediction_worst (trace, model, NULL, 10);
  g_autoptr (BsPlot) plot = bs_plot_new_prediction (trace, NULL, model, NULL);

  g_assert_cmpuint (bs_table_get_n_rows (own), ==, bs_table_get_n_rows (theirs));
  for (guint row = 0; row < bs_table_get_n_rows (own); row++)
    for (guint column = 0; column < 6; column++)
      {
        g_autofree char *a = bs_table_get_text (own, row, column);
        g_autofree char *b = bs_table_get_text (theirs, row, column);

        g_assert_cmpstr (a, ==, b);
      }
  g_assert_cmpuint (bs_table_get_n_rows (worst), ==, 10);
  for (guint i = 1; i < 10; i++)
    g_assert_cmpint (ABS (bs_table_get_integer (worst, i - 1, 5)), >=,
                     ABS (bs_table_get_integer (worst, i, 5)));
  g_assert_cmpuint (plot->n, ==, trace->n_decisions);
}

/* Nothing ran, nothing is in the range, and somebody lost patience. */
static void
test_empty (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = trace_place_load (place->path);
  BsTimingRange far = { G_MAXINT64 - 10, G_MAXINT64 - 1 };
  g_autoptr (BsTiming) timing = bs_timing_new (trace, &far, NULL);
  g_autoptr (BsTable) types = bs_timing_tables_types (timing);
  g_autoptr (BsTable) batches = bs_timing_tables_batches (timing);
  g_autoptr (BsTable) states = bs_timing_tables_states (timing);
  g_autoptr (BsTable) kernels = bs_timing_tables_kernels (timing);
  g_autoptr (BsTable) cells = bs_timing_tables_cells (timing);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BsTiming) nothing = NULL;
  g_autoptr (BsTimingIdle) idle = NULL;
  g_autoptr (BsTable) causes = NULL;
  g_autoptr (BsPlot) plot = NULL;
  BsHistogramQuery query;

  g_assert_cmpuint (bs_table_get_n_rows (types), ==, 0);
  g_assert_cmpuint (bs_table_get_n_rows (batches), ==, 0);
  g_assert_cmpuint (bs_table_get_n_rows (states), ==, 0);
  g_assert_cmpuint (bs_table_get_n_rows (kernels), ==, 0);
  g_assert_cmpuint (bs_table_get_n_rows (cells), ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_null (bs_timing_new (trace, NULL, cancellable));
  g_assert_null (bs_timing_idle_new (trace, NULL, cancellable));
  g_assert_null (bs_plot_new_roofline (trace, NULL, cancellable));
  bs_histogram_query_init (&query);
  g_assert_null (bs_histogram_new (trace, &query, NULL, cancellable));

  synthetic_replace_events (trace, none);
  nothing = bs_timing_new (trace, NULL, NULL);
  idle = bs_timing_idle_new (trace, NULL, NULL);
  causes = bs_timing_idle_tabulate (idle);
  plot = bs_plot_new_roofline (trace, NULL, NULL);
  g_assert_cmpuint (bs_table_get_n_rows (causes), ==, 0);
  g_assert_cmpuint (plot->n_points, ==, 0);
  g_assert_cmpuint (nothing->all.batches, ==, trace->n_decisions);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, TracePlace, NULL, trace_place_set_up_recorded, func, trace_place_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/profiles/timing/sums", test_sums);
  ADD ("/profiles/timing/whole", test_whole);
  ADD ("/profiles/timing/command-line", test_command_line);
  g_test_add ("/profiles/timing/device", TracePlace, NULL, trace_place_set_up, test_device,
              trace_place_tear_down);
  ADD ("/profiles/timing/idle", test_idle);
  ADD ("/profiles/timing/threads", test_threads);
  ADD ("/profiles/timing/histogram", test_histogram);
  ADD ("/profiles/timing/roofline", test_roofline);
  ADD ("/profiles/timing/recorded-roofs", test_recorded_roofs);
  ADD ("/profiles/timing/prediction", test_prediction);
  ADD ("/profiles/timing/empty", test_empty);

  return g_test_run ();
}
