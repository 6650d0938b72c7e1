/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a query, printed on stdout as they come. */
#pragma once

#include "profiles/query/query.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

typedef struct _BsCliQueryPrinter BsCliQueryPrinter;

/**
 * bs_cli_query_printer_new:
 * @query: prepared; must outlive the printer
 * @max_rows: to print; 0: all
 */
BsCliQueryPrinter *bs_cli_query_printer_new (const BsQuery *query, BsTableFormat format,
                                             guint64 max_rows);
void bs_cli_query_printer_free (BsCliQueryPrinter *self);

/** bs_cli_query_printer_add: the #BsQueryRowFunc; stops where nobody reads any more. */
gboolean bs_cli_query_printer_add (const BsQueryValue *values, guint n, gpointer self,
                                   GError **error);

/**
 * bs_cli_query_printer_finish:
 * @whole: whether the query came to its end; if not, JSON stays open
 * @left_out: (out): whether there were more rows than were to be printed
 */
gboolean bs_cli_query_printer_finish (BsCliQueryPrinter *self, gboolean whole, gboolean *left_out,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCliQueryPrinter, bs_cli_query_printer_free)

G_END_DECLS
