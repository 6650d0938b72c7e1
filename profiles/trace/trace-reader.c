/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a trace from its file. Nothing is believed: every id is checked against what it points
 * into, every batch against the graph, and memory is only asked for what was really read. */
#include "config.h"

#include "profiles/trace/trace-reader.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/report/duration.h"
#include "profiles/trace/trace-batch-reader.h"
#include "profiles/trace/trace-event-reader.h"

typedef struct
{
  BsTrace *trace;
  BsTraceFile *file;
  gint64 n_events; /* that were recorded, by the recording's own count */
} Reader;

static void
read_info (Reader *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "provenance", "key, value"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *key = bs_trace_cursor_text (&cursor, 0);
      const char *value = bs_trace_cursor_text (&cursor, 1);

      if (self->file->error == NULL)
        g_hash_table_replace (self->trace->info, g_strdup (key), g_strdup (value));
    }
}

static void
read_diagnostics (Reader *self)
{
  BsTraceRecording *recording = &self->trace->recording;
  const struct
  {
    const char *name;
    gint64 *place;
  } places[] = {
    { "dropped_events", (gint64 *) &self->trace->n_dropped },
    { "events", &self->n_events },
    { "begin_ns", &recording->begin_ns },
    { "end_ns", &recording->end_ns },
    { "observer_ns", &recording->observer_ns },
    { "writer_ns", &recording->writer_ns },
    { "waits", (gint64 *) &recording->n_waits },
    { "wait_ns", &recording->wait_ns },
    { "clock_steps", (gint64 *) &recording->n_clock_steps },
    { "dropped_activities", (gint64 *) &recording->n_dropped_activities },
    { "late_activities", (gint64 *) &recording->n_late_activities },
    { "activities_without_batch", (gint64 *) &recording->n_lost_activities },
    { "clock_error_ns", &recording->clock_error_ns },
    { "clock_drift_ppb", &recording->clock_drift_ppb },
  };
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "diagnostic", "name, value"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      gint64 value = bs_trace_cursor_integer (
          &cursor, 1, g_strcmp0 (name, "clock_drift_ppb") == 0 ? G_MININT64 : 0, G_MAXINT64);

      if (self->file->error != NULL)
        return;

      if (g_str_equal (name, "complete"))
        self->trace->complete = value == 1;
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        if (g_str_equal (name, places[i].name))
          *places[i].place = value;
    }
}

static void
read_states (Reader *self)
{
  BsTrace *trace = self->trace;
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "state", "encoding, types"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      BsEncoding encoding;
      guint length = 0;
      g_autofree guint16 *key = NULL;

      if (name == NULL)
        return;
      if (!bs_encoding_from_string (name, &encoding)
          || (trace->states != NULL && encoding != trace->states->encoding))
        {
          bs_trace_file_corrupt (self->file, _ ("state %lld has the encoding “%s”"), cursor.id,
                                 name);
          return;
        }

      key = bs_trace_read_key (&cursor, 1, encoding, trace->types->n_types, &length);
      if (key == NULL)
        return;
      if (trace->states == NULL)
        trace->states = bs_state_table_new (encoding);
      if (cursor.id != trace->states->n_states
          || bs_state_table_intern (trace->states, key, length) != cursor.id)
        {
          bs_trace_file_corrupt (self->file, _ ("state %lld is not valid"), cursor.id);
          return;
        }
    }

  if (trace->states == NULL)
    trace->states = bs_state_table_new (trace->fsm != NULL ? trace->fsm->states->encoding
                                                           : BS_ENCODING_BASE);
}

void
bs_trace_add_diagnostic (BsTrace *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->diagnostics, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
diagnose_end (Reader *self)
{
  const BsTraceRecording *recording = &self->trace->recording;
  g_autofree char *length = NULL;

  if (self->trace->complete || self->file->error != NULL)
    return;
  if (recording->end_ns <= recording->begin_ns)
    {
      bs_trace_add_diagnostic (self->trace, _ ("The recording was cut short: what came later is "
                                               "not in the file."));
      return;
    }

  length = bs_duration_to_string (recording->end_ns - recording->begin_ns);
  bs_trace_add_diagnostic (self->trace,
                           _ ("The recording was cut short: what came later than %s after its "
                              "beginning is not in the file."),
                           length);
}

static void
diagnose_device (Reader *self)
{
  const BsTraceRecording *recording = &self->trace->recording;
  const char *problem = bs_trace_get_info (self->trace, "activities_problem");

  if (problem != NULL)
    bs_trace_add_diagnostic (
        self->trace, _ ("What the GPU did was not recorded, or not all of it. %s."), problem);
  if (recording->n_dropped_activities > 0)
    bs_trace_add_diagnostic (
        self->trace,
        ngettext ("%llu record of what the GPU did was lost: there was no room for it.",
                  "%llu records of what the GPU did were lost: there was no room for them.",
                  recording->n_dropped_activities),
        (unsigned long long) recording->n_dropped_activities);
  if (recording->n_late_activities > 0)
    bs_trace_add_diagnostic (
        self->trace,
        ngettext ("%llu record of what the GPU did came after its mini-batch had been written: "
                  "idle times there may be too long.",
                  "%llu records of what the GPU did came after their mini-batches had been "
                  "written: idle times there may be too long.",
                  recording->n_late_activities),
        (unsigned long long) recording->n_late_activities);
  if (recording->n_lost_activities > 0)
    bs_trace_add_diagnostic (
        self->trace,
        ngettext ("Of %llu thing that the GPU did it is not known for which batch.",
                  "Of %llu things that the GPU did it is not known for which batches.",
                  recording->n_lost_activities),
        (unsigned long long) recording->n_lost_activities);
}

static void
diagnose (Reader *self)
{
  const BsTraceRecording *recording = &self->trace->recording;
  guint64 dropped = self->trace->n_dropped;

  if (dropped > 0)
    bs_trace_add_diagnostic (self->trace,
                             ngettext ("%llu"
                                       " event was not recorded because the disk could not keep "
                                       "up; times are too short where it is missing.",
                                       "%llu"
                                       " events were not recorded because the disk could not keep "
                                       "up; times are too short where they are missing.",
                                       dropped),
                             (unsigned long long) dropped);
  if (recording->n_waits > 0)
    {
      g_autofree char *length = bs_duration_to_string (recording->wait_ns);

      bs_trace_add_diagnostic (self->trace,
                               ngettext ("The run waited %llu time for the disk, %s in all.",
                                         "The run waited %llu times for the disk, %s in all.",
                                         recording->n_waits),
                               (unsigned long long) recording->n_waits, length);
    }
  if (recording->n_clock_steps > 0)
    bs_trace_add_diagnostic (
        self->trace,
        ngettext ("The clock went backwards at %llu event, which is recorded "
                  "as if it had taken no time.",
                  "The clock went backwards at %llu events, which are recorded "
                  "as if they had taken no time.",
                  recording->n_clock_steps),
        (unsigned long long) recording->n_clock_steps);
  diagnose_device (self);
  if (self->file->log_missing)
    bs_trace_add_diagnostic (self->trace,
                             _ ("The log beside the file, “%s-wal”, could not be read; the end of "
                                "the recording may be missing."),
                             self->file->name);
}

gboolean
bs_trace_read (BsTrace *self, BsTraceFile *file, GError **error)
{
  Reader reader = { .trace = self, .file = file };
  BsTraceEventReader *events = bs_trace_event_reader_start (file);
  BsTraceBatchReader *batches = bs_trace_batch_reader_start (file);

  self->version = file->version;
  read_info (&reader);
  read_diagnostics (&reader);
  bs_load_progress_tell (file->progress, n_events_expected, reader.n_events);
  diagnose_end (&reader);
  bs_trace_read_types (file, "type", self->types);
  bs_trace_read_vocabularies (self, file);
  bs_trace_read_plans (self, file);
  bs_trace_read_policy (self, file);
  read_states (&reader);
  bs_trace_read_mini_batches (self, file);
  bs_trace_batch_reader_finish (batches, self, file);
  bs_trace_event_reader_finish (events, self, file, reader.n_events);
  diagnose (&reader);
  bs_trace_read_device (self, file);
  bs_trace_read_instances (file, self->mini_batches, self->n_mini_batches);
  bs_trace_read_graph_plans (file, self->complete, self->mini_batches, self->n_mini_batches);

  if (file->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&file->error));
      return FALSE;
    }

  return TRUE;
}
