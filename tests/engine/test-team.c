/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that work on jobs together: nothing is lost, nobody runs ahead, and nobody waits forever.
 */
#include "config.h"

#include <stdatomic.h>

#include "engine/backends/team.h"
#include "engine/error.h"

#define MOST_THREADS 8
#define N_PIECES 64

typedef struct
{
  BsTeam *team;
  guint32 job;
  atomic_uint next;             /* piece of the job */
  guint32 pieces[N_PIECES];     /* job that did it last */
  guint32 places[MOST_THREADS]; /* round that each thread is in */
  guint64 totals[MOST_THREADS]; /* what each thread has seen */
  gulong delays[2];             /* microseconds, of the caller and the others */
} Shared;

static void
do_pieces (gpointer data, guint thread)
{
  Shared *self = data;
  guint piece;

  while ((piece = atomic_fetch_add (&self->next, 1)) < N_PIECES)
    {
      g_assert_cmpuint (self->pieces[piece], ==, self->job);
      self->pieces[piece]++;
      self->totals[thread] += piece + 1;
    }
}

/* Each job is done once, whoever does it, and before the next begins. */
static void
test_jobs (gconstpointer data)
{
  g_autoptr (BsTeam) team = bs_team_new (GPOINTER_TO_UINT (data), NULL);
  guint32 n_jobs = g_test_slow () ? 100000 : 2000;
  Shared shared = { .team = team };
  guint64 total = 0;

  g_assert_cmpuint (bs_team_get_n_threads (team), ==, GPOINTER_TO_UINT (data));
  for (; shared.job < n_jobs; shared.job++)
    {
      atomic_store (&shared.next, 0);
      bs_team_run (team, do_pieces, &shared);
    }
  for (guint i = 0; i < N_PIECES; i++)
    g_assert_cmpuint (shared.pieces[i], ==, n_jobs);
  for (guint i = 0; i < MOST_THREADS; i++)
    total += shared.totals[i];
  g_assert_cmpuint (total, ==, n_jobs * (guint64) (N_PIECES * (N_PIECES + 1) / 2));
}

#define N_ROUNDS 50

static void
walk_together (gpointer data, guint thread)
{
  Shared *self = data;
  guint n_threads = bs_team_get_n_threads (self->team);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      if (round == N_ROUNDS / 2 && self->delays[thread > 0] > 0)
        g_usleep (self->delays[thread > 0]);
      self->places[thread]++;
      bs_team_meet (self->team);
      for (guint i = 0; i < n_threads; i++)
        {
          g_assert_cmpuint (self->places[i], ==, self->job * N_ROUNDS + round + 1);
          self->totals[thread] += self->places[i];
        }
      bs_team_meet (self->team);
    }
}

static void
test_meetings (gconstpointer data)
{
  g_autoptr (BsTeam) team = bs_team_new (GPOINTER_TO_UINT (data), NULL);
  Shared shared = { .team = team };

  for (; shared.job < 20; shared.job++)
    bs_team_run (team, walk_together, &shared);
  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    {
      g_assert_cmpuint (shared.places[i], ==, 20 * N_ROUNDS);
      g_assert_cmpuint (shared.totals[i], ==, shared.totals[0]);
    }
}

/* Those who wait long fall asleep, and are woken: for a job, in a meeting, for the end. */
static void
test_sleep (gconstpointer data)
{
  g_autoptr (BsTeam) team = bs_team_new (GPOINTER_TO_UINT (data), NULL);
  Shared shared = { .team = team };

  for (; shared.job < 24; shared.job++)
    {
      shared.delays[0] = shared.job % 3 == 0 ? 1000 : 0;
      shared.delays[1] = shared.job % 3 == 1 ? 1000 : 0;
      bs_team_run (team, walk_together, &shared);
      if (shared.job % 3 == 2)
        g_usleep (1000);
    }
  g_assert_cmpuint (shared.places[0], ==, 24 * N_ROUNDS);
}

static void
test_creation (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (BsTeam) unused = bs_team_new (1 + i % MOST_THREADS, &error);

      g_assert_no_error (error);
      g_assert_nonnull (unused);
    }
  g_assert_null (bs_team_new (0, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (bs_team_new (G_MAXUINT, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  static const guint numbers[] = { 1, 2, 3, MOST_THREADS };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      static const struct
      {
        const char *name;
        GTestDataFunc test;
      } tests[] = {
        { "jobs", test_jobs },
        { "meetings", test_meetings },
        { "sleep", test_sleep },
      };

      for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
        {
          g_autofree char *path = g_strdup_printf ("/team/%u/%s", numbers[i], tests[k].name);

          g_test_add_data_func (path, GUINT_TO_POINTER (numbers[i]), tests[k].test);
        }
    }
  g_test_add_func ("/team/creation", test_creation);

  return g_test_run ();
}
