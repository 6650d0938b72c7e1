/* SPDX-License-Identifier: Apache-2.0 */
/* What SQL on a trace finds besides the tables of its file: those that unpack what is packed, and views.
 * All are temporary: these go before what a file has under the same names, which is not run. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/** bs_query_tables_register: the tables. Returns: what SQLite says. */
int bs_query_tables_register (sqlite3 *db);

/** bs_query_tables_make_views: the views, once all tables are there. Returns: what SQLite says. */
int bs_query_tables_make_views (sqlite3 *db);

G_END_DECLS
