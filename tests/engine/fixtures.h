/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs and corpora for tests. */
#pragma once

#include "engine/backend.h"
#include "engine/graph.h"
#include "engine/planning/graph-plan.h"
#include "engine/policy.h"
#include "engine/random.h"
#include "engine/workload.h"

G_BEGIN_DECLS

/* A graph of @n_nodes over types t1 .. with up to @max_inputs inputs each, repeats included. */
BsGraph *bs_fixture_random_graph (BsRandom *random, guint n_nodes, guint n_types, guint max_inputs,
                                  BsTypeTable *types);

/* @n_trees random binary trees of 1 to @max_leaves leaves, as text. */
GString *bs_fixture_random_trees (BsRandom *random, guint n_trees, guint max_leaves);

/* The shipped model @name, from the source tree. */
BsModelFile *bs_fixture_model (const char *name);

/* The graph of all inputs of @text with the shipped model @name. */
BsGraph *bs_fixture_graph (const char *name, const char *text, BsTypeTable *types);

/* The same of random trees with the model tree-lstm. */
BsGraph *bs_fixture_tree_graph (guint64 seed, guint n_trees, guint max_leaves, BsTypeTable *types);

/* Every node once, in an order and in batches that @graph allows. */
void bs_fixture_assert_valid (const BsGraph *graph, const BsSchedule *schedule);

/* All that bs_fixture_policy() makes: every policy, and a table of every encoding. */
GStrv bs_fixture_policy_names (void);

/* Makes the policy by name, or an FSM learned on @graph with an encoding's name. */
BsPolicy *bs_fixture_policy (const char *name, BsGraph *graph, const BsTypeTable *types);

/* What the nodes of each type give, as the cells of @model say. */
BsPlanType *bs_fixture_plan_types (const BsModel *model, const BsTypeTable *types);

/* Path of a file of the shared research data, or NULL: skip the test. */
char *bs_fixture_shared (const char *name);

/* The shipped model @name on its shipped sample. */
BsWorkload *bs_fixture_sample_workload (const char *name);

/* The shipped model @name on the shared research data of its structure, or NULL: skip the test. */
BsWorkload *bs_fixture_shared_workload (const char *name);

#define bs_assert_error_contains(error, code, part)                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_error (error, BS_ERROR, code);                                                        \
    if (strstr ((error)->message, part) == NULL)                                                   \
      g_error ("“%s” is not in “%s”", part, (error)->message);                                     \
  }                                                                                                \
  G_STMT_END

/** bs_fixture_n_backends, bs_fixture_backend: all backends, with every planner and with several
 * threads: the first is the oracle. Returns: (transfer full): number @i. */
guint bs_fixture_n_backends (void);
BsBackend *bs_fixture_backend (guint i, BsModel *model);

G_END_DECLS
