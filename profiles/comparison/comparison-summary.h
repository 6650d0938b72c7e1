/* SPDX-License-Identifier: Apache-2.0 */
/* What a run amounts to beside the base, in a few figures and words: what cards and reports show. */
#pragma once

#include "profiles/comparison/comparison.h"

G_BEGIN_DECLS

typedef enum
{
  BS_VERDICT_UNKNOWN, /* one of the two has no such figure */
  BS_VERDICT_SAME,
  BS_VERDICT_NOISE,  /* a difference that chance alone can make */
  BS_VERDICT_BETTER, /* and more than that, where the noise is known */
  BS_VERDICT_WORSE,
  BS_VERDICT_DIFFERS /* neither better nor worse */
} BsVerdict;

typedef enum
{
  BS_FIGURE_BATCHES,
  BS_FIGURE_GAP,
  BS_FIGURE_MEAN_SIZE,
  BS_FIGURE_NS,
  BS_FIGURE_EXECUTE_NS,
  BS_FIGURE_PREDICTED_NS,
  BS_FIGURE_GATHERS,
  BS_FIGURE_GATHER_BYTES,
  BS_FIGURE_SCATTERS,
  BS_FIGURE_SCATTER_BYTES,
  BS_FIGURE_LOSS,
  BS_N_FIGURES
} BsFigure;

/**
 * BsSummaryFigure:
 *
 * Amounts as people read them; NULL where they are not known.
 */
typedef struct
{
  BsFigure figure;
  BsMeasure measure;
  BsVerdict verdict;
  char *title;      /* translated, such as `Above the bound 147` */
  char *base;       /* (nullable) */
  char *value;      /* (nullable) */
  char *difference; /* (nullable) with its sign */
  char *relative;   /* (nullable) with its sign */
  char *remark;     /* such as `within noise: ±3.1 %`, or why nothing is known */
} BsSummaryFigure;

/** bs_comparison_summarize: Returns: (transfer full) (element-type BsSummaryFigure): of run @run, in
 * the order above; without those that neither run has. */
GPtrArray *bs_comparison_summarize (const BsComparison *self, guint run);

/** bs_comparison_get_loss: Returns: the mean over the mini-batches of run @run that have a loss; NaN:
 * none has. */
double bs_comparison_get_loss (const BsComparison *self, guint run);

/** bs_verdict_to_text: Returns: in a word or two, translated; empty where nothing is known. */
const char *bs_verdict_to_text (BsVerdict verdict);

/** bs_measure_judge: @more_is_better: of which amounts there should be many. Returns: what to think of
 * the difference. */
BsVerdict bs_measure_judge (const BsMeasure *self, gboolean more_is_better);

void bs_summary_figure_free (BsSummaryFigure *self);

/* Amounts as people read them: all (transfer full) (nullable): %NULL where there is none. With a sign,
 * where they are differences. */
typedef enum
{
  BS_AMOUNT_COUNT,
  BS_AMOUNT_REAL,
  BS_AMOUNT_NS,
  BS_AMOUNT_BYTES,
  BS_AMOUNT_SHARE
} BsAmount;

char *bs_amount_to_text (BsAmount kind, double value, gboolean with_sign);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSummaryFigure, bs_summary_figure_free)

G_END_DECLS
