/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the variables and the operations of a cell, and names them. */
#include "config.h"

#include "engine/planning/cell-operations.h"

#include <string.h>

#include "engine/op-info.h"

/* Longer names of operands are left out of what is made of them, in characters. */
#define MAX_PART 32

static gboolean
is_output (const BsCell *cell, guint op)
{
  for (guint i = 0; i < cell->n_outputs; i++)
    if (cell->outputs[i] == op)
      return TRUE;

  return FALSE;
}

/* What a cell calls a parameter of its own. */
static const char *
short_name (const BsModel *model, const BsCell *cell, guint parameter)
{
  const char *name = model->parameters[parameter].name, *dot = strrchr (name, '.');

  return dot != NULL && strncmp (name, cell->name, dot - name) == 0
                 && cell->name[dot - name] == '\0'
             ? dot + 1
             : name;
}

/* In parentheses where @binding is needed and the operation of that name binds less. */
static char *
quote (const BsCell *cell, const char *const *names, guint op, guint binding)
{
  static const guint8 bindings[BS_N_OP_KINDS] = {
    [BS_OP_BIAS] = 1,     [BS_OP_ADD] = 1,   [BS_OP_SUBTRACT] = 1, [BS_OP_ONE_MINUS] = 1,
    [BS_OP_MULTIPLY] = 2, [BS_OP_SCALE] = 2, [BS_OP_PRODUCT] = 3,  [BS_OP_APPLY] = 3,
  };
  guint own = bindings[cell->ops[op].kind];

  if (g_utf8_strlen (names[op], -1) > MAX_PART)
    return g_strdup ("...");
  if (cell->ops[op].name == NULL && own > 0 && own < binding)
    return g_strdup_printf ("(%s)", names[op]);

  return g_strdup (names[op]);
}

/* An operation as equations write it, in terms of @names of operations before. */
static char *
describe (const BsModel *model, const BsCell *cell, const char *const *names, guint index)
{
  const BsOp *op = &cell->ops[index];
  const BsOpInfo *info = bs_op_info (op->kind);
  const char *parameter = info->has_parameter ? short_name (model, cell, op->parameter) : NULL;
  static const guint8 left_bindings[BS_N_OP_KINDS] = {
    [BS_OP_SUBTRACT] = 1, [BS_OP_MULTIPLY] = 2, [BS_OP_SCALE] = 2,
    [BS_OP_PRODUCT] = 3,  [BS_OP_APPLY] = 4,    [BS_OP_ONE_MINUS] = 2,
  };
  static const guint8 right_bindings[BS_N_OP_KINDS] = {
    [BS_OP_SUBTRACT] = 2,
    [BS_OP_MULTIPLY] = 3,
    [BS_OP_APPLY] = 3,
  };
  g_autofree char *a = info->n_operands > 0 ? quote (cell, names, op->a, left_bindings[op->kind])
                                            : NULL;
  g_autofree char *b = info->n_operands > 1 ? quote (cell, names, op->b, right_bindings[op->kind])
                                            : NULL;

  switch (op->kind)
    {
    case BS_OP_INPUT:
      return g_strdup_printf ("x%u", op->a + 1);
    case BS_OP_LOOKUP:
      return g_strdup_printf ("%s[id]", parameter);
    case BS_OP_CONCAT:
      return g_strdup_printf ("[%s; %s]", a, b);
    case BS_OP_PRODUCT:
      return g_strdup_printf ("%s %s", parameter, a);
    case BS_OP_APPLY:
      return g_strdup_printf ("%s %s", a, b);
    case BS_OP_BIAS:
      return g_strdup_printf ("%s + %s", a, parameter);
    case BS_OP_ADD:
      return g_strdup_printf ("%s + %s", a, b);
    case BS_OP_SUBTRACT:
      return g_strdup_printf ("%s - %s", a, b);
    case BS_OP_MULTIPLY:
      return g_strdup_printf ("%s * %s", a, b);
    case BS_OP_ONE_MINUS:
      return g_strdup_printf ("1 - %s", a);
    case BS_OP_SCALE:
      return g_strdup_printf ("%.3g * %s", op->factor, a);
    case BS_OP_LOSS:
      return g_strdup_printf ("cross_entropy (%s, id)", a);
    case BS_OP_SUM:
    case BS_OP_MEAN:
      return g_strdup_printf ("%s (...)", info->name);
    default:
      return g_strdup_printf ("%s (%s)", info->name, a);
    }
}

static void
add_results (BsCellOperations *self, const BsModel *model, const BsCell *cell)
{
  const char *names[BS_MAX_OPS];

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];
      BsPlanVariable *variable = &self->variables[self->n_variables++];

      *variable = (BsPlanVariable){
        .kind = op->kind == BS_OP_INPUT ? BS_VARIABLE_INPUT
                : is_output (cell, i)   ? BS_VARIABLE_OUTPUT
                                        : BS_VARIABLE_RESULT,
        .op = i,
        .parameter = BS_NO_PARAMETER,
        .length = bs_op_length (op),
        .offset = -1,
        .name = op->name != NULL ? g_strdup (op->name) : describe (model, cell, names, i),
      };
      names[i] = variable->name;
    }
}

static guint16
find_parameter (BsCellOperations *self, const BsModel *model, const BsCell *cell, guint op)
{
  guint parameter = cell->ops[op].parameter;
  guint i = cell->n_ops;

  while (i < self->n_variables && self->variables[i].parameter != parameter)
    i++;
  if (i == self->n_variables)
    self->variables[self->n_variables++] = (BsPlanVariable){
      .kind = BS_VARIABLE_PARAMETER,
      .op = op,
      .parameter = parameter,
      .length = bs_parameter_length (&model->parameters[parameter]),
      .offset = -1,
      .name = g_strdup (short_name (model, cell, parameter)),
    };

  return i;
}

static gboolean
shares_weights (const BsCell *cell, const BsOp *op)
{
  guint n = 0;

  for (guint i = 0; i < cell->n_ops; i++)
    n += cell->ops[i].kind == BS_OP_PRODUCT && cell->ops[i].parameter == op->parameter;

  return op->kind == BS_OP_PRODUCT && n > 1;
}

static gboolean
same_shape (const BsOp *a, const BsOp *b)
{
  return a->rows == b->rows && a->columns == b->columns;
}

static gboolean
same_type (const BsModel *model, const BsCell *cell, const BsOp *a, const BsOp *b)
{
  const BsOpInfo *info = bs_op_info (a->kind);

  return a->kind == b->kind && same_shape (a, b) && a->factor == b->factor
         && (info->n_operands < 1 || same_shape (&cell->ops[a->a], &cell->ops[b->a]))
         && (info->n_operands < 2 || same_shape (&cell->ops[a->b], &cell->ops[b->b]))
         && (!info->has_parameter
             || memcmp (model->parameters[a->parameter].dims, model->parameters[b->parameter].dims,
                        sizeof model->parameters[0].dims)
                    == 0);
}

static guint16
find_type (BsCellOperations *self, const BsModel *model, const BsCell *cell, guint16 op,
           gboolean alone)
{
  for (guint i = 0; i < self->n && !alone; i++)
    {
      const BsOperation *other = &self->operations[i];

      if (!other->alone && same_type (model, cell, &cell->ops[other->op], &cell->ops[op]))
        return other->type;
    }

  return self->n_types++;
}

void
bs_cell_operations_init (BsCellOperations *self, const BsModel *model, const BsCell *cell,
                         BsPlanner planner)
{
  guint16 index[BS_MAX_OPS]; /* of an operation of the cell */

  *self = (BsCellOperations){ .variables = g_new0 (BsPlanVariable, 2 * cell->n_ops + 1) };
  add_results (self, model, cell);
  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];
      const BsOpInfo *info = bs_op_info (op->kind);
      const guint16 reads[] = { op->a, op->b };
      BsOperation operation = { .op = i };

      if (op->kind == BS_OP_INPUT)
        continue;
      for (guint k = 0; k < info->n_operands; k++)
        {
          operation.operands[operation.n_operands++] = reads[k];
          if (cell->ops[reads[k]].kind != BS_OP_INPUT)
            operation.reads |= BS_OP_SET (index[reads[k]]);
        }
      if (info->has_parameter)
        operation.operands[operation.n_operands++] = find_parameter (self, model, cell, i);
      operation.alone = shares_weights (cell, op)
                        || (planner != BS_PLANNER_FULL && is_output (cell, i));
      operation.type = find_type (self, model, cell, i, operation.alone);
      index[i] = self->n;
      self->operations[self->n++] = operation;
    }
}

void
bs_cell_operations_clear (BsCellOperations *self)
{
  for (guint i = 0; i < self->n_variables; i++)
    g_free (self->variables[i].name);
  g_free (self->variables);
}
