/* SPDX-License-Identifier: Apache-2.0 */
/* What a device did, for the walk through a timeline. */
#include "config.h"

#include "profiles/files/timeline-device.h"

static int
compare_starts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BsTrace *trace = user_data;
  guint32 i = *(const guint32 *) a, k = *(const guint32 *) b;
  const BsLaunch *first = &trace->launches[i], *second = &trace->launches[k];

  if (first->lane != second->lane)
    return first->lane < second->lane ? -1 : 1;
  if (first->start_ns != second->start_ns)
    return first->start_ns < second->start_ns ? -1 : 1;

  return (i > k) - (i < k);
}

static int
compare_calls (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BsTrace *trace = user_data;
  guint32 i = *(const guint32 *) a, k = *(const guint32 *) b;
  gint64 first = trace->launches[i].called_ns, second = trace->launches[k].called_ns;

  if (first != second)
    return first < second ? -1 : 1;

  return (i > k) - (i < k);
}

void
bs_timeline_device_init (BsTimelineDevice *self, const BsTrace *trace)
{
  gsize n = trace->n_launches;

  *self = (BsTimelineDevice){
    .trace = trace,
    .by_start = g_new (guint32, n + 1),
    .by_call = g_new (guint32, n + 1),
  };
  for (guint32 i = 0; i < n; i++)
    {
      self->by_start[i] = i;
      if (trace->launches[i].called_ns > 0 && trace->launches[i].depth >= 0)
        self->by_call[self->n_called++] = i;
    }
  g_qsort_with_data (self->by_start, (int) n, sizeof (guint32), compare_starts, (gpointer) trace);
  g_qsort_with_data (self->by_call, (int) self->n_called, sizeof (guint32), compare_calls,
                     (gpointer) trace);
}

void
bs_timeline_device_clear (BsTimelineDevice *self)
{
  g_free (self->by_start);
  g_free (self->by_call);
  g_free (self->grid);
  g_free (self->block);
}

const BsLaunch *
bs_timeline_device_find (const BsTimelineDevice *self, const BsEvent *event)
{
  guint32 low = 0, high = self->trace->n_launches;

  if (!bs_phase_is_computing (event->phase))
    return NULL;
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      const BsLaunch *launch = &self->trace->launches[self->by_start[middle]];

      if (launch->lane < event->lane
          || (launch->lane == event->lane && launch->start_ns < event->start_ns))
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < self->trace->n_launches; low++)
    {
      const BsLaunch *launch = &self->trace->launches[self->by_start[low]];

      if (launch->lane != event->lane || launch->start_ns != event->start_ns)
        return NULL;
      if (launch->end_ns == event->end_ns && launch->decision == event->decision)
        return launch;
    }

  return NULL;
}

static void
add_integer (BsTimelineSlice *slice, BsTimelineKey key, guint64 value)
{
  slice->args[slice->n_args++] = (BsTimelineArg){
    .key = key,
    .kind = BS_ARG_INTEGER,
    .integer = (gint64) MIN (value, G_MAXINT64),
  };
}

static void
add_real (BsTimelineSlice *slice, BsTimelineKey key, double value)
{
  if (isfinite (value))
    slice->args[slice->n_args++] =
        (BsTimelineArg){ .key = key, .kind = BS_ARG_REAL, .real = value };
}

static void
add_text (BsTimelineSlice *slice, BsTimelineKey key, const char *text)
{
  slice->args[slice->n_args++] = (BsTimelineArg){ .key = key, .kind = BS_ARG_TEXT, .text = text };
}

static void
set_sizes (char **text, const guint32 sizes[3])
{
  g_free (*text);
  *text = g_strdup_printf ("%u×%u×%u", sizes[0], sizes[1], sizes[2]);
}

void
bs_timeline_device_describe (BsTimelineDevice *self, const BsLaunch *launch, BsTimelineSlice *slice)
{
  const BsKernel *kernel = &self->trace->kernels[launch->kernel];
  gint64 ns = launch->end_ns - launch->start_ns;

  set_sizes (&self->grid, launch->grid);
  set_sizes (&self->block, kernel->block);
  slice->name = kernel->name;
  slice->category = "kernel";
  add_text (slice, BS_TIMELINE_PHASE, bs_phase_to_string (launch->phase));
  add_text (slice, BS_TIMELINE_GRID, self->grid);
  add_text (slice, BS_TIMELINE_BLOCK, self->block);
  add_integer (slice, BS_TIMELINE_REGISTERS, kernel->registers);
  add_integer (slice, BS_TIMELINE_SHARED, (guint64) kernel->static_bytes + kernel->dynamic_bytes);
  add_real (slice, BS_TIMELINE_OCCUPANCY, kernel->occupancy);
  if (launch->traffic > 0 && ns > 0)
    add_real (slice, BS_TIMELINE_BANDWIDTH, (double) launch->traffic / (double) ns);
  if (launch->called_ns > 0 && launch->start_ns >= launch->called_ns)
    add_integer (slice, BS_TIMELINE_WAITED, (guint64) (launch->start_ns - launch->called_ns));
  if (launch->depth >= 0)
    add_integer (slice, BS_TIMELINE_DEPTH, (guint64) launch->depth);
}

guint64
bs_timeline_device_call_time (BsTimelineDevice *self)
{
  if (self->next_call == self->n_called)
    return G_MAXUINT64;
  self->call_ns = MAX (self->call_ns,
                       self->trace->launches[self->by_call[self->next_call]].called_ns);

  return (guint64) self->call_ns;
}

guint64
bs_timeline_device_idle_time (BsTimelineDevice *self)
{
  if (self->next_idle == self->trace->n_idles)
    return G_MAXUINT64;
  self->idle_ns = MAX (self->idle_ns, self->trace->idles[self->next_idle].start_ns);

  return (guint64) self->idle_ns;
}

const BsLaunch *
bs_timeline_device_take_call (BsTimelineDevice *self)
{
  return &self->trace->launches[self->by_call[self->next_call++]];
}

void
bs_timeline_device_take_idle (BsTimelineDevice *self, BsTimelineSlice *slice)
{
  const BsIdle *idle = &self->trace->idles[self->next_idle++];

  *slice = (BsTimelineSlice){
    .track = BS_TIMELINE_FIRST_LANE + self->trace->n_lanes,
    .start_ns = self->idle_ns,
    .end_ns = MAX (self->idle_ns, idle->end_ns),
    .name = bs_idle_cause_to_string (idle->cause),
    .category = "idle",
  };
  if (idle->decision > 0)
    add_integer (slice, BS_TIMELINE_DECISION, idle->decision);
  add_integer (slice, BS_TIMELINE_MINI_BATCH, idle->mini_batch);
}
