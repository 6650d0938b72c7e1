/* SPDX-License-Identifier: Apache-2.0 */
/* Level by level: the ready node of the least depth, lowest type first, and all of its level and
 * type. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  guint32 level; /* being run */
  guint next;    /* first type not yet looked at in this level */
} DepthPolicy;

static void
begin (BsPolicy *policy, const BsGraph *graph, const BsTypeTable *types, const guint32 *depths)
{
  DepthPolicy *self = (DepthPolicy *) policy;

  self->level = 1;
  self->next = 0;
}

static gboolean
has_level (const BsFrontier *frontier, guint type, guint32 level)
{
  /* Only nodes of this level and the next can be ready, and those of a level became ready while
   * the one before ran: the first node of a type that is of this level comes early. */
  for (guint32 i = frontier->head[type]; i < frontier->tail[type]; i++)
    if (frontier->depths[frontier->order[i]] == level)
      return TRUE;

  return FALSE;
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  DepthPolicy *self = (DepthPolicy *) policy;

  choice->take = BS_TAKE_LEVEL;
  for (;; self->level++, self->next = 0)
    for (; self->next < frontier->graph->n_types; self->next++)
      if (has_level (frontier, self->next, self->level))
        {
          choice->type = self->next++;
          return;
        }
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  guint32 least = G_MAXUINT32;

  for (guint32 i = frontier->head[type]; i < frontier->tail[type]; i++)
    least = MIN (least, frontier->depths[frontier->order[i]]);

  return least;
}

BsPolicy *
bs_depth_policy_new (void)
{
  static const BsPolicyClass klass = {
    .name = "depth",
    .needs_depths = TRUE,
    .begin = begin,
    .choose = choose,
    .score = score,
  };

  return bs_policy_create (sizeof (DepthPolicy), &klass);
}
