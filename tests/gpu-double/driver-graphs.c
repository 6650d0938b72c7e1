/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs of the driver. */
#include "config.h"

#include "tests/gpu-double/driver.h"

gboolean
driver_is_capturing (void)
{
  const GPtrArray *handles = double_get ()->handles;

  for (guint i = 0; i < handles->len; i++)
    {
      const Stream *stream = handles->pdata[i];

      if (stream->handle.kind == HANDLE_STREAM && stream->captured != NULL && !stream->relaxed)
        return TRUE;
    }

  return FALSE;
}

/* Graphs are what was captured, one after the other. */
DOUBLE_EXPORT CUresult CUDAAPI
cuStreamBeginCapture (CUstream handle, CUstreamCaptureMode mode)
{
  Stream *stream;

  BEGIN (IN_CONTEXT);
  stream = handle != NULL ? stream_get (handle) : NULL;
  REFUSE_UNLESS (stream != NULL && stream->captured == NULL, CUDA_ERROR_ILLEGAL_STATE);
  stream->captured = g_ptr_array_new_with_free_func (work_free);
  stream->capture = ++double_get ()->n_captures;
  stream->relaxed = mode == CU_STREAM_CAPTURE_MODE_RELAXED;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuStreamEndCapture (CUstream handle, CUgraph *out)
{
  Stream *stream;
  Graph *graph;

  BEGIN (IN_CONTEXT);
  stream = handle != NULL ? stream_get (handle) : NULL;
  REFUSE_UNLESS (stream != NULL && stream->captured != NULL, CUDA_ERROR_ILLEGAL_STATE);
  graph = handle_new (HANDLE_GRAPH, sizeof *graph);
  graph->works = g_steal_pointer (&stream->captured);
  stream->capture = 0;
  *out = (CUgraph) graph;

  return driver_end (CUDA_SUCCESS);
}

DOUBLE_EXPORT CUresult CUDAAPI
cuGraphInstantiate (CUgraphExec *out, CUgraph handle, unsigned long long flags)
{
  const Graph *graph = (const Graph *) handle;
  Graph *exec;

  BEGIN (IN_CONTEXT);
  REFUSE_UNLESS (handle_check (graph, HANDLE_GRAPH), CUDA_ERROR_INVALID_HANDLE);
  exec = handle_new (HANDLE_GRAPH_EXEC, sizeof *exec);
  exec->works = g_ptr_array_new_with_free_func (work_free);
  for (guint i = 0; i < graph->works->len; i++)
    g_ptr_array_add (exec->works, work_copy (graph->works->pdata[i]));
  *out = (CUgraphExec) exec;

  return driver_end (CUDA_SUCCESS);
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
  for (guint i = 0; i < graph->works->len; i++)
    {
      const Work *node = graph->works->pdata[i];

      REFUSE_UNLESS (node->kind != WORK_LAUNCH || driver_has_kernel (node->kernel),
                     CUDA_ERROR_INVALID_HANDLE);
    }
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

DOUBLE_EXPORT CUresult CUDAAPI
cuGraphExecDestroy (CUgraphExec graph)
{
  BEGIN (ANYTIME);
  return driver_end (destroy_graph (graph, HANDLE_GRAPH_EXEC));
}
