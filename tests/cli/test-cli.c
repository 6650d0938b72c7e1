/* SPDX-License-Identifier: Apache-2.0 */
/* Every command on a small corpus of our own and on the sample that is shipped. */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tests/cli/harness.h"

#define CORPUS "corpus.txt"
#define TRACE "trace.bscope"
#define BATCH_SIZE "8"
#define BATCHES "3"

static const char *const commands[] = { "record", "import",   "schedule", "compare", "train",
                                        "info",   "steps",    "inspect",  "report",  "export",
                                        "query",  "backends", NULL };

static void
record (const char *path, const char *policy, const char *backend, const char *seed)
{
  g_free (harness_ok ("record", "--workload", "tree-lstm", "--data", CORPUS, "--model-size", "16",
                      "--batch-size", BATCH_SIZE, "--batches", BATCHES, "--policy", policy,
                      "--backend", backend, "--seed", seed, "-o", path, NULL));
}

static JsonArray *
get_mini_batches (JsonNode *info)
{
  return json_object_get_array_member (json_node_get_object (info), "mini_batches");
}

static JsonNode *
read_info (const char *path)
{
  g_autofree char *text = harness_ok ("info", path, "--format", "json", NULL);

  return harness_parse_json (text);
}

static void
test_help (void)
{
  g_autofree char *help = harness_ok ("--help", NULL);
  g_autofree char *version = harness_ok ("--version", NULL);

  g_assert_true (g_str_has_prefix (version, "batchscope-cli 0."));
  for (guint i = 0; commands[i] != NULL; i++)
    {
      g_autofree char *text = harness_ok (commands[i], "--help", NULL);

      g_assert_nonnull (strstr (help, commands[i]));
      g_assert_nonnull (strstr (text, "batchscope-cli "));
      g_assert_nonnull (strstr (text, commands[i]));
      g_assert_nonnull (strstr (text, "--"));
      if (g_str_equal (commands[i], "export"))
        g_assert_nonnull (strstr (text, "decisions, candidates, "));
    }
}

static void
test_sample (void)
{
  g_autofree char *out = harness_ok ("record", "-o", "sample.bscope", NULL);
  g_autoptr (JsonNode) info = read_info ("sample.bscope");
  g_autofree char *rows = harness_ok ("schedule", "--policy", "agenda", "--format", "csv", NULL);
  g_autoptr (GPtrArray) csv = harness_csv (rows);
  JsonArray *mini_batches = get_mini_batches (info);
  JsonObject *mini_batch;

  g_assert_nonnull (strstr (out, "sample.bscope"));
  g_assert_nonnull (strstr (out, "loss"));
  g_assert_cmpuint (json_array_get_length (mini_batches), ==, 1);
  mini_batch = json_array_get_object_element (mini_batches, 0);
  g_assert_cmpint (json_object_get_int_member (mini_batch, "nodes"), ==,
                   harness_number (csv, 1, "nodes"));
  g_assert_cmpint (json_object_get_int_member (mini_batch, "lower_bound"), ==,
                   harness_number (csv, 1, "lower_bound"));
  g_assert_cmpint (json_object_get_int_member (mini_batch, "batches"), ==,
                   json_object_get_int_member (mini_batch, "lower_bound"));
}

/* One seed gives one run; another gives other parameters. */
static void
test_same_seed (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (JsonNode) info_first = NULL;
  g_autoptr (JsonNode) info_second = NULL;
  g_autoptr (JsonNode) info_other = NULL;

  record ("same-1.bscope", "fsm", "cpu", "7");
  record ("same-2.bscope", "fsm", "cpu", "7");
  record ("other.bscope", "fsm", "cpu", "8");
  first = harness_ok ("steps", "same-1.bscope", "--format", "csv", NULL);
  second = harness_ok ("steps", "same-2.bscope", "--format", "csv", NULL);
  g_assert_cmpstr (first, ==, second);

  info_first = read_info ("same-1.bscope");
  info_second = read_info ("same-2.bscope");
  info_other = read_info ("other.bscope");
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *a = json_array_get_object_element (get_mini_batches (info_first), i);
      JsonObject *b = json_array_get_object_element (get_mini_batches (info_second), i);
      JsonObject *c = json_array_get_object_element (get_mini_batches (info_other), i);
      double loss = json_object_get_double_member (a, "loss");

      g_assert_cmpfloat (loss, >, 0.0);
      g_assert_cmpfloat (loss, ==, json_object_get_double_member (b, "loss"));
      g_assert_cmpfloat (loss, !=, json_object_get_double_member (c, "loss"));
    }
}

/* Whatever the order of the work, the result is that of one node at a time. */
static void
test_losses (void)
{
  static const char *const policies[] = { "unbatched", "depth", "agenda", "fsm" };
  static const char *const backends[] = { "cpu", "reference" };
  g_autoptr (JsonNode) oracle = NULL;

  record ("oracle.bscope", "unbatched", "reference", "1");
  oracle = read_info ("oracle.bscope");
  for (guint p = 0; p < G_N_ELEMENTS (policies); p++)
    for (guint b = 0; b < G_N_ELEMENTS (backends); b++)
      {
        g_autoptr (JsonNode) info = NULL;

        record ("losses.bscope", policies[p], backends[b], "1");
        info = read_info ("losses.bscope");
        for (guint i = 0; i < 3; i++)
          {
            JsonObject *right = json_array_get_object_element (get_mini_batches (oracle), i);
            JsonObject *ours = json_array_get_object_element (get_mini_batches (info), i);
            double loss = json_object_get_double_member (right, "loss");

            g_assert_cmpfloat (fabs (json_object_get_double_member (ours, "loss") - loss), <=,
                               1e-4 * fabs (loss));
          }
      }
}

/* However memory is planned, and on however many threads: the same is computed, and the trace says
 * how. */
static void
test_planners (void)
{
  static const char *const planners[] = { "creation", "published", "full" };
  static const char *const threads[] = { "1", "2" };
  g_autoptr (JsonNode) oracle = NULL;
  double loss;

  record ("oracle.bscope", "unbatched", "reference", "1");
  oracle = read_info ("oracle.bscope");
  g_assert_false (json_object_has_member (
      json_object_get_object_member (json_node_get_object (oracle), "info"), "planner"));
  loss = json_object_get_double_member (
      json_array_get_object_element (get_mini_batches (oracle), 0), "loss");
  for (guint p = 0; p < G_N_ELEMENTS (planners); p++)
    for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
      {
        g_autoptr (JsonNode) node = NULL;
        JsonObject *info, *mini_batch;

        g_free (harness_ok ("record", "--data", CORPUS, "--model-size", "16", "--batch-size",
                            BATCH_SIZE, "--policy", "agenda", "--planner", planners[p], "--threads",
                            threads[t], "-o", "planned.bscope", NULL));
        node = read_info ("planned.bscope");
        info = json_object_get_object_member (json_node_get_object (node), "info");
        mini_batch = json_array_get_object_element (get_mini_batches (node), 0);
        g_assert_cmpstr (json_object_get_string_member (info, "planner"), ==, planners[p]);
        g_assert_cmpstr (json_object_get_string_member (info, "threads"), ==, threads[t]);
        g_assert_cmpfloat (fabs (json_object_get_double_member (mini_batch, "loss") - loss), <=,
                           1e-4 * fabs (loss));
      }
}

static char *
schedule (const char *policy, const char *format)
{
  return harness_ok ("schedule", "--data", CORPUS, "--batch-size", BATCH_SIZE, "--batches", BATCHES,
                     "--policy", policy, "--format", format, NULL);
}

static void
test_schedule (void)
{
  static const char *const policies[] = { "unbatched", "depth", "agenda", "fsm" };

  for (guint p = 0; p < G_N_ELEMENTS (policies); p++)
    {
      g_autofree char *text = schedule (policies[p], "csv");
      g_autofree char *json = schedule (policies[p], "json");
      g_autofree char *people = schedule (policies[p], "text");
      g_autoptr (JsonNode) node = harness_parse_json (json);
      g_autoptr (GPtrArray) csv = harness_csv (text);

      g_assert_true (
          g_str_has_prefix (text, "mini_batch,nodes,lower_bound,batches,fallbacks,ns\n"));
      g_assert_nonnull (strstr (people, "mini_batch"));
      g_assert_cmpuint (csv->len, ==, 4);
      g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 3);
      for (guint i = 0; i < 3; i++)
        {
          JsonObject *row = json_array_get_object_element (json_node_get_array (node), i);

          g_assert_cmpint (harness_number (csv, i + 1, "mini_batch"), ==, i);
          g_assert_cmpint (harness_number (csv, i + 1, "batches"), >=,
                           harness_number (csv, i + 1, "lower_bound"));
          g_assert_cmpint (harness_number (csv, i + 1, "ns"), >, 0);
          g_assert_cmpint (json_object_get_int_member (row, "nodes"), ==,
                           harness_number (csv, i + 1, "nodes"));
          g_assert_cmpint (json_object_get_int_member (row, "batches"), ==,
                           harness_number (csv, i + 1, "batches"));
          if (p == 0)
            g_assert_cmpint (harness_number (csv, i + 1, "batches"), ==,
                             harness_number (csv, i + 1, "nodes"));
        }
    }
}

/* What is written as text schedules like what it was written from. */
static void
test_dump (void)
{
  static const char *const policies[] = { "depth", "agenda", "fsm" };

  for (guint p = 0; p < G_N_ELEMENTS (policies); p++)
    {
      g_autofree char *from_data = harness_ok (
          "schedule", "--data", CORPUS, "--batch-size", BATCH_SIZE, "--batches", BATCHES,
          "--policy", policies[p], "--dump-graphs", "graphs/deep", "--format", "csv", NULL);
      g_autofree char *from_graphs = harness_ok (
          "schedule", "--graph", "graphs/deep/0.graph", "--graph", "graphs/deep/1.graph", "--graph",
          "graphs/deep/2.graph", "--policy", policies[p], "--format", "csv", NULL);
      g_autoptr (GPtrArray) a = harness_csv (from_data);
      g_autoptr (GPtrArray) b = harness_csv (from_graphs);

      g_assert_cmpuint (a->len, ==, 4);
      g_assert_cmpuint (b->len, ==, 4);
      for (guint i = 1; i < 4; i++)
        {
          g_autofree char *path = g_strdup_printf ("graphs/deep/%u.graph", i - 1);
          g_autofree char *graph = harness_read (path, NULL);

          g_assert_cmpint (g_ascii_strtoll (graph, NULL, 10), ==, harness_number (a, i, "nodes"));
          g_assert_cmpstr (harness_cell (a, i, "nodes"), ==, harness_cell (b, i, "nodes"));
          g_assert_cmpstr (harness_cell (a, i, "lower_bound"), ==,
                           harness_cell (b, i, "lower_bound"));
          g_assert_cmpstr (harness_cell (a, i, "batches"), ==, harness_cell (b, i, "batches"));
        }
    }

  /* without the names of types nothing else changes */
  g_assert_cmpint (g_unlink ("graphs/deep/0.types"), ==, 0);
  g_free (harness_ok ("schedule", "--graph", "graphs/deep/0.graph", NULL));
}

static void
test_graph_by_hand (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) csv = NULL;

  /* two leaves of a type, one node above each of another, one over both */
  harness_write ("hand.graph", "5\n1 0\n1 0\n2 1 0\n2 1 1\n3 2 2 3\n", -1);
  text = harness_ok ("schedule", "--graph", "hand.graph", "--policy", "depth", "--format", "csv",
                     NULL);
  csv = harness_csv (text);
  g_assert_cmpint (harness_number (csv, 1, "nodes"), ==, 5);
  g_assert_cmpint (harness_number (csv, 1, "lower_bound"), ==, 3);
  g_assert_cmpint (harness_number (csv, 1, "batches"), ==, 3);
}

static void
test_train (void)
{
  static const char *const encodings[] = { "base", "max", "sort", "marked" };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      const char *const words[] = { "train",    "--data",     CORPUS,       "--batch-size",
                                    BATCH_SIZE, "--batches",  "2",          "--seed",
                                    "3",        "--encoding", encodings[i], "--format",
                                    "json",     "-o",         "a.json",     NULL };
      g_autoptr (Ran) ran = harness_run_words (words);
      g_autoptr (JsonNode) rows = harness_parse_json (ran->out);
      g_autofree char *scheduled = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autofree char *other = NULL;
      g_autofree char *file = harness_read ("a.json", NULL);
      g_autoptr (JsonNode) policy = harness_parse_json (file);
      g_autoptr (GPtrArray) csv = NULL;

      g_assert_cmpint (ran->status, ==, 0);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (policy));
      g_assert_cmpuint (json_array_get_length (json_node_get_array (rows)), >, 0);

      other = harness_ok ("train", "--data", CORPUS, "--batch-size", BATCH_SIZE, "--batches", "2",
                          "--seed", "3", "--encoding", encodings[i], "-o", "b.json", NULL);
      g_assert_nonnull (strstr (other, "batches"));
      first = harness_read ("a.json", NULL);
      second = harness_read ("b.json", NULL);
      g_assert_cmpstr (first, ==, second);

      scheduled = schedule ("a.json", "csv");
      csv = harness_csv (scheduled);
      g_assert_cmpint (harness_number (csv, 1, "batches"), ==,
                       harness_number (csv, 1, "lower_bound"));
      g_assert_cmpint (harness_number (csv, 2, "batches"), ==,
                       harness_number (csv, 2, "lower_bound"));
    }

  record ("trained.bscope", "a.json", "cpu", "1");
}

/* Times that training predicts are those that comparing predicts. */
static void
test_train_in_time (void)
{
  static const char *const encodings[] = { "marked", "sort" };

  g_free (harness_ok ("record", "--workload", "lattice-lstm", "--batch-size", "4", "--model-size",
                      "16", "--policy", "agenda", "-o", "costs.bscope", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      const char *const words[] = {
        "train",      "--workload", "lattice-lstm", "--batch-size", "4",         "--objective",
        "time",       "--costs",    "costs.bscope", "--held-out",   "1",         "--encoding",
        encodings[i], "--format",   "csv",          "-o",           "time.json", NULL
      };
      g_autoptr (Ran) ran = harness_run_words (words);
      g_autoptr (GPtrArray) csv = harness_csv (ran->out);
      g_autofree char *text = NULL;
      g_autofree char *saved = harness_read ("time.json", NULL);
      g_autofree char *compared = harness_ok ("compare", "costs.bscope", "--policy", "time.json",
                                              "--format", "csv", NULL);
      g_autoptr (GPtrArray) rows = harness_csv (compared);
      gboolean found = FALSE;

      g_assert_cmpint (ran->status, ==, 0);
      g_assert_nonnull (strstr (saved, "\"objective\": \"predicted time\""));
      g_assert_nonnull (strstr (saved, "\"costs\": \"costs.bscope\""));
      g_assert_cmpint (harness_number (csv, 1, "predicted_ns"), >=,
                       harness_number (csv, 1, "bound_ns"));
      for (guint row = 1; row < rows->len && !found; row++)
        if (g_str_equal (harness_cell (rows, row, "metric"), "predicted_ns"))
          {
            double ours = harness_number (csv, 1, "predicted_ns");
            double theirs = g_ascii_strtod (harness_cell (rows, row, "value"), NULL);

            /* each batch is rounded to a ns */
            g_assert_cmpfloat_with_epsilon (ours, theirs, harness_number (csv, 1, "batches"));
            found = TRUE;
          }
      g_assert_true (found);

      text = harness_ok ("train", "--workload", "lattice-lstm", "--batch-size", "4", "--objective",
                         "time", "--costs", "costs.bscope", "--encoding", encodings[i], NULL);
      g_assert_nonnull (strstr (text, "  predicted "));
      g_assert_nonnull (strstr (text, "Predicted time "));
    }
}

static void
test_info (void)
{
  g_autoptr (JsonNode) node = read_info (TRACE);
  g_autofree char *csv_text = harness_ok ("info", TRACE, "--format", "csv", NULL);
  g_autofree char *text = harness_ok ("info", TRACE, NULL);
  JsonObject *info = json_object_get_object_member (json_node_get_object (node), "info");
  JsonObject *counts = json_object_get_object_member (json_node_get_object (node), "counts");
  static const char *const expected[][2] = {
    { "workload", "tree-lstm" },  { "data", CORPUS },       { "model_size", "16" },
    { "batch_size", BATCH_SIZE }, { "batches", BATCHES },   { "seed", "1" },
    { "policy", "fsm" },          { "encoding", "marked" }, { "backend", "cpu" },
    { "planner", "full" },        { "threads", "1" },
  };

  g_assert_true (json_object_get_boolean_member (json_node_get_object (node), "complete"));
  g_assert_true (g_str_has_prefix (csv_text, "key,value"));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpstr (json_object_get_string_member (info, expected[i][0]), ==, expected[i][1]);
      g_assert_nonnull (strstr (text, expected[i][0]));
    }
  g_assert_true (json_object_has_member (info, "version"));
  g_assert_true (json_object_has_member (info, "created"));
  g_assert_nonnull (strstr (text, "Planner: full\n"));
  for (const char *const *name = (const char *const[]){ "memory", "plans", NULL }; *name != NULL;
       name++)
    g_assert_cmpuint (
        json_array_get_length (json_object_get_array_member (json_node_get_object (node), *name)),
        >, 0);
  g_assert_true (json_object_has_member (info, "host"));
  g_assert_true (json_object_has_member (info, "cpu"));
  g_assert_cmpint (json_object_get_int_member (counts, "mini_batches"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (counts, "decisions"), >=,
                   json_object_get_int_member (counts, "lower_bound"));
  g_assert_cmpint (json_object_get_int_member (counts, "types"), >, 2);
  g_assert_cmpint (json_object_get_int_member (counts, "events"), >, 0);
}

static void
test_steps (void)
{
  g_autofree char *all_text = harness_ok ("steps", TRACE, "--format", "csv", NULL);
  g_autofree char *timed_text = harness_ok ("steps", TRACE, "--format", "csv", "--times", NULL);
  g_autofree char *json_text = harness_ok ("steps", TRACE, "--format", "json", NULL);
  g_autoptr (JsonNode) json = harness_parse_json (json_text);
  g_autoptr (JsonNode) info = read_info (TRACE);
  g_autoptr (GPtrArray) all = harness_csv (all_text);
  g_autoptr (GPtrArray) timed = harness_csv (timed_text);
  gint64 nodes[3] = { 0 };
  guint row = 1;

  g_assert_true (g_str_has_prefix (all_text, "decision,mini_batch,type,batch_size,state,reason"));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json)), ==, all->len - 1);
  g_assert_cmpuint (timed->len, ==, all->len);
  for (guint i = 1; i < all->len; i++)
    {
      g_assert_cmpint (harness_number (all, i, "decision"), ==, i);
      nodes[harness_number (all, i, "mini_batch")] += harness_number (all, i, "batch_size");
      g_assert_cmpint (harness_number (timed, i, "run_ns"), >, 0);
      g_assert_cmpint (harness_number (timed, i, "choose_ns"), >=, 0);
    }

  for (guint m = 0; m < 3; m++)
    {
      g_autofree char *number = g_strdup_printf ("%u", m);
      g_autofree char *text = harness_ok ("steps", TRACE, "--mini-batch", number, "--format", "csv",
                                          NULL);
      g_autoptr (GPtrArray) some = harness_csv (text);
      JsonObject *mini_batch = json_array_get_object_element (get_mini_batches (info), m);

      g_assert_cmpint (nodes[m], ==, json_object_get_int_member (mini_batch, "nodes"));
      g_assert_cmpint (some->len - 1, ==, json_object_get_int_member (mini_batch, "batches"));
      for (guint i = 1; i < some->len; i++, row++)
        {
          g_autofree char *a = g_strjoinv (",", some->pdata[i]);
          g_autofree char *b = g_strjoinv (",", all->pdata[row]);

          g_assert_cmpstr (a, ==, b);
        }
    }
  g_assert_cmpuint (row, ==, all->len);
}

static void
test_steps_range (void)
{
  g_autofree char *all_text = harness_ok ("steps", TRACE, "--format", "csv", NULL);
  g_autofree char *some_text = harness_ok ("steps", TRACE, "--from", "3", "--to", "5", "--format",
                                           "csv", NULL);
  g_autofree char *second_text = harness_ok ("steps", TRACE, "--mini-batch", "1", "--from", "2",
                                             "--to", "2", "--format", "csv", NULL);
  g_autoptr (GPtrArray) all = harness_csv (all_text);
  g_autoptr (GPtrArray) some = harness_csv (some_text);
  g_autoptr (GPtrArray) second = harness_csv (second_text);
  guint before = 0;

  g_assert_cmpuint (some->len, ==, 4);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpint (harness_number (some, i, "decision"), ==, i + 2);

  while (harness_number (all, before + 1, "mini_batch") == 0)
    before++;
  g_assert_cmpuint (second->len, ==, 2);
  g_assert_cmpint (harness_number (second, 1, "decision"), ==, before + 2);
}

/* Each decision as inspect has it is the one that steps has. */
static void
test_inspect (void)
{
  g_autofree char *all_text = harness_ok ("steps", TRACE, "--format", "csv", NULL);
  g_autoptr (GPtrArray) all = harness_csv (all_text);
  guint within = 0;

  for (guint i = 1; i < all->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *number_within = NULL;
      g_autofree char *text = harness_ok ("inspect", TRACE, "--decision", number, "--format",
                                          "json", NULL);
      g_autofree char *relative = NULL;
      g_autofree char *frontier_text = NULL;
      g_autoptr (GPtrArray) frontier = NULL;
      g_autoptr (JsonNode) node = harness_parse_json (text);
      JsonObject *object = json_node_get_object (node);
      guint n_chosen = 0;

      g_assert_cmpint (json_object_get_int_member (object, "decision"), ==, i);
      g_assert_cmpint (json_object_get_int_member (object, "mini_batch"), ==,
                       harness_number (all, i, "mini_batch"));
      g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                       harness_cell (all, i, "type"));
      g_assert_cmpint (json_object_get_int_member (object, "batch_size"), ==,
                       harness_number (all, i, "batch_size"));

      within = i > 1
                       && harness_number (all, i, "mini_batch")
                              == harness_number (all, i - 1, "mini_batch")
                   ? within + 1
                   : 1;
      number_within = g_strdup_printf ("%u", within);
      relative = harness_ok ("inspect", TRACE, "--mini-batch", harness_cell (all, i, "mini_batch"),
                             "--decision", number_within, "--format", "json", NULL);
      g_assert_cmpstr (relative, ==, text);

      frontier_text = harness_ok ("inspect", TRACE, "--decision", number, "--format", "csv", NULL);
      g_assert_true (g_str_has_prefix (frontier_text, "type,ready,reachable,rho,score,chosen"));
      frontier = harness_csv (frontier_text);
      for (guint r = 1; r < frontier->len; r++)
        {
          if (g_strcmp0 (harness_cell (frontier, r, "chosen"), "true") != 0)
            continue;
          n_chosen++;
          g_assert_cmpstr (harness_cell (frontier, r, "type"), ==, harness_cell (all, i, "type"));
        }
      g_assert_cmpuint (n_chosen, ==, 1);
    }

  g_free (harness_ok ("inspect", TRACE, NULL));
}

static void
test_report (void)
{
  g_autofree char *text = harness_ok ("report", TRACE, NULL);
  g_autofree char *nothing = harness_ok ("report", TRACE, "--format", "text", "-o", "r.txt", NULL);
  g_autofree char *file = harness_read ("r.txt", NULL);

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (text, ==, file);
  g_assert_nonnull (strstr (text, "tree-lstm"));
}

/* A trace that Control+C cut short opens and holds what ran. */
static void
test_interrupt (void)
{
  const char *const words[] = { "record", "--data",    CORPUS,           "--model-size",
                                "256",    "--batches", "100000",         "--policy",
                                "depth",  "-o",        "stopped.bscope", NULL };
  int null = g_open ("/dev/null", O_WRONLY | O_CLOEXEC, 0);
  GPid pid = harness_start (words, null, "stopped.err");
  g_autofree char *message = NULL;
  g_autoptr (JsonNode) info = NULL;
  JsonObject *counts;

  for (guint i = 0; i < 3000 && !g_file_test ("stopped.bscope", G_FILE_TEST_EXISTS); i++)
    g_usleep (10000);
  g_assert_true (g_file_test ("stopped.bscope", G_FILE_TEST_EXISTS));
  g_usleep (500000);
  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  g_assert_cmpint (harness_wait (pid), ==, 130);
  g_close (null, NULL);

  message = harness_read ("stopped.err", NULL);
  g_assert_nonnull (strstr (message, "stopped.bscope"));
  info = read_info ("stopped.bscope");
  counts = json_object_get_object_member (json_node_get_object (info), "counts");
  g_assert_cmpint (json_object_get_int_member (counts, "decisions"), >, 0);
  g_free (harness_ok ("inspect", "stopped.bscope", NULL));
  g_free (harness_ok ("report", "stopped.bscope", NULL));
}

static void
test_broken_pipe (void)
{
  const char *const words[] = { "steps", TRACE, "--format", "json", NULL };
  g_autofree char *message = NULL;
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_close (ends[0], NULL);
  g_assert_cmpint (harness_wait (harness_start (words, ends[1], "pipe.err")), ==, 0);
  g_close (ends[1], NULL);
  message = harness_read ("pipe.err", NULL);
  g_assert_cmpstr (message, ==, "");
}

static void
test_full_disk (void)
{
  const char *const words[] = { "steps", TRACE, NULL };
  g_autofree char *message = NULL;
  int full = g_open ("/dev/full", O_WRONLY | O_CLOEXEC, 0);

  if (full < 0)
    {
      g_test_skip ("there is no /dev/full");
      return;
    }
  g_assert_cmpint (harness_wait (harness_start (words, full, "full.err")), ==, 2);
  g_close (full, NULL);
  message = harness_read ("full.err", NULL);
  g_assert_true (g_str_has_prefix (message, "batchscope-cli: "));
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  harness_write_corpus (CORPUS, 40, 5);
  record (TRACE, "fsm", "cpu", "1");

  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/sample", test_sample);
  g_test_add_func ("/cli/record/same-seed", test_same_seed);
  g_test_add_func ("/cli/record/losses", test_losses);
  g_test_add_func ("/cli/record/planners", test_planners);
  g_test_add_func ("/cli/record/interrupt", test_interrupt);
  g_test_add_func ("/cli/schedule/formats", test_schedule);
  g_test_add_func ("/cli/schedule/dump", test_dump);
  g_test_add_func ("/cli/schedule/by-hand", test_graph_by_hand);
  g_test_add_func ("/cli/train", test_train);
  g_test_add_func ("/cli/train-in-time", test_train_in_time);
  g_test_add_func ("/cli/info", test_info);
  g_test_add_func ("/cli/steps/all", test_steps);
  g_test_add_func ("/cli/steps/range", test_steps_range);
  g_test_add_func ("/cli/inspect", test_inspect);
  g_test_add_func ("/cli/report", test_report);
  g_test_add_func ("/cli/output/broken-pipe", test_broken_pipe);
  g_test_add_func ("/cli/output/full-disk", test_full_disk);

  return harness_finish ();
}
