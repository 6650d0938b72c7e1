/* SPDX-License-Identifier: Apache-2.0 */
/* A cell's variables in a row. */
#include "config.h"

#include "viz/memory/cell-row.h"

#include "viz/memory/memory-marks.h"

#define BATCH_GAP 8.0
#define OUTSIDE_GAP 18.0
#define MAX_OUTSIDE 16 /* at each end */

guint32
bs_cell_plan_find_batch (const BsCellPlan *plan, guint32 variable, gboolean readers_too)
{
  for (guint b = 0; b < plan->n_batches; b++)
    {
      const BsPlanBatch *batch = &plan->batches[b];

      for (guint i = 0; i < batch->n; i++)
        if (plan->members[batch->result.first_member + i] == variable)
          return b;
    }
  for (guint b = 0; readers_too && b < plan->n_batches; b++)
    for (guint k = 0; k < plan->batches[b].n_operands; k++)
      for (guint i = 0; i < plan->batches[b].n; i++)
        if (plan->members[plan->batches[b].operands[k].first_member + i] == variable)
          return b;

  return G_MAXUINT32;
}

static void
add_item (BsCellRow *self, const BsCellPlan *plan, guint16 variable, gboolean inside)
{
  BsRowItem *item = &self->items[self->n];

  if (self->n == BS_ROW_MAX)
    return;
  *item = (BsRowItem){ variable, inside, bs_cell_plan_find_batch (plan, variable, FALSE), 0.0 };
  if (self->n > 0)
    {
      self->width += BS_MEMORY_PITCH - BS_MEMORY_CELL;
      if (item[-1].inside != inside)
        self->width += OUTSIDE_GAP;
      else if (item[-1].batch != item->batch)
        self->width += BATCH_GAP;
    }
  item->x = self->width + BS_MEMORY_CELL / 2.0;
  self->width += BS_MEMORY_CELL;
  self->n++;
}

static void
add_outside (BsCellRow *self, const BsCellPlan *plan, BsPlanVariableKind kind)
{
  guint n = 0;

  for (guint i = 0; i < plan->n_variables && n < MAX_OUTSIDE; i++)
    if (plan->variables[i].kind == kind && plan->variables[i].offset < 0)
      {
        add_item (self, plan, (guint16) i, FALSE);
        n++;
      }
}

void
bs_cell_row_init (BsCellRow *self, const BsCellPlan *plan, const guint16 *order, guint n)
{
  self->n = 0;
  self->width = 0.0;
  add_outside (self, plan, BS_VARIABLE_INPUT);
  for (guint i = 0; i < MIN (n, BS_MAX_OPS); i++)
    add_item (self, plan, order[i], TRUE);
  add_outside (self, plan, BS_VARIABLE_OUTPUT);
}

const BsRowItem *
bs_cell_row_find (const BsCellRow *self, guint32 variable)
{
  for (guint i = 0; i < self->n; i++)
    if (self->items[i].variable == variable)
      return &self->items[i];

  return NULL;
}
