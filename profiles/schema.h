/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "BSCP", at offset 68 of the file, so that a trace is known without a query. */
#define BS_TRACE_APPLICATION_ID 0x42534350
/* Version 3: memory plans and moves. Version 2: vocabularies, stages of growing graphs. Version 1
 * had one list of words. */
#define BS_TRACE_VERSION 3
#define BS_TRACE_PAGE_SIZE 32768

#define BS_SQLITE_MAGIC "SQLite format 3"
#define BS_SQLITE_HEADER_SIZE 100

/* Most nodes of a row of graph_block, most events of a row of event_block. */
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
} BsSchemaTable;

/* All tables that a trace must have; a name is NULL at the end. */
extern const BsSchemaTable bs_schema_tables[];

/* Statements that make the tables, the names of reasons and phases not yet filled in. */
extern const char bs_schema_sql[];

/* Views with plain names, for people with an SQL client. */
extern const char bs_schema_views_sql[];

/* Run once when a recording is complete: an index kept during recording would slow it down. */
extern const char bs_schema_indexes_sql[];

G_END_DECLS
