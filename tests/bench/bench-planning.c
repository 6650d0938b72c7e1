/* SPDX-License-Identifier: Apache-2.0 */
/* What planning between cells costs beside scheduling, and which copies it saves.
 *
 *   bench-planning              all workloads
 *   bench-planning WORKLOAD     one of them */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "engine/observer.h"
#include "engine/planning/graph-plan.h"
#include "tests/bench/bench-workloads.h"
#include "tests/engine/fixtures.h"

#define REPEATS 15
#define SIZE 64

typedef struct
{
  guint32 n_nodes, n_batches;
  gint64 schedule_ns, creation_ns, full_ns;
  BsGraphPlanReport report;
} Row;

static gint64
time_plan (BsGraphPlan *plan, const BsGraph *graph, const BsSchedule *schedule,
           const BsPlanType *types, BsPlanner planner)
{
  g_autoptr (GError) error = NULL;
  gint64 start = bs_now_ns ();

  bs_graph_plan_begin (plan);
  bs_graph_plan_grow (plan, graph, schedule, types, planner, &error);
  g_assert_no_error (error);

  return bs_now_ns () - start;
}

/* In turn, the least of many: the machine is shared. */
static Row
measure (const BsGraph *graph, const BsTypeTable *types, const BsModel *model, BsPolicy *policy)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsGraphPlan) plan = bs_graph_plan_new ();
  g_autofree BsPlanType *plan_types = bs_fixture_plan_types (model, types);
  Row row = { graph->n_nodes, 0, G_MAXINT64, G_MAXINT64, G_MAXINT64, { { 0 } } };

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      gint64 creation_ns = time_plan (plan, graph, schedule, plan_types, BS_PLANNER_CREATION);
      gint64 full_ns = time_plan (plan, graph, schedule, plan_types, BS_PLANNER_FULL);

      row.n_batches = schedule->n_decisions;
      row.schedule_ns = MIN (row.schedule_ns, schedule->end_ns - schedule->start_ns);
      row.creation_ns = MIN (row.creation_ns, creation_ns);
      row.full_ns = MIN (row.full_ns, full_ns);
      if (i == 0)
        bs_graph_plan_report (plan, graph, schedule, plan_types, &row.report);
    }

  return row;
}

static void
print_row (const char *workload, guint batch_size, const char *policy, const Row *row)
{
  const BsGraphPlanReport *report = &row->report;
  double n = row->n_nodes, total = report->value_bytes / 1e6;

  printf ("%-18s %4u %-10s %7u %7u %8.1f %8.1f %8.1f   %6u %6u %6u   %8.3f %8.3f %8.3f %8.2f\n",
          workload, batch_size, policy, row->n_nodes, row->n_batches, row->schedule_ns / n,
          row->creation_ns / n, row->full_ns / n, report->creation.n_gathers,
          report->planned.n_gathers, report->bound.n_gathers, report->creation.gather_bytes / 1e6,
          report->planned.gather_bytes / 1e6, report->bound.gather_bytes / 1e6, total);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static const char *const policies[] = { "depth", "agenda", "sufficient" };
  static const guint batch_sizes[] = { 8, 64, 256 };

  printf ("%-18s %4s %-10s %7s %7s %26s   %20s   %26s\n", "workload", "B", "policy", "nodes",
          "batches", "ns a node: schedule, creation, full", "gathers: creation, full, bound",
          "MB: creation, full, bound, all values");
  for (guint w = 0; w < BS_BENCH_N_WORKLOADS; w++)
    {
      g_autoptr (BsWorkload) workload = NULL;
      g_autoptr (BsModel) model = NULL;
      g_autoptr (GError) error = NULL;

      if (argc > 1 && !g_str_equal (argv[1], bs_bench_workload_name (w)))
        continue;
      workload = bs_bench_workload_open (w);
      model = bs_workload_create_model (workload, SIZE, &error);
      g_assert_no_error (error);
      for (guint b = 0; b < G_N_ELEMENTS (batch_sizes); b++)
        {
          g_autoptr (BsTypeTable) types = bs_type_table_new ();
          g_autoptr (BsGraph) graph = bs_bench_build (workload, 0, batch_sizes[b], types);

          for (guint p = 0; p < G_N_ELEMENTS (policies); p++)
            {
              g_autoptr (BsPolicy) policy = bs_policy_new (policies[p], NULL, NULL);
              Row row = measure (graph, types, model, policy);

              print_row (bs_bench_workload_name (w), batch_sizes[b], policies[p], &row);
            }
        }
    }

  return 0;
}
