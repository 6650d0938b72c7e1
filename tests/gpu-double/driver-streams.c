/* SPDX-License-Identifier: Apache-2.0 */
/* Streams and events of the driver. */
#include "config.h"

#include "tests/gpu-double/driver.h"

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamCreate (CUstream *out, unsigned flags)
{
  Stream *stream;

  BEGIN (IN_CONTEXT);
  stream = handle_new (HANDLE_STREAM, sizeof *stream);
  stream->works = g_queue_new ();
  *out = (CUstream) stream;

  return driver_end (CUDA_SUCCESS);
}

/* What still hangs on a stream that goes away was recorded, and runs before. */
DOUBLE_EXPORT CUresult CUDAAPI
cuStreamDestroy (CUstream handle)
{
  Stream *stream;

  BEGIN (TIDYING);
  REFUSE_UNLESS (handle_check (handle, HANDLE_STREAM), CUDA_ERROR_INVALID_HANDLE);
  stream = (Stream *) handle;
  stream_flush (stream);
  g_queue_free_full (stream->works, work_free);
  g_clear_pointer (&stream->captured, g_ptr_array_unref);
  handle_free (stream);

  return driver_end (CUDA_SUCCESS);
}

/* Whoever asks for the end of what is captured breaks the capture. */
static gboolean
is_captured (Stream *self)
{
  self->broken = self->captured != NULL;

  return self->captured != NULL;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamSynchronize (CUstream handle)
{
  Stream *stream;

  BEGIN (IN_CONTEXT);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL, CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (!is_captured (stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
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

  BEGIN (IN_CONTEXT);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL, CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (!is_captured (stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);

  return driver_end (g_queue_is_empty (stream->works) ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY);
}

/* A captured stream runs one after the other as it is; others cannot join its capture here. */
static CUresult
check_capture (Stream *stream, const Event *event)
{
  if (!stream_may_take (stream))
    return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  if (event->capture == stream->capture)
    return CUDA_SUCCESS;
  if (stream->captured != NULL && event->moment.stream == 0)
    return CUDA_SUCCESS;
  if (stream->captured != NULL)
    {
      stream->broken = TRUE;
      return CUDA_ERROR_STREAM_CAPTURE_ISOLATION;
    }
  double_complain ("a stream waits for an event within a capture, which is not known here");

  return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamWaitEvent (CUstream handle, CUevent event_handle, unsigned flags)
{
  const Event *event = (const Event *) event_handle;
  CUresult result;
  Stream *stream;
  Work *work;

  BEGIN (IN_CONTEXT);
  stream = stream_get (handle);
  REFUSE_UNLESS (stream != NULL && handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  result = check_capture (stream, event);
  REFUSE_UNLESS (result == CUDA_SUCCESS, result);
  if (stream->captured == NULL)
    {
      work = work_new (WORK_WAIT);
      work->correlation = correlation;
      work->moment = event->moment;
      stream_add (stream, work);
    }
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_STREAM_WAIT_EVENT, stream, event, correlation,
                 start_ns);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuStreamWaitEvent, correlation, start_ns);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventCreate (CUevent *out, unsigned flags)
{
  Event *event;

  BEGIN (IN_CONTEXT);
  event = handle_new (HANDLE_EVENT, sizeof *event);
  event->has_time = (flags & CU_EVENT_DISABLE_TIMING) == 0;
  *out = (CUevent) event;

  return driver_end (CUDA_SUCCESS);
}

/* What was recorded goes on without it. */
DOUBLE_EXPORT CUresult CUDAAPI
cuEventDestroy (CUevent event)
{
  BEGIN (TIDYING);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  stream_forget_all ((Event *) event);
  handle_free (event);

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventRecord (CUevent handle, CUstream stream_handle)
{
  Event *event = (Event *) handle;
  Stream *stream;
  Work *work;

  BEGIN (IN_CONTEXT);
  stream = stream_get (stream_handle);
  REFUSE_UNLESS (stream != NULL && handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (stream_may_take (stream), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  event->capture = stream->capture;
  if (stream->captured == NULL)
    {
      stream_forget_all (event);
      work = work_new (WORK_RECORD);
      work->correlation = correlation;
      work->event = event;
      event->moment = (Moment){ stream->handle.number, stream->n_added + 1 };
      stream_add (stream, work);
    }
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuEventRecord, correlation, start_ns);

  return driver_end (CUDA_SUCCESS);
}

/* Nobody can wait for what was only captured; it breaks a capture that goes on. */
static gboolean
is_of_capture (const Event *self)
{
  const GPtrArray *handles = double_get ()->handles;

  for (guint i = 0; self->capture != 0 && i < handles->len; i++)
    {
      Stream *stream = handles->pdata[i];

      if (stream->handle.kind == HANDLE_STREAM && stream->capture == self->capture)
        stream->broken = TRUE;
    }

  return self->capture != 0;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventQuery (CUevent handle)
{
  const Event *event = (const Event *) handle;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (!is_of_capture (event), CUDA_ERROR_CAPTURED_EVENT);

  return driver_end (moment_is_over (&event->moment) ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventSynchronize (CUevent handle)
{
  const Event *event = (const Event *) handle;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (event, HANDLE_EVENT), CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (!is_of_capture (event), CUDA_ERROR_CAPTURED_EVENT);
  stream_flush_to (&event->moment);
  activity_wait (CUPTI_ACTIVITY_SYNCHRONIZATION_TYPE_EVENT_SYNCHRONIZE,
                 stream_find (event->moment.stream), event, correlation, start_ns);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuEventSynchronize, correlation, start_ns);
  double_count ("synchronisations", 1);

  return driver_end (double_get ()->fault);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuEventElapsedTime (float *ms, CUevent start, CUevent stop)
{
  const Event *a = (const Event *) start, *b = (const Event *) stop;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (a, HANDLE_EVENT) && handle_check (b, HANDLE_EVENT),
                 CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (a->has_time && b->has_time && a->moment.stream != 0 && b->moment.stream != 0,
                 CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (moment_is_over (&a->moment) && moment_is_over (&b->moment), CUDA_ERROR_NOT_READY);
  *ms = (float) ((double) (gint64) (b->ns - a->ns) / 1e6);

  return driver_end (CUDA_SUCCESS);
}
