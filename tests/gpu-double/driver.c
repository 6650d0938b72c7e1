/* SPDX-License-Identifier: Apache-2.0 */
/* The driver API of the emulated GPU. */
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
#define MOST_GRID_X 2147483647u
#define MOST_GRID_YZ 65535u

typedef struct
{
  Handle handle;
  PtxModule *ptx;
  GArray *addresses; /* guint64, of its variables */
} Module;

CUresult
driver_begin (const char *name, gboolean needs_context)
{
  gboolean shall_fail = double_call (name);
  const Double *self = double_get ();

  if (shall_fail)
    return CUDA_ERROR_UNKNOWN;
  if (!self->initialized)
    return CUDA_ERROR_NOT_INITIALIZED;
  if (needs_context && !double_has_context ())
    {
      double_complain ("%s without a current context", name);
      return CUDA_ERROR_INVALID_CONTEXT;
    }

  return needs_context ? self->fault : CUDA_SUCCESS;
}

CUresult
driver_end (CUresult result)
{
  double_end ();

  return result;
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
  BEGIN (FALSE);
  *n = (int) double_get ()->settings.devices;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGet (CUdevice *device, int number)
{
  BEGIN (FALSE);
  REFUSE_UNLESS (number >= 0 && number < double_get ()->settings.devices,
                 CUDA_ERROR_INVALID_DEVICE);
  *device = number;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceGetName (char *name, int length, CUdevice device)
{
  BEGIN (FALSE);
  g_strlcpy (name, "emulated", (gsize) length);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDeviceTotalMem (size_t *bytes, CUdevice device)
{
  BEGIN (FALSE);
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

  BEGIN (FALSE);
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
  BEGIN (FALSE);
  double_get ()->n_contexts++;
  *context = (CUcontext) double_get ();

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuDevicePrimaryCtxRelease (CUdevice device)
{
  Double *self = double_get ();

  BEGIN (FALSE);
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
  BEGIN (FALSE);
  REFUSE_UNLESS (context == NULL
                     || (context == (CUcontext) double_get () && double_get ()->n_contexts > 0),
                 CUDA_ERROR_INVALID_CONTEXT);
  double_set_context (context != NULL);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuCtxSynchronize (void)
{
  BEGIN (TRUE);
  stream_flush_all ();
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_CONTEXT_SYNCHRONIZE, NULL, NULL, correlation,
                 start_ns);
  double_count ("synchronisations", 1);

  return driver_end (double_get ()->fault);
}

/* Whether the @n-th allocation finds room. */
static gboolean
may_allocate (void)
{
  Double *self = double_get ();

  return ++self->n_allocations != self->settings.allocation;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemAlloc (CUdeviceptr *address, size_t bytes)
{
  BEGIN (TRUE);
  REFUSE_UNLESS (bytes > 0, CUDA_ERROR_INVALID_VALUE);
  *address = may_allocate () ? device_memory_allocate (double_get ()->memory, bytes) : 0;

  return driver_end (*address != 0 ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY);
}

/* A fault must not keep anybody from tidying up. */
DOUBLE_EXPORT CUresult CUDAAPI
cuMemFree (CUdeviceptr address)
{
  BEGIN (FALSE);
  stream_flush_all ();
  if (!device_memory_release (double_get ()->memory, address))
    {
      double_complain ("what is freed was not allocated");
      return driver_end (CUDA_ERROR_INVALID_VALUE);
    }

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemGetInfo (size_t *available, size_t *total)
{
  const DeviceMemory *memory = double_get ()->memory;

  BEGIN (TRUE);
  *available = memory->limit - memory->used;
  *total = memory->limit;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemHostAlloc (void **memory, size_t bytes, unsigned flags)
{
  BEGIN (TRUE);
  *memory = may_allocate () ? g_try_malloc (bytes) : NULL;
  REFUSE_UNLESS (*memory != NULL, CUDA_ERROR_OUT_OF_MEMORY);
  memset (*memory, 0xA5, bytes);
  g_hash_table_insert (double_get ()->pinned, *memory, GSIZE_TO_POINTER (bytes));

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemFreeHost (void *memory)
{
  BEGIN (FALSE);
  stream_flush_all ();
  if (!g_hash_table_remove (double_get ()->pinned, memory))
    {
      double_complain ("what is freed was not pinned");
      return driver_end (CUDA_ERROR_INVALID_VALUE);
    }
  g_free (memory);

  return driver_end (CUDA_SUCCESS);
}

static gboolean
is_pinned (const void *memory, gsize bytes)
{
  GHashTableIter iter;
  gpointer address, length;

  g_hash_table_iter_init (&iter, double_get ()->pinned);
  while (g_hash_table_iter_next (&iter, &address, &length))
    if ((const guint8 *) memory >= (const guint8 *) address
        && (const guint8 *) memory + bytes <= (const guint8 *) address + GPOINTER_TO_SIZE (length))
      return TRUE;

  return FALSE;
}

static CUresult
add_copy (WorkKind kind, guint64 to, guint64 from, gsize bytes, CUstream handle,
          guint32 correlation, guint64 start_ns, CUpti_CallbackId function)
{
  Stream *stream = stream_get (handle);
  gboolean waits;
  Work *work;

  if (stream == NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  if (bytes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  work = work_new (kind);
  work->correlation = correlation;
  work->to = to;
  work->from = from;
  work->bytes = bytes;
  if (kind == WORK_COPY_IN)
    {
      work->pinned = is_pinned ((void *) (gsize) from, bytes);
      if (!work->pinned)
        work->copy = g_memdup2 ((void *) (gsize) from, bytes);
    }
  else if (kind == WORK_COPY_OUT)
    work->pinned = is_pinned ((void *) (gsize) to, bytes);
  double_count (kind == WORK_COPY_IN    ? "bytes.in"
                : kind == WORK_COPY_OUT ? "bytes.out"
                                        : "bytes.copied",
                (gint64) bytes);
  /* memory that is not pinned is there at once */
  waits = kind == WORK_COPY_OUT && stream->captured == NULL && !work->pinned;
  stream_add (stream, work);
  if (waits)
    stream_flush (stream);
  activity_call (function, correlation, start_ns);

  return double_get ()->fault;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemcpyHtoDAsync (CUdeviceptr to, const void *from, size_t bytes, CUstream stream)
{
  BEGIN (TRUE);
  return driver_end (add_copy (WORK_COPY_IN, to, (guint64) (gsize) from, bytes, stream, correlation,
                               start_ns, CUPTI_DRIVER_TRACE_CBID_cuMemcpyHtoDAsync_v2));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemcpyDtoHAsync (void *to, CUdeviceptr from, size_t bytes, CUstream stream)
{
  BEGIN (TRUE);
  return driver_end (add_copy (WORK_COPY_OUT, (guint64) (gsize) to, from, bytes, stream,
                               correlation, start_ns,
                               CUPTI_DRIVER_TRACE_CBID_cuMemcpyDtoHAsync_v2));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemcpyDtoDAsync (CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream)
{
  BEGIN (TRUE);
  return driver_end (add_copy (WORK_COPY, to, from, bytes, stream, correlation, start_ns,
                               CUPTI_DRIVER_TRACE_CBID_cuMemcpyDtoDAsync_v2));
}

static CUresult
add_set (CUdeviceptr to, guint32 value, guint width, gsize n, CUstream handle, guint32 correlation,
         guint64 start_ns, CUpti_CallbackId function)
{
  Stream *stream = stream_get (handle);
  Work *work;

  if (stream == NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  work = work_new (WORK_SET);
  work->correlation = correlation;
  work->to = to;
  work->from = value;
  work->width = width;
  work->bytes = n * width;
  stream_add (stream, work);
  activity_call (function, correlation, start_ns);

  return double_get ()->fault;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemsetD8Async (CUdeviceptr to, unsigned char value, size_t n, CUstream stream)
{
  BEGIN (TRUE);
  return driver_end (add_set (to, value, 1, n, stream, correlation, start_ns,
                              CUPTI_DRIVER_TRACE_CBID_cuMemsetD8Async));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemsetD32Async (CUdeviceptr to, unsigned value, size_t n, CUstream stream)
{
  BEGIN (TRUE);
  return driver_end (add_set (to, value, 4, n, stream, correlation, start_ns,
                              CUPTI_DRIVER_TRACE_CBID_cuMemsetD32Async));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamCreate (CUstream *out, unsigned flags)
{
  Stream *stream;

  BEGIN (TRUE);
  stream = handle_new (HANDLE_STREAM, sizeof *stream);
  stream->works = g_queue_new ();
  *out = (CUstream) stream;

  return driver_end (CUDA_SUCCESS);
}

/* What still hangs on a stream that goes away was recorded, and runs before. */
DOUBLE_EXPORT CUresult CUDAAPI
cuStreamDestroy (CUstream handle)
{
  Double *self = double_get ();
  Stream *stream;

  BEGIN (FALSE);
  REFUSE_UNLESS (handle_check (handle, HANDLE_STREAM), CUDA_ERROR_INVALID_HANDLE);
  stream = (Stream *) handle;
  stream_flush (stream);
  g_queue_free_full (stream->works, work_free);
  g_clear_pointer (&stream->captured, g_ptr_array_unref);
  for (guint i = 0; i < self->handles->len; i++)
    {
      Event *event = self->handles->pdata[i];

      if (event->handle.kind == HANDLE_EVENT && event->stream == stream)
        event->stream = NULL;
    }
  handle_free (stream);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamSynchronize (CUstream handle)
{
  Stream *stream;

  BEGIN (TRUE);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL, CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (stream->captured == NULL, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  stream_flush (stream);
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_STREAM_SYNCHRONIZE, stream, NULL, correlation,
                 start_ns);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuStreamSynchronize, correlation, start_ns);
  double_count ("synchronisations", 1);

  return driver_end (double_get ()->fault);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamQuery (CUstream handle)
{
  Stream *stream;

  BEGIN (TRUE);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL, CUDA_ERROR_INVALID_HANDLE);

  return driver_end (g_queue_is_empty (stream->works) ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamWaitEvent (CUstream handle, CUevent event, unsigned flags)
{
  Stream *stream;
  Work *work;

  BEGIN (TRUE);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL && handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  work = work_new (WORK_WAIT);
  work->correlation = correlation;
  work->event = (Event *) event;
  work->event_turn = work->event->recorded;
  stream_add (stream, work);
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_STREAM_WAIT_EVENT, stream, (Event *) event,
                 correlation, start_ns);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventCreate (CUevent *out, unsigned flags)
{
  BEGIN (TRUE);
  *out = handle_new (HANDLE_EVENT, sizeof (Event));

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventDestroy (CUevent event)
{
  BEGIN (FALSE);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  stream_flush_all ();
  handle_free (event);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventRecord (CUevent handle, CUstream stream_handle)
{
  Event *event = (Event *) handle;
  Stream *stream;
  Work *work;

  BEGIN (TRUE);
  stream = stream_get (stream_handle);
  REFUSE_UNLESS (stream != NULL && handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  work = work_new (WORK_RECORD);
  work->correlation = correlation;
  work->event = event;
  work->event_turn = ++event->recorded;
  event->stream = stream;
  stream_add (stream, work);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventQuery (CUevent handle)
{
  const Event *event = (const Event *) handle;

  BEGIN (TRUE);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);

  return driver_end (event->done == event->recorded ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventSynchronize (CUevent handle)
{
  Event *event = (Event *) handle;

  BEGIN (TRUE);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  stream_flush_to (event, event->recorded);
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_EVENT_SYNCHRONIZE, event->stream, event,
                 correlation, start_ns);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuEventSynchronize, correlation, start_ns);
  double_count ("synchronisations", 1);

  return driver_end (double_get ()->fault);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventElapsedTime (float *ms, CUevent start, CUevent stop)
{
  const Event *a = (const Event *) start, *b = (const Event *) stop;

  BEGIN (TRUE);
  REFUSE_UNLESS (handle_check (a, HANDLE_EVENT) && handle_check (b, HANDLE_EVENT),
                 CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (a->recorded > 0 && b->recorded > 0, CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (a->done == a->recorded && b->done == b->recorded, CUDA_ERROR_NOT_READY);
  *ms = (float) ((double) (gint64) (b->ns - a->ns) / 1e6);

  return driver_end (CUDA_SUCCESS);
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

  BEGIN (TRUE);
  text = fatbin_find_ptx (image, 0);
  /* what NVRTC makes is plain text */
  if (text == NULL && memcmp (image, "\177ELF", 4) != 0)
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

  BEGIN (FALSE);
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

  BEGIN (TRUE);
  REFUSE_UNLESS (handle_check (handle, HANDLE_MODULE), CUDA_ERROR_INVALID_HANDLE);
  kernel = ptx_module_find (((Module *) handle)->ptx, name);
  REFUSE_UNLESS (kernel != NULL, CUDA_ERROR_NOT_FOUND);
  *out = (CUfunction) kernel;

  return driver_end (CUDA_SUCCESS);
}

/* Registers are of no account here: PTX has as many as it likes. */
DOUBLE_EXPORT CUresult CUDAAPI
cuFuncGetAttribute (int *value, CUfunction_attribute attribute, CUfunction function)
{
  const PtxKernel *kernel = (const PtxKernel *) function;

  BEGIN (TRUE);
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
         && block[2] > 0 && block[2] <= 64
         && (guint64) block[0] * block[1] * block[2] <= MOST_THREADS
         && kernel->shared_bytes + dynamic_bytes <= SHARED_BYTES;
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

  BEGIN (TRUE);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL, CUDA_ERROR_INVALID_HANDLE);
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
  stream_add (stream, work);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuLaunchKernel, correlation, start_ns);
  double_count ("launches", 1);

  return driver_end (double_get ()->fault);
}
