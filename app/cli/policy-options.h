/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: rules, searches, policies from files, or one learned here. */
#pragma once

#include <gio/gio.h>

#include "app/cli/data-options.h"
#include "profiles/recording/run-policy.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;   /* of a command that takes one */
  char **names; /* of a command that takes several */
  char *encoding_text, *beam_text, *max_states_text, *changes_text;

  /* after bs_cli_policies_check() */
  GPtrArray *list;           /* BsRunPolicy */
  BsRunPolicyChoices chosen; /* what they were told */
  guint32 n_changes;         /* to try where one is learned; 0: as many as is usual */

  /*< private >*/
  char *help;
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
BsRunPolicy *bs_cli_policies_first (BsCliPolicies *self);

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
gboolean bs_cli_policies_restart (BsCliPolicies *self, BsRunPolicy *policy, GError **error);

/** bs_cli_policies_note_unknown: says that the policy @name does not know the types @unknown
 * (nullable). */
void bs_cli_policies_note_unknown (const char *name, const char *unknown);

void bs_cli_policies_clear (BsCliPolicies *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliPolicies, bs_cli_policies_clear)

G_END_DECLS
