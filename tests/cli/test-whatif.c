/* SPDX-License-Identifier: Apache-2.0 */
/* whatif and notes: branches beside the recording, regrets, the scan, and what is kept. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/cli/harness.h"

#define SIZES "--batch-size", "4", "--model-size", "4", "--batches", "2", "--seed", "3"

static const char *const workloads[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm", "lattice-gru",   "lstm-nmt" };

static void
record (const char *workload, const char *policy)
{
  g_free (harness_ok ("record", "--workload", workload, SIZES, "--policy", policy, "-o", "t.bscope",
                      NULL));
  g_unlink ("t.bscope-notes");
}

static GPtrArray *
csv (const char *first, const char *second, const char *third, const char *fourth)
{
  g_autofree char *text = harness_ok ("whatif", "--format", "csv", "t.bscope", first, second, third,
                                      fourth, NULL);

  return harness_csv (text);
}

/* Rows of a table whose @column is @value. */
static guint
count_rows (GPtrArray *table, const char *column, const char *value)
{
  guint n = 0;

  for (guint i = 1; i < table->len; i++)
    n += strcmp (harness_cell (table, i, column), value) == 0;

  return n;
}

/* What was recorded, asked for, is what was recorded; the scan says of a decision what its own table
 * says, and that what a branch says. */
static void
test_workload (gconstpointer workload)
{
  static const char *const policies[] = { "agenda", "fsm", "sufficient" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (GPtrArray) steps = NULL;
      g_autoptr (GPtrArray) scan = NULL;
      g_autofree char *text = NULL;

      record (workload, policies[i]);
      text = harness_ok ("steps", "t.bscope", "--format", "csv", NULL);
      steps = harness_csv (text);
      for (guint row = 1; row < steps->len; row += 1 + steps->len / 3)
        {
          const char *decision = harness_cell (steps, row, "decision");
          const char *type = harness_cell (steps, row, "type");
          g_autoptr (GPtrArray) branch = csv (decision, type, NULL, NULL);
          g_autoptr (GPtrArray) regret = csv (decision, NULL, NULL, NULL);

          g_assert_cmpuint (count_rows (branch, "delta", "0"), ==, branch->len - 1);
          g_assert_cmpuint (count_rows (branch, "delta_ns", "0"), ==, branch->len - 1);
          g_assert_cmpuint (count_rows (regret, "chosen", "true"), ==, 1);
          for (guint k = 1; k < regret->len; k++)
            if (strcmp (harness_cell (regret, k, "chosen"), "true") == 0)
              {
                g_assert_cmpstr (harness_cell (regret, k, "type"), ==, type);
                g_assert_cmpint (harness_number (regret, k, "delta"), ==, 0);
              }
        }

      scan = csv ("--scan", "--top", "3", NULL);
      for (guint row = 1; row < scan->len; row++)
        {
          g_autoptr (GPtrArray)
              regret = csv (harness_cell (scan, row, "decision"), NULL, NULL, NULL);
          gint64 least = 0, least_ns = 0;

          for (guint k = 1; k < regret->len; k++)
            {
              least = MIN (least, harness_number (regret, k, "delta"));
              least_ns = MIN (least_ns, harness_number (regret, k, "delta_ns"));
            }
          g_assert_cmpint (harness_number (scan, row, "regret"), ==, -least);
          g_assert_cmpint (ABS (harness_number (scan, row, "time_regret_ns") + least_ns), <=, 1);
        }
    }
}

/* A better policy after the first decision, kept, left again, shown, and forgotten. */
static void
test_kept (void)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *before = NULL, *after = NULL, *text = NULL, *kept = NULL;
  gsize n_before, n_after;
  g_autoptr (JsonNode) json = NULL;

  record ("lattice-lstm", "agenda");
  before = harness_read ("t.bscope", &n_before);
  text = harness_ok ("whatif", "t.bscope", NULL);
  g_assert_nonnull (strstr (text, "No branches are kept"));
  g_clear_pointer (&text, g_free);

  text = harness_ok ("whatif", "t.bscope", "1", "word", "--policy", "beam", "--beam", "5", "--name",
                     "searched", "--keep", NULL);
  g_assert_nonnull (strstr (text, "Branch: searched"));
  g_assert_nonnull (strstr (text, "then beam decides"));
  g_assert_nonnull (strstr (text, "fewer"));
  g_assert_nonnull (strstr (text, "Predicted time"));
  g_assert_nonnull (strstr (text, "Regret of decision 1"));
  g_clear_pointer (&text, g_free);
  text = harness_ok ("whatif", "t.bscope", "2", "char", "--parent", "searched", "--name", "second",
                     "--keep", "--format", "csv", NULL);
  first = harness_csv (text);
  list = csv (NULL, NULL, NULL, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (harness_cell (list, 2, "parent"), ==, "searched");
  g_assert_cmpstr (harness_cell (list, 1, "policy"), ==, "beam");
  g_assert_cmpint (harness_number (list, 2, "batches"), ==, harness_number (first, 1, "batches"));
  again = csv ("--show", "second", NULL, NULL);
  for (guint row = 1; row < first->len; row++)
    g_assert_cmpstr (harness_cell (first, row, "batches"), ==,
                     harness_cell (again, row, "batches"));

  /* it is the trace's file that decides whose notes these are */
  g_clear_pointer (&text, g_free);
  text = harness_ok ("whatif", "t.bscope", "--show", "searched", "--format", "json", NULL);
  json = harness_parse_json (text);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (json));
  harness_refuses ((const char *[]){ "whatif", "t.bscope", "--delete", "searched", NULL },
                   (const char *[]){ "“second” leaves “searched”", NULL });
  g_free (harness_ok ("whatif", "t.bscope", "--delete", "second", NULL));
  g_free (harness_ok ("whatif", "t.bscope", "--delete", "searched", NULL));
  kept = harness_ok ("whatif", "t.bscope", NULL);
  g_assert_nonnull (strstr (kept, "No branches are kept"));
  after = harness_read ("t.bscope", &n_after);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_notes (void)
{
  g_autofree char *text = NULL, *listed = NULL, *empty = NULL;
  g_autoptr (GPtrArray) table = NULL;
  g_autoptr (JsonNode) json = NULL;
  JsonArray *items;

  record ("tree-gru", "agenda");
  empty = harness_ok ("notes", "t.bscope", NULL);
  g_assert_nonnull (strstr (empty, "Nothing is kept"));
  g_free (harness_ok ("notes", "t.bscope", "--add", "why, \"so\"?", "--decision", "3", NULL));
  g_free (harness_ok ("notes", "t.bscope", "--add", "all of these", "--decision", "2-4", NULL));
  g_free (harness_ok ("notes", "t.bscope", "--add", "this one", "--node", "1:5", NULL));
  g_free (harness_ok ("notes", "t.bscope", "--add", "in general", NULL));
  g_free (harness_ok ("notes", "t.bscope", "--edit", "1", "because", NULL));
  g_free (harness_ok ("notes", "t.bscope", "--delete", "2", NULL));
  text = harness_ok ("notes", "t.bscope", "--format", "csv", NULL);
  table = harness_csv (text);
  g_assert_cmpuint (table->len, ==, 4);
  g_assert_cmpstr (harness_cell (table, 1, "text"), ==, "because");
  g_assert_cmpint (harness_number (table, 1, "decision"), ==, 3);
  g_assert_cmpstr (harness_cell (table, 1, "changed"), !=, "");
  g_assert_cmpint (harness_number (table, 2, "id"), ==, 3);
  g_assert_cmpint (harness_number (table, 2, "mini_batch"), ==, 1);
  g_assert_cmpint (harness_number (table, 2, "node"), ==, 5);
  g_assert_cmpstr (harness_cell (table, 3, "decision"), ==, "");
  g_assert_cmpstr (harness_cell (table, 3, "kind"), ==, "note");
  listed = harness_ok ("notes", "t.bscope", "--format", "json", NULL);
  json = harness_parse_json (listed);
  items = json_node_get_array (json);
  g_assert_cmpuint (json_array_get_length (items), ==, 3);

  /* the notes of another recording */
  g_free (harness_ok ("record", "--workload", "tree-gru", SIZES, "-o", "other.bscope", NULL));
  g_assert_cmpint (g_rename ("t.bscope-notes", "other.bscope-notes"), ==, 0);
  harness_refuses ((const char *[]){ "notes", "other.bscope", NULL },
                   (const char *[]){ "other.bscope-notes", "are of another trace", NULL });
  harness_refuses ((const char *[]){ "notes", "other.bscope", "--add", "x", NULL },
                   (const char *[]){ "are of another trace", NULL });
  harness_write ("other.bscope-notes", "{", -1);
  harness_refuses ((const char *[]){ "notes", "other.bscope", NULL },
                   (const char *[]){ "other.bscope-notes:1:", NULL });
}

static void
test_scan (void)
{
  g_autofree char *text = NULL;
  g_autoptr (Ran) part = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) again = NULL;

  record ("lattice-lstm", "agenda");
  text = harness_ok ("whatif", "t.bscope", "--scan", NULL);
  g_assert_nonnull (strstr (text, "Looked at all decisions that had a choice"));
  all = csv ("--scan", "--top", "0", NULL);
  again = csv ("--scan", "--top", "0", NULL);
  g_assert_cmpuint (all->len, ==, again->len);
  g_assert_cmpuint (all->len, >, 2);
  for (guint row = 1; row < all->len; row++)
    {
      if (row > 1)
        g_assert_cmpint (harness_number (all, row - 1, "regret"), >=,
                         harness_number (all, row, "regret"));
      g_assert_cmpstr (harness_cell (all, row, "decision"), ==,
                       harness_cell (again, row, "decision"));
    }

  /* a table says what it does not hold, where it is not in the way */
  part = harness_run ("whatif", "t.bscope", "--scan", "--limit", "2", "--format", "csv", NULL);
  g_assert_cmpint (part->status, ==, 0);
  g_assert_nonnull (strstr (part->err, "the first 2 of the"));
  g_free (harness_ok ("whatif", "t.bscope", "--scan", "--mini-batch", "1", "--batches", NULL));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *arguments[9], *message;
  } cases[] = {
    { { NULL }, "TRACE is missing" },
    { { "t.bscope", "1", "word", "more", NULL }, "more" },
    { { "t.bscope", "0", NULL }, "The decision takes a whole number from 1" },
    { { "t.bscope", "99999", NULL }, "no decision 99999" },
    { { "t.bscope", "1", "nothing", NULL }, "The trace has no type “nothing”; its types are char" },
    { { "t.bscope", "1", "loss", NULL }, "No node of type loss is ready at decision 1; ready are" },
    { { "t.bscope", "1", "--policy", "nobody", NULL }, "neither a policy (unbatched, depth" },
    { { "t.bscope", "1", "--policy", "t.bscope", NULL }, "t.bscope" },
    { { "t.bscope", "1", "--beam", "3", NULL }, "go with --policy" },
    { { "t.bscope", "1", "--policy", "beam", "--beam", "0", NULL }, "--beam" },
    { { "t.bscope", "1", "--keep", NULL }, "go with a decision and a type" },
    { { "t.bscope", "1", "word", "--keep", NULL }, "give --name with --keep" },
    { { "t.bscope", "1", "word", "--parent", "none", NULL }, "No branch “none” is kept" },
    { { "t.bscope", "--scan", "1", NULL }, "take no decision" },
    { { "t.bscope", "--scan", "--show", "x", NULL }, "one of --scan, --show and --delete" },
    { { "t.bscope", "--limit", "3", NULL }, "go with --scan" },
    { { "t.bscope", "--scan", "--mini-batch", "7", NULL }, "no mini-batch 7" },
    { { "t.bscope", "--show", "x", NULL }, "No branch “x” is kept" },
    { { "t.bscope", "--delete", "x", NULL }, "No branch “x” is kept" },
    { { "t.bscope", "1", "--format", "xml", NULL }, "xml" },
  };
  static const struct
  {
    const char *arguments[9], *message;
  } notes[] = {
    { { "t.bscope", "--add", "", NULL }, "it is empty" },
    { { "t.bscope", "--add", "x", "--decision", "99999", NULL }, "no decision 99999" },
    { { "t.bscope", "--add", "x", "--decision", "4-2", NULL }, "lies before" },
    { { "t.bscope", "--add", "x", "--node", "5", NULL }, "two numbers with “:”" },
    { { "t.bscope", "--add", "x", "--node", "9:5", NULL }, "no mini-batch 9" },
    { { "t.bscope", "--add", "x", "--node", "0:99999", NULL }, "no node 99999" },
    { { "t.bscope", "--edit", "1", NULL }, "new text of the note is missing" },
    { { "t.bscope", "--edit", "1", "x", NULL }, "There is no note 1" },
    { { "t.bscope", "--delete", "1", NULL }, "under the number 1" },
    { { "t.bscope", "--delete", "1", "--add", "x", NULL }, "one of --add, --edit and --delete" },
    { { "t.bscope", "text", NULL }, "Only --edit takes a text" },
    { { "t.bscope", "--decision", "1", NULL }, "go with --add" },
  };

  record ("lattice-lstm", "agenda");
  for (guint i = 0; i < G_N_ELEMENTS (cases) + G_N_ELEMENTS (notes); i++)
    {
      guint k = i - G_N_ELEMENTS (cases);
      gboolean is_note = i >= G_N_ELEMENTS (cases);
      const char *const *arguments = is_note ? notes[k].arguments : cases[i].arguments;
      g_autoptr (GPtrArray) words = g_ptr_array_new ();

      g_ptr_array_add (words, (gpointer) (is_note ? "notes" : "whatif"));
      for (guint a = 0; arguments[a] != NULL; a++)
        g_ptr_array_add (words, (gpointer) arguments[a]);
      g_ptr_array_add (words, NULL);
      harness_refuses ((const char *const *) words->pdata,
                       (const char *[]){ is_note ? notes[k].message : cases[i].message, NULL });
    }
  g_assert_false (g_file_test ("t.bscope-notes", G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strconcat ("/whatif/workload/", workloads[i], NULL);

      g_test_add_data_func (path, workloads[i], test_workload);
    }
  g_test_add_func ("/whatif/kept", test_kept);
  g_test_add_func ("/whatif/notes", test_notes);
  g_test_add_func ("/whatif/scan", test_scan);
  g_test_add_func ("/whatif/refused", test_refused);

  return harness_finish ();
}
