/* SPDX-License-Identifier: Apache-2.0 */
/* The packed events of a trace as a table that SQL can read: a virtual table that unpacks one block
 * at a time.
 * Source: https://www.sqlite.org/vtab.html */
#include "config.h"

#include "profiles/event-table.h"

#include <glib/gi18n-lib.h>

#include "profiles/packing.h"

enum
{
  COLUMN_START,
  COLUMN_END,
  COLUMN_BYTES,
  COLUMN_FLOPS,
  COLUMN_DECISION,
  COLUMN_MINI_BATCH,
  COLUMN_PHASE,
  COLUMN_LANE
};

typedef struct
{
  sqlite3_vtab base;
  sqlite3 *db;
} EventTable;

typedef struct
{
  sqlite3_vtab_cursor base;
  sqlite3_stmt *blocks;
  const guint8 *packed; /* events of the block; NULL after the last one */
  gsize n, at;
  BsEvent event;
  guint32 mini_batch; /* of the event, in full */
  gint64 row;
} EventCursor;

static int
table_connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **table,
               char **error)
{
  static const char sql[] = "CREATE TABLE x (start_ns INTEGER, end_ns INTEGER, bytes INTEGER, "
                            "flops INTEGER, decision INTEGER, mini_batch INTEGER, phase INTEGER, "
                            "lane INTEGER)";
  EventTable *self;
  int rc = sqlite3_declare_vtab (db, sql);

  if (rc != SQLITE_OK)
    return rc;

  sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
  self = g_new0 (EventTable, 1);
  self->db = db;
  *table = &self->base;

  return SQLITE_OK;
}

static int
table_disconnect (sqlite3_vtab *table)
{
  g_free (table);

  return SQLITE_OK;
}

/* There is one way to read it: from the first to the last. */
static int
table_best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  info->estimatedCost = 1e7;
  info->estimatedRows = 10000000;

  return SQLITE_OK;
}

static int
cursor_open (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  EventCursor *self = g_new0 (EventCursor, 1);

  *cursor = &self->base;

  return SQLITE_OK;
}

static int
cursor_close (sqlite3_vtab_cursor *cursor)
{
  sqlite3_finalize (((EventCursor *) cursor)->blocks);
  g_free (cursor);

  return SQLITE_OK;
}

static int
complain (EventCursor *self, const char *message)
{
  sqlite3_vtab *table = self->base.pVtab;

  sqlite3_free (table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf ("%s", message);
  self->packed = NULL;

  return SQLITE_CORRUPT_VTAB;
}

/* Goes to the next block that has events. */
static int
load_block (EventCursor *self)
{
  int rc;

  self->packed = NULL;
  self->at = self->n = 0;
  while ((rc = sqlite3_step (self->blocks)) == SQLITE_ROW)
    {
      const guint8 *packed = sqlite3_column_blob (self->blocks, 1);
      gsize size = (gsize) sqlite3_column_bytes (self->blocks, 1);

      if (sqlite3_column_type (self->blocks, 1) != SQLITE_BLOB || size % BS_PACKED_EVENT_SIZE != 0
          || (gint64) (size / BS_PACKED_EVENT_SIZE) != sqlite3_column_int64 (self->blocks, 2))
        return complain (self, _ ("a block of events is damaged"));
      if (size == 0)
        continue;

      self->packed = packed;
      self->n = size / BS_PACKED_EVENT_SIZE;
      self->mini_batch = (guint32) sqlite3_column_int64 (self->blocks, 0);
      return SQLITE_OK;
    }

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void
unpack (EventCursor *self)
{
  if (self->packed == NULL)
    return;

  bs_pack_events (&self->event, self->packed + self->at * BS_PACKED_EVENT_SIZE, 1);
  self->mini_batch = bs_unwrap_mini_batch (self->event.mini_batch, self->mini_batch);
}

static int
cursor_next (sqlite3_vtab_cursor *cursor)
{
  EventCursor *self = (EventCursor *) cursor;
  int rc = SQLITE_OK;

  self->row++;
  if (++self->at >= self->n)
    rc = load_block (self);
  unpack (self);

  return rc;
}

static int
cursor_filter (sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
               sqlite3_value **argv)
{
  EventCursor *self = (EventCursor *) cursor;
  sqlite3 *db = ((EventTable *) cursor->pVtab)->db;
  int rc;

  self->row = 0;
  self->packed = NULL;
  g_clear_pointer (&self->blocks, sqlite3_finalize);
  rc = sqlite3_prepare_v2 (
      db, "SELECT mini_batch, data, n FROM main.event_block NOT INDEXED ORDER BY rowid", -1,
      &self->blocks, NULL);
  if (rc == SQLITE_OK)
    rc = load_block (self);
  unpack (self);

  return rc;
}

static int
cursor_eof (sqlite3_vtab_cursor *cursor)
{
  return ((EventCursor *) cursor)->packed == NULL;
}

static int
cursor_column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  const EventCursor *self = (EventCursor *) cursor;
  const BsEvent *event = &self->event;

  switch (column)
    {
    case COLUMN_START:
      sqlite3_result_int64 (context, event->start_ns);
      break;

    case COLUMN_END:
      sqlite3_result_int64 (context, event->end_ns);
      break;

    case COLUMN_BYTES:
      sqlite3_result_int64 (context, (gint64) MIN (event->bytes, G_MAXINT64));
      break;

    case COLUMN_FLOPS:
      sqlite3_result_int64 (context, (gint64) MIN (event->flops, G_MAXINT64));
      break;

    case COLUMN_DECISION:
      if (event->decision > 0)
        sqlite3_result_int64 (context, event->decision);
      break;

    case COLUMN_MINI_BATCH:
      sqlite3_result_int64 (context, self->mini_batch);
      break;

    case COLUMN_PHASE:
      sqlite3_result_int (context, event->phase);
      break;

    case COLUMN_LANE:
    default:
      sqlite3_result_int (context, event->lane);
      break;
    }

  return SQLITE_OK;
}

static int
cursor_rowid (sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
  *row = ((EventCursor *) cursor)->row;

  return SQLITE_OK;
}

int
bs_event_table_register (sqlite3 *db)
{
  static const sqlite3_module module = {
    .xCreate = table_connect,
    .xConnect = table_connect,
    .xBestIndex = table_best_index,
    .xDisconnect = table_disconnect,
    .xDestroy = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
  };
  int rc = sqlite3_create_module_v2 (db, "batchscope_event", &module, NULL, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "CREATE VIRTUAL TABLE temp.event USING batchscope_event", NULL, NULL,
                       NULL);

  return rc;
}
