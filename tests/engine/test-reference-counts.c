/* SPDX-License-Identifier: Apache-2.0 */
/* Batch counts on real trees equal those of an independent simulation. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "engine/run.h"
#include "engine/training.h"
#include "tests/engine/fixtures.h"

#define N_MINI_BATCHES 3

typedef struct
{
  guint nodes, lower_bound, depth, agenda, agenda_remaining, sufficient;
} Row;

static gboolean
read_row (const char *table, guint batch_size, guint mini_batch, Row *row)
{
  g_autofree char *prefix = g_strdup_printf ("\ntreelstm,%u,%u,", batch_size, mini_batch);
  const char *line = strstr (table, prefix);

  return line != NULL
         && sscanf (line + strlen (prefix), "%u,%u,%u,%u,%u,%u", &row->nodes, &row->lower_bound,
                    &row->depth, &row->agenda, &row->agenda_remaining, &row->sufficient)
                == 6;
}

static void
run (BsWorkload *workload, BsPolicy *policy, guint batch_size, BsRunTotals *totals)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  BsRunOptions options = { .batch_size = batch_size, .n_batches = N_MINI_BATCHES };

  bs_run (workload, types, policy, NULL, &options, NULL, NULL, totals, &error);
  g_assert_no_error (error);
}

static BsPolicy *
learn (BsWorkload *workload, BsEncoding encoding, guint batch_size)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, 0, batch_size, types, &error);
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;

  bs_training_options_init (&options);
  options.encoding = encoding;
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return bs_policy_new_fsm (result->fsm);
}

static void
test_trees (void)
{
  static const guint batch_sizes[] = { 8, 64, 256 };
  g_autofree char *path = bs_fixture_shared ("data/trees/train.txt");
  g_autofree char *table_path = bs_fixture_shared ("reference-counts.csv");
  g_autofree char *table = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsWorkload) workload = NULL;
  const char *files[] = { path, NULL };

  if (path == NULL || table_path == NULL)
    {
      g_test_skip ("the shared research data is not there");
      return;
    }

  g_file_get_contents (table_path, &table, NULL, &error);
  g_assert_no_error (error);
  workload = bs_workload_open ("tree-lstm", files, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (batch_sizes); i++)
    {
      g_autoptr (BsPolicy) depth = bs_policy_new ("depth", NULL);
      g_autoptr (BsPolicy) agenda = bs_policy_new ("agenda", NULL);
      g_autoptr (BsPolicy) remaining = bs_policy_new ("agenda-remaining", NULL);
      g_autoptr (BsPolicy) sufficient = bs_policy_new ("sufficient", NULL);
      BsRunTotals by_depth[N_MINI_BATCHES], by_agenda[N_MINI_BATCHES];
      BsRunTotals by_remaining[N_MINI_BATCHES], by_sufficient[N_MINI_BATCHES];

      run (workload, depth, batch_sizes[i], by_depth);
      run (workload, agenda, batch_sizes[i], by_agenda);
      run (workload, remaining, batch_sizes[i], by_remaining);
      run (workload, sufficient, batch_sizes[i], by_sufficient);
      for (guint k = 0; k < N_MINI_BATCHES; k++)
        {
          Row row;

          g_assert_true (read_row (table, batch_sizes[i], k, &row));
          g_assert_cmpuint (by_depth[k].n_nodes, ==, row.nodes);
          g_assert_cmpuint (by_depth[k].lower_bound, ==, row.lower_bound);
          g_assert_cmpuint (by_depth[k].n_batches, ==, row.depth);
          g_assert_cmpuint (by_agenda[k].n_batches, ==, row.agenda);
          g_assert_cmpuint (by_remaining[k].n_batches, ==, row.agenda_remaining);
          g_assert_cmpuint (by_sufficient[k].n_batches, ==, row.sufficient);
        }

      for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
        {
          g_autoptr (BsPolicy) fsm = learn (workload, encoding, batch_sizes[i]);
          BsRunTotals by_fsm[N_MINI_BATCHES];

          run (workload, fsm, batch_sizes[i], by_fsm);
          for (guint k = 0; k < N_MINI_BATCHES; k++)
            g_assert_cmpuint (by_fsm[k].n_batches, ==, by_fsm[k].lower_bound);
        }
    }
}

static double
run_loss (BsWorkload *workload, BsModel *model, const char *backend_name, BsPolicy *policy,
          guint batch_size)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBackend) backend = bs_backend_new (backend_name, model, &error);
  BsRunOptions options = { .batch_size = batch_size, .n_batches = 1 };
  BsRunTotals totals;

  g_assert_no_error (error);
  bs_run (workload, types, policy, backend, &options, NULL, NULL, &totals, &error);
  g_assert_no_error (error);

  return totals.loss;
}

static void
test_losses (void)
{
  static const char *const names[] = { "unbatched", "depth", "agenda", "agenda-remaining",
                                       "sufficient" };
  static const guint sizes[] = { 64, 256 };
  g_autofree char *path = bs_fixture_shared ("data/trees/train.txt");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsWorkload) workload = NULL;
  const char *files[] = { path, NULL };

  if (path == NULL)
    {
      g_test_skip ("the shared research data is not there");
      return;
    }

  workload = bs_workload_open ("tree-lstm", files, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (BsModel) model = bs_workload_create_model (workload, sizes[i]);
      g_autoptr (BsPolicy) unbatched = bs_policy_new ("unbatched", NULL);
      double reference;

      bs_model_initialize (model, 1);
      reference = run_loss (workload, model, "reference", unbatched, 64);
      for (guint k = 0; k < G_N_ELEMENTS (names) + BS_N_ENCODINGS; k++)
        {
          g_autoptr (BsPolicy) policy = k < G_N_ELEMENTS (names)
                                            ? bs_policy_new (names[k], NULL)
                                            : learn (workload, k - G_N_ELEMENTS (names), 64);
          double loss = run_loss (workload, model, "cpu", policy, 64);

          g_assert_cmpfloat_with_epsilon (loss / reference, 1.0, 1e-4);
          /* One seed, one result. */
          g_assert_true (loss == run_loss (workload, model, "cpu", policy, 64));
        }
    }
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference-counts/trees", test_trees);
  g_test_add_func ("/reference-counts/losses", test_losses);

  return g_test_run ();
}
