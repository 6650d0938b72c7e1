/* SPDX-License-Identifier: Apache-2.0 */
/* Every table of a trace by its name. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/tables/text-sink.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_table_list_get_names: Returns: (array zero-terminated=1): the names of all tables. */
const char *const *bs_table_list_get_names (void);

/**
 * bs_table_list_has:
 * @name: such as `decisions`
 *
 * Returns: whether there is a table @name
 */
gboolean bs_table_list_has (const char *name);

/**
 * bs_table_list_append:
 * @trace: a loaded trace
 * @name: of a table that there is
 * @decision: which one a table is about that is about one, from 1
 * @format: how it is written
 * @out: where it goes
 *
 * Appends a table to @out; one that can be long is not in memory at once.
 */
void bs_table_list_append (const BsTrace *trace, const char *name, guint32 decision,
                           BsTableFormat format, BsTextSink *out);

G_END_DECLS
