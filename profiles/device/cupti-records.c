/* SPDX-License-Identifier: Apache-2.0 */
/* Reads CUPTI's records. Source: CUPTI documentation, "Activity API"; cupti_activity.h. */
#include "config.h"

#include "profiles/device/cupti-records.h"

#include <stdlib.h>

const CUpti_ActivityKind bs_cupti_kinds[] = {
  CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL,
  CUPTI_ACTIVITY_KIND_MEMCPY,
  CUPTI_ACTIVITY_KIND_MEMSET,
  CUPTI_ACTIVITY_KIND_DRIVER,
  /* cuBLAS calls the runtime */
  CUPTI_ACTIVITY_KIND_RUNTIME,
  CUPTI_ACTIVITY_KIND_SYNCHRONIZATION,
  CUPTI_ACTIVITY_KIND_OVERHEAD,
  CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION,
  0,
};

static BsActivity
read_kernel (const CUpti_ActivityKernel10 *record)
{
  return (BsActivity){
    .kind = BS_ACTIVITY_KERNEL,
    .correlation = record->correlationId,
    .stream = record->streamId,
    .start = record->start,
    .end = record->end,
    /* the record's own goes with its module */
    .name = g_intern_string (record->name != NULL ? record->name : "?"),
    .registers = record->registersPerThread,
    .static_bytes = (guint32) MAX (record->staticSharedMemory, 0),
    .dynamic_bytes = (guint32) MAX (record->dynamicSharedMemory, 0),
    .local_bytes = record->localMemoryPerThread,
    .block = { (guint32) record->blockX, (guint32) record->blockY, (guint32) record->blockZ },
    .grid = { (guint32) record->gridX, (guint32) record->gridY, (guint32) record->gridZ },
  };
}

static BsActivity
read_copy (const CUpti_ActivityMemcpy6 *record)
{
  return (BsActivity){
    .kind = record->copyKind == CUPTI_ACTIVITY_MEMCPY_KIND_HTOD   ? BS_ACTIVITY_UPLOAD
            : record->copyKind == CUPTI_ACTIVITY_MEMCPY_KIND_DTOH ? BS_ACTIVITY_DOWNLOAD
                                                                  : BS_ACTIVITY_COPY,
    .correlation = record->correlationId,
    .stream = record->streamId,
    .start = record->start,
    .end = record->end,
    .bytes = record->bytes,
  };
}

static BsActivity
read_set (const CUpti_ActivityMemset4 *record)
{
  return (BsActivity){
    .kind = BS_ACTIVITY_SET,
    .correlation = record->correlationId,
    .stream = record->streamId,
    .start = record->start,
    .end = record->end,
    .bytes = record->bytes,
  };
}

static BsActivity
read_call (const CUpti_ActivityAPI *record)
{
  return (BsActivity){
    .kind = BS_ACTIVITY_CALL,
    .correlation = record->correlationId,
    .stream = record->threadId,
    .start = record->start,
    .end = record->end,
  };
}

/* Streams that wait for events do so later; the host does not. */
static BsActivity
read_wait (const CUpti_ActivitySynchronization2 *record)
{
  gboolean waits = record->type != CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_STREAM_WAIT_EVENT;

  return (BsActivity){
    .kind = BS_ACTIVITY_WAIT,
    .correlation = record->correlationId,
    .start = waits ? record->start : 0,
    .end = waits ? record->end : 0,
  };
}

static BsActivity
read_overhead (const CUpti_ActivityOverhead3 *record)
{
  /* ours to free, says the header */
  free (record->overheadData);

  return (BsActivity){ .kind = BS_ACTIVITY_OVERHEAD, .start = record->start, .end = record->end };
}

static void
read_correlation (const CUpti_ActivityExternalCorrelation *record, GArray *correlations)
{
  BsCorrelation correlation = { record->correlationId, record->externalId };

  if (record->externalKind == CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0)
    g_array_append_val (correlations, correlation);
}

static BsActivity
read_record (gconstpointer record, CUpti_ActivityKind kind)
{
  switch (kind)
    {
    case CUPTI_ACTIVITY_KIND_KERNEL:
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
      return read_kernel (record);
    case CUPTI_ACTIVITY_KIND_MEMCPY:
      return read_copy (record);
    case CUPTI_ACTIVITY_KIND_MEMSET:
      return read_set (record);
    case CUPTI_ACTIVITY_KIND_DRIVER:
    case CUPTI_ACTIVITY_KIND_RUNTIME:
      return read_call (record);
    case CUPTI_ACTIVITY_KIND_SYNCHRONIZATION:
      return read_wait (record);
    case CUPTI_ACTIVITY_KIND_OVERHEAD:
      return read_overhead (record);
    default:
      return (BsActivity){ 0 };
    }
}

void
bs_cupti_records_read (const BsCuptiLibrary *cupti, guint8 *buffer, gsize valid, GArray *activities,
                       GArray *correlations)
{
  CUpti_Activity *record = NULL;

  while (cupti->p_cuptiActivityGetNextRecord (buffer, valid, &record) == CUPTI_SUCCESS)
    {
      BsActivity activity;

      if (record->kind == CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION)
        {
          read_correlation ((gconstpointer) record, correlations);
          continue;
        }
      activity = read_record (record, record->kind);
      /* 0: CUPTI could not tell */
      if (activity.start > 0 && activity.end >= activity.start)
        g_array_append_val (activities, activity);
    }
}
