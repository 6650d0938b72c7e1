/* SPDX-License-Identifier: Apache-2.0 */
/* Policies choose which ready type becomes the next batch; the scheduler does the rest. */
#pragma once

#include <gio/gio.h>

#include "engine/fsm.h"
#include "engine/graph.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

/**
 * BsFrontier:
 *
 * The nodes of a graph that are ready at a point of its schedule, by type. Only the engine looks into
 * it, so that policies have to be in the engine.
 */
typedef struct _BsFrontier BsFrontier;
typedef struct _BsPolicy BsPolicy;
typedef struct _BsPolicyClass BsPolicyClass;

/**
 * BsTake:
 * @BS_TAKE_ALL: all ready nodes of the type become the batch
 * @BS_TAKE_LEVEL: those of the least level among them
 * @BS_TAKE_ONE: the one that has been ready longest
 *
 * How many ready nodes of the type that a policy chose become the batch.
 */
typedef enum
{
  BS_TAKE_ALL,
  BS_TAKE_LEVEL,
  BS_TAKE_ONE
} BsTake;

/**
 * BsChoice:
 *
 * What a policy answers; see #BsDecision. Scores are asked for only when reasons are wanted.
 */
typedef struct
{
  guint type;      /* a ready one */
  BsReason reason; /* preset: BS_REASON_ONLY where one type is ready, else BS_REASON_RULE */
  guint n_tied;    /* other types that were as good */
  guint64 draw;    /* the random number drawn, 0 when none was */
} BsChoice;

/**
 * BsPolicyClass:
 * @name: as bs_policy_new() takes it, or `fsm`
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
 * @finalize: (optional): frees what the policy has, but not the policy itself
 *
 * A kind of policy: what it is asked, in the thread that schedules.
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

/**
 * BsPolicy:
 *
 * Who chooses which ready type becomes the next batch. It remembers where it is in a graph: one
 * scheduler at a time may use it. Only the reference count is safe between threads.
 */
struct _BsPolicy
{
  const BsPolicyClass *klass; /* what kind it is */
  int refs;                   /* see bs_policy_ref() */
};

BsPolicy *bs_policy_ref (BsPolicy *self);
void bs_policy_unref (BsPolicy *self);

/**
 * bs_policy_names:
 *
 * The fixed rules and searches; a learned table is followed by bs_policy_new_fsm().
 *
 * Returns: (transfer none) (array zero-terminated=1): the policies that bs_policy_new() makes by name;
 *   never freed
 */
const char *const *bs_policy_names (void);

/**
 * BsPolicyOptions:
 * @seed: of `random`: same seed, same draws (1)
 * @beam_width: of `beam`: states to go on with after each batch, from 1 to 100000 (30)
 * @max_states: of `exact`: how many to keep before it settles for the best found, from 1 to 2^31 (2^20)
 *
 * What policies made by name can be told. Start from bs_policy_options_init().
 */
typedef struct
{
  guint64 seed;
  guint beam_width;
  guint64 max_states;
} BsPolicyOptions;

/**
 * bs_policy_options_init:
 * @self: what to fill
 *
 * Sets the defaults, which #BsPolicyOptions has in brackets.
 */
void bs_policy_options_init (BsPolicyOptions *self);

/**
 * bs_policy_new:
 * @name: one of bs_policy_names()
 * @options: (nullable): %NULL for the defaults
 *
 * Makes a fixed rule or a search: `unbatched` (one node at a time), `depth`, `agenda`,
 * `agenda-remaining`, `sufficient`, `sufficient-reversed`, `random`, `beam` or `exact`.
 *
 * Source: `sufficient`: ED-Batch (arXiv 2302.03851), the sufficient condition; `depth` and `agenda` are
 * what it compares with.
 *
 * Returns: (transfer full): a policy, or %NULL with %BS_ERROR_NOT_FOUND for a name that there is not, and
 *   %BS_ERROR_RANGE for options out of bounds
 */
BsPolicy *bs_policy_new (const char *name, const BsPolicyOptions *options, GError **error);

/** bs_policy_describe: Returns: (transfer full) (nullable): a line, translated, of what the policy has to
 * say about the graph it scheduled last, such as whether a search proved its schedule to be the best;
 * %NULL: nothing. */
char *bs_policy_describe (BsPolicy *self);

/**
 * bs_policy_new_fsm:
 * @fsm: the table to follow; types are matched by name. A reference is taken: it must not change while
 *   a graph is scheduled
 *
 * Makes a policy of a learned table. An unknown state falls back to a type with rho = 1 if there is one,
 * else to the largest rho; with encoding `marked` to priorities first, see #BsFsmType.
 *
 * Source: ED-Batch (arXiv 2302.03851), the FSM; the fallback and `marked` are ours.
 *
 * Returns: (transfer full): the policy
 */
BsPolicy *bs_policy_new_fsm (BsFsm *fsm);

/** bs_policy_get_fsm: Returns: (transfer none) (nullable): the table that the policy follows; %NULL: it is a
 * rule or a search. */
BsFsm *bs_policy_get_fsm (BsPolicy *self);

/**
 * bs_policy_skip:
 * @self: a fresh policy
 * @n_graphs: graphs to leave out, each stage of one that grows counted
 *
 * As if the policy had decided on so many graphs: what it draws for the next is what it would have drawn
 * then. For replaying a mini-batch alone.
 */
void bs_policy_skip (BsPolicy *self, guint64 n_graphs);

/**
 * BsScheduler:
 *
 * Runs a policy over graphs and writes down what it decided and why. For one thread at a time.
 */
typedef struct _BsScheduler BsScheduler;

/**
 * bs_scheduler_new:
 * @policy: who decides; a reference is taken
 * @encoding: how states are written down; an FSM policy uses its own instead. `marked` is `sort` here,
 *   since only a learned table knows what to mark
 * @reasons: whether candidates, ratios, states and times are recorded with each decision
 *
 * A scheduler keeps its arrays, and the table of states, from one graph to the next of a run.
 *
 * Returns: (transfer full): the scheduler, to be freed with bs_scheduler_free()
 */
BsScheduler *bs_scheduler_new (BsPolicy *policy, BsEncoding encoding, gboolean reasons);
void bs_scheduler_free (BsScheduler *self);

/**
 * bs_scheduler_leave_out_ratios:
 *
 * Of graphs in one piece: leaves the ratios that the policy does not ask for to
 * bs_schedule_add_ratios(), so that they cost the run nothing. There is no way back.
 */
void bs_scheduler_leave_out_ratios (BsScheduler *self);

/** BS_SCHEDULER_ROOM: more candidates of a mini-batch than any run has, a few hundred megabytes: for
 * bs_scheduler_set_room(). */
#define BS_SCHEDULER_ROOM (1u << 24)

/**
 * bs_scheduler_set_room:
 * @n_candidates: such as %BS_SCHEDULER_ROOM; without limit where it is not called
 *
 * Once more than @n_candidates of a graph are recorded, the decisions behind have none, and state 0. Of a
 * graph that nobody trusts there can be as many as nodes times types.
 */
void bs_scheduler_set_room (BsScheduler *self, guint32 n_candidates);

/**
 * bs_scheduler_set_cancellable:
 * @cancellable: (nullable) (transfer none): ends a search that a policy makes; the schedule is
 *   valid then as well, but not what the policy is good for. To stay as long as the scheduler
 *
 * Lets another thread end what may take long.
 */
void bs_scheduler_set_cancellable (BsScheduler *self, GCancellable *cancellable);

/**
 * bs_scheduler_begin:
 *
 * For a graph that grows: begins a schedule that bs_scheduler_continue() makes longer. What was
 * scheduled before is forgotten, but for the states.
 */
void bs_scheduler_begin (BsScheduler *self);

/**
 * bs_scheduler_continue:
 * @graph: the graph as it is now: nodes so far keep their numbers, types and inputs
 * @types: of the graph
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
 * @graph: in one piece
 * @types: of the graph
 *
 * Schedules @graph: O(V + E) plus O(|T|) a decision, without reasons and fallbacks; with them
 * O(|T| (V + E)) at most.
 *
 * Returns: (transfer full): the schedule
 */
BsSchedule *bs_scheduler_run (BsScheduler *self, const BsGraph *graph, const BsTypeTable *types);

/**
 * bs_scheduler_start:
 * @graph: to be scheduled
 * @types: of the graph
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
 * @type: of the nodes
 * @nodes: (array length=n_nodes): in this order the next batch
 * @n_nodes: at least 1
 *
 * After bs_scheduler_start(): makes a batch that others decided. O(n_nodes), and what the policy counts.
 *
 * Returns: %FALSE, and nothing is done, where they are not ready nodes of @type, each once
 */
gboolean bs_scheduler_follow (BsScheduler *self, guint type, const guint32 *nodes, guint32 n_nodes);

/**
 * bs_scheduler_override:
 * @type: what to batch in place of what the policy would
 *
 * After bs_scheduler_start(): makes ready nodes of @type the next batch, as many as the policy would take.
 *
 * Returns: %FALSE, and nothing is done, where none is ready
 */
gboolean bs_scheduler_override (BsScheduler *self, guint type);

/** bs_scheduler_step: after bs_scheduler_start(): the policy decides on the next batch. Returns: %FALSE, and
 * nothing is done, where all nodes have run */
gboolean bs_scheduler_step (BsScheduler *self);

/** bs_scheduler_renew: lets a policy plan again if its plan does not hold any more; else it does so
 * when it is asked next. */
void bs_scheduler_renew (BsScheduler *self);

/** bs_scheduler_get_ready: Returns: (transfer none) (array): [n_types] how many nodes of each type are ready
 * now; the scheduler's, valid until a batch is made. */
const guint32 *bs_scheduler_get_ready (const BsScheduler *self);

/**
 * bs_scheduler_get_last:
 * @nodes: (out) (transfer none): the nodes of the last batch, as many as it has, in its order
 *
 * Looks at the last batch; there must be one since bs_scheduler_start().
 *
 * Returns: (transfer none): its decision; the scheduler's as the nodes, valid until a batch is made
 */
const BsDecision *bs_scheduler_get_last (const BsScheduler *self, const guint32 **nodes);

/**
 * bs_scheduler_finish:
 *
 * Ends what bs_scheduler_start() began; not all nodes need have run.
 *
 * Returns: (transfer full): all batches since then; in its order nodes that had run before stand in front
 *   of the others of their type
 */
BsSchedule *bs_scheduler_finish (BsScheduler *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPolicy, bs_policy_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsScheduler, bs_scheduler_free)

G_END_DECLS
