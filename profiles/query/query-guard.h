/* SPDX-License-Identifier: Apache-2.0 */
/* What a query on a trace may do: read the tables of the trace, and nothing else. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  char *refused;     /* (nullable): the first thing that was, as part of a sentence */
  GHashTable *names; /* names of all that the file has, in lower case */
} BsQueryGuard;

/** bs_query_guard_attach: from now on @db refuses; @self must live as long as @db.
 * Returns: what SQLite says. */
int bs_query_guard_attach (BsQueryGuard *self, sqlite3 *db);

/** bs_query_guard_forget: what was refused. */
void bs_query_guard_forget (BsQueryGuard *self);
void bs_query_guard_clear (BsQueryGuard *self);

/** bs_query_guard_check_start: Returns: whether @sql begins like something that is allowed. */
gboolean bs_query_guard_check_start (BsQueryGuard *self, const char *sql);

/** bs_query_guard_pragmas: Returns: (transfer full): those that are allowed, as a list. */
char *bs_query_guard_pragmas (void);

/** bs_query_guard_get_functions: Returns: (array zero-terminated=1): those that may be called. */
const char *const *bs_query_guard_get_functions (void);

/** bs_query_guard_skip_blanks: Returns: where @sql goes on behind blanks and comments. */
const char *bs_query_guard_skip_blanks (const char *sql);

G_END_DECLS
