/* SPDX-License-Identifier: Apache-2.0 */
/* The packed events of a trace as a table that SQL can read. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * bs_event_table_register:
 *
 * Makes the table `event` in the temporary schema of @db: start_ns, end_ns, bytes, flops, decision
 * (NULL: none), mini_batch, phase, lane; its rowid is the number of the event. Blocks of event_block
 * are unpacked one by one, those only that can have events of the times, decisions, mini-batches and
 * numbers asked for.
 *
 * Returns: what SQLite says
 */
int bs_event_table_register (sqlite3 *db);

G_END_DECLS
