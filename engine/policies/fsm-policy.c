/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a learned table. What the table has not seen is decided, in a `marked` table, by the
 * priorities of types and marks, else by the ratio rho, since batching a type with rho = 1 is
 * safe. */
#include "config.h"

#include <math.h>

#include "engine/components.h"
#include "engine/marks.h"
#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  BsFsm *fsm;
  guint n_types;
  guint16 *own;       /* [n_types] type of the table, or its number of types and more */
  guint16 *rank;      /* [n_types] the table's order of types, new ones behind */
  guint16 *component; /* [n_types] of a marked table */
  guint16 *key;       /* [2 n_types + 1] */
  guint16 *named;     /* [types of the table] type of the run */
  guint32 state;      /* of the last choice, or G_MAXUINT32 */
  /* Of a marked table. */
  BsMarks *marks;
  guint16 *candidates; /* [n_types] of the last choice */
  guint16 *candidate_marks;
  guint n_candidates;
} FsmPolicy;

static inline gboolean
is_marked (const FsmPolicy *self)
{
  return self->fsm->states->encoding == BS_ENCODING_MARKED;
}

/* A type that the table does not know belongs where the types stand that it waits for and that
 * wait for it; if there are none, after those that it waits for. */
static void
place_new_types (FsmPolicy *self, const BsGraph *graph)
{
  const BsGraph *const graphs[] = { graph };
  g_autoptr (BsComponents) components = bs_components_new (graphs, 1);
  g_autofree guint16 *place = g_new0 (guint16, components->n_components + 1);
  guint n_own = self->fsm->types->n_types;
  guint16 last = 0;

  for (guint type = 0; type < graph->n_types; type++)
    if (self->own[type] < n_own)
      place[components->component[type]] = MAX (place[components->component[type]],
                                                self->component[type] + 1);
  for (guint i = 0; i < components->n_components; i++)
    {
      if (place[i] == 0)
        place[i] = last + 1;
      last = place[i] - 1;
    }
  for (guint type = 0; type < graph->n_types; type++)
    if (self->own[type] >= n_own)
      self->component[type] = place[components->component[type]] - 1;
}

static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_types = frontier->graph->n_types;
  guint n_own = self->fsm->types->n_types;
  gboolean all_known = TRUE;

  self->n_types = n_types;
  self->own = g_renew (guint16, self->own, n_types + 1);
  self->rank = g_renew (guint16, self->rank, n_types + 1);
  self->component = g_renew (guint16, self->component, n_types + 1);
  self->key = g_renew (guint16, self->key, 2 * n_types + 1);
  self->candidates = g_renew (guint16, self->candidates, n_types + 1);
  self->candidate_marks = g_renew (guint16, self->candidate_marks, n_types + 1);
  self->named = g_renew (guint16, self->named, n_own + 1);
  for (guint type = 0; type < n_types; type++)
    {
      int own = bs_type_table_lookup (self->fsm->types, types->types[type].name);

      self->own[type] = own >= 0 ? (guint) own : n_own;
      self->rank[type] = MIN (own >= 0 ? (guint) own : n_own + type, G_MAXUINT16);
      self->component[type] = own >= 0 ? bs_fsm_peek_type (self->fsm, own)->component : 0;
      all_known = all_known && own >= 0;
      if (own >= 0)
        self->named[own] = type;
    }
  self->state = G_MAXUINT32;

  if (!is_marked (self))
    return;
  if (!all_known)
    place_new_types (self, frontier->graph);
  bs_marks_begin (self->marks, frontier, self->component);
}

static void
taken (BsPolicy *policy, BsFrontier *frontier, const guint32 *nodes, guint32 n_nodes)
{
  FsmPolicy *self = (FsmPolicy *) policy;

  if (is_marked (self))
    bs_marks_taken (self->marks, frontier, nodes, n_nodes);
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

/* Keys are written in the types of the run (@own NULL) or of the table. */
static guint
write_marked_key (const FsmPolicy *self, const guint16 *own, guint16 *key)
{
  guint n = self->n_candidates;

  for (guint i = 0; i < n; i++)
    {
      key[i] = own != NULL ? own[self->candidates[i]] : self->candidates[i];
      key[n + i] = self->candidate_marks[i];
    }

  return 2 * n;
}

/* What a candidate is worth in the last state; NAN when nothing is known. */
static double
worth (const FsmPolicy *self, guint candidate)
{
  guint own = self->own[self->candidates[candidate]];

  if (self->state != G_MAXUINT32)
    {
      guint n_actions;

      return bs_fsm_get_actions (self->fsm, self->state, &n_actions)[candidate].q;
    }
  if (own >= self->fsm->types->n_types)
    return NAN;

  return bs_fsm_peek_type (self->fsm, own)->priority[self->candidate_marks[candidate]];
}

static double
share (const BsFrontier *frontier, guint type)
{
  return (double) frontier->ready[type] / (frontier->room_end[type] - frontier->head[type]);
}

static void
choose_by_ratio (FsmPolicy *self, BsFrontier *frontier, BsChoice *choice)
{
  choice->type = bs_frontier_best_type (frontier, &self->parent, bs_frontier_score_rho, self->rank,
                                        &choice->n_tied);
  choice->reason = frontier->ready[choice->type]
                           == bs_frontier_get_reachable (frontier, choice->type)
                       ? BS_REASON_SAFE
                       : BS_REASON_RATIO;
}

static void
choose_marked (FsmPolicy *self, BsFrontier *frontier, BsChoice *choice)
{
  guint n_own = self->fsm->types->n_types;
  double best_worth = -INFINITY;
  guint best = 0;
  gboolean known = TRUE, any = FALSE;

  /* The types to choose from, in the order of the table, and their marks. */
  self->n_candidates = bs_marks_find (self->marks, frontier, self->rank, self->candidates,
                                      self->candidate_marks);
  self->state = G_MAXUINT32;
  if (self->n_candidates == 1)
    {
      choice->type = self->candidates[0];
      if (frontier->n_ready_types > 1)
        choice->reason = BS_REASON_COMPONENT;
      return;
    }

  for (guint i = 0; i < self->n_candidates; i++)
    known = known && self->own[self->candidates[i]] < n_own;
  if (known)
    self->state = bs_state_table_lookup (self->fsm->states, self->key,
                                         write_marked_key (self, self->own, self->key));
  for (guint i = 0; i < self->n_candidates; i++)
    {
      double own = worth (self, i);

      any = any || !isnan (own);
      own = isnan (own) ? 0.0 : own;
      if (own == best_worth)
        choice->n_tied++;
      else if (own > best_worth)
        choice->n_tied = 0;
      /* Of equals the type of which most is ready, then the first of the table. */
      if (own > best_worth
          || (own == best_worth
              && share (frontier, self->candidates[i]) > share (frontier, self->candidates[best])))
        {
          best = i;
          best_worth = own;
        }
    }

  if (!any)
    {
      choose_by_ratio (self, frontier, choice);
      return;
    }
  choice->type = self->candidates[best];
  choice->reason = self->state != G_MAXUINT32 ? BS_REASON_LEARNED : BS_REASON_COMPOSED;
}

/* A ready type with rho = 1, the first of the table; n_types if there is none. */
static guint
find_safe_type (const FsmPolicy *self, BsFrontier *frontier)
{
  const BsRatio *ratio = bs_frontier_get_ratio (frontier);
  guint safe = self->n_types;

  for (guint type = 0; ratio != NULL && type < self->n_types; type++)
    if (frontier->ready[type] > 0 && frontier->ready[type] == ratio->reachable[type]
        && (safe == self->n_types || self->rank[type] < self->rank[safe]))
      safe = type;

  return safe;
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_actions;

  if (is_marked (self))
    {
      choose_marked (self, frontier, choice);
      return;
    }
  if (self->fsm->act_when_safe && frontier->n_ready_types > 1)
    {
      guint safe = find_safe_type (self, frontier);

      if (safe < self->n_types)
        {
          self->state = G_MAXUINT32;
          choice->type = safe;
          choice->reason = BS_REASON_CERTAIN;
          return;
        }
    }

  self->state = find_state (self, frontier);
  if (self->state != G_MAXUINT32)
    {
      guint best = bs_fsm_best_action (self->fsm, self->state, &choice->n_tied);

      choice->type =
          self->named[bs_fsm_get_actions (self->fsm, self->state, &n_actions)[best].type];
      if (frontier->n_ready_types > 1)
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
      choose_by_ratio (self, frontier, choice);
    }
}

static double
score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  guint n_actions;
  const BsFsmAction *actions;

  if (is_marked (self))
    {
      for (guint i = 0; self->n_candidates > 1 && i < self->n_candidates; i++)
        if (self->candidates[i] == type)
          {
            double own = worth (self, i);

            return isnan (own) ? BS_NO_SCORE : own;
          }
      return BS_NO_SCORE;
    }
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
  bs_marks_free (self->marks);
  g_free (self->own);
  g_free (self->rank);
  g_free (self->component);
  g_free (self->key);
  g_free (self->named);
  g_free (self->candidates);
  g_free (self->candidate_marks);
}

static const BsPolicyClass fsm_policy_class = {
  .name = "fsm",
  .begin = begin,
  .choose = choose,
  .taken = taken,
  .score = score,
  .finalize = finalize,
};

BsPolicy *
bs_policy_new_fsm (BsFsm *fsm)
{
  FsmPolicy *self = bs_policy_create (sizeof (FsmPolicy), &fsm_policy_class);

  self->fsm = bs_fsm_ref (fsm);
  self->marks = bs_marks_new ();

  return &self->parent;
}

BsFsm *
bs_policy_get_fsm (BsPolicy *self)
{
  return self->klass == &fsm_policy_class ? ((FsmPolicy *) self)->fsm : NULL;
}

guint
bs_policy_encode_state (BsPolicy *policy, const BsFrontier *frontier, BsEncoding encoding,
                        guint16 *key)
{
  FsmPolicy *self = (FsmPolicy *) policy;
  gboolean is_fsm = policy->klass == &fsm_policy_class;

  if (encoding == BS_ENCODING_MARKED)
    return is_fsm ? write_marked_key (self, NULL, key) : 0;

  return bs_state_encode (encoding, frontier->ready, frontier->graph->n_types,
                          is_fsm ? self->rank : NULL, key);
}
