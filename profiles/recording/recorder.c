/* SPDX-License-Identifier: Apache-2.0 */
/* Records a run into a trace file. The thread of the run only stores events into a ring and queues
 * what is rare; the thread that writes does the rest. */
#include "config.h"

#include "profiles/recording/recorder.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/recording/recorder-queue.h"
#include "profiles/recording/recorder-writer.h"
#include "profiles/recording/ring.h"
#include "profiles/trace/trace.h"

/* At most 40 MB; at ten million events a second the writer may sleep for 100 ms. */
#define RING_EVENTS (1u << 20)
#define QUEUE_BYTES (G_GUINT64_CONSTANT (256) << 20)
#define WAIT_US 200
/* One in so many events is timed, to tell what recording costs the run. */
#define SAMPLE_EVERY 1024u

struct _BsRecorder
{
  BsObserver observer;
  BsOverflow overflow;
  BsRing *ring;
  BsMessageQueue queue;
  BsRecorderCounts counts;
  BsRecorderWriter *writer;
  gboolean stopped;

  guint n_types;
  guint n_vocabularies;
  GHashTable *type_vocabulary; /* name of a type -> number of its vocabulary */
  BsModel *model;              /* (nullable): tells it of the others, */
  guint first_of_model;        /* counted from this one */
  BsModel *planned_model;      /* (nullable): whose cells have plans */
  BsPolicy *policy;            /* (nullable): asked about each schedule */
  BsStateTable *states;        /* (nullable): the table last seen */
  guint32 n_states;
  guint32 n_kernels;
  guint64 n_events;
};

static const char *const overflow_names[] = { "drop", "wait" };

const char *
bs_overflow_to_string (BsOverflow overflow)
{
  return overflow < G_N_ELEMENTS (overflow_names) ? overflow_names[overflow] : "?";
}

gboolean
bs_overflow_from_string (const char *text, BsOverflow *overflow, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (overflow_names); i++)
    if (g_str_equal (text, overflow_names[i]))
      {
        *overflow = i;
        return TRUE;
      }

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no way “%s” to deal with events that there is no room for; these are "
                  "known: drop, wait"),
               text);
  return FALSE;
}

void
bs_recorder_options_init (BsRecorderOptions *self)
{
  *self = (BsRecorderOptions){ BS_OVERFLOW_DROP, RING_EVENTS, QUEUE_BYTES };
}

static void
count_wait (BsRecorder *self, gint64 waited_ns)
{
  atomic_fetch_add_explicit (&self->counts.n_waits, 1, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->counts.wait_ns, waited_ns, memory_order_relaxed);
}

static void
count_time (BsRecorder *self, gint64 ns)
{
  atomic_fetch_add_explicit (&self->counts.observer_ns, ns, memory_order_relaxed);
}

static BsMessage *
message_new (BsRecorder *self, BsMessageKind kind)
{
  return bs_message_new (kind, bs_ring_get_head (self->ring));
}

static void
message_send (BsRecorder *self, BsMessage *message)
{
  gint64 waited_ns = bs_message_queue_send (&self->queue, message);

  if (waited_ns > 0)
    {
      count_wait (self, waited_ns);
      count_time (self, -waited_ns);
    }
}

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
copy_new_types (BsRecorder *self, const BsTypeTable *types, BsMessage *message)
{
  message->types = bs_message_new_types ();
  for (; self->n_types < types->n_types; self->n_types++)
    {
      const BsType *type = &types->types[self->n_types];
      BsNewType copy = { g_strdup (type->name), g_strdup (type->letter), type->shape,
                         find_vocabulary (self, type->name),
                         self->planned_model != NULL
                             ? bs_model_find_cell (self->planned_model, type->name)
                             : -1 };

      g_array_append_val (message->types, copy);
    }
}

static void
copy_new_states (BsRecorder *self, BsStateTable *states, BsMessage *message)
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

/* What a message keeps from being freed. */
static guint64
count_bytes (const BsMessage *message)
{
  const BsGraph *graph = message->mini_batch.graph;
  const BsSchedule *schedule = message->mini_batch.schedule;
  guint64 per_node = 5 * sizeof (guint32) + sizeof (guint16);
  guint64 n_bytes = 0;

  if (graph != NULL)
    n_bytes += graph->n_nodes * per_node + graph->n_inputs * (sizeof (guint32) + 1)
               + graph->n_outputs * sizeof (guint32);
  if (schedule != NULL)
    n_bytes += schedule->n_nodes * sizeof (guint32) + schedule->n_decisions * sizeof (BsDecision)
               + schedule->n_candidates * sizeof (BsCandidate);
  if (message->plan != NULL)
    n_bytes += message->plan->n_nodes * 2 * sizeof (guint32);
  if (message->state_keys != NULL)
    n_bytes += message->state_keys->len * sizeof (guint16);

  return n_bytes;
}

static void
on_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  BsRecorder *self = user_data;
  gint64 start_ns = bs_now_ns ();
  BsMessage *message = NULL;

  ask_policy (self, mini_batch);
  message = message_new (self, BS_MESSAGE_SCHEDULED);
  message->mini_batch = *mini_batch;
  message->mini_batch.types = NULL;
  message->mini_batch.stages = g_memdup2 (mini_batch->stages,
                                          mini_batch->n_stages * sizeof (BsStage));
  bs_graph_ref (mini_batch->graph);
  bs_schedule_ref (mini_batch->schedule);
  copy_new_types (self, mini_batch->types, message);
  copy_new_states (self, mini_batch->schedule->states, message);
  message->n_bytes = count_bytes (message);
  message_send (self, message);
  count_time (self, bs_now_ns () - start_ns);
}

static void
keep_plan (const BsPlacement *placement, BsMessage *message)
{
  guint n_types = placement->graph->n_types;

  message->mini_batch.graph = bs_graph_ref (placement->graph);
  message->mini_batch.schedule = bs_schedule_ref (placement->schedule);
  message->plan = bs_graph_plan_ref (placement->plan);
  message->plan_types = g_memdup2 (placement->types, n_types * sizeof (BsPlanType));
}

static void
on_planned (gpointer user_data, const BsPlacement *placement)
{
  BsRecorder *self = user_data;
  gint64 start_ns = bs_now_ns ();
  BsMessage *message = message_new (self, BS_MESSAGE_PLANNED);

  message->mini_batch.mini_batch = placement->mini_batch;
  if (placement->report != NULL)
    message->report = *placement->report;
  else
    keep_plan (placement, message);
  message->n_bytes = count_bytes (message);
  message_send (self, message);
  count_time (self, bs_now_ns () - start_ns);
}

/* A moment later there is room for more than one. */
static void
wait_for_room (BsRecorder *self)
{
  gint64 start_ns = bs_now_ns ();

  do
    {
      bs_message_queue_wake (&self->queue);
      g_usleep (WAIT_US);
    }
  while (!bs_ring_has_room (self->ring));
  count_wait (self, MAX (bs_now_ns () - start_ns, 1));
}

static void
on_event (gpointer user_data, const BsEvent *event)
{
  BsRecorder *self = user_data;

  if (self->overflow == BS_OVERFLOW_WAIT && G_UNLIKELY (!bs_ring_has_room (self->ring)))
    wait_for_room (self);
  if (G_LIKELY (self->n_events++ % SAMPLE_EVERY != 0))
    bs_ring_push (self->ring, event);
  else
    {
      gint64 start_ns = bs_now_ns ();

      bs_ring_push (self->ring, event);
      count_time (self, (bs_now_ns () - start_ns) * SAMPLE_EVERY);
    }
}

static void
on_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  BsRecorder *self = user_data;
  BsMessage *message = message_new (self, BS_MESSAGE_FINISHED);

  message->mini_batch.mini_batch = mini_batch;
  message->loss = loss;
  message_send (self, message);
}

BsRecorder *
bs_recorder_new_with_options (const char *path, const BsRecorderOptions *options, GError **error)
{
  BsRecorderOptions defaults;
  BsRecorder *self = g_new0 (BsRecorder, 1);

  bs_recorder_options_init (&defaults);
  if (options == NULL)
    options = &defaults;
  self->observer.user_data = self;
  self->observer.without_ratios = TRUE;
  self->observer.scheduled = on_scheduled;
  self->observer.planned = on_planned;
  self->observer.event = on_event;
  self->observer.finished = on_finished;
  self->overflow = options->overflow;
  self->ring = bs_ring_new (options->n_events);
  bs_message_queue_init (&self->queue, options->n_bytes);
  self->type_vocabulary = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->writer = bs_recorder_writer_new (path, self->ring, &self->queue, &self->counts,
                                         bs_overflow_to_string (self->overflow), error);
  if (self->writer == NULL)
    g_clear_pointer (&self, bs_recorder_free);

  return self;
}

BsRecorder *
bs_recorder_new (const char *path, GError **error)
{
  return bs_recorder_new_with_options (path, NULL, error);
}

void
bs_recorder_set_info (BsRecorder *self, const char *key, const char *value)
{
  BsMessage *message = message_new (self, BS_MESSAGE_INFO);

  message->key = g_strdup (key);
  message->value = g_strdup (value);
  message_send (self, message);
}

guint
bs_recorder_add_vocabulary (BsRecorder *self, const char *name, const char *const *strings,
                            guint32 n)
{
  BsMessage *message = message_new (self, BS_MESSAGE_VOCABULARY);

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
  BsMessage *message = message_new (self, BS_MESSAGE_INSTANCES);

  message->mini_batch.mini_batch = mini_batch;
  message->strings = g_strdupv ((char **) names);
  message->n_strings = g_strv_length ((char **) names);
  message_send (self, message);
}

void
bs_recorder_set_policy (BsRecorder *self, const BsFsm *fsm, const BsTrainingResult *training)
{
  BsMessage *message = message_new (self, BS_MESSAGE_POLICY);

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
  BsMessage *message;

  g_clear_pointer (&self->planned_model, bs_model_unref);
  self->planned_model = bs_model_ref (model);
  bs_recorder_set_info (self, "planner", bs_planner_to_string (planner));

  message = message_new (self, BS_MESSAGE_PLANS);
  message->cells = bs_message_new_cells ();
  for (guint i = 0; i < model->n_cells; i++)
    {
      const BsCell *cell = &model->cells[i];
      BsCellPlans plans = {
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

void
bs_recorder_set_device (BsRecorder *self, const BsDevice *device)
{
  BsMessage *message = message_new (self, BS_MESSAGE_DEVICE);

  message->device = bs_device_copy (device);
  message_send (self, message);
}

void
bs_recorder_add_lane (BsRecorder *self, const BsLane *lane)
{
  BsMessage *message = message_new (self, BS_MESSAGE_LANE);

  message->lane = *lane;
  message->lane.name = g_strdup (lane->name);
  message_send (self, message);
}

guint32
bs_recorder_add_kernel (BsRecorder *self, const BsKernel *kernel)
{
  BsMessage *message = message_new (self, BS_MESSAGE_KERNEL);

  message->kernel = *kernel;
  message->kernel.name = g_strdup (kernel->name);
  message_send (self, message);

  return self->n_kernels++;
}

void
bs_recorder_add_device_work (BsRecorder *self, GArray *launches, GArray *idles)
{
  BsMessage *message = message_new (self, BS_MESSAGE_DEVICE_WORK);

  message->launches = launches;
  message->idles = idles;
  message->n_bytes = (guint64) launches->len * sizeof (BsLaunch)
                     + (guint64) idles->len * sizeof (BsIdle);
  message_send (self, message);
}

void
bs_recorder_set_diagnostic (BsRecorder *self, const char *name, gint64 value)
{
  BsMessage *message = message_new (self, BS_MESSAGE_DIAGNOSTIC);

  message->key = g_strdup (name);
  message->number = value;
  message_send (self, message);
}

const BsObserver *
bs_recorder_get_observer (BsRecorder *self)
{
  return &self->observer;
}

static void
stop (BsRecorder *self, BsMessageKind kind)
{
  if (!self->stopped)
    {
      message_send (self, message_new (self, kind));
      bs_message_queue_wake (&self->queue);
    }
  self->stopped = TRUE;
}

gboolean
bs_recorder_close (BsRecorder *self, GError **error)
{
  stop (self, BS_MESSAGE_CLOSE);

  return bs_recorder_writer_stop (self->writer, error);
}

void
bs_recorder_get_statistics (BsRecorder *self, BsRecorderStatistics *statistics)
{
  *statistics = (BsRecorderStatistics){
    .n_events = self->n_events,
    .n_dropped = bs_ring_get_dropped (self->ring),
    .n_waits = atomic_load (&self->counts.n_waits),
    .wait_ns = atomic_load (&self->counts.wait_ns),
    .observer_ns = atomic_load (&self->counts.observer_ns),
  };
  if (self->stopped)
    {
      statistics->n_clock_steps = bs_recorder_writer_get_n_clock_steps (self->writer);
      statistics->writer_ns = bs_recorder_writer_get_busy_ns (self->writer);
    }
}

guint32
bs_recorder_get_lower_bound (BsRecorder *self, guint32 mini_batch)
{
  return self->stopped ? bs_recorder_writer_get_lower_bound (self->writer, mini_batch) : 0;
}

void
bs_recorder_free (BsRecorder *self)
{
  if (self->writer != NULL)
    {
      stop (self, BS_MESSAGE_ABANDON);
      bs_recorder_writer_stop (self->writer, NULL);
      bs_recorder_writer_free (self->writer);
    }
  bs_ring_free (self->ring);
  bs_message_queue_clear (&self->queue);
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_hash_table_unref (self->type_vocabulary);
  g_clear_pointer (&self->model, bs_model_unref);
  g_clear_pointer (&self->planned_model, bs_model_unref);
  g_free (self);
}
