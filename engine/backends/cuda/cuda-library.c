/* SPDX-License-Identifier: Apache-2.0 */
/* NVIDIA's libraries, loaded at first use. */
#include "config.h"

#include "engine/backends/cuda/cuda-library.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/function-table.h"

#define DRIVER "libcuda.so.1"
/* The oldest driver that runs what this toolkit compiles: the first of its major version. */
#define LEAST_DRIVER (BS_CUDA_MAJOR * 1000)

#define DRIVER_FUNCTION(name) { BS_CUDA_TEXT (name), G_STRUCT_OFFSET (BsCudaLibrary, p_##name) },
#define NVRTC_FUNCTION(name) { BS_CUDA_TEXT (name), G_STRUCT_OFFSET (BsNvrtcLibrary, p_##name) },

static const BsFunction driver_functions[] = { BS_CUDA_DRIVER_FUNCTIONS (DRIVER_FUNCTION) };
static const BsFunction cublas_functions[] = { BS_CUBLAS_FUNCTIONS (DRIVER_FUNCTION) };
static const BsFunction nvrtc_functions[] = { BS_NVRTC_FUNCTIONS (NVRTC_FUNCTION) };

G_LOCK_DEFINE_STATIC (libraries);

gboolean
bs_cuda_check (const BsCudaLibrary *self, CUresult result, const char *what, GError **error)
{
  const char *name = NULL, *text = NULL;

  if (result == CUDA_SUCCESS)
    return TRUE;

  /* a stub of a driver does not even know names */
  self->p_cuGetErrorName (result, &name);
  self->p_cuGetErrorString (result, &text);
  g_set_error (error, BS_ERROR,
               result == CUDA_ERROR_OUT_OF_MEMORY ? BS_ERROR_RANGE : BS_ERROR_UNSUPPORTED,
               result == CUDA_ERROR_OUT_OF_MEMORY ? _ ("%s: there is no room on the GPU (%s)")
                                                  : _ ("%s: the CUDA driver says “%s”"),
               what,
               text != NULL   ? text
               : name != NULL ? name
                              : _ ("an error that it has no name for"));

  return FALSE;
}

gboolean
bs_cublas_check (const BsCudaLibrary *self, cublasStatus_t status, const char *what, GError **error)
{
  const char *text;

  if (status == CUBLAS_STATUS_SUCCESS)
    return TRUE;

  text = self->p_cublasGetStatusString (status);
  g_set_error (error, BS_ERROR,
               status == CUBLAS_STATUS_ALLOC_FAILED ? BS_ERROR_RANGE : BS_ERROR_UNSUPPORTED,
               _ ("%s: cuBLAS says “%s”"), what, text != NULL ? text : "?");

  return FALSE;
}

static gboolean
initialize (BsCudaLibrary *self, GError **error)
{
  CUresult result;

  if (!bs_cuda_check (self, self->p_cuDriverGetVersion (&self->driver_version),
                      _ ("The CUDA driver cannot be asked for its version"), error))
    return FALSE;
  /* before anything else: an old driver fails in other words */
  if (self->driver_version > 0 && self->driver_version < LEAST_DRIVER)
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("The CUDA driver is of CUDA %d.%d; CUDA %d.0 is needed: update NVIDIA's driver"),
          self->driver_version / 1000, self->driver_version % 1000 / 10, BS_CUDA_MAJOR);
      return FALSE;
    }
  result = self->p_cuInit (0);
  if (result == CUDA_ERROR_NO_DEVICE)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("The CUDA driver finds no GPU in this machine"));
      return FALSE;
    }
  if (!bs_cuda_check (self, result, _ ("The CUDA driver cannot begin"), error)
      || !bs_cuda_check (self, self->p_cuDeviceGetCount (&self->n_devices),
                         _ ("The GPUs cannot be counted"), error))
    return FALSE;
  if (self->n_devices > 0)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("The CUDA driver finds no GPU in this machine"));

  return FALSE;
}

const BsCudaLibrary *
bs_cuda_library_get (GError **error)
{
  static BsCudaLibrary library;
  static GError *problem;
  static gboolean done;
  g_autofree char *cublas = g_strdup_printf ("libcublas.so.%d", BS_CUDA_MAJOR);
  g_autofree char *version = g_strdup_printf ("CUDA %d", BS_CUDA_MAJOR);

  G_LOCK (libraries);
  if (!done)
    {
      done = TRUE;
      if (bs_function_table_load (DRIVER, _ ("There is no CUDA driver"), version, driver_functions,
                                  G_N_ELEMENTS (driver_functions), &library, &problem)
          && initialize (&library, &problem))
        bs_function_table_load (cublas, _ ("There is a GPU, but no cuBLAS"), version,
                                cublas_functions, G_N_ELEMENTS (cublas_functions), &library,
                                &problem);
    }
  G_UNLOCK (libraries);
  if (problem == NULL)
    return &library;

  if (error != NULL)
    *error = g_error_copy (problem);

  return NULL;
}

const BsNvrtcLibrary *
bs_nvrtc_library_get (GError **error)
{
  static BsNvrtcLibrary library;
  static GError *problem;
  static gboolean done;
  g_autofree char *name = g_strdup_printf ("libnvrtc.so.%d", BS_CUDA_MAJOR);
  g_autofree char *version = g_strdup_printf ("CUDA %d", BS_CUDA_MAJOR);

  G_LOCK (libraries);
  if (!done)
    {
      done = TRUE;
      bs_function_table_load (name, _ ("There is no compiler for kernels"), version,
                              nvrtc_functions, G_N_ELEMENTS (nvrtc_functions), &library, &problem);
    }
  G_UNLOCK (libraries);
  if (problem == NULL)
    return &library;

  if (error != NULL)
    *error = g_error_copy (problem);

  return NULL;
}
