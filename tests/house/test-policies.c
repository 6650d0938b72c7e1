/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped policies load, fit the sample that they were trained on, and come out the same, byte
 * for byte, when they are trained again.
 *
 * Arguments: --, the name of a policy, then the command that trains it (without -o). */
#include "config.h"

#include <glib/gstdio.h>

#include "engine/policy.h"
#include "engine/workload.h"
#include "profiles/policy-file.h"
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

/* On the whole corpus the policy decides by what it learned and takes no more than the bound. */
static void
test_fits (void)
{
  g_autofree char *full = g_build_filename (tree_get_root (), policy_name, NULL);
  g_autofree char *corpus = g_build_filename (tree_get_root (), "data", "samples", "trees.txt",
                                              NULL);
  const char *files[] = { corpus, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_load (full, &error);
  g_autoptr (BsWorkload) workload = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsSchedule) schedule = NULL;

  g_assert_no_error (error);
  workload = bs_workload_open ("tree-lstm", files, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bs_workload_get_n_inputs (workload), ==, 400);
  graph = bs_workload_build_graph (workload, 0, 400, types, &error);
  g_assert_no_error (error);
  policy = bs_policy_new_fsm (fsm);
  scheduler = bs_scheduler_new (policy, fsm->states->encoding, FALSE);
  schedule = bs_scheduler_run (scheduler, graph, types);
  g_assert_cmpuint (schedule->n_nodes, ==, graph->n_nodes);
  g_assert_cmpuint (schedule->n_decisions, ==, bs_graph_lower_bound (graph));
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
