/* SPDX-License-Identifier: Apache-2.0 */
/* Models: parameters and cells. */
#include "config.h"

#include "engine/model.h"

#include <math.h>

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
  g_free (self->values);
  g_string_chunk_free (self->strings);
  g_free (self);
}

int
bs_model_find_cell (const BsModel *self, const char *name)
{
  for (guint i = 0; i < self->n_cells; i++)
    if (g_str_equal (self->cells[i].name, name))
      return i;

  return -1;
}

void
bs_model_initialize (BsModel *self, guint64 seed)
{
  for (guint i = 0; i < self->n_parameters; i++)
    {
      const BsParameter *parameter = &self->parameters[i];
      double bound = sqrt (6.0 / ((double) parameter->rows + parameter->columns));
      float *values = self->values + parameter->offset;
      gsize n = (gsize) parameter->rows * parameter->columns;
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

BsModel *
bs_model_builder_finish (BsModelBuilder *self)
{
  BsModel *model = self->model;

  model->n_parameters = self->parameters->len;
  model->parameters = (BsParameter *) g_array_free (self->parameters, FALSE);
  model->n_cells = self->cells->len;
  model->cells = (BsCell *) g_array_free (self->cells, FALSE);
  model->values = g_new0 (float, MAX (model->n_values, 1));
  g_free (self);

  return model;
}

guint
bs_model_builder_parameter (BsModelBuilder *self, const char *name, guint32 rows, guint32 columns)
{
  BsParameter parameter = {
    .name = g_string_chunk_insert (self->model->strings, name),
    .rows = rows,
    .columns = columns,
    .offset = self->model->n_values,
  };

  self->model->n_values += (gsize) rows * columns;
  g_array_append_val (self->parameters, parameter);

  return self->parameters->len - 1;
}

void
bs_model_builder_cell (BsModelBuilder *self, const char *name, const char *letter, BsShape shape,
                       guint n_inputs, gboolean variadic)
{
  BsCell cell = {
    .name = g_string_chunk_insert (self->model->strings, name),
    .letter = g_string_chunk_insert (self->model->strings, letter),
    .shape = shape,
    .n_inputs = n_inputs,
    .variadic = variadic,
  };

  g_array_append_val (self->cells, cell);
}

static BsCell *
last_cell (BsModelBuilder *self)
{
  return &g_array_index (self->cells, BsCell, self->cells->len - 1);
}

static guint
add_op (BsModelBuilder *self, BsOp op)
{
  BsCell *cell = last_cell (self);

  g_assert (cell->n_ops < BS_MAX_OPS);
  cell->ops[cell->n_ops] = op;

  return cell->n_ops++;
}

static guint32
length_of (BsModelBuilder *self, guint op)
{
  return last_cell (self)->ops[op].length;
}

guint
bs_model_builder_input (BsModelBuilder *self, guint operand, guint output, guint32 length)
{
  return add_op (self, (BsOp){ BS_OP_INPUT, .a = operand, .b = output, .length = length });
}

guint
bs_model_builder_lookup (BsModelBuilder *self, guint parameter)
{
  guint32 length = g_array_index (self->parameters, BsParameter, parameter).columns;

  return add_op (self, (BsOp){ BS_OP_LOOKUP, .parameter = parameter, .length = length });
}

guint
bs_model_builder_product (BsModelBuilder *self, guint parameter, guint a)
{
  const BsParameter *weights = &g_array_index (self->parameters, BsParameter, parameter);

  g_assert (weights->columns == length_of (self, a));

  return add_op (self,
                 (BsOp){ BS_OP_PRODUCT, .a = a, .parameter = parameter, .length = weights->rows });
}

guint
bs_model_builder_bias (BsModelBuilder *self, guint parameter, guint a)
{
  guint32 length = length_of (self, a);

  g_assert (g_array_index (self->parameters, BsParameter, parameter).rows == length);

  return add_op (self, (BsOp){ BS_OP_BIAS, .a = a, .parameter = parameter, .length = length });
}

guint
bs_model_builder_unary (BsModelBuilder *self, BsOpKind kind, guint a)
{
  gboolean scalar = kind == BS_OP_LOSS || kind == BS_OP_TOTAL;

  return add_op (self, (BsOp){ kind, .a = a, .length = scalar ? 1 : length_of (self, a) });
}

guint
bs_model_builder_binary (BsModelBuilder *self, BsOpKind kind, guint a, guint b)
{
  guint32 length = length_of (self, a);

  if (kind == BS_OP_CONCAT)
    length += length_of (self, b);
  else
    g_assert (length == length_of (self, b));

  return add_op (self, (BsOp){ kind, .a = a, .b = b, .length = length });
}

guint
bs_model_builder_scale (BsModelBuilder *self, float factor, guint a)
{
  return add_op (self,
                 (BsOp){ BS_OP_SCALE, .a = a, .length = length_of (self, a), .factor = factor });
}

void
bs_model_builder_output (BsModelBuilder *self, guint a)
{
  BsCell *cell = last_cell (self);

  g_assert (cell->n_outputs < BS_MAX_CELL_OUTPUTS);
  cell->outputs[cell->n_outputs++] = a;
}
