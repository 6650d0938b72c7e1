/* SPDX-License-Identifier: Apache-2.0 */
/* Models of a single operation. */
#include "config.h"

#include "tests/engine/operations.h"

#include "engine/model-builder.h"
#include "tests/engine/fixtures.h"

#define N_WORDS 7

/* The outputs of leaves. */
enum
{
  VALUE,  /* rows x columns */
  OTHER,  /* rows x columns */
  MATRIX, /* columns + 1 x rows: what is applied to a value */
  VECTOR, /* rows: scores */
  N_LEAVES
};

static guint
add_parameter (BsModelBuilder *self, const char *name, guint32 n, guint32 rows, guint32 columns)
{
  const guint32 all[] = { n, rows, columns };

  return n > 0 ? bs_model_builder_parameter (self, name, all, columns > 1 ? 3 : 2)
               : bs_model_builder_parameter (self, name, all + 1, columns > 1 ? 2 : 1);
}

static guint
add_operation (BsModelBuilder *self, BsOpKind kind, guint32 rows, guint32 columns)
{
  const BsOpInfo *info = bs_op_info (kind);
  const guint32 weights[] = { columns + 3, rows };
  guint a, b;

  switch (info->class_)
    {
    case BS_OP_CLASS_REDUCE:
      return bs_model_builder_reduce (self, kind, rows, columns);
    case BS_OP_CLASS_LOSS:
      a = bs_model_builder_input (self, 0, rows, 1, BS_NO_PARAMETER);
      return bs_model_builder_unary (self, kind, a);
    case BS_OP_CLASS_APPLY:
      a = bs_model_builder_input (self, 0, columns + 1, rows, BS_NO_PARAMETER);
      b = bs_model_builder_input (self, 1, rows, columns, BS_NO_PARAMETER);
      return bs_model_builder_binary (self, kind, a, b);
    default:
      break;
    }
  if (kind == BS_OP_LOOKUP)
    return bs_model_builder_lookup (self, add_parameter (self, "table", N_WORDS, rows, columns));

  a = bs_model_builder_input (self, 0, rows, columns, BS_NO_PARAMETER);
  if (kind == BS_OP_INPUT)
    return a;
  if (kind == BS_OP_PRODUCT)
    return bs_model_builder_product (self, bs_model_builder_parameter (self, "weights", weights, 2),
                                     a);
  if (kind == BS_OP_BIAS)
    return bs_model_builder_bias (self, add_parameter (self, "bias", 0, rows, columns), a);
  if (kind == BS_OP_SCALE)
    return bs_model_builder_scale (self, 0.75f, a);
  if (info->n_operands == 1)
    return bs_model_builder_unary (self, kind, a);
  b = bs_model_builder_input (self, 1, rows, columns, BS_NO_PARAMETER);

  return bs_model_builder_binary (self, kind, a, b);
}

BsModel *
bs_operation_model (BsOpKind kind, guint32 rows, guint32 columns)
{
  BsModelBuilder *builder = bs_model_builder_new (bs_op_info (kind)->name, rows);
  const struct
  {
    const char *name;
    guint32 rows, columns;
  } leaves[N_LEAVES] = {
    [VALUE] = { "value", rows, columns },
    [OTHER] = { "other", rows, columns },
    [MATRIX] = { "matrix", columns + 1, rows },
    [VECTOR] = { "vector", rows, 1 },
  };
  BsModel *model;

  bs_model_builder_cell (builder, "leaf", "F", BS_SHAPE_LOOKUP);
  for (guint i = 0; i < N_LEAVES; i++)
    bs_model_builder_output (
        builder,
        bs_model_builder_lookup (builder, add_parameter (builder, leaves[i].name, N_WORDS,
                                                         leaves[i].rows, leaves[i].columns)));
  bs_model_builder_cell (builder, "op", "O", BS_SHAPE_CELL);
  bs_model_builder_output (builder, add_operation (builder, kind, rows, columns));
  model = bs_model_builder_finish (builder);
  bs_model_initialize (model, 1);

  return model;
}

BsGraph *
bs_operation_graph (BsOpKind kind, guint32 n, BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint leaf = bs_type_table_intern (types, "leaf", NULL, BS_SHAPE_LOOKUP);
  guint op = bs_type_table_intern (types, "op", NULL, BS_SHAPE_CELL);
  BsOpClass class_ = bs_op_info (kind)->class_;
  guint8 ports[] = { VALUE, OTHER };
  guint n_inputs = MAX (bs_op_info (kind)->n_operands, kind == BS_OP_INPUT);

  if (class_ == BS_OP_CLASS_LOSS)
    ports[0] = VECTOR;
  else if (class_ == BS_OP_CLASS_APPLY)
    {
      ports[0] = MATRIX;
      ports[1] = VALUE;
    }
  else if (class_ == BS_OP_CLASS_REDUCE)
    n_inputs = 2;
  for (guint32 i = 0; i < 2 * n; i++)
    bs_graph_builder_add (builder, leaf, 0, i, NULL, 0);
  for (guint32 i = 0; i < n; i++)
    {
      /* Not in order, and some of them twice. */
      const guint32 inputs[] = { 2 * n - 1 - i, i / 2 };

      bs_graph_builder_call (builder, op, 0, i, inputs, ports, n_inputs);
    }

  return bs_graph_builder_finish (builder, NULL);
}

BsBackend *
bs_operation_backend (guint number, BsModel *model, BsGraph *graph, const BsTypeTable *types,
                      BsSchedule *schedule)
{
  BsBackend *backend = bs_fixture_backend (number, model);
  g_autoptr (GError) error = NULL;

  backend->klass->begin (backend, graph, types, schedule, &error);
  g_assert_no_error (error);

  return backend;
}
