/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the events of a trace, beside all else where that can be. */
#pragma once

#include "profiles/format/trace-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct _BsTraceEventReader BsTraceEventReader;

/** bs_trace_event_reader_start: @file: that the trace is read from. Begins in a thread of its own,
 * with a connection of its own. */
BsTraceEventReader *bs_trace_event_reader_start (BsTraceFile *file);

/**
 * bs_trace_event_reader_finish:
 * @trace: (nullable): that has its decisions and now gets its events; %NULL when it was given up
 * @n_events: that should be there when the trace is complete
 *
 * Waits for it, and frees @self. What is wrong is then the error of @file.
 */
void bs_trace_event_reader_finish (BsTraceEventReader *self, BsTrace *trace, BsTraceFile *file,
                                   gint64 n_events);

G_END_DECLS
