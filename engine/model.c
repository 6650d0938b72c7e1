/* SPDX-License-Identifier: Apache-2.0 */
/* Models: parameters and cells. */
#include "config.h"

#include "engine/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model-builder.h"
#include "engine/random.h"

struct _BsModelBuilder
{
  BsModel *model;
  GArray *parameters; /* BsParameter */
  GArray *cells;      /* BsCell */
};

BsModel *
bs_model_ref (BsModel *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_model_unref (BsModel *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->name);
  g_free (self->parameters);
  g_free (self->cells);
  free (self->values);
  g_string_chunk_free (self->strings);
  g_free (self);
}

int
bs_model_find_cell (const BsModel *self, const char *name)
{
  for (guint i = 0; i < self->n_cells; i++)
    {
      const BsCell *cell = &self->cells[i];
      gsize n = strlen (cell->name);

      if (g_str_equal (cell->name, name))
        return i;
      if (cell->family && strncmp (cell->name, name, n) == 0
          && strspn (name + n, "0123456789") == strlen (name + n))
        return i;
    }

  return -1;
}

void
bs_model_initialize (BsModel *self, guint64 seed)
{
  for (guint i = 0; i < self->n_parameters; i++)
    {
      const BsParameter *parameter = &self->parameters[i];
      const guint32 *fan = parameter->dims + (parameter->n_dims == 3);
      double bound = sqrt (6.0 / ((double) fan[0] + fan[1]));
      float *values = self->values + parameter->offset;
      gsize n = bs_parameter_length (parameter);
      guint64 name_hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
      BsRandom random;

      /* The stream is named by the parameter (FNV-1a), not numbered by its place. */
      for (const char *p = parameter->name; *p != '\0'; p++)
        name_hash = (name_hash ^ (guint8) *p) * G_GUINT64_CONSTANT (0x100000001b3);
      bs_random_init (&random, seed ^ name_hash);
      for (gsize k = 0; k < n; k++)
        values[k] = (float) (bound * (2.0 * bs_random_unit (&random) - 1.0));
    }
}

BsModelBuilder *
bs_model_builder_new (const char *name, guint size)
{
  BsModelBuilder *self = g_new0 (BsModelBuilder, 1);

  self->model = g_new0 (BsModel, 1);
  g_atomic_int_set (&self->model->refs, 1);
  self->model->name = g_strdup (name);
  self->model->size = size;
  self->model->strings = g_string_chunk_new (256);
  self->parameters = g_array_new (FALSE, TRUE, sizeof (BsParameter));
  self->cells = g_array_new (FALSE, TRUE, sizeof (BsCell));

  return self;
}

void
bs_model_builder_free (BsModelBuilder *self)
{
  g_array_unref (self->parameters);
  g_array_unref (self->cells);
  bs_model_unref (self->model);
  g_free (self);
}

/* Zeros, where rows of cache lines begin. */
static float *
allocate_values (gsize n)
{
  void *values;
  gsize bytes;

  if (!g_size_checked_mul (&bytes, MAX (n, 1), sizeof (float))
      || posix_memalign (&values, 64, bytes) != 0)
    return NULL;

  return memset (values, 0, bytes);
}

BsModel *
bs_model_builder_finish (BsModelBuilder *self)
{
  g_autoptr (BsModel) model = bs_model_ref (self->model);

  model->n_parameters = self->parameters->len;
  model->parameters = (BsParameter *) g_array_steal (self->parameters, NULL);
  model->n_cells = self->cells->len;
  model->cells = (BsCell *) g_array_steal (self->cells, NULL);
  model->values = allocate_values (model->n_values);
  bs_model_builder_free (self);

  return model->values != NULL ? g_steal_pointer (&model) : NULL;
}

guint
bs_model_builder_parameter (BsModelBuilder *self, const char *name, const guint32 *dims,
                            guint n_dims)
{
  BsParameter parameter = {
    .name = g_string_chunk_insert (self->model->strings, name),
    .n_dims = n_dims,
    .dims = { 1, 1, 1 },
    .offset = self->model->n_values,
  };

  for (guint i = 0; i < n_dims; i++)
    parameter.dims[i] = dims[i];
  self->model->n_values += bs_parameter_length (&parameter);
  g_array_append_val (self->parameters, parameter);

  return self->parameters->len - 1;
}

static BsCell *
last_cell (BsModelBuilder *self)
{
  return &g_array_index (self->cells, BsCell, self->cells->len - 1);
}

BsCell *
bs_model_builder_cell (BsModelBuilder *self, const char *name, const char *letter, BsShape shape)
{
  BsCell cell = {
    .name = g_string_chunk_insert (self->model->strings, name),
    .letter = g_string_chunk_insert (self->model->strings, letter),
    .shape = shape,
    .vocabulary = -1,
  };

  g_array_append_val (self->cells, cell);

  return last_cell (self);
}

static guint
add_op (BsModelBuilder *self, BsOp op)
{
  BsCell *cell = last_cell (self);

  g_assert (cell->n_ops < BS_MAX_OPS);
  cell->ops[cell->n_ops] = op;

  return cell->n_ops++;
}

static const BsOp *
op_of (BsModelBuilder *self, guint op)
{
  return &last_cell (self)->ops[op];
}

static const BsParameter *
parameter_of (BsModelBuilder *self, guint parameter)
{
  return &g_array_index (self->parameters, BsParameter, parameter);
}

guint
bs_model_builder_input (BsModelBuilder *self, guint operand, guint32 rows, guint32 columns,
                        guint16 parameter)
{
  BsCell *cell = last_cell (self);

  cell->n_inputs = MAX (cell->n_inputs, operand + 1);
  if (parameter == BS_NO_PARAMETER)
    cell->n_required = MAX (cell->n_required, operand + 1);

  return add_op (self, (BsOp){ BS_OP_INPUT, .a = operand, .parameter = parameter, .rows = rows,
                               .columns = columns });
}

guint
bs_model_builder_lookup (BsModelBuilder *self, guint parameter)
{
  const guint32 *dims = parameter_of (self, parameter)->dims;

  return add_op (
      self, (BsOp){ BS_OP_LOOKUP, .parameter = parameter, .rows = dims[1], .columns = dims[2] });
}

guint
bs_model_builder_product (BsModelBuilder *self, guint parameter, guint a)
{
  const BsParameter *weights = parameter_of (self, parameter);

  g_assert (weights->dims[1] == op_of (self, a)->rows && weights->dims[2] == 1);

  return add_op (self, (BsOp){ BS_OP_PRODUCT, .a = a, .parameter = parameter,
                               .rows = weights->dims[0], .columns = op_of (self, a)->columns });
}

guint
bs_model_builder_bias (BsModelBuilder *self, guint parameter, guint a)
{
  const BsOp *left = op_of (self, a);
  const guint32 *dims = parameter_of (self, parameter)->dims;

  g_assert (dims[0] == left->rows && dims[1] == left->columns && dims[2] == 1);

  return add_op (self, (BsOp){ BS_OP_BIAS, .a = a, .parameter = parameter, .rows = left->rows,
                               .columns = left->columns });
}

guint
bs_model_builder_unary (BsModelBuilder *self, BsOpKind kind, guint a)
{
  gboolean loss = kind == BS_OP_LOSS;

  return add_op (self, (BsOp){ kind, .a = a, .parameter = BS_NO_PARAMETER,
                               .rows = loss ? 1 : op_of (self, a)->rows,
                               .columns = loss ? 1 : op_of (self, a)->columns });
}

guint
bs_model_builder_binary (BsModelBuilder *self, BsOpKind kind, guint a, guint b)
{
  const BsOp *left = op_of (self, a), *right = op_of (self, b);
  BsOp op = {
    kind, .a = a, .b = b, .parameter = BS_NO_PARAMETER, .rows = left->rows, .columns = left->columns
  };

  if (kind == BS_OP_CONCAT)
    {
      g_assert (left->columns == right->columns);
      op.rows += right->rows;
    }
  else if (kind == BS_OP_APPLY)
    {
      g_assert (left->columns == right->rows);
      op.columns = right->columns;
    }
  else
    g_assert (left->rows == right->rows && left->columns == right->columns);

  return add_op (self, op);
}

guint
bs_model_builder_scale (BsModelBuilder *self, float factor, guint a)
{
  guint op = bs_model_builder_unary (self, BS_OP_SCALE, a);

  last_cell (self)->ops[op].factor = factor;

  return op;
}

guint
bs_model_builder_reduce (BsModelBuilder *self, BsOpKind kind, guint32 rows, guint32 columns)
{
  last_cell (self)->variadic = TRUE;

  return add_op (self,
                 (BsOp){ kind, .parameter = BS_NO_PARAMETER, .rows = rows, .columns = columns });
}

void
bs_model_builder_name (BsModelBuilder *self, guint a, const char *name)
{
  if (name != NULL)
    name = g_string_chunk_insert_const (self->model->strings, name);
  last_cell (self)->ops[a].name = name;
}

void
bs_model_builder_output (BsModelBuilder *self, guint a)
{
  BsCell *cell = last_cell (self);

  g_assert (cell->n_outputs < BS_MAX_CELL_OUTPUTS);
  cell->outputs[cell->n_outputs++] = a;
}
