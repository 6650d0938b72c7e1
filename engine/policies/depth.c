/* SPDX-License-Identifier: Apache-2.0 */
/* Level by level: the ready node of the least depth, lowest type first, and all of its level and
 * type. In a graph that has grown depths begin at what has not run. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  guint32 *depths; /* [n_nodes] */
  guint32 level;   /* being run */
  guint next;      /* first type not yet looked at in this level */
} DepthPolicy;

static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  DepthPolicy *self = (DepthPolicy *) policy;

  g_free (self->depths);
  self->depths = bs_frontier_compute_levels (frontier);
  self->level = 1;
  self->next = 0;
}

static const guint32 *
levels (BsPolicy *policy)
{
  return ((DepthPolicy *) policy)->depths;
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  DepthPolicy *self = (DepthPolicy *) policy;

  choice->take = BS_TAKE_LEVEL;
  for (;; self->level++, self->next = 0)
    for (; self->next < frontier->graph->n_types; self->next++)
      if (frontier->ready[self->next] > 0
          && self->depths[frontier->order[frontier->head[self->next]]] == self->level)
        {
          choice->type = self->next++;
          return;
        }
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  return ((DepthPolicy *) policy)->depths[frontier->order[frontier->head[type]]];
}

static void
finalize (BsPolicy *policy)
{
  g_free (((DepthPolicy *) policy)->depths);
}

BsPolicy *
bs_depth_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "depth",
    .begin = begin,
    .levels = levels,
    .choose = choose,
    .score = score,
    .finalize = finalize,
  };

  return bs_policy_create (sizeof (DepthPolicy), &klass);
}
