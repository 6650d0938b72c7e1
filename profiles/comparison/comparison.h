/* SPDX-License-Identifier: Apache-2.0 */
/* Runs side by side: what each took in all, by type and phase, beside the first one and beside the
 * noise; and where their schedules part and meet again. */
#pragma once

#include <gio/gio.h>

#include "profiles/comparison/compared-run.h"

G_BEGIN_DECLS

/* What a run amounts to. Phases follow the others, as BS_METRIC_PHASES + phase. */
typedef enum
{
  BS_METRIC_MINI_BATCHES,
  BS_METRIC_NODES,
  BS_METRIC_LOWER_BOUND,
  BS_METRIC_BATCHES,
  BS_METRIC_GAP,          /* batches above the lower bound */
  BS_METRIC_NS,           /* mini-batches, from the first event to the last */
  BS_METRIC_EXECUTE_NS,   /* batches */
  BS_METRIC_PREDICTED_NS, /* the same, by the cost model */
  BS_METRIC_GATHERS,
  BS_METRIC_GATHER_BYTES,
  BS_METRIC_SCATTERS,
  BS_METRIC_SCATTER_BYTES,
  BS_METRIC_LOSSES_DIFFER, /* mini-batches with another loss than in the base; of the base 0 */
  BS_METRIC_PHASES,
  BS_N_METRICS = BS_METRIC_PHASES + BS_N_PHASES
} BsMetric;

/** bs_metric_to_string: Returns: its name, such as gather_bytes; of a phase such as gemm_ns. */
const char *bs_metric_to_string (guint metric);

/** bs_metric_is_duration: Returns: whether it is in nanoseconds. */
gboolean bs_metric_is_duration (guint metric);

/**
 * BsMeasure:
 *
 * An amount in a run and in the base. @noise is the relative difference that chance alone exceeds
 * once in twenty times, from how mini-batches of both runs differ: where graphs are the same, from
 * what a mini-batch takes more or less than that of the base, else from times a node. What is not
 * the same from one run to the next as a whole, such as the clock of a processor, is not in it. NaN
 * with fewer than three mini-batches; 0 of what is counted and not measured.
 */
typedef struct
{
  double value, base; /* NaN: not known */
  double noise;
} BsMeasure;

/** bs_measure_get_relative: Returns: (value - base) / base; NaN where there is no such. */
double bs_measure_get_relative (const BsMeasure *self);

/* A stretch of a mini-batch in which two schedules do not do the same: from where as many and the
 * same nodes had run, to where that is so again. Decisions from 0 through the mini-batch. */
typedef struct
{
  guint32 mini_batch;
  guint32 base_first, base_end;
  guint32 first, end;
  gboolean meets; /* FALSE: a recording ends before they meet again */
} BsDetour;

typedef struct
{
  gboolean is_same_graph; /* FALSE: the rest is 0 */
  guint32 n_common;       /* batches of the same nodes */
  guint32 n_in_order;     /* of these, the most that are in the same order in both */
  gsize first_detour;     /* into the detours */
  guint32 n_detours;
} BsAlignment;

/* A run beside the base: mini-batch by mini-batch, in their order. */
typedef struct
{
  guint32 n_pairs; /* mini-batches that both have */
  guint32 n_same_graphs, n_parting;
  guint32 n_losses, n_losses_differ; /* of pairs that have losses */
  BsAlignment *alignments;           /* [n_pairs] */
  GArray *detours;                   /* BsDetour, by mini-batch */
  double spread;                     /* of the run alone: relative, of times a node */
} BsPairing;

typedef struct
{
  GPtrArray *runs;     /* BsRun; the first is the base */
  BsTypeTable *types;  /* of all runs */
  guint16 **type_map;  /* [runs] from types of a run to these */
  BsPairing *pairings; /* [runs] of the base with itself: only .spread */

  /*< private >*/
  int refs;
} BsComparison;

/**
 * bs_comparison_new:
 * @runs: (element-type BsRun): at least one, the base first; kept
 *
 * O(n log n) in the decisions of all runs.
 *
 * Returns: (transfer full): the comparison, or %NULL when cancelled, or with %BS_ERROR_RANGE where
 *   the runs together have too many types
 */
BsComparison *bs_comparison_new (GPtrArray *runs, GCancellable *cancellable, GError **error);
BsComparison *bs_comparison_ref (BsComparison *self);

/** bs_comparison_free: drops a reference; the last one frees it. */
void bs_comparison_free (BsComparison *self);

static inline const BsRun *
bs_comparison_get_run (const BsComparison *self, guint run)
{
  return g_ptr_array_index (self->runs, run);
}

/** bs_comparison_measure: Returns: @metric of all mini-batches of run @run. */
BsMeasure bs_comparison_measure (const BsComparison *self, guint run, guint metric);

/** bs_comparison_measure_mini_batch: the same of one; NaN where a run does not have it. */
BsMeasure bs_comparison_measure_mini_batch (const BsComparison *self, guint run, guint metric,
                                            guint32 mini_batch);

/* What batches of a type amount to. */
typedef struct
{
  BsMeasure batches, nodes, mean_size, execute_ns, predicted_ns, moved_bytes;
} BsTypeMeasures;

/** bs_comparison_measure_types: Returns: (transfer full) (array): one for each of all types. */
BsTypeMeasures *bs_comparison_measure_types (const BsComparison *self, guint run);

/** bs_comparison_first_detour: Returns: (nullable): where the run first parts from the base. */
const BsDetour *bs_comparison_first_detour (const BsComparison *self, guint run);

/* What two runs take between the places where they part and meet. */
typedef struct
{
  guint32 base_batches, batches;
  double base_ns, ns; /* NaN: not known */
  gboolean is_predicted;
} BsDetourCost;

/** bs_comparison_cost_detour: Returns: what the base and run @run take for @detour; times are measured
 * where both ran, else predicted. */
BsDetourCost bs_comparison_cost_detour (const BsComparison *self, guint run,
                                        const BsDetour *detour);

/** bs_comparison_explain: Returns: (transfer full) (nullable): why not all mini-batches of the run
 * are set beside those of the base, translated; %NULL: they are. */
char *bs_comparison_explain (const BsComparison *self, guint run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsComparison, bs_comparison_free)

G_END_DECLS
