/* SPDX-License-Identifier: Apache-2.0 */
/* The ready type with the smallest mean depth: of all nodes of a type, taken once, or of those
 * that have not run yet. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  gboolean remaining; /* nodes that have run do not count */
  guint32 *depths;    /* [n_nodes] */
  double *sum;        /* [n_types] of the depths of the nodes that count */
  guint32 *seen;      /* [n_types] where they begin in the order of the frontier */
} AgendaPolicy;

static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  AgendaPolicy *self = (AgendaPolicy *) policy;
  const BsGraph *graph = frontier->graph;

  g_free (self->depths);
  self->depths = bs_frontier_compute_levels (frontier);
  self->sum = g_renew (double, self->sum, MAX (graph->n_types, 1));
  self->seen = g_renew (guint32, self->seen, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    {
      self->sum[type] = 0.0;
      self->seen[type] = frontier->head[type];
    }
  /* Sums of integers are exact in doubles, so a mean does not depend on the order. */
  for (guint32 v = 0; v < graph->n_nodes; v++)
    self->sum[graph->type[v]] += self->depths[v];
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  AgendaPolicy *self = (AgendaPolicy *) policy;

  /* Each node is taken off once, after it has run. */
  for (; self->remaining && self->seen[type] < frontier->head[type]; self->seen[type]++)
    self->sum[type] -= self->depths[frontier->order[self->seen[type]]];

  return self->sum[type] / (frontier->room_end[type] - self->seen[type]);
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
  AgendaPolicy *self = (AgendaPolicy *) policy;

  g_free (self->depths);
  g_free (self->sum);
  g_free (self->seen);
}

#define AGENDA_CLASS(policy_name)                                                                  \
  {                                                                                                \
    .name = policy_name, .begin = begin, .choose = choose, .score = score, .finalize = finalize,   \
  }

BsPolicy *
bs_agenda_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = AGENDA_CLASS ("agenda");

  return bs_policy_create (sizeof (AgendaPolicy), &klass);
}

BsPolicy *
bs_agenda_remaining_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = AGENDA_CLASS ("agenda-remaining");
  AgendaPolicy *self = bs_policy_create (sizeof (AgendaPolicy), &klass);

  self->remaining = TRUE;

  return &self->parent;
}
