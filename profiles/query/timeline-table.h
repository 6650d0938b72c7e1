/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline of a trace as a table-valued function of SQL. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * bs_timeline_table_register:
 *
 * Makes the function `timeline (from_ns, to_ns, n)` in the temporary schema of @db: the time between
 * in @n pieces (100), all of it where it is not given. A row for each lane, piece and phase that had
 * events: t0, t1, lane, phase (its name), events (that begin in it), ns (that they take in it),
 * longest_ns (of the longest that touches it). It reads level_block, and event_block where a piece is
 * shorter than what a node sums up.
 *
 * Returns: what SQLite says
 */
int bs_timeline_table_register (sqlite3 *db);

G_END_DECLS
