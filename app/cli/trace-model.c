/* SPDX-License-Identifier: Apache-2.0 */
/* The model and the parameters that a trace was run with. */
#include "config.h"

#include "app/cli/trace-model.h"

#include <glib/gi18n-lib.h>

#include "profiles/files/bundle.h"
#include "profiles/recording/trace-model.h"

BsModelFile *
bs_cli_trace_model (const BsTrace *trace, const char *given, char **why, GError **error)
{
  g_autofree char *reason = NULL;
  BsModelFile *file = bs_trace_find_model (trace, given, &reason, error);

  if (reason != NULL)
    /* Translators: why there is no model */
    *why = g_strdup_printf (_ ("%s; give it with --model"), reason);

  return file;
}

const char *
bs_cli_trace_parameters (const BsTrace *trace, const char *given)
{
  BsBundle *bundle = bs_bundle_of_trace (trace);

  return given != NULL || bundle == NULL ? given
                                         : bs_bundle_get_path (bundle, BS_MEMBER_PARAMETERS);
}
