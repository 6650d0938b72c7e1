/* SPDX-License-Identifier: Apache-2.0 */
/* Writes events into a trace, in order, packed, with their levels of detail, and what they add up to
 * for the batches that they serve. A part of the trace writer. */
#pragma once

#include "profiles/recording/trace-writer.h"

G_BEGIN_DECLS

typedef struct _BsTraceEventWriter BsTraceEventWriter;

/** bs_trace_event_writer_new: @writer: that it is a part of, and whose rows it writes. */
BsTraceEventWriter *bs_trace_event_writer_new (BsTraceWriter *writer);
void bs_trace_event_writer_free (BsTraceEventWriter *self);

/** bs_trace_event_writer_begin: a mini-batch begins; batches of earlier ones are done. */
void bs_trace_event_writer_begin (BsTraceEventWriter *self, guint32 mini_batch,
                                  guint32 first_decision, guint32 n_decisions);

void bs_trace_event_writer_add (BsTraceEventWriter *self, const BsEvent *event);

/**
 * bs_trace_event_writer_flush:
 * @before_ns: later events wait for earlier ones, which may be told later; %G_MAXINT64: none does
 *
 * Writes what was not written yet.
 */
void bs_trace_event_writer_flush (BsTraceEventWriter *self, gint64 before_ns);

/** bs_trace_event_writer_is_waiting: Returns: whether there are events that were not written. */
gboolean bs_trace_event_writer_is_waiting (const BsTraceEventWriter *self);

/** bs_trace_event_writer_get_n: Returns: how many events were added. */
guint64 bs_trace_event_writer_get_n (const BsTraceEventWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTraceEventWriter, bs_trace_event_writer_free)

G_END_DECLS
