/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a cell ready for batches. */
#include "config.h"

#include "engine/backends/lowered-cell.h"

#include <string.h>

static gboolean
has_b (BsOpKind kind)
{
  return kind == BS_OP_CONCAT || kind == BS_OP_ADD || kind == BS_OP_MULTIPLY;
}

static gboolean
is_source (BsOpKind kind)
{
  return kind == BS_OP_INPUT || kind == BS_OP_LOOKUP;
}

static guint
find_stages (BsLoweredCell *self)
{
  const BsCell *cell = self->cell;
  guint n_levels = 0;

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      self->stage[i] = 0;
      if (is_source (op->kind) || op->kind == BS_OP_TOTAL)
        continue;
      self->stage[i] = self->stage[op->a];
      if (has_b (op->kind))
        self->stage[i] = MAX (self->stage[i], self->stage[op->b]);
      if (op->kind == BS_OP_PRODUCT)
        n_levels = MAX (n_levels, ++self->stage[i]);
    }

  return n_levels;
}

/* Adds what @op is made of to the right-hand side of @level. */
static void
add_sources (BsLoweredCell *self, BsLevel *level, guint op)
{
  const BsOp *ops = self->cell->ops;

  if (ops[op].kind == BS_OP_CONCAT)
    {
      add_sources (self, level, ops[op].a);
      add_sources (self, level, ops[op].b);
      return;
    }
  for (guint i = 0; i < level->n_sources; i++)
    if (level->sources[i] == op)
      return;

  level->sources[level->n_sources] = op;
  level->source_offsets[level->n_sources++] = level->k;
  level->k += ops[op].length;
}

/* Copies the columns of a weight matrix that multiply @op to where @op is in X. */
static void
stack_weights (const BsLoweredCell *self, BsLevel *level, const BsParameter *weights,
               const float *values, guint op, guint32 row, guint32 *column)
{
  const BsOp *ops = self->cell->ops;
  guint at = 0;

  if (ops[op].kind == BS_OP_CONCAT)
    {
      stack_weights (self, level, weights, values, ops[op].a, row, column);
      stack_weights (self, level, weights, values, ops[op].b, row, column);
      return;
    }

  while (level->sources[at] != op)
    at++;
  for (guint32 c = 0; c < ops[op].length; c++, (*column)++)
    for (guint32 r = 0; r < weights->rows; r++)
      /* Sums, for a source that is concatenated with itself. */
      level->a[(gsize) (level->source_offsets[at] + c) * level->m + row + r] +=
          values[(gsize) r * weights->columns + *column];
}

static void
stack_products (BsLoweredCell *self, const BsModel *model)
{
  const BsCell *cell = self->cell;

  for (guint i = 0; i < cell->n_ops; i++)
    if (cell->ops[i].kind == BS_OP_PRODUCT)
      {
        BsLevel *level = &self->levels[self->stage[i] - 1];

        add_sources (self, level, cell->ops[i].a);
        self->places[i] = (BsPlace){ BS_HOME_Y, .level = self->stage[i] - 1, .offset = level->m };
        level->m += cell->ops[i].length;
      }

  for (guint l = 0; l < self->n_levels; l++)
    self->levels[l].a = g_new0 (float, (gsize) self->levels[l].m * self->levels[l].k);
  for (guint i = 0; i < cell->n_ops; i++)
    if (cell->ops[i].kind == BS_OP_PRODUCT)
      {
        const BsParameter *weights = &model->parameters[cell->ops[i].parameter];
        guint32 column = 0;

        stack_weights (self, &self->levels[self->stage[i] - 1], weights,
                       model->values + weights->offset, cell->ops[i].a, self->places[i].offset,
                       &column);
      }
}

/* The first and last stage in which element-wise operations read an operation. */
typedef struct
{
  int first, last; /* last < 0: none does */
} Uses;

static Uses
find_uses (const BsLoweredCell *self, guint op)
{
  const BsCell *cell = self->cell;
  Uses uses = { G_MAXINT, -1 };

  for (guint i = op + 1; i < cell->n_ops; i++)
    {
      const BsOp *user = &cell->ops[i];

      if (is_source (user->kind) || user->kind == BS_OP_PRODUCT || user->kind == BS_OP_TOTAL
          || self->places[i].home == BS_HOME_NONE)
        continue;
      if (user->a == op || (has_b (user->kind) && user->b == op))
        {
          uses.first = MIN (uses.first, (int) self->stage[i]);
          uses.last = MAX (uses.last, (int) self->stage[i]);
        }
    }

  return uses;
}

static int
output_of (const BsCell *cell, guint op)
{
  for (guint output = 0; output < cell->n_outputs; output++)
    if (cell->outputs[output] == op)
      return output;

  return -1;
}

static void
place_op (BsLoweredCell *self, guint op)
{
  const BsOp *own = &self->cell->ops[op];
  BsPlace *place = &self->places[op];
  int output = output_of (self->cell, op);
  Uses uses = find_uses (self, op);

  if (own->kind == BS_OP_PRODUCT)
    return;
  if (output >= 0)
    {
      *place = (BsPlace){ BS_HOME_OUTPUT, .level = output };
      return;
    }
  for (guint l = 0; l < self->n_levels; l++)
    for (guint i = 0; i < self->levels[l].n_sources; i++)
      if (self->levels[l].sources[i] == op
          /* What is copied into X only later has to be read in place before. */
          && !(is_source (own->kind) && uses.first <= (int) l))
        {
          *place = (BsPlace){ BS_HOME_X, .level = l, .offset = self->levels[l].source_offsets[i] };
          return;
        }

  if (uses.last < 0 && own->kind == BS_OP_CONCAT)
    place->home = BS_HOME_NONE; /* only products read it, through X */
  else if (own->kind == BS_OP_INPUT)
    place->home = BS_HOME_OPERAND;
  else if (own->kind == BS_OP_LOOKUP)
    place->home = BS_HOME_ROW;
  else if (uses.last > (int) self->stage[op])
    {
      *place = (BsPlace){ BS_HOME_CARRIED, .offset = self->n_carried };
      self->n_carried += own->length;
    }
  else
    {
      *place = (BsPlace){ BS_HOME_SCRATCH, .offset = self->n_scratch };
      self->n_scratch += own->length;
    }
}

void
bs_lowered_cell_init (BsLoweredCell *self, const BsModel *model, const BsCell *cell)
{
  memset (self, 0, sizeof *self);
  self->cell = cell;
  self->n_levels = find_stages (self);
  self->levels = g_new0 (BsLevel, self->n_levels);
  for (guint l = 0; l < self->n_levels; l++)
    self->levels[l].output = -1;
  stack_products (self, model);

  /* Users come after what they use: places are found from the end. */
  for (guint op = cell->n_ops; op-- > 0;)
    place_op (self, op);

  /* A product that is all of its level and an output is written where the output belongs. */
  for (guint output = 0; output < cell->n_outputs; output++)
    {
      guint op = cell->outputs[output];

      if (cell->ops[op].kind == BS_OP_PRODUCT)
        {
          BsLevel *level = &self->levels[self->places[op].level];

          if (level->m == cell->ops[op].length)
            level->output = output;
        }
    }
}

void
bs_lowered_cell_clear (BsLoweredCell *self)
{
  for (guint l = 0; l < self->n_levels; l++)
    g_free (self->levels[l].a);
  g_free (self->levels);
}

gboolean
bs_lowered_cell_runs (const BsLoweredCell *self, guint op, guint stage)
{
  const BsOp *own = &self->cell->ops[op];

  if (self->stage[op] != stage)
    return FALSE;
  /* What a cell hands on unchanged is copied to the place of the output. */
  if (is_source (own->kind))
    return self->places[op].home == BS_HOME_OUTPUT;

  return own->kind != BS_OP_PRODUCT && self->places[op].home != BS_HOME_NONE;
}
