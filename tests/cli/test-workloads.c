/* SPDX-License-Identifier: Apache-2.0 */
/* Every model that is shipped on its sample, policies side by side, learning and what it saves,
 * graphs that grow, parameters from files, graphs from elsewhere. */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include <glib/gstdio.h>

#include "tests/cli/harness.h"

#define SIZES "--batch-size", "8", "--model-size", "16"

static const char *const workloads[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm", "lattice-gru",   "lstm-nmt",
                                         "random-dag",   "perfect-tree" };

static JsonObject *
get_first_mini_batch (JsonNode *info)
{
  JsonArray *mini_batches = json_object_get_array_member (json_node_get_object (info),
                                                          "mini_batches");

  return json_array_get_object_element (mini_batches, 0);
}

static JsonNode *
read_info (const char *path)
{
  g_autofree char *text = harness_ok ("info", path, "--format", "json", NULL);

  return harness_parse_json (text);
}

static double
read_loss (const char *path)
{
  g_autoptr (JsonNode) info = read_info (path);

  return json_object_get_double_member (get_first_mini_batch (info), "loss");
}

static void
record (const char *workload, const char *policy, const char *backend, const char *path)
{
  g_free (harness_ok ("record", "--workload", workload, SIZES, "--policy", policy, "--backend",
                      backend, "-o", path, NULL));
}

/* Whatever the order of the work, the result is that of one node at a time. */
static void
test_losses (gconstpointer workload)
{
  static const char *const policies[] = { "unbatched", "agenda", "fsm" };
  static const char *const backends[] = { "cpu", "reference" };
  double loss;

  record (workload, "unbatched", "reference", "oracle.bscope");
  loss = read_loss ("oracle.bscope");
  g_assert_cmpfloat (loss, >, 0.0);
  for (guint p = 0; p < G_N_ELEMENTS (policies); p++)
    for (guint b = 0; b < G_N_ELEMENTS (backends); b++)
      {
        record (workload, policies[p], backends[b], "losses.bscope");
        g_assert_cmpfloat (fabs (read_loss ("losses.bscope") - loss), <=, 1e-4 * loss);
      }
}

static void
test_same_seed (gconstpointer workload)
{
  g_autofree char *first = NULL, *second = NULL;

  record (workload, "fsm", "cpu", "first.bscope");
  record (workload, "fsm", "cpu", "second.bscope");
  first = harness_ok ("steps", "first.bscope", "--format", "csv", NULL);
  second = harness_ok ("steps", "second.bscope", "--format", "csv", NULL);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpfloat (read_loss ("first.bscope"), ==, read_loss ("second.bscope"));
}

/* Step by step the same is computed, in no fewer batches. */
static void
test_incremental (void)
{
  static const char *const backends[] = { "cpu", "reference" };
  g_autoptr (JsonNode) whole = NULL;
  g_autofree char *rows = NULL;
  g_autoptr (GPtrArray) csv = NULL;
  double loss;
  gint64 batches = 0;

  record ("lstm-nmt", "agenda", "cpu", "whole.bscope");
  whole = read_info ("whole.bscope");
  loss = json_object_get_double_member (get_first_mini_batch (whole), "loss");
  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    {
      g_autoptr (JsonNode) info = NULL;
      JsonObject *grown;

      g_free (harness_ok ("record", "--workload", "lstm-nmt", SIZES, "--policy", "agenda",
                          "--incremental", "--backend", backends[i], "-o", "grown.bscope", NULL));
      info = read_info ("grown.bscope");
      grown = get_first_mini_batch (info);
      g_assert_cmpfloat (fabs (json_object_get_double_member (grown, "loss") - loss), <=,
                         1e-4 * loss);
      g_assert_cmpint (json_object_get_int_member (grown, "stages"), >, 2);
      g_assert_cmpint (json_object_get_int_member (grown, "nodes"), ==,
                       json_object_get_int_member (get_first_mini_batch (whole), "nodes"));
      batches = json_object_get_int_member (grown, "batches");
      g_assert_cmpint (batches, >=,
                       json_object_get_int_member (get_first_mini_batch (whole), "batches"));
    }

  /* scheduling alone comes to the same */
  rows = harness_ok ("schedule", "--workload", "lstm-nmt", "--batch-size", "8", "--policy",
                     "agenda", "--incremental", "--format", "csv", NULL);
  csv = harness_csv (rows);
  g_assert_cmpint (harness_number (csv, 1, "batches"), ==, batches);

  /* nothing else grows */
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    if (!g_str_equal (workloads[i], "lstm-nmt"))
      harness_refuses ((const char *const[]){ "record", "--workload", workloads[i], "--incremental",
                                              "-o", "no.bscope", NULL },
                       (const char *const[]){ workloads[i], "--incremental", NULL });
}

static void
test_pair_files (void)
{
  g_autofree char *source = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples",
                                              "parallel.en", NULL);
  g_autofree char *target = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples",
                                              "parallel.xx", NULL);

  record ("lstm-nmt", "agenda", "cpu", "sample.bscope");
  g_free (harness_ok ("record", "--workload", "lstm-nmt", "--data", source, "--data", target, SIZES,
                      "--policy", "agenda", "-o", "pair.bscope", NULL));
  g_assert_cmpfloat (read_loss ("sample.bscope"), ==, read_loss ("pair.bscope"));
}

/* A model in a file of one's own is the same as the one that is shipped. */
static void
test_own_model (void)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "models",
                                               "tree-gru.model", NULL);
  g_autofree char *text = harness_read (shipped, NULL);
  g_autoptr (JsonNode) info = NULL;
  JsonObject *facts;

  harness_write ("own.model", text, -1);
  record ("tree-gru", "depth", "cpu", "shipped.bscope");
  g_free (harness_ok ("record", "--model", "own.model", SIZES, "--policy", "depth", "-o",
                      "own.bscope", NULL));
  g_assert_cmpfloat (read_loss ("shipped.bscope"), ==, read_loss ("own.bscope"));
  info = read_info ("own.bscope");
  facts = json_object_get_object_member (json_node_get_object (info), "info");
  g_assert_cmpstr (json_object_get_string_member (facts, "model_file"), ==, "own.model");
  g_assert_cmpstr (json_object_get_string_member (facts, "workload"), ==, "tree-gru");
}

static char *
sha256_of (const char *path)
{
  gsize length;
  g_autofree char *bytes = harness_read (path, &length);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

/* Parameters that were written and read again are the same, and the trace says whose they are. */
static void
test_parameters (void)
{
  g_autoptr (JsonNode) info = NULL;
  g_autofree char *sum = NULL;
  JsonObject *facts;

  g_free (harness_ok ("export", "--format", "safetensors", "--workload", "lattice-gru",
                      "--model-size", "16", "--seed", "5", "-o", "p.safetensors", NULL));
  g_free (harness_ok ("record", "--workload", "lattice-gru", SIZES, "--policy", "agenda", "--seed",
                      "5", "-o", "seed.bscope", NULL));
  g_free (harness_ok ("record", "--workload", "lattice-gru", SIZES, "--policy", "agenda",
                      "--parameters", "p.safetensors", "-o", "file.bscope", NULL));
  record ("lattice-gru", "agenda", "cpu", "other.bscope");
  g_assert_cmpfloat (read_loss ("seed.bscope"), ==, read_loss ("file.bscope"));
  g_assert_cmpfloat (read_loss ("seed.bscope"), !=, read_loss ("other.bscope"));

  info = read_info ("file.bscope");
  facts = json_object_get_object_member (json_node_get_object (info), "info");
  sum = sha256_of ("p.safetensors");
  g_assert_cmpstr (json_object_get_string_member (facts, "parameters"), ==, "p.safetensors");
  g_assert_cmpstr (json_object_get_string_member (facts, "parameters_sha256"), ==, sum);
}

/* What info says of a model is what export writes of it. */
static void
test_model_info (gconstpointer workload)
{
  g_autofree char *json = harness_ok ("info", "--workload", workload, "--model-size", "8",
                                      "--format", "json", NULL);
  g_autofree char *csv_text = harness_ok ("info", "--workload", workload, "--model-size", "8",
                                          "--format", "csv", NULL);
  g_autofree char *text = harness_ok ("info", "--workload", workload, NULL);
  g_autoptr (JsonNode) node = harness_parse_json (json);
  JsonArray *parameters = json_object_get_array_member (json_node_get_object (node), "parameters");
  JsonArray *cells = json_object_get_array_member (json_node_get_object (node), "cells");
  g_autofree char *file = NULL;
  gsize length;
  gint64 n_values = 0;

  g_assert_true (g_str_has_prefix (csv_text, "parameter,shape,values\n"));
  g_free (harness_ok ("export", "--workload", workload, "--model-size", "8", "-o", "m.safetensors",
                      NULL));
  file = harness_read ("m.safetensors", &length);
  for (guint i = 0; i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = json_array_get_object_element (parameters, i);
      g_autofree char *quoted = g_strdup_printf (
          "\"%s\"", json_object_get_string_member (parameter, "parameter"));

      /* the header of the file is JSON: it ends long before a NUL could end the search */
      g_assert_nonnull (strstr (file + 8, quoted));
      g_assert_nonnull (strstr (text, json_object_get_string_member (parameter, "parameter")));
      n_values += json_object_get_int_member (parameter, "values");
    }
  g_assert_cmpint ((gint64) length, >, 4 * n_values);
  g_assert_cmpint ((gint64) length, <, 4 * n_values + 16384);
  g_assert_cmpuint (json_array_get_length (cells), >, 2);
  g_assert_nonnull (strstr (text, workload));
}

static GPtrArray *
run_csv (const char *const *words)
{
  g_autoptr (Ran) ran = harness_run_words (words);

  g_assert_cmpint (ran->status, ==, 0);

  return harness_csv (ran->out);
}

#define CSV(...) run_csv ((const char *const[]){ __VA_ARGS__, "--format", "csv", NULL })

/* What is exported and imported again is scheduled the same, decision by decision. */
static void
test_import (gconstpointer workload)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (JsonNode) info = NULL;

  record (workload, "agenda", "cpu", "before.bscope");
  g_free (harness_ok ("export", "before.bscope", "-o", "graph.json", NULL));
  g_free (harness_ok ("import", "graph.json", "--policy", "agenda", "-o", "after.bscope", NULL));
  before = harness_ok ("steps", "before.bscope", "--format", "csv", NULL);
  after = harness_ok ("steps", "after.bscope", "--format", "csv", NULL);
  g_assert_cmpstr (before, ==, after);

  info = read_info ("after.bscope");
  g_assert_true (json_object_get_null_member (get_first_mini_batch (info), "loss"));
  g_free (harness_ok ("report", "after.bscope", NULL));
  g_free (harness_ok ("inspect", "after.bscope", NULL));
}

/* Graphs as files are recorded, learned on and compared like mini-batches. */
static void
test_graphs (void)
{
  g_autoptr (GPtrArray) recorded = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) learned = NULL;

  g_free (harness_ok ("schedule", "--workload", "lattice-lstm", "--batch-size", "4", "--batches",
                      "3", "--policy", "agenda", "--dump-graphs", "dump", NULL));
  g_free (harness_ok ("record", "--graph", "dump/0.graph", "--graph", "dump/1.graph", "--policy",
                      "beam", "-o", "graphs.bscope", NULL));
  recorded = CSV ("export", "graphs.bscope", "--table", "mini_batches", "-o", "/dev/stdout");
  rows = CSV ("schedule", "--graph", "dump/0.graph", "--graph", "dump/1.graph", "--policy", "beam");
  g_assert_cmpuint (recorded->len, ==, 3);
  for (guint i = 1; i < 3; i++)
    {
      g_assert_cmpint (harness_number (recorded, i, "nodes"), ==,
                       harness_number (rows, i, "nodes"));
      g_assert_cmpint (harness_number (recorded, i, "batches"), ==,
                       harness_number (rows, i, "batches"));
    }

  /* of graphs, the last ones are held out */
  learned = CSV ("train", "--graph", "dump/0.graph", "--graph", "dump/1.graph", "--graph",
                 "dump/2.graph", "--held-out", "1", "--trials", "100", "-o", "graphs.json");
  g_assert_cmpuint (learned->len, ==, 6);
  g_assert_cmpstr (harness_cell (learned, 4, "set"), ==, "held_out");
  g_assert_cmpint (harness_number (learned, 4, "mini_batch"), ==, 2);
}

/* Rows of compare are those of schedule; totals are their sums; ratios are ratios. */
static void
test_compare (void)
{
  static const char *const policies[] = { "unbatched", "depth", "agenda", "beam" };
  const guint n = G_N_ELEMENTS (policies);
  g_autoptr (GPtrArray)
      each = CSV ("compare", "--workload", "lattice-lstm", "--batch-size", "8", "--batches", "2",
                  "--policy", "unbatched", "--policy", "depth", "--policy", "agenda", "--policy",
                  "beam", "--beam", "4", "--each");
  g_autoptr (GPtrArray) totals = CSV (
      "compare", "--workload", "lattice-lstm", "--batch-size", "8", "--batches", "2", "--policy",
      "unbatched", "--policy", "depth", "--policy", "agenda", "--policy", "beam", "--beam", "4");
  gint64 fewest = G_MAXINT64;

  g_assert_cmpuint (each->len, ==, 1 + 3 * n);
  g_assert_cmpuint (totals->len, ==, 1 + n);
  for (guint p = 0; p < n; p++)
    {
      g_autoptr (GPtrArray)
          alone = p == n - 1 ? CSV ("schedule", "--workload", "lattice-lstm", "--batch-size", "8",
                                    "--batches", "2", "--policy", policies[p], "--beam", "4")
                             : CSV ("schedule", "--workload", "lattice-lstm", "--batch-size", "8",
                                    "--batches", "2", "--policy", policies[p]);
      gint64 sum = 0;

      for (guint i = 0; i < 2; i++)
        {
          guint row = 1 + i * n + p;

          g_assert_cmpstr (harness_cell (each, row, "policy"), ==, policies[p]);
          g_assert_cmpint (harness_number (each, row, "mini_batch"), ==, i);
          g_assert_cmpint (harness_number (each, row, "batches"), ==,
                           harness_number (alone, i + 1, "batches"));
          g_assert_cmpint (harness_number (each, row, "gap"), ==,
                           harness_number (each, row, "batches")
                               - harness_number (each, row, "lower_bound"));
          sum += harness_number (each, row, "batches");
        }
      g_assert_cmpstr (harness_cell (each, 1 + 2 * n + p, "mini_batch"), ==, "");
      g_assert_cmpint (harness_number (each, 1 + 2 * n + p, "batches"), ==, sum);
      g_assert_cmpint (harness_number (totals, 1 + p, "batches"), ==, sum);
      fewest = MIN (fewest, sum);
    }

  for (guint p = 0; p < n; p++)
    {
      double ratio = g_ascii_strtod (harness_cell (totals, 1 + p, "to_best"), NULL);

      g_assert_cmpfloat (
          fabs (ratio - (double) harness_number (totals, 1 + p, "batches") / (double) fewest), <,
          1e-4);
      g_assert_cmpfloat (g_ascii_strtod (harness_cell (totals, 1 + p, "to_fastest"), NULL), >=,
                         1.0);
    }
  g_assert_cmpint (harness_number (totals, 1, "batches"), ==, harness_number (totals, 1, "nodes"));
}

/* Without --policy the usual ones; the search is the best of them. */
static void
test_compare_usual (void)
{
  g_autofree char *json = harness_ok ("compare", "--workload", "tree-lstm-2type", "--batch-size",
                                      "8", "--format", "json", NULL);
  g_autofree char *text = harness_ok ("compare", "--workload", "tree-lstm-2type", "--batch-size",
                                      "8", NULL);
  g_autoptr (JsonNode) node = harness_parse_json (json);
  static const char *const usual[] = { "depth", "agenda", "sufficient", "sufficient-reversed",
                                       "fsm",   "beam" };
  JsonArray *rows = json_node_get_array (node);

  g_assert_cmpuint (json_array_get_length (rows), ==, G_N_ELEMENTS (usual));
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_assert_cmpstr (json_object_get_string_member (row, "policy"), ==, usual[i]);
      g_assert_nonnull (strstr (text, usual[i]));
      g_assert_true (json_object_get_null_member (row, "coverage")
                     == !g_str_equal (usual[i], "fsm"));
      g_assert_true (json_object_get_null_member (row, "status")
                     == !g_str_equal (usual[i], "beam"));
      g_assert_cmpint (
          json_object_get_int_member (row, "batches"), >=,
          json_object_get_int_member (
              json_array_get_object_element (rows, G_N_ELEMENTS (usual) - 1), "batches"));
    }
}

/* A search says how good its schedule is. */
static void
test_searches (void)
{
  g_autoptr (GPtrArray) exact = CSV ("schedule", "--workload", "lattice-lstm", "--batch-size", "2",
                                     "--policy", "exact");
  g_autoptr (GPtrArray) beam = CSV ("schedule", "--workload", "lattice-lstm", "--batch-size", "2",
                                    "--policy", "beam");
  g_autoptr (GPtrArray) starved = CSV ("schedule", "--workload", "lattice-lstm", "--batch-size",
                                       "8", "--policy", "exact", "--max-states", "10");
  g_autoptr (GPtrArray) rule = CSV ("schedule", "--workload", "lattice-lstm", "--batch-size", "2",
                                    "--policy", "depth");
  char **header = g_ptr_array_index (rule, 0);
  g_autoptr (JsonNode) info = NULL;
  JsonObject *facts;

  g_assert_nonnull (strstr (harness_cell (exact, 1, "status"), "optimal"));
  g_assert_null (strstr (harness_cell (starved, 1, "status"), "optimal"));
  g_assert_cmpint (harness_number (exact, 1, "batches"), <=, harness_number (beam, 1, "batches"));
  g_assert_false (g_strv_contains ((const char *const *) header, "status"));

  /* a recording keeps it */
  g_free (harness_ok ("record", "--workload", "lattice-lstm", "--batch-size", "2", "--model-size",
                      "8", "--policy", "exact", "-o", "exact.bscope", NULL));
  info = read_info ("exact.bscope");
  facts = json_object_get_object_member (json_node_get_object (info), "info");
  g_assert_cmpstr (json_object_get_string_member (facts, "search"), ==,
                   harness_cell (exact, 1, "status"));
}

static JsonObject *
get_root (JsonNode *node)
{
  return json_node_get_object (node);
}

static JsonNode *
read_policy (const char *path)
{
  g_autofree char *text = harness_read (path, NULL);

  return harness_parse_json (text);
}

/* The default method: small, readable, the same again, and of use where it was not learned. */
static void
test_train (gconstpointer workload)
{
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (JsonNode) policy = NULL;
  g_autoptr (GPtrArray) rows = CSV ("train", "--workload", workload, "--batch-size", "8",
                                    "--held-out", "2", "--trials", "300", "-o", "a.json");
  /* without --held-out the policy is the same: nothing of those mini-batches goes into it */
  g_autoptr (GPtrArray) history = CSV ("train", "--workload", workload, "--batch-size", "8",
                                       "--trials", "300", "-o", "b.json");
  g_autoptr (GPtrArray) agenda = CSV ("schedule", "--workload", workload, "--batch-size", "8",
                                      "--batches", "3", "--policy", "agenda");
  g_autoptr (GPtrArray) learned = CSV ("schedule", "--workload", workload, "--batch-size", "8",
                                       "--batches", "3", "--policy", "a.json");
  static const struct
  {
    const char *set, *mini_batch;
  } expected[] = { { "training", "0" },
                   { "training", "" },
                   { "held_out", "1" },
                   { "held_out", "2" },
                   { "held_out", "" } };
  gint64 agenda_sum = 0, learned_sum = 0;

  first = harness_read ("a.json", NULL);
  second = harness_read ("b.json", NULL);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (strlen (first), <, 200000);
  policy = harness_parse_json (first);
  g_assert_cmpstr (json_object_get_string_member (get_root (policy), "encoding"), ==, "marked");
  /* the last row is about what was saved */
  g_assert_cmpint (harness_number (history, history->len - 1, "best"), ==,
                   harness_number (rows, 1, "batches"));
  g_assert_cmpint (harness_number (history, history->len - 1, "priorities"), >=, 0);

  g_assert_cmpuint (rows->len, ==, 1 + G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpstr (harness_cell (rows, i + 1, "set"), ==, expected[i].set);
      g_assert_cmpstr (harness_cell (rows, i + 1, "mini_batch"), ==, expected[i].mini_batch);
    }
  g_assert_cmpint (harness_number (rows, 5, "batches"), ==,
                   harness_number (rows, 3, "batches") + harness_number (rows, 4, "batches"));
  for (guint i = 1; i <= 3; i++)
    {
      guint row = i == 1 ? 1 : i + 1;

      g_assert_cmpint (harness_number (rows, row, "batches"), ==,
                       harness_number (learned, i, "batches"));
      g_assert_cmpint (harness_number (rows, row, "lower_bound"), ==,
                       harness_number (learned, i, "lower_bound"));
      g_assert_cmpint (harness_number (rows, row, "fallbacks"), ==,
                       harness_number (learned, i, "fallbacks"));
      g_assert_cmpint (harness_number (rows, row, "known"), <=,
                       harness_number (rows, row, "asked"));
      agenda_sum += harness_number (agenda, i, "batches");
      learned_sum += harness_number (learned, i, "batches");
    }
  g_assert_cmpint (learned_sum, <, agenda_sum);
}

/* The published encodings side by side; the best of them is what is saved. */
static void
test_published (void)
{
  static const char *const encodings[] = { "base", "max", "sort" };
  g_autoptr (GPtrArray)
      rows = CSV ("train", "--workload", "lattice-gru", "--batch-size", "8", "--published",
                  "--episodes", "200", "--held-out", "1", "-o", "published.json");
  g_autoptr (JsonNode) policy = read_policy ("published.json");
  const char *kept = json_object_get_string_member (get_root (policy), "encoding");
  gint64 fewest = G_MAXINT64, of_kept = 0;

  g_assert_cmpuint (rows->len, ==, 1 + 3 * 4);
  for (guint i = 0; i < 3; i++)
    {
      gint64 batches = harness_number (rows, 1 + 4 * i, "batches");
      g_autoptr (GPtrArray)
          alone = CSV ("train", "--workload", "lattice-gru", "--batch-size", "8", "--encoding",
                       encodings[i], "--episodes", "200", "--held-out", "1");

      g_assert_cmpstr (harness_cell (rows, 1 + 4 * i, "encoding"), ==, encodings[i]);
      g_assert_cmpint (harness_number (alone, 1, "batches"), ==, batches);
      g_assert_cmpint (harness_number (alone, 3, "batches"), ==,
                       harness_number (rows, 3 + 4 * i, "batches"));
      /* at the end there is no choice: only the reduction is left */
      g_assert_cmpint (harness_number (rows, 1 + 4 * i, "asked"), <, batches);
      fewest = MIN (fewest, batches);
      if (g_str_equal (encodings[i], kept))
        of_kept = batches;
    }
  g_assert_cmpint (of_kept, ==, fewest);
}

/* Going on counts on, and is no worse than what it went on from. */
static void
test_resume (gconstpointer encoding)
{
  gboolean marked = g_str_equal (encoding, "marked");
  const char *number = marked ? "--trials" : "--episodes";
  g_autoptr (GPtrArray)
      first = CSV ("train", "--workload", "lattice-lstm", "--batch-size", "8", "--encoding",
                   encoding, number, "100", "--held-out", "1", "-o", "begun.json");
  g_autoptr (GPtrArray)
      second = CSV ("train", "--workload", "lattice-lstm", "--batch-size", "8", "--resume",
                    "begun.json", number, "150", "--held-out", "1", "-o", "resumed.json");
  g_autoptr (JsonNode) begun = read_policy ("begun.json");
  g_autoptr (JsonNode) resumed = read_policy ("resumed.json");

  g_assert_cmpstr (json_object_get_string_member (get_root (resumed), "encoding"), ==, encoding);
  g_assert_cmpint (json_object_get_int_member (get_root (resumed), "episodes"), >,
                   json_object_get_int_member (get_root (begun), "episodes"));
  g_assert_cmpint (harness_number (second, 1, "batches"), <=, harness_number (first, 1, "batches"));
}

static void
test_act_when_safe (void)
{
  g_autoptr (JsonNode) policy = NULL;

  g_free (harness_ok ("train", "--workload", "lattice-lstm", "--batch-size", "8", "--encoding",
                      "sort", "--act-when-safe", "--episodes", "50", "-o", "safe.json", NULL));
  policy = read_policy ("safe.json");
  g_assert_true (json_object_get_boolean_member (get_root (policy), "act_when_safe"));
  g_free (harness_ok ("schedule", "--workload", "lattice-lstm", "--batch-size", "8", "--policy",
                      "safe.json", NULL));
}

/* Control+C ends learning; what was learned until then is kept. */
static void
test_interrupt (void)
{
  const char *const words[] = { "train",    "--workload", "lattice-lstm", "--batch-size", "8",
                                "--trials", "10000000",   "-o",           "stopped.json", NULL };
  int null = g_open ("/dev/null", O_WRONLY | O_CLOEXEC, 0);
  GPid pid = harness_start (words, null, "stopped.err");
  g_autofree char *message = NULL;

  g_usleep (2000000);
  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  g_assert_cmpint (harness_wait (pid), ==, 130);
  g_close (null, NULL);
  message = harness_read ("stopped.err", NULL);
  g_assert_nonnull (strstr (message, "Interrupted"));
  g_free (harness_ok ("schedule", "--workload", "lattice-lstm", "--batch-size", "8", "--policy",
                      "stopped.json", NULL));
}

static void
add_tests (const char *name, GTestDataFunc function)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workloads/%s/%s", name, workloads[i]);

      g_test_add_data_func (path, workloads[i], function);
    }
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);

  add_tests ("losses", test_losses);
  add_tests ("same-seed", test_same_seed);
  add_tests ("info", test_model_info);
  add_tests ("import", test_import);
  g_test_add_func ("/workloads/incremental", test_incremental);
  g_test_add_func ("/workloads/pair-files", test_pair_files);
  g_test_add_func ("/workloads/own-model", test_own_model);
  g_test_add_func ("/workloads/parameters", test_parameters);
  g_test_add_func ("/workloads/graphs", test_graphs);
  g_test_add_func ("/workloads/compare", test_compare);
  g_test_add_func ("/workloads/compare/usual", test_compare_usual);
  g_test_add_func ("/workloads/searches", test_searches);
  g_test_add_data_func ("/workloads/train/tree-lstm-2type", "tree-lstm-2type", test_train);
  g_test_add_data_func ("/workloads/train/lattice-lstm", "lattice-lstm", test_train);
  g_test_add_data_func ("/workloads/train/lattice-gru", "lattice-gru", test_train);
  g_test_add_func ("/workloads/train/published", test_published);
  g_test_add_data_func ("/workloads/train/resume/marked", "marked", test_resume);
  g_test_add_data_func ("/workloads/train/resume/sort", "sort", test_resume);
  g_test_add_func ("/workloads/train/interrupt", test_interrupt);
  g_test_add_func ("/workloads/train/act-when-safe", test_act_when_safe);

  return harness_finish ();
}
