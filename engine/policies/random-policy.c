/* SPDX-License-Identifier: Apache-2.0 */
/* Any ready type, each as likely as the others. */
#include "config.h"

#include "engine/policies/policies.h"
#include "engine/random.h"

typedef struct
{
  BsPolicy parent;
  guint64 seed;
  guint64 n_graphs; /* begun so far, and stages of them */
  BsRandom random;
} RandomPolicy;

/* A stream for each graph, so that what is drawn for one does not hang on those before. */
static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  RandomPolicy *self = (RandomPolicy *) policy;
  guint64 seed = self->seed;

  seed = bs_splitmix64 (&seed) + self->n_graphs++;
  bs_random_init (&self->random, seed);
}

static void
skip (BsPolicy *policy, guint64 n_graphs)
{
  ((RandomPolicy *) policy)->n_graphs = n_graphs;
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  RandomPolicy *self = (RandomPolicy *) policy;
  guint skip = 0;

  if (frontier->n_ready_types > 1)
    {
      choice->draw = bs_random_next (&self->random);
      choice->reason = BS_REASON_RANDOM;
      skip = (guint) (((unsigned __int128) choice->draw * frontier->n_ready_types) >> 64);
    }
  for (choice->type = 0; frontier->ready[choice->type] == 0 || skip-- > 0;)
    choice->type++;
}

/* As if it had drawn that type. */
static gboolean
follow (BsPolicy *policy, BsFrontier *frontier, guint type, const guint32 *nodes, guint32 n_nodes)
{
  if (frontier->n_ready_types > 1)
    bs_random_next (&((RandomPolicy *) policy)->random);

  return TRUE;
}

BsPolicy *
bs_random_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "random",
    .begin = begin,
    .skip = skip,
    .follow = follow,
    .choose = choose,
  };
  RandomPolicy *self = bs_policy_create (sizeof (RandomPolicy), &klass);

  self->seed = options->seed;

  return &self->parent;
}
