/* SPDX-License-Identifier: Apache-2.0 */
/* Level by level: the ready node of the least depth, lowest type first, and all of its level and
 * type. In a graph that has grown depths begin at what has not run. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  guint32 *depths; /* [n_nodes] */
} DepthPolicy;

static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  DepthPolicy *self = (DepthPolicy *) policy;

  g_free (self->depths);
  self->depths = bs_frontier_compute_levels (frontier);
}

static const guint32 *
levels (BsPolicy *policy)
{
  return ((DepthPolicy *) policy)->depths;
}

/* The first node of a type is of its least level. Where batches were followed it may still wait, but
 * never if there is none of a lesser level. */
static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  DepthPolicy *self = (DepthPolicy *) policy;
  guint32 least = G_MAXUINT32;

  for (guint type = 0; type < frontier->graph->n_types; type++)
    {
      guint32 depth;

      if (frontier->ready[type] == 0)
        continue;
      depth = self->depths[frontier->order[frontier->head[type]]];
      if (depth < least)
        {
          least = depth;
          choice->type = type;
        }
    }
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  DepthPolicy *self = (DepthPolicy *) policy;
  const guint32 *ready = frontier->order + frontier->head[type];
  guint32 least = self->depths[ready[0]];

  for (guint32 i = 1; frontier->levels == NULL && i < frontier->ready[type]; i++)
    least = MIN (least, self->depths[ready[i]]);

  return least;
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
    .take = BS_TAKE_LEVEL,
    .begin = begin,
    .levels = levels,
    .choose = choose,
    .score = score,
    .finalize = finalize,
  };

  return bs_policy_create (sizeof (DepthPolicy), &klass);
}
