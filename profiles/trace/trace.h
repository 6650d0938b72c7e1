/* SPDX-License-Identifier: Apache-2.0 */
/* A trace in memory: read once, checked throughout, then only looked at. */
#pragma once

#include <gio/gio.h>
#include <math.h>

#include "engine/fsm.h"
#include "engine/graph.h"
#include "engine/observer.h"
#include "engine/schedule.h"
#include "engine/training.h"
#include "profiles/device/device.h"
#include "profiles/trace/event-store.h"
#include "profiles/trace/load-progress.h"
#include "profiles/trace/trace-plan.h"

G_BEGIN_DECLS

/** BsNodeState: where a node stands at a decision. */
typedef enum
{
  BS_NODE_ABSENT,   /* the graph grows, and it is not there yet */
  BS_NODE_WAITING,  /* an input has not been computed */
  BS_NODE_FRONTIER, /* ready, but not in this batch */
  BS_NODE_FORMING,  /* in the batch of this decision */
  BS_NODE_EXECUTED, /* computed before */
  BS_N_NODE_STATES  /* how many there are */
} BsNodeState;

/**
 * bs_node_state_to_string:
 * @state: where a node stands
 *
 * Returns: (transfer none): its name in files, not translated
 */
const char *bs_node_state_to_string (BsNodeState state);

/** BsTraceDecision: what was recorded of a decision, and what its batch took. */
typedef struct
{
  guint32 mini_batch;              /* from 0 */
  guint32 type;                    /* into the types of the trace */
  guint32 size;                    /* nodes in the batch */
  guint32 state;                   /* into the states of the trace */
  guint8 reason;                   /* BsReason */
  guint8 n_tied;                   /* other types that were as good */
  guint16 n_candidates;            /* types that were ready */
  guint32 first_candidate;         /* into the candidates of the trace */
  guint32 first_member;            /* into the order of its mini-batch */
  guint32 n_executed;              /* nodes of its mini-batch that ran before */
  guint64 draw;                    /* the random number drawn, 0 when none was */
  gint64 start_ns, end_ns;         /* choosing */
  gint64 run_start_ns, run_end_ns; /* executing; both 0 when it was only scheduled, or empty */
  guint64 gather_bytes, scatter_bytes, flops; /* of its events */
  guint32 n_gathers, n_scatters;              /* events that moved them */
} BsTraceDecision;

/**
 * BsTraceMiniBatch:
 *
 * The facts of a mini-batch; its graph is unpacked when asked for, see bs_trace_open_graph().
 */
typedef struct
{
  guint32 n_nodes, n_inputs; /* nodes, and operands of all of them */
  guint32 n_instances;       /* inputs of the mini-batch */
  guint32 first_instance;    /* index in the corpus of its first input */
  guint32 lower_bound;       /* batches that any schedule has at least */
  guint32 first_decision;    /* from 1 through the whole trace */
  guint32 n_decisions;       /* that were recorded of it */
  guint32 n_fallbacks;       /* decisions in states that the policy did not know */
  gboolean finished;         /* it ran, or was only scheduled, to its end */
  double loss;               /* NaN when it did not run to its end */
  gint64 start_ns, end_ns;
  char **instance_names; /* (nullable) [n_instances] each nullable, too */
  guint32 n_stages;      /* 0: the graph did not grow */
  BsStage *stages;       /* .first_decision is from 1 through the whole trace */
  gboolean is_planned;   /* the report of planning between cells was recorded: */
  BsGraphPlanReport plan;
} BsTraceMiniBatch;

/**
 * BsTraceGraph:
 *
 * The graph of a mini-batch, unpacked, with what follows from it and from the decisions.
 * Immutable; safe to share between threads.
 */
typedef struct
{
  const BsTraceMiniBatch *mini_batch; /* as long as the trace is there */
  guint32 index;                      /* of the mini-batch */
  BsGraph *graph;
  guint32 n_levels;
  guint32 *depth;         /* [n_nodes] from 1 */
  guint32 *order;         /* [n_nodes] members of the batches, batch after batch */
  guint32 *node_decision; /* [n_nodes] the decision that executes it; G_MAXUINT32: none recorded */
  guint32 *node_ready;    /* [n_nodes] the first decision that finds it ready */
  guint32 *node_there;    /* (nullable) [n_nodes] the first decision of its stage */

  /*< private >*/
  int refs;
} BsTraceGraph;

/** BsTraceVocabulary: what data of nodes can stand for. */
typedef struct
{
  char *name;     /* words, labels, ... */
  guint32 n;      /* data are below it */
  char **strings; /* (nullable) [n]; NULL: data are numbers that stand for themselves */
} BsTraceVocabulary;

/** BsTraceRecording: what the recording says about itself; 0: nothing. */
typedef struct
{
  gint64 begin_ns, end_ns; /* all that was reported between these moments is in the file */
  gint64 observer_ns;      /* spent in the thread of the run, waiting left out */
  gint64 writer_ns;        /* spent in the thread that wrote */
  guint64 n_waits;         /* of the run, until there was room */
  gint64 wait_ns;
  guint64 n_clock_steps; /* events of a clock that went backwards */
  /* Of what a device did. */
  guint64 n_dropped_activities, n_late_activities;
  guint64 n_lost_activities; /* of no batch that is known */
  gint64 clock_error_ns;     /* of its times, at most */
  gint64 clock_drift_ppb;    /* that its clock gains */
} BsTraceRecording;

/** BS_NO_VOCABULARY: data of nodes of a type stand for nothing that is known. */
#define BS_NO_VOCABULARY G_MAXUINT16

/** BS_NO_CELL: it is not known which cell nodes of a type call. */
#define BS_NO_CELL G_MAXUINT16

typedef struct _BsTrace BsTrace;

/**
 * BsTrace:
 *
 * Decisions are numbered from 1 through the whole trace: @decisions[n - 1] is decision n.
 * Immutable after loading; safe to share between threads.
 */
struct _BsTrace
{
  char *path;
  int version;         /* of the format of the file */
  gboolean complete;   /* FALSE: the recording was cut short */
  gboolean has_scores; /* some candidate has one */
  BsTypeTable *types;
  BsStateTable *states;
  guint32 n_mini_batches;
  BsTraceMiniBatch *mini_batches;
  guint32 n_decisions;
  BsTraceDecision *decisions;
  guint32 n_candidates;
  BsCandidate *candidates;
  guint64 n_events;             /* see BsEventIter */
  BsEventStore *events;         /* all of them, and their levels of detail */
  gint64 phase_ns[BS_N_PHASES]; /* added up over all lanes */
  gint64 covered_ns;            /* while any lane had an event */
  guint n_lanes;                /* 1 more than the highest lane of an event */
  guint64 n_dropped;            /* events that were not recorded */
  BsTraceRecording recording;
  BsFsm *fsm;      /* (nullable): the table that decided */
  GArray *history; /* BsTrainingPoint; empty when nothing was learned */
  guint n_vocabularies;
  BsTraceVocabulary *vocabularies;
  guint16 *type_vocabulary; /* (nullable) [n_types] of its nodes' data, or BS_NO_VOCABULARY */
  guint n_cells;
  char **cells;       /* [n_cells] names of the cells that have plans */
  guint16 *type_cell; /* (nullable) [n_types] that its nodes call, or BS_NO_CELL */
  guint n_plans;
  BsTracePlan *plans;
  BsDevice *device; /* (nullable): that batches ran on, besides the processor */
  guint n_device_lanes;
  BsLane *device_lanes; /* [n_device_lanes] by .id: lanes that are no threads of the run */
  guint n_kernels;
  BsKernel *kernels;
  guint32 n_launches;
  BsLaunch *launches; /* in order of recording, which is nearly that of time */
  guint32 n_idles;
  BsIdle *idles;          /* in order of time */
  GPtrArray *diagnostics; /* translated sentences: what is missing and why */

  /*< private >*/
  int refs;
  GHashTable *info;
  struct _BsBundle *bundle; /* (nullable): that it came from */
  struct _BsGraphStore *graphs;
};

/**
 * bs_trace_load:
 * @path: a trace file; untrusted: opened read-only and defensively, every count is checked, no
 *   SQL of the file is run, nothing is written beside it
 * @cancellable: (nullable): ends it early
 *
 * Returns: (transfer full): the trace, or %NULL with a message that says what is wrong with the
 *   file: %BS_ERROR_UNSUPPORTED (not a trace), %BS_ERROR_VERSION (newer), %BS_ERROR_CORRUPT,
 *   %BS_ERROR_IO
 */
BsTrace *bs_trace_load (const char *path, GCancellable *cancellable, GError **error);

/**
 * bs_trace_load_async:
 * @path: as in bs_trace_load()
 * @progress: (nullable): to be there until @callback is called
 * @cancellable: (nullable): ends it early
 * @callback: called in the main context of this thread
 * @user_data: for @callback
 *
 * Loads a trace in another thread; see bs_trace_load_finish().
 */
void bs_trace_load_async (const char *path, BsLoadProgress *progress, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * bs_trace_load_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full): as bs_trace_load()
 */
BsTrace *bs_trace_load_finish (GAsyncResult *result, GError **error);

BsTrace *bs_trace_ref (BsTrace *self);
void bs_trace_unref (BsTrace *self);

/**
 * bs_trace_get_info:
 * @key: such as `workload`; batchscope-trace(5) lists them
 *
 * Returns: (nullable): the provenance recorded under @key
 */
const char *bs_trace_get_info (const BsTrace *self, const char *key);

/**
 * bs_trace_get_lane:
 * @lane: of events
 *
 * Returns: (nullable): what a lane is that is no thread of the run
 */
const BsLane *bs_trace_get_lane (const BsTrace *self, guint lane);

/**
 * bs_trace_lane_kind:
 * @self: a loaded trace
 * @lane: of events
 *
 * Tells threads of the run from lanes of a device.
 *
 * Returns: what the lane is
 */
static inline BsLaneKind
bs_trace_lane_kind (const BsTrace *self, guint lane)
{
  const BsLane *own = bs_trace_get_lane (self, lane);

  return own != NULL ? own->kind : BS_LANE_THREAD;
}

/**
 * bs_trace_lane_name:
 * @lane: of events
 *
 * Returns: (transfer full): of a lane, such as `Thread 0`, translated
 */
char *bs_trace_lane_name (const BsTrace *self, guint lane);

/** bs_trace_subject: Returns: (transfer full): what was run, in a word or two: the workload, or the
 * file that graphs came from. */
char *bs_trace_subject (const BsTrace *self);

/**
 * bs_trace_is_emulated:
 * @self: a loaded trace
 *
 * Whatever shows such a trace says so, see bs_device_emulated_text().
 *
 * Returns: whether batches ran on a device that is a program
 */
static inline gboolean
bs_trace_is_emulated (const BsTrace *self)
{
  return self->device != NULL && self->device->emulated;
}

/** bs_trace_get_info_keys: Returns: (transfer container) (element-type utf8): all keys, sorted. */
GPtrArray *bs_trace_get_info_keys (const BsTrace *self);

/**
 * bs_trace_decision:
 * @self: a loaded trace
 * @decision: from 1 to .n_decisions
 *
 * Finds a decision by its number.
 *
 * Returns: (transfer none): what was recorded of it
 */
static inline const BsTraceDecision *
bs_trace_decision (const BsTrace *self, guint32 decision)
{
  return &self->decisions[decision - 1];
}

/**
 * bs_trace_open_graph:
 * @mini_batch: from 0
 *
 * Unpacks the graph of a mini-batch, in O(nodes + operands). The last few are kept, so that asking
 * again costs little. Cannot fail: everything was checked when the trace was loaded. Any thread may
 * call it.
 *
 * Returns: (transfer full): the graph, to be used while @self is there
 */
BsTraceGraph *bs_trace_open_graph (const BsTrace *self, guint32 mini_batch);
BsTraceGraph *bs_trace_graph_ref (BsTraceGraph *self);
void bs_trace_graph_unref (BsTraceGraph *self);

/**
 * bs_trace_members:
 * @self: the graph of the mini-batch of @decision
 * @decision: see bs_trace_decision()
 *
 * What a batch is made of.
 *
 * Returns: (transfer none) (array): the nodes of its batch, .size of them
 */
static inline const guint32 *
bs_trace_members (const BsTraceGraph *self, const BsTraceDecision *decision)
{
  return self->order + decision->first_member;
}

/**
 * bs_trace_candidates:
 * @self: a loaded trace
 * @decision: from 1 to .n_decisions
 *
 * What could have been chosen at a decision.
 *
 * Returns: (transfer none) (array): the candidates of the decision by type, .n_candidates of them
 */
static inline const BsCandidate *
bs_trace_candidates (const BsTrace *self, guint32 decision)
{
  return self->candidates + bs_trace_decision (self, decision)->first_candidate;
}

/**
 * bs_trace_node_state:
 * @self: the graph of a mini-batch
 * @node: of the graph, from 0
 * @decision: from 1 through the whole trace
 *
 * Tells a node at any time from what is known of it, without a replay.
 *
 * Returns: where the node stands there; O(1)
 */
static inline BsNodeState
bs_trace_node_state (const BsTraceGraph *self, guint32 node, guint32 decision)
{
  if (self->node_decision[node] < decision)
    return BS_NODE_EXECUTED;
  if (self->node_decision[node] == decision)
    return BS_NODE_FORMING;

  if (self->node_ready[node] <= decision)
    return BS_NODE_FRONTIER;

  return self->node_there != NULL && self->node_there[node] > decision ? BS_NODE_ABSENT
                                                                       : BS_NODE_WAITING;
}

/**
 * bs_trace_stage:
 * @mini_batch: of a trace
 * @decision: from 1 through the whole trace
 *
 * Returns: the stage, from 0, that the graph of @mini_batch has reached at @decision
 */
guint32 bs_trace_stage (const BsTraceMiniBatch *mini_batch, guint32 decision);

/**
 * bs_trace_n_there:
 * @mini_batch: of a trace
 * @decision: from 1 through the whole trace
 *
 * Returns: how many nodes the graph of @mini_batch has at @decision
 */
guint32 bs_trace_n_there (const BsTraceMiniBatch *mini_batch, guint32 decision);

/**
 * bs_candidate_rho:
 * @candidate: of a decision
 *
 * The ratio by which the sufficient condition tells whether a batch is safe: it is where this is 1.
 *
 * Returns: ready / reachable, in (0, 1]; NaN when the reachable nodes were not counted
 */
static inline double
bs_candidate_rho (const BsCandidate *candidate)
{
  return candidate->reachable > 0 ? (double) candidate->ready / candidate->reachable : NAN;
}

/**
 * bs_trace_chosen:
 * @decision: from 1 through the whole trace
 *
 * Returns: (nullable): the candidate that @decision chose, if recorded
 */
const BsCandidate *bs_trace_chosen (const BsTrace *self, guint32 decision);

/**
 * bs_trace_event_mini_batch:
 * @event: of the trace
 * @near: the mini-batch of an event close to it in time, 0 before the first
 *
 * Returns: the mini-batch of @event in full; events of a recording that was cut short may belong
 *   to one that the trace does not have
 */
guint32 bs_trace_event_mini_batch (const BsTrace *self, const BsEvent *event, guint32 near);

/**
 * bs_trace_policy_state:
 * @state: into the states of the trace
 *
 * Returns: the state of the policy that is @state of the trace, types matched by name, or
 *   %G_MAXUINT32 when there is no policy or it does not know the state
 */
guint32 bs_trace_policy_state (const BsTrace *self, guint32 state);

/**
 * bs_trace_instance_name:
 * @mini_batch: of a trace
 * @instance: below .n_instances
 *
 * What an input is called, such as its file.
 *
 * Returns: (transfer none) (nullable): the name of an input; %NULL: it has none
 */
static inline const char *
bs_trace_instance_name (const BsTraceMiniBatch *mini_batch, guint32 instance)
{
  return mini_batch->instance_names != NULL ? mini_batch->instance_names[instance] : NULL;
}

/**
 * bs_trace_get_plan:
 * @cell: below .n_cells
 * @planner: which of its plans
 *
 * Returns: (nullable): the memory plan that @planner makes of a cell
 */
const BsCellPlan *bs_trace_get_plan (const BsTrace *self, guint cell, BsPlanner planner);

/**
 * bs_trace_get_cell:
 * @type: into the types of the trace
 *
 * Returns: the cell that nodes of @type call; BS_NO_CELL: not known
 */
guint bs_trace_get_cell (const BsTrace *self, guint type);

/** bs_trace_get_planner: @planner: (out): of the run. Returns: whether it is known. */
gboolean bs_trace_get_planner (const BsTrace *self, BsPlanner *planner);

/**
 * bs_trace_get_vocabulary:
 * @type: into the types of the trace
 *
 * Returns: (nullable): what data of nodes of @type are ids of
 */
const BsTraceVocabulary *bs_trace_get_vocabulary (const BsTrace *self, guint type);

/**
 * bs_trace_vocabulary_text:
 * @vocabulary: below .n_vocabularies
 *
 * Returns: (transfer full): a line about a vocabulary: its name, how many there are, whose data
 *   they are, and the first of them
 */
char *bs_trace_vocabulary_text (const BsTrace *self, guint vocabulary);

/**
 * bs_trace_get_word:
 * @graph: of a mini-batch of the trace
 * @node: of @graph
 *
 * Returns: (nullable): what the datum of @node stands for: a word, the name of a label, a letter, or its
 *   own name; %NULL where it is nothing or a mere number
 */
const char *bs_trace_get_word (const BsTrace *self, const BsGraph *graph, guint32 node);

/**
 * bs_trace_state_text:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): the state of @decision in words, see bs_state_to_string()
 */
char *bs_trace_state_text (const BsTrace *self, guint32 decision);

/**
 * bs_trace_short_state_text:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): the same within a sentence: of a long one the beginning, and how many types it
 *   has
 */
char *bs_trace_short_state_text (const BsTrace *self, guint32 decision);

/** bs_trace_state_legend: Returns: (transfer none) (nullable): what the order and the signs of
 * bs_trace_state_text() say, translated. */
const char *bs_trace_state_legend (const BsTrace *self);

/**
 * bs_trace_get_search:
 * @mini_batch: from 0
 *
 * Returns: (nullable): what a search said of its schedule of the mini-batch, such as that there is no
 *   better one
 */
const char *bs_trace_get_search (const BsTrace *self, guint32 mini_batch);

/**
 * bs_search_key:
 * @mini_batch: from 0
 *
 * Returns: (transfer full): of the information that holds it: `search`, and `search_1` and so on for
 *   mini-batches after the first
 */
char *bs_search_key (guint32 mini_batch);

/**
 * bs_rho_to_string:
 * @rho: in (0, 1]
 *
 * Returns: (transfer full): two decimals; 1.00 for 1 only, never by rounding
 */
char *bs_rho_to_string (double rho);

/**
 * bs_trace_reason_text:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): the reason of @decision as one translated sentence, the same in the
 *   window and on the command line
 */
char *bs_trace_reason_text (const BsTrace *self, guint32 decision);

/**
 * bs_trace_cause_text:
 * @decision: from 1 through the whole trace
 * @before: (out) (transfer full) (nullable): what stands before the state; %NULL where the sentence
 *   does not name it
 * @lead: (out) (transfer full) (nullable): how far the type is ahead of the others
 *
 * Returns: (transfer full): of that sentence what made the policy choose so, without the ratio,
 *   @lead and the state: for those who show the state as a picture between @before and this
 */
char *bs_trace_cause_text (const BsTrace *self, guint32 decision, char **before, char **lead);

/**
 * bs_trace_ratio_text:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full) (nullable): of that sentence the numbers of the ratio; %NULL where they are not
 *   known
 */
char *bs_trace_ratio_text (const BsTrace *self, guint32 decision);

/**
 * bs_trace_decision_text:
 * @decision: from 1 through the whole trace
 *
 * Returns: (transfer full): `Decision 41 of 203: batched 12 word, ρ 1.00, safe`, translated: what
 *   a screen reader says
 */
char *bs_trace_decision_text (const BsTrace *self, guint32 decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrace, bs_trace_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTraceGraph, bs_trace_graph_unref)

/**
 * bs_trace_get_event:
 * @i: below .n_events
 *
 * Returns: event @i of .n_events, in order of time; to walk through many, use an iterator
 */
BsEvent bs_trace_get_event (const BsTrace *self, guint64 i);

/**
 * bs_event_iter_init:
 * @trace: a loaded trace; to be there as long as the walk
 *
 * Begins before the first event of @trace; see bs_event_iter_next().
 */
void bs_event_iter_init (BsEventIter *self, const BsTrace *trace);

/**
 * bs_trace_take_events:
 * @self: a trace that is being put together
 * @events: (transfer full): finished; of the trace from now on
 *
 * For those who make a trace of something else than a file.
 */
void bs_trace_take_events (BsTrace *self, BsEventStore *events);

G_END_DECLS
