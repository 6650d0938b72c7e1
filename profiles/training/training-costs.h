/* SPDX-License-Identifier: Apache-2.0 */
/* What batches cost while a policy is learned: the cost model of a trace, for the types that are learned on. */
#pragma once

#include "engine/batch-costs.h"
#include "profiles/comparison/cost-model.h"

G_BEGIN_DECLS

/**
 * bs_training_costs_new:
 * @trace: where batches ran: of the same model, or of one with the same types
 * @types: those that are learned on; the ids of the costs
 * @missing: (out) (optional) (transfer full) (nullable): names of types that @trace does not have, or that
 *   never ran in it; they cost as much as the others do on average
 *
 * The same trace gives the same costs. O(events).
 *
 * Returns: (transfer full): the costs of running, as predicted times are everywhere, without deciding; %NULL with %BS_ERROR_UNSUPPORTED where no
 *   batch of these types ran
 */
BsBatchCosts *bs_training_costs_new (const BsTrace *trace, const BsTypeTable *types, char **missing,
                                     GError **error);

/**
 * bs_training_costs_load:
 * @path: a trace, as of bs_training_costs_new()
 */
BsBatchCosts *bs_training_costs_load (const char *path, const BsTypeTable *types, char **missing,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
