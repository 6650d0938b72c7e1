/* SPDX-License-Identifier: Apache-2.0 */
/* Who decides in a run: a rule, a search, a policy from a file, or one that is learned first. */
#pragma once

#include <gio/gio.h>

#include "engine/policy.h"
#include "engine/training.h"

G_BEGIN_DECLS

/* The name of one that is learned on the first mini-batch. */
#define BS_RUN_POLICY_LEARNED "fsm"

/* Wider or larger ones are mistakes: they would not fit into memory. */
#define BS_RUN_MAX_BEAM 100000
#define BS_RUN_MAX_STATES 1000000000
#define BS_RUN_MAX_EPISODES 10000000

typedef struct
{
  char *name;                 /* as given */
  BsEncoding encoding;        /* of the states of the run */
  BsPolicy *policy;           /* %NULL until bs_run_policy_prepare() where one is to be learned */
  BsTrainingResult *training; /* (nullable) */
  gboolean from_file;
} BsRunPolicy;

/* What is said of a policy besides its name. */
typedef struct
{
  gboolean encoding_given;
  BsEncoding encoding;
  gboolean one_of_several; /* an encoding that is of no use to this one is for others */
  BsPolicyOptions options;
} BsRunPolicyChoices;

void bs_run_policy_choices_init (BsRunPolicyChoices *self);

/**
 * bs_run_policy_new:
 * @name: one of bs_policy_names(), `fsm`, or the file of a policy
 *
 * Returns: (transfer full): who decides, or %NULL with an error
 */
BsRunPolicy *bs_run_policy_new (const char *name, const BsRunPolicyChoices *choices,
                                GError **error);
void bs_run_policy_free (BsRunPolicy *self);

/** bs_run_policy_needs_graph: Returns: whether bs_run_policy_prepare() looks at a graph. */
gboolean bs_run_policy_needs_graph (const BsRunPolicy *self);

/**
 * bs_run_policy_prepare:
 * @graph: the first of the run
 * @types: those of the inputs
 * @n_changes: episodes, or changes to try, while one is learned; 0: as many as is usual
 * @progress: (nullable): called in this thread while one is learned
 * @unknown: (out) (transfer full) (nullable): types that the table from a file does not know
 *
 * Learns what is to be learned, or finds out whether a table from a file knows the types.
 *
 * Returns: %FALSE with an error when the table knows none of them, or when cancelled
 */
gboolean bs_run_policy_prepare (BsRunPolicy *self, BsGraph *graph, const BsTypeTable *types,
                                guint64 seed, guint32 n_changes, BsTrainingProgress progress,
                                gpointer user_data, GCancellable *cancellable, char **unknown,
                                GError **error);

/**
 * bs_run_policy_check_types:
 * @path: where the table is from
 * @types: those of the inputs
 * @unknown: (out) (transfer full) (nullable): those that the table does not know
 *
 * Returns: %FALSE with an error when it knows none of them
 */
gboolean bs_run_policy_check_types (const BsFsm *fsm, const char *path, const BsTypeTable *types,
                                    char **unknown, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRunPolicy, bs_run_policy_free)

G_END_DECLS
