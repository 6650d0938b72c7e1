/* SPDX-License-Identifier: Apache-2.0 */
/* The decision clock of a trace: where it stands, what the state is there, how it gets elsewhere, and
 * what can be asked of other times. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** BsReplayCounters: sums over decisions that ran; each stops at G_MAXINT64. */
typedef struct
{
  guint64 batches, nodes;
  guint64 gathers, scatters; /* events */
  guint64 gather_bytes, scatter_bytes;
  guint64 flops;
  guint64 choose_ns, run_ns; /* run_ns: of the @executed ones */
  guint64 executed;          /* batches that were executed, not only scheduled */
} BsReplayCounters;

/**
 * BsReplayState:
 *
 * The state at a decision: all before it have run, its batch is forming. At decision 0, before the
 * first, it is the same as at decision 1, but nothing is forming.
 *
 * What was recorded with the decision itself, such as its candidates, is in the trace, see
 * bs_trace_candidates(), bs_trace_state_text() and bs_trace_reason_text().
 */
typedef struct
{
  guint32 decision;                                 /* from 1 through the whole trace; or 0 */
  guint32 mini_batch;                               /* G_MAXUINT32: the trace has none */
  guint32 stage;                                    /* from 0, that its graph has reached */
  guint32 type;                                     /* of the forming batch; G_MAXUINT32: none */
  guint32 state;                                    /* encoded, into those of the trace; or none */
  guint32 n_executed, n_ready, n_waiting, n_absent; /* nodes; n_ready: with the forming ones */
  guint32 n_forming;
  guint n_types, n_ready_types;
  const guint32 *ready;    /* [n_types] the frontier, the forming batch included */
  const guint32 *executed; /* [n_types] nodes */
  const guint32 *batches;  /* [n_types] that ran */
  BsReplayCounters own;    /* of the mini-batch, before the decision */
  BsReplayCounters all;    /* of the whole trace, before the decision */
} BsReplayState;

/** bs_replay_state_copy: Returns: (transfer full): to be freed with g_free(). */
BsReplayState *bs_replay_state_copy (const BsReplayState *self);

/**
 * bs_replay_state_equal:
 * @b: another state
 *
 * Returns: whether all is the same, bit for bit
 */
gboolean bs_replay_state_equal (const BsReplayState *a, const BsReplayState *b);

/** BsValueKnowledge: how much is known of the values of a mini-batch. */
typedef enum
{
  BS_VALUES_COUNTED, /* not even their lengths */
  BS_VALUES_SIZED,   /* but not where they are */
  BS_VALUES_PLACED   /* all */
} BsValueKnowledge;

/**
 * BsReplayMemory:
 *
 * A value is one output of a node. It is alive from when it has been computed until the batch that
 * reads it last has run; one that is never read is a result and stays.
 */
typedef struct
{
  BsValueKnowledge knows;
  guint64 n_values;      /* alive */
  guint64 bytes;         /* of these; bytes are 0 where only counted */
  guint64 forming_bytes; /* what the forming batch will add */
  guint64 peak_bytes;    /* the most so far, while a batch ran: what it writes included */
  guint64 most_bytes;    /* the same of the whole mini-batch */
  guint64 room_bytes;    /* the block that all places of the mini-batch are in; 0: not known */
} BsReplayMemory;

/** BS_NO_PLACE: the offset of a value that is outside the block, or whose place is not known. */
#define BS_NO_PLACE G_MAXUINT64

/** BsReplayValue: one output of a node; it is alive at a decision d where first < d <= last. */
typedef struct
{
  guint32 node;
  guint32 output;     /* of the node, from 0 */
  guint32 length;     /* numbers of 4 bytes; 0: read where a parameter is, or not known */
  guint32 first;      /* the decision that computes it; G_MAXUINT32: none recorded */
  guint32 last;       /* that reads it last; G_MAXUINT32: none, or not recorded */
  guint64 offset;     /* numbers from the base of the block, or BS_NO_PLACE */
  gboolean is_result; /* never read */
} BsReplayValue;

/** BsReplayNode: a node through time. Decisions that were not recorded are G_MAXUINT32. */
typedef struct
{
  guint32 mini_batch, node;
  guint32 type, instance, depth;
  guint32 there;     /* the first decision that knows of it */
  guint32 ready;     /* the first decision that finds it ready */
  guint32 executed;  /* the decision whose batch it is in */
  guint32 place;     /* in that batch, from 0 */
  guint32 n_readers; /* nodes */
} BsReplayNode;

/** BsReplayMark: what the clock can be sent to the next or previous one of. */
typedef enum
{
  BS_REPLAY_SAME_TYPE,  /* a decision that takes the same type */
  BS_REPLAY_SAME_STATE, /* a decision in the same encoded state */
  BS_REPLAY_MINI_BATCH  /* the first decision of a mini-batch; backward: of this one first */
} BsReplayMark;

/** BS_REPLAY_FORWARD: to higher numbers of decisions. */
#define BS_REPLAY_FORWARD 1

/** BS_REPLAY_BACKWARD: to lower numbers of decisions. */
#define BS_REPLAY_BACKWARD (-1)

/**
 * BsReplayMatch:
 * @trace: of the clock
 * @decision: from 1 through the whole trace
 * @user_data: as it was given
 *
 * Asked while the clock runs, see bs_replay_run().
 *
 * Returns: whether it is to stop at @decision
 */
typedef gboolean (*BsReplayMatch) (const BsTrace *trace, guint32 decision, gpointer user_data);

/**
 * BsReplay:
 *
 * The decision clock of a trace. For one thread at a time; the trace may be shared.
 */
typedef struct _BsReplay BsReplay;

/**
 * bs_replay_new:
 * @trace: not kept alive; it may be shared, but a replay is for one thread at a time
 *
 * O(decisions), nothing of graphs: a mini-batch is unpacked when the clock first stands in it, and a
 * few are kept.
 *
 * Returns: (transfer full): a clock at decision 0
 */
BsReplay *bs_replay_new (const BsTrace *trace);
void bs_replay_free (BsReplay *self);

/**
 * bs_replay_get_trace:
 *
 * Returns: (transfer none): the one that it was made with
 */
const BsTrace *bs_replay_get_trace (const BsReplay *self);

/**
 * bs_replay_get_decision:
 *
 * Returns: where the clock stands: 0, before the first, to the number of decisions
 */
guint32 bs_replay_get_decision (const BsReplay *self);

/**
 * bs_replay_seek:
 * @decision: 0 to the number of decisions
 *
 * O(distance to a keyframe) within a mini-batch that is kept, else O(its nodes and inputs) more.
 *
 * Returns: %FALSE, without moving, where there is no such decision
 */
gboolean bs_replay_seek (BsReplay *self, guint32 decision);

/**
 * bs_replay_step:
 * @n: decisions to go on, or back where it is negative
 *
 * One step is O(types of which nodes become ready).
 *
 * Returns: %FALSE, without moving, where there are not so many
 */
gboolean bs_replay_step (BsReplay *self, gint64 n);

/**
 * bs_replay_find:
 * @trace: a loaded trace
 * @from: 0 to the number of decisions + 1
 * @mark: what is looked for
 * @direction: %BS_REPLAY_FORWARD or %BS_REPLAY_BACKWARD
 *
 * Returns: the nearest decision beside @from that @mark says, 0: none
 */
guint32 bs_replay_find (const BsTrace *trace, guint32 from, BsReplayMark mark, int direction);

/**
 * bs_replay_go:
 * @mark: what is looked for
 * @direction: %BS_REPLAY_FORWARD or %BS_REPLAY_BACKWARD
 *
 * To the decision of bs_replay_find().
 *
 * Returns: %FALSE, without moving: none
 */
gboolean bs_replay_go (BsReplay *self, BsReplayMark mark, int direction);

/**
 * bs_replay_run:
 * @direction: %BS_REPLAY_FORWARD or %BS_REPLAY_BACKWARD
 * @match: (scope call): asked of each decision on the way
 * @user_data: for @match
 *
 * To the nearest decision beside this one that matches.
 *
 * Returns: %FALSE, without moving, where none does
 */
gboolean bs_replay_run (BsReplay *self, int direction, BsReplayMatch match, gpointer user_data);

/**
 * bs_replay_run_to:
 * @direction: %BS_REPLAY_FORWARD or %BS_REPLAY_BACKWARD
 * @decisions: (array length=n): where to stop, ascending
 * @n: number of @decisions
 *
 * To the nearest of @decisions beside this one. O(log @n), and a seek.
 *
 * Returns: %FALSE, without moving, where there is none
 */
gboolean bs_replay_run_to (BsReplay *self, int direction, const guint32 *decisions, gsize n);

/** bs_replay_get_state: Returns: (transfer none): the state here; until the clock moves. */
const BsReplayState *bs_replay_get_state (BsReplay *self);

/** bs_replay_get_graph: Returns: (transfer none) (nullable): the mini-batch here; until the clock
 * moves. */
const BsTraceGraph *bs_replay_get_graph (BsReplay *self);

/**
 * bs_replay_list_ready:
 * @type: into the types of the trace
 * @nodes: (element-type guint32): appended to
 *
 * The frontier of @type here, the forming batch included and first, in the order in which its nodes
 * run, which is the order of the scheduler's list; those whose run was not recorded come last,
 * ascending.
 */
void bs_replay_list_ready (BsReplay *self, guint type, GArray *nodes);

/**
 * bs_replay_get_fewest_left:
 * @fewest: (out): batches that any schedule still needs here, the forming one included: the sum over
 *   types of the longest chain of the type among nodes that have not run
 *
 * The first time in a mini-batch O(types (V + E)).
 *
 * Returns: %FALSE where that would take too long
 */
gboolean bs_replay_get_fewest_left (BsReplay *self, guint32 *fewest);

/**
 * bs_replay_get_memory:
 * @memory: (out caller-allocates): what is known of it
 *
 * What is alive here; the first time in a mini-batch O(V + E).
 */
void bs_replay_get_memory (BsReplay *self, BsReplayMemory *memory);

/** bs_replay_list_values: Returns: (transfer full) (element-type BsReplayValue): all that are alive
 * here, by node and output. The first time in a mini-batch its memory is planned again. */
GArray *bs_replay_list_values (BsReplay *self);

/** bs_replay_checksum: Returns: a number of all of the above here: state, lists, memory. */
guint64 bs_replay_checksum (BsReplay *self);

/**
 * bs_replay_find_node:
 * @mini_batch: from 0
 * @node: of its graph, from 0
 * @found: (out caller-allocates): what becomes of it
 *
 * Returns: %FALSE where there is no such node
 */
gboolean bs_replay_find_node (BsReplay *self, guint32 mini_batch, guint32 node,
                              BsReplayNode *found);

/**
 * bs_replay_find_value:
 * @mini_batch: from 0
 * @node: of its graph, from 0
 * @output: of @node, from 0
 * @found: (out caller-allocates): when it is alive, and where
 *
 * Returns: %FALSE where there is no such value
 */
gboolean bs_replay_find_value (BsReplay *self, guint32 mini_batch, guint32 node, guint output,
                               BsReplayValue *found);

/**
 * bs_replay_find_readers:
 * @mini_batch: from 0
 * @node: of its graph, from 0
 *
 * Returns: (transfer full) (element-type guint32): the recorded decisions whose batches read a value of
 *   @node, ascending, each once
 */
GArray *bs_replay_find_readers (BsReplay *self, guint32 mini_batch, guint32 node);

/**
 * bs_replay_find_change:
 * @type: into the types of the trace
 * @from: 1 to the number of decisions
 * @direction: forward: a decision after @from; backward: @from or one before
 *
 * The frontier of a type changes at a decision where it is not what it was at the one before: some
 * of its nodes ran, became ready or appeared, or a mini-batch begins with some of them ready.
 * Mini-batches on the way are unpacked.
 *
 * Returns: the nearest such decision, 0: none
 */
guint32 bs_replay_find_change (BsReplay *self, guint type, guint32 from, int direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReplay, bs_replay_free)

G_END_DECLS
