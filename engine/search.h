/* SPDX-License-Identifier: Apache-2.0 */
/* Searches for the schedule of fewest batches: beam search, which is fast and proves little, and
 * A*, which proves, where it comes to an end. Private to the engine.
 *
 * Both bound the batches to come by the longest chain of each type, and look only at types of the
 * first component that is left, since nothing in it waits for the others. */
#pragma once

#include <gio/gio.h>

#include "engine/frontier.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 n_batches;
  guint16 *types;   /* [n_batches] all ready nodes of each are a batch, in this order */
  guint32 bound;    /* proven: no schedule has fewer batches */
  gboolean optimal; /* proven: the two are equal */
  guint64 n_states; /* looked at */
} BsSearchResult;

void bs_search_result_free (BsSearchResult *self);

/**
 * bs_search_beam:
 * @frontier: where to begin: nodes that have run stay so
 * @width: how many states to go on with after each batch; fewer where they would take gigabytes
 * @cancellable: (nullable): looked at after each batch
 *
 * Returns: (transfer full): the best schedule found, or %NULL with an error when cancelled
 */
BsSearchResult *bs_search_beam (const BsFrontier *frontier, guint width, GCancellable *cancellable,
                                GError **error);

/**
 * bs_search_exact:
 * @best: (transfer full): a schedule to beat, from the same @frontier
 * @max_states: how many states to keep at most; fewer where they would take gigabytes
 * @cancellable: (nullable): ends the search early
 *
 * Returns: (transfer full): the best schedule there is, or where the search ended early the best
 *   found, with the bound proven so far
 */
BsSearchResult *bs_search_exact (const BsFrontier *frontier, BsSearchResult *best,
                                 guint64 max_states, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSearchResult, bs_search_result_free)

G_END_DECLS
