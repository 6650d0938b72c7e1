/* SPDX-License-Identifier: Apache-2.0 */
/* Tabular Q-learning of an FSM with N-step returns.
 * Source: ED-Batch (arXiv 2302.03851), learning the FSM; Sutton and Barto, Reinforcement
 * Learning, 2nd edition, chapter 7 (n-step bootstrapping). */
#pragma once

#include <gio/gio.h>

#include "engine/fsm.h"
#include "engine/graph.h"

G_BEGIN_DECLS

/**
 * BsTrainingOptions:
 *
 * Start from bs_training_options_init(), which gives the published settings.
 */
typedef struct
{
  BsEncoding encoding;
  guint64 seed;
  double alpha;          /* weight of rho in the reward -1 + alpha rho (1) */
  double learning_rate;  /* 0.4 */
  double gamma;          /* 1.0 */
  guint n_steps;         /* 10 */
  double epsilon;        /* chance of exploring in the first episode (0.5) */
  double epsilon_decay;  /* factor an episode (0.9) */
  double epsilon_min;    /* 0.05 */
  guint max_episodes;    /* 1000 */
  guint check_every;     /* episodes between greedy schedules (50) */
  gboolean true_maximum; /* bootstrap with max Q; FALSE: max (0, max Q), as published */
} BsTrainingOptions;

void bs_training_options_init (BsTrainingOptions *self);

/* One row of the history: a greedy schedule of all training graphs with the table so far. */
typedef struct
{
  guint32 episode; /* episodes learned before it */
  guint32 batches; /* of the greedy schedules, all graphs */
  guint32 best;    /* fewest so far */
  guint32 states;  /* known so far */
  double epsilon;
} BsTrainingPoint;

typedef struct
{
  BsFsm *fsm;          /* the best table */
  guint32 batches;     /* its greedy schedules, all graphs */
  guint32 lower_bound; /* of all graphs */
  guint32 episodes;    /* learned */
  GArray *history;     /* BsTrainingPoint */
  gint64 elapsed_ns;
} BsTrainingResult;

void bs_training_result_free (BsTrainingResult *self);

typedef void (*BsTrainingProgress) (const BsTrainingPoint *point, gpointer user_data);

/**
 * bs_train:
 * @graphs: (array length=n_graphs): the graphs to learn on, visited in turn
 * @types: their types
 * @progress: (nullable): called after every check, in this thread
 * @cancellable: (nullable): stops after the episode at hand; the best table so far is kept
 *
 * Same graphs, options and seed give the same table, bit for bit.
 *
 * Returns: (transfer full): the result, or %NULL with %BS_ERROR_RANGE for settings that make no
 *   sense, and for graphs with so many types or states that no table can be learned
 */
BsTrainingResult *bs_train (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                            const BsTrainingOptions *options, BsTrainingProgress progress,
                            gpointer user_data, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingResult, bs_training_result_free)

G_END_DECLS
