/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a learned table. What the table has not seen is decided by the ratio rho, since batching
 * a type with rho = 1 is safe. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  BsFsm *fsm;
  guint n_types;
  guint16 *own;   /* [n_types] type of the table, or its number of types and more */
  guint16 *rank;  /* [n_types] the table's order of types, new ones behind */
  guint16 *key;   /* [n_types + 1] */
  guint16 *named; /* [types of the table] type of the run */
  guint32 state;  /* of the last choice, or G_MAXUINT32 */
} FsmPolicy;

static void
begin (BsPolicy *policy, const BsGraph *graph, const BsTypeTable *types, const guint32 *depths)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_own = self->fsm->types->n_types;

  self->n_types = graph->n_types;
  self->own = g_renew (guint16, self->own, graph->n_types + 1);
  self->rank = g_renew (guint16, self->rank, graph->n_types + 1);
  self->key = g_renew (guint16, self->key, graph->n_types + 1);
  self->named = g_renew (guint16, self->named, n_own + 1);
  for (guint type = 0; type < graph->n_types; type++)
    {
      int own = bs_type_table_lookup (self->fsm->types, types->types[type].name);

      self->own[type] = own >= 0 ? (guint) own : n_own;
      self->rank[type] = MIN (own >= 0 ? (guint) own : n_own + type, G_MAXUINT16);
      if (own >= 0)
        self->named[own] = type;
    }
  self->state = G_MAXUINT32;
}

/* The state of the frontier in the types of the table; G_MAXUINT32 when it is not known. */
static guint32
find_state (FsmPolicy *self, const BsFrontier *frontier)
{
  guint n_own = self->fsm->types->n_types;
  guint length;

  /* With a type that the table does not have, no state of it can be this one. */
  if (frontier->n_ready_types > n_own)
    return G_MAXUINT32;
  for (guint type = 0; type < self->n_types; type++)
    if (frontier->ready[type] > 0 && self->own[type] >= n_own)
      return G_MAXUINT32;

  length = bs_state_encode (self->fsm->states->encoding, frontier->ready, self->n_types, self->rank,
                            self->key);
  for (guint i = 0; i < length; i++)
    self->key[i] = self->own[self->key[i]];

  return bs_state_table_lookup (self->fsm->states, self->key, length);
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_actions;

  self->state = find_state (self, frontier);
  if (self->state != G_MAXUINT32)
    {
      guint best = bs_fsm_best_action (self->fsm, self->state, &choice->n_tied);

      choice->type =
          self->named[bs_fsm_get_actions (self->fsm, self->state, &n_actions)[best].type];
      choice->reason = BS_REASON_LEARNED;
    }
  else if (frontier->n_ready_types == 1)
    {
      choice->type = 0;
      while (frontier->ready[choice->type] == 0)
        choice->type++;
    }
  else
    {
      choice->type = bs_frontier_best_type (frontier, policy, bs_frontier_score_rho, self->rank,
                                            &choice->n_tied);
      choice->reason = frontier->ready[choice->type]
                               == bs_frontier_get_reachable (frontier, choice->type)
                           ? BS_REASON_SAFE
                           : BS_REASON_RATIO;
    }
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_actions;
  const BsFsmAction *actions;

  if (self->state == G_MAXUINT32)
    return BS_NO_SCORE;

  actions = bs_fsm_get_actions (self->fsm, self->state, &n_actions);
  for (guint i = 0; i < n_actions; i++)
    if (actions[i].type == self->own[type])
      return actions[i].q;

  return BS_NO_SCORE;
}

static void
finalize (BsPolicy *policy)
{
  FsmPolicy *self = (FsmPolicy *) policy;

  bs_fsm_unref (self->fsm);
  g_free (self->own);
  g_free (self->rank);
  g_free (self->key);
  g_free (self->named);
}

static const BsPolicyClass fsm_policy_class = {
  .name = "fsm",
  .begin = begin,
  .choose = choose,
  .score = score,
  .finalize = finalize,
};

BsPolicy *
bs_policy_new_fsm (BsFsm *fsm)
{
  FsmPolicy *self = bs_policy_create (sizeof (FsmPolicy), &fsm_policy_class);

  self->fsm = bs_fsm_ref (fsm);

  return &self->parent;
}

BsFsm *
bs_policy_get_fsm (BsPolicy *self)
{
  return self->klass == &fsm_policy_class ? ((FsmPolicy *) self)->fsm : NULL;
}

const guint16 *
bs_policy_get_rank (BsPolicy *self)
{
  return self->klass == &fsm_policy_class ? ((FsmPolicy *) self)->rank : NULL;
}
