/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a comparison. */
#include "config.h"

#include "profiles/report/comparison-report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "profiles/comparison/comparison-pairs.h"
#include "profiles/comparison/comparison-summary.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/comparison/state-differences.h"

#define DEFAULT_TOP 12
#define MAX_NAME 48
#define MAX_POINTS 120 /* of a line */

typedef struct
{
  const BsComparison *comparison;
  const BsRunProvenance *provenance;
  BsDocument *document;
  guint top;
  guint n_runs;
} Report;

/* Runs are called by their letters, as in the window. */
static char *
run_letter (guint run)
{
  return run < 26 ? g_strdup_printf ("%c", 'A' + run)
                  : g_strdup_printf ("%c%u", 'A' + run % 26, run / 26 + 1);
}

static char *
run_name (const Report *self, guint run)
{
  g_autofree char *name = bs_table_printable (bs_comparison_get_run (self->comparison, run)->name);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_NAME)
    return g_steal_pointer (&name);
  start = g_utf8_substring (name, 0, MAX_NAME - 1);

  return g_strconcat (start, "…", NULL);
}

static char *
letter_and_name (const Report *self, guint run)
{
  g_autofree char *letter = run_letter (run), *name = run_name (self, run);

  return g_strdup_printf ("%s (%s)", letter, name);
}

static void
say_top (Report *self, guint shown, guint64 all, const char *what)
{
  g_autofree char *count = bs_count_to_string (all);

  if (shown < all)
    bs_document_add_text (self->document, BS_BLOCK_NOTE, _ ("%s: the first %u of %s."), what, shown,
                          count);
}

static const BsSummaryFigure *
find_figure (const GPtrArray *summary, BsFigure figure)
{
  for (guint i = 0; i < summary->len; i++)
    if (((BsSummaryFigure *) summary->pdata[i])->figure == figure)
      return summary->pdata[i];

  return NULL;
}

/* Such as `180 batches instead of 194 (−14, −7.2 %): better`. */
static char *
figure_words (const BsSummaryFigure *figure)
{
  if (figure->base == NULL || figure->value == NULL)
    return g_strdup_printf (_ ("%s: %s, %s"), figure->title,
                            figure->value != NULL ? figure->value : _ ("unknown"), figure->remark);
  if (figure->verdict == BS_VERDICT_SAME)
    return g_strdup_printf (_ ("%s: %s in both"), figure->title, figure->value);
  if (figure->difference == NULL)
    return g_strdup_printf (_ ("%s: %s instead of %s, %s"), figure->title, figure->value,
                            figure->base, figure->remark);

  /* Translators: figure: new value instead of old value (difference, relative), remark */
  return g_strdup_printf (_ ("%s: %s instead of %s (%s, %s), %s"), figure->title, figure->value,
                          figure->base, figure->difference,
                          figure->relative != NULL ? figure->relative : "–", figure->remark);
}

static void
add_run_findings (Report *self, guint run)
{
  static const BsFigure said[] = { BS_FIGURE_BATCHES, BS_FIGURE_NS, BS_FIGURE_PREDICTED_NS,
                                   BS_FIGURE_GATHER_BYTES, BS_FIGURE_LOSS };
  g_autoptr (GPtrArray) summary = bs_comparison_summarize (self->comparison, run);
  g_autofree char *who = letter_and_name (self, run);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      const BsSummaryFigure *figure = find_figure (summary, said[i]);
      g_autofree char *words = NULL;

      if (figure == NULL || (figure->verdict == BS_VERDICT_UNKNOWN && figure->value == NULL))
        continue;
      /* What is predicted counts where nothing was measured. */
      if (said[i] == BS_FIGURE_PREDICTED_NS && find_figure (summary, BS_FIGURE_NS) != NULL
          && find_figure (summary, BS_FIGURE_NS)->value != NULL)
        continue;
      words = figure_words (figure);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", words);
    }
  bs_document_add_text (self->document, BS_BLOCK_FINDING, "<b>%s</b>: %s.", who, text->str);
}

static void
add_fact (BsTable *facts, const char *key, const char *value)
{
  bs_table_add_text (facts, key);
  bs_table_add_text (facts, value);
}

/* Whether the same was computed: what makes times comparable. */
static void
add_grounds (Report *self)
{
  const BsComparison *comparison = self->comparison;
  const BsRun *base = bs_comparison_get_run (comparison, 0);

  bs_document_add_section (self->document, 2, "grounds", _ ("What this rests on"));
  for (guint run = 1; run < self->n_runs; run++)
    {
      const BsRun *own = bs_comparison_get_run (comparison, run);
      const BsPairing *pairing = &comparison->pairings[run];
      g_autofree char *who = letter_and_name (self, run);
      g_autofree char *why = bs_comparison_explain (comparison, run);
      BsMeasure time = bs_comparison_measure (comparison, run, BS_METRIC_NS);
      g_autofree char *noise = bs_amount_to_text (BS_AMOUNT_SHARE, time.noise, FALSE);
      g_autofree char *graphs = g_strdup_printf (
          _ ("%u of %u mini-batches (types, operands and stages, by SHA-256)"),
          pairing->n_same_graphs, MAX (base->n_mini_batches, own->n_mini_batches));
      BsTable *facts = bs_document_add_facts (self->document);

      add_fact (facts, _ ("run"), who);
      add_fact (facts, _ ("same graphs"), graphs);
      if (pairing->n_losses > 0)
        {
          g_autofree char *losses = g_strdup_printf (_ ("%u of %u mini-batches, to the last bit"),
                                                     pairing->n_losses - pairing->n_losses_differ,
                                                     pairing->n_losses);

          add_fact (facts, _ ("same loss"), losses);
        }
      else
        add_fact (facts, _ ("same loss"), _ ("not known: one of them was only scheduled"));
      add_fact (facts, _ ("times"),
                own->is_measured && base->is_measured
                    ? _ ("measured in both")
                    : _ ("not measured in both: predicted by the cost model of the recording"));
      add_fact (facts, _ ("noise of the run time"),
                noise != NULL ? noise
                : own->is_measured && base->is_measured
                    ? _ ("not known: fewer than three mini-batches")
                    : _ ("none: nothing was measured twice"));
      if (why != NULL)
        bs_document_add_callout (self->document, BS_TONE_WARNING, _ ("Not all is compared"), "%s.",
                                 why);
    }
  bs_document_add_text (
      self->document, BS_BLOCK_NOTE, "%s",
      _ ("Noise is the relative difference that chance alone exceeds once in twenty times, from "
         "how "
         "mini-batches of both runs differ: where the graphs are the same, from what a mini-batch "
         "takes more or less than that of the baseline, else from times a node. What is not the "
         "same from one run to the next as a whole, such as the clock of a processor, is not in "
         "it. What is within it is called so, and neither better nor worse. Counts have no "
         "noise."));
}

static void
add_tiles (Report *self)
{
  g_autoptr (GPtrArray) summary = bs_comparison_summarize (self->comparison, 1);
  BsTable *tiles;
  guint n = 0;

  tiles = bs_document_add_tiles (self->document);
  for (guint i = 0; i < summary->len && n < 4; i++)
    {
      const BsSummaryFigure *figure = summary->pdata[i];
      g_autofree char *value = NULL, *remark = NULL;
      gboolean wanted = figure->figure == BS_FIGURE_BATCHES || figure->figure == BS_FIGURE_GAP
                        || figure->figure == BS_FIGURE_NS || figure->figure == BS_FIGURE_GATHERS
                        || figure->figure == BS_FIGURE_MEAN_SIZE;

      if (!wanted || figure->value == NULL)
        continue;
      value = g_strdup (figure->value);
      remark = figure->difference != NULL && figure->verdict != BS_VERDICT_SAME
                   ? g_strdup_printf ("%s, %s %s", figure->difference,
                                      figure->relative != NULL ? figure->relative : "",
                                      bs_verdict_to_text (figure->verdict))
                   : g_strdup (figure->remark);
      bs_table_add_text (tiles, figure->title);
      bs_table_add_text (tiles, value);
      bs_table_add_text (tiles, remark);
      n++;
    }
}

static void
add_summary (Report *self)
{
  g_autofree char *base = letter_and_name (self, 0);

  bs_document_add_section (self->document, 1, "summary", _ ("Summary"));
  bs_document_add_text (
      self->document, BS_BLOCK_PARAGRAPH,
      ngettext ("%u run beside the baseline <b>%s</b>. Differences are of the run less the "
                "baseline: fewer batches, less time and fewer bytes are better.",
                "%u runs beside the baseline <b>%s</b>. Differences are of the run less the "
                "baseline: fewer batches, less time and fewer bytes are better.",
                self->n_runs - 1),
      self->n_runs - 1, base);
  if (self->n_runs == 2)
    add_tiles (self);
  for (guint run = 1; run < MIN (self->n_runs, self->top + 1); run++)
    add_run_findings (self, run);
  say_top (self, self->top, self->n_runs - 1, _ ("Runs"));
  add_grounds (self);
}

static void
add_figures (Report *self, guint run)
{
  g_autoptr (GPtrArray) summary = bs_comparison_summarize (self->comparison, run);
  g_autofree char *letter = run_letter (run);
  BsTable *table = bs_document_add_table (self->document, _ ("Figures"));

  bs_document_add_column (self->document, "figure", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("figure"));
  bs_document_add_column (self->document, "base", BS_COLUMN_TEXT, BS_SHOW_AMOUNT, "A");
  bs_document_add_column (self->document, "value", BS_COLUMN_TEXT, BS_SHOW_AMOUNT, letter);
  bs_document_add_column (self->document, "difference", BS_COLUMN_TEXT, BS_SHOW_AMOUNT,
                          _ ("difference"));
  bs_document_add_column (self->document, "relative", BS_COLUMN_TEXT, BS_SHOW_AMOUNT,
                          _ ("relative"));
  bs_document_add_column (self->document, "verdict", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("verdict"));
  for (guint i = 0; i < summary->len; i++)
    {
      const BsSummaryFigure *figure = summary->pdata[i];

      bs_table_add_text (table, figure->title);
      bs_table_add_text (table, figure->base);
      bs_table_add_text (table, figure->value);
      bs_table_add_text (table, figure->difference);
      bs_table_add_text (table, figure->relative);
      bs_table_add_text (table, figure->remark);
    }
}

/* Bars of the run, the baseline as a mark on them. */
static void
add_bars (Report *self, guint run, BsPairsOf what, const char *caption, BsShow show,
          gboolean is_duration)
{
  g_autoptr (GPtrArray) pairs = bs_comparison_list_pairs (self->comparison, run, what, NULL);
  g_autofree char *letter = run_letter (run);
  BsChart *chart;

  if (pairs->len == 0)
    return;

  chart = bs_document_add_chart (
      self->document, BS_CHART_BARS, caption,
      _ ("A bar for each type: the run; a mark on it: the baseline. The table has the numbers."));
  chart->show = show;
  chart->is_duration = is_duration;
  bs_chart_add_series (chart, letter);
  bs_chart_add_series (chart, "A");
  for (guint i = 0; i < MIN (pairs->len, self->top); i++)
    {
      const BsPair *pair = pairs->pdata[i];

      bs_chart_add_row (chart, pair->name, pair->type != BS_PAIR_NO_TYPE ? pair->type : BS_NO_TYPE,
                        0);
      bs_chart_add_value (chart, pair->measure.value);
      bs_chart_add_value (chart, pair->measure.base);
    }
}

static void
add_pairs_table (Report *self, guint run, BsPairsOf what, const char *caption, const char *head)
{
  gboolean is_predicted;
  g_autoptr (GPtrArray)
      pairs = bs_comparison_list_pairs (self->comparison, run, what, &is_predicted);
  g_autofree char *letter = run_letter (run);
  BsTable *table;

  if (pairs->len == 0)
    return;

  table = bs_document_add_table (self->document, caption);
  bs_document_add_column (self->document, "name",
                          what == BS_PAIRS_PHASES ? BS_COLUMN_TEXT : BS_COLUMN_INTEGER,
                          what == BS_PAIRS_PHASES ? BS_SHOW_PLAIN : BS_SHOW_TYPE, head);
  bs_document_add_column (self->document, "base", BS_COLUMN_TEXT, BS_SHOW_AMOUNT, "A");
  bs_document_add_column (self->document, "value", BS_COLUMN_TEXT, BS_SHOW_AMOUNT, letter);
  bs_document_add_column (self->document, "difference", BS_COLUMN_TEXT, BS_SHOW_AMOUNT,
                          _ ("difference"));
  bs_document_add_column (self->document, "verdict", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("verdict"));
  for (guint i = 0; i < MIN (pairs->len, self->top); i++)
    {
      const BsPair *pair = pairs->pdata[i];

      if (what == BS_PAIRS_PHASES)
        bs_table_add_text (table, pair->name);
      else
        bs_table_add_integer (table, pair->type);
      bs_table_add_text (table, pair->base);
      bs_table_add_text (table, pair->value);
      bs_table_add_text (table, pair->difference);
      bs_table_add_text (table, bs_verdict_to_text (pair->verdict));
    }
  say_top (self, self->top, pairs->len, caption);
  if (what == BS_PAIRS_TIME && is_predicted)
    bs_document_add_text (self->document, BS_BLOCK_NOTE, "%s",
                          _ ("Predicted: not both of the runs were measured."));
}

static void
add_words (Report *self, guint run)
{
  g_autofree char *text = bs_comparison_describe (self->comparison, run);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH, "%s", lines[i]);
}

/* Columns of the table of detours of which a report shows some. */
static void
add_detours (Report *self, guint run)
{
  const BsRun *base = bs_comparison_get_run (self->comparison, 0);
  const BsRun *own = bs_comparison_get_run (self->comparison, run);
  const GArray *detours = self->comparison->pairings[run].detours;
  g_autofree char *letter = run_letter (run);
  g_autofree char *takes = g_strdup_printf (_ ("%s takes"), letter);
  g_autofree char *batches = g_strdup_printf (_ ("batches %s"), letter);
  BsTable *table;

  if (detours->len == 0)
    return;

  table = bs_document_add_table (self->document, _ ("Where they part, and how long"));
  bs_document_add_column (self->document, "mini_batch", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          _ ("mini-batch"));
  bs_document_add_column (self->document, "decision", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          _ ("decision"));
  bs_document_add_column (self->document, "base_takes", BS_COLUMN_TEXT, BS_SHOW_PLAIN,
                          _ ("A takes"));
  bs_document_add_column (self->document, "takes", BS_COLUMN_TEXT, BS_SHOW_PLAIN, takes);
  bs_document_add_column (self->document, "base_batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          _ ("batches A"));
  bs_document_add_column (self->document, "batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, batches);
  bs_document_add_column (self->document, "more_batches", BS_COLUMN_TEXT, BS_SHOW_PLAIN,
                          _ ("more"));
  bs_document_add_column (self->document, "more_ns", BS_COLUMN_TEXT, BS_SHOW_PLAIN,
                          _ ("more time"));
  bs_document_add_column (self->document, "meets", BS_COLUMN_TEXT, BS_SHOW_PLAIN,
                          _ ("they meet again"));
  for (guint i = 0; i < MIN (detours->len, self->top); i++)
    {
      const BsDetour *detour = &g_array_index (detours, BsDetour, i);
      const BsRunDecision *a = bs_run_get_decisions (base, detour->mini_batch) + detour->base_first;
      const BsRunDecision *b = bs_run_get_decisions (own, detour->mini_batch) + detour->first;
      g_autofree char *a_text = g_strdup_printf ("%u %s", a->size,
                                                 base->types->types[a->type].name);
      g_autofree char *b_text = g_strdup_printf ("%u %s", b->size, own->types->types[b->type].name);
      guint32 n_base = base->mini_batches[detour->mini_batch].n_decisions;
      BsDetourCost cost = bs_comparison_cost_detour (self->comparison, run, detour);
      g_autofree char *more = bs_amount_to_text (BS_AMOUNT_COUNT,
                                                 (double) cost.batches - cost.base_batches, TRUE);
      g_autofree char *time = bs_amount_to_text (BS_AMOUNT_NS, cost.ns - cost.base_ns, TRUE);

      bs_table_add_integer (table, detour->mini_batch);
      bs_table_add_integer (table, (gint64) base->mini_batches[detour->mini_batch].first_number
                                       + detour->base_first);
      bs_table_add_text (table, a_text);
      bs_table_add_text (table, b_text);
      bs_table_add_integer (table, cost.base_batches);
      bs_table_add_integer (table, cost.batches);
      bs_table_add_text (table, more != NULL ? more : "0");
      bs_table_add_text (table, time);
      bs_table_add_text (table, !detour->meets               ? _ ("cut short")
                                : detour->base_end == n_base ? _ ("at the end")
                                                             : _ ("yes"));
    }
  say_top (self, self->top, detours->len, _ ("Places where they part, in order"));
}

static void
add_alignment (Report *self, guint run)
{
  const BsDetour *first = bs_comparison_first_detour (self->comparison, run);
  g_autofree char *letter = run_letter (run);
  g_autofree char *id = g_strdup_printf ("decisions-%u", run);
  g_autofree char *caption = NULL, *words = NULL;

  bs_document_add_section (self->document, 2, id, _ ("Decisions"));
  add_words (self, run);
  if (first == NULL)
    return;

  /* Translators: number of a mini-batch, letter of a run */
  caption = g_strdup_printf (_ ("Decisions of mini-batch %u, A and %s"), first->mini_batch, letter);
  words = g_strdup_printf (
      _ ("A bar is a decision, as high as its batch is large, in the colour of "
         "its type. On a grey ground: what A and %s do alike. A diamond: "
         "where they part. A line below: until they meet again, and how many batches "
         "and how much time more that takes."),
      letter);
  bs_document_add_comparison (self->document, run, first->mini_batch, caption, words);
  bs_document_add_text (self->document, BS_BLOCK_NOTE, "%s", words);
  add_detours (self, run);
}

static void
add_state_columns (Report *self, const BsStateDifferences *states, const char *letter)
{
  static const char *const titles[] = { N_ ("A takes"), N_ ("reached"), N_ ("to go") };
  g_autofree char *takes = g_strdup_printf (_ ("%s takes"), letter);
  g_autofree char *reached = g_strdup_printf (_ ("reached %s"), letter);
  g_autofree char *to_go = g_strdup_printf (_ ("to go %s"), letter);
  g_autofree char *base_reached = g_strdup_printf (_ ("reached %s"), "A");
  g_autofree char *base_to_go = g_strdup_printf (_ ("to go %s"), "A");

  bs_document_add_column (self->document, "state", BS_COLUMN_TEXT, BS_SHOW_CODE, _ ("state"));
  bs_document_add_column (self->document, "base_takes", BS_COLUMN_TEXT, BS_SHOW_PLAIN,
                          _ (titles[0]));
  bs_document_add_column (self->document, "takes", BS_COLUMN_TEXT, BS_SHOW_PLAIN, takes);
  bs_document_add_column (self->document, "base_decisions", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          base_reached);
  bs_document_add_column (self->document, "decisions", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, reached);
  bs_document_add_column (self->document, "base_to_go", BS_COLUMN_REAL, BS_SHOW_TENTHS, base_to_go);
  bs_document_add_column (self->document, "to_go", BS_COLUMN_REAL, BS_SHOW_TENTHS, to_go);
}

static const char *
type_name (const BsStateDifferences *states, guint type)
{
  return type != BS_STATE_NONE ? states->types->types[type].name : NULL;
}

static gboolean
add_states (Report *self, guint run, GCancellable *cancellable, GError **error)
{
  const BsFsm *base = self->provenance[0].fsm, *own = self->provenance[run].fsm;
  g_autoptr (BsStateDifferences)
      states = bs_state_differences_new (self->comparison, run, base, own, cancellable, error);
  g_autofree char *letter = run_letter (run);
  g_autofree char *id = g_strdup_printf ("states-%u", run);
  g_autofree char *differ = NULL, *common = NULL;
  guint n = 0, shown = 0;
  BsTable *table;

  if (states == NULL)
    return FALSE;
  if (states->states->len == 0)
    return TRUE;

  differ = bs_count_to_string (states->n_differ);
  common = bs_count_to_string (states->n_common);
  bs_document_add_section (self->document, 2, id, _ ("Policy, state by state"));
  bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                        _ ("In <b>%s</b> of %s states that both know they choose another type."),
                        differ, common);
  for (guint i = 0; i < states->states->len; i++)
    {
      const BsStateDifference *state = states->states->pdata[i];

      n += state->differs == 1 && state->decisions[0] + state->decisions[1] > 0;
    }
  if (n == 0)
    return TRUE;

  table = bs_document_add_table (self->document, _ ("States that were reached, and differ"));
  add_state_columns (self, states, letter);
  for (guint i = 0; i < states->states->len && shown < self->top; i++)
    {
      const BsStateDifference *state = states->states->pdata[i];

      if (state->differs != 1 || state->decisions[0] + state->decisions[1] == 0)
        continue;
      bs_table_add_text (table, state->text);
      for (guint side = 0; side < 2; side++)
        bs_table_add_text (table, type_name (states, state->takes[side]));
      for (guint side = 0; side < 2; side++)
        bs_table_add_integer (table, (gint64) state->decisions[side]);
      for (guint side = 0; side < 2; side++)
        bs_table_add_real (table, state->batches_to_go[side]);
      shown++;
    }
  say_top (self, shown, n, _ ("States, those most often reached first"));
  bs_document_add_text (
      self->document, BS_BLOCK_NOTE, "%s",
      _ ("Reached: decisions in the state, in all mini-batches. To go: batches to "
         "the end of the mini-batch from there, this one included, on average."));

  return TRUE;
}

/* How mini-batches differ, one by one: what the noise is found from. */
static void
add_mini_batches (Report *self, guint run)
{
  const BsRun *base = bs_comparison_get_run (self->comparison, 0);
  const BsRun *own = bs_comparison_get_run (self->comparison, run);
  guint32 n = MIN (base->n_mini_batches, own->n_mini_batches), step = n / MAX_POINTS + 1;
  gboolean measured = base->is_measured && own->is_measured;
  g_autofree char *letter = run_letter (run);
  g_autofree char *id = g_strdup_printf ("mini-batches-%u", run);
  BsMetric metric = measured ? BS_METRIC_NS : BS_METRIC_BATCHES;
  BsChart *chart;

  if (n < 3)
    return;

  bs_document_add_section (self->document, 2, id, _ ("Mini-batch by mini-batch"));
  chart = bs_document_add_chart (self->document, BS_CHART_LINES,
                                 measured ? _ ("Run time of each mini-batch")
                                          : _ ("Batches of each mini-batch"),
                                 _ ("A line for the baseline and one for the run, over the "
                                    "mini-batches that both have."));
  chart->is_duration = measured;
  chart->x_title = g_strdup (_ ("mini-batch"));
  bs_chart_add_series (chart, "A");
  bs_chart_add_series (chart, letter);
  for (guint32 m = 0; m < n; m += step)
    {
      BsMeasure measure = bs_comparison_measure_mini_batch (self->comparison, run, metric, m);

      bs_chart_add_row (chart, NULL, BS_NO_TYPE, m);
      bs_chart_add_value (chart, measure.base);
      bs_chart_add_value (chart, measure.value);
    }
}

static gboolean
add_run (Report *self, guint run, GCancellable *cancellable, GError **error)
{
  g_autofree char *letter = run_letter (run);
  g_autofree char *name = run_name (self, run);
  g_autofree char *id = g_strdup_printf ("run-%u", run);
  /* Translators: letter and name of a run, beside the baseline */
  g_autofree char *title = g_strdup_printf (_ ("%s, %s, beside A"), letter, name);
  g_autofree char *types = g_strdup_printf ("types-%u", run);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  bs_document_add_section (self->document, 1, id, title);
  add_figures (self, run);
  add_alignment (self, run);
  bs_document_add_section (self->document, 2, types, _ ("By type and phase"));
  add_bars (self, run, BS_PAIRS_BATCHES, _ ("Batches by type; the mark is A"), BS_SHOW_PLAIN,
            FALSE);
  add_pairs_table (self, run, BS_PAIRS_BATCHES, _ ("Batches by type"), _ ("type"));
  add_pairs_table (self, run, BS_PAIRS_TIME, _ ("Time in batches by type"), _ ("type"));
  add_pairs_table (self, run, BS_PAIRS_BYTES, _ ("Bytes gathered and scattered by type"),
                   _ ("type"));
  add_pairs_table (self, run, BS_PAIRS_PHASES, _ ("Time by phase, added up over all lanes"),
                   _ ("phase"));
  if (!add_states (self, run, cancellable, error))
    return FALSE;
  add_mini_batches (self, run);

  return TRUE;
}

static const char *
origin_text (BsRunOrigin origin)
{
  switch (origin)
    {
    case BS_RUN_BRANCHED:
      return _ ("a branch: recorded, but for one mini-batch that was scheduled in another way and "
                "did not run");
    case BS_RUN_SCHEDULED:
      return _ ("the graphs of a recording, scheduled again by a policy; nothing ran");
    case BS_RUN_RECORDED:
    default:
      return _ ("recorded");
    }
}

static void
add_provenance (Report *self)
{
  bs_document_add_section (self->document, 1, "provenance", _ ("Where the runs come from"));
  for (guint run = 0; run < self->n_runs; run++)
    {
      const BsRunProvenance *own = &self->provenance[run];
      g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (own->trace);
      g_autofree char *who = letter_and_name (self, run);
      g_autofree char *id = g_strdup_printf ("provenance-%u", run);
      g_autofree char *events = bs_count_to_string (own->trace->n_events);
      g_autofree char *dropped = bs_count_to_string (own->trace->n_dropped);
      BsTable *facts;

      bs_document_add_section (self->document, 2, id, who);
      if (!own->trace->complete)
        bs_document_add_callout (self->document, BS_TONE_WARNING, _ ("Cut short"), "%s",
                                 _ ("The recording did not come to its end: only what it has is "
                                    "compared."));
      facts = bs_document_add_facts (self->document);
      add_fact (facts, _ ("what it is"), origin_text (own->origin));
      if (own->trace->path != NULL)
        {
          g_autofree char *path = g_filename_display_name (own->trace->path);

          add_fact (facts, _ ("file"), path);
        }
      add_fact (facts, _ ("complete"), own->trace->complete ? _ ("yes") : _ ("no, cut short"));
      add_fact (facts, _ ("events"), events);
      add_fact (facts, _ ("dropped events"), dropped);
      for (guint i = 0; i < keys->len; i++)
        add_fact (facts, keys->pdata[i], bs_trace_get_info (own->trace, keys->pdata[i]));
    }
}

/* The latest of the recordings, so that the same comparison is the same file. */
static char *
find_created (const Report *self)
{
  const char *latest = NULL;

  for (guint run = 0; run < self->n_runs; run++)
    {
      const char *created = bs_trace_get_info (self->provenance[run].trace, "created");

      if (created != NULL && (latest == NULL || strcmp (created, latest) > 0))
        latest = created;
    }

  return g_strdup (latest);
}

BsDocument *
bs_comparison_report_new (BsComparison *comparison, const BsRunProvenance *provenance,
                          const BsComparisonReportOptions *options, GCancellable *cancellable,
                          GError **error)
{
  Report self = { .comparison = comparison,
                  .provenance = provenance,
                  .top = options != NULL && options->top > 0 ? options->top : DEFAULT_TOP,
                  .n_runs = comparison->runs->len };
  g_autoptr (BsDocument) document = NULL;
  g_autoptr (GString) subtitle = g_string_new (NULL);
  gboolean emulated = FALSE;

  for (guint run = 0; run < self.n_runs; run++)
    {
      g_autofree char *who = letter_and_name (&self, run);

      emulated |= bs_comparison_get_run (comparison, run)->is_emulated;
      if (run < 4)
        g_string_append_printf (subtitle, "%s%s", run > 0 ? ", " : "", who);
      else if (run == 4)
        g_string_append (subtitle, ", …");
    }
  document = bs_document_new (comparison->types, _ ("Batchscope comparison"), subtitle->str);
  document->comparison = bs_comparison_ref (comparison);
  document->created = find_created (&self);
  if (emulated)
    document->remark = g_strdup (bs_device_emulated_text ());
  self.document = document;
  add_summary (&self);
  for (guint run = 1; run < MIN (self.n_runs, self.top + 1); run++)
    if (!add_run (&self, run, cancellable, error))
      return NULL;
  add_provenance (&self);

  return g_steal_pointer (&document);
}
