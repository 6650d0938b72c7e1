/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs of the driver. */
#include "config.h"

#include "tests/gpu-double/driver.h"

/* Breaks the captures that @forbids. Returns: whether there is none. */
static gboolean
break_captures (gboolean (*forbids) (const Stream *stream))
{
  const GPtrArray *handles = double_get ()->handles;
  gboolean none = TRUE;

  for (guint i = 0; i < handles->len; i++)
    {
      Stream *stream = handles->pdata[i];

      if (stream->handle.kind != HANDLE_STREAM || stream->captured == NULL || !forbids (stream))
        continue;
      stream->broken = TRUE;
      none = FALSE;
    }

  return none;
}

/* Source: CUDA driver API, cuThreadExchangeStreamCaptureMode(). */
static gboolean
forbids_unsafe (const Stream *stream)
{
  return stream->mode == CU_STREAM_CAPTURE_MODE_GLOBAL
         || (stream->mode == CU_STREAM_CAPTURE_MODE_THREAD_LOCAL
             && stream->thread == g_thread_self ());
}

/* Source: CUDA C++ Programming Guide, "Prohibited and Unhandled Operations". */
static gboolean
forbids_all (const Stream *stream)
{
  return TRUE;
}

gboolean
driver_allows_unsafe (void)
{
  return break_captures (forbids_unsafe);
}

gboolean
driver_allows_all (void)
{
  return break_captures (forbids_all);
}

/* Graphs are what was captured, one after the other. */
DOUBLE_EXPORT CUresult CUDAAPI
cuStreamBeginCapture (CUstream handle, CUstreamCaptureMode mode)
{
  CUresult refusal = (CUresult) double_get ()->settings.capture;
  Stream *stream;

  BEGIN (IN_CONTEXT);
  stream = handle != NULL ? stream_get (handle) : NULL;
  REFUSE_UNLESS (stream != NULL && stream->captured == NULL, CUDA_ERROR_ILLEGAL_STATE);
  REFUSE_UNLESS (refusal == CUDA_SUCCESS, refusal);
  stream->captured = g_ptr_array_new_with_free_func (work_free);
  stream->capture = ++double_get ()->n_captures;
  stream->mode = mode;
  stream->thread = g_thread_self ();
  stream->broken = FALSE;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamEndCapture (CUstream handle, CUgraph *out)
{
  Stream *stream;
  Graph *graph;

  BEGIN (IN_CONTEXT);
  *out = NULL;
  stream = handle != NULL ? stream_get (handle) : NULL;
  REFUSE_UNLESS (stream != NULL && stream->captured != NULL, CUDA_ERROR_ILLEGAL_STATE);
  REFUSE_UNLESS (stream->mode == CU_STREAM_CAPTURE_MODE_RELAXED
                     || stream->thread == g_thread_self (),
                 CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
  stream->capture = 0;
  if (stream->broken)
    {
      g_clear_pointer (&stream->captured, g_ptr_array_unref);
      return driver_end (CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    }
  graph = handle_new (HANDLE_GRAPH, sizeof *graph);
  graph->works = g_steal_pointer (&stream->captured);
  *out = (CUgraph) graph;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuGraphInstantiate (CUgraphExec *out, CUgraph handle, unsigned long long flags)
{
  const Graph *graph = (const Graph *) handle;
  CUresult refusal = (CUresult) double_get ()->settings.instantiate;
  Graph *exec;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (graph, HANDLE_GRAPH), CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (refusal == CUDA_SUCCESS, refusal);
  exec = handle_new (HANDLE_GRAPH_EXEC, sizeof *exec);
  exec->works = g_ptr_array_new_with_free_func (work_free);
  for (guint i = 0; i < graph->works->len; i++)
    g_ptr_array_add (exec->works, work_copy (graph->works->pdata[i]));
  *out = (CUgraphExec) exec;

  return driver_end (CUDA_SUCCESS);
}

/* What a node was captured with may be gone. */
static gboolean
is_there (const Work *node)
{
  if (node->kind == WORK_LAUNCH)
    return driver_has_kernel (node->kernel);
  if (!node->pinned
      || driver_has_pinned ((void *) (gsize) (node->kind == WORK_COPY_IN ? node->from : node->to),
                            node->bytes))
    return TRUE;
  double_complain ("a graph copies from or to pinned memory that there is not");

  return FALSE;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuGraphLaunch (CUgraphExec handle, CUstream stream_handle)
{
  const Graph *graph = (const Graph *) handle;
  Stream *stream;

  BEGIN (IN_CONTEXT);
  stream = stream_get (stream_handle);
  REFUSE_UNLESS (stream != NULL && handle_check (graph, HANDLE_GRAPH_EXEC),
                 CUDA_ERROR_INVALID_HANDLE);
  REFUSE_UNLESS (stream_may_take (stream), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  for (guint i = 0; i < graph->works->len; i++)
    REFUSE_UNLESS (is_there (graph->works->pdata[i]), CUDA_ERROR_INVALID_HANDLE);
  for (guint i = 0; i < graph->works->len; i++)
    {
      Work *work = work_copy (graph->works->pdata[i]);

      work->correlation = correlation;
      work->queued_ns = start_ns;
      stream_add (stream, work);
    }
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuGraphLaunch, correlation, start_ns);
  double_count ("graph-launches", 1);

  return driver_end (double_get ()->fault);
}

static CUresult
destroy_graph (gpointer handle, HandleKind kind)
{
  if (!handle_check (handle, kind))
    return CUDA_ERROR_INVALID_HANDLE;
  g_ptr_array_unref (((Graph *) handle)->works);
  handle_free (handle);

  return CUDA_SUCCESS;
}

DOUBLE_EXPORT CUresult CUDAAPI
cuGraphDestroy (CUgraph graph)
{
  BEGIN (ANYTIME);
  return driver_end (destroy_graph (graph, HANDLE_GRAPH));
}

/* What it was launched for goes on to its end. */
DOUBLE_EXPORT CUresult CUDAAPI
cuGraphExecDestroy (CUgraphExec graph)
{
  BEGIN (ANYTIME);
  return driver_end (destroy_graph (graph, HANDLE_GRAPH_EXEC));
}
