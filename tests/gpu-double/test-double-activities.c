/* SPDX-License-Identifier: Apache-2.0 */
/* CUPTI of the emulated GPU: its records belong together, get lost when they shall, and are what the real library
 * reads as records. */
#include "config.h"

#include <dlfcn.h>
#include <string.h>

#include "tests/gpu-double/double-client.h"

/* What the cases do: see do_work(). */
#define BATCH 4242u
#define N_KERNELS 3u
#define N_COPIES 2u

static struct
{
  gsize buffer_bytes;
  guint n_buffers; /* asked for, and not given back */
  guint n_given_back;
  GPtrArray *records; /* CUpti_Activity: copies */
  CUptiResult (*next) (uint8_t *, size_t, CUpti_Activity **);
} seen;

static void CUPTIAPI
request (uint8_t **buffer, size_t *bytes, size_t *n)
{
  *bytes = seen.buffer_bytes;
  *buffer = g_malloc (*bytes);
  *n = 0;
  seen.n_buffers++;
}

static gsize
record_bytes (CUpti_ActivityKind kind)
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
    default:
      g_error ("There is a record of kind %d", kind);
    }
}

static void CUPTIAPI
complete (CUcontext context, uint32_t stream, uint8_t *buffer, size_t bytes, size_t valid)
{
  CUpti_Activity *record = NULL;
  CUptiResult result;

  g_assert_cmpuint (bytes, ==, seen.buffer_bytes);
  while ((result = seen.next (buffer, valid, &record)) == CUPTI_SUCCESS)
    g_ptr_array_add (seen.records, g_memdup2 (record, record_bytes (record->kind)));
  g_assert_cmpint (result, ==, CUPTI_ERROR_MAX_LIMIT_REACHED);
  g_free (buffer);
  seen.n_buffers--;
  seen.n_given_back++;
}

static void
activities_begin (gsize buffer_bytes)
{
  static const CUpti_ActivityKind kinds[] = {
    CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL,
    CUPTI_ACTIVITY_KIND_MEMCPY,
    CUPTI_ACTIVITY_KIND_MEMSET,
    CUPTI_ACTIVITY_KIND_DRIVER,
    CUPTI_ACTIVITY_KIND_SYNCHRONIZATION,
    CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION,
  };

  client_begin ();
  if (seen.next == NULL)
    seen.next = gpu.p_cuptiActivityGetNextRecord;
  seen.buffer_bytes = buffer_bytes;
  seen.records = g_ptr_array_new_with_free_func (g_free);
  assert_cupti (gpu.p_cuptiActivityEnableLatencyTimestamps (1));
  assert_cupti (gpu.p_cuptiActivityRegisterCallbacks (request, complete));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    assert_cupti (gpu.p_cuptiActivityEnable (kinds[i]));
}

static void
activities_end (void)
{
  g_assert_cmpuint (seen.n_buffers, ==, 0);
  g_ptr_array_unref (seen.records);
}

/* A copy in, a set, two kernels and a product of a batch, and a copy out of none. */
static void
do_work (void)
{
  float numbers[32] = { 1.0f }, one = 1.0f, zero = 0.0f;
  guint32 n = G_N_ELEMENTS (numbers);
  guint64 last = 0;
  CUdeviceptr memory, more;
  cublasHandle_t blas;

  assert_blas (gpu.p_cublasCreate (&blas));
  assert_blas (gpu.p_cublasSetStream (blas, (cudaStream_t) gpu.stream));
  memory = client_allocate (sizeof numbers);
  more = client_allocate (sizeof numbers);
  assert_cupti (gpu.p_cuptiActivityPushExternalCorrelationId (
      CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0, BATCH));
  assert_cuda (gpu.p_cuMemcpyHtoDAsync (memory, numbers, sizeof numbers, gpu.stream));
  assert_cuda (gpu.p_cuMemsetD32Async (more, 0, n, gpu.stream));
  for (guint i = 0; i < 2; i++)
    client_launch ("add", 2, 16, 64, &memory, &one, &n);
  assert_blas (gpu.p_cublasSgemm (blas, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one,
                                  (float *) (gsize) memory, 2, (float *) (gsize) more, 2, &zero,
                                  (float *) (gsize) more, 2));
  assert_cupti (
      gpu.p_cuptiActivityPopExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0, &last));
  g_assert_cmpuint (last, ==, BATCH);
  g_assert_cmpint (
      gpu.p_cuptiActivityPopExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0, NULL),
      ==, CUPTI_ERROR_QUEUE_EMPTY);
  client_get (numbers, memory, sizeof numbers);
  g_assert_cmpfloat (numbers[0], ==, 3.0f);
  assert_blas (gpu.p_cublasDestroy (blas));
  client_free (memory);
  client_free (more);
}

static guint
count (CUpti_ActivityKind kind)
{
  guint n = 0;

  for (guint i = 0; i < seen.records->len; i++)
    n += ((const CUpti_Activity *) seen.records->pdata[i])->kind == kind;

  return n;
}

/* The record of a driver call with @correlation; NULL: there is none. */
static const CUpti_ActivityAPI *
find_call (guint32 correlation)
{
  for (guint i = 0; i < seen.records->len; i++)
    {
      const CUpti_ActivityAPI *call = seen.records->pdata[i];

      if (call->kind == CUPTI_ACTIVITY_KIND_DRIVER && call->correlationId == correlation)
        return call;
    }

  return NULL;
}

static gboolean
is_of_batch (guint32 correlation)
{
  for (guint i = 0; i < seen.records->len; i++)
    {
      const CUpti_ActivityExternalCorrelation *external = seen.records->pdata[i];

      if (external->kind == CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION
          && external->correlationId == correlation)
        {
          g_assert_cmpint (external->externalKind, ==, CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0);
          g_assert_cmpuint (external->externalId, ==, BATCH);
          return TRUE;
        }
    }

  return FALSE;
}

static void
check_kernel (const CUpti_ActivityKernel10 *kernel, guint number, guint64 *last_ns)
{
  const CUpti_ActivityAPI *call = find_call (kernel->correlationId);

  g_assert_nonnull (call);
  g_assert_cmpint (call->cbid, ==, CUPTI_DRIVER_TRACE_CBID_cuLaunchKernel);
  g_assert_true (is_of_batch (kernel->correlationId));
  g_assert_cmpstr (kernel->name, ==, number < 2 ? "add" : "emulated_sgemm");
  if (number < 2)
    {
      g_assert_cmpint (kernel->gridX, ==, 2);
      g_assert_cmpint (kernel->blockX, ==, 16);
      g_assert_cmpint (kernel->dynamicSharedMemory, ==, 64);
    }
  g_assert_cmpuint (kernel->streamId, ==, 1);
  g_assert_cmpuint (kernel->queued, >=, call->start);
  g_assert_cmpuint (kernel->start, >=, kernel->queued);
  g_assert_cmpuint (kernel->end, >=, kernel->start);
  /* a stream does one after the other */
  g_assert_cmpuint (kernel->start, >=, *last_ns);
  *last_ns = kernel->end;
}

static void
check_copy (const CUpti_ActivityMemcpy6 *copy, gboolean in)
{
  const CUpti_ActivityAPI *call = find_call (copy->correlationId);

  g_assert_nonnull (call);
  g_assert_cmpint (call->cbid, ==,
                   in ? CUPTI_DRIVER_TRACE_CBID_cuMemcpyHtoDAsync_v2
                      : CUPTI_DRIVER_TRACE_CBID_cuMemcpyDtoHAsync_v2);
  g_assert_cmpint (copy->copyKind, ==,
                   in ? CUPTI_ACTIVITY_MEMCPY_KIND_HTOD : CUPTI_ACTIVITY_MEMCPY_KIND_DTOH);
  g_assert_cmpint (in ? copy->srcKind : copy->dstKind, ==, CUPTI_ACTIVITY_MEMORY_KIND_PAGEABLE);
  g_assert_cmpuint (copy->bytes, ==, 128);
  g_assert_cmpuint (copy->end, >=, copy->start);
  g_assert_true (is_of_batch (copy->correlationId) == in);
}

/* Whatever was seen last, with nothing lost. */
static void
check_records (void)
{
  guint n_kernels = 0, n_copies = 0;
  guint64 last_ns = 0;

  for (guint i = 0; i < seen.records->len; i++)
    {
      const CUpti_Activity *record = seen.records->pdata[i];

      if (record->kind == CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL)
        check_kernel ((const CUpti_ActivityKernel10 *) record, n_kernels++, &last_ns);
      else if (record->kind == CUPTI_ACTIVITY_KIND_MEMCPY)
        check_copy ((const CUpti_ActivityMemcpy6 *) record, n_copies++ == 0);
    }
  g_assert_cmpuint (n_kernels, ==, N_KERNELS);
  g_assert_cmpuint (n_copies, ==, N_COPIES);
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_MEMSET), ==, 1);
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_SYNCHRONIZATION), ==, 1);
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION), ==, 5);
}

static void
run_records (void)
{
  size_t n_dropped = 9;

  activities_begin (1 << 16);
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  check_records ();
  assert_cupti (gpu.p_cuptiActivityGetNumDroppedRecords (NULL, 0, &n_dropped));
  g_assert_cmpuint (n_dropped, ==, 0);
  activities_end ();
}

/* Buffers with room for one record or two. */
static void
run_small_buffers (void)
{
  activities_begin (320);
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  check_records ();
  g_assert_cmpuint (seen.n_given_back, >, 5);
  activities_end ();
}

/* Buffers without room for any: all are lost, and counted. */
static void
run_tiny_buffers (void)
{
  size_t n_dropped = 0;

  activities_begin (16);
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  g_assert_cmpuint (seen.records->len, ==, 0);
  assert_cupti (gpu.p_cuptiActivityGetNumDroppedRecords (NULL, 0, &n_dropped));
  g_assert_cmpuint (n_dropped, >, 10);
  activities_end ();
}

static void
run_drop (void)
{
  size_t n_dropped = 0, again = 1;

  activities_begin (1 << 16);
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  assert_cupti (gpu.p_cuptiActivityGetNumDroppedRecords (NULL, 0, &n_dropped));
  g_assert_cmpuint (n_dropped, >, 0);
  g_assert_cmpuint (n_dropped, ==, (seen.records->len + n_dropped) / 3);
  /* they are counted once */
  assert_cupti (gpu.p_cuptiActivityGetNumDroppedRecords (NULL, 0, &again));
  g_assert_cmpuint (again, ==, 0);
  activities_end ();
}

static void
run_late (void)
{
  activities_begin (320);
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  g_assert_cmpuint (seen.records->len, ==, 0);
  g_assert_cmpuint (seen.n_buffers, >, 5);
  /* the module of the kernels is gone, their names are not */
  assert_cupti (gpu.p_cuptiActivityFlushAll (CUPTI_ACTIVITY_FLAG_FLUSH_FORCED));
  check_records ();
  activities_end ();
}

static void
run_permission (void)
{
  const char *text = NULL;

  client_load ();
  g_assert_cmpint (gpu.p_cuptiActivityEnable (CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL), ==,
                   CUPTI_ERROR_INSUFFICIENT_PRIVILEGES);
  assert_cupti (gpu.p_cuptiGetResultString (CUPTI_ERROR_INSUFFICIENT_PRIVILEGES, &text));
  g_assert_cmpstr (text, ==, "CUPTI_ERROR_INSUFFICIENT_PRIVILEGES");
}

/* What nobody enabled costs no record. */
static void
run_disabled (void)
{
  activities_begin (1 << 16);
  assert_cupti (gpu.p_cuptiActivityDisable (CUPTI_ACTIVITY_KIND_DRIVER));
  assert_cupti (gpu.p_cuptiActivityDisable (CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL));
  do_work ();
  assert_cupti (gpu.p_cuptiFinalize ());
  do_work ();
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_DRIVER), ==, 0);
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL), ==, 0);
  g_assert_cmpuint (count (CUPTI_ACTIVITY_KIND_MEMCPY), ==, N_COPIES);
  activities_end ();
}

/* Each kind of correlation has ids of its own. */
static void
run_correlations (void)
{
  guint n[CUPTI_EXTERNAL_CORRELATION_KIND_SIZE] = { 0 };

  activities_begin (1 << 16);
  g_assert_cmpint (
      gpu.p_cuptiActivityPushExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_INVALID, 1), ==,
      CUPTI_ERROR_INVALID_PARAMETER);
  assert_cupti (
      gpu.p_cuptiActivityPushExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM1, 7));
  assert_cupti (
      gpu.p_cuptiActivityPushExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM2, 8));
  assert_cupti (
      gpu.p_cuptiActivityPushExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM2, 9));
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  assert_cupti (
      gpu.p_cuptiActivityPopExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM1, NULL));
  client_end ();
  assert_cupti (gpu.p_cuptiActivityFlushAll (0));
  for (guint i = 0; i < seen.records->len; i++)
    {
      const CUpti_ActivityExternalCorrelation *external = seen.records->pdata[i];

      if (external->kind == CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION)
        {
          n[external->externalKind]++;
          g_assert_cmpuint (external->externalId, ==,
                            external->externalKind == CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM1 ? 7
                                                                                              : 9);
        }
    }
  g_assert_cmpuint (n[CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM1], ==, 1);
  g_assert_cmpuint (n[CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM2], ==, 1);
  activities_end ();
}

/* The device has a clock of its own, which drifts. */
static void
run_clock (void)
{
  guint64 before, after, begin_ns, end_ns;

  client_load ();
  begin_ns = (guint64) g_get_monotonic_time () * 1000;
  assert_cupti (gpu.p_cuptiGetTimestamp (&before));
  g_usleep (50000);
  assert_cupti (gpu.p_cuptiGetTimestamp (&after));
  end_ns = (guint64) g_get_monotonic_time () * 1000;
  g_assert_cmpuint (before, >, begin_ns + 1000000000);
  /* twice as fast as the host's */
  g_assert_cmpuint (after - before, >=, 98000000);
  g_assert_cmpuint (after - before, <=, 2 * (end_ns - begin_ns) + 4000000);
}

/* The library of the toolkit; (nullable): there is none. */
static char *
find_cupti (void)
{
  static const char *const folders[] = { "lib64", "extras/CUPTI/lib64" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_CUDA_HOME"), folders[i],
                                                "libcupti.so.13", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  return NULL;
}

static void
run_real_walker (void)
{
  g_autofree char *path = find_cupti ();
  void *library;

  /* the double first: who has its name already is not loaded again */
  client_load ();
  library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    g_error ("%s", dlerror ());
  *(void **) &seen.next = dlsym (library, "cuptiActivityGetNextRecord");
  g_assert_true (seen.next != NULL && seen.next != gpu.p_cuptiActivityGetNextRecord);
  run_small_buffers ();
}

static void
skip_real_walker (void)
{
  g_test_skip ("The toolkit has no libcupti.so.13");
}

static const ClientCase cases[] = {
  { "records", "", run_records },
  { "records-lazy", "stream=lazy", run_records },
  { "small-buffers", "", run_small_buffers },
  { "tiny-buffers", "", run_tiny_buffers },
  { "drop", "drop=3", run_drop },
  { "late", "late=1", run_late },
  { "permission", "permission=1", run_permission, "cuptiActivityEnable 1" },
  { "disabled", "", run_disabled },
  { "correlations", "", run_correlations },
  { "clock", "drift=1000000", run_clock },
};

static const ClientCase real_walker = { "real-walker", "", run_real_walker };

int
main (int argc, char **argv)
{
  g_autofree char *path = find_cupti ();

  g_test_init (&argc, &argv, NULL);
  client_add ("/double/activities", cases, G_N_ELEMENTS (cases));
  if (path != NULL)
    client_add ("/double/activities", &real_walker, 1);
  else
    g_test_add_func ("/double/activities/real-walker", skip_real_walker);

  return g_test_run ();
}
