/* SPDX-License-Identifier: Apache-2.0 */
/* The benchmark table. */
#include "config.h"

#include "app/cli/bench-table.h"

#include <math.h>

typedef struct
{
  const char *name;
  BsColumnKind kind;
} Column;

static const Column for_all[] = {
  { "workload", BS_COLUMN_TEXT },
  { "size", BS_COLUMN_INTEGER },
  { "batch_size", BS_COLUMN_INTEGER },
  { "mini_batches", BS_COLUMN_INTEGER },
  { "policy", BS_COLUMN_TEXT },
  { "planner", BS_COLUMN_TEXT },
  { "threads", BS_COLUMN_INTEGER },
  { "instances_per_s", BS_COLUMN_REAL },
  { "batches", BS_COLUMN_INTEGER },
  { "gathers", BS_COLUMN_INTEGER },
  { "gather_bytes", BS_COLUMN_INTEGER },
  { "mflop_per_instance", BS_COLUMN_REAL },
  { "gflops", BS_COLUMN_REAL },
  { "sgemm_gflops", BS_COLUMN_REAL },
  { "share", BS_COLUMN_REAL },
  { "construct_ns", BS_COLUMN_DURATION },
  { "schedule_ns", BS_COLUMN_DURATION },
  { "execute_ns", BS_COLUMN_DURATION },
  { "loss", BS_COLUMN_REAL },
};

/* Not for people, whose lines have an end. */
static const Column for_programs[] = {
  { "plan_ns", BS_COLUMN_DURATION },    { "rest_ns", BS_COLUMN_DURATION },
  { "kernels", BS_COLUMN_INTEGER },     { "parameter_bytes", BS_COLUMN_INTEGER },
  { "value_bytes", BS_COLUMN_INTEGER }, { "workspace_bytes", BS_COLUMN_INTEGER },
  { "copy_gb_per_s", BS_COLUMN_REAL },
};

static const Column of_comparisons[] = {
  { "earlier_instances_per_s", BS_COLUMN_REAL },
  { "earlier_share", BS_COLUMN_REAL },
  { "ratio", BS_COLUMN_REAL },
  { "compared", BS_COLUMN_TEXT },
};

static void
add_columns (BsTable *table, const Column *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
}

/* Times vary by more than that. */
static void
add_measured (BsTable *table, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  bs_table_add_real (table,
                     g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.6g", value), NULL));
}

static void
add_row (BsTable *table, const BsBenchRow *row)
{
  double n_instances = (double) row->batch_size * row->n_mini_batches;
  const BsBackendCounters *counters = &row->counters;

  bs_table_add_text (table, row->workload);
  bs_table_add_integer (table, row->size);
  bs_table_add_integer (table, row->batch_size);
  bs_table_add_integer (table, row->n_mini_batches);
  bs_table_add_text (table, row->policy);
  bs_table_add_text (table, bs_planner_to_string (row->planner));
  bs_table_add_integer (table, row->n_threads);
  add_measured (table, bs_bench_row_instances_per_s (row));
  bs_table_add_integer (table, (gint64) row->batches);
  bs_table_add_integer (table, (gint64) counters->n_gathers);
  bs_table_add_integer (table, (gint64) counters->gather_bytes);
  add_measured (table, (double) counters->flops / n_instances / 1e6);
  add_measured (table, bs_bench_row_gflops (row));
  add_measured (table, row->sgemm_gflops);
  add_measured (table, bs_bench_row_gflops (row) / row->sgemm_gflops);
  bs_table_add_integer (table, row->construct_ns);
  bs_table_add_integer (table, row->schedule_ns);
  bs_table_add_integer (table, row->execute_ns);
  bs_table_add_real (table, row->loss);
}

static void
add_row_for_programs (BsTable *table, const BsBenchRow *row, double copy_gb_per_s)
{
  const BsBackendCounters *counters = &row->counters;

  bs_table_add_integer (table, counters->plan_ns);
  bs_table_add_integer (table,
                        row->wall_ns - row->construct_ns - row->schedule_ns - row->execute_ns);
  bs_table_add_integer (table, (gint64) counters->n_kernels);
  bs_table_add_integer (table, (gint64) counters->parameter_bytes);
  bs_table_add_integer (table, (gint64) counters->value_bytes);
  bs_table_add_integer (table, (gint64) counters->workspace_bytes);
  add_measured (table, copy_gb_per_s);
}

static void
add_comparison (BsTable *table, const BsBenchRow *row, BsBenchEarlier *earlier)
{
  const BsBenchPartner *partner = bs_bench_earlier_find (earlier, row);

  if (partner == NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (of_comparisons) - 1; i++)
        bs_table_add_missing (table);
      bs_table_add_text (table, "not in the earlier run");
      return;
    }

  add_measured (table, partner->instances_per_s);
  bs_table_add_real (table, partner->share);
  add_measured (table, bs_bench_partner_ratio (partner, row));
  bs_table_add_text (table, isnan (partner->loss) || bs_bench_row_agrees (row->loss, partner->loss)
                                ? "yes"
                                : "with another loss");
}

BsTable *
bs_bench_table_new (const BsBenchRow *const *rows, guint n_rows, double copy_gb_per_s,
                    BsBenchEarlier *earlier, BsTableFormat format)
{
  gboolean all = format != BS_TABLE_TEXT;
  BsTable *table = bs_table_new ();

  add_columns (table, for_all, G_N_ELEMENTS (for_all));
  if (all)
    add_columns (table, for_programs, G_N_ELEMENTS (for_programs));
  if (earlier != NULL)
    add_columns (table, of_comparisons, G_N_ELEMENTS (of_comparisons));

  for (guint i = 0; i < n_rows; i++)
    {
      add_row (table, rows[i]);
      if (all)
        add_row_for_programs (table, rows[i], copy_gb_per_s);
      if (earlier != NULL)
        add_comparison (table, rows[i], earlier);
    }

  return table;
}
