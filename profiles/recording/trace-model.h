/* SPDX-License-Identifier: Apache-2.0 */
/* The model that a trace was run with: given, out of a bundle, or what comes with the program. Where a
 * trace says that it was is not believed. */
#pragma once

#include "engine/model-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_trace_find_model:
 * @given: (nullable): a file; whether it is the one that was run is not looked at
 * @why: (out) (transfer full) (nullable): why there is none where @error is not set, translated
 *
 * Returns: (transfer full) (nullable): the model file
 */
BsModelFile *bs_trace_find_model (const BsTrace *trace, const char *given, char **why,
                                  GError **error);

G_END_DECLS
