/* SPDX-License-Identifier: Apache-2.0 */
/* Counts on a real corpus against an independent simulation, where both lie beside the checkout. */
#include "config.h"

#include "tests/cli/harness.h"

static char *
find_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "..", "shared",
                                            name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/* Runs schedule once for each size that the reference has, and compares row by row. */
static void
compare (const char *policy, const char *encoding, const char *column)
{
  static const char *const sizes[] = { "8", "64", "256" };
  g_autofree char *corpus = find_file ("data/trees/train.txt");
  g_autofree char *reference_path = find_file ("reference-counts.csv");
  g_autofree char *reference_text = NULL;
  g_autoptr (GPtrArray) reference = NULL;
  guint compared = 0;

  if (corpus == NULL || reference_path == NULL)
    {
      g_test_skip ("the reference corpus is not beside the checkout");
      return;
    }

  reference_text = harness_read (reference_path, NULL);
  reference = harness_csv (reference_text);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = harness_ok ("schedule", "--workload", "tree-lstm", "--data", corpus,
                                          "--batch-size", sizes[i], "--batches", "3", "--policy",
                                          policy, "--encoding", encoding, "--format", "csv", NULL);
      g_autoptr (GPtrArray) rows = harness_csv (text);

      g_assert_cmpuint (rows->len, ==, 4);
      for (guint r = 1; r < reference->len; r++)
        {
          guint row;

          if (g_strcmp0 (harness_cell (reference, r, "workload"), "treelstm") != 0
              || g_strcmp0 (harness_cell (reference, r, "batch_size"), sizes[i]) != 0)
            continue;

          row = 1 + (guint) harness_number (reference, r, "mini_batch");
          g_assert_cmpint (harness_number (rows, row, "mini_batch"), ==, row - 1);
          g_assert_cmpint (harness_number (rows, row, "nodes"), ==,
                           harness_number (reference, r, "nodes"));
          g_assert_cmpint (harness_number (rows, row, "lower_bound"), ==,
                           harness_number (reference, r, "lower_bound"));
          g_assert_cmpint (harness_number (rows, row, "batches"), ==,
                           harness_number (reference, r, column));
          compared++;
        }
    }
  g_assert_cmpuint (compared, ==, 9);
}

static void
test_depth (void)
{
  compare ("depth", "sort", "depth");
}

static void
test_agenda (void)
{
  compare ("agenda", "sort", "agenda_static_mean");
}

static void
test_learned (gconstpointer encoding)
{
  compare ("fsm", encoding, "lower_bound");
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/reference/depth", test_depth);
  g_test_add_func ("/reference/agenda", test_agenda);
  g_test_add_data_func ("/reference/fsm/base", "base", test_learned);
  g_test_add_data_func ("/reference/fsm/max", "max", test_learned);
  g_test_add_data_func ("/reference/fsm/sort", "sort", test_learned);

  return harness_finish ();
}
