/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: what of a run is worth knowing, each with the query that backs it. */
#include "config.h"

#include "profiles/report/findings-private.h"

#include <glib/gi18n-lib.h>

#include "profiles/timing/timing.h"

/* The report tells so many. */
#define N_TOLD 3

void
bs_report_finding_free (BsReportFinding *self)
{
  g_free (self->markup);
  g_free (self->advice);
  g_free (self->sql);
  g_free (self);
}

BsReportFinding *
bs_findings_add (GPtrArray *findings, BsReportFindingKind kind, BsSeverity severity, double weight,
                 char *markup, char *advice, double figure, char *sql)
{
  BsReportFinding *self = g_new (BsReportFinding, 1);

  *self = (BsReportFinding){ .kind = kind,
                             .severity = severity,
                             .weight = weight,
                             .markup = markup,
                             .advice = advice,
                             .figure = figure,
                             .sql = sql };
  g_ptr_array_add (findings, self);

  return self;
}

void
bs_report_finding_show (BsReportFinding *self, const BsTrace *trace, guint32 decision)
{
  if (decision == 0)
    return;

  self->decision = decision;
  if (!bs_timing_batch_span (bs_trace_decision (trace, decision), &self->t0, &self->t1))
    self->t0 = self->t1 = 0;
}

GPtrArray *
bs_report_find (const BsReport *self)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_report_finding_free);
  g_autofree double *weights = NULL;
  g_autofree guint32 *order = NULL;

  if (self->trace->n_decisions == 0)
    return sorted;

  bs_findings_of_batches (self, found);
  bs_findings_of_time (self, found);
  weights = g_new (double, found->len + 1);
  for (guint i = 0; i < found->len; i++)
    weights[i] = ((BsReportFinding *) found->pdata[i])->weight;
  order = bs_report_order (weights, found->len);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (sorted, found->pdata[order[i]]);

  return sorted;
}

GPtrArray *
bs_findings_new (const BsTrace *trace)
{
  BsReport report = { .trace = trace };
  GPtrArray *findings;

  bs_report_add_up (&report);
  findings = bs_report_find (&report);
  bs_report_clear (&report);

  return findings;
}

void
bs_report_add_findings (BsReport *self)
{
  g_autoptr (GPtrArray) findings = bs_report_find (self);

  for (guint i = 0; i < MIN (findings->len, N_TOLD); i++)
    bs_document_add_markup (self->document, BS_BLOCK_FINDING,
                            ((BsReportFinding *) findings->pdata[i])->markup);
}

const char *
bs_report_finding_kind_to_string (BsReportFindingKind kind)
{
  static const char *const names[BS_N_REPORT_FINDINGS] = {
    "small_batches", "bound",      "preparation", "copies",    "idle",
    "device",        "threads",    "fallbacks",   "state",     "type",
    "phase",         "batch_size", "policy",      "recording", "dropped",
  };

  return kind < BS_N_REPORT_FINDINGS ? names[kind] : "?";
}

const char *
bs_severity_to_string (BsSeverity severity)
{
  static const char *const names[] = { N_ ("to know"), N_ ("good"), N_ ("to gain"),
                                       N_ ("warning") };

  return _ (names[severity]);
}

BsTable *
bs_findings_tabulate (const GPtrArray *findings)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "finding", BS_COLUMN_TEXT);
  bs_table_add_column (table, "severity", BS_COLUMN_TEXT);
  bs_table_add_column (table, "weight", BS_COLUMN_REAL);
  bs_table_add_column (table, "figure", BS_COLUMN_REAL);
  bs_table_add_column (table, "text", BS_COLUMN_TEXT);
  bs_table_add_column (table, "advice", BS_COLUMN_TEXT);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "sql", BS_COLUMN_TEXT);
  for (guint i = 0; i < findings->len; i++)
    {
      const BsReportFinding *own = findings->pdata[i];
      g_autoptr (BsDocument) document = NULL;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (GString) text = g_string_new (NULL);
      const BsBlock *block;

      document = bs_document_new (types, "", "");
      bs_document_add_markup (document, BS_BLOCK_PARAGRAPH, own->markup);
      block = document->blocks->pdata[0];
      for (guint k = 0; k < block->spans->len; k++)
        g_string_append (text, g_array_index (block->spans, BsTextSpan, k).text);
      bs_table_add_text (table, bs_report_finding_kind_to_string (own->kind));
      bs_table_add_text (table, bs_severity_to_string (own->severity));
      bs_table_add_real (table, own->weight);
      bs_table_add_real (table, own->figure);
      bs_table_add_text (table, text->str);
      bs_table_add_text (table, own->advice);
      bs_table_add_natural (table, own->decision > 0 ? (gint64) own->decision : -1);
      bs_table_add_text (table, own->sql);
    }

  return table;
}
