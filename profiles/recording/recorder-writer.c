/* SPDX-License-Identifier: Apache-2.0 */
/* The thread of a recording that writes. What takes time and is not wanted during the run (lower
 * bounds, what planning saved) is worked out here. */
#include "config.h"

#include "profiles/recording/recorder-writer.h"

#include <sys/utsname.h>

#include "profiles/recording/trace-writer.h"

#define POP_EVENTS 4096u
#define POLL_US 5000
#define N_LANES 256

/* Numbers about the recording, and what of them is in the file. */
typedef enum
{
  DROPPED,
  WAITS,
  WAIT_NS,
  CLOCK_STEPS,
  OBSERVER_NS,
  WRITER_NS,
  N_DIAGNOSTICS
} Diagnostic;

static const char *const diagnostic_names[N_DIAGNOSTICS] = {
  "dropped_events", "waits", "wait_ns", "clock_steps", "observer_ns", "writer_ns",
};

struct _BsRecorderWriter
{
  GThread *thread; /* (nullable): ended */
  BsRing *ring;
  BsMessageQueue *queue;
  const BsRecorderCounts *counts;

  BsTraceWriter *writer;
  BsEvent *events;
  gint64 last_ns[N_LANES]; /* when the last event of a lane ended */
  GArray *state_map;       /* guint32: number in the trace of a state of the schedules */
  GArray *cells;           /* (nullable): BsCellPlans by cell of the model */
  guint n_cells, n_plans;  /* in the trace */
  guint32 n_kernels;       /* the same */
  guint64 n_launches, n_idles;
  GArray *lower_bounds; /* guint32 */
  gint64 busy_ns;
  guint64 n_clock_steps;
  gint64 written[N_DIAGNOSTICS];
  gboolean ok;
  GError *error;
};

/* A clock that went backwards: an event ends before it began, or before what had ended earlier. It
 * then took no time, at the last moment that made sense. */
static void
check_clock (BsRecorderWriter *self, BsEvent *event)
{
  gint64 *last_ns = &self->last_ns[event->lane];

  if (G_UNLIKELY (event->start_ns < 0 || event->end_ns < event->start_ns
                  || event->end_ns < *last_ns))
    {
      event->start_ns = MAX (event->start_ns, *last_ns);
      event->end_ns = event->start_ns;
      self->n_clock_steps++;
    }
  *last_ns = event->end_ns;
}

static void
drain (BsRecorderWriter *self, guint64 limit)
{
  guint32 n;

  while ((n = bs_ring_pop (self->ring, limit, self->events, POP_EVENTS)) > 0)
    {
      for (guint32 i = 0; i < n; i++)
        check_clock (self, &self->events[i]);
      bs_trace_writer_add_events (self->writer, self->events, n);
    }
}

/* Returns: the number in the trace of a cell of the model; with its plans when it is new. */
static int
write_cell (BsRecorderWriter *self, int cell)
{
  BsCellPlans *plans;

  if (cell < 0 || self->cells == NULL)
    return -1;

  plans = &g_array_index (self->cells, BsCellPlans, cell);
  if (plans->id >= 0)
    return plans->id;

  plans->id = (int) self->n_cells++;
  bs_trace_writer_add_cell (self->writer, (guint) plans->id, plans->name);
  bs_trace_writer_add_plan (self->writer, self->n_plans++, (guint) plans->id, plans->creation);
  if (plans->planned != NULL)
    bs_trace_writer_add_plan (self->writer, self->n_plans++, (guint) plans->id, plans->planned);
  bs_trace_writer_commit_if_due (self->writer);

  return plans->id;
}

static void
write_scheduled (BsRecorderWriter *self, const BsMessage *message)
{
  const guint16 *key = (const guint16 *) message->state_keys->data;
  BsMiniBatch mini_batch = message->mini_batch;
  g_autoptr (BsSchedule) schedule = bs_schedule_add_ratios (mini_batch.schedule, mini_batch.graph);
  guint32 lower_bound = bs_graph_lower_bound (message->mini_batch.graph);

  for (guint i = 0; i < message->types->len; i++)
    {
      const BsNewType *type = &g_array_index (message->types, BsNewType, i);

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
      bs_trace_writer_commit_if_due (self->writer);
    }

  g_array_append_val (self->lower_bounds, lower_bound);
  mini_batch.schedule = schedule;
  bs_trace_writer_add_mini_batch (self->writer, &mini_batch, lower_bound,
                                  schedule->states != NULL ? (const guint32 *) self->state_map->data
                                                           : NULL,
                                  self->state_map->len);
}

static void
write_planned (BsRecorderWriter *self, const BsMessage *message)
{
  BsGraphPlanReport report = message->report;

  if (message->plan != NULL)
    bs_graph_plan_report (message->plan, message->mini_batch.graph, message->mini_batch.schedule,
                          message->plan_types, &report);
  bs_trace_writer_add_graph_plan (self->writer, message->mini_batch.mini_batch, &report);
}

static void
write_device_work (BsRecorderWriter *self, const BsMessage *message)
{
  bs_trace_writer_add_launches (self->writer, (const BsLaunch *) message->launches->data,
                                message->launches->len, self->n_launches);
  bs_trace_writer_add_idles (self->writer, (const BsIdle *) message->idles->data,
                             message->idles->len, self->n_idles);
  self->n_launches += message->launches->len;
  self->n_idles += message->idles->len;
}

/* Returns: FALSE when it was the last message. */
static gboolean
write_message (BsRecorderWriter *self, const BsMessage *message)
{
  switch (message->kind)
    {
    case BS_MESSAGE_INFO:
      bs_trace_writer_set_info (self->writer, message->key, message->value);
      bs_trace_writer_commit (self->writer);
      return TRUE;

    case BS_MESSAGE_VOCABULARY:
      bs_trace_writer_add_vocabulary (self->writer, message->key,
                                      (const char *const *) message->strings, message->n_strings);
      return TRUE;

    case BS_MESSAGE_INSTANCES:
      bs_trace_writer_name_instances (self->writer, message->mini_batch.mini_batch,
                                      (const char *const *) message->strings, message->n_strings);
      return TRUE;

    case BS_MESSAGE_POLICY:
      bs_trace_writer_set_policy (self->writer, message->fsm, message->training);
      return TRUE;

    case BS_MESSAGE_PLANS:
      g_clear_pointer (&self->cells, g_array_unref);
      self->cells = g_array_ref (message->cells);
      return TRUE;

    case BS_MESSAGE_SCHEDULED:
      write_scheduled (self, message);
      return TRUE;

    case BS_MESSAGE_PLANNED:
      write_planned (self, message);
      return TRUE;

    case BS_MESSAGE_FINISHED:
      bs_trace_writer_finish_mini_batch (self->writer, message->mini_batch.mini_batch,
                                         message->loss);
      return TRUE;

    case BS_MESSAGE_DIAGNOSTIC:
      bs_trace_writer_set_diagnostic (self->writer, message->key, message->number);
      return TRUE;

    case BS_MESSAGE_DEVICE:
      bs_trace_writer_set_device (self->writer, message->device);
      return TRUE;

    case BS_MESSAGE_LANE:
      bs_trace_writer_add_lane (self->writer, &message->lane);
      return TRUE;

    case BS_MESSAGE_KERNEL:
      bs_trace_writer_add_kernel (self->writer, self->n_kernels++, &message->kernel);
      return TRUE;

    case BS_MESSAGE_DEVICE_WORK:
      write_device_work (self, message);
      return TRUE;

    case BS_MESSAGE_CLOSE:
    case BS_MESSAGE_ABANDON:
    default:
      return FALSE;
    }
}

static void
set_diagnostic (BsRecorderWriter *self, Diagnostic diagnostic, gint64 value)
{
  if (value == self->written[diagnostic])
    return;

  bs_trace_writer_set_diagnostic (self->writer, diagnostic_names[diagnostic], value);
  self->written[diagnostic] = value;
}

/* What is out of the ordinary, so that a killed recording tells of it too. */
static void
write_troubles (BsRecorderWriter *self)
{
  set_diagnostic (self, DROPPED, (gint64) bs_ring_get_dropped (self->ring));
  set_diagnostic (self, WAITS,
                  (gint64) atomic_load_explicit (&self->counts->n_waits, memory_order_relaxed));
  set_diagnostic (self, WAIT_NS,
                  atomic_load_explicit (&self->counts->wait_ns, memory_order_relaxed));
  set_diagnostic (self, CLOCK_STEPS, (gint64) self->n_clock_steps);
}

/* Takes what is there. Returns: the message, NULL where there was none. */
static BsMessage *
take (BsRecorderWriter *self)
{
  gint64 now_ns = bs_now_ns ();
  /* The head first: a message that was queued before these events is then in the list. */
  guint64 head = bs_ring_get_head (self->ring);
  BsMessage *message = bs_message_queue_receive (self->queue);

  drain (self, message != NULL ? message->position : head);
  if (message == NULL)
    bs_trace_writer_set_reached (self->writer, now_ns);

  return message;
}

static gpointer
writer_thread (gpointer data)
{
  BsRecorderWriter *self = data;
  gboolean complete = FALSE, more = TRUE;

  while (more)
    {
      gint64 start_ns = bs_now_ns ();
      BsMessage *message = take (self);

      if (message != NULL)
        {
          more = write_message (self, message);
          complete = message->kind == BS_MESSAGE_CLOSE;
          bs_message_queue_finish (self->queue);
        }
      write_troubles (self);
      bs_trace_writer_commit_if_due (self->writer);
      self->busy_ns += bs_now_ns () - start_ns;
      if (message == NULL)
        bs_message_queue_sleep (self->queue, POLL_US);
    }

  if (complete)
    {
      bs_trace_writer_set_reached (self->writer, bs_now_ns ());
      for (guint i = 0; i < N_DIAGNOSTICS; i++)
        self->written[i] = -1;
      write_troubles (self);
      set_diagnostic (self, OBSERVER_NS,
                      atomic_load_explicit (&self->counts->observer_ns, memory_order_relaxed));
      set_diagnostic (self, WRITER_NS, self->busy_ns);
    }
  self->ok = bs_trace_writer_close (g_steal_pointer (&self->writer), complete, &self->error);

  return NULL;
}

static void
write_beginning (BsRecorderWriter *self, const char *overflow)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *created = g_date_time_format_iso8601 (now);
  struct utsname system;

  bs_trace_writer_set_info (self->writer, "version", BS_VERSION);
  bs_trace_writer_set_info (self->writer, "created", created);
  bs_trace_writer_set_info (self->writer, "overflow", overflow);
  if (uname (&system) == 0)
    {
      g_autofree char *text = g_strdup_printf ("%s %s %s", system.sysname, system.release,
                                               system.machine);

      bs_trace_writer_set_info (self->writer, "host", system.nodename);
      bs_trace_writer_set_info (self->writer, "system", text);
    }
  bs_trace_writer_commit (self->writer);
}

BsRecorderWriter *
bs_recorder_writer_new (const char *path, BsRing *ring, BsMessageQueue *queue,
                        const BsRecorderCounts *counts, const char *overflow, GError **error)
{
  BsTraceWriter *writer = bs_trace_writer_new (path, error);
  BsRecorderWriter *self;

  if (writer == NULL)
    return NULL;

  self = g_new0 (BsRecorderWriter, 1);
  self->ring = ring;
  self->queue = queue;
  self->counts = counts;
  self->writer = writer;
  self->events = g_new (BsEvent, POP_EVENTS);
  self->state_map = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->lower_bounds = g_array_new (FALSE, TRUE, sizeof (guint32));
  write_beginning (self, overflow);
  self->thread = g_thread_new ("trace writer", writer_thread, self);

  return self;
}

gboolean
bs_recorder_writer_stop (BsRecorderWriter *self, GError **error)
{
  g_clear_pointer (&self->thread, g_thread_join);
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->ok;
}

void
bs_recorder_writer_free (BsRecorderWriter *self)
{
  g_array_unref (self->state_map);
  g_array_unref (self->lower_bounds);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_error (&self->error);
  g_free (self->events);
  g_free (self);
}

gint64
bs_recorder_writer_get_busy_ns (const BsRecorderWriter *self)
{
  return self->busy_ns;
}

guint64
bs_recorder_writer_get_n_clock_steps (const BsRecorderWriter *self)
{
  return self->n_clock_steps;
}

guint32
bs_recorder_writer_get_lower_bound (const BsRecorderWriter *self, guint32 mini_batch)
{
  return mini_batch < self->lower_bounds->len
             ? g_array_index (self->lower_bounds, guint32, mini_batch)
             : 0;
}
