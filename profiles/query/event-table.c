/* SPDX-License-Identifier: Apache-2.0 */
/* The packed events of a trace as a table that SQL can read: a virtual table that unpacks one block
 * at a time, and only blocks that can have what is asked for.
 * Source: https://www.sqlite.org/vtab.html */
#include "config.h"

#include "profiles/query/event-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "profiles/format/event-packing.h"
#include "profiles/format/schema.h"

/* Conditions that are looked at; more are left to SQLite. */
#define MAX_CONDITIONS 16

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

/* What is asked of one column: bounds that belong to it. */
typedef struct
{
  gint64 low, high;
} Range;

/* The columns whose conditions tell blocks apart; the last is the number of the event. */
enum
{
  RANGE_START,
  RANGE_END,
  RANGE_DECISION,
  RANGE_MINI_BATCH,
  RANGE_NUMBER,
  N_RANGES
};

typedef struct
{
  sqlite3_vtab_cursor base;
  sqlite3_stmt *blocks;
  BsEvent *events;          /* [BS_EVENT_BLOCK_EVENTS] of the block */
  guint32 n, at;            /* n is 0 after the last block */
  gint64 first;             /* number of the first of them */
  guint32 first_mini_batch; /* the lowest, in full */
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

static int
find_range (int column)
{
  switch (column)
    {
    case COLUMN_START:
      return RANGE_START;
    case COLUMN_END:
      return RANGE_END;
    case COLUMN_DECISION:
      return RANGE_DECISION;
    case COLUMN_MINI_BATCH:
      return RANGE_MINI_BATCH;
    case -1:
      return RANGE_NUMBER;
    default:
      return N_RANGES;
    }
}

static gboolean
is_comparison (int op)
{
  return op == SQLITE_INDEX_CONSTRAINT_EQ || op == SQLITE_INDEX_CONSTRAINT_GT
         || op == SQLITE_INDEX_CONSTRAINT_GE || op == SQLITE_INDEX_CONSTRAINT_LT
         || op == SQLITE_INDEX_CONSTRAINT_LE;
}

/* Asks for the values of conditions that tell blocks apart: the name of the index says for each which
 * range it bounds, and on which side. SQLite looks at all of them again. */
static int
table_best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  char name[2 * MAX_CONDITIONS + 1];
  guint n = 0;

  info->estimatedCost = 1e7;
  for (int i = 0; i < info->nConstraint && n < MAX_CONDITIONS; i++)
    {
      int range = find_range (info->aConstraint[i].iColumn), op = info->aConstraint[i].op;

      if (!info->aConstraint[i].usable || range == N_RANGES || !is_comparison (op))
        continue;
      name[2 * n] = (char) ('0' + range);
      name[2 * n + 1] = op == SQLITE_INDEX_CONSTRAINT_EQ ? '='
                        : op == SQLITE_INDEX_CONSTRAINT_GT || op == SQLITE_INDEX_CONSTRAINT_GE
                            ? '>'
                            : '<';
      info->aConstraintUsage[i].argvIndex = (int) ++n;
      info->estimatedCost /= op == SQLITE_INDEX_CONSTRAINT_EQ ? 1000 : 3;
    }
  name[2 * n] = '\0';
  info->idxStr = sqlite3_mprintf ("%s", name);
  info->needToFreeIdxStr = 1;
  info->estimatedRows = (sqlite3_int64) MAX (info->estimatedCost, 1);

  return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int
cursor_open (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  EventCursor *self = g_new0 (EventCursor, 1);

  self->events = g_new (BsEvent, BS_EVENT_BLOCK_EVENTS);
  *cursor = &self->base;

  return SQLITE_OK;
}

static int
cursor_close (sqlite3_vtab_cursor *cursor)
{
  EventCursor *self = (EventCursor *) cursor;

  sqlite3_finalize (self->blocks);
  g_free (self->events);
  g_free (self);

  return SQLITE_OK;
}

static int
complain (EventCursor *self, const char *message)
{
  sqlite3_vtab *table = self->base.pVtab;

  sqlite3_free (table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf ("%s", message);
  self->n = 0;

  return SQLITE_CORRUPT_VTAB;
}

/* Goes to the next block. */
static int
load_block (EventCursor *self)
{
  int rc = sqlite3_step (self->blocks);
  const guint8 *data;
  gint64 n;

  self->at = self->n = 0;
  if (rc != SQLITE_ROW)
    return rc == SQLITE_DONE ? SQLITE_OK : rc;

  self->first = sqlite3_column_int64 (self->blocks, 0);
  self->first_mini_batch = (guint32) sqlite3_column_int64 (self->blocks, 1);
  n = sqlite3_column_int64 (self->blocks, 2);
  data = sqlite3_column_blob (self->blocks, 3);
  if (n < 1 || n > BS_EVENT_BLOCK_EVENTS
      || !bs_event_block_unpack (data, (gsize) sqlite3_column_bytes (self->blocks, 3), (guint32) n,
                                 self->events))
    return complain (self, _ ("a block of events is damaged"));
  self->n = (guint32) n;

  return SQLITE_OK;
}

static int
cursor_next (sqlite3_vtab_cursor *cursor)
{
  EventCursor *self = (EventCursor *) cursor;

  return ++self->at < self->n ? SQLITE_OK : load_block (self);
}

/* Narrows a range by a condition; what is no number is left to SQLite. */
static void
bound (Range *range, char side, sqlite3_value *value)
{
  gint64 low, high;

  switch (sqlite3_value_type (value))
    {
    case SQLITE_INTEGER:
      low = high = sqlite3_value_int64 (value);
      break;

    case SQLITE_FLOAT:
      {
        double real = sqlite3_value_double (value);

        if (fabs (real) >= 0x1p62)
          return;
        low = (gint64) floor (real);
        high = (gint64) ceil (real);
      }
      break;

    default:
      return;
    }

  if (side != '<')
    range->low = MAX (range->low, low);
  if (side != '>')
    range->high = MIN (range->high, high);
}

static int
cursor_filter (sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
               sqlite3_value **argv)
{
  static const char sql[] =
      "SELECT id, first_mini_batch, n, data FROM main.event_block NOT INDEXED"
      " WHERE t1 >= ?1 AND t0 <= ?2 AND last_mini_batch >= ?3 AND first_mini_batch <= ?4"
      " AND (?5 OR last_decision >= ?6 AND first_decision <= ?7) AND id > ?8 AND id <= ?9"
      " ORDER BY id";
  EventCursor *self = (EventCursor *) cursor;
  sqlite3 *db = ((EventTable *) cursor->pVtab)->db;
  Range ranges[N_RANGES];
  const Range *decision = &ranges[RANGE_DECISION], *number = &ranges[RANGE_NUMBER];
  int rc;

  for (guint i = 0; i < N_RANGES; i++)
    ranges[i] = (Range){ G_MININT64, G_MAXINT64 };
  for (int i = 0; i < argc; i++)
    bound (&ranges[name[2 * i] - '0'], name[2 * i + 1], argv[i]);

  self->n = self->at = 0;
  g_clear_pointer (&self->blocks, sqlite3_finalize);
  rc = sqlite3_prepare_v2 (db, sql, -1, &self->blocks, NULL);
  if (rc != SQLITE_OK)
    return rc;

  sqlite3_bind_int64 (self->blocks, 1, MAX (ranges[RANGE_START].low, ranges[RANGE_END].low));
  sqlite3_bind_int64 (self->blocks, 2, MIN (ranges[RANGE_START].high, ranges[RANGE_END].high));
  sqlite3_bind_int64 (self->blocks, 3, ranges[RANGE_MINI_BATCH].low);
  sqlite3_bind_int64 (self->blocks, 4, ranges[RANGE_MINI_BATCH].high);
  sqlite3_bind_int (self->blocks, 5, decision->low == G_MININT64 && decision->high == G_MAXINT64);
  sqlite3_bind_int64 (self->blocks, 6, decision->low);
  sqlite3_bind_int64 (self->blocks, 7, decision->high);
  sqlite3_bind_int64 (self->blocks, 8, MAX (number->low, 0) - BS_EVENT_BLOCK_EVENTS);
  sqlite3_bind_int64 (self->blocks, 9, number->high);

  return load_block (self);
}

static int
cursor_eof (sqlite3_vtab_cursor *cursor)
{
  return ((EventCursor *) cursor)->n == 0;
}

static int
cursor_column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  const EventCursor *self = (EventCursor *) cursor;
  const BsEvent *event = &self->events[self->at];

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
      sqlite3_result_int64 (context, (gint64) self->first_mini_batch
                                         + (guint16) (event->mini_batch - self->first_mini_batch));
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
  *row = ((EventCursor *) cursor)->first + ((EventCursor *) cursor)->at;

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
