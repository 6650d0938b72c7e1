/* SPDX-License-Identifier: Apache-2.0 */
/* Counts on real corpora against an independent simulation, where both lie beside the checkout. */
#include "config.h"

#include "tests/cli/harness.h"

typedef struct
{
  const char *key, *workload;
  const char *files[2];
} Case;

static const Case cases[] = {
  { "treelstm", "tree-lstm", { "data/trees/train.txt" } },
  { "tree2", "tree-lstm-2type", { "data/trees/train.txt" } },
  { "mvrnn", "mv-rnn", { "data/trees/train.txt" } },
  { "bilstm", "bilstm-tagger", { "data/tags/dev.txt" } },
  { "bilstmchar", "bilstm-tagger-char", { "data/tags/dev.txt" } },
  { "latlstm", "lattice-lstm", { "data/lattice/train.txt" } },
  { "latgru", "lattice-gru", { "data/lattice/train.txt" } },
  { "nmt", "lstm-nmt", { "data/iwslt15/tst2012.en", "data/iwslt15/tst2012.vi" } },
};

static char *
find_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "..", "shared",
                                            name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/* Runs @command on the corpus of @test, with @arguments; %NULL with a skip where it is not there. */
static GPtrArray *
run (const char *command, const Case *test, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (Ran) ran = NULL;

  g_strv_builder_add_many (words, command, "--workload", test->workload, "--format", "csv", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (test->files) && test->files[i] != NULL; i++)
    {
      g_autofree char *path = find_file (test->files[i]);

      if (path == NULL)
        {
          g_test_skip ("the reference corpus is not beside the checkout");
          return NULL;
        }
      g_strv_builder_add_many (words, "--data", path, NULL);
    }
  g_strv_builder_addv (words, (const char **) arguments);
  argv = g_strv_builder_end (words);
  ran = harness_run_words ((const char *const *) argv);
  g_assert_cmpint (ran->status, ==, 0);

  return harness_csv (ran->out);
}

static GPtrArray *
read_reference (void)
{
  g_autofree char *path = find_file ("reference-counts.csv");
  g_autofree char *text = NULL;

  if (path == NULL)
    {
      g_test_skip ("the reference counts are not beside the checkout");
      return NULL;
    }
  text = harness_read (path, NULL);

  return harness_csv (text);
}

/* Every rule on every size that the reference has, row by row. */
static void
test_rules (gconstpointer data)
{
  static const char *const sizes[] = { "8", "64", "256" };
  static const char *const columns[] = { "depth", "agenda_static_mean", "agenda_remaining_mean",
                                         "sufficient_forward", "sufficient_backward" };
  const guint n = G_N_ELEMENTS (columns);
  const Case *test = data;
  g_autoptr (GPtrArray) reference = read_reference ();
  guint compared = 0;

  for (guint i = 0; reference != NULL && i < G_N_ELEMENTS (sizes); i++)
    {
      const char *const arguments[] = { "--batch-size", sizes[i],
                                        "--batches",    "3",
                                        "--policy",     "depth",
                                        "--policy",     "agenda",
                                        "--policy",     "agenda-remaining",
                                        "--policy",     "sufficient",
                                        "--policy",     "sufficient-reversed",
                                        "--each",       NULL };
      g_autoptr (GPtrArray) rows = run ("compare", test, arguments);

      if (rows == NULL)
        return;
      for (guint r = 1; r < reference->len; r++)
        {
          guint first = 1 + (guint) harness_number (reference, r, "mini_batch") * n;

          if (!g_str_equal (harness_cell (reference, r, "workload"), test->key)
              || !g_str_equal (harness_cell (reference, r, "batch_size"), sizes[i]))
            continue;
          for (guint p = 0; p < n; p++)
            {
              g_assert_cmpint (harness_number (rows, first + p, "nodes"), ==,
                               harness_number (reference, r, "nodes"));
              g_assert_cmpint (harness_number (rows, first + p, "lower_bound"), ==,
                               harness_number (reference, r, "lower_bound"));
              g_assert_cmpint (harness_number (rows, first + p, "batches"), ==,
                               harness_number (reference, r, columns[p]));
            }
          compared++;
        }
    }
  g_assert_true (reference == NULL || compared == 9);
}

/* On trees every encoding of the paper reaches the lower bound. */
static void
test_published (gconstpointer encoding)
{
  const char *const arguments[] = { "--batches", "3", "--encoding", encoding, NULL };
  g_autoptr (GPtrArray) rows = run ("schedule", &cases[0], arguments);

  for (guint r = 1; rows != NULL && r <= 3; r++)
    g_assert_cmpint (harness_number (rows, r, "batches"), ==,
                     harness_number (rows, r, "lower_bound"));
}

/* Where the lower bound can be reached, what is learned on the first mini-batch reaches it on the
 * next five. */
static void
test_learned (gconstpointer data)
{
  const char *const arguments[] = { "--held-out", "5", NULL };
  g_autoptr (GPtrArray) rows = run ("train", data, arguments);

  if (rows == NULL)
    return;
  g_assert_cmpuint (rows->len, ==, 1 + 2 + 6);
  for (guint r = 1; r < rows->len; r++)
    g_assert_cmpint (harness_number (rows, r, "gap"), ==, 0);
}

int
main (int argc, char **argv)
{
  static const char *const reached[] = { "treelstm", "mvrnn", "bilstm", "bilstmchar", "nmt", NULL };
  static const char *const encodings[] = { "base", "max", "sort" };

  harness_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rules = g_strdup_printf ("/reference/rules/%s", cases[i].workload);
      g_autofree char *learned = g_strdup_printf ("/reference/learned/%s", cases[i].workload);

      g_test_add_data_func (rules, &cases[i], test_rules);
      if (g_strv_contains (reached, cases[i].key))
        g_test_add_data_func (learned, &cases[i], test_learned);
    }
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reference/published/%s", encodings[i]);

      g_test_add_data_func (path, encodings[i], test_published);
    }

  return harness_finish ();
}
