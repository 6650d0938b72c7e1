/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans as a trace holds them. */
#pragma once

#include "engine/planning/cell-plan.h"

G_BEGIN_DECLS

/** BsTracePlan: the memory plan of a cell. */
typedef struct
{
  guint32 cell;    /* into the cells of the trace */
  BsCellPlan plan; /* without .model and .cell, which a trace does not have */
} BsTracePlan;

/** bs_trace_plan_clear: frees what @self owns. */
void bs_trace_plan_clear (BsTracePlan *self);

/**
 * bs_plan_variable_kind_to_string:
 * @kind: what a variable of a cell is
 *
 * Returns: (transfer none): result, output, input or parameter
 */
const char *bs_plan_variable_kind_to_string (BsPlanVariableKind kind);

G_END_DECLS
