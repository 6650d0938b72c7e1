/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the driver: of the device and pinned; copies and sets. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/driver.h"

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
  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (driver_allows_unsafe (), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  REFUSE_UNLESS (bytes > 0, CUDA_ERROR_INVALID_VALUE);
  *address = may_allocate () ? device_memory_allocate (double_get ()->memory, bytes) : 0;
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuMemAlloc_v2, correlation, start_ns);

  return driver_end (*address != 0 ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemFree (CUdeviceptr address)
{
  BEGIN (TIDYING);
  REFUSE_UNLESS (driver_allows_unsafe (), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  stream_flush_all ();
  if (!device_memory_release (double_get ()->memory, address))
    {
      double_complain ("what is freed was not allocated");
      return driver_end (CUDA_ERROR_INVALID_VALUE);
    }
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuMemFree_v2, correlation, start_ns);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemGetInfo (size_t *available, size_t *total)
{
  const DeviceMemory *memory = double_get ()->memory;

  BEGIN (IN_CONTEXT);
  *available = memory->limit - memory->used;
  *total = memory->limit;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemHostAlloc (void **memory, size_t bytes, unsigned flags)
{
  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (driver_allows_unsafe (), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  REFUSE_UNLESS (bytes > 0, CUDA_ERROR_INVALID_VALUE);
  *memory = may_allocate () ? g_try_malloc (bytes) : NULL;
  REFUSE_UNLESS (*memory != NULL, CUDA_ERROR_OUT_OF_MEMORY);
  memset (*memory, 0xA5, bytes);
  g_hash_table_insert (double_get ()->pinned, *memory, GSIZE_TO_POINTER (bytes));

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemFreeHost (void *memory)
{
  BEGIN (TIDYING);
  REFUSE_UNLESS (driver_allows_unsafe (), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  stream_flush_all ();
  if (!g_hash_table_remove (double_get ()->pinned, memory))
    {
      double_complain ("what is freed was not pinned");
      return driver_end (CUDA_ERROR_INVALID_VALUE);
    }
  g_free (memory);

  return driver_end (CUDA_SUCCESS);
}

gboolean
driver_has_pinned (const void *memory, gsize bytes)
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
  if (!stream_may_take (stream))
    return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  if (bytes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  work = work_new (kind);
  work->correlation = correlation;
  work->to = to;
  work->from = from;
  work->bytes = bytes;
  if (kind == WORK_COPY_IN)
    {
      work->pinned = driver_has_pinned ((void *) (gsize) from, bytes);
      /* a graph reads what is there when it is launched */
      if (!work->pinned && stream->captured == NULL)
        work->copy = g_memdup2 ((void *) (gsize) from, bytes);
    }
  else if (kind == WORK_COPY_OUT)
    work->pinned = driver_has_pinned ((void *) (gsize) to, bytes);
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
  BEGIN (IN_CONTEXT);
  return driver_end (add_copy (WORK_COPY_IN, to, (guint64) (gsize) from, bytes, stream, correlation,
                               start_ns, CUPTI_DRIVER_TRACE_CBID_cuMemcpyHtoDAsync_v2));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemcpyDtoHAsync (void *to, CUdeviceptr from, size_t bytes, CUstream stream)
{
  BEGIN (IN_CONTEXT);
  return driver_end (add_copy (WORK_COPY_OUT, (guint64) (gsize) to, from, bytes, stream,
                               correlation, start_ns,
                               CUPTI_DRIVER_TRACE_CBID_cuMemcpyDtoHAsync_v2));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemcpyDtoDAsync (CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream)
{
  BEGIN (IN_CONTEXT);
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
  if (!stream_may_take (stream))
    return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  if (to % width != 0)
    return CUDA_ERROR_INVALID_VALUE;
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
  BEGIN (IN_CONTEXT);
  return driver_end (add_set (to, value, 1, n, stream, correlation, start_ns,
                              CUPTI_DRIVER_TRACE_CBID_cuMemsetD8Async));
}

DOUBLE_EXPORT CUresult CUDAAPI
cuMemsetD32Async (CUdeviceptr to, unsigned value, size_t n, CUstream stream)
{
  BEGIN (IN_CONTEXT);
  return driver_end (add_set (to, value, 4, n, stream, correlation, start_ns,
                              CUPTI_DRIVER_TRACE_CBID_cuMemsetD32Async));
}
