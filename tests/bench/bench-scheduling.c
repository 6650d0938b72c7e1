/* SPDX-License-Identifier: Apache-2.0 */
/* What scheduling costs: time against a bare topological pass over the same arrays, for all
 * workloads and for large graphs, and, under callgrind, instructions a node.
 *
 *   bench-scheduling            the tables
 *   bench-scheduling NODES      one schedule of that size, for callgrind and for memory */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/training.h"
#include "tests/bench/bench-workloads.h"
#include "tests/engine/fixtures.h"

#define REPEATS 15

/* Trees of about 20 words until there are enough nodes. */
static BsGraph *
make_graph (guint n_nodes, BsTypeTable *types)
{
  return bs_fixture_tree_graph (1, n_nodes / 117 + 1, 39, types);
}

/* Kahn's algorithm: the least that any scheduler has to do. */
static gint64
time_topological_pass (const BsGraph *graph, guint32 *pending, guint32 *queue)
{
  gint64 start = bs_now_ns ();
  guint32 n = 0;

  memcpy (pending, graph->n_dependencies, graph->n_nodes * sizeof *pending);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (pending[v] == 0)
      queue[n++] = v;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 v = queue[i];

      for (guint32 k = graph->output_start[v]; k < graph->output_start[v + 1]; k++)
        if (--pending[graph->outputs[k]] == 0)
          queue[n++] = graph->outputs[k];
    }
  g_assert_cmpuint (n, ==, graph->n_nodes);

  return bs_now_ns () - start;
}

static BsPolicy *
learn (BsGraph *graph, const BsTypeTable *types, BsEncoding encoding, gboolean act_when_safe)
{
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BsTrainingOptions options;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = 1000;
  options.n_trials = 300;
  options.act_when_safe = act_when_safe;
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return bs_policy_new_fsm (result->fsm);
}

typedef struct
{
  guint32 n_batches;
  gint64 schedule_ns, pass_ns, copy_ns;
} Times;

/* In turn, the least of many: the machine is shared. */
static Times
measure (const BsGraph *graph, const BsTypeTable *types, BsPolicy *policy)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autofree guint32 *pending = g_new (guint32, graph->n_nodes);
  g_autofree guint32 *queue = g_new (guint32, graph->n_nodes);
  Times times = { 0, G_MAXINT64, G_MAXINT64, G_MAXINT64 };

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      gint64 pass_ns = time_topological_pass (graph, pending, queue);
      gint64 start = bs_now_ns (), copy_ns;

      memcpy (queue, graph->n_dependencies, graph->n_nodes * sizeof *queue);
      copy_ns = bs_now_ns () - start;
      times.schedule_ns = MIN (times.schedule_ns, schedule->end_ns - schedule->start_ns);
      times.pass_ns = MIN (times.pass_ns, pass_ns);
      times.copy_ns = MIN (times.copy_ns, MAX (copy_ns, 1));
      times.n_batches = schedule->n_decisions;
    }

  return times;
}

static void
print_large (void)
{
  static const guint sizes[] = { 30000, 100000, 1000000 };

  printf ("\nTrees, table of encoding sort\n%9s %8s %14s %10s %8s %10s\n", "nodes", "batches",
          "schedule", "pass", "ratio", "copy");
  printf ("%9s %8s %14s %10s %8s %10s\n", "", "", "ns/node", "ns/node", "", "GB/s");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) small = make_graph (8000, types);
      g_autoptr (BsPolicy) policy = learn (small, types, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsGraph) graph = make_graph (sizes[i], types);
      Times times = measure (graph, types, policy);

      printf ("%9u %8u %14.2f %10.2f %8.2f %10.2f\n", graph->n_nodes, times.n_batches,
              (double) times.schedule_ns / graph->n_nodes, (double) times.pass_ns / graph->n_nodes,
              (double) times.schedule_ns / times.pass_ns,
              (double) graph->n_nodes * 8 / times.copy_ns);
    }
}

enum
{
  PLAIN,
  RATIO,
  BEST,
  N_KINDS
};

static void
print_workloads (void)
{
  static const guint batch_sizes[] = { 64, 256 };
  double logs[N_KINDS] = { 0 }, worst[N_KINDS] = { 0 };
  guint n = 0;

  printf (
      "Time of a schedule over that of a bare topological pass: with a learned table (sort), with "
      "rho kept up\nas well (act when safe), and with the best learned policy (marked)\n");
  printf ("%-20s %5s %8s %10s %8s %8s %8s\n", "workload", "B", "nodes", "pass us", "table", "rho",
          "marked");
  for (guint i = 0; i < BS_BENCH_N_WORKLOADS; i++)
    {
      g_autoptr (BsWorkload) workload = bs_bench_workload_open (i);

      for (guint k = 0; k < G_N_ELEMENTS (batch_sizes); k++)
        {
          g_autoptr (BsTypeTable) types = bs_type_table_new ();
          g_autoptr (BsGraph) graph = bs_bench_build (workload, 0, batch_sizes[k], types);
          Times times = { 0 };
          double ratio[N_KINDS];

          for (guint kind = 0; kind < N_KINDS; kind++)
            {
              g_autoptr (BsPolicy) policy = learn (
                  graph, types, kind == BEST ? BS_ENCODING_MARKED : BS_ENCODING_SORT,
                  kind == RATIO);

              times = measure (graph, types, policy);
              ratio[kind] = (double) times.schedule_ns / times.pass_ns;
              logs[kind] += log (ratio[kind]);
              worst[kind] = MAX (worst[kind], ratio[kind]);
            }
          n++;
          printf ("%-20s %5u %8u %10.1f %8.2f %8.2f %8.2f\n", bs_bench_workload_name (i),
                  batch_sizes[k], graph->n_nodes, times.pass_ns / 1e3, ratio[PLAIN], ratio[RATIO],
                  ratio[BEST]);
        }
    }
  printf ("%-20s %5s %8s %10s %8.2f %8.2f %8.2f\n", "geometric mean", "", "", "",
          exp (logs[PLAIN] / n), exp (logs[RATIO] / n), exp (logs[BEST] / n));
  printf ("%-20s %5s %8s %10s %8.2f %8.2f %8.2f\n", "worst", "", "", "", worst[PLAIN], worst[RATIO],
          worst[BEST]);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  if (argc > 1)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) small = make_graph (8000, types);
      g_autoptr (BsPolicy) policy = learn (small, types, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsGraph) graph = make_graph (atoi (argv[1]), types);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

      printf ("%u nodes, %u batches\n", graph->n_nodes, schedule->n_decisions);
      return 0;
    }

  print_workloads ();
  print_large ();

  return 0;
}
