/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a device up. */
#include "config.h"

#include "tests/profiles/synthetic-device.h"

#include <math.h>

#define GAP 10 /* between two events of the run */

static const BsDevice device = {
  .name = (char *) "Grün 3000, emulated",
  .emulated = TRUE,
  .major = 8,
  .minor = 6,
  .n_processors = 7,
  .memory_bytes = 3ull << 30,
  .clock_hz = 1500000000,
  .peak_flops = 2.5e12,
  .peak_bytes = 1.25e11,
  .driver = 13000,
};

static const BsLane lanes[] = {
  { SYNTHETIC_COLLECTOR, BS_LANE_COLLECTOR, 0, (char *) "Collector" },
  { SYNTHETIC_CALLS, BS_LANE_CALLS, 4711, (char *) "Driver calls" },
  { SYNTHETIC_STREAM, BS_LANE_STREAM, 7, (char *) "Stream 7" },
  { SYNTHETIC_OTHER_STREAM, BS_LANE_STREAM, 13, (char *) "Stream 13" },
};

/* By phase, from gathers on. */
static const BsKernel kernels[] = {
  { (char *) "bring_together", 16, 0, 0, 0, { 128, 1, 1 }, 16, 1.0, BS_LIMIT_BLOCKS },
  { (char *) "multiply<float>", 96, 2048, 512, 8, { 16, 8, 2 }, 2, 0.25, BS_LIMIT_REGISTERS },
  { (char *) "fused_\xc3\xa9l\xc3\xa9ment",
    32,
    0,
    9000,
    0,
    { 96, 1, 1 },
    5,
    0.3125,
    BS_LIMIT_SHARED },
  { (char *) "take_apart", 20, 0, 0, 0, { 1024, 1, 1 }, 0, NAN, BS_LIMIT_UNKNOWN },
};

static void
add (GArray *events, const BsEvent *like, guint8 lane, BsPhase phase, gint64 start_ns,
     gint64 end_ns)
{
  BsEvent event = { .start_ns = start_ns,
                    .end_ns = end_ns,
                    .decision = like->decision,
                    .mini_batch = like->mini_batch,
                    .phase = (guint8) phase,
                    .lane = lane };

  g_array_append_val (events, event);
}

static void
add_launch (SyntheticDevice *self, const BsEvent *event, gboolean called)
{
  BsLaunch launch = {
    .kernel = event->phase - BS_PHASE_GATHER,
    .mini_batch = event->mini_batch,
    .decision = event->decision,
    .lane = event->lane,
    .phase = event->phase,
    .depth = called ? (gint32) (event->decision % 4) : -1,
    .called_ns = called ? event->start_ns - 7 : 0,
    .called_end_ns = called ? event->start_ns - 2 : 0,
    .start_ns = event->start_ns,
    .end_ns = event->end_ns,
    .grid = { event->decision, 1 + event->decision % 3, 1 },
    .bytes = event->bytes,
    .flops = event->flops,
    .traffic = event->phase == BS_PHASE_FUSED ? 0 : 512 + event->bytes,
  };

  g_array_append_val (self->launches, launch);
}

/* In the gap before an event. */
static void
add_idle (SyntheticDevice *self, const BsEvent *event)
{
  BsIdle idle = { .mini_batch = event->mini_batch,
                  .decision = event->decision,
                  .start_ns = event->start_ns - GAP,
                  .end_ns = event->start_ns,
                  .cause = self->idles->len % BS_N_IDLE_CAUSES };

  g_array_append_val (self->idles, idle);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

SyntheticDevice *
synthetic_device_new (GArray *events)
{
  SyntheticDevice *self = g_new0 (SyntheticDevice, 1);
  guint n = events->len;
  BsPhase before = BS_PHASE_READ;

  self->device = bs_device_copy (&device);
  self->lanes = g_array_new (FALSE, FALSE, sizeof (BsLane));
  self->kernels = g_array_new (FALSE, FALSE, sizeof (BsKernel));
  self->launches = g_array_new (FALSE, FALSE, sizeof (BsLaunch));
  self->idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));
  g_array_append_vals (self->lanes, lanes, G_N_ELEMENTS (lanes));
  g_array_append_vals (self->kernels, kernels, G_N_ELEMENTS (kernels));

  for (guint i = 0; i < n; i++)
    {
      BsEvent *at = &g_array_index (events, BsEvent, i), event;
      gint64 start;

      at->lane = at->phase == BS_PHASE_FUSED && at->decision % 2 == 1 ? SYNTHETIC_OTHER_STREAM
                 : bs_phase_is_computing (at->phase)                  ? SYNTHETIC_STREAM
                                                                      : 0;
      event = *at;
      start = event.start_ns;
      if (bs_phase_is_computing (event.phase))
        {
          add_launch (self, &event, event.phase != BS_PHASE_SCATTER || event.decision % 3 != 0);
          add_idle (self, &event);
          add (events, &event, SYNTHETIC_CALLS, BS_PHASE_CALL, start - 7, start - 2);
          add (events, &event, 0, BS_PHASE_LAUNCH, start - 8, start - 1);
          if (before == BS_PHASE_SCHEDULE)
            add (events, &event, SYNTHETIC_OTHER_STREAM, BS_PHASE_UPLOAD, start + 1, start + 21);
        }
      else if (event.phase == BS_PHASE_READ)
        {
          add (events, &event, SYNTHETIC_STREAM, BS_PHASE_DOWNLOAD, start + 1, start + 21);
          add (events, &event, SYNTHETIC_CALLS, BS_PHASE_WAIT, start + 2, event.end_ns - 2);
          add (events, &event, SYNTHETIC_COLLECTOR, BS_PHASE_OVERHEAD, start + 5, start + 9);
          add_idle (self, &event);
        }
      before = event.phase;
    }
  g_array_sort (events, compare_starts);

  return self;
}

void
synthetic_device_free (SyntheticDevice *self)
{
  bs_device_free (self->device);
  g_array_unref (self->lanes);
  g_array_unref (self->kernels);
  g_array_unref (self->launches);
  g_array_unref (self->idles);
  g_free (self);
}

void
synthetic_device_record (const SyntheticDevice *self, BsRecorder *recorder)
{
  bs_recorder_set_device (recorder, self->device);
  for (guint i = 0; i < self->lanes->len; i++)
    bs_recorder_add_lane (recorder, &g_array_index (self->lanes, BsLane, i));
  for (guint i = 0; i < self->kernels->len; i++)
    g_assert_cmpuint (
        bs_recorder_add_kernel (recorder, &g_array_index (self->kernels, BsKernel, i)), ==, i);
  bs_recorder_add_device_work (recorder, g_array_copy (self->launches), g_array_copy (self->idles));
  bs_recorder_set_diagnostic (recorder, "dropped_activities", 3);
  bs_recorder_set_diagnostic (recorder, "late_activities", 1);
  bs_recorder_set_diagnostic (recorder, "activities_without_batch", 2);
  bs_recorder_set_diagnostic (recorder, "clock_error_ns", 250);
  bs_recorder_set_diagnostic (recorder, "clock_drift_ppb", -40);
}

static void
assert_kernels_equal (const BsKernel *a, const BsKernel *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpuint (a->registers, ==, b->registers);
  g_assert_cmpuint (a->static_bytes, ==, b->static_bytes);
  g_assert_cmpuint (a->dynamic_bytes, ==, b->dynamic_bytes);
  g_assert_cmpuint (a->local_bytes, ==, b->local_bytes);
  g_assert_cmpmem (a->block, sizeof a->block, b->block, sizeof b->block);
  g_assert_cmpuint (a->resident_blocks, ==, b->resident_blocks);
  g_assert_true (a->occupancy == b->occupancy || (isnan (a->occupancy) && isnan (b->occupancy)));
  g_assert_cmpint (a->limit, ==, b->limit);
}

static void
assert_launches_equal (const BsLaunch *a, const BsLaunch *b)
{
  g_assert_cmpuint (a->kernel, ==, b->kernel);
  g_assert_cmpuint (a->mini_batch, ==, b->mini_batch);
  g_assert_cmpuint (a->decision, ==, b->decision);
  g_assert_cmpuint (a->lane, ==, b->lane);
  g_assert_cmpuint (a->phase, ==, b->phase);
  g_assert_cmpint (a->depth, ==, b->depth);
  g_assert_cmpint (a->called_ns, ==, b->called_ns);
  g_assert_cmpint (a->called_end_ns, ==, b->called_end_ns);
  g_assert_cmpint (a->start_ns, ==, b->start_ns);
  g_assert_cmpint (a->end_ns, ==, b->end_ns);
  g_assert_cmpmem (a->grid, sizeof a->grid, b->grid, sizeof b->grid);
  g_assert_cmpuint (a->bytes, ==, b->bytes);
  g_assert_cmpuint (a->flops, ==, b->flops);
  g_assert_cmpuint (a->traffic, ==, b->traffic);
}

void
synthetic_device_assert_equal (const SyntheticDevice *self, const BsTrace *trace)
{
  const BsDevice *own = trace->device;

  g_assert_nonnull (own);
  g_assert_cmpstr (own->name, ==, self->device->name);
  g_assert_cmpint (own->emulated, ==, self->device->emulated);
  g_assert_cmpuint (own->major, ==, self->device->major);
  g_assert_cmpuint (own->minor, ==, self->device->minor);
  g_assert_cmpuint (own->n_processors, ==, self->device->n_processors);
  g_assert_cmpuint (own->memory_bytes, ==, self->device->memory_bytes);
  g_assert_cmpuint (own->clock_hz, ==, self->device->clock_hz);
  g_assert_cmpfloat (own->peak_flops, ==, self->device->peak_flops);
  g_assert_cmpfloat (own->peak_bytes, ==, self->device->peak_bytes);
  g_assert_cmpuint (own->driver, ==, self->device->driver);

  g_assert_cmpuint (trace->n_device_lanes, ==, self->lanes->len);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      const BsLane *lane = &g_array_index (self->lanes, BsLane, i);

      g_assert_cmpuint (trace->device_lanes[i].id, ==, lane->id);
      g_assert_cmpint (trace->device_lanes[i].kind, ==, lane->kind);
      g_assert_cmpint (trace->device_lanes[i].number, ==, lane->number);
      g_assert_cmpstr (trace->device_lanes[i].name, ==, lane->name);
      g_assert_true (bs_trace_get_lane (trace, lane->id) == &trace->device_lanes[i]);
    }
  g_assert_cmpuint (trace->n_kernels, ==, self->kernels->len);
  for (guint i = 0; i < self->kernels->len; i++)
    assert_kernels_equal (&trace->kernels[i], &g_array_index (self->kernels, BsKernel, i));
  g_assert_cmpuint (trace->n_launches, ==, self->launches->len);
  for (guint i = 0; i < self->launches->len; i++)
    assert_launches_equal (&trace->launches[i], &g_array_index (self->launches, BsLaunch, i));
  g_assert_cmpuint (trace->n_idles, ==, self->idles->len);
  for (guint i = 0; i < self->idles->len; i++)
    {
      const BsIdle *a = &trace->idles[i], *b = &g_array_index (self->idles, BsIdle, i);

      g_assert_cmpuint (a->mini_batch, ==, b->mini_batch);
      g_assert_cmpuint (a->decision, ==, b->decision);
      g_assert_cmpint (a->start_ns, ==, b->start_ns);
      g_assert_cmpint (a->end_ns, ==, b->end_ns);
      g_assert_cmpint (a->cause, ==, b->cause);
    }
  g_assert_cmpuint (trace->recording.n_dropped_activities, ==, 3);
  g_assert_cmpuint (trace->recording.n_late_activities, ==, 1);
  g_assert_cmpuint (trace->recording.n_lost_activities, ==, 2);
  g_assert_cmpint (trace->recording.clock_error_ns, ==, 250);
  g_assert_cmpint (trace->recording.clock_drift_ppb, ==, -40);
}
