/* SPDX-License-Identifier: Apache-2.0 */
/* CUPTI, loaded at first use. */
#include "config.h"

#include "profiles/device/cupti-library.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/function-table.h"

#define CUDA_MAJOR (CUDA_VERSION / 1000)

#define FUNCTION(name) { #name, G_STRUCT_OFFSET (BsCuptiLibrary, p_##name) },

static const BsFunction functions[] = { BS_CUPTI_FUNCTIONS (FUNCTION) };

G_LOCK_DEFINE_STATIC (library);

const BsCuptiLibrary *
bs_cupti_library_get (GError **error)
{
  static BsCuptiLibrary library;
  static GError *problem;
  static gboolean done;
  g_autofree char *name = g_strdup_printf ("libcupti.so.%d", CUDA_MAJOR);
  g_autofree char *version = g_strdup_printf ("CUDA %d", CUDA_MAJOR);

  G_LOCK (library);
  if (!done
      && bs_function_table_load (name,
                                 _ ("CUPTI, which comes with the CUDA toolkit, is not installed"),
                                 version, functions, G_N_ELEMENTS (functions), &library, &problem))
    bs_cupti_check (&library, library.p_cuptiGetVersion (&library.version), &problem);
  done = TRUE;
  G_UNLOCK (library);
  if (problem == NULL)
    return &library;

  if (error != NULL)
    *error = g_error_copy (problem);

  return NULL;
}

/* What can be done, where we know. Source: CUPTI documentation, "Result Codes", and NVIDIA's page about
 * ERR_NVGPUCTRPERM. */
static const char *
get_advice (CUptiResult result)
{
  switch (result)
    {
    case CUPTI_ERROR_INSUFFICIENT_PRIVILEGES:
      return _ (
          "The driver lets administrators alone profile. Set the option "
          "NVreg_RestrictProfilingToAdminUsers=0 of the kernel module nvidia (a line “options "
          "nvidia NVreg_RestrictProfilingToAdminUsers=0” in a file of /etc/modprobe.d) and "
          "restart, or record as an administrator");
    case CUPTI_ERROR_VIRTUALIZED_DEVICE_INSUFFICIENT_PRIVILEGES:
    case CUPTI_ERROR_VIRTUALIZED_DEVICE_NOT_SUPPORTED:
      return _ ("The GPU is a virtual one, which does not let its guests profile; who runs the "
                "host can allow it");
    case CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED:
      return _ ("Another profiler is at work in this program; record without it");
    case CUPTI_ERROR_CONFIDENTIAL_COMPUTING_NOT_SUPPORTED:
      return _ ("The GPU is in confidential mode, in which nothing can be profiled");
    default:
      return NULL;
    }
}

gboolean
bs_cupti_check (const BsCuptiLibrary *self, CUptiResult result, GError **error)
{
  const char *text = NULL, *advice = get_advice (result);

  if (result == CUPTI_SUCCESS)
    return TRUE;

  self->p_cuptiGetResultString (result, &text);
  if (text == NULL)
    text = "?";
  if (advice != NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, "%s (%s)", advice, text);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("CUPTI says “%s”"), text);

  return FALSE;
}
