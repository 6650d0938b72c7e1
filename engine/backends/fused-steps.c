/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the steps of a fused cell. */
#include "config.h"

#include "engine/backends/fused-steps.h"

#include <string.h>

#include "engine/op-info.h"

/* Of a matrix, read part by part. */
#define MOST_PARTS 16

int
bs_cell_output_of (const BsCell *cell, guint op)
{
  for (guint output = 0; output < cell->n_outputs; output++)
    if (cell->outputs[output] == op)
      return output;

  return -1;
}

static void
count_users (BsFusedSteps *self)
{
  const BsCell *cell = self->cell;

  for (guint op = 0; op < cell->n_ops; op++)
    {
      self->n_users[op] = bs_cell_output_of (cell, op) >= 0;
      for (guint i = op + 1; i < cell->n_ops; i++)
        self->n_users[op] += bs_op_reads (&cell->ops[i], op);
    }
}

/* A sum of products, as W x + U h + b, is one product, [W U] [x; h], that begins with b. */
static void
find_sums (BsFusedSteps *self)
{
  const BsOp *ops = self->cell->ops;

  for (guint i = 0; i < self->cell->n_ops; i++)
    {
      const BsOp *op = &ops[i];

      self->sum[i] = BS_DRAFT_NONE;
      if (op->kind == BS_OP_PRODUCT
          || (op->kind == BS_OP_BIAS && self->sum[op->a] != BS_DRAFT_NONE
              && self->n_users[op->a] == 1)
          || (op->kind == BS_OP_ADD && op->a != op->b && self->sum[op->a] != BS_DRAFT_NONE
              && self->sum[op->b] != BS_DRAFT_NONE && self->n_users[op->a] == 1
              && self->n_users[op->b] == 1))
        self->sum[i] = i;
    }
  for (guint i = self->cell->n_ops; i-- > 0;)
    if (self->sum[i] != BS_DRAFT_NONE && ops[i].kind != BS_OP_PRODUCT)
      {
        self->sum[ops[i].a] = self->sum[i];
        if (ops[i].kind == BS_OP_ADD)
          self->sum[ops[i].b] = self->sum[i];
      }
}

static void
find_stages (BsFusedSteps *self)
{
  for (guint i = 0; i < self->cell->n_ops; i++)
    {
      const BsOp *op = &self->cell->ops[i];
      const BsOpInfo *info = bs_op_info (op->kind);

      if (info->n_operands > 0)
        self->stage[i] = self->stage[op->a];
      if (info->n_operands > 1)
        self->stage[i] = MAX (self->stage[i], self->stage[op->b]);
      if (op->kind == BS_OP_PRODUCT)
        self->n_stages = MAX (self->n_stages, ++self->stage[i]);
    }
}

/* Look-ups are known before any node has run. So may be the operands that every call has, where others
 * can be left out: these are the state of a chain, which has to begin somewhere. */
static void
find_early (BsFusedSteps *self)
{
  if (self->cell->n_inputs > self->cell->n_required)
    self->n_early_inputs = self->cell->n_required;
  for (guint i = 0; i < self->cell->n_ops; i++)
    {
      const BsOp *op = &self->cell->ops[i];
      guint n = bs_op_info (op->kind)->n_operands;

      self->early[i] = op->kind == BS_OP_LOOKUP
                       || (op->kind == BS_OP_INPUT && op->a < self->n_early_inputs)
                       || (n > 0 && self->early[op->a] && (n < 2 || self->early[op->b]));
    }
}

static BsStepDraft *
add_draft (BsFusedSteps *self, BsStepKind kind, guint result)
{
  const BsOp *op = &self->cell->ops[result];
  BsStepDraft *draft = g_new0 (BsStepDraft, 1);

  draft->step.kind = kind;
  draft->step.stage = self->stage[result];
  draft->step.ahead = self->early[result];
  draft->step.rows = op->rows;
  draft->step.columns = op->columns;
  draft->step.factor = op->factor;
  draft->result = result;
  for (guint i = 0; i < BS_VECTOR_MAX_OPERANDS; i++)
    draft->operands[i] = draft->parameters[i] = BS_DRAFT_NONE;
  g_ptr_array_add (self->drafts, draft);

  return draft;
}

/* A step that computes @result, or the part of it from @offset, number by number. */
static BsStepDraft *
add_vector (BsFusedSteps *self, BsVectorOp op, guint result, guint a, guint b, guint c)
{
  BsStepDraft *draft = add_draft (self, BS_STEP_VECTOR, result);

  draft->step.op = op;
  draft->step.rows = bs_op_length (&self->cell->ops[result]);
  draft->step.columns = 1;
  draft->operands[0] = a;
  draft->operands[1] = b;
  draft->operands[2] = c;

  return draft;
}

/* Whether only one other operation reads @op, which is no sum of products, so that it can compute
 * it by the way. */
static gboolean
can_absorb (const BsFusedSteps *self, guint op, BsOpKind kind)
{
  return self->cell->ops[op].kind == kind && self->n_users[op] == 1
         && self->sum[op] == BS_DRAFT_NONE && !self->absorbed[op];
}

/* a * b + (1 - a) * c, whatever the order of factors and terms. */
static gboolean
draft_blend (BsFusedSteps *self, guint result)
{
  const BsOp *ops = self->cell->ops, *add = &ops[result];

  if (add->a == add->b || !can_absorb (self, add->a, BS_OP_MULTIPLY)
      || !can_absorb (self, add->b, BS_OP_MULTIPLY))
    return FALSE;

  for (guint swap = 0; swap < 8; swap++)
    {
      guint keep = swap & 1 ? add->b : add->a, rest = swap & 1 ? add->a : add->b;
      guint a = swap & 2 ? ops[keep].b : ops[keep].a, b = swap & 2 ? ops[keep].a : ops[keep].b;
      guint minus = swap & 4 ? ops[rest].b : ops[rest].a, c = swap & 4 ? ops[rest].a : ops[rest].b;

      if (!can_absorb (self, minus, BS_OP_ONE_MINUS) || ops[minus].a != a || c == minus)
        continue;
      self->absorbed[keep] = self->absorbed[rest] = self->absorbed[minus] = TRUE;
      add_vector (self, BS_VECTOR_BLEND, result, a, b, c);
      return TRUE;
    }

  return FALSE;
}

static void
draft_add (BsFusedSteps *self, guint result)
{
  const BsOp *ops = self->cell->ops, *add = &ops[result];

  if (draft_blend (self, result))
    return;
  if (add->a != add->b && can_absorb (self, add->a, BS_OP_MULTIPLY)
      && can_absorb (self, add->b, BS_OP_MULTIPLY))
    {
      BsStepDraft *draft;

      self->absorbed[add->a] = self->absorbed[add->b] = TRUE;
      draft = add_vector (self, BS_VECTOR_TWO_PRODUCTS, result, ops[add->a].a, ops[add->a].b,
                          ops[add->b].a);
      draft->operands[3] = ops[add->b].b;
      return;
    }
  for (guint swap = 0; swap < 2; swap++)
    {
      guint product = swap ? add->a : add->b, other = swap ? add->b : add->a;

      if (product == other || !can_absorb (self, product, BS_OP_MULTIPLY))
        continue;
      self->absorbed[product] = TRUE;
      add_vector (self, BS_VECTOR_MULTIPLY_ADD, result, ops[product].a, ops[product].b, other);
      return;
    }
  add_vector (self, BS_VECTOR_ADD, result, add->a, add->b, BS_DRAFT_NONE);
}

static void
draft_multiply (BsFusedSteps *self, guint result)
{
  const BsOp *ops = self->cell->ops, *multiply = &ops[result];

  for (guint swap = 0; swap < 2; swap++)
    {
      guint tanh = swap ? multiply->a : multiply->b, other = swap ? multiply->b : multiply->a;

      if (tanh == other || !can_absorb (self, tanh, BS_OP_TANH))
        continue;
      self->absorbed[tanh] = TRUE;
      add_vector (self, BS_VECTOR_MULTIPLY_TANH, result, other, ops[tanh].a, BS_DRAFT_NONE);
      return;
    }
  add_vector (self, BS_VECTOR_MULTIPLY, result, multiply->a, multiply->b, BS_DRAFT_NONE);
}

/* A sigmoid or tanh, of a sum where it is one. */
static void
draft_activation (BsFusedSteps *self, guint result, BsVectorOp plain, BsVectorOp of_sum)
{
  const BsOp *ops = self->cell->ops;
  guint a = ops[result].a;
  BsStepDraft *draft;

  if (can_absorb (self, a, BS_OP_ADD))
    add_vector (self, of_sum, result, ops[a].a, ops[a].b, BS_DRAFT_NONE);
  else if (can_absorb (self, a, BS_OP_BIAS))
    {
      draft = add_vector (self, of_sum, result, ops[a].a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      draft->parameters[1] = ops[a].parameter;
    }
  else
    {
      add_vector (self, plain, result, a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      return;
    }
  self->absorbed[a] = TRUE;
}

/* Products read what a concatenation is made of, unless something else needs it in one piece, or a
 * matrix has so many parts that copying them costs less. */
static void
take_apart (BsFusedSteps *self)
{
  const BsCell *cell = self->cell;
  guint n_parts[BS_MAX_OPS];

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      n_parts[i] = 1;
      if (op->kind != BS_OP_CONCAT)
        continue;
      self->apart[i] = op->columns == 1 || n_parts[op->a] + n_parts[op->b] <= MOST_PARTS;
      if (self->apart[i])
        n_parts[i] = MIN (n_parts[op->a] + n_parts[op->b], MOST_PARTS + 1);
    }
  for (guint i = cell->n_ops; i-- > 0;)
    {
      if (bs_cell_output_of (cell, i) >= 0)
        self->apart[i] = FALSE;
      for (guint k = i + 1; self->apart[i] && k < cell->n_ops; k++)
        if (bs_op_reads (&cell->ops[k], i) && cell->ops[k].kind != BS_OP_PRODUCT
            && !(cell->ops[k].kind == BS_OP_CONCAT && self->apart[k]))
          self->apart[i] = FALSE;
    }
}

/* Adds what @op is made of to @leaves. */
static void
add_leaves (const BsFusedSteps *self, guint op, guint16 *leaves, guint *n_leaves)
{
  const BsOp *own = &self->cell->ops[op];

  if (self->apart[op])
    {
      add_leaves (self, own->a, leaves, n_leaves);
      add_leaves (self, own->b, leaves, n_leaves);
      return;
    }
  for (guint i = 0; i < *n_leaves; i++)
    if (leaves[i] == op)
      return;
  leaves[(*n_leaves)++] = op;
}

/* Moves what is early to the front: numbers are added up in this order, ahead or not. Returns how many
 * they are. */
static guint
sort_leaves (const BsFusedSteps *self, guint16 *leaves, guint n_leaves)
{
  guint16 late[BS_MAX_OPS];
  guint n_early = 0, n_late = 0;

  for (guint i = 0; i < n_leaves; i++)
    if (self->early[leaves[i]])
      leaves[n_early++] = leaves[i];
    else
      late[n_late++] = leaves[i];
  memcpy (leaves + n_early, late, n_late * sizeof *late);

  return n_early;
}

/* Copies the values that @op is made of, one behind the other. */
static void
draft_concat (BsFusedSteps *self, guint result, guint op, guint32 *offset)
{
  const BsOp *own = &self->cell->ops[op];
  BsStepDraft *draft;

  if (op == result || self->apart[op])
    {
      draft_concat (self, result, own->a, offset);
      draft_concat (self, result, own->b, offset);
      return;
    }
  draft = add_vector (self, BS_VECTOR_COPY, result, op, BS_DRAFT_NONE, BS_DRAFT_NONE);
  draft->step.rows = bs_op_length (own);
  draft->offset = *offset;
  *offset += draft->step.rows;
}

static void
draft_op (BsFusedSteps *self, guint index)
{
  const BsOp *op = &self->cell->ops[index];
  guint32 offset = 0;
  BsStepDraft *draft;

  switch (op->kind)
    {
    case BS_OP_CONCAT:
      if (!self->apart[index])
        draft_concat (self, index, index, &offset);
      break;
    case BS_OP_APPLY:
      draft = add_draft (self, BS_STEP_APPLY, index);
      draft->operands[0] = op->a;
      draft->operands[1] = op->b;
      draft->step.k = self->cell->ops[op->a].columns;
      break;
    case BS_OP_BIAS:
      draft = add_vector (self, BS_VECTOR_ADD, index, op->a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      draft->parameters[1] = op->parameter;
      break;
    case BS_OP_ADD:
      draft_add (self, index);
      break;
    case BS_OP_SUBTRACT:
      add_vector (self, BS_VECTOR_SUBTRACT, index, op->a, op->b, BS_DRAFT_NONE);
      break;
    case BS_OP_MULTIPLY:
      draft_multiply (self, index);
      break;
    case BS_OP_SIGMOID:
      draft_activation (self, index, BS_VECTOR_SIGMOID, BS_VECTOR_ADD_SIGMOID);
      break;
    case BS_OP_TANH:
      draft_activation (self, index, BS_VECTOR_TANH, BS_VECTOR_ADD_TANH);
      break;
    case BS_OP_RELU:
      add_vector (self, BS_VECTOR_RELU, index, op->a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      break;
    case BS_OP_ONE_MINUS:
      add_vector (self, BS_VECTOR_ONE_MINUS, index, op->a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      break;
    case BS_OP_SCALE:
      add_vector (self, BS_VECTOR_SCALE, index, op->a, BS_DRAFT_NONE, BS_DRAFT_NONE);
      break;
    case BS_OP_LOSS:
      draft = add_draft (self, BS_STEP_LOSS, index);
      draft->operands[0] = op->a;
      draft->step.rows = bs_op_length (&self->cell->ops[op->a]);
      break;
    case BS_OP_SUM:
    case BS_OP_MEAN:
      draft = add_draft (self, BS_STEP_REDUCE, index);
      draft->step.rows = bs_op_length (op);
      draft->step.mean = op->kind == BS_OP_MEAN;
      break;
    case BS_OP_INPUT:
    case BS_OP_LOOKUP:
    case BS_OP_PRODUCT:
    case BS_N_OP_KINDS:
      break;
    }
}

/* What the only reader of a sum is, so that sums that go on alike can lie side by side. */
static BsOpKind
reader_of (const BsFusedSteps *self, guint op)
{
  for (guint i = op + 1; i < self->cell->n_ops; i++)
    if (bs_op_reads (&self->cell->ops[i], op))
      return self->cell->ops[i].kind;

  return BS_N_OP_KINDS;
}

/* Stacks the sum that ends in @end on another of the same stage that multiplies the same. */
static void
draft_sum (BsFusedSteps *self, guint end, guint first_draft)
{
  const BsOp *own = &self->cell->ops[end];
  gboolean alone = own->columns > 1 || bs_cell_output_of (self->cell, end) >= 0;
  guint16 leaves[BS_MAX_OPS];
  guint n_leaves = 0, n_early, at;
  BsStepDraft *draft = NULL;

  for (guint i = 0; i <= end; i++)
    if (self->sum[i] == end && self->cell->ops[i].kind == BS_OP_PRODUCT)
      add_leaves (self, self->cell->ops[i].a, leaves, &n_leaves);
  n_early = sort_leaves (self, leaves, n_leaves);

  for (guint i = first_draft; !alone && draft == NULL && i < self->drafts->len; i++)
    {
      BsStepDraft *other = self->drafts->pdata[i];

      if (other->n_leaves == n_leaves && bs_cell_output_of (self->cell, other->sums[0]) < 0
          && memcmp (other->leaves, leaves, n_leaves * sizeof *leaves) == 0
          && other->step.kind == BS_STEP_PRODUCT)
        draft = other;
    }
  if (draft == NULL)
    {
      draft = add_draft (self, own->columns > 1 ? BS_STEP_MATRIX : BS_STEP_PRODUCT, end);
      draft->step.stage--;
      draft->step.rows = 0;
      draft->step.n_ahead_parts = draft->step.ahead || own->columns > 1 ? 0 : n_early;
      draft->n_leaves = n_leaves;
      memcpy (draft->leaves, leaves, n_leaves * sizeof *leaves);
    }

  for (at = draft->n_sums; at > 0; at--)
    {
      if (reader_of (self, draft->sums[at - 1]) == reader_of (self, end))
        break;
    }
  if (at == 0)
    at = draft->n_sums;
  memmove (draft->sums + at + 1, draft->sums + at, (draft->n_sums - at) * sizeof *draft->sums);
  draft->sums[at] = end;
  draft->n_sums++;
  draft->step.rows += own->rows;
}

static void
draft_steps (BsFusedSteps *self)
{
  const BsCell *cell = self->cell;

  /* From the end, so that what reads takes in what it reads; in order afterwards. */
  for (guint i = cell->n_ops; i-- > 0;)
    if (self->sum[i] == BS_DRAFT_NONE && !self->absorbed[i])
      {
        guint before = self->drafts->len;

        draft_op (self, i);
        /* A concatenation is several steps, in order. */
        for (guint a = before, b = self->drafts->len; a + 1 < b; a++)
          {
            gpointer swap = self->drafts->pdata[a];

            self->drafts->pdata[a] = self->drafts->pdata[--b];
            self->drafts->pdata[b] = swap;
          }
      }
  for (guint a = 0, b = self->drafts->len; a + 1 < b; a++)
    {
      gpointer swap = self->drafts->pdata[a];

      self->drafts->pdata[a] = self->drafts->pdata[--b];
      self->drafts->pdata[b] = swap;
    }
}

/* Products go behind the other steps of their stage. */
static void
draft_products (BsFusedSteps *self)
{
  g_autoptr (GPtrArray) vectors = g_steal_pointer (&self->drafts);

  self->drafts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_free_func (vectors, NULL);
  for (guint stage = 0; stage <= self->n_stages; stage++)
    {
      guint first;

      for (guint i = 0; i < vectors->len; i++)
        if (((BsStepDraft *) vectors->pdata[i])->step.stage == stage)
          g_ptr_array_add (self->drafts, vectors->pdata[i]);
      first = self->drafts->len;
      for (guint end = 0; end < self->cell->n_ops; end++)
        if (self->sum[end] == end && self->stage[end] == stage + 1)
          draft_sum (self, end, first);
    }
}

/* Outputs that are not where they belong are copied there at the end. */
static void
draft_copies (BsFusedSteps *self)
{
  const BsCell *cell = self->cell;

  for (guint output = 0; output < cell->n_outputs; output++)
    {
      guint op = cell->outputs[output];
      BsStepDraft *draft;

      if (cell->ops[op].kind == BS_OP_LOOKUP
          || (cell->ops[op].kind != BS_OP_INPUT && bs_cell_output_of (cell, op) == (int) output))
        continue;
      draft = add_vector (self, BS_VECTOR_COPY, op, op, BS_DRAFT_NONE, BS_DRAFT_NONE);
      draft->step.stage = self->n_stages;
      draft->step.result = (BsPlace){ BS_HOME_OUTPUT, .number = output };
    }
}

void
bs_fused_steps_init (BsFusedSteps *self, const BsCell *cell)
{
  *self = (BsFusedSteps){ .cell = cell, .drafts = g_ptr_array_new_with_free_func (g_free) };
  count_users (self);
  find_sums (self);
  find_stages (self);
  find_early (self);
  take_apart (self);
  draft_steps (self);
  draft_products (self);
  draft_copies (self);
}

void
bs_fused_steps_clear (BsFusedSteps *self)
{
  g_ptr_array_unref (self->drafts);
}
