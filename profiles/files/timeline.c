/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through the timeline of a trace in order of time. */
#include "config.h"

#include "profiles/files/timeline.h"

#include <errno.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/timeline-device.h"

/* Text is written when it is this long. */
#define PIECE (64 * 1024)

/* Set in what is left of a flow that has started: there are fewer than 2^31 events. */
#define STARTED (1u << 31)

/* A slice that has begun and not ended. */
typedef struct
{
  gint64 end_ns;
  guint64 copied; /* bytes */
} Open;

typedef struct
{
  gint64 start_ns, end_ns;
  gboolean seen;
} Span;

typedef struct
{
  const BsTrace *trace;
  BsTimelineSink *sink;
  Span *spans;                       /* [n_mini_batches] */
  guint32 *left;                     /* [n_decisions] slices of each flow that are to come */
  GArray **open;                     /* [n_tracks] of Open, the innermost last */
  gint64 next_end_ns;                /* none of them ends before */
  guint64 copied;                    /* bytes so far */
  guint32 *seen;                     /* [n_types] the last decision with a candidate of the type */
  guint32 *ready;                    /* [n_types] what the counter of the type is at */
  gint64 mini_batch_ns, decision_ns; /* starts of the last ones */
  BsTimelineDevice device;
} Walk;

static const char *const key_names[] = {
  "decision",  "mini_batch",  "type",      "batch_size",  "state", "reason",      "candidates",
  "ready",     "bytes",       "flops",     "gflop_per_s", "nodes", "lower_bound", "decisions",
  "loss",      "recorded_ns", "phase",     "grid",        "block", "registers",   "shared_bytes",
  "occupancy", "gbyte_per_s", "waited_ns", "queue_depth",
};

G_STATIC_ASSERT (G_N_ELEMENTS (key_names) == BS_N_TIMELINE_KEYS);

static const char *const format_names[] = { "chrome", "perfetto" };

G_STATIC_ASSERT (G_N_ELEMENTS (format_names) == BS_N_TIMELINE_FORMATS);

gboolean
bs_timeline_format_from_string (const char *text, BsTimelineFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (g_str_equal (text, format_names[i]))
      {
        *format = (BsTimelineFormat) i;
        return TRUE;
      }

  return FALSE;
}

const char *
bs_timeline_key_to_string (BsTimelineKey key)
{
  return key_names[key];
}

char *
bs_timeline_process_name (const BsTrace *trace)
{
  g_autofree char *subject = bs_trace_subject (trace);

  return g_strconcat ("batchscope: ", subject, NULL);
}

char *
bs_timeline_device_name (const BsTrace *trace)
{
  /* said where nobody overlooks it */
  return g_strconcat (bs_trace_is_emulated (trace) ? "device (emulated, no GPU): " : "device: ",
                      trace->device->name, NULL);
}

static const BsLane *
find_lane (const BsTrace *trace, guint track)
{
  return track >= BS_TIMELINE_FIRST_LANE ? bs_trace_get_lane (trace, track - BS_TIMELINE_FIRST_LANE)
                                         : NULL;
}

gboolean
bs_timeline_is_of_device (const BsTrace *trace, guint track)
{
  const BsLane *lane = trace->device != NULL ? find_lane (trace, track) : NULL;

  return (lane != NULL && lane->kind == BS_LANE_STREAM)
         || track == BS_TIMELINE_FIRST_LANE + trace->n_lanes;
}

char *
bs_timeline_track_name (const BsTrace *trace, guint track)
{
  const BsLane *lane = find_lane (trace, track);

  if (track == BS_TIMELINE_SCHEDULING)
    return g_strdup ("scheduling");
  if (track == BS_TIMELINE_FIRST_LANE + trace->n_lanes)
    return g_strdup ("idle");
  if (lane != NULL)
    return g_strdup (lane->name);
  if (track == BS_TIMELINE_FIRST_LANE)
    return g_strdup ("lane 0 (run loop)");

  return g_strdup_printf ("lane %u", track - BS_TIMELINE_FIRST_LANE);
}

char *
bs_timeline_counter_name (const BsTrace *trace, guint counter)
{
  if (counter == BS_COUNTER_COPIED)
    return g_strdup ("bytes copied");
  if (counter == BS_COUNTER_FRONTIER)
    return g_strdup ("frontier");
  if (counter == BS_COUNTER_FIRST_TYPE + trace->types->n_types)
    return g_strdup ("launch queue");

  return g_strconcat ("frontier: ", trace->types->types[counter - BS_COUNTER_FIRST_TYPE].name,
                      NULL);
}

static void
extend (Span *span, gint64 start_ns, gint64 end_ns)
{
  span->start_ns = span->seen ? MIN (span->start_ns, start_ns) : start_ns;
  span->end_ns = span->seen ? MAX (span->end_ns, end_ns) : end_ns;
  span->seen = TRUE;
}

/* One look at all there is: how long mini-batches last, how many events decisions have. */
static void
look_ahead (Walk *self)
{
  const BsTrace *trace = self->trace;
  Span all = { 0, 0, FALSE };
  guint32 near = 0;
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      extend (&self->spans[d->mini_batch], d->start_ns, d->end_ns);
      extend (&all, d->start_ns, d->end_ns);
    }
  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    {
      if (event.decision > 0)
        self->left[event.decision - 1]++;
      near = bs_trace_event_mini_batch (trace, &event, near);
      if (near < trace->n_mini_batches)
        extend (&self->spans[near], event.start_ns, event.end_ns);
      extend (&all, event.start_ns, event.end_ns);
    }
  /* And the decision itself. */
  for (guint32 i = 0; i < trace->n_decisions; i++)
    self->left[i] += self->left[i] > 0;
  self->sink->origin_ns = all.start_ns;
}

/* A flow starts with the first of its slices: the decision, if clocks are right. */
static void
join_flow (Walk *self, BsTimelineSlice *slice, guint32 decision)
{
  guint32 *left = &self->left[decision - 1];
  gboolean started = (*left & STARTED) != 0;

  if (*left == 0)
    return;

  *left = (*left - 1) | STARTED;
  slice->flow_id = decision;
  if (!started)
    slice->flow = BS_FLOW_START;
  else
    slice->flow = *left > STARTED ? BS_FLOW_STEP : BS_FLOW_END;
}

static void
add_integer (BsTimelineSlice *slice, BsTimelineKey key, guint64 value)
{
  slice->args[slice->n_args++] = (BsTimelineArg){ .key = key,
                                                  .kind = BS_ARG_INTEGER,
                                                  .integer = (gint64) MIN (value, G_MAXINT64) };
}

static void
add_real (BsTimelineSlice *slice, BsTimelineKey key, double value)
{
  slice->args[slice->n_args++] = (BsTimelineArg){ .key = key, .kind = BS_ARG_REAL, .real = value };
}

static void
add_text (BsTimelineSlice *slice, BsTimelineKey key, const char *text)
{
  slice->args[slice->n_args++] = (BsTimelineArg){ .key = key, .kind = BS_ARG_TEXT, .text = text };
}

static void
count (Walk *self, guint counter, gint64 time_ns, guint64 value)
{
  self->sink->counter (self->sink, counter, time_ns, (gint64) MIN (value, G_MAXINT64));
}

/* Ends, in order of time, what ends up to @time_ns. */
static void
close_until (Walk *self, gint64 time_ns)
{
  while (self->next_end_ns <= time_ns)
    {
      guint first = self->sink->n_tracks;
      Open open = { G_MAXINT64, 0 };

      for (guint i = 0; i < self->sink->n_tracks; i++)
        {
          const GArray *own = self->open[i];
          const Open *top = own->len > 0 ? &g_array_index (own, Open, own->len - 1) : NULL;

          if (top != NULL && (first == self->sink->n_tracks || top->end_ns < open.end_ns))
            {
              first = i;
              open = *top;
            }
        }
      self->next_end_ns = open.end_ns;
      if (first == self->sink->n_tracks || open.end_ns > time_ns)
        return;

      g_array_set_size (self->open[first], self->open[first]->len - 1);
      if (self->sink->slice_end != NULL)
        self->sink->slice_end (self->sink, first, open.end_ns);
      if (open.copied > 0)
        {
          if (__builtin_add_overflow (self->copied, open.copied, &self->copied))
            self->copied = G_MAXUINT64;
          count (self, BS_COUNTER_COPIED, open.end_ns, self->copied);
        }
    }
}

static void
begin_slice (Walk *self, BsTimelineSlice *slice, guint64 copied)
{
  GArray *open = self->open[slice->track];
  gint64 latest_ns = open->len > 0 ? g_array_index (open, Open, open->len - 1).end_ns : G_MAXINT64;
  Open own;

  if (slice->end_ns > latest_ns)
    {
      add_integer (slice, BS_TIMELINE_RECORDED, (guint64) (slice->end_ns - slice->start_ns));
      slice->end_ns = latest_ns;
    }
  self->sink->slice (self->sink, slice);
  own = (Open){ slice->end_ns, copied };
  g_array_append_val (open, own);
  self->next_end_ns = MIN (self->next_end_ns, slice->end_ns);
}

static void
walk_mini_batch (Walk *self, guint32 i)
{
  const BsTraceMiniBatch *mini_batch = &self->trace->mini_batches[i];
  g_autofree char *name = g_strdup_printf ("mini-batch %u", i);
  BsTimelineSlice slice = { .track = BS_TIMELINE_SCHEDULING,
                            .start_ns = self->mini_batch_ns,
                            .end_ns = MAX (self->mini_batch_ns, self->spans[i].end_ns),
                            .name = name,
                            .category = "mini_batch" };

  add_integer (&slice, BS_TIMELINE_MINI_BATCH, i);
  add_integer (&slice, BS_TIMELINE_NODES, mini_batch->n_nodes);
  add_integer (&slice, BS_TIMELINE_DECISIONS, mini_batch->n_decisions);
  add_integer (&slice, BS_TIMELINE_LOWER_BOUND, mini_batch->lower_bound);
  if (isfinite (mini_batch->loss))
    add_real (&slice, BS_TIMELINE_LOSS, mini_batch->loss);
  begin_slice (self, &slice, 0);
}

static void
count_type (Walk *self, guint type, gint64 time_ns, guint32 ready)
{
  if (self->ready[type] == ready)
    return;

  self->ready[type] = ready;
  count (self, BS_COUNTER_FIRST_TYPE + type, time_ns, ready);
}

/* Returns: how many nodes are ready. */
static guint64
count_frontier (Walk *self, guint32 decision, gint64 time_ns)
{
  const BsCandidate *now = bs_trace_candidates (self->trace, decision);
  guint n_now = bs_trace_decision (self->trace, decision)->n_candidates;
  guint64 total = 0;

  for (guint i = 0; i < n_now; i++)
    {
      total += now[i].ready;
      self->seen[now[i].type] = decision;
    }
  count (self, BS_COUNTER_FRONTIER, time_ns, total);

  if (decision > 1)
    {
      const BsCandidate *before = bs_trace_candidates (self->trace, decision - 1);
      guint n_before = bs_trace_decision (self->trace, decision - 1)->n_candidates;

      for (guint i = 0; i < n_before; i++)
        if (self->seen[before[i].type] != decision)
          count_type (self, before[i].type, time_ns, 0);
    }
  for (guint i = 0; i < n_now; i++)
    count_type (self, now[i].type, time_ns, now[i].ready);

  return total;
}

static void
walk_decision (Walk *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self->trace, decision);
  g_autofree char *state = bs_trace_state_text (self->trace, decision);
  const char *type = self->trace->types->types[d->type].name;
  BsTimelineSlice slice = { .track = BS_TIMELINE_SCHEDULING,
                            .start_ns = self->decision_ns,
                            .end_ns = MAX (self->decision_ns, d->end_ns),
                            .name = type,
                            .category = "decision" };
  guint64 ready = count_frontier (self, decision, slice.start_ns);

  join_flow (self, &slice, decision);
  add_integer (&slice, BS_TIMELINE_DECISION, decision);
  add_integer (&slice, BS_TIMELINE_MINI_BATCH, d->mini_batch);
  add_text (&slice, BS_TIMELINE_TYPE, type);
  add_integer (&slice, BS_TIMELINE_BATCH_SIZE, d->size);
  add_text (&slice, BS_TIMELINE_STATE, state);
  add_text (&slice, BS_TIMELINE_REASON, bs_reason_to_string (d->reason));
  add_integer (&slice, BS_TIMELINE_CANDIDATES, d->n_candidates);
  add_integer (&slice, BS_TIMELINE_READY, ready);
  begin_slice (self, &slice, 0);
}

static void
walk_event (Walk *self, const BsEvent *event, guint32 mini_batch)
{
  gint64 ns = event->end_ns - event->start_ns;
  gboolean moves = event->phase == BS_PHASE_GATHER || event->phase == BS_PHASE_SCATTER;
  const BsLaunch *launch = bs_timeline_device_find (&self->device, event);
  BsTimelineSlice slice = { .track = BS_TIMELINE_FIRST_LANE + event->lane,
                            .start_ns = event->start_ns,
                            .end_ns = event->end_ns,
                            .name = bs_phase_to_string (event->phase),
                            .category = "event" };

  if (event->decision > 0)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, event->decision);

      join_flow (self, &slice, event->decision);
      add_integer (&slice, BS_TIMELINE_DECISION, event->decision);
      add_text (&slice, BS_TIMELINE_TYPE, self->trace->types->types[d->type].name);
      add_integer (&slice, BS_TIMELINE_BATCH_SIZE, d->size);
    }
  add_integer (&slice, BS_TIMELINE_MINI_BATCH, mini_batch);
  if (event->bytes > 0)
    add_integer (&slice, BS_TIMELINE_BYTES, event->bytes);
  if (event->flops > 0)
    {
      add_integer (&slice, BS_TIMELINE_FLOPS, event->flops);
      if (ns > 0)
        add_real (&slice, BS_TIMELINE_GFLOPS, (double) event->flops / (double) ns);
    }
  if (launch != NULL)
    bs_timeline_device_describe (&self->device, launch, &slice);
  begin_slice (self, &slice, moves ? event->bytes : 0);
}

static void
walk_idle (Walk *self)
{
  BsTimelineSlice slice;

  bs_timeline_device_take_idle (&self->device, &slice);
  begin_slice (self, &slice, 0);
}

/* A reader that goes away has seen enough. */
static gboolean
write_text (GString *text, FILE *out, GError **error)
{
  if (fwrite (text->str, 1, text->len, out) != text->len && errno != EPIPE)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The timeline cannot be written: %s"),
                   g_strerror (errno));
      return FALSE;
    }
  g_string_truncate (text, 0);

  return TRUE;
}

/* Mini-batches and decisions whose times go back, which a damaged trace may have, begin where the
 * one before did. Of what begins at one moment, the outer comes first. */
static gboolean
walk (Walk *self, FILE *out, GCancellable *cancellable, GError **error)
{
  const BsTrace *trace = self->trace;
  guint32 mini_batch = 0, decision = 0, near = 0;
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;
  gboolean has_event;

  bs_event_iter_init (&iter, trace);
  has_event = bs_event_iter_next (&iter, &event);

  for (;;)
    {
      guint64 times[] = { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64,
                          bs_timeline_device_idle_time (&self->device),
                          bs_timeline_device_call_time (&self->device) };
      guint64 now = G_MAXUINT64;

      while (mini_batch < trace->n_mini_batches && !self->spans[mini_batch].seen)
        mini_batch++;
      if (mini_batch < trace->n_mini_batches)
        times[0] = (guint64) MAX (self->spans[mini_batch].start_ns, self->mini_batch_ns);
      if (decision < trace->n_decisions)
        times[1] = (guint64) MAX (trace->decisions[decision].start_ns, self->decision_ns);
      if (has_event)
        times[2] = (guint64) event.start_ns;

      for (guint i = 0; i < G_N_ELEMENTS (times); i++)
        now = MIN (now, times[i]);
      if (now == G_MAXUINT64)
        break;

      close_until (self, (gint64) now);
      if (times[0] == now)
        {
          self->mini_batch_ns = (gint64) now;
          walk_mini_batch (self, mini_batch++);
        }
      else if (times[1] == now)
        {
          self->decision_ns = (gint64) now;
          walk_decision (self, ++decision);
        }
      else if (times[2] == now)
        {
          near = bs_trace_event_mini_batch (trace, &event, near);
          walk_event (self, &event, near);
          has_event = bs_event_iter_next (&iter, &event);
        }
      else if (times[3] == now)
        walk_idle (self);
      else
        count (self, BS_COUNTER_FIRST_TYPE + trace->types->n_types, (gint64) now,
               (guint64) bs_timeline_device_take_call (&self->device)->depth);

      if (self->sink->text->len >= PIECE
          && (g_cancellable_set_error_if_cancelled (cancellable, error)
              || !write_text (self->sink->text, out, error)))
        return FALSE;
    }
  close_until (self, G_MAXINT64);

  return TRUE;
}

static void
walk_clear (Walk *self)
{
  for (guint i = 0; i < self->sink->n_tracks; i++)
    g_array_unref (self->open[i]);
  g_free (self->open);
  g_free (self->spans);
  g_free (self->left);
  g_free (self->seen);
  g_free (self->ready);
  bs_timeline_device_clear (&self->device);
}

gboolean
bs_timeline_write (const BsTrace *trace, BsTimelineFormat format, FILE *out,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (2 * PIECE);
  BsTimelineSink sink = {
    .trace = trace,
    .text = text,
    .n_tracks = BS_TIMELINE_FIRST_LANE + trace->n_lanes + (trace->n_idles > 0),
    .n_counters = BS_COUNTER_FIRST_TYPE + trace->types->n_types + (trace->n_launches > 0)
  };
  Walk self = { .trace = trace, .sink = &sink, .next_end_ns = G_MAXINT64 };
  gboolean done;

  if (format == BS_TIMELINE_CHROME)
    bs_timeline_chrome_init (&sink);
  else
    bs_timeline_perfetto_init (&sink);

  self.spans = g_new0 (Span, trace->n_mini_batches);
  self.left = g_new0 (guint32, trace->n_decisions);
  self.seen = g_new0 (guint32, trace->types->n_types);
  self.ready = g_new0 (guint32, trace->types->n_types);
  self.open = g_new (GArray *, sink.n_tracks);
  for (guint i = 0; i < sink.n_tracks; i++)
    self.open[i] = g_array_new (FALSE, FALSE, sizeof (Open));

  bs_timeline_device_init (&self.device, trace);
  look_ahead (&self);
  sink.begin (&sink);
  if (trace->n_events > 0)
    count (&self, BS_COUNTER_COPIED, sink.origin_ns, 0);
  done = walk (&self, out, cancellable, error);
  if (done && sink.finish != NULL)
    sink.finish (&sink);
  done = done && write_text (text, out, error);
  walk_clear (&self);

  return done;
}
