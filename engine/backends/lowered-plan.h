/* SPDX-License-Identifier: Apache-2.0 */
/* Lowers a cell literally as its plan says. Private to the engine. */
#pragma once

#include "engine/backends/lowered-cell.h"

G_BEGIN_DECLS

/** bs_lower_as_planned: see bs_lowered_cell_init(). */
gboolean bs_lower_as_planned (BsLoweredCell *self, BsModel *model, const BsCell *cell,
                              BsPlanner planner);

G_END_DECLS
