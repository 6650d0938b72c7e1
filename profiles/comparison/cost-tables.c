/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what the cost model learned, and of what it predicts beside what was measured. */
#include "config.h"

#include "profiles/comparison/cost-tables.h"

typedef struct
{
  const char *name;
  BsColumnKind kind;
} Column;

static BsTable *
create_table (const Column *columns, guint n)
{
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);

  return table;
}

/* Times beside each other: measured (negative: not), predicted (NaN: not), and how far off. */
static void
add_times (BsTable *table, double measured, double predicted)
{
  gboolean has_measured = measured >= 0, has_predicted = !isnan (predicted);

  bs_table_add_natural (table, has_measured ? bs_round_ns (measured) : -1);
  bs_table_add_natural (table, has_predicted ? bs_round_ns (predicted) : -1);
  bs_table_add_real (table, has_measured && has_predicted && measured > 0
                                ? (predicted - measured) / measured
                                : NAN);
}

BsTable *
bs_tables_costs (const BsTrace *trace)
{
  static const Column columns[] = {
    { "type", BS_COLUMN_TEXT },
    { "phase", BS_COLUMN_TEXT },
    { "events", BS_COLUMN_INTEGER },
    { "batches", BS_COLUMN_INTEGER },
    { "launch_ns", BS_COLUMN_REAL },
    { "ns_per_flop", BS_COLUMN_REAL },
    { "ns_per_byte", BS_COLUMN_REAL },
    { "ns_per_node", BS_COLUMN_REAL },
    { "own", BS_COLUMN_BOOLEAN },
    { "median_error", BS_COLUMN_REAL },
    { "p90_error", BS_COLUMN_REAL },
    { "measured_ns", BS_COLUMN_DURATION },
    { "predicted_ns", BS_COLUMN_DURATION },
    { "error", BS_COLUMN_REAL },
  };
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);

  for (guint i = 0; model != NULL && i < model->n_kernels; i++)
    {
      const BsCostKernel *kernel = &model->kernels[i];

      bs_table_add_text (
          table, kernel->type != BS_COST_NO_TYPE ? trace->types->types[kernel->type].name : NULL);
      bs_table_add_text (table, bs_phase_to_string (kernel->phase));
      bs_table_add_integer (table, (gint64) kernel->n_events);
      bs_table_add_integer (table, kernel->n_used);
      bs_table_add_real (table, kernel->coefficients.launch_ns);
      bs_table_add_real (table, kernel->coefficients.ns_per_flop);
      bs_table_add_real (table, kernel->coefficients.ns_per_byte);
      bs_table_add_real (table, kernel->coefficients.ns_per_node);
      bs_table_add_boolean (table, kernel->is_own);
      bs_table_add_real (table, kernel->error.median);
      bs_table_add_real (table, kernel->error.p90);
      add_times (table, kernel->measured_ns, kernel->predicted_ns);
    }

  return table;
}

static double
measured_run (const BsTraceDecision *decision)
{
  return decision->run_end_ns > 0 ? (double) (decision->run_end_ns - decision->run_start_ns) : -1;
}

BsTable *
bs_tables_cost (const BsTrace *trace)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER }, { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },        { "batch_size", BS_COLUMN_INTEGER },
    { "run_ns", BS_COLUMN_DURATION },  { "predicted_ns", BS_COLUMN_DURATION },
    { "error", BS_COLUMN_REAL },
  };
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);

  for (guint32 i = 1; model != NULL && i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      bs_table_add_integer (table, i);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, trace->types->types[d->type].name);
      bs_table_add_integer (table, d->size);
      add_times (table, measured_run (d), bs_cost_model_predict_batch (model, d->type, d->size));
    }

  return table;
}

/* Batches that ran, added up. */
typedef struct
{
  guint64 batches, nodes;
  double run_ns, predicted_ns;
} TypeCost;

static void
add_type_row (BsTable *table, const char *name, const TypeCost *cost)
{
  bs_table_add_text (table, name);
  bs_table_add_integer (table, (gint64) cost->batches);
  bs_table_add_integer (table, (gint64) cost->nodes);
  add_times (table, cost->batches > 0 ? cost->run_ns : -1,
             cost->batches > 0 ? cost->predicted_ns : NAN);
}

BsTable *
bs_tables_cost_types (const BsTrace *trace)
{
  static const Column columns[] = {
    { "type", BS_COLUMN_TEXT },
    { "batches", BS_COLUMN_INTEGER },
    { "nodes", BS_COLUMN_INTEGER },
    { "run_ns", BS_COLUMN_DURATION },
    { "predicted_ns", BS_COLUMN_DURATION },
    { "error", BS_COLUMN_REAL },
  };
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);
  guint n_types = trace->types->n_types;
  g_autofree TypeCost *costs = g_new0 (TypeCost, n_types + 1);

  if (model == NULL)
    return table;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      for (guint k = 0; k < 2 && d->run_end_ns > 0; k++)
        {
          TypeCost *cost = &costs[k == 0 ? d->type : n_types];

          cost->batches++;
          cost->nodes += d->size;
          cost->run_ns += measured_run (d);
          cost->predicted_ns += bs_cost_model_predict_batch (model, d->type, d->size);
        }
    }
  for (guint type = 0; type < n_types; type++)
    add_type_row (table, trace->types->types[type].name, &costs[type]);
  add_type_row (table, NULL, &costs[n_types]);

  return table;
}

BsTable *
bs_tables_cost_phases (const BsTrace *trace)
{
  static const Column columns[] = {
    { "phase", BS_COLUMN_TEXT },           { "events", BS_COLUMN_INTEGER },
    { "measured_ns", BS_COLUMN_DURATION }, { "predicted_ns", BS_COLUMN_DURATION },
    { "error", BS_COLUMN_REAL },
  };
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);
  BsCostKernel sums[BS_N_PHASES + 1] = { 0 };

  for (guint i = 0; model != NULL && i < model->n_kernels; i++)
    for (guint k = 0; k < 2; k++)
      {
        const BsCostKernel *kernel = &model->kernels[i];
        BsCostKernel *sum = &sums[k == 0 ? kernel->phase : BS_N_PHASES];

        sum->n_events += kernel->n_events;
        sum->measured_ns += kernel->measured_ns;
        sum->predicted_ns += kernel->predicted_ns;
      }
  for (guint phase = 0; model != NULL && phase <= BS_N_PHASES; phase++)
    {
      bs_table_add_text (table, phase < BS_N_PHASES ? bs_phase_to_string (phase) : NULL);
      bs_table_add_integer (table, (gint64) sums[phase].n_events);
      add_times (table, sums[phase].measured_ns, sums[phase].predicted_ns);
    }

  return table;
}
