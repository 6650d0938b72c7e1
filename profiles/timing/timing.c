/* SPDX-License-Identifier: Apache-2.0 */
/* Where the time of a stretch of a trace went. */
#include "config.h"

#include "profiles/timing/timing.h"

/* Events that lie in each other deeper than this keep what lies in them. */
#define MAX_DEPTH 16

/* Events that are looked at for the longest of a batch. */
#define MAX_LOOKED_AT 4096

/* Events of a lane that have not ended, each in the one before it. */
typedef struct
{
  guint depth;
  struct
  {
    gint64 start_ns, end_ns;
    BsTimingPart *part;
    guint32 decision; /* 0: none */
  } open[MAX_DEPTH];
} Lane;

typedef struct
{
  BsTiming *timing;
  Lane *lanes;
  gboolean computes[BS_EVENT_LANES];
  gint64 until; /* what any lane had an event until */
} Adding;

static void
add_up (gint64 *sum, gint64 ns)
{
  if (__builtin_add_overflow (*sum, ns, sum))
    *sum = G_MAXINT64;
}

gboolean
bs_timing_batch_span (const BsTraceDecision *decision, gint64 *start_ns, gint64 *end_ns)
{
  gboolean ran = decision->run_end_ns > 0;

  *start_ns = ran ? decision->run_start_ns : decision->start_ns;
  *end_ns = ran ? decision->run_end_ns : decision->end_ns;

  return ran;
}

gboolean
bs_timing_computes (const BsTrace *trace, guint lane)
{
  BsLaneKind kind = BS_LANE_THREAD;

  for (guint i = 0; i < trace->n_device_lanes; i++)
    if (trace->device_lanes[i].kind == BS_LANE_STREAM)
      kind = BS_LANE_STREAM;

  return bs_trace_lane_kind (trace, lane) == kind;
}

guint32
bs_timing_longest_event (const BsTrace *trace, guint32 decision)
{
  guint32 number, longest = BS_NO_EVENT;
  gint64 start_ns, end_ns, longest_ns = -1;
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  if (!bs_timing_batch_span (bs_trace_decision (trace, decision), &start_ns, &end_ns))
    return BS_NO_EVENT;

  bs_event_iter_init (&iter, trace);
  bs_event_iter_seek (&iter, start_ns);
  number = bs_event_iter_get_number (&iter);
  for (guint i = 0;
       i < MAX_LOOKED_AT && bs_event_iter_next (&iter, &event) && event.start_ns <= end_ns;
       i++, number++)
    if (event.decision == decision && event.end_ns - event.start_ns > longest_ns)
      {
        longest_ns = event.end_ns - event.start_ns;
        longest = number;
      }

  return longest;
}

static BsTiming *
timing_new (const BsTrace *trace, const BsTimingRange *range)
{
  BsTiming *self = g_new0 (BsTiming, 1);
  gsize n_parts = ((gsize) trace->types->n_types + 1) * BS_N_PHASES;

  self->refs = 1;
  self->trace = bs_trace_ref ((BsTrace *) trace);
  self->range = *range;
  self->types = g_new0 (BsTimingGroup, trace->types->n_types + 1);
  self->states = g_new0 (BsTimingGroup, (gsize) trace->states->n_states + 1);
  self->kernels = g_new0 (BsTimingKernel, trace->n_kernels + 1);
  self->parts = g_new0 (BsTimingPart, n_parts);
  for (gsize i = 0; i < n_parts; i++)
    {
      self->parts[i].longest = BS_NO_EVENT;
      self->parts[i].until = G_MININT64;
    }

  return self;
}

BsTiming *
bs_timing_ref (BsTiming *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_timing_unref (BsTiming *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_trace_unref ((BsTrace *) self->trace);
  g_free (self->types);
  g_free (self->states);
  g_free (self->kernels);
  g_free (self->parts);
  g_free (self->batches);
  g_free (self);
}

/* What a part no longer has for itself, as something lies in it. */
static void
give_away (BsTiming *timing, BsTimingPart *part, guint32 decision, gint64 ns)
{
  part->self_ns -= ns;
  if (decision > 0)
    timing->batches[decision - 1].self_ns -= ns;
}

/* Takes from what @event lies in, and from it what lies there: of events that begin at once, those
 * within come first. The whole events say which lies in which, their parts in the range how much. */
static void
nest (Adding *self, const BsEvent *event, BsTimingPart *part, guint32 decision)
{
  Lane *lane = &self->lanes[event->lane];
  const BsTimingRange *range = &self->timing->range;
  gint64 start_ns = event->start_ns, end_ns = event->end_ns;
  guint at;

  while (lane->depth > 0 && lane->open[lane->depth - 1].end_ns <= start_ns)
    lane->depth--;
  for (at = lane->depth;
       at > 0 && lane->open[at - 1].start_ns == start_ns && lane->open[at - 1].end_ns < end_ns;)
    at--;
  if (at < lane->depth)
    give_away (self->timing, part, decision,
               bs_timing_range_part (range, start_ns, lane->open[at].end_ns));
  if (at > 0)
    {
      gint64 end = lane->open[at - 1].end_ns;
      gint64 ns = bs_timing_range_part (range, start_ns, MIN (end_ns, end));

      if (at < lane->depth)
        ns -= bs_timing_range_part (range, start_ns, MIN (lane->open[at].end_ns, end));
      give_away (self->timing, lane->open[at - 1].part, lane->open[at - 1].decision, ns);
    }
  if (lane->depth == MAX_DEPTH)
    return;

  for (guint i = lane->depth++; i > at; i--)
    lane->open[i] = lane->open[i - 1];
  lane->open[at].start_ns = start_ns;
  lane->open[at].end_ns = end_ns;
  lane->open[at].part = part;
  lane->open[at].decision = decision;
}

static void
add_event (Adding *self, const BsEvent *event, guint32 number)
{
  BsTiming *timing = self->timing;
  const BsTrace *trace = timing->trace;
  guint type = event->decision > 0 ? trace->decisions[event->decision - 1].type
                                   : trace->types->n_types;
  BsTimingPart *part = &timing->parts[(gsize) type * BS_N_PHASES + event->phase];
  gint64 start_ns = MAX (event->start_ns, timing->range.t0);
  gint64 end_ns = MIN (event->end_ns, timing->range.t1);
  gint64 ns = end_ns - start_ns, whole = event->end_ns - event->start_ns;
  guint64 flops = bs_timing_part (event->flops, ns, whole);
  guint64 bytes = bs_timing_part (event->bytes, ns, whole);
  guint32 decision = 0;

  part->events++;
  add_up (&part->ns, ns);
  add_up (&part->self_ns, ns);
  part->flops += flops;
  part->bytes += bytes;
  if (end_ns > part->until)
    {
      add_up (&part->total_ns, end_ns - MAX (start_ns, part->until));
      part->until = end_ns;
    }
  if (part->longest == BS_NO_EVENT || whole > part->longest_ns)
    {
      part->longest_ns = whole;
      part->longest = number;
    }
  if (end_ns > self->until)
    {
      add_up (&timing->covered_ns, end_ns - MAX (start_ns, self->until));
      self->until = end_ns;
    }
  if (event->decision > 0)
    {
      BsTimingBatch *batch = &timing->batches[event->decision - 1];

      batch->flops += flops;
      batch->bytes += bytes;
      if (self->computes[event->lane])
        {
          decision = event->decision;
          add_up (&batch->self_ns, ns);
        }
    }
  if (ns > 0)
    nest (self, event, part, decision);
  if (timing->t0 == 0 && timing->t1 == 0)
    timing->t0 = start_ns;
  timing->t1 = MAX (timing->t1, end_ns);
}

static void
add_to_group (BsTimingGroup *group, guint32 number, const BsTraceDecision *decision, gboolean ran,
              gint64 ns, gint64 whole_ns, const BsTimingBatch *batch)
{
  group->batches++;
  group->nodes += decision->size;
  group->of_one += decision->size == 1;
  group->flops += batch->flops;
  group->bytes += batch->bytes;
  add_up (&group->self_ns, batch->self_ns);
  if (!ran)
    return;

  group->ran++;
  add_up (&group->total_ns, ns);
  if (group->longest == 0 || whole_ns > group->longest_ns)
    {
      group->longest_ns = whole_ns;
      group->longest = number;
    }
}

static void
add_batches (BsTiming *self)
{
  const BsTrace *trace = self->trace;

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      BsTimingBatch batch = { .flops = d->flops };
      gint64 start_ns, end_ns, ns;
      gboolean ran = bs_timing_batch_span (d, &start_ns, &end_ns);

      if (!bs_timing_range_touches (&self->range, start_ns, end_ns))
        continue;

      if (self->batches != NULL)
        batch = self->batches[i - 1];
      ns = bs_timing_range_part (&self->range, start_ns, end_ns);
      add_to_group (&self->all, i, d, ran, ns, end_ns - start_ns, &batch);
      add_to_group (&self->types[d->type], i, d, ran, ns, end_ns - start_ns, &batch);
      if (d->state < trace->states->n_states)
        add_to_group (&self->states[d->state], i, d, ran, ns, end_ns - start_ns, &batch);
      if (self->first == 0)
        self->first = i;
      self->last = i;
    }
}

static void
add_launches (BsTiming *self)
{
  for (guint32 i = 0; i < self->trace->n_launches; i++)
    {
      const BsLaunch *launch = &self->trace->launches[i];
      BsTimingKernel *kernel = &self->kernels[launch->kernel];
      gint64 whole = launch->end_ns - launch->start_ns, ns;

      if (!bs_timing_range_touches (&self->range, launch->start_ns, launch->end_ns))
        continue;

      ns = bs_timing_range_part (&self->range, launch->start_ns, launch->end_ns);
      if (kernel->launches == 0 || whole > kernel->longest_ns)
        {
          kernel->longest_ns = whole;
          kernel->longest = i;
        }
      kernel->launches++;
      add_up (&kernel->ns, ns);
      kernel->flops += bs_timing_part (launch->flops, ns, whole);
      kernel->traffic += bs_timing_part (launch->traffic, ns, whole);
    }
}

BsTiming *
bs_timing_new (const BsTrace *trace, const BsTimingRange *range, GCancellable *cancellable)
{
  BsTimingRange all = BS_TIMING_ALL;
  g_autoptr (BsTiming) self = timing_new (trace, range != NULL ? range : &all);
  g_autofree Lane *lanes = g_new0 (Lane, trace->n_lanes + 1);
  Adding adding = { .timing = self, .lanes = lanes, .until = G_MININT64 };
  g_auto (BsTimingWalk) walk = { 0 };
  BsEvent event;

  self->batches = g_new0 (BsTimingBatch, (gsize) trace->n_decisions + 1);
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    adding.computes[lane] = bs_timing_computes (trace, lane);
  for (bs_timing_walk_init (&walk, trace, &self->range, cancellable);
       bs_timing_walk_next (&walk, &event);)
    add_event (&adding, &event, walk.number);
  add_batches (self);
  add_launches (self);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;

  return g_steal_pointer (&self);
}

BsTiming *
bs_timing_new_quick (const BsTrace *trace)
{
  BsTimingRange all = BS_TIMING_ALL;
  BsTiming *self = timing_new (trace, &all);
  BsTimingPart *parts = &self->parts[(gsize) trace->types->n_types * BS_N_PHASES];

  self->is_quick = TRUE;
  self->covered_ns = trace->covered_ns;
  self->t0 = trace->events->t0;
  self->t1 = trace->events->t1;
  add_batches (self);
  add_launches (self);
  /* Which batches they serve is not known yet. */
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    {
      const BsEventNode *node = bs_event_store_get_lane (trace->events, lane);

      for (guint phase = 0; node != NULL && phase < BS_N_PHASES; phase++)
        {
          const BsPhaseSum *sum = &node->sums.phases[phase];

          parts[phase].events += sum->n;
          add_up (&parts[phase].ns, sum->ns);
          parts[phase].longest_ns = MAX (parts[phase].longest_ns, sum->longest_ns);
        }
    }

  return self;
}
