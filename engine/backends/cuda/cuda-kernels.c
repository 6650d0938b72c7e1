/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels that a model needs on a GPU. */
#include "config.h"

#include "engine/backends/cuda/cuda-kernels.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/shipped.h"

/* The fatbin within the module that comes with the program. */
#define IMAGE "bs_cuda_image"

static const char *
get_image (GError **error)
{
  static const char *image;
  static GError *problem;
  static gboolean done;
  G_LOCK_DEFINE_STATIC (image);

  G_LOCK (image);
  if (!done)
    {
      g_autofree char *path = bs_shipped_module ("cuda-kernels.so");
      void *module = dlopen (path, RTLD_NOW | RTLD_LOCAL);

      done = TRUE;
      image = module != NULL ? dlsym (module, IMAGE) : NULL;
      if (image == NULL)
        g_set_error (&problem, BS_ERROR, BS_ERROR_UNSUPPORTED,
                     _ ("The kernels for GPUs that come with the program cannot be loaded: %s"),
                     dlerror ());
    }
  G_UNLOCK (image);
  if (image == NULL && error != NULL)
    *error = g_error_copy (problem);

  return image;
}

/* Returns: (nullable) (transfer full): PTX of @source for @facts. */
static char *
compile (const BsNvrtcLibrary *nvrtc, const BsDeviceFacts *facts, const char *source,
         GError **error)
{
  g_autofree char *architecture = g_strdup_printf ("--gpu-architecture=compute_%d%d", facts->major,
                                                   facts->minor);
  const char *options[] = { architecture, "--std=c++17" };
  g_autofree char *log = NULL;
  nvrtcProgram program;
  nvrtcResult result;
  char *ptx = NULL;
  size_t size = 0;

  result = nvrtc->p_nvrtcCreateProgram (&program, source, "cells.cu", 0, NULL, NULL);
  if (result == NVRTC_SUCCESS)
    {
      result = nvrtc->p_nvrtcCompileProgram (program, G_N_ELEMENTS (options), options);
      if (result == NVRTC_SUCCESS && nvrtc->p_nvrtcGetPTXSize (program, &size) == NVRTC_SUCCESS)
        {
          ptx = g_malloc0 (size + 1);
          result = nvrtc->p_nvrtcGetPTX (program, ptx);
        }
      else if (nvrtc->p_nvrtcGetProgramLogSize (program, &size) == NVRTC_SUCCESS)
        {
          log = g_malloc0 (size + 1);
          nvrtc->p_nvrtcGetProgramLog (program, log);
        }
      nvrtc->p_nvrtcDestroyProgram (&program);
    }
  if (result == NVRTC_SUCCESS && ptx != NULL)
    return ptx;

  g_free (ptx);
  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("Kernels of the model could not be compiled: %s%s%s"),
               nvrtc->p_nvrtcGetErrorString (result), log != NULL ? ": " : "",
               log != NULL ? log : "");

  return NULL;
}

/* The sections that did not come with the program. Returns: (transfer full) (nullable): their source; %NULL: there
 * are none. */
static char *
find_missing (BsCudaDevice *device, const BsCudaCell *cells, guint n_cells)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) source = g_string_new (bs_section_prelude ());
  gsize nothing = source->len;

  for (guint i = 0; i < n_cells; i++)
    for (guint k = 0; k < cells[i].sections->len; k++)
      {
        const BsSection *section = cells[i].sections->pdata[k];

        if (bs_cuda_device_find (device, section->name) != NULL)
          g_hash_table_add (names, g_strdup (section->name));
      }
  for (guint i = 0; i < n_cells; i++)
    bs_cuda_cell_add_source (&cells[i], source, names);

  return source->len > nothing ? g_string_free (g_steal_pointer (&source), FALSE) : NULL;
}

static gboolean
load_missing (BsCudaDevice *device, const char *source, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  const BsNvrtcLibrary *nvrtc = bs_nvrtc_library_get (&own_error);
  g_autofree char *ptx = NULL;

  if (nvrtc == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("A model that does not come with the program needs a compiler for its "
                      "kernels on a GPU. %s"),
                   own_error->message);
      return FALSE;
    }
  ptx = compile (nvrtc, &device->facts, source, error);

  return ptx != NULL && bs_cuda_device_load (device, ptx, error);
}

static gboolean
find_function (BsCudaDevice *device, const char *name, gpointer to, GError **error)
{
  CUfunction function = bs_cuda_device_find (device, name);

  *(CUfunction *) to = function;
  if (!bs_cuda_device_check (device, error))
    return FALSE;
  if (function == NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("There is no kernel “%s” for the GPU"),
                 name);

  return function != NULL;
}

gboolean
bs_cuda_kernels_load (BsCudaDevice *device, BsCudaCell *cells, guint n_cells,
                      BsCudaKernels *kernels, GError **error)
{
  const char *image = get_image (error);
  g_autofree char *missing = NULL;

  if (image == NULL || !bs_cuda_device_load (device, image, error))
    return FALSE;
  missing = find_missing (device, cells, n_cells);
  if (!bs_cuda_device_check (device, error))
    return FALSE;
  if (missing != NULL && !load_missing (device, missing, error))
    return FALSE;
  for (guint i = 0; i < n_cells; i++)
    for (guint k = 0; k < cells[i].sections->len; k++)
      {
        BsSection *section = cells[i].sections->pdata[k];

        if (!find_function (device, section->name, &section->function, error))
          return FALSE;
      }

  return find_function (device, "bs_copy", &kernels->copy, error)
         && find_function (device, "bs_apply", &kernels->apply, error)
         && find_function (device, "bs_vector", &kernels->vector, error)
         && find_function (device, "bs_losses", &kernels->losses, error)
         && find_function (device, "bs_reduce", &kernels->reduce, error)
         && find_function (device, "bs_reduce_numbers", &kernels->reduce_numbers, error);
}
