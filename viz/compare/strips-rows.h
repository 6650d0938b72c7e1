/* SPDX-License-Identifier: Apache-2.0 */
/* What the strips of several runs are drawn from: where each decision stands, and the largest batch of
 * any stretch. */
#pragma once

#include "profiles/comparison/comparison.h"

G_BEGIN_DECLS

/* The mini-batch of one run. */
typedef struct
{
  const BsRunDecision *decisions;
  const guint16 *type_map;
  guint32 n;
  guint64 *nodes; /* [n + 1] that have run before each */
  guint n_levels;
  guint32 **levels; /* [k]: of each 2^(k+1) decisions the one with the largest batch */
  guint32 *n_entries;
  const BsDetour *detours; /* beside the base */
  guint32 n_detours;
  gboolean is_aligned; /* its graph is that of the base */
} BsStripsRow;

void bs_strips_row_init (BsStripsRow *self, const BsComparison *comparison, guint run,
                         guint32 mini_batch);
void bs_strips_row_clear (BsStripsRow *self);

/** bs_strips_row_largest: Returns: the decision with the largest batch of [first, end). O(log n) */
guint32 bs_strips_row_largest (const BsStripsRow *self, guint32 first, guint32 end);

/** bs_strips_row_at: Returns: the decision that stands at @place, nodes or decisions; clamped. */
guint32 bs_strips_row_at (const BsStripsRow *self, gboolean by_nodes, double place);

/** bs_strips_row_find: @of_base: @decision is of the base. Returns: (nullable): the detour that it is in. */
const BsDetour *bs_strips_row_find (const BsStripsRow *self, gboolean of_base, guint32 decision);

G_END_DECLS
