/* SPDX-License-Identifier: Apache-2.0 */
/* Finds events of a trace by what people write: the name of a type, a phase or a cell, how long
 * something took, or a predicate over decisions. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* More are not told of. */
#define BS_EVENT_SEARCH_MAX 100000

/**
 * bs_event_search:
 * @text: such as `word`, `gemm`, `> 50 µs`, or `batch_size < 4`; untrusted
 * @n_all: (out) (optional): how many there are, those left out, too
 *
 * In a thread: looks at all events.
 *
 * Returns: (transfer full) (element-type guint32): the numbers of the first %BS_EVENT_SEARCH_MAX events
 *   that @text names, in order of time; %NULL when cancelled, or where it names nothing, with what can
 *   be looked for
 */
GArray *bs_event_search (const BsTrace *trace, const char *text, guint64 *n_all,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
