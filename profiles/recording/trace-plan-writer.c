/* SPDX-License-Identifier: Apache-2.0 */
/* Writes memory plans into a trace. */
#include "config.h"

#include "engine/op-info.h"
#include "profiles/trace/trace-plan.h"
#include "profiles/recording/trace-writer-private.h"

void
bs_trace_writer_add_cell (BsTraceWriter *self, guint id, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  bs_trace_writer_run (self, BS_STATEMENT_CELL, "ut", id, valid);
}

/* Variables as a JSON array, which any client can read. */
static char *
to_array (const guint16 *variables, guint32 n)
{
  GString *out = g_string_new ("[");

  for (guint32 i = 0; i < n; i++)
    g_string_append_printf (out, i > 0 ? ",%u" : "%u", variables[i]);
  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

static char *
make_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static void
add_variable (BsTraceWriter *self, guint plan, guint id, const BsPlanVariable *variable)
{
  g_autofree char *name = make_valid (variable->name != NULL ? variable->name : "");
  gint64 parameter = variable->parameter == BS_NO_PARAMETER ? -1 : variable->parameter;

  bs_trace_writer_run (self, BS_STATEMENT_PLAN_VARIABLE, "uutununuut", plan, id,
                       bs_plan_variable_kind_to_string (variable->kind), (guint32) variable->op,
                       parameter, variable->length, variable->offset, variable->first,
                       variable->last, name);
}

static void
add_tuple (BsTraceWriter *self, guint id, guint32 batch, int operand, const BsCellPlan *plan,
           const BsPlanTuple *tuple)
{
  g_autofree char *variables = to_array (plan->members + tuple->first_member,
                                         plan->batches[batch].n);

  bs_trace_writer_run (self, BS_STATEMENT_PLAN_TUPLE, "uunttit", id, batch, (gint64) operand,
                       bs_access_to_string (tuple->access), bs_conflict_to_string (tuple->conflict),
                       (gint64) tuple->bytes, variables);
}

static void
add_batch (BsTraceWriter *self, guint id, guint32 index, const BsCellPlan *plan)
{
  const BsPlanBatch *batch = &plan->batches[index];

  bs_trace_writer_run (self, BS_STATEMENT_PLAN_BATCH, "uutu", id, index,
                       bs_op_info (batch->kind)->name, batch->n_operands);
  add_tuple (self, id, index, -1, plan, &batch->result);
  for (guint k = 0; k < batch->n_operands; k++)
    add_tuple (self, id, index, (int) k, plan, &batch->operands[k]);
}

static void
add_constraint (BsTraceWriter *self, guint id, const BsCellPlan *plan,
                const BsPlanConstraint *constraint)
{
  g_autofree char *variables = to_array (plan->members + constraint->first_member,
                                         constraint->n_members);
  g_autofree char *templates = make_valid (constraint->templates);
  g_autofree char *tree = make_valid (constraint->tree);

  bs_trace_writer_run (self, BS_STATEMENT_PLAN_CONSTRAINT, "utunutittt", id,
                       bs_plan_step_to_string (constraint->step), constraint->batch,
                       (gint64) constraint->operand, (guint32) (constraint->accepted != FALSE),
                       bs_conflict_to_string (constraint->conflict), (gint64) constraint->bytes,
                       variables, templates, tree);
}

void
bs_trace_writer_add_plan (BsTraceWriter *self, guint id, guint cell, const BsCellPlan *plan)
{
  bs_trace_writer_run (self, BS_STATEMENT_CELL_PLAN, "uutuuuuiuiiiu", id, cell,
                       bs_planner_to_string (plan->planner), plan->n_variables, plan->n_batches,
                       plan->n_constraints, plan->n_gathers, (gint64) plan->gather_bytes,
                       plan->n_scatters, (gint64) plan->scatter_bytes, (gint64) plan->total_bytes,
                       (gint64) plan->peak_bytes, (guint32) (plan->minimal != FALSE));
  for (guint i = 0; i < plan->n_variables; i++)
    add_variable (self, id, i, &plan->variables[i]);
  for (guint i = 0; i < plan->n_batches; i++)
    add_batch (self, id, i, plan);
  for (guint i = 0; i < plan->n_constraints; i++)
    add_constraint (self, id, plan, &plan->constraints[i]);
}

void
bs_trace_writer_add_graph_plan (BsTraceWriter *self, guint32 mini_batch,
                                const BsGraphPlanReport *report)
{
  bs_trace_writer_run (self, BS_STATEMENT_GRAPH_PLAN, "uuuiuiuiii", mini_batch,
                       report->planned.n_operands, report->creation.n_gathers,
                       (gint64) report->creation.gather_bytes, report->planned.n_gathers,
                       (gint64) report->planned.gather_bytes, report->bound.n_gathers,
                       (gint64) report->bound.gather_bytes, (gint64) report->value_bytes,
                       (gint64) report->place_bytes);
}
