/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody takes the emulated GPU for one: whatever is made of a trace of it says so, and what is made of
 * other traces does not. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/gpu-harness.h"

#define LABEL "Emulated device: counts are right, times are not a GPU’s."

static void
record (const char *backend, const char *path)
{
  const char *const arguments[] = { "record", "--workload", "tree-lstm", "--model-size",
                                    "4",      "--backend",  backend,     "-o",
                                    path,     "--policy",   "agenda",    "--batch-size",
                                    "2",      NULL };
  g_autoptr (GpuRan) gpu = gpu_run ("stream=eager", arguments);

  g_assert_cmpstr (gpu->ran->err, ==, "");
  g_assert_cmpint (gpu->ran->status, ==, 0);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

static void
check (const char *text, const char *part, gboolean emulated)
{
  if (count (text, part) != (emulated ? 1 : 0))
    g_error ("“%s” is there %u times in: %s", part, count (text, part), text);
}

/* The value of @key in the output of info as CSV; NULL: there is none. */
static const char *
find (GPtrArray *csv, const char *key)
{
  for (guint row = 1; row < csv->len; row++)
    if (g_str_equal (harness_cell (csv, row, "key"), key))
      return harness_cell (csv, row, "value");

  return NULL;
}

static void
check_info (const char *path, gboolean emulated)
{
  g_autofree char *text = harness_ok ("info", path, NULL);
  g_autofree char *csv_text = harness_ok ("info", "--format", "csv", path, NULL);
  g_autofree char *json_text = harness_ok ("info", "--format", "json", path, NULL);
  g_autoptr (GPtrArray) csv = harness_csv (csv_text);
  g_autoptr (JsonNode) json = harness_parse_json (json_text);
  JsonObject *object = json_node_get_object (json);

  check (text, LABEL, emulated);
  g_assert_cmpstr (find (csv, "emulated"), ==, emulated ? "true" : NULL);
  g_assert_cmpstr (find (csv, "device"), ==, emulated ? "emulated" : NULL);
  g_assert_cmpint (json_object_get_boolean_member (object, "emulated"), ==, emulated);
  g_assert_cmpint (json_object_get_null_member (object, "device"), ==, !emulated);
}

/* On every page, where there is a tool that reads them. */
static void
check_pdf (const char *path, gboolean emulated)
{
  const char *const argv[] = { "pdftotext", "r.pdf", "-", NULL };
  g_autofree char *tool = g_find_program_in_path (argv[0]), *text = NULL;
  g_autoptr (GError) error = NULL;
  guint n_pages;

  g_free (harness_ok ("report", path, "-o", "r.pdf", NULL));
  if (tool == NULL)
    return;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                &error);
  g_assert_no_error (error);
  n_pages = count (text, "\f");
  g_assert_cmpuint (n_pages, >, 1);
  /* and below the title */
  g_assert_cmpuint (count (text, LABEL), ==, emulated ? n_pages + 1 : 0);
}

/* With whatever sections. */
static void
check_reports (const char *path, gboolean emulated)
{
  static const char *const formats[] = { "text", "html" };
  static const char *const sections[] = { "summary", "memory", "recording" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sections); k++)
      {
        g_autofree char *text = harness_ok ("report", "--format", formats[i], "--section",
                                            sections[k], path, NULL);

        check (text, LABEL, emulated);
      }
  check_pdf (path, emulated);
}

static void
check_timelines (const char *path, gboolean emulated)
{
  g_autofree char *chrome = NULL, *perfetto = NULL;
  g_autoptr (JsonNode) json = NULL;
  JsonObject *about;
  gsize length;

  g_free (harness_ok ("export", path, "--format", "chrome", "-o", "t.json", NULL));
  chrome = harness_read ("t.json", &length);
  json = harness_parse_json (chrome);
  about = json_object_get_object_member (json_node_get_object (json), "otherData");
  g_assert_cmpint (json_object_get_boolean_member (about, "emulated"), ==, emulated);
  check (chrome, "device (emulated, no GPU)", emulated);

  g_free (harness_ok ("export", path, "--format", "perfetto", "-o", "t.pftrace", NULL));
  perfetto = harness_read ("t.pftrace", &length);
  /* the name of an annotation, then its value: a boolean is field 2 */
  for (gsize i = 0; i < length; i++)
    if (perfetto[i] == '\0')
      perfetto[i] = ' ';
  check (perfetto, "emulated device\x10\x01", emulated);
  check (perfetto, "device (emulated, no GPU)", emulated);
}

static void
check_comparison (const char *path, gboolean emulated)
{
  g_autofree char *text = harness_ok ("compare", "cpu.bscope", path, NULL);
  g_autofree char *line = g_strdup_printf ("%s: " LABEL, path);
  g_autoptr (Ran) csv = harness_run ("compare", "--format", "csv", "cpu.bscope", path, NULL);
  g_autoptr (Ran) states = harness_run ("compare", "--by", "type", path, "cpu.bscope", NULL);

  check (text, line, emulated);
  check (text, LABEL, emulated);
  /* for programs, beside their table */
  check (csv->err, line, emulated);
  check (csv->out, LABEL, FALSE);
  check (states->out, line, emulated);
}

/* Rows of the device stand beside those of the processor, and compute the same. */
static void
test_bench (void)
{
  const char *const first[] = {
    "bench",     "--model-size",  "4",        "--batch-size", "2", "--repeat", "1",
    "--planner", "full,creation", "--format", "csv",          NULL
  };
  const char *const second[] = { "bench",
                                 "--model-size",
                                 "4",
                                 "--batch-size",
                                 "2",
                                 "--repeat",
                                 "1",
                                 "--planner",
                                 "full,creation",
                                 "--format",
                                 "csv",
                                 "--backend",
                                 "cuda",
                                 "--compare",
                                 "cpu.csv",
                                 NULL };
  const char *const third[] = {
    "bench", "--model-size", "4", "--batch-size", "2", "--repeat", "1", "--backend", "cuda", NULL
  };
  g_autoptr (GpuRan) cpu = gpu_run ("stream=eager", first);
  g_autoptr (GpuRan) csv = NULL, text = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpint (cpu->ran->status, ==, 0);
  check (cpu->ran->err, LABEL, FALSE);
  harness_write ("cpu.csv", cpu->ran->out, -1);

  csv = gpu_run ("stream=eager", second);
  g_assert_cmpint (csv->ran->status, ==, 0);
  gpu_assert_clean (csv);
  check (csv->ran->err, LABEL, TRUE);
  check (csv->ran->err, "Device: emulated, ", TRUE);
  rows = harness_csv (csv->ran->out);
  g_assert_cmpuint (rows->len, ==, 3);
  for (guint row = 1; row < 3; row++)
    g_assert_cmpstr (harness_cell (rows, row, "compared"), ==, "yes");

  text = gpu_run ("stream=eager", third);
  check (text->ran->out, LABEL, TRUE);
}

static void
test_labels (void)
{
  record ("cuda", "gpu.bscope");
  record ("cpu", "cpu.bscope");
  record ("reference", "reference.bscope");
  check_info ("gpu.bscope", TRUE);
  check_reports ("gpu.bscope", TRUE);
  check_timelines ("gpu.bscope", TRUE);
  check_comparison ("gpu.bscope", TRUE);
  check_info ("cpu.bscope", FALSE);
  check_reports ("cpu.bscope", FALSE);
  check_timelines ("cpu.bscope", FALSE);
  check_comparison ("reference.bscope", FALSE);
}

/* A trace without records of CUPTI is one of the emulated device all the same. */
static void
test_without_activities (void)
{
  const char *const arguments[] = { "record",     "--workload",      "tree-lstm", "--model-size",
                                    "4",          "--backend",       "cuda",      "-o",
                                    "off.bscope", "--no-activities", NULL };
  g_autoptr (GpuRan) gpu = gpu_run ("stream=eager", arguments);

  g_assert_cmpint (gpu->ran->status, ==, 0);
  check_info ("off.bscope", TRUE);
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  g_test_add_func ("/gpu/labels/everywhere", test_labels);
  g_test_add_func ("/gpu/labels/bench", test_bench);
  g_test_add_func ("/gpu/labels/without-activities", test_without_activities);

  return harness_finish ();
}
