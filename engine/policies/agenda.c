/* SPDX-License-Identifier: Apache-2.0 */
/* The ready type with the smallest mean depth; means are taken once, over all nodes of a type. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  guint n_types;
  double *mean_depth;
} AgendaPolicy;

static void
begin (BsPolicy *policy, const BsGraph *graph, const BsTypeTable *types, const guint32 *depths)
{
  AgendaPolicy *self = (AgendaPolicy *) policy;

  self->n_types = graph->n_types;
  self->mean_depth = g_renew (double, self->mean_depth, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    self->mean_depth[type] = 0.0;
  /* Sums of integers are exact in doubles, so the mean does not depend on the order. */
  for (guint32 v = 0; v < graph->n_nodes; v++)
    self->mean_depth[graph->type[v]] += depths[v];
  for (guint type = 0; type < graph->n_types; type++)
    self->mean_depth[type] /= MAX (graph->type_count[type], 1);
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  return ((AgendaPolicy *) policy)->mean_depth[type];
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
  g_free (((AgendaPolicy *) policy)->mean_depth);
}

BsPolicy *
bs_agenda_policy_new (void)
{
  static const BsPolicyClass klass = {
    .name = "agenda",
    .needs_depths = TRUE,
    .begin = begin,
    .choose = choose,
    .score = score,
    .finalize = finalize,
  };

  return bs_policy_create (sizeof (AgendaPolicy), &klass);
}
