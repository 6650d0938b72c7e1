/* SPDX-License-Identifier: Apache-2.0 */
/* When the variables of a cell are alive, and where they are while they are. Private to the
 * engine. */
#pragma once

#include "engine/planning/cell-plan.h"

G_BEGIN_DECLS

/** bs_cell_liveness_init: sets first and last of the variables: results from the batch that
 * computes them, inputs and parameters from the first batch on; to the last batch that reads them,
 * outputs to the end. */
void bs_cell_liveness_init (BsCellPlan *plan);

/** bs_cell_liveness_place: gives the variables of the layout offsets in its order, one behind the
 * other. Returns: the room that they take, in numbers. */
guint64 bs_cell_liveness_place (BsCellPlan *plan);

/**
 * bs_cell_liveness_reuse:
 * @linked: (array): for each place of the layout, whether the next one has to be behind it
 *
 * Gives offsets so that storage is used again when what was there is dead: groups of linked
 * variables, the largest first, each at the lowest offset where nothing is in the way. Sorts the
 * layout by offset.
 *
 * Returns: the room that they take, in numbers; never more than bs_cell_liveness_place()
 */
guint64 bs_cell_liveness_reuse (BsCellPlan *plan, const gboolean *linked);

G_END_DECLS
