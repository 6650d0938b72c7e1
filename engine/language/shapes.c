/* SPDX-License-Identifier: Apache-2.0 */
/* Gives shapes to a model file: of parameters, of every operation, and of what calls pass. */
#include "config.h"

#include <inttypes.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/language/program.h"
#include "engine/model-builder.h"

/* Larger ones are mistakes. */
#define MAX_VALUES (G_GUINT64_CONSTANT (1) << 31)
#define MAX_SIZE (1u << 20)

/* A shape; a vector has one column. */
typedef struct
{
  guint32 rows, columns;
} Shape;

typedef struct
{
  Shape operands[BS_MAX_CELL_INPUTS];
  Shape outputs[BS_MAX_CELL_OUTPUTS];
} Signature;

typedef struct
{
  const BsProgram *program;
  const BsCorpus *corpus;
  guint size;
  BsModelBuilder *builder;
  GArray *dims;          /* guint32[3] of each parameter, 1 behind the last */
  Signature *signatures; /* of each cell */
  Shape *variables;      /* no rows: not known yet */
  GError **error;
} Shaper;

static gboolean fail (Shaper *self, BsWhere where, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Shaper *self, BsWhere where, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, BS_ERROR, BS_ERROR_RANGE, "%s:%u:%u: %s", self->program->file,
               where.line, where.column, message);

  return FALSE;
}

static char *
describe (Shape shape)
{
  return shape.columns == 1 ? g_strdup_printf ("[%u]", shape.rows)
                            : g_strdup_printf ("[%u, %u]", shape.rows, shape.columns);
}

static gboolean
fail_shapes (Shaper *self, BsWhere where, const char *what, Shape a, Shape b)
{
  g_autofree char *left = describe (a), *right = describe (b);

  return fail (self, where, _ ("%s: %s and %s do not fit"), what, left, right);
}

static gboolean
fail_length (Shaper *self, BsWhere where)
{
  return fail (self, where, _ ("more than %" PRIu64 " numbers: take a smaller size"), MAX_VALUES);
}

static gboolean
same (Shape a, Shape b)
{
  return a.rows == b.rows && a.columns == b.columns;
}

static gboolean
measure_dimension (Shaper *self, const BsDimension *dimension, BsWhere where, guint32 *result)
{
  guint64 value = 1;

  if (dimension->base == BS_BASE_SIZE)
    value = self->size;
  else if (dimension->base >= 0)
    {
      value = MAX (1, self->program->least[dimension->base]);
      if (self->corpus != NULL)
        value = MAX (value, self->corpus->vocabularies[dimension->base].n);
    }
  value *= dimension->factor;
  if (value % dimension->divisor != 0)
    return fail (self, where, _ ("%" PRIu64 " / %u is no whole number: take another size"), value,
                 dimension->divisor);
  value /= dimension->divisor;
  if (value == 0 || value > MAX_VALUES)
    return fail (self, where, _ ("a dimension of %" PRIu64 " is not possible"), value);
  *result = value;

  return TRUE;
}

static gboolean
measure (Shaper *self, const BsExtent *extent, BsWhere where, guint32 dims[3], guint64 *n)
{
  *n = 1;
  for (guint i = 0; i < 3; i++)
    {
      dims[i] = 1;
      if (i < extent->n_dims && !measure_dimension (self, &extent->dims[i], where, &dims[i]))
        return FALSE;
      *n *= dims[i];
      if (*n > MAX_VALUES)
        return fail_length (self, where);
    }

  return TRUE;
}

static gboolean
add_parameters (Shaper *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->program->parameters->len; i++)
    {
      const BsParameterForm *form = bs_program_parameter (self->program, i);
      guint32 dims[3];
      guint64 n;

      if (!measure (self, &form->extent, form->where, dims, &n))
        return FALSE;
      total += n;
      if (total > MAX_VALUES)
        return fail (
            self, form->where,
            _ ("parameters up to %s are more than %" PRIu64 " numbers: take a smaller size"),
            form->name, MAX_VALUES);
      bs_model_builder_parameter (self->builder, form->name, dims, form->extent.n_dims);
      g_array_append_vals (self->dims, dims, 3);
    }

  return TRUE;
}

static const guint32 *
dims_of (Shaper *self, guint parameter)
{
  return &g_array_index (self->dims, guint32, 3 * parameter);
}

static guint
n_dims_of (Shaper *self, guint parameter)
{
  return bs_program_parameter (self->program, parameter)->extent.n_dims;
}

static gboolean
measure_operand (Shaper *self, const BsOperandForm *operand, Shape *shape)
{
  guint32 dims[3] = { self->size, 1, 1 };
  guint64 n;
  Shape given;

  if (operand->extent.n_dims > 0 && !measure (self, &operand->extent, operand->where, dims, &n))
    return FALSE;
  *shape = (Shape){ dims[0], dims[1] };
  if (operand->parameter == BS_NO_PARAMETER)
    return TRUE;

  if (n_dims_of (self, operand->parameter) > 2)
    return fail (self, operand->where, _ ("what stands in for %s has three dimensions"),
                 operand->name);
  given = (Shape){ dims_of (self, operand->parameter)[0], dims_of (self, operand->parameter)[1] };
  if (operand->extent.n_dims == 0)
    *shape = given;

  return same (*shape, given)
         || fail_shapes (self, operand->where, _ ("an operand and what stands in for it"), *shape,
                         given);
}

/* The shape of what an operation gives, where its operands fit. */
static gboolean
shape_op (Shaper *self, const BsOpForm *op, const Shape *shapes, const Shape *operands,
          Shape *shape)
{
  const guint32 *dims = op->parameter != BS_NO_PARAMETER ? dims_of (self, op->parameter) : NULL;
  const char *name = dims != NULL ? bs_program_parameter (self->program, op->parameter)->name : "";
  Shape a = shapes[op->a], b = shapes[op->b];
  guint64 length;

  switch (op->kind)
    {
    case BS_OP_INPUT:
      *shape = operands[op->a];
      break;
    case BS_OP_LOOKUP:
      *shape = (Shape){ dims[1], dims[2] };
      break;
    case BS_OP_CONCAT:
      if (a.columns != b.columns)
        return fail_shapes (self, op->where, _ ("one above the other"), a, b);
      if ((guint64) a.rows + b.rows > MAX_VALUES)
        return fail_length (self, op->where);
      *shape = (Shape){ a.rows + b.rows, a.columns };
      break;
    case BS_OP_PRODUCT:
      if (n_dims_of (self, op->parameter) != 2)
        return fail (self, op->where, _ ("%s is no matrix: it has %u dimensions"), name,
                     n_dims_of (self, op->parameter));
      if (dims[1] != a.rows)
        return fail_shapes (self, op->where, _ ("the product"), (Shape){ dims[0], dims[1] }, a);
      *shape = (Shape){ dims[0], a.columns };
      break;
    case BS_OP_APPLY:
      if (a.columns != b.rows)
        return fail_shapes (self, op->where, _ ("the product"), a, b);
      *shape = (Shape){ a.rows, b.columns };
      break;
    case BS_OP_BIAS:
      if (n_dims_of (self, op->parameter) > 2 || !same (a, (Shape){ dims[0], dims[1] }))
        return fail_shapes (self, op->where, _ ("the sum"), a, (Shape){ dims[0], dims[1] });
      *shape = a;
      break;
    case BS_OP_ADD:
    case BS_OP_SUBTRACT:
    case BS_OP_MULTIPLY:
      if (!same (a, b))
        return fail_shapes (self, op->where, _ ("elementwise"), a, b);
      *shape = a;
      break;
    case BS_OP_LOSS:
      if (a.columns != 1)
        return fail_shapes (self, op->where, _ ("scores are one vector"), a, (Shape){ a.rows, 1 });
      *shape = (Shape){ 1, 1 };
      break;
    case BS_OP_SUM:
    case BS_OP_MEAN:
      *shape = operands[0];
      break;
    default:
      *shape = a;
      break;
    }
  length = (guint64) shape->rows * shape->columns;
  if (length > MAX_VALUES)
    return fail_length (self, op->where);

  return TRUE;
}

static void
build_op (BsModelBuilder *builder, const BsOpForm *op, Shape shape)
{
  switch (op->kind)
    {
    case BS_OP_INPUT:
      bs_model_builder_input (builder, op->a, shape.rows, shape.columns, op->parameter);
      break;
    case BS_OP_LOOKUP:
      bs_model_builder_lookup (builder, op->parameter);
      break;
    case BS_OP_PRODUCT:
      bs_model_builder_product (builder, op->parameter, op->a);
      break;
    case BS_OP_BIAS:
      bs_model_builder_bias (builder, op->parameter, op->a);
      break;
    case BS_OP_CONCAT:
    case BS_OP_APPLY:
    case BS_OP_ADD:
    case BS_OP_SUBTRACT:
    case BS_OP_MULTIPLY:
      bs_model_builder_binary (builder, op->kind, op->a, op->b);
      break;
    case BS_OP_SCALE:
      bs_model_builder_scale (builder, op->factor, op->a);
      break;
    case BS_OP_SUM:
    case BS_OP_MEAN:
      bs_model_builder_reduce (builder, op->kind, shape.rows, shape.columns);
      break;
    default:
      bs_model_builder_unary (builder, op->kind, op->a);
      break;
    }
}

static gboolean
add_cell (Shaper *self, guint index)
{
  const BsCellForm *form = bs_program_cell (self->program, index);
  const BsCellForm *equations = bs_program_equations (self->program, form);
  BsCell *cell = bs_model_builder_cell (self->builder, form->name, form->letter, form->shape);
  Signature *signature = &self->signatures[index];
  Shape shapes[BS_MAX_OPS] = { 0 };

  for (guint i = 0; i < form->n_operands; i++)
    if (!measure_operand (self, &form->operands[i], &signature->operands[i]))
      return FALSE;
  for (guint i = 0; i < equations->n_ops; i++)
    {
      if (!shape_op (self, &equations->ops[i], shapes, signature->operands, &shapes[i]))
        return FALSE;
      build_op (self->builder, &equations->ops[i], shapes[i]);
      bs_model_builder_name (self->builder, i, equations->ops[i].name);
    }

  cell->variadic = form->variadic;
  cell->family = form->family;
  cell->n_inputs = form->variadic ? 0 : form->n_operands;
  cell->n_required = form->n_required;
  cell->vocabulary = form->vocabulary;
  for (guint i = 0; i < form->n_outputs; i++)
    {
      bs_model_builder_output (self->builder, equations->outputs[i]);
      signature->outputs[i] = shapes[equations->outputs[i]];
    }

  return TRUE;
}

/* What is assigned to a variable has one shape everywhere. */
static gboolean
assign (Shaper *self, const BsReference *target, Shape shape, gboolean *changed)
{
  Shape *own = &self->variables[target->variable];

  if (own->rows == 0)
    {
      *own = shape;
      *changed = TRUE;
    }

  return same (*own, shape)
         || fail_shapes (self, target->where, _ ("a variable has one shape everywhere"), shape,
                         *own);
}

static gboolean
assign_targets (Shaper *self, const BsStep *step, gboolean *changed)
{
  const BsReference *references = &g_array_index (self->program->references, BsReference,
                                                  step->references);

  if (step->kind == BS_STEP_COPY)
    return self->variables[references[0].variable].rows == 0
           || assign (self, &references[1], self->variables[references[0].variable], changed);

  for (guint i = 0; i < step->n_targets; i++)
    if (!assign (self, &references[step->n_arguments + i], self->signatures[step->cell].outputs[i],
                 changed))
      return FALSE;

  return TRUE;
}

static gboolean
check_arguments (Shaper *self, const BsStep *step)
{
  const BsCellForm *cell = bs_program_cell (self->program, step->cell);

  for (guint i = 0; i < step->n_arguments; i++)
    {
      const BsReference *argument = &g_array_index (self->program->references, BsReference,
                                                    step->references + i);
      Shape given = self->variables[argument->variable];
      Shape taken = self->signatures[step->cell].operands[cell->variadic ? 0 : i];

      /* A variable without a shape never gets a value: that shows when it runs. */
      if (given.rows != 0 && !same (given, taken))
        {
          g_autofree char *what = g_strdup_printf (_ ("operand %u of %s"), i + 1, cell->name);

          return fail_shapes (self, argument->where, what, taken, given);
        }
    }

  return TRUE;
}

static gboolean
check_build (Shaper *self)
{
  const GArray *steps = self->program->steps;
  gboolean changed = TRUE;

  /* Copies hand shapes on: once more for each variable at most. */
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < steps->len; i++)
        {
          const BsStep *step = &g_array_index (steps, BsStep, i);

          if ((step->kind == BS_STEP_CALL || step->kind == BS_STEP_COPY)
              && !assign_targets (self, step, &changed))
            return FALSE;
        }
    }
  for (guint i = 0; i < steps->len; i++)
    {
      const BsStep *step = &g_array_index (steps, BsStep, i);

      if (step->kind == BS_STEP_CALL && !check_arguments (self, step))
        return FALSE;
    }

  return TRUE;
}

BsModel *
bs_program_create_model (const BsProgram *program, guint size, const BsCorpus *corpus,
                         GError **error)
{
  g_autoptr (BsModelBuilder) builder = bs_model_builder_new (program->name, size);
  g_autoptr (GArray) dims = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree Shape *variables = g_new0 (Shape, program->variables->len + 1);
  g_autofree Signature *signatures = g_new0 (Signature, program->cells->len + 1);
  Shaper self = {
    .program = program,
    .corpus = corpus,
    .size = size,
    .builder = builder,
    .dims = dims,
    .signatures = signatures,
    .variables = variables,
    .error = error,
  };
  BsModel *model;
  gboolean ok;

  if (size == 0 || size > MAX_SIZE)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("A hidden size is from 1 to %u, not %u"),
                   MAX_SIZE, size);
      return NULL;
    }
  ok = add_parameters (&self);
  for (guint i = 0; ok && i < program->cells->len; i++)
    ok = add_cell (&self, i);
  ok = ok && check_build (&self);

  if (!ok)
    return NULL;

  model = bs_model_builder_finish (g_steal_pointer (&builder));
  if (model == NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                 _ ("%s: there is not enough memory for the parameters: take a smaller size"),
                 program->file);

  return model;
}
