/* SPDX-License-Identifier: Apache-2.0 */
/* The benchmark table: which rows there are, that its numbers belong together, comparisons and
 * gates, bad input, interruption. How fast anything is, no test asks. */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tests/cli/harness.h"

#define SMALL "--model-size", "16", "--batch-size", "2"

#define KEYS "workload,size,batch_size,mini_batches,policy,planner,threads"
#define HEADER                                                                                     \
  KEYS ",instances_per_s,batches,gathers,gather_bytes,mflop_per_instance,gflops,sgemm_gflops,"     \
       "share,construct_ns,schedule_ns,execute_ns,loss,"

static GPtrArray *
run_csv (const char *const *words, int status)
{
  g_autoptr (Ran) ran = harness_run_words (words);

  if (ran->status != status)
    g_test_message ("%s", ran->err);
  g_assert_cmpint (ran->status, ==, status);
  g_assert_true (g_str_has_prefix (ran->out, "workload,"));

  return harness_csv (ran->out);
}

#define CSV(...) run_csv ((const char *const[]){ "bench", __VA_ARGS__, "--format", "csv", NULL }, 0)
#define FAILING_CSV(...)                                                                           \
  run_csv ((const char *const[]){ "bench", __VA_ARGS__, "--format", "csv", NULL }, 1)
#define REFUSES(expected, ...)                                                                     \
  harness_refuses ((const char *const[]){ "bench", __VA_ARGS__, NULL },                            \
                   (const char *const[]){ expected, NULL })

static double
real (GPtrArray *csv, guint row, const char *column)
{
  const char *text = harness_cell (csv, row, column);
  char *end;
  double value = g_ascii_strtod (text, &end);

  g_assert_cmpstr (text, !=, "");
  g_assert_cmpstr (end, ==, "");

  return value;
}

static void
assert_near (double value, double expected, double tolerance)
{
  if (fabs (value - expected) > tolerance * fabs (expected))
    g_error ("%.17g is not %.17g", value, expected);
}

/* The numbers of a row fit together. */
static void
check_row (GPtrArray *csv, guint row)
{
  double n_instances = real (csv, row, "batch_size") * real (csv, row, "mini_batches");
  double rate = real (csv, row, "instances_per_s");
  double gflops = real (csv, row, "gflops");
  gint64 ns = harness_number (csv, row, "construct_ns") + harness_number (csv, row, "schedule_ns")
              + harness_number (csv, row, "execute_ns") + harness_number (csv, row, "rest_ns");

  assert_near (rate, 1e9 * n_instances / (double) ns, 1e-3);
  assert_near (gflops, rate * real (csv, row, "mflop_per_instance") / 1e3, 1e-3);
  assert_near (real (csv, row, "share"), gflops / real (csv, row, "sgemm_gflops"), 1e-3);
  g_assert_cmpint (harness_number (csv, row, "rest_ns"), >=, 0);
  g_assert_cmpint (harness_number (csv, row, "plan_ns"), <=,
                   harness_number (csv, row, "execute_ns"));
  g_assert_cmpfloat (real (csv, row, "copy_gb_per_s"), >, 0.0);
  g_assert_cmpfloat (real (csv, row, "mflop_per_instance"), >, 0.0);
  g_assert_cmpfloat (real (csv, row, "loss"), >, 0.0);
  g_assert_cmpint (harness_number (csv, row, "batches"), >, 0);
}

/* Options that are not given mean one value each. */
static void
test_defaults (void)
{
  g_autoptr (GPtrArray) csv = CSV (SMALL);
  g_autoptr (Ran) text = harness_run ("bench", SMALL, NULL);
  g_autoptr (Ran) table = harness_run ("bench", SMALL, "--format", "csv", NULL);
  g_auto (GStrv) lines = g_strsplit (text->out, "\n", -1);

  g_assert_cmpuint (csv->len, ==, 2);
  g_assert_cmpstr (harness_cell (csv, 1, "workload"), ==, "tree-lstm");
  g_assert_cmpint (harness_number (csv, 1, "size"), ==, 16);
  g_assert_cmpint (harness_number (csv, 1, "batch_size"), ==, 2);
  g_assert_cmpint (harness_number (csv, 1, "mini_batches"), ==, 1);
  g_assert_cmpstr (harness_cell (csv, 1, "policy"), ==, "fsm");
  g_assert_cmpstr (harness_cell (csv, 1, "planner"), ==, "full");
  g_assert_cmpint (harness_number (csv, 1, "threads"), ==, 1);
  check_row (csv, 1);
  g_assert_true (g_str_has_prefix (table->out, HEADER));

  /* the table and nothing else; the machine beside it */
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[0], "workload "));
  g_assert_true (g_str_has_prefix (lines[1], "tree-lstm "));
  g_assert_nonnull (strstr (text->err, "Machine: "));
  g_assert_nonnull (strstr (text->err, "GFLOP/s"));
  g_assert_nonnull (strstr (text->err, "GB/s"));
}

static void
test_json (void)
{
  g_autoptr (Ran) ran = harness_run ("bench", SMALL, "--format", "json", NULL);
  g_autoptr (JsonNode) node = harness_parse_json (ran->out);
  g_auto (GStrv) columns = g_strsplit (HEADER, ",", -1);
  JsonArray *rows = json_node_get_array (node);
  JsonObject *row = json_array_get_object_element (rows, 0);

  g_assert_cmpint (ran->status, ==, 0);
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  for (guint i = 0; columns[i][0] != '\0'; i++)
    g_assert_true (json_object_has_member (row, columns[i]));
  g_assert_cmpfloat (json_object_get_double_member (row, "instances_per_s"), >, 0.0);
}

/* Every combination once, in the order of the lists, and all of them compute the same. */
static void
test_lists (void)
{
  static const char *const workloads[] = { "lattice-gru", "tree-lstm" };
  static const int sizes[] = { 16, 8 }, batch_sizes[] = { 2, 3 };
  static const char *const policies[] = { "agenda", "unbatched" };
  static const char *const planners[] = { "creation", "full" };
  static const int threads[] = { 1, 2 };
  g_autoptr (GPtrArray) csv = CSV ("--workload", "lattice-gru,tree-lstm", "--workload", "tree-lstm",
                                   "--model-size", "16,08,8", "--batch-size", "2", "--batch-size",
                                   "3", "--policy", "agenda,unbatched", "--planner",
                                   "creation,full,creation", "--threads", "1,2", "--repeat", "1");

  g_assert_cmpuint (csv->len, ==, 1 + 64);
  for (guint i = 0; i < 64; i++)
    {
      guint row = 1 + i, first = 1 + i / 8 * 8;

      g_assert_cmpstr (harness_cell (csv, row, "workload"), ==, workloads[i / 32]);
      g_assert_cmpint (harness_number (csv, row, "size"), ==, sizes[i / 16 % 2]);
      g_assert_cmpint (harness_number (csv, row, "batch_size"), ==, batch_sizes[i / 8 % 2]);
      g_assert_cmpstr (harness_cell (csv, row, "policy"), ==, policies[i / 4 % 2]);
      g_assert_cmpstr (harness_cell (csv, row, "planner"), ==, planners[i / 2 % 2]);
      g_assert_cmpint (harness_number (csv, row, "threads"), ==, threads[i % 2]);
      check_row (csv, row);
      assert_near (real (csv, row, "loss"), real (csv, first, "loss"), 1e-4);
      /* one node at a time takes a batch a node */
      if (i / 4 % 2 == 1)
        g_assert_cmpint (harness_number (csv, row, "batches"), >,
                         harness_number (csv, first, "batches"));
      else
        g_assert_cmpint (harness_number (csv, row, "batches"), ==,
                         harness_number (csv, first, "batches"));
    }
}

static void
test_all_workloads (void)
{
  static const char *const workloads[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                           "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                           "lattice-lstm", "lattice-gru",   "lstm-nmt" };
  g_autoptr (GPtrArray)
      csv = CSV ("--workload", "tree-lstm,all", SMALL, "--policy", "depth", "--repeat", "1");

  g_assert_cmpuint (csv->len, ==, 1 + G_N_ELEMENTS (workloads));
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_assert_cmpstr (harness_cell (csv, 1 + i, "workload"), ==, workloads[i]);
      check_row (csv, 1 + i);
    }
}

/* Batches and loss are those of the mini-batches that other commands run. */
static void
test_mini_batches (void)
{
  g_autofree char *scheduled = harness_ok ("schedule", "--workload", "lattice-lstm", "--batch-size",
                                           "4", "--batches", "3", "--policy", "agenda", "--format",
                                           "csv", NULL);
  g_autoptr (GPtrArray) schedules = harness_csv (scheduled);
  g_autoptr (GPtrArray)
      csv = CSV ("--workload", "lattice-lstm", "--model-size", "16", "--batch-size", "4",
                 "--batches", "3", "--policy", "agenda", "--seed", "7");
  g_autofree char *info = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *mini_batches;
  gint64 batches = 0;
  double loss = 0.0;

  g_free (harness_ok ("record", "--workload", "lattice-lstm", "--model-size", "16", "--batch-size",
                      "4", "--batches", "3", "--policy", "agenda", "--seed", "7", "-o",
                      "same.bscope", NULL));
  info = harness_ok ("info", "same.bscope", "--format", "json", NULL);
  node = harness_parse_json (info);
  mini_batches = json_object_get_array_member (json_node_get_object (node), "mini_batches");
  for (guint i = 0; i < 3; i++)
    {
      batches += harness_number (schedules, 1 + i, "batches");
      loss += json_object_get_double_member (json_array_get_object_element (mini_batches, i),
                                             "loss");
    }
  g_assert_cmpint (harness_number (csv, 1, "mini_batches"), ==, 3);
  g_assert_cmpint (harness_number (csv, 1, "batches"), ==, batches);
  assert_near (real (csv, 1, "loss"), loss, 1e-6);
}

/* What is drawn does not hang on how often it is repeated, or on which pass was the fastest. */
static void
test_random (void)
{
  g_autoptr (GPtrArray) once = CSV ("--workload", "lattice-gru", SMALL, "--batches", "2",
                                    "--policy", "random", "--repeat", "1");
  g_autoptr (GPtrArray)
      often = CSV ("--workload", "lattice-gru", SMALL, "--batches", "2", "--policy", "random",
                   "--repeat", "5", "--planner", "full,creation");

  for (guint i = 1; i < 3; i++)
    g_assert_cmpint (harness_number (often, i, "batches"), ==, harness_number (once, 1, "batches"));
}

static void
run_into (const char *path, const char *format)
{
  g_autoptr (Ran) ran = harness_run ("bench", SMALL, "--policy", "depth", "--planner",
                                     "full,creation", "--format", format, NULL);

  g_assert_cmpint (ran->status, ==, 0);
  harness_write (path, ran->out, -1);
}

static void
test_compare (gconstpointer format)
{
  g_autoptr (GPtrArray) csv = NULL;

  run_into ("earlier", format);
  csv = CSV (SMALL, "--policy", "depth", "--planner", "published,full", "--compare", "earlier");
  g_assert_cmpuint (csv->len, ==, 3);

  g_assert_cmpstr (harness_cell (csv, 1, "planner"), ==, "published");
  g_assert_cmpstr (harness_cell (csv, 1, "compared"), ==, "not in the earlier run");
  g_assert_cmpstr (harness_cell (csv, 1, "ratio"), ==, "");

  g_assert_cmpstr (harness_cell (csv, 2, "compared"), ==, "yes");
  g_assert_cmpfloat (real (csv, 2, "earlier_share"), >, 0.0);
  g_assert_cmpfloat (real (csv, 2, "earlier_instances_per_s"), >, 0.0);
  g_assert_cmpfloat (real (csv, 2, "ratio"), >, 0.0);
}

/* An earlier run made up: @rate instances a second at a peak of 1 GFLOP/s, with @loss. */
static void
write_earlier (const char *rate, const char *loss)
{
  g_autofree char *text = g_strdup_printf ("note," KEYS
                                           ",instances_per_s,sgemm_gflops,share,loss\r\n"
                                           "\"1,\n\"\"2\",\"tree-lstm\",16,2,1,depth,full,1,%s,1,"
                                           "0.5,%s\r\n\n",
                                           rate, loss);

  harness_write ("made-up.csv", text, -1);
}

static void
test_gate (void)
{
  g_autoptr (GPtrArray) good = NULL, bad = NULL, other = NULL;

  write_earlier ("0.001", "");
  good = CSV (SMALL, "--policy", "depth", "--compare", "made-up.csv", "--fail-below", "1");
  g_assert_cmpfloat (real (good, 1, "ratio"), >, 1.0);
  g_assert_cmpstr (harness_cell (good, 1, "compared"), ==, "yes");
  g_assert_cmpstr (harness_cell (good, 1, "earlier_share"), ==, "0.5");
  assert_near (real (good, 1, "ratio"),
               real (good, 1, "instances_per_s") / real (good, 1, "sgemm_gflops") / 0.001, 1e-3);

  write_earlier ("1e30", "0.25");
  bad = FAILING_CSV (SMALL, "--policy", "depth", "--compare", "made-up.csv", "--fail-below", "0.5");
  g_assert_cmpstr (harness_cell (bad, 1, "compared"), ==, "with another loss");
  g_ptr_array_unref (CSV (SMALL, "--policy", "depth", "--compare", "made-up.csv"));

  /* a gate that compares nothing is open for everything */
  other = FAILING_CSV (SMALL, "--policy", "agenda", "--compare", "made-up.csv", "--fail-below",
                       "0.5");
  g_assert_cmpstr (harness_cell (other, 1, "compared"), ==, "not in the earlier run");
}

/* A loss that is no number equals no other, so nothing says that the rows computed the same. */
static void
test_losses (void)
{
  static const char model[] = "model nan \"No number\"\n"
                              "input tree\n"
                              "sample \"trees.txt\"\n"
                              "labels >= 5\n"
                              "parameter E [256, size]\n"
                              "cell leaf \"F\" (id word) -> h {\n"
                              "  x = E[word]\n"
                              "  y = 1000000000000000000000000000000 * x\n"
                              "  z = 1000000000000000000000000000000 * y\n"
                              "  h = z - z\n"
                              "}\n"
                              "cell internal \"I\" (h1, h2) -> h { h = h1 + h2 }\n"
                              "cell loss loss \"L\" (h, id label) -> l {\n"
                              "  parameter W [labels, size]\n"
                              "  l = cross_entropy (W h, label)\n"
                              "}\n"
                              "cell reduce reduce \"R\" (losses [1]...) -> total {\n"
                              "  total = sum (losses)\n"
                              "}\n"
                              "build {\n"
                              "  for n in nodes {\n"
                              "    if n.leaf { h[n] = leaf (n.word) }\n"
                              "    else { h[n] = internal (h[n.left], h[n.right]) }\n"
                              "  }\n"
                              "  for n in nodes { losses += loss (h[n], n.label) }\n"
                              "}\n"
                              "finish { reduce (losses) }\n";
  g_autoptr (GPtrArray) csv = NULL;

  harness_write ("nan.model", model, -1);
  csv = FAILING_CSV ("--model", "nan.model", SMALL, "--policy", "agenda,unbatched");
  g_assert_cmpuint (csv->len, ==, 3);
  g_assert_cmpstr (harness_cell (csv, 1, "workload"), ==, "nan");
  g_assert_cmpstr (harness_cell (csv, 2, "loss"), ==, "");
}

static void
test_bad_lists (void)
{
  REFUSES ("abacus", "--workload", "tree-lstm,abacus");
  REFUSES ("--model-size", "--model-size", "8,,16");
  REFUSES ("--model-size", "--model-size", "");
  REFUSES ("--model-size", "--model-size", "8,5000");
  REFUSES ("--batch-size", "--batch-size", "0");
  REFUSES ("--threads", "--threads", "1,65");
  REFUSES ("published", "--planner", "full,perfect");
  REFUSES ("“best”", "--policy", "agenda,best");
  REFUSES ("“abacus”", "--backend", "abacus");
  REFUSES ("--repeat", "--repeat", "0");
  REFUSES ("--batches", "--batches", "1,2");
  REFUSES ("--model", "--workload", "tree-lstm", "--model", "x.model");
  REFUSES ("--data", "--workload", "lstm-nmt,tree-lstm", "--data", "trees.txt");
  REFUSES ("xml", "--format", "xml");
  /* found before anything is timed */
  REFUSES ("bilstm-tagger-char, size 7", "--workload", "tree-lstm,bilstm-tagger-char",
           "--model-size", "8,7");
}

static void
test_bad_comparisons (void)
{
  g_autofree char *long_row = NULL;

  REFUSES ("--compare", "--fail-below", "1");
  REFUSES ("--fail-below", "--compare", "x.csv", "--fail-below", "fast");
  REFUSES ("missing.csv", "--compare", "missing.csv");
  REFUSES ("regular", "--compare", "/dev/zero");
  harness_write ("x.csv", "", 0);
  REFUSES ("workload", "--compare", "x.csv");
  harness_write ("x.csv", KEYS ",instances_per_s,sgemm_gflops,share,loss\n", -1);
  REFUSES ("no rows", "--compare", "x.csv");
  harness_write ("x.csv", KEYS ",instances_per_s,sgemm_gflops,share,loss\na,1,1,1,b,c\n", -1);
  REFUSES ("threads", "--compare", "x.csv");
  harness_write ("x.csv", KEYS ",instances_per_s,sgemm_gflops,share,loss\na,1,1,1,b,c,1,-3,1,1,1\n",
                 -1);
  REFUSES ("row 1", "--compare", "x.csv");
  harness_write ("x.csv", KEYS ",instances_per_s,sgemm_gflops,share,loss\na,1,1,1,b,c,1,1,y,1,1\n",
                 -1);
  REFUSES ("“y”", "--compare", "x.csv");
  /* of a cell that never ends, or would clear the screen, a message has the harmless beginning */
  long_row = g_strdup_printf (KEYS ",instances_per_s,sgemm_gflops,share,loss\n"
                                   "a,1,1,1,b,c,1,\033[2J%01000d,1,1,1\n",
                              0);
  harness_write ("x.csv", long_row, -1);
  REFUSES ("“\357\277\275[2J000000000000000000000000000000000000…”", "--compare", "x.csv");
  harness_write ("x.csv", "\"", 1);
  REFUSES ("workload", "--compare", "x.csv");
  g_assert_cmpint (truncate ("x.csv", G_GINT64_CONSTANT (1) << 30), ==, 0);
  REFUSES ("larger", "--compare", "x.csv");
  harness_write ("x.json", "[{\"workload\": \"tree-lstm\"}, 3]", -1);
  REFUSES ("size", "--compare", "x.json");
  harness_write ("x.json", "[3]", -1);
  REFUSES ("workload", "--compare", "x.json");
  harness_write ("x.json", "[[[[1]]]]", -1);
  REFUSES ("x.json", "--compare", "x.json");
  harness_write ("x.json", "[{\"workload\": ", -1);
  REFUSES ("x.json", "--compare", "x.json");
}

/* What is complete is printed; a row that is not does not look as if it were. */
static void
test_interrupt (void)
{
  const char *const words[] = { "bench",  "--model-size", "8",     "--batch-size",
                                "1,5000", "--policy",     "depth", "--repeat",
                                "1000",   "--format",     "csv",   NULL };
  int out = g_open ("stopped.csv", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  GPid pid = harness_start (words, out, "stopped.err");
  g_autofree char *message = NULL, *text = NULL;
  g_autoptr (GPtrArray) csv = NULL;
  gsize length = 0;

  /* it says what the machine is when it begins */
  for (guint i = 0; i < 3000 && length == 0; i++)
    {
      g_autofree char *said = harness_read ("stopped.err", &length);

      g_usleep (10000);
    }
  g_assert_cmpuint (length, >, 0);
  g_usleep (1500000);
  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  g_assert_cmpint (harness_wait (pid), ==, 130);
  g_close (out, NULL);

  message = harness_read ("stopped.err", NULL);
  g_assert_nonnull (strstr (message, "Interrupted"));
  text = harness_read ("stopped.csv", NULL);
  g_test_message ("%s%s", message, text);
  if (strstr (message, "0 of 2") != NULL)
    {
      g_assert_cmpstr (text, ==, "");
      return;
    }
  csv = harness_csv (text);
  g_assert_cmpuint (csv->len, ==, 2);
  g_assert_cmpint (harness_number (csv, 1, "batch_size"), ==, 1);
  check_row (csv, 1);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);

  g_test_add_func ("/bench/defaults", test_defaults);
  g_test_add_func ("/bench/json", test_json);
  g_test_add_func ("/bench/lists", test_lists);
  g_test_add_func ("/bench/all-workloads", test_all_workloads);
  g_test_add_func ("/bench/mini-batches", test_mini_batches);
  g_test_add_func ("/bench/random", test_random);
  g_test_add_data_func ("/bench/compare/csv", "csv", test_compare);
  g_test_add_data_func ("/bench/compare/json", "json", test_compare);
  g_test_add_func ("/bench/gate", test_gate);
  g_test_add_func ("/bench/losses", test_losses);
  g_test_add_func ("/bench/bad/lists", test_bad_lists);
  g_test_add_func ("/bench/bad/comparisons", test_bad_comparisons);
  g_test_add_func ("/bench/interrupt", test_interrupt);

  return harness_finish ();
}
