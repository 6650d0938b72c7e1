/* SPDX-License-Identifier: Apache-2.0 */
/* What of a query is a predicate over decisions: a breakpoint then. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_query_find_predicate:
 * @sql: what stands in the console: a condition over decisions alone, or a SELECT from `decisions`
 *   alone, whose condition it is then
 *
 * Returns: (transfer full): a predicate that is right; %NULL with %BS_ERROR_UNSUPPORTED where @sql is
 *   neither, or with what is wrong with the condition
 */
char *bs_query_find_predicate (const char *sql, GError **error);

G_END_DECLS
