/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the emulated GPU share. */
#include "config.h"

#include "tests/gpu-double/double-client.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <string.h>

Client gpu;

static void
run_case (gconstpointer user_data)
{
  const ClientCase *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *report = NULL;
  g_auto (GStrv) says = NULL;

  if (g_test_subprocess ())
    {
      /* so that it goes on to its end, where the report is written */
      g_test_set_nonfatal_assertions ();
      self->run ();
      return;
    }

  g_close (g_file_open_tmp ("gpu-double-XXXXXX", &path, &error), NULL);
  g_assert_no_error (error);
  g_setenv ("GPU_DOUBLE", self->settings, TRUE);
  g_setenv ("GPU_DOUBLE_REPORT", path, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_file_get_contents (path, &report, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);

  g_test_message ("%s", report);
  if (!g_test_trap_has_passed ())
    g_test_fail_printf ("its process failed");
  else if (self->says == NULL)
    {
      /* a report has some calls at least */
      if (report[0] == '\0' || strstr (report, "problem ") != NULL
          || strstr (report, "leak ") != NULL)
        g_test_fail_printf ("something was wrong");
    }
  else
    {
      says = g_strsplit (self->says, "|", -1);
      for (guint i = 0; says[i] != NULL; i++)
        if (strstr (report, says[i]) == NULL)
          g_test_fail_printf ("“%s” is not in the report", says[i]);
    }
}

void
client_add (const char *path, const ClientCase *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strconcat (path, "/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], run_case);
    }
}

static void *
load_library (const char *name)
{
  void *library = dlopen (name, RTLD_NOW | RTLD_LOCAL);

  if (library == NULL)
    g_error ("%s", dlerror ());

  return library;
}

static void *
load_function (void *library, const char *name)
{
  void *function = dlsym (library, name);

  if (function == NULL)
    g_error ("%s", dlerror ());

  return function;
}

#define LOAD(name) *(void **) &gpu.p_##name = load_function (library, BS_CUDA_TEXT (name));

void
client_load (void)
{
  void *library = load_library ("libcuda.so.1");

  BS_CUDA_DRIVER_FUNCTIONS (LOAD)
  CLIENT_DRIVER_FUNCTIONS (LOAD)
  library = load_library ("libcublas.so.13");
  BS_CUBLAS_FUNCTIONS (LOAD)
  library = load_library ("libcupti.so.13");
  CLIENT_CUPTI_FUNCTIONS (LOAD)
}

void
client_begin (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "gpu-double", "test-kernels.fatbin",
                                                 NULL);
  g_autofree char *image = NULL;
  g_autoptr (GError) error = NULL;

  client_load ();
  g_file_get_contents (path, &image, NULL, &error);
  g_assert_no_error (error);
  assert_cuda (gpu.p_cuInit (0));
  assert_cuda (gpu.p_cuDevicePrimaryCtxRetain (&gpu.context, 0));
  assert_cuda (gpu.p_cuCtxSetCurrent (gpu.context));
  assert_cuda (gpu.p_cuModuleLoadData (&gpu.module, image));
  assert_cuda (gpu.p_cuStreamCreate (&gpu.stream, CU_STREAM_NON_BLOCKING));
}

void
client_end (void)
{
  assert_cuda (gpu.p_cuStreamDestroy (gpu.stream));
  assert_cuda (gpu.p_cuModuleUnload (gpu.module));
  assert_cuda (gpu.p_cuDevicePrimaryCtxRelease (0));
}

CUdeviceptr
client_allocate (gsize bytes)
{
  CUdeviceptr memory = 0;

  assert_cuda (gpu.p_cuMemAlloc (&memory, bytes));
  g_assert_cmpuint (memory, !=, 0);

  return memory;
}

CUdeviceptr
client_put (gconstpointer data, gsize bytes)
{
  CUdeviceptr memory = client_allocate (bytes);

  assert_cuda (gpu.p_cuMemcpyHtoDAsync (memory, data, bytes, gpu.stream));

  return memory;
}

void
client_get (gpointer to, CUdeviceptr from, gsize bytes)
{
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (to, from, bytes, gpu.stream));
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
}

void
client_free (CUdeviceptr memory)
{
  assert_cuda (gpu.p_cuMemFree (memory));
}

CUfunction
client_find (const char *name)
{
  CUfunction function = NULL;

  assert_cuda (gpu.p_cuModuleGetFunction (&function, gpu.module, name));

  return function;
}

CUresult
client_try (const char *name, guint grid, guint block, guint dynamic, void **arguments)
{
  return gpu.p_cuLaunchKernel (client_find (name), grid, 1, 1, block, 1, 1, dynamic, gpu.stream,
                               arguments, NULL);
}

float *
client_pin (gsize n)
{
  void *memory = NULL;

  assert_cuda (gpu.p_cuMemHostAlloc (&memory, n * sizeof (float), 0));
  g_assert_nonnull (memory);

  return memory;
}

void
client_unpin (float *memory)
{
  assert_cuda (gpu.p_cuMemFreeHost (memory));
}

CUstream
client_make_stream (void)
{
  CUstream stream = NULL;

  assert_cuda (gpu.p_cuStreamCreate (&stream, CU_STREAM_NON_BLOCKING));

  return stream;
}

CUevent
client_make_event (guint flags)
{
  CUevent event = NULL;

  assert_cuda (gpu.p_cuEventCreate (&event, flags));

  return event;
}

void
client_add_one (CUdeviceptr numbers, CUstream stream)
{
  float one = 1.0f;
  guint32 n = CLIENT_N;

  assert_cuda (gpu.p_cuLaunchKernel (client_find ("add"), 1, 1, 1, CLIENT_N, 1, 1, 0, stream,
                                     (void *[]){ &numbers, &one, &n }, NULL));
}
