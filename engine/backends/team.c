/* SPDX-License-Identifier: Apache-2.0 */
/* A team of threads that work on one job at a time, side by side. */
#include "config.h"

#include "engine/backends/team.h"

#include <glib/gi18n-lib.h>
#include <sched.h>
#include <stdatomic.h>

#include "engine/error.h"

/* What is about to come costs less to wait for than to sleep and be woken; after this time it does
 * not. Meanwhile, threads that have work but no processor get it now and then. */
#define BUSY_US 40
#define LOOKS_BEFORE_YIELD 64

#define MOST_THREADS 1024
#define CACHE_LINE 64

/* A number that grows, and threads that wait for that. Others' waiting slows nothing beside it. */
typedef struct
{
  _Alignas(CACHE_LINE) atomic_uint value;
  atomic_uint n_sleepers;
  GMutex mutex;
  GCond grown;
} Signal;

typedef struct
{
  BsTeam *team;
  guint thread;
  GThread *handle;
} Member;

struct _BsTeam
{
  guint n_threads, n_started;
  Member *members; /* [n_threads - 1] */

  BsTeamWork work; /* NULL: the end */
  gpointer data;
  Signal job, done, met;
  _Alignas(CACHE_LINE) atomic_uint n_working, n_here;
};

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void
signal_init (Signal *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->grown);
}

static void
signal_clear (Signal *self)
{
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->grown);
}

/* Either this sees who is about to sleep, or they see the new value before they do. */
static void
signal_raise (Signal *self)
{
  atomic_fetch_add (&self->value, 1);
  if (atomic_load (&self->n_sleepers) == 0)
    return;

  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->grown);
  g_mutex_unlock (&self->mutex);
}

static void
signal_sleep (Signal *self, guint seen)
{
  atomic_fetch_add (&self->n_sleepers, 1);
  g_mutex_lock (&self->mutex);
  while (atomic_load (&self->value) == seen)
    g_cond_wait (&self->grown, &self->mutex);
  g_mutex_unlock (&self->mutex);
  atomic_fetch_sub (&self->n_sleepers, 1);
}

/* Until the value is another than @seen. */
static void
signal_wait (Signal *self, guint seen)
{
  gint64 start = 0;

  for (guint looks = 1; atomic_load (&self->value) == seen; looks++)
    if (looks % LOOKS_BEFORE_YIELD != 0)
      relax ();
    else
      {
        gint64 now = g_get_monotonic_time ();

        start = start != 0 ? start : now;
        if (now - start >= BUSY_US)
          signal_sleep (self, seen);
        else
          sched_yield ();
      }
}

static gpointer
run_member (gpointer data)
{
  const Member *member = data;
  BsTeam *self = member->team;

  for (guint job = 0;; job++)
    {
      signal_wait (&self->job, job);
      if (self->work == NULL)
        return NULL;
      self->work (self->data, member->thread);
      if (atomic_fetch_sub (&self->n_working, 1) == 1)
        signal_raise (&self->done);
    }
}

BsTeam *
bs_team_new (guint n_threads, GError **error)
{
  BsTeam *self;

  if (n_threads < 1 || n_threads > MOST_THREADS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There can be 1 to %u threads, but not %u: try the number of processors"),
                   MOST_THREADS, n_threads);
      return NULL;
    }

  self = g_aligned_alloc0 (1, sizeof (BsTeam), CACHE_LINE);
  self->n_threads = n_threads;
  self->members = g_new0 (Member, n_threads - 1);
  signal_init (&self->job);
  signal_init (&self->done);
  signal_init (&self->met);

  while (self->n_started < n_threads - 1)
    {
      Member *member = &self->members[self->n_started];
      g_autoptr (GError) local = NULL;

      member->team = self;
      member->thread = self->n_started + 1;
      member->handle = g_thread_try_new ("team", run_member, member, &local);
      if (member->handle == NULL)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("The system gives no more than %u of %u threads (%s): try fewer"),
                       self->n_started + 1, n_threads, local->message);
          bs_team_free (self);
          return NULL;
        }
      self->n_started++;
    }

  return self;
}

void
bs_team_free (BsTeam *self)
{
  if (self == NULL)
    return;

  self->work = NULL;
  signal_raise (&self->job);
  for (guint i = 0; i < self->n_started; i++)
    g_thread_join (self->members[i].handle);
  signal_clear (&self->job);
  signal_clear (&self->done);
  signal_clear (&self->met);
  g_free (self->members);
  g_aligned_free (self);
}

guint
bs_team_get_n_threads (BsTeam *self)
{
  return self->n_threads;
}

void
bs_team_run (BsTeam *self, BsTeamWork work, gpointer data)
{
  guint done = atomic_load (&self->done.value);

  if (self->n_threads == 1)
    {
      work (data, 0);
      return;
    }

  self->work = work;
  self->data = data;
  atomic_store (&self->n_working, self->n_threads - 1);
  signal_raise (&self->job);
  work (data, 0);
  signal_wait (&self->done, done);
}

void
bs_team_meet (BsTeam *self)
{
  guint met = atomic_load (&self->met.value);

  if (atomic_fetch_add (&self->n_here, 1) + 1 < self->n_threads)
    {
      signal_wait (&self->met, met);
      return;
    }
  atomic_store (&self->n_here, 0);
  signal_raise (&self->met);
}
