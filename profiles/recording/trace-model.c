/* SPDX-License-Identifier: Apache-2.0 */
/* The model that a trace was run with. */
#include "config.h"

#include "profiles/recording/trace-model.h"

#include <glib/gi18n-lib.h>

#include "profiles/files/bundle.h"
#include "profiles/recording/run-inputs.h"

/* That of its name which comes with the program, where it is the same. */
static BsModelFile *
find_shipped (const BsTrace *trace, char **why)
{
  const char *recorded = bs_trace_get_info (trace, "model_sha256");
  g_auto (BsRunInputs) inputs = { .workload = g_strdup (bs_trace_get_info (trace, "workload")) };
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;

  if (inputs.workload == NULL)
    {
      *why = g_strdup (_ ("it says of no model that it was run"));
      return NULL;
    }
  if (!bs_run_inputs_load_model (&inputs, &error))
    {
      *why = g_strdup (error->message);
      return NULL;
    }

  sha256 = bs_model_file_get_sha256 (inputs.model_file);
  if (recorded == NULL || g_str_equal (recorded, sha256))
    return bs_model_file_ref (inputs.model_file);

  *why = g_strdup_printf (
      _ ("the model %s that comes with this program is not the one that was run"), inputs.workload);
  return NULL;
}

BsModelFile *
bs_trace_find_model (const BsTrace *trace, const char *given, char **why, GError **error)
{
  BsBundle *bundle = bs_bundle_of_trace (trace);
  g_auto (BsRunInputs) inputs = { 0 };

  if (given == NULL && bundle != NULL)
    given = bs_bundle_get_path (bundle, BS_MEMBER_MODEL);
  if (given == NULL && bs_trace_get_info (trace, "model_file") == NULL)
    return find_shipped (trace, why);
  if (given == NULL)
    {
      *why = g_strdup (_ ("its model is none that comes with the program"));
      return NULL;
    }

  inputs.model_path = g_strdup (given);
  if (!bs_run_inputs_load_model (&inputs, error))
    return NULL;

  return bs_model_file_ref (inputs.model_file);
}
