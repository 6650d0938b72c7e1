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
 * (NULL: none), mini_batch, phase, lane, in the order in which events ended. It reads the
 * event_block of the trace block by block.
 *
 * Returns: what SQLite says
 */
int bs_event_table_register (sqlite3 *db);

G_END_DECLS
