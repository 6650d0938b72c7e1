/* SPDX-License-Identifier: Apache-2.0 */
/* Puts the memory plan of a cell together. */
#include "config.h"

#include "engine/planning/cell-plan.h"

#include "engine/planning/cell-draft.h"
#include "engine/planning/cell-liveness.h"

const char *
bs_access_to_string (BsAccess access)
{
  static const char *const names[] = { "in-place", "broadcast", "parameter",
                                       "caller",   "gather",    "scatter" };

  return names[access];
}

const char *
bs_conflict_to_string (BsConflict conflict)
{
  static const char *const names[] = { NULL,        "repeated",  "external",
                                       "adjacency", "alignment", "order" };

  return names[conflict];
}

const char *
bs_plan_step_to_string (BsPlanStep step)
{
  static const char *const names[] = { "adjacency", "broadcast", "direction" };

  return names[step];
}

/* The plan while it is made. */
typedef struct
{
  BsCellPlan *plan;
  BsCellDraft draft;
  BsLayoutLog log;
  GArray *members; /* guint16 */
} Maker;

static gboolean
has_input (const BsCellPlan *plan, const guint16 *variables, guint n)
{
  for (guint i = 0; i < n; i++)
    if (plan->variables[variables[i]].kind == BS_VARIABLE_INPUT)
      return TRUE;

  return FALSE;
}

/* How a kernel comes to a tuple; @wanted is what the layout says of it, if it does. */
static BsAccess
find_access (const BsCellPlan *plan, const BsLayoutTuple *wanted, const guint16 *variables, guint n,
             gboolean result)
{
  if (plan->variables[variables[0]].kind == BS_VARIABLE_PARAMETER)
    return BS_ACCESS_PARAMETER;
  if (wanted != NULL && !wanted->fits)
    return result ? BS_ACCESS_SCATTER : BS_ACCESS_GATHER;
  if (wanted != NULL && wanted->wish != BS_LAYOUT_TOGETHER)
    return BS_ACCESS_BROADCAST;

  return has_input (plan, variables, n) ? BS_ACCESS_CALLER : BS_ACCESS_IN_PLACE;
}

static void
make_tuple (Maker *self, BsPlanTuple *tuple, const BsLayoutTuple *wanted, const guint16 *ops,
            guint n, int operand)
{
  const BsCellPlan *plan = self->plan;
  gboolean result = operand < 0;

  tuple->first_member = self->members->len;
  for (guint i = 0; i < n; i++)
    {
      guint16 variable = bs_cell_draft_variable (&self->draft, ops[i], operand);

      g_array_append_val (self->members, variable);
    }
  tuple->access = find_access (
      plan, wanted, &g_array_index (self->members, guint16, tuple->first_member), n, result);
  if (tuple->access != BS_ACCESS_GATHER && tuple->access != BS_ACCESS_SCATTER)
    return;

  tuple->conflict = wanted->conflict;
  tuple->bytes = wanted->bytes;
}

/* What the layout says of an operand, or of the results. */
static const BsLayoutTuple *
find_wanted (const BsCellDraft *draft, guint batch, int operand)
{
  int index = draft->wanted_of[batch];

  if (index < 0)
    return NULL;
  for (guint i = 0; i < draft->wanted[index].n_tuples; i++)
    if (draft->operand[index][i] == operand)
      return &draft->wanted[index].tuples[i];

  return NULL;
}

static void
make_batches (Maker *self)
{
  BsCellDraft *draft = &self->draft;
  BsCellPlan *plan = self->plan;
  guint first = 0;

  plan->n_batches = draft->batches.n;
  plan->batches = g_new0 (BsPlanBatch, plan->n_batches + 1);
  plan->ops = g_new (guint16, draft->operations->n + 1);
  for (guint i = 0; i < plan->n_batches; i++)
    {
      BsPlanBatch *batch = &plan->batches[i];
      const guint16 *ops = draft->ops + first;
      const BsOperation *operation = &draft->operations->operations[ops[0]];

      *batch = (BsPlanBatch){
        .kind = plan->cell->ops[operation->op].kind,
        .first_op = first,
        .n = draft->n[i],
        .n_operands = operation->n_operands,
      };
      for (guint k = 0; k < batch->n; k++)
        plan->ops[first + k] = draft->operations->operations[ops[k]].op;
      make_tuple (self, &batch->result, find_wanted (draft, i, -1), ops, batch->n, -1);
      for (int k = 0; k < (int) batch->n_operands; k++)
        make_tuple (self, &batch->operands[k], find_wanted (draft, i, k), ops, batch->n, k);
      first += batch->n;
    }
}

static void
make_layout (Maker *self)
{
  BsCellDraft *draft = &self->draft;
  BsCellPlan *plan = self->plan;
  gboolean linked[BS_MAX_OPS] = { FALSE };
  guint16 places[BS_MAX_OPS];

  plan->n_layout = draft->n_leaves;
  plan->layout = g_new (guint16, plan->n_layout + 1);
  for (guint i = 0; i < plan->n_layout; i++)
    {
      plan->layout[i] = draft->variables[draft->layout.order[i]];
      places[draft->layout.order[i]] = i;
    }
  bs_cell_liveness_init (plan);
  plan->total_bytes = bs_cell_liveness_place (plan) * sizeof (float);
  plan->peak_bytes = plan->total_bytes;
  if (plan->planner != BS_PLANNER_FULL)
    return;

  for (guint i = 0; i < draft->n_wanted; i++)
    for (guint k = 0; k < draft->wanted[i].n_tuples; k++)
      {
        const BsLayoutBatch *batch = &draft->wanted[i];
        const BsLayoutTuple *tuple = &batch->tuples[k];

        if (tuple->fits)
          for (guint j = 0; j + 1 < bs_cell_layout_count_linked (batch, tuple); j++)
            linked[places[tuple->members[batch->order[j]]]] = TRUE;
      }
  plan->peak_bytes = bs_cell_liveness_reuse (plan, linked) * sizeof (float);
}

static gboolean
is_contiguous (const BsCellPlan *plan, const guint16 *variables, guint n)
{
  const BsPlanVariable *first = &plan->variables[variables[0]];

  for (guint i = 0; i < n; i++)
    if (plan->variables[variables[i]].offset < 0
        || plan->variables[variables[i]].offset != first->offset + (gint64) i * first->length)
      return FALSE;

  return TRUE;
}

/* Storage that is used again may bring together by chance what the layout did not. */
static void
count_copies (BsCellPlan *plan, guint batch, BsPlanTuple *tuple)
{
  const guint16 *variables = plan->members + tuple->first_member;
  guint n = plan->batches[batch].n;
  gboolean result = tuple->access == BS_ACCESS_SCATTER;

  if (!result && tuple->access != BS_ACCESS_GATHER)
    return;

  if (is_contiguous (plan, variables, n))
    {
      tuple->access = has_input (plan, variables, n) ? BS_ACCESS_CALLER : BS_ACCESS_IN_PLACE;
      tuple->conflict = BS_CONFLICT_NONE;
      tuple->bytes = 0;
      return;
    }
  plan->n_gathers += !result;
  plan->n_scatters += result;
  *(result ? &plan->scatter_bytes : &plan->gather_bytes) += tuple->bytes;
}

static void
count_all_copies (BsCellPlan *plan)
{
  for (guint i = 0; i < plan->n_batches; i++)
    {
      BsPlanBatch *batch = &plan->batches[i];

      count_copies (plan, i, &batch->result);
      for (guint k = 0; k < batch->n_operands; k++)
        count_copies (plan, i, &batch->operands[k]);
    }
}

/* What was given up, and is so in the end all the same, is kept. */
static void
settle_constraints (BsCellPlan *plan)
{
  for (guint i = 0; i < plan->n_constraints; i++)
    {
      BsPlanConstraint *constraint = &plan->constraints[i];
      const BsPlanBatch *batch = &plan->batches[constraint->batch];
      BsAccess access = constraint->operand < 0 ? batch->result.access
                                                : batch->operands[constraint->operand].access;

      if (access != BS_ACCESS_GATHER && access != BS_ACCESS_SCATTER)
        {
          constraint->accepted = TRUE;
          constraint->conflict = BS_CONFLICT_NONE;
        }
    }
}

/* What was never asked of the tree is a whole tuple, and not all of it in the layout. */
static void
name_tuple (const BsCellPlan *plan, BsPlanConstraint *constraint)
{
  const BsPlanBatch *batch = &plan->batches[constraint->batch];

  constraint->first_member = constraint->operand < 0
                                 ? batch->result.first_member
                                 : batch->operands[constraint->operand].first_member;
  constraint->n_members = batch->n;
}

static void
make_constraints (Maker *self)
{
  BsCellDraft *draft = &self->draft;
  BsCellPlan *plan = self->plan;
  GArray *events = self->log.events;

  plan->n_constraints = events->len;
  plan->constraints = g_new0 (BsPlanConstraint, events->len + 1);
  for (guint i = 0; i < events->len; i++)
    {
      const BsLayoutEvent *event = &g_array_index (events, BsLayoutEvent, i);
      const BsLayoutBatch *batch = &draft->wanted[event->batch];

      plan->constraints[i] = (BsPlanConstraint){
        .step = event->step,
        .batch = draft->wanted_batch[event->batch],
        .operand = draft->operand[event->batch][event->tuple],
        .accepted = event->accepted,
        .conflict = event->conflict,
        .first_member = self->members->len,
        .n_members = event->n_members,
        .bytes = batch->tuples[event->tuple].bytes,
        .templates = event->templates,
        .tree = event->tree,
      };
      for (guint k = 0; k < event->n_members; k++)
        {
          guint leaf = g_array_index (self->log.members, guint16, event->first_member + k);

          g_array_append_val (self->members, draft->variables[leaf]);
        }
      if (event->n_members == 0)
        name_tuple (plan, &plan->constraints[i]);
    }
}

BsCellPlan *
bs_cell_plan_new (BsModel *model, const BsCell *cell, BsPlanner planner, gboolean log)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsLayoutEvent));
  g_autoptr (GArray) event_members = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autofree Maker *self = g_new0 (Maker, 1);
  BsCellOperations operations;
  BsCellPlan *plan = g_new0 (BsCellPlan, 1);

  bs_cell_operations_init (&operations, model, cell, planner);
  plan->model = bs_model_ref (model);
  plan->cell = cell;
  plan->planner = planner;
  self->plan = plan;
  self->members = members;
  self->log = (BsLayoutLog){ .trees = log, .events = events, .members = event_members };
  plan->minimal = bs_cell_draft_choose (&self->draft, &operations, planner, &self->log);
  plan->n_variables = operations.n_variables;
  plan->variables = operations.variables;
  make_batches (self);
  make_constraints (self);
  plan->members = (guint16 *) g_array_steal (members, NULL);
  make_layout (self);
  count_all_copies (plan);
  settle_constraints (plan);

  return plan;
}

void
bs_cell_plan_free (BsCellPlan *self)
{
  for (guint i = 0; i < self->n_variables; i++)
    g_free (self->variables[i].name);
  g_free (self->variables);
  for (guint i = 0; i < self->n_constraints; i++)
    {
      g_free (self->constraints[i].templates);
      g_free (self->constraints[i].tree);
    }
  g_free (self->constraints);
  g_free (self->batches);
  g_free (self->ops);
  g_free (self->members);
  g_free (self->layout);
  bs_model_unref (self->model);
  g_free (self);
}
