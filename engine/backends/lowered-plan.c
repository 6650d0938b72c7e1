/* SPDX-License-Identifier: Apache-2.0 */
/* Lowers a cell literally as its plan says: a batch of the plan is the copies that bring its operands
 * together, a step for each of its operations, and the copies that bring its results apart. */
#include "config.h"

#include "engine/backends/lowered-plan.h"

#include "engine/op-info.h"
#include "engine/planning/cell-plan.h"

typedef struct
{
  BsLoweredCell *self;
  const BsModel *model;
  const BsCellPlan *plan;
  GArray *steps;   /* BsCellStep */
  guint64 layout;  /* numbers a call */
  guint64 scratch; /* of the batch at hand, behind the layout */
  guint64 room;    /* for both */
  guint batch;     /* at hand */
  guint source[BS_MAX_OPS];
  int output[BS_MAX_OPS];
} Lowering;

static const float *
parameter_values (const Lowering *self, guint parameter)
{
  return self->model->values + self->model->parameters[parameter].offset;
}

static BsPlace
place_of (const Lowering *self, guint variable)
{
  const BsPlanVariable *own = &self->plan->variables[variable];

  if (own->kind == BS_VARIABLE_PARAMETER)
    return (BsPlace){
      BS_HOME_PARAMETER,
      .constant = parameter_values (self, own->parameter),
    };
  if (own->kind == BS_VARIABLE_INPUT)
    return (BsPlace){ BS_HOME_SOURCE, .number = self->source[own->op] };
  if (own->offset < 0)
    return (BsPlace){ BS_HOME_OUTPUT, .number = self->output[own->op] };

  return (BsPlace){ BS_HOME_LAYOUT, .offset = own->offset, .length = own->length };
}

/* Room behind the layout, for the batch at hand. */
static BsPlace
allocate_scratch (Lowering *self, guint32 length)
{
  BsPlace place = { BS_HOME_LAYOUT, .offset = self->layout + self->scratch, .length = length };

  self->scratch += length;
  self->room = MAX (self->room, self->layout + self->scratch);

  return place;
}

static BsCellStep *
add_step (Lowering *self, BsStepKind kind, guint op, guint32 rows, const BsPlace *result)
{
  const BsOp *own = &self->plan->cell->ops[op];
  BsCellStep step = {
    .kind = kind,
    .rows = rows,
    .columns = 1,
    .factor = own->factor,
    .result = *result,
    .batch = self->batch,
  };

  g_array_append_val (self->steps, step);

  return &g_array_index (self->steps, BsCellStep, self->steps->len - 1);
}

static void
add_copy (Lowering *self, BsStepKind kind, guint op, guint32 rows, const BsPlace *from,
          const BsPlace *to)
{
  BsCellStep *step = add_step (self, kind, op, rows, to);

  step->op = BS_VECTOR_COPY;
  step->operands[0] = *from;
}

static gboolean
add_product (Lowering *self, guint op, const BsPlace *operand, const BsPlace *result)
{
  const BsOp *own = &self->plan->cell->ops[op];
  const BsParameter *weights = &self->model->parameters[own->parameter];
  const float *values = parameter_values (self, own->parameter);
  BsCellStep *step = add_step (self, own->columns > 1 ? BS_STEP_MATRIX : BS_STEP_PRODUCT, op,
                               own->rows, result);

  step->columns = own->columns;
  step->k = weights->dims[1];
  step->n_parts = 1;
  step->parts = g_new0 (BsProductPart, 1);
  step->parts[0] = (BsProductPart){
    .place = *operand,
    .k = step->k,
    .weights = values,
    .stride = step->k,
  };
  self->self->flops += 2ull * step->rows * step->k * step->columns;
  if (step->kind == BS_STEP_MATRIX)
    return TRUE;
  if (!bs_packed_matrix_init (&step->matrix, step->rows, step->k))
    return FALSE;
  bs_packed_matrix_add (&step->matrix, 0, 0, values, step->k, step->rows, step->k);

  return TRUE;
}

static BsVectorOp
vector_op (BsOpKind kind)
{
  switch (kind)
    {
    case BS_OP_BIAS:
    case BS_OP_ADD:
      return BS_VECTOR_ADD;
    case BS_OP_SUBTRACT:
      return BS_VECTOR_SUBTRACT;
    case BS_OP_MULTIPLY:
      return BS_VECTOR_MULTIPLY;
    case BS_OP_SIGMOID:
      return BS_VECTOR_SIGMOID;
    case BS_OP_TANH:
      return BS_VECTOR_TANH;
    case BS_OP_RELU:
      return BS_VECTOR_RELU;
    case BS_OP_ONE_MINUS:
      return BS_VECTOR_ONE_MINUS;
    case BS_OP_SCALE:
      return BS_VECTOR_SCALE;
    default:
      return BS_VECTOR_COPY;
    }
}

/* The kernel of one operation. */
static gboolean
add_kernel (Lowering *self, guint op, const BsPlace *operands, guint n_operands,
            const BsPlace *result)
{
  const BsOp *ops = self->plan->cell->ops, *own = &ops[op];
  guint32 length = bs_op_length (own);
  BsPlace source = { BS_HOME_SOURCE, .number = self->source[op] }, lower = *result;
  BsCellStep *step;

  switch (bs_op_info (own->kind)->class_)
    {
    case BS_OP_CLASS_SOURCE:
      add_copy (self, BS_STEP_VECTOR, op, length, &source, result);
      return TRUE;
    case BS_OP_CLASS_CONCAT:
      lower.within += bs_op_length (&ops[own->a]);
      add_copy (self, BS_STEP_VECTOR, op, bs_op_length (&ops[own->a]), &operands[0], result);
      add_copy (self, BS_STEP_VECTOR, op, bs_op_length (&ops[own->b]), &operands[1], &lower);
      return TRUE;
    case BS_OP_CLASS_PRODUCT:
      return add_product (self, op, &operands[0], result);
    case BS_OP_CLASS_APPLY:
      step = add_step (self, BS_STEP_APPLY, op, own->rows, result);
      step->columns = own->columns;
      step->k = ops[own->a].columns;
      self->self->flops += 2ull * step->rows * step->k * step->columns;
      break;
    case BS_OP_CLASS_LOSS:
      step = add_step (self, BS_STEP_LOSS, op, bs_op_length (&ops[own->a]), result);
      break;
    case BS_OP_CLASS_REDUCE:
      step = add_step (self, BS_STEP_REDUCE, op, length, result);
      step->mean = own->kind == BS_OP_MEAN;
      step->operands[0] = allocate_scratch (self, length);
      return TRUE;
    default:
      step = add_step (self, BS_STEP_VECTOR, op, length, result);
      step->op = vector_op (own->kind);
      break;
    }
  for (guint k = 0; k < n_operands; k++)
    step->operands[k] = operands[k];

  return TRUE;
}

/* Copies an operand or a result of all operations of a batch from or to the scratch, where they stand
 * one after the other; @places: (out): of the copies. */
static void
place_scratch (Lowering *self, const BsPlanBatch *batch, const BsPlanTuple *tuple, BsPlace *places)
{
  for (guint i = 0; i < batch->n; i++)
    places[i] = allocate_scratch (
        self, self->plan->variables[self->plan->members[tuple->first_member + i]].length);
}

static void
copy_tuple (Lowering *self, BsStepKind kind, const BsPlanBatch *batch, const BsPlanTuple *tuple,
            const BsPlace *scratch)
{
  for (guint i = 0; i < batch->n; i++)
    {
      guint variable = self->plan->members[tuple->first_member + i];
      BsPlace place = place_of (self, variable);

      add_copy (self, kind, self->plan->ops[batch->first_op + i],
                self->plan->variables[variable].length,
                kind == BS_STEP_GATHER ? &place : &scratch[i],
                kind == BS_STEP_GATHER ? &scratch[i] : &place);
      g_array_index (self->steps, BsCellStep, self->steps->len - 1).first = i == 0;
    }
}

static gboolean
lower_batch (Lowering *self, const BsPlanBatch *batch)
{
  BsPlace operands[BS_PLAN_MAX_OPERANDS][BS_MAX_OPS], results[BS_MAX_OPS];
  gboolean scattered = batch->result.access == BS_ACCESS_SCATTER;

  self->scratch = 0;
  self->batch++;
  for (guint k = 0; k < batch->n_operands; k++)
    if (batch->operands[k].access == BS_ACCESS_GATHER)
      {
        place_scratch (self, batch, &batch->operands[k], operands[k]);
        copy_tuple (self, BS_STEP_GATHER, batch, &batch->operands[k], operands[k]);
      }
    else
      for (guint i = 0; i < batch->n; i++)
        operands[k][i] = place_of (self, self->plan->members[batch->operands[k].first_member + i]);
  if (scattered)
    place_scratch (self, batch, &batch->result, results);
  for (guint i = 0; i < batch->n; i++)
    {
      BsPlace own[BS_PLAN_MAX_OPERANDS];

      for (guint k = 0; k < batch->n_operands; k++)
        own[k] = operands[k][i];
      if (!scattered)
        results[i] = place_of (self, self->plan->members[batch->result.first_member + i]);
      if (!add_kernel (self, self->plan->ops[batch->first_op + i], own, batch->n_operands,
                       &results[i]))
        return FALSE;
    }
  if (scattered)
    copy_tuple (self, BS_STEP_SCATTER, batch, &batch->result, results);

  return TRUE;
}

/* Finds the sources. The operands of all calls are brought together first. */
static void
add_sources (Lowering *self)
{
  const BsCell *cell = self->plan->cell;
  guint64 length = self->plan->peak_bytes / sizeof (float);

  for (guint op = 0; op < cell->n_ops; op++)
    {
      self->output[op] = 0;
      for (guint output = cell->n_outputs; output-- > 0;)
        if (cell->outputs[output] == op)
          self->output[op] = output;
      if (bs_op_info (cell->ops[op].kind)->class_ != BS_OP_CLASS_SOURCE)
        continue;
      self->source[op] = self->self->n_sources;
      self->self->sources[self->self->n_sources++] = op;
      if (cell->ops[op].kind == BS_OP_INPUT)
        {
          BsPlace from = { BS_HOME_SOURCE, .number = self->source[op] };
          BsPlace to = { BS_HOME_LAYOUT, .offset = length };
          BsCellStep *step;

          self->batch++;
          to.length = bs_op_length (&cell->ops[op]);
          length += to.length;
          add_copy (self, BS_STEP_GATHER, op, to.length, &from, &to);
          step = &g_array_index (self->steps, BsCellStep, self->steps->len - 1);
          step->first = step->redirects = TRUE;
        }
    }
  self->layout = self->room = length;
}

/* An operation can be several outputs, and an operand can be one. */
static void
copy_outputs (Lowering *self)
{
  const BsCell *cell = self->plan->cell;

  for (guint output = 0; output < cell->n_outputs; output++)
    {
      guint op = cell->outputs[output];
      BsPlace from = place_of (self, op);
      BsPlace to = { BS_HOME_OUTPUT, .number = output };

      self->batch++;
      if (from.home != BS_HOME_OUTPUT || from.number != output)
        add_copy (self, BS_STEP_VECTOR, op, bs_op_length (&cell->ops[op]), &from, &to);
    }
}

static void
find_kernels (BsLoweredCell *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    if (self->steps[i].kind == BS_STEP_VECTOR)
      self->steps[i].kernel = bs_vector_kernel_get (self->steps[i].op);
}

gboolean
bs_lower_as_planned (BsLoweredCell *self, BsModel *model, const BsCell *cell, BsPlanner planner)
{
  g_autoptr (BsCellPlan) plan = bs_cell_plan_new (model, cell, planner, FALSE);
  Lowering lowering = {
    .self = self,
    .model = model,
    .plan = plan,
    .steps = g_array_new (FALSE, TRUE, sizeof (BsCellStep)),
  };
  gboolean ok = TRUE;

  add_sources (&lowering);
  for (guint i = 0; ok && i < plan->n_batches; i++)
    ok = lower_batch (&lowering, &plan->batches[i]);
  copy_outputs (&lowering);
  ok = ok && lowering.room <= G_MAXUINT32;
  self->work_length = lowering.room;
  self->whole = TRUE;
  self->n_kernels = plan->n_batches;
  self->n_steps = lowering.steps->len;
  self->steps = (BsCellStep *) g_array_free (lowering.steps, FALSE);
  find_kernels (self);

  return ok;
}
