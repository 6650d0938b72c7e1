/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline of a trace for the viewers of other projects. */
#pragma once

#include <stdio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** BsTimelineFormat: viewers that a timeline can be written for. */
typedef enum
{
  BS_TIMELINE_CHROME,   /* JSON of the Trace Event Format */
  BS_TIMELINE_PERFETTO, /* protocol buffers of Perfetto */
  BS_N_TIMELINE_FORMATS /* how many there are */
} BsTimelineFormat;

/**
 * bs_timeline_format_from_string:
 * @text: `chrome` or `perfetto`
 * @format: (out): what it means
 *
 * Returns: whether it means a format
 */
gboolean bs_timeline_format_from_string (const char *text, BsTimelineFormat *format);

/**
 * bs_timeline_write:
 * @trace: a loaded trace
 * @format: how it is written
 * @out: written to as the trace is walked through, so that memory does not grow with it
 *
 * Writes what there is between the first and the last moment of a trace. One track holds
 * scheduling: a slice a mini-batch, which lasts until the last of its events, and in it one a
 * decision. Every lane has a track with a slice an event, named after its phase. A flow leads from
 * each decision that has events through these in order of time. Counters are the sizes of the
 * frontier, in total and by type, at each decision, and the bytes that gathers and scatters have
 * copied.
 *
 * Slices of a track always lie one in the other or apart. Where times of a trace do not, a slice
 * ends with the one that it began in, and its argument `recorded_ns` is how long it really took.
 *
 * Returns: %FALSE with an error when @out cannot be written, or when cancelled; that the reader of a
 *   pipe goes away is no error
 */
gboolean bs_timeline_write (const BsTrace *trace, BsTimelineFormat format, FILE *out,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
