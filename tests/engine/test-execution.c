/* SPDX-License-Identifier: Apache-2.0 */
/* Every policy and backend computes what the unbatched reference computes, for cells of all
 * operations; graphs that a model cannot compute are refused. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/error.h"
#include "engine/model-builder.h"
#include "tests/engine/fixtures.h"

#define TOLERANCE 1e-4

/* Learned for the graph at hand. */
static const char *const encodings[] = { "base", "max", "sort" };

static void
run_decisions (BsBackend *backend, const BsSchedule *schedule, guint32 first)
{
  for (guint32 i = first; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
}

/* Backend @number of the fixtures that has run @graph as @policy says. */
static BsBackend *
compute (guint number, BsModel *model, BsPolicy *policy, BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (GError) error = NULL;
  BsBackend *backend = bs_fixture_backend (number, model);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  double loss;

  g_assert_true (backend->klass->begin (backend, graph, types, schedule, &error));
  g_assert_no_error (error);
  run_decisions (backend, schedule, 0);
  loss = backend->klass->read_loss (backend);
  bs_backend_check (backend, &error);
  g_assert_no_error (error);
  /* Again in the same backend: nothing is left over from the first time. */
  g_assert_true (backend->klass->begin (backend, graph, types, schedule, &error));
  run_decisions (backend, schedule, 0);
  g_assert_true (loss == backend->klass->read_loss (backend));

  return backend;
}

/* All outputs of all nodes alike. */
static void
assert_same_values (BsBackend *a, BsBackend *b, const BsGraph *graph, const BsTypeTable *types)
{
  const BsModel *model = a->model;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      int cell = bs_model_find_cell (model, types->types[graph->type[node]].name);

      for (guint output = 0; output < model->cells[cell].n_outputs; output++)
        {
          guint32 length, other;
          const float *x = a->klass->read_value (a, node, output, &length);
          const float *y = b->klass->read_value (b, node, output, &other);

          g_assert_cmpuint (length, ==, other);
          for (guint32 i = 0; i < length; i++)
            if (!(fabs (x[i] - y[i]) <= TOLERANCE * (1.0 + fabs (y[i]))))
              g_error ("number %u of output %u of node %u (%s) is %g, not %g", i, output, node,
                       model->cells[cell].name, x[i], y[i]);
        }
    }
}

static void
assert_same (const char *policy_name, BsBackend *reference, BsGraph *graph,
             const BsTypeTable *types)
{
  g_autoptr (BsPolicy) policy = bs_fixture_policy (policy_name, graph, types);
  double expected = reference->klass->read_loss (reference);

  for (guint i = 0; i < bs_fixture_n_backends (); i++)
    {
      g_autoptr (BsBackend) backend = compute (i, reference->model, policy, graph, types);

      g_assert_cmpfloat_with_epsilon (backend->klass->read_loss (backend) / expected, 1.0,
                                      TOLERANCE);
      assert_same_values (backend, reference, graph, types);
    }
}

static void
assert_same_everywhere (BsModel *model, BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) unbatched = bs_policy_new ("unbatched", NULL, NULL);
  g_autoptr (BsBackend) reference = compute (0, model, unbatched, graph, types);
  double expected = reference->klass->read_loss (reference);

  g_assert_true (isfinite (expected));
  g_assert_cmpfloat (expected, >, 0.0);
  for (guint i = 0; bs_policy_names ()[i] != NULL; i++)
    assert_same (bs_policy_names ()[i], reference, graph, types);
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    assert_same (encodings[i], reference, graph, types);
}

/* The shapes of values in the random models: rows, columns. Not square where rows and columns
 * could be mistaken for each other. */
enum
{
  SHORT,  /* n x 1 */
  LONG,   /* w x 1 */
  MATRIX, /* n x w */
  SQUARE, /* w x w */
  N_SHAPES
};

#define MAX_OPERANDS 4
#define N_CELLS 6

typedef struct
{
  BsRandom random;
  BsModelBuilder *builder;
  guint32 rows[N_SHAPES], columns[N_SHAPES];
  guint tables[N_SHAPES];
  guint n_parameters;

  /* What the cell at hand has, by shape. */
  guint ops[N_SHAPES][BS_MAX_OPS];
  guint n_ops[N_SHAPES];

  guint n_inputs[N_CELLS], n_required[N_CELLS], inputs[N_CELLS][MAX_OPERANDS];
  guint outputs[N_CELLS][BS_MAX_CELL_OUTPUTS], n_outputs[N_CELLS];
} Maker;

static guint
random_below (Maker *self, guint n)
{
  return bs_random_below (&self->random, n);
}

static guint
add_parameter (Maker *self, guint32 rows, guint32 columns)
{
  g_autofree char *name = g_strdup_printf ("P%u", self->n_parameters++);
  const guint32 dims[] = { rows, columns };

  return bs_model_builder_parameter (self->builder, name, dims, columns > 1 ? 2 : 1);
}

/* A matrix, also where it has one column. */
static guint
add_weights (Maker *self, guint32 rows, guint32 columns)
{
  g_autofree char *name = g_strdup_printf ("P%u", self->n_parameters++);

  return bs_model_builder_parameter (self->builder, name, (const guint32[]){ rows, columns }, 2);
}

static guint
pick (Maker *self, guint shape)
{
  return self->ops[shape][random_below (self, self->n_ops[shape])];
}

static void
keep (Maker *self, guint shape, guint op)
{
  self->ops[shape][self->n_ops[shape]++] = op;
}

/* Squashed half of the time, so that numbers stay small. */
static guint
squash (Maker *self, guint op)
{
  return random_below (self, 2) ? op : bs_model_builder_unary (self->builder, BS_OP_TANH, op);
}

static guint
multiply (Maker *self, guint shape, guint op, guint32 rows)
{
  return bs_model_builder_product (self->builder, add_weights (self, self->rows[shape], rows), op);
}

/* A product that gives @shape: of one value or of two one above the other. */
static guint
random_product (Maker *self, guint shape)
{
  gboolean vectors = shape == SHORT || shape == LONG;
  guint first = vectors ? random_below (self, 2) : MATRIX;
  guint second = vectors ? random_below (self, 2) : MATRIX;
  guint a = pick (self, first), b = pick (self, second);

  if (random_below (self, 2))
    return multiply (self, shape, a, self->rows[first]);

  return multiply (self, shape, bs_model_builder_binary (self->builder, BS_OP_CONCAT, a, b),
                   self->rows[first] + self->rows[second]);
}

static guint
random_unary (Maker *self, guint shape)
{
  static const BsOpKind kinds[] = { BS_OP_SIGMOID, BS_OP_TANH, BS_OP_RELU, BS_OP_ONE_MINUS };
  guint a = pick (self, shape), kind = random_below (self, G_N_ELEMENTS (kinds) + 2);

  if (kind < G_N_ELEMENTS (kinds))
    return bs_model_builder_unary (self->builder, kinds[kind], a);
  if (kind == G_N_ELEMENTS (kinds))
    return bs_model_builder_scale (self->builder, -0.5f, a);

  return bs_model_builder_bias (self->builder,
                                add_parameter (self, self->rows[shape], self->columns[shape]), a);
}

static void
add_random_op (Maker *self)
{
  static const BsOpKind binary[] = { BS_OP_ADD, BS_OP_SUBTRACT, BS_OP_MULTIPLY };
  guint shape = random_below (self, self->n_ops[SQUARE] > 0 ? N_SHAPES : SQUARE);
  BsModelBuilder *builder = self->builder;
  guint sum;

  switch (random_below (self, 7))
    {
    case 0:
    case 1:
      keep (self, shape, random_unary (self, shape));
      break;
    case 2:
      {
        guint a = pick (self, shape), b = pick (self, shape);

        keep (self, shape, bs_model_builder_binary (builder, binary[random_below (self, 3)], a, b));
        break;
      }
    case 3: /* any product, which may end in a square */
      shape = random_below (self, N_SHAPES);
      keep (self, shape, squash (self, random_product (self, shape)));
      break;
    case 4: /* W x + U h, perhaps + V z */
      sum = random_product (self, shape == SQUARE ? MATRIX : shape);
      for (guint i = 0; i < 1 + random_below (self, 2); i++)
        {
          guint other = random_product (self, shape == SQUARE ? MATRIX : shape);

          /* Sometimes a part is wanted by itself, too. */
          if (random_below (self, 4) == 0)
            keep (self, shape == SQUARE ? MATRIX : shape, random_below (self, 2) ? sum : other);
          sum = random_below (self, 2) ? bs_model_builder_binary (builder, BS_OP_ADD, sum, other)
                                       : bs_model_builder_binary (builder, BS_OP_ADD, other, sum);
        }
      keep (self, shape == SQUARE ? MATRIX : shape, squash (self, sum));
      break;
    case 5: /* a matrix and a vector */
      sum = bs_model_builder_binary (builder, BS_OP_APPLY, pick (self, MATRIX), pick (self, LONG));
      keep (self, SHORT, squash (self, sum));
      break;
    default: /* two matrices */
      if (self->n_ops[SQUARE] > 0)
        sum = bs_model_builder_binary (builder, BS_OP_APPLY, pick (self, MATRIX),
                                       pick (self, SQUARE));
      else
        sum = pick (self, MATRIX);
      keep (self, MATRIX, squash (self, sum));
    }
}

static void
add_output (Maker *self, guint cell, guint shape, guint op)
{
  self->outputs[cell][self->n_outputs[cell]++] = shape;
  bs_model_builder_output (self->builder, op);
}

/* A cell of random operations. */
static void
add_random_cell (Maker *self, guint cell)
{
  g_autofree char *name = g_strdup_printf ("c%u", cell);
  BsModelBuilder *builder = self->builder;
  guint n_more = 3 + random_below (self, 14), first, shape;

  memset (self->n_ops, 0, sizeof self->n_ops);
  bs_model_builder_cell (builder, name, name, BS_SHAPE_CELL);
  self->n_inputs[cell] = cell == 0 ? 0 : 1 + random_below (self, MAX_OPERANDS);
  self->n_required[cell] = random_below (self, self->n_inputs[cell] + 1);
  for (guint i = 0; i < self->n_inputs[cell]; i++)
    {
      guint16 parameter = BS_NO_PARAMETER;

      shape = self->inputs[cell][i] = random_below (self, SQUARE);
      if (i >= self->n_required[cell])
        parameter = add_parameter (self, self->rows[shape], self->columns[shape]);
      keep (
          self, shape,
          bs_model_builder_input (builder, i, self->rows[shape], self->columns[shape], parameter));
    }
  for (shape = 0; shape < SQUARE; shape++)
    if (self->n_ops[shape] == 0 || random_below (self, 4) == 0)
      keep (self, shape, bs_model_builder_lookup (builder, self->tables[shape]));
  for (guint i = 0; i < n_more; i++)
    add_random_op (self);

  first = self->ops[SHORT][0];

  /* Squashed, so that values stay small however deep the graph. */
  self->n_outputs[cell] = self->n_ops[SQUARE] = 0;
  shape = random_below (self, SQUARE);
  for (guint i = 0; i < SQUARE; i++)
    {
      guint op = bs_model_builder_unary (builder, BS_OP_TANH,
                                         self->ops[shape][self->n_ops[shape] - 1]);

      add_output (self, cell, shape, op);
      self->n_ops[shape] = 0;
      keep (self, shape, op);
      shape = (shape + 1) % SQUARE;
    }

  /* And one that is a product, a sum of products, or handed on as it came. */
  shape = random_below (self, SQUARE);
  switch (random_below (self, 4))
    {
    case 0:
      add_output (self, cell, shape, random_product (self, shape));
      break;
    case 1:
      {
        guint a = random_product (self, shape), b = random_product (self, shape);

        add_output (self, cell, shape, bs_model_builder_binary (builder, BS_OP_ADD, a, b));
        break;
      }
    case 2:
      add_output (self, cell, SHORT, first);
      break;
    default:
      break;
    }
}

/* Values of a graph that is being made: nodes and their outputs, by shape. */
typedef struct
{
  guint32 nodes[N_SHAPES][1000];
  guint8 ports[N_SHAPES][1000];
  guint n[N_SHAPES];
} Values;

static void
pick_operand (Maker *self, const Values *values, guint shape, guint32 *node, guint8 *port)
{
  guint i = random_below (self, values->n[shape]);

  *node = values->nodes[shape][i];
  *port = values->ports[shape][i];
}

static void
keep_value (Values *values, guint shape, guint32 node, guint8 port)
{
  guint i = values->n[shape]++;

  g_assert_cmpuint (i, <, G_N_ELEMENTS (values->nodes[shape]));
  values->nodes[shape][i] = node;
  values->ports[shape][i] = port;
}

static void
call_cell (Maker *self, BsGraphBuilder *builder, BsTypeTable *types, Values *values, guint cell)
{
  g_autofree char *name = g_strdup_printf ("c%u", cell);
  guint type = bs_type_table_intern (types, name, NULL, BS_SHAPE_CELL);
  guint optional = self->n_inputs[cell] - self->n_required[cell];
  guint n = self->n_required[cell] + random_below (self, optional + 1);
  guint32 inputs[MAX_OPERANDS], node;
  guint8 ports[MAX_OPERANDS];

  for (guint i = 0; i < n; i++)
    pick_operand (self, values, self->inputs[cell][i], &inputs[i], &ports[i]);
  node = bs_graph_builder_call (builder, type, 0, random_below (self, 1000), inputs, ports, n);
  for (guint output = 0; output < self->n_outputs[cell]; output++)
    keep_value (values, self->outputs[cell][output], node, output);
}

/* The sum of some vectors, a type for each number of them; the mean of some matrices, one type. */
static void
call_variadic (Maker *self, BsGraphBuilder *builder, BsTypeTable *types, Values *values)
{
  gboolean mean = random_below (self, 2);
  guint shape = mean ? MATRIX : SHORT, n = 1 + random_below (self, 5);
  g_autofree char *name = mean ? g_strdup ("mean") : g_strdup_printf ("sum%u", n);
  guint type = bs_type_table_intern (types, name, NULL, BS_SHAPE_ELEMENTWISE);
  guint32 inputs[5];
  guint8 ports[5];

  for (guint i = 0; i < n; i++)
    pick_operand (self, values, shape, &inputs[i], &ports[i]);
  keep_value (values, shape,
              bs_graph_builder_call (builder, type, 0, BS_NO_DATUM, inputs, ports, n), 0);
}

static BsGraph *
make_graph (Maker *self, BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  Values values = { 0 };
  BsGraph *graph;

  for (guint i = 0; i < 60; i++)
    if (i > 3 && random_below (self, 4) == 0)
      call_variadic (self, builder, types, &values);
    else
      call_cell (self, builder, types, &values, i < 3 ? 0 : random_below (self, N_CELLS));

  for (guint i = 0; i < values.n[SHORT]; i++)
    {
      guint32 proj = bs_graph_builder_call (
          builder, bs_type_table_intern (types, "proj", NULL, BS_SHAPE_PROJECTION), 0, BS_NO_DATUM,
          &values.nodes[SHORT][i], &values.ports[SHORT][i], 1);
      guint8 port = i % 2;
      guint32 loss = bs_graph_builder_call (
          builder, bs_type_table_intern (types, "loss", NULL, BS_SHAPE_LOSS), 0, i, &proj, &port,
          1);

      g_array_append_val (losses, loss);
    }
  bs_graph_builder_add (builder, bs_type_table_intern (types, "reduce", NULL, BS_SHAPE_REDUCE), 0,
                        BS_NO_DATUM, (guint32 *) losses->data, losses->len);
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  return graph;
}

static void
add_sum (BsModelBuilder *builder, const char *name, BsOpKind kind, guint32 rows, guint32 columns,
         gboolean family)
{
  BsCell *cell = bs_model_builder_cell (builder, name, name, BS_SHAPE_ELEMENTWISE);

  cell->variadic = TRUE;
  cell->family = family;
  bs_model_builder_output (builder, bs_model_builder_reduce (builder, kind, rows, columns));
}

static void
test_random_cells (void)
{
  for (guint round = 0; round < 60; round++)
    {
      guint32 n = 1 + round % 13, w = 1 + round % 7;
      Maker maker = {
        .builder = bs_model_builder_new ("random", n),
        .rows = { n, w, n, w },
        .columns = { 1, 1, w, w },
      };
      BsModelBuilder *builder = maker.builder;
      g_autoptr (BsModel) model = NULL;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = NULL;
      const guint32 table_dims[SQUARE][3] = { { 11, n, 1 }, { 12, w, 1 }, { 13, n, w } };
      guint x;

      bs_random_init (&maker.random, 1000 + round);
      maker.tables[SHORT] = bs_model_builder_parameter (builder, "short", table_dims[SHORT], 2);
      maker.tables[LONG] = bs_model_builder_parameter (builder, "long", table_dims[LONG], 2);
      maker.tables[MATRIX] = bs_model_builder_parameter (builder, "matrix", table_dims[MATRIX], 3);
      for (guint cell = 0; cell < N_CELLS; cell++)
        add_random_cell (&maker, cell);
      add_sum (builder, "sum", BS_OP_SUM, n, 1, TRUE);
      add_sum (builder, "mean", BS_OP_MEAN, n, w, FALSE);
      add_sum (builder, "reduce", BS_OP_SUM, 1, 1, FALSE);
      /* Two products that are outputs, both a part of one level. */
      bs_model_builder_cell (builder, "proj", "P", BS_SHAPE_PROJECTION);
      x = bs_model_builder_input (builder, 0, n, 1, BS_NO_PARAMETER);
      for (guint i = 0; i < 2; i++)
        bs_model_builder_output (builder,
                                 bs_model_builder_product (builder, add_weights (&maker, 4, n), x));
      bs_model_builder_cell (builder, "loss", "L", BS_SHAPE_LOSS);
      x = bs_model_builder_input (builder, 0, 4, 1, BS_NO_PARAMETER);
      bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_LOSS, x));
      model = bs_model_builder_finish (builder);
      bs_model_initialize (model, round);

      graph = make_graph (&maker, types);
      assert_same_everywhere (model, graph, types);
    }
}

/* A call with its operands, as pairs of node and output. */
typedef struct
{
  const char *type;
  guint n;
  guint32 inputs[3];
  guint8 ports[3];
} Call;

static BsGraph *
make_calls (const Call *calls, guint n, BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();

  for (guint i = 0; i < n; i++)
    bs_graph_builder_call (builder,
                           bs_type_table_intern (types, calls[i].type, NULL, BS_SHAPE_CELL), 0, i,
                           calls[i].inputs, calls[i].ports, calls[i].n);

  return bs_graph_builder_finish (builder, NULL);
}

static BsModel *
make_small_model (void)
{
  static const guint32 vectors[] = { 3, 4 }, matrices[] = { 3, 4, 2 }, vector[] = { 4 };
  BsModelBuilder *builder = bs_model_builder_new ("small", 4);
  guint v, m;

  /* Outputs: a vector of 4, a matrix of 4 x 2. */
  bs_model_builder_cell (builder, "leaf", "F", BS_SHAPE_LOOKUP);
  v = bs_model_builder_parameter (builder, "v", vectors, 2);
  m = bs_model_builder_parameter (builder, "m", matrices, 3);
  bs_model_builder_output (builder, bs_model_builder_lookup (builder, v));
  bs_model_builder_output (builder, bs_model_builder_lookup (builder, m));
  bs_model_builder_cell (builder, "inner", "I", BS_SHAPE_CELL);
  m = bs_model_builder_input (builder, 0, 4, 2, BS_NO_PARAMETER);
  v = bs_model_builder_input (builder, 1, 4, 1,
                              bs_model_builder_parameter (builder, "d", vector, 1));
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, v));
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, m));
  bs_model_builder_cell (builder, "plain", "P", BS_SHAPE_CELL);
  v = bs_model_builder_input (builder, 0, 4, 1, BS_NO_PARAMETER);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, v));
  add_sum (builder, "sum", BS_OP_SUM, 4, 1, TRUE);

  return bs_model_builder_finish (builder);
}

static void
test_wrong_graph (void)
{
  static const struct
  {
    Call calls[3];
    const char *part;
  } cases[] = {
    { { { "other" } }, "no cell for type “other”" },
    { { { "leaf" }, { "plain" } }, "Node 1 calls cell plain with 0 inputs; it takes 1" },
    { { { "leaf" }, { "inner" } }, "Node 1 calls cell inner with 0 inputs; it takes 1 to 2" },
    { { { "leaf" }, { "inner", 3, { 0, 0, 0 }, { 1, 0, 0 } } }, "with 3 inputs; it takes 1 to 2" },
    { { { "leaf" }, { "sum0" } }, "Node 1 calls cell sum without an input" },
    { { { "leaf" }, { "plain", 1, { 0 }, { 2 } } },
      "Node 1 (plain) wants 4 numbers of output 2 of node 0 (leaf), which does not have them" },
    { { { "leaf" }, { "plain", 1, { 0 }, { 1 } } }, "wants 4 numbers of output 1" },
    { { { "leaf" }, { "inner", 1, { 0 }, { 0 } } }, "wants a matrix of 4 × 2 of output 0" },
    { { { "leaf" }, { "inner", 2, { 0, 0 }, { 1, 1 } } }, "wants 4 numbers of output 1" },
    { { { "leaf" }, { "sum2", 2, { 0, 0 }, { 0, 1 } } }, "Node 1 (sum) wants 4 numbers" },
  };
  static const Call good[] = { { "leaf" }, { "inner", 1, { 0 }, { 1 } }, { "sum1", 1, { 1 } } };
  g_autoptr (BsModel) model = make_small_model ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < bs_fixture_n_backends (); k++)
      {
        g_autoptr (BsTypeTable) types = bs_type_table_new ();
        g_autoptr (GError) error = NULL;
        guint n = cases[i].calls[1].type != NULL ? 2 : 1;
        g_autoptr (BsGraph) right = make_calls (good, G_N_ELEMENTS (good), types);
        g_autoptr (BsGraph) graph = make_calls (cases[i].calls, n, types);
        g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL, NULL);
        g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, 0, FALSE);
        g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
        g_autoptr (BsSchedule) right_schedule = bs_scheduler_run (scheduler, right, types);
        g_autoptr (BsBackend) backend = bs_fixture_backend (k, model);

        g_assert_false (backend->klass->begin (backend, graph, types, schedule, &error));
        bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, cases[i].part);
        /* It does no harm to the next one. */
        g_clear_error (&error);
        g_assert_true (backend->klass->begin (backend, right, types, right_schedule, &error));
        g_assert_no_error (error);
        run_decisions (backend, right_schedule, 0);
      }
}

/* Operands of one batch may be different outputs of different cells. */
static void
test_ports (void)
{
  static const Call calls[] = {
    { "leaf" },
    { "leaf" },
    { "inner", 2, { 0, 1 }, { 1, 0 } },
    { "inner", 1, { 1 }, { 1 } },
    { "inner", 2, { 2, 3 }, { 1, 0 } },
    { "sum3", 3, { 0, 2, 4 }, { 0, 0, 0 } },
    { "plain", 1, { 0 }, { 0 } },
    { "plain", 1, { 3 }, { 0 } },
  };
  g_autoptr (BsModel) model = make_small_model ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = make_calls (calls, G_N_ELEMENTS (calls), types);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);

  bs_model_initialize (model, 2);
  for (guint k = 0; k < bs_fixture_n_backends (); k++)
    {
      g_autoptr (BsBackend) backend = compute (k, model, policy, graph, types);
      const float *v = model->values, *m = v + 3 * 4, *d = m + 3 * 4 * 2;
      guint32 length;

      for (guint i = 0; i < 4; i++)
        {
          double inner2 = tanh (v[4 + i]), inner4 = tanh (tanh (d[i]));

          g_assert_cmpfloat_with_epsilon (backend->klass->read_value (backend, 5, 0, &length)[i],
                                          v[i] + inner2 + inner4, 1e-6);
          g_assert_cmpuint (length, ==, 4);
          g_assert_cmpfloat_with_epsilon (backend->klass->read_value (backend, 7, 0, &length)[i],
                                          inner4, 1e-6);
          for (guint c = 0; c < 2; c++)
            g_assert_cmpfloat_with_epsilon (
                backend->klass->read_value (backend, 4, 1, &length)[i * 2 + c],
                tanh (tanh (m[i * 2 + c])), 1e-6);
          g_assert_cmpuint (length, ==, 8);
        }
    }
}

static void
test_initial_values (void)
{
  g_autoptr (BsModel) a = make_small_model (), b = make_small_model ();
  gboolean differs = FALSE;

  bs_model_initialize (a, 1);
  bs_model_initialize (b, 1);
  g_assert_cmpmem (a->values, a->n_values * sizeof (float), b->values,
                   b->n_values * sizeof (float));
  bs_model_initialize (b, 2);
  for (gsize i = 0; i < a->n_values; i++)
    {
      differs |= a->values[i] != b->values[i];
      /* Never a constant, and within the largest bound of any parameter: a vector of 4. */
      g_assert_true (a->values[i] != 0.0f && fabs (a->values[i]) <= sqrt (6.0 / 5.0));
    }
  g_assert_true (differs);
}

/* A call with more than 2^32 numbers of its own is refused. */
static void
test_large_values (void)
{
  const guint32 dims[] = { 3, 1 };

  for (BsPlanner planner = 0; planner < BS_PLANNER_FULL; planner++)
    {
      BsModelBuilder *builder = bs_model_builder_new ("large", 1);
      guint value = bs_model_builder_parameter (builder, "table", dims, 2);
      BsBackendOptions options;
      g_autoptr (BsModel) model = NULL;
      g_autoptr (GError) error = NULL;

      bs_model_builder_cell (builder, "large", "L", BS_SHAPE_LOSS);
      value = bs_model_builder_lookup (builder, value);
      for (guint i = 0; i < 31; i++)
        value = bs_model_builder_binary (builder, BS_OP_CONCAT, value, value);
      value = bs_model_builder_unary (builder, BS_OP_TANH, value);
      bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_LOSS, value));
      model = bs_model_builder_finish (builder);
      bs_backend_options_init (&options);
      options.planner = planner;
      g_assert_null (bs_backend_new ("cpu", model, &options, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
    }
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/execution/random-cells", test_random_cells);
  g_test_add_func ("/execution/ports", test_ports);
  g_test_add_func ("/execution/wrong-graph", test_wrong_graph);
  g_test_add_func ("/execution/initial-values", test_initial_values);
  g_test_add_func ("/execution/large-values", test_large_values);

  return g_test_run ();
}
