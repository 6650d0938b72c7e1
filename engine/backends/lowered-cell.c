/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a cell ready for batches: gives places to the values of fused steps, and packs weights. */
#include "config.h"

#include "engine/backends/lowered-cell.h"

#include <stdlib.h>

#include "engine/backends/fused-steps.h"
#include "engine/backends/lowered-plan.h"
#include "engine/op-info.h"

typedef struct
{
  BsLoweredCell *self;
  const BsModel *model;
  const BsCell *cell;
  BsFusedSteps drafts;
  guint64 work_length; /* more than 32 bits: too much */
  BsPlace places[BS_MAX_OPS];
} Lowering;

static guint32
allocate_work (Lowering *self, guint32 length)
{
  guint32 offset = (guint32) self->work_length;

  self->work_length += ((guint64) length + 15) & ~(guint64) 15;

  return offset;
}

/* How many drafts from @first on read @op. */
static guint
count_reads (const Lowering *self, guint first, guint op)
{
  guint n = 0;

  for (guint i = first; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = self->drafts.drafts->pdata[i];

      for (guint k = 0; k < G_N_ELEMENTS (draft->operands); k++)
        n += draft->operands[k] == op;
      for (guint k = 0; k < draft->n_leaves; k++)
        n += draft->leaves[k] == op;
    }

  return n;
}

/* A result takes the place of an operand that nothing reads any more, or a new one. */
static BsPlace
choose_place (Lowering *self, guint index)
{
  const BsStepDraft *draft = self->drafts.drafts->pdata[index];
  const BsOp *ops = self->cell->ops;
  guint32 length = bs_op_length (&ops[draft->result]);
  int output = bs_cell_output_of (self->cell, draft->result);

  if (output >= 0)
    return (BsPlace){ BS_HOME_OUTPUT, .number = output };
  for (guint i = 0; draft->step.kind == BS_STEP_VECTOR && i < BS_VECTOR_MAX_OPERANDS; i++)
    {
      guint op = draft->operands[i];

      if (op != BS_DRAFT_NONE && self->places[op].home == BS_HOME_WORK
          && bs_op_length (&ops[op]) == length && draft->step.rows == length
          && count_reads (self, index + 1, op) == 0)
        return self->places[op];
    }

  return (BsPlace){ BS_HOME_WORK, .offset = allocate_work (self, length) };
}

/* FALSE where it is more than can be addressed. */
static gboolean
place_results (Lowering *self)
{
  BsLoweredCell *lowered = self->self;

  for (guint i = 0; i < self->cell->n_ops; i++)
    if (bs_op_info (self->cell->ops[i].kind)->class_ == BS_OP_CLASS_SOURCE)
      {
        self->places[i] = (BsPlace){ BS_HOME_SOURCE, .number = lowered->n_sources };
        lowered->sources[lowered->n_sources++] = i;
      }
  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      BsStepDraft *draft = self->drafts.drafts->pdata[i];

      if (draft->n_sums > 0)
        {
          int output = bs_cell_output_of (self->cell, draft->result);
          BsPlace place = { BS_HOME_OUTPUT, .number = MAX (output, 0) };
          guint32 offset = 0;

          if (output < 0)
            place = (BsPlace){
              BS_HOME_WORK,
              .offset = allocate_work (self, draft->step.rows * draft->step.columns),
            };
          for (guint k = 0; k < draft->n_sums; k++)
            {
              self->places[draft->sums[k]] = place;
              self->places[draft->sums[k]].offset += offset;
              offset += self->cell->ops[draft->sums[k]].rows;
            }
          draft->step.result = place;
        }
      else if (draft->step.result.home == BS_HOME_NONE)
        {
          if (self->places[draft->result].home == BS_HOME_NONE)
            self->places[draft->result] = choose_place (self, i);
          draft->step.result = self->places[draft->result];
          draft->step.result.within += draft->offset;
        }
      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        if (draft->operands[k] != BS_DRAFT_NONE)
          draft->step.operands[k] = self->places[draft->operands[k]];
        else if (draft->parameters[k] != BS_DRAFT_NONE)
          draft->step.operands[k] = (BsPlace){
            BS_HOME_PARAMETER,
            .constant = self->model->values + self->model->parameters[draft->parameters[k]].offset,
          };
    }
  /* Not a power of two apart, so that calls do not meet in the same sets of a cache. */
  if (self->work_length % 256 == 0)
    self->work_length += 16;
  self->self->work_length = (guint32) self->work_length;

  return self->work_length <= G_MAXUINT32;
}

/* The columns of @weights that multiply @op go to where its leaf is in the packed matrix. */
static void
pack_weights (const Lowering *self, const BsStepDraft *draft, BsCellStep *step, guint row,
              const BsParameter *weights, guint op, guint32 *column)
{
  const BsOp *own = &self->cell->ops[op];
  guint part = 0;

  if (self->drafts.apart[op])
    {
      pack_weights (self, draft, step, row, weights, own->a, column);
      pack_weights (self, draft, step, row, weights, own->b, column);
      return;
    }
  while (draft->leaves[part] != op)
    part++;
  bs_packed_matrix_add (&step->matrix, row, step->parts[part].first_column,
                        self->model->values + weights->offset + *column, weights->dims[1],
                        weights->dims[0], own->rows);
  *column += own->rows;
}

/* Adds the biases of the sum that ends in @end to what its numbers begin with. */
static gboolean
add_biases (const Lowering *self, BsCellStep *step, guint end, guint32 row)
{
  const BsCell *cell = self->cell;

  for (guint i = 0; i <= end; i++)
    if (self->drafts.sum[i] == end && cell->ops[i].kind == BS_OP_BIAS)
      {
        const BsParameter *bias = &self->model->parameters[cell->ops[i].parameter];
        gsize length = bs_op_length (&cell->ops[i]);

        if (step->init == NULL)
          step->init = g_try_new0 (float, (gsize) step->rows * step->columns);
        if (step->init == NULL)
          return FALSE;
        for (gsize k = 0; k < length; k++)
          step->init[row + k] += self->model->values[bias->offset + k];
      }

  return TRUE;
}

static gboolean
pack_product (const Lowering *self, const BsStepDraft *draft, BsCellStep *step)
{
  guint32 row = 0;

  step->n_parts = draft->n_leaves;
  step->parts = g_new0 (BsProductPart, step->n_parts);
  for (guint i = 0; i < step->n_parts; i++)
    {
      step->parts[i].place = self->places[draft->leaves[i]];
      step->parts[i].first_column = step->k;
      step->parts[i].k = self->cell->ops[draft->leaves[i]].rows;
      step->k += step->parts[i].k;
    }
  if (!bs_packed_matrix_init (&step->matrix, step->rows, step->k))
    return FALSE;
  for (guint k = 0; k < draft->n_sums; k++)
    {
      guint end = draft->sums[k];

      for (guint i = 0; i <= end; i++)
        if (self->drafts.sum[i] == end && self->cell->ops[i].kind == BS_OP_PRODUCT)
          {
            const BsOp *product = &self->cell->ops[i];
            guint32 column = 0;

            pack_weights (self, draft, step, row, &self->model->parameters[product->parameter],
                          product->a, &column);
          }
      if (!add_biases (self, step, end, row))
        return FALSE;
      row += self->cell->ops[end].rows;
    }
  self->self->flops += 2ull * step->rows * step->k;

  return TRUE;
}

/* Adds the parts of one product with a matrix. */
static void
add_matrix_parts (const Lowering *self, BsCellStep *step, const BsParameter *weights, guint op,
                  guint32 *column)
{
  const BsOp *own = &self->cell->ops[op];

  if (self->drafts.apart[op])
    {
      add_matrix_parts (self, step, weights, own->a, column);
      add_matrix_parts (self, step, weights, own->b, column);
      return;
    }
  step->parts = g_renew (BsProductPart, step->parts, step->n_parts + 1);
  step->parts[step->n_parts++] = (BsProductPart){
    .place = self->places[op],
    .k = own->rows,
    .weights = self->model->values + weights->offset + *column,
    .stride = weights->dims[1],
  };
  step->k += own->rows;
  *column += own->rows;
}

static gboolean
prepare_matrix (const Lowering *self, const BsStepDraft *draft, BsCellStep *step)
{
  guint end = draft->sums[0];

  for (guint i = 0; i <= end; i++)
    if (self->drafts.sum[i] == end && self->cell->ops[i].kind == BS_OP_PRODUCT)
      {
        const BsOp *product = &self->cell->ops[i];
        guint32 column = 0;

        add_matrix_parts (self, step, &self->model->parameters[product->parameter], product->a,
                          &column);
      }
  self->self->flops += 2ull * step->rows * step->k * step->columns;

  return add_biases (self, step, end, 0);
}

/* Whether @b begins where @a, of @rows numbers, ends. */
static gboolean
follows (const BsPlace *a, const BsPlace *b, guint32 rows)
{
  return a->home == b->home && a->number == b->number
         && (a->home == BS_HOME_PARAMETER ? b->constant == a->constant + rows
                                          : b->offset + b->within == a->offset + a->within + rows);
}

/* Whether @n_a numbers from @a on and @n_b from @b on are partly the same ones. */
static gboolean
overlap (const BsPlace *a, guint32 n_a, const BsPlace *b, guint32 n_b)
{
  guint32 first = a->offset + a->within, other = b->offset + b->within;

  return a->home == b->home && a->home != BS_HOME_PARAMETER && a->number == b->number
         && first < other + n_b && other < first + n_a;
}

/* Steps that do the same to neighbours are one, unless one reads what the other writes. */
static gboolean
merge (BsCellStep *last, const BsCellStep *step)
{
  if (last->kind != BS_STEP_VECTOR || step->kind != BS_STEP_VECTOR || last->op != step->op
      || last->stage != step->stage || last->ahead != step->ahead || last->factor != step->factor
      || !follows (&last->result, &step->result, last->rows))
    return FALSE;
  for (guint i = 0; i < bs_vector_n_operands (step->op); i++)
    if (!follows (&last->operands[i], &step->operands[i], last->rows)
        || overlap (&last->result, last->rows, &step->operands[i], step->rows)
        || overlap (&step->result, step->rows, &last->operands[i], last->rows))
      return FALSE;
  last->rows += step->rows;

  return TRUE;
}

static gboolean
finish_steps (Lowering *self)
{
  BsLoweredCell *lowered = self->self;

  lowered->steps = g_new0 (BsCellStep, MAX (self->drafts.drafts->len, 1));
  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = self->drafts.drafts->pdata[i];
      BsCellStep *step = &lowered->steps[lowered->n_steps];

      *step = draft->step;
      if (lowered->n_steps > 0 && merge (step - 1, step))
        continue;
      lowered->n_steps++;
      if (step->kind == BS_STEP_VECTOR)
        step->kernel = bs_vector_kernel_get (step->op);
      else if (step->kind == BS_STEP_APPLY)
        lowered->flops += 2ull * step->rows * step->k * step->columns;
      if ((step->kind == BS_STEP_PRODUCT && !pack_product (self, draft, step))
          || (step->kind == BS_STEP_MATRIX && !prepare_matrix (self, draft, step)))
        return FALSE;
    }

  return TRUE;
}

/* Whether the result of @op is gone when what comes later runs. */
static gboolean
is_lost (const Lowering *self, guint op)
{
  return self->drafts.early[op] && self->places[op].home == BS_HOME_WORK;
}

/* Finds room for what can be computed ahead: sums of which other parts come later. Nothing can where
 * such steps read other early values than these, which would have to be kept as well. */
static void
place_ahead (Lowering *self)
{
  BsLoweredCell *lowered = self->self;
  guint64 length = 0;

  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = self->drafts.drafts->pdata[i];

      if (draft->step.ahead)
        continue;
      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        if (draft->operands[k] != BS_DRAFT_NONE && is_lost (self, draft->operands[k]))
          return;
      for (guint k = draft->step.n_ahead_parts; k < draft->n_leaves; k++)
        if (is_lost (self, draft->leaves[k]))
          return;
    }
  for (guint i = 0; i < lowered->n_steps; i++)
    {
      BsCellStep *step = &lowered->steps[i];

      if (step->n_ahead_parts == 0)
        continue;
      step->ahead_offset = length;
      length += (step->rows + 15) & ~15u;
    }
  if (length > G_MAXUINT32)
    return;
  lowered->ahead_length = length;
  lowered->n_early_inputs = self->drafts.n_early_inputs;
}

static gboolean
fuse (BsLoweredCell *self, const BsModel *model, const BsCell *cell)
{
  Lowering lowering = { .self = self, .model = model, .cell = cell };
  gboolean ok;

  bs_fused_steps_init (&lowering.drafts, cell);
  ok = place_results (&lowering) && finish_steps (&lowering);
  if (ok)
    place_ahead (&lowering);
  self->n_kernels = self->n_steps;
  bs_fused_steps_clear (&lowering.drafts);

  return ok;
}

gboolean
bs_lowered_cell_init (BsLoweredCell *self, BsModel *model, const BsCell *cell, BsPlanner planner)
{
  *self = (BsLoweredCell){ .cell = cell };

  return planner == BS_PLANNER_FULL ? fuse (self, model, cell)
                                    : bs_lower_as_planned (self, model, cell, planner);
}

guint64
bs_lowered_cell_bytes (const BsLoweredCell *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->n_steps; i++)
    if (self->steps[i].kind == BS_STEP_PRODUCT)
      bytes += (guint64) ((self->steps[i].matrix.rows + 15) & ~15u) * self->steps[i].k
               * sizeof (float);

  return bytes;
}

void
bs_lowered_cell_clear (BsLoweredCell *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      bs_packed_matrix_clear (&self->steps[i].matrix);
      g_free (self->steps[i].parts);
      g_free (self->steps[i].init);
    }
  g_free (self->steps);
}
