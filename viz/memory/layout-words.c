/* SPDX-License-Identifier: Apache-2.0 */
/* What stands where in the picture of a layout, and what is said of it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "profiles/trace/trace-plan.h"
#include "viz/memory/layout-scene.h"

static BsMemoryPick
pick_in_row (const BsLayoutPainter *self, const BsCellRow *row, guint which, double x)
{
  for (guint i = 0; i < row->n; i++)
    if (fabs (self->x[which][row->items[i].variable] - x) <= BS_MEMORY_PITCH / 2.0)
      {
        guint16 variable = row->items[i].variable;
        guint32 batch = bs_cell_plan_find_batch (self->memory->after, variable, TRUE);

        return (BsMemoryPick){ variable, batch };
      }

  return (BsMemoryPick){ BS_MEMORY_NONE, BS_MEMORY_NONE };
}

BsMemoryPick
bs_layout_painter_pick (BsLayoutPainter *self, const BsStyle *style, double width, double height,
                        const BsMemorySelection *selection, const BsView *view, double x, double y)
{
  BsView at = bs_layout_painter_resolve (self, style, width, height, selection, view);

  x = (x / at.zoom + at.x) / style->text_scale - BS_LAYOUT_MARGIN;
  y = (y / at.zoom + at.y) / style->text_scale;
  if (fabs (y - self->row_after) <= BS_MEMORY_HEIGHT / 2.0 + 2.0)
    return pick_in_row (self, &self->row, 1, x);
  if (bs_layout_scene_has_before (self)
      && fabs (y - self->row_before) <= BS_MEMORY_HEIGHT / 2.0 + 2.0)
    return pick_in_row (self, &self->before, 0, x);

  return (BsMemoryPick){ BS_MEMORY_NONE, BS_MEMORY_NONE };
}

static const char *
write_bytes (char buffer[40], guint64 numbers, guint32 n_calls)
{
  guint64 bytes;

  if (__builtin_mul_overflow (numbers * sizeof (float), (guint64) n_calls, &bytes))
    bytes = G_MAXUINT64;

  return bs_text_bytes (buffer, bytes);
}

/* A variable in words: what it is, where it lies, how long it lives. */
static char *
describe_variable (const BsCellMemory *memory, guint32 index, guint32 n_calls)
{
  const BsCellPlan *plan = memory->after;
  const BsPlanVariable *variable = &plan->variables[index];
  guint32 batch = bs_cell_plan_find_batch (plan, index, FALSE);
  char size[40], offset[40];
  g_autofree char *maker = batch < plan->n_batches ? bs_cell_memory_batch_text (memory, plan, batch)
                                                   : g_strdup (_ ("the caller"));
  const char *label = memory->labels[index];

  write_bytes (size, variable->length, n_calls);
  write_bytes (offset, (guint64) MAX (variable->offset, 0), n_calls);
  if (variable->offset < 0)
    /* Translators: a short name, the equation, who computes it, a size */
    return g_strdup_printf (_ ("%s: %s\nFrom %s, %s, outside the layout"), label, variable->name,
                            maker, size);

  /* Translators: a short name, the equation, who computes it, a size, a place, two batches */
  return g_strdup_printf (_ ("%s: %s\nFrom %s, %s at %s, alive from b%u to b%u"), label,
                          variable->name, maker, size, offset, variable->first + 1,
                          variable->last + 1);
}

char *
bs_layout_painter_hint (BsLayoutPainter *self, const BsStyle *style, double width, double height,
                        const BsMemorySelection *selection, const BsView *view, double x, double y)
{
  BsMemoryPick pick = bs_layout_painter_pick (self, style, width, height, selection, view, x, y);

  return pick.variable != BS_MEMORY_NONE
             ? describe_variable (self->memory, pick.variable, selection->n_calls)
             : NULL;
}

guint32
bs_layout_painter_neighbour (BsLayoutPainter *self, const BsMemorySelection *selection, int delta)
{
  const BsPlanTree *tree = bs_layout_scene_get_tree (self, selection->to);
  const BsRowItem *item;
  BsCellRow row;
  int at;

  bs_cell_row_init (&row, self->memory->after, tree != NULL ? tree->order : NULL,
                    tree != NULL ? tree->n_leaves : 0);
  if (row.n == 0)
    return BS_MEMORY_NONE;
  item = bs_cell_row_find (&row, selection->variable);
  if (item == NULL)
    at = delta < 0 ? (int) row.n - 1 : 0;
  else
    at = CLAMP ((int) (item - row.items) + delta, 0, (int) row.n - 1);

  return row.items[at].variable;
}

/* What an inner batch reads and writes, and how. */
static void
append_batch (GString *out, const BsCellMemory *memory, guint32 index)
{
  const BsCellPlan *plan = memory->after;
  const BsPlanBatch *batch = &plan->batches[index];
  g_autofree char *name = bs_cell_memory_batch_text (memory, plan, index);

  /* Translators: an inner batch, such as b5 σ × 3 */
  g_string_append_printf (out, _ (" Inner batch %s:"), name);
  for (int k = 0; k <= (int) batch->n_operands; k++)
    {
      int operand = k < (int) batch->n_operands ? k : -1;
      const BsPlanTuple *tuple = bs_layout_scene_tuple (batch, operand);
      g_autofree char *reason = bs_cell_memory_tuple_reason (memory, plan, index, operand);
      g_autoptr (GString) members = g_string_new (NULL);

      if (tuple->access == BS_ACCESS_PARAMETER)
        continue;
      for (guint i = 0; i < MIN (batch->n, BS_LAYOUT_MAX_SLOTS); i++)
        g_string_append_printf (members, "%s%s", i > 0 ? " " : "",
                                memory->labels[plan->members[tuple->first_member + i]]);
      if (operand < 0 && reason == NULL)
        g_string_append_printf (out, _ (" writes %s."), members->str);
      else if (operand < 0)
        g_string_append_printf (out, _ (" scatters %s: %s."), members->str, reason);
      else if (reason == NULL)
        g_string_append_printf (out, _ (" reads %s in place;"), members->str);
      else
        g_string_append_printf (out, _ (" gathers %s: %s;"), members->str, reason);
    }
}

char *
bs_layout_painter_describe (BsLayoutPainter *self, const BsMemorySelection *selection)
{
  const BsCellMemory *memory = self->memory;
  const BsCellFigures *before = &memory->figures_before, *after = &memory->figures_after;
  char old_bytes[40], new_bytes[40];
  guint32 n = bs_plan_replay_get_n (memory->replay), accepted, rejected;
  GString *out = g_string_new (NULL);

  write_bytes (old_bytes, (before->gather_bytes + before->scatter_bytes) / sizeof (float),
               selection->n_calls);
  write_bytes (new_bytes, (after->gather_bytes + after->scatter_bytes) / sizeof (float),
               selection->n_calls);
  bs_plan_replay_count (memory->replay, &accepted, &rejected);
  if (bs_layout_scene_has_before (self))
    g_string_append_printf (
        out,
        _ ("Before planning %u batches and %u copies of %s; after it %u batches "
           "and %u copies of %s."),
        before->n_batches, before->n_gathers + before->n_scatters, old_bytes, after->n_batches,
        after->n_gathers + after->n_scatters, new_bytes);
  else
    g_string_append_printf (out, _ ("Nothing was planned: %u batches and %u copies of %s."),
                            after->n_batches, after->n_gathers + after->n_scatters, new_bytes);
  if (n > 0)
    g_string_append_printf (
        out, _ (" %u of %u reductions of the PQ-tree are shown; %u of all are kept."),
        MIN (selection->to, n), n, accepted);
  if (selection->try && n > 0 && selection->to > 0)
    {
      guint32 last = MIN (selection->to, n) - 1;
      g_autofree char *title = bs_cell_memory_reduction_title (memory, last);
      g_autofree char *reason = bs_cell_memory_reduction_reason (memory, last, selection->n_calls);

      /* Translators: a reduction, and a sentence of what it saves or why it was refused */
      g_string_append_printf (out, _ (" The last is %s: %s."), title, reason);
    }
  if (selection->batch < memory->after->n_batches)
    append_batch (out, memory, selection->batch);
  if (selection->variable < memory->n_variables)
    {
      g_autofree char *text = describe_variable (memory, selection->variable, selection->n_calls);

      g_string_append_printf (out, " %s.", text);
    }

  return g_string_free (out, FALSE);
}
