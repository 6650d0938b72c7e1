/* SPDX-License-Identifier: Apache-2.0 */
/* About how large a run and its trace will be, from the graph of its first mini-batch. */
#pragma once

#include <gio/gio.h>

#include "profiles/recording/run-inputs.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_nodes, n_decisions; /* of all mini-batches */
  guint64 lower_bound;          /* no schedule of them has fewer batches */
  double seconds;               /* without the time that a policy is learned or searched in */
  guint64 bytes;                /* of the trace */
} BsRunEstimate;

/**
 * bs_run_estimate:
 * @inputs: opened
 * @policy: (nullable): a rule whose decisions are counted; %NULL: those of a good rule, as for searches
 *   and learned policies
 * @backend: (nullable): what executes; %NULL: nothing
 *
 * Decisions of the first mini-batch are those of the rule; all others are taken to be like it. Bytes
 * are about right for the models that come with the program; seconds are a guess: machines differ.
 *
 * Returns: %FALSE with an error where the graph cannot be made, or when cancelled
 */
gboolean bs_run_estimate (BsRunInputs *inputs, BsPolicy *policy, const char *backend,
                          guint n_threads, GCancellable *cancellable, BsRunEstimate *estimate,
                          GError **error);

G_END_DECLS
