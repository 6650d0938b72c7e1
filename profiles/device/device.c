/* SPDX-License-Identifier: Apache-2.0 */
/* What a trace says of a device and of what it did. */
#include "config.h"

#include "profiles/device/device.h"

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
