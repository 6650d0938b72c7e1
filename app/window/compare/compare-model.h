/* SPDX-License-Identifier: Apache-2.0 */
/* The runs that are compared, in order, the baseline first; the comparison of those that are loaded; and
 * what is worked out of it for the one that is looked at. */
#pragma once

#include "app/window/compare/compared-source.h"
#include "profiles/comparison/comparison-pairs.h"
#include "profiles/comparison/comparison-summary.h"
#include "profiles/comparison/state-differences.h"
#include "profiles/report/comparison-report.h"

G_BEGIN_DECLS

#define BS_TYPE_COMPARE_MODEL (bs_compare_model_get_type ())
G_DECLARE_FINAL_TYPE (BsCompareModel, bs_compare_model, BS, COMPARE_MODEL, GObject)

#define BS_N_PAIRS_OF (BS_PAIRS_PHASES + 1)

/* What is said of one run beside the base. Immutable, shared by threads. */
typedef struct
{
  BsComparison *comparison;
  guint run;
  GPtrArray *summary;              /* BsSummaryFigure */
  GPtrArray *pairs[BS_N_PAIRS_OF]; /* BsPair */
  gboolean is_predicted;           /* of BS_PAIRS_TIME */
  BsTable *memory;
  BsTable *kernels; /* (nullable) */
  BsTable *totals;  /* a metric a row, a run a column: of all runs, as people read them */
  char *problem;    /* (nullable): why not all is compared */
  char *remark; /* (nullable): that times are of an emulated device, or that one was cut short */
} BsCompareFigures;

void bs_compare_figures_unref (BsCompareFigures *self);
BsCompareFigures *bs_compare_figures_ref (BsCompareFigures *self);

/** bs_compare_model_new: Signals: `changed` when there are others, or one is otherwise; `compared`
 * when bs_compare_model_get_figures() are others; `states` when bs_compare_model_get_states() is. */
BsCompareModel *bs_compare_model_new (void);

/** bs_compare_model_add: loads it, at the end; the first is the baseline. */
void bs_compare_model_add (BsCompareModel *self, BsComparedSource *source);
void bs_compare_model_remove (BsCompareModel *self, BsComparedSource *source);
void bs_compare_model_clear (BsCompareModel *self);

/** bs_compare_model_pin: makes it the baseline. */
void bs_compare_model_pin (BsCompareModel *self, BsComparedSource *source);

/** bs_compare_model_swap: the baseline and what is looked at change places. */
void bs_compare_model_swap (BsCompareModel *self);

/** bs_compare_model_look_at: @source: beside the base from now on. */
void bs_compare_model_look_at (BsCompareModel *self, BsComparedSource *source);

guint bs_compare_model_get_n (BsCompareModel *self);
BsComparedSource *bs_compare_model_get (BsCompareModel *self, guint i);

/** bs_compare_model_get_run: Returns: which run of the comparison @source is; G_MAXUINT: none yet. */
guint bs_compare_model_get_run (BsCompareModel *self, BsComparedSource *source);

/** bs_compare_model_get_base: Returns: (nullable): the first that is loaded. */
BsComparedSource *bs_compare_model_get_base (BsCompareModel *self);

/** bs_compare_model_get_looked_at: Returns: (nullable): beside it. */
BsComparedSource *bs_compare_model_get_looked_at (BsCompareModel *self);

gboolean bs_compare_model_get_busy (BsCompareModel *self);

/** bs_compare_model_get_problem: Returns: (nullable): why there is no comparison. */
const char *bs_compare_model_get_problem (BsCompareModel *self);

/** bs_compare_model_get_figures: Returns: (nullable): of the run that is looked at. */
BsCompareFigures *bs_compare_model_get_figures (BsCompareModel *self);

/** bs_compare_model_get_states: Returns: (nullable): the two policies, state by state. */
BsStateDifferences *bs_compare_model_get_states (BsCompareModel *self);

/** bs_compare_model_list_provenance: Returns: (transfer full) (element-type BsRunProvenance): for the
 * report, for each run of the comparison; to be used while the model is there. */
GArray *bs_compare_model_list_provenance (BsCompareModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCompareFigures, bs_compare_figures_unref)

G_END_DECLS
