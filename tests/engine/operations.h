/* SPDX-License-Identifier: Apache-2.0 */
/* Models of a single operation, one for each row of the table of operations, and graphs that call
 * it: what tests and benchmarks of operations share. */
#pragma once

#include "engine/backend.h"
#include "engine/op-info.h"

G_BEGIN_DECLS

/**
 * bs_operation_model:
 * @rows, @columns: of the operands that are not given by the operation
 *
 * Returns: (transfer full): a model with the cell `op`, whose output is the operation, and the cell
 *   `leaf`, whose outputs are what it can read
 */
BsModel *bs_operation_model (BsOpKind kind, guint32 rows, guint32 columns);

/** bs_operation_graph: Returns: (transfer full): @n calls of `op` on leaves of their own. */
BsGraph *bs_operation_graph (BsOpKind kind, guint32 n, BsTypeTable *types);

/** bs_operation_backend: Returns: (transfer full): backend @number of the fixtures, ready to execute
 * @schedule of the graph. */
BsBackend *bs_operation_backend (guint number, BsModel *model, BsGraph *graph,
                                 const BsTypeTable *types, BsSchedule *schedule);

G_END_DECLS
