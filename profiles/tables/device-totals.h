/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over what a device did, for tables and the report. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 launches;
  gint64 ns, longest_ns;
  guint64 flops, traffic;
  gint64 traffic_ns, flops_ns; /* of launches for which these are known */
} BsKernelTotals;

typedef struct
{
  guint64 launches;
  gint64 ns;        /* of kernels, added up over streams */
  guint64 n_waits;  /* launches whose call is known, */
  gint64 waited_ns; /* from the call to the start, added up */
  guint64 n_depths; /* launches of which it is known how much was before them, */
  guint64 depths;   /* added up over these */
  gint32 deepest;
  guint64 n_idles[BS_N_IDLE_CAUSES];
  gint64 idle_ns[BS_N_IDLE_CAUSES];
  gint64 all_idle_ns;
  guint32 batches;         /* that launched something */
  BsKernelTotals *kernels; /* [n_kernels] */
} BsDeviceTotals;

/** bs_device_totals_new: Returns: (transfer full): sums; O(launches + idle times). */
BsDeviceTotals *bs_device_totals_new (const BsTrace *trace);
void bs_device_totals_free (BsDeviceTotals *self);

/** bs_kernel_totals_bandwidth, bs_kernel_totals_flops: Returns: a second; NaN: not known. */
double bs_kernel_totals_bandwidth (const BsKernelTotals *self);
double bs_kernel_totals_flops (const BsKernelTotals *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsDeviceTotals, bs_device_totals_free)

G_END_DECLS
