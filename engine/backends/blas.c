/* SPDX-License-Identifier: Apache-2.0 */
/* OpenBLAS, loaded when it is first needed: what a machine can do is measured with it. */
#include "config.h"

#include "engine/backends/blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"

static struct
{
  __typeof__ (&cblas_sgemm) sgemm;
  void (*set_num_threads) (int n);
  char *(*get_config) (void);
  char *(*get_corename) (void);
} blas;

void
bs_blas_prepare (void)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl"))
    g_setenv ("OPENBLAS_CORETYPE", "SkylakeX", FALSE);
  else if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    g_setenv ("OPENBLAS_CORETYPE", "Haswell", FALSE);
#endif
  g_setenv ("OPENBLAS_NUM_THREADS", "1", FALSE);
}

static void
gemm (guint32 m, guint32 n, guint32 k, const float *a, guint32 lda, const float *b, guint32 ldb,
      float *c, guint32 ldc)
{
  blas.sgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0f, a, lda, b, ldb, 0.0f, c,
              ldc);
}

BsGemm
bs_blas_load (GError **error)
{
  static gsize loaded;

  if (g_once_init_enter (&loaded))
    {
      void *library = dlopen ("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);

      if (library != NULL)
        {
          blas.sgemm = dlsym (library, "cblas_sgemm");
          blas.set_num_threads = dlsym (library, "openblas_set_num_threads");
          blas.get_config = dlsym (library, "openblas_get_config");
          blas.get_corename = dlsym (library, "openblas_get_corename");
          if (blas.set_num_threads != NULL)
            blas.set_num_threads (1);
        }
      g_once_init_leave (&loaded, 1);
    }

  if (blas.sgemm == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("What this machine can do is measured with OpenBLAS (libopenblas.so.0), "
                      "which is not installed; install it (on Debian: libopenblas0)"));
      return NULL;
    }

  return gemm;
}

char *
bs_blas_describe (void)
{
  g_auto (GStrv)
      words = g_strsplit (blas.get_config != NULL ? blas.get_config () : "OpenBLAS", " ", 3);

  return g_strdup_printf ("%s %s, %s", words[0],
                          words[0] != NULL && words[1] != NULL ? words[1] : "",
                          blas.get_corename != NULL ? blas.get_corename () : "?");
}
