/* SPDX-License-Identifier: Apache-2.0 */
/* Traces of earlier formats, as if they had been recorded in this one: table by table, row by row.
 * What is wrong with a row shows where rows are read; here only what would break the copying does. */
#include "config.h"

#include "profiles/format/migration.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/model.h"
#include "engine/observer.h"
#include "profiles/format/event-rows.h"
#include "profiles/format/graph-packing.h"
#include "profiles/format/packing.h"
#include "profiles/format/schema.h"

/* An operand, in a block of nodes that is being packed again, and a row that is copied. */
#define INPUT_COST 16
#define ROW_COST 16

typedef struct
{
  BsTraceFile *file;
  sqlite3 *db; /* the new one */

  /* The mini-batch at hand. */
  guint32 mini_batch;
  BsNodeColumns nodes;
  GArray *order; /* guint32 */
  guint32 first; /* of the order */
  GByteArray *block;
} Migration;

/* What events go through. */
typedef struct
{
  Migration *migration;
  BsEventRows *rows;
  sqlite3_stmt *event, *level, *move;
} EventCopy;

/* Columns that earlier versions did not have, and what stands in them then. */
static const struct
{
  const char *table, *column, *value;
} missing[] = {
  { "type", "vocabulary", "CASE shape WHEN 'loss' THEN NULL ELSE 0 END" },
  { "type", "cell", "NULL" },
  { "word", "vocabulary", "0" },
  { "word", "datum", "id" },
  { "policy", "act_when_safe", "0" },
  { "policy", "episodes", "0" },
  { "policy_type", "component", "0" },
  { "policy_type", "priority_0", "NULL" },
  { "policy_type", "priority_1", "NULL" },
  { "policy_type", "priority_2", "NULL" },
  { "policy_type", "priority_3", "NULL" },
  { "batch", "gathers", "0" },
  { "batch", "gather_ns", "0" },
  { "batch", "scatters", "0" },
  { "batch", "scatter_bytes", "0" },
  { "batch", "scatter_ns", "0" },
};

/* What is made anew from what was there. */
static const char *const own[] = { "graph_block", "order_block", "event_block", "level_block" };

static gboolean
fail (Migration *self, sqlite3 *db)
{
  if (db == self->file->db)
    bs_trace_file_fail (self->file, sqlite3_extended_errcode (db));
  else
    bs_trace_file_corrupt (self->file, "%s", sqlite3_errmsg (db));

  return FALSE;
}

static gboolean
execute (Migration *self, const char *sql)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, self->db);
}

static gboolean
prepare (Migration *self, sqlite3 *db, const char *sql, sqlite3_stmt **stmt)
{
  return sqlite3_prepare_v2 (db, sql, -1, stmt, NULL) == SQLITE_OK || fail (self, db);
}

/* Steps a statement that returns nothing, and makes it ready for the next row. */
static gboolean
put (Migration *self, sqlite3_stmt *stmt)
{
  int rc = sqlite3_step (stmt);

  sqlite3_reset (stmt);

  return rc == SQLITE_DONE || fail (self, self->db);
}

/* Returns: (transfer full) (nullable): the names of the columns of a table; empty of none. */
static GPtrArray *
list_columns (Migration *self, sqlite3 *db, const char *table)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = NULL;

  if (!prepare (self, db, "SELECT name FROM pragma_table_info (?) ORDER BY cid", &stmt))
    return NULL;

  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  sqlite3_finalize (stmt);

  return g_steal_pointer (&names);
}

static const char *
find_value (const char *table, const char *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    if (g_str_equal (missing[i].table, table) && g_str_equal (missing[i].column, column))
      return missing[i].value;

  return "NULL";
}

static gboolean
copy_rows (Migration *self, sqlite3_stmt *from, sqlite3_stmt *to)
{
  int n = sqlite3_column_count (from), rc;

  while ((rc = sqlite3_step (from)) == SQLITE_ROW)
    {
      guint64 bytes = ROW_COST;

      for (int i = 0; i < n; i++)
        {
          int kind = sqlite3_column_type (from, i);

          sqlite3_bind_value (to, i + 1, sqlite3_column_value (from, i));
          if (kind == SQLITE_TEXT || kind == SQLITE_BLOB)
            bytes += (guint64) sqlite3_column_bytes (from, i);
        }
      if (!bs_trace_file_allow (self->file, bytes) || bs_trace_file_check_cancelled (self->file)
          || !put (self, to))
        return FALSE;
    }

  return rc == SQLITE_DONE || fail (self, self->file->db);
}

static gboolean
copy_table (Migration *self, const char *table)
{
  g_autoptr (GPtrArray) had = list_columns (self, self->file->db, table);
  g_autoptr (GPtrArray) has = list_columns (self, self->db, table);
  g_autoptr (GString) select = g_string_new ("SELECT "), insert = g_string_new ("INSERT INTO ");
  sqlite3_stmt *from = NULL, *to = NULL;
  gboolean done;

  if (had == NULL || has == NULL)
    return FALSE;

  g_string_append_printf (insert, "%s VALUES (", table);
  for (guint i = 0; i < has->len; i++)
    {
      const char *column = g_ptr_array_index (has, i);
      gboolean there = g_ptr_array_find_with_equal_func (had, column, g_str_equal, NULL);

      g_string_append (select, i > 0 ? ", " : "");
      g_string_append (select, there ? column : find_value (table, column));
      g_string_append (insert, i > 0 ? ", ?" : "?");
    }
  g_string_append_printf (select, " FROM %s NOT INDEXED ORDER BY rowid", table);
  g_string_append_c (insert, ')');

  done = prepare (self, self->file->db, select->str, &from)
         && prepare (self, self->db, insert->str, &to) && copy_rows (self, from, to);
  sqlite3_finalize (from);
  sqlite3_finalize (to);

  return done;
}

/* A block of nodes of the earlier kind: a column each of types, instances, data, numbers of operands,
 * operands, and since version 3 ports. */
static gboolean
add_nodes (Migration *self, BsTraceCursor *cursor)
{
  BsTraceFile *file = self->file;
  guint32 first = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32);
  guint32 n = bs_trace_cursor_u32 (cursor, 2, BS_GRAPH_BLOCK_NODES);
  gsize n_types, n_instances, n_data, n_arities, n_inputs, n_ports = 0, used = 0;
  const guint8 *types = bs_trace_cursor_blob (cursor, 3, sizeof (guint16), &n_types);
  const guint8 *instances = bs_trace_cursor_blob (cursor, 4, sizeof (guint32), &n_instances);
  const guint8 *data = bs_trace_cursor_blob (cursor, 5, sizeof (guint32), &n_data);
  const guint8 *arities = bs_trace_cursor_blob (cursor, 6, sizeof (guint32), &n_arities);
  const guint8 *inputs = bs_trace_cursor_blob (cursor, 7, sizeof (guint32), &n_inputs);
  const guint8 *ports = file->version >= 3 ? bs_trace_cursor_blob (cursor, 8, 1, &n_ports) : NULL;
  g_autofree guint32 *operands = NULL;

  if (file->error == NULL
      && (first != self->nodes.n_nodes || n == 0 || n_types != n || n_instances != n || n_data != n
          || n_arities != n || (file->version >= 3 && n_ports != n_inputs)))
    bs_trace_file_corrupt (file, _ ("graph block %lld is not valid"), cursor->id);
  if (file->error != NULL || !bs_trace_file_allow (file, n_inputs * INPUT_COST))
    return FALSE;

  operands = g_new (guint32, n_inputs + 1);
  bs_pack_u32 (operands, inputs, n_inputs);
  for (gsize i = 0; i < n; i++)
    {
      guint16 type;
      guint32 instance, datum, arity;

      bs_pack_u16 (&type, types + i * sizeof type, 1);
      bs_pack_u32 (&instance, instances + i * sizeof instance, 1);
      bs_pack_u32 (&datum, data + i * sizeof datum, 1);
      bs_pack_u32 (&arity, arities + i * sizeof arity, 1);
      if (arity > n_inputs - used
          || !bs_node_columns_add (&self->nodes, type, instance, datum, operands + used,
                                   ports != NULL ? ports + used : NULL, arity))
        {
          bs_trace_file_corrupt (file, _ ("graph block %lld is not valid"), cursor->id);
          return FALSE;
        }
      used += arity;
    }

  return TRUE;
}

static gboolean
put_block (Migration *self, sqlite3_stmt *to, guint32 first, guint32 n)
{
  sqlite3_bind_int64 (to, 1, self->mini_batch);
  sqlite3_bind_int64 (to, 2, first);
  sqlite3_bind_int64 (to, 3, n);
  sqlite3_bind_blob64 (to, 4, self->block->data, self->block->len, SQLITE_STATIC);

  return bs_trace_file_allow (self->file, self->block->len) && put (self, to);
}

static gboolean
copy_graphs (Migration *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };
  sqlite3_stmt *to = NULL;

  if (!prepare (self, self->db, "INSERT INTO graph_block VALUES (NULL, ?, ?, ?, ?)", &to))
    return FALSE;

  for (bs_trace_cursor_open (&cursor, self->file, "graph_block",
                             self->file->version >= 3
                                 ? "mini_batch, first_node, n_nodes, types, instances, data, "
                                   "arities, inputs, ports"
                                 : "mini_batch, first_node, n_nodes, types, instances, data, "
                                   "arities, inputs");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      guint32 mini_batch = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT32), first;
      BsGraph view;

      if (mini_batch != self->mini_batch)
        bs_node_columns_begin (&self->nodes);
      self->mini_batch = mini_batch;
      first = self->nodes.n_nodes;
      if (self->file->error != NULL || !add_nodes (self, &cursor))
        break;

      view = (BsGraph){ .type = self->nodes.type,
                        .instance = self->nodes.instance,
                        .datum = self->nodes.datum,
                        .input_start = self->nodes.input_start,
                        .inputs = self->nodes.inputs,
                        .ports = self->nodes.ports };
      g_byte_array_set_size (self->block, 0);
      bs_pack_nodes (self->block, &view, first, self->nodes.n_nodes - first);
      if (!put_block (self, to, first, self->nodes.n_nodes - first))
        break;
    }
  sqlite3_finalize (to);

  return self->file->error == NULL;
}

/* Puts what makes whole blocks, or @all. */
static gboolean
put_order (Migration *self, sqlite3_stmt *to, gboolean all)
{
  const guint32 *nodes = (const guint32 *) (gpointer) self->order->data;
  guint at = 0, n;

  for (; self->order->len - at >= (all ? 1 : BS_GRAPH_BLOCK_NODES); at += n, self->first += n)
    {
      n = MIN (self->order->len - at, BS_GRAPH_BLOCK_NODES);
      g_byte_array_set_size (self->block, 0);
      bs_pack_order (self->block, nodes + at, n);
      if (!put_block (self, to, self->first, n))
        return FALSE;
    }
  g_array_remove_range (self->order, 0, at);

  return TRUE;
}

/* The nodes of batches were in a row a decision. */
static gboolean
copy_orders (Migration *self)
{
  g_auto (BsTraceCursor) decisions = { 0 };
  g_auto (BsTraceCursor) members = { 0 };
  sqlite3_stmt *to = NULL;
  gboolean done = TRUE;

  if (!prepare (self, self->db, "INSERT INTO order_block VALUES (NULL, ?, ?, ?, ?)", &to))
    return FALSE;

  self->mini_batch = 0;
  bs_trace_cursor_open (&decisions, self->file, "decision", "mini_batch");
  for (bs_trace_cursor_open (&members, self->file, "member", "nodes");
       done && members.has_row && decisions.has_row;
       bs_trace_cursor_next (&members), bs_trace_cursor_next (&decisions))
    {
      guint32 mini_batch = bs_trace_cursor_u32 (&decisions, 0, G_MAXUINT32);
      gsize n;
      gconstpointer packed = bs_trace_cursor_blob (&members, 0, sizeof (guint32), &n);
      guint length;

      if (self->file->error == NULL && members.id != decisions.id)
        bs_trace_file_corrupt (self->file, _ ("the batch of decision %lld is not valid"),
                               decisions.id);
      if (self->file->error != NULL || !bs_trace_file_allow (self->file, n * sizeof (guint32)))
        break;
      if (mini_batch != self->mini_batch)
        {
          done = put_order (self, to, TRUE);
          self->mini_batch = mini_batch;
          self->first = 0;
        }
      length = self->order->len;
      g_array_set_size (self->order, (guint) (length + n));
      bs_pack_u32 ((guint32 *) (gpointer) self->order->data + length, packed, n);
      done = done && put_order (self, to, FALSE);
    }
  if (done && self->file->error == NULL)
    put_order (self, to, TRUE);
  sqlite3_finalize (to);

  return self->file->error == NULL;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

static gboolean
is_event (const BsEvent *event)
{
  return event->phase < BS_N_PHASES && event->start_ns >= 0 && event->end_ns >= event->start_ns;
}

/* What batches copied was not summed up before version 3. */
static gboolean
add_move (Migration *self, sqlite3_stmt *stmt, const BsEvent *event)
{
  gboolean gather = event->phase == BS_PHASE_GATHER, scatter = event->phase == BS_PHASE_SCATTER;
  gint64 ns = event->end_ns - event->start_ns;

  if (self->file->version >= 3 || event->decision == 0 || (!gather && !scatter))
    return TRUE;

  sqlite3_bind_int64 (stmt, 1, event->decision);
  sqlite3_bind_int64 (stmt, 2, gather);
  sqlite3_bind_int64 (stmt, 3, gather ? ns : 0);
  sqlite3_bind_int64 (stmt, 4, scatter);
  sqlite3_bind_int64 (stmt, 5, scatter ? (gint64) MIN (event->bytes, G_MAXINT64) : 0);
  sqlite3_bind_int64 (stmt, 6, scatter ? ns : 0);

  return put (self, stmt);
}

static void
put_event_row (gpointer user_data, const BsEventRow *row)
{
  EventCopy *self = user_data;

  sqlite3_bind_int64 (self->event, 1, row->id);
  sqlite3_bind_int64 (self->event, 2, row->t0);
  sqlite3_bind_int64 (self->event, 3, row->t1);
  sqlite3_bind_int64 (self->event, 4, row->n);
  sqlite3_bind_int64 (self->event, 5, row->first_mini_batch);
  sqlite3_bind_int64 (self->event, 6, row->last_mini_batch);
  sqlite3_bind_null (self->event, 7);
  sqlite3_bind_null (self->event, 8);
  if (row->last_decision >= 0)
    {
      sqlite3_bind_int64 (self->event, 7, row->first_decision);
      sqlite3_bind_int64 (self->event, 8, row->last_decision);
    }
  sqlite3_bind_blob64 (self->event, 9, row->data, row->size, SQLITE_STATIC);
  if (bs_trace_file_allow (self->migration->file, row->size))
    put (self->migration, self->event);
}

static void
put_level_row (gpointer user_data, const BsLevelRow *row)
{
  EventCopy *self = user_data;

  sqlite3_bind_int64 (self->level, 1, row->id);
  sqlite3_bind_int64 (self->level, 2, row->lane);
  sqlite3_bind_int64 (self->level, 3, row->level);
  sqlite3_bind_int64 (self->level, 4, row->part);
  sqlite3_bind_int64 (self->level, 5, row->t0);
  sqlite3_bind_int64 (self->level, 6, row->t1);
  sqlite3_bind_int64 (self->level, 7, row->n);
  sqlite3_bind_blob64 (self->level, 8, row->data, row->size, SQLITE_STATIC);
  if (bs_trace_file_allow (self->migration->file, row->size))
    put (self->migration, self->level);
}

/* A block of events of 40 bytes each. */
static void
copy_event_block (EventCopy *self, BsTraceCursor *cursor, GArray *events)
{
  BsTraceFile *file = self->migration->file;
  guint32 n = bs_trace_cursor_u32 (cursor, 0, BS_EVENT_BLOCK_EVENTS);
  guint32 mini_batch = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32);
  gsize n_packed;
  gconstpointer packed = bs_trace_cursor_blob (cursor, 2, BS_PACKED_EVENT_SIZE, &n_packed);
  gboolean valid = n == n_packed;

  if (file->error != NULL)
    return;

  g_array_set_size (events, valid ? n : 0);
  bs_pack_events (events->data, packed, events->len);
  for (guint i = 0; valid && i < events->len; i++)
    {
      const BsEvent *event = &g_array_index (events, BsEvent, i);

      valid = is_event (event);
      if (valid && !add_move (self->migration, self->move, event))
        return;
    }
  if (!valid)
    {
      bs_trace_file_corrupt (file, _ ("event block %lld is not valid"), cursor->id);
      return;
    }
  if (n == 0)
    return;

  g_array_sort (events, compare_events);
  bs_event_rows_add (self->rows, &g_array_index (events, BsEvent, 0), n, mini_batch);
}

static gboolean
copy_events (Migration *self)
{
  static const BsEventRowsFuncs funcs = { put_event_row, put_level_row };
  g_auto (BsTraceCursor) cursor = { 0 };
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  EventCopy copy = { .migration = self };

  copy.rows = bs_event_rows_new (&funcs, &copy);
  if (prepare (self, self->db, "INSERT INTO event_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
               &copy.event)
      && prepare (self, self->db,
                  "INSERT OR REPLACE INTO level_block VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &copy.level)
      && prepare (self, self->db,
                  "UPDATE batch SET gathers = gathers + ?2, gather_ns = gather_ns + ?3,"
                  " scatters = scatters + ?4, scatter_bytes = scatter_bytes + ?5,"
                  " scatter_ns = scatter_ns + ?6 WHERE decision = ?1",
                  &copy.move))
    for (bs_trace_cursor_open (&cursor, self->file, "event_block", "n, mini_batch, data");
         cursor.has_row && !bs_trace_file_check_cancelled (self->file);
         bs_trace_cursor_next (&cursor))
      copy_event_block (&copy, &cursor, events);
  if (self->file->error == NULL)
    bs_event_rows_flush (copy.rows);
  bs_event_rows_free (copy.rows);
  sqlite3_finalize (copy.event);
  sqlite3_finalize (copy.level);
  sqlite3_finalize (copy.move);

  return self->file->error == NULL;
}

static gboolean
is_own (const char *table)
{
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_str_equal (own[i], table))
      return TRUE;

  return FALSE;
}

static gboolean
copy_tables (Migration *self)
{
  for (guint i = 0; bs_schema_tables[i].name != NULL; i++)
    if (bs_schema_table_is_there (&bs_schema_tables[i], self->file->version)
        && bs_schema_table_is_there (&bs_schema_tables[i], BS_TRACE_VERSION)
        && !is_own (bs_schema_tables[i].name) && !copy_table (self, bs_schema_tables[i].name))
      return FALSE;

  /* There was one list of words, of all types but losses, whose data are labels. */
  return self->file->version >= 2
         || execute (self, "INSERT INTO vocabulary "
                           "SELECT 0, 'words', count (*), count (*) FROM word");
}

gboolean
bs_migrate (BsTraceFile *file)
{
  Migration self = { .file = file };
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d", BS_TRACE_VERSION);
  gboolean done;

  if (sqlite3_open_v2 (":memory:", &self.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL)
      != SQLITE_OK)
    {
      fail (&self, self.db);
      sqlite3_close (self.db);
      return FALSE;
    }

  self.order = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.block = g_byte_array_new ();
  done = execute (&self, "BEGIN") && execute (&self, bs_schema_sql) && execute (&self, version)
         && copy_tables (&self) && copy_graphs (&self) && copy_orders (&self) && copy_events (&self)
         && execute (&self, "COMMIT");
  bs_node_columns_clear (&self.nodes);
  g_array_unref (self.order);
  g_byte_array_unref (self.block);
  if (!done)
    {
      sqlite3_close (self.db);
      return FALSE;
    }

  sqlite3_close (file->db);
  file->db = self.db;

  return TRUE;
}
