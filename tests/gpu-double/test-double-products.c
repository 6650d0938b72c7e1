/* SPDX-License-Identifier: Apache-2.0 */
/* cuBLAS of the emulated GPU: products of one, several and many matrices, and what may not be multiplied. */
#include "config.h"

#include <math.h>

#include "tests/gpu-double/double-client.h"

/* Matrices of all tests: C (M x N) of K, columns so far apart. */
enum
{
  M = 5,
  N = 4,
  K = 7,
  APART = 9,
  N_MATRICES = 3,
  SIZE = APART * 9
};

typedef struct
{
  float a[N_MATRICES][SIZE], b[N_MATRICES][SIZE], c[N_MATRICES][SIZE];
  CUdeviceptr d_a, d_b, d_c;
  cublasHandle_t blas;
} Products;

static void
products_begin (Products *self)
{
  client_begin ();
  for (guint i = 0; i < N_MATRICES * SIZE; i++)
    {
      self->a[i / SIZE][i % SIZE] = sinf ((float) i);
      self->b[i / SIZE][i % SIZE] = cosf ((float) i * 0.3f);
      self->c[i / SIZE][i % SIZE] = (float) i;
    }
  self->d_a = client_put (self->a, sizeof self->a);
  self->d_b = client_put (self->b, sizeof self->b);
  self->d_c = client_put (self->c, sizeof self->c);
  assert_blas (gpu.p_cublasCreate (&self->blas));
  assert_blas (gpu.p_cublasSetStream (self->blas, (cudaStream_t) gpu.stream));
  assert_blas (gpu.p_cublasSetMathMode (self->blas, CUBLAS_PEDANTIC_MATH));
}

static void
products_end (Products *self)
{
  assert_blas (gpu.p_cublasDestroy (self->blas));
  client_free (self->d_a);
  client_free (self->d_b);
  client_free (self->d_c);
  client_end ();
}

static const float *
at (CUdeviceptr memory, guint matrix)
{
  return (const float *) (gsize) memory + matrix * SIZE;
}

/* That C number @i is alpha A B + beta C of numbers @a and @b, and nothing else was written. */
static void
check (const Products *self, const float *found, guint i, guint a, guint b, gboolean transpose_a,
       gboolean transpose_b, double alpha, double beta)
{
  for (guint column = 0; column < 9; column++)
    for (guint row = 0; row < APART; row++)
      {
        double expected = self->c[i][column * APART + row], sum = 0.0;

        if (row < M && column < N)
          {
            for (guint k = 0; k < K; k++)
              sum += (double) self->a[a][transpose_a ? row * APART + k : k * APART + row]
                     * self->b[b][transpose_b ? k * APART + column : column * APART + k];
            expected = alpha * sum + (beta != 0.0 ? beta * expected : 0.0);
          }
        g_assert_cmpfloat_with_epsilon (found[column * APART + row], expected,
                                        1e-6 * MAX (fabs (expected), 1.0));
      }
}

static void
run_single (void)
{
  Products self;
  float found[SIZE];

  products_begin (&self);
  for (guint way = 0; way < 4; way++)
    {
      gboolean transpose_a = (way & 1) != 0, transpose_b = (way & 2) != 0;
      float alpha = 0.5f, beta = way == 3 ? 2.0f : 0.0f;

      assert_cuda (gpu.p_cuMemcpyHtoDAsync (self.d_c, self.c, sizeof self.c, gpu.stream));
      assert_blas (gpu.p_cublasSgemm (self.blas, transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N,
                                      transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N, M, N, K, &alpha,
                                      at (self.d_a, 0), APART, at (self.d_b, 0), APART, &beta,
                                      (float *) at (self.d_c, 0), APART));
      client_get (found, self.d_c, sizeof found);
      check (&self, found, 0, 0, 0, transpose_a, transpose_b, alpha, beta);
    }
  products_end (&self);
}

static cublasStatus_t
multiply_strided (Products *self, long long stride_a, long long stride_c)
{
  float alpha = 1.0f, beta = 0.0f;

  return gpu.p_cublasSgemmStridedBatched (self->blas, CUBLAS_OP_N, CUBLAS_OP_N, M, N, K, &alpha,
                                          at (self->d_a, 0), APART, stride_a, at (self->d_b, 0),
                                          APART, SIZE, &beta, (float *) at (self->d_c, 0), APART,
                                          stride_c, N_MATRICES);
}

/* Also with one A for all. */
static void
run_strided (void)
{
  Products self;
  float found[N_MATRICES][SIZE];

  products_begin (&self);
  for (guint one = 0; one < 2; one++)
    {
      assert_blas (multiply_strided (&self, one ? 0 : SIZE, SIZE));
      client_get (found, self.d_c, sizeof found);
      for (guint i = 0; i < N_MATRICES; i++)
        check (&self, found[i], i, one ? 0 : i, i, FALSE, FALSE, 1.0, 0.0);
    }
  products_end (&self);
}

static void
run_strided_same (void)
{
  Products self;

  products_begin (&self);
  multiply_strided (&self, SIZE, 0);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  g_assert_cmpint (multiply_strided (&self, SIZE, SIZE), ==, CUBLAS_STATUS_EXECUTION_FAILED);
  products_end (&self);
}

/* The pointers are in memory of the device, read when the product's turn comes. */
static void
multiply_pointers (Products *self, const float *const c[N_MATRICES], CUdeviceptr *pointers)
{
  static const guint order[N_MATRICES] = { 2, 0, 2 };
  const float *all[3][N_MATRICES];
  float alpha = 1.0f, beta = 0.0f;

  for (guint i = 0; i < N_MATRICES; i++)
    {
      all[0][i] = at (self->d_a, order[i]);
      all[1][i] = at (self->d_b, i);
      all[2][i] = c[i];
    }
  *pointers = client_put (all, sizeof all);
  gpu.p_cublasSgemmBatched (self->blas, CUBLAS_OP_N, CUBLAS_OP_N, M, N, K, &alpha,
                            (const float *const *) (gsize) *pointers, APART,
                            (const float *const *) (gsize) (*pointers + sizeof all[0]), APART,
                            &beta, (float *const *) (gsize) (*pointers + 2 * sizeof all[0]), APART,
                            N_MATRICES);
}

static void
run_pointers (void)
{
  Products self;
  float found[N_MATRICES][SIZE];
  CUdeviceptr pointers;

  products_begin (&self);
  multiply_pointers (&self,
                     (const float *const[]){ at (self.d_c, 0), at (self.d_c, 1), at (self.d_c, 2) },
                     &pointers);
  client_get (found, self.d_c, sizeof found);
  check (&self, found[0], 0, 2, 0, FALSE, FALSE, 1.0, 0.0);
  check (&self, found[1], 1, 0, 1, FALSE, FALSE, 1.0, 0.0);
  check (&self, found[2], 2, 2, 2, FALSE, FALSE, 1.0, 0.0);
  client_free (pointers);
  products_end (&self);
}

static void
run_pointers_same (void)
{
  Products self;
  CUdeviceptr pointers;

  products_begin (&self);
  multiply_pointers (&self,
                     (const float *const[]){ at (self.d_c, 0), at (self.d_c, 1), at (self.d_c, 0) },
                     &pointers);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  client_free (pointers);
  products_end (&self);
}

/* As the driver would read an address of the host. */
static void
run_pointers_of_host (void)
{
  Products self;
  float alpha = 1.0f, beta = 0.0f;
  float *c[1];

  products_begin (&self);
  c[0] = (float *) at (self.d_c, 0);
  gpu.p_cublasSgemmBatched (self.blas, CUBLAS_OP_N, CUBLAS_OP_N, M, N, K, &alpha,
                            (const float *const *) c, APART, (const float *const *) c, APART, &beta,
                            c, APART, 1);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  products_end (&self);
}

static cublasStatus_t
multiply (Products *self, int m, int n, int k, int apart, CUdeviceptr a)
{
  float alpha = 1.0f, beta = 2.0f;

  return gpu.p_cublasSgemm (self->blas, CUBLAS_OP_N, CUBLAS_OP_N, m, n, k, &alpha, at (a, 0), apart,
                            at (self->d_b, 0), APART, &beta, (float *) at (self->d_c, 0), APART);
}

static void
run_sizes (void)
{
  Products self;
  float found[SIZE];

  products_begin (&self);
  assert_blas (multiply (&self, 0, N, K, APART, self.d_a));
  assert_blas (multiply (&self, M, 0, K, APART, self.d_a));
  g_assert_cmpint (multiply (&self, -1, N, K, APART, self.d_a), ==, CUBLAS_STATUS_INVALID_VALUE);
  g_assert_cmpint (multiply (&self, M, N, K, M - 1, self.d_a), ==, CUBLAS_STATUS_INVALID_VALUE);
  client_get (found, self.d_c, sizeof found);
  g_assert_cmpmem (found, sizeof found, self.c[0], sizeof self.c[0]);
  /* of no numbers: only beta is left */
  assert_blas (multiply (&self, 1, 1, 0, APART, self.d_a));
  client_get (found, self.d_c, sizeof found);
  g_assert_cmpfloat (found[0], ==, 2.0f * self.c[0][0]);
  g_assert_cmpfloat (found[1], ==, self.c[0][1]);
  products_end (&self);
}

static void
run_behind (void)
{
  Products self;

  products_begin (&self);
  multiply (&self, M, N, K, APART, self.d_a + sizeof self.a - 64);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  products_end (&self);
}

static void
run_unwritten (void)
{
  Products self;
  CUdeviceptr empty;

  products_begin (&self);
  empty = client_allocate (SIZE * sizeof (float));
  multiply (&self, M, N, K, APART, empty);
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_LAUNCH_FAILED);
  client_free (empty);
  products_end (&self);
}

/* A product waits for its turn, as all work does. */
static void
run_late (void)
{
  Products self;
  void *host;
  float *found;

  products_begin (&self);
  assert_cuda (gpu.p_cuMemHostAlloc (&host, SIZE * sizeof (float), 0));
  found = host;
  found[0] = -7.0f;
  assert_blas (multiply_strided (&self, SIZE, SIZE));
  assert_cuda (gpu.p_cuMemcpyDtoHAsync (found, self.d_c, SIZE * sizeof (float), gpu.stream));
  g_assert_cmpfloat (found[0], ==, -7.0f);
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  check (&self, found, 0, 0, 0, FALSE, FALSE, 1.0, 0.0);
  assert_cuda (gpu.p_cuMemFreeHost (host));
  products_end (&self);
}

static gpointer
create (gpointer unused)
{
  cublasHandle_t blas;

  g_assert_cmpint (gpu.p_cublasCreate (&blas), ==, CUBLAS_STATUS_NOT_INITIALIZED);

  return NULL;
}

static void
run_without_context (void)
{
  client_begin ();
  g_thread_join (g_thread_new ("not-current", create, NULL));
  client_end ();
}

static const ClientCase cases[] = {
  { "single", "stream=lazy", run_single },
  { "strided", "", run_strided },
  { "strided-same", "", run_strided_same, "problem cuBLAS: several products have the same result" },
  { "pointers", "stream=lazy", run_pointers },
  { "pointers-same", "", run_pointers_same,
    "problem cuBLAS: several products have the same result" },
  { "pointers-of-host", "", run_pointers_of_host,
    "problem cuBLAS: an array of pointers is not there" },
  { "sizes", "", run_sizes },
  { "behind", "", run_behind, "problem cuBLAS: a matrix of 5 x 7 is not all in one allocation" },
  { "unwritten", "", run_unwritten, "problem cuBLAS: column 0|was never written" },
  { "late", "stream=lazy", run_late },
  { "without-context", "", run_without_context,
    "problem cublasCreate_v2 without a current context" },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  client_add ("/double/products", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
