/* SPDX-License-Identifier: Apache-2.0 */
/* What scheduling with a learned policy costs: time against a bare topological pass over the same
 * arrays, and, under callgrind, instructions a node at two sizes.
 *
 *   bench-scheduling            the table
 *   bench-scheduling NODES      one schedule of that size, for callgrind */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/observer.h"
#include "engine/training.h"
#include "engine/tree-lstm.h"
#include "tests/engine/fixtures.h"

#define REPEATS 15

/* Trees of about 20 words until there are enough nodes. */
static BsGraph *
make_graph (guint n_nodes, BsTypeTable *types)
{
  BsRandom random;
  g_autoptr (GString) text = NULL;
  g_autoptr (BsTreeCorpus) corpus = NULL;
  BsGraph *graph;

  bs_random_init (&random, 1);
  text = bs_fixture_random_trees (&random, n_nodes / 117 + 1, 39);
  corpus = bs_tree_corpus_parse ("trees", text->str, text->len, NULL);
  graph = bs_tree_lstm_build_graph (corpus, 0, corpus->n_trees, types, NULL);

  return graph;
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
learn (BsEncoding encoding)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = make_graph (8000, types);
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;

  bs_training_options_init (&options);
  options.encoding = encoding;
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL);

  return bs_policy_new_fsm (result->fsm);
}

static void
measure (guint n_nodes, BsPolicy *policy, const char *name)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = make_graph (n_nodes, types);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autofree guint32 *pending = g_new (guint32, graph->n_nodes);
  g_autofree guint32 *queue = g_new (guint32, graph->n_nodes);
  gint64 schedule_ns = G_MAXINT64, pass_ns = G_MAXINT64, copy_ns = G_MAXINT64;
  guint32 n_batches = 0;

  /* In turn, the least of many: the machine is shared. */
  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      gint64 start;

      schedule_ns = MIN (schedule_ns, schedule->end_ns - schedule->start_ns);
      n_batches = schedule->n_decisions;
      pass_ns = MIN (pass_ns, time_topological_pass (graph, pending, queue));
      start = bs_now_ns ();
      memcpy (queue, graph->n_dependencies, graph->n_nodes * sizeof *queue);
      copy_ns = MIN (copy_ns, bs_now_ns () - start);
    }

  printf ("%-8s %9u %8u %12.2f %12.2f %8.2f %12.2f\n", name, graph->n_nodes, n_batches,
          (double) schedule_ns / graph->n_nodes, (double) pass_ns / graph->n_nodes,
          (double) schedule_ns / pass_ns, (double) graph->n_nodes * 8 / MAX (copy_ns, 1));
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 30000, 100000, 1000000 };

  if (argc > 1)
    {
      g_autoptr (BsPolicy) policy = learn (BS_ENCODING_SORT);
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = make_graph (atoi (argv[1]), types);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

      printf ("%u nodes, %u batches\n", graph->n_nodes, schedule->n_decisions);
      return 0;
    }

  printf ("%-8s %9s %8s %12s %12s %8s %12s\n", "encoding", "nodes", "batches", "schedule", "pass",
          "ratio", "copy");
  printf ("%-8s %9s %8s %12s %12s %8s %12s\n", "", "", "", "ns/node", "ns/node", "", "GB/s");
  for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsPolicy) policy = learn (encoding);

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        measure (sizes[i], policy, bs_encoding_to_string (encoding));
    }

  return 0;
}
