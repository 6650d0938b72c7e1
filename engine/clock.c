/* SPDX-License-Identifier: Apache-2.0 */
/* The monotonic clock of the system, read a thousand times a millisecond by what is recorded. Where
 * the system itself counts ticks of the processor for it, most readings count ticks since the last
 * time that this thread asked the system, at most about a millisecond ago: no more than that can
 * ever be wrong, whatever happens to the ticks (suspend, another machine). It costs half as much,
 * and unlike asking does not make the processor wait for all that it does at the moment.
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3, "Time-Stamp
 * Counter", invariant TSC. */
#include "config.h"

#include "engine/clock.h"

#include <time.h>

static gint64
ask (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

#ifdef __x86_64__

#include <cpuid.h>
#include <x86intrin.h>

#define CLOCK_SOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define LEAF_POWER 0x80000007u
#define INVARIANT_TSC (1u << 8)

/* Ticks after which the system is asked again. */
#define MAX_TICKS (G_GUINT64_CONSTANT (1) << 21)
/* More than that, and the thread was interrupted while it asked. */
#define MAX_ASKING_TICKS 2000
/* The length of a tick is measured over times between these. */
#define MIN_MEASURED_NS 1000000
#define MAX_MEASURED_NS 100000000
#define FRACTION_BITS 32

typedef struct
{
  guint64 ticks; /* when the system was asked last, */
  gint64 ns;     /* and what it said */
  gint64 last_ns;
  guint64 tick_ns; /* of one tick, times 2^32; 0: not known yet */
  guint64 base_ticks;
  gint64 base_ns; /* from where it is measured */
} Ticks;

static _Thread_local Ticks own;

/* Whether the ticks are as even as the clock: it is what the system trusts. */
static gboolean
find_ticks (void)
{
  g_autofree char *source = NULL;
  unsigned eax, ebx, ecx, edx;

  return __get_cpuid (LEAF_POWER, &eax, &ebx, &ecx, &edx) && (edx & INVARIANT_TSC) != 0
         && g_file_get_contents (CLOCK_SOURCE, &source, NULL, NULL)
         && g_str_equal (g_strchomp (source), "tsc");
}

static gboolean
has_ticks (void)
{
  static gsize known;

  if (g_once_init_enter (&known))
    g_once_init_leave (&known, find_ticks () ? 2 : 1);

  return known == 2;
}

/* How long a tick is, from what is known since the base. */
static void
measure (Ticks *self)
{
  gint64 ns = self->ns - self->base_ns;
  guint64 tick_ns;

  if (self->base_ns > 0 && ns < MIN_MEASURED_NS && self->ticks > self->base_ticks)
    return;

  if (self->base_ns > 0 && ns <= MAX_MEASURED_NS && self->ticks > self->base_ticks)
    {
      tick_ns = ((guint64) ns << FRACTION_BITS) / (self->ticks - self->base_ticks);
      /* Something happened to the ticks: begin again. */
      if (self->tick_ns > 0
          && ABS ((gint64) (tick_ns - self->tick_ns)) > (gint64) self->tick_ns >> 10)
        tick_ns = 0;
      self->tick_ns = tick_ns;
      if (tick_ns > 0 && ns < MAX_MEASURED_NS / 2)
        return;
    }
  self->base_ticks = self->ticks;
  self->base_ns = self->ns;
}

/* Asks the system, and counts from there if nothing came in between. Returns: what it said. */
static gint64
ask_and_measure (Ticks *self)
{
  guint64 before = __rdtsc ();
  gint64 ns = ask ();
  guint64 after = __rdtsc ();

  if (after - before < MAX_ASKING_TICKS)
    {
      self->ticks = before + (after - before) / 2;
      self->ns = ns;
      measure (self);
    }

  return ns;
}

gint64
bs_now_ns (void)
{
  guint64 ticks;
  gint64 now_ns;

  if (!has_ticks ())
    return ask ();

  ticks = __rdtsc () - own.ticks;
  if (G_LIKELY (ticks < MAX_TICKS && own.tick_ns > 0))
    now_ns = own.ns + (gint64) ((ticks * own.tick_ns) >> FRACTION_BITS);
  else
    now_ns = ask_and_measure (&own);
  own.last_ns = MAX (own.last_ns, now_ns);

  return own.last_ns;
}

#else

gint64
bs_now_ns (void)
{
  return ask ();
}

#endif
