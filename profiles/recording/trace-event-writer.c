/* SPDX-License-Identifier: Apache-2.0 */
/* Writes events into a trace. They come nearly in order: those of a thread after those of another,
 * and what lasted long after what began later. Some wait for others, so that blocks follow each
 * other in time wherever that can be. */
#include "config.h"

#include "profiles/recording/trace-event-writer.h"

#include <string.h>

#include "profiles/format/event-rows.h"
#include "profiles/format/packing.h"
#include "profiles/format/schema.h"
#include "profiles/recording/trace-writer-private.h"

/* Events that wait when a block is full. */
#define WINDOW_EVENTS 1024
#define MAX_EVENTS (BS_EVENT_BLOCK_EVENTS + WINDOW_EVENTS)

#define BATCH_COLUMNS 11

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

struct _BsTraceEventWriter
{
  BsTraceWriter *writer;

  /* The batches of the mini-batch that runs, and which of them changed since the last commit.
   * Behind them may be batches of the next one, whose graph still grows. */
  guint32 first_decision;
  guint n_announced;
  GArray *batches;
  guint first_changed, end_changed;

  BsEvent *events; /* [MAX_EVENTS] those that wait, in order of their start */
  guint32 n_events;
  guint32 mini_batch; /* of the last event, in full */
  BsEventRows *rows;
};

static void
write_event_row (gpointer user_data, const BsEventRow *row)
{
  bs_trace_writer_run (user_data, BS_STATEMENT_EVENT_BLOCK, "iiiuuunnb", row->id, row->t0, row->t1,
                       row->n, row->first_mini_batch, row->last_mini_batch, row->first_decision,
                       row->last_decision, row->data, row->size);
}

static void
write_level_row (gpointer user_data, const BsLevelRow *row)
{
  bs_trace_writer_run (user_data, BS_STATEMENT_LEVEL_BLOCK, "iuuuiiub", row->id, row->lane,
                       row->level, row->part, row->t0, row->t1, row->n, row->data, row->size);
}

static const BsEventRowsFuncs funcs = { write_event_row, write_level_row };

BsTraceEventWriter *
bs_trace_event_writer_new (BsTraceWriter *writer)
{
  BsTraceEventWriter *self = g_new0 (BsTraceEventWriter, 1);

  self->writer = writer;
  self->first_decision = 1;
  self->batches = g_array_new (FALSE, TRUE, sizeof (Batch));
  self->events = g_new (BsEvent, MAX_EVENTS);
  self->rows = bs_event_rows_new (&funcs, writer);

  return self;
}

void
bs_trace_event_writer_free (BsTraceEventWriter *self)
{
  g_array_unref (self->batches);
  g_free (self->events);
  bs_event_rows_free (self->rows);
  g_free (self);
}

/* Batches whose numbers changed since the last time. */
static void
write_batches (BsTraceEventWriter *self)
{
  guint end = MIN (self->end_changed, self->n_announced);
  g_autofree BsBulkValue *values = NULL;
  gsize n = 0;

  if (self->first_changed < end)
    values = g_new (BsBulkValue, (gsize) (end - self->first_changed) * BATCH_COLUMNS);
  for (guint i = self->first_changed; i < end; i++)
    {
      const Batch *batch = &g_array_index (self->batches, Batch, i);
      BsBulkValue *row = values + n * BATCH_COLUMNS;

      if (!batch->seen)
        continue;
      row[0].integer = self->first_decision + i;
      row[1].integer = batch->start_ns;
      row[2].integer = batch->end_ns;
      row[3].integer = (gint64) batch->bytes;
      row[4].integer = (gint64) batch->gathers.bytes;
      row[5].integer = (gint64) batch->flops;
      row[6].integer = batch->gathers.n;
      row[7].integer = batch->gathers.ns;
      row[8].integer = batch->scatters.n;
      row[9].integer = (gint64) batch->scatters.bytes;
      row[10].integer = batch->scatters.ns;
      n++;
    }
  bs_trace_writer_run_rows (self->writer, BS_STATEMENT_BATCH,
                            &(BsBulkRows){ values, n, "iiiiiiiiiii" });
  self->first_changed = self->end_changed = 0;
}

void
bs_trace_event_writer_begin (BsTraceEventWriter *self, guint32 mini_batch, guint32 first_decision,
                             guint32 n_decisions)
{
  write_batches (self);
  if (first_decision == self->first_decision + self->n_announced)
    g_array_remove_range (self->batches, 0, self->n_announced);
  else
    g_array_set_size (self->batches, 0);
  self->first_decision = first_decision;
  self->n_announced = n_decisions;
  self->end_changed = self->batches->len;
  g_array_set_size (self->batches, MAX (self->batches->len, self->n_announced));
  self->mini_batch = mini_batch;
}

static void
add_move (Moves *moves, const BsEvent *event)
{
  moves->n++;
  moves->bytes += event->bytes;
  moves->ns += event->end_ns - event->start_ns;
}

/* Of a batch whose row is written: what a device did may become known late. */
static void
add_to_written (BsTraceEventWriter *self, const BsEvent *event)
{
  gboolean gathers = event->phase == BS_PHASE_GATHER, scatters = event->phase == BS_PHASE_SCATTER;
  gint64 ns = event->end_ns - event->start_ns, bytes = (gint64) event->bytes;

  bs_trace_writer_run (self->writer, BS_STATEMENT_LATE_BATCH, "uiiiiiuiuii", event->decision,
                       event->start_ns, event->end_ns, bytes, gathers ? bytes : (gint64) 0,
                       (gint64) event->flops, (guint32) gathers, gathers ? ns : (gint64) 0,
                       (guint32) scatters, scatters ? bytes : (gint64) 0,
                       scatters ? ns : (gint64) 0);
}

static void
add_to_batch (BsTraceEventWriter *self, const BsEvent *event)
{
  guint index;
  Batch *batch;

  if (event->decision == 0 || !bs_phase_is_computing (event->phase))
    return;
  if (event->decision < self->first_decision)
    {
      add_to_written (self, event);
      return;
    }

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

/* The first @n events that wait. */
static void
write_events (BsTraceEventWriter *self, guint32 n)
{
  for (guint32 first = 0; first < n; first += BS_EVENT_BLOCK_EVENTS)
    bs_event_rows_add (self->rows, self->events + first, MIN (n - first, BS_EVENT_BLOCK_EVENTS),
                       self->mini_batch);
  self->n_events -= n;
  memmove (self->events, self->events + n, self->n_events * sizeof *self->events);
}

void
bs_trace_event_writer_add (BsTraceEventWriter *self, const BsEvent *event)
{
  guint32 low = 0, high = self->n_events;

  g_return_if_fail (event->phase < BS_N_PHASES && event->start_ns >= 0
                    && event->end_ns >= event->start_ns);

  if (high == 0 || self->events[high - 1].start_ns <= event->start_ns)
    low = high;
  while (low < high)
    {
      guint32 middle = (low + high) / 2;

      if (self->events[middle].start_ns <= event->start_ns)
        low = middle + 1;
      else
        high = middle;
    }
  memmove (self->events + low + 1, self->events + low,
           (self->n_events - low) * sizeof *self->events);
  self->events[low] = *event;
  self->n_events++;
  self->mini_batch = bs_unwrap_mini_batch (event->mini_batch, self->mini_batch);
  add_to_batch (self, event);

  if (self->n_events == MAX_EVENTS)
    write_events (self, BS_EVENT_BLOCK_EVENTS);
}

void
bs_trace_event_writer_flush (BsTraceEventWriter *self, gint64 before_ns)
{
  guint32 n = self->n_events;

  while (n > 0 && self->events[n - 1].start_ns >= before_ns)
    n--;
  write_events (self, n);
  bs_event_rows_flush (self->rows);
  write_batches (self);
}

gboolean
bs_trace_event_writer_is_waiting (const BsTraceEventWriter *self)
{
  return self->n_events > 0 || self->end_changed > 0;
}

guint64
bs_trace_event_writer_get_n (const BsTraceEventWriter *self)
{
  return bs_event_rows_get_n (self->rows) + self->n_events;
}
