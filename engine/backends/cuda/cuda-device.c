/* SPDX-License-Identifier: Apache-2.0 */
/* A GPU: its context, streams, memory and kernels. */
#include "config.h"

#include "engine/backends/cuda/cuda-device.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

/* Buffers grow in steps, so that mini-batches that are much alike do not allocate. */
#define LEAST_BYTES 4096

/* Source: cuBLAS documentation, cublasSetWorkspace(), what it recommends. */
#define WORKSPACE_HOPPER (32u << 20)
#define WORKSPACE_BLACKWELL_SMALL (12u << 20)
#define WORKSPACE_OTHERS (4u << 20)

gboolean
bs_cuda_device_expect (BsCudaDevice *self, CUresult result, const char *what)
{
  if (self->error != NULL)
    return FALSE;

  return bs_cuda_check (self->cuda, result, what, &self->error);
}

gboolean
bs_cuda_device_expect_blas (BsCudaDevice *self, cublasStatus_t status, const char *what)
{
  if (self->error != NULL)
    return FALSE;

  return bs_cublas_check (self->cuda, status, what, &self->error);
}

gboolean
bs_cuda_device_check (const BsCudaDevice *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;

  if (error != NULL)
    *error = g_error_copy (self->error);

  return FALSE;
}

static int
get_attribute (BsCudaDevice *self, CUdevice_attribute attribute)
{
  int value = 0;

  bs_cuda_device_expect (self, self->cuda->p_cuDeviceGetAttribute (&value, attribute, self->device),
                         _ ("The GPU does not say what it can do"));

  return value;
}

static const struct
{
  CUdevice_attribute attribute;
  gsize offset;
} attributes[] = {
#define ATTRIBUTE(name, field)                                                                     \
  {                                                                                                \
    CU_DEVICE_ATTRIBUTE_##name, G_STRUCT_OFFSET (BsDeviceFacts, field)                             \
  }
  ATTRIBUTE (COMPUTE_CAPABILITY_MAJOR, major),
  ATTRIBUTE (COMPUTE_CAPABILITY_MINOR, minor),
  ATTRIBUTE (MULTIPROCESSOR_COUNT, n_processors),
  ATTRIBUTE (CLOCK_RATE, clock),
  ATTRIBUTE (MEMORY_CLOCK_RATE, memory_clock),
  ATTRIBUTE (GLOBAL_MEMORY_BUS_WIDTH, memory_bits),
  ATTRIBUTE (WARP_SIZE, warp),
  ATTRIBUTE (MAX_THREADS_PER_BLOCK, block_threads),
  ATTRIBUTE (MAX_REGISTERS_PER_BLOCK, block_registers),
  ATTRIBUTE (MAX_SHARED_MEMORY_PER_BLOCK, block_shared),
  ATTRIBUTE (MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, block_shared_most),
  ATTRIBUTE (RESERVED_SHARED_MEMORY_PER_BLOCK, block_shared_reserved),
  ATTRIBUTE (MAX_THREADS_PER_MULTIPROCESSOR, threads),
  ATTRIBUTE (MAX_REGISTERS_PER_MULTIPROCESSOR, registers),
  ATTRIBUTE (MAX_SHARED_MEMORY_PER_MULTIPROCESSOR, shared),
#undef ATTRIBUTE
};

static void
find_facts (BsCudaDevice *self)
{
  char name[256] = "";
  size_t bytes = 0;

  bs_cuda_device_expect (self, self->cuda->p_cuDeviceGetName (name, sizeof name, self->device),
                         _ ("The GPU does not say its name"));
  bs_cuda_device_expect (self, self->cuda->p_cuDeviceTotalMem (&bytes, self->device),
                         _ ("The GPU does not say how much memory it has"));
  self->name = g_utf8_make_valid (name, -1);
  self->facts = (BsDeviceFacts){
    .name = self->name,
    .driver = self->cuda->driver_version,
    .memory_bytes = bytes,
  };
  for (guint i = 0; i < G_N_ELEMENTS (attributes) && self->error == NULL; i++)
    *(int *) G_STRUCT_MEMBER_P (&self->facts, attributes[i].offset) = get_attribute (
        self, attributes[i].attribute);
}

/* cuBLAS works in memory of its own, so that it allocates nothing while launches are recorded, and chooses the
 * same kernels then. */
static void
give_workspace (BsCudaDevice *self)
{
  const BsCudaLibrary *cuda = self->cuda;
  gsize bytes = self->facts.major >= 12  ? WORKSPACE_BLACKWELL_SMALL
                : self->facts.major >= 9 ? WORKSPACE_HOPPER
                                         : WORKSPACE_OTHERS;
  CUdeviceptr workspace;

  if (!bs_cuda_device_expect (self, cuda->p_cuMemAlloc (&workspace, bytes),
                              _ ("cuBLAS cannot begin")))
    return;
  self->workspace = workspace;
  bs_cuda_device_expect_blas (
      self, cuda->p_cublasSetWorkspace (self->blas, GSIZE_TO_POINTER (workspace), bytes),
      _ ("cuBLAS cannot begin"));
}

/* Each part only where the ones before are there: what could not be made is not freed. */
static void
open_device (BsCudaDevice *self)
{
  const BsCudaLibrary *cuda = self->cuda;
  const char *no_stream = _ ("The GPU has no stream to work in");
  CUcontext context = NULL;

  if (!bs_cuda_device_expect (self, cuda->p_cuDeviceGet (&self->device, 0),
                              _ ("The GPU cannot be used")))
    return;
  find_facts (self);
  if (self->error == NULL
      && bs_cuda_device_expect (self, cuda->p_cuDevicePrimaryCtxRetain (&context, self->device),
                                _ ("The GPU cannot be used")))
    self->context = context;
  bs_cuda_device_use (self);
  if (self->error == NULL
      && !bs_cuda_device_expect (
          self, cuda->p_cuStreamCreate (&self->compute, CU_STREAM_NON_BLOCKING), no_stream))
    self->compute = NULL;
  if (self->error == NULL
      && !bs_cuda_device_expect (
          self, cuda->p_cuStreamCreate (&self->copies, CU_STREAM_NON_BLOCKING), no_stream))
    self->copies = NULL;
  if (self->error == NULL
      && !bs_cuda_device_expect (
          self, cuda->p_cuEventCreate (&self->uploaded, CU_EVENT_DISABLE_TIMING), no_stream))
    self->uploaded = NULL;
  if (self->error == NULL
      && !bs_cuda_device_expect_blas (self, cuda->p_cublasCreate (&self->blas),
                                      _ ("cuBLAS cannot begin")))
    self->blas = NULL;
  /* the same numbers as on the CPU, as far as rounding goes */
  if (self->error == NULL)
    bs_cuda_device_expect_blas (self, cuda->p_cublasSetMathMode (self->blas, CUBLAS_PEDANTIC_MATH),
                                _ ("cuBLAS cannot begin"));
  if (self->error == NULL)
    bs_cuda_device_expect_blas (self, cuda->p_cublasSetStream (self->blas, self->compute),
                                _ ("cuBLAS cannot begin"));
  /* behind the stream, which takes it away */
  if (self->error == NULL)
    give_workspace (self);
}

BsCudaDevice *
bs_cuda_device_new (GError **error)
{
  const BsCudaLibrary *cuda = bs_cuda_library_get (error);
  g_autoptr (BsCudaDevice) self = NULL;

  if (cuda == NULL)
    return NULL;

  self = g_new0 (BsCudaDevice, 1);
  self->cuda = cuda;
  self->modules = g_ptr_array_new ();
  self->kernels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  open_device (self);
  if (!bs_cuda_device_check (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
bs_cuda_device_free (BsCudaDevice *self)
{
  const BsCudaLibrary *cuda = self->cuda;

  /* whatever went wrong: nothing may go on in what is freed */
  bs_cuda_device_finish (self);
  if (self->blas != NULL)
    cuda->p_cublasDestroy (self->blas);
  if (self->workspace != 0)
    cuda->p_cuMemFree (self->workspace);
  for (guint i = 0; i < self->modules->len; i++)
    cuda->p_cuModuleUnload (self->modules->pdata[i]);
  if (self->uploaded != NULL)
    cuda->p_cuEventDestroy (self->uploaded);
  if (self->copies != NULL)
    cuda->p_cuStreamDestroy (self->copies);
  if (self->compute != NULL)
    cuda->p_cuStreamDestroy (self->compute);
  if (self->context != NULL)
    {
      cuda->p_cuCtxSetCurrent (NULL);
      cuda->p_cuDevicePrimaryCtxRelease (self->device);
    }
  g_ptr_array_unref (self->modules);
  g_hash_table_unref (self->kernels);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self);
}

void
bs_cuda_device_use (BsCudaDevice *self)
{
  CUresult result;

  if (self->context == NULL)
    return;

  /* also after an error: what is there has to be freed */
  result = self->cuda->p_cuCtxSetCurrent (self->context);
  bs_cuda_device_expect (self, result, _ ("The GPU cannot be used"));
}

gboolean
bs_cuda_device_load (BsCudaDevice *self, gconstpointer image, GError **error)
{
  CUmodule module;

  if (!bs_cuda_device_check (self, error)
      || !bs_cuda_check (self->cuda, self->cuda->p_cuModuleLoadData (&module, image),
                         _ ("The kernels do not fit the GPU"), error))
    return FALSE;
  g_ptr_array_add (self->modules, module);

  return TRUE;
}

CUfunction
bs_cuda_device_find (BsCudaDevice *self, const char *name)
{
  CUfunction function = g_hash_table_lookup (self->kernels, name);

  for (guint i = 0; function == NULL && self->error == NULL && i < self->modules->len; i++)
    {
      CUresult result = self->cuda->p_cuModuleGetFunction (&function, self->modules->pdata[i],
                                                           name);

      if (result == CUDA_SUCCESS)
        g_hash_table_insert (self->kernels, g_strdup (name), function);
      else
        function = NULL;
      if (result != CUDA_ERROR_NOT_FOUND)
        bs_cuda_device_expect (self, result, _ ("The kernels cannot be looked at"));
    }

  return function;
}

gboolean
bs_cuda_buffer_reserve (BsCudaBuffer *self, BsCudaDevice *device, gsize bytes, gboolean pinned)
{
  gsize capacity = MAX (bytes + bytes / 8, LEAST_BYTES);
  CUdeviceptr numbers;
  void *host;

  if (device->error != NULL)
    return FALSE;
  if (bytes <= self->capacity)
    return TRUE;

  /* what still runs may read the old one */
  if (self->capacity > 0)
    bs_cuda_device_wait (device);
  bs_cuda_buffer_clear (self, device);
  if (!bs_cuda_device_expect (
          device, device->cuda->p_cuMemAlloc (&numbers, capacity),
          _ ("Memory on the GPU could not be had; try a smaller mini-batch or model")))
    return FALSE;
  self->device = numbers;
  if (pinned)
    {
      if (!bs_cuda_device_expect (device, device->cuda->p_cuMemHostAlloc (&host, capacity, 0),
                                  _ ("Memory for copies to the GPU could not be had")))
        {
          bs_cuda_buffer_clear (self, device);
          return FALSE;
        }
      self->host = host;
    }
  self->capacity = capacity;

  return TRUE;
}

void
bs_cuda_buffer_clear (BsCudaBuffer *self, BsCudaDevice *device)
{
  if (self->device != 0)
    device->cuda->p_cuMemFree (self->device);
  if (self->host != NULL)
    device->cuda->p_cuMemFreeHost (self->host);
  *self = (BsCudaBuffer){ 0 };
}

void
bs_cuda_buffer_upload (BsCudaBuffer *self, BsCudaDevice *device, gsize bytes)
{
  const BsCudaLibrary *cuda = device->cuda;
  const char *what = _ ("Numbers could not be brought to the GPU");
  BsSpan span = {
    .kind = BS_SPAN_WORK,
    .phase = BS_PHASE_UPLOAD,
    .mini_batch = device->mini_batch,
    .bytes = bytes,
  };

  if (bytes == 0 || device->error != NULL)
    return;
  bs_observer_enter (device->observer, &span);
  if (bs_cuda_device_expect (
          device, cuda->p_cuMemcpyHtoDAsync (self->device, self->host, bytes, device->copies), what)
      && bs_cuda_device_expect (device, cuda->p_cuEventRecord (device->uploaded, device->copies),
                                what))
    bs_cuda_device_expect (device, cuda->p_cuStreamWaitEvent (device->compute, device->uploaded, 0),
                           what);
  bs_observer_leave (device->observer, &span);
}

void
bs_cuda_device_read (BsCudaDevice *self, gpointer to, CUdeviceptr from, gsize bytes)
{
  const char *what = _ ("A value could not be read from the GPU");
  BsSpan span = {
    .kind = BS_SPAN_WORK,
    .phase = BS_PHASE_DOWNLOAD,
    .mini_batch = self->mini_batch,
    .bytes = bytes,
  };

  bs_observer_enter (self->observer, &span);
  if (self->error == NULL
      && bs_cuda_device_expect (
          self, self->cuda->p_cuMemcpyDtoHAsync (to, from, bytes, self->compute), what))
    bs_cuda_device_expect (self, self->cuda->p_cuStreamSynchronize (self->compute), what);
  bs_observer_leave (self->observer, &span);
}

void
bs_cuda_device_wait (BsCudaDevice *self)
{
  const char *what = _ ("The GPU did not come to an end");

  if (self->error == NULL
      && bs_cuda_device_expect (self, self->cuda->p_cuStreamSynchronize (self->copies), what))
    bs_cuda_device_expect (self, self->cuda->p_cuStreamSynchronize (self->compute), what);
}

void
bs_cuda_device_finish (BsCudaDevice *self)
{
  CUgraph graph = NULL;

  if (self->context == NULL)
    return;

  self->cuda->p_cuCtxSetCurrent (self->context);
  if (self->captures)
    self->cuda->p_cuStreamEndCapture (self->compute, &graph);
  if (graph != NULL)
    self->cuda->p_cuGraphDestroy (graph);
  self->captures = FALSE;
  self->cuda->p_cuCtxSynchronize ();
}
