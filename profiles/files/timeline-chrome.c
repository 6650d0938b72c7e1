/* SPDX-License-Identifier: Apache-2.0 */
/* A timeline as JSON of the Trace Event Format, which chrome://tracing, Perfetto and others open.
 * The format is described in the document “Trace Event Format” of the Chromium project. */
#include "config.h"

#include "profiles/files/json-writer.h"
#include "profiles/files/timeline-private.h"

/* No viewer takes 0 as the number of a process or thread. */
#define PROCESS 1
#define DEVICE 2
#define THREAD(track) ((track) + 1)

static void
append_integer (GString *out, guint64 value)
{
  char digits[20];
  gsize i = sizeof digits;

  do
    digits[--i] = (char) ('0' + value % 10);
  while ((value /= 10) > 0);
  g_string_append_len (out, digits + i, (gssize) (sizeof digits - i));
}

/* Microseconds; digits, since a double does not hold all nanoseconds of a long time. */
static void
append_time (GString *out, const char *name, gint64 ns)
{
  guint64 rest = (guint64) ns % 1000;

  g_string_append (out, name);
  append_integer (out, (guint64) ns / 1000);
  g_string_append_c (out, '.');
  g_string_append_c (out, (char) ('0' + rest / 100));
  g_string_append_c (out, (char) ('0' + rest / 10 % 10));
  g_string_append_c (out, (char) ('0' + rest % 10));
}

static guint
get_process (const BsTimelineSink *self, guint track)
{
  return bs_timeline_is_of_device (self->trace, track) ? DEVICE : PROCESS;
}

static void
append_metadata (GString *out, const char *what, guint process, guint thread)
{
  g_string_append_printf (out, "{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"name\":\"%s\",\"args\":{",
                          process, thread, what);
}

static void
append_process (GString *out, guint process, guint thread, const char *name)
{
  append_metadata (out, "process_name", process, thread);
  g_string_append (out, "\"name\":");
  bs_json_append_string (out, name);
  g_string_append (out, "}}");
}

static void
append_provenance (BsTimelineSink *self)
{
  const BsTrace *trace = self->trace;
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);

  g_string_append_printf (self->text,
                          "\"otherData\":{\"clock\":\"monotonic\",\"origin_ns\":%" G_GINT64_FORMAT
                          ",\"complete\":%s,\"dropped_events\":%" G_GUINT64_FORMAT
                          ",\"emulated\":%s,\"provenance\":{",
                          self->origin_ns, trace->complete ? "true" : "false", trace->n_dropped,
                          bs_trace_is_emulated (trace) ? "true" : "false");
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      g_string_append (self->text, i > 0 ? ",\n" : "\n");
      bs_json_append_string (self->text, key);
      g_string_append_c (self->text, ':');
      bs_json_append_string (self->text, bs_trace_get_info (trace, key));
    }
  g_string_append (self->text, "}},\n");
}

static void
begin (BsTimelineSink *self)
{
  g_autofree char *process = bs_timeline_process_name (self->trace);

  g_string_append (self->text, "{\"displayTimeUnit\":\"ns\",\n");
  append_provenance (self);
  g_string_append (self->text, "\"traceEvents\":[\n");
  append_process (self->text, PROCESS, THREAD (BS_TIMELINE_SCHEDULING), process);
  if (self->trace->device != NULL)
    {
      g_autofree char *device = bs_timeline_device_name (self->trace);

      g_string_append (self->text, ",\n");
      append_process (self->text, DEVICE, THREAD (BS_TIMELINE_SCHEDULING), device);
    }

  for (guint i = 0; i < self->n_tracks; i++)
    {
      g_autofree char *name = bs_timeline_track_name (self->trace, i);

      g_string_append (self->text, ",\n");
      append_metadata (self->text, "thread_name", get_process (self, i), THREAD (i));
      g_string_append (self->text, "\"name\":");
      bs_json_append_string (self->text, name);
      g_string_append (self->text, "}},\n");
      append_metadata (self->text, "thread_sort_index", get_process (self, i), THREAD (i));
      g_string_append_printf (self->text, "\"sort_index\":%u}}", i);
    }
}

static void
append_argument (GString *out, const BsTimelineArg *arg)
{
  g_string_append_c (out, '"');
  g_string_append (out, bs_timeline_key_to_string (arg->key));
  g_string_append (out, "\":");
  switch (arg->kind)
    {
    case BS_ARG_INTEGER:
      append_integer (out, (guint64) arg->integer);
      break;
    case BS_ARG_REAL:
      bs_json_append_real (out, arg->real);
      break;
    case BS_ARG_TEXT:
    default:
      bs_json_append_string (out, arg->text);
      break;
    }
}

/* What all records of a slice begin with. */
static void
append_head (BsTimelineSink *self, const BsTimelineSlice *slice, const char *phase)
{
  g_string_append (self->text, ",\n{\"ph\":\"");
  g_string_append (self->text, phase);
  g_string_append (self->text, "\",\"pid\":");
  append_integer (self->text, get_process (self, slice->track));
  g_string_append (self->text, ",\"tid\":");
  append_integer (self->text, THREAD (slice->track));
  append_time (self->text, ",\"ts\":", slice->start_ns - self->origin_ns);
}

static void
append_slice (BsTimelineSink *self, const BsTimelineSlice *slice)
{
  /* Steps and ends belong to the slice that they are in, not to the next one. */
  static const char *const flow_phases[] = { NULL, "s", "t", "f" };
  static const char *const flow_ends[] = { NULL, "}", ",\"bp\":\"e\"}", ",\"bp\":\"e\"}" };

  append_head (self, slice, "X");
  append_time (self->text, ",\"dur\":", slice->end_ns - slice->start_ns);
  g_string_append (self->text, ",\"cat\":\"");
  g_string_append (self->text, slice->category);
  g_string_append (self->text, "\",\"name\":");
  bs_json_append_string (self->text, slice->name);
  g_string_append (self->text, ",\"args\":{");
  for (guint i = 0; i < slice->n_args; i++)
    {
      if (i > 0)
        g_string_append_c (self->text, ',');
      append_argument (self->text, &slice->args[i]);
    }
  g_string_append (self->text, "}}");

  if (slice->flow == BS_FLOW_NONE)
    return;

  append_head (self, slice, flow_phases[slice->flow]);
  g_string_append (self->text, ",\"cat\":\"flow\",\"name\":\"batch\",\"id\":");
  append_integer (self->text, slice->flow_id);
  g_string_append (self->text, flow_ends[slice->flow]);
}

static void
append_counter (BsTimelineSink *self, guint counter, gint64 time_ns, gint64 value)
{
  g_autofree char *name = bs_timeline_counter_name (self->trace, counter);

  g_string_append (self->text, ",\n{\"ph\":\"C\",\"pid\":" G_STRINGIFY (PROCESS));
  append_time (self->text, ",\"ts\":", time_ns - self->origin_ns);
  g_string_append (self->text, ",\"name\":");
  bs_json_append_string (self->text, name);
  g_string_append (self->text, ",\"args\":{\"value\":");
  append_integer (self->text, (guint64) value);
  g_string_append (self->text, "}}");
}

static void
finish (BsTimelineSink *self)
{
  g_string_append (self->text, "\n]}\n");
}

void
bs_timeline_chrome_init (BsTimelineSink *self)
{
  self->begin = begin;
  self->slice = append_slice;
  self->counter = append_counter;
  self->finish = finish;
}
