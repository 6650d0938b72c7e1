/* SPDX-License-Identifier: Apache-2.0 */
/* The fewest batches after a choice. */
#include "config.h"

#include "profiles/lessons/lesson-search.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/frontier.h"
#include "engine/search.h"

#define BEAM_WIDTH 30
#define MAX_STATES (1u << 18)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsFrontier, bs_frontier_clear)

static gboolean
go_to (BsFrontier *frontier, const BsTrace *trace, BsTraceGraph *graph, guint32 decision,
       GError **error)
{
  bs_frontier_begin (frontier, graph->graph);
  for (guint32 i = graph->mini_batch->first_decision; i < decision; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (!bs_frontier_bring (frontier, d->type, bs_trace_members (graph, d), d->size))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
                       _ ("Decision %u batches nodes that are not ready"), i);
          return FALSE;
        }
      bs_frontier_take_first (frontier, d->type, d->size);
    }

  return TRUE;
}

gboolean
bs_lesson_search_after (const BsTrace *trace, guint32 decision, guint type, guint32 *n_batches,
                        GCancellable *cancellable, GError **error)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, d->mini_batch);
  g_auto (BsFrontier) frontier = { 0 };
  g_autoptr (BsSearchResult) result = NULL;
  BsSearchResult *beam;
  guint32 first;

  if (graph->mini_batch->n_stages > 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The graph grows: which choice is best cannot be proven"));
      return FALSE;
    }
  if (!go_to (&frontier, trace, graph, decision, error))
    return FALSE;

  bs_frontier_take (&frontier, type, BS_TAKE_ALL, &first);
  *n_batches = decision - graph->mini_batch->first_decision + 1;
  if (frontier.n_executed == graph->graph->n_nodes)
    return TRUE;

  beam = bs_search_beam (&frontier, BEAM_WIDTH, cancellable, error);
  if (beam == NULL)
    return FALSE;

  result = bs_search_exact (&frontier, beam, MAX_STATES, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!result->optimal)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The graph is too large: which choice is best cannot be proven"));
      return FALSE;
    }

  *n_batches += result->n_batches;
  return TRUE;
}
