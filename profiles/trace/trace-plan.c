/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans as a trace holds them. */
#include "config.h"

#include "profiles/trace/trace-plan.h"

void
bs_trace_plan_clear (BsTracePlan *self)
{
  BsCellPlan *plan = &self->plan;

  for (guint i = 0; i < plan->n_variables; i++)
    g_free (plan->variables[i].name);
  for (guint i = 0; i < plan->n_constraints; i++)
    {
      g_free (plan->constraints[i].templates);
      g_free (plan->constraints[i].tree);
    }
  g_free (plan->variables);
  g_free (plan->batches);
  g_free (plan->ops);
  g_free (plan->members);
  g_free (plan->constraints);
  g_free (plan->layout);
}

const char *
bs_plan_variable_kind_to_string (BsPlanVariableKind kind)
{
  static const char *const names[] = { [BS_VARIABLE_RESULT] = "result",
                                       [BS_VARIABLE_OUTPUT] = "output",
                                       [BS_VARIABLE_INPUT] = "input",
                                       [BS_VARIABLE_PARAMETER] = "parameter" };

  return kind < G_N_ELEMENTS (names) ? names[kind] : "?";
}
