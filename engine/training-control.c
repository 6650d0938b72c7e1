/* SPDX-License-Identifier: Apache-2.0 */
/* Pauses and stops learning from another thread. */
#include "config.h"

#include "engine/training-control.h"

#include "engine/observer.h"

struct _BsTrainingControl
{
  int refs;
  int asked; /* atomic: whether there is anything to look at behind the lock */
  GMutex lock;
  GCond changed;
  gboolean paused, stopped, waiting;
};

BsTrainingControl *
bs_training_control_new (void)
{
  BsTrainingControl *self = g_new0 (BsTrainingControl, 1);

  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

BsTrainingControl *
bs_training_control_ref (BsTrainingControl *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_training_control_unref (BsTrainingControl *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
set (BsTrainingControl *self, gboolean paused, gboolean stop)
{
  g_mutex_lock (&self->lock);
  self->paused = paused;
  self->stopped = self->stopped || stop;
  g_atomic_int_set (&self->asked, self->paused || self->stopped);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
bs_training_control_pause (BsTrainingControl *self)
{
  set (self, TRUE, FALSE);
}

void
bs_training_control_resume (BsTrainingControl *self)
{
  set (self, FALSE, FALSE);
}

void
bs_training_control_stop (BsTrainingControl *self)
{
  set (self, FALSE, TRUE);
}

gboolean
bs_training_control_get_paused (BsTrainingControl *self)
{
  gboolean paused;

  g_mutex_lock (&self->lock);
  paused = self->paused;
  g_mutex_unlock (&self->lock);

  return paused;
}

gboolean
bs_training_control_is_waiting (BsTrainingControl *self)
{
  gboolean waiting;

  g_mutex_lock (&self->lock);
  waiting = self->waiting;
  g_mutex_unlock (&self->lock);

  return waiting;
}

gboolean
bs_training_control_pass (BsTrainingControl *self, gint64 *waited_ns)
{
  gboolean stopped;
  gint64 begin;

  if (g_atomic_int_get (&self->asked) == 0)
    return TRUE;

  begin = bs_now_ns ();
  g_mutex_lock (&self->lock);
  self->waiting = self->paused && !self->stopped;
  while (self->paused && !self->stopped)
    g_cond_wait (&self->changed, &self->lock);
  self->waiting = FALSE;
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  *waited_ns += bs_now_ns () - begin;

  return !stopped;
}
