/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline of a trace as a table-valued function: sums of the levels of detail that the file
 * holds. The file is untrusted: nodes that are missing, or are not what was said of them above, end
 * it with an error.
 * Source: https://www.sqlite.org/vtab.html#tabfunc2 */
#include "config.h"

#include "profiles/query/timeline-table.h"

#include <glib/gi18n-lib.h>

#include "profiles/format/event-packing.h"
#include "profiles/trace/event-summary.h"
#include "profiles/format/schema.h"

#define DEFAULT_PIECES 100
#define MAX_PIECES 65536

enum
{
  COLUMN_T0,
  COLUMN_T1,
  COLUMN_LANE,
  COLUMN_PHASE,
  COLUMN_EVENTS,
  COLUMN_NS,
  COLUMN_LONGEST,
  COLUMN_FROM, /* what the function is given */
  COLUMN_TO,
  COLUMN_N
};

#define N_ARGUMENTS 3

typedef struct
{
  sqlite3_vtab base;
  sqlite3 *db;
} TimelineTable;

/* Nodes of one row of level_block; the one that was read last of each level is kept. */
typedef struct
{
  gint64 id;
  guint32 n;
  BsEventNode nodes[BS_EVENT_ROW_NODES];
} Row;

typedef struct
{
  sqlite3_vtab_cursor base;
  BsEventSource source;
  int rc; /* of what failed in the source */
  sqlite3_stmt *level_block, *event_block, *last_row;
  Row rows[BS_EVENT_MAX_LEVELS];
  BsEvent *events; /* [BS_EVENT_BLOCK_EVENTS] of the block that was read last */
  gint64 first;    /* number of the first of them */
  guint32 n_events;

  gint64 t0, t1;
  guint n;
  BsEventSums *sums; /* [n] of the lane */
  guint next_lane;   /* lanes below it are done */
  guint lane, at, phase;
  gboolean at_end;
  gint64 number; /* of the row */
} TimelineCursor;

#define SOURCE_CURSOR(source)                                                                      \
  ((TimelineCursor *) (gpointer) ((guint8 *) (source) -G_STRUCT_OFFSET (TimelineCursor, source)))

static int
table_connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **table,
               char **error)
{
  static const char sql[] = "CREATE TABLE x (t0 INTEGER, t1 INTEGER, lane INTEGER, phase TEXT, "
                            "events INTEGER, ns INTEGER, longest_ns INTEGER, from_ns HIDDEN, "
                            "to_ns HIDDEN, n HIDDEN)";
  TimelineTable *self;
  int rc = sqlite3_declare_vtab (db, sql);

  if (rc != SQLITE_OK)
    return rc;

  sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
  self = g_new0 (TimelineTable, 1);
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

/* Takes the arguments in their order; which there are is the number of the index. */
static int
table_best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  int found[N_ARGUMENTS] = { -1, -1, -1 }, n = 0;

  for (int i = 0; i < info->nConstraint; i++)
    {
      int argument = info->aConstraint[i].iColumn - COLUMN_FROM;

      if (argument < 0 || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
        continue;
      if (!info->aConstraint[i].usable)
        return SQLITE_CONSTRAINT;
      found[argument] = i;
    }
  for (guint i = 0; i < N_ARGUMENTS; i++)
    if (found[i] >= 0)
      {
        info->aConstraintUsage[found[i]].argvIndex = ++n;
        info->aConstraintUsage[found[i]].omit = 1;
        info->idxNum |= 1 << i;
      }
  info->estimatedCost = 1e4;
  info->estimatedRows = 1000;

  return SQLITE_OK;
}

static int
complain (TimelineCursor *self, int rc, const char *message)
{
  sqlite3_vtab *table = self->base.pVtab;

  sqlite3_free (table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf ("%s", message);

  return rc;
}

static int
complain_of_damage (TimelineCursor *self)
{
  return complain (self, SQLITE_CORRUPT_VTAB, _ ("the levels of detail are damaged"));
}

/* Steps to the only row of a statement. Returns: FALSE when there is none. */
static gboolean
step (TimelineCursor *self, sqlite3_stmt *stmt, gint64 key)
{
  int rc;

  sqlite3_reset (stmt);
  sqlite3_bind_int64 (stmt, 1, key);
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    return TRUE;

  self->rc = rc == SQLITE_DONE ? complain_of_damage (self) : rc;

  return FALSE;
}

static const BsEventNode *
get_nodes (BsEventSource *source, guint lane, guint level, guint32 first, guint32 *n)
{
  TimelineCursor *self = SOURCE_CURSOR (source);
  gint64 id = bs_level_block_id (lane, level, first / BS_EVENT_ROW_NODES);
  guint32 offset = first % BS_EVENT_ROW_NODES;
  Row *row = &self->rows[level - 1];

  if (row->id != id)
    {
      gint64 length;

      row->id = -1;
      if (!step (self, self->level_block, id))
        return NULL;
      length = sqlite3_column_int64 (self->level_block, 0);
      if (length < 1 || length > BS_EVENT_ROW_NODES
          || !bs_event_nodes_unpack (sqlite3_column_blob (self->level_block, 1),
                                     (gsize) sqlite3_column_bytes (self->level_block, 1), level,
                                     (guint32) length, row->nodes))
        {
          self->rc = complain_of_damage (self);
          return NULL;
        }
      row->id = id;
      row->n = (guint32) length;
    }
  if (offset >= row->n)
    {
      self->rc = complain_of_damage (self);
      return NULL;
    }
  *n = MIN (row->n - offset, BS_EVENT_FANOUT);

  return row->nodes + offset;
}

static gboolean
load_block (TimelineCursor *self, guint32 number)
{
  gint64 n;

  self->n_events = 0;
  if (!step (self, self->event_block, number))
    return FALSE;
  self->first = sqlite3_column_int64 (self->event_block, 0);
  n = sqlite3_column_int64 (self->event_block, 1);
  if (self->first < 0 || n < 1 || n > BS_EVENT_BLOCK_EVENTS || number - self->first >= n
      || !bs_event_block_unpack (sqlite3_column_blob (self->event_block, 2),
                                 (gsize) sqlite3_column_bytes (self->event_block, 2), (guint32) n,
                                 self->events))
    {
      self->rc = complain_of_damage (self);
      return FALSE;
    }
  self->n_events = (guint32) n;

  return TRUE;
}

/* All events of a node are in one block. */
static gboolean
get_events (BsEventSource *source, guint lane, const BsEventNode *node, BsEvent *events,
            guint32 *numbers)
{
  TimelineCursor *self = SOURCE_CURSOR (source);
  guint32 n = 0;

  if ((node->first < self->first || node->first - self->first >= self->n_events)
      && !load_block (self, node->first))
    return FALSE;
  for (guint32 i = node->first - (guint32) self->first; i < self->n_events && n < node->sums.n; i++)
    if (self->events[i].lane == lane)
      {
        numbers[n] = (guint32) self->first + i;
        events[n++] = self->events[i];
      }
  if (n < node->sums.n)
    self->rc = complain_of_damage (self);

  return n == node->sums.n;
}

static int
cursor_open (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  TimelineCursor *self = g_new0 (TimelineCursor, 1);

  self->source = (BsEventSource){ get_nodes, get_events };
  self->events = g_new (BsEvent, BS_EVENT_BLOCK_EVENTS);
  *cursor = &self->base;

  return SQLITE_OK;
}

static int
cursor_close (sqlite3_vtab_cursor *cursor)
{
  TimelineCursor *self = (TimelineCursor *) cursor;

  sqlite3_finalize (self->level_block);
  sqlite3_finalize (self->event_block);
  sqlite3_finalize (self->last_row);
  g_free (self->events);
  g_free (self->sums);
  g_free (self);

  return SQLITE_OK;
}

/* Goes to the next lane. @level: (out): its highest; 0: there is no lane. */
static int
find_lane (TimelineCursor *self, guint *level)
{
  gint64 id;
  int rc;

  *level = 0;
  sqlite3_reset (self->last_row);
  sqlite3_bind_int64 (self->last_row, 1, bs_level_block_id (self->next_lane, 0, 0));
  rc = sqlite3_step (self->last_row);
  if (rc != SQLITE_ROW)
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
  if (sqlite3_column_type (self->last_row, 0) == SQLITE_NULL)
    return SQLITE_OK;

  id = sqlite3_column_int64 (self->last_row, 0);
  *level = (guint) (id >> 32 & 15);
  if (id >= bs_level_block_id (BS_EVENT_LANES, 0, 0) || *level < 1 || *level > BS_EVENT_MAX_LEVELS)
    return complain_of_damage (self);
  self->lane = (guint) (id >> 36);
  self->next_lane = self->lane + 1;

  return SQLITE_OK;
}

/* Sums up the next lane. */
static int
load_lane (TimelineCursor *self)
{
  guint level;
  int rc = find_lane (self, &level);

  self->at = self->phase = 0;
  self->at_end = level == 0;
  if (rc != SQLITE_OK || self->at_end)
    return rc;

  self->rc = SQLITE_CORRUPT_VTAB;
  if (!bs_event_summarise (&self->source, self->lane, level, self->t0, self->t1, self->n,
                           self->sums))
    {
      self->at_end = TRUE;
      return self->rc;
    }

  return SQLITE_OK;
}

/* Goes on until there is something to show. */
static int
find_sum (TimelineCursor *self)
{
  int rc = SQLITE_OK;

  while (rc == SQLITE_OK && !self->at_end)
    {
      for (; self->at < self->n; self->at++, self->phase = 0)
        for (; self->phase < BS_N_PHASES; self->phase++)
          {
            const BsPhaseSum *sum = &self->sums[self->at].phases[self->phase];

            if (sum->n > 0 || sum->ns > 0)
              return SQLITE_OK;
          }
      rc = load_lane (self);
    }

  return rc;
}

static int
cursor_next (sqlite3_vtab_cursor *cursor)
{
  TimelineCursor *self = (TimelineCursor *) cursor;

  self->phase++;
  self->number++;

  return find_sum (self);
}

static int
prepare (TimelineCursor *self)
{
  sqlite3 *db = ((TimelineTable *) self->base.pVtab)->db;
  int rc = SQLITE_OK;

  if (self->last_row == NULL)
    rc = sqlite3_prepare_v2 (
        db,
        "SELECT max (id) FROM main.level_block NOT INDEXED WHERE id < 68719476736 *"
        " (SELECT id / 68719476736 + 1 FROM main.level_block NOT INDEXED WHERE id >= ?"
        "  ORDER BY id LIMIT 1)",
        -1, &self->last_row, NULL);
  if (rc == SQLITE_OK && self->level_block == NULL)
    rc = sqlite3_prepare_v2 (db, "SELECT n, data FROM main.level_block NOT INDEXED WHERE id = ?",
                             -1, &self->level_block, NULL);
  if (rc == SQLITE_OK && self->event_block == NULL)
    rc = sqlite3_prepare_v2 (db,
                             "SELECT id, n, data FROM main.event_block NOT INDEXED WHERE id <= ?"
                             " ORDER BY id DESC LIMIT 1",
                             -1, &self->event_block, NULL);

  return rc;
}

/* The time that all lanes cover. */
static int
find_times (TimelineCursor *self, gint64 *t0, gint64 *t1)
{
  int rc = SQLITE_OK;

  *t0 = G_MAXINT64;
  *t1 = 0;
  self->next_lane = 0;
  for (guint level = 1; rc == SQLITE_OK && level > 0;)
    {
      const BsEventNode *nodes = NULL;
      guint32 n = 0;

      rc = find_lane (self, &level);
      if (rc != SQLITE_OK || level == 0)
        break;
      self->rc = SQLITE_CORRUPT_VTAB;
      nodes = get_nodes (&self->source, self->lane, level, 0, &n);
      if (nodes == NULL)
        return self->rc;
      for (guint32 i = 0; i < n; i++)
        {
          *t0 = MIN (*t0, nodes[i].t0);
          *t1 = MAX (*t1, nodes[i].t1);
        }
    }
  *t0 = MIN (*t0, *t1);

  return rc;
}

static int
cursor_filter (sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
               sqlite3_value **argv)
{
  TimelineCursor *self = (TimelineCursor *) cursor;
  gint64 values[N_ARGUMENTS] = { 0, 0, DEFAULT_PIECES };
  int rc = prepare (self), used = 0;

  self->at_end = TRUE;
  self->number = 0;
  self->n_events = 0;
  for (guint i = 0; i < BS_EVENT_MAX_LEVELS; i++)
    self->rows[i].id = -1;
  if (rc == SQLITE_OK)
    rc = find_times (self, &values[0], &values[1]);
  if (rc != SQLITE_OK)
    return rc;
  /* The last moment belongs to the last piece. */
  values[1] += values[1] < G_MAXINT64;

  for (guint i = 0; i < N_ARGUMENTS; i++)
    if (index & 1 << i)
      {
        if (sqlite3_value_type (argv[used]) != SQLITE_NULL)
          values[i] = sqlite3_value_int64 (argv[used]);
        used++;
      }
  if (values[0] < 0 || values[1] <= values[0])
    return complain (self, SQLITE_ERROR,
                     _ ("timeline () wants times from 0 on, the second after the first"));
  if (values[2] < 1 || values[2] > MAX_PIECES)
    return complain (self, SQLITE_ERROR, _ ("timeline () makes 1 to 65536 pieces"));

  self->t0 = values[0];
  self->t1 = values[1];
  self->n = (guint) values[2];
  g_free (self->sums);
  self->sums = g_new (BsEventSums, self->n);
  self->next_lane = 0;
  rc = load_lane (self);

  return rc == SQLITE_OK ? find_sum (self) : rc;
}

static int
cursor_eof (sqlite3_vtab_cursor *cursor)
{
  return ((TimelineCursor *) cursor)->at_end;
}

static int
cursor_column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  const TimelineCursor *self = (TimelineCursor *) cursor;
  const BsPhaseSum *sum = &self->sums[self->at].phases[self->phase];

  switch (column)
    {
    case COLUMN_T0:
      sqlite3_result_int64 (context, bs_pixel_edge (self->t0, self->t1, self->n, self->at));
      break;

    case COLUMN_T1:
      sqlite3_result_int64 (context, bs_pixel_edge (self->t0, self->t1, self->n, self->at + 1));
      break;

    case COLUMN_LANE:
      sqlite3_result_int64 (context, self->lane);
      break;

    case COLUMN_PHASE:
      sqlite3_result_text (context, bs_phase_to_string (self->phase), -1, SQLITE_STATIC);
      break;

    case COLUMN_EVENTS:
      sqlite3_result_int64 (context, sum->n);
      break;

    case COLUMN_NS:
      sqlite3_result_int64 (context, sum->ns);
      break;

    case COLUMN_LONGEST:
      sqlite3_result_int64 (context, sum->longest_ns);
      break;

    case COLUMN_FROM:
      sqlite3_result_int64 (context, self->t0);
      break;

    case COLUMN_TO:
      sqlite3_result_int64 (context, self->t1);
      break;

    case COLUMN_N:
    default:
      sqlite3_result_int64 (context, self->n);
      break;
    }

  return SQLITE_OK;
}

static int
cursor_rowid (sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
  *row = ((TimelineCursor *) cursor)->number;

  return SQLITE_OK;
}

int
bs_timeline_table_register (sqlite3 *db)
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
  int rc = sqlite3_create_module_v2 (db, "batchscope_timeline", &module, NULL, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "CREATE VIRTUAL TABLE temp.timeline USING batchscope_timeline", NULL,
                       NULL, NULL);

  return rc;
}
