/* SPDX-License-Identifier: Apache-2.0 */
/* CUPTI of the emulated GPU: activity records in the layouts of the real one. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/double.h"

#define CONTEXT 1u
#define MOST_KINDS 64
#define ALIGN_8(n) (((n) + 7) & ~(gsize) 7)
#define DEPTH 64

static struct
{
  gboolean enabled[MOST_KINDS];
  gboolean latency; /* queued and submitted times are wanted */
  CUpti_BuffersCallbackRequestFunc request;
  CUpti_BuffersCallbackCompleteFunc complete;
  guint8 *buffer;
  gsize size, used;
  gsize room;      /* of the size: that is to be used */
  GPtrArray *full; /* Full: buffers that come back late */
  gsize n_dropped;
  gint64 n_records;
} activities;

typedef struct
{
  guint8 *buffer;
  gsize size, used;
} Full;

/* Of each kind. */
static __thread struct
{
  guint64 ids[DEPTH];
  guint n;
} correlations[CUPTI_EXTERNAL_CORRELATION_KIND_SIZE];

static gboolean
begin (const char *name)
{
  return double_call (name);
}

static CUptiResult
end (CUptiResult result)
{
  double_end ();

  return result;
}

static void
give_back (void)
{
  if (activities.buffer == NULL)
    return;
  if (double_get ()->settings.late)
    {
      Full *full = g_new (Full, 1);

      *full = (Full){ activities.buffer, activities.size, activities.used };
      if (activities.full == NULL)
        activities.full = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (activities.full, full);
    }
  else
    activities.complete ((CUcontext) double_get (), 0, activities.buffer, activities.size,
                         activities.used);
  activities.buffer = NULL;
}

static void
put (const void *record, gsize size)
{
  memset (activities.buffer + activities.used, 0, ALIGN_8 (size));
  memcpy (activities.buffer + activities.used, record, size);
  activities.used += ALIGN_8 (size);
}

/* Asks for the next buffer. What that took is told in it, where it is wanted and there is room beside @size. */
static void
get_buffer (gsize size)
{
  const DoubleSettings *settings = &double_get ()->settings;
  CUpti_ActivityOverhead3 record = {
    .kind = CUPTI_ACTIVITY_KIND_OVERHEAD,
    .overheadKind = CUPTI_ACTIVITY_OVERHEAD_CUPTI_RESOURCE,
    .start = double_now (),
  };
  gsize n = 0;

  activities.size = activities.used = 0;
  activities.request (&activities.buffer, &activities.size, &n);
  activities.room = settings->buffer > 0 ? MIN ((gsize) settings->buffer, activities.size)
                                         : activities.size;
  record.end = double_now ();
  if (activities.buffer != NULL && activities.enabled[CUPTI_ACTIVITY_KIND_OVERHEAD]
      && ALIGN_8 (sizeof record) + ALIGN_8 (size) <= activities.room)
    put (&record, sizeof record);
}

/* Writes a record into the buffer at hand, or the next one. */
static void
emit (const void *record, gsize size)
{
  Double *self = double_get ();

  if (activities.request == NULL)
    return;
  if (self->settings.drop > 0 && ++activities.n_records % self->settings.drop == 0)
    {
      activities.n_dropped++;
      return;
    }
  if (activities.buffer != NULL && activities.used + ALIGN_8 (size) > activities.room)
    give_back ();
  if (activities.buffer == NULL)
    {
      get_buffer (size);
      /* who has no memory loses records */
      if (activities.buffer != NULL && ALIGN_8 (size) > activities.room)
        give_back ();
      if (activities.buffer == NULL)
        {
          activities.n_dropped++;
          return;
        }
    }
  put (record, size);
}

static gboolean
wants (CUpti_ActivityKind kind)
{
  return activities.enabled[kind];
}

guint32
activity_begin (void)
{
  return ++double_get ()->n_correlations;
}

static void
tell_correlations (guint32 correlation)
{
  if (!wants (CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION))
    return;
  for (guint kind = 0; kind < G_N_ELEMENTS (correlations); kind++)
    if (correlations[kind].n > 0)
      {
        CUpti_ActivityExternalCorrelation record = {
          .kind = CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION,
          .externalKind = (CUpti_ExternalCorrelationKind) kind,
          .externalId = correlations[kind].ids[correlations[kind].n - 1],
          .correlationId = correlation,
        };

        emit (&record, sizeof record);
      }
}

void
activity_call (CUpti_CallbackId function, guint32 correlation, guint64 start_ns)
{
  CUpti_ActivityAPI record = {
    .kind = CUPTI_ACTIVITY_KIND_DRIVER,
    .cbid = function,
    .start = start_ns,
    .end = double_now (),
    .processId = 1,
    .threadId = 1,
    .correlationId = correlation,
  };

  tell_correlations (correlation);
  if (wants (CUPTI_ACTIVITY_KIND_DRIVER))
    emit (&record, sizeof record);
}

static void
tell_kernel (const Stream *stream, const Work *work, guint64 start_ns, guint64 end_ns)
{
  const Product *product = &work->product;
  gboolean is_product = work->kind == WORK_PRODUCT;
  CUpti_ActivityKernel10 record = {
    .kind = CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL,
    .registersPerThread = 32,
    .start = start_ns,
    .end = end_ns,
    .completed = end_ns,
    .contextId = CONTEXT,
    .streamId = stream->handle.number,
    .gridX = (int32_t) (is_product ? (product->m + 63) / 64 : (int) work->grid[0]),
    .gridY = (int32_t) (is_product ? (product->n + 63) / 64 : (int) work->grid[1]),
    .gridZ = (int32_t) (is_product ? product->n_matrices : (int) work->grid[2]),
    .blockX = is_product ? 256 : (int32_t) work->block[0],
    .blockY = is_product ? 1 : (int32_t) work->block[1],
    .blockZ = is_product ? 1 : (int32_t) work->block[2],
    .staticSharedMemory = is_product ? 16384 : (int32_t) work->kernel->shared_bytes,
    .dynamicSharedMemory = (int32_t) work->dynamic_bytes,
    .correlationId = work->correlation,
    .gridId = (int64_t) work->correlation,
    /* it outlives its module */
    .name = g_intern_string (is_product ? "emulated_sgemm" : work->kernel->name),
    .queued = activities.latency ? work->queued_ns : CUPTI_TIMESTAMP_UNKNOWN,
    .submitted = activities.latency ? work->queued_ns : CUPTI_TIMESTAMP_UNKNOWN,
  };

  if (wants (CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL))
    emit (&record, sizeof record);
}

static void
tell_copy (const Stream *stream, const Work *work, guint64 start_ns, guint64 end_ns)
{
  guint8 host = work->pinned ? CUPTI_ACTIVITY_MEMORY_KIND_PINNED
                             : CUPTI_ACTIVITY_MEMORY_KIND_PAGEABLE;
  CUpti_ActivityMemcpy6 record = {
    .kind = CUPTI_ACTIVITY_KIND_MEMCPY,
    .copyKind = work->kind == WORK_COPY_IN    ? CUPTI_ACTIVITY_MEMCPY_KIND_HTOD
                : work->kind == WORK_COPY_OUT ? CUPTI_ACTIVITY_MEMCPY_KIND_DTOH
                                              : CUPTI_ACTIVITY_MEMCPY_KIND_DTOD,
    .srcKind = work->kind == WORK_COPY_IN ? host : CUPTI_ACTIVITY_MEMORY_KIND_DEVICE,
    .dstKind = work->kind == WORK_COPY_OUT ? host : CUPTI_ACTIVITY_MEMORY_KIND_DEVICE,
    .flags = CUPTI_ACTIVITY_FLAG_MEMCPY_ASYNC,
    .bytes = work->bytes,
    .start = start_ns,
    .end = end_ns,
    .contextId = CONTEXT,
    .streamId = stream->handle.number,
    .correlationId = work->correlation,
    .copyCount = 1,
  };

  if (wants (CUPTI_ACTIVITY_KIND_MEMCPY))
    emit (&record, sizeof record);
}

static void
tell_set (const Stream *stream, const Work *work, guint64 start_ns, guint64 end_ns)
{
  CUpti_ActivityMemset4 record = {
    .kind = CUPTI_ACTIVITY_KIND_MEMSET,
    .value = (uint32_t) work->from,
    .bytes = work->bytes,
    .start = start_ns,
    .end = end_ns,
    .contextId = CONTEXT,
    .streamId = stream->handle.number,
    .correlationId = work->correlation,
    .memoryKind = CUPTI_ACTIVITY_MEMORY_KIND_DEVICE,
  };

  if (wants (CUPTI_ACTIVITY_KIND_MEMSET))
    emit (&record, sizeof record);
}

void
activity_work (const Stream *stream, const Work *work, guint64 start_ns, guint64 end_ns)
{
  switch (work->kind)
    {
    case WORK_COPY_IN:
    case WORK_COPY_OUT:
    case WORK_COPY:
      tell_copy (stream, work, start_ns, end_ns);
      break;
    case WORK_SET:
      tell_set (stream, work, start_ns, end_ns);
      break;
    case WORK_LAUNCH:
    case WORK_PRODUCT:
      tell_kernel (stream, work, start_ns, end_ns);
      break;
    case WORK_RECORD:
    case WORK_WAIT:
      break;
    }
}

void
activity_wait (CUpti_ActivitySynchronizationType type, const Stream *stream, const Event *event,
               guint32 correlation, guint64 start_ns)
{
  CUpti_ActivitySynchronization2 record = {
    .kind = CUPTI_ACTIVITY_KIND_SYNCHRONIZATION,
    .type = type,
    .start = start_ns,
    .end = double_now (),
    .correlationId = correlation,
    .contextId = CONTEXT,
    .streamId = stream != NULL ? stream->handle.number : CUPTI_SYNCHRONIZATION_INVALID_VALUE,
    .cudaEventId = event != NULL ? event->handle.number : CUPTI_SYNCHRONIZATION_INVALID_VALUE,
  };

  if (wants (CUPTI_ACTIVITY_KIND_SYNCHRONIZATION))
    emit (&record, sizeof record);
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiGetVersion (uint32_t *version)
{
  *version = CUPTI_API_VERSION;

  return CUPTI_SUCCESS;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiGetTimestamp (uint64_t *ns)
{
  if (begin (__func__))
    return end (CUPTI_ERROR_UNKNOWN);
  *ns = double_now ();

  return end (CUPTI_SUCCESS);
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiGetResultString (CUptiResult result, const char **text)
{
  *text = result == CUPTI_SUCCESS                         ? "CUPTI_SUCCESS"
          : result == CUPTI_ERROR_INSUFFICIENT_PRIVILEGES ? "CUPTI_ERROR_INSUFFICIENT_PRIVILEGES"
          : result == CUPTI_ERROR_INVALID_KIND            ? "CUPTI_ERROR_INVALID_KIND"
                                                          : "CUPTI_ERROR_UNKNOWN";

  return CUPTI_SUCCESS;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityRegisterCallbacks (CUpti_BuffersCallbackRequestFunc request,
                                CUpti_BuffersCallbackCompleteFunc complete)
{
  if (begin (__func__))
    return end (CUPTI_ERROR_UNKNOWN);
  activities.request = request;
  activities.complete = complete;

  return end (CUPTI_SUCCESS);
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityEnable (CUpti_ActivityKind kind)
{
  if (begin (__func__))
    return end (CUPTI_ERROR_UNKNOWN);
  if (double_get ()->settings.permission)
    return end (CUPTI_ERROR_INSUFFICIENT_PRIVILEGES);
  if ((int) kind <= 0 || kind >= MOST_KINDS)
    return end (CUPTI_ERROR_INVALID_KIND);
  activities.enabled[kind] = TRUE;

  return end (CUPTI_SUCCESS);
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityDisable (CUpti_ActivityKind kind)
{
  if (begin (__func__))
    return end (CUPTI_ERROR_UNKNOWN);
  if ((int) kind > 0 && kind < MOST_KINDS)
    activities.enabled[kind] = FALSE;

  return end (CUPTI_SUCCESS);
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityEnableLatencyTimestamps (uint8_t enable)
{
  activities.latency = enable;

  return CUPTI_SUCCESS;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityFlushAll (uint32_t flag)
{
  if (begin (__func__))
    return end (CUPTI_ERROR_UNKNOWN);
  give_back ();
  for (guint i = 0; activities.full != NULL && i < activities.full->len && flag != 0; i++)
    {
      const Full *full = activities.full->pdata[i];

      activities.complete ((CUcontext) double_get (), 0, full->buffer, full->size, full->used);
    }
  if (flag != 0)
    g_clear_pointer (&activities.full, g_ptr_array_unref);

  return end (CUPTI_SUCCESS);
}

static gsize
record_size (CUpti_ActivityKind kind)
{
  switch (kind)
    {
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
      return sizeof (CUpti_ActivityKernel10);
    case CUPTI_ACTIVITY_KIND_MEMCPY:
      return sizeof (CUpti_ActivityMemcpy6);
    case CUPTI_ACTIVITY_KIND_MEMSET:
      return sizeof (CUpti_ActivityMemset4);
    case CUPTI_ACTIVITY_KIND_DRIVER:
      return sizeof (CUpti_ActivityAPI);
    case CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION:
      return sizeof (CUpti_ActivityExternalCorrelation);
    case CUPTI_ACTIVITY_KIND_SYNCHRONIZATION:
      return sizeof (CUpti_ActivitySynchronization2);
    case CUPTI_ACTIVITY_KIND_OVERHEAD:
      return sizeof (CUpti_ActivityOverhead3);
    default:
      return 0;
    }
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityGetNextRecord (uint8_t *buffer, size_t valid, CUpti_Activity **record)
{
  gsize at = 0;

  if (*record != NULL)
    at = (gsize) ((guint8 *) *record - buffer) + ALIGN_8 (record_size ((*record)->kind));
  if (at + sizeof (CUpti_Activity) > valid)
    return CUPTI_ERROR_MAX_LIMIT_REACHED;
  *record = (CUpti_Activity *) (buffer + at);

  return record_size ((*record)->kind) > 0 ? CUPTI_SUCCESS : CUPTI_ERROR_INVALID_KIND;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityGetNumDroppedRecords (CUcontext context, uint32_t stream, size_t *n)
{
  *n = activities.n_dropped;
  activities.n_dropped = 0;

  return CUPTI_SUCCESS;
}

static gboolean
is_correlation (CUpti_ExternalCorrelationKind kind)
{
  return (int) kind > CUPTI_EXTERNAL_CORRELATION_KIND_INVALID
         && kind < CUPTI_EXTERNAL_CORRELATION_KIND_SIZE;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityPushExternalCorrelationId (CUpti_ExternalCorrelationKind kind, uint64_t id)
{
  if (!is_correlation (kind))
    return CUPTI_ERROR_INVALID_PARAMETER;
  if (correlations[kind].n == DEPTH)
    return CUPTI_ERROR_UNKNOWN;
  correlations[kind].ids[correlations[kind].n++] = id;

  return CUPTI_SUCCESS;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiActivityPopExternalCorrelationId (CUpti_ExternalCorrelationKind kind, uint64_t *last)
{
  if (!is_correlation (kind))
    return CUPTI_ERROR_INVALID_PARAMETER;
  if (correlations[kind].n == 0)
    return CUPTI_ERROR_QUEUE_EMPTY;
  correlations[kind].n--;
  if (last != NULL)
    *last = correlations[kind].ids[correlations[kind].n];

  return CUPTI_SUCCESS;
}

DOUBLE_EXPORT CUptiResult CUPTIAPI
cuptiFinalize (void)
{
  memset (activities.enabled, 0, sizeof activities.enabled);

  return CUPTI_SUCCESS;
}
