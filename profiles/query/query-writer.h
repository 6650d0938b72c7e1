/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a query as text, CSV or JSON: what the command line prints, and what the console saves. */
#pragma once

#include "profiles/query/query.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

typedef struct _BsQueryWriter BsQueryWriter;

/**
 * bs_query_writer_new:
 * @query: prepared; must outlive the writer
 * @max_rows: to write; 0: all
 * @out: appended to; who has it may take out what is there, between two calls
 */
BsQueryWriter *bs_query_writer_new (const BsQuery *query, BsTableFormat format, guint64 max_rows,
                                    GString *out);
void bs_query_writer_free (BsQueryWriter *self);

/** bs_query_writer_add: Returns: %FALSE, and writes nothing, where there are more rows than are to be
 * written. */
gboolean bs_query_writer_add (BsQueryWriter *self, const BsQueryValue *values, guint n);

/**
 * bs_query_writer_finish:
 * @whole: whether the query came to its end; if not, JSON stays open
 *
 * Returns: whether there were more rows than were to be written
 */
gboolean bs_query_writer_finish (BsQueryWriter *self, gboolean whole);

guint64 bs_query_writer_get_n_rows (const BsQueryWriter *self);

/** bs_query_blob_to_text: Returns: (transfer full): the beginning of a blob as SQL has it, and of a longer one how
 * many bytes it is. */
char *bs_query_blob_to_text (const BsQueryValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsQueryWriter, bs_query_writer_free)

G_END_DECLS
