/* SPDX-License-Identifier: Apache-2.0 */
/* The model and the parameters that a trace was run with: given, out of a bundle, or what comes with
 * the program. Where a trace says that they were is not believed. */
#pragma once

#include "engine/model-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_cli_trace_model:
 * @given: (nullable): a file; whether it is the one that was run is not looked at
 * @why: (out) (transfer full) (nullable): why there is none where @error is not set, translated
 *
 * Returns: (transfer full) (nullable): the model file
 */
BsModelFile *bs_cli_trace_model (const BsTrace *trace, const char *given, char **why,
                                 GError **error);

/** bs_cli_trace_parameters: Returns: (nullable): @given, or those of a bundle. */
const char *bs_cli_trace_parameters (const BsTrace *trace, const char *given);

G_END_DECLS
