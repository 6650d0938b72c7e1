/* SPDX-License-Identifier: Apache-2.0 */
/* What a schedule of a cell asks of the layout, and which schedule asks the least. */
#include "config.h"

#include "engine/planning/cell-draft.h"

#include <string.h>

/* Trees tried: for each schedule when they are compared, and for the one taken, the fewer the
 * larger they are. */
#define EFFORT 4
#define LAST_EFFORT(n_leaves) (8 + 4000 / (n_leaves))
#define MAX_COMPARED 16

static gboolean
is_read (const BsCellOperations *operations, guint variable)
{
  for (guint i = 0; i < operations->n; i++)
    for (guint k = 0; k < operations->operations[i].n_operands; k++)
      if (operations->operations[i].operands[k] == variable)
        return TRUE;

  return FALSE;
}

static gboolean
is_inside (const BsCellDraft *self, guint variable)
{
  switch (self->operations->variables[variable].kind)
    {
    case BS_VARIABLE_RESULT:
      return TRUE;
    case BS_VARIABLE_OUTPUT:
      return self->planner == BS_PLANNER_FULL;
    case BS_VARIABLE_INPUT:
      return self->planner == BS_PLANNER_FULL && is_read (self->operations, variable);
    default:
      return FALSE;
    }
}

static void
add_leaf (BsCellDraft *self, guint variable)
{
  if (!is_inside (self, variable))
    return;
  self->leaf[variable] = self->n_leaves;
  self->variables[self->n_leaves++] = variable;
}

static void
number_leaves (BsCellDraft *self)
{
  const BsCellOperations *operations = self->operations;

  for (guint i = 0; i < operations->n_variables; i++)
    self->leaf[i] = -1;
  for (guint i = 0; i < operations->n_variables; i++)
    if (operations->variables[i].kind == BS_VARIABLE_INPUT)
      add_leaf (self, i);
  for (guint i = 0; i < operations->n; i++)
    add_leaf (self, bs_cell_draft_variable (self, self->ops[i], -1));
}

static gboolean
is_repeated (const BsCellDraft *self, const guint16 *ops, guint n, int operand)
{
  gboolean seen[2 * BS_MAX_OPS] = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      guint16 variable = bs_cell_draft_variable (self, ops[i], operand);

      if (seen[variable])
        return TRUE;
      seen[variable] = TRUE;
    }

  return FALSE;
}

static void
add_tuple (BsCellDraft *self, BsLayoutBatch *batch, const guint16 *ops, int operand,
           guint16 *members)
{
  BsLayoutTuple *tuple = &batch->tuples[batch->n_tuples++];
  gboolean outside = FALSE;

  *tuple = (BsLayoutTuple){ .members = members };
  for (guint i = 0; i < batch->n; i++)
    {
      guint16 variable = bs_cell_draft_variable (self, ops[i], operand);

      outside = outside || self->leaf[variable] < 0;
      members[i] = MAX (self->leaf[variable], 0);
      tuple->bytes += (guint64) self->operations->variables[variable].length * sizeof (float);
    }
  if (outside)
    tuple->conflict = BS_CONFLICT_EXTERNAL;
  else if (!is_repeated (self, ops, batch->n, operand))
    tuple->wish = BS_LAYOUT_TOGETHER;
  else if (self->planner == BS_PLANNER_FULL)
    tuple->wish = BS_LAYOUT_RUNS;
  else
    tuple->conflict = BS_CONFLICT_REPEATED;
}

/* Parameters are no operands that a layout has to do with. */
static void
add_wanted (BsCellDraft *self, guint index, const guint16 *ops, guint16 **members)
{
  const BsCellOperations *operations = self->operations;
  BsLayoutBatch *batch = &self->wanted[self->n_wanted];

  *batch = (BsLayoutBatch){ .n = self->n[index] };
  for (int k = -1; k < (int) operations->operations[ops[0]].n_operands; k++)
    {
      guint16 variable = bs_cell_draft_variable (self, ops[0], k);

      if (operations->variables[variable].kind == BS_VARIABLE_PARAMETER)
        continue;
      self->operand[self->n_wanted][batch->n_tuples] = k;
      add_tuple (self, batch, ops, k, *members);
      *members += batch->n;
    }
  self->wanted_of[index] = self->n_wanted;
  self->wanted_batch[self->n_wanted++] = index;
}

/* What asks for the tuples that are to be cycles. */
static void
add_helpers (BsCellDraft *self, guint16 *members)
{
  for (guint i = 0; i < self->n_wanted; i++)
    for (guint k = 1; k < self->wanted[i].n_tuples; k++)
      {
        guint index = self->n_wanted + self->n_helpers;

        if (!self->cycle[i][k] || index == G_N_ELEMENTS (self->wanted)
            || !bs_cell_layout_make_cycle (&self->wanted[i], k, &self->wanted[index], members))
          continue;
        self->wanted[i].tuples[k].wish = BS_LAYOUT_CYCLE;
        self->wanted_batch[index] = self->wanted_batch[i];
        memset (self->operand[index], -1, sizeof self->operand[index]);
        self->operand[index][self->wanted[index].n_tuples - 1] = self->operand[i][k];
        members += 2 * self->wanted[i].n;
        self->n_helpers++;
      }
}

void
bs_cell_draft_init (BsCellDraft *self, const BsCellOperations *operations, BsPlanner planner,
                    const BsCellBatches *batches)
{
  guint16 *members = self->members;
  guint n = 0;

  self->operations = operations;
  self->planner = planner;
  self->batches = *batches;
  self->n_leaves = self->n_wanted = self->n_helpers = 0;
  for (guint i = 0; i < batches->n; i++)
    {
      self->n[i] = 0;
      for (guint k = 0; k < operations->n; k++)
        if (batches->batches[i] & BS_OP_SET (k))
          {
            self->ops[n++] = k;
            self->n[i]++;
          }
    }
  number_leaves (self);
  n = 0;
  for (guint i = 0; i < batches->n; i++)
    {
      self->wanted_of[i] = -1;
      if (self->n[i] > 1)
        add_wanted (self, i, self->ops + n, &members);
      n += self->n[i];
    }
  add_helpers (self, members);
}

/* Operations of each batch in the order that the layout gives them. */
static void
order_operations (BsCellDraft *self)
{
  guint first = 0;

  for (guint i = 0; i < self->batches.n; i++)
    {
      if (self->wanted_of[i] >= 0)
        {
          const guint16 *order = self->wanted[self->wanted_of[i]].order;
          guint16 ops[BS_MAX_OPS];

          for (guint k = 0; k < self->n[i]; k++)
            ops[k] = self->ops[first + order[k]];
          memcpy (self->ops + first, ops, self->n[i] * sizeof *ops);
        }
      first += self->n[i];
    }
}

/* Names of leaves for the trees of a log; in quotes where they have blanks in them. */
static GStrv
name_leaves (const BsCellDraft *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->n_leaves; i++)
    {
      const char *name = self->operations->variables[self->variables[i]].name;
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", name);

      g_strv_builder_add (names, strpbrk (name, " {}[]") != NULL ? quoted : name);
    }

  return g_strv_builder_end (names);
}

void
bs_cell_draft_lay_out (BsCellDraft *self, guint effort, BsLayoutLog *log)
{
  g_auto (GStrv) names = log != NULL && log->trees ? name_leaves (self) : NULL;

  if (log != NULL)
    log->names = (const char *const *) names;
  if (self->planner == BS_PLANNER_CREATION)
    {
      self->layout = (BsLayout){ .n_leaves = self->n_leaves };
      for (guint i = 0; i < self->n_leaves; i++)
        self->layout.order[i] = i;
      bs_cell_layout_check (&self->layout, self->wanted, self->n_wanted, TRUE);
    }
  else
    bs_cell_layout_plan (self->n_leaves, self->wanted, self->n_wanted, self->n_helpers, effort, log,
                         &self->layout);
  order_operations (self);
}

typedef struct
{
  BsCellDraft *draft;
  BsCellBatches best;
  guint64 bytes;
  guint n_copies, n_compared;
} Comparison;

static gboolean
compare (gpointer user_data, const BsCellBatches *batches)
{
  Comparison *self = user_data;
  BsCellDraft *draft = self->draft;

  bs_cell_draft_init (draft, draft->operations, draft->planner, batches);
  bs_cell_draft_lay_out (draft, EFFORT, NULL);
  if (self->n_compared++ == 0 || draft->layout.bytes < self->bytes
      || (draft->layout.bytes == self->bytes && draft->layout.n_copies < self->n_copies))
    {
      self->best = *batches;
      self->bytes = draft->layout.bytes;
      self->n_copies = draft->layout.n_copies;
    }

  return self->bytes > 0 && self->n_compared < MAX_COMPARED;
}

/* Repeated tuples that would be copied are tried as cycles; all that can be one, or none. */
static void
try_cycles (BsCellDraft *self, const BsCellBatches *batches, guint effort)
{
  guint64 bytes;
  gboolean any = FALSE;

  bs_cell_draft_init (self, self->operations, self->planner, batches);
  bs_cell_draft_lay_out (self, effort, NULL);
  bytes = self->layout.bytes;
  for (guint i = 0; i < self->n_wanted; i++)
    for (guint k = 0; k < self->wanted[i].n_tuples; k++)
      {
        const BsLayoutTuple *tuple = &self->wanted[i].tuples[k];

        self->cycle[i][k] = tuple->wish == BS_LAYOUT_RUNS && !tuple->fits;
        any = any || self->cycle[i][k];
      }
  if (!any)
    return;

  bs_cell_draft_init (self, self->operations, self->planner, batches);
  bs_cell_draft_lay_out (self, effort, NULL);
  if (self->layout.bytes >= bytes)
    memset (self->cycle, 0, sizeof self->cycle);
}

gboolean
bs_cell_draft_choose (BsCellDraft *self, const BsCellOperations *operations, BsPlanner planner,
                      BsLayoutLog *log)
{
  Comparison comparison = { .draft = self };
  BsCellBatches batches;
  gboolean minimal;
  guint effort;

  memset (self->cycle, 0, sizeof self->cycle);
  if (planner == BS_PLANNER_CREATION)
    {
      BsCellBatches fewest;

      bs_cell_batches_agenda (operations, &batches);
      minimal = bs_cell_batches_minimal (operations, &fewest) && fewest.n == batches.n;
      bs_cell_draft_init (self, operations, planner, &batches);
      bs_cell_draft_lay_out (self, 1, NULL);
      return minimal;
    }

  minimal = bs_cell_batches_minimal (operations, &batches);
  self->operations = operations;
  self->planner = planner;
  if (compare (&comparison, &batches))
    bs_cell_batches_foreach (operations, batches.n, compare, &comparison);
  effort = LAST_EFFORT (MAX (self->n_leaves, 1));
  if (planner == BS_PLANNER_FULL && comparison.bytes > 0)
    try_cycles (self, &comparison.best, effort);
  bs_cell_draft_init (self, operations, planner, &comparison.best);
  bs_cell_draft_lay_out (self, effort, log);

  return minimal;
}
