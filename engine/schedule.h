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

const char *bs_reason_to_string (BsReason reason);

static inline gboolean
bs_reason_is_fallback (BsReason reason)
{
  return reason == BS_REASON_SAFE || reason == BS_REASON_RATIO;
}

/* Not known: the policy has no number for this candidate. */
#define BS_NO_SCORE (-G_MAXDOUBLE)

typedef struct
{
  guint32 type;
  guint32 ready;     /* |Frontier_a(G)| */
  guint32 reachable; /* |Frontier(G^a)|, 0 when not computed; rho = ready / reachable */
  double score;      /* what the policy compared: Q (fsm), mean depth (agenda), or BS_NO_SCORE */
} BsCandidate;

typedef struct
{
  guint32 type;
  guint32 first; /* the batch is order[first .. first + count) */
  guint32 count;
  guint32 state;           /* number in the state table of the schedule */
  guint32 first_candidate; /* its candidates, ascending by type; all ready types */
  guint16 n_candidates;
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
  guint32 n_decisions;
  BsDecision *decisions;
  guint32 n_nodes;
  guint32 *order; /* [n_nodes] */
  guint32 n_candidates;
  BsCandidate *candidates; /* empty when reasons were not wanted */
  gboolean without_ratios; /* of candidates: see bs_schedule_add_ratios() */
  guint32 n_fallbacks;
  BsStateTable *states;    /* (nullable) */
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
 * candidate. Any thread may do so.
 *
 * Returns: (transfer full): @self where nothing was left out, else a copy with it
 */
BsSchedule *bs_schedule_add_ratios (BsSchedule *self, BsGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSchedule, bs_schedule_unref)

G_END_DECLS
