/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: rules, searches, policies from files, or one learned here. */
#pragma once

#include <gio/gio.h>

#include "app/cli/data-options.h"
#include "engine/policy.h"
#include "engine/training.h"

G_BEGIN_DECLS

/* One that decides. */
typedef struct
{
  char *name;                 /* as given */
  BsEncoding encoding;        /* of the states of the run */
  BsPolicy *policy;           /* %NULL until bs_cli_policies_prepare() where one is to be learned */
  BsTrainingResult *training; /* (nullable) */
  gboolean from_file;
} BsCliPolicy;

typedef struct
{
  char *name;   /* of a command that takes one */
  char **names; /* of a command that takes several */
  char *encoding_text, *beam_text, *max_states_text;

  GPtrArray *list; /* BsCliPolicy, after bs_cli_policies_check() */

  /*< private >*/
  char *help;
  BsEncoding encoding;
  BsPolicyOptions options;
} BsCliPolicies;

/** bs_cli_encoding_check: @text: (nullable): the value of --encoding. */
gboolean bs_cli_encoding_check (const char *text, BsEncoding *encoding, GError **error);

/** bs_cli_policies_add_options: @several: whether --policy may be repeated. */
void bs_cli_policies_add_options (BsCliPolicies *self, GOptionContext *context, gboolean several);

/**
 * bs_cli_policies_check:
 * @names: (array zero-terminated=1): the policies where none are given
 * @seed: of those that draw
 *
 * Makes the policies, but for one that is to be learned.
 */
gboolean bs_cli_policies_check (BsCliPolicies *self, const char *const *names, guint64 seed,
                                GError **error);

/** bs_cli_policies_first: Returns: (transfer none): the only one of a command that takes one. */
BsCliPolicy *bs_cli_policies_first (BsCliPolicies *self);

/** bs_cli_policies_get_options: Returns: (transfer none): what policies were told, after
 * bs_cli_policies_check(). */
const BsPolicyOptions *bs_cli_policies_get_options (const BsCliPolicies *self);

/** bs_cli_policies_check_output: refuses to write over the file of a policy. */
gboolean bs_cli_policies_check_output (BsCliPolicies *self, const char *path, GError **error);

/**
 * bs_cli_policies_prepare:
 * @data: opened
 *
 * Learns on the first mini-batch (or graph) what is to be learned, and finds out whether the tables
 * from files know its types.
 */
gboolean bs_cli_policies_prepare (BsCliPolicies *self, BsCliData *data, GCancellable *cancellable,
                                  GError **error);

/** bs_cli_policies_prepare_for: the same for graphs of @types, of which @graph is the first; @seed: of
 * what is learned. */
gboolean bs_cli_policies_prepare_for (BsCliPolicies *self, BsGraph *graph, const BsTypeTable *types,
                                      guint64 seed, GCancellable *cancellable, GError **error);

/** bs_cli_policies_restart: one that draws draws again what it drew first. */
gboolean bs_cli_policies_restart (BsCliPolicies *self, BsCliPolicy *policy, GError **error);

/**
 * bs_cli_fsm_check_types:
 * @path: where the table is from
 * @types: those of the inputs
 * @missing: (out) (optional) (transfer full) (nullable): those that the table does not know
 *
 * Returns: %FALSE with an error when it knows none of them
 */
gboolean bs_cli_fsm_check_types (const BsFsm *fsm, const char *path, const BsTypeTable *types,
                                 char **missing, GError **error);

void bs_cli_policies_clear (BsCliPolicies *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliPolicies, bs_cli_policies_clear)

G_END_DECLS
