/* SPDX-License-Identifier: Apache-2.0 */
/* What a model is made of: its inputs, parameters and cells. */
#pragma once

#include "app/cli/data-options.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** bs_cli_print_model: @data: opened. Appends a description of its model. */
gboolean bs_cli_print_model (BsCliData *data, BsTableFormat format, GString *out, GError **error);

G_END_DECLS
