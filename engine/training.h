/* SPDX-License-Identifier: Apache-2.0 */
/* Tabular Q-learning of an FSM with N-step returns.
 * Source: ED-Batch (arXiv 2302.03851), learning the FSM; Sutton and Barto, Reinforcement
 * Learning, 2nd edition, chapter 7 (n-step bootstrapping). */
#pragma once

#include <gio/gio.h>

#include "engine/batch-costs.h"
#include "engine/fsm.h"
#include "engine/graph.h"
#include "engine/training-control.h"

G_BEGIN_DECLS

/**
 * BsTrainingOptions:
 * @encoding: with a published one, tabular Q-learning as published; with `marked`, a number for
 *   each type and its marks, see engine/priority-learning
 * @seed: of all that is drawn: same seed, same table (1)
 * @costs: (nullable): the objective is the least sum of these rather than the fewest batches; by ids of
 *   the types that are learned on. They are not taken over: they have to stay as long as the options
 * @alpha: weight of rho in the reward c (-1 + alpha rho), at most 1e6 (1); c is 1, or the weight of the
 *   batch over that of the mean one
 * @learning_rate: how far Q moves towards what was seen, from 0 to 1 (0.4)
 * @gamma: how much of later rewards counts, from 0 to 1 (1.0)
 * @n_steps: rewards that are summed up before Q of the state behind stands in, at least 1 (10)
 * @epsilon: chance of exploring in the first episode (0.5)
 * @epsilon_decay: factor of that an episode (0.9)
 * @epsilon_min: that it does not go below (0.05)
 * @max_episodes: schedules to learn from, at least 1 (1000); fewer where the lower bound is met
 * @check_every: episodes between greedy schedules, or changes between rows of the history (50)
 * @true_maximum: bootstrap with max Q; %FALSE: max (0, max Q), as published (%FALSE)
 * @act_when_safe: take a type with rho = 1 without asking the table (%FALSE)
 * @n_parts: of priorities: parts of each training graph, random choices of its inputs, at most 1000 (32)
 * @n_trials: of priorities: changes tried, at least 1 (2000)
 *
 * What is learned and how: @alpha to @act_when_safe are of Q-learning. Start from
 * bs_training_options_init(), which gives what makes the best policies, or
 * bs_training_options_init_published().
 */
typedef struct
{
  BsEncoding encoding;
  guint64 seed;
  const BsBatchCosts *costs;

  /* Q-learning */
  double alpha;
  double learning_rate;
  double gamma;
  guint n_steps;
  double epsilon;
  double epsilon_decay;
  double epsilon_min;
  guint max_episodes;
  guint check_every;
  gboolean true_maximum;
  gboolean act_when_safe;

  /* Priorities */
  guint n_parts;
  guint n_trials;
} BsTrainingOptions;

/**
 * bs_training_options_init:
 * @self: what to fill
 *
 * Sets what makes the best policies: encoding `marked`, and the defaults that #BsTrainingOptions has in
 * brackets.
 */
void bs_training_options_init (BsTrainingOptions *self);

/**
 * bs_training_options_init_published:
 * @self: what to fill
 * @encoding: `base`, `max` or `sort`
 *
 * Sets what was published, as the authors' program does it: without @true_maximum and @act_when_safe.
 *
 * Source: ED-Batch (arXiv 2302.03851), learning the FSM.
 */
void bs_training_options_init_published (BsTrainingOptions *self, BsEncoding encoding);

/**
 * BsTrainingPoint:
 *
 * One row of the history: a greedy schedule of all training graphs with the table so far. Costs are what is
 * minimised: predicted ns where there are costs, else batches.
 */
typedef struct
{
  guint32 episode;   /* episodes learned, or changes tried, before it; goes on after a resume */
  guint32 batches;   /* of the greedy schedules, all graphs */
  guint32 best;      /* of the table that would be kept now */
  guint32 states;    /* known so far; where priorities are learned, how many of these */
  guint64 cost;      /* of the greedy schedules, all graphs */
  guint64 best_cost; /* of the table that would be kept now */
  double epsilon;    /* or the size of changes */
} BsTrainingPoint;

/**
 * BsTrainingResult:
 *
 * What was learned, and how it went.
 */
typedef struct
{
  BsFsm *fsm;          /* the best table; the result's reference */
  guint32 batches;     /* of its greedy schedules, all graphs */
  guint32 lower_bound; /* of all graphs */
  guint64 cost;        /* as of BsTrainingPoint */
  guint64 lower_cost;  /* of all graphs: no table has less */
  gboolean in_time;    /* costs are ns: the options had some */
  guint32 episodes;    /* learned, or changes tried, with those before a resume */
  GArray *history;     /* (element-type BsTrainingPoint): a row a check, the first one first */
  gint64 elapsed_ns;   /* of learning: pauses are left out */
} BsTrainingResult;

/** bs_training_result_free: frees the result with its history, and drops its table; who keeps that takes a
 * reference first. */
void bs_training_result_free (BsTrainingResult *self);

/**
 * BsTrainingProgress:
 * @point: how the table does now; only for the time of the call
 * @user_data: as given to bs_train(), or in #BsTrainingWatch
 *
 * Is told of every row of the history, in the thread that learns.
 */
typedef void (*BsTrainingProgress) (const BsTrainingPoint *point, gpointer user_data);

/**
 * BsTrainingEpisode:
 * @episode: its number, from 1; goes on after a resume. Where priorities are learned, of a change
 * @batches: of its schedule; of a change those of all graphs. 0: a change that was given up before
 *   they were known, since it was worse
 * @graph: that it was learned on, by its place
 * @states: known behind it; where priorities are learned, how many of these
 * @best: of the table that would be kept now, all graphs; 0: none was checked yet
 * @cost: what @batches cost; 0 where these are
 * @best_cost: what @best cost
 * @epsilon: with which it explored, or the size of the change
 *
 * One step of learning: the schedule of one graph from which Q was learned, or one change of priorities.
 */
typedef struct
{
  guint32 episode;
  guint32 batches;
  guint32 graph;
  guint32 states;
  guint32 best;
  guint64 cost;
  guint64 best_cost;
  double epsilon;
} BsTrainingEpisode;

/**
 * BsTrainingWatch:
 * @check: (nullable): called after every check
 * @episode: (nullable): called after every episode, or change; has to be fast
 * @wants_table: (nullable): called as often; %TRUE: a copy of the table is wanted
 * @table: (nullable): takes it (transfer full): as it is, not the best. Where priorities are learned
 *   it has the states that its schedules of the graphs visit
 * @user_data: handed to all of them
 * @control: (nullable): pauses and stops
 * @cancellable: (nullable): stops after the episode at hand; the best table so far is kept
 *
 * Who looks on while a table is learned. Functions are called in the thread that learns. Watching
 * changes no bit of what is learned.
 */
typedef struct
{
  BsTrainingProgress check;
  void (*episode) (const BsTrainingEpisode *episode, gpointer user_data);
  gboolean (*wants_table) (gpointer user_data);
  void (*table) (BsFsm *fsm, gpointer user_data);
  gpointer user_data;
  BsTrainingControl *control;
  GCancellable *cancellable;
} BsTrainingWatch;

/**
 * bs_train_watched:
 * @graphs: (array length=n_graphs): the graphs to learn on, visited in turn
 * @n_graphs: at least 1
 * @types: their types
 * @options: what to learn and how
 * @start: (nullable): a table to go on from, with its @episodes; must have the encoding of
 *   @options
 * @watch: (nullable): who is told how it goes
 *
 * Learns a table by Q-learning with N-step returns, or, with encoding `marked`, priorities of types by a
 * hill climber. Blocks until it is done; any thread will do. Same graphs, options, start and seed give
 * the same table, bit for bit.
 *
 * Source: ED-Batch (arXiv 2302.03851), learning the FSM; Sutton and Barto, Reinforcement Learning, 2nd
 * edition, chapter 7; of `marked`: Rechenberg's (1+1) evolution strategy.
 *
 * Returns: (transfer full): the result, or %NULL with %BS_ERROR_RANGE for settings that make no
 *   sense, and for graphs with so many types or states that no table can be learned
 */
BsTrainingResult *bs_train_watched (BsGraph *const *graphs, guint n_graphs,
                                    const BsTypeTable *types, const BsTrainingOptions *options,
                                    const BsFsm *start, const BsTrainingWatch *watch,
                                    GError **error);

/**
 * bs_train:
 * @graphs: (array length=n_graphs): as of bs_train_watched()
 * @n_graphs: at least 1
 * @types: their types
 * @options: what to learn and how
 * @start: (nullable): a table to go on from
 * @progress: (nullable): called after every check, in this thread
 * @cancellable: (nullable): stops after the episode at hand; the best table so far is kept
 *
 * As bs_train_watched(), for those who only want to see the history grow.
 *
 * Returns: (transfer full): the result, or %NULL with the errors of bs_train_watched()
 */
BsTrainingResult *bs_train (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                            const BsTrainingOptions *options, const BsFsm *start,
                            BsTrainingProgress progress, gpointer user_data,
                            GCancellable *cancellable, GError **error);

/**
 * BsEvaluation:
 * @batches: of the schedules
 * @lower_bound: fewer of them are not possible
 * @cost: of the schedules, as of #BsTrainingPoint
 * @lower_cost: less of it is not possible
 * @n_decisions: those in which the table was asked: more than one type to choose from
 * @n_known: of these, in a state of the table
 * @n_fallbacks: of these, decided by rho
 *
 * How a table does on graphs, seen or not; sums over all of them.
 */
typedef struct
{
  guint32 batches, lower_bound;
  guint64 cost, lower_cost;
  guint32 n_decisions;
  guint32 n_known;
  guint32 n_fallbacks;
} BsEvaluation;

/**
 * bs_evaluate:
 * @fsm: the table, whose types are matched by name
 * @graphs: (array length=n_graphs): to schedule with it
 * @n_graphs: 0: all sums are 0
 * @types: of the graphs
 * @costs: (nullable): what batches cost, by ids of @types; %NULL: batches are counted
 * @result: (out caller-allocates): the sums
 *
 * Schedules graphs with a table and counts what comes of it.
 */
void bs_evaluate (BsFsm *fsm, BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                  const BsBatchCosts *costs, BsEvaluation *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingResult, bs_training_result_free)

G_END_DECLS
