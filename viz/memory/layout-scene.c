/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are in the picture of a layout. */
#include "config.h"

#include "viz/memory/layout-scene.h"

#include <string.h>

#include "viz/memory/pq-tree-painter.h"
#include "viz/moment.h"

#define HEAD 34.0
#define ARROWS 26.0 /* between scratch blocks and cells */
#define LABELS 36.0 /* below the row before */
#define LEVEL 33.0
#define MAX_TREE 300.0
#define MIN_WIDTH 640.0
#define LETTER 6.3
#define MAX_WORDS 46 /* letters beside a scratch block */

/* Copies. */

/* A scratch block is as wide as its labels need, and its words what is said of it. */
static void
measure_copy (const BsLayoutPainter *self, BsLayoutCopy *copy)
{
  glong longest = 2, words = 24;

  for (guint i = 0; i < copy->n_slots; i++)
    longest = MAX (longest, g_utf8_strlen (self->memory->labels[copy->members[i]], -1));
  words = MAX (words, g_utf8_strlen (copy->reason, -1));
  if (copy->reduction != G_MAXUINT32)
    words = MAX (words, 40);
  copy->slot = CLAMP (5.0 + LETTER * (double) longest, BS_MEMORY_SLOT, BS_MEMORY_CELL);
  copy->width = copy->n_slots * copy->slot + BS_LAYOUT_WORDS
                + LETTER * (double) MIN (words, MAX_WORDS);
}

/* What became of the operand that a reduction was about. */
static gboolean
is_copied_after (const BsLayoutPainter *self, guint32 reduction)
{
  const BsCellPlan *plan = self->memory->after;
  const BsPlanConstraint *constraint;
  BsAccess access;

  if (reduction == G_MAXUINT32)
    return TRUE;

  constraint = &plan->constraints[bs_plan_replay_get (self->memory->replay, reduction)->constraint];
  access = bs_layout_scene_tuple (&plan->batches[constraint->batch], constraint->operand)->access;

  return access == BS_ACCESS_GATHER || access == BS_ACCESS_SCATTER;
}

static void
add_copies (BsLayoutPainter *self, guint which, const BsCellPlan *plan, const BsCellRow *row)
{
  GArray *copies = self->copies[which];

  for (guint b = 0; b < plan->n_batches; b++)
    for (int k = -1; k < (int) plan->batches[b].n_operands; k++)
      {
        const BsPlanTuple *tuple = bs_layout_scene_tuple (&plan->batches[b], k);
        BsLayoutCopy copy = { .batch = b,
                              .operand = k,
                              .bytes = tuple->bytes,
                              .members = plan->members + tuple->first_member,
                              .n_slots = MIN (plan->batches[b].n, BS_LAYOUT_MAX_SLOTS) };

        if (tuple->access != BS_ACCESS_GATHER && tuple->access != BS_ACCESS_SCATTER)
          continue;
        copy.reason = bs_cell_memory_tuple_reason (self->memory, plan, b, k);
        copy.reduction = bs_cell_memory_find_reduction (self->memory, plan, b, k);
        copy.stays = which == 1 || is_copied_after (self, copy.reduction);
        for (guint i = 0; i < copy.n_slots; i++)
          {
            const BsRowItem *item = bs_cell_row_find (row, copy.members[i]);

            copy.from[i] = item != NULL ? item->x : -1.0;
          }
        measure_copy (self, &copy);
        g_array_append_val (copies, copy);
      }
  self->n_lanes[which] = bs_copy_places_find (copies, self->width);
}

static void
copy_clear (gpointer data)
{
  g_free (((BsLayoutCopy *) data)->reason);
}

/* Height. */

gboolean
bs_layout_scene_has_tree (const BsLayoutPainter *self)
{
  return bs_plan_replay_get_n (self->memory->replay) > 0;
}

const BsPlanTree *
bs_layout_scene_get_tree (const BsLayoutPainter *self, guint32 n)
{
  return bs_plan_replay_get_tree (self->memory->replay, n);
}

static guint
find_depth (const BsLayoutPainter *self)
{
  guint depth = 0;

  for (guint32 i = 0; i <= bs_plan_replay_get_n (self->memory->replay); i++)
    depth = MAX (depth, bs_pq_tree_get_depth (bs_layout_scene_get_tree (self, i)));

  return depth;
}

static void
stack_up (BsLayoutPainter *self)
{
  guint depth = bs_layout_scene_has_tree (self) ? find_depth (self) : 0;

  self->lanes_before = HEAD;
  self->row_before = HEAD + self->n_lanes[0] * BS_LAYOUT_LANE
                     + (self->n_lanes[0] > 0 ? ARROWS : 0.0) + BS_MEMORY_HEIGHT / 2.0;
  self->separator = self->row_before + BS_MEMORY_HEIGHT / 2.0 + LABELS;
  if (!bs_layout_scene_has_before (self))
    self->separator = -4.0;
  self->head_after = self->separator + HEAD / 2.0 + 4.0;
  self->tree = self->head_after + HEAD / 2.0;
  self->level = depth > 0 ? MIN (LEVEL, MAX_TREE / depth) : 0.0;
  self->row_after = self->tree + depth * self->level + 8.0 + BS_MEMORY_HEIGHT / 2.0;
  self->brackets = self->row_after + BS_MEMORY_HEIGHT / 2.0 + 9.0;
  self->lanes_after = self->brackets + BS_LAYOUT_MAX_BRACKETS * BS_LAYOUT_BRACKET;
  self->height = self->lanes_after
                 + (self->n_lanes[1] > 0 ? self->n_lanes[1] * BS_LAYOUT_LANE + 6.0 : 0.0);
}

static guint32 *
find_batches (const BsCellPlan *plan)
{
  guint32 *batches = g_new (guint32, plan->n_variables + 1);

  memset (batches, 0xff, (plan->n_variables + 1) * sizeof *batches);
  for (guint b = 0; b < plan->n_batches; b++)
    for (guint i = 0; i < plan->batches[b].n; i++)
      batches[plan->members[plan->batches[b].result.first_member + i]] = b;

  return batches;
}

void
bs_layout_scene_init (BsLayoutPainter *self)
{
  const BsCellMemory *memory = self->memory;
  const BsPlanTree *tree = bs_layout_scene_get_tree (self, G_MAXUINT32);
  guint n = memory->n_variables + 1;

  bs_cell_row_init (&self->before, memory->before, memory->before->layout,
                    memory->before->n_layout);
  bs_cell_row_init (&self->after, memory->after, tree != NULL ? tree->order : NULL,
                    tree != NULL ? tree->n_leaves : 0);
  self->width = MAX (MAX (self->before.width, self->after.width), MIN_WIDTH);
  self->batch_before = find_batches (memory->before);
  self->batch_after = find_batches (memory->after);
  for (guint i = 0; i < 2; i++)
    {
      self->copies[i] = g_array_new (FALSE, FALSE, sizeof (BsLayoutCopy));
      g_array_set_clear_func (self->copies[i], copy_clear);
      self->x[i] = g_new0 (double, n);
    }
  self->look = g_new0 (guint8, n);
  self->is_tried = g_new0 (gboolean, n);
  if (bs_layout_scene_has_before (self))
    add_copies (self, 0, memory->before, &self->before);
  add_copies (self, 1, memory->after, &self->after);
  stack_up (self);
}

void
bs_layout_scene_clear (BsLayoutPainter *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_array_unref (self->copies[i]);
      g_free (self->x[i]);
    }
  g_free (self->look);
  g_free (self->is_tried);
  g_free (self->batch_before);
  g_free (self->batch_after);
}

/* A frame. */

/* How far a variable of a batch has got from its place before. */
static double
get_planned (BsLayoutPainter *self, guint32 batch, double planned)
{
  guint total = bs_memory_plan_ms (self->memory->after->n_batches);
  guint delay = batch == G_MAXUINT32 ? 0 : bs_memory_plan_ms (batch + 1) - BS_MEMORY_PLAN_MS;

  return bs_ease_out ((planned * total - delay) / BS_MEMORY_PLAN_MS);
}

static void
place_variables (BsLayoutPainter *self, const BsStyle *style, const BsMemorySelection *selection)
{
  const BsPlanTree *from = bs_layout_scene_get_tree (self, selection->from);
  const BsPlanTree *to = bs_layout_scene_get_tree (self, selection->to);
  double share = bs_ease_out (selection->step);
  BsCellRow last;

  for (guint i = 0; i < self->before.n; i++)
    self->x[0][self->before.items[i].variable] = bs_layout_scene_mirror (self, style,
                                                                         self->before.items[i].x);
  bs_cell_row_init (&self->row, self->memory->after, to != NULL ? to->order : NULL,
                    to != NULL ? to->n_leaves : 0);
  if (from != to)
    bs_cell_row_init (&last, self->memory->after, from->order, from->n_leaves);
  for (guint i = 0; i < self->row.n; i++)
    {
      BsRowItem *item = &self->row.items[i];
      const BsRowItem *old = from != to ? bs_cell_row_find (&last, item->variable) : NULL;
      const BsRowItem *before = selection->planned < 1.0
                                    ? bs_cell_row_find (&self->before, item->variable)
                                    : NULL;

      if (old != NULL)
        item->x = bs_memory_mix (old->x, item->x, share);
      if (before != NULL)
        item->x = bs_memory_mix (before->x, item->x,
                                 get_planned (self, item->batch, selection->planned));
      self->x[1][item->variable] = bs_layout_scene_mirror (self, style, item->x);
    }
}

static void
mark_batch (BsLayoutPainter *self, guint32 index)
{
  const BsCellPlan *plan = self->memory->after;
  const BsPlanBatch *batch = &plan->batches[index];

  for (int k = (int) batch->n_operands; k-- > -1;)
    {
      const BsPlanTuple *tuple = bs_layout_scene_tuple (batch, k);

      for (guint i = 0; i < batch->n; i++)
        {
          guint16 variable = plan->members[tuple->first_member + i];

          self->look[variable] = k < 0 ? BS_CELL_WRITTEN : BS_CELL_READ;
          self->is_tried[variable] = TRUE;
        }
    }
}

void
bs_layout_scene_prepare (BsLayoutPainter *self, const BsStyle *style,
                         const BsMemorySelection *selection)
{
  const BsPlanReplay *replay = self->memory->replay;
  guint32 n = MIN (selection->to, bs_plan_replay_get_n (replay));
  guint n_variables = self->memory->n_variables;

  memset (self->look, BS_CELL_PLAIN, n_variables * sizeof *self->look);
  memset (self->is_tried, 0, n_variables * sizeof *self->is_tried);
  if (selection->batch < self->memory->after->n_batches)
    mark_batch (self, selection->batch);
  if (selection->try && n > 0 && bs_plan_replay_get (replay, n - 1)->fate != BS_REDUCTION_DIRECTED)
    {
      guint32 n_members;
      const guint16 *members = bs_plan_replay_get_members (replay, n - 1, &n_members);

      memset (self->is_tried, 0, n_variables * sizeof *self->is_tried);
      for (guint32 i = 0; i < n_members; i++)
        {
          self->is_tried[members[i]] = TRUE;
          if (self->look[members[i]] == BS_CELL_PLAIN)
            self->look[members[i]] = BS_CELL_TRIED;
        }
    }
  place_variables (self, style, selection);
}
