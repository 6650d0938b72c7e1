/* SPDX-License-Identifier: Apache-2.0 */
/* What a GPU does is in the trace, each kernel with its batch; and whatever happens to CUPTI's records, the run
 * goes on, the trace is whole, and says what is missing. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/gpu-double/gpu-harness.h"

static GpuRan *
record (const char *settings, const char *workload, const char *more)
{
  const char *const arguments[] = { "record",   "--workload",   workload, "--model-size",
                                    "8",        "--batch-size", "2",      "--batches",
                                    "2",        "--backend",    "cuda",   "-o",
                                    "a.bscope", more,           NULL };

  g_unlink ("a.bscope");

  return gpu_run (settings, arguments);
}

static gint64
ask (const char *sql)
{
  g_autofree char *text = harness_ok ("query", "--format", "csv", "a.bscope", sql, NULL);
  g_autoptr (GPtrArray) csv = harness_csv (text);

  g_assert_cmpuint (csv->len, ==, 2);

  return g_ascii_strtoll (((char **) csv->pdata[1])[0], NULL, 10);
}

/* What holds of every trace, however much of it got lost. */
static void
check_trace (void)
{
  static const char *const none[] = {
    /* kernels belong to the batch that they were launched for */
    "SELECT count (*) FROM launch l JOIN decision d ON d.id = l.decision WHERE d.mini_batch <> "
    "l.mini_batch",
    "SELECT count (*) FROM launch WHERE end_ns < start_ns OR called_end_ns < called_ns",
    "SELECT count (*) FROM launch l LEFT JOIN kernel k ON k.id = l.kernel WHERE k.id IS NULL",
    "SELECT count (*) FROM launch l LEFT JOIN lane a ON a.id = l.lane AND a.kind = 'stream' WHERE "
    "a.id IS NULL",
    /* what was idle did not run */
    "SELECT count (*) FROM idle i, launch l WHERE l.start_ns < i.end_ns AND l.end_ns > i.start_ns "
    "AND l.mini_batch = i.mini_batch",
    "SELECT count (*) FROM idle a, idle b WHERE a.id < b.id AND a.start_ns < b.end_ns AND a.end_ns "
    "> "
    "b.start_ns",
    "SELECT count (*) FROM kernel WHERE occupancy IS NULL OR occupancy <= 0 OR occupancy > 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    if (ask (none[i]) != 0)
      g_error ("%s: %" G_GINT64_FORMAT, none[i], ask (none[i]));
}

static void
check_complete (const GpuRan *gpu)
{
  static const char *const none[] = {
    "SELECT count (*) FROM launch WHERE decision IS NULL OR called_ns IS NULL OR depth IS NULL",
    /* a stream does one thing at a time, in the order of the calls */
    "SELECT count (*) FROM (SELECT start_ns, called_ns, lag (end_ns) OVER w AS e, lag (called_ns) "
    "OVER w AS c FROM launch WINDOW w AS (PARTITION BY lane ORDER BY start_ns)) WHERE start_ns < e "
    "OR called_ns < c",
    /* a batch is what its kernels are */
    "SELECT count (*) FROM batch b JOIN (SELECT decision, min (start_ns) AS s, max (end_ns) AS e, "
    "sum (flops) AS f FROM launch GROUP BY decision) l ON l.decision = b.decision WHERE b.start_ns "
    "<> "
    "l.s OR b.end_ns <> l.e OR b.flops <> l.f",
    /* an event is there for each, and for each batch that was launched */
    "SELECT abs (count (*) - (SELECT count (*) FROM launch)) FROM event e JOIN phase p ON p.id = "
    "e.phase WHERE p.name IN "
    "('gather', 'gemm', 'fused', 'scatter')",
    "SELECT abs (count (*) - (SELECT count (*) FROM decision)) FROM event e JOIN phase p ON p.id = "
    "e.phase WHERE p.name = 'launch'",
    "SELECT count (*) FROM launch l WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.decision = "
    "l.decision)",
    "SELECT sum (value) FROM diagnostic WHERE name IN ('dropped_activities', 'late_activities', "
    "'activities_without_batch', 'clock_steps')",
    /* products have flops, and fused kernels that multiply by the way */
    "SELECT count (*) FROM launch l JOIN phase p ON p.id = l.phase "
    "WHERE p.name <> 'fused' AND (p.name = 'gemm') <> (l.flops > 0)",
    "SELECT count (*) FROM launch WHERE traffic = 0 OR traffic < bytes",
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    if (ask (none[i]) != 0)
      g_error ("%s: %" G_GINT64_FORMAT, none[i], ask (none[i]));
  g_assert_cmpint (ask ("SELECT count (*) FROM launch"), ==,
                   gpu_count (gpu, "launches") + gpu_count (gpu, "products"));
  g_assert_cmpint (ask ("SELECT count (*) FROM lane WHERE kind = 'stream'"), ==, 2);
  g_assert_cmpint (
      ask ("SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'upload'"),
      >=, 2);
  g_assert_cmpint (
      ask (
          "SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'download'"),
      ==, 2);
  g_assert_cmpint (
      ask ("SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'wait'"),
      >=, 2);
  g_assert_cmpint (
      ask (
          "SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'overhead'"),
      >=, 1);
  g_assert_cmpint (
      ask ("SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'call'"), >,
      gpu_count (gpu, "launches"));
  g_assert_cmpint (ask ("SELECT emulated FROM device"), ==, 1);
  g_assert_cmpint (ask ("SELECT value FROM diagnostic WHERE name = 'clock_error_ns'"), >, 0);
}

static void
test_complete (gconstpointer settings)
{
  static const char *const workloads[] = { "tree-lstm", "lattice-gru", "mv-rnn", "lstm-nmt" };

  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autoptr (GpuRan) gpu = record (settings, workloads[i], NULL);

      g_test_message ("%s", workloads[i]);
      g_assert_cmpstr (gpu->ran->err, ==, "");
      g_assert_cmpint (gpu->ran->status, ==, 0);
      gpu_assert_clean (gpu);
      check_trace ();
      check_complete (gpu);
      if (strstr (settings, "lazy") != NULL)
        {
          /* all is queued before any of it runs */
          g_assert_cmpint (ask ("SELECT max (depth) FROM launch"), >, 10);
          g_assert_cmpint (ask ("SELECT count (*) FROM idle WHERE cause = 'dependency'"), >, 10);
        }
      else
        g_assert_cmpint (ask ("SELECT max (depth) FROM launch"), ==, 0);
      g_assert_cmpint (ask ("SELECT count (*) FROM idle WHERE cause = 'scheduling'"), >=, 2);
      g_assert_cmpint (ask ("SELECT count (*) FROM idle WHERE cause = 'read'"), ==, 2);
      g_free (harness_ok ("verify", "a.bscope", NULL));
    }
}

static JsonArray *
get_events (JsonNode *root)
{
  return json_object_get_array_member (json_node_get_object (root), "traceEvents");
}

static const char *
get_text (JsonObject *event, const char *member)
{
  return json_object_get_string_member_with_default (event, member, "");
}

/* Viewers of others show the device as a process of its own: its kernels by name, and flows that lead there from
 * decisions. */
static void
test_timeline (void)
{
  g_autoptr (GpuRan) gpu = record ("stream=lazy", "lattice-lstm", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *events;
  gint64 n_kernels = 0, n_idles = 0, n_depths = 0, device = -1, n_ends = 0;
  gboolean emulated = FALSE;

  g_assert_cmpint (gpu->ran->status, ==, 0);
  g_free (harness_ok ("export", "a.bscope", "--format", "chrome", "-o", "a.json", NULL));
  text = harness_read ("a.json", NULL);
  root = harness_parse_json (text);
  events = get_events (root);
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      gint64 process = json_object_get_int_member (event, "pid");

      if (g_str_equal (get_text (event, "name"), "process_name"))
        {
          const char *name = get_text (json_object_get_object_member (event, "args"), "name");

          if (g_str_has_prefix (name, "device"))
            {
              device = process;
              emulated = strstr (name, "emulated") != NULL;
            }
        }
      n_idles += g_str_equal (get_text (event, "cat"), "idle");
      n_depths += g_str_equal (get_text (event, "name"), "launch queue");
      /* the last thing that a batch does is done by the device */
      if (g_str_equal (get_text (event, "ph"), "f"))
        n_ends += process == device;
      if (g_str_equal (get_text (event, "cat"), "kernel"))
        {
          JsonObject *own = json_object_get_object_member (event, "args");

          n_kernels++;
          g_assert_cmpint (process, ==, device);
          g_assert_true (json_object_has_member (own, "decision"));
          g_assert_true (json_object_has_member (own, "grid"));
          g_assert_true (json_object_has_member (own, "occupancy"));
          g_assert_true (json_object_has_member (own, "gbyte_per_s"));
        }
    }
  g_assert_true (emulated);
  g_assert_cmpint (n_kernels, ==, ask ("SELECT count (*) FROM launch"));
  g_assert_cmpint (n_depths, ==, n_kernels);
  g_assert_cmpint (n_idles, ==, ask ("SELECT count (*) FROM idle"));
  g_assert_cmpint (n_ends, ==, ask ("SELECT count (DISTINCT decision) FROM launch"));
  g_free (harness_ok ("export", "a.bscope", "--format", "perfetto", "-o", "a.pftrace", NULL));
}

/* Records get lost, come late, or find hardly any room. */
static void
test_lost (gconstpointer settings)
{
  g_autoptr (GpuRan) gpu = record (settings, "lstm-nmt", NULL);
  g_autofree char *info = NULL;

  g_assert_cmpstr (gpu->ran->err, ==, "");
  g_assert_cmpint (gpu->ran->status, ==, 0);
  gpu_assert_clean (gpu);
  check_trace ();
  info = harness_ok ("info", "a.bscope", NULL);
  if (strstr (settings, "late") != NULL)
    {
      g_assert_cmpint (ask ("SELECT value FROM diagnostic WHERE name = 'late_activities'"), >, 10);
      g_assert_cmpint (ask ("SELECT count (*) FROM launch"), ==,
                       gpu_count (gpu, "launches") + gpu_count (gpu, "products"));
      g_assert_cmpint (
          ask ("SELECT count (*) FROM launch l WHERE NOT EXISTS (SELECT 1 FROM batch b "
               "WHERE b.decision = l.decision AND b.start_ns <= l.start_ns AND "
               "b.end_ns >= l.end_ns)"),
          ==, 0);
    }
  else if (strstr (settings, "drop") != NULL || strstr (settings, "lazy") != NULL)
    g_assert_cmpint (ask ("SELECT value FROM diagnostic WHERE name = 'dropped_activities'"), >, 0);
  else
    check_complete (gpu);
}

/* Two clocks that drift apart: half a thousandth is noticed, and taken out. */
static void
test_drift (void)
{
  g_autoptr (GpuRan) gpu = record ("stream=eager,drift=500", "tree-lstm", NULL);
  gint64 drift;

  g_assert_cmpint (gpu->ran->status, ==, 0);
  check_trace ();
  check_complete (gpu);
  drift = ask ("SELECT value FROM diagnostic WHERE name = 'clock_drift_ppb'");
  g_assert_cmpint (drift, >, 400000);
  g_assert_cmpint (drift, <, 600000);
}

static void
check_none (const GpuRan *gpu, const char *says)
{
  g_assert_cmpint (gpu->ran->status, ==, 0);
  if (strstr (gpu->ran->err, says) == NULL)
    g_error ("It does not say “%s”: %s", says, gpu->ran->err);
  gpu_assert_clean (gpu);
  g_assert_cmpint (ask ("SELECT count (*) FROM launch"), ==, 0);
  g_assert_cmpint (ask ("SELECT count (*) FROM device"), ==, 1);
  g_assert_cmpint (
      ask ("SELECT count (*) FROM event e JOIN phase p ON p.id = e.phase WHERE p.name = 'launch'"),
      ==, ask ("SELECT count (*) FROM decision"));
}

static void
test_permission (void)
{
  g_autoptr (GpuRan) gpu = record ("stream=eager,permission=1", "tree-lstm", NULL);

  check_none (gpu, "NVreg_RestrictProfilingToAdminUsers=0");
  g_assert_cmpint (ask ("SELECT count (*) FROM provenance WHERE key = 'activities_problem'"), ==,
                   1);
}

/* A library that is none, before any real one. */
static void
test_no_library (void)
{
  static const char *const names[] = { "libcuda.so.1", "libcublas.so.13" };
  g_autofree char *folders = g_strdup (g_getenv ("LD_LIBRARY_PATH"));
  g_auto (GStrv) each = g_strsplit (folders, ":", -1);
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *own = g_build_filename (here, "libraries", NULL);
  g_autofree char *fake = g_build_filename (own, "libcupti.so.13", NULL);
  g_autoptr (GpuRan) gpu = NULL;

  g_mkdir (own, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *to = g_build_filename (own, names[i], NULL);
      g_autoptr (GFile) link = g_file_new_for_path (to);
      gboolean made = FALSE;

      for (guint k = 0; each[k] != NULL && !made; k++)
        {
          g_autofree char *from = g_build_filename (each[k], names[i], NULL);

          made = g_file_test (from, G_FILE_TEST_EXISTS)
                 && g_file_make_symbolic_link (link, from, NULL, NULL);
        }
      g_assert_true (made);
    }
  harness_write (fake, "no library", -1);
  g_setenv ("LD_LIBRARY_PATH", own, TRUE);
  gpu = record ("stream=eager", "tree-lstm", NULL);
  g_setenv ("LD_LIBRARY_PATH", folders, TRUE);
  check_none (gpu, "CUPTI, which comes with the CUDA toolkit, is not installed");
}

/* Who does not want records does not pay for them. */
static void
test_off (void)
{
  g_autoptr (GpuRan) with = record ("stream=eager", "tree-lstm", NULL);
  g_autoptr (GpuRan) without = record ("stream=eager", "tree-lstm", "--no-activities");
  g_auto (GStrv) lines = g_strsplit (without->report, "\n", -1);

  g_assert_cmpint (gpu_count (with, "cuptiActivityFlushAll"), >, 0);
  g_assert_cmpstr (without->ran->err, ==, "");
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_false (g_str_has_prefix (lines[i], "cupti"));
  g_assert_cmpint (ask ("SELECT count (*) FROM launch"), ==, 0);
}

/* Other profilers see mini-batches, their phases and batches. */
static void
test_ranges (void)
{
  g_autoptr (GpuRan) gpu = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_mini_batches = 0, n_batches = 0, n_phases = 0;

  g_setenv ("NVTX_INJECTION64_PATH", g_getenv ("NVTX_LISTENER_LIBRARY"), TRUE);
  g_setenv ("NVTX_LISTENER", "ranges", TRUE);
  gpu = record ("stream=eager", "tree-lstm", "--no-activities");
  g_unsetenv ("NVTX_INJECTION64_PATH");
  g_assert_cmpint (gpu->ran->status, ==, 0);

  text = harness_read ("ranges", NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      g_assert_cmpuint (g_strv_length (words), ==, 4);
      g_assert_cmpstr (words[1], ==, "batchscope");
      if (g_str_equal (words[2], "mini-batch"))
        {
          g_assert_cmpstr (words[0], ==, "0");
          g_assert_cmpint (g_ascii_strtoll (words[3], NULL, 10), ==, n_mini_batches++);
        }
      else if (g_str_equal (words[2], "batch"))
        {
          g_assert_cmpstr (words[0], ==, "2");
          g_assert_cmpint (g_ascii_strtoll (words[3], NULL, 10), ==, ++n_batches);
        }
      else
        {
          g_assert_cmpstr (words[0], ==, "1");
          n_phases++;
        }
    }
  g_assert_cmpuint (n_mini_batches, ==, 2);
  g_assert_cmpint (n_batches, ==, ask ("SELECT count (*) FROM decision"));
  /* construct (the second time nothing is left), schedule, plan, launch, read */
  g_assert_cmpuint (n_phases, ==, 2 * 6);
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  g_test_add_data_func ("/gpu/activities/eager", "stream=eager", test_complete);
  g_test_add_data_func ("/gpu/activities/lazy", "stream=lazy", test_complete);
  g_test_add_func ("/gpu/activities/timeline", test_timeline);
  g_test_add_data_func ("/gpu/activities/dropped", "stream=eager,drop=7", test_lost);
  g_test_add_data_func ("/gpu/activities/kernels-dropped", "stream=eager,drop=3", test_lost);
  g_test_add_data_func ("/gpu/activities/late", "stream=lazy,late=1", test_lost);
  g_test_add_data_func ("/gpu/activities/tiny", "stream=eager,buffer=256", test_lost);
  g_test_add_data_func ("/gpu/activities/tiny-lazy", "stream=lazy,buffer=256", test_lost);
  g_test_add_data_func ("/gpu/activities/too-small", "stream=eager,buffer=64,drop=1000000",
                        test_lost);
  g_test_add_func ("/gpu/activities/drift", test_drift);
  g_test_add_func ("/gpu/activities/permission", test_permission);
  g_test_add_func ("/gpu/activities/no-library", test_no_library);
  g_test_add_func ("/gpu/activities/off", test_off);
  g_test_add_func ("/gpu/activities/ranges", test_ranges);

  return harness_finish ();
}
