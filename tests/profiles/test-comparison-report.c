/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of comparisons, and the figures in them: those of the tables, whatever runs there are. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "profiles/comparison/comparison-pairs.h"
#include "profiles/comparison/comparison-summary.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/comparison/policy-comparison.h"
#include "profiles/comparison/state-differences.h"
#include "profiles/report/comparison-report.h"
#include "tests/profiles/synthetic.h"

static char *folder;

typedef struct
{
  BsTrace *traces[3];
  BsComparison *comparison;
  BsRunProvenance provenance[3];
} Fixture;

static BsTrace *
record (const SyntheticOptions *options)
{
  g_autoptr (Synthetic) run = synthetic_new (options);
  g_autofree char *path = g_build_filename (folder, "run.bscope", NULL);
  g_autoptr (GError) error = NULL;
  BsTrace *trace;

  synthetic_record (run, path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);

  return trace;
}

/* Two recordings of the same graphs, and one of others with fewer types. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  g_autoptr (GError) error = NULL;
  SyntheticOptions options[3] = { SYNTHETIC_DEFAULTS, SYNTHETIC_DEFAULTS, SYNTHETIC_DEFAULTS };

  options[1].policy = "fsm";
  options[2].seed = 77;
  options[2].n_types = 3;
  options[2].n_mini_batches = 2;
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "first & <base>", "second", "third" };
      g_autoptr (BsCostModel) model = NULL;

      self->traces[i] = record (&options[i]);
      model = bs_cost_model_new (self->traces[i], NULL);
      g_ptr_array_add (runs, bs_run_new_recorded (names[i], self->traces[i], model, NULL, &error));
      g_assert_no_error (error);
      self->provenance[i] = (BsRunProvenance){ BS_RUN_RECORDED, self->traces[i],
                                               self->traces[i]->fsm };
    }
  self->comparison = bs_comparison_new (runs, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_comparison_free (self->comparison);
  for (guint i = 0; i < 3; i++)
    bs_trace_unref (self->traces[i]);
}

static const BsSummaryFigure *
find_figure (const GPtrArray *summary, BsFigure figure)
{
  for (guint i = 0; i < summary->len; i++)
    if (((BsSummaryFigure *) summary->pdata[i])->figure == figure)
      return summary->pdata[i];

  return NULL;
}

static void
test_summary (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) summary = bs_comparison_summarize (self->comparison, 1);
  const BsSummaryFigure *batches = find_figure (summary, BS_FIGURE_BATCHES);
  const BsSummaryFigure *mean = find_figure (summary, BS_FIGURE_MEAN_SIZE);
  const BsSummaryFigure *time = find_figure (summary, BS_FIGURE_NS);
  const BsSummaryFigure *loss = find_figure (summary, BS_FIGURE_LOSS);

  g_assert_cmpfloat (batches->measure.base, ==, self->traces[0]->n_decisions);
  g_assert_cmpfloat (batches->measure.value, ==, self->traces[1]->n_decisions);
  g_assert_cmpint (batches->verdict, ==,
                   batches->measure.value < batches->measure.base   ? BS_VERDICT_BETTER
                   : batches->measure.value > batches->measure.base ? BS_VERDICT_WORSE
                                                                    : BS_VERDICT_SAME);
  g_assert_cmpint (bs_measure_judge (&mean->measure, TRUE), ==, mean->verdict);
  g_assert_cmpfloat (time->measure.noise, ==,
                     bs_comparison_measure (self->comparison, 1, BS_METRIC_NS).noise);
  g_assert_nonnull (loss);
  for (guint i = 0; i < summary->len; i++)
    g_assert_nonnull (((BsSummaryFigure *) summary->pdata[i])->remark);
}

static void
test_verdicts (void)
{
  const struct
  {
    BsMeasure measure;
    gboolean more;
    BsVerdict verdict;
  } all[] = { { { 5, 10, 0 }, FALSE, BS_VERDICT_BETTER },
              { { 5, 10, 0 }, TRUE, BS_VERDICT_WORSE },
              { { 10, 10, 0 }, FALSE, BS_VERDICT_SAME },
              { { 10.5, 10, 0.06 }, FALSE, BS_VERDICT_NOISE },
              { { 10.7, 10, 0.06 }, FALSE, BS_VERDICT_WORSE },
              { { 10.7, 10, NAN }, FALSE, BS_VERDICT_WORSE },
              { { NAN, 10, 0 }, FALSE, BS_VERDICT_UNKNOWN },
              { { 3, 0, 0 }, FALSE, BS_VERDICT_WORSE } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_assert_cmpint (bs_measure_judge (&all[i].measure, all[i].more), ==, all[i].verdict);
  g_assert_cmpstr (bs_verdict_to_text (BS_VERDICT_NOISE), ==, "within noise");
}

static guint
column (const BsTable *table, const char *name)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_str_equal (bs_table_get_column_name (table, i), name))
      return i;

  g_error ("no column %s", name);
}

/* A state is what the table of the command line says of it, row by row. */
static void
test_states (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsStateDifferences) states = bs_state_differences_new (
      self->comparison, 1, self->traces[0]->fsm, self->traces[1]->fsm, NULL, &error);
  g_autoptr (BsTable) rows = bs_comparison_tabulate_states_of (self->comparison, 1);
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GArray) which = NULL;
  guint64 decisions[2] = { 0 };

  g_assert_no_error (error);
  g_assert_cmpuint (states->states->len, >, 3);
  for (guint i = 0; i < states->states->len; i++)
    {
      const BsStateDifference *state = states->states->pdata[i];
      guint64 sums[2] = { 0 };

      g_assert_cmpuint (state->n_chips, >, 0);
      for (guint row = 0; row < bs_table_get_n_rows (rows); row++)
        {
          if (strcmp (bs_table_peek_text (rows, row, 1), state->text) != 0)
            continue;
          for (guint side = 0; side < 2; side++)
            {
              sums[side] += (guint64) bs_table_get_integer (rows, row, 3 + side);
              if (state->takes[side] != BS_STATE_NONE
                  && strcmp (bs_table_peek_text (rows, row, 2),
                             states->types->types[state->takes[side]].name)
                         == 0
                  && bs_table_get_integer (rows, row, 3 + side) > 0)
                g_assert_cmpfloat (bs_table_get_real (rows, row, 7 + side), ==,
                                   state->batches_to_go[side]);
            }
        }
      for (guint side = 0; side < 2; side++)
        {
          g_assert_cmpuint (state->decisions[side], ==, sums[side]);
          decisions[side] += sums[side];
          g_assert_true ((sums[side] > 0) == (state->reached[side].mini_batch != G_MAXUINT32));
        }
    }
  for (guint side = 0; side < 2; side++)
    g_assert_cmpuint (decisions[side], ==, self->traces[side]->n_decisions);

  table = bs_state_differences_tabulate (states, BS_STATES_DIFFERING, &which);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, states->n_differ);
  g_assert_cmpuint (which->len, ==, states->n_differ);
  for (guint row = 0; row < which->len; row++)
    g_assert_true (bs_table_get_integer (table, row, column (table, "differs")));
}

/* Without runs, of two tables: margins, visits, and what each does. */
static void
test_tables_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BsFsm *fsm = self->traces[1]->fsm;
  g_autoptr (BsStateDifferences)
      states = bs_state_differences_new (NULL, 0, fsm, fsm, NULL, &error);
  g_autoptr (BsTable) table = NULL;
  BsPolicySummary summary;

  g_assert_no_error (error);
  g_assert_nonnull (fsm);
  summary = bs_policy_compare (fsm, fsm);
  g_assert_cmpuint (states->n_common, ==, summary.n_common);
  g_assert_cmpuint (states->n_differ, ==, 0);
  table = bs_state_differences_tabulate (states, BS_STATES_ALL, NULL);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, fsm->states->n_states);
  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    {
      double margin = bs_table_get_real (table, row, column (table, "q_margin"));

      g_assert_true (isnan (margin) || margin >= 0);
      g_assert_cmpstr (bs_table_peek_text (table, row, 1), ==, bs_table_peek_text (table, row, 2));
    }
}

/* Numbers of pairs are those of the table by type, and add up to the whole. */
static void
test_pairs (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray)
      pairs = bs_comparison_list_pairs (self->comparison, 1, BS_PAIRS_BATCHES, NULL);
  g_autoptr (GPtrArray)
      bytes = bs_comparison_list_pairs (self->comparison, 1, BS_PAIRS_BYTES, NULL);
  g_autoptr (BsTable) memory = bs_comparison_tabulate_memory (self->comparison, 1, self->traces[0],
                                                              self->traces[1]);
  double sums[2] = { 0 }, moved = 0;

  for (guint i = 0; i < pairs->len; i++)
    {
      sums[0] += ((BsPair *) pairs->pdata[i])->measure.base;
      sums[1] += ((BsPair *) pairs->pdata[i])->measure.value;
    }
  for (guint i = 0; i < bytes->len; i++)
    moved += ((BsPair *) bytes->pdata[i])->measure.value;
  g_assert_cmpfloat (sums[0], ==, self->traces[0]->n_decisions);
  g_assert_cmpfloat (sums[1], ==, self->traces[1]->n_decisions);
  g_assert_cmpfloat (
      moved, ==,
      bs_comparison_measure (self->comparison, 1, BS_METRIC_GATHER_BYTES).value
          + bs_comparison_measure (self->comparison, 1, BS_METRIC_SCATTER_BYTES).value);
  g_assert_cmpuint (bs_table_get_n_rows (memory), >=, 4);
}

static BsDocument *
make (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  BsDocument *document = bs_comparison_report_new (self->comparison, self->provenance, NULL, NULL,
                                                   &error);

  g_assert_no_error (error);
  return document;
}

static void
test_report (Fixture *self, gconstpointer data)
{
  g_autoptr (BsDocument) document = make (self), again = make (self);
  g_autoptr (GString) text = g_string_new (NULL), other = g_string_new (NULL);
  guint n_pictures = 0;

  bs_document_print_text (document, text);
  bs_document_print_text (again, other);
  g_assert_cmpstr (text->str, ==, other->str);
  g_assert_nonnull (strstr (text->str, "first & <base>"));
  g_assert_nonnull (strstr (text->str, "What this rests on"));
  g_assert_nonnull (strstr (text->str, "Noise is the relative difference"));
  g_assert_nonnull (strstr (text->str, "Where the runs come from"));
  g_assert_nonnull (strstr (text->str, "other graphs"));
  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = document->blocks->pdata[i];

      n_pictures += block->kind == BS_BLOCK_PICTURE;
      /* Ids are what links name: each once. */
      for (guint k = 0; k < i && block->id != NULL; k++)
        g_assert_cmpstr (((BsBlock *) document->blocks->pdata[k])->id, !=, block->id);
    }
  g_assert_cmpuint (n_pictures, >=, 1);
  g_assert_null (document->remark);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
      bs_comparison_report_new (self->comparison, self->provenance, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The base alone, and the same run twice under two names. */
static void
test_same (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  g_autoptr (GError) error = NULL;
  BsRun *base = (BsRun *) bs_comparison_get_run (self->comparison, 0);
  g_autoptr (BsComparison) comparison = NULL;
  g_autoptr (BsDocument) document = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) summary = NULL;

  g_ptr_array_add (runs, bs_run_ref (base));
  g_ptr_array_add (runs, bs_run_rename (base, "again"));
  comparison = bs_comparison_new (runs, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bs_comparison_get_run (comparison, 1)->name, ==, "again");
  summary = bs_comparison_summarize (comparison, 1);
  for (guint i = 0; i < summary->len; i++)
    g_assert_cmpint (((BsSummaryFigure *) summary->pdata[i])->verdict, ==, BS_VERDICT_SAME);
  document = bs_comparison_report_new (comparison, self->provenance, NULL, NULL, &error);
  g_assert_no_error (error);
  bs_document_print_text (document, text);
  g_assert_nonnull (strstr (text->str, "again"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);

  g_test_add_func ("/profiles/comparison-report/verdicts", test_verdicts);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/profiles/comparison-report/summary", test_summary);
  ADD ("/profiles/comparison-report/states", test_states);
  ADD ("/profiles/comparison-report/tables-alone", test_tables_alone);
  ADD ("/profiles/comparison-report/pairs", test_pairs);
  ADD ("/profiles/comparison-report/report", test_report);
  ADD ("/profiles/comparison-report/cancelled", test_cancelled);
  ADD ("/profiles/comparison-report/same", test_same);

  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
