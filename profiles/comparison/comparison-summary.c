/* SPDX-License-Identifier: Apache-2.0 */
/* What a run amounts to beside the base, in a few figures and words. */
#include "config.h"

#include "profiles/comparison/comparison-summary.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "profiles/report/document.h"
#include "profiles/report/duration.h"

/* Losses that are nearer to each other than this are the same but for rounding. */
#define SAME_LOSS 1e-6

char *
bs_amount_to_text (BsAmount kind, double value, gboolean with_sign)
{
  const char *sign = value < 0 ? "\342\210\222" : with_sign && value > 0 ? "+" : "";
  double size = fabs (value);
  g_autofree char *text = NULL;

  if (!isfinite (value))
    return NULL;

  size = MIN (size, 9e18);
  if (kind == BS_AMOUNT_NS)
    text = bs_duration_to_string (bs_round_ns (size));
  else if (kind == BS_AMOUNT_BYTES)
    text = bs_bytes_to_string ((guint64) size);
  else if (kind == BS_AMOUNT_SHARE)
    text = g_strdup_printf ("%.1f\342\200\257%%", 100 * size);
  else if (kind == BS_AMOUNT_REAL)
    text = g_strdup_printf ("%.2f", size);
  else
    text = bs_count_to_string ((guint64) size);

  return g_strconcat (sign, text, NULL);
}

const char *
bs_verdict_to_text (BsVerdict verdict)
{
  switch (verdict)
    {
    case BS_VERDICT_SAME:
      return _ ("equal");
    case BS_VERDICT_NOISE:
      return _ ("within noise");
    case BS_VERDICT_BETTER:
      return _ ("better");
    case BS_VERDICT_WORSE:
      return _ ("worse");
    case BS_VERDICT_DIFFERS:
      return _ ("differs");
    case BS_VERDICT_UNKNOWN:
    default:
      return "";
    }
}

BsVerdict
bs_measure_judge (const BsMeasure *self, gboolean more_is_better)
{
  double relative = bs_measure_get_relative (self);

  if (isnan (self->value) || isnan (self->base))
    return BS_VERDICT_UNKNOWN;
  if (self->value == self->base)
    return BS_VERDICT_SAME;
  if (self->noise > 0 && fabs (relative) <= self->noise)
    return BS_VERDICT_NOISE;

  return (self->value > self->base) == !!more_is_better ? BS_VERDICT_BETTER : BS_VERDICT_WORSE;
}

void
bs_summary_figure_free (BsSummaryFigure *self)
{
  g_free (self->title);
  g_free (self->base);
  g_free (self->value);
  g_free (self->difference);
  g_free (self->relative);
  g_free (self->remark);
  g_free (self);
}

double
bs_comparison_get_loss (const BsComparison *self, guint run)
{
  const BsRun *own = bs_comparison_get_run (self, run);
  double sum = 0;
  guint32 n = 0;

  for (guint32 i = 0; i < own->n_mini_batches; i++)
    if (!isnan (own->mini_batches[i].loss))
      {
        sum += own->mini_batches[i].loss;
        n++;
      }

  return n > 0 ? sum / n : NAN;
}

static const struct
{
  BsFigure figure;
  guint metric; /* BS_N_METRICS: none */
  const char *title;
  BsAmount amount;
  gboolean is_optional; /* nothing is said of two times nothing */
} figures[] = {
  { BS_FIGURE_BATCHES, BS_METRIC_BATCHES, N_ ("Batches"), BS_AMOUNT_COUNT, FALSE },
  { BS_FIGURE_GAP, BS_METRIC_GAP, N_ ("Above the bound"), BS_AMOUNT_COUNT, FALSE },
  { BS_FIGURE_MEAN_SIZE, BS_N_METRICS, N_ ("Mean batch size"), BS_AMOUNT_REAL, FALSE },
  { BS_FIGURE_NS, BS_METRIC_NS, N_ ("Run time"), BS_AMOUNT_NS, FALSE },
  { BS_FIGURE_EXECUTE_NS, BS_METRIC_EXECUTE_NS, N_ ("Time in batches"), BS_AMOUNT_NS, FALSE },
  { BS_FIGURE_PREDICTED_NS, BS_METRIC_PREDICTED_NS, N_ ("Predicted time"), BS_AMOUNT_NS, FALSE },
  { BS_FIGURE_GATHERS, BS_METRIC_GATHERS, N_ ("Gathers"), BS_AMOUNT_COUNT, FALSE },
  { BS_FIGURE_GATHER_BYTES, BS_METRIC_GATHER_BYTES, N_ ("Gathered"), BS_AMOUNT_BYTES, FALSE },
  { BS_FIGURE_SCATTERS, BS_METRIC_SCATTERS, N_ ("Scatters"), BS_AMOUNT_COUNT, TRUE },
  { BS_FIGURE_SCATTER_BYTES, BS_METRIC_SCATTER_BYTES, N_ ("Scattered"), BS_AMOUNT_BYTES, TRUE },
};

static BsMeasure
measure (const BsComparison *self, guint run, BsFigure figure, guint metric)
{
  BsMeasure nodes, batches;

  if (figure != BS_FIGURE_MEAN_SIZE)
    return bs_comparison_measure (self, run, metric);

  nodes = bs_comparison_measure (self, run, BS_METRIC_NODES);
  batches = bs_comparison_measure (self, run, BS_METRIC_BATCHES);
  return (BsMeasure){ nodes.value / batches.value, nodes.base / batches.base, 0 };
}

/* Why nothing is to be thought of a figure, or how sure it is. */
static char *
remark (const BsComparison *self, guint run, BsFigure figure, const BsMeasure *measure,
        BsVerdict verdict)
{
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  gboolean is_time = figure == BS_FIGURE_NS || figure == BS_FIGURE_EXECUTE_NS;
  gboolean is_prediction = figure == BS_FIGURE_PREDICTED_NS;
  g_autofree char *noise = bs_amount_to_text (BS_AMOUNT_SHARE, measure->noise, FALSE);

  if ((is_time || is_prediction) && (base->is_emulated || own->is_emulated))
    return g_strdup (_ ("emulated: no time of a GPU"));
  if (verdict == BS_VERDICT_SAME)
    return g_strdup (bs_verdict_to_text (verdict));
  if (verdict == BS_VERDICT_UNKNOWN && is_prediction)
    return g_strdup (_ ("no cost model knows all types"));
  if (verdict == BS_VERDICT_UNKNOWN && figure == BS_FIGURE_GAP)
    return g_strdup (_ ("cut short: not all has run"));
  if (verdict == BS_VERDICT_UNKNOWN && figure > BS_FIGURE_MEAN_SIZE && !own->is_measured)
    return g_strdup (_ ("not run: only scheduled"));
  if (verdict == BS_VERDICT_UNKNOWN && figure > BS_FIGURE_MEAN_SIZE && !base->is_measured)
    return g_strdup (_ ("the baseline was not run"));
  if (verdict == BS_VERDICT_NOISE)
    /* Translators: the relative difference that chance makes */
    return g_strdup_printf (_ ("within noise of ±%s"), noise);
  if (is_time && noise != NULL && verdict != BS_VERDICT_UNKNOWN)
    return g_strdup_printf (_ ("%s, noise ±%s"), bs_verdict_to_text (verdict), noise);
  if (is_time && verdict != BS_VERDICT_UNKNOWN)
    return g_strdup_printf (_ ("%s, noise not known"), bs_verdict_to_text (verdict));

  return g_strdup (bs_verdict_to_text (verdict));
}

static char *
title (const BsComparison *self, guint i)
{
  g_autofree char *bound = NULL;

  if (figures[i].figure != BS_FIGURE_GAP)
    return g_strdup (_ (figures[i].title));

  bound = bs_amount_to_text (BS_AMOUNT_COUNT,
                             bs_comparison_measure (self, 0, BS_METRIC_LOWER_BOUND).base, FALSE);
  /* Translators: batches above the lower bound, which is this number */
  return g_strdup_printf (_ ("Above the bound %s"), bound != NULL ? bound : "?");
}

static BsSummaryFigure *
summarize_loss (const BsComparison *self, guint run)
{
  const BsPairing *pairing = &self->pairings[run];
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  BsSummaryFigure *figure = g_new0 (BsSummaryFigure, 1);
  guint32 n_far = 0;

  figure->figure = BS_FIGURE_LOSS;
  figure->measure = (BsMeasure){ bs_comparison_get_loss (self, run),
                                 bs_comparison_get_loss (self, 0), 0 };
  figure->title = g_strdup (_ ("Loss"));
  if (!isnan (figure->measure.base))
    figure->base = g_strdup_printf ("%.4f", figure->measure.base);
  if (!isnan (figure->measure.value))
    figure->value = g_strdup_printf ("%.4f", figure->measure.value);
  for (guint32 i = 0; i < pairing->n_pairs; i++)
    {
      double a = base->mini_batches[i].loss, b = own->mini_batches[i].loss;

      n_far += !isnan (a) && !isnan (b) && !(fabs (a - b) <= SAME_LOSS);
    }
  if (pairing->n_losses == 0)
    figure->remark = g_strdup (!own->is_measured ? _ ("not run: only scheduled")
                                                 : _ ("not recorded in both"));
  else if (n_far == 0)
    {
      figure->verdict = BS_VERDICT_SAME;
      figure->remark = g_strdup (pairing->n_losses_differ == 0 ? _ ("equal to the last bit")
                                                               : _ ("equal within 1e-6"));
    }
  else
    {
      figure->verdict = BS_VERDICT_DIFFERS;
      figure->remark = g_strdup_printf (ngettext ("differs in %u of %u mini-batch",
                                                  "differs in %u of %u mini-batches",
                                                  pairing->n_losses),
                                        n_far, pairing->n_losses);
    }

  return figure;
}

GPtrArray *
bs_comparison_summarize (const BsComparison *self, guint run)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_summary_figure_free);
  gboolean any_loss;

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      BsMeasure own = measure (self, run, figures[i].figure, figures[i].metric);
      gboolean is_emulated = bs_comparison_get_run (self, 0)->is_emulated
                             || bs_comparison_get_run (self, run)->is_emulated;
      gboolean is_time = figures[i].amount == BS_AMOUNT_NS;
      BsSummaryFigure *figure;

      if ((isnan (own.value) && isnan (own.base))
          || (figures[i].is_optional && !(own.value > 0) && !(own.base > 0)))
        continue;

      figure = g_new0 (BsSummaryFigure, 1);
      figure->figure = figures[i].figure;
      figure->measure = own;
      figure->verdict = is_time && is_emulated
                            ? BS_VERDICT_UNKNOWN
                            : bs_measure_judge (&own, figure->figure == BS_FIGURE_MEAN_SIZE);
      figure->title = title (self, i);
      figure->base = bs_amount_to_text (figures[i].amount, own.base, FALSE);
      figure->value = bs_amount_to_text (figures[i].amount, own.value, FALSE);
      figure->difference = bs_amount_to_text (figures[i].amount, own.value - own.base, TRUE);
      figure->relative = bs_amount_to_text (BS_AMOUNT_SHARE, bs_measure_get_relative (&own), TRUE);
      figure->remark = remark (self, run, figure->figure, &own, figure->verdict);
      g_ptr_array_add (all, figure);
    }

  any_loss = !isnan (bs_comparison_get_loss (self, 0))
             || !isnan (bs_comparison_get_loss (self, run));
  if (any_loss)
    g_ptr_array_add (all, summarize_loss (self, run));

  return all;
}
