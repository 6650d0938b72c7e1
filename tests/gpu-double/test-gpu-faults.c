/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever fails on a GPU, or is not there, is said in one clear message; nothing is left over, nothing hangs,
 * and a trace that was there stays readable. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/gpu-double/gpu-harness.h"

static const char *const arguments[] = {
  "record",    "--workload", "tree-lstm", "--model-size", "4", "--batch-size", "1",
  "--backend", "cuda",       "-o",        "fault.bscope", NULL
};
/* One mini-batch again and again: it is captured, and launched as a graph. */
static const char *const repeating[] = { "record",
                                         "--workload",
                                         "tree-lstm",
                                         "--data",
                                         "repeated.txt",
                                         "--model-size",
                                         "4",
                                         "--batch-size",
                                         "1",
                                         "--batches",
                                         "4",
                                         "--no-activities",
                                         "--backend",
                                         "cuda",
                                         "-o",
                                         "fault.bscope",
                                         NULL };

/* Whether what failed was to give something back: nobody can do more about that than go on. */
static gboolean
was_giving_back (const GpuRan *gpu)
{
  static const char *const calls[] = { "cuCtxSynchronize",
                                       "cuCtxSetCurrent",
                                       "cuEventDestroy_v2",
                                       "cuGraphDestroy",
                                       "cuGraphExecDestroy",
                                       "cuMemFree_v2",
                                       "cuMemFreeHost",
                                       "cuModuleUnload",
                                       "cuStreamDestroy_v2",
                                       "cublasDestroy_v2",
                                       "cuDevicePrimaryCtxRelease_v2" };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *name = g_strconcat ("failed.", calls[i], NULL);

      if (gpu_count (gpu, name) > 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether it was CUPTI that failed: the run goes on without what it would have told. */
static gboolean
was_collecting (const GpuRan *gpu)
{
  g_auto (GStrv) lines = g_strsplit (gpu->report, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "failed.cupti"))
      return TRUE;

  return FALSE;
}

/* Returns: whether what went wrong was said, or could not matter. */
static gboolean
run (const char *settings, const char *const *words)
{
  g_autoptr (GpuRan) gpu = gpu_run (settings, words);
  g_autoptr (Ran) info = NULL;

  if (!was_giving_back (gpu))
    gpu_assert_clean (gpu);
  if (g_file_test ("fault.bscope", G_FILE_TEST_EXISTS))
    {
      info = harness_run ("info", "fault.bscope", NULL);
      g_assert_cmpstr (info->err, ==, "");
      g_assert_cmpint (info->status, ==, 0);
    }
  if (gpu->ran->status == 0 && was_collecting (gpu))
    return gpu_count (gpu, "failed.cuptiActivityDisable") > 0
           || gpu_count (gpu, "failed.cuptiGetTimestamp") > 0
           || strstr (gpu->ran->err, "What the GPU did was not recorded") != NULL;
  if (gpu->ran->status == 0)
    return was_giving_back (gpu);

  g_assert_cmpint (gpu->ran->status, >, 0);
  g_assert_true (g_str_has_prefix (gpu->ran->err, "batchscope-cli: "));
  g_assert_cmpuint (strlen (gpu->ran->err), >, strlen ("batchscope-cli: ") + 10);

  return TRUE;
}

/* The first, the second, ... of @kind fails, up to the last of @n, in a run of @words. */
static void
fail_each (const char *kind, gint64 n, const char *const *words)
{
  g_test_message ("%s: %" G_GINT64_FORMAT, kind, n);
  for (gint64 i = 1; i <= n; i++)
    {
      g_autofree char *settings = g_strdup_printf ("stream=lazy,%s=%" G_GINT64_FORMAT, kind, i);

      g_unlink ("fault.bscope");
      if (!run (settings, words))
        g_error ("%s does not matter", settings);
    }
}

static void
test_allocations (void)
{
  g_autoptr (GpuRan) gpu = gpu_run ("stream=lazy", arguments);

  fail_each ("allocation", gpu_count (gpu, "cuMemAlloc_v2") + gpu_count (gpu, "cuMemHostAlloc"),
             arguments);
}

static void
test_calls (void)
{
  g_autoptr (GpuRan) gpu = gpu_run ("stream=lazy", arguments);

  fail_each ("call", gpu_count (gpu, "calls"), arguments);
}

static void
test_graphs (void)
{
  g_autoptr (GpuRan) gpu = NULL;

  harness_write ("repeated.txt", "(3 (2 a) (4 b))\n", -1);
  gpu = gpu_run ("stream=lazy", repeating);
  g_assert_cmpint (gpu->ran->status, ==, 0);
  g_assert_cmpint (gpu_count (gpu, "graph-launches"), >, 1);
  fail_each ("call", gpu_count (gpu, "calls"), repeating);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *settings, *says;
  } cases[] = {
    { "init=100", "finds no GPU" },  { "init=999", "The CUDA driver cannot begin" },
    { "devices=0", "finds no GPU" }, { "driver=12080", "CUDA 13.0 is needed" },
    { "memory=4096", "no room" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GpuRan) gpu = gpu_run (cases[i].settings, arguments);

      g_assert_cmpint (gpu->ran->status, >, 0);
      if (strstr (gpu->ran->err, cases[i].says) == NULL)
        g_error ("%s: it says “%s”", cases[i].settings, gpu->ran->err);
      gpu_assert_clean (gpu);
    }
}

/* Without a driver; where there is a GPU there is one. */
static void
test_no_driver (void)
{
  g_autofree char *folder = g_strdup (g_getenv ("LD_LIBRARY_PATH"));
  g_autoptr (Ran) ran = NULL;

  g_unsetenv ("LD_LIBRARY_PATH");
  ran = harness_run_words (arguments);
  g_setenv ("LD_LIBRARY_PATH", folder, TRUE);
  if (ran->status == 0)
    {
      g_test_skip ("There is a GPU");
      return;
    }
  g_assert_nonnull (strstr (ran->err, "CUDA driver"));
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  g_test_add_func ("/gpu/faults/refused", test_refused);
  g_test_add_func ("/gpu/faults/no-driver", test_no_driver);
  g_test_add_func ("/gpu/faults/allocation", test_allocations);
  g_test_add_func ("/gpu/faults/call", test_calls);
  g_test_add_func ("/gpu/faults/graphs", test_graphs);

  return harness_finish ();
}
