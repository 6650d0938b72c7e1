/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped policies load, fit the sample that they were trained on, and come out the same, byte
 * for byte, when they are trained again.
 *
 * Arguments: --, the name of a policy, then the command that trains it (without -o). */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "engine/policy.h"
#include "engine/workload.h"
#include "profiles/files/policy-file.h"
#include "tests/house/tree.h"

static const char *policy_name;
static char **command;

static void
test_loads (void)
{
  g_autofree char *full = g_build_filename (tree_get_root (), policy_name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_load (full, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fsm->states->n_states, >, 1);
  for (guint state = 0; state < fsm->states->n_states; state++)
    {
      guint n_actions;

      bs_fsm_get_actions (fsm, state, &n_actions);
      g_assert_cmpuint (n_actions, >, 0);
    }
}

/* The sample of the model that the policy is named after. */
static BsWorkload *
open_workload (void)
{
  g_autofree char *base = g_path_get_basename (policy_name);
  g_autofree char *name = g_strndup (base, strlen (base) - strlen (".json"));
  g_autofree char *file = g_strconcat (name, ".model", NULL);
  g_autofree char *path = g_build_filename (tree_get_root (), "data", "models", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) model = bs_model_file_load (path, &error);
  g_autofree char *sample = NULL;
  BsWorkload *workload;

  g_assert_no_error (error);
  sample = g_build_filename (tree_get_root (), "data", "samples",
                             bs_model_file_get_samples (model)[0], NULL);
  workload = bs_workload_open (model, (const char *const[]){ sample, NULL }, 1, &error);
  g_assert_no_error (error);

  return workload;
}

#define BATCH_SIZE 64

/* Batches of all mini-batches of the sample, one after the other. */
static guint32
count_batches (BsWorkload *workload, BsPolicy *policy, BsEncoding encoding)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, encoding, FALSE);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  guint32 n_batches = 0;

  for (guint32 first = 0; first < bs_workload_get_n_inputs (workload); first += BATCH_SIZE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsGraph)
          graph = bs_workload_build_graph (workload, first, BATCH_SIZE, types, &error);
      g_autoptr (BsSchedule) schedule = NULL;

      g_assert_no_error (error);
      schedule = bs_scheduler_run (scheduler, graph, types);
      g_assert_cmpuint (schedule->n_nodes, ==, graph->n_nodes);
      n_batches += schedule->n_decisions;
    }

  return n_batches;
}

/* On the whole sample the policy is no worse than any rule. */
static void
test_fits (void)
{
  static const char *const rules[] = { "depth", "agenda", "agenda-remaining", "sufficient",
                                       "sufficient-reversed" };
  g_autofree char *full = g_build_filename (tree_get_root (), policy_name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_load (full, &error);
  g_autoptr (BsWorkload) workload = open_workload ();
  g_autoptr (BsPolicy) policy = NULL;
  guint32 learned;

  g_assert_no_error (error);
  policy = bs_policy_new_fsm (fsm);
  learned = count_batches (workload, policy, fsm->states->encoding);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (BsPolicy) rule = bs_policy_new (rules[i], NULL, &error);
      guint32 n = count_batches (workload, rule, BS_ENCODING_SORT);

      g_test_message ("%s: %u batches, learned: %u", rules[i], n, learned);
      g_assert_cmpuint (learned, <=, n);
    }
}

static void
test_same (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "policy.json", NULL);
  g_autofree char *shipped = tree_read_file (policy_name);
  g_autofree char *trained = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status = 0;

  for (guint i = 0; command[i] != NULL; i++)
    g_ptr_array_add (argv, command[i]);
  g_ptr_array_add (argv, (char *) "-o");
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &trained, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (trained, ==, shipped);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int n = 1;

  /* What follows is not for g_test_init (), which has a --seed of its own. */
  while (n < argc && !g_str_equal (argv[n], "--"))
    n++;
  g_assert_cmpint (argc, >, n + 3);
  policy_name = argv[n + 1];
  command = argv + n + 2;
  g_test_init (&n, &argv, NULL);
  g_test_add_func ("/house/policies/loads", test_loads);
  g_test_add_func ("/house/policies/fits", test_fits);
  g_test_add_func ("/house/policies/same", test_same);

  return g_test_run ();
}
