/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that CUPTI fills with records. */
#include "config.h"

#include "profiles/device/activity-buffers.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

/* CUPTI wants 8. */
#define ALIGNMENT 64

typedef struct
{
  guint8 *memory;
  gsize valid;
} Full;

static struct
{
  GMutex mutex;
  const BsCuptiLibrary *cupti; /* NULL: nobody wants records */
  BsActivityOptions options;
  GPtrArray *free;  /* memory that can be used again */
  GArray *full;     /* Full */
  guint first_full; /* those before it were taken */
  guint n_out;      /* with CUPTI, or taken, or full */
  guint64 n_dropped;
} buffers;

/* Called by CUPTI, from any thread. Without memory it drops records, and counts them. */
static void CUPTIAPI
request (uint8_t **memory, size_t *bytes, size_t *most_records)
{
  g_mutex_lock (&buffers.mutex);
  *memory = NULL;
  *bytes = *most_records = 0;
  if (buffers.cupti != NULL && buffers.n_out < buffers.options.n_buffers)
    {
      *memory = buffers.free->len > 0
                    ? g_ptr_array_steal_index_fast (buffers.free, buffers.free->len - 1)
                    : g_aligned_alloc (1, buffers.options.buffer_bytes, ALIGNMENT);
      *bytes = buffers.options.buffer_bytes;
      buffers.n_out++;
    }
  g_mutex_unlock (&buffers.mutex);
}

/* Returns: records that CUPTI lost since it was asked last. */
static guint64
ask_for_dropped (const BsCuptiLibrary *cupti, CUcontext context, uint32_t stream)
{
  size_t n = 0;

  return cupti->p_cuptiActivityGetNumDroppedRecords (context, stream, &n) == CUPTI_SUCCESS ? n : 0;
}

/* Called by CUPTI, from any thread, also when nobody wants records any more. It is not called back
 * while we hold the lock. */
static void CUPTIAPI
complete (CUcontext context, uint32_t stream, uint8_t *memory, size_t bytes, size_t valid)
{
  const BsCuptiLibrary *cupti;
  Full full = { memory, valid };
  guint64 n;

  if (memory == NULL)
    return;
  g_mutex_lock (&buffers.mutex);
  cupti = buffers.cupti;
  g_mutex_unlock (&buffers.mutex);
  n = cupti != NULL ? ask_for_dropped (cupti, context, stream) : 0;

  g_mutex_lock (&buffers.mutex);
  if (buffers.cupti != NULL && bytes == buffers.options.buffer_bytes)
    g_array_append_val (buffers.full, full);
  else
    g_aligned_free (memory);
  buffers.n_dropped += n;
  g_mutex_unlock (&buffers.mutex);
}

gboolean
bs_activity_buffers_begin (const BsCuptiLibrary *cupti, const BsActivityOptions *options,
                           GError **error)
{
  gboolean first;

  g_mutex_lock (&buffers.mutex);
  first = buffers.cupti == NULL;
  if (first)
    {
      buffers.cupti = cupti;
      buffers.options = *options;
      buffers.free = g_ptr_array_new_with_free_func (g_aligned_free);
      buffers.full = g_array_new (FALSE, FALSE, sizeof (Full));
      buffers.first_full = buffers.n_out = 0;
      buffers.n_dropped = 0;
    }
  g_mutex_unlock (&buffers.mutex);
  if (!first)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("Another recording of this program collects what the GPU does; wait "
                              "for its end"));
      return FALSE;
    }
  if (bs_cupti_check (cupti, cupti->p_cuptiActivityRegisterCallbacks (request, complete), error))
    return TRUE;
  bs_activity_buffers_end ();

  return FALSE;
}

void
bs_activity_buffers_end (void)
{
  gsize valid;
  guint8 *memory;

  while ((memory = bs_activity_buffers_take (&valid)) != NULL)
    bs_activity_buffers_give_back (memory);
  g_mutex_lock (&buffers.mutex);
  buffers.cupti = NULL;
  g_clear_pointer (&buffers.free, g_ptr_array_unref);
  g_clear_pointer (&buffers.full, g_array_unref);
  g_mutex_unlock (&buffers.mutex);
}

guint8 *
bs_activity_buffers_take (gsize *valid)
{
  guint8 *memory = NULL;

  g_mutex_lock (&buffers.mutex);
  if (buffers.first_full < buffers.full->len)
    {
      const Full *full = &g_array_index (buffers.full, Full, buffers.first_full);

      memory = full->memory;
      *valid = full->valid;
      if (++buffers.first_full == buffers.full->len)
        {
          g_array_set_size (buffers.full, 0);
          buffers.first_full = 0;
        }
    }
  g_mutex_unlock (&buffers.mutex);

  return memory;
}

void
bs_activity_buffers_give_back (guint8 *buffer)
{
  g_mutex_lock (&buffers.mutex);
  g_ptr_array_add (buffers.free, buffer);
  /* one of an earlier recording may have come back late */
  buffers.n_out -= MIN (buffers.n_out, 1);
  g_mutex_unlock (&buffers.mutex);
}

guint
bs_activity_buffers_get_n_full (void)
{
  guint n;

  g_mutex_lock (&buffers.mutex);
  n = buffers.full->len - buffers.first_full;
  g_mutex_unlock (&buffers.mutex);

  return n;
}

guint64
bs_activity_buffers_get_dropped (void)
{
  /* of no context, and those that were lost after the last buffer */
  guint64 n = ask_for_dropped (buffers.cupti, NULL, 0);

  g_mutex_lock (&buffers.mutex);
  n = buffers.n_dropped += n;
  g_mutex_unlock (&buffers.mutex);

  return n;
}
