/* SPDX-License-Identifier: Apache-2.0 */
/* The driver of the emulated GPU: streams, events, memory and handles behave as late, and refuse as much,
 * as real ones may. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/double-client.h"

#define N CLIENT_N

/* Reads without waiting. Returns: whether the numbers were there. */
static gboolean
read_early (void)
{
  float *in, *out;
  gboolean there;
  CUdeviceptr numbers;

  client_begin ();
  in = client_pin (N);
  out = client_pin (N);
  for (guint i = 0; i < N; i++)
    in[i] = (float) i;
  numbers = client_allocate (N * sizeof (float));
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (numbers, in, N * sizeof (float), gpu.stream));
  client_add_one (numbers, gpu.stream);
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (out, numbers, N * sizeof (float), gpu.stream));
  there = out[3] == 4.0f;
  g_assert_cmpint (gpu.p_cuStreamQuery (gpu.stream), ==,
                   there ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY);
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  assert_cuda (gpu.p_cuStreamQuery (gpu.stream));
  g_assert_cmpfloat (out[3], ==, 4.0f);
  client_unpin (in);
  client_unpin (out);
  client_free (numbers);
  client_end ();

  return there;
}

static void
run_eager (void)
{
  g_assert_true (read_early ());
}

static void
run_lazy (void)
{
  g_assert_false (read_early ());
}

/* Memory that is not pinned is read and written at once; pinned memory when its turn comes. */
static void
run_staging (void)
{
  float plain[N] = { 1.0f }, *pinned, out[N];
  CUdeviceptr a, b;

  client_begin ();
  pinned = client_pin (N);
  memcpy (pinned, plain, sizeof plain);
  a = client_allocate (sizeof plain);
  b = client_allocate (sizeof plain);
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (a, plain, sizeof plain, gpu.stream));
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (b, pinned, sizeof plain, gpu.stream));
  plain[0] = pinned[0] = 2.0f;
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (out, a, sizeof out, gpu.stream));
  g_assert_cmpfloat (out[0], ==, 1.0f);
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (out, b, sizeof out, gpu.stream));
  g_assert_cmpfloat (out[0], ==, 2.0f);
  client_unpin (pinned);
  client_free (a);
  client_free (b);
  client_end ();
}

/* Uploads in one stream, adds in another. */
static void
cross_streams (gboolean waits)
{
  CUstream copies;
  CUevent uploaded;
  CUdeviceptr numbers;
  float *in, out[N];

  client_begin ();
  copies = client_make_stream ();
  uploaded = client_make_event (CU_EVENT_DISABLE_TIMING);
  in = client_pin (N);
  memset (in, 0, N * sizeof (float));
  numbers = client_allocate (N * sizeof (float));
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (numbers, in, N * sizeof (float), copies));
  assert_cuda (gpu.p_cuEventRecord (uploaded, copies));
  if (waits)
    assert_cuda (gpu.p_cuStreamWaitEvent (gpu.stream, uploaded, 0));
  client_add_one (numbers, gpu.stream);
  if (waits)
    {
      client_get (out, numbers, sizeof out);
      g_assert_cmpfloat (out[N - 1], ==, 1.0f);
    }
  else
    g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  assert_cuda (gpu.p_cuStreamDestroy (copies));
  assert_cuda (gpu.p_cuEventDestroy (uploaded));
  client_unpin (in);
  client_free (numbers);
  client_end ();
}

static void
run_wait (void)
{
  cross_streams (TRUE);
}

static void
run_no_wait (void)
{
  cross_streams (FALSE);
}

/* Who waits, waits for what was recorded then, wherever the event is recorded later. */
static void
run_recorded_again (void)
{
  CUstream copies, other;
  CUevent event;
  CUdeviceptr numbers;
  float *in, out[N];

  client_begin ();
  copies = client_make_stream ();
  other = client_make_stream ();
  event = client_make_event (0);
  in = client_pin (N);
  memset (in, 0, N * sizeof (float));
  numbers = client_allocate (N * sizeof (float));
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (numbers, in, N * sizeof (float), copies));
  assert_cuda (gpu.p_cuEventRecord (event, copies));
  assert_cuda (gpu.p_cuStreamWaitEvent (gpu.stream, event, 0));
  assert_cuda (gpu.p_cuEventRecord (event, other));
  assert_cuda (gpu.p_cuEventSynchronize (event));
  client_add_one (numbers, gpu.stream);
  client_get (out, numbers, sizeof out);
  g_assert_cmpfloat (out[0], ==, 1.0f);
  assert_cuda (gpu.p_cuEventQuery (event));
  assert_cuda (gpu.p_cuStreamDestroy (copies));
  assert_cuda (gpu.p_cuStreamDestroy (other));
  assert_cuda (gpu.p_cuEventDestroy (event));
  client_unpin (in);
  client_free (numbers);
  client_end ();
}

static void
run_event_times (void)
{
  CUevent start, stop, plain;
  CUdeviceptr numbers;
  float zeros[N] = { 0 }, ms = -1.0f;

  client_begin ();
  start = client_make_event (0);
  stop = client_make_event (0);
  plain = client_make_event (CU_EVENT_DISABLE_TIMING);
  numbers = client_put (zeros, sizeof zeros);
  /* never recorded: there is nothing to wait for */
  assert_cuda (gpu.p_cuEventQuery (start));
  g_assert_cmpint (gpu.p_cuEventElapsedTime (&ms, start, stop), ==, CUDA_ERROR_INVALID_HANDLE);
  assert_cuda (gpu.p_cuEventRecord (start, gpu.stream));
  client_add_one (numbers, gpu.stream);
  assert_cuda (gpu.p_cuEventRecord (stop, gpu.stream));
  assert_cuda (gpu.p_cuEventRecord (plain, gpu.stream));
  g_assert_cmpint (gpu.p_cuEventQuery (stop), ==, CUDA_ERROR_NOT_READY);
  g_assert_cmpint (gpu.p_cuEventElapsedTime (&ms, start, stop), ==, CUDA_ERROR_NOT_READY);
  assert_cuda (gpu.p_cuEventSynchronize (stop));
  assert_cuda (gpu.p_cuEventElapsedTime (&ms, start, stop));
  g_assert_cmpfloat (ms, >, 0.0f);
  g_assert_cmpint (gpu.p_cuEventElapsedTime (&ms, start, plain), ==, CUDA_ERROR_INVALID_HANDLE);
  assert_cuda (gpu.p_cuEventDestroy (start));
  assert_cuda (gpu.p_cuEventDestroy (stop));
  /* it has not been reached yet */
  assert_cuda (gpu.p_cuEventDestroy (plain));
  client_free (numbers);
  client_end ();
}

static void
run_modules (void)
{
  static const char text[] = ".version 9.0\n.target sm_75\n.address_size 64\n"
                             ".visible .entry nothing ( .param .u32 n )\n{\n  ret;\n}\n";
  static const char elf[16] = "\177ELF";
  CUfunction function = NULL;
  CUmodule module = NULL;
  int value;

  client_begin ();
  g_assert_cmpint (gpu.p_cuModuleGetFunction (&function, gpu.module, "none"), ==,
                   CUDA_ERROR_NOT_FOUND);
  g_assert_null (function);
  assert_cuda (gpu.p_cuFuncGetAttribute (&value, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES,
                                         client_find ("leave_shared")));
  g_assert_cmpint (value, ==, 128);
  assert_cuda (gpu.p_cuModuleLoadData (&module, text));
  assert_cuda (gpu.p_cuModuleGetFunction (&function, module, "nothing"));
  assert_cuda (gpu.p_cuModuleUnload (module));
  g_assert_cmpint (gpu.p_cuModuleLoadData (&module, NULL), ==, CUDA_ERROR_INVALID_VALUE);
  g_assert_cmpint (gpu.p_cuModuleLoadData (&module, elf), ==, CUDA_ERROR_NO_BINARY_FOR_GPU);
  client_end ();
}

static void
run_no_ptx (void)
{
  CUmodule module = NULL;

  client_begin ();
  g_assert_cmpint (gpu.p_cuModuleLoadData (&module, ".version 9.0\n.nonsense x;\n"), ==,
                   CUDA_ERROR_INVALID_PTX);
  client_end ();
}

static void
run_memory (void)
{
  guint32 words[N];
  guint8 bytes[N];
  size_t available, total, before;
  CUdeviceptr a, b;
  void *host;

  client_begin ();
  assert_cuda (gpu.p_cuMemGetInfo (&before, &total));
  g_assert_cmpuint (total, ==, 100000);
  a = client_allocate (sizeof words);
  b = client_allocate (sizeof words);
  assert_cuda (gpu.p_cuMemGetInfo (&available, &total));
  g_assert_cmpuint (before - available, ==, 2 * sizeof words);
  assert_cuda (gpu.p_cuMemsetD32Async (a, 0x01020304, N, gpu.stream));
  g_assert_cmpint (gpu.p_cuMemsetD32Async (a + 1, 0, 1, gpu.stream), ==, CUDA_ERROR_INVALID_VALUE);
  assert_cuda (gpu.p_cuMemsetD8Async (a + 4, 9, 2, gpu.stream));
  assert_cuda (gpu.p_cuMemcpyDtoDAsync (b, a, sizeof words, gpu.stream));
  client_get (words, b, sizeof words);
  g_assert_cmphex (words[0], ==, 0x01020304);
  g_assert_cmphex (words[1], ==, 0x01020909);
  g_assert_cmphex (words[N - 1], ==, 0x01020304);
  client_get (bytes, b + 3, 2);
  g_assert_cmpuint (bytes[0], ==, 1);
  g_assert_cmpuint (bytes[1], ==, 9);
  g_assert_cmpint (gpu.p_cuMemAlloc (&b, 100000), ==, CUDA_ERROR_OUT_OF_MEMORY);
  g_assert_cmpint (gpu.p_cuMemAlloc (&b, 0), ==, CUDA_ERROR_INVALID_VALUE);
  g_assert_cmpint (gpu.p_cuMemHostAlloc (&host, 0, 0), ==, CUDA_ERROR_INVALID_VALUE);
  client_free (a);
  assert_cuda (gpu.p_cuMemGetInfo (&available, &total));
  g_assert_cmpuint (before - available, ==, sizeof words);
}

static void
copy_wrong (gsize bytes, gboolean in)
{
  float numbers[N] = { 0 };
  CUdeviceptr memory;

  client_begin ();
  memory = client_allocate (64);
  if (in)
    gpu.p_cuMemcpyHtoDAsync (memory, numbers, bytes, gpu.stream);
  else
    gpu.p_cuMemcpyDtoHAsync (numbers, memory, bytes, gpu.stream);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  client_free (memory);
  client_end ();
}

static void
run_copy_behind (void)
{
  copy_wrong (65, TRUE);
}

static void
run_copy_unwritten (void)
{
  copy_wrong (64, FALSE);
}

static void
run_launches_refused (void)
{
  static const guint sizes[][5] = {
    { 0, 1, 1, 1, 0 },   { 1, 65536, 1, 1, 0 }, { 1, 1, 0, 1, 0 },         { 1, 1, 1025, 1, 0 },
    { 1, 1, 32, 33, 0 }, { 1, 1, 1, 1, 49153 }, { 1, 1, 1, 1, G_MAXUINT },
  };
  CUdeviceptr numbers = 0;
  float one = 1.0f;
  guint32 n = 0;
  void *arguments[] = { &numbers, &one, &n };

  client_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpint (gpu.p_cuLaunchKernel (client_find ("add"), sizes[i][0], sizes[i][1], 1,
                                           sizes[i][2], sizes[i][3], 1, sizes[i][4], gpu.stream,
                                           arguments, NULL),
                     ==, CUDA_ERROR_INVALID_VALUE);
  g_assert_cmpint (
      gpu.p_cuLaunchKernel (client_find ("add"), 1, 1, 1, 1, 1, 1, 0, gpu.stream, NULL, NULL), ==,
      CUDA_ERROR_INVALID_VALUE);
  /* the largest */
  assert_cuda (gpu.p_cuLaunchKernel (client_find ("add"), 1, 65535, 1, 1, 1, 1, 0, gpu.stream,
                                     arguments, NULL));
  assert_cuda (gpu.p_cuLaunchKernel (client_find ("add"), 1, 1, 1, 16, 1, 64, 49152, gpu.stream,
                                     arguments, NULL));
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  client_end ();
}

/* What is gone, or of another kind. */
static void
run_wrong_handles (void)
{
  const CUresult no = CUDA_ERROR_INVALID_HANDLE;
  CUstream stream;
  CUevent event;
  CUmodule module;
  CUfunction function;
  CUgraphExec exec;
  CUdeviceptr memory;
  cublasHandle_t blas;
  float *host;

  client_begin ();
  stream = client_make_stream ();
  event = client_make_event (0);
  assert_cuda (gpu.p_cuStreamDestroy (stream));
  assert_cuda (gpu.p_cuEventDestroy (event));
  g_assert_cmpint (gpu.p_cuStreamDestroy (stream), ==, no);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (stream), ==, no);
  g_assert_cmpint (gpu.p_cuEventDestroy (event), ==, no);
  g_assert_cmpint (gpu.p_cuEventRecord (event, gpu.stream), ==, no);
  g_assert_cmpint (gpu.p_cuEventRecord ((CUevent) gpu.stream, gpu.stream), ==, no);
  g_assert_cmpint (gpu.p_cuGraphInstantiate (&exec, NULL, 0), ==, no);
  g_assert_cmpint (gpu.p_cuGraphLaunch ((CUgraphExec) gpu.module, gpu.stream), ==, no);
  memory = client_allocate (64);
  client_free (memory);
  g_assert_cmpint (gpu.p_cuMemFree (memory), ==, CUDA_ERROR_INVALID_VALUE);
  host = client_pin (N);
  client_unpin (host);
  g_assert_cmpint (gpu.p_cuMemFreeHost (host), ==, CUDA_ERROR_INVALID_VALUE);
  assert_blas (gpu.p_cublasCreate (&blas));
  assert_blas (gpu.p_cublasDestroy (blas));
  g_assert_cmpint (gpu.p_cublasDestroy (blas), ==, CUBLAS_STATUS_NOT_INITIALIZED);
  module = gpu.module;
  function = client_find ("give_up");
  assert_cuda (gpu.p_cuModuleUnload (module));
  g_assert_cmpint (gpu.p_cuModuleGetFunction (&function, module, "add"), ==, no);
  g_assert_cmpint (gpu.p_cuLaunchKernel (function, 1, 1, 1, 1, 1, 1, 0, gpu.stream, NULL, NULL), ==,
                   no);
}

static void
run_leaks (void)
{
  CUgraph graph = NULL;
  CUgraphExec exec = NULL;
  cublasHandle_t blas;

  client_begin ();
  client_make_event (0);
  client_allocate (12345);
  client_pin (N);
  assert_blas (gpu.p_cublasCreate (&blas));
  assert_cuda (gpu.p_cuStreamBeginCapture (gpu.stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  assert_cuda (gpu.p_cuStreamEndCapture (gpu.stream, &graph));
  assert_cuda (gpu.p_cuGraphInstantiate (&exec, graph, 0));
}

static gpointer
use_thread (gpointer is_current)
{
  CUdeviceptr memory = 0;

  if (is_current != NULL)
    {
      assert_cuda (gpu.p_cuCtxSetCurrent (gpu.context));
      memory = client_allocate (64);
      client_free (memory);
    }
  else
    g_assert_cmpint (gpu.p_cuMemAlloc (&memory, 64), ==, CUDA_ERROR_INVALID_CONTEXT);

  return NULL;
}

static void
run_thread (void)
{
  client_begin ();
  g_thread_join (g_thread_new ("current", use_thread, GINT_TO_POINTER (1)));
  client_end ();
}

static void
run_thread_without_context (void)
{
  client_begin ();
  g_thread_join (g_thread_new ("not-current", use_thread, NULL));
  client_end ();
}

/* Even giving back needs the context. */
static void
run_free_without_context (void)
{
  CUdeviceptr memory;

  client_begin ();
  memory = client_allocate (64);
  assert_cuda (gpu.p_cuCtxSetCurrent (NULL));
  g_assert_cmpint (gpu.p_cuMemFree (memory), ==, CUDA_ERROR_INVALID_CONTEXT);
  assert_cuda (gpu.p_cuCtxSetCurrent (gpu.context));
  client_free (memory);
  client_end ();
}

static void
run_context_gone (void)
{
  CUdeviceptr memory;

  client_begin ();
  client_end ();
  g_assert_cmpint (gpu.p_cuMemAlloc (&memory, 64), ==, CUDA_ERROR_INVALID_CONTEXT);
  g_assert_cmpint (gpu.p_cuCtxSetCurrent (gpu.context), ==, CUDA_ERROR_INVALID_CONTEXT);
  g_assert_cmpint (gpu.p_cuDevicePrimaryCtxRelease (0), ==, CUDA_ERROR_INVALID_CONTEXT);
}

static void
run_devices (void)
{
  char name[32];
  CUdevice device = -1;
  size_t bytes;
  int n = -1, value = 0;

  client_load ();
  g_assert_cmpint (gpu.p_cuDeviceGetCount (&n), ==, CUDA_ERROR_NOT_INITIALIZED);
  assert_cuda (gpu.p_cuInit (0));
  assert_cuda (gpu.p_cuDeviceGetCount (&n));
  g_assert_cmpint (n, ==, 2);
  assert_cuda (gpu.p_cuDeviceGet (&device, 1));
  g_assert_cmpint (device, ==, 1);
  g_assert_cmpint (gpu.p_cuDeviceGet (&device, 2), ==, CUDA_ERROR_INVALID_DEVICE);
  assert_cuda (gpu.p_cuDeviceGetName (name, sizeof name, 0));
  g_assert_cmpstr (name, ==, "emulated");
  assert_cuda (gpu.p_cuDeviceTotalMem (&bytes, 0));
  g_assert_cmpuint (bytes, ==, 4096);
  assert_cuda (gpu.p_cuDeviceGetAttribute (&value, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y, 0));
  g_assert_cmpint (value, ==, 65535);
  assert_cuda (gpu.p_cuDeviceGetAttribute (&value, CU_DEVICE_ATTRIBUTE_WARP_SIZE, 0));
  g_assert_cmpint (value, ==, 32);
}

static void
run_no_device (void)
{
  int n = -1;

  client_load ();
  g_assert_cmpint (gpu.p_cuInit (0), ==, CUDA_ERROR_NO_DEVICE);
  g_assert_cmpint (gpu.p_cuDeviceGetCount (&n), ==, CUDA_ERROR_NOT_INITIALIZED);
}

static void
run_init_fails (void)
{
  const char *name = "";

  client_load ();
  g_assert_cmpint (gpu.p_cuInit (0), ==, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH);
  assert_cuda (gpu.p_cuGetErrorName (CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, &name));
  g_assert_cmpstr (name, ==, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH");
  /* who reads what this gives has to look first */
  g_assert_cmpint (gpu.p_cuGetErrorName (CUDA_ERROR_STUB_LIBRARY, &name), ==,
                   CUDA_ERROR_INVALID_VALUE);
  g_assert_null (name);
}

static void
run_old_driver (void)
{
  int version = 0;

  client_load ();
  assert_cuda (gpu.p_cuDriverGetVersion (&version));
  g_assert_cmpint (version, ==, 12080);
}

/* The third of all allocations, of either kind. */
static void
run_allocation_fails (void)
{
  CUdeviceptr memory[3];
  float *host;

  client_begin ();
  memory[0] = client_allocate (64);
  host = client_pin (1);
  g_assert_cmpint (gpu.p_cuMemAlloc (&memory[1], 64), ==, CUDA_ERROR_OUT_OF_MEMORY);
  memory[2] = client_allocate (64);
  client_free (memory[0]);
  client_free (memory[2]);
  client_unpin (host);
  client_end ();
}

static void
run_pinned_allocation_fails (void)
{
  CUdeviceptr memory;
  void *host;

  client_begin ();
  memory = client_allocate (64);
  g_assert_cmpint (gpu.p_cuMemHostAlloc (&host, 64, 0), ==, CUDA_ERROR_OUT_OF_MEMORY);
  client_free (memory);
  client_end ();
}

/* The seventh call is the second after client_begin(). */
static void
run_call_fails (void)
{
  CUdeviceptr memory;

  client_begin ();
  memory = client_allocate (64);
  g_assert_cmpint (gpu.p_cuMemsetD8Async (memory, 0, 64, gpu.stream), ==, CUDA_ERROR_UNKNOWN);
  assert_cuda (gpu.p_cuMemsetD8Async (memory, 0, 64, gpu.stream));
  client_free (memory);
  client_end ();
}

static const ClientCase cases[] = {
  { "eager", "stream=eager", run_eager },
  { "lazy", "stream=lazy", run_lazy },
  { "staging", "stream=lazy", run_staging },
  { "wait", "stream=lazy", run_wait },
  { "no-wait", "stream=lazy", run_no_wait, "was never written" },
  { "recorded-again", "stream=lazy", run_recorded_again },
  { "event-times", "stream=lazy", run_event_times },
  { "modules", "", run_modules },
  { "no-ptx", "", run_no_ptx, "problem PTX line 2" },
  { "memory", "memory=100000", run_memory, "leak allocation" },
  { "copy-behind", "", run_copy_behind, "problem copy to the device: 65 bytes" },
  { "copy-unwritten", "", run_copy_unwritten, "problem copy from the device|was never written" },
  { "launches-refused", "", run_launches_refused },
  { "wrong-handles", "", run_wrong_handles,
    "problem a stream is used|problem a event is used|problem a graph is used|problem a graph-exec "
    "is used"
    "|problem a cublas-handle is used|problem a module is used|problem a kernel is used"
    "|problem what is freed was not allocated|problem what is freed was not pinned" },
  { "leaks", "", run_leaks,
    "leak stream 1|leak event 1|leak module 1|leak graph 1|leak graph-exec 1|leak cublas-handle 1"
    "|of 12345 bytes|leak pinned memory, 1 pieces|leak context, retained 1 times" },
  { "thread", "", run_thread },
  { "thread-without-context", "", run_thread_without_context,
    "problem cuMemAlloc_v2 without a current context" },
  { "free-without-context", "", run_free_without_context,
    "problem cuMemFree_v2 without a current context" },
  { "context-gone", "", run_context_gone, "problem cuMemAlloc_v2 without a current context" },
  { "devices", "devices=2,memory=4096", run_devices },
  { "no-device", "devices=0", run_no_device },
  { "init-fails", "init=803", run_init_fails },
  { "old-driver", "driver=12080", run_old_driver },
  { "allocation-fails", "allocation=3", run_allocation_fails },
  { "pinned-allocation-fails", "allocation=2", run_pinned_allocation_fails },
  { "call-fails", "call=7", run_call_fails, "failed.cuMemsetD8Async 1" },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  client_add ("/double/driver", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
