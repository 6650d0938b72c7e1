/* SPDX-License-Identifier: Apache-2.0 */
/* Policies choose which ready type becomes the next batch; the scheduler does the rest. */
#pragma once

#include <gio/gio.h>

#include "engine/fsm.h"
#include "engine/graph.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

typedef struct _BsFrontier BsFrontier;
typedef struct _BsPolicy BsPolicy;
typedef struct _BsPolicyClass BsPolicyClass;

/**
 * BsTake:
 * @BS_TAKE_ALL: all ready nodes of the type become the batch
 * @BS_TAKE_LEVEL: those of the least level among them
 * @BS_TAKE_ONE: the one that has been ready longest
 */
typedef enum
{
  BS_TAKE_ALL,
  BS_TAKE_LEVEL,
  BS_TAKE_ONE
} BsTake;

/* What a policy answers. Scores are written only when reasons are wanted. */
typedef struct
{
  guint type;
  BsReason reason;
  guint n_tied;
  guint64 draw;
} BsChoice;

/**
 * BsPolicyClass:
 * @take: how many nodes of a type become a batch
 * @begin: (optional): look at a graph before its first decision; may allocate. Called again when
 *   the graph has grown: nodes that have run stand in the frontier as executed.
 * @levels: (optional): (transfer none): a level of every node, for BS_TAKE_LEVEL; asked for after
 *   @begin. A policy with levels chooses a type only when all its nodes of the least level to come
 *   are ready
 * @skip: (optional): as if @begin had been called @n_graphs times, for what a policy draws
 * @follow: (optional): others decided that ready @nodes are a batch, in place of @choose. Returns:
 *   %FALSE where what @begin has planned does not hold any more: it is called again before @choose.
 *   Policies without it choose by the frontier alone, however it came about
 * @choose: picks among the ready types; never called with an empty frontier, must not allocate
 * @taken: (optional): nodes became a batch, and what they made ready stands in the frontier
 * @score: (optional): what @choose compared for a ready type, for the record
 * @describe: (optional): (transfer full) (nullable): one line about the last graph, such as
 *   whether a search proved its schedule to be the best
 * @finalize: (optional)
 */
struct _BsPolicyClass
{
  const char *name;
  BsTake take;
  void (*begin) (BsPolicy *self, BsFrontier *frontier, const BsTypeTable *types);
  const guint32 *(*levels) (BsPolicy *self);
  void (*skip) (BsPolicy *self, guint64 n_graphs);
  gboolean (*follow) (BsPolicy *self, BsFrontier *frontier, guint type, const guint32 *nodes,
                      guint32 n_nodes);
  void (*choose) (BsPolicy *self, BsFrontier *frontier, BsChoice *choice);
  void (*taken) (BsPolicy *self, BsFrontier *frontier, const guint32 *nodes, guint32 n_nodes);
  double (*score) (BsPolicy *self, BsFrontier *frontier, guint type);
  char *(*describe) (BsPolicy *self);
  void (*finalize) (BsPolicy *self);
};

struct _BsPolicy
{
  const BsPolicyClass *klass;
  int refs;
};

BsPolicy *bs_policy_ref (BsPolicy *self);
void bs_policy_unref (BsPolicy *self);

/**
 * bs_policy_names:
 *
 * Returns: (transfer none) (array zero-terminated=1): the policies bs_policy_new() makes by name
 */
const char *const *bs_policy_names (void);

/* What policies made by name can be told. */
typedef struct
{
  guint64 seed;       /* random */
  guint beam_width;   /* beam (30) */
  guint64 max_states; /* exact: how many to keep before it settles for the best found (2^20) */
} BsPolicyOptions;

void bs_policy_options_init (BsPolicyOptions *self);

/**
 * bs_policy_new:
 * @name: one of bs_policy_names()
 * @options: (nullable): %NULL for the defaults
 *
 * Returns: (transfer full): a policy, or %NULL with %BS_ERROR_NOT_FOUND or %BS_ERROR_RANGE
 */
BsPolicy *bs_policy_new (const char *name, const BsPolicyOptions *options, GError **error);

/** bs_policy_describe: Returns: (transfer full) (nullable): what the policy has to say about the
 * graph it scheduled last. */
char *bs_policy_describe (BsPolicy *self);

/**
 * bs_policy_new_fsm:
 * @fsm: the table to follow; types are matched by name
 *
 * An unknown state falls back to a type with rho = 1 if there is one, else to the largest rho.
 *
 * Returns: (transfer full): the policy
 */
BsPolicy *bs_policy_new_fsm (BsFsm *fsm);

/** bs_policy_get_fsm: Returns: (transfer none) (nullable): the table of an FSM policy. */
BsFsm *bs_policy_get_fsm (BsPolicy *self);

/** bs_policy_skip: for a fresh policy: as if it had decided on @n_graphs graphs, each stage of one
 * that grows counted, so that what it draws for the next is what it would have drawn then. */
void bs_policy_skip (BsPolicy *self, guint64 n_graphs);

typedef struct _BsScheduler BsScheduler;

/**
 * bs_scheduler_new:
 * @policy: who decides
 * @encoding: how states are written down; an FSM policy uses its own instead
 * @reasons: whether candidates, ratios and states are recorded with each decision
 *
 * A scheduler keeps its arrays from one graph to the next of a run.
 */
BsScheduler *bs_scheduler_new (BsPolicy *policy, BsEncoding encoding, gboolean reasons);
void bs_scheduler_free (BsScheduler *self);

/** bs_scheduler_leave_out_ratios: of graphs in one piece: leaves those that the policy does not ask
 * for to bs_schedule_add_ratios(). */
void bs_scheduler_leave_out_ratios (BsScheduler *self);

/* More candidates of a mini-batch than any run has: a few hundred megabytes. */
#define BS_SCHEDULER_ROOM (1u << 24)

/** bs_scheduler_set_room: once more than @n_candidates of a graph are recorded, the decisions behind
 * have none, and no states; of a graph that nobody trusts there can be as many as nodes times types. */
void bs_scheduler_set_room (BsScheduler *self, guint32 n_candidates);

/**
 * bs_scheduler_set_cancellable:
 * @cancellable: (nullable) (transfer none): ends a search that a policy makes; the schedule is
 *   valid then as well, but not what the policy is good for
 */
void bs_scheduler_set_cancellable (BsScheduler *self, GCancellable *cancellable);

/**
 * bs_scheduler_begin:
 *
 * For a graph that grows: begins a schedule that bs_scheduler_continue() makes longer.
 */
void bs_scheduler_begin (BsScheduler *self);

/**
 * bs_scheduler_continue:
 * @graph: the graph as it is now: nodes so far keep their numbers, types and inputs
 *
 * Schedules what has not run yet. Decisions so far stay; places in the order may move, but not
 * the order of the nodes of one type.
 *
 * Returns: (transfer full): the schedule of the whole graph so far
 */
BsSchedule *bs_scheduler_continue (BsScheduler *self, const BsGraph *graph,
                                   const BsTypeTable *types);

/**
 * bs_scheduler_run:
 *
 * Schedules @graph: O(V + E) plus O(|T|) a decision, without reasons and fallbacks; with them
 * O(|T| (V + E)) at most.
 *
 * Returns: (transfer full): the schedule
 */
BsSchedule *bs_scheduler_run (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types);

/**
 * bs_scheduler_start:
 * @n_run: nodes below it have run: a graph that has grown; 0: none
 * @own: what is going to be followed may be what the policy itself decided: a policy that plans
 *   plans now and keeps to it while nothing else is done; %FALSE: only when it is asked
 *
 * Begins a schedule that is made batch by batch: batches that others decided are followed, others
 * are left to the policy. @graph and @types have to stay until bs_scheduler_finish().
 */
void bs_scheduler_start (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types,
                         guint32 n_run, gboolean own);

/**
 * bs_scheduler_follow:
 * @nodes: (array length=n_nodes): in this order the next batch
 *
 * Returns: %FALSE, and nothing is done, where they are not ready nodes of @type, each once
 */
gboolean bs_scheduler_follow (BsScheduler *self, guint type, const guint32 *nodes, guint32 n_nodes);

/** bs_scheduler_override: makes ready nodes of @type the next batch, as many as the policy would
 * take. Returns: %FALSE, and nothing is done, where none is ready. */
gboolean bs_scheduler_override (BsScheduler *self, guint type);

/** bs_scheduler_step: the policy decides. Returns: %FALSE, and nothing is done, where all nodes have
 * run. */
gboolean bs_scheduler_step (BsScheduler *self);

/** bs_scheduler_renew: lets a policy plan again if its plan does not hold any more; else it does so
 * when it is asked next. */
void bs_scheduler_renew (BsScheduler *self);

/** bs_scheduler_get_ready: Returns: (transfer none) (array): nodes ready now, by type. */
const guint32 *bs_scheduler_get_ready (const BsScheduler *self);

/** bs_scheduler_get_last: @nodes: (out) (transfer none): of the last batch. Returns: the decision. */
const BsDecision *bs_scheduler_get_last (const BsScheduler *self, const guint32 **nodes);

/** bs_scheduler_finish: Returns: (transfer full): all since bs_scheduler_start(); in its order nodes
 * that had run before stand in front of the others of their type. */
BsSchedule *bs_scheduler_finish (BsScheduler *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPolicy, bs_policy_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsScheduler, bs_scheduler_free)

G_END_DECLS
