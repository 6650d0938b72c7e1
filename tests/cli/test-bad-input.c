/* SPDX-License-Identifier: Apache-2.0 */
/* Bad usage and bad files: a message that says where and why, exit 2, nothing written over. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "tests/cli/harness.h"

#define CORPUS "corpus.txt"
#define TRACE "trace.bscope"
#define PRECIOUS "somebody's work\n"

#define REFUSES(expected, ...)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const char *const words_[] = { __VA_ARGS__, NULL };                                            \
    const char *const expected_[] = { expected, NULL };                                            \
    harness_refuses (words_, expected_);                                                           \
  }                                                                                                \
  G_STMT_END

#define REFUSES_BOTH(first, second, ...)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const char *const words_[] = { __VA_ARGS__, NULL };                                            \
    const char *const expected_[] = { first, second, NULL };                                       \
    harness_refuses (words_, expected_);                                                           \
  }                                                                                                \
  G_STMT_END

static void
assert_precious (const char *path)
{
  g_autofree char *text = harness_read (path, NULL);

  g_assert_cmpstr (text, ==, PRECIOUS);
}

static void
test_commands (void)
{
  static const char *const commands[] = { "record",  "schedule", "train",  "info",   "steps",
                                          "inspect", "report",   "export", "import", "plan" };
  const char *const nothing[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *const expected[] = { commands[i], NULL };
      const char *const unknown[] = { "conjure", NULL };

      harness_refuses (nothing, expected);
      harness_refuses (unknown, expected);
      REFUSES_BOTH ("--nonsense", "--help", commands[i], "--nonsense");
      REFUSES ("--help", commands[i], "a", "surplus", "argument");
    }
  REFUSES ("conjure", "conjure");
  REFUSES ("--nonsense", "--nonsense");
  REFUSES ("--help", "compare", "--nonsense");
  REFUSES ("TRACE", "info");
  REFUSES ("TRACE", "inspect", "--decision", "3");
}

static void
test_numbers (void)
{
  static const char *const options[] = { "--batch-size", "--batches", "--model-size" };
  static const char *const values[] = {
    "0", "-1", "+3", "1.5", "ten", "", " 4", "4x", "99999999999999999999999", "4294967297"
  };
  static const char *const reals[] = { "--alpha", "--learning-rate", "--gamma", "--epsilon" };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++)
      {
        REFUSES (options[i], "record", "--data", CORPUS, "-o", "new.bscope", options[i], values[k]);
        REFUSES (options[i], "schedule", "--data", CORPUS, options[i], values[k]);
      }
  REFUSES ("--seed", "record", "-o", "new.bscope", "--seed", "-1");
  REFUSES ("--seed", "train", "--seed", "18446744073709551616");
  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      REFUSES (reals[i], "train", "--encoding", "sort", "--data", CORPUS, reals[i], "-0.5");
      REFUSES (reals[i], "train", "--encoding", "sort", "--data", CORPUS, reals[i], "nan");
      REFUSES (reals[i], "train", "--encoding", "sort", "--data", CORPUS, reals[i], "1e999");
      REFUSES (reals[i], "train", "--encoding", "sort", "--data", CORPUS, reals[i], "half");
    }
  REFUSES ("4096", "train", "--data", CORPUS, "--batches", "4097");
  REFUSES ("--episodes", "train", "--encoding", "sort", "--data", CORPUS, "--episodes", "0");
  REFUSES ("--steps", "train", "--encoding", "sort", "--data", CORPUS, "--steps", "0");
  REFUSES ("--check-every", "train", "--encoding", "sort", "--data", CORPUS, "--check-every", "0");
  REFUSES ("--trials", "train", "--data", CORPUS, "--trials", "0");
  REFUSES ("--held-out", "train", "--data", CORPUS, "--held-out", "4097");
  REFUSES ("--beam", "schedule", "--data", CORPUS, "--policy", "beam", "--beam", "0");
  REFUSES ("--max-states", "schedule", "--data", CORPUS, "--policy", "exact", "--max-states", "0");
  g_assert_false (g_file_test ("new.bscope", G_FILE_TEST_EXISTS));
}

/* A setting that nothing looks at, and what contradicts itself. */
static void
test_misplaced (void)
{
  harness_write ("one.graph", "1\n1 0\n", -1);
  REFUSES_BOTH ("--alpha", "Q-learning", "train", "--data", CORPUS, "--alpha", "1");
  REFUSES_BOTH ("--true-maximum", "Q-learning", "train", "--data", CORPUS, "--true-maximum");
  REFUSES_BOTH ("--trials", "priorities", "train", "--data", CORPUS, "--encoding", "max",
                "--trials", "5");
  REFUSES_BOTH ("--parts", "priorities", "train", "--data", CORPUS, "--published", "--parts", "5");
  REFUSES_BOTH ("--published", "--encoding", "train", "--published", "--encoding", "base");
  REFUSES_BOTH ("--beam", "beam", "schedule", "--data", CORPUS, "--policy", "agenda", "--beam",
                "3");
  REFUSES_BOTH ("--max-states", "exact", "compare", "--data", CORPUS, "--policy", "beam",
                "--max-states", "3");
  REFUSES_BOTH ("agenda", "--encoding", "schedule", "--data", CORPUS, "--policy", "agenda",
                "--encoding", "marked");
  REFUSES_BOTH ("--workload", "--model", "record", "--workload", "tree-lstm", "--model", "x.model",
                "-o", "new.bscope");
  REFUSES ("--graph", "record", "--graph", "one.graph", "--model-size", "3", "-o", "new.bscope");
  REFUSES ("--graph", "record", "--graph", "one.graph", "--incremental", "-o", "new.bscope");
  REFUSES ("--graph", "record", "--graph", "one.graph", "--parameters", "p", "-o", "new.bscope");
  REFUSES ("--backend", "record", "--graph", "one.graph", "--backend", "cpu", "-o", "new.bscope");
  REFUSES ("--planner", "record", "--graph", "one.graph", "--planner", "full", "-o", "new.bscope");
  REFUSES ("--threads", "record", "--graph", "one.graph", "--threads", "2", "-o", "new.bscope");
  REFUSES ("--planner", "record", "--backend", "reference", "--planner", "full", "-o",
           "new.bscope");
  REFUSES ("--threads", "record", "--backend", "reference", "--threads", "2", "-o", "new.bscope");
  REFUSES ("no objective", "train", "--data", CORPUS, "--objective", "speed");
  REFUSES_BOTH ("--costs", "--objective time", "train", "--data", CORPUS, "--objective", "time");
  REFUSES_BOTH ("--costs", "--objective time", "train", "--data", CORPUS, "--costs", "a.bscope");
  REFUSES_BOTH ("Costs", "nowhere.bscope", "train", "--data", CORPUS, "--objective", "time",
                "--costs", "nowhere.bscope");
  REFUSES ("held out", "train", "--graph", "one.graph", "--held-out", "1");
  REFUSES ("--incremental", "record", "--data", CORPUS, "--incremental", "-o", "new.bscope");
  REFUSES ("FILE", "import", "-o", "new.bscope");
  REFUSES ("-o", "import", "one.graph");
  REFUSES ("one.graph", "import", "one.graph", "-o", "one.graph");
  REFUSES ("TRACE", "info", TRACE, "--workload", "tree-lstm");
  REFUSES ("parameters", "export", TRACE, "--format", "safetensors", "-o", "p.safetensors");
  REFUSES ("safetensors", "export", "--workload", "tree-lstm", "-o", "a.png");
  g_assert_false (g_file_test ("new.bscope", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("p.safetensors", G_FILE_TEST_EXISTS));
}

/* A program without its data says where it looked. */
static void
test_no_models (void)
{
  g_autofree char *folder = g_strdup (g_getenv ("BATCHSCOPE_DATA_DIR"));

  g_setenv ("BATCHSCOPE_DATA_DIR", "nowhere", TRUE);
  REFUSES_BOTH ("nowhere/models", "BATCHSCOPE_DATA_DIR", "schedule", "--workload", "tree-lstm");
  g_setenv ("BATCHSCOPE_DATA_DIR", folder, TRUE);
}

/* Models of one's own, and what they read. */
static void
test_models (void)
{
  REFUSES ("absent.model", "record", "--model", "absent.model", "-o", "new.bscope");
  harness_write ("bad.model", "model broken \"a model\"\ninput tree\ncell {\n", -1);
  REFUSES_BOTH ("bad.model", ":3:", "record", "--model", "bad.model", "-o", "new.bscope");
  REFUSES_BOTH ("bad.model", ":3:", "info", "--model", "bad.model");
  REFUSES ("/dev/zero", "record", "--model", "/dev/zero", "-o", "new.bscope");
  REFUSES_BOTH ("lstm-nmt", "2 files", "record", "--workload", "lstm-nmt", "--data", CORPUS, "-o",
                "new.bscope");
  REFUSES_BOTH ("tree-lstm", "1 file, not 2", "schedule", "--data", CORPUS, "--data", CORPUS);
  REFUSES_BOTH ("perfect-tree", "--data", "schedule", "--workload", "perfect-tree", "--data",
                CORPUS);
  REFUSES ("bad.model", "train", "--model", "bad.model", "-o", "bad.model");

  harness_write ("short.safetensors", "short", -1);
  REFUSES ("short.safetensors", "record", "--parameters", "short.safetensors", "-o", "new.bscope");
  REFUSES ("absent.safetensors", "record", "--parameters", "absent.safetensors", "-o",
           "new.bscope");
  REFUSES ("/dev/zero", "record", "--parameters", "/dev/zero", "-o", "new.bscope");
  g_free (
      harness_ok ("export", "--data", CORPUS, "--model-size", "8", "-o", "p.safetensors", NULL));
  REFUSES_BOTH ("p.safetensors", "misshapen", "record", "--data", CORPUS, "--model-size", "16",
                "--parameters", "p.safetensors", "-o", "new.bscope");
  REFUSES_BOTH ("p.safetensors", "missing", "record", "--workload", "tree-gru", "--data", CORPUS,
                "--model-size", "8", "--parameters", "p.safetensors", "-o", "new.bscope");
  REFUSES ("p.safetensors", "record", "--data", CORPUS, "--model-size", "8", "--parameters",
           "p.safetensors", "-o", "p.safetensors");
  g_assert_false (g_file_test ("new.bscope", G_FILE_TEST_EXISTS));
}

static void
test_choices (void)
{
  REFUSES ("policy", "record", "--data", CORPUS, "-o", "new.bscope", "--policy", "best");
  REFUSES ("best-policy.json", "schedule", "--data", CORPUS, "--policy", "best-policy.json");
  REFUSES ("encoding", "schedule", "--data", CORPUS, "--encoding", "none");
  REFUSES_BOTH ("abacus", "published", "record", "--data", CORPUS, "-o", "new.bscope", "--planner",
                "abacus");
  REFUSES_BOTH ("--threads", "64", "record", "--data", CORPUS, "-o", "new.bscope", "--threads",
                "0");
  REFUSES_BOTH ("abacus", "reference", "record", "--data", CORPUS, "-o", "new.bscope", "--backend",
                "abacus");
  REFUSES_BOTH ("perceptron", "tree-lstm", "schedule", "--workload", "perceptron");
  REFUSES ("perceptron", "schedule", "--workload", "../models/perceptron");
  REFUSES ("xml", "schedule", "--data", CORPUS, "--format", "xml");
  REFUSES ("--graph", "schedule", "--data", CORPUS, "--graph", "a.graph");
  REFUSES ("missing.txt", "schedule", "--data", "missing.txt");
  REFUSES ("missing.graph", "schedule", "--graph", "missing.graph");
  REFUSES ("-o", "record", "--data", CORPUS);
  REFUSES ("docx", "report", TRACE, "--format", "docx");
  REFUSES ("weather", "report", TRACE, "--section", "weather");
  REFUSES ("-o", "export", TRACE);
  REFUSES ("bmp", "export", TRACE, "-o", "a.bmp");
  REFUSES_BOTH ("png, svg, pdf, json, text, csv, dot", "chrome, perfetto", "export", TRACE,
                "--format", "ftrace", "-o", "a.png");
  REFUSES ("timeline", "export", TRACE, "--format", "chrome", "--decision", "2", "-o", "a.csv");
  REFUSES ("timeline", "export", TRACE, "--table", "types", "-o", "a.pftrace");
  REFUSES ("--format", "export", TRACE, "-o", "nosuffix");
  REFUSES ("nothing", "export", TRACE, "--view", "nothing", "-o", "a.png");
  REFUSES ("everything", "export", TRACE, "--table", "everything", "-o", "a.csv");
  REFUSES ("png", "export", TRACE, "--table", "types", "-o", "a.png");
  REFUSES ("strip", "export", TRACE, "--view", "strip", "-o", "a.json");
  REFUSES ("strip", "export", TRACE, "--view", "strip", "-o", "a.dot");
  REFUSES ("fsm", "export", TRACE, "--view", "fsm", "-o", "a.txt");
  REFUSES ("--clusters", "export", TRACE, "--clusters", "-o", "a.svg");
  REFUSES ("--width", "export", TRACE, "--width", "30", "-o", "a.csv");
  REFUSES ("--dark", "export", TRACE, "--dark", "-o", "a.dot");
  REFUSES ("dot", "export", TRACE, "--table", "types", "-o", "a.dot");
  REFUSES ("--view", "export", TRACE, "--view", "graph", "--table", "types", "-o", "a.csv");
  REFUSES ("--width", "export", TRACE, "--width", "0", "-o", "a.png");
  REFUSES ("--height", "export", TRACE, "--height", "1e9", "-o", "a.png");
  REFUSES ("--scale", "export", TRACE, "--scale", "16", "--width", "16384", "-o", "a.png");
  g_assert_false (g_file_test ("a.png", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("a.csv", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("new.bscope", G_FILE_TEST_EXISTS));
}

static void
test_places (void)
{
  REFUSES ("UTF-8", "schedule", "--seed", "\xff");
  REFUSES ("decision", "inspect", TRACE, "--decision", "100000");
  REFUSES ("--decision", "inspect", TRACE, "--decision", "0");
  REFUSES ("--decision", "inspect", TRACE, "--decision", "-4");
  REFUSES ("ini-batch 9", "inspect", TRACE, "--mini-batch", "9");
  REFUSES ("ini-batch 9", "steps", TRACE, "--mini-batch", "9");
  REFUSES ("--from", "steps", TRACE, "--from", "5", "--to", "4");
  REFUSES ("100000", "steps", TRACE, "--to", "100000");
  REFUSES ("100000", "steps", TRACE, "--from", "100000");
  REFUSES ("100000", "export", TRACE, "--decision", "100000", "-o", "a.png");
  g_assert_false (g_file_test ("a.png", G_FILE_TEST_EXISTS));
}

static void
test_outputs (void)
{
  g_autofree char *corpus_before = harness_read (CORPUS, NULL);
  g_autofree char *corpus_after = NULL;
  g_autofree char *trace_before = NULL;
  g_autofree char *trace_after = NULL;
  gsize length_before, length_after;

  trace_before = harness_read (TRACE, &length_before);
  REFUSES (CORPUS, "record", "--data", CORPUS, "-o", CORPUS);
  REFUSES (CORPUS, "record", "--data", CORPUS, "-o", "./" CORPUS);
  REFUSES (CORPUS, "train", "--data", CORPUS, "-o", CORPUS);
  /* before anything is learned */
  REFUSES ("/dev/null", "train", "--data", CORPUS, "--trials", "10000000", "-o", "/dev/null");
  REFUSES (TRACE, "export", TRACE, "--format", "png", "-o", TRACE);
  REFUSES (TRACE, "report", TRACE, "-o", TRACE);
  REFUSES ("nowhere", "record", "--data", CORPUS, "-o", "nowhere/new.bscope");
  REFUSES ("nowhere", "export", TRACE, "-o", "nowhere/a.png");
  REFUSES (TRACE, "export", TRACE, "--format", "chrome", "-o", TRACE);
  REFUSES ("nowhere", "train", "--data", CORPUS, "-o", "nowhere/a.json");

  g_assert_cmpint (g_mkdir ("folder", 0777), ==, 0);
  REFUSES ("folder", "record", "--data", CORPUS, "-o", "folder");
  REFUSES ("folder", "report", TRACE, "-o", "folder");

  /* a recording replaces only recordings */
  harness_write ("letter.txt", PRECIOUS, -1);
  REFUSES ("letter.txt", "record", "--data", CORPUS, "-o", "letter.txt");
  assert_precious ("letter.txt");
  REFUSES (CORPUS, "schedule", "--data", CORPUS, "--dump-graphs", CORPUS);

  /* the names of a graph's types are read too */
  harness_write ("named.graph", "1\n1 0\n", -1);
  harness_write ("named.types", PRECIOUS, -1);
  REFUSES ("named.types", "train", "--graph", "named.graph", "-o", "named.types");
  assert_precious ("named.types");

  corpus_after = harness_read (CORPUS, NULL);
  trace_after = harness_read (TRACE, &length_after);
  g_assert_cmpstr (corpus_before, ==, corpus_after);
  g_assert_cmpmem (trace_before, length_before, trace_after, length_after);
}

/* What is no file must not be replaced by one, and what is still to be read not be written over. */
static void
test_replaced (void)
{
  g_autofree char *before = NULL, *after = NULL;
  GStatBuf found;

  g_assert_cmpint (mkfifo ("pipe", 0666), ==, 0);
  REFUSES ("pipe", "train", "--data", CORPUS, "--encoding", "sort", "--episodes", "1", "-o",
           "pipe");
  g_assert_cmpint (g_stat ("pipe", &found), ==, 0);
  g_assert_true (S_ISFIFO (found.st_mode));

  /* a link stays one */
  harness_write ("behind.json", "", 0);
  g_assert_cmpint (symlink ("behind.json", "link.json"), ==, 0);
  g_free (harness_ok ("train", "--data", CORPUS, "--encoding", "sort", "--episodes", "1", "-o",
                      "link.json", NULL));
  g_free (harness_ok ("report", TRACE, "-o", "link.json", NULL));
  g_assert_true (g_file_test ("link.json", G_FILE_TEST_IS_SYMLINK));
  after = harness_read ("behind.json", NULL);
  g_assert_nonnull (strstr (after, TRACE));
  g_clear_pointer (&after, g_free);

  g_assert_cmpint (g_mkdir ("graphs", 0777), ==, 0);
  harness_write ("graphs/0.graph", "1\n1 0\n", -1);
  harness_write ("graphs/1.graph", "2\n1 0\n1 0\n", -1);
  before = harness_read ("graphs/0.graph", NULL);
  REFUSES ("1.graph", "schedule", "--policy", "agenda", "--graph", "graphs/1.graph", "--graph",
           "graphs/0.graph", "--dump-graphs", "./graphs");
  after = harness_read ("graphs/0.graph", NULL);
  g_assert_cmpstr (before, ==, after);
  REFUSES ("--dump-graphs", "schedule", "--data", CORPUS, "--dump-graphs", "");
}

static void
test_devices (void)
{
  REFUSES ("/dev/zero", "record", "--data", "/dev/zero", "-o", "new.bscope");
  REFUSES ("/dev/zero", "schedule", "--graph", "/dev/zero");
  REFUSES ("/dev/zero", "train", "--data", "/dev/zero");
}

/* More than memory could hold is refused before it is asked for. */
static void
test_too_large (void)
{
  g_autoptr (GString) labels = g_string_new (NULL);
  g_autoptr (GString) trees = g_string_new (NULL);

  for (guint i = 0; i < 100; i++)
    g_string_append (trees, "(1 (2 a) ");
  g_string_append (trees, "(3 b)");
  for (guint i = 0; i < 100; i++)
    g_string_append_c (trees, ')');
  harness_write ("large.txt", trees->str, -1);
  REFUSES_BOTH ("1000000 inputs", "smaller", "record", "--data", "large.txt", "--batch-size",
                "1000000", "-o", "new.bscope");
  REFUSES_BOTH ("1000000 inputs", "smaller", "schedule", "--data", "large.txt", "--batch-size",
                "1000000");

  for (guint i = 0; i <= 65536; i++)
    g_string_append_printf (labels, "(l%u word)\n", i);
  harness_write ("labels.txt", labels->str, -1);
  REFUSES_BOTH ("labels.txt, line 65537", "labels", "record", "--data", "labels.txt", "-o",
                "new.bscope");
}

static void
refuse_corpus (const char *name, const char *line)
{
  harness_write ("kept.bscope", PRECIOUS, -1);
  harness_write ("kept.json", PRECIOUS, -1);
  REFUSES_BOTH (name, line, "record", "--data", name, "-o", "kept.bscope");
  REFUSES_BOTH (name, line, "schedule", "--data", name);
  REFUSES_BOTH (name, line, "train", "--data", name, "-o", "kept.json");
  assert_precious ("kept.bscope");
  assert_precious ("kept.json");
}

static void
test_corpora (void)
{
  static const struct
  {
    const char *text, *line;
  } cases[] = {
    { "(1 (2 a) (3 b))\n(1 (2 a) (3 b)\n", "line 2" },
    { "(1 (2 a) (3 b))\n(1 (2 a) (3 b)\n(2 c)\n", "line 3" },
    { "(1 (2 a) (3 b)))\n", "line 1" },
    { "(1 a)\n(2 b)\n)\n", "line 3" },
    { "", "no tree" },
    { "\n\n  \n", "no tree" },
    { "(1 a)\na plain sentence\n", "line 2" },
    { "word|TAG other|TAG\n", "line 1" },
    { "3\n1 0\n1 0\n", "line 1" },
    { "(1 a)\n()\n", "line 2" },
    { "(1 a)\n(2)\n", "line 2" },
    { "(1 (2 a) b)\n", "line 1" },
    { "(1 a) trailing\n", "line 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      harness_write ("bad.txt", cases[i].text, -1);
      refuse_corpus ("bad.txt", cases[i].line);
    }
  REFUSES ("folder-of-data", "schedule", "--data", "folder-of-data");
  g_assert_cmpint (g_mkdir ("folder-of-data", 0777), ==, 0);
  REFUSES ("folder-of-data", "schedule", "--data", "folder-of-data");
}

static void
test_garbage (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autofree char *garbage = g_malloc (100000);

  for (guint i = 0; i < 100000; i++)
    garbage[i] = (char) g_rand_int_range (random, 0, 256);
  harness_write ("garbage.bin", garbage, 100000);
  refuse_corpus ("garbage.bin", "line ");
  REFUSES ("garbage.bin", "schedule", "--graph", "garbage.bin");
  REFUSES ("garbage.bin", "schedule", "--data", CORPUS, "--policy", "garbage.bin");
  REFUSES ("garbage.bin", "info", "garbage.bin");

  /* a NUL in the middle of a tree */
  harness_write ("nul.txt", "(1 (2 a\0b) (3 c))\n", 18);
  refuse_corpus ("nul.txt", "line 1");
}

static void
test_long_line (void)
{
  const gsize length = 10 * 1024 * 1024;
  g_autofree char *line = g_malloc (length);

  memset (line, 'a', length);
  harness_write ("long.txt", line, (gssize) length);
  refuse_corpus ("long.txt", "line 1");
  REFUSES ("long.txt", "schedule", "--graph", "long.txt");
  REFUSES ("long.txt", "schedule", "--data", CORPUS, "--policy", "long.txt");

  memset (line, '(', length);
  harness_write ("long.txt", line, (gssize) length);
  refuse_corpus ("long.txt", "line 1");

  memset (line, ')', length);
  harness_write ("long.txt", line, (gssize) length);
  refuse_corpus ("long.txt", "line 1");
}

/* Depth costs memory, never the stack. */
static void
test_deep (void)
{
  const guint depth = 100000;
  g_autoptr (GString) tree = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) csv = NULL;

  for (guint i = 0; i < depth; i++)
    g_string_append (tree, "(1 ");
  harness_write ("open.txt", tree->str, (gssize) tree->len);
  refuse_corpus ("open.txt", "line 1");

  g_string_append (tree, "(2 a)");
  for (guint i = 0; i < depth; i++)
    g_string_append (tree, " (3 b))");
  harness_write ("deep.txt", tree->str, (gssize) tree->len);
  text = harness_ok ("schedule", "--data", "deep.txt", "--batch-size", "1", "--policy", "depth",
                     "--format", "csv", NULL);
  csv = harness_csv (text);
  g_assert_cmpint (harness_number (csv, 1, "nodes"), >, 2 * depth);
  g_assert_cmpint (harness_number (csv, 1, "lower_bound"), >, depth);
  g_assert_cmpint (harness_number (csv, 1, "batches"), >=, harness_number (csv, 1, "lower_bound"));
}

static void
test_graphs (void)
{
  static const struct
  {
    const char *text, *line;
  } cases[] = {
    { "", "bad.graph" },
    { "0\n", "bad.graph" },
    { "2\n1 0\n", "node 1" },
    { "1\n0 0\n", "line 2" },
    { "2\n1 0\n1 1 1\n", "line 3" },
    { "2\n1 0\n1 1 7\n", "line 3" },
    { "2\n1 0\n1 2 0\n", "line 3" },
    { "2\n1 0\n1 1 0 0\n", "line 3" },
    { "2\n1 0\n1 4000000000 0\n", "line 3" },
    { "1\n70000 0\n", "line 2" },
    { "-1\n", "line 1" },
    { "99999999999999999999\n", "line 1" },
    { "4294967295\n1 0\n", "bad.graph" },
    { "1\n1 0\n1 0\n", "line 3" },
    { "1\nword 0\n", "line 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      harness_write ("bad.graph", cases[i].text, -1);
      REFUSES_BOTH ("bad.graph", cases[i].line, "schedule", "--graph", "bad.graph");
      REFUSES_BOTH ("bad.graph", cases[i].line, "train", "--graph", "bad.graph");
    }
}

static void
refuse_trace (const char *path)
{
  harness_write ("kept.png", PRECIOUS, -1);
  REFUSES (path, "info", path);
  REFUSES (path, "steps", path);
  REFUSES (path, "inspect", path, "--decision", "1");
  REFUSES (path, "report", path, "-o", "kept.png");
  REFUSES (path, "export", path, "-o", "kept.png");
  assert_precious ("kept.png");
}

static void
execute (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
copy_trace (const char *path)
{
  gsize length;
  g_autofree char *bytes = harness_read (TRACE, &length);

  harness_write (path, bytes, (gssize) length);
}

static void
test_traces (void)
{
  refuse_trace ("absent.bscope");

  g_assert_cmpint (g_mkdir ("folder.bscope", 0777), ==, 0);
  refuse_trace ("folder.bscope");

  harness_write ("empty.bscope", "", 0);
  refuse_trace ("empty.bscope");

  harness_write ("text.bscope", "this is no trace\n", -1);
  refuse_trace ("text.bscope");

  execute ("other.bscope", "CREATE TABLE address (name TEXT); INSERT INTO address VALUES ('x');");
  refuse_trace ("other.bscope");

  copy_trace ("newer.bscope");
  execute ("newer.bscope", "PRAGMA user_version = 9999;");
  refuse_trace ("newer.bscope");
  REFUSES ("ewer", "info", "newer.bscope");
}

/* Wherever it was cut, and whatever bytes are wrong: refused or opened, never a crash. */
static void
test_damaged_traces (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  gsize length;
  g_autofree char *bytes = harness_read (TRACE, &length);

  for (gsize cut = 1; cut <= 16; cut++)
    {
      harness_write ("cut.bscope", bytes, (gssize) (length * cut / 17));
      refuse_trace ("cut.bscope");
    }
  harness_write ("cut.bscope", bytes, 50);
  refuse_trace ("cut.bscope");
  harness_write ("cut.bscope", bytes, 100);
  refuse_trace ("cut.bscope");

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, length);
      g_autoptr (Ran) info = NULL;
      g_autoptr (Ran) inspect = NULL;
      g_autoptr (Ran) export = NULL;

      for (guint k = 0; k < 20; k++)
        copy[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int_range (random, 0,
                                                                                       256);
      harness_write ("damaged.bscope", copy, (gssize) length);
      info = harness_run ("info", "damaged.bscope", "--format", "json", NULL);
      inspect = harness_run ("inspect", "damaged.bscope", "--decision", "5", NULL);
      export = harness_run ("export", "damaged.bscope", "--decision", "5", "-o", "d.svg", NULL);
      g_assert_true (info->status == 0 || info->status == 2);
      g_assert_true (inspect->status == 0 || inspect->status == 2);
      g_assert_true (export->status == 0 || export->status == 2);
      g_assert_true ((info->status == 0) == (info->err[0] == '\0'));
    }
}

/* A trace is untrusted: numbers in it must not be believed. One lie a column: /fuzz/trace-rows tells more of them. */
static void
test_lying_traces (void)
{
  static const char *const values[] = { "-1", "4000000000", "9223372036854775807" };
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *tables = NULL, *columns = NULL;
  sqlite3 *db = NULL;
  guint refused = 0;

  g_assert_cmpint (sqlite3_open_v2 (TRACE, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT name FROM sqlite_schema WHERE type = 'table'",
                                       -1, &tables, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (tables) == SQLITE_ROW)
    {
      const char *table = (const char *) sqlite3_column_text (tables, 0);
      g_autofree char *sql = g_strdup_printf ("SELECT name, type FROM pragma_table_info ('%s')",
                                              table);

      g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &columns, NULL), ==, SQLITE_OK);
      while (sqlite3_step (columns) == SQLITE_ROW)
        {
          const char *column = (const char *) sqlite3_column_text (columns, 0);

          if (g_strcmp0 ((const char *) sqlite3_column_text (columns, 1), "INTEGER") != 0)
            continue;
          g_ptr_array_add (
              statements, g_strdup_printf ("UPDATE OR IGNORE \"%s\" SET \"%s\" = %s WHERE "
                                           "rowid = (SELECT max (rowid) FROM \"%s\")",
                                           table, column,
                                           values[statements->len % G_N_ELEMENTS (values)], table));
        }
      sqlite3_finalize (columns);
    }
  sqlite3_finalize (tables);
  sqlite3_close (db);

  g_assert_cmpuint (statements->len, >, 20);
  for (guint i = 0; i < statements->len; i++)
    {
      g_autoptr (Ran) ran = NULL;

      copy_trace ("lying.bscope");
      g_assert_cmpint (sqlite3_open ("lying.bscope", &db), ==, SQLITE_OK);
      /* a table without row ids or a constraint of the schema may refuse it: then nothing lies */
      sqlite3_exec (db, g_ptr_array_index (statements, i), NULL, NULL, NULL);
      sqlite3_close (db);

      g_test_message ("%s", (char *) g_ptr_array_index (statements, i));
      ran = harness_run ("report", "lying.bscope", NULL);
      g_assert_true (ran->status == 0 || ran->status == 2);
      refused += ran->status == 2;
    }
  g_assert_cmpuint (refused, >, 0);
}

static void
test_policies (void)
{
  static const char *const texts[] = {
    "", "{", "[]", "{}", "null", "3", "{\"version\": 9999}", "{\"states\": [[[[[]]]]]}"
  };
  g_autofree char *good = NULL, *marked = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      harness_write ("bad.json", texts[i], -1);
      REFUSES ("bad.json", "schedule", "--data", CORPUS, "--policy", "bad.json");
    }

  REFUSES_BOTH (TRACE, "not a Batchscope policy", "schedule", "--data", CORPUS, "--policy", TRACE);

  g_free (harness_ok ("train", "--data", CORPUS, "--encoding", "base", "-o", "good.json", NULL));
  good = harness_read ("good.json", NULL);
  marked = g_strconcat ("\xef\xbb\xbf", good, NULL);
  harness_write ("mark.json", marked, -1);
  g_free (harness_ok ("schedule", "--data", CORPUS, "--policy", "mark.json", NULL));
  REFUSES ("base", "schedule", "--data", CORPUS, "--policy", "good.json", "--encoding", "sort");
  for (gsize cut = 1; cut < strlen (good) - 2; cut += strlen (good) / 40 + 1)
    {
      harness_write ("bad.json", good, (gssize) cut);
      REFUSES ("bad.json", "schedule", "--data", CORPUS, "--policy", "bad.json");
    }
}

#define N_MANY 3000

/* A policy for other inputs: refused when it knows nothing of them, else a warning. */
static void
test_foreign_policies (void)
{
  g_autoptr (Ran) ran = NULL;
  g_autoptr (Ran) resumed = NULL;
  g_autoptr (GString) many = g_string_new (NULL);

  harness_write ("foreign.graph", "3\n1 0\n2 1 0\n3 1 0\n", -1);
  harness_write ("foreign.types", "leaf\nsquare\ncircle\n", -1);
  harness_write ("other.graph", "1\n1 0\n", -1);
  g_string_append_printf (many, "%u\n", N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    g_string_append_printf (many, "%u 0\n", i + 1);
  harness_write ("many.graph", many->str, -1);
  g_free (harness_ok ("train", "--data", CORPUS, "-o", "trees.json", NULL));
  REFUSES_BOTH ("trees.json", "t1", "schedule", "--graph", "other.graph", "--policy", "trees.json");
  /* of very many types, the first ones */
  REFUSES_BOTH ("t20", "…", "schedule", "--graph", "many.graph", "--policy", "trees.json");
  REFUSES_BOTH ("trees.json", "t1", "compare", "--graph", "other.graph", "--policy", "trees.json");
  REFUSES_BOTH ("trees.json", "t1", "import", "other.graph", "--policy", "trees.json", "-o",
                "new.bscope");
  REFUSES_BOTH ("trees.json", "t1", "train", "--graph", "other.graph", "--resume", "trees.json");
  REFUSES ("trees.json", "import", "other.graph", "--policy", "trees.json", "-o", "trees.json");
  g_assert_false (g_file_test ("new.bscope", G_FILE_TEST_EXISTS));

  ran = harness_run ("schedule", "--graph", "foreign.graph", "--policy", "trees.json", "--format",
                     "csv", NULL);
  g_assert_cmpint (ran->status, ==, 0);
  g_assert_nonnull (strstr (ran->err, "square, circle"));
  g_assert_null (strstr (ran->err, "leaf"));

  resumed = harness_run ("train", "--graph", "foreign.graph", "--resume", "trees.json", "--trials",
                         "5", NULL);
  g_assert_cmpint (resumed->status, ==, 0);
  g_assert_nonnull (strstr (resumed->err, "trees.json"));
  g_assert_nonnull (strstr (resumed->err, "square, circle"));
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  harness_write_corpus (CORPUS, 20, 6);
  g_free (harness_ok ("record", "--data", CORPUS, "--model-size", "8", "--batch-size", "6",
                      "--batches", "2", "-o", TRACE, NULL));

  g_test_add_func ("/bad-input/commands", test_commands);
  g_test_add_func ("/bad-input/numbers", test_numbers);
  g_test_add_func ("/bad-input/misplaced", test_misplaced);
  g_test_add_func ("/bad-input/models", test_models);
  g_test_add_func ("/bad-input/no-models", test_no_models);
  g_test_add_func ("/bad-input/choices", test_choices);
  g_test_add_func ("/bad-input/places", test_places);
  g_test_add_func ("/bad-input/outputs", test_outputs);
  g_test_add_func ("/bad-input/replaced", test_replaced);
  g_test_add_func ("/bad-input/devices", test_devices);
  g_test_add_func ("/bad-input/too-large", test_too_large);
  g_test_add_func ("/bad-input/corpora", test_corpora);
  g_test_add_func ("/bad-input/garbage", test_garbage);
  g_test_add_func ("/bad-input/long-line", test_long_line);
  g_test_add_func ("/bad-input/deep", test_deep);
  g_test_add_func ("/bad-input/graphs", test_graphs);
  g_test_add_func ("/bad-input/policies", test_policies);
  g_test_add_func ("/bad-input/policies/foreign", test_foreign_policies);
  g_test_add_func ("/bad-input/traces", test_traces);
  g_test_add_func ("/bad-input/traces/damaged", test_damaged_traces);
  g_test_add_func ("/bad-input/traces/lying", test_lying_traces);

  return harness_finish ();
}
