/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans of cells as tables: totals, operands of batches, layout, constraints. */
#pragma once

#include "engine/planning/cell-plan.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* A cell without planning, and with it. */
typedef struct
{
  BsCellPlan *before, *after;
} BsCliPlans;

void bs_cli_plans_clear (BsCliPlans *self);

/** bs_cli_plan_summary: Returns: (transfer full): a row a cell. */
BsTable *bs_cli_plan_summary (const BsCliPlans *plans, guint n);

/** bs_cli_plan_totals: Returns: (transfer full): a row a figure, before and after. */
BsTable *bs_cli_plan_totals (const BsCliPlans *plans);

/** bs_cli_plan_operands: Returns: (transfer full): the batches in order, the results first of each,
 * and how each tuple is reached. */
BsTable *bs_cli_plan_operands (const BsCellPlan *plan);

/** bs_cli_plan_variables: Returns: (transfer full): the layout in order, then what is outside. */
BsTable *bs_cli_plan_variables (const BsCellPlan *plan);

/** bs_cli_plan_constraints: @trees: whether with the PQ-tree after each. Returns: (transfer full):
 * what was asked of the layout, and what became of it. */
BsTable *bs_cli_plan_constraints (const BsCellPlan *plan, gboolean trees);

/** bs_cli_plan_records: Returns: (transfer full): all of these in one table; column part says which
 * a row is of. */
BsTable *bs_cli_plan_records (const BsCliPlans *plans);

G_END_DECLS
