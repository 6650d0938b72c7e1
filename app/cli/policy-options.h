/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: a rule, a policy from a file, or one learned here. */
#pragma once

#include <gio/gio.h>

#include "app/cli/data-options.h"
#include "engine/policy.h"
#include "engine/training.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *encoding_text;

  BsEncoding encoding; /* of the states of the run */
  BsPolicy *policy;    /* %NULL until bs_cli_policy_train() where one is to be learned */
  BsTrainingResult *training;
} BsCliPolicy;

/** bs_cli_encoding_check: @text: (nullable): the value of --encoding; sort by default. */
gboolean bs_cli_encoding_check (const char *text, BsEncoding *encoding, GError **error);

void bs_cli_policy_add_options (BsCliPolicy *self, GOptionContext *context);

/** bs_cli_policy_check: makes the policy, or finds that one is to be learned. */
gboolean bs_cli_policy_check (BsCliPolicy *self, GError **error);

/**
 * bs_cli_policy_train:
 * @types: types are added
 *
 * Learns the policy on the first mini-batch (or graph) if it is to be learned, else does nothing.
 */
gboolean bs_cli_policy_train (BsCliPolicy *self, BsCliData *data, BsTypeTable *types,
                              GCancellable *cancellable, GError **error);

void bs_cli_policy_clear (BsCliPolicy *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliPolicy, bs_cli_policy_clear)

G_END_DECLS
