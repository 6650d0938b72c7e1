/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs and batch counts on real data equal those of an independent simulation. */
#include "config.h"

#include <string.h>

#include "engine/run.h"
#include "engine/training.h"
#include "tests/engine/fixtures.h"

#define N_MINI_BATCHES 3

static const struct
{
  const char *key, *model;
} workloads[] = {
  { "treelstm", "tree-lstm" },    { "treelstm", "tree-gru" },
  { "tree2", "tree-lstm-2type" }, { "mvrnn", "mv-rnn" },
  { "bilstm", "bilstm-tagger" },  { "bilstmchar", "bilstm-tagger-char" },
  { "latlstm", "lattice-lstm" },  { "latgru", "lattice-gru" },
  { "nmt", "lstm-nmt" },
};

/* The model and its data, or NULL with the test skipped. */
static BsWorkload *
open_workload (guint i)
{
  BsWorkload *workload = bs_fixture_shared_workload (workloads[i].model);

  if (workload == NULL)
    g_test_skip ("the shared research data is not there");

  return workload;
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

/* The columns behind the first three of the table. */
enum
{
  NODES,
  LOWER_BOUND,
  FIRST_POLICY,
  N_COLUMNS = FIRST_POLICY + 5
};

static const struct
{
  const char *column, *policy;
} columns[N_COLUMNS] = {
  [NODES] = { "nodes" },
  [LOWER_BOUND] = { "lower_bound" },
  [FIRST_POLICY] = { "depth", "depth" },
  { "agenda_static_mean", "agenda" },
  { "agenda_remaining_mean", "agenda-remaining" },
  { "sufficient_forward", "sufficient" },
  { "sufficient_backward", "sufficient-reversed" },
};

static void
check_header (const char *table)
{
  g_autoptr (GString) header = g_string_new ("workload,batch_size,mini_batch");

  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (header, ",%s", columns[i].column);
  g_string_append_c (header, '\n');
  g_assert_true (g_str_has_prefix (table, header->str));
}

static void
read_row (const char *table, const char *key, guint batch_size, guint mini_batch, guint *row)
{
  g_autofree char *prefix = g_strdup_printf ("\n%s,%u,%u,", key, batch_size, mini_batch);
  const char *line = strstr (table, prefix);

  g_assert_nonnull (line);
  line += strlen (prefix);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      row[i] = (guint) g_ascii_strtoull (line, (char **) &line, 10);
      line++;
    }
}

static void
check_counts (BsWorkload *workload, const char *table, const char *key, guint batch_size)
{
  guint rows[N_MINI_BATCHES][N_COLUMNS];

  for (guint k = 0; k < N_MINI_BATCHES; k++)
    read_row (table, key, batch_size, k, rows[k]);
  for (guint i = FIRST_POLICY; i < N_COLUMNS; i++)
    {
      g_autoptr (BsPolicy) policy = bs_policy_new (columns[i].policy, NULL, NULL);
      BsRunTotals totals[N_MINI_BATCHES];

      run (workload, policy, batch_size, totals);
      for (guint k = 0; k < N_MINI_BATCHES; k++)
        {
          if (totals[k].n_batches != rows[k][i])
            g_test_message ("%s, %u inputs, mini-batch %u, %s: %u batches instead of %u", key,
                            batch_size, k, columns[i].policy, totals[k].n_batches, rows[k][i]);
          g_assert_cmpuint (totals[k].n_nodes, ==, rows[k][NODES]);
          g_assert_cmpuint (totals[k].lower_bound, ==, rows[k][LOWER_BOUND]);
          if (totals[k].n_batches != rows[k][i])
            g_test_fail ();
        }
    }
}

static void
test_counts (gconstpointer data)
{
  static const guint batch_sizes[] = { 8, 64, 256 };
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *table_path = bs_fixture_shared ("reference-counts.csv");
  g_autofree char *table = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsWorkload) workload = open_workload (i);

  if (workload == NULL)
    return;
  g_assert_nonnull (table_path);
  g_file_get_contents (table_path, &table, NULL, &error);
  g_assert_no_error (error);
  check_header (table);
  for (guint k = 0; k < G_N_ELEMENTS (batch_sizes); k++)
    check_counts (workload, table, workloads[i].key, batch_sizes[k]);
}

static BsPolicy *
learn (BsWorkload *workload, BsEncoding encoding, guint batch_size)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, 0, batch_size, types, &error);
  g_autoptr (BsTrainingResult) result = NULL;
  BsTrainingOptions options;

  g_assert_no_error (error);
  bs_training_options_init_published (&options, encoding);
  result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return bs_policy_new_fsm (result->fsm);
}

/* What is learned on the first mini-batch of trees takes the bound on all. */
static void
test_learned (void)
{
  static const guint batch_sizes[] = { 8, 64, 256 };
  g_autoptr (BsWorkload) workload = open_workload (0);

  for (guint i = 0; workload != NULL && i < G_N_ELEMENTS (batch_sizes); i++)
    for (guint encoding = 0; encoding < BS_N_PUBLISHED_ENCODINGS; encoding++)
      {
        g_autoptr (BsPolicy) fsm = learn (workload, encoding, batch_sizes[i]);
        BsRunTotals by_fsm[N_MINI_BATCHES];

        run (workload, fsm, batch_sizes[i], by_fsm);
        for (guint k = 0; k < N_MINI_BATCHES; k++)
          g_assert_cmpuint (by_fsm[k].n_batches, ==, by_fsm[k].lower_bound);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reference-counts/%s", workloads[i].model);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_counts);
    }
  g_test_add_func ("/reference-counts/learned", test_learned);

  return g_test_run ();
}
