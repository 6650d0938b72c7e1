/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a trace file: the schema in one transaction under a rollback journal, so that the file
 * has its header from the start; rows in short transactions under a write-ahead log, so that
 * little is lost when the program is killed; at the end one file again. */
#include "config.h"

#include "profiles/trace-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/packing.h"
#include "profiles/schema.h"
#include "profiles/trace-room.h"
#include "profiles/trace-writer-private.h"

#define COMMIT_INTERVAL_NS (50 * G_GINT64_CONSTANT (1000000))
#define BUSY_TIMEOUT_MS 2000

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
  [BS_STATEMENT_GRAPH_BLOCK] = "INSERT INTO graph_block VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_DECISION] = "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_CANDIDATE] = "INSERT INTO candidate VALUES (?, ?, ?, ?, ?)",
  [BS_STATEMENT_MEMBER] = "INSERT INTO member VALUES (?, ?)",
  [BS_STATEMENT_BATCH] = "INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_EVENT_BLOCK] = "INSERT INTO event_block VALUES (NULL, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_DIAGNOSTIC] = "INSERT OR REPLACE INTO diagnostic VALUES (?, ?)",
  [BS_STATEMENT_CELL] = "INSERT INTO cell VALUES (?, ?)",
  [BS_STATEMENT_CELL_PLAN] = "INSERT INTO cell_plan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_VARIABLE] = "INSERT INTO plan_variable VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_BATCH] = "INSERT INTO plan_batch VALUES (?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_TUPLE] = "INSERT INTO plan_tuple VALUES (?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_PLAN_CONSTRAINT] =
      "INSERT INTO plan_constraint VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [BS_STATEMENT_GRAPH_PLAN] = "INSERT INTO graph_plan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

/* What events of one phase add up to. */
typedef struct
{
  guint32 n;
  guint64 bytes;
  gint64 ns;
} Moves;

/* What the events of a batch add up to. */
typedef struct
{
  gint64 start_ns, end_ns;
  guint64 bytes, flops;
  Moves gathers, scatters;
  gboolean seen;
} Batch;

struct _BsTraceWriter
{
  char *path;
  sqlite3 *db;
  sqlite3_stmt *statements[BS_N_STATEMENTS];
  GError *error; /* the first thing that went wrong */
  gint64 begin_ns;
  gboolean in_transaction;

  BsTypeTable *types;
  BsStateTable *states;
  guint n_vocabularies;

  /* The batches of the mini-batch that runs, and which of them changed since the last commit.
   * Behind them may be batches of the next one, whose graph still grows. */
  guint32 first_decision;
  guint n_announced;
  GArray *batches;
  guint first_changed, end_changed;

  BsEvent *events;
  guint32 n_events;
  guint64 n_all_events;
  guint8 *packed;
  guint32 mini_batch;       /* of the last event */
  guint32 block_mini_batch; /* of the first event of the block */
};

static void
fail (BsTraceWriter *self)
{
  g_autofree char *name = NULL;

  if (self->error != NULL)
    return;

  name = g_filename_display_name (self->path);
  g_set_error (&self->error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), name,
               sqlite3_errmsg (self->db));
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

void
bs_trace_writer_run (BsTraceWriter *self, BsStatement statement, const char *kinds, ...)
{
  va_list args;

  if (self->error != NULL)
    return;

  if (!self->in_transaction)
    {
      if (sqlite3_step (self->statements[BS_STATEMENT_BEGIN]) != SQLITE_DONE)
        fail (self);
      sqlite3_reset (self->statements[BS_STATEMENT_BEGIN]);
      if (self->error != NULL)
        return;
      self->in_transaction = TRUE;
      self->begin_ns = bs_now_ns ();
    }

  va_start (args, kinds);
  run_va (self, statement, kinds, args);
  va_end (args);
}

static gboolean
execute (BsTraceWriter *self, const char *sql)
{
  if (self->error == NULL && sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    fail (self);

  return self->error == NULL;
}

static void
writer_free (BsTraceWriter *self)
{
  for (guint i = 0; i < BS_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  if (self->db != NULL)
    sqlite3_close (self->db);
  g_clear_error (&self->error);
  bs_type_table_unref (self->types);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_array_unref (self->batches);
  g_free (self->events);
  g_free (self->packed);
  g_free (self->path);
  g_free (self);
}

static gboolean
create_schema (BsTraceWriter *self)
{
  g_autofree char *head = NULL;

  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  head = g_strdup_printf ("PRAGMA page_size = %d;"
                          "PRAGMA encoding = 'UTF-8';"
                          "PRAGMA temp_store = MEMORY;"
                          "BEGIN;"
                          "PRAGMA application_id = %d;"
                          "PRAGMA user_version = %d;",
                          BS_TRACE_PAGE_SIZE, BS_TRACE_APPLICATION_ID, BS_TRACE_VERSION);

  return execute (self, head) && execute (self, bs_schema_sql)
         && execute (self, bs_schema_views_sql)
         && execute (self, "COMMIT;"
                           "PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = NORMAL;");
}

static gboolean
prepare (BsTraceWriter *self)
{
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
  bs_trace_writer_commit (self);

  return self->error == NULL;
}

BsTraceWriter *
bs_trace_writer_new (const char *path, GError **error)
{
  BsTraceWriter *self;
  g_autofree char *name = g_filename_display_name (path);
  int fd;

  if (!bs_trace_make_room (path, error))
    return NULL;

  /* Made here and not by SQLite, so that nothing that appears meanwhile is written over. */
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not create “%s”: %s"), name,
                   g_strerror (errno));
      return NULL;
    }
  close (fd);

  self = g_new0 (BsTraceWriter, 1);
  self->path = g_canonicalize_filename (path, NULL);
  self->types = bs_type_table_new ();
  self->batches = g_array_new (FALSE, TRUE, sizeof (Batch));
  self->events = g_new (BsEvent, BS_EVENT_BLOCK_EVENTS);
  self->packed = g_malloc (BS_EVENT_BLOCK_EVENTS * BS_PACKED_EVENT_SIZE);
  self->first_decision = 1;

  if (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    fail (self);
  if (self->error != NULL || !create_schema (self) || !prepare (self))
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      writer_free (self);
      g_unlink (path);
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

      const BsFsmType *facts = bs_fsm_get_type (fsm, i);

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
add_graph (BsTraceWriter *self, guint32 mini_batch, const BsGraph *graph)
{
  guint32 room = MIN (graph->n_nodes, BS_GRAPH_BLOCK_NODES);
  g_autofree guint16 *types = g_new (guint16, room);
  g_autofree guint32 *instances = g_new (guint32, room);
  g_autofree guint32 *data = g_new (guint32, room);
  g_autofree guint32 *arities = g_new (guint32, room);

  for (guint32 first = 0; first < graph->n_nodes; first += BS_GRAPH_BLOCK_NODES)
    {
      guint32 n = MIN (graph->n_nodes - first, BS_GRAPH_BLOCK_NODES);
      guint32 first_input = graph->input_start[first];
      gsize n_inputs = graph->input_start[first + n] - first_input;
      g_autofree guint32 *inputs = g_new (guint32, n_inputs);

      for (guint32 i = 0; i < n; i++)
        arities[i] = GUINT32_TO_LE (graph->input_start[first + i + 1]
                                    - graph->input_start[first + i]);
      bs_pack_u16 (types, graph->type + first, n);
      bs_pack_u32 (instances, graph->instance + first, n);
      bs_pack_u32 (data, graph->datum + first, n);
      bs_pack_u32 (inputs, graph->inputs + first_input, n_inputs);
      bs_trace_writer_run (self, BS_STATEMENT_GRAPH_BLOCK, "uuubbbbbb", mini_batch, first, n, types,
                           n * sizeof (guint16), instances, n * sizeof (guint32), data,
                           n * sizeof (guint32), arities, n * sizeof (guint32), inputs,
                           n_inputs * sizeof (guint32), graph->ports + first_input, n_inputs);
      bs_trace_writer_commit_if_due (self);
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

static void
add_decision (BsTraceWriter *self, guint32 id, guint32 mini_batch, const BsSchedule *schedule,
              const BsDecision *decision, const guint32 *states, guint n_states)
{
  g_autofree guint32 *members = g_new (guint32, decision->count);

  bs_pack_u32 (members, schedule->order + decision->first, decision->count);

  if (states != NULL && decision->state < n_states)
    bs_trace_writer_run (self, BS_STATEMENT_DECISION, "uuuuuuuiii", id, mini_batch, decision->type,
                         decision->count, states[decision->state], (guint32) decision->reason,
                         (guint32) decision->n_tied, (gint64) decision->draw, decision->start_ns,
                         decision->end_ns);
  else
    bs_trace_writer_run (self, BS_STATEMENT_DECISION, "uuuu0uuiii", id, mini_batch, decision->type,
                         decision->count, (guint32) decision->reason, (guint32) decision->n_tied,
                         (gint64) decision->draw, decision->start_ns, decision->end_ns);

  for (guint i = 0; i < decision->n_candidates; i++)
    {
      const BsCandidate *candidate = &schedule->candidates[decision->first_candidate + i];

      if (candidate->score == BS_NO_SCORE)
        bs_trace_writer_run (self, BS_STATEMENT_CANDIDATE, "uuuu0", id, candidate->type,
                             candidate->ready, candidate->reachable);
      else
        bs_trace_writer_run (self, BS_STATEMENT_CANDIDATE, "uuuur", id, candidate->type,
                             candidate->ready, candidate->reachable, candidate->score);
    }
  bs_trace_writer_run (self, BS_STATEMENT_MEMBER, "ub", id, members,
                       decision->count * sizeof (guint32));
}

/* Batches whose numbers changed since the last time. */
static void
flush_batches (BsTraceWriter *self)
{
  for (guint i = self->first_changed; i < MIN (self->end_changed, self->n_announced); i++)
    {
      const Batch *batch = &g_array_index (self->batches, Batch, i);

      if (batch->seen)
        bs_trace_writer_run (self, BS_STATEMENT_BATCH, "uiiiiiuiuii", self->first_decision + i,
                             batch->start_ns, batch->end_ns, (gint64) batch->bytes,
                             (gint64) batch->gathers.bytes, (gint64) batch->flops, batch->gathers.n,
                             batch->gathers.ns, batch->scatters.n, (gint64) batch->scatters.bytes,
                             batch->scatters.ns);
    }
  self->first_changed = self->end_changed = 0;
}

void
bs_trace_writer_add_mini_batch (BsTraceWriter *self, const BsMiniBatch *mini_batch,
                                const guint32 *states, guint n_states)
{
  const BsGraph *graph = mini_batch->graph;
  const BsSchedule *schedule = mini_batch->schedule;

  flush_batches (self);
  if (mini_batch->first_decision == self->first_decision + self->n_announced)
    g_array_remove_range (self->batches, 0, self->n_announced);
  else
    g_array_set_size (self->batches, 0);
  self->first_decision = mini_batch->first_decision;
  self->n_announced = schedule->n_decisions;
  self->end_changed = self->batches->len;
  g_array_set_size (self->batches, MAX (self->batches->len, self->n_announced));
  self->mini_batch = mini_batch->mini_batch;

  bs_trace_writer_run (self, BS_STATEMENT_MINI_BATCH, "uuuuuuuuii", mini_batch->mini_batch,
                       graph->n_nodes, graph->n_inputs, mini_batch->first_instance,
                       mini_batch->lower_bound, mini_batch->first_decision, schedule->n_decisions,
                       schedule->n_fallbacks, schedule->start_ns, schedule->end_ns);
  add_graph (self, mini_batch->mini_batch, graph);
  add_stages (self, mini_batch);
  for (guint32 i = 0; i < schedule->n_decisions && self->error == NULL; i++)
    {
      add_decision (self, mini_batch->first_decision + i, mini_batch->mini_batch, schedule,
                    &schedule->decisions[i], states, n_states);
      bs_trace_writer_commit_if_due (self);
    }
}

static void
flush_events (BsTraceWriter *self)
{
  gint64 t0, t1;

  if (self->n_events == 0)
    return;

  t0 = self->events[0].start_ns;
  t1 = self->events[0].end_ns;
  for (guint32 i = 1; i < self->n_events; i++)
    {
      t0 = MIN (t0, self->events[i].start_ns);
      t1 = MAX (t1, self->events[i].end_ns);
    }

  bs_pack_events (self->packed, self->events, self->n_events);
  bs_trace_writer_run (self, BS_STATEMENT_EVENT_BLOCK, "iiuub", t0, t1, self->n_events,
                       self->block_mini_batch, self->packed,
                       (gsize) self->n_events * BS_PACKED_EVENT_SIZE);
  self->n_events = 0;
}

static void
add_move (Moves *moves, const BsEvent *event)
{
  moves->n++;
  moves->bytes += event->bytes;
  moves->ns += event->end_ns - event->start_ns;
}

static void
add_to_batch (BsTraceWriter *self, const BsEvent *event)
{
  guint index;
  Batch *batch;

  if (event->decision < self->first_decision)
    return;

  index = event->decision - self->first_decision;
  if (index >= self->batches->len)
    g_array_set_size (self->batches, index + 1);
  batch = &g_array_index (self->batches, Batch, index);
  batch->start_ns = batch->seen ? MIN (batch->start_ns, event->start_ns) : event->start_ns;
  batch->end_ns = batch->seen ? MAX (batch->end_ns, event->end_ns) : event->end_ns;
  batch->bytes += event->bytes;
  if (event->phase == BS_PHASE_GATHER)
    add_move (&batch->gathers, event);
  else if (event->phase == BS_PHASE_SCATTER)
    add_move (&batch->scatters, event);
  batch->flops += event->flops;
  batch->seen = TRUE;

  if (self->first_changed == self->end_changed)
    {
      self->first_changed = index;
      self->end_changed = index + 1;
    }
  else
    {
      self->first_changed = MIN (self->first_changed, index);
      self->end_changed = MAX (self->end_changed, index + 1);
    }
}

void
bs_trace_writer_add_events (BsTraceWriter *self, const BsEvent *events, guint32 n_events)
{
  for (guint32 i = 0; i < n_events && self->error == NULL; i++)
    {
      self->mini_batch = bs_unwrap_mini_batch (events[i].mini_batch, self->mini_batch);
      if (self->n_events == 0)
        self->block_mini_batch = self->mini_batch;
      self->events[self->n_events++] = events[i];
      self->n_all_events++;
      add_to_batch (self, &events[i]);
      if (self->n_events == BS_EVENT_BLOCK_EVENTS)
        {
          flush_events (self);
          bs_trace_writer_commit_if_due (self);
        }
    }
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
bs_trace_writer_commit (BsTraceWriter *self)
{
  flush_events (self);
  flush_batches (self);
  if (!self->in_transaction || self->error != NULL)
    return;

  if (sqlite3_step (self->statements[BS_STATEMENT_COMMIT]) != SQLITE_DONE)
    fail (self);
  sqlite3_reset (self->statements[BS_STATEMENT_COMMIT]);
  self->in_transaction = FALSE;
}

void
bs_trace_writer_commit_if_due (BsTraceWriter *self)
{
  if (!self->in_transaction)
    {
      /* Events that wait in memory are due too; writing them begins a transaction. */
      if (self->n_events > 0 || self->end_changed > 0)
        {
          flush_events (self);
          flush_batches (self);
        }
      return;
    }

  if (bs_now_ns () - self->begin_ns >= COMMIT_INTERVAL_NS)
    bs_trace_writer_commit (self);
}

/* One file again: the write-ahead log goes back into it. */
static void
leave_one_file (BsTraceWriter *self)
{
  sqlite3_stmt *stmt = NULL;
  gboolean done = FALSE;

  if (sqlite3_prepare_v2 (self->db, "PRAGMA journal_mode = DELETE", -1, &stmt, NULL) == SQLITE_OK
      && sqlite3_step (stmt) == SQLITE_ROW)
    done = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "delete") == 0;
  if (!done)
    fail (self);
  sqlite3_finalize (stmt);
}

gboolean
bs_trace_writer_close (BsTraceWriter *self, gboolean complete, GError **error)
{
  gboolean ok;

  bs_trace_writer_commit (self);
  if (complete && self->error == NULL && execute (self, bs_schema_indexes_sql))
    {
      bs_trace_writer_set_diagnostic (self, "events", (gint64) self->n_all_events);
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
  writer_free (self);

  return ok;
}
