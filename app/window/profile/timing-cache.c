/* SPDX-License-Identifier: Apache-2.0 */
/* What the timing panel knows of a trace, worked out in whichever thread asks first and kept. */
#include "config.h"

#include "app/window/profile/timing-cache.h"

#include "engine/error.h"

struct _BsTimingCache
{
  int refs;
  BsTrace *trace;

  GMutex sums_lock; /* while they are worked out, and others wait */
  GMutex model_lock;

  GMutex lock; /* of what follows: never held for long */
  BsTiming *sums;
  BsCostModel *model;
  GError *no_model; /* why there is none */
};

BsTimingCache *
bs_timing_cache_new (BsTrace *trace)
{
  BsTimingCache *self = g_new0 (BsTimingCache, 1);

  self->refs = 1;
  self->trace = bs_trace_ref (trace);
  g_mutex_init (&self->sums_lock);
  g_mutex_init (&self->model_lock);
  g_mutex_init (&self->lock);

  return self;
}

BsTimingCache *
bs_timing_cache_ref (BsTimingCache *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_timing_cache_unref (BsTimingCache *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_clear_pointer (&self->sums, bs_timing_unref);
  g_clear_pointer (&self->model, bs_cost_model_free);
  g_clear_error (&self->no_model);
  g_mutex_clear (&self->sums_lock);
  g_mutex_clear (&self->model_lock);
  g_mutex_clear (&self->lock);
  bs_trace_unref (self->trace);
  g_free (self);
}

BsTrace *
bs_timing_cache_get_trace (BsTimingCache *self)
{
  return self->trace;
}

BsTiming *
bs_timing_cache_peek_sums (BsTimingCache *self)
{
  BsTiming *sums;

  g_mutex_lock (&self->lock);
  sums = self->sums != NULL ? bs_timing_ref (self->sums) : NULL;
  g_mutex_unlock (&self->lock);

  return sums;
}

BsTiming *
bs_timing_cache_get_sums (BsTimingCache *self, const BsTimingRange *range,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->sums_lock);
  g_autoptr (BsTiming) sums = bs_timing_cache_peek_sums (self);

  if (sums != NULL && sums->range.t0 == range->t0 && sums->range.t1 == range->t1)
    return g_steal_pointer (&sums);

  g_clear_pointer (&sums, bs_timing_unref);
  sums = bs_timing_new (self->trace, range, cancellable);
  if (sums == NULL)
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->sums, bs_timing_unref);
  self->sums = bs_timing_ref (sums);
  g_mutex_unlock (&self->lock);

  return g_steal_pointer (&sums);
}

const BsCostModel *
bs_timing_cache_peek_model (BsTimingCache *self)
{
  const BsCostModel *model;

  g_mutex_lock (&self->lock);
  model = self->model;
  g_mutex_unlock (&self->lock);

  return model;
}

const BsCostModel *
bs_timing_cache_get_model (BsTimingCache *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->model_lock);

  if (self->model == NULL && self->no_model == NULL)
    {
      GError *failure = NULL;
      BsCostModel *model = bs_cost_model_new (self->trace, &failure);

      g_mutex_lock (&self->lock);
      self->model = model;
      self->no_model = failure;
      g_mutex_unlock (&self->lock);
    }
  if (self->model == NULL)
    g_propagate_error (error, g_error_copy (self->no_model));

  return self->model;
}
