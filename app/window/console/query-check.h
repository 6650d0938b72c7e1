/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a query, and what of it is a predicate, found in a thread while people type. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *message;   /* (nullable): what is wrong; %NULL: it can run */
  glong where;     /* the character, from 0; -1: not known */
  char *predicate; /* (nullable): as of bs_query_find_predicate() */
} BsQueryCheck;

void bs_query_check_free (BsQueryCheck *self);

/** bs_query_check_start: @path: of a trace */
void bs_query_check_start (GObject *source, const char *path, const char *sql,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);

/** bs_query_check_finish: Returns: (transfer full): %NULL when it was cancelled. */
BsQueryCheck *bs_query_check_finish (GAsyncResult *result, GError **error);

/** bs_query_make_statement: Returns: (transfer full): what @sql runs as: a condition over decisions is those that it
 * is true for. */
char *bs_query_make_statement (const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQueryCheck, bs_query_check_free)

G_END_DECLS
