/* SPDX-License-Identifier: Apache-2.0 */
/* Times of a device: two clocks brought together, and why it did nothing. */
#include "config.h"

#include <math.h>

#include "engine/random.h"
#include "profiles/device/clock-alignment.h"
#include "profiles/device/idle-times.h"

/* A clock that begins elsewhere and gains. */
typedef struct
{
  gint64 origin;
  double rate;
  guint left; /* readings until it fails */
} Clock;

static gboolean
read_clock (gpointer user_data, guint64 *ns)
{
  Clock *self = user_data;

  if (self->left == 0)
    return FALSE;
  self->left--;
  *ns = (guint64) (1e15 + (double) (bs_now_ns () - self->origin) * self->rate);

  return TRUE;
}

static void
test_clock (void)
{
  Clock clock = { bs_now_ns (), 1.0005, G_MAXUINT };
  BsClockAlignment alignment = { 0 };
  guint64 device = 0;
  gint64 before, after, found;

  g_assert_true (bs_clock_alignment_measure (&alignment, read_clock, &clock));
  g_assert_cmpint (alignment.drift_ppb, ==, 0);
  g_usleep (30000);
  g_assert_true (bs_clock_alignment_measure (&alignment, read_clock, &clock));
  g_assert_cmpint (ABS (alignment.drift_ppb - 500000), <, 100000);

  before = bs_now_ns ();
  g_assert_true (read_clock (&clock, &device));
  after = bs_now_ns ();
  found = bs_clock_alignment_convert (&alignment, device);
  /* double precision of the made up clock takes a part of a microsecond */
  g_assert_cmpint (found, >=, before - 2 * alignment.worst_error - 1000);
  g_assert_cmpint (found, <=, after + 2 * alignment.worst_error + 1000);

  clock.left = 3;
  g_assert_false (bs_clock_alignment_measure (&alignment, read_clock, &clock));
}

static void
test_line (void)
{
  BsClockAlignment alignment = { 0 };

  bs_clock_alignment_add (&alignment, &(BsClockPair){ 1000000, 5000000, 10 });
  g_assert_cmpint (bs_clock_alignment_convert (&alignment, 5000007), ==, 1000007);
  g_assert_cmpint (bs_clock_alignment_convert (&alignment, 0), ==, 0);
  /* too close to say anything of drift */
  bs_clock_alignment_add (&alignment, &(BsClockPair){ 1900000, 5000010, 30 });
  g_assert_cmpint (bs_clock_alignment_convert (&alignment, 5000007), ==, 1000007);
  bs_clock_alignment_add (&alignment, &(BsClockPair){ 101000000, 105100000, 20 });
  g_assert_cmpint (alignment.worst_error, ==, 20);
  g_assert_cmpint (bs_clock_alignment_convert (&alignment, 105100000), ==, 101000000);
  g_assert_cmpint (bs_clock_alignment_convert (&alignment, 5000000), ==, 1000000);
  g_assert_cmpint (alignment.drift_ppb, ==, 1000000);
  /* somebody slept: no drift */
  bs_clock_alignment_add (&alignment, &(BsClockPair){ 901000000, 205100000, 20 });
  g_assert_cmpint (alignment.drift_ppb, ==, 0);
  for (guint64 t = 205000000; t < 205200000; t += 777)
    g_assert_cmpint (bs_clock_alignment_convert (&alignment, t), <=,
                     bs_clock_alignment_convert (&alignment, t + 777));
}

static void
test_causes (void)
{
  const BsEvent phases[] = {
    { .start_ns = 0, .end_ns = 100, .phase = BS_PHASE_CONSTRUCT },
    { .start_ns = 110, .end_ns = 200, .phase = BS_PHASE_SCHEDULE },
    { .start_ns = 210, .end_ns = 600, .phase = BS_PHASE_LAUNCH, .decision = 1 },
    { .start_ns = 900, .end_ns = 1000, .phase = BS_PHASE_READ },
  };
  const BsEvent copies[] = { { .start_ns = 330, .end_ns = 350, .phase = BS_PHASE_UPLOAD } };
  const BsLaunch launches[] = {
    { .decision = 1, .called_ns = 220, .called_end_ns = 240, .start_ns = 250, .end_ns = 300 },
    { .decision = 1, .called_ns = 260, .called_end_ns = 270, .start_ns = 320, .end_ns = 325 },
    { .decision = 2, .called_ns = 265, .called_end_ns = 270, .start_ns = 360, .end_ns = 400 },
    { .decision = 3, .start_ns = 420, .end_ns = 700 },
  };
  const BsIdle expected[] = {
    { .start_ns = 0, .end_ns = 100, .cause = BS_IDLE_SCHEDULING, .decision = 1 },
    { .start_ns = 100, .end_ns = 110, .cause = BS_IDLE_HOST, .decision = 1 },
    { .start_ns = 110, .end_ns = 200, .cause = BS_IDLE_SCHEDULING, .decision = 1 },
    { .start_ns = 200, .end_ns = 210, .cause = BS_IDLE_HOST, .decision = 1 },
    /* until it was called, and what the call took */
    { .start_ns = 210, .end_ns = 250, .cause = BS_IDLE_LAUNCH, .decision = 1 },
    { .start_ns = 300, .end_ns = 320, .cause = BS_IDLE_DEPENDENCY, .decision = 1 },
    { .start_ns = 325, .end_ns = 330, .cause = BS_IDLE_DEPENDENCY, .decision = 2 },
    { .start_ns = 330, .end_ns = 350, .cause = BS_IDLE_COPY, .decision = 2 },
    { .start_ns = 350, .end_ns = 360, .cause = BS_IDLE_DEPENDENCY, .decision = 2 },
    { .start_ns = 400, .end_ns = 420, .cause = BS_IDLE_UNKNOWN, .decision = 3 },
    { .start_ns = 700, .end_ns = 900, .cause = BS_IDLE_HOST },
    { .start_ns = 900, .end_ns = 1000, .cause = BS_IDLE_READ },
  };
  const BsDeviceTimes times = {
    .mini_batch = 7,
    .end_ns = 1000,
    .launches = launches,
    .n_launches = G_N_ELEMENTS (launches),
    .copies = copies,
    .n_copies = G_N_ELEMENTS (copies),
    .phases = phases,
    .n_phases = G_N_ELEMENTS (phases),
  };
  g_autoptr (GArray) idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));

  bs_idle_times_find (&times, idles);
  g_assert_cmpuint (idles->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < idles->len; i++)
    {
      const BsIdle *idle = &g_array_index (idles, BsIdle, i);

      g_assert_cmpint (idle->start_ns, ==, expected[i].start_ns);
      g_assert_cmpint (idle->end_ns, ==, expected[i].end_ns);
      g_assert_cmpint (idle->cause, ==, expected[i].cause);
      g_assert_cmpuint (idle->decision, ==, expected[i].decision);
      g_assert_cmpuint (idle->mini_batch, ==, 7);
    }
}

#define SPAN 2000

static guint
make_times (BsRandom *random, guint most, gint64 *starts, gint64 *ends)
{
  guint n = 0;

  for (gint64 at = (gint64) bs_random_below (random, 50); at < SPAN && n < most; n++)
    {
      starts[n] = at;
      ends[n] = at + 1 + (gint64) bs_random_below (random, 100);
      at = ends[n] + (gint64) bs_random_below (random, 100);
    }

  return n;
}

/* Every moment is either within a kernel or explained, once. */
static void
test_random (void)
{
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint round = 0; round < 2000; round++)
    {
      gint64 starts[64], ends[64];
      BsEvent copies[64] = { 0 }, phases[64] = { 0 };
      BsLaunch launches[64] = { 0 };
      BsDeviceTimes times = { .start_ns = 20, .end_ns = SPAN, .copies = copies, .phases = phases };
      g_autoptr (GArray) idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));
      gint64 at = times.start_ns;
      guint next = 0;

      times.launches = launches;
      times.n_launches = make_times (&random, 64, starts, ends);
      for (guint i = 0; i < times.n_launches; i++)
        {
          gint64 called = starts[i] - (gint64) bs_random_below (&random, 150);

          launches[i] = (BsLaunch){
            .called_ns = MAX (called, 0),
            .called_end_ns = MAX (called, 0) + (gint64) bs_random_below (&random, 30),
            .start_ns = starts[i],
            .end_ns = ends[i],
          };
        }
      times.n_copies = make_times (&random, 64, starts, ends);
      for (guint i = 0; i < times.n_copies; i++)
        copies[i] = (BsEvent){ .start_ns = starts[i], .end_ns = ends[i] };
      times.n_phases = make_times (&random, 64, starts, ends);
      for (guint i = 0; i < times.n_phases; i++)
        phases[i] = (BsEvent){
          .start_ns = starts[i],
          .end_ns = ends[i],
          .phase = (guint8) bs_random_below (&random, BS_N_PHASES),
        };

      bs_idle_times_find (&times, idles);
      for (guint i = 0; i <= times.n_launches; i++)
        {
          gint64 until = i < times.n_launches ? MIN (launches[i].start_ns, SPAN) : SPAN;

          while (at < until)
            {
              const BsIdle *idle;

              g_assert_cmpuint (next, <, idles->len);
              idle = &g_array_index (idles, BsIdle, next++);
              g_assert_cmpint (idle->start_ns, ==, at);
              g_assert_cmpint (idle->end_ns, >, at);
              g_assert_cmpint (idle->end_ns, <=, until);
              at = idle->end_ns;
            }
          if (i < times.n_launches)
            at = MAX (at, launches[i].end_ns);
        }
      g_assert_cmpuint (next, ==, idles->len);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/device-times/clock", test_clock);
  g_test_add_func ("/profiles/device-times/line", test_line);
  g_test_add_func ("/profiles/device-times/causes", test_causes);
  g_test_add_func ("/profiles/device-times/random", test_random);

  return g_test_run ();
}
