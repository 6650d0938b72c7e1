/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a policy over a graph and writes down what it decided and why. */
#include "config.h"

#include <string.h>

#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/policies/policies.h"

struct _BsScheduler
{
  BsPolicy *policy;
  gboolean reasons;
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
  gint64 elapsed_ns; /* of the stages so far */
};

BsScheduler *
bs_scheduler_new (BsPolicy *policy, BsEncoding encoding, gboolean reasons)
{
  BsScheduler *self = g_new0 (BsScheduler, 1);
  BsFsm *fsm = bs_policy_get_fsm (policy);

  self->policy = bs_policy_ref (policy);
  self->reasons = reasons;
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
  g_free (self->decisions);
  g_free (self->candidates);
  g_free (self);
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
  const BsRatio *ratio = bs_frontier_get_ratio (frontier);
  guint n_types = frontier->graph->n_types;
  guint length;

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

static void
decide (BsScheduler *self)
{
  BsFrontier *frontier = &self->frontier;
  const BsPolicyClass *klass = self->policy->klass;
  BsDecision *decision = add_decision (self);
  BsChoice choice = { .take = BS_TAKE_ALL };
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
  decision->count = bs_frontier_take (frontier, choice.type, choice.take, &decision->first);
  if (frontier->ratio != NULL)
    bs_ratio_execute (frontier->ratio, frontier->order + decision->first, decision->count);
  if (klass->taken != NULL)
    klass->taken (self->policy, frontier, frontier->order + decision->first, decision->count);
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
    }
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    schedule->n_fallbacks += bs_reason_is_fallback (schedule->decisions[i].reason);
}

BsSchedule *
bs_scheduler_continue (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types)
{
  BsSchedule *schedule = g_new0 (BsSchedule, 1);
  const BsPolicyClass *klass = self->policy->klass;
  BsFrontier *frontier = &self->frontier;
  guint key_length = bs_state_max_length (self->states->encoding, graph->n_types) + 1;

  g_atomic_int_set (&schedule->refs, 1);
  schedule->start_ns = bs_now_ns () - self->elapsed_ns;
  if (key_length > self->key_capacity)
    {
      self->key_capacity = key_length;
      self->key = g_renew (guint16, self->key, key_length);
    }
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
