/* SPDX-License-Identifier: Apache-2.0 */
/* The ready type with the smallest mean depth of its nodes that have not run yet. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  const guint32 *depths;
  double *sum;   /* [n_types] of the depths of what has not run */
  guint32 *seen; /* [n_types] where in the order the sum is up to date */
} AgendaPolicy;

static void
begin (BsPolicy *policy, const BsGraph *graph, const BsTypeTable *types, const guint32 *depths)
{
  AgendaPolicy *self = (AgendaPolicy *) policy;
  guint32 first = 0;

  self->depths = depths;
  self->sum = g_renew (double, self->sum, MAX (graph->n_types, 1));
  self->seen = g_renew (guint32, self->seen, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    {
      self->sum[type] = 0.0;
      self->seen[type] = first;
      first += graph->type_count[type];
    }
  /* Sums of integers are exact in doubles, so a mean does not depend on the order. */
  for (guint32 v = 0; v < graph->n_nodes; v++)
    self->sum[graph->type[v]] += depths[v];
}

/* Each node is taken off once, after it has run. */
static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  AgendaPolicy *self = (AgendaPolicy *) policy;

  for (; self->seen[type] < frontier->head[type]; self->seen[type]++)
    self->sum[type] -= self->depths[frontier->order[self->seen[type]]];

  return self->sum[type] / (frontier->room_end[type] - frontier->head[type]);
}

static double
earliness (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  return -score (policy, frontier, type);
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  choice->type = bs_frontier_best_type (frontier, policy, earliness, NULL, &choice->n_tied);
}

static void
finalize (BsPolicy *policy)
{
  g_free (((AgendaPolicy *) policy)->sum);
  g_free (((AgendaPolicy *) policy)->seen);
}

BsPolicy *
bs_agenda_remaining_policy_new (void)
{
  static const BsPolicyClass klass = {
    .name = "agenda-remaining",
    .needs_depths = TRUE,
    .begin = begin,
    .choose = choose,
    .score = score,
    .finalize = finalize,
  };

  return bs_policy_create (sizeof (AgendaPolicy), &klass);
}
