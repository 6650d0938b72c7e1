/* SPDX-License-Identifier: Apache-2.0 */
/* verify: recordings of every workload can be had again, and altered ones cannot. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tests/cli/harness.h"

#define SIZES "--batch-size", "4", "--model-size", "8", "--batches", "2", "--seed", "3"

static const char *const workloads[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm", "lattice-gru",   "lstm-nmt",
                                         "random-dag",   "perfect-tree" };

static void
record (const char *workload, const char *policy, const char *option, const char *value)
{
  g_free (harness_ok ("record", "--workload", workload, SIZES, "--policy", policy, "-o", "t.bscope",
                      option, value, NULL));
}

/* All of it can be checked, and is the same. */
static void
assert_verified (const char *option, const char *value)
{
  g_autofree char *text = harness_ok ("verify", "--strict", "t.bscope", option, value, NULL);

  g_assert_nonnull (strstr (text, "bit for bit"));
  g_assert_null (strstr (text, "ot checked"));
}

static void
test_workload (gconstpointer workload)
{
  static const struct
  {
    const char *policy, *option, *value;
  } cases[] = {
    { "agenda", "--planner", "creation" },
    { "sufficient-reversed", "--planner", "published" },
    { "random", "--threads", "2" },
    { "beam", "--beam", "3" },
    { "unbatched", "--backend", "reference" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      record (workload, cases[i].policy, cases[i].option, cases[i].value);
      assert_verified (NULL, NULL);
    }
}

/* Policies that are learned, from a file, or searched for; graphs that grow. */
static void
test_policies (void)
{
  static const char *const encodings[] = { "base", "max", "sort", "marked" };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      record ("lattice-gru", "fsm", "--encoding", encodings[i]);
      assert_verified (NULL, NULL);
    }
  record ("tree-lstm-2type", "exact", "--max-states", "500");
  assert_verified (NULL, NULL);

  g_free (harness_ok ("train", "--workload", "lattice-lstm", "--batch-size", "4", "--trials", "50",
                      "-o", "p.json", NULL));
  record ("lattice-lstm", "p.json", NULL, NULL);
  assert_verified (NULL, NULL);
  record ("lstm-nmt", "agenda", "--incremental", NULL);
  assert_verified (NULL, NULL);
  record ("lstm-nmt", "depth", "--incremental", NULL);
  assert_verified (NULL, NULL);
}

static GPtrArray *
verify_csv (int status, const char *option, const char *value)
{
  g_autoptr (Ran) ran = harness_run ("verify", "t.bscope", "--format", "csv", option, value, NULL);

  g_test_message ("%s%s", ran->out, ran->err);
  g_assert_cmpint (ran->status, ==, status);

  return harness_csv (ran->out);
}

/* The row of a check of a mini-batch. */
static void
assert_row (GPtrArray *csv, guint mini_batch, guint check, const char *verdict, const char *what,
            const char *reason)
{
  guint row = 1 + 3 * mini_batch + check;

  g_assert_cmpuint (csv->len, ==, 1 + 3 * 2);
  g_assert_cmpstr (harness_cell (csv, row, "verdict"), ==, verdict);
  g_assert_cmpstr (harness_cell (csv, row, "what"), ==, what);
  g_assert_nonnull (strstr (harness_cell (csv, row, "reason"), reason));
}

static void
alter (const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open ("t.bscope", &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_altered (void)
{
  static const struct
  {
    const char *sql, *what;
    guint check;
  } cases[] = {
    { "UPDATE mini_batch SET lower_bound = lower_bound + 1 WHERE id = 1", "lower_bound", 0 },
    { "UPDATE candidate SET ready = ready - 1 WHERE ready > 1 AND decision ="
      " (SELECT first_decision FROM mini_batch WHERE id = 1)",
      "ready", 0 },
    { "UPDATE decision SET draw = 77 WHERE id = (SELECT max (id) FROM decision)", "draw", 1 },
    { "UPDATE mini_batch SET loss = loss * (1 + 1e-15) WHERE id = 1", "loss", 2 },
    { "UPDATE provenance SET value = '4' WHERE key = 'seed'", "loss", 2 },
    { "UPDATE provenance SET value = '9' WHERE key = 'model_size'", "loss", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) csv = NULL;

      record ("lattice-lstm", "sufficient", NULL, NULL);
      alter (cases[i].sql);
      csv = verify_csv (1, NULL, NULL);
      assert_row (csv, 1, cases[i].check, "different", cases[i].what, "");
    }
}

/* A hostile trace names what it likes; nothing that it names is opened, or too large. */
static void
test_provenance (void)
{
  static const struct
  {
    const char *key, *value, *reason;
  } cases[] = {
    { "workload", "../models/tree-lstm", "../models/tree-lstm" },
    { "model_file", "/dev/zero", "--model" },
    { "model_size", "4000000000", "4000000000" },
    { "model_size", "-1", "-1" },
    { "threads", "1000000", "1000000" },
    { "planner", "none", "none" },
    { "backend", "cuda", "cuda" },
    { "seed", "x", "“seed”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "INSERT OR REPLACE INTO provenance (key, value) VALUES ('%s', '%s')", cases[i].key,
          cases[i].value);
      g_autoptr (GPtrArray) csv = NULL, strict = NULL;

      record ("tree-gru", "agenda", NULL, NULL);
      alter (sql);
      csv = verify_csv (0, NULL, NULL);
      strict = verify_csv (1, "--strict", NULL);
      for (guint k = 0; k < 2; k++)
        {
          assert_row (csv, k, 0, "same", "", "");
          assert_row (csv, k, 1, "same", "", "");
          assert_row (csv, k, 2, "not checked", "", cases[i].reason);
        }
    }

  /* as many words as no machine can hold, of a kind that has no words */
  record ("lattice-lstm", "agenda", NULL, NULL);
  alter ("UPDATE vocabulary SET n = 4000000000 WHERE n_words = 0");
  g_ptr_array_unref (verify_csv (0, NULL, NULL));
}

static void
test_parameters (void)
{
  const char *const wrong[] = { "verify", "t.bscope", "--parameters", "q.safetensors", NULL };
  const char *const superfluous[] = { "verify", "t.bscope", "--parameters", "p.safetensors", NULL };
  g_autoptr (GPtrArray) csv = NULL;

  g_free (harness_ok ("export", "--workload", "tree-gru", "--model-size", "8", "--seed", "5", "-o",
                      "p.safetensors", NULL));
  g_free (harness_ok ("export", "--workload", "tree-gru", "--model-size", "8", "--seed", "6", "-o",
                      "q.safetensors", NULL));
  record ("tree-gru", "agenda", "--parameters", "p.safetensors");
  assert_verified ("--parameters", "p.safetensors");
  csv = verify_csv (0, NULL, NULL);
  assert_row (csv, 0, 2, "not checked", "", "--parameters");
  harness_refuses (wrong, (const char *const[]){ "q.safetensors", "SHA-256", NULL });
  record ("tree-gru", "agenda", NULL, NULL);
  harness_refuses (superfluous, (const char *const[]){ "leave out --parameters", NULL });
}

static void
test_own_model (void)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "models",
                                               "tree-gru.model", NULL);
  g_autofree char *text = harness_read (shipped, NULL);
  const char *const other[] = { "verify", "t.bscope", "--model", "own.model", NULL };

  harness_write ("own.model", text, -1);
  g_free (harness_ok ("record", "--model", "own.model", SIZES, "--policy", "depth", "-o",
                      "t.bscope", NULL));
  assert_verified ("--model", "own.model");
  record ("tree-lstm", "agenda", NULL, NULL);
  harness_refuses (other, (const char *const[]){ "tree-lstm", "tree-gru", NULL });
}

/* Nothing is computed for graphs: only decisions can be checked. */
static void
test_import (void)
{
  g_autofree char *text = NULL;

  record ("lattice-gru", "agenda", NULL, NULL);
  g_free (harness_ok ("export", "t.bscope", "-o", "graph.json", NULL));
  g_free (harness_ok ("import", "graph.json", "--policy", "fsm", "-o", "t.bscope", NULL));
  text = harness_ok ("verify", "t.bscope", NULL);
  g_assert_nonnull (strstr (text, "decisions the same, loss not checked"));
  g_assert_nonnull (strstr (text, "nothing was computed"));
  g_assert_nonnull (strstr (text, "as far as it can be checked"));
}

/* Several at once; one that is none is refused, and those beside it are told of. */
static void
test_several (void)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autoptr (Ran) ran = NULL;
  JsonObject *row;

  record ("tree-gru", "agenda", NULL, NULL);
  text = harness_ok ("verify", "t.bscope", "t.bscope", "--format", "json", NULL);
  json = harness_parse_json (text);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json)), ==, 2 * 2 * 3);
  row = json_array_get_object_element (json_node_get_array (json), 11);
  g_assert_cmpstr (json_object_get_string_member (row, "trace"), ==, "t.bscope");
  g_assert_cmpint (json_object_get_int_member (row, "mini_batch"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (row, "check"), ==, "loss");
  g_assert_cmpstr (json_object_get_string_member (row, "verdict"), ==, "same");

  harness_write ("none.bscope", "none", -1);
  ran = harness_run ("verify", "none.bscope", "t.bscope", NULL);
  g_assert_cmpint (ran->status, ==, 2);
  g_assert_nonnull (strstr (ran->err, "none.bscope"));
  g_assert_nonnull (strstr (ran->out, "t.bscope: the same again"));
  harness_refuses ((const char *const[]){ "verify", NULL },
                   (const char *const[]){ "TRACE is missing", NULL });
  harness_refuses ((const char *const[]){ "verify", "t.bscope", "--format", "xml", NULL },
                   (const char *const[]){ "xml", NULL });
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strdup_printf ("/verify/workload/%s", workloads[i]);

      g_test_add_data_func (path, workloads[i], test_workload);
    }
  g_test_add_func ("/verify/policies", test_policies);
  g_test_add_func ("/verify/altered", test_altered);
  g_test_add_func ("/verify/provenance", test_provenance);
  g_test_add_func ("/verify/parameters", test_parameters);
  g_test_add_func ("/verify/own-model", test_own_model);
  g_test_add_func ("/verify/import", test_import);
  g_test_add_func ("/verify/several", test_several);

  return harness_finish ();
}
