/* SPDX-License-Identifier: Apache-2.0 */
/* Writes decisions and what else could have been chosen. A part of the trace writer. */
#pragma once

#include "profiles/recording/trace-writer.h"

G_BEGIN_DECLS

/** bs_trace_writer_add_decisions: all of a mini-batch; @states: (nullable) (array length=n_states):
 * state in the trace for each state of the schedule. */
void bs_trace_writer_add_decisions (BsTraceWriter *self, const BsMiniBatch *mini_batch,
                                    const guint32 *states, guint n_states);

G_END_DECLS
