/* SPDX-License-Identifier: Apache-2.0 */
/* All workloads compute on the emulated GPU what the reference computes, with every planner, however streams
 * and threads run; and nothing is done wrong by the way. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/gpu-double/gpu-harness.h"

#define TOLERANCE 1e-4

static const char *const workloads[] = { "tree-lstm",   "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",      "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-gru", "lattice-lstm",  "lstm-nmt" };
static const char *const planners[] = { "full", "published", "creation" };

/* What a run says is the loss of its first mini-batch. */
static double
read_loss (const Ran *ran)
{
  const char *at = strstr (ran->out, "loss ");

  g_assert_cmpstr (ran->err, ==, "");
  g_assert_cmpint (ran->status, ==, 0);
  g_assert_nonnull (at);

  return g_ascii_strtod (at + strlen ("loss "), NULL);
}

static double
expect (const char *workload)
{
  g_autoptr (Ran)
      ran = harness_run ("record", "--workload", workload, "--model-size", "8", "--batch-size", "2",
                         "--backend", "reference", "-o", "reference.bscope", NULL);

  return read_loss (ran);
}

static void
test_workloads (gconstpointer settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      double expected = expect (workloads[i]);

      for (guint k = 0; k < G_N_ELEMENTS (planners); k++)
        {
          const char *const arguments[] = {
            "record",    "--workload", workloads[i], "--model-size", "8",  "--batch-size", "2",
            "--backend", "cuda",       "--planner",  planners[k],    "-o", "gpu.bscope",   NULL
          };
          g_autoptr (GpuRan) gpu = gpu_run (settings, arguments);

          g_assert_cmpfloat_with_epsilon (read_loss (gpu->ran) / expected, 1.0, TOLERANCE);
          gpu_assert_clean (gpu);
          g_assert_cmpint (gpu_count (gpu, "launches"), >, 0);
          g_assert_cmpint (gpu_count (gpu, "products"), >, 0);
          /* one waits for the loss, and once for what does not change */
          g_assert_cmpint (gpu_count (gpu, "cuStreamSynchronize"), <=, 8);
        }
    }
}

/* Where weights are many, products that wait for others are none of a kernel's. */
static void
test_large (gconstpointer settings)
{
  static const char *const names[] = { "tree-gru", "lattice-gru" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *arguments[] = { "record", "--workload",   names[i],     "--model-size",
                                  "192",    "--batch-size", "1",          "--backend",
                                  "cuda",   "-o",           "gpu.bscope", NULL };
      g_autoptr (GpuRan) gpu = gpu_run (settings, arguments);
      g_autoptr (Ran) expected = NULL;

      arguments[8] = "cpu";
      expected = harness_run_words (arguments);
      g_assert_cmpfloat_with_epsilon (read_loss (gpu->ran) / read_loss (expected), 1.0, TOLERANCE);
      gpu_assert_clean (gpu);
    }
}

/* Models that do not come with the program, whose kernels NVRTC compiles. */
static void
test_own (gconstpointer settings)
{
  static const char *const models[][2] = { { "odd-tree", "trees.txt" },
                                           { "odd-chain", "tagged.txt" } };
  const char *home = g_getenv ("BATCHSCOPE_CUDA_HOME");
  g_autofree char *path = g_strdup (g_getenv ("LD_LIBRARY_PATH"));
  g_autofree char *libraries = g_build_filename (home != NULL ? home : "", "lib64", NULL);
  g_autofree char *nvrtc = g_build_filename (libraries, "libnvrtc.so.13", NULL);
  g_autofree char *longer = g_strjoin (":", path, libraries, NULL);

  if (home == NULL || !g_file_test (nvrtc, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no NVRTC");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *name = g_strconcat (models[i][0], ".model", NULL);
      g_autofree char *model = g_test_build_filename (G_TEST_DIST, "gpu-double", name, NULL);
      g_autofree char *data = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples",
                                                models[i][1], NULL);
      const char *arguments[] = { "record",       "--model", model,          "--data", data,
                                  "--model-size", "8",       "--batch-size", "3",      "--backend",
                                  "cuda",         "-o",      "own.bscope",   NULL };
      g_autoptr (GpuRan) gpu = NULL;
      g_autoptr (Ran) expected = NULL;

      g_setenv ("LD_LIBRARY_PATH", longer, TRUE);
      gpu = gpu_run (settings, arguments);
      g_setenv ("LD_LIBRARY_PATH", path, TRUE);
      arguments[10] = "reference";
      expected = harness_run_words (arguments);
      g_assert_cmpfloat_with_epsilon (read_loss (gpu->ran) / read_loss (expected), 1.0, TOLERANCE);
      gpu_assert_clean (gpu);
    }
}

/* Several mini-batches, one after another and step by step. */
static void
test_mini_batches (gconstpointer settings)
{
  static const char *const incremental[] = { NULL, "--incremental" };

  for (guint i = 0; i < G_N_ELEMENTS (incremental); i++)
    {
      const char *const arguments[] = { "record",     "--workload",   "lstm-nmt", "--model-size",
                                        "8",          "--batch-size", "2",        "--batches",
                                        "3",          "--backend",    "cuda",     "-o",
                                        "gpu.bscope", incremental[i], NULL };
      const char *expected_arguments[G_N_ELEMENTS (arguments)];
      g_autoptr (GpuRan) gpu = gpu_run (settings, arguments);
      g_autoptr (Ran) expected = NULL;

      memcpy (expected_arguments, arguments, sizeof arguments);
      for (guint k = 0; expected_arguments[k] != NULL; k++)
        if (g_str_equal (expected_arguments[k], "cuda"))
          expected_arguments[k] = "cpu";
      expected = harness_run_words (expected_arguments);
      g_assert_cmpfloat_with_epsilon (read_loss (gpu->ran) / read_loss (expected), 1.0, TOLERANCE);
      gpu_assert_clean (gpu);
    }
}

/* The device says what it is, and whoever reads the trace sees it. */
static void
test_named (void)
{
  const char *const arguments[] = { "record",       "--workload", "tree-lstm", "--model-size", "8",
                                    "--batch-size", "1",          "--backend", "cuda",         "-o",
                                    "named.bscope", NULL };
  const char *const backends[] = { "backends", "--format", "csv", NULL };
  g_autoptr (GpuRan) gpu = gpu_run ("stream=eager", arguments);
  g_autoptr (GpuRan) listed = gpu_run ("stream=eager", backends);
  g_autofree char *info = NULL;

  g_assert_cmpint (gpu->ran->status, ==, 0);
  info = harness_ok ("info", "named.bscope", NULL);
  g_assert_nonnull (strstr (info, "emulated"));
  g_assert_nonnull (strstr (listed->ran->out, "cuda,true,true,"));
  g_assert_nonnull (strstr (listed->ran->out, "emulated"));
}

/* What the batches of a workload are: one product, and two launches beside it, or fewer. */
typedef struct
{
  const char *name;
  gint64 n_larger; /* batches: the first of types of which something is computed ahead */
  gint64 others;   /* launches that are no products, of a hundred batches */
} Limit;

/* Returns: batches that are more. */
static gint64
count_larger (void)
{
  static const char sql[] =
      "SELECT count (*) FROM (SELECT sum (k.name LIKE '%sgemm%') AS products, count (*) AS n "
      "FROM launch l JOIN kernel k ON k.id = l.kernel GROUP BY l.decision) "
      "WHERE products > 1 OR n - products > 2";
  g_autofree char *text = harness_ok ("query", "--format", "csv", "launches.bscope", sql, NULL);
  g_autoptr (GPtrArray) csv = harness_csv (text);

  g_assert_cmpuint (csv->len, ==, 2);

  return g_ascii_strtoll (((char **) csv->pdata[1])[0], NULL, 10);
}

static void
test_launches (void)
{
  static const Limit limits[] = {
    { "tree-lstm", 0, 105 },    { "tree-gru", 0, 105 },      { "tree-lstm-2type", 0, 105 },
    { "mv-rnn", 0, 170 },       { "bilstm-tagger", 4, 113 }, { "bilstm-tagger-char", 8, 113 },
    { "lattice-lstm", 2, 120 }, { "lattice-gru", 2, 120 },   { "lstm-nmt", 2, 123 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const Limit *limit = &limits[i];
      const char *const arguments[] = {
        "record",    "--workload", limit->name, "--model-size",    "8", "--batch-size", "2",
        "--backend", "cuda",       "-o",        "launches.bscope", NULL
      };
      g_autoptr (GpuRan) gpu = gpu_run ("stream=eager", arguments);
      const char *at = strstr (gpu->ran->out, "batches ");
      gint64 n_batches;

      g_assert_cmpint (gpu->ran->status, ==, 0);
      g_assert_nonnull (at);
      n_batches = g_ascii_strtoll (at + strlen ("batches "), NULL, 10);
      g_test_message ("%s: %" G_GINT64_FORMAT " batches, %" G_GINT64_FORMAT
                      " products, %" G_GINT64_FORMAT " other launches",
                      limit->name, n_batches, gpu_count (gpu, "products"),
                      gpu_count (gpu, "launches"));
      g_assert_cmpint (100 * gpu_count (gpu, "launches"), <=, limit->others * n_batches);
      g_assert_cmpint (count_larger (), <=, limit->n_larger);
    }
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  g_test_add_data_func ("/gpu/workloads/eager", "stream=eager", test_workloads);
  g_test_add_data_func ("/gpu/workloads/lazy", "stream=lazy,order=reverse", test_workloads);
  g_test_add_data_func ("/gpu/workloads/shuffled", "stream=lazy,order=shuffled,seed=7",
                        test_workloads);
  g_test_add_data_func ("/gpu/large/eager", "stream=eager", test_large);
  g_test_add_data_func ("/gpu/large/lazy", "stream=lazy,order=reverse", test_large);
  g_test_add_data_func ("/gpu/own/eager", "stream=eager", test_own);
  g_test_add_data_func ("/gpu/own/shuffled", "stream=lazy,order=shuffled,seed=7", test_own);
  g_test_add_data_func ("/gpu/mini-batches/eager", "stream=eager", test_mini_batches);
  g_test_add_data_func ("/gpu/mini-batches/lazy", "stream=lazy,order=reverse", test_mini_batches);
  g_test_add_func ("/gpu/named", test_named);
  g_test_add_func ("/gpu/launches", test_launches);

  return harness_finish ();
}
