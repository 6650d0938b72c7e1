/* SPDX-License-Identifier: Apache-2.0 */
/* Records a run into a trace file. The thread of the run only stores events into a ring and
 * queues what is rare; the writer thread does the rest. A queued message carries the number of
 * events stored before it, so that the writer sees both in the order in which they happened. */
#include "config.h"

#include "profiles/recorder.h"

#include <sys/utsname.h>

#include "engine/error.h"
#include "profiles/ring.h"
#include "profiles/trace.h"
#include "profiles/trace-writer.h"

/* 40 MB of address space that is only touched where it is used; at ten million events a second
 * the writer may sleep for 100 ms. */
#define RING_SLOTS (1u << 20)
#define POP_EVENTS 4096u
#define POLL_US 5000
/* One in so many events is timed, to tell what recording costs the run. */
#define SAMPLE_EVERY 1024u

typedef enum
{
  MESSAGE_INFO,
  MESSAGE_VOCABULARY,
  MESSAGE_INSTANCES,
  MESSAGE_POLICY,
  MESSAGE_PLANS,
  MESSAGE_SCHEDULED,
  MESSAGE_PLANNED,
  MESSAGE_FINISHED,
  MESSAGE_CLOSE,
  MESSAGE_ABANDON
} MessageKind;

typedef struct
{
  char *name;
  char *letter;
  BsShape shape;
  int vocabulary; /* or -1 */
  int cell;       /* of the model, or -1 */
} NewType;

/* The memory plans of a cell. */
typedef struct
{
  char *name;
  int id;                         /* in the trace; -1: no type has called it */
  BsCellPlan *creation, *planned; /* the second NULL where it is the same */
} CellPlans;

typedef struct _Message Message;

struct _Message
{
  Message *next;
  MessageKind kind;
  guint64 position; /* events stored before it */

  char *key, *value;
  char **strings; /* (nullable) of the vocabulary named by the key, or names of instances */
  guint32 n_strings;
  BsFsm *fsm;
  BsTrainingResult *training;
  GArray *cells; /* CellPlans */
  BsGraphPlanReport report;

  BsMiniBatch mini_batch; /* without types; owns a graph, a schedule and stages */
  GArray *types;          /* NewType: those that are new */
  gboolean new_states;    /* states count from 0 again: another table */
  BsEncoding encoding;
  GArray *state_lengths; /* guint: of the states that are new */
  GArray *state_keys;    /* guint16 */
  double loss;
};

struct _BsRecorder
{
  BsObserver observer;
  BsRing *ring;
  GThread *thread;

  /* The thread of the run. */
  Message *newest; /* the end of the list that starts with the writer's oldest */
  guint n_types;
  guint n_vocabularies;
  GHashTable *type_vocabulary; /* name of a type -> number of its vocabulary */
  BsModel *model;              /* (nullable): tells it of the others, */
  guint first_of_model;        /* counted from this one */
  BsModel *planned_model;      /* (nullable): whose cells have plans */
  BsPolicy *policy;            /* (nullable): asked about each schedule */
  BsStateTable *states;        /* (nullable): the table last seen */
  guint32 n_states;
  guint64 n_events;
  gint64 observer_ns;

  /* The writer thread. */
  Message *oldest; /* dealt with; what follows is not */
  BsTraceWriter *writer;
  BsEvent *events;
  GArray *state_map;      /* guint32: number in the trace of a state of the schedules */
  GArray *cells;          /* (nullable): CellPlans by cell of the model */
  guint n_cells, n_plans; /* in the trace */
  guint64 known_dropped;
  gboolean ok;
  GError *error;
};

static void
new_type_clear (gpointer data)
{
  NewType *type = data;

  g_free (type->name);
  g_free (type->letter);
}

static void
cell_plans_clear (gpointer data)
{
  CellPlans *plans = data;

  g_free (plans->name);
  g_clear_pointer (&plans->creation, bs_cell_plan_free);
  g_clear_pointer (&plans->planned, bs_cell_plan_free);
}

static Message *
message_new (BsRecorder *self, MessageKind kind)
{
  Message *message = g_new0 (Message, 1);

  message->kind = kind;
  message->position = bs_ring_get_head (self->ring);

  return message;
}

static void
message_free (Message *message)
{
  g_free (message->key);
  g_free (message->value);
  g_strfreev (message->strings);
  g_free ((gpointer) message->mini_batch.stages);
  g_clear_pointer (&message->fsm, bs_fsm_unref);
  if (message->training != NULL)
    {
      g_array_unref (message->training->history);
      g_free (message->training);
    }
  g_clear_pointer (&message->mini_batch.graph, bs_graph_unref);
  g_clear_pointer (&message->mini_batch.schedule, bs_schedule_unref);
  g_clear_pointer (&message->types, g_array_unref);
  g_clear_pointer (&message->cells, g_array_unref);
  g_clear_pointer (&message->state_lengths, g_array_unref);
  g_clear_pointer (&message->state_keys, g_array_unref);
  g_free (message);
}

/* To the writer, without a lock: one thread appends, one follows. */
static void
message_send (BsRecorder *self, Message *message)
{
  g_atomic_pointer_set (&self->newest->next, message);
  self->newest = message;
}

/* The writer thread. */

/* Returns: (transfer none) (nullable): the next message, valid until the one after it. */
static Message *
message_receive (BsRecorder *self)
{
  Message *next = g_atomic_pointer_get (&self->oldest->next);

  if (next != NULL)
    {
      message_free (self->oldest);
      self->oldest = next;
    }

  return next;
}

static void
drain (BsRecorder *self, guint64 limit)
{
  guint32 n;

  while ((n = bs_ring_pop (self->ring, limit, self->events, POP_EVENTS)) > 0)
    bs_trace_writer_add_events (self->writer, self->events, n);
}

/* Returns: the number in the trace of a cell of the model; with its plans when it is new. */
static int
write_cell (BsRecorder *self, int cell)
{
  CellPlans *plans;

  if (cell < 0 || self->cells == NULL)
    return -1;

  plans = &g_array_index (self->cells, CellPlans, cell);
  if (plans->id >= 0)
    return plans->id;

  plans->id = (int) self->n_cells++;
  bs_trace_writer_add_cell (self->writer, (guint) plans->id, plans->name);
  bs_trace_writer_add_plan (self->writer, self->n_plans++, (guint) plans->id, plans->creation);
  if (plans->planned != NULL)
    bs_trace_writer_add_plan (self->writer, self->n_plans++, (guint) plans->id, plans->planned);

  return plans->id;
}

static void
write_scheduled (BsRecorder *self, const Message *message)
{
  const guint16 *key = (const guint16 *) message->state_keys->data;

  for (guint i = 0; i < message->types->len; i++)
    {
      const NewType *type = &g_array_index (message->types, NewType, i);

      bs_trace_writer_add_type (self->writer, type->name, type->letter, type->shape,
                                type->vocabulary, write_cell (self, type->cell));
    }

  if (message->new_states)
    g_array_set_size (self->state_map, 0);
  for (guint i = 0; i < message->state_lengths->len; i++)
    {
      guint length = g_array_index (message->state_lengths, guint, i);
      guint32 id = bs_trace_writer_add_state (self->writer, message->encoding, key, length);

      g_array_append_val (self->state_map, id);
      key += length;
    }

  bs_trace_writer_add_mini_batch (
      self->writer, &message->mini_batch,
      message->mini_batch.schedule->states != NULL ? (const guint32 *) self->state_map->data : NULL,
      self->state_map->len);
}

/* Returns: FALSE when it was the last message. */
static gboolean
write_message (BsRecorder *self, const Message *message)
{
  switch (message->kind)
    {
    case MESSAGE_INFO:
      bs_trace_writer_set_info (self->writer, message->key, message->value);
      bs_trace_writer_commit (self->writer);
      return TRUE;

    case MESSAGE_VOCABULARY:
      bs_trace_writer_add_vocabulary (self->writer, message->key,
                                      (const char *const *) message->strings, message->n_strings);
      return TRUE;

    case MESSAGE_INSTANCES:
      bs_trace_writer_name_instances (self->writer, message->mini_batch.mini_batch,
                                      (const char *const *) message->strings, message->n_strings);
      return TRUE;

    case MESSAGE_POLICY:
      bs_trace_writer_set_policy (self->writer, message->fsm, message->training);
      return TRUE;

    case MESSAGE_PLANS:
      g_clear_pointer (&self->cells, g_array_unref);
      self->cells = g_array_ref (message->cells);
      return TRUE;

    case MESSAGE_SCHEDULED:
      write_scheduled (self, message);
      return TRUE;

    case MESSAGE_PLANNED:
      bs_trace_writer_add_graph_plan (self->writer, message->mini_batch.mini_batch,
                                      &message->report);
      return TRUE;

    case MESSAGE_FINISHED:
      bs_trace_writer_finish_mini_batch (self->writer, message->mini_batch.mini_batch,
                                         message->loss);
      return TRUE;

    case MESSAGE_CLOSE:
    case MESSAGE_ABANDON:
    default:
      return FALSE;
    }
}

static void
write_dropped (BsRecorder *self)
{
  guint64 dropped = bs_ring_get_dropped (self->ring);

  if (dropped == self->known_dropped)
    return;

  bs_trace_writer_set_diagnostic (self->writer, "dropped_events", (gint64) dropped);
  self->known_dropped = dropped;
}

static gpointer
writer_thread (gpointer data)
{
  BsRecorder *self = data;
  gint64 busy_ns = 0;
  gboolean complete = FALSE;

  for (;;)
    {
      /* The head first: a message that was queued before these events is then in the list. */
      guint64 head = bs_ring_get_head (self->ring);
      Message *message = message_receive (self);
      gint64 start_ns = bs_now_ns ();
      gboolean last = FALSE;

      drain (self, message != NULL ? message->position : head);
      if (message != NULL)
        {
          last = !write_message (self, message);
          complete = message->kind == MESSAGE_CLOSE;
        }
      write_dropped (self);
      bs_trace_writer_commit_if_due (self->writer);
      busy_ns += bs_now_ns () - start_ns;

      if (last)
        break;
      if (message == NULL)
        g_usleep (POLL_US);
    }

  if (complete)
    {
      bs_trace_writer_set_diagnostic (self->writer, "dropped_events", (gint64) self->known_dropped);
      bs_trace_writer_set_diagnostic (self->writer, "observer_ns", self->observer_ns);
      bs_trace_writer_set_diagnostic (self->writer, "writer_ns", busy_ns);
    }
  self->ok = bs_trace_writer_close (g_steal_pointer (&self->writer), complete, &self->error);

  return NULL;
}

/* The thread of the run. */

/* Returns: the vocabulary of the data of a type, or -1. */
static int
find_vocabulary (const BsRecorder *self, const char *type)
{
  gpointer vocabulary;
  int cell;

  if (g_hash_table_lookup_extended (self->type_vocabulary, type, NULL, &vocabulary))
    return GPOINTER_TO_INT (vocabulary);

  cell = self->model != NULL ? bs_model_find_cell (self->model, type) : -1;
  if (cell < 0 || self->model->cells[cell].vocabulary < 0)
    return -1;

  return (int) self->first_of_model + self->model->cells[cell].vocabulary;
}

static void
copy_new_types (BsRecorder *self, const BsTypeTable *types, Message *message)
{
  message->types = g_array_new (FALSE, FALSE, sizeof (NewType));
  g_array_set_clear_func (message->types, new_type_clear);

  for (; self->n_types < types->n_types; self->n_types++)
    {
      const BsType *type = &types->types[self->n_types];
      NewType copy = { g_strdup (type->name), g_strdup (type->letter), type->shape,
                       find_vocabulary (self, type->name),
                       self->planned_model != NULL
                           ? bs_model_find_cell (self->planned_model, type->name)
                           : -1 };

      g_array_append_val (message->types, copy);
    }
}

static void
copy_new_states (BsRecorder *self, BsStateTable *states, Message *message)
{
  message->state_lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  message->state_keys = g_array_new (FALSE, FALSE, sizeof (guint16));
  if (states == NULL)
    return;

  if (states != self->states)
    {
      g_clear_pointer (&self->states, bs_state_table_unref);
      self->states = bs_state_table_ref (states);
      self->n_states = 0;
      message->new_states = TRUE;
    }

  message->encoding = states->encoding;
  for (; self->n_states < states->n_states; self->n_states++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (states, self->n_states, &length);

      g_array_append_val (message->state_lengths, length);
      g_array_append_vals (message->state_keys, key, length);
    }
}

/* Of a graph that grew, the policy knows the last stage only. */
static void
ask_policy (BsRecorder *self, const BsMiniBatch *mini_batch)
{
  g_autofree char *said = NULL, *key = NULL;

  if (self->policy == NULL || mini_batch->n_stages > 1)
    return;

  said = bs_policy_describe (self->policy);
  key = bs_search_key (mini_batch->mini_batch);
  if (said != NULL)
    bs_recorder_set_info (self, key, said);
}

static void
on_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  BsRecorder *self = user_data;
  gint64 start_ns = bs_now_ns ();
  Message *message = NULL;

  ask_policy (self, mini_batch);
  message = message_new (self, MESSAGE_SCHEDULED);
  message->mini_batch = *mini_batch;
  message->mini_batch.types = NULL;
  message->mini_batch.stages = g_memdup2 (mini_batch->stages,
                                          mini_batch->n_stages * sizeof (BsStage));
  bs_graph_ref (mini_batch->graph);
  bs_schedule_ref (mini_batch->schedule);
  copy_new_types (self, mini_batch->types, message);
  copy_new_states (self, mini_batch->schedule->states, message);
  message_send (self, message);
  self->observer_ns += bs_now_ns () - start_ns;
}

static void
on_planned (gpointer user_data, guint32 mini_batch, const BsGraphPlanReport *report)
{
  BsRecorder *self = user_data;
  Message *message = message_new (self, MESSAGE_PLANNED);

  message->mini_batch.mini_batch = mini_batch;
  message->report = *report;
  message_send (self, message);
}

static void
on_event (gpointer user_data, const BsEvent *event)
{
  BsRecorder *self = user_data;

  if (G_LIKELY (self->n_events++ % SAMPLE_EVERY != 0))
    bs_ring_push (self->ring, event);
  else
    {
      gint64 start_ns = bs_now_ns ();

      bs_ring_push (self->ring, event);
      self->observer_ns += (bs_now_ns () - start_ns) * SAMPLE_EVERY;
    }
}

static void
on_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  BsRecorder *self = user_data;
  Message *message = message_new (self, MESSAGE_FINISHED);

  message->mini_batch.mini_batch = mini_batch;
  message->loss = loss;
  message_send (self, message);
}

BsRecorder *
bs_recorder_new (const char *path, GError **error)
{
  BsTraceWriter *writer = bs_trace_writer_new (path, error);
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *created = NULL;
  struct utsname system;
  BsRecorder *self;

  if (writer == NULL)
    return NULL;

  self = g_new0 (BsRecorder, 1);
  self->observer.user_data = self;
  self->observer.scheduled = on_scheduled;
  self->observer.planned = on_planned;
  self->observer.event = on_event;
  self->observer.finished = on_finished;
  self->ring = bs_ring_new (RING_SLOTS);
  self->newest = self->oldest = g_new0 (Message, 1);
  self->writer = writer;
  self->events = g_new (BsEvent, POP_EVENTS);
  self->state_map = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->type_vocabulary = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  now = g_date_time_new_now_utc ();
  created = g_date_time_format_iso8601 (now);
  bs_trace_writer_set_info (writer, "version", BS_VERSION);
  bs_trace_writer_set_info (writer, "created", created);
  if (uname (&system) == 0)
    {
      g_autofree char *text = g_strdup_printf ("%s %s %s", system.sysname, system.release,
                                               system.machine);

      bs_trace_writer_set_info (writer, "host", system.nodename);
      bs_trace_writer_set_info (writer, "system", text);
    }
  bs_trace_writer_commit (writer);

  self->thread = g_thread_new ("trace writer", writer_thread, self);

  return self;
}

void
bs_recorder_set_info (BsRecorder *self, const char *key, const char *value)
{
  Message *message = message_new (self, MESSAGE_INFO);

  message->key = g_strdup (key);
  message->value = g_strdup (value);
  message_send (self, message);
}

guint
bs_recorder_add_vocabulary (BsRecorder *self, const char *name, const char *const *strings,
                            guint32 n)
{
  Message *message = message_new (self, MESSAGE_VOCABULARY);

  message->key = g_strdup (name);
  if (strings != NULL)
    {
      message->strings = g_new0 (char *, (gsize) n + 1);
      for (guint32 i = 0; i < n; i++)
        message->strings[i] = g_strdup (strings[i]);
    }
  message->n_strings = n;
  message_send (self, message);

  return self->n_vocabularies++;
}

void
bs_recorder_set_type_vocabulary (BsRecorder *self, const char *type, guint vocabulary)
{
  g_hash_table_replace (self->type_vocabulary, g_strdup (type), GINT_TO_POINTER (vocabulary));
}

void
bs_recorder_set_corpus (BsRecorder *self, const BsCorpus *corpus, BsModel *model)
{
  self->first_of_model = self->n_vocabularies;
  g_clear_pointer (&self->model, bs_model_unref);
  self->model = bs_model_ref (model);
  for (guint i = 0; i < corpus->structure->n_vocabularies; i++)
    bs_recorder_add_vocabulary (self, corpus->structure->vocabularies[i],
                                (const char *const *) corpus->vocabularies[i].strings,
                                corpus->vocabularies[i].n);
}

void
bs_recorder_name_instances (BsRecorder *self, guint32 mini_batch, const char *const *names)
{
  Message *message = message_new (self, MESSAGE_INSTANCES);

  message->mini_batch.mini_batch = mini_batch;
  message->strings = g_strdupv ((char **) names);
  message->n_strings = g_strv_length ((char **) names);
  message_send (self, message);
}

void
bs_recorder_set_policy (BsRecorder *self, const BsFsm *fsm, const BsTrainingResult *training)
{
  Message *message = message_new (self, MESSAGE_POLICY);

  message->fsm = bs_fsm_copy (fsm);
  if (training != NULL)
    {
      message->training = g_new0 (BsTrainingResult, 1);
      message->training->batches = training->batches;
      message->training->lower_bound = training->lower_bound;
      message->training->episodes = training->episodes;
      message->training->elapsed_ns = training->elapsed_ns;
      message->training->history = g_array_copy (training->history);
    }
  message_send (self, message);
}

void
bs_recorder_set_plans (BsRecorder *self, BsModel *model, BsPlanner planner)
{
  Message *message;

  g_clear_pointer (&self->planned_model, bs_model_unref);
  self->planned_model = bs_model_ref (model);
  bs_recorder_set_info (self, "planner", bs_planner_to_string (planner));

  message = message_new (self, MESSAGE_PLANS);
  message->cells = g_array_new (FALSE, FALSE, sizeof (CellPlans));
  g_array_set_clear_func (message->cells, cell_plans_clear);
  for (guint i = 0; i < model->n_cells; i++)
    {
      const BsCell *cell = &model->cells[i];
      CellPlans plans = {
        g_strdup (cell->name), -1, bs_cell_plan_new (model, cell, BS_PLANNER_CREATION, TRUE),
        planner != BS_PLANNER_CREATION ? bs_cell_plan_new (model, cell, planner, TRUE) : NULL
      };

      g_array_append_val (message->cells, plans);
    }
  message_send (self, message);
}

void
bs_recorder_ask_policy (BsRecorder *self, BsPolicy *policy)
{
  g_clear_pointer (&self->policy, bs_policy_unref);
  self->policy = bs_policy_ref (policy);
}

const BsObserver *
bs_recorder_get_observer (BsRecorder *self)
{
  return &self->observer;
}

static void
stop (BsRecorder *self, MessageKind kind)
{
  if (self->thread == NULL)
    return;

  message_send (self, message_new (self, kind));
  g_thread_join (g_steal_pointer (&self->thread));
}

gboolean
bs_recorder_close (BsRecorder *self, GError **error)
{
  stop (self, MESSAGE_CLOSE);
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->ok;
}

void
bs_recorder_free (BsRecorder *self)
{
  stop (self, MESSAGE_ABANDON);
  bs_ring_free (self->ring);
  while (message_receive (self) != NULL)
    ;
  message_free (self->oldest);
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_array_unref (self->state_map);
  g_hash_table_unref (self->type_vocabulary);
  g_clear_pointer (&self->model, bs_model_unref);
  g_clear_pointer (&self->planned_model, bs_model_unref);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_error (&self->error);
  g_free (self->events);
  g_free (self);
}
