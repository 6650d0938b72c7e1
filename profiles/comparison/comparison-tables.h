/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of runs as tables and in words. */
#pragma once

#include "profiles/comparison/comparison.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * BsComparisonPart:
 * @BS_COMPARISON_TOTAL: run, metric, then what is said of every metric: base, value, difference,
 *   relative, noise, within_noise (whether chance alone can make such a difference)
 * @BS_COMPARISON_TYPE: run, type, metric, ...
 * @BS_COMPARISON_PHASE: run, phase, ...
 * @BS_COMPARISON_MINI_BATCH: run, mini_batch, same_graph, common, in_order, detours, metric, ...
 * @BS_COMPARISON_STATE: see bs_comparison_tabulate_states()
 * @BS_COMPARISON_DIVERGENCE: a row a detour: run, mini_batch, base_decision, decision, base_type,
 *   type, base_batch_size, batch_size, base_state, state, base_batches, batches, more_batches,
 *   base_ns, ns, more_ns, base_meets, meets (decisions before which the same nodes have run; missing: at the end)
 */
typedef enum
{
  BS_COMPARISON_TOTAL,
  BS_COMPARISON_TYPE,
  BS_COMPARISON_PHASE,
  BS_COMPARISON_MINI_BATCH,
  BS_COMPARISON_STATE,
  BS_COMPARISON_DIVERGENCE,
  BS_N_COMPARISON_PARTS
} BsComparisonPart;

const char *bs_comparison_part_to_string (BsComparisonPart part);
gboolean bs_comparison_part_from_string (const char *text, BsComparisonPart *part);

/**
 * bs_comparison_tabulate:
 * @for_people: amounts with their units, as text; %FALSE: as numbers
 *
 * Returns: (transfer full): a row for each run after the first and each thing compared
 */
BsTable *bs_comparison_tabulate (const BsComparison *self, BsComparisonPart part,
                                 gboolean for_people);

/** bs_comparison_tabulate_costliest: Returns: (transfer full): of the detours of run @run the @most that
 * make the greatest difference, with the columns of divergence that say from where to where and what they
 * cost. */
BsTable *bs_comparison_tabulate_costliest (const BsComparison *self, guint run, guint most);

/** bs_comparison_describe: Returns: (transfer full): where run @run parts from the base and where
 * they meet again, and why not all is compared: translated lines. */
char *bs_comparison_describe (const BsComparison *self, guint run);

G_END_DECLS
