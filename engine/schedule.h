/* SPDX-License-Identifier: Apache-2.0 */
/* The result of scheduling: decisions with their reasons, and the nodes of each batch. */
#pragma once

#include "engine/graph.h"
#include "engine/state.h"

G_BEGIN_DECLS

/**
 * BsReason:
 * @BS_REASON_ONLY: one type was ready
 * @BS_REASON_RULE: the policy's fixed rule
 * @BS_REASON_LEARNED: the largest Q of a state that the table knows
 * @BS_REASON_SAFE: fallback in an unknown state: a type with rho = 1
 * @BS_REASON_RATIO: fallback in an unknown state: the largest rho
 * @BS_REASON_EXPLORED: a random draw while learning
 * @BS_REASON_COMPONENT: the only ready type of the first component: nothing in it waits for the
 *   other ready types, so these can wait
 * @BS_REASON_CERTAIN: a type with rho = 1, taken without asking the table
 * @BS_REASON_COMPOSED: the largest priority, in a state that the table does not list
 * @BS_REASON_RANDOM: a random draw is the policy
 * @BS_REASON_SEARCHED: the next batch of the best schedule that a search found
 *
 * Why a type became the next batch.
 */
typedef enum
{
  BS_REASON_ONLY,
  BS_REASON_RULE,
  BS_REASON_LEARNED,
  BS_REASON_SAFE,
  BS_REASON_RATIO,
  BS_REASON_EXPLORED,
  BS_REASON_COMPONENT,
  BS_REASON_CERTAIN,
  BS_REASON_COMPOSED,
  BS_REASON_RANDOM,
  BS_REASON_SEARCHED,
  BS_N_REASONS
} BsReason;

/** BS_N_REASONS: how many reasons there are: the length of arrays by #BsReason. */

/**
 * bs_reason_to_string:
 * @reason: what to name
 *
 * The word that traces, tables and conditions have for a reason, such as `learned`.
 *
 * Returns: (transfer none): the word, never translated; `?` for what is no reason
 */
const char *bs_reason_to_string (BsReason reason);

/**
 * bs_reason_is_fallback:
 * @reason: of a decision
 *
 * Tells decisions that a learned table had nothing to say to.
 *
 * Returns: whether the state was not known, so that rho decided
 */
static inline gboolean
bs_reason_is_fallback (BsReason reason)
{
  return reason == BS_REASON_SAFE || reason == BS_REASON_RATIO;
}

/** BS_NO_SCORE: the score of a candidate that the policy has no number for. */
#define BS_NO_SCORE (-G_MAXDOUBLE)

/**
 * BsCandidate:
 *
 * A type that was ready when a decision was made, and what spoke for it.
 *
 * Source: ED-Batch (arXiv 2302.03851), the ratio rho.
 */
typedef struct
{
  guint32 type;      /* id of the graph's type table */
  guint32 ready;     /* |Frontier_a(G)| */
  guint32 reachable; /* |Frontier(G^a)|, 0 when not computed; rho = ready / reachable */
  double score;      /* what the policy compared: Q (fsm), mean depth (agenda), or BS_NO_SCORE */
} BsCandidate;

/**
 * BsDecision:
 *
 * One batch: nodes of one type that run together, and why it was chosen. State, candidates and times
 * are recorded only where a scheduler was asked for reasons, and are 0 elsewhere.
 */
typedef struct
{
  guint32 type;            /* of all its nodes */
  guint32 first;           /* the batch is order[first .. first + count) */
  guint32 count;           /* nodes, at least 1 */
  guint32 state;           /* number in the state table of the schedule */
  guint32 first_candidate; /* its candidates, ascending by type; all ready types */
  guint16 n_candidates;    /* how many: types that were ready */
  guint8 reason;           /* BsReason */
  guint8 n_tied;           /* other candidates with the same score, at most 255 */
  guint64 draw;            /* the random number drawn, 0 when none was */
  gint64 start_ns, end_ns; /* choosing and popping, on the monotonic clock */
} BsDecision;

typedef struct _BsSchedule BsSchedule;

/**
 * BsSchedule:
 *
 * Decisions in order. @order holds every node once, nodes of one type together, so that a batch
 * is a slice and the place of a node in @order is its slot among the values of its type.
 *
 * Immutable once made and safe to share between threads; the @states table keeps growing in the
 * thread that schedules.
 */
struct _BsSchedule
{
  guint32 n_decisions;     /* batches */
  BsDecision *decisions;   /* [n_decisions] in the order in which they run */
  guint32 n_nodes;         /* of the graph */
  guint32 *order;          /* [n_nodes] nodes, those of a type in the order in which they run */
  guint32 n_candidates;    /* of all decisions */
  BsCandidate *candidates; /* [n_candidates] empty when reasons were not wanted */
  gboolean without_ratios; /* of candidates: see bs_schedule_add_ratios() */
  guint32 n_fallbacks;     /* decisions for which bs_reason_is_fallback() */
  BsStateTable *states;    /* (nullable): of the decisions; %NULL when reasons were not wanted */
  gint64 start_ns, end_ns; /* the whole of scheduling; without what was between its stages */

  /*< private >*/
  int refs;
};

BsSchedule *bs_schedule_ref (BsSchedule *self);
void bs_schedule_unref (BsSchedule *self);

/**
 * bs_schedule_add_ratios:
 * @graph: that was scheduled, in one piece
 *
 * Works out what was left out when there was no time: the number of reachable nodes of each
 * candidate. Any thread may do so. Where a graph has so many types that the ratios would take
 * gigabytes, they stay 0.
 *
 * Source: ED-Batch (arXiv 2302.03851), the ratio rho.
 *
 * Returns: (transfer full): @self, with a reference, where nothing was left out; else a copy with it
 */
BsSchedule *bs_schedule_add_ratios (BsSchedule *self, BsGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSchedule, bs_schedule_unref)

G_END_DECLS
