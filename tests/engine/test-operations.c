/* SPDX-License-Identifier: Apache-2.0 */
/* Each operation of the table computes the same with every backend and planner. */
#include "config.h"

#include <math.h>

#include "engine/error.h"
#include "engine/model-builder.h"
#include "tests/engine/fixtures.h"
#include "tests/engine/operations.h"

static void
run_all (BsBackend *backend, const BsSchedule *schedule)
{
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
}

/* The last @n nodes have the same values with all backends. */
static void
compare_all (BsModel *model, BsGraph *graph, const BsTypeTable *types, guint32 n)
{
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsBackend) oracle = bs_operation_backend (0, model, graph, types, schedule);

  run_all (oracle, schedule);
  for (guint i = 1; i < bs_fixture_n_backends (); i++)
    {
      g_autoptr (BsBackend) backend = bs_operation_backend (i, model, graph, types, schedule);

      run_all (backend, schedule);
      for (guint32 node = graph->n_nodes - n; node < graph->n_nodes; node++)
        {
          guint32 length, other;
          const float *x = oracle->klass->read_value (oracle, node, 0, &length);
          const float *y = backend->klass->read_value (backend, node, 0, &other);

          g_assert_cmpuint (length, ==, other);
          for (guint32 k = 0; k < length; k++)
            if (isnan (x[k]))
              g_assert_true (isnan (y[k]));
            else
              g_assert_cmpfloat_with_epsilon (x[k], y[k], 1e-5 * (1.0 + fabs (x[k])));
        }
    }
}

/* @step: of so many parameters one is no number; 0: all are. */
static void
compare (BsOpKind kind, guint32 n, guint32 rows, guint32 columns, guint step)
{
  g_autoptr (BsModel) model = bs_operation_model (kind, rows, columns);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_operation_graph (kind, n, types);

  for (gsize i = 0; step > 0 && i < model->n_values; i += step)
    model->values[i] = NAN;
  compare_all (model, graph, types, n);
}

/* A cell of its own on the leaves of an operation. */
static void
compare_cell (guint (*add) (BsModelBuilder *builder, guint32 size), guint32 size, guint32 columns)
{
  static const guint32 n_words = 7;
  const guint32 dims[] = { n_words, size, columns };
  BsModelBuilder *builder = bs_model_builder_new ("cell", size);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_operation_graph (BS_OP_TANH, 9, types);
  g_autoptr (BsModel) model = NULL;
  guint table = bs_model_builder_parameter (builder, "table", dims, columns > 1 ? 3 : 2);

  bs_model_builder_cell (builder, "leaf", "F", BS_SHAPE_LOOKUP);
  bs_model_builder_output (builder, bs_model_builder_lookup (builder, table));
  bs_model_builder_cell (builder, "op", "O", BS_SHAPE_CELL);
  bs_model_builder_input (builder, 0, size, columns, BS_NO_PARAMETER);
  bs_model_builder_output (builder, add (builder, size));
  model = bs_model_builder_finish (builder);
  bs_model_initialize (model, 1);
  compare_all (model, graph, types, 9);
}

/* Each reads what the one before writes, and their places are side by side. */
static guint
add_neighbours (BsModelBuilder *builder, guint32 size)
{
  const guint32 dims[] = { size, size };
  guint weights = bs_model_builder_parameter (builder, "weights", dims, 2);
  guint last = bs_model_builder_product (builder, weights, 0), all = last;

  for (guint i = 0; i < 4; i++)
    {
      last = bs_model_builder_unary (builder, BS_OP_SIGMOID, last);
      all = bs_model_builder_binary (builder, BS_OP_CONCAT, all, last);
    }

  return all;
}

/* A product of a matrix with more parts than there can be operations. */
static guint
add_parts (BsModelBuilder *builder, guint32 size)
{
  const guint32 dims[] = { 3, size << 8 };
  guint weights = bs_model_builder_parameter (builder, "weights", dims, 2);
  guint all = 0;

  for (guint i = 0; i < 8; i++)
    all = bs_model_builder_binary (builder, BS_OP_CONCAT, all, all);

  return bs_model_builder_product (builder, weights, all);
}

static void
test_cells (void)
{
  static const guint32 sizes[] = { 2, 16, 33 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      compare_cell (add_neighbours, sizes[i], 1);
      compare_cell (add_parts, sizes[i], 3);
      compare_cell (add_parts, sizes[i], 1);
    }
}

/* A call whose values no work space can hold is refused before anything is allocated. */
static void
test_too_large (void)
{
  static const guint32 dims[] = { 3, 1 };
  BsModelBuilder *builder = bs_model_builder_new ("large", 1);
  guint table = bs_model_builder_parameter (builder, "table", dims, 2), all;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) error = NULL;

  bs_model_builder_cell (builder, "leaf", "F", BS_SHAPE_LOOKUP);
  all = bs_model_builder_lookup (builder, table);
  for (guint i = 0; i < 31; i++)
    all = bs_model_builder_binary (builder, BS_OP_CONCAT, all, all);
  all = bs_model_builder_unary (builder, BS_OP_SIGMOID, all);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_LOSS, all));
  model = bs_model_builder_finish (builder);
  bs_model_initialize (model, 1);
  for (guint planner = 0; planner < BS_N_PLANNERS; planner++)
    {
      BsBackendOptions options;

      bs_backend_options_init (&options);
      options.planner = planner;
      g_assert_null (bs_backend_new ("cpu", model, &options, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, "large");
      g_clear_error (&error);
    }
}

static void
test_operation (gconstpointer data)
{
  BsOpKind kind = GPOINTER_TO_UINT (data);
  static const guint32 sizes[] = { 1, 5, 16, 33, 64, 67 }, calls[] = { 1, 2, 7, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (calls); k++)
      {
        compare (kind, calls[k], sizes[i], 1, 0);
        if (bs_op_info (kind)->class_ != BS_OP_CLASS_LOSS)
          compare (kind, calls[k], sizes[i], sizes[(i + 2) % G_N_ELEMENTS (sizes)], 0);
      }
}

/* What is no number makes what is computed from it none, and nothing else. */
static void
test_not_a_number (void)
{
  for (guint kind = 0; kind < BS_N_OP_KINDS; kind++)
    for (guint32 rows = 3; rows < 40; rows += 18)
      compare (kind, 7, rows, bs_op_info (kind)->class_ == BS_OP_CLASS_LOSS ? 1 : 2, 11);
}

/* The table has a row for each, with a name of its own. */
static void
test_table (void)
{
  for (guint kind = 0; kind < BS_N_OP_KINDS; kind++)
    {
      g_assert_nonnull (bs_op_info (kind)->name);
      for (guint other = 0; other < kind; other++)
        g_assert_cmpstr (bs_op_info (kind)->name, !=, bs_op_info (other)->name);
    }
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operations/table", test_table);
  g_test_add_func ("/operations/cells", test_cells);
  g_test_add_func ("/operations/too-large", test_too_large);
  g_test_add_func ("/operations/not-a-number", test_not_a_number);
  for (guint kind = 0; kind < BS_N_OP_KINDS; kind++)
    {
      g_autofree char *path = g_strconcat ("/operations/", bs_op_info (kind)->name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (kind), test_operation);
    }

  return g_test_run ();
}
