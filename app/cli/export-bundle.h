/* SPDX-License-Identifier: Apache-2.0 */
/* export --format bundle: a trace with all that belongs to it as one file. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_cli_export_bundle:
 * @model: (nullable): the model file that was run, where it is none that comes with the program
 * @parameters: (nullable): the file its parameters came from
 *
 * Says on stderr what a bundle of the trace would have and this one has not.
 */
gboolean bs_cli_export_bundle (BsTrace *trace, const char *model, const char *parameters,
                               const char *output, GError **error);

G_END_DECLS
