/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a trace file: the schema first, all at once, so that there is never half of it; rows in
 * short transactions under a write-ahead log, so that little is lost when the program is killed; at
 * the end one file again. */
#include "config.h"

#include "profiles/recording/trace-writer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sqlite3.h>

#include "engine/error.h"
#include "profiles/format/graph-packing.h"
#include "profiles/format/packing.h"
#include "profiles/format/schema.h"
#include "profiles/recording/trace-event-writer.h"
#include "profiles/recording/trace-decision-writer.h"
#include "profiles/recording/trace-room.h"
#include "profiles/recording/trace-writer-private.h"

#define COMMIT_INTERVAL_NS (50 * G_GINT64_CONSTANT (1000000))
/* The last events wait so long for others that began before them. */
#define REORDER_NS (10 * G_GINT64_CONSTANT (1000000))
#define BUSY_TIMEOUT_MS 2000
#define RETRY_MS 2
/* Of a file's header. Source: https://www.sqlite.org/fileformat2.html, section 1.3.3. */
#define WRITE_VERSION 18
#define READ_VERSION 19
#define VERSION_WAL 2

static const char *const statement_sql[BS_N_STATEMENTS] = {
  [BS_STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
  [BS_STATEMENT_COMMIT] = "COMMIT",
  [BS_STATEMENT_INFO] = "INSERT OR REPLACE INTO provenance VALUES (?, ?)",
  [BS_STATEMENT_TYPE] = "INSERT INTO type VALUES (?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_REASON] = "INSERT INTO reason VALUES (?, ?)",
  [BS_STATEMENT_PHASE] = "INSERT INTO phase VALUES (?, ?)",
  [BS_STATEMENT_VOCABULARY] = "INSERT INTO vocabulary VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_WORD] = "INSERT INTO word VALUES (NULL, ?, ?, ?)",
  [BS_STATEMENT_POLICY] = "INSERT INTO policy VALUES (0, ?, ?, ?)",
  [BS_STATEMENT_POLICY_TYPE] = "INSERT INTO policy_type VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_POLICY_STATE] = "INSERT INTO policy_state VALUES (?, ?)",
  [BS_STATEMENT_POLICY_ACTION] = "INSERT INTO policy_action VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_TRAINING] = "INSERT INTO training VALUES (?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_TRAINING_SUMMARY] = "INSERT INTO training_summary VALUES (0, ?, ?, ?, ?)",
  [BS_STATEMENT_STATE] = "INSERT INTO state VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_MINI_BATCH] =
      "INSERT INTO mini_batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)",
  [BS_STATEMENT_FINISH] = "UPDATE mini_batch SET loss = ?, finished = 1 WHERE id = ?",
  [BS_STATEMENT_STAGE] = "INSERT INTO stage VALUES (NULL, ?, ?, ?)",
  [BS_STATEMENT_INSTANCE] = "INSERT INTO instance VALUES (NULL, ?, ?, ?)",
  [BS_STATEMENT_GRAPH_BLOCK] = "INSERT INTO graph_block VALUES (NULL, ?, ?, ?, ?)",
  [BS_STATEMENT_ORDER_BLOCK] = "INSERT INTO order_block VALUES (NULL, ?, ?, ?, ?)",
  [BS_STATEMENT_DECISION] = "INSERT INTO decision SELECT c0, c1, c2, c3, c4, c5, c6, c7, "
                            "c8, c9 FROM bulk_rows (?)",
  [BS_STATEMENT_CANDIDATE] = "INSERT INTO candidate SELECT c0, c1, c2, c3, c4 FROM bulk_rows (?)",
  [BS_STATEMENT_BATCH] = "INSERT OR REPLACE INTO batch SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, "
                         "c9, c10 FROM bulk_rows (?)",
  [BS_STATEMENT_LATE_BATCH] =
      "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "start_ns = min (start_ns, excluded.start_ns), end_ns = max (end_ns, excluded.end_ns), "
      "bytes = bytes + excluded.bytes, gather_bytes = gather_bytes + excluded.gather_bytes, "
      "flops = flops + excluded.flops, gathers = gathers + excluded.gathers, "
      "gather_ns = gather_ns + excluded.gather_ns, scatters = scatters + excluded.scatters, "
      "scatter_bytes = scatter_bytes + excluded.scatter_bytes, "
      "scatter_ns = scatter_ns + excluded.scatter_ns",
  [BS_STATEMENT_EVENT_BLOCK] = "INSERT INTO event_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_LEVEL_BLOCK] = "INSERT OR REPLACE INTO level_block VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_DIAGNOSTIC] = "INSERT OR REPLACE INTO diagnostic VALUES (?, ?)",
  [BS_STATEMENT_CELL] = "INSERT INTO cell VALUES (?, ?)",
  [BS_STATEMENT_CELL_PLAN] = "INSERT INTO cell_plan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_VARIABLE] = "INSERT INTO plan_variable VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_BATCH] = "INSERT INTO plan_batch VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_TUPLE] = "INSERT INTO plan_tuple VALUES (?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_CONSTRAINT] =
      "INSERT INTO plan_constraint VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_GRAPH_PLAN] = "INSERT INTO graph_plan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_DEVICE] = "INSERT OR REPLACE INTO device VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_LANE] = "INSERT INTO lane VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_KERNEL] = "INSERT INTO kernel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_LAUNCH] =
      "INSERT INTO launch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_IDLE] = "INSERT INTO idle VALUES (?, ?, ?, ?, ?, ?)",
};

struct _BsTraceWriter
{
  char *path;
  BsTraceRoom *room;
  sqlite3 *db;
  sqlite3_stmt *statements[BS_N_STATEMENTS];
  GError *error;             /* the first thing that went wrong */
  gint64 reached_ns, end_ns; /* all that was reported before is here, is in the file */
  gint64 due_ns;             /* when what was written is to be committed; 0: nothing was */
  gboolean in_transaction;

  BsTypeTable *types;
  BsStateTable *states;
  guint n_vocabularies;

  BsTraceEventWriter *events;
  GByteArray *block; /* scratch */
};

static void
fail (BsTraceWriter *self)
{
  g_autofree char *name = NULL;
  int code = sqlite3_system_errno (self->db);

  if (self->error != NULL)
    return;

  name = g_filename_display_name (self->path);
  if (sqlite3_errcode (self->db) == SQLITE_FULL)
    g_set_error (&self->error, BS_ERROR, BS_ERROR_IO,
                 _ ("Could not write “%s”: the disk is full; make room, or choose another folder"),
                 name);
  else
    g_set_error (&self->error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), name,
                 code != 0 ? g_strerror (code) : sqlite3_errmsg (self->db));
}

static void
run_va (BsTraceWriter *self, BsStatement statement, const char *kinds, va_list args)
{
  sqlite3_stmt *stmt = self->statements[statement];
  int rc = SQLITE_OK;
  int i = 0;

  for (const char *kind = kinds; *kind != '\0' && rc == SQLITE_OK; kind++)
    {
      i++;
      switch (*kind)
        {
        case 'u':
          rc = sqlite3_bind_int64 (stmt, i, va_arg (args, guint32));
          break;
        case 'i':
          rc = sqlite3_bind_int64 (stmt, i, va_arg (args, gint64));
          break;
        case 'n':
          {
            gint64 value = va_arg (args, gint64);

            rc = value < 0 ? sqlite3_bind_null (stmt, i) : sqlite3_bind_int64 (stmt, i, value);
          }
          break;
        case 'r':
          rc = sqlite3_bind_double (stmt, i, va_arg (args, double));
          break;
        case 't':
          rc = sqlite3_bind_text (stmt, i, va_arg (args, const char *), -1, SQLITE_STATIC);
          break;
        case 'b':
          {
            const void *data = va_arg (args, const void *);
            gsize length = va_arg (args, gsize);

            rc = length == 0 ? sqlite3_bind_zeroblob (stmt, i, 0)
                             : sqlite3_bind_blob64 (stmt, i, data, length, SQLITE_STATIC);
          }
          break;
        default:
          rc = sqlite3_bind_null (stmt, i);
          break;
        }
    }

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc != SQLITE_DONE && rc != SQLITE_ROW)
    fail (self);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}

/* Something has to be committed now or a little later. */
static void
note_due (BsTraceWriter *self)
{
  if (self->due_ns == 0)
    self->due_ns = bs_now_ns () + COMMIT_INTERVAL_NS;
}

/* Begins a transaction where there is none. Returns: FALSE when nothing is written any more. */
static gboolean
begin (BsTraceWriter *self)
{
  if (self->error != NULL || self->in_transaction)
    return self->error == NULL;

  if (sqlite3_step (self->statements[BS_STATEMENT_BEGIN]) != SQLITE_DONE)
    fail (self);
  sqlite3_reset (self->statements[BS_STATEMENT_BEGIN]);
  if (self->error != NULL)
    return FALSE;
  self->in_transaction = TRUE;
  note_due (self);

  return TRUE;
}

void
bs_trace_writer_run (BsTraceWriter *self, BsStatement statement, const char *kinds, ...)
{
  va_list args;

  if (!begin (self))
    return;

  va_start (args, kinds);
  run_va (self, statement, kinds, args);
  va_end (args);
}

void
bs_trace_writer_run_rows (BsTraceWriter *self, BsStatement statement, const BsBulkRows *rows)
{
  sqlite3_stmt *stmt = self->statements[statement];

  if (rows->n == 0 || !begin (self))
    return;

  if (bs_bulk_rows_bind (stmt, 1, rows) != SQLITE_OK || sqlite3_step (stmt) != SQLITE_DONE)
    fail (self);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}

static gboolean
execute (BsTraceWriter *self, const char *sql)
{
  if (self->error == NULL && sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    fail (self);

  return self->error == NULL;
}

static void
writer_free (BsTraceWriter *self, gboolean remove)
{
  for (guint i = 0; i < BS_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  if (self->db != NULL)
    sqlite3_close (self->db);
  bs_trace_room_leave (self->room, remove);
  g_clear_error (&self->error);
  bs_type_table_unref (self->types);
  g_clear_pointer (&self->states, bs_state_table_unref);
  bs_trace_event_writer_free (self->events);
  g_byte_array_unref (self->block);
  g_free (self->path);
  g_free (self);
}

/* A trace without a run, made in memory, so that its file is whole from the start. Returns: (transfer
 * full): to be freed with sqlite3_free(). */
static guint8 *
create_image (gsize *size)
{
  g_autofree char *head = g_strdup_printf ("PRAGMA page_size = %d;"
                                           "PRAGMA encoding = 'UTF-8';"
                                           "BEGIN;"
                                           "PRAGMA application_id = %d;"
                                           "PRAGMA user_version = %d;",
                                           BS_TRACE_PAGE_SIZE, BS_TRACE_APPLICATION_ID,
                                           BS_TRACE_VERSION);
  const char *const parts[] = { head, bs_schema_sql, bs_schema_views_sql, "COMMIT" };
  sqlite3 *db = NULL;
  guint8 *image = NULL;
  sqlite3_int64 n = 0;
  int rc = sqlite3_open (":memory:", &db);

  for (guint i = 0; i < G_N_ELEMENTS (parts) && rc == SQLITE_OK; i++)
    rc = sqlite3_exec (db, parts[i], NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    image = sqlite3_serialize (db, "main", &n, 0);
  sqlite3_close (db);
  *size = (gsize) n;
  /* It is to be written to through a write-ahead log. */
  if (image != NULL)
    image[WRITE_VERSION] = image[READ_VERSION] = VERSION_WAL;

  return image;
}

static gboolean
open_database (BsTraceWriter *self)
{
  if (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    fail (self);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);

  return execute (self, "PRAGMA temp_store = MEMORY;"
                        "PRAGMA journal_mode = WAL;"
                        "PRAGMA synchronous = NORMAL;");
}

static gboolean
prepare (BsTraceWriter *self)
{
  if (bs_bulk_rows_register (self->db) != SQLITE_OK)
    fail (self);
  for (guint i = 0; i < BS_N_STATEMENTS; i++)
    if (sqlite3_prepare_v3 (self->db, statement_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                            &self->statements[i], NULL)
        != SQLITE_OK)
      {
        fail (self);
        return FALSE;
      }

  for (guint i = 0; i < BS_N_REASONS; i++)
    bs_trace_writer_run (self, BS_STATEMENT_REASON, "ut", i, bs_reason_to_string (i));
  for (guint i = 0; i < BS_N_PHASES; i++)
    bs_trace_writer_run (self, BS_STATEMENT_PHASE, "ut", i, bs_phase_to_string (i));
  self->end_ns = bs_now_ns ();
  bs_trace_writer_set_diagnostic (self, "begin_ns", self->end_ns);
  bs_trace_writer_commit (self);

  return self->error == NULL;
}

BsTraceWriter *
bs_trace_writer_new (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  BsTraceWriter *self;
  BsTraceRoom *room;
  gsize size;
  guint8 *image = create_image (&size);

  room = bs_trace_room_take (path, image, size, error);
  sqlite3_free (image);
  if (room == NULL)
    return NULL;

  self = g_new0 (BsTraceWriter, 1);
  self->path = g_steal_pointer (&absolute);
  self->room = room;
  self->types = bs_type_table_new ();
  self->events = bs_trace_event_writer_new (self);
  self->block = g_byte_array_new ();

  if (!open_database (self) || !prepare (self))
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      writer_free (self, TRUE);
      return NULL;
    }

  return self;
}

void
bs_trace_writer_set_info (BsTraceWriter *self, const char *key, const char *value)
{
  g_autofree char *valid_key = g_utf8_make_valid (key, -1);
  g_autofree char *valid_value = g_utf8_make_valid (value, -1);

  bs_trace_writer_run (self, BS_STATEMENT_INFO, "tt", valid_key, valid_value);
}

void
bs_trace_writer_add_vocabulary (BsTraceWriter *self, const char *name, const char *const *strings,
                                guint32 n)
{
  g_autofree char *valid_name = g_utf8_make_valid (name, -1);
  guint vocabulary = self->n_vocabularies++;

  bs_trace_writer_run (self, BS_STATEMENT_VOCABULARY, "utuu", vocabulary, valid_name, n,
                       strings != NULL ? n : 0);
  for (guint32 i = 0; strings != NULL && i < n; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (strings[i], -1);

      bs_trace_writer_run (self, BS_STATEMENT_WORD, "uut", vocabulary, i, valid);
      bs_trace_writer_commit_if_due (self);
    }
}

void
bs_trace_writer_name_instances (BsTraceWriter *self, guint32 mini_batch, const char *const *names,
                                guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    if (names[i][0] != '\0')
      {
        g_autofree char *valid = g_utf8_make_valid (names[i], -1);

        bs_trace_writer_run (self, BS_STATEMENT_INSTANCE, "uut", mini_batch, i, valid);
        bs_trace_writer_commit_if_due (self);
      }
}

static void
add_policy_state (BsTraceWriter *self, guint32 id, const guint16 *key, guint length)
{
  g_autofree guint16 *packed = g_new (guint16, length);

  bs_pack_u16 (packed, key, length);
  bs_trace_writer_run (self, BS_STATEMENT_POLICY_STATE, "ub", id, packed,
                       (gsize) length * sizeof (guint16));
}

void
bs_trace_writer_set_policy (BsTraceWriter *self, BsFsm *fsm, const BsTrainingResult *training)
{
  bs_trace_writer_run (self, BS_STATEMENT_POLICY, "tuu",
                       bs_encoding_to_string (fsm->states->encoding), (guint32) fsm->act_when_safe,
                       fsm->episodes);
  for (guint i = 0; i < fsm->types->n_types; i++)
    {
      const BsType *type = &fsm->types->types[i];

      const BsFsmType *facts = bs_fsm_peek_type (fsm, i);

      /* SQLite stores NaN as NULL, which is what is meant. */
      bs_trace_writer_run (self, BS_STATEMENT_POLICY_TYPE, "uttturrrr", i, type->name, type->letter,
                           bs_shape_to_string (type->shape), (guint32) facts->component,
                           facts->priority[0], facts->priority[1], facts->priority[2],
                           facts->priority[3]);
    }

  for (guint32 state = 0; state < fsm->states->n_states; state++)
    {
      guint length, n_actions;
      const guint16 *key = bs_state_table_get (fsm->states, state, &length);
      const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

      add_policy_state (self, state, key, length);
      for (guint i = 0; i < n_actions; i++)
        bs_trace_writer_run (self, BS_STATEMENT_POLICY_ACTION, "uuri", state,
                             (guint32) actions[i].type, actions[i].q, (gint64) actions[i].visits);
    }

  if (training == NULL)
    return;

  for (guint i = 0; i < training->history->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (training->history, BsTrainingPoint, i);

      bs_trace_writer_run (self, BS_STATEMENT_TRAINING, "uuuuur", i, point->episode, point->batches,
                           point->best, point->states, point->epsilon);
    }
  bs_trace_writer_run (self, BS_STATEMENT_TRAINING_SUMMARY, "uuui", training->batches,
                       training->lower_bound, training->episodes, training->elapsed_ns);
}

void
bs_trace_writer_add_type (BsTraceWriter *self, const char *name, const char *letter, BsShape shape,
                          int vocabulary, int cell)
{
  guint id = bs_type_table_intern (self->types, name, letter, shape);

  bs_trace_writer_run (self, BS_STATEMENT_TYPE, "utttnn", id, name, letter,
                       bs_shape_to_string (shape), (gint64) vocabulary, (gint64) cell);
}

guint32
bs_trace_writer_add_state (BsTraceWriter *self, BsEncoding encoding, const guint16 *key,
                           guint length)
{
  g_autofree char *text = NULL;
  g_autofree guint16 *packed = NULL;
  guint32 id;

  if (self->states == NULL)
    self->states = bs_state_table_new (encoding);
  id = bs_state_table_lookup (self->states, key, length);
  if (id != G_MAXUINT32)
    return id;

  id = bs_state_table_intern (self->states, key, length);
  text = bs_state_to_string (encoding, key, length, self->types);
  packed = g_new (guint16, length);
  bs_pack_u16 (packed, key, length);
  bs_trace_writer_run (self, BS_STATEMENT_STATE, "utbt", id, bs_encoding_to_string (encoding),
                       packed, (gsize) length * sizeof (guint16), text);

  return id;
}

static void
add_block (BsTraceWriter *self, BsStatement statement, guint32 mini_batch, guint32 first, guint32 n)
{
  bs_trace_writer_run (self, statement, "uuub", mini_batch, first, n, self->block->data,
                       (gsize) self->block->len);
  bs_trace_writer_commit_if_due (self);
}

static void
add_graph (BsTraceWriter *self, guint32 mini_batch, const BsGraph *graph)
{
  for (guint32 first = 0; first < graph->n_nodes; first += BS_GRAPH_BLOCK_NODES)
    {
      guint32 n = MIN (graph->n_nodes - first, BS_GRAPH_BLOCK_NODES);

      g_byte_array_set_size (self->block, 0);
      bs_pack_nodes (self->block, graph, first, n);
      add_block (self, BS_STATEMENT_GRAPH_BLOCK, mini_batch, first, n);
    }
}

/* Before the decisions, so that one that is there has its nodes, whenever the program ends. */
static void
add_order (BsTraceWriter *self, guint32 mini_batch, const BsSchedule *schedule)
{
  g_autofree guint32 *nodes = g_new (guint32, MIN (schedule->n_nodes, BS_GRAPH_BLOCK_NODES) + 1);
  guint32 first = 0, n = 0;

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      const guint32 *members = schedule->order + decision->first;

      for (guint32 k = 0; k < decision->count;)
        {
          guint32 piece = MIN (decision->count - k, BS_GRAPH_BLOCK_NODES - n);

          memcpy (nodes + n, members + k, piece * sizeof *nodes);
          k += piece;
          n += piece;
          if (n == BS_GRAPH_BLOCK_NODES || (i + 1 == schedule->n_decisions && k == decision->count))
            {
              g_byte_array_set_size (self->block, 0);
              bs_pack_order (self->block, nodes, n);
              add_block (self, BS_STATEMENT_ORDER_BLOCK, mini_batch, first, n);
              first += n;
              n = 0;
            }
        }
    }
}

static void
add_stages (BsTraceWriter *self, const BsMiniBatch *mini_batch)
{
  guint32 n_nodes = 0;

  for (guint32 i = 0; i < mini_batch->n_stages && mini_batch->n_stages > 1; i++)
    {
      const BsStage *stage = &mini_batch->stages[i];

      /* One that adds nothing is none. */
      if (stage->n_nodes > n_nodes)
        bs_trace_writer_run (self, BS_STATEMENT_STAGE, "uuu", mini_batch->mini_batch,
                             stage->n_nodes, mini_batch->first_decision + stage->first_decision);
      n_nodes = stage->n_nodes;
    }
}

void
bs_trace_writer_add_mini_batch (BsTraceWriter *self, const BsMiniBatch *mini_batch,
                                guint32 lower_bound, const guint32 *states, guint n_states)
{
  const BsGraph *graph = mini_batch->graph;
  const BsSchedule *schedule = mini_batch->schedule;

  bs_trace_event_writer_begin (self->events, mini_batch->mini_batch, mini_batch->first_decision,
                               schedule->n_decisions);
  bs_trace_writer_run (self, BS_STATEMENT_MINI_BATCH, "uuuuuuuuii", mini_batch->mini_batch,
                       graph->n_nodes, graph->n_inputs, mini_batch->first_instance, lower_bound,
                       mini_batch->first_decision, schedule->n_decisions, schedule->n_fallbacks,
                       schedule->start_ns, schedule->end_ns);
  add_graph (self, mini_batch->mini_batch, graph);
  add_stages (self, mini_batch);
  add_order (self, mini_batch->mini_batch, schedule);
  bs_trace_writer_add_decisions (self, mini_batch, states, n_states);
}

void
bs_trace_writer_add_events (BsTraceWriter *self, const BsEvent *events, guint32 n_events)
{
  for (guint32 i = 0; i < n_events && self->error == NULL; i++)
    bs_trace_event_writer_add (self->events, &events[i]);
  if (n_events > 0)
    note_due (self);
  bs_trace_writer_commit_if_due (self);
}

void
bs_trace_writer_finish_mini_batch (BsTraceWriter *self, guint32 mini_batch, double loss)
{
  /* SQLite stores NaN as NULL, which is what is meant. */
  bs_trace_writer_run (self, BS_STATEMENT_FINISH, "ru", loss, mini_batch);
}

void
bs_trace_writer_set_diagnostic (BsTraceWriter *self, const char *name, gint64 value)
{
  bs_trace_writer_run (self, BS_STATEMENT_DIAGNOSTIC, "ti", name, value);
}

void
bs_trace_writer_set_reached (BsTraceWriter *self, gint64 ns)
{
  self->reached_ns = ns;
}

/* Events that began at @before_ns or later may wait for the next time. */
static void
commit (BsTraceWriter *self, gint64 before_ns)
{
  bs_trace_event_writer_flush (self->events, before_ns);
  if (self->in_transaction && MIN (self->reached_ns, before_ns) > self->end_ns)
    {
      self->end_ns = MIN (self->reached_ns, before_ns);
      bs_trace_writer_set_diagnostic (self, "end_ns", self->end_ns);
    }
  self->due_ns = 0;
  if (bs_trace_event_writer_is_waiting (self->events))
    note_due (self);
  if (!self->in_transaction || self->error != NULL)
    return;

  if (sqlite3_step (self->statements[BS_STATEMENT_COMMIT]) != SQLITE_DONE)
    fail (self);
  sqlite3_reset (self->statements[BS_STATEMENT_COMMIT]);
  self->in_transaction = FALSE;
}

void
bs_trace_writer_commit (BsTraceWriter *self)
{
  commit (self, G_MAXINT64);
}

void
bs_trace_writer_commit_if_due (BsTraceWriter *self)
{
  gint64 now = self->due_ns > 0 ? bs_now_ns () : 0;

  /* Much too early is a clock that went backwards. */
  if (self->due_ns > 0 && (now >= self->due_ns || now < self->due_ns - COMMIT_INTERVAL_NS))
    commit (self, now - REORDER_NS);
}

static int
drop_log (BsTraceWriter *self)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (self->db, "PRAGMA journal_mode = DELETE", -1, &stmt, NULL);

  if (rc == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW)
    rc = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "delete") == 0 ? SQLITE_OK
                                                                                 : SQLITE_BUSY;
  else if (rc == SQLITE_OK)
    rc = sqlite3_errcode (self->db);
  sqlite3_finalize (stmt);

  return rc;
}

/* One file again: the write-ahead log goes back into it. SQLite does not wait for those who read by
 * itself here; as long as one of them stays the trace has two files, and is no worse for it. */
static void
leave_one_file (BsTraceWriter *self)
{
  int rc = drop_log (self);

  for (guint ms = 0; ms < BUSY_TIMEOUT_MS && (rc & 0xff) == SQLITE_BUSY; ms += RETRY_MS)
    {
      g_usleep (RETRY_MS * 1000);
      rc = drop_log (self);
    }
  if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
    fail (self);
}

gboolean
bs_trace_writer_close (BsTraceWriter *self, gboolean complete, GError **error)
{
  gboolean ok;

  bs_trace_writer_commit (self);
  if (complete && self->error == NULL && execute (self, bs_schema_indexes_sql))
    {
      bs_trace_writer_set_diagnostic (self, "events",
                                      (gint64) bs_trace_event_writer_get_n (self->events));
      bs_trace_writer_set_diagnostic (self, "complete", 1);
      bs_trace_writer_commit (self);
    }

  if (self->error != NULL && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  for (guint i = 0; i < BS_N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  leave_one_file (self);

  ok = self->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&self->error));
  writer_free (self, FALSE);

  return ok;
}
