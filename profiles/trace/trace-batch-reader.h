/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what was ready at decisions and how their batches ran: the most rows of a large trace, in a
 * thread of its own while graphs and decisions are read. */
#pragma once

#include "profiles/format/trace-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct _BsTraceBatchReader BsTraceBatchReader;

/** bs_trace_batch_reader_start: Returns: (transfer full): the reader, at work. */
BsTraceBatchReader *bs_trace_batch_reader_start (BsTraceFile *file);

/**
 * bs_trace_batch_reader_finish:
 * @self: (transfer full):
 * @trace: with its decisions; nothing is given to it when @file has an error
 *
 * Waits for the rest, checks it against the decisions, and gives it to them.
 */
void bs_trace_batch_reader_finish (BsTraceBatchReader *self, BsTrace *trace, BsTraceFile *file);

G_END_DECLS
