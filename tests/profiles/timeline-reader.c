/* SPDX-License-Identifier: Apache-2.0 */
/* Reads timelines back. */
#include "config.h"

#include "tests/profiles/timeline-reader.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static void
slice_free (gpointer data)
{
  ReadSlice *self = data;

  g_free (self->name);
  g_free (self->category);
  g_hash_table_unref (self->args);
  g_free (self);
}

static void
count_free (gpointer data)
{
  ReadCount *self = data;

  g_free (self->name);
  g_free (self);
}

static GHashTable *
new_texts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static ReadTimeline *
timeline_new (void)
{
  ReadTimeline *self = g_new0 (ReadTimeline, 1);

  self->slices = g_ptr_array_new_with_free_func (slice_free);
  self->counts = g_ptr_array_new_with_free_func (count_free);
  self->tracks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->provenance = new_texts ();

  return self;
}

void
read_timeline_free (ReadTimeline *self)
{
  g_ptr_array_unref (self->slices);
  g_ptr_array_unref (self->counts);
  g_hash_table_unref (self->tracks);
  g_hash_table_unref (self->provenance);
  g_free (self->process);
  g_free (self);
}

const char *
read_arg (const ReadSlice *slice, const char *name)
{
  return g_hash_table_lookup (slice->args, name);
}

static ReadSlice *
add_slice (ReadTimeline *self, guint64 track)
{
  ReadSlice *slice = g_new0 (ReadSlice, 1);

  slice->track = track;
  slice->args = new_texts ();
  g_ptr_array_add (self->slices, slice);

  return slice;
}

static void
add_count (ReadTimeline *self, const char *name, gint64 time_ns, gint64 value)
{
  ReadCount *read = g_new0 (ReadCount, 1);

  g_assert_nonnull (name);
  read->name = g_strdup (name);
  read->time_ns = time_ns;
  read->value = value;
  g_ptr_array_add (self->counts, read);
}

static void
name_track (ReadTimeline *self, guint64 track, const char *name)
{
  guint64 *key = g_memdup2 (&track, sizeof track);

  g_assert_true (g_hash_table_insert (self->tracks, key, g_strdup (name)));
}

/* Chrome. */

static char *
scalar_to_text (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.17g", json_node_get_double (node));
  g_assert_cmpstr (g_type_name (json_node_get_value_type (node)), ==, "gchararray");

  return json_node_dup_string (node);
}

static gint64
get_ns (JsonObject *object, const char *name)
{
  return llround (json_object_get_double_member (object, name) * 1000.0);
}

static void
read_texts (JsonObject *from, GHashTable *to)
{
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *l = names; l != NULL; l = l->next)
    g_assert_true (g_hash_table_insert (to, g_strdup (l->data),
                                        scalar_to_text (json_object_get_member (from, l->data))));
}

/* A flow starts, may pass through slices, and ends; each of its records is at the slice before. */
static void
read_flow (ReadTimeline *self, JsonObject *event, char phase, gint64 time_ns, GHashTable *flows)
{
  guint64 id = (guint64) json_object_get_int_member (event, "id");
  ReadSlice *slice = g_ptr_array_index (self->slices, self->slices->len - 1);
  char state = (char) GPOINTER_TO_INT (g_hash_table_lookup (flows, GSIZE_TO_POINTER (id)));

  g_assert_cmpuint (slice->track, ==, (guint64) json_object_get_int_member (event, "tid"));
  g_assert_cmpint (slice->start_ns, ==, time_ns);
  g_assert_cmpuint (slice->flow, ==, 0);
  g_assert_true (phase == 's' ? state == 0 : state == 's' || state == 't');
  if (phase != 's')
    g_assert_cmpstr (json_object_get_string_member (event, "bp"), ==, "e");
  g_assert_nonnull (json_object_get_string_member (event, "name"));
  g_assert_nonnull (json_object_get_string_member (event, "cat"));
  slice->flow = id;
  g_hash_table_insert (flows, GSIZE_TO_POINTER (id), GINT_TO_POINTER ((int) phase));
}

static void
read_metadata (ReadTimeline *self, JsonObject *event, JsonObject *args)
{
  const char *what = json_object_get_string_member (event, "name");

  if (g_str_equal (what, "process_name"))
    self->process = g_strdup (json_object_get_string_member (args, "name"));
  else if (g_str_equal (what, "thread_name"))
    name_track (self, (guint64) json_object_get_int_member (event, "tid"),
                json_object_get_string_member (args, "name"));
  else
    g_assert_cmpstr (what, ==, "thread_sort_index");
}

ReadTimeline *
read_chrome (const char *text)
{
  ReadTimeline *self = timeline_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) flows = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  JsonObject *root, *other;
  JsonArray *events;
  gpointer state;
  gint64 origin_ns, last_ns = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "displayTimeUnit"), ==, "ns");
  other = json_object_get_object_member (root, "otherData");
  read_texts (json_object_get_object_member (other, "provenance"), self->provenance);
  origin_ns = json_object_get_int_member (other, "origin_ns");
  events = json_object_get_array_member (root, "traceEvents");

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      const char *phase = json_object_get_string_member (event, "ph");
      const char *name = json_object_get_string_member (event, "name");
      JsonObject *args = json_object_has_member (event, "args")
                             ? json_object_get_object_member (event, "args")
                             : NULL;
      gint64 time_ns;

      g_assert_cmpint (json_object_get_int_member (event, "pid"), ==, 1);
      g_assert_cmpuint (strlen (phase), ==, 1);
      if (*phase == 'M')
        {
          read_metadata (self, event, args);
          continue;
        }

      time_ns = origin_ns + get_ns (event, "ts");
      g_assert_cmpint (time_ns, >=, last_ns);
      last_ns = time_ns;
      if (*phase == 'X')
        {
          ReadSlice *slice = add_slice (self, (guint64) json_object_get_int_member (event, "tid"));

          slice->name = g_strdup (name);
          slice->category = g_strdup (json_object_get_string_member (event, "cat"));
          slice->start_ns = time_ns;
          slice->end_ns = time_ns + get_ns (event, "dur");
          read_texts (args, slice->args);
        }
      else if (*phase == 'C')
        add_count (self, name, time_ns, json_object_get_int_member (args, "value"));
      else
        read_flow (self, event, *phase, time_ns, flows);
    }

  g_hash_table_iter_init (&iter, flows);
  while (g_hash_table_iter_next (&iter, NULL, &state))
    g_assert_cmpint (GPOINTER_TO_INT (state), ==, 'f');

  return self;
}

/* Perfetto: fields by number, as protos/perfetto/trace/ of Perfetto has them. */

typedef struct
{
  const guint8 *next, *end;
  guint field, wire;
  guint64 number; /* of a varint or fixed64 */
} Message;

static guint64
read_varint (Message *self)
{
  guint64 value = 0;

  for (guint shift = 0;; shift += 7)
    {
      g_assert_cmpuint (shift, <, 64);
      g_assert_true (self->next < self->end);
      value |= (guint64) (*self->next & 0x7f) << shift;
      if ((*self->next++ & 0x80) == 0)
        return value;
    }
}

/* Returns: whether there was another field. Of bytes, @inner is what they are. */
static gboolean
next_field (Message *self, Message *inner)
{
  guint64 tag;

  if (self->next == self->end)
    return FALSE;

  tag = read_varint (self);
  self->field = (guint) (tag >> 3);
  self->wire = tag & 7;
  g_assert_cmpuint (self->field, >, 0);
  if (self->wire == 0)
    self->number = read_varint (self);
  else if (self->wire == 1)
    {
      g_assert_cmpint (self->end - self->next, >=, 8);
      self->number = 0;
      for (guint i = 0; i < 8; i++)
        self->number |= (guint64) self->next[i] << (8 * i);
      self->next += 8;
    }
  else
    {
      gsize length;

      g_assert_cmpuint (self->wire, ==, 2);
      length = (gsize) read_varint (self);
      g_assert_cmpuint (length, <=, (gsize) (self->end - self->next));
      *inner = (Message){ .next = self->next, .end = self->next + length };
      self->next += length;
    }

  return TRUE;
}

static char *
get_text (const Message *inner)
{
  g_assert_true (g_utf8_validate ((const char *) inner->next, inner->end - inner->next, NULL));

  return g_strndup ((const char *) inner->next, (gsize) (inner->end - inner->next));
}

typedef struct
{
  ReadTimeline *timeline;
  GHashTable *keys;   /* interned names of annotations */
  GHashTable *opened; /* tracks to GPtrArray of slices that have not ended */
  GHashTable *counters;
  guint64 process;
  gint64 last_ns;
  gboolean has_clock, has_state;
} Perfetto;

static void
read_annotation (Perfetto *self, Message message, GHashTable *args)
{
  g_autofree char *name = NULL;
  char *value = NULL;
  Message inner;

  while (next_field (&message, &inner))
    {
      double real;

      switch (message.field)
        {
        case 1: /* name_iid */
          name = g_strdup (g_hash_table_lookup (self->keys, GSIZE_TO_POINTER (message.number)));
          break;
        case 10: /* name */
          name = get_text (&inner);
          break;
        case 2: /* bool_value */
        case 4: /* int_value */
          value = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) message.number);
          break;
        case 5: /* double_value */
          memcpy (&real, &message.number, sizeof real);
          value = g_strdup_printf ("%.17g", real);
          break;
        case 6: /* string_value */
          value = get_text (&inner);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  g_assert_nonnull (name);
  g_assert_nonnull (value);
  g_assert_true (g_hash_table_insert (args, g_steal_pointer (&name), value));
}

static GPtrArray *
get_opened (Perfetto *self, guint64 track)
{
  GPtrArray *opened = g_hash_table_lookup (self->opened, &track);

  if (opened == NULL)
    {
      opened = g_ptr_array_new ();
      g_hash_table_insert (self->opened, g_memdup2 (&track, sizeof track), opened);
    }

  return opened;
}

static void
read_event (Perfetto *self, Message message, gint64 time_ns)
{
  g_autofree char *name = NULL;
  g_autofree char *category = NULL;
  g_autoptr (GHashTable) args = new_texts ();
  guint64 type = 0, track = 0, flow = 0, value = 0;
  gboolean has_value = FALSE;
  GPtrArray *opened;
  ReadSlice *slice;
  Message inner;

  g_assert_cmpint (time_ns, >=, self->last_ns);
  self->last_ns = time_ns;
  while (next_field (&message, &inner))
    switch (message.field)
      {
      case 4: /* debug_annotations */
        read_annotation (self, inner, args);
        break;
      case 9:
        type = message.number;
        break;
      case 11: /* track_uuid */
        track = message.number;
        break;
      case 22: /* categories */
        category = get_text (&inner);
        break;
      case 23:
        name = get_text (&inner);
        break;
      case 30: /* counter_value */
        value = message.number;
        has_value = TRUE;
        break;
      case 47: /* flow_ids */
        g_assert_cmpuint (message.wire, ==, 1);
        flow = message.number;
        break;
      default:
        g_assert_not_reached ();
      }

  switch (type)
    {
    case 1: /* slice begins */
      g_assert_true (g_hash_table_contains (self->timeline->tracks, &track));
      slice = add_slice (self->timeline, track);
      slice->name = g_steal_pointer (&name);
      slice->category = g_steal_pointer (&category);
      slice->start_ns = time_ns;
      slice->flow = flow;
      g_hash_table_unref (slice->args);
      slice->args = g_steal_pointer (&args);
      g_ptr_array_add (get_opened (self, track), slice);
      break;
    case 2: /* slice ends */
      opened = get_opened (self, track);
      g_assert_cmpuint (opened->len, >, 0);
      slice = g_ptr_array_index (opened, opened->len - 1);
      slice->end_ns = time_ns;
      g_ptr_array_set_size (opened, (gint) opened->len - 1);
      break;
    case 3: /* instant */
      g_assert_cmpuint (track, ==, self->process);
      g_assert_cmpstr (name, ==, "provenance");
      g_hash_table_unref (self->timeline->provenance);
      self->timeline->provenance = g_steal_pointer (&args);
      break;
    case 4: /* counter */
      g_assert_true (has_value);
      add_count (self->timeline, g_hash_table_lookup (self->counters, &track), time_ns,
                 (gint64) value);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
read_descriptor (Perfetto *self, Message message)
{
  g_autofree char *name = NULL;
  guint64 uuid = 0, parent = 0;
  gboolean counter = FALSE, process = FALSE;
  Message inner, part;

  while (next_field (&message, &inner))
    switch (message.field)
      {
      case 1:
        uuid = message.number;
        break;
      case 2:
        name = get_text (&inner);
        break;
      case 3: /* process: pid 1, process_name 6 */
        process = TRUE;
        while (next_field (&inner, &part))
          if (inner.field == 6)
            self->timeline->process = get_text (&part);
        break;
      case 4: /* thread: pid 1, tid 2, thread_name 5 */
        while (next_field (&inner, &part))
          if (inner.field == 5)
            name = get_text (&part);
        break;
      case 5:
        parent = message.number;
        break;
      case 8:
        counter = TRUE;
        break;
      default:
        g_assert_not_reached ();
      }

  g_assert_cmpuint (uuid, !=, 0);
  if (process)
    self->process = uuid;
  else if (counter)
    g_assert_true (g_hash_table_insert (self->counters, g_memdup2 (&uuid, sizeof uuid),
                                        g_steal_pointer (&name)));
  else
    name_track (self->timeline, uuid, name);
  if (!process)
    g_assert_cmpuint (parent, ==, self->process);
}

static void
read_clock (Perfetto *self, Message message)
{
  guint64 id = 0, time_ns = 0, primary = 0;
  Message inner, part;

  while (next_field (&message, &inner))
    if (message.field == 1)
      {
        while (next_field (&inner, &part))
          *(inner.field == 1 ? &id : &time_ns) = inner.number;
      }
    else
      primary = message.number;
  g_assert_cmpuint (id, ==, 3); /* MONOTONIC */
  g_assert_cmpuint (primary, ==, 3);
  self->has_clock = TRUE;
}

static void
read_interned (Perfetto *self, Message message)
{
  Message inner, part;

  while (next_field (&message, &inner))
    {
      guint64 id = 0;
      char *name = NULL;

      g_assert_cmpuint (message.field, ==, 3); /* debug_annotation_names */
      while (next_field (&inner, &part))
        if (inner.field == 1)
          id = inner.number;
        else
          name = get_text (&part);
      g_assert_true (id > 0 && name != NULL);
      g_assert_true (g_hash_table_insert (self->keys, GSIZE_TO_POINTER (id), name));
    }
}

static void
read_packet (Perfetto *self, Message message)
{
  guint64 sequence = 0, flags = 0;
  gint64 time_ns = -1;
  Message inner, part;

  while (next_field (&message, &inner))
    switch (message.field)
      {
      case 6:
        read_clock (self, inner);
        break;
      case 8:
        time_ns = (gint64) message.number;
        break;
      case 10:
        sequence = message.number;
        break;
      case 11:
        g_assert_true (self->has_clock && self->has_state && (flags & 2) != 0 && time_ns >= 0);
        read_event (self, inner, time_ns);
        break;
      case 12:
        read_interned (self, inner);
        break;
      case 13:
        flags = message.number;
        self->has_state |= (flags & 1) != 0;
        break;
      case 59: /* trace_packet_defaults: timestamp_clock_id 58 */
        g_assert_true (next_field (&inner, &part));
        g_assert_cmpuint (inner.field, ==, 58);
        g_assert_cmpuint (inner.number, ==, 3);
        break;
      case 60:
        read_descriptor (self, inner);
        break;
      case 87: /* first_packet_on_sequence */
        break;
      default:
        g_assert_not_reached ();
      }
  g_assert_cmpuint (sequence, ==, 1);
}

ReadTimeline *
read_perfetto (const char *bytes, gsize length)
{
  Message message = { .next = (const guint8 *) bytes, .end = (const guint8 *) bytes + length };
  Perfetto self = { .timeline = timeline_new () };
  GHashTableIter iter;
  gpointer opened;
  Message inner;

  self.keys = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self.counters = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.opened = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  while (next_field (&message, &inner))
    {
      g_assert_cmpuint (message.field, ==, 1);
      read_packet (&self, inner);
    }

  /* All that began has ended. */
  g_hash_table_iter_init (&iter, self.opened);
  while (g_hash_table_iter_next (&iter, NULL, &opened))
    g_assert_cmpuint (((GPtrArray *) opened)->len, ==, 0);
  g_hash_table_unref (self.keys);
  g_hash_table_unref (self.counters);
  g_hash_table_unref (self.opened);

  return self.timeline;
}
