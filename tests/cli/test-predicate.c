/* SPDX-License-Identifier: Apache-2.0 */
/* steps --where: what it lists is what a query says, on all workloads; what it counts and refuses; and
 * that all columns are written down. */
#include "config.h"

#include <string.h>

#include "tests/cli/harness.h"

#define TRACE "t.bscope"

static const char *const workloads[] = { "bilstm-tagger", "bilstm-tagger-char", "lattice-gru",
                                         "lattice-lstm",  "lstm-nmt",           "mv-rnn",
                                         "perfect-tree",  "random-dag",         "tree-lstm" };

static const char *const texts[] = {
  "batch_size < 3",
  "type = 'word' AND batch_size < 8",
  "rho < 1 AND q_margin < 0.1",
  "reason = 'ratio' OR n_candidates > 3",
  "state LIKE '%>%' AND (step % 2 OR executed > remaining)",
  "run_ns > choose_ns OR gathers > 0 OR flops > 1e6",
};

static void
record (const char *workload, const char *policy)
{
  g_free (harness_ok ("record", "--workload", workload, "--model-size", "8", "--batch-size", "3",
                      "--batches", "2", "--policy", policy, "-o", TRACE, NULL));
}

static void
check (const char *text)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT decision, mini_batch, type, batch_size, state, reason FROM decisions WHERE (%s) "
      "ORDER BY decision",
      text);
  g_autofree char *rows = harness_ok ("query", TRACE, sql, "--format", "csv", NULL);
  g_autofree char *steps = harness_ok ("steps", TRACE, "--where", text, "--format", "csv", NULL);
  g_autofree char *count = harness_ok ("steps", TRACE, "--where", text, "--count", NULL);
  g_autoptr (GPtrArray) csv = harness_csv (steps);
  g_autofree char *expected = g_strdup_printf ("%u\n", csv->len - 1);

  g_test_message ("%s: %u", text, csv->len - 1);
  g_assert_cmpstr (steps, ==, rows);
  g_assert_cmpstr (count, ==, expected);
}

static void
test_workloads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      record (workloads[i], i % 2 == 0 ? "fsm" : "agenda");
      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        check (texts[k]);
    }
}

/* A range, and what is true within it. */
static void
test_parts (void)
{
  g_autofree char *all = NULL, *none = NULL, *part = NULL, *json = NULL, *times = NULL;
  g_autoptr (GPtrArray) csv = NULL, timed = NULL;

  record ("tree-lstm", "fsm");
  all = harness_ok ("steps", TRACE, "--count", "--format", "csv", NULL);
  none = harness_ok ("steps", TRACE, "--where", "0", "--format", "csv", NULL);
  json = harness_ok ("steps", TRACE, "--where", "decision IN (1, 2)", "--count", "--format", "json",
                     NULL);
  part = harness_ok ("steps", TRACE, "--mini-batch", "1", "--from", "2", "--to", "6", "--where",
                     "step <> 4 AND mini_batch = 1", "--format", "csv", NULL);
  times = harness_ok ("steps", TRACE, "--where", "run_ns > 0", "--times", "--format", "csv", NULL);
  csv = harness_csv (part);
  timed = harness_csv (times);
  g_assert_true (g_str_has_prefix (all, "decisions\n"));
  g_assert_cmpint (g_ascii_strtoll (all + strlen ("decisions\n"), NULL, 10), >, 6);
  g_assert_cmpstr (none, ==, "decision,mini_batch,type,batch_size,state,reason\n");
  g_assert_cmpstr (json, ==, "[\n  {\"decisions\": 2}\n]\n");
  g_assert_cmpuint (csv->len, ==, 1 + 4);
  g_assert_cmpuint (timed->len, >, 1);
  for (guint row = 1; row < timed->len; row++)
    g_assert_cmpint (harness_number (timed, row, "run_ns"), >, 0);
}

#define REFUSES(expected, text)                                                                    \
  harness_refuses ((const char *const[]){ "steps", TRACE, "--where", text, NULL },                 \
                   (const char *const[]){ expected, "steps --help", NULL })

static void
test_refused (void)
{
  REFUSES ("did you mean “batch_size”?", "batchsize < 8");
  REFUSES ("character 13", "rho < 1 AND AND");
  REFUSES ("'word'", "type = word");
  REFUSES ("at the end", "rho <");
  REFUSES ("empty", "");
  REFUSES ("not opened", "1); DROP TABLE decision");
  REFUSES ("comments", "1 -- all");
  REFUSES ("query", "rho IN (SELECT 1)");
  REFUSES ("load_extension", "load_extension ('x')");
  /* the predicate is looked at before the trace */
  harness_refuses ((const char *const[]){ "steps", "absent.bscope", "--where", "nonsense", NULL },
                   (const char *const[]){ "nonsense", NULL });
  harness_refuses ((const char *const[]){ "steps", TRACE, "--where",
                                          "abs (decision - 2 - 9223372036854775807)", NULL },
                   (const char *const[]){ "decision 1", "overflow", NULL });
}

/* Returns: whether @name is in @text as a word. */
static gboolean
has_word (const char *text, const char *name)
{
  gsize n = strlen (name);

  for (const char *p = text; (p = strstr (p, name)) != NULL; p += n)
    if (!(p > text && (g_ascii_isalnum (p[-1]) || p[-1] == '_')) && !g_ascii_isalnum (p[n])
        && p[n] != '_')
      return TRUE;

  return FALSE;
}

/* All that a predicate can ask for is in the help and in the manual page. */
static void
test_documented (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "batchscope-cli.1",
                                            NULL);
  g_autofree char *page = harness_read (path, NULL);
  g_autofree char *head = harness_ok ("query", TRACE, "SELECT * FROM decisions WHERE 0", "--format",
                                      "csv", NULL);
  g_autofree char *help = harness_ok ("steps", "--help", NULL);
  g_auto (GStrv) names = g_strsplit (g_strchomp (head), ",", -1);
  const char *section = strstr (page, ".SH PREDICATES\n");
  const char *end;

  g_assert_nonnull (section);
  end = strstr (section + 1, ".SH ");
  g_assert_nonnull (end);
  g_assert_cmpuint (g_strv_length (names), >, 20);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *entry = g_strdup_printf ("\n.B %s\n", names[i]);
      const char *found = strstr (section, entry);

      g_test_message ("%s", names[i]);
      g_assert_true (found != NULL && found < end);
      g_assert_true (has_word (help, names[i]));
    }
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/predicate/workloads", test_workloads);
  g_test_add_func ("/predicate/parts", test_parts);
  g_test_add_func ("/predicate/refused", test_refused);
  g_test_add_func ("/predicate/documented", test_documented);

  return harness_finish ();
}
