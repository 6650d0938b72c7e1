/* SPDX-License-Identifier: Apache-2.0 */
/* The driver API of the emulated GPU: devices, contexts, modules and launches. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/driver.h"
#include "tests/gpu-double/fatbin.h"

/* What a device of compute capability 8.0 says; modest on purpose. */
#define N_PROCESSORS 4
#define CLOCK_KHZ 1000000
#define MEMORY_KHZ 1000000
#define MEMORY_BITS 256
#define MOST_THREADS 1024
#define SHARED_BYTES 49152
#define MOST_BLOCK_Z 64
#define MOST_GRID_X 2147483647
#define MOST_GRID_YZ 65535

typedef struct
{
  Handle handle;
  PtxModule *ptx;
  GArray *addresses; /* guint64, of its variables */
} Module;

CUresult
driver_begin (const char *name, DriverNeed need)
{
  gboolean shall_fail = double_call (name);
  const Double *self = double_get ();

  if (shall_fail)
    return CUDA_ERROR_UNKNOWN;
  if (!self->initialized)
    return CUDA_ERROR_NOT_INITIALIZED;
  if (need != ANYTIME && !double_has_context ())
    {
      double_complain ("%s without a current context", name);
      return CUDA_ERROR_INVALID_CONTEXT;
    }

  return need == IN_CONTEXT ? self->fault : CUDA_SUCCESS;
}

CUresult
driver_end (CUresult result)
{
  double_end ();

  return result;
}

static gboolean
is_device (CUdevice device)
{
  return device >= 0 && device < double_get ()->settings.devices;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuInit (unsigned flags)
{
  Double *self = double_get ();
  gboolean shall_fail = double_call (__func__);
  CUresult result = (CUresult) self->settings.init;

  if (shall_fail)
    result = CUDA_ERROR_UNKNOWN;
  else if (flags != 0)
    result = CUDA_ERROR_INVALID_VALUE;
  else if (self->settings.devices == 0)
    result = CUDA_ERROR_NO_DEVICE;
  self->initialized = result == CUDA_SUCCESS;

  return driver_end (result);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDriverGetVersion (int *version)
{
  gboolean shall_fail = double_call (__func__);

  *version = (int) double_get ()->settings.driver;

  return driver_end (shall_fail ? CUDA_ERROR_UNKNOWN : CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGetCount (int *n)
{
  BEGIN (ANYTIME);
  *n = (int) double_get ()->settings.devices;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGet (CUdevice *device, int number)
{
  BEGIN (ANYTIME);
  REFUSE_UNLESS (is_device (number), CUDA_ERROR_INVALID_DEVICE);
  *device = number;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGetName (char *name, int length, CUdevice device)
{
  BEGIN (ANYTIME);
  REFUSE_UNLESS (is_device (device) && length > 0, CUDA_ERROR_INVALID_VALUE);
  g_strlcpy (name, "emulated", (gsize) length);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceTotalMem (size_t *bytes, CUdevice device)
{
  BEGIN (ANYTIME);
  REFUSE_UNLESS (is_device (device), CUDA_ERROR_INVALID_DEVICE);
  *bytes = double_get ()->memory->limit;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGetAttribute (int *value, CUdevice_attribute attribute, CUdevice device)
{
  static const struct
  {
    CUdevice_attribute attribute;
    int value;
  } known[] = {
    { CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 8 },
    { CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, 0 },
    { CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, N_PROCESSORS },
    { CU_DEVICE_ATTRIBUTE_CLOCK_RATE, CLOCK_KHZ },
    { CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE, MEMORY_KHZ },
    { CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH, MEMORY_BITS },
    { CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK, MOST_THREADS },
    { CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X, MOST_THREADS },
    { CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y, MOST_THREADS },
    { CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z, MOST_BLOCK_Z },
    { CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X, MOST_GRID_X },
    { CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y, MOST_GRID_YZ },
    { CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z, MOST_GRID_YZ },
    { CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR, 2048 },
    { CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR, 32 },
    { CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK, 65536 },
    { CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR, 65536 },
    { CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK, SHARED_BYTES },
    { CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, 166912 },
    { CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR, 167936 },
    { CU_DEVICE_ATTRIBUTE_RESERVED_SHARED_MEMORY_PER_BLOCK, 1024 },
    { CU_DEVICE_ATTRIBUTE_WARP_SIZE, 32 },
    { CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE, 4194304 },
    { CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT, 2 },
    { CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING, 1 },
    { CU_DEVICE_ATTRIBUTE_COMPUTE_MODE, CU_COMPUTEMODE_DEFAULT },
  };

  BEGIN (ANYTIME);
  REFUSE_UNLESS (is_device (device), CUDA_ERROR_INVALID_DEVICE);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].attribute == attribute)
      {
        *value = known[i].value;
        return driver_end (CUDA_SUCCESS);
      }

  return driver_end (CUDA_ERROR_INVALID_VALUE);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDevicePrimaryCtxRetain (CUcontext *context, CUdevice device)
{
  BEGIN (ANYTIME);
  REFUSE_UNLESS (is_device (device), CUDA_ERROR_INVALID_DEVICE);
  double_get ()->n_contexts++;
  *context = (CUcontext) double_get ();

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDevicePrimaryCtxRelease (CUdevice device)
{
  Double *self = double_get ();

  BEGIN (ANYTIME);
  REFUSE_UNLESS (self->n_contexts > 0, CUDA_ERROR_INVALID_CONTEXT);
  if (--self->n_contexts == 0)
    {
      /* a context takes its faults along */
      stream_flush_all ();
      self->fault = CUDA_SUCCESS;
    }

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuCtxSetCurrent (CUcontext context)
{
  BEGIN (ANYTIME);
  REFUSE_UNLESS (context == NULL
                     || (context == (CUcontext) double_get () && double_get ()->n_contexts > 0),
                 CUDA_ERROR_INVALID_CONTEXT);
  double_set_context (context != NULL);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuCtxSynchronize (void)
{
  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (driver_allows_all (), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  stream_flush_all ();
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_CONTEXT_SYNCHRONIZE, NULL, NULL, correlation,
                 start_ns);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuCtxSynchronize, correlation, start_ns);
  double_count ("synchronisations", 1);

  return driver_end (double_get ()->fault);
}

static guint64
allocate_variable (PtxVariable *variable, gpointer user_data)
{
  GArray *addresses = user_data;
  guint64 address = device_memory_allocate (double_get ()->memory, variable->size);
  MemoryBlock *block = address != 0
                           ? device_memory_find (double_get ()->memory, address, variable->size)
                           : NULL;

  if (block != NULL)
    {
      memcpy (block->bytes, variable->bytes, variable->size);
      memory_block_know (block, 0, variable->size);
      g_array_append_val (addresses, address);
    }

  return address;
}

static void
release_variables (GArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    device_memory_release (double_get ()->memory, g_array_index (addresses, guint64, i));
  g_array_unref (addresses);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuModuleLoadData (CUmodule *out, const void *image)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GArray *addresses;
  PtxModule *ptx;
  Module *module;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (image != NULL, CUDA_ERROR_INVALID_VALUE);
  /* what NVRTC makes is plain text */
  if (fatbin_is_one (image))
    text = fatbin_find_ptx (image, 0);
  else if (memcmp (image, "\177ELF", 4) != 0)
    text = g_strdup (image);
  REFUSE_UNLESS (text != NULL, CUDA_ERROR_NO_BINARY_FOR_GPU);
  addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  ptx = ptx_module_new (text, allocate_variable, addresses, &error);
  if (ptx == NULL)
    {
      double_complain ("%s", error->message);
      release_variables (addresses);
      return driver_end (CUDA_ERROR_INVALID_PTX);
    }
  module = handle_new (HANDLE_MODULE, sizeof *module);
  module->ptx = ptx;
  module->addresses = addresses;
  *out = (CUmodule) module;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuModuleUnload (CUmodule handle)
{
  Module *module = (Module *) handle;

  BEGIN (TIDYING);
  REFUSE_UNLESS (handle_check (module, HANDLE_MODULE), CUDA_ERROR_INVALID_HANDLE);
  stream_flush_all ();
  release_variables (module->addresses);
  ptx_module_free (module->ptx);
  handle_free (module);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuModuleGetFunction (CUfunction *out, CUmodule handle, const char *name)
{
  const PtxKernel *kernel;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (handle, HANDLE_MODULE), CUDA_ERROR_INVALID_HANDLE);
  kernel = ptx_module_find (((Module *) handle)->ptx, name);
  REFUSE_UNLESS (kernel != NULL, CUDA_ERROR_NOT_FOUND);
  *out = (CUfunction) kernel;

  return driver_end (CUDA_SUCCESS);
}

gboolean
driver_has_kernel (gconstpointer kernel)
{
  const GPtrArray *handles = double_get ()->handles;

  for (guint i = 0; i < handles->len; i++)
    {
      const Module *module = handles->pdata[i];

      if (module->handle.kind == HANDLE_MODULE
          && g_ptr_array_find (module->ptx->kernels, kernel, NULL))
        return TRUE;
    }
  double_complain ("a kernel is used that there is not");

  return FALSE;
}

/* Registers are of no account here: PTX has as many as it likes. */
DOUBLE_EXPORT CUresult CUDAAPI
cuFuncGetAttribute (int *value, CUfunction_attribute attribute, CUfunction function)
{
  const PtxKernel *kernel = (const PtxKernel *) function;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (driver_has_kernel (kernel), CUDA_ERROR_INVALID_HANDLE);
  switch (attribute)
    {
    case CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
      *value = MOST_THREADS;
      break;
    case CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES:
      *value = (int) kernel->shared_bytes;
      break;
    case CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES:
      *value = (int) kernel->local_bytes;
      break;
    case CU_FUNC_ATTRIBUTE_NUM_REGS:
      *value = 32;
      break;
    case CU_FUNC_ATTRIBUTE_PTX_VERSION:
    case CU_FUNC_ATTRIBUTE_BINARY_VERSION:
      *value = 75;
      break;
    default:
      return driver_end (CUDA_ERROR_INVALID_VALUE);
    }

  return driver_end (CUDA_SUCCESS);
}

static gboolean
is_possible (const PtxKernel *kernel, const guint32 *grid, const guint32 *block,
             guint32 dynamic_bytes)
{
  return grid[0] > 0 && grid[1] > 0 && grid[2] > 0 && grid[0] <= MOST_GRID_X
         && grid[1] <= MOST_GRID_YZ && grid[2] <= MOST_GRID_YZ && block[0] > 0 && block[1] > 0
         && block[2] > 0 && block[2] <= MOST_BLOCK_Z
         && (guint64) block[0] * block[1] * block[2] <= MOST_THREADS
         && (guint64) kernel->shared_bytes + dynamic_bytes <= SHARED_BYTES;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuLaunchKernel (CUfunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                unsigned block_x, unsigned block_y, unsigned block_z, unsigned dynamic_bytes,
                CUstream handle, void **parameters, void **extra)
{
  const PtxKernel *kernel = (const PtxKernel *) function;
  guint32 grid[3] = { grid_x, grid_y, grid_z }, block[3] = { block_x, block_y, block_z };
  Stream *stream;
  Work *work;

  BEGIN (IN_CONTEXT);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL && driver_has_kernel (kernel), CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (stream_may_take (stream), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  REFUSE_UNLESS (parameters != NULL || kernel->parameters->len == 0, CUDA_ERROR_INVALID_VALUE);
  REFUSE_UNLESS (extra == NULL && is_possible (kernel, grid, block, dynamic_bytes),
                 CUDA_ERROR_INVALID_VALUE);
  work = work_new (WORK_LAUNCH);
  work->correlation = correlation;
  work->kernel = kernel;
  memcpy (work->grid, grid, sizeof grid);
  memcpy (work->block, block, sizeof block);
  work->dynamic_bytes = dynamic_bytes;
  work->copy = g_malloc0 (kernel->parameter_bytes + 1);
  for (guint i = 0; i < kernel->parameters->len; i++)
    {
      const PtxParameter *parameter = &g_array_index (kernel->parameters, PtxParameter, i);

      memcpy (work->copy + parameter->offset, parameters[i], parameter->size);
    }
  double_count (stream->captured != NULL ? "captured" : "launches", 1);
  stream_add (stream, work);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuLaunchKernel, correlation, start_ns);

  return driver_end (double_get ()->fault);
}
