/* SPDX-License-Identifier: Apache-2.0 */
/* Costs of batches, learned from events whose costs are known. */
#include "config.h"

#include <glib/gstdio.h>

#include "engine/error.h"
#include "profiles/comparison/cost-tables.h"
#include "profiles/comparison/fitting.h"
#include "tests/profiles/synthetic.h"

#define N_TYPES 5

/* How events are made up. */
typedef struct
{
  double noise;    /* relative, at most */
  double outliers; /* part of the events that take thirty times as long */
  gboolean lanes;  /* two lanes share each product, at the same time */
} Making;

typedef struct
{
  char *folder, *path;
  BsTrace *trace;
} Recorded;

static double
true_ns (BsPhase phase, guint type, double flops, double bytes, double nodes)
{
  double slower = 1 + type;

  switch (phase)
    {
    case BS_PHASE_GATHER:
      return 1000 + 0.5 * bytes;
    case BS_PHASE_GEMM:
      return 5000 * slower + 0.1 * flops;
    case BS_PHASE_FUSED:
      return 2000 + 150 * slower * nodes;
    default:
      return 500 + 1.5 * bytes;
    }
}

/* Gives all events of batches the costs that they are to have. */
static void
make_up (Synthetic *run, const Making *making)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (BsDecision));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  gint64 now = 1000000;

  for (guint i = 0; i < run->schedules->len; i++)
    {
      const BsSchedule *schedule = g_ptr_array_index (run->schedules, i);

      g_array_append_vals (decisions, schedule->decisions, schedule->n_decisions);
    }
  for (guint i = 0; i < run->events->len; i++)
    {
      BsEvent event = g_array_index (run->events, BsEvent, i);
      const BsDecision *d;
      double ns;

      event.start_ns = now;
      event.end_ns = now + 100;
      event.lane = 0;
      if (event.decision > 0)
        {
          d = &g_array_index (decisions, BsDecision, event.decision - 1);
          event.flops = event.phase == BS_PHASE_GEMM ? 20000 * (guint64) d->count : 0;
          event.bytes = event.phase == BS_PHASE_GATHER
                            ? 64 * (guint64) d->count + 640 * (event.decision % 7)
                        : event.phase == BS_PHASE_SCATTER ? 256 * (guint64) d->count
                                                          : 0;
          ns = true_ns (event.phase, d->type, (double) event.flops, (double) event.bytes, d->count);
          ns *= 1 + making->noise * g_rand_double_range (rand, -1, 1);
          if (g_rand_double (rand) < making->outliers)
            ns *= 30;
          event.end_ns = now + (gint64) (ns + 0.5);
        }
      now = event.end_ns + (event.decision > 0 ? 40 : 0);
      g_array_append_val (events, event);
      if (making->lanes && event.phase == BS_PHASE_GEMM)
        {
          event.lane = 1;
          g_array_append_val (events, event);
        }
    }
  g_array_unref (run->events);
  run->events = g_steal_pointer (&events);
}

static void
record (Recorded *self, const Making *making)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (GError) error = NULL;

  options.n_mini_batches = 6;
  options.n_nodes = 500;
  options.n_types = N_TYPES;
  options.executed = making != NULL;
  run = synthetic_new (&options);
  if (making != NULL)
    make_up (run, making);
  self->folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "costs.bscope", NULL);
  synthetic_record (run, self->path);
  self->trace = bs_trace_load (self->path, NULL, &error);
  g_assert_no_error (error);
}

static void
recorded_clear (Recorded *self)
{
  bs_trace_unref (self->trace);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recorded, recorded_clear)

static void
assert_near (double value, double expected, double tolerance)
{
  if (!(fabs (value - expected) <= tolerance * fabs (expected)))
    g_error ("%g is not %g within %g", value, expected, tolerance);
}

static void
assert_coefficients (const BsCostKernel *kernel, double tolerance)
{
  const BsCostCoefficients *c = &kernel->coefficients;
  guint type = kernel->type;
  double launch = true_ns (kernel->phase, type, 0, 0, 0);

  g_assert_true (kernel->is_own);
  assert_near (c->launch_ns, launch, tolerance);
  assert_near (c->ns_per_flop, true_ns (kernel->phase, type, 1, 0, 0) - launch, tolerance);
  assert_near (c->ns_per_byte, true_ns (kernel->phase, type, 0, 1, 0) - launch, tolerance);
  assert_near (c->ns_per_node, true_ns (kernel->phase, type, 0, 0, 1) - launch, tolerance);
}

static guint
check_coefficients (const BsCostModel *model, double tolerance)
{
  guint n = 0;

  for (guint i = 0; i < model->n_kernels; i++)
    {
      const BsCostKernel *kernel = &model->kernels[i];

      g_assert_true (kernel->type == BS_COST_NO_TYPE || kernel->n_events == kernel->n_used);
      if (kernel->type == BS_COST_NO_TYPE || kernel->n_used < 20)
        continue;
      assert_coefficients (kernel, tolerance);
      n++;
    }

  return n;
}

static void
test_exact (void)
{
  const Making making = { 0 };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) model = NULL;
  g_autoptr (GError) error = NULL;

  record (&recorded, &making);
  model = bs_cost_model_new (recorded.trace, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (check_coefficients (model, 0.01), >=, 8);
  g_assert_cmpuint (model->error.n, >, 20);
  g_assert_cmpfloat (model->error.median, <, 0.05);
  g_assert_cmpfloat (fabs (model->error.total), <, 0.05);
  for (guint i = 0; i < model->n_kernels; i++)
    if (model->kernels[i].error.n > 0 && model->kernels[i].is_own)
      g_assert_cmpfloat (model->kernels[i].error.p90, <, 0.01);

  /* four events with pauses of 40 ns between them, and one before the next batch */
  for (guint type = 1; type < N_TYPES; type++)
    assert_near (model->types[type].gap_ns, 120, 0.01);
  assert_near (model->between_ns, 40, 0.01);
  g_assert_cmpfloat (model->overhead_ns, ==, model->choose_ns + model->between_ns);
}

/* One event of twenty is interrupted, all others vary by a tenth up or down. */
static void
test_outliers (void)
{
  const Making making = { .noise = 0.1, .outliers = 0.05 };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) model = NULL;

  record (&recorded, &making);
  model = bs_cost_model_new (recorded.trace, NULL);
  g_assert_nonnull (model);

  g_assert_cmpuint (check_coefficients (model, 0.25), >=, 8);
  g_assert_cmpfloat (model->error.median, <, 0.15);
  /* of interruptions nothing is predicted */
  g_assert_cmpfloat (model->error.total, <, -0.2);
}

/* Sums over the recorded batches, whose bytes and flops are those of the trace. */
static void
test_prediction (void)
{
  const Making making = { .noise = 0.05 };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) model = NULL;
  g_autofree guint32 *types = NULL, *sizes = NULL;
  const BsTrace *trace;
  double measured = 0;
  BsPrediction sum;
  double one = 0;

  record (&recorded, &making);
  trace = recorded.trace;
  model = bs_cost_model_new (trace, NULL);
  g_assert_nonnull (model);

  types = g_new (guint32, trace->n_decisions + 1);
  sizes = g_new (guint32, trace->n_decisions + 1);
  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      types[i] = d->type;
      sizes[i] = d->size;
      measured += (double) (d->run_end_ns - d->run_start_ns);
      one += bs_cost_model_predict_batch (model, d->type, d->size);
    }
  types[trace->n_decisions] = N_TYPES;
  sizes[trace->n_decisions] = 1;

  sum = bs_cost_model_predict_decisions (model, types, sizes, trace->n_decisions);
  assert_near (sum.run_ns, measured, 0.05);
  assert_near (sum.run_ns, one, 1e-9);
  assert_near (sum.overhead_ns, trace->n_decisions * model->overhead_ns, 1e-9);
  assert_near (sum.total_ns, sum.run_ns + sum.overhead_ns, 1e-9);
  g_assert_cmpuint (sum.n_unknown, ==, 0);

  /* larger batches take longer, but not twice as long: there is one launch */
  for (guint type = 1; type < N_TYPES; type++)
    {
      double small = bs_cost_model_predict_batch (model, type, 8);
      double large = bs_cost_model_predict_batch (model, type, 16);

      g_assert_cmpfloat (large, >, small);
      g_assert_cmpfloat (large, <, 2 * small);
    }

  /* a type that no batch was of */
  g_assert_true (isnan (bs_cost_model_predict_batch (model, N_TYPES, 1)));
  g_assert_true (isnan (bs_cost_model_predict_batch (model, G_MAXUINT32, 1)));
  sum = bs_cost_model_predict_decisions (model, types, sizes, trace->n_decisions + 1);
  g_assert_cmpuint (sum.n_unknown, ==, 1);
  assert_near (sum.run_ns, one, 1e-9);
}

static void
test_lanes (void)
{
  const Making making = { .lanes = TRUE };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) model = NULL;
  const BsTrace *trace;

  record (&recorded, &making);
  trace = recorded.trace;
  model = bs_cost_model_new (trace, NULL);
  g_assert_nonnull (model);

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      g_assert_cmpfloat (model->types[d->type].stretch, <, 0.9);
      g_assert_cmpfloat (model->types[d->type].stretch, >, 0.4);
    }
  g_assert_cmpfloat (model->error.median, <, 0.1);
}

static void
test_deterministic (void)
{
  const Making making = { .noise = 0.1, .outliers = 0.05 };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) a = NULL, b = NULL;

  record (&recorded, &making);
  a = bs_cost_model_new (recorded.trace, NULL);
  b = bs_cost_model_new (recorded.trace, NULL);
  g_assert_cmpuint (a->n_kernels, ==, b->n_kernels);
  for (guint i = 0; i < a->n_kernels; i++)
    {
      g_assert_cmpmem (&a->kernels[i].coefficients, sizeof (BsCostCoefficients),
                       &b->kernels[i].coefficients, sizeof (BsCostCoefficients));
      g_assert_cmpfloat (a->kernels[i].predicted_ns, ==, b->kernels[i].predicted_ns);
    }
}

static void
test_only_scheduled (void)
{
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GError) error = NULL;

  record (&recorded, NULL);
  g_assert_null (bs_cost_model_new (recorded.trace, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);

  table = bs_tables_costs (recorded.trace);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 0);
}

static guint
find_column (const BsTable *table, const char *name)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_str_equal (bs_table_get_column_name (table, i), name))
      return i;

  g_assert_not_reached ();
}

static gint64
get_number (const BsTable *table, guint row, const char *column)
{
  g_autofree char *text = bs_table_get_text (table, row, find_column (table, column));

  return g_ascii_strtoll (text, NULL, 10);
}

/* The last row is the sum of the others. */
static void
assert_total (const BsTable *table, const char *column)
{
  guint last = bs_table_get_n_rows (table) - 1;
  gint64 sum = 0, total = get_number (table, last, column);

  for (guint i = 0; i < last; i++)
    sum += get_number (table, i, column);
  g_assert_cmpint (ABS (sum - total), <=, last);
  g_assert_cmpint (total, >, 0);
}

static void
test_tables (void)
{
  const Making making = { .noise = 0.05 };
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsCostModel) model = NULL;
  g_autoptr (BsTable) kernels = NULL, decisions = NULL, types = NULL, phases = NULL;

  record (&recorded, &making);
  model = bs_cost_model_new (recorded.trace, NULL);
  kernels = bs_tables_costs (recorded.trace);
  g_assert_cmpuint (bs_table_get_n_rows (kernels), ==, model->n_kernels);

  decisions = bs_tables_cost (recorded.trace);
  g_assert_cmpuint (bs_table_get_n_rows (decisions), ==, recorded.trace->n_decisions);
  g_assert_cmpint (get_number (decisions, 0, "decision"), ==, 1);

  types = bs_tables_cost_types (recorded.trace);
  g_assert_cmpuint (bs_table_get_n_rows (types), ==, N_TYPES + 1);
  assert_total (types, "batches");
  assert_total (types, "run_ns");
  assert_total (types, "predicted_ns");

  phases = bs_tables_cost_phases (recorded.trace);
  g_assert_cmpuint (bs_table_get_n_rows (phases), ==, BS_N_PHASES + 1);
  assert_total (phases, "measured_ns");
  assert_total (phases, "predicted_ns");
}

static void
test_quantiles (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  g_assert_true (isnan (bs_quantile (NULL, 0, 0.5)));
  for (guint n = 1; n < 60; n++)
    for (guint part = 0; part <= 4; part++)
      {
        double values[60], found;
        guint below = 0, above = 0, rank = (guint) (part / 4.0 * (n - 1) + 0.5);

        /* with repetitions */
        for (guint i = 0; i < n; i++)
          values[i] = g_rand_int_range (rand, 0, 20);
        found = bs_quantile (values, n, part / 4.0);
        for (guint i = 0; i < n; i++)
          {
            below += values[i] < found;
            above += values[i] > found;
          }
        g_assert_cmpuint (below, <=, rank);
        g_assert_cmpuint (above, <=, n - 1 - rank);
      }
}

static void
test_degenerate_fits (void)
{
  BsFitPoint points[8] = { 0 };
  double coefficients[BS_FIT_TERMS];

  bs_fit (points, 0, coefficients);
  g_assert_cmpfloat (coefficients[0], ==, 0);
  bs_fit (points, 8, coefficients);
  g_assert_cmpfloat (bs_fit_evaluate (coefficients, points[0].x), ==, 0);

  /* one point, and several that say the same */
  for (guint i = 0; i < 8; i++)
    points[i] = (BsFitPoint){ .x = { 1, 300, 0, 3 }, .y = 600 };
  for (guint n = 1; n <= 8; n++)
    {
      bs_fit (points, n, coefficients);
      assert_near (bs_fit_evaluate (coefficients, points[0].x), 600, 1e-6);
    }

  /* what falls as nodes grow cannot be said without a negative number */
  for (guint i = 0; i < 8; i++)
    points[i] = (BsFitPoint){ .x = { 1, 0, 0, i + 1 }, .y = 1000 - 50.0 * i };
  bs_fit (points, 8, coefficients);
  for (guint i = 0; i < BS_FIT_TERMS; i++)
    g_assert_cmpfloat (coefficients[i], >=, 0);
  assert_near (bs_fit_evaluate (coefficients, points[4].x), 825, 0.2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cost-model/quantiles", test_quantiles);
  g_test_add_func ("/cost-model/degenerate-fits", test_degenerate_fits);
  g_test_add_func ("/cost-model/exact", test_exact);
  g_test_add_func ("/cost-model/outliers", test_outliers);
  g_test_add_func ("/cost-model/prediction", test_prediction);
  g_test_add_func ("/cost-model/lanes", test_lanes);
  g_test_add_func ("/cost-model/deterministic", test_deterministic);
  g_test_add_func ("/cost-model/only-scheduled", test_only_scheduled);
  g_test_add_func ("/cost-model/tables", test_tables);

  return g_test_run ();
}
