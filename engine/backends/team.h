/* SPDX-License-Identifier: Apache-2.0 */
/* A team of threads that work on one job at a time, side by side. Private to the engine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BsTeam BsTeam;

/**
 * BsTeamWork:
 * @thread: 0 is the caller of bs_team_run()
 *
 * Called once on every thread; divides the work among them by itself, for instance by an atomic
 * counter.
 */
typedef void (*BsTeamWork) (gpointer data, guint thread);

/** bs_team_new: Returns: (transfer full): a team of @n_threads with the caller's own, at least 1;
 * with %BS_ERROR_RANGE where the system gives no more threads. */
BsTeam *bs_team_new (guint n_threads, GError **error);
void bs_team_free (BsTeam *self);
guint bs_team_get_n_threads (BsTeam *self);

/**
 * bs_team_run:
 *
 * Returns when all threads have finished @work. What was written before is seen by all, and what
 * they wrote is seen afterwards. No allocation; the others wait for the next job busily for some
 * microseconds, then asleep.
 */
void bs_team_run (BsTeam *self, BsTeamWork work, gpointer data);

/** bs_team_meet: inside of @work: waits until all threads are here. */
void bs_team_meet (BsTeam *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTeam, bs_team_free)

G_END_DECLS
