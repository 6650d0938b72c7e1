/* SPDX-License-Identifier: Apache-2.0 */
/* What the cost model predicts of the batches in a range, beside what was measured. */
#include "config.h"

#include "profiles/timing/timing-prediction.h"

#include "profiles/timing/timing.h"

typedef struct
{
  guint32 decision;
  double residual; /* whatever its sign */
} Residual;

typedef struct
{
  guint64 batches, nodes;
  double run_ns, predicted_ns, worst_ns;
  guint32 worst;
  GArray *errors; /* double */
} TypeSum;

static gboolean
is_in (const BsTimingRange *range, const BsTraceDecision *d, double *measured)
{
  gint64 start_ns, end_ns;

  if (!bs_timing_batch_span (d, &start_ns, &end_ns)
      || (range != NULL && !bs_timing_range_touches (range, start_ns, end_ns)))
    return FALSE;
  *measured = (double) (end_ns - start_ns);

  return TRUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
add_batch (TypeSum *sum, guint32 decision, const BsTraceDecision *d, double measured,
           double predicted)
{
  double residual = fabs (predicted - measured), error = residual / measured;

  sum->batches++;
  sum->nodes += d->size;
  sum->run_ns += measured;
  sum->predicted_ns += predicted;
  if (measured > 0.0 && isfinite (error))
    g_array_append_val (sum->errors, error);
  if (sum->worst == 0 || residual > sum->worst_ns)
    {
      sum->worst_ns = residual;
      sum->worst = decision;
    }
}

static void
add_row (BsTable *table, const char *name, TypeSum *sum)
{
  g_array_sort (sum->errors, compare_doubles);
  bs_table_add_text (table, name);
  bs_table_add_integer (table, (gint64) sum->batches);
  bs_table_add_integer (table, (gint64) sum->nodes);
  bs_table_add_natural (table, sum->batches > 0 ? bs_round_ns (sum->run_ns) : -1);
  bs_table_add_natural (table, sum->batches > 0 && isfinite (sum->predicted_ns)
                                   ? bs_round_ns (sum->predicted_ns)
                                   : -1);
  bs_table_add_real (table,
                     sum->run_ns > 0.0 ? (sum->predicted_ns - sum->run_ns) / sum->run_ns : NAN);
  bs_table_add_real (table, sum->errors->len > 0
                                ? g_array_index (sum->errors, double, (sum->errors->len - 1) / 2)
                                : NAN);
  bs_table_add_natural (table, sum->worst > 0 ? (gint64) sum->worst : -1);
}

BsTable *
bs_timing_prediction_types (const BsTrace *trace, const BsCostModel *model,
                            const BsTimingRange *range)
{
  BsTable *table = bs_table_new ();
  guint n_types = trace->types->n_types;
  g_autofree TypeSum *sums = g_new0 (TypeSum, n_types + 1);
  double measured;

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "run_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "error", BS_COLUMN_REAL);
  bs_table_add_column (table, "median_error", BS_COLUMN_REAL);
  bs_table_add_column (table, "worst", BS_COLUMN_INTEGER);
  for (guint type = 0; type <= n_types; type++)
    sums[type].errors = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (is_in (range, d, &measured))
        for (guint k = 0; k < 2; k++)
          add_batch (&sums[k == 0 ? d->type : n_types], i, d, measured,
                     bs_cost_model_predict_batch (model, d->type, d->size));
    }
  for (guint type = 0; type <= n_types; type++)
    {
      if (sums[type].batches > 0 || range == NULL)
        add_row (table, type < n_types ? trace->types->types[type].name : NULL, &sums[type]);
      g_array_unref (sums[type].errors);
    }

  return table;
}

BsTable *
bs_timing_prediction_worst (const BsTrace *trace, const BsCostModel *model,
                            const BsTimingRange *range, guint n)
{
  BsTable *table = bs_table_new ();
  g_autofree Residual *worst = g_new0 (Residual, n + 1);
  guint n_worst = 0;
  double measured;

  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batch_size", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "measured_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "residual_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "error", BS_COLUMN_REAL);
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      double residual;
      guint at;

      if (!is_in (range, d, &measured))
        continue;
      residual = fabs (measured - bs_cost_model_predict_batch (model, d->type, d->size));
      if (!isfinite (residual))
        continue;
      for (at = n_worst; at > 0 && worst[at - 1].residual < residual; at--)
        worst[at] = worst[at - 1]; /* one more than are kept */
      worst[at] = (Residual){ i, residual };
      n_worst = MIN (n_worst + 1, n);
    }
  for (guint i = 0; i < n_worst; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, worst[i].decision);
      double predicted = bs_cost_model_predict_batch (model, d->type, d->size);

      is_in (NULL, d, &measured);
      bs_table_add_integer (table, worst[i].decision);
      bs_table_add_text (table, trace->types->types[d->type].name);
      bs_table_add_integer (table, d->size);
      bs_table_add_integer (table, bs_round_ns (measured));
      bs_table_add_integer (table, bs_round_ns (predicted));
      bs_table_add_integer (table, bs_round_ns (measured - predicted));
      bs_table_add_real (table, measured > 0.0 ? (predicted - measured) / measured : NAN);
    }

  return table;
}
