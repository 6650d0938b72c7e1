/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "BSCP", at offset 68 of the file, so that a trace is known without a query. */
#define BS_TRACE_APPLICATION_ID 0x42534350
/* Format 1.1: hundreds are the major version, which a program must know; one of a greater minor
 * version has more than this program looks for. 1.1 has devices and what they did. Versions 1 to 3 were drafts: 3 had memory plans and
 * moves, 2 vocabularies and stages of growing graphs, 1 one list of words; see profiles/format/migration. */
#define BS_TRACE_VERSION 101
#define BS_LAST_DRAFT_VERSION 3
#define BS_TRACE_MAJOR(version) ((version) / 100)
#define BS_TRACE_PAGE_SIZE 32768

#define BS_SQLITE_MAGIC "SQLite format 3"
#define BS_SQLITE_HEADER_SIZE 100

/* Most nodes of a row of graph_block or order_block, most events of a row of event_block. */
#define BS_GRAPH_BLOCK_NODES 65536
#define BS_EVENT_BLOCK_EVENTS 4096

/* Reads a big-endian number of the header of an SQLite file. */
static inline guint32
bs_sqlite_header_u32 (const guint8 *header, gsize offset)
{
  return (guint32) header[offset] << 24 | (guint32) header[offset + 1] << 16
         | (guint32) header[offset + 2] << 8 | (guint32) header[offset + 3];
}

typedef struct
{
  const char *name;
  int since; /* the version of the first traces that have it */
  int until; /* of the last; 0: they still have it */
} BsSchemaTable;

/* All tables that a trace must have, or had; a name is NULL at the end. */
extern const BsSchemaTable bs_schema_tables[];

/* Whether traces of @version have the table. */
static inline gboolean
bs_schema_table_is_there (const BsSchemaTable *table, int version)
{
  return table->since <= version && (table->until == 0 || version <= table->until);
}

/** bs_level_block_id: Returns: the id of a row of level_block. */
static inline gint64
bs_level_block_id (guint lane, guint level, guint32 part)
{
  return ((gint64) lane * 16 + level) << 32 | part;
}

/* Statements that make the tables, the names of reasons and phases not yet filled in. */
extern const char bs_schema_sql[];

/* Views with plain names, for people with an SQL client. */
extern const char bs_schema_views_sql[];

/* Run once when a recording is complete: an index kept during recording would slow it down. */
extern const char bs_schema_indexes_sql[];

G_END_DECLS
