/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: each is backed by its query, says its figure, and is where it says. */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "profiles/query/query.h"
#include "profiles/report/document.h"
#include "profiles/report/findings.h"
#include "profiles/report/report.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static gboolean
first_cb (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  double *first = user_data;

  g_assert_cmpuint (n, >, 0);
  g_assert_true (values[0].kind == BS_QUERY_INTEGER || values[0].kind == BS_QUERY_REAL);
  *first = values[0].kind == BS_QUERY_INTEGER ? (double) values[0].integer : values[0].real;

  return FALSE;
}

/* The figure is the first value of the query, and one of the numbers of the sentence. */
static void
assert_backed (const char *path, const BsReportFinding *finding)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, &error);
  g_autofree char *share = bs_share_to_string (finding->figure);
  g_autofree char *count = bs_count_to_string ((guint64) MAX (finding->figure, 0.0));
  g_autofree char *bytes = bs_bytes_to_string ((guint64) MAX (finding->figure, 0.0));
  g_autofree char *plain = g_strdup_printf ("%.0f", finding->figure);
  char tenths[G_ASCII_DTOSTR_BUF_SIZE];
  double first = NAN;

  g_assert_no_error (error);
  bs_query_prepare (query, finding->sql, &error);
  g_assert_no_error (error);
  bs_query_run (query, 0, first_cb, &first, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %g, %g by the query: %s", bs_report_finding_kind_to_string (finding->kind),
                  finding->figure, first, finding->markup);
  g_assert_cmpfloat (fabs (first - finding->figure), <=, 1e-9 * MAX (fabs (first), 1.0));

  g_ascii_formatd (tenths, sizeof tenths, "%.1f", finding->figure);
  g_assert_true (strstr (finding->markup, share) != NULL || strstr (finding->markup, count) != NULL
                 || strstr (finding->markup, bytes) != NULL
                 || strstr (finding->markup, tenths) != NULL
                 || strstr (finding->markup, plain) != NULL);
}

/* Returns: a bit for each kind that was found. */
static guint
assert_findings (const char *path)
{
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (GPtrArray) findings = bs_findings_new (trace);
  g_autoptr (GPtrArray) again = bs_findings_new (trace);
  g_autoptr (BsTable) table = bs_findings_tabulate (findings);
  g_autoptr (BsDocument) report = bs_report_new (trace, NULL);
  guint kinds = 0, told = 0;

  g_assert_cmpuint (findings->len, >, 0);
  g_assert_cmpuint (findings->len, ==, again->len);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, findings->len);
  for (guint i = 0; i < findings->len; i++)
    {
      const BsReportFinding *finding = findings->pdata[i];

      assert_backed (path, finding);
      kinds |= 1u << finding->kind;
      g_assert_cmpstr (finding->markup, ==, ((BsReportFinding *) again->pdata[i])->markup);
      g_assert_cmpuint (finding->decision, <=, trace->n_decisions);
      g_assert_cmpint (finding->t0, <=, finding->t1);
      if (i > 0)
        g_assert_cmpfloat (((BsReportFinding *) findings->pdata[i - 1])->weight, >=,
                           finding->weight);
    }
  for (guint i = 0; i < report->blocks->len; i++)
    told += ((BsBlock *) report->blocks->pdata[i])->kind == BS_BLOCK_FINDING;
  g_assert_cmpuint (told, ==, MIN (findings->len, 3));

  return kinds;
}

static void
test_run (TracePlace *place, gconstpointer data)
{
  guint kinds = assert_findings (place->path);

  g_assert_true ((kinds & 1u << BS_REPORT_FINDING_TYPE) != 0);
  g_assert_true ((kinds & 1u << BS_REPORT_FINDING_PHASE) != 0);
  g_assert_true ((kinds & 1u << BS_REPORT_FINDING_BATCH_SIZE) != 0);
}

static void
test_device (TracePlace *place, gconstpointer data)
{
  synthetic_record_on_device (place->path);
  assert_findings (place->path);
}

static void
test_policies (TracePlace *place, gconstpointer data)
{
  static const char *const policies[] = { "agenda", "depth", "sufficient" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    for (guint seed = 1; seed < 4; seed++)
      {
        SyntheticOptions options = SYNTHETIC_DEFAULTS;
        Synthetic *run;
        guint kinds;

        options.policy = policies[i];
        options.seed = seed;
        options.executed = seed != 2;
        run = synthetic_new (&options);
        synthetic_record (run, place->path);
        kinds = assert_findings (place->path);
        if (g_str_equal (policies[i], "sufficient"))
          g_assert_false ((kinds & 1u << BS_REPORT_FINDING_POLICY) != 0);
        synthetic_free (run);
        g_remove (place->path);
      }
  /* One is to be left, to be taken away. */
  synthetic_record_default (place->path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/profiles/findings/run", TracePlace, NULL, trace_place_set_up_recorded, test_run,
              trace_place_tear_down);
  g_test_add ("/profiles/findings/device", TracePlace, NULL, trace_place_set_up, test_device,
              trace_place_tear_down);
  g_test_add ("/profiles/findings/policies", TracePlace, NULL, trace_place_set_up, test_policies,
              trace_place_tear_down);

  return g_test_run ();
}
