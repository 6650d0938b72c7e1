/* SPDX-License-Identifier: Apache-2.0 */
/* Points on two logarithmic scales. */
#include "config.h"

#include "profiles/timing/timing-plot.h"

#include <glib/gi18n-lib.h>

/* Points of one decision that are looked at. */
#define MAX_OF_DECISION 400

/* Products that are there when points are made; beyond, they are put together at once. */
typedef struct
{
  const BsTrace *trace;
  BsPlot *plot;
  GArray *points;   /* BsPlotPoint */
  GHashTable *bins; /* (nullable): place to index + 1, once there are many */
} Collecting;

static guint64
bin_of (const BsPlotPoint *point)
{
  guint64 x = (guint64) (gint64) (floor (log2 (point->x) * BS_PLOT_FINENESS) + 8192.0);
  guint64 y = (guint64) (gint64) (floor (log2 (point->y) * BS_PLOT_FINENESS) + 8192.0);

  return (guint64) point->type << 32 | (x & 0xffff) << 16 | (y & 0xffff);
}

static void
merge (BsPlotPoint *into, const BsPlotPoint *point)
{
  guint32 n = into->n + point->n;
  gint64 all_ns;

  if (__builtin_add_overflow (into->all_ns, point->all_ns, &all_ns))
    all_ns = G_MAXINT64;
  if (point->ns > into->ns)
    *into = *point;
  into->n = n;
  into->all_ns = all_ns;
}

static void
add_binned (Collecting *self, const BsPlotPoint *point)
{
  guint64 key = bin_of (point);
  gpointer found = g_hash_table_lookup (self->bins, &key);

  if (found != NULL)
    {
      merge (&g_array_index (self->points, BsPlotPoint, GPOINTER_TO_UINT (found) - 1), point);
      return;
    }

  g_array_append_val (self->points, *point);
  g_hash_table_insert (self->bins, g_memdup2 (&key, sizeof key),
                       GUINT_TO_POINTER (self->points->len));
}

static void
add_point (Collecting *self, const BsPlotPoint *point)
{
  if (!(point->x > 0.0 && isfinite (point->x) && point->y > 0.0 && isfinite (point->y)))
    {
      self->plot->n_unknown++;
      return;
    }

  self->plot->n++;
  if (self->bins == NULL && self->points->len >= BS_PLOT_MANY)
    {
      GArray *points = g_steal_pointer (&self->points);

      self->points = g_array_new (FALSE, FALSE, sizeof (BsPlotPoint));
      self->bins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      for (guint i = 0; i < points->len; i++)
        add_binned (self, &g_array_index (points, BsPlotPoint, i));
      g_array_unref (points);
    }
  if (self->bins != NULL)
    add_binned (self, point);
  else
    g_array_append_val (self->points, *point);
}

/* Bytes that a product of @n calls moves at least. */
static double
least_bytes (double flops, double n)
{
  return 4.0 * (flops / (2.0 * n) + 2.0 * sqrt (flops * n / 2.0));
}

static void
add_product (Collecting *self, const BsEvent *event, guint32 number, double calls)
{
  const BsTraceDecision *d = bs_trace_decision (self->trace, event->decision);
  gint64 ns = event->end_ns - event->start_ns;
  double flops = (double) event->flops;
  BsPlotPoint point = {
    .type = d->type, .n = 1, .decision = event->decision, .event = number, .ns = ns, .all_ns = ns
  };

  point.x = flops / least_bytes (flops, MAX (calls, 1.0));
  point.y = ns > 0 ? flops / (double) ns : NAN;
  add_point (self, &point);
}

/* Products of one batch, of which it is known only at its end how lanes shared it. */
typedef struct
{
  guint32 decision;
  guint n;
  BsEvent events[MAX_OF_DECISION];
  guint32 numbers[MAX_OF_DECISION];
} Products;

static void
flush_products (Collecting *self, Products *products)
{
  double lanes[BS_EVENT_LANES] = { 0.0 }, all = 0.0;
  double size;

  if (products->n == 0)
    return;

  size = bs_trace_decision (self->trace, products->decision)->size;
  for (guint i = 0; i < products->n; i++)
    {
      lanes[products->events[i].lane] += (double) products->events[i].flops;
      all += (double) products->events[i].flops;
    }
  for (guint i = 0; i < products->n; i++)
    add_product (self, &products->events[i], products->numbers[i],
                 size * lanes[products->events[i].lane] / all);
  products->n = 0;
}

/* Returns: FALSE: a product, but of no batch. */
static gboolean
take_product (Collecting *self, Products *products, const BsEvent *event, guint32 number)
{
  if (event->flops == 0 || (event->phase != BS_PHASE_GEMM && event->phase != BS_PHASE_FUSED))
    return TRUE;
  if (event->decision == 0)
    return FALSE;

  if (products->n == MAX_OF_DECISION || event->decision != products->decision)
    flush_products (self, products);
  products->decision = event->decision;
  products->events[products->n] = *event;
  products->numbers[products->n++] = number;

  return TRUE;
}

static void
collect_products (Collecting *self, const BsTimingRange *range, GCancellable *cancellable)
{
  g_autofree Products *products = g_new0 (Products, 1);
  g_auto (BsTimingWalk) walk = { 0 };
  BsEvent event;

  for (bs_timing_walk_init (&walk, self->trace, range, cancellable);
       bs_timing_walk_next (&walk, &event);)
    if (!take_product (self, products, &event, walk.number))
      self->plot->n_ahead++;
  flush_products (self, products);
}

static gboolean
make_launch_point (const BsTrace *trace, guint32 number, BsPlotPoint *point)
{
  const BsLaunch *launch = &trace->launches[number];
  gint64 ns = launch->end_ns - launch->start_ns;

  if (launch->decision == 0 || launch->decision > trace->n_decisions)
    return FALSE;

  *point = (BsPlotPoint){ .type = bs_trace_decision (trace, launch->decision)->type,
                          .n = 1,
                          .decision = launch->decision,
                          .event = number,
                          .ns = ns,
                          .all_ns = ns };
  point->x = launch->traffic > 0 ? (double) launch->flops / (double) launch->traffic : NAN;
  point->y = ns > 0 ? (double) launch->flops / (double) ns : NAN;

  return TRUE;
}

static void
finish (BsPlot *self, Collecting *collecting)
{
  g_clear_pointer (&collecting->bins, g_hash_table_unref);
  self->n_points = collecting->points->len;
  self->points = (BsPlotPoint *) (gpointer) g_array_free (collecting->points, FALSE);
  self->is_binned = self->n_points != self->n;
  for (guint i = 0; i < self->n_points; i++)
    {
      const BsPlotPoint *point = &self->points[i];

      self->x0 = i == 0 ? point->x : MIN (self->x0, point->x);
      self->x1 = i == 0 ? point->x : MAX (self->x1, point->x);
      self->y0 = i == 0 ? point->y : MIN (self->y0, point->y);
      self->y1 = i == 0 ? point->y : MAX (self->y1, point->y);
    }
}

BsPlot *
bs_plot_new_roofline (const BsTrace *trace, const BsTimingRange *range, GCancellable *cancellable)
{
  BsTimingRange all = BS_TIMING_ALL;
  g_autoptr (BsPlot) self = g_new0 (BsPlot, 1);
  Collecting collecting = { trace, self, g_array_new (FALSE, FALSE, sizeof (BsPlotPoint)), NULL };

  if (range == NULL)
    range = &all;
  self->kind = BS_PLOT_ROOFLINE;
  self->is_launches = trace->n_launches > 0;
  for (guint32 i = 0; i < trace->n_launches; i++)
    {
      BsPlotPoint point;

      if (!bs_timing_range_touches (range, trace->launches[i].start_ns, trace->launches[i].end_ns))
        continue;
      if (make_launch_point (trace, i, &point))
        add_point (&collecting, &point);
      else
        self->n_unknown++;
    }
  if (!self->is_launches)
    collect_products (&collecting, range, cancellable);
  finish (self, &collecting);

  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

static gboolean
make_prediction_point (const BsTrace *trace, const BsCostModel *model, guint32 number,
                       const BsTimingRange *range, BsPlotPoint *point)
{
  const BsTraceDecision *d = bs_trace_decision (trace, number);
  gint64 start_ns, end_ns;

  if (!bs_timing_batch_span (d, &start_ns, &end_ns)
      || !bs_timing_range_touches (range, start_ns, end_ns))
    return FALSE;

  *point = (BsPlotPoint){ .type = d->type,
                          .n = 1,
                          .decision = number,
                          .event = BS_NO_EVENT,
                          .ns = end_ns - start_ns,
                          .all_ns = end_ns - start_ns,
                          .x = (double) (end_ns - start_ns),
                          .y = bs_cost_model_predict_batch (model, d->type, d->size) };

  return TRUE;
}

BsPlot *
bs_plot_new_prediction (const BsTrace *trace, const BsTimingRange *range, const BsCostModel *model,
                        GCancellable *cancellable)
{
  BsTimingRange all = BS_TIMING_ALL;
  g_autoptr (BsPlot) self = g_new0 (BsPlot, 1);
  Collecting collecting = { trace, self, g_array_new (FALSE, FALSE, sizeof (BsPlotPoint)), NULL };
  BsPlotPoint point;

  self->kind = BS_PLOT_PREDICTION;
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    if (make_prediction_point (trace, model, i, range != NULL ? range : &all, &point))
      add_point (&collecting, &point);
  finish (self, &collecting);

  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

void
bs_plot_free (BsPlot *self)
{
  g_free (self->points);
  g_free (self);
}

void
bs_plot_list_decision (BsPlotKind kind, const BsTrace *trace, const BsCostModel *model,
                       guint32 decision, GArray *points)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  BsTimingRange range = { 0 };
  BsPlot plot = { .kind = kind };
  Collecting collecting = { trace, &plot, points, NULL };
  g_autofree Products *products = NULL;
  g_auto (BsEventIter) iter = { 0 };
  BsTimingRange all = BS_TIMING_ALL;
  BsPlotPoint point;
  guint32 number;
  BsEvent event;

  if (kind == BS_PLOT_PREDICTION)
    {
      if (model != NULL && make_prediction_point (trace, model, decision, &all, &point))
        add_point (&collecting, &point);
      return;
    }
  if (trace->n_launches > 0 || !bs_timing_batch_span (d, &range.t0, &range.t1))
    return;

  /* Its events begin within it; of those that others have meanwhile, some are looked at. */
  products = g_new0 (Products, 1);
  bs_event_iter_init (&iter, trace);
  bs_event_iter_seek (&iter, range.t0);
  number = bs_event_iter_get_number (&iter);
  for (guint i = 0;
       i < 4 * MAX_OF_DECISION && bs_event_iter_next (&iter, &event) && event.start_ns <= range.t1;
       i++, number++)
    if (event.decision == decision && products->n < MAX_OF_DECISION)
      take_product (&collecting, products, &event, number);
  flush_products (&collecting, products);
}

double
bs_plot_roof (const BsPlotRoofs *roofs, double x)
{
  if (roofs->gflops <= 0.0 || roofs->gb_per_s <= 0.0)
    return 0.0;

  return MIN (roofs->gflops, roofs->gb_per_s * x);
}

void
bs_plot_roofs_set_limits (BsPlotRoofs *self, const BsMachineLimits *limits)
{
  self->gflops = limits->sgemm_gflops;
  /* A copy reads and writes: memory moves twice what is copied. */
  self->gb_per_s = 2.0 * limits->copy_gb_per_s;
}

void
bs_plot_get_roofs (const BsTrace *trace, BsPlotRoofs *roofs)
{
  const BsDevice *device = trace->device;

  BsMachineLimits limits;

  *roofs = (BsPlotRoofs){ 0 };
  if (device == NULL && bs_machine_limits_read (&limits, trace))
    {
      const char *name = bs_trace_get_info (trace, "cpu");
      g_autofree char *cpu = bs_table_printable (name != NULL ? name : "unknown");

      bs_plot_roofs_set_limits (roofs, &limits);
      roofs->origin = "recording";
      roofs->whose = g_strdup_printf (_ ("of one thread of the machine of the recording, %s"), cpu);
      return;
    }
  if (device == NULL || device->peak_flops <= 0.0 || device->peak_bytes <= 0.0)
    return;

  roofs->origin = "device";
  roofs->gflops = device->peak_flops / 1e9;
  roofs->gb_per_s = device->peak_bytes / 1e9;
  roofs->whose = g_strdup_printf (device->emulated ? _ ("as %s would have them, which is emulated")
                                                   : _ ("of %s, by its clocks"),
                                  device->name);
}

void
bs_plot_roofs_clear (BsPlotRoofs *self)
{
  g_clear_pointer (&self->whose, g_free);
  *self = (BsPlotRoofs){ 0 };
}

BsTable *
bs_plot_tabulate (const BsPlot *self, const BsTrace *trace, const BsPlotRoofs *roofs)
{
  BsTable *table = bs_table_new ();
  gboolean roofline = self->kind == BS_PLOT_ROOFLINE;

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batch_size", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "n", BS_COLUMN_INTEGER);
  if (roofline)
    {
      bs_table_add_column (table, self->is_launches ? "launch" : "event", BS_COLUMN_INTEGER);
      bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "flops_per_byte", BS_COLUMN_REAL);
      bs_table_add_column (table, "gflops", BS_COLUMN_REAL);
      bs_table_add_column (table, "of_roof", BS_COLUMN_REAL);
      bs_table_add_column (table, "roof_of", BS_COLUMN_TEXT);
    }
  else
    {
      bs_table_add_column (table, "measured_ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "error", BS_COLUMN_REAL);
    }
  for (guint i = 0; i < self->n_points; i++)
    {
      const BsPlotPoint *point = &self->points[i];
      double roof = roofs != NULL ? bs_plot_roof (roofs, point->x) : 0.0;

      bs_table_add_text (table, trace->types->types[point->type].name);
      bs_table_add_integer (table, point->decision);
      bs_table_add_integer (table, bs_trace_decision (trace, point->decision)->size);
      bs_table_add_integer (table, point->n);
      if (roofline)
        {
          bs_table_add_integer (table, point->event);
          bs_table_add_integer (table, point->ns);
          bs_table_add_real (table, point->x);
          bs_table_add_real (table, point->y);
          bs_table_add_real (table, roof > 0.0 ? point->y / roof : NAN);
          bs_table_add_text (table, roof > 0.0 ? roofs->origin : NULL);
        }
      else
        {
          bs_table_add_integer (table, bs_round_ns (point->x));
          bs_table_add_integer (table, bs_round_ns (point->y));
          bs_table_add_real (table, (point->y - point->x) / point->x);
        }
    }

  return table;
}
