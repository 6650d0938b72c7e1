/* SPDX-License-Identifier: Apache-2.0 */
/* compare: recordings beside each other, what policies make of them, two policies, and gates. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/cli/harness.h"

#define SIZES "--batch-size", "4", "--model-size", "8", "--batches", "3", "--seed", "3"

static const char *const workloads[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm", "lattice-gru",   "lstm-nmt" };

static void
record (const char *workload, const char *policy, const char *output)
{
  g_free (
      harness_ok ("record", "--workload", workload, SIZES, "--policy", policy, "-o", output, NULL));
}

static double
get_real (GPtrArray *csv, guint row, const char *column)
{
  const char *text = harness_cell (csv, row, column);

  return text[0] != '\0' ? g_ascii_strtod (text, NULL) : NAN;
}

/* The row in which the columns @first and @second (nullable) have these values. */
static guint
find_row (GPtrArray *csv, const char *first, const char *value, const char *second,
          const char *other)
{
  for (guint i = 1; i < csv->len; i++)
    if (g_str_equal (harness_cell (csv, i, first), value)
        && (second == NULL || g_str_equal (harness_cell (csv, i, second), other)))
      return i;

  g_error ("no row where %s is %s", first, value);
}

static GPtrArray *
compare_csv (const char *base, const char *other, const char *by)
{
  g_autofree char *text = harness_ok ("compare", base, other, "--by", by, "--format", "csv", NULL);

  return harness_csv (text);
}

static GPtrArray *
export_table (const char *trace, const char *table)
{
  g_autofree char *text = NULL;

  g_free (harness_ok ("export", trace, "--table", table, "-o", "table.csv", NULL));
  text = harness_read ("table.csv", NULL);

  return harness_csv (text);
}

/* The costs of every workload can be learned, and errors are stated. */
static void
test_costs (gconstpointer workload)
{
  g_autoptr (GPtrArray) costs = NULL, types = NULL, decisions = NULL;
  double predicted = 0, total;
  guint n_tested = 0;

  record (workload, "agenda", "t.bscope");
  costs = export_table ("t.bscope", "costs");
  for (guint i = 1; i < costs->len; i++)
    {
      static const char *const coefficients[] = { "launch_ns", "ns_per_flop", "ns_per_byte",
                                                  "ns_per_node" };
      double p90 = get_real (costs, i, "p90_error");

      for (guint k = 0; k < G_N_ELEMENTS (coefficients); k++)
        g_assert_cmpfloat (get_real (costs, i, coefficients[k]), >=, 0);
      g_assert_cmpint (harness_number (costs, i, "batches"), >, 0);
      if (isnan (p90))
        continue;
      g_assert_true (isfinite (p90));
      g_assert_cmpfloat (p90, >=, get_real (costs, i, "median_error"));
      n_tested++;
    }
  g_assert_cmpuint (n_tested, >, 3);

  /* what is predicted of all is the sum of what is predicted of each, and about what was measured;
   * how near depends on what else the machine does */
  decisions = export_table ("t.bscope", "cost");
  for (guint i = 1; i < decisions->len; i++)
    predicted += get_real (decisions, i, "predicted_ns");
  types = export_table ("t.bscope", "cost_types");
  total = get_real (types, types->len - 1, "predicted_ns");
  g_assert_cmpstr (harness_cell (types, types->len - 1, "type"), ==, "");
  g_assert_cmpfloat (fabs (predicted - total), <=, decisions->len);
  g_assert_cmpfloat (get_real (types, types->len - 1, "error"), >, -1);
  g_assert_cmpfloat (get_real (types, types->len - 1, "error"), <, 3);
}

static void
test_same (void)
{
  g_autoptr (GPtrArray) totals = NULL, detours = NULL, states = NULL;
  g_autofree char *text = NULL;

  record ("lattice-lstm", "agenda", "a.bscope");
  record ("lattice-lstm", "agenda", "b.bscope");
  totals = compare_csv ("a.bscope", "b.bscope", "total");
  for (guint i = 1; i < totals->len; i++)
    {
      g_assert_cmpstr (harness_cell (totals, i, "run"), ==, "b.bscope");
      if (g_str_has_suffix (harness_cell (totals, i, "metric"), "ns"))
        continue;
      g_assert_cmpstr (harness_cell (totals, i, "difference"), ==, "0");
      g_assert_cmpstr (harness_cell (totals, i, "within_noise"), ==, "true");
    }
  g_assert_cmpfloat (get_real (totals, find_row (totals, "metric", "ns", NULL, NULL), "noise"), >,
                     0);
  detours = compare_csv ("a.bscope", "b.bscope", "divergence");
  g_assert_cmpuint (detours->len, ==, 1);
  states = compare_csv ("a.bscope", "b.bscope", "state");
  for (guint i = 1; i < states->len; i++)
    g_assert_cmpstr (harness_cell (states, i, "differs"), ==, "false");

  text = harness_ok ("compare", "a.bscope", "b.bscope", NULL);
  g_assert_nonnull (strstr (text, "Base: a.bscope"));
  g_assert_nonnull (strstr (text, "0 are scheduled in another way"));
}

static void
test_policies (void)
{
  g_autoptr (GPtrArray) totals = NULL, again = NULL, detours = NULL, types = NULL, info = NULL;
  g_autofree char *text = NULL, *csv = NULL;
  guint row;
  double extra = 0;

  record ("lattice-lstm", "agenda", "agenda.bscope");
  record ("lattice-lstm", "sufficient", "sufficient.bscope");
  totals = compare_csv ("agenda.bscope", "sufficient.bscope", "total");
  info = export_table ("sufficient.bscope", "decisions");
  row = find_row (totals, "metric", "batches", NULL, NULL);
  g_assert_cmpint (harness_number (totals, row, "value"), ==, info->len - 1);
  g_assert_cmpfloat (get_real (totals, row, "value") - get_real (totals, row, "base"), ==,
                     get_real (totals, row, "difference"));
  g_assert_cmpfloat (get_real (totals, row, "difference"), !=, 0);

  /* detours are all that is different */
  detours = compare_csv ("agenda.bscope", "sufficient.bscope", "divergence");
  g_assert_cmpuint (detours->len, >, 1);
  for (guint i = 1; i < detours->len; i++)
    extra += get_real (detours, i, "batches") - get_real (detours, i, "base_batches");
  g_assert_cmpfloat (extra, ==, get_real (totals, row, "difference"));
  g_assert_cmpstr (harness_cell (detours, 1, "base_state"), ==, harness_cell (detours, 1, "state"));

  /* the same from the graphs of the trace, without a recording */
  csv = harness_ok ("compare", "agenda.bscope", "--policy", "sufficient", "--policy", "agenda",
                    "--format", "csv", NULL);
  again = harness_csv (csv);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const counts[] = { "batches", "nodes", "gap" };
      guint other = find_row (totals, "metric", counts[i], NULL, NULL);

      row = find_row (again, "run", "sufficient", "metric", counts[i]);
      g_assert_cmpstr (harness_cell (again, row, "value"), ==,
                       harness_cell (totals, other, "value"));
      row = find_row (again, "run", "agenda", "metric", counts[i]);
      g_assert_cmpstr (harness_cell (again, row, "difference"), ==, "0");
    }
  row = find_row (again, "run", "sufficient", "metric", "ns");
  g_assert_cmpstr (harness_cell (again, row, "value"), ==, "");
  row = find_row (again, "run", "sufficient", "metric", "predicted_ns");
  g_assert_cmpfloat (get_real (again, row, "value"), >, 0);

  /* by type, batches add up */
  types = compare_csv ("agenda.bscope", "sufficient.bscope", "type");
  extra = 0;
  for (guint i = 1; i < types->len; i++)
    if (g_str_equal (harness_cell (types, i, "metric"), "batches"))
      extra += get_real (types, i, "value");
  g_assert_cmpfloat (extra, ==, info->len - 1);

  text = harness_ok ("compare", "agenda.bscope", "sufficient.bscope", "--policy", "fsm", NULL);
  g_assert_nonnull (strstr (text, "They first part at decision"));
}

static void
test_other_graphs (void)
{
  g_autofree char *text = NULL, *json = NULL;
  g_autoptr (JsonNode) root = NULL;

  record ("lattice-lstm", "agenda", "a.bscope");
  record ("tree-lstm", "agenda", "b.bscope");
  text = harness_ok ("compare", "a.bscope", "b.bscope", NULL);
  g_assert_nonnull (strstr (text, "3 of 3 mini-batches have other graphs"));
  json = harness_ok ("compare", "a.bscope", "b.bscope", "--by", "mini_batch", "--format", "json",
                     NULL);
  root = harness_parse_json (json);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), ==, 18);
}

/* Graphs that grow, and graphs without numerics. */
static void
test_other_traces (void)
{
  g_autofree char *grown = NULL, *graphs = NULL;
  g_autoptr (GPtrArray) grown_csv = NULL, graphs_csv = NULL;
  guint row;

  g_free (harness_ok ("record", "--workload", "lstm-nmt", SIZES, "--policy", "agenda",
                      "--incremental", "-o", "g.bscope", NULL));
  grown = harness_ok ("compare", "g.bscope", "--policy", "agenda", "--format", "csv", NULL);
  grown_csv = harness_csv (grown);
  row = find_row (grown_csv, "metric", "batches", NULL, NULL);
  g_assert_cmpstr (harness_cell (grown_csv, row, "difference"), ==, "0");

  harness_write ("g.json",
                 "{\"format\": \"batchscope-graph\", \"version\": 1, "
                 "\"types\": [{\"name\": \"a\"}, {\"name\": \"b\"}], "
                 "\"nodes\": [{\"type\": \"a\"}, {\"type\": \"b\", \"inputs\": [0]}, "
                 "{\"type\": \"a\", \"inputs\": [1]}]}",
                 -1);
  g_free (harness_ok ("import", "g.json", "-o", "i.bscope", NULL));
  graphs = harness_ok ("compare", "i.bscope", "--policy", "depth", "--format", "csv", NULL);
  graphs_csv = harness_csv (graphs);
  row = find_row (graphs_csv, "metric", "batches", NULL, NULL);
  g_assert_cmpstr (harness_cell (graphs_csv, row, "value"), ==, "3");
  row = find_row (graphs_csv, "metric", "predicted_ns", NULL, NULL);
  g_assert_cmpstr (harness_cell (graphs_csv, row, "value"), ==, "");
}

/* A branch is the run with another mini-batch. */
static void
test_branches (void)
{
  g_autofree char *number = NULL, *type = NULL, *text = NULL, *csv = NULL, *first = NULL;
  g_autoptr (GPtrArray) candidates = NULL, totals = NULL, detours = NULL;
  guint row;

  record ("lattice-lstm", "agenda", "a.bscope");
  candidates = export_table ("a.bscope", "candidates");
  row = find_row (candidates, "mini_batch", "1", "chosen", "false");
  number = g_strdup (harness_cell (candidates, row, "decision"));
  type = g_strdup (harness_cell (candidates, row, "type"));
  g_free (harness_ok ("whatif", "a.bscope", number, type, "--name", "other: one", "--keep", NULL));

  csv = harness_ok ("compare", "a.bscope", "--branch", "other: one", "--format", "csv", NULL);
  totals = harness_csv (csv);
  row = find_row (totals, "run", "a.bscope:other: one", "metric", "nodes");
  g_assert_cmpstr (harness_cell (totals, row, "difference"), ==, "0");

  /* it parts from the recording at this decision */
  g_free (harness_ok ("whatif", "a.bscope", number, type, "--name", "b", "--keep", NULL));
  detours = compare_csv ("a.bscope", "a.bscope:b", "divergence");
  g_assert_cmpuint (detours->len, >, 1);
  g_assert_cmpstr (harness_cell (detours, 1, "base_decision"), ==, number);
  g_assert_cmpstr (harness_cell (detours, 1, "decision"), ==, number);
  g_assert_cmpstr (harness_cell (detours, 1, "type"), ==, type);
  for (guint i = 1; i < detours->len; i++)
    g_assert_cmpstr (harness_cell (detours, i, "mini_batch"), ==, "1");

  text = harness_ok ("compare", "a.bscope:b", "a.bscope", NULL);
  first = g_strdup_printf ("They first part at decision %s (mini-batch 1)", number);
  g_assert_nonnull (strstr (text, "Base: a.bscope:b"));
  g_assert_nonnull (strstr (text, first));
}

static void
assert_gate (int status, const char *said, const char *first, const char *second, const char *expr)
{
  const char *const words[] = { "compare", first, "--fail-if", expr, second, NULL };
  g_autoptr (Ran) ran = harness_run_words (words);

  g_assert_cmpint (ran->status, ==, status);
  if (said == NULL)
    g_assert_cmpstr (ran->err, ==, "");
  else
    g_assert_nonnull (strstr (ran->err, said));
}

static void
test_gates (void)
{
  const char *expr = "type = 'word' AND batch_size < 3";
  g_autofree char *count = NULL, *said = NULL;

  record ("lattice-lstm", "agenda", "a.bscope");
  record ("lattice-lstm", "unbatched", "b.bscope");

  /* of decisions: of the only trace, else of those after the base */
  count = g_strchomp (harness_ok ("steps", "a.bscope", "--where", expr, "--count", NULL));
  said = g_strdup_printf ("holds for %s decisions of a.bscope", count);
  assert_gate (1, said, "a.bscope", NULL, expr);
  assert_gate (0, NULL, "a.bscope", NULL, "type = 'no such type'");
  assert_gate (1, "of b.bscope", "a.bscope", "b.bscope", "batch_size = 1");
  assert_gate (0, NULL, "a.bscope", "b.bscope", "batch_size > 1");
  assert_gate (1, "of a.bscope", "b.bscope", "a.bscope", "batch_size > 1");

  /* of runs */
  assert_gate (1, "b.bscope", "a.bscope", "b.bscope", "batches > base_batches");
  assert_gate (0, NULL, "b.bscope", "a.bscope", "batches > base_batches");
  assert_gate (1, "b.bscope", "a.bscope", "b.bscope", "batches / base_batches > 1.5");
  assert_gate (0, NULL, "a.bscope", "b.bscope", "losses_differ > 0");
  assert_gate (1, "b.bscope", "a.bscope", "b.bscope", "parting = 3 AND same_graphs = 3");
  assert_gate (1, "b.bscope", "a.bscope", "b.bscope", "first_parting >= 1 AND run = 'b.bscope'");
  assert_gate (0, NULL, "a.bscope", "a.bscope", "first_parting IS NOT NULL");
  assert_gate (0, NULL, "a.bscope", "b.bscope", "base_gather_bytes < 0 OR gemm_ns < 0");

  /* what cannot be asked */
  assert_gate (2, "mixes", "a.bscope", "b.bscope", "batch_size < base_batches");
  assert_gate (2, "no_such_name", "a.bscope", "b.bscope", "no_such_name > 1");
  assert_gate (2, "nothing to compare", "a.bscope", NULL, "batches > base_batches");
  assert_gate (2, "--help", "a.bscope", "b.bscope", "1; DROP");
}

static void
test_tables (void)
{
  g_autofree char *same = NULL, *text = NULL, *json = NULL;
  g_autoptr (GPtrArray) csv = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_free (harness_ok ("train", "--workload", "lattice-lstm", "--batch-size", "4", "--encoding",
                      "sort", "--episodes", "50", "-o", "a.json", NULL));
  g_free (harness_ok ("train", "--workload", "lattice-gru", "--batch-size", "4", "--encoding",
                      "sort", "--episodes", "50", "--seed", "5", "-o", "b.json", NULL));
  same = harness_ok ("compare", "a.json", "a.json", "--format", "csv", NULL);
  csv = harness_csv (same);
  g_assert_cmpuint (csv->len, >, 5);
  for (guint i = 1; i < csv->len; i++)
    {
      g_assert_cmpstr (harness_cell (csv, i, "differs"), ==, "false");
      g_assert_cmpstr (harness_cell (csv, i, "q"), ==, harness_cell (csv, i, "base_q"));
    }

  text = harness_ok ("compare", "a.json", "b.json", NULL);
  g_assert_nonnull (strstr (text, "in both"));
  json = harness_ok ("compare", "a.json", "b.json", "--format", "json", NULL);
  root = harness_parse_json (json);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), >, 5);
}

#define REFUSES(expected, ...)                                                                     \
  harness_refuses ((const char *const[]){ "compare", __VA_ARGS__, NULL },                          \
                   (const char *const[]){ expected, NULL })

static void
check_markup (const char *html)
{
  static const GMarkupParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, html, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (html, "<script"));
}

/* A report is one file, the same every time; the suffix decides, or --format. */
static void
test_report (void)
{
  g_autofree char *html = NULL, *out = NULL, *pdf = NULL, *again = NULL, *csv = NULL, *file = NULL;
  gsize length, other;

  record ("lattice-lstm", "agenda", "a.bscope");
  record ("lattice-lstm", "sufficient", "b.bscope");
  g_free (
      harness_ok ("compare", "a.bscope", "b.bscope", "--policy", "depth", "-o", "c.html", NULL));
  html = harness_read ("c.html", NULL);
  check_markup (html);
  g_assert_nonnull (strstr (html, "a.bscope"));
  g_assert_nonnull (strstr (html, "C, depth, beside A"));
  g_assert_nonnull (strstr (html, "<svg"));
  g_assert_nonnull (strstr (html, "Where the runs come from"));
  out = harness_ok ("compare", "a.bscope", "b.bscope", "--policy", "depth", "--format", "html",
                    NULL);
  g_assert_cmpstr (out, ==, html);

  g_free (harness_ok ("compare", "a.bscope", "b.bscope", "-o", "c.pdf", NULL));
  g_free (harness_ok ("compare", "a.bscope", "b.bscope", "--format", "pdf", "-o", "d.out", NULL));
  pdf = harness_read ("c.pdf", &length);
  again = harness_read ("d.out", &other);
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  g_assert_nonnull (g_strstr_len (pdf + length - 32, 32, "%%EOF"));
  g_assert_cmpmem (pdf, length, again, other);

  /* Tables go to files as well. */
  csv = harness_ok ("compare", "a.bscope", "b.bscope", "--format", "csv", NULL);
  g_free (harness_ok ("compare", "a.bscope", "b.bscope", "-o", "t.csv", NULL));
  file = harness_read ("t.csv", NULL);
  g_assert_cmpstr (file, ==, csv);
}

static void
test_refused (void)
{
  record ("lattice-lstm", "agenda", "r.bscope");
  harness_write ("p.json", "{}", -1);

  REFUSES ("nothing to compare", "r.bscope");
  REFUSES ("missing.bscope", "r.bscope", "missing.bscope");
  REFUSES ("missing.bscope", "r.bscope", "missing.bscope:x");
  REFUSES ("no such branch", "r.bscope:no such branch", "r.bscope");
  REFUSES ("--policy", "r.bscope", "p.json");
  REFUSES ("p.json", "p.json", "p.json");
  REFUSES ("two policies", "p.json", "p.json", "p.json");
  REFUSES ("--by", "p.json", "p.json", "--by", "total");
  REFUSES ("divergence", "r.bscope", "r.bscope", "--by", "totals");
  REFUSES ("--each", "r.bscope", "r.bscope", "--each");
  REFUSES ("as they are", "r.bscope", "r.bscope", "--workload", "tree-lstm");
  REFUSES ("--fail-if", "--fail-if", "1");
  REFUSES ("--branch", "--branch", "x");
  REFUSES ("no such policy", "r.bscope", "--policy", "no such policy");
  REFUSES ("docx", "r.bscope", "r.bscope", "--format", "docx");
  REFUSES ("--by", "r.bscope", "r.bscope", "--format", "html", "--by", "type");
  REFUSES ("several runs", "r.bscope", "--format", "pdf", "--fail-if", "batch_size > 1");
  REFUSES ("of traces", "p.json", "p.json", "--format", "pdf");
  REFUSES ("of traces", "--format", "pdf");
  REFUSES ("r.bscope", "r.bscope", "r.bscope", "-o", "r.bscope");
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strconcat ("/cli/compare/costs/", workloads[i], NULL);

      g_test_add_data_func (path, workloads[i], test_costs);
    }
  g_test_add_func ("/cli/compare/same", test_same);
  g_test_add_func ("/cli/compare/policies", test_policies);
  g_test_add_func ("/cli/compare/other-graphs", test_other_graphs);
  g_test_add_func ("/cli/compare/other-traces", test_other_traces);
  g_test_add_func ("/cli/compare/branches", test_branches);
  g_test_add_func ("/cli/compare/gates", test_gates);
  g_test_add_func ("/cli/compare/tables", test_tables);
  g_test_add_func ("/cli/compare/report", test_report);
  g_test_add_func ("/cli/compare/refused", test_refused);

  return harness_finish ();
}
