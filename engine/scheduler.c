/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a policy over a graph and writes down what it decided and why. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/policies/policies.h"

struct _BsScheduler
{
  BsPolicy *policy;
  gboolean reasons, without_ratios;
  BsFrontier frontier;
  BsGraph *graph;       /* (nullable): scheduled so far */
  BsSchedule *schedule; /* (nullable): of it; the order of the frontier is its */
  BsStateTable *states;
  guint16 *key;
  guint key_capacity;
  BsDecision *decisions;
  guint32 n_decisions, decision_capacity;
  BsCandidate *candidates;
  guint32 n_candidates, candidate_capacity;
  guint32 room;      /* for candidates */
  gint64 elapsed_ns; /* of the stages so far */
  /* Of a schedule that is made batch by batch. */
  const BsTypeTable *types; /* not owned */
  gint64 start_ns;
  gboolean stale;   /* the policy has to begin again before it decides */
  guint32 *members; /* [n_nodes] work space */
};

BsScheduler *
bs_scheduler_new (BsPolicy *policy, BsEncoding encoding, gboolean reasons)
{
  BsScheduler *self = g_new0 (BsScheduler, 1);
  BsFsm *fsm = bs_policy_get_fsm (policy);

  self->policy = bs_policy_ref (policy);
  self->reasons = reasons;
  self->room = G_MAXUINT32;
  /* Only a learned table knows what to mark. */
  if (encoding == BS_ENCODING_MARKED)
    encoding = BS_ENCODING_SORT;
  self->states = bs_state_table_new (fsm != NULL ? fsm->states->encoding : encoding);

  return self;
}

void
bs_scheduler_free (BsScheduler *self)
{
  bs_scheduler_begin (self);
  bs_policy_unref (self->policy);
  bs_frontier_clear (&self->frontier);
  bs_state_table_unref (self->states);
  g_free (self->key);
  g_free (self->members);
  g_free (self->decisions);
  g_free (self->candidates);
  g_free (self);
}

void
bs_scheduler_leave_out_ratios (BsScheduler *self)
{
  self->without_ratios = TRUE;
}

void
bs_scheduler_set_room (BsScheduler *self, guint32 n_candidates)
{
  self->room = n_candidates;
}

void
bs_scheduler_set_cancellable (BsScheduler *self, GCancellable *cancellable)
{
  self->frontier.cancellable = cancellable;
}

static BsDecision *
add_decision (BsScheduler *self)
{
  if (self->n_decisions == self->decision_capacity)
    {
      self->decision_capacity = MAX (256, 2 * self->decision_capacity);
      self->decisions = g_renew (BsDecision, self->decisions, self->decision_capacity);
    }

  return memset (&self->decisions[self->n_decisions++], 0, sizeof (BsDecision));
}

/* What was on the table when the choice was made. */
static void
record_candidates (BsScheduler *self, BsDecision *decision)
{
  BsFrontier *frontier = &self->frontier;
  const BsRatio *ratio = self->without_ratios ? NULL : bs_frontier_get_ratio (frontier);
  guint n_types = frontier->graph->n_types;
  guint length;

  if (self->n_candidates > self->room)
    return;

  if (self->n_candidates + frontier->n_ready_types > self->candidate_capacity)
    {
      self->candidate_capacity = MAX (self->n_candidates + frontier->n_ready_types,
                                      2 * self->candidate_capacity);
      self->candidates = g_renew (BsCandidate, self->candidates, self->candidate_capacity);
    }

  decision->first_candidate = self->n_candidates;
  decision->n_candidates = frontier->n_ready_types;
  for (guint type = 0; type < n_types; type++)
    if (frontier->ready[type] > 0)
      self->candidates[self->n_candidates++] = (BsCandidate){
        .type = type,
        .ready = frontier->ready[type],
        .reachable = ratio != NULL ? ratio->reachable[type] : 0,
        .score = self->policy->klass->score != NULL
                     ? self->policy->klass->score (self->policy, frontier, type)
                     : BS_NO_SCORE,
      };

  length = bs_policy_encode_state (self->policy, frontier, self->states->encoding, self->key);
  decision->state = bs_state_table_intern (self->states, self->key, length);
}

/* Tells all who count of the batch that was just taken. */
static void
tell (BsScheduler *self, const BsDecision *decision)
{
  BsFrontier *frontier = &self->frontier;
  const guint32 *nodes = frontier->order + decision->first;

  if (frontier->ratio != NULL)
    bs_ratio_execute (frontier->ratio, nodes, decision->count);
  if (self->policy->klass->taken != NULL)
    self->policy->klass->taken (self->policy, frontier, nodes, decision->count);
}

static void
decide (BsScheduler *self)
{
  BsFrontier *frontier = &self->frontier;
  const BsPolicyClass *klass = self->policy->klass;
  BsDecision *decision = add_decision (self);
  BsChoice choice = { 0 };
  guint n_ready_types = frontier->n_ready_types;

  choice.reason = n_ready_types == 1 ? BS_REASON_ONLY : BS_REASON_RULE;
  if (self->reasons)
    decision->start_ns = bs_now_ns ();
  klass->choose (self->policy, frontier, &choice);
  if (self->reasons)
    {
      gint64 chosen_ns = bs_now_ns ();

      record_candidates (self, decision);
      /* Writing the reason down is no part of the choice: leave it out of its time. */
      decision->start_ns += bs_now_ns () - chosen_ns;
    }
  decision->type = choice.type;
  decision->reason = choice.reason;
  decision->n_tied = MIN (choice.n_tied, 255);
  decision->draw = choice.draw;
  decision->count = bs_frontier_take (frontier, choice.type, klass->take, &decision->first);
  tell (self, decision);
  if (self->reasons)
    decision->end_ns = bs_now_ns ();
}

void
bs_scheduler_begin (BsScheduler *self)
{
  self->n_decisions = 0;
  self->n_candidates = 0;
  self->elapsed_ns = 0;
  if (self->graph == NULL)
    return;

  g_clear_pointer (&self->frontier.ratio, bs_ratio_free);
  if (self->frontier.order_shared)
    self->frontier.order = NULL;
  self->frontier.order_shared = FALSE;
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  g_clear_pointer (&self->graph, bs_graph_unref);
}

/* Batches are where their type's room went. */
static void
grow (BsScheduler *self, BsGraph *graph)
{
  BsFrontier *frontier = &self->frontier;
  guint n_types = self->graph->n_types;
  g_autofree guint32 *before = g_new (guint32, MAX (n_types, 1));

  for (guint type = 0; type < n_types; type++)
    before[type] = bs_frontier_room_begin (frontier, type);
  bs_frontier_grow (frontier, graph);
  for (guint32 i = 0; i < self->n_decisions; i++)
    {
      guint type = self->decisions[i].type;

      self->decisions[i].first += bs_frontier_room_begin (frontier, type) - before[type];
    }
}

/* What was decided so far, with the order of the frontier, which is lent back to it. */
static void
write_schedule (BsScheduler *self, BsSchedule *schedule)
{
  schedule->n_nodes = self->graph->n_nodes;
  schedule->order = self->frontier.order;
  self->frontier.order_shared = TRUE;
  schedule->n_decisions = self->n_decisions;
  schedule->decisions = g_memdup2 (self->decisions, self->n_decisions * sizeof (BsDecision));
  if (self->reasons)
    {
      schedule->n_candidates = self->n_candidates;
      schedule->candidates = g_memdup2 (self->candidates,
                                        self->n_candidates * sizeof (BsCandidate));
      schedule->states = bs_state_table_ref (self->states);
      schedule->without_ratios = self->without_ratios;
    }
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    schedule->n_fallbacks += bs_reason_is_fallback (schedule->decisions[i].reason);
}

static void
make_room_for_key (BsScheduler *self, guint n_types)
{
  guint length = bs_state_max_length (self->states->encoding, n_types) + 1;

  if (length <= self->key_capacity)
    return;
  self->key_capacity = length;
  self->key = g_renew (guint16, self->key, length);
}

BsSchedule *
bs_scheduler_continue (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types)
{
  BsSchedule *schedule = g_new0 (BsSchedule, 1);
  const BsPolicyClass *klass = self->policy->klass;
  BsFrontier *frontier = &self->frontier;

  g_atomic_int_set (&schedule->refs, 1);
  schedule->start_ns = bs_now_ns () - self->elapsed_ns;
  make_room_for_key (self, graph->n_types);
  if (self->graph == NULL)
    bs_frontier_begin (frontier, (BsGraph *) graph);
  else
    grow (self, (BsGraph *) graph);
  g_clear_pointer (&self->graph, bs_graph_unref);
  self->graph = bs_graph_ref ((BsGraph *) graph);
  if (klass->begin != NULL)
    klass->begin (self->policy, frontier, types);
  if (klass->levels != NULL)
    bs_frontier_set_levels (frontier, klass->levels (self->policy));

  while (frontier->n_executed < graph->n_nodes)
    decide (self);

  schedule->end_ns = bs_now_ns ();
  self->elapsed_ns = schedule->end_ns - schedule->start_ns;
  write_schedule (self, schedule);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  self->schedule = bs_schedule_ref (schedule);

  return schedule;
}

BsSchedule *
bs_scheduler_run (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types)
{
  BsSchedule *schedule;

  bs_scheduler_begin (self);
  schedule = bs_scheduler_continue (self, graph, types);
  bs_scheduler_begin (self);

  return schedule;
}

void
bs_scheduler_start (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types,
                    guint32 n_run, gboolean own)
{
  const BsPolicyClass *klass = self->policy->klass;

  bs_scheduler_begin (self);
  self->start_ns = bs_now_ns ();
  self->types = types;
  make_room_for_key (self, graph->n_types);
  self->members = g_renew (guint32, self->members, MAX (graph->n_nodes, 1));
  self->graph = bs_graph_ref ((BsGraph *) graph);
  bs_frontier_begin (&self->frontier, self->graph);
  bs_frontier_skip (&self->frontier, n_run);
  /* What follows the frontier alone has to see all of it; plans for what others decide are in vain. */
  self->stale = klass->begin != NULL && (own || klass->follow == NULL);
  bs_scheduler_renew (self);
  self->stale = klass->follow != NULL && !own;
}

void
bs_scheduler_renew (BsScheduler *self)
{
  if (!self->stale)
    return;
  bs_frontier_drop_levels (&self->frontier);
  self->policy->klass->begin (self->policy, &self->frontier, self->types);
  self->stale = FALSE;
}

gboolean
bs_scheduler_follow (BsScheduler *self, guint type, const guint32 *nodes, guint32 n_nodes)
{
  BsFrontier *frontier = &self->frontier;
  const BsPolicyClass *klass = self->policy->klass;
  guint n_ready_types = frontier->n_ready_types;
  BsDecision *decision;

  if (!bs_frontier_bring (frontier, type, nodes, n_nodes))
    return FALSE;

  decision = add_decision (self);
  decision->reason = n_ready_types == 1 ? BS_REASON_ONLY : BS_REASON_RULE;
  if (self->reasons)
    {
      BsChoice choice = { 0 };

      /* What it sees is written down; what it would do is not asked for. */
      if (klass->follow == NULL)
        klass->choose (self->policy, frontier, &choice);
      record_candidates (self, decision);
    }
  if (klass->follow != NULL && !self->stale)
    self->stale = !klass->follow (self->policy, frontier, type, nodes, n_nodes);
  decision->type = type;
  decision->first = frontier->head[type];
  decision->count = n_nodes;
  bs_frontier_take_first (frontier, type, n_nodes);
  tell (self, decision);

  return TRUE;
}

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

/* The ready nodes of the least level, by number. */
static guint32
find_least_level (BsScheduler *self, guint type)
{
  const BsFrontier *frontier = &self->frontier;
  const guint32 *ready = frontier->order + frontier->head[type];
  const guint32 *levels = self->policy->klass->levels (self->policy);
  guint32 least = G_MAXUINT32, n = 0;

  for (guint32 i = 0; i < frontier->ready[type]; i++)
    least = MIN (least, levels[ready[i]]);
  for (guint32 i = 0; i < frontier->ready[type]; i++)
    if (levels[ready[i]] == least)
      self->members[n++] = ready[i];
  qsort (self->members, n, sizeof *self->members, compare_nodes);

  return n;
}

gboolean
bs_scheduler_override (BsScheduler *self, guint type)
{
  BsFrontier *frontier = &self->frontier;
  BsTake take = self->policy->klass->take;
  guint32 n;

  if (type >= frontier->graph->n_types || frontier->ready[type] == 0)
    return FALSE;

  bs_frontier_drop_levels (frontier);
  n = take == BS_TAKE_ONE ? 1 : frontier->ready[type];
  if (take == BS_TAKE_LEVEL)
    {
      bs_scheduler_renew (self);
      n = find_least_level (self, type);
    }
  else
    {
      memcpy (self->members, frontier->order + frontier->head[type], n * sizeof (guint32));
    }

  return bs_scheduler_follow (self, type, self->members, n);
}

gboolean
bs_scheduler_step (BsScheduler *self)
{
  BsFrontier *frontier = &self->frontier;
  const BsPolicyClass *klass = self->policy->klass;

  if (frontier->n_executed == frontier->graph->n_nodes)
    return FALSE;

  bs_scheduler_renew (self);
  if (klass->levels != NULL && frontier->levels == NULL)
    bs_frontier_set_levels (frontier, klass->levels (self->policy));
  decide (self);

  return TRUE;
}

const guint32 *
bs_scheduler_get_ready (const BsScheduler *self)
{
  return self->frontier.ready;
}

const BsDecision *
bs_scheduler_get_last (const BsScheduler *self, const guint32 **nodes)
{
  const BsDecision *last = &self->decisions[self->n_decisions - 1];

  *nodes = self->frontier.order + last->first;

  return last;
}

BsSchedule *
bs_scheduler_finish (BsScheduler *self)
{
  BsSchedule *schedule = g_new0 (BsSchedule, 1);

  g_atomic_int_set (&schedule->refs, 1);
  schedule->start_ns = self->start_ns;
  schedule->end_ns = bs_now_ns ();
  write_schedule (self, schedule);
  bs_scheduler_begin (self);

  return schedule;
}
