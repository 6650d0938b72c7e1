/* SPDX-License-Identifier: Apache-2.0 */
/* export --format bundle: a trace with all that belongs to it as one file. */
#include "config.h"

#include "app/cli/export-bundle.h"

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/trace-model.h"
#include "profiles/files/bundle.h"
#include "profiles/replay/sidecar.h"

typedef struct
{
  const BsTrace *trace;
  BsBundleContents contents;
} Bundle;

static gboolean
write_bundle (FILE *out, gpointer user_data, GError **error)
{
  const Bundle *self = user_data;

  return bs_bundle_write (self->trace, &self->contents, out, bs_cli_watch_interrupts (), error);
}

gboolean
bs_cli_export_bundle (BsTrace *trace, const char *model, const char *parameters, const char *output,
                      GError **error)
{
  g_autoptr (BsSidecar) sidecar = bs_sidecar_load (trace, error);
  g_autofree char *notes = NULL;
  Bundle bundle = { trace, { .parameters = bs_cli_trace_parameters (trace, parameters) } };
  g_autoptr (BsModelFile) file = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *why = NULL;

  if (sidecar == NULL)
    return FALSE;

  if (!bs_sidecar_is_empty (sidecar))
    bundle.contents.notes = notes = bs_sidecar_to_string (sidecar);
  file = bs_cli_trace_model (trace, model, &why, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  bundle.contents.model = file;
  if (!bs_cli_write_stream (output, write_bundle, &bundle, error))
    return FALSE;

  if (file == NULL && bs_trace_get_info (trace, "workload") != NULL)
    bs_cli_note (_ ("The bundle is without a model: %s"), why);
  if (bundle.contents.parameters == NULL && bs_trace_get_info (trace, "parameters") != NULL)
    bs_cli_note (_ ("The bundle is without parameters: give their file with --parameters"));

  return TRUE;
}
