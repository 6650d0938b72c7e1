/* SPDX-License-Identifier: Apache-2.0 */
/* export: pictures, graphs, machines, timelines and every table, as a person would ask for them. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include "tests/cli/harness.h"
#include "tests/profiles/dot-checker.h"

#define CORPUS "corpus.txt"
#define TRACE "trace.bscope"

static guint32
png_size (const char *png, gsize offset)
{
  guint32 big;

  memcpy (&big, png + offset, sizeof big);

  return GUINT32_FROM_BE (big);
}

static void
export_view (const char *view, const char *path, const char *decision, char **bytes, gsize *length)
{
  g_autofree char *out = harness_ok ("export", TRACE, "--view", view, "--decision", decision,
                                     "--width", "640", "--height", "360", "--scale", "2", "-o",
                                     path, NULL);

  g_assert_cmpstr (out, ==, "");
  *bytes = harness_read (path, length);
}

static void
test_export_pictures (gconstpointer data)
{
  const char *view = data;
  g_autofree char *png = NULL, *again = NULL, *later = NULL, *svg = NULL, *pdf = NULL;
  gsize length, again_length, later_length, rest;

  export_view (view, "p.png", "1", &png, &length);
  g_assert_cmpuint (length, >, 100);
  g_assert_cmpmem (png, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (png_size (png, 16), ==, 1280);
  g_assert_cmpuint (png_size (png, 20), ==, 720);

  export_view (view, "p.png", "1", &again, &again_length);
  g_assert_cmpmem (png, length, again, again_length);
  export_view (view, "p.png", "4", &later, &later_length);
  g_assert_false (length == later_length && memcmp (png, later, length) == 0);

  export_view (view, "p.svg", "2", &svg, &rest);
  g_assert_nonnull (strstr (svg, "<svg"));
  g_assert_nonnull (strstr (svg, "</svg>"));
  export_view (view, "p.pdf", "2", &pdf, &rest);
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));

  /* the suffix is only a default; dark is another picture */
  g_free (
      harness_ok ("export", TRACE, "--view", view, "--format", "svg", "--dark", "-o", "p.x", NULL));
  g_clear_pointer (&svg, g_free);
  svg = harness_read ("p.x", NULL);
  g_assert_nonnull (strstr (svg, "<svg"));
}

static void
test_export_graph (void)
{
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  g_autofree char *dumped = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *table = NULL;
  g_autoptr (GPtrArray) csv = NULL;
  JsonArray *nodes;

  g_free (harness_ok ("export", TRACE, "--mini-batch", "1", "-o", "g.json", NULL));
  json = harness_read ("g.json", NULL);
  node = harness_parse_json (json);
  nodes = json_object_get_array_member (json_node_get_object (node), "nodes");
  g_free (harness_ok ("export", TRACE, "--table", "mini_batches", "-o", "m.csv", NULL));
  table = harness_read ("m.csv", NULL);
  csv = harness_csv (table);
  g_assert_cmpint (json_array_get_length (nodes), ==, harness_number (csv, 2, "nodes"));

  g_free (harness_ok ("schedule", "--data", CORPUS, "--batch-size", "8", "--batches", "3",
                      "--policy", "depth", "--dump-graphs", "same", NULL));
  g_free (harness_ok ("export", TRACE, "--mini-batch", "1", "--format", "text", "-o", "g", NULL));
  text = harness_read ("g", NULL);
  dumped = harness_read ("same/1.graph", NULL);
  g_assert_cmpstr (text, ==, dumped);
}

/* Both formats of the timeline: as many decisions as there are; a suffix alone is the graph. */
static void
test_export_timeline (void)
{
  g_autofree char *chrome = NULL;
  g_autofree char *perfetto = NULL;
  g_autofree char *same = NULL;
  g_autofree char *graph = NULL;
  g_autofree char *rows = NULL;
  g_autoptr (GPtrArray) csv = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *events;
  gsize length, same_length;
  guint n = 0;

  g_free (harness_ok ("export", TRACE, "--format", "chrome", "-o", "run.json", NULL));
  g_free (harness_ok ("export", TRACE, "-o", "decisions.csv", NULL));
  rows = harness_read ("decisions.csv", NULL);
  csv = harness_csv (rows);
  chrome = harness_read ("run.json", NULL);
  node = harness_parse_json (chrome);
  events = json_object_get_array_member (json_node_get_object (node), "traceEvents");
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);

      if (!json_object_has_member (event, "cat")
          || !g_str_equal (json_object_get_string_member (event, "cat"), "decision"))
        continue;
      g_assert_cmpstr (json_object_get_string_member (event, "name"), ==,
                       harness_cell (csv, ++n, "type"));
    }
  g_assert_cmpuint (n, ==, csv->len - 1);

  g_free (harness_ok ("export", TRACE, "-o", "run.pftrace", NULL));
  g_free (harness_ok ("export", TRACE, "--format", "perfetto", "-o", "other", NULL));
  g_free (harness_ok ("export", TRACE, "-o", "run.perfetto-trace", NULL));
  perfetto = harness_read ("run.pftrace", &length);
  same = harness_read ("other", &same_length);
  g_assert_cmpmem (perfetto, length, same, same_length);
  g_assert_cmpint (perfetto[0], ==, 0x0a);

  g_free (harness_ok ("export", TRACE, "-o", "run.json", NULL));
  graph = harness_read ("run.json", NULL);
  g_assert_nonnull (strstr (graph, "batchscope-graph"));
  g_free (harness_ok ("export", TRACE, "--format", "chrome", "-o", "/dev/null", NULL));
}

/* Whatever is written to standard output stands between what others write there. */
static void
test_standard_output (void)
{
  static const struct
  {
    const char *const words[8];
    const char *first, *last;
  } cases[] = { { { "export", TRACE, "--table", "types", "--format", "csv" }, "type,", "\n" },
                { { "export", TRACE, "--view", "fsm", "--format", "svg" }, "<?xml", "</svg>\n" },
                { { "export", TRACE, "--view", "fsm", "--format", "json" }, "{", "}\n" },
                { { "report", TRACE, "--format", "html" }, "<!DOCTYPE", "</html>\n" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *words[G_N_ELEMENTS (cases[i].words) + 2] = { NULL };
      guint n = g_strv_length ((char **) cases[i].words);
      int out = g_open ("standard", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
      g_autofree char *text = NULL;

      memcpy (words, cases[i].words, n * sizeof *words);
      words[n] = "-o";
      words[n + 1] = "/dev/stdout";
      g_assert_cmpint (write (out, "before\n", 7), ==, 7);
      g_assert_cmpint (harness_wait (harness_start (words, out, "standard.err")), ==, 0);
      g_assert_cmpint (write (out, "after\n", 6), ==, 6);
      g_close (out, NULL);

      text = harness_read ("standard", NULL);
      g_assert_true (g_str_has_prefix (text, "before\n"));
      g_assert_true (g_str_has_prefix (text + 7, cases[i].first));
      g_assert_true (g_str_has_suffix (text, "after\n"));
      text[strlen (text) - 6] = '\0';
      g_assert_true (g_str_has_suffix (text, cases[i].last));
    }
}

/* A reader that goes away has had enough; a full device is said. */
static void
test_devices (void)
{
  static const char *const formats[] = { "png", "svg", "pdf", "csv", "dot", "chrome" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *const words[] = { "export", TRACE,         "--format", formats[i],
                                    "-o",     "/dev/stdout", NULL };
      int ends[2];
      GPid pid;

      g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
      pid = harness_start (words, ends[1], "devices.err");
      g_close (ends[0], NULL);
      g_close (ends[1], NULL);
      g_assert_cmpint (harness_wait (pid), ==, 0);

      if (g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
        harness_refuses ((const char *const[]){ "export", TRACE, "--format", formats[i], "-o",
                                                "/dev/full", NULL },
                         (const char *const[]){ "/dev/full", g_strerror (ENOSPC), NULL });
    }
}

/* The names that the help has. */
static char **
list_tables (void)
{
  g_autofree char *help = harness_ok ("export", "--help", NULL);
  g_autoptr (GRegex) list = g_regex_new ("one of ([a-z_, ]+) \\(decisions\\)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *names = NULL;

  g_assert_true (g_regex_match (list, help, 0, &match));
  names = g_match_info_fetch (match, 1);

  return g_strsplit (names, ", ", -1);
}

/* The columns that the manual says a table has, as CSV would; remarks in parentheses are none. */
static char *
read_columns (const char *manual, const char *table)
{
  g_autofree char *head = g_strdup_printf ("\n.TP\n.B %s\n", table);
  const char *at = strstr (manual, head);
  GString *columns = g_string_new (NULL);

  g_test_message ("%s", table);
  g_assert_nonnull (at);
  for (at += strlen (head); *at != ':' && *at != '.'; at++)
    {
      if (*at == '(')
        at += strcspn (at, ")");
      else if (!g_ascii_isspace (*at))
        g_string_append_c (columns, *at);
    }

  return g_string_free (columns, FALSE);
}

/* Every table has the columns of the manual, and says the same as CSV and JSON. */
static void
test_tables (void)
{
  g_auto (GStrv) tables = list_tables ();
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data",
                                            "batchscope-cli.1", NULL);
  g_autofree char *manual = harness_read (path, NULL);

  g_assert_cmpuint (g_strv_length (tables), >=, 32);
  for (guint i = 0; tables[i] != NULL; i++)
    {
      g_autofree char *columns = read_columns (manual, tables[i]);
      g_autofree char *csv = NULL;
      g_autofree char *json = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *header = NULL;

      g_free (harness_ok ("export", TRACE, "--table", tables[i], "-o", "t.csv", NULL));
      csv = harness_read ("t.csv", NULL);
      header = g_strndup (csv, strcspn (csv, "\n"));
      g_assert_cmpstr (header, ==, columns);

      g_free (harness_ok ("export", TRACE, "--table", tables[i], "-o", "t.json", NULL));
      json = harness_read ("t.json", NULL);
      node = harness_parse_json (json);
      rows = harness_csv (csv);
      g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, rows->len - 1);

      g_free (harness_ok ("export", TRACE, "--table", tables[i], "-o", "t.txt", NULL));
      text = harness_read ("t.txt", NULL);
      g_assert_cmpint (text[0], !=, '\0');
    }

  /* a table is the default of csv, and decisions that of tables */
  g_free (harness_ok ("export", TRACE, "-o", "d.csv", NULL));
  g_free (harness_ok ("export", TRACE, "--table", "decisions", "-o", "e.csv", NULL));
  {
    g_autofree char *d = harness_read ("d.csv", NULL);
    g_autofree char *e = harness_read ("e.csv", NULL);

    g_assert_cmpstr (d, ==, e);
  }
}

static DotGraph *
export_dot (const char *view, const char *option)
{
  g_autofree char *text = NULL;

  g_free (harness_ok ("export", TRACE, "--view", view, "-o", "v.dot", option, NULL));
  text = harness_read ("v.dot", NULL);

  return dot_parse (text);
}

static void
test_dot (void)
{
  g_autoptr (DotGraph) graph = export_dot ("graph", NULL);
  g_autoptr (DotGraph) boxes = export_dot ("graph", "--clusters");
  g_autoptr (DotGraph) machine = export_dot ("fsm", NULL);
  g_autofree char *json = NULL;
  g_autofree char *gv = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *transitions;

  g_assert_cmpstr (graph->name, ==, "mini_batch_0");
  g_assert_cmpuint (graph->n_edges, ==, boxes->n_edges);
  g_assert_cmpuint (boxes->n_subgraphs, ==, graph->n_subgraphs + 8);

  g_free (harness_ok ("export", TRACE, "--view", "fsm", "-o", "f.json", NULL));
  json = harness_read ("f.json", NULL);
  node = harness_parse_json (json);
  transitions = json_object_get_array_member (json_node_get_object (node), "transitions");
  g_assert_cmpuint (machine->n_edges, ==, json_array_get_length (transitions));

  g_free (harness_ok ("export", TRACE, "-o", "g.gv", NULL));
  gv = harness_read ("g.gv", NULL);
  g_assert_true (g_str_has_prefix (gv, "digraph mini_batch_0 {"));
}

/* A model of one's own with parameters of one's own: the bundle has all that verify asks for. */
static void
test_bundle (void)
{
  g_autofree char *model = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "models",
                                             "tree-gru.model", NULL);
  g_autofree char *text = harness_read (model, NULL);
  g_autofree char *own = g_strconcat ("# own\n", text, NULL);
  g_autofree char *steps = NULL, *again = NULL, *info = NULL, *verified = NULL;
  g_autoptr (Ran) without = NULL;

  harness_write ("own.model", own, -1);
  g_free (harness_ok ("export", "--model", "own.model", "--data", CORPUS, "--model-size", "8",
                      "--seed", "7", "-o", "own.safetensors", NULL));
  g_free (harness_ok ("record", "--model", "own.model", "--data", CORPUS, "--model-size", "8",
                      "--parameters", "own.safetensors", "--policy", "fsm", "-o", "own.bscope",
                      NULL));
  g_free (harness_ok ("export", "own.bscope", "--model", "own.model", "--parameters",
                      "own.safetensors", "-o", "own.bscope.zip", NULL));
  without = harness_run ("export", "own.bscope", "--format", "bundle", "-o", "without", NULL);
  g_assert_cmpint (without->status, ==, 0);
  g_assert_nonnull (strstr (without->err, "--model"));
  g_assert_nonnull (strstr (without->err, "--parameters"));

  steps = harness_ok ("steps", "own.bscope", NULL);
  again = harness_ok ("steps", "own.bscope.zip", NULL);
  g_assert_cmpstr (steps, ==, again);
  g_free (harness_ok ("query", "own.bscope.zip", "SELECT 1 FROM decisions", NULL));
  info = harness_ok ("info", "own.bscope.zip", "--format", "csv", NULL);
  g_assert_nonnull (strstr (info, "policy.json, model.model, parameters.safetensors"));
  verified = harness_ok ("verify", "--strict", "own.bscope.zip", NULL);
  g_assert_nonnull (strstr (verified, "bit for bit"));

  /* what was not run does not go in */
  harness_refuses (
      (const char *const[]){ "export", "own.bscope", "--model", model, "-o", "o.zip", NULL },
      (const char *const[]){ "SHA-256", NULL });
  harness_refuses ((const char *const[]){ "export", TRACE, "--view", "fsm", "-o", "o.zip", NULL },
                   (const char *const[]){ "bundle", NULL });
  harness_refuses (
      (const char *const[]){ "export", TRACE, "--workload", "tree-gru", "-o", "o.zip", NULL },
      (const char *const[]){ "--model", NULL });
  harness_refuses (
      (const char *const[]){ "export", TRACE, "--parameters", "x", "-o", "o.svg", NULL },
      (const char *const[]){ "bundle", NULL });
  harness_refuses ((const char *const[]){ "export", "own.bscope", "-o", "own.bscope.zip",
                                          "--parameters", "own.bscope.zip", NULL },
                   (const char *const[]){ "own.bscope.zip", NULL });
}

/* The picture is of the times that are asked for, and as high as its rows. */
static void
test_timeline_times (void)
{
  g_autofree char *whole = NULL, *part = NULL, *high = NULL;
  gsize n_whole, n_part, n_high;

  g_free (harness_ok ("export", TRACE, "--view", "timeline", "-o", "t.png", NULL));
  whole = harness_read ("t.png", &n_whole);
  g_assert_cmpuint (png_size (whole, 16), ==, 1200);
  g_assert_cmpuint (png_size (whole, 20), >=, 100);
  g_free (harness_ok ("export", TRACE, "--view", "timeline", "--to", "0.02", "-o", "t.png", NULL));
  part = harness_read ("t.png", &n_part);
  g_assert_cmpuint (png_size (part, 20), ==, png_size (whole, 20));
  g_assert_false (n_whole == n_part && memcmp (whole, part, n_part) == 0);
  g_free (harness_ok ("export", TRACE, "--view", "timeline", "--from", "0", "--height", "500", "-o",
                      "t.png", NULL));
  high = harness_read ("t.png", &n_high);
  g_assert_cmpuint (png_size (high, 20), ==, 500);

  harness_refuses ((const char *const[]){ "export", TRACE, "--view", "timeline", "--from", "1e9",
                                          "-o", "t.png", NULL },
                   (const char *const[]){ "there is nothing to see from", NULL });
  harness_refuses ((const char *const[]){ "export", TRACE, "--view", "timeline", "--from", "2",
                                          "--to", "1", "-o", "t.png", NULL },
                   (const char *const[]){ "--from 2 does not lie before --to 1", NULL });
  harness_refuses ((const char *const[]){ "export", TRACE, "--view", "timeline", "--from", "-1",
                                          "-o", "t.png", NULL },
                   (const char *const[]){ "--from", NULL });
  harness_refuses (
      (const char *const[]){ "export", TRACE, "--view", "graph", "--to", "1", "-o", "t.png", NULL },
      (const char *const[]){ "--from and --to are for the view timeline", NULL });
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  harness_write_corpus (CORPUS, 40, 5);
  g_free (harness_ok ("record", "--workload", "tree-lstm", "--data", CORPUS, "--model-size", "16",
                      "--batch-size", "8", "--batches", "3", "--policy", "fsm", "-o", TRACE, NULL));

  g_test_add_data_func ("/cli/export/fsm", "fsm", test_export_pictures);
  g_test_add_data_func ("/cli/export/graph", "graph", test_export_pictures);
  g_test_add_data_func ("/cli/export/strip", "strip", test_export_pictures);
  g_test_add_data_func ("/cli/export/timeline-picture", "timeline", test_export_pictures);
  g_test_add_func ("/cli/export/timeline-times", test_timeline_times);
  g_test_add_func ("/cli/export/graph-data", test_export_graph);
  g_test_add_func ("/cli/export/timeline", test_export_timeline);
  g_test_add_func ("/cli/export/standard-output", test_standard_output);
  g_test_add_func ("/cli/export/devices", test_devices);
  g_test_add_func ("/cli/export/tables", test_tables);
  g_test_add_func ("/cli/export/dot", test_dot);
  g_test_add_func ("/cli/export/bundle", test_bundle);

  return harness_finish ();
}
