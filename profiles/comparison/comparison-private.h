/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the comparison share. */
#pragma once

#include "profiles/comparison/comparison.h"

G_BEGIN_DECLS

/* Times of mini-batches of one run. */
typedef struct
{
  guint n;
  double *ns, *nodes; /* [n] */
} BsNoise;

/** bs_noise_find: @paired: times of the same graphs stand at the same places. Returns: see
 * #BsMeasure. */
double bs_noise_find (const BsNoise *base, const BsNoise *run, gboolean paired);

/** bs_comparison_is_paired: Returns: whether both runs have the same graphs throughout. */
gboolean bs_comparison_is_paired (const BsComparison *self, guint run);

/** bs_pairing_align: finds where the schedules of .n_pairs mini-batches part and meet. */
gboolean bs_pairing_align (BsPairing *self, const BsRun *base, const BsRun *run,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
