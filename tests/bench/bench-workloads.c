/* SPDX-License-Identifier: Apache-2.0 */
/* The workloads that benchmarks run on. */
#include "config.h"

#include "tests/bench/bench-workloads.h"

#include "tests/engine/fixtures.h"

static const struct
{
  const char *name;
  const char *files[2]; /* below the shared research data */
} workloads[BS_BENCH_N_WORKLOADS] = {
  { "tree-lstm", { "data/trees/train.txt" } },
  { "tree-gru", { "data/trees/train.txt" } },
  { "tree-lstm-2type", { "data/trees/train.txt" } },
  { "mv-rnn", { "data/trees/train.txt" } },
  { "bilstm-tagger", { "data/tags/dev.txt" } },
  { "bilstm-tagger-char", { "data/tags/dev.txt" } },
  { "lattice-lstm", { "data/lattice/train.txt" } },
  { "lattice-gru", { "data/lattice/train.txt" } },
  { "lstm-nmt", { "data/iwslt15/tst2012.en", "data/iwslt15/tst2012.vi" } },
};

const char *
bs_bench_workload_name (guint i)
{
  return workloads[i].name;
}

BsWorkload *
bs_bench_workload_open (guint i, gboolean *real)
{
  g_autoptr (BsModelFile) file = bs_fixture_model (workloads[i].name);
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  BsWorkload *workload;
  gboolean found = TRUE;

  for (guint k = 0; k < G_N_ELEMENTS (workloads[i].files) && workloads[i].files[k] != NULL; k++)
    {
      g_autofree char *path = bs_fixture_shared (workloads[i].files[k]);

      found = found && path != NULL;
      if (found)
        g_strv_builder_add (files, path);
    }
  if (!found)
    {
      const char *const *samples = bs_model_file_get_samples (file);

      g_strv_builder_unref (files);
      files = g_strv_builder_new ();
      for (guint k = 0; samples[k] != NULL; k++)
        {
          g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples",
                                                    samples[k], NULL);

          g_strv_builder_add (files, path);
        }
    }

  names = g_strv_builder_end (files);
  workload = bs_workload_open (file, (const char *const *) names, 1, &error);
  g_assert_no_error (error);
  if (real != NULL)
    *real = found;

  return workload;
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
