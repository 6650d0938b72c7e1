/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the events of a trace. They are most of a large one, and nothing else waits for them. */
#include "config.h"

#include "profiles/trace/trace-event-reader.h"

#include <glib/gi18n-lib.h>

#include "profiles/trace/event-store.h"
#include "profiles/format/schema.h"

struct _BsTraceEventReader
{
  BsTraceFile *file; /* its own; NULL when it could not be opened, or there is no thread */
  BsEventStore *events;
  GError *error;
  GThread *thread;
  char *path;
  BsLoadProgress *progress;
  GCancellable *cancellable; /* of the thread: when the rest went wrong, or was cancelled itself */
  GCancellable *outer;       /* (nullable) */
  gulong outer_id;
};

static void
read_blocks (BsTraceFile *file, BsEventStore *events, BsLoadProgress *progress)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "event_block", "t0, t1, n, data"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      gint64 t0 = bs_trace_cursor_integer (&cursor, 0, 0, G_MAXINT64), found_t0;
      gint64 t1 = bs_trace_cursor_integer (&cursor, 1, 0, G_MAXINT64), found_t1;
      guint32 n = bs_trace_cursor_u32 (&cursor, 2, BS_EVENT_BLOCK_EVENTS);
      gsize size;
      const guint8 *data = bs_trace_cursor_blob (&cursor, 3, 1, &size);
      gint64 id = events->n_events;
      gsize before = events->memory;

      if (bs_trace_file_check_cancelled (file))
        return;
      if (cursor.id != id || !bs_event_store_add (events, data, size, n, &found_t0, &found_t1)
          || t0 != found_t0 || t1 != found_t1)
        {
          bs_trace_file_corrupt (file, _ ("event block %lld is not valid"), cursor.id);
          return;
        }
      if (!bs_trace_file_allow (file, events->memory - before))
        return;
      bs_load_progress_tell (progress, n_events, events->n_events);
    }
  if (file->error == NULL && !bs_event_store_finish (events))
    bs_trace_file_corrupt (file, "%s", _ ("it has too many events that are out of order"));
}

static gpointer
read_in_thread (gpointer data)
{
  BsTraceEventReader *self = data;

  self->file = bs_trace_file_open (self->path, self->cancellable, &self->error);
  if (self->file == NULL)
    return NULL;

  read_blocks (self->file, self->events, self->progress);
  self->error = g_steal_pointer (&self->file->error);
  g_clear_pointer (&self->file, bs_trace_file_free);

  return NULL;
}

static void
cancel_cb (GCancellable *outer, GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

BsTraceEventReader *
bs_trace_event_reader_start (BsTraceFile *file)
{
  BsTraceEventReader *self = g_new0 (BsTraceEventReader, 1);

  self->events = bs_event_store_new ();
  /* One of an earlier format was copied, and is only there; one that is recorded would be another. */
  if (file->error != NULL || file->version <= BS_LAST_DRAFT_VERSION || file->has_log)
    return self;

  self->path = g_strdup (file->path);
  self->progress = file->progress;
  self->cancellable = g_cancellable_new ();
  if (g_set_object (&self->outer, file->cancellable))
    self->outer_id = g_cancellable_connect (self->outer, G_CALLBACK (cancel_cb), self->cancellable,
                                            NULL);
  /* Without a thread they are read when they are asked for. */
  self->thread = g_thread_try_new ("trace events", read_in_thread, self, NULL);

  return self;
}

/* Decisions of which events are: a graph that grows is told when it is whole, and the recording may
 * have been cut before. */
static void
check_decisions (BsTrace *trace, BsTraceFile *file, BsEventStore *events)
{
  if (events->max_decision <= trace->n_decisions)
    return;

  if (trace->complete)
    bs_trace_file_corrupt (file, _ ("events belong to decision %u, and there are only %u"),
                           events->max_decision, trace->n_decisions);
  else
    bs_event_store_cut (events, trace->n_decisions);
}

void
bs_trace_event_reader_finish (BsTraceEventReader *self, BsTrace *trace, BsTraceFile *file,
                              gint64 n_events)
{
  if (self->thread != NULL)
    {
      if (trace == NULL || file->error != NULL)
        g_cancellable_cancel (self->cancellable);
      g_thread_join (self->thread);
      if (self->error != NULL && file->error == NULL)
        file->error = g_steal_pointer (&self->error);
    }
  else if (trace != NULL && file->error == NULL)
    read_blocks (file, self->events, file->progress);

  if (trace != NULL && file->error == NULL)
    {
      check_decisions (trace, file, self->events);
      if (file->error == NULL && trace->complete && n_events != self->events->n_events)
        bs_trace_file_corrupt (file, "%s", _ ("events are missing"));
      bs_trace_take_events (trace, g_steal_pointer (&self->events));
    }

  g_clear_pointer (&self->events, bs_event_store_free);
  g_clear_error (&self->error);
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self);
}
