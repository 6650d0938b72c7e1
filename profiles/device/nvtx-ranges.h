/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges of NVTX: what shows other profilers our mini-batches, phases and batches. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

/** bs_nvtx_is_wanted: Returns: whether a profiler has attached itself to this program. */
gboolean bs_nvtx_is_wanted (void);

/** bs_nvtx_enter, bs_nvtx_leave: a range of the domain `batchscope` in this thread, named `mini-batch`,
 * `batch` or after its phase, whose payload is the number of the mini-batch or decision. Nothing of
 * single works of a device: the profiler has these itself. */
void bs_nvtx_enter (const BsSpan *span);
void bs_nvtx_leave (const BsSpan *span);

G_END_DECLS
