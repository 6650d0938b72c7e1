/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a device and what it did into a trace. */
#include "config.h"

#include <math.h>

#include "profiles/recording/trace-writer-private.h"

void
bs_trace_writer_set_device (BsTraceWriter *self, const BsDevice *device)
{
  g_autofree char *name = g_utf8_make_valid (device->name, -1);

  bs_trace_writer_run (
      self, BS_STATEMENT_DEVICE, "tuuuuiirru", name, (guint32) (device->emulated != FALSE),
      device->major, device->minor, device->n_processors, (gint64) device->memory_bytes,
      (gint64) device->clock_hz, device->peak_flops > 0.0 ? device->peak_flops : NAN,
      device->peak_bytes > 0.0 ? device->peak_bytes : NAN, device->driver);
}

void
bs_trace_writer_add_lane (BsTraceWriter *self, const BsLane *lane)
{
  g_autofree char *name = g_utf8_make_valid (lane->name, -1);

  bs_trace_writer_run (self, BS_STATEMENT_LANE, "utit", (guint32) lane->id,
                       bs_lane_kind_to_string (lane->kind), lane->number, name);
}

void
bs_trace_writer_add_kernel (BsTraceWriter *self, guint32 id, const BsKernel *kernel)
{
  g_autofree char *name = g_utf8_make_valid (kernel->name, -1);

  bs_trace_writer_run (self, BS_STATEMENT_KERNEL, "utuuuuuuunrt", id, name, kernel->registers,
                       kernel->static_bytes, kernel->dynamic_bytes, kernel->local_bytes,
                       kernel->block[0], kernel->block[1], kernel->block[2],
                       kernel->resident_blocks > 0 ? (gint64) kernel->resident_blocks : -1,
                       kernel->occupancy, bs_occupancy_limit_to_string (kernel->limit));
}

void
bs_trace_writer_add_launches (BsTraceWriter *self, const BsLaunch *launches, guint32 n,
                              guint64 first)
{
  for (guint32 i = 0; i < n; i++)
    {
      const BsLaunch *launch = &launches[i];
      gboolean called = launch->called_ns > 0;

      bs_trace_writer_run (
          self, BS_STATEMENT_LAUNCH, "iuuununniiuuuiiin", (gint64) (first + i), launch->kernel,
          (guint32) launch->lane, launch->mini_batch,
          launch->decision > 0 ? (gint64) launch->decision : -1, (guint32) launch->phase,
          called ? launch->called_ns : -1, called ? launch->called_end_ns : -1, launch->start_ns,
          launch->end_ns, launch->grid[0], launch->grid[1], launch->grid[2], (gint64) launch->bytes,
          (gint64) launch->flops, (gint64) launch->traffic, (gint64) launch->depth);
      bs_trace_writer_commit_if_due (self);
    }
}

void
bs_trace_writer_add_idles (BsTraceWriter *self, const BsIdle *idles, guint32 n, guint64 first)
{
  for (guint32 i = 0; i < n; i++)
    {
      const BsIdle *idle = &idles[i];

      bs_trace_writer_run (self, BS_STATEMENT_IDLE, "iuiitn", (gint64) (first + i),
                           idle->mini_batch, idle->start_ns, idle->end_ns,
                           bs_idle_cause_to_string (idle->cause),
                           idle->decision > 0 ? (gint64) idle->decision : -1);
      bs_trace_writer_commit_if_due (self);
    }
}
