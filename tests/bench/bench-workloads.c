/* SPDX-License-Identifier: Apache-2.0 */
/* The workloads that benchmarks run on. */
#include "config.h"

#include "tests/bench/bench-workloads.h"

#include "tests/engine/fixtures.h"

static const char *const names[BS_BENCH_N_WORKLOADS] = {
  "tree-lstm",          "tree-gru",     "tree-lstm-2type", "mv-rnn",   "bilstm-tagger",
  "bilstm-tagger-char", "lattice-lstm", "lattice-gru",     "lstm-nmt",
};

const char *
bs_bench_workload_name (guint i)
{
  return names[i];
}

BsWorkload *
bs_bench_workload_open (guint i)
{
  BsWorkload *workload = bs_fixture_shared_workload (names[i]);

  return workload != NULL ? workload : bs_fixture_sample_workload (names[i]);
}

BsGraph *
bs_bench_build (BsWorkload *workload, guint mini_batch, guint batch_size, BsTypeTable *types)
{
  guint32 first = (guint64) mini_batch * batch_size % bs_workload_get_n_inputs (workload);
  g_autoptr (GError) error = NULL;
  BsGraph *graph = bs_workload_build_graph (workload, first, batch_size, types, &error);

  g_assert_no_error (error);

  return graph;
}
