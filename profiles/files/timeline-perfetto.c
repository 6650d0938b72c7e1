/* SPDX-License-Identifier: Apache-2.0 */
/* A timeline as the protocol buffers that Perfetto opens. Messages and the numbers of their fields
 * are those of protos/perfetto/trace in the repository google/perfetto; how they are put together
 * is in its docs/reference/synthetic-track-event.md. */
#include "config.h"

#include "profiles/files/protobuf-writer.h"
#include "profiles/files/timeline-private.h"

/* trace.proto, trace_packet.proto, trace_packet_defaults.proto */
#define TRACE_PACKET 1
#define PACKET_CLOCK_SNAPSHOT 6
#define PACKET_TIMESTAMP 8
#define PACKET_SEQUENCE_ID 10
#define PACKET_TRACK_EVENT 11
#define PACKET_INTERNED_DATA 12
#define PACKET_SEQUENCE_FLAGS 13
#define PACKET_DEFAULTS 59
#define PACKET_TRACK_DESCRIPTOR 60
#define PACKET_FIRST_ON_SEQUENCE 87
#define DEFAULTS_TIMESTAMP_CLOCK_ID 58
#define FLAG_STATE_CLEARED 1
#define FLAG_NEEDS_STATE 2

/* clock_snapshot.proto, builtin_clock.proto */
#define SNAPSHOT_CLOCKS 1
#define SNAPSHOT_PRIMARY_CLOCK 2
#define CLOCK_ID 1
#define CLOCK_TIMESTAMP 2
#define MONOTONIC 3

/* interned_data.proto, debug_annotation.proto */
#define INTERNED_ANNOTATION_NAMES 3
#define NAME_ID 1
#define NAME_NAME 2
#define ANNOTATION_NAME_ID 1
#define ANNOTATION_BOOL 2
#define ANNOTATION_INTEGER 4
#define ANNOTATION_DOUBLE 5
#define ANNOTATION_STRING 6
#define ANNOTATION_NAME 10

/* track_descriptor.proto and those of its parts */
#define TRACK_UUID 1
#define TRACK_NAME 2
#define TRACK_PROCESS 3
#define TRACK_THREAD 4
#define TRACK_PARENT_UUID 5
#define TRACK_COUNTER 8
#define PROCESS_PID 1
#define PROCESS_NAME 6
#define THREAD_PID 1
#define THREAD_TID 2
#define THREAD_NAME 5
#define COUNTER_UNIT 3
#define UNIT_COUNT 2
#define UNIT_SIZE_BYTES 3

/* track_event.proto */
#define EVENT_ANNOTATIONS 4
#define EVENT_TYPE 9
#define EVENT_TRACK_UUID 11
#define EVENT_CATEGORIES 22
#define EVENT_NAME 23
#define EVENT_COUNTER_VALUE 30
#define EVENT_FLOW_IDS 47
#define TYPE_SLICE_BEGIN 1
#define TYPE_SLICE_END 2
#define TYPE_INSTANT 3
#define TYPE_COUNTER 4

/* 0 is the idle process and thread. */
#define PID 1
#define DEVICE_PID 2
#define TID(track) ((track) + 1)

#define SEQUENCE 1

/* Identities hold when traces are put together: made of what runs and when, the same each time. */
static guint64
get_base (BsTimelineSink *self)
{
  g_autofree char *name = bs_timeline_process_name (self->trace);
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325) ^ (guint64) self->origin_ns;

  /* FNV-1a */
  for (const char *p = name; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);

  /* Room for tracks below, and never 0. */
  return hash << 32 | G_GUINT64_CONSTANT (1) << 31;
}

static guint64
track_uuid (const BsTimelineSink *self, guint track)
{
  return self->base + 1 + track;
}

static guint64
counter_uuid (const BsTimelineSink *self, guint counter)
{
  return self->base + 1 + self->n_tracks + counter;
}

static gsize
begin_packet (BsTimelineSink *self, guint flags)
{
  gsize packet = bs_protobuf_begin (self->text, TRACE_PACKET);

  bs_protobuf_add_integer (self->text, PACKET_SEQUENCE_ID, SEQUENCE);
  bs_protobuf_add_integer (self->text, PACKET_SEQUENCE_FLAGS, flags);

  return packet;
}

static void
add_clock (BsTimelineSink *self)
{
  gsize packet = bs_protobuf_begin (self->text, TRACE_PACKET);
  gsize snapshot = bs_protobuf_begin (self->text, PACKET_CLOCK_SNAPSHOT);
  gsize clock = bs_protobuf_begin (self->text, SNAPSHOT_CLOCKS);

  bs_protobuf_add_integer (self->text, CLOCK_ID, MONOTONIC);
  bs_protobuf_add_integer (self->text, CLOCK_TIMESTAMP, (guint64) self->origin_ns);
  bs_protobuf_end (self->text, clock);
  bs_protobuf_add_integer (self->text, SNAPSHOT_PRIMARY_CLOCK, MONOTONIC);
  bs_protobuf_end (self->text, snapshot);
  bs_protobuf_add_integer (self->text, PACKET_SEQUENCE_ID, SEQUENCE);
  bs_protobuf_end (self->text, packet);
}

/* Which clock times are of, and the names of arguments. */
static void
add_defaults (BsTimelineSink *self)
{
  gsize packet = begin_packet (self, FLAG_STATE_CLEARED);
  gsize part;

  bs_protobuf_add_integer (self->text, PACKET_FIRST_ON_SEQUENCE, 1);
  part = bs_protobuf_begin (self->text, PACKET_DEFAULTS);
  bs_protobuf_add_integer (self->text, DEFAULTS_TIMESTAMP_CLOCK_ID, MONOTONIC);
  bs_protobuf_end (self->text, part);

  part = bs_protobuf_begin (self->text, PACKET_INTERNED_DATA);
  for (guint key = 0; key < BS_N_TIMELINE_KEYS; key++)
    {
      gsize name = bs_protobuf_begin (self->text, INTERNED_ANNOTATION_NAMES);

      bs_protobuf_add_integer (self->text, NAME_ID, key + 1);
      bs_protobuf_add_string (self->text, NAME_NAME, bs_timeline_key_to_string (key));
      bs_protobuf_end (self->text, name);
    }
  bs_protobuf_end (self->text, part);
  bs_protobuf_end (self->text, packet);
}

/* Behind all tracks and counters. */
static guint64
device_uuid (const BsTimelineSink *self)
{
  return self->base + 1 + self->n_tracks + self->n_counters;
}

static void
add_process (BsTimelineSink *self, guint64 uuid, guint pid, const char *name)
{
  gsize packet = begin_packet (self, FLAG_NEEDS_STATE);
  gsize descriptor = bs_protobuf_begin (self->text, PACKET_TRACK_DESCRIPTOR);
  gsize process;

  bs_protobuf_add_integer (self->text, TRACK_UUID, uuid);
  process = bs_protobuf_begin (self->text, TRACK_PROCESS);
  bs_protobuf_add_integer (self->text, PROCESS_PID, pid);
  bs_protobuf_add_string (self->text, PROCESS_NAME, name);
  bs_protobuf_end (self->text, process);
  bs_protobuf_end (self->text, descriptor);
  bs_protobuf_end (self->text, packet);
}

/* Lanes are threads; scheduling is a track beside them. */
static void
add_track (BsTimelineSink *self, guint track)
{
  g_autofree char *name = bs_timeline_track_name (self->trace, track);
  gsize packet = begin_packet (self, FLAG_NEEDS_STATE);
  gsize descriptor = bs_protobuf_begin (self->text, PACKET_TRACK_DESCRIPTOR);
  gboolean of_device = bs_timeline_is_of_device (self->trace, track);

  bs_protobuf_add_integer (self->text, TRACK_UUID, track_uuid (self, track));
  bs_protobuf_add_integer (self->text, TRACK_PARENT_UUID,
                           of_device ? device_uuid (self) : self->base);
  if (track < BS_TIMELINE_FIRST_LANE)
    bs_protobuf_add_string (self->text, TRACK_NAME, name);
  else
    {
      gsize thread = bs_protobuf_begin (self->text, TRACK_THREAD);

      bs_protobuf_add_integer (self->text, THREAD_PID, of_device ? DEVICE_PID : PID);
      bs_protobuf_add_integer (self->text, THREAD_TID, TID (track));
      bs_protobuf_add_string (self->text, THREAD_NAME, name);
      bs_protobuf_end (self->text, thread);
    }
  bs_protobuf_end (self->text, descriptor);
  bs_protobuf_end (self->text, packet);
}

static void
add_counter_track (BsTimelineSink *self, guint counter)
{
  g_autofree char *name = bs_timeline_counter_name (self->trace, counter);
  gsize packet = begin_packet (self, FLAG_NEEDS_STATE);
  gsize descriptor = bs_protobuf_begin (self->text, PACKET_TRACK_DESCRIPTOR);
  gsize part;

  bs_protobuf_add_integer (self->text, TRACK_UUID, counter_uuid (self, counter));
  bs_protobuf_add_integer (self->text, TRACK_PARENT_UUID, self->base);
  bs_protobuf_add_string (self->text, TRACK_NAME, name);
  part = bs_protobuf_begin (self->text, TRACK_COUNTER);
  bs_protobuf_add_integer (self->text, COUNTER_UNIT,
                           counter == BS_COUNTER_COPIED ? UNIT_SIZE_BYTES : UNIT_COUNT);
  bs_protobuf_end (self->text, part);
  bs_protobuf_end (self->text, descriptor);
  bs_protobuf_end (self->text, packet);
}

/* Begins a packet and the event in it, which end_event () ends. */
static void
begin_event (BsTimelineSink *self, guint type, guint64 uuid, gint64 time_ns, gsize begun[2])
{
  begun[0] = begin_packet (self, FLAG_NEEDS_STATE);
  bs_protobuf_add_integer (self->text, PACKET_TIMESTAMP, (guint64) time_ns);
  begun[1] = bs_protobuf_begin (self->text, PACKET_TRACK_EVENT);
  bs_protobuf_add_integer (self->text, EVENT_TYPE, type);
  bs_protobuf_add_integer (self->text, EVENT_TRACK_UUID, uuid);
}

static void
end_event (BsTimelineSink *self, const gsize begun[2])
{
  bs_protobuf_end (self->text, begun[1]);
  bs_protobuf_end (self->text, begun[0]);
}

/* No message but an event takes words of anybody: they are arguments of one. */
static void
add_provenance (BsTimelineSink *self)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (self->trace);
  gsize begun[2], annotation;

  begin_event (self, TYPE_INSTANT, self->base, self->origin_ns, begun);
  bs_protobuf_add_string (self->text, EVENT_NAME, "provenance");
  annotation = bs_protobuf_begin (self->text, EVENT_ANNOTATIONS);
  bs_protobuf_add_string (self->text, ANNOTATION_NAME, "trace complete");
  bs_protobuf_add_integer (self->text, ANNOTATION_BOOL, self->trace->complete ? 1 : 0);
  bs_protobuf_end (self->text, annotation);
  annotation = bs_protobuf_begin (self->text, EVENT_ANNOTATIONS);
  bs_protobuf_add_string (self->text, ANNOTATION_NAME, "emulated device");
  bs_protobuf_add_integer (self->text, ANNOTATION_BOOL, bs_trace_is_emulated (self->trace) ? 1 : 0);
  bs_protobuf_end (self->text, annotation);
  annotation = bs_protobuf_begin (self->text, EVENT_ANNOTATIONS);
  bs_protobuf_add_string (self->text, ANNOTATION_NAME, "dropped events");
  bs_protobuf_add_integer (self->text, ANNOTATION_INTEGER, self->trace->n_dropped);
  bs_protobuf_end (self->text, annotation);

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      annotation = bs_protobuf_begin (self->text, EVENT_ANNOTATIONS);
      bs_protobuf_add_string (self->text, ANNOTATION_NAME, key);
      bs_protobuf_add_string (self->text, ANNOTATION_STRING, bs_trace_get_info (self->trace, key));
      bs_protobuf_end (self->text, annotation);
    }
  end_event (self, begun);
}

static void
begin (BsTimelineSink *self)
{
  g_autofree char *name = bs_timeline_process_name (self->trace);

  self->base = get_base (self);
  add_clock (self);
  add_defaults (self);
  add_process (self, self->base, PID, name);
  if (self->trace->device != NULL)
    {
      g_autofree char *device = bs_timeline_device_name (self->trace);

      add_process (self, device_uuid (self), DEVICE_PID, device);
    }
  for (guint i = 0; i < self->n_tracks; i++)
    add_track (self, i);
  for (guint i = 0; i < self->n_counters; i++)
    add_counter_track (self, i);
  add_provenance (self);
}

static void
add_argument (GString *out, const BsTimelineArg *arg)
{
  gsize annotation = bs_protobuf_begin (out, EVENT_ANNOTATIONS);

  bs_protobuf_add_integer (out, ANNOTATION_NAME_ID, arg->key + 1);
  switch (arg->kind)
    {
    case BS_ARG_INTEGER:
      bs_protobuf_add_integer (out, ANNOTATION_INTEGER, (guint64) arg->integer);
      break;
    case BS_ARG_REAL:
      bs_protobuf_add_double (out, ANNOTATION_DOUBLE, arg->real);
      break;
    case BS_ARG_TEXT:
    default:
      bs_protobuf_add_string (out, ANNOTATION_STRING, arg->text);
      break;
    }
  bs_protobuf_end (out, annotation);
}

/* A flow needs no marks: whoever has its number first in time is where it starts. */
static void
add_slice (BsTimelineSink *self, const BsTimelineSlice *slice)
{
  gsize begun[2];

  begin_event (self, TYPE_SLICE_BEGIN, track_uuid (self, slice->track), slice->start_ns, begun);
  bs_protobuf_add_string (self->text, EVENT_CATEGORIES, slice->category);
  bs_protobuf_add_string (self->text, EVENT_NAME, slice->name);
  if (slice->flow != BS_FLOW_NONE)
    bs_protobuf_add_fixed64 (self->text, EVENT_FLOW_IDS, self->base + slice->flow_id);
  for (guint i = 0; i < slice->n_args; i++)
    add_argument (self->text, &slice->args[i]);
  end_event (self, begun);
}

static void
add_slice_end (BsTimelineSink *self, guint track, gint64 end_ns)
{
  gsize begun[2];

  begin_event (self, TYPE_SLICE_END, track_uuid (self, track), end_ns, begun);
  end_event (self, begun);
}

static void
add_counter (BsTimelineSink *self, guint counter, gint64 time_ns, gint64 value)
{
  gsize begun[2];

  begin_event (self, TYPE_COUNTER, counter_uuid (self, counter), time_ns, begun);
  bs_protobuf_add_integer (self->text, EVENT_COUNTER_VALUE, (guint64) value);
  end_event (self, begun);
}

void
bs_timeline_perfetto_init (BsTimelineSink *self)
{
  self->begin = begin;
  self->slice = add_slice;
  self->slice_end = add_slice_end;
  self->counter = add_counter;
}
