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
 * @costs: (nullable): the objective is the least sum of these rather than the fewest batches; by ids of
 *   the types that are learned on. They are not taken over: they have to stay as long as the options
 *
 * Start from bs_training_options_init(), which gives what makes the best policies, or
 * bs_training_options_init_published().
 */
typedef struct
{
  BsEncoding encoding;
  guint64 seed;
  const BsBatchCosts *costs;

  /* Q-learning */
  double alpha; /* weight of rho in the reward c (-1 + alpha rho) (1); c is 1, or the weight of
                           * the batch over that of the mean one */
  double learning_rate;   /* 0.4 */
  double gamma;           /* 1.0 */
  guint n_steps;          /* 10 */
  double epsilon;         /* chance of exploring in the first episode (0.5) */
  double epsilon_decay;   /* factor an episode (0.9) */
  double epsilon_min;     /* 0.05 */
  guint max_episodes;     /* 1000 */
  guint check_every;      /* episodes between greedy schedules (50) */
  gboolean true_maximum;  /* bootstrap with max Q; FALSE: max (0, max Q), as published */
  gboolean act_when_safe; /* take a type with rho = 1 without asking the table */

  /* Priorities */
  guint n_parts;  /* parts of each training graph: random choices of its inputs (32) */
  guint n_trials; /* changes tried (2000) */
} BsTrainingOptions;

void bs_training_options_init (BsTrainingOptions *self);
void bs_training_options_init_published (BsTrainingOptions *self, BsEncoding encoding);

/* One row of the history: a greedy schedule of all training graphs with the table so far. Costs are what is
 * minimised: predicted ns where there are costs, else batches. */
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

typedef struct
{
  BsFsm *fsm;          /* the best table */
  guint32 batches;     /* its greedy schedules, all graphs */
  guint32 lower_bound; /* of all graphs */
  guint64 cost;        /* as of BsTrainingPoint */
  guint64 lower_cost;  /* of all graphs: no table has less */
  gboolean in_time;    /* costs are ns: the options had some */
  guint32 episodes;    /* learned, or changes tried, with those before a resume */
  GArray *history;     /* BsTrainingPoint */
  gint64 elapsed_ns;   /* of learning: pauses are left out */
} BsTrainingResult;

void bs_training_result_free (BsTrainingResult *self);

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
 * @control: (nullable): pauses and stops
 * @cancellable: (nullable): stops after the episode at hand; the best table so far is kept
 *
 * Functions are called in the thread that learns. Watching changes no bit of what is learned.
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
 * @types: their types
 * @start: (nullable): a table to go on from, with its @episodes; must have the encoding of
 *   @options
 * @watch: (nullable): who is told how it goes
 *
 * Same graphs, options, start and seed give the same table, bit for bit.
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
 * @progress: (nullable): called after every check, in this thread
 * @cancellable: (nullable): stops after the episode at hand; the best table so far is kept
 *
 * As bs_train_watched().
 */
BsTrainingResult *bs_train (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                            const BsTrainingOptions *options, const BsFsm *start,
                            BsTrainingProgress progress, gpointer user_data,
                            GCancellable *cancellable, GError **error);

/* How a table does on graphs, seen or not. */
typedef struct
{
  guint32 batches, lower_bound;
  guint64 cost, lower_cost; /* as of BsTrainingPoint */
  guint32 n_decisions; /* those in which the table was asked: more than one type to choose from */
  guint32 n_known;     /* of these, in a state of the table */
  guint32 n_fallbacks; /* of these, decided by rho */
} BsEvaluation;

/** bs_evaluate: schedules @graphs with the table; @costs: (nullable): what batches cost. */
void bs_evaluate (BsFsm *fsm, BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                  const BsBatchCosts *costs, BsEvaluation *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingResult, bs_training_result_free)

G_END_DECLS
