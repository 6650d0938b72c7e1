/* SPDX-License-Identifier: Apache-2.0 */
/* cuBLAS of the emulated GPU: products in double precision, one number after the other. */
#include "config.h"

#include <cublas_v2.h>
#include <string.h>

#include "tests/gpu-double/double.h"

typedef struct
{
  Handle handle;
  CUstream stream;
  guint64 workspace; /* an address; 0: its own */
  gsize workspace_bytes;
} Blas;

/* Source: cuBLAS documentation, cublasSetWorkspace(). */
#define WORKSPACE_ALIGNMENT 256
#define LEAST_WORKSPACE 16384

static cublasStatus_t
begin (const char *name, gconstpointer handle)
{
  gboolean shall_fail = double_call (name);

  if (shall_fail)
    return CUBLAS_STATUS_INTERNAL_ERROR;
  if (!double_get ()->initialized)
    return CUBLAS_STATUS_NOT_INITIALIZED;
  if (!double_has_context ())
    {
      double_complain ("%s without a current context", name);
      return CUBLAS_STATUS_NOT_INITIALIZED;
    }

  return handle == NULL || handle_check (handle, HANDLE_BLAS) ? CUBLAS_STATUS_SUCCESS
                                                              : CUBLAS_STATUS_NOT_INITIALIZED;
}

static cublasStatus_t
end (cublasStatus_t status)
{
  double_end ();

  return status;
}

/* The matrix of @rows x @columns at @address; NULL: not all of it is there. */
static float *
reach (guint64 address, gint64 rows, gint64 columns, int ld, gboolean read, gboolean write)
{
  guint64 bytes = (guint64) ((columns - 1) * ld + rows) * sizeof (float);
  MemoryBlock *block = device_memory_find (double_get ()->memory, address, bytes);

  if (block == NULL)
    {
      double_complain ("cuBLAS: a matrix of %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                       " is not all in one allocation",
                       rows, columns);
      return NULL;
    }
  for (gint64 column = 0; column < columns; column++)
    {
      guint64 offset = address - block->address + (guint64) column * ld * sizeof (float);

      if (read && !memory_block_is_known (block, offset, (guint64) rows * sizeof (float)))
        {
          double_complain ("cuBLAS: column %" G_GINT64_FORMAT
                           " of a matrix in allocation %u was never "
                           "written",
                           column, block->number);
          return NULL;
        }
      if (write)
        memory_block_know (block, offset, (guint64) rows * sizeof (float));
    }

  return (float *) (block->bytes + (address - block->address));
}

/* Of factors without numbers. */
static const float nothing;

static gboolean
multiply (const Product *self, guint64 a_at, guint64 b_at, guint64 c_at)
{
  const float *a = self->k == 0
                       ? &nothing
                       : reach (a_at, self->transpose_a ? self->k : self->m,
                                self->transpose_a ? self->m : self->k, self->lda, TRUE, FALSE);
  const float *b = self->k == 0 ? &nothing
                   : a != NULL
                       ? reach (b_at, self->transpose_b ? self->n : self->k,
                                self->transpose_b ? self->k : self->n, self->ldb, TRUE, FALSE)
                       : NULL;
  float *c = b != NULL ? reach (c_at, self->m, self->n, self->ldc, self->beta != 0.0f, TRUE) : NULL;

  if (c == NULL)
    return FALSE;
  for (int j = 0; j < self->n; j++)
    for (int i = 0; i < self->m; i++)
      {
        float *result = c + (gsize) j * self->ldc + i;
        double sum = 0.0;

        for (int k = 0; k < self->k; k++)
          sum +=
              (double) a[self->transpose_a ? (gsize) i * self->lda + k : (gsize) k * self->lda + i]
              * b[self->transpose_b ? (gsize) k * self->ldb + j : (gsize) j * self->ldb + k];
        *result = (float) (self->alpha * sum + (self->beta != 0.0f ? self->beta * *result : 0.0f));
      }

  return TRUE;
}

/* Products of a batch may run at the same time. */
static gboolean
is_apart (const Product *self, const guint64 *c)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (int i = 0; c != NULL && i < self->n_matrices; i++)
    g_hash_table_add (seen, (gpointer) &c[i]);
  if (self->n_matrices == 1
      || (c != NULL ? (int) g_hash_table_size (seen) == self->n_matrices : self->stride_c != 0))
    return TRUE;
  double_complain ("cuBLAS: several products have the same result");

  return FALSE;
}

/* The addresses of @n matrices, which an array on the device says. */
static const guint64 *
reach_pointers (guint64 address, int n)
{
  guint64 bytes = (guint64) n * sizeof (guint64);
  MemoryBlock *block = device_memory_find (double_get ()->memory, address, bytes);

  if (block == NULL || !memory_block_is_known (block, address - block->address, bytes))
    {
      double_complain ("cuBLAS: an array of pointers is not there");
      return NULL;
    }

  return (const guint64 *) (block->bytes + (address - block->address));
}

gboolean
product_run (const Product *self)
{
  const guint64 *a = NULL, *b = NULL, *c = NULL;

  if (self->pointers)
    {
      a = reach_pointers (self->a, self->n_matrices);
      b = reach_pointers (self->b, self->n_matrices);
      c = reach_pointers (self->c, self->n_matrices);
      if (a == NULL || b == NULL || c == NULL)
        return FALSE;
    }
  if (!is_apart (self, c))
    return FALSE;
  for (int i = 0; i < self->n_matrices; i++)
    if (!(self->pointers
              ? multiply (self, a[i], b[i], c[i])
              : multiply (self, self->a + (guint64) (i * self->stride_a) * sizeof (float),
                          self->b + (guint64) (i * self->stride_b) * sizeof (float),
                          self->c + (guint64) (i * self->stride_c) * sizeof (float))))
      return FALSE;

  return TRUE;
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasCreate_v2 (cublasHandle_t *out)
{
  cublasStatus_t status = begin (__func__, NULL);

  if (status == CUBLAS_STATUS_SUCCESS)
    *out = handle_new (HANDLE_BLAS, sizeof (Blas));

  return end (status);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasDestroy_v2 (cublasHandle_t handle)
{
  gboolean shall_fail = double_call (__func__);

  if (!handle_check (handle, HANDLE_BLAS))
    return end (CUBLAS_STATUS_NOT_INITIALIZED);
  handle_free (handle);

  return end (shall_fail ? CUBLAS_STATUS_INTERNAL_ERROR : CUBLAS_STATUS_SUCCESS);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasGetVersion_v2 (cublasHandle_t handle, int *version)
{
  cublasStatus_t status = begin (__func__, handle);

  *version = 130000;

  return end (status);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSetStream_v2 (cublasHandle_t handle, cudaStream_t stream)
{
  cublasStatus_t status = begin (__func__, handle);

  if (status == CUBLAS_STATUS_SUCCESS && stream_get ((CUstream) stream) == NULL)
    status = CUBLAS_STATUS_INVALID_VALUE;
  if (status == CUBLAS_STATUS_SUCCESS)
    {
      ((Blas *) handle)->stream = (CUstream) stream;
      /* that is what it does */
      ((Blas *) handle)->workspace = 0;
    }

  return end (status);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSetMathMode (cublasHandle_t handle, cublasMath_t mode)
{
  return end (begin (__func__, handle));
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSetWorkspace_v2 (cublasHandle_t handle, void *workspace, size_t bytes)
{
  cublasStatus_t status = begin (__func__, handle);

  if (status == CUBLAS_STATUS_SUCCESS && (gsize) workspace % WORKSPACE_ALIGNMENT != 0)
    status = CUBLAS_STATUS_INVALID_VALUE;
  if (status == CUBLAS_STATUS_SUCCESS)
    {
      ((Blas *) handle)->workspace = (guint64) (gsize) workspace;
      ((Blas *) handle)->workspace_bytes = bytes;
    }

  return end (status);
}

DOUBLE_EXPORT const char *CUBLASWINAPI
cublasGetStatusString (cublasStatus_t status)
{
  switch (status)
    {
    case CUBLAS_STATUS_SUCCESS:
      return "the operation completed successfully";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "the library was not initialized";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "an unsupported value or parameter was passed";
    default:
      return "an internal operation failed";
    }
}

/* Without a workspace of its own a product within a capture allocates, in the graph itself, and every graph takes
 * more memory. */
static gboolean
has_workspace (const Blas *self, const Stream *stream)
{
  if (self->workspace == 0 && stream->captured != NULL)
    double_complain ("cuBLAS: a product is captured without a workspace");
  if (self->workspace == 0)
    return TRUE;
  if (device_memory_find (double_get ()->memory, self->workspace, self->workspace_bytes) == NULL)
    double_complain ("cuBLAS: the workspace is in no allocation");

  return self->workspace_bytes >= LEAST_WORKSPACE;
}

static cublasStatus_t
add_product (cublasHandle_t handle, const Product *product)
{
  Stream *stream = stream_get (((Blas *) handle)->stream);
  int rows_a = product->transpose_a ? product->k : product->m;
  int rows_b = product->transpose_b ? product->n : product->k;
  guint64 start_ns = double_now ();
  Work *work;

  if (product->m < 0 || product->n < 0 || product->k < 0 || product->n_matrices < 0
      || product->lda < MAX (rows_a, 1) || product->ldb < MAX (rows_b, 1)
      || product->ldc < MAX (product->m, 1) || stream == NULL)
    return CUBLAS_STATUS_INVALID_VALUE;
  if (product->m == 0 || product->n == 0 || product->n_matrices == 0)
    return CUBLAS_STATUS_SUCCESS;
  if (!stream_may_take (stream))
    return CUBLAS_STATUS_EXECUTION_FAILED;
  if (!has_workspace ((const Blas *) handle, stream))
    return CUBLAS_STATUS_ALLOC_FAILED;
  work = work_new (WORK_PRODUCT);
  work->correlation = activity_begin ();
  work->product = *product;
  double_count (stream->captured != NULL ? "captured" : "products", 1);
  stream_add (stream, work);
  activity_call (CUPTI_DRIVER_TRACE_CBID_cuLaunchKernel, double_get ()->n_correlations, start_ns);

  return double_get ()->fault == CUDA_SUCCESS ? CUBLAS_STATUS_SUCCESS
                                              : CUBLAS_STATUS_EXECUTION_FAILED;
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSgemm_v2 (cublasHandle_t handle, cublasOperation_t transpose_a, cublasOperation_t transpose_b,
                int m, int n, int k, const float *alpha, const float *a, int lda, const float *b,
                int ldb, const float *beta, float *c, int ldc)
{
  cublasStatus_t status = begin (__func__, handle);

  if (status == CUBLAS_STATUS_SUCCESS)
    status = add_product (handle, &(Product){
                                      .transpose_a = transpose_a != CUBLAS_OP_N,
                                      .transpose_b = transpose_b != CUBLAS_OP_N,
                                      .m = m,
                                      .n = n,
                                      .k = k,
                                      .alpha = *alpha,
                                      .beta = *beta,
                                      .a = (guint64) (gsize) a,
                                      .lda = lda,
                                      .b = (guint64) (gsize) b,
                                      .ldb = ldb,
                                      .c = (guint64) (gsize) c,
                                      .ldc = ldc,
                                      .n_matrices = 1,
                                  });

  return end (status);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSgemmStridedBatched (cublasHandle_t handle, cublasOperation_t transpose_a,
                           cublasOperation_t transpose_b, int m, int n, int k, const float *alpha,
                           const float *a, int lda, long long stride_a, const float *b, int ldb,
                           long long stride_b, const float *beta, float *c, int ldc,
                           long long stride_c, int n_matrices)
{
  cublasStatus_t status = begin (__func__, handle);

  if (status == CUBLAS_STATUS_SUCCESS)
    status = add_product (handle, &(Product){
                                      .transpose_a = transpose_a != CUBLAS_OP_N,
                                      .transpose_b = transpose_b != CUBLAS_OP_N,
                                      .m = m,
                                      .n = n,
                                      .k = k,
                                      .alpha = *alpha,
                                      .beta = *beta,
                                      .a = (guint64) (gsize) a,
                                      .lda = lda,
                                      .stride_a = stride_a,
                                      .b = (guint64) (gsize) b,
                                      .ldb = ldb,
                                      .stride_b = stride_b,
                                      .c = (guint64) (gsize) c,
                                      .ldc = ldc,
                                      .stride_c = stride_c,
                                      .n_matrices = n_matrices,
                                  });

  return end (status);
}

DOUBLE_EXPORT cublasStatus_t CUBLASWINAPI
cublasSgemmBatched (cublasHandle_t handle, cublasOperation_t transpose_a,
                    cublasOperation_t transpose_b, int m, int n, int k, const float *alpha,
                    const float *const a[], int lda, const float *const b[], int ldb,
                    const float *beta, float *const c[], int ldc, int n_matrices)
{
  cublasStatus_t status = begin (__func__, handle);

  if (status == CUBLAS_STATUS_SUCCESS)
    status = add_product (handle, &(Product){
                                      .transpose_a = transpose_a != CUBLAS_OP_N,
                                      .transpose_b = transpose_b != CUBLAS_OP_N,
                                      .m = m,
                                      .n = n,
                                      .k = k,
                                      .alpha = *alpha,
                                      .beta = *beta,
                                      .a = (guint64) (gsize) a,
                                      .lda = lda,
                                      .b = (guint64) (gsize) b,
                                      .ldb = ldb,
                                      .c = (guint64) (gsize) c,
                                      .ldc = ldc,
                                      .pointers = TRUE,
                                      .n_matrices = n_matrices,
                                  });

  return end (status);
}
