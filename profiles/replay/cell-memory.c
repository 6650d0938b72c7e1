/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a cell as people look at it. */
#include "config.h"

#include "profiles/replay/cell-memory.h"

#include "profiles/replay/cell-memory-private.h"

/* What all variables take, those outside the layout included, and the most of it that is alive while one
 * batch runs. */
static void
count_live (const BsCellPlan *plan, guint64 *all, guint64 *live)
{
  g_autofree gint64 *change = g_new0 (gint64, plan->n_batches + 2);
  gint64 now = 0;

  *all = *live = 0;
  for (guint i = 0; i < plan->n_variables; i++)
    {
      const BsPlanVariable *variable = &plan->variables[i];

      if (variable->kind == BS_VARIABLE_PARAMETER || variable->last > plan->n_batches)
        continue;
      *all += (guint64) variable->length * sizeof (float);
      change[variable->first] += variable->length;
      change[variable->last + 1] -= variable->length;
    }
  for (guint i = 0; i < plan->n_batches; i++)
    {
      now += change[i];
      *live = MAX (*live, (guint64) now * sizeof (float));
    }
}

static void
get_figures (const BsCellPlan *plan, BsCellFigures *figures)
{
  *figures = (BsCellFigures){
    .n_batches = plan->n_batches,
    .n_gathers = plan->n_gathers,
    .n_scatters = plan->n_scatters,
    .gather_bytes = plan->gather_bytes,
    .scatter_bytes = plan->scatter_bytes,
    .room_bytes = plan->peak_bytes,
  };
  count_live (plan, &figures->variable_bytes, &figures->live_bytes);
}

/* Without a layout, variables lie in the order of execution, each batch in the order of the cell. */
static void
number_in_order (const BsCellPlan *plan, int *places)
{
  int n = 0;

  for (guint i = 0; i < plan->n_variables; i++)
    places[i] = -1;
  for (guint b = 0; b < plan->n_batches; b++)
    {
      const guint16 *results = plan->members + plan->batches[b].result.first_member;

      for (guint i = 0; i < plan->batches[b].n; i++)
        {
          int place = n;

          if (plan->variables[results[i]].kind != BS_VARIABLE_RESULT)
            continue;
          for (guint k = 0; k < plan->batches[b].n; k++)
            place += results[k] < results[i]
                     && plan->variables[results[k]].kind == BS_VARIABLE_RESULT;
          places[results[i]] = place;
        }
      n += (int) plan->batches[b].n;
    }
}

/* Whether operations in the order of the cell find a tuple side by side. */
static gboolean
lies_in_order (const BsCellPlan *plan, const BsPlanBatch *batch, const BsPlanTuple *tuple,
               const int *places)
{
  const guint16 *results = plan->members + batch->result.first_member;
  const guint16 *members = plan->members + tuple->first_member;
  int first = G_MAXINT;

  if (batch->n == 1)
    return TRUE;
  for (guint i = 0; i < batch->n; i++)
    first = MIN (first, places[members[i]]);
  if (first < 0)
    return FALSE;
  for (guint i = 0; i < batch->n; i++)
    {
      int rank = 0;

      for (guint k = 0; k < batch->n; k++)
        rank += results[k] < results[i];
      if (places[members[i]] != first + rank)
        return FALSE;
    }

  return TRUE;
}

static void
count_tuple (const BsCellPlan *plan, const BsPlanBatch *batch, const BsPlanTuple *tuple,
             const int *places, guint32 *n, guint64 *bytes)
{
  if (tuple->access == BS_ACCESS_PARAMETER || lies_in_order (plan, batch, tuple, places))
    return;
  ++*n;
  for (guint i = 0; i < batch->n; i++)
    *bytes += (guint64) plan->variables[plan->members[tuple->first_member + i]].length
              * sizeof (float);
}

/* What would be copied with these batches and no layout. */
static void
count_unplanned (const BsCellPlan *plan, BsCellFigures *figures)
{
  g_autofree int *places = g_new (int, plan->n_variables + 1);

  number_in_order (plan, places);
  figures->n_gathers = figures->n_scatters = 0;
  figures->gather_bytes = figures->scatter_bytes = 0;
  for (guint b = 0; b < plan->n_batches; b++)
    {
      const BsPlanBatch *batch = &plan->batches[b];

      count_tuple (plan, batch, &batch->result, places, &figures->n_scatters,
                   &figures->scatter_bytes);
      for (guint k = 0; k < batch->n_operands; k++)
        count_tuple (plan, batch, &batch->operands[k], places, &figures->n_gathers,
                     &figures->gather_bytes);
    }
}

/* @before: (nullable) */
static BsCellMemory *
make_memory (BsTrace *trace, guint cell, const char *name, const BsCellPlan *before,
             const BsCellPlan *after)
{
  BsCellMemory *self;

  if (after == NULL)
    return NULL;
  /* Both are of one cell, or the trace is damaged and they cannot be compared. */
  if (before == NULL || before->n_variables != after->n_variables)
    before = after;

  self = g_new0 (BsCellMemory, 1);
  g_atomic_int_set (&self->refs, 1);
  self->trace = bs_trace_ref (trace);
  self->cell = cell;
  self->name = name;
  self->before = before;
  self->after = after;
  self->replay = bs_plan_replay_new (after);
  self->n_variables = after->n_variables;
  self->labels = bs_cell_memory_make_labels (after);
  get_figures (before, &self->figures_before);
  get_figures (after, &self->figures_after);
  self->figures_batched = self->figures_before;
  self->figures_batched.n_batches = after->n_batches;
  count_unplanned (after, &self->figures_batched);

  return self;
}

BsCellMemory *
bs_cell_memory_new (BsTrace *trace, guint cell)
{
  BsPlanner planner;

  if (cell >= trace->n_cells || !bs_trace_get_planner (trace, &planner))
    return NULL;

  return make_memory (trace, cell, trace->cells[cell],
                      bs_trace_get_plan (trace, cell, BS_PLANNER_CREATION),
                      bs_trace_get_plan (trace, cell, planner));
}

BsCellMemory *
bs_cell_memory_new_now (BsTrace *trace, BsPlansNow *now, guint cell)
{
  const BsCellPlan *plan = bs_plans_now_get_plan (now, cell);
  BsCellMemory *self;

  if (plan == NULL)
    return NULL;

  self = make_memory (trace, cell, plan->cell->name, bs_plans_now_get_unplanned (now, cell), plan);
  self->now = bs_plans_now_ref (now);

  return self;
}

BsCellMemory *
bs_cell_memory_new_at (BsTrace *trace, guint32 decision)
{
  guint cell = BS_NO_CELL;

  if (decision >= 1 && decision <= trace->n_decisions)
    cell = bs_trace_get_cell (trace, bs_trace_decision (trace, decision)->type);

  return cell != BS_NO_CELL ? bs_cell_memory_new (trace, cell) : NULL;
}

BsCellMemory *
bs_cell_memory_ref (BsCellMemory *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_cell_memory_unref (BsCellMemory *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_plan_replay_free (self->replay);
  for (guint i = 0; i < self->n_variables; i++)
    g_free (self->labels[i]);
  g_free (self->labels);
  g_clear_pointer (&self->now, bs_plans_now_unref);
  bs_trace_unref (self->trace);
  g_free (self);
}

guint32
bs_cell_memory_get_default_batch (const BsCellMemory *self)
{
  guint32 best = 0, most = 0;

  for (guint32 i = 0; i < self->after->n_batches; i++)
    if (self->after->batches[i].kind != BS_OP_PRODUCT && self->after->batches[i].n >= most)
      {
        best = i;
        most = self->after->batches[i].n;
      }

  return best;
}

static gboolean
has_member (const guint16 *members, guint32 n, guint16 variable)
{
  for (guint32 i = 0; i < n; i++)
    if (members[i] == variable)
      return TRUE;

  return FALSE;
}

/* The batch of @after that computes what the first operation of a batch of @before did. */
static guint32
find_batch_after (const BsCellMemory *self, guint16 result)
{
  for (guint32 b = 0; b < self->after->n_batches; b++)
    {
      const BsPlanBatch *batch = &self->after->batches[b];

      if (has_member (self->after->members + batch->result.first_member, batch->n, result))
        return b;
    }

  return G_MAXUINT32;
}

guint32
bs_cell_memory_find_reduction (const BsCellMemory *self, const BsCellPlan *plan, guint32 index,
                               int operand)
{
  const BsPlanBatch *batch = &plan->batches[index];
  const guint16 *members = plan->members + bs_cell_memory_tuple (batch, operand)->first_member;
  guint32 after = index;

  if (batch->n == 0)
    return G_MAXUINT32;
  if (plan != self->after)
    after = find_batch_after (self, plan->members[batch->result.first_member]);
  for (guint32 i = 0; i < bs_plan_replay_get_n (self->replay); i++)
    {
      const BsReduction *reduction = bs_plan_replay_get (self->replay, i);
      const BsPlanConstraint *asked = &self->after->constraints[reduction->constraint];
      guint32 n, k = 0;
      const guint16 *set = bs_plan_replay_get_members (self->replay, i, &n);

      if (asked->batch != after || asked->operand != operand
          || (asked->step != BS_PLAN_ADJACENCY && reduction->fate != BS_REDUCTION_RUNS))
        continue;
      while (k < batch->n && has_member (set, n, members[k]))
        k++;
      if (k == batch->n)
        return i;
    }

  return G_MAXUINT32;
}
