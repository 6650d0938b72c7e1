/* SPDX-License-Identifier: Apache-2.0 */
/* The machine, and what it can do at most on one thread. */
#include "config.h"

#include "engine/backends/machine.h"

#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>

#include "engine/backends/blas.h"
#include "engine/error.h"
#include "engine/observer.h"

#define SGEMM_SIZE 2048
#define SGEMM_TIMES 4
#define SGEMM_NS G_GINT64_CONSTANT (1000000000) /* enough of a slow machine */

#define COPY_BYTES ((gsize) 32 << 20)
#define COPY_TIMES 5

/* What else runs on the machine lengthens the time of the clock, not that of the thread. */
static gint64
thread_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

static void *
allocate (gsize bytes, GError **error)
{
  void *room = g_try_malloc (bytes);

  if (room == NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                 _ ("There is no memory (%u MB) to measure what this machine can do"),
                 (guint) (bytes >> 20));

  return room;
}

gboolean
bs_machine_measure_sgemm (double *gflops, GError **error)
{
  const guint32 n = SGEMM_SIZE;
  const gsize length = (gsize) n * n;
  BsGemm gemm = bs_blas_load (error);
  g_autofree float *values = NULL;
  gint64 begin_ns, best_ns = G_MAXINT64;

  if (gemm == NULL)
    return FALSE;
  values = allocate (3 * length * sizeof *values, error);
  if (values == NULL)
    return FALSE;

  for (gsize i = 0; i < 3 * length; i++)
    values[i] = (float) (i % 7) / 7.0f - 0.4f;
  begin_ns = bs_now_ns ();
  for (guint i = 0; i < SGEMM_TIMES && bs_now_ns () - begin_ns < SGEMM_NS; i++)
    {
      gint64 start_ns = thread_ns ();

      gemm (n, n, n, values, n, values + length, n, values + 2 * length, n);
      best_ns = MIN (best_ns, thread_ns () - start_ns);
    }
  *gflops = 2.0 * n * n * n / (double) MAX (best_ns, 1);

  return TRUE;
}

gboolean
bs_machine_measure_copy (double *gb_per_s, GError **error)
{
  g_autofree char *from = allocate (COPY_BYTES, error);
  g_autofree char *to = from != NULL ? allocate (COPY_BYTES, error) : NULL;
  gint64 best_ns = G_MAXINT64;

  if (to == NULL)
    return FALSE;

  memset (from, 1, COPY_BYTES);
  memset (to, 2, COPY_BYTES);
  for (guint i = 0; i < COPY_TIMES; i++)
    {
      gint64 start_ns = thread_ns ();

      memcpy (to, from, COPY_BYTES);
      /* what is copied is read: no compiler leaves the copy out */
      __asm__ volatile("" : : "r"(to) : "memory");
      best_ns = MIN (best_ns, thread_ns () - start_ns);
    }
  *gb_per_s = (double) COPY_BYTES / (double) MAX (best_ns, 1);

  return TRUE;
}
