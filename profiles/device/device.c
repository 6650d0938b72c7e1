/* SPDX-License-Identifier: Apache-2.0 */
/* What a trace says of a device and of what it did. */
#include "config.h"

#include "profiles/device/device.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
bs_lane_kind_to_string (BsLaneKind kind)
{
  static const char *const names[BS_N_LANE_KINDS] = { "thread", "calls", "stream", "collector" };

  return kind < BS_N_LANE_KINDS ? names[kind] : "?";
}

const char *
bs_occupancy_limit_to_string (BsOccupancyLimit limit)
{
  static const char *const names[BS_N_LIMITS] = { NULL, "warps", "registers", "shared", "blocks" };

  return limit < BS_N_LIMITS ? names[limit] : "?";
}

const char *
bs_idle_cause_to_string (BsIdleCause cause)
{
  static const char *const names[BS_N_IDLE_CAUSES] = {
    "unknown", "scheduling", "host", "launch", "copy", "dependency", "read",
  };

  return cause < BS_N_IDLE_CAUSES ? names[cause] : "?";
}

const char *
bs_device_emulated_text (void)
{
  return _ ("Emulated device: counts are right, times are not a GPU’s.");
}

/* Numbers of single precision that a multiprocessor multiplies and adds in a cycle.
 * Source: CUDA C++ Programming Guide, "Throughput of Native Arithmetic Instructions". */
static const struct
{
  int major, minor, per_cycle;
} throughputs[] = {
  { 7, 5, 64 },   { 8, 0, 64 },   { 8, 6, 128 },  { 8, 7, 128 },  { 8, 9, 128 },  { 9, 0, 128 },
  { 10, 0, 128 }, { 10, 3, 128 }, { 11, 0, 128 }, { 12, 0, 128 }, { 12, 1, 128 },
};

static double
find_peak_flops (const BsDeviceFacts *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (throughputs); i++)
    if (throughputs[i].major == facts->major && throughputs[i].minor == facts->minor)
      return 2.0 * throughputs[i].per_cycle * facts->n_processors * facts->clock * 1e3;

  return 0.0;
}

BsDevice *
bs_device_new (const BsDeviceFacts *facts)
{
  BsDevice *self = g_new0 (BsDevice, 1);

  *self = (BsDevice){
    .name = g_strdup (facts->name),
    .emulated = strstr (facts->name, "emulated") != NULL,
    .major = (guint) facts->major,
    .minor = (guint) facts->minor,
    .n_processors = (guint) facts->n_processors,
    .memory_bytes = facts->memory_bytes,
    .clock_hz = (guint64) facts->clock * 1000,
    .peak_flops = find_peak_flops (facts),
    /* memory gives twice a cycle */
    .peak_bytes = 2.0 * facts->memory_clock * 1e3 * facts->memory_bits / 8.0,
    .driver = (guint) facts->driver,
  };

  return self;
}

BsDevice *
bs_device_copy (const BsDevice *self)
{
  BsDevice *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);

  return copy;
}

void
bs_device_free (BsDevice *self)
{
  g_free (self->name);
  g_free (self);
}

void
bs_lane_clear (BsLane *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
bs_kernel_clear (BsKernel *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
bs_idle_cause_explain (BsIdleCause cause, const char **name, const char **advice)
{
  static const struct
  {
    const char *name, *advice;
  } words[BS_N_IDLE_CAUSES] = {
    [BS_IDLE_UNKNOWN] = { N_ ("not known"), N_ ("Records of the driver are missing.") },
    [BS_IDLE_SCHEDULING] = { N_ ("scheduling"),
                             N_ ("The host built the graph, chose batches or planned memory. "
                                 "Larger mini-batches help, or a policy that chooses faster.") },
    [BS_IDLE_HOST] = { N_ ("host"),
                       N_ ("The host did something else before it called the driver. Larger "
                           "batches give it more time.") },
    [BS_IDLE_LAUNCH] = { N_ ("launching"),
                         N_ ("Kernels are shorter than the calls that start them. Larger or fewer "
                             "batches help, or a planner that needs fewer launches.") },
    [BS_IDLE_COPY] = { N_ ("copies"),
                       N_ ("What came next needed what was being copied. Larger mini-batches copy "
                           "more at once.") },
    [BS_IDLE_DEPENDENCY] = { N_ ("dependency"),
                             N_ ("What came next was there, and waited for what was before it. "
                                 "This is what going from one kernel to the next costs: fewer "
                                 "batches have less of it.") },
    [BS_IDLE_READ] = { N_ ("reading"),
                       N_ ("The host waited for values before it went on. Larger mini-batches "
                           "read less often.") },
  };

  *name = _ (words[cause].name);
  *advice = _ (words[cause].advice);
}
