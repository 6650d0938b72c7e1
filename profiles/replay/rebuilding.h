/* SPDX-License-Identifier: Apache-2.0 */
/* What decided and what executed, made again from what a trace says of itself. Nothing that a trace
 * names is opened: files are given by who asks. */
#pragma once

#include "engine/backend.h"
#include "engine/model-file.h"
#include "engine/policy.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_rebuild_policy:
 * @why: (out) (transfer full): why there is none, translated
 *
 * The table that the trace holds, or a rule or search by name, with its seed and settings.
 *
 * Returns: (transfer full) (nullable): the policy as it was before the first decision
 */
BsPolicy *bs_rebuild_policy (const BsTrace *trace, char **why);

/** bs_rebuild_can_execute: Returns: (nullable) (transfer full): why what the trace executed cannot be
 * executed again, whatever model file is given, translated; %NULL: it can. */
char *bs_rebuild_can_execute (const BsTrace *trace);

/**
 * bs_rebuild_model:
 * @file: the model that was run
 * @parameters: (nullable): the file with its parameters; %NULL: they came from the seed
 * @why: (out) (transfer full) (nullable): why there is none where @error is not set, translated
 *
 * Returns: (transfer full): the model, or %NULL with @why, or with an error where what was given is
 *   not what was run
 */
BsModel *bs_rebuild_model (const BsTrace *trace, BsModelFile *file, const char *parameters,
                           char **why, GError **error);

/** bs_rebuild_backend: Returns: (transfer full): what executed, with planner and threads; %NULL with
 * @why. */
BsBackend *bs_rebuild_backend (const BsTrace *trace, BsModel *model, char **why);

G_END_DECLS
