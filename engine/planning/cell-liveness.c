/* SPDX-License-Identifier: Apache-2.0 */
/* Lifetimes of variables, and storage by first fit. */
#include "config.h"

#include "engine/planning/cell-liveness.h"

#include <string.h>

static void
set_read (BsCellPlan *plan, guint batch, const BsPlanTuple *tuple)
{
  for (guint i = 0; i < plan->batches[batch].n; i++)
    plan->variables[plan->members[tuple->first_member + i]].last = batch;
}

void
bs_cell_liveness_init (BsCellPlan *plan)
{
  for (guint i = 0; i < plan->n_batches; i++)
    {
      const BsPlanBatch *batch = &plan->batches[i];

      for (guint k = 0; k < batch->n; k++)
        {
          BsPlanVariable *variable =
              &plan->variables[plan->members[batch->result.first_member + k]];

          variable->first = variable->last = i;
        }
      for (guint k = 0; k < batch->n_operands; k++)
        set_read (plan, i, &batch->operands[k]);
    }
  for (guint i = 0; i < plan->cell->n_outputs; i++)
    plan->variables[plan->cell->outputs[i]].last = MAX (plan->n_batches, 1) - 1;
}

guint64
bs_cell_liveness_place (BsCellPlan *plan)
{
  guint64 offset = 0;

  for (guint i = 0; i < plan->n_layout; i++)
    {
      plan->variables[plan->layout[i]].offset = offset;
      offset += plan->variables[plan->layout[i]].length;
    }

  return offset;
}

/* Variables that stay side by side, where they were in the layout. */
typedef struct
{
  guint first, n;
  guint64 length;
} Group;

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = a, *y = b;

  if (x->length != y->length)
    return x->length > y->length ? -1 : 1;

  return (x->first > y->first) - (x->first < y->first);
}

static gboolean
overlap (const BsPlanVariable *a, gint64 offset, const BsPlanVariable *b)
{
  return a->first <= b->last && b->first <= a->last && offset < b->offset + (gint64) b->length
         && b->offset < offset + (gint64) a->length;
}

/* The lowest offset behind @offset where nothing placed is in the way of the group; each step goes
 * behind something that is, so there are at most as many as pairs of variables. */
static gint64
find_room (const BsCellPlan *plan, const Group *group, const guint16 *placed, guint n_placed)
{
  gint64 offset = 0;
  gboolean moved = TRUE;

  while (moved)
    {
      gint64 inside = offset;

      moved = FALSE;
      for (guint i = 0; i < group->n && !moved; i++)
        {
          const BsPlanVariable *variable = &plan->variables[plan->layout[group->first + i]];

          for (guint k = 0; k < n_placed && !moved; k++)
            {
              const BsPlanVariable *other = &plan->variables[placed[k]];

              if (overlap (variable, inside, other))
                {
                  offset += other->offset + (gint64) other->length - inside;
                  moved = TRUE;
                }
            }
          inside += variable->length;
        }
    }

  return offset;
}

static int
compare_variables (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BsCellPlan *plan = user_data;
  guint16 i = *(const guint16 *) a, k = *(const guint16 *) b;
  const BsPlanVariable *x = &plan->variables[i], *y = &plan->variables[k];

  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;

  return (i > k) - (i < k);
}

guint64
bs_cell_liveness_reuse (BsCellPlan *plan, const gboolean *linked)
{
  g_autofree Group *groups = g_new (Group, plan->n_layout + 1);
  guint16 placed[BS_MAX_OPS];
  guint n_groups = 0, n_placed = 0;
  guint64 room = 0;

  for (guint i = 0; i < plan->n_layout; i++)
    {
      if (i == 0 || !linked[i - 1])
        groups[n_groups++] = (Group){ .first = i };
      groups[n_groups - 1].n++;
      groups[n_groups - 1].length += plan->variables[plan->layout[i]].length;
    }
  qsort (groups, n_groups, sizeof *groups, compare_groups);
  for (guint i = 0; i < n_groups; i++)
    {
      const Group *group = &groups[i];
      gint64 offset = find_room (plan, group, placed, n_placed);

      for (guint k = 0; k < group->n; k++)
        {
          guint16 variable = plan->layout[group->first + k];

          plan->variables[variable].offset = offset;
          offset += plan->variables[variable].length;
          placed[n_placed++] = variable;
        }
      room = MAX (room, (guint64) offset);
    }
  g_qsort_with_data (plan->layout, plan->n_layout, sizeof *plan->layout, compare_variables, plan);

  return room;
}
