/* SPDX-License-Identifier: Apache-2.0 */
/* Every workload has the same loss with every way of batching as unbatched in double precision. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/model-file.h"
#include "engine/workload.h"
#include "tests/engine/fixtures.h"

#define TOLERANCE 1e-4

static const char *const workloads[] = {
  "bilstm-tagger", "bilstm-tagger-char", "lattice-gru",     "lattice-lstm", "lstm-nmt",
  "mv-rnn",        "tree-gru",           "tree-lstm-2type", "tree-lstm",
};

/* These make their inputs up. */
static const char *const generated[] = { "perfect-tree", "random-dag" };

static double
compute (guint backend_number, const char *policy_name, BsModel *model, BsGraph *graph,
         const BsTypeTable *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPolicy) policy = bs_fixture_policy (policy_name, graph, types);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsBackend) backend = bs_fixture_backend (backend_number, model);

  backend->klass->begin (backend, graph, types, schedule, &error);
  g_assert_no_error (error);
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);

  return backend->klass->read_loss (backend);
}

static void
assert_losses (BsWorkload *workload, guint size, guint32 first, guint32 batch_size)
{
  static const char *const policies[] = { "unbatched", "depth", "agenda", "sufficient" };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, first, batch_size, types, &error);
  g_autoptr (BsModel) model = bs_workload_create_model (workload, size, &error);
  double expected;

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  expected = compute (0, "unbatched", model, graph, types);
  g_test_message ("%s, size %u, %u inputs: loss %g", bs_workload_get_name (workload), size,
                  batch_size, expected);
  g_assert_true (isfinite (expected));
  g_assert_cmpfloat (expected, >, 0.0);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    for (guint k = 1; k < bs_fixture_n_backends (); k++)
      g_assert_cmpfloat_with_epsilon (compute (k, policies[i], model, graph, types) / expected, 1.0,
                                      TOLERANCE);
}

static void
test_samples (gconstpointer name)
{
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  const char *const *samples = bs_model_file_get_samples (file);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BsWorkload) workload = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; samples[i] != NULL; i++)
    g_ptr_array_add (
        paths, g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples", samples[i], NULL));
  g_ptr_array_add (paths, NULL);
  workload = bs_workload_open (file, (const char *const *) paths->pdata, 1, &error);
  g_assert_no_error (error);
  assert_losses (workload, 2, 0, 8);
  assert_losses (workload, 6, 8, 8);
  assert_losses (workload, 32, 16, 64);
}

static void
test_shared (gconstpointer name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_shared_workload (name);

  if (workload == NULL)
    {
      g_test_skip ("there are no shared corpora here");
      return;
    }
  assert_losses (workload, 64, 0, 8);
  assert_losses (workload, 64, 0, 64);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *samples = g_strconcat ("/losses/samples/", workloads[i], NULL);
      g_autofree char *shared = g_strconcat ("/losses/shared/", workloads[i], NULL);

      g_test_add_data_func (samples, workloads[i], test_samples);
      g_test_add_data_func (shared, workloads[i], test_shared);
    }

  for (guint i = 0; i < G_N_ELEMENTS (generated); i++)
    {
      g_autofree char *path = g_strconcat ("/losses/generated/", generated[i], NULL);

      g_test_add_data_func (path, generated[i], test_samples);
    }

  return g_test_run ();
}
