/* SPDX-License-Identifier: Apache-2.0 */
/* What machine this is, and what one thread of it can do at most: recorded, so that a run is held against
 * its own machine wherever it is looked at. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* Keys of provenance. */
#define BS_INFO_SGEMM "sgemm_gflops"
#define BS_INFO_COPY "copy_gb_per_s"

typedef struct
{
  double sgemm_gflops;  /* see bs_machine_measure_sgemm() */
  double copy_gb_per_s; /* see bs_machine_measure_copy() */
} BsMachineLimits;

/** bs_machine_name: Returns: (transfer full): the model of the processor, or `unknown`. */
char *bs_machine_name (void);

/** bs_machine_limits_measure: about half a second; the best within a week is kept for
 * bs_machine_limits_get(). */
gboolean bs_machine_limits_measure (BsMachineLimits *self, GError **error);

/** bs_machine_limits_get: what was measured within a week, in the cache folder of the user; else
 * measured now. */
gboolean bs_machine_limits_get (BsMachineLimits *self, GError **error);

/** bs_machine_limits_read: those of the machine that @trace was recorded on. Returns: whether it says. */
gboolean bs_machine_limits_read (BsMachineLimits *self, const BsTrace *trace);

G_END_DECLS
