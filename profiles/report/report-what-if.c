/* SPDX-License-Identifier: Apache-2.0 */
/* What other choices would have saved, as a report tells it. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#include "profiles/report/duration.h"
#include "profiles/replay/regret.h"

/* Nodes that are scheduled again at most: about a second. */
#define BUDGET 6000000

/* How many decisions that had a choice, from the first on, can be looked at for the budget: the same
 * on any machine. */
static guint32
find_limit (const BsTrace *trace)
{
  guint64 work = 0;
  guint32 n = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      if (d->n_candidates < 2)
        continue;
      work += (guint64) d->n_candidates * trace->mini_batches[d->mini_batch].n_nodes;
      if (work > BUDGET)
        break;
      n++;
    }

  return n;
}

static gboolean
is_search (const BsTrace *trace)
{
  const char *policy = bs_trace_get_info (trace, "policy");

  return g_strcmp0 (policy, "beam") == 0 || g_strcmp0 (policy, "exact") == 0;
}

static void
add_scan (BsReport *self, const BsScan *scan)
{
  BsDocument *document = self->document;
  g_autofree char *text = bs_scan_describe (scan);
  guint32 n_saving = 0, n;
  BsTable *table;

  while (n_saving < scan->n_rows && scan->rows[n_saving].regret > 0)
    n_saving++;
  n = MIN (n_saving, self->top);
  if (n == 0)
    {
      bs_document_add_text (
          document, BS_BLOCK_PARAGRAPH,
          _ ("No other single choice, with the same policy afterwards, would have "
             "saved a batch."));
      bs_document_add_text (document, BS_BLOCK_NOTE, "%s", text);
      return;
    }

  table = bs_document_add_table (document, _ ("Choices that would have saved most batches"));
  bs_document_add_column (document, "decision", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("decision"));
  bs_document_add_column (document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("taken"));
  bs_document_add_column (document, "better", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("better"));
  bs_document_add_column (document, "recorded", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("batches"));
  bs_document_add_column (document, "batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("what if"));
  bs_document_add_column (document, "regret", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("saved"));
  bs_document_add_column (document, "regret_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN,
                          _ ("time, predicted"));
  for (guint32 i = 0; i < n; i++)
    {
      const BsScanRow *row = &scan->rows[i];

      bs_table_add_integer (table, row->decision);
      bs_table_add_integer (table, bs_trace_decision (self->trace, row->decision)->type);
      bs_table_add_integer (table, row->type);
      bs_table_add_integer (table, row->n_recorded);
      bs_table_add_integer (table, row->n_batches);
      bs_table_add_integer (table, row->regret);
      if (isnan (row->regret_ns))
        bs_table_add_missing (table);
      else
        bs_table_add_integer (table, (gint64) CLAMP (row->regret_ns, -9e18, 9e18));
    }
  bs_report_say_top (self, n, n_saving, _ ("Decisions, most batches saved first"));
  bs_document_add_text (document, BS_BLOCK_NOTE,
                        _ ("%s Each row changes one decision alone; the same policy decides what "
                           "follows, so that rows do not add up."),
                        text);
}

void
bs_report_add_what_ifs (BsReport *self)
{
  const BsTrace *trace = self->trace;
  g_autoptr (BsBranchPolicy) policy = NULL;
  g_autoptr (BsScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  BsScanOptions options;

  bs_document_add_section (self->document, 2, "what-if", _ ("What if"));
  bs_scan_options_init (&options);
  options.limit = find_limit (trace);
  if (options.limit == 0 || is_search (trace))
    {
      bs_document_add_text (
          self->document, BS_BLOCK_PARAGRAPH,
          is_search (trace) ? _ ("Other choices were not looked at: a search goes on anew after "
                                 "each, which takes long.")
          : trace->n_candidates > trace->n_decisions
              ? _ ("Other choices were not looked at: the graphs are too large.")
              : _ ("There was no other choice."));
      return;
    }

  policy = bs_branch_policy_new (NULL, NULL, &error);
  scan = policy != NULL
             ? bs_scan_new (trace, policy, bs_report_cost_model (self), &options, NULL, &error)
             : NULL;
  if (scan == NULL)
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          _ ("Other choices cannot be looked at: %s"), error->message);
  else
    add_scan (self, scan);
}
