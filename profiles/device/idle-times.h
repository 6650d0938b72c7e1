/* SPDX-License-Identifier: Apache-2.0 */
/* When a device did nothing, and why. Private to profiles. */
#pragma once

#include "profiles/device/device.h"

G_BEGIN_DECLS

/* What is known of a mini-batch; times by one clock. */
typedef struct
{
  guint32 mini_batch;
  gint64 start_ns, end_ns;  /* that are to be explained */
  const BsLaunch *launches; /* [n_launches] in order of their start */
  guint32 n_launches;
  const BsEvent *copies; /* [n_copies] of the device, in order of their start */
  guint32 n_copies;
  const BsEvent *phases; /* [n_phases] of the host, in order of their start */
  guint32 n_phases;
} BsDeviceTimes;

/**
 * bs_idle_times_find:
 * @idles: (element-type BsIdle): is appended to, in order of time
 *
 * Explains every moment in which no kernel ran: before the driver was called for the next one, by
 * what the host did; after that, by what the device waited for. Adjacent times with one cause are
 * one. O(launches + copies + phases).
 */
void bs_idle_times_find (const BsDeviceTimes *times, GArray *idles);

G_END_DECLS
