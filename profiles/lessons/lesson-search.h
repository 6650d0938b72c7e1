/* SPDX-License-Identifier: Apache-2.0 */
/* How good a choice is that a lesson asks for: the fewest batches after it, proven. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_lesson_search_after:
 * @decision: of @trace, from 1: its mini-batch ran as recorded up to there
 * @type: that is ready there, and is batched whole
 * @n_batches: (out): the fewest that the mini-batch can have then
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED where the graph is too large for a proof, or grows
 */
gboolean bs_lesson_search_after (const BsTrace *trace, guint32 decision, guint type,
                                 guint32 *n_batches, GCancellable *cancellable, GError **error);

G_END_DECLS
