/* SPDX-License-Identifier: Apache-2.0 */
/* Each operation of the table computes the same with every backend and planner. */
#include "config.h"

#include <math.h>

#include "tests/engine/fixtures.h"
#include "tests/engine/operations.h"

static void
run_all (BsBackend *backend, const BsSchedule *schedule)
{
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
}

static void
compare (BsOpKind kind, guint32 n, guint32 rows, guint32 columns)
{
  g_autoptr (BsModel) model = bs_operation_model (kind, rows, columns);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_operation_graph (kind, n, types);
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
            g_assert_cmpfloat_with_epsilon (x[k], y[k], 1e-5 * (1.0 + fabs (x[k])));
        }
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
        compare (kind, calls[k], sizes[i], 1);
        if (bs_op_info (kind)->class_ != BS_OP_CLASS_LOSS)
          compare (kind, calls[k], sizes[i], sizes[(i + 2) % G_N_ELEMENTS (sizes)]);
      }
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
  for (guint kind = 0; kind < BS_N_OP_KINDS; kind++)
    {
      g_autofree char *path = g_strconcat ("/operations/", bs_op_info (kind)->name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (kind), test_operation);
    }

  return g_test_run ();
}
