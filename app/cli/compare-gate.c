/* SPDX-License-Identifier: Apache-2.0 */
/* compare --fail-if: whether what is compared may pass. */
#include "config.h"

#include "app/cli/compare-gate.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/query/decision-columns.h"

/* Columns of a run: its metrics, those of the base, and these. */
enum
{
  COLUMN_RUN = 2 * BS_N_METRICS,
  COLUMN_NOISE,
  COLUMN_SAME_GRAPHS,
  COLUMN_PARTING,
  COLUMN_FIRST_PARTING,
  N_RUN_COLUMNS
};

static const BsPredicateColumn other_columns[] = {
  { "run", BS_PREDICATE_TEXT, N_ ("its name, as printed") },
  { "noise", BS_PREDICATE_REAL,
    N_ ("relative differences of ns that chance alone can make; NULL with few mini-batches") },
  { "same_graphs", BS_PREDICATE_INTEGER, N_ ("mini-batches with the same graphs as in the base") },
  { "parting", BS_PREDICATE_INTEGER, N_ ("of these, those that are scheduled in another way") },
  { "first_parting", BS_PREDICATE_INTEGER,
    N_ ("the first decision that is another one; NULL: there is none") },
};

/* Columns of runs, and behind them those of decisions that runs do not have. Names of metrics of the
 * base are added to @names, which must outlive them. */
static GArray *
list_columns (GStringChunk *names, gboolean decisions_too)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (BsPredicateColumn));

  for (guint i = 0; i < 2 * BS_N_METRICS; i++)
    {
      const char *metric = bs_metric_to_string (i % BS_N_METRICS);
      g_autofree char *name = g_strconcat (i < BS_N_METRICS ? "" : "base_", metric, NULL);
      BsPredicateColumn column = { g_string_chunk_insert_const (names, name), BS_PREDICATE_REAL,
                                   NULL };

      g_array_append_val (columns, column);
    }
  g_array_append_vals (columns, other_columns, G_N_ELEMENTS (other_columns));

  for (guint i = 0; decisions_too && i < BS_N_DECISION_COLUMNS; i++)
    {
      gboolean is_there = FALSE;

      for (guint k = 0; k < N_RUN_COLUMNS && !is_there; k++)
        is_there = strcmp (g_array_index (columns, BsPredicateColumn, k).name,
                           bs_decision_columns[i].name)
                   == 0;
      if (!is_there)
        g_array_append_val (columns, bs_decision_columns[i]);
    }

  return columns;
}

gboolean
bs_cli_gate_init (BsCliGate *self, const char *text, GError **error)
{
  g_autoptr (GStringChunk) names = g_string_chunk_new (1024);
  g_autoptr (GArray) of_runs = list_columns (names, FALSE);
  g_autoptr (GArray) all = list_columns (names, TRUE);
  g_autoptr (BsPredicate) mixed = NULL;

  self->predicate = bs_predicate_new (text, NULL);
  if (self->predicate != NULL)
    return TRUE;

  self->is_of_runs = TRUE;
  self->predicate = bs_predicate_new_for ((BsPredicateColumn *) of_runs->data, of_runs->len, text,
                                          NULL);
  if (self->predicate != NULL)
    return TRUE;

  mixed = bs_predicate_new_for ((BsPredicateColumn *) all->data, all->len, text, error);
  if (mixed != NULL)
    g_set_error (
        error, BS_ERROR, BS_ERROR_UNSUPPORTED,
        _ ("“%s” mixes what is said of a decision, such as batch_size, with what is said of "
           "a run, such as base_batches; ask two questions"),
        text);

  return FALSE;
}

void
bs_cli_gate_clear (BsCliGate *self)
{
  g_clear_pointer (&self->predicate, bs_predicate_free);
}

static BsPredicateValue
integer (gint64 value)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_INTEGER, .integer = value };
}

static BsPredicateValue
real (double value)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_REAL, .real = value };
}

static void
fill_values (const BsComparison *comparison, guint run, BsPredicateValue *values)
{
  const BsPairing *pairing = &comparison->pairings[run];
  const BsDetour *first = bs_comparison_first_detour (comparison, run);
  const BsRun *own = bs_comparison_get_run (comparison, run);

  for (guint metric = 0; metric < BS_N_METRICS; metric++)
    {
      BsMeasure measure = bs_comparison_measure (comparison, run, metric);

      values[metric] = real (measure.value);
      values[BS_N_METRICS + metric] = real (measure.base);
      if (metric == BS_METRIC_NS)
        values[COLUMN_NOISE] = real (measure.noise);
    }
  values[COLUMN_RUN] = (BsPredicateValue){ .kind = BS_PREDICATE_TEXT, .text = own->name };
  values[COLUMN_SAME_GRAPHS] = integer (pairing->n_same_graphs);
  values[COLUMN_PARTING] = integer (pairing->n_parting);
  values[COLUMN_FIRST_PARTING] =
      first != NULL
          ? integer ((gint64) own->mini_batches[first->mini_batch].first_number + first->first)
          : (BsPredicateValue){ .kind = BS_PREDICATE_NULL };
}

gboolean
bs_cli_gate_test_runs (BsCliGate *self, const BsComparison *comparison, gboolean *holds,
                       GError **error)
{
  BsPredicateValue values[N_RUN_COLUMNS];

  *holds = FALSE;
  for (guint run = 1; run < comparison->runs->len && !*holds; run++)
    {
      fill_values (comparison, run, values);
      if (!bs_predicate_test (self->predicate, values, holds, error))
        return FALSE;
      if (*holds)
        bs_cli_note (_ ("--fail-if %s: this holds for %s"), bs_predicate_get_text (self->predicate),
                     bs_comparison_get_run (comparison, run)->name);
    }

  return TRUE;
}

gboolean
bs_cli_gate_test_trace (BsCliGate *self, const char *name, const BsTrace *trace, gboolean *holds,
                        GError **error)
{
  g_autoptr (GArray)
      found = bs_predicate_find_all (self->predicate, trace, bs_cli_watch_interrupts (), error);

  *holds = found != NULL && found->len > 0;
  if (*holds)
    bs_cli_note (ngettext ("--fail-if %s: this holds for %u decision of %s, the first is %u",
                           "--fail-if %s: this holds for %u decisions of %s, the first is %u",
                           found->len),
                 bs_predicate_get_text (self->predicate), found->len, name,
                 g_array_index (found, guint32, 0));

  return found != NULL;
}

char *
bs_cli_gate_columns_text (void)
{
  g_autofree char *decisions = bs_decision_columns_text ();
  GString *out = g_string_new (
      _ ("EXPR is an SQL expression. Where it names columns of decisions only, such as in\n"
         "  \"type = 'word' AND batch_size < 8\"\n"
         "it holds if it is true of any decision of a trace after the first, or of the only one. "
         "Else, such as in\n"
         "  \"batches > base_batches OR ns > 1.05 * base_ns\"\n"
         "it holds if it is true of any run after the first, the base. Columns of runs, each also "
         "of the base as base_…, NULL where nothing is known:\n "));

  for (guint i = 0; i < BS_N_METRICS; i++)
    g_string_append_printf (out, " %s", bs_metric_to_string (i));
  g_string_append (out, _ ("\nand, of the run beside the base:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (other_columns); i++)
    g_string_append_printf (out, "  %-16s %s\n", other_columns[i].name, _ (other_columns[i].help));
  g_string_append (out, _ ("Columns of decisions:\n"));
  g_string_append (out, decisions);

  return g_string_free (out, FALSE);
}
