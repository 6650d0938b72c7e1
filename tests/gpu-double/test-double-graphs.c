/* SPDX-License-Identifier: Apache-2.0 */
/* Captures and graphs of the emulated GPU refuse as much as real ones do. */
#include "config.h"

#include "tests/gpu-double/double-client.h"

#define N CLIENT_N

static void
run_graph (void)
{
  CUgraph graph = NULL;
  CUgraphExec exec = NULL;
  CUdeviceptr numbers;
  CUevent inner;
  float in[N] = { 0 }, *out;

  client_begin ();
  inner = client_make_event (0);
  out = client_pin (N);
  out[0] = -1.0f;
  numbers = client_allocate (sizeof in);
  g_assert_cmpint (gpu.p_cuStreamEndCapture (gpu.stream, &graph), ==, CUDA_ERROR_ILLEGAL_STATE);
  assert_cuda (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
  g_assert_cmpint (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), ==,
                   CUDA_ERROR_ILLEGAL_STATE);
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (numbers, in, sizeof in, gpu.stream));
  assert_cuda (gpu.p_cuEventRecord (inner, gpu.stream));
  assert_cuda (gpu.p_cuStreamWaitEvent (gpu.stream, inner, 0));
  client_add_one (numbers, gpu.stream);
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (out, numbers, sizeof in, gpu.stream));
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  g_assert_cmpint (gpu.p_cuEventQuery (inner), ==, CUDA_ERROR_CAPTURED_EVENT);
  g_assert_cmpint (gpu.p_cuEventSynchronize (inner), ==, CUDA_ERROR_CAPTURED_EVENT);
  assert_cuda (gpu.p_cuGraphInstantiate (&exec, graph, 0));
  assert_cuda (gpu.p_cuGraphDestroy (graph));
  assert_cuda (gpu.p_cuCtxSynchronize ());
  g_assert_cmpfloat (out[0], ==, -1.0f);

  /* each launch copies what is there by then */
  for (guint turn = 1; turn <= 2; turn++)
    {
      in[0] = (float) (10 * turn);
      assert_cuda (gpu.p_cuGraphLaunch (exec, gpu.stream));
      assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
      g_assert_cmpfloat (out[0], ==, in[0] + 1.0f);
    }
  /* what is launched goes on without it */
  in[0] = 30.0f;
  assert_cuda (gpu.p_cuGraphLaunch (exec, gpu.stream));
  assert_cuda (gpu.p_cuGraphExecDestroy (exec));
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  g_assert_cmpfloat (out[0], ==, 31.0f);
  assert_cuda (gpu.p_cuEventDestroy (inner));
  client_unpin (out);
  client_free (numbers);
  client_end ();
}

/* A capture that was broken takes nothing more, and makes no graph; then the stream is as before. */
static void
assert_broken (CUdeviceptr numbers, cublasHandle_t blas)
{
  const CUresult no = CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  const float *from = GSIZE_TO_POINTER (numbers), one = 1.0f, zero = 0.0f;
  float *to = GSIZE_TO_POINTER (numbers);
  CUgraph graph = (CUgraph) gpu.stream;
  CUevent event = client_make_event (0);
  guint32 n = 0;
  void *arguments[] = { &numbers, (void *) &one, &n };

  g_assert_cmpint (client_try ("add", 1, 1, 0, arguments), ==, no);
  g_assert_cmpint (gpu.p_cuMemsetD8Async (numbers, 0, 64, gpu.stream), ==, no);
  g_assert_cmpint (gpu.p_cuMemcpyDtoDAsync (numbers, numbers, 64, gpu.stream), ==, no);
  g_assert_cmpint (gpu.p_cuEventRecord (event, gpu.stream), ==, no);
  g_assert_cmpint (gpu.p_cuStreamWaitEvent (gpu.stream, event, 0), ==, no);
  g_assert_cmpint (gpu.p_cublasSgemm (blas, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, from, 1, from,
                                      1, &zero, to, 1),
                   ==, CUBLAS_STATUS_EXECUTION_FAILED);
  g_assert_cmpint (gpu.p_cuStreamEndCapture (gpu.stream, &graph), ==, no);
  g_assert_null (graph);
  assert_cuda (gpu.p_cuEventDestroy (event));
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
}

static void
capture (CUstreamCaptureMode mode)
{
  assert_cuda (gpu.p_cuStreamBeginCapture (gpu.stream, mode));
}

/* What a capture forbids, and what breaks it: waiting, and memory that comes or goes. */
static void
run_capture_forbids (void)
{
  const CUstreamCaptureMode mode = CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
  const CUresult no = CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  CUgraph graph = NULL;
  CUdeviceptr numbers, more;
  cublasHandle_t blas;
  CUstream other;
  CUevent inner, outer;
  float *pinned;
  void *host;

  client_begin ();
  numbers = client_allocate (64);
  pinned = client_pin (1);
  other = client_make_stream ();
  inner = client_make_event (0);
  outer = client_make_event (0);
  assert_cuda (gpu.p_cuEventRecord (outer, other));
  assert_blas (gpu.p_cublasCreate (&blas));
  assert_blas (gpu.p_cublasSetStream (blas, gpu.stream));
  capture (mode);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuStreamQuery (gpu.stream), ==, no);
  assert_broken (numbers, blas);
  capture (CU_STREAM_CAPTURE_MODE_RELAXED);
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuMemAlloc (&more, 64), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuMemFree (numbers), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuMemHostAlloc (&host, 64, 0), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuMemFreeHost (pinned), ==, no);
  assert_broken (numbers, blas);
  capture (mode);
  g_assert_cmpint (gpu.p_cuStreamWaitEvent (gpu.stream, outer, 0), ==,
                   CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
  assert_broken (numbers, blas);
  capture (mode);
  assert_cuda (gpu.p_cuEventRecord (inner, gpu.stream));
  g_assert_cmpint (gpu.p_cuEventQuery (inner), ==, CUDA_ERROR_CAPTURED_EVENT);
  assert_broken (numbers, blas);
  capture (mode);
  assert_cuda (gpu.p_cuEventRecord (inner, gpu.stream));
  g_assert_cmpint (gpu.p_cuEventSynchronize (inner), ==, CUDA_ERROR_CAPTURED_EVENT);
  assert_broken (numbers, blas);
  /* nothing of the kind where it is relaxed, and waiting for others is no matter */
  capture (CU_STREAM_CAPTURE_MODE_RELAXED);
  more = client_allocate (64);
  assert_cuda (gpu.p_cuStreamSynchronize (other));
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphDestroy (graph));
  assert_blas (gpu.p_cublasDestroy (blas));
  assert_cuda (gpu.p_cuStreamDestroy (other));
  assert_cuda (gpu.p_cuEventDestroy (inner));
  assert_cuda (gpu.p_cuEventDestroy (outer));
  client_unpin (pinned);
  client_free (numbers);
  client_free (more);
  client_end ();
}

/* Returns: what another thread is told when it allocates, and when it ends the capture. */
static gpointer
allocate_beside (gpointer user_data)
{
  CUresult *results = user_data;
  CUdeviceptr memory = 0;
  CUgraph graph = NULL;

  assert_cuda (gpu.p_cuCtxSetCurrent (gpu.context));
  results[0] = gpu.p_cuMemAlloc (&memory, 64);
  if (results[0] == CUDA_SUCCESS)
    client_free (memory);
  results[1] = gpu.p_cuStreamEndCapture (gpu.stream, &graph);

  return NULL;
}

/* A capture of a thread forbids others nothing, but to end it; a global one forbids all threads. */
static void
run_capture_threads (void)
{
  CUresult results[2];
  CUgraph graph = NULL;

  client_begin ();
  capture (CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  g_thread_join (g_thread_new ("beside", allocate_beside, results));
  g_assert_cmpint (results[0], ==, CUDA_SUCCESS);
  g_assert_cmpint (results[1], ==, CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphDestroy (graph));
  capture (CU_STREAM_CAPTURE_MODE_GLOBAL);
  g_thread_join (g_thread_new ("beside", allocate_beside, results));
  g_assert_cmpint (results[0], ==, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  g_assert_cmpint (gpu.p_cuStreamEndCapture (gpu.stream, &graph), ==,
                   CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  client_end ();
}

static CUgraphExec
end_capture (void)
{
  CUgraph graph = NULL;
  CUgraphExec exec = NULL;

  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphInstantiate (&exec, graph, 0));
  assert_cuda (gpu.p_cuGraphDestroy (graph));

  return exec;
}

/* A graph remembers addresses, and not what they were. */
static void
run_graph_without_memory (void)
{
  CUdeviceptr numbers;
  CUgraphExec exec;

  client_begin ();
  numbers = client_allocate (N * sizeof (float));
  capture (CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  client_add_one (numbers, gpu.stream);
  exec = end_capture ();
  client_free (numbers);
  assert_cuda (gpu.p_cuGraphLaunch (exec, gpu.stream));
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
}

static void
run_graph_without_pinned (void)
{
  float *pinned;
  CUdeviceptr numbers;
  CUgraphExec exec;

  client_begin ();
  numbers = client_allocate (N * sizeof (float));
  pinned = client_pin (N);
  capture (CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (numbers, pinned, N * sizeof (float), gpu.stream));
  exec = end_capture ();
  client_unpin (pinned);
  g_assert_cmpint (gpu.p_cuGraphLaunch (exec, gpu.stream), ==, CUDA_ERROR_INVALID_HANDLE);
  assert_cuda (gpu.p_cuGraphExecDestroy (exec));
  client_free (numbers);
  client_end ();
}

static void
multiply (cublasHandle_t blas, CUdeviceptr numbers, cublasStatus_t expected)
{
  const float *from = GSIZE_TO_POINTER (numbers), one = 1.0f, zero = 0.0f;
  float *to = GSIZE_TO_POINTER (numbers + 2 * sizeof (float));

  g_assert_cmpint (gpu.p_cublasSgemm (blas, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, from, 1,
                                      from + 1, 1, &zero, to, 1),
                   ==, expected);
}

static void
capture_product (gboolean with_workspace)
{
  const float factors[] = { 2.0f, 3.0f, 0.0f };
  float result = 0.0f;
  CUdeviceptr numbers, workspace;
  cublasHandle_t blas;
  CUgraphExec exec;

  client_begin ();
  numbers = client_put (factors, sizeof factors);
  workspace = client_allocate (65536);
  assert_blas (gpu.p_cublasCreate (&blas));
  assert_blas (gpu.p_cublasSetWorkspace (blas, GSIZE_TO_POINTER (workspace), 65536));
  /* which takes it away */
  assert_blas (gpu.p_cublasSetStream (blas, gpu.stream));
  if (with_workspace)
    {
      g_assert_cmpint (gpu.p_cublasSetWorkspace (blas, GSIZE_TO_POINTER (workspace + 4), 60000), ==,
                       CUBLAS_STATUS_INVALID_VALUE);
      assert_blas (gpu.p_cublasSetWorkspace (blas, GSIZE_TO_POINTER (workspace), 4096));
      multiply (blas, numbers, CUBLAS_STATUS_ALLOC_FAILED);
      assert_blas (gpu.p_cublasSetWorkspace (blas, GSIZE_TO_POINTER (workspace), 65536));
    }
  capture (CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  multiply (blas, numbers, CUBLAS_STATUS_SUCCESS);
  exec = end_capture ();
  assert_cuda (gpu.p_cuGraphLaunch (exec, gpu.stream));
  client_get (&result, numbers + 2 * sizeof (float), sizeof result);
  g_assert_cmpfloat (result, ==, 6.0f);
  assert_cuda (gpu.p_cuGraphExecDestroy (exec));
  assert_blas (gpu.p_cublasDestroy (blas));
  client_free (workspace);
  client_free (numbers);
  client_end ();
}

static void
run_capture_product (void)
{
  capture_product (TRUE);
}

static void
run_capture_no_workspace (void)
{
  capture_product (FALSE);
}

static void
run_workspace_gone (void)
{
  const float factors[] = { 2.0f, 3.0f, 0.0f };
  CUdeviceptr numbers, workspace;
  cublasHandle_t blas;

  client_begin ();
  numbers = client_put (factors, sizeof factors);
  workspace = client_allocate (65536);
  assert_blas (gpu.p_cublasCreate (&blas));
  assert_blas (gpu.p_cublasSetStream (blas, gpu.stream));
  assert_blas (gpu.p_cublasSetWorkspace (blas, GSIZE_TO_POINTER (workspace), 65536));
  client_free (workspace);
  multiply (blas, numbers, CUBLAS_STATUS_SUCCESS);
  assert_blas (gpu.p_cublasDestroy (blas));
  client_free (numbers);
  client_end ();
}

static void
run_graphs_refused (void)
{
  CUgraph graph = NULL;
  CUgraphExec exec = NULL;

  client_begin ();
  if (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL) == CUDA_SUCCESS)
    {
      assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
      g_assert_cmpint (gpu.p_cuGraphInstantiate (&exec, graph, 0), ==, CUDA_ERROR_NOT_SUPPORTED);
      assert_cuda (gpu.p_cuGraphDestroy (graph));
    }
  client_end ();
}

static void
run_capture_joined (void)
{
  CUgraph graph = NULL;
  CUstream other;
  CUevent event;

  client_begin ();
  other = client_make_stream ();
  event = client_make_event (0);
  assert_cuda (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  assert_cuda (gpu.p_cuEventRecord (event, gpu.stream));
  g_assert_cmpint (gpu.p_cuStreamWaitEvent (other, event, 0), ==,
                   CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphDestroy (graph));
  assert_cuda (gpu.p_cuStreamDestroy (other));
  assert_cuda (gpu.p_cuEventDestroy (event));
  client_end ();
}

static void
run_graph_without_module (void)
{
  CUgraph graph = NULL;
  CUgraphExec exec = NULL;
  CUdeviceptr numbers;

  client_begin ();
  numbers = client_allocate (N * sizeof (float));
  assert_cuda (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  client_add_one (numbers, gpu.stream);
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphInstantiate (&exec, graph, 0));
  assert_cuda (gpu.p_cuModuleUnload (gpu.module));
  g_assert_cmpint (gpu.p_cuGraphLaunch (exec, gpu.stream), ==, CUDA_ERROR_INVALID_HANDLE);
}

static const ClientCase cases[] = {
  { "graph", "stream=lazy", run_graph },
  { "graph-eager", "", run_graph },
  { "capture-forbids", "", run_capture_forbids },
  { "capture-joined", "", run_capture_joined,
    "problem a stream waits for an event within a capture" },
  { "graph-without-module", "", run_graph_without_module,
    "problem a kernel is used that there is not" },
  { "capture-threads", "", run_capture_threads },
  { "capture-product", "stream=lazy", run_capture_product },
  { "capture-no-workspace", "", run_capture_no_workspace, "problem cuBLAS: a product is captured" },
  { "workspace-gone", "", run_workspace_gone, "problem cuBLAS: the workspace is in no allocation" },
  { "capture-refused", "capture=801", run_graphs_refused },
  { "instantiate-refused", "instantiate=801", run_graphs_refused,
    BS_CUDA_TEXT (cuGraphInstantiate) " 1|cuGraphDestroy 1" },
  { "graph-without-memory", "stream=lazy", run_graph_without_memory, "problem " },
  { "graph-without-pinned", "", run_graph_without_pinned,
    "problem a graph copies from or to pinned" },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  client_add ("/double/graphs", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
