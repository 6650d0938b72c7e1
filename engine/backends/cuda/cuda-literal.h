/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as their plans say, for a GPU. Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-cell.h"

G_BEGIN_DECLS

/** bs_cuda_lower_as_planned: as bs_cuda_cell_init(), where the planner is not full. */
gboolean bs_cuda_lower_as_planned (BsCudaCell *self, BsModel *model, const BsCell *cell,
                                   BsPlanner planner);

G_END_DECLS
