/* SPDX-License-Identifier: Apache-2.0 */
/* The packed graphs of a trace, and their orders of execution, as tables that SQL can read. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * bs_graph_table_register:
 *
 * Makes tables in the temporary schema of @db, each quick for one mini-batch or decision:
 *
 * - `node`: mini_batch, node, type, instance, datum (NULL: none), n_inputs, depth (from 1), chain (of
 *   nodes of its type on a path to it, at most), ready (the first decision that finds it so),
 *   decision (that executes it); both NULL where the recording ended before
 * - `edge`: mini_batch, node, position (from 0), input, port
 * - `member`: decision, mini_batch, position (in the batch, from 0), node
 *
 * and `nodes`, `edges` and `members`, views of them with names of types, and with words.
 *
 * Returns: what SQLite says
 */
int bs_graph_table_register (sqlite3 *db);

G_END_DECLS
