/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a report about the costliest decisions, and what the cost model predicts. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "profiles/report/duration.h"

#define N_REASONS 5 /* decisions that are told in words */

static gint64
run_ns (const BsTraceDecision *d)
{
  return d->run_end_ns - d->run_start_ns;
}

static void
add_costliest (BsReport *self, const guint32 *order, guint n)
{
  const BsTrace *trace = self->trace;
  BsDocument *document = self->document;
  BsTable *table = bs_document_add_table (document, _ ("The costliest decisions"));
  gint64 sum = 0;

  bs_document_add_column (document, "decision", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("decision"));
  bs_document_add_column (document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  bs_document_add_column (document, "batch_size", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("size"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("share"));
  bs_document_add_column (document, "reason", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("reason"));
  bs_document_add_column (document, "state", BS_COLUMN_TEXT, BS_SHOW_CODE, _ ("state"));
  for (guint i = 0; i < n; i++)
    {
      const BsTraceDecision *d = &trace->decisions[order[i]];
      g_autofree char *state = bs_trace_short_state_text (trace, order[i] + 1);

      sum += run_ns (d) / MAX (n, 1);
      bs_table_add_integer (table, order[i] + 1);
      bs_table_add_integer (table, d->type);
      bs_table_add_integer (table, d->size);
      bs_table_add_integer (table, run_ns (d));
      bs_table_add_real (table, bs_report_share (run_ns (d), self->run_ns));
      bs_table_add_text (table, bs_reason_to_string (d->reason));
      bs_table_add_text (table, state);
    }
  bs_report_say_top (self, n, trace->n_decisions, _ ("Decisions, costliest first"));
  if (n < trace->n_decisions)
    {
      g_autofree char *share = bs_share_to_string (
          bs_report_share ((double) sum * n, self->run_ns));

      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                            _ ("Together they take <b>%s</b> of the time in batches."), share);
    }
}

/* Why the first of them were taken. */
static void
add_reasons (BsReport *self, const guint32 *order, guint n)
{
  BsTable *facts;

  bs_document_add_section (self->document, 2, "reasons", _ ("Why they were taken"));
  facts = bs_document_add_facts (self->document);
  for (guint i = 0; i < MIN (n, N_REASONS); i++)
    {
      const BsTraceDecision *d = &self->trace->decisions[order[i]];
      g_autofree char *name = bs_report_name (self, d->type);
      g_autofree char *number = bs_count_to_string (order[i] + 1);
      /* Translators: the number of a decision. */
      g_autofree char *key = g_strdup_printf (_ ("decision %s"), number);
      g_autofree char *reason = bs_trace_reason_text (self->trace, order[i] + 1);
      g_autofree char *value = g_strdup_printf (
          ngettext ("%u node of %s. %s", "%u nodes of %s. %s", d->size), d->size, name, reason);

      bs_table_add_text (facts, key);
      bs_table_add_text (facts, value);
    }
}

void
bs_report_add_decisions (BsReport *self)
{
  const BsTrace *trace = self->trace;
  guint n = MIN (trace->n_decisions, self->top);
  g_autofree double *cost = NULL;
  g_autofree guint32 *order = NULL;

  bs_document_add_section (self->document, 1, "decisions", _ ("Costliest decisions"));
  if (n == 0)
    return;

  if (self->run_ns > 0)
    {
      cost = g_new (double, trace->n_decisions);
      for (guint32 i = 0; i < trace->n_decisions; i++)
        cost[i] = (double) run_ns (&trace->decisions[i]);
      order = bs_report_order (cost, trace->n_decisions);
      add_costliest (self, order, n);
      add_reasons (self, order, n);
    }
  else
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          _ ("Nothing ran, so that no batch cost time; what counts is their "
                             "number."));
  bs_report_add_what_ifs (self);
}

static void
add_prediction_row (BsTable *table, guint64 batches, double measured, double predicted)
{
  bs_table_add_integer (table, (gint64) batches);
  bs_table_add_integer (table, (gint64) CLAMP (measured, 0.0, 9e18));
  bs_table_add_natural (table, isnan (predicted) ? -1 : (gint64) CLAMP (predicted, 0.0, 9e18));
  bs_table_add_real (table, measured > 0.0 ? 100.0 * (predicted - measured) / measured : NAN);
}

void
bs_report_add_prediction (BsReport *self)
{
  const BsTrace *trace = self->trace;
  const BsCostModel *model = bs_report_cost_model (self);
  guint n_types = trace->types->n_types, n = MIN (n_types, self->top);
  g_autofree double *predicted = g_new0 (double, n_types + 1);
  g_autofree double *measured = g_new0 (double, n_types + 1);
  g_autofree guint64 *batches = g_new0 (guint64, n_types + 1);
  g_autofree char *text = NULL;
  BsTable *table;

  bs_document_add_section (self->document, 1, "prediction", _ ("Predicted beside measured"));
  if (model == NULL)
    {
      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                            _ ("Nothing ran, so that there is no time to learn costs from."));
      return;
    }

  text = bs_cost_model_describe (model);
  bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH, "%s", text);
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (d->run_end_ns == 0)
        continue;
      batches[d->type]++;
      measured[d->type] += (double) run_ns (d);
      predicted[d->type] += bs_cost_model_predict_batch (model, d->type, d->size);
    }

  table = bs_document_add_table (self->document, _ ("Time in batches, predicted and measured"));
  bs_document_add_column (self->document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  bs_document_add_column (self->document, "batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          _ ("batches"));
  bs_document_add_column (self->document, "measured_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN,
                          _ ("measured"));
  bs_document_add_column (self->document, "predicted_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN,
                          _ ("predicted"));
  bs_document_add_column (self->document, "error", BS_COLUMN_REAL, BS_SHOW_TENTHS, _ ("off by, %"));
  for (guint i = 0; i < n; i++)
    {
      guint type = self->by_cost[i];

      bs_table_add_integer (table, type);
      add_prediction_row (table, batches[type], measured[type],
                          batches[type] > 0 ? predicted[type] : NAN);
    }
  bs_report_say_top (self, n, n_types, _ ("Types, costliest first"));
}
