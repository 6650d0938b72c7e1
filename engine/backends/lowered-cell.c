/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a cell ready for batches. */
#include "config.h"

#include "engine/backends/lowered-cell.h"

#include <string.h>

#define NO_SUM G_MAXUINT16

static gboolean
has_a (BsOpKind kind)
{
  return kind != BS_OP_INPUT && kind != BS_OP_LOOKUP && kind != BS_OP_SUM && kind != BS_OP_MEAN;
}

static gboolean
has_b (BsOpKind kind)
{
  return kind == BS_OP_CONCAT || kind == BS_OP_APPLY || kind == BS_OP_ADD || kind == BS_OP_SUBTRACT
         || kind == BS_OP_MULTIPLY;
}

static gboolean
is_source (BsOpKind kind)
{
  return kind == BS_OP_INPUT || kind == BS_OP_LOOKUP;
}

static gboolean
reads (const BsOp *user, guint op)
{
  return (has_a (user->kind) && user->a == op) || (has_b (user->kind) && user->b == op);
}

static int
output_of (const BsCell *cell, guint op)
{
  for (guint output = 0; output < cell->n_outputs; output++)
    if (cell->outputs[output] == op)
      return output;

  return -1;
}

/* Whether only one operation reads the result of @op. */
static gboolean
has_one_user (const BsCell *cell, guint op)
{
  guint n = output_of (cell, op) >= 0;

  for (guint i = op + 1; i < cell->n_ops; i++)
    n += reads (&cell->ops[i], op);

  return n == 1;
}

/* A sum of products, as W x + U h, is one product, [W U] [x; h], of the stage of its last part:
 * @sum tells for each product and each addition in between which operation such a sum ends in,
 * NO_SUM for all others. */
static void
find_sums (const BsCell *cell, guint16 *sum)
{
  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      sum[i] = NO_SUM;
      if (op->kind == BS_OP_PRODUCT
          || (op->kind == BS_OP_ADD && op->a != op->b && sum[op->a] != NO_SUM
              && sum[op->b] != NO_SUM && has_one_user (cell, op->a) && has_one_user (cell, op->b)))
        sum[i] = i;
    }
  for (guint i = cell->n_ops; i-- > 0;)
    if (sum[i] != NO_SUM && cell->ops[i].kind == BS_OP_ADD)
      sum[cell->ops[i].a] = sum[cell->ops[i].b] = sum[i];
}

static void
find_stages (BsLoweredCell *self)
{
  const BsCell *cell = self->cell;

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      if (!has_a (op->kind))
        continue;
      self->stage[i] = self->stage[op->a];
      if (has_b (op->kind))
        self->stage[i] = MAX (self->stage[i], self->stage[op->b]);
      if (op->kind == BS_OP_PRODUCT)
        self->n_stages = MAX (self->n_stages, ++self->stage[i]);
    }
}

/* Whether @level has a part of @op on its right-hand side already. */
static gboolean
shares_source (const BsLoweredCell *self, const BsLevel *level, guint op)
{
  const BsOp *own = &self->cell->ops[op];

  if (own->kind == BS_OP_CONCAT)
    return shares_source (self, level, own->a) || shares_source (self, level, own->b);
  for (guint i = 0; i < level->n_sources; i++)
    if (level->sources[i] == op)
      return TRUE;

  return FALSE;
}

/* The level for the products that add up to @end: one that reads the same, or a new one. Products
 * that have nothing in common are not stacked, since that would multiply by zeros; those of
 * matrices neither, since the columns of a result would not be side by side. */
static guint
choose_level (BsLoweredCell *self, const guint16 *sum, guint end)
{
  const BsCell *cell = self->cell;
  BsLevel *added;

  for (guint l = 0; l < self->n_levels; l++)
    if (self->levels[l].stage == self->stage[end] - 1 && self->levels[l].columns == 1
        && cell->ops[end].columns == 1)
      for (guint i = 0; i <= end; i++)
        if (sum[i] == end && cell->ops[i].kind == BS_OP_PRODUCT
            && shares_source (self, &self->levels[l], cell->ops[i].a))
          return l;

  added = &self->levels[self->n_levels];
  added->stage = self->stage[end] - 1;
  added->columns = cell->ops[end].columns;
  added->output = -1;

  return self->n_levels++;
}

/* Adds what @op is made of to the right-hand side of @level. */
static void
add_sources (BsLoweredCell *self, BsLevel *level, guint op)
{
  const BsOp *own = &self->cell->ops[op];

  if (own->kind == BS_OP_CONCAT)
    {
      add_sources (self, level, own->a);
      add_sources (self, level, own->b);
    }
  else if (!shares_source (self, level, op))
    {
      level->sources[level->n_sources] = op;
      level->source_offsets[level->n_sources++] = level->k;
      level->k += own->rows;
    }
}

/* Copies the columns of a weight matrix that multiply @op to where @op is in X. */
static void
stack_weights (const BsLoweredCell *self, BsLevel *level, const BsParameter *weights,
               const float *values, guint op, guint32 row, guint32 *column)
{
  const BsOp *own = &self->cell->ops[op];
  guint at = 0;

  if (own->kind == BS_OP_CONCAT)
    {
      stack_weights (self, level, weights, values, own->a, row, column);
      stack_weights (self, level, weights, values, own->b, row, column);
      return;
    }

  while (level->sources[at] != op)
    at++;
  for (guint32 c = 0; c < own->rows; c++, (*column)++)
    for (guint32 r = 0; r < weights->dims[0]; r++)
      /* Sums, for a source that is read twice. */
      level->a[(gsize) (level->source_offsets[at] + c) * level->m + row + r] +=
          values[(gsize) r * weights->dims[1] + *column];
}

static gboolean
stack_products (BsLoweredCell *self, const BsModel *model, const guint16 *sum)
{
  const BsCell *cell = self->cell;

  for (guint end = 0; end < cell->n_ops; end++)
    if (sum[end] == end)
      {
        guint l = choose_level (self, sum, end);
        BsLevel *level = &self->levels[l];

        for (guint i = 0; i <= end; i++)
          if (sum[i] == end)
            {
              self->places[i] = (BsPlace){ BS_HOME_Y, .level = l, .offset = level->m };
              if (cell->ops[i].kind == BS_OP_PRODUCT)
                add_sources (self, level, cell->ops[i].a);
            }
        level->m += cell->ops[end].rows;
      }

  for (guint l = 0; l < self->n_levels; l++)
    {
      BsLevel *level = &self->levels[l];

      level->a = g_try_new0 (float, (gsize) level->m * level->k);
      if (level->a == NULL)
        return FALSE;
    }
  for (guint i = 0; i < cell->n_ops; i++)
    if (cell->ops[i].kind == BS_OP_PRODUCT)
      {
        const BsParameter *weights = &model->parameters[cell->ops[i].parameter];
        guint32 column = 0;

        stack_weights (self, &self->levels[self->places[i].level], weights,
                       model->values + weights->offset, cell->ops[i].a, self->places[i].offset,
                       &column);
      }

  return TRUE;
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
    if (reads (&cell->ops[i], op) && self->places[i].home != BS_HOME_Y
        && self->places[i].home != BS_HOME_NONE)
      {
        uses.first = MIN (uses.first, (int) self->stage[i]);
        uses.last = MAX (uses.last, (int) self->stage[i]);
      }

  return uses;
}

/* Finds the level that can have @op in its right-hand side while element-wise operations read it
 * there; @gathered tells whether some level copies it from elsewhere. */
static gboolean
place_in_x (BsLoweredCell *self, guint op, Uses uses, gboolean *gathered)
{
  const BsOp *own = &self->cell->ops[op];

  for (guint l = 0; l < self->n_levels; l++)
    for (guint i = 0; i < self->levels[l].n_sources; i++)
      {
        const BsLevel *level = &self->levels[l];

        if (level->sources[i] != op)
          continue;
        *gathered = TRUE;
        /* What is copied into X only later has to be read in place before; and the columns of a
         * matrix have to be side by side. */
        if ((is_source (own->kind) && uses.first <= (int) level->stage)
            || (own->columns > 1 && level->n_sources > 1))
          continue;
        self->places[op] = (BsPlace){ BS_HOME_X, .level = l, .offset = level->source_offsets[i] };
        return TRUE;
      }

  return FALSE;
}

static void
place_op (BsLoweredCell *self, guint op)
{
  const BsOp *own = &self->cell->ops[op];
  BsPlace *place = &self->places[op];
  int output = output_of (self->cell, op);
  Uses uses = find_uses (self, op);
  gboolean gathered = FALSE;

  if (place->home == BS_HOME_Y)
    return;
  if (output >= 0)
    {
      *place = (BsPlace){ BS_HOME_OUTPUT, .level = output };
      return;
    }
  if (place_in_x (self, op, uses, &gathered))
    return;

  if (uses.last < 0 && own->kind == BS_OP_CONCAT)
    place->home = BS_HOME_NONE; /* only products read it, through X */
  else if (own->kind == BS_OP_INPUT)
    place->home = BS_HOME_OPERAND;
  else if (own->kind == BS_OP_LOOKUP)
    place->home = BS_HOME_ROW;
  else if (gathered || uses.last > (int) self->stage[op])
    {
      *place = (BsPlace){ BS_HOME_CARRIED, .offset = self->n_carried };
      self->n_carried += bs_op_length (own);
    }
  else
    {
      *place = (BsPlace){ BS_HOME_SCRATCH, .offset = self->n_scratch };
      self->n_scratch += bs_op_length (own);
    }
}

gboolean
bs_lowered_cell_init (BsLoweredCell *self, const BsModel *model, const BsCell *cell)
{
  guint16 sum[BS_MAX_OPS];

  memset (self, 0, sizeof *self);
  self->cell = cell;
  self->levels = g_new0 (BsLevel, cell->n_ops);
  find_sums (cell, sum);
  find_stages (self);
  if (!stack_products (self, model, sum))
    return FALSE;

  /* Users come after what they use: places are found from the end. */
  for (guint op = cell->n_ops; op-- > 0;)
    place_op (self, op);

  /* A product that is all of its level and an output is written where the output belongs. */
  for (guint output = 0; output < cell->n_outputs; output++)
    {
      const BsPlace *place = &self->places[cell->outputs[output]];

      if (place->home == BS_HOME_Y
          && self->levels[place->level].m == cell->ops[cell->outputs[output]].rows)
        self->levels[place->level].output = output;
    }

  return TRUE;
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
  const BsPlace *place = &self->places[op];

  if (self->stage[op] != stage || place->home == BS_HOME_Y || place->home == BS_HOME_NONE)
    return FALSE;

  /* What a cell hands on unchanged is copied to the place of the output. */
  return !is_source (own->kind) || place->home == BS_HOME_OUTPUT;
}
