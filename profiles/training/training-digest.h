/* SPDX-License-Identifier: Apache-2.0 */
/* What a table comes to: how it does on graphs beside rules and bounds, and its states at a glance. All
 * of this is for threads of its own. */
#pragma once

#include <gio/gio.h>

#include "profiles/tables/table.h"
#include "profiles/training/policy-edit.h"
#include "profiles/training/training-material.h"

G_BEGIN_DECLS

/* Beside what policies are shown. */
#define BS_TRAINING_BEAM_WIDTH 30
/* Of larger graphs no beam is searched: it would take minutes. */
#define BS_TRAINING_BEAM_NODES 50000

/* What rules need for one graph, or for all to learn on: batches, or what these cost in ns (see
 * BsTrainingPoint). */
typedef struct
{
  guint64 lower_bound, agenda, sufficient;
  guint64 beam; /* of few batches, whatever they cost; 0: not known (yet) */
} BsTrainingYardstick;

/** bs_training_measure: @costs: (nullable): %NULL: batches are counted; @yardsticks: [graphs of @material]
 * (out caller-allocates): all but beams. */
void bs_training_measure (const BsTrainingMaterial *material, const BsBatchCosts *costs,
                          BsTrainingYardstick *yardsticks);

/** bs_training_search_beam: @costs: (nullable). Returns: what beam search finds for graph @index; 0: it was
 * cancelled, or the graph is too large. */
guint64 bs_training_search_beam (const BsTrainingMaterial *material, const BsBatchCosts *costs,
                                 guint index, GCancellable *cancellable);

/** bs_training_sum: @sum: (out): of the graphs to learn on; its beam is 0 where one is not known. */
void bs_training_sum (const BsTrainingMaterial *material, const BsTrainingYardstick *yardsticks,
                      BsTrainingYardstick *sum);

/** bs_training_evaluate: @costs: (nullable); @evaluations: [graphs] (out caller-allocates): each graph scheduled with @fsm.
 * Returns: %FALSE when cancelled. */
gboolean bs_training_evaluate (const BsTrainingMaterial *material, BsFsm *fsm,
                               const BsBatchCosts *costs, BsEvaluation *evaluations,
                               GCancellable *cancellable);

/* A state at a glance. */
typedef struct
{
  guint32 state;
  guint16 n_ready;    /* types */
  guint16 action;     /* that is taken: a type of the table */
  gboolean reached;   /* by greedy schedules of the graphs to learn on */
  guint32 n_reached;  /* decisions of these schedules in it */
  guint64 visits;     /* of all actions while learning */
  guint64 own_visits; /* of the action */
  double q;           /* of the action */
} BsTrainingState;

/**
 * BsTrainingField:
 *
 * The states of a table, by how many types are ready, then by action, then by visits; immutable.
 */
typedef struct
{
  BsFsm *fsm;
  guint32 n_states;
  BsTrainingState *states;
  guint32 n_reached;
  guint64 n_actions;

  /*< private >*/
  int refs;
} BsTrainingField;

/** bs_training_field_new: Returns: (transfer full) (nullable): %NULL: cancelled. */
BsTrainingField *bs_training_field_new (const BsTrainingMaterial *material, BsFsm *fsm,
                                        GCancellable *cancellable);
BsTrainingField *bs_training_field_ref (BsTrainingField *self);
void bs_training_field_unref (BsTrainingField *self);

/** bs_training_field_describe: Returns: (transfer full): state number @state in words. */
char *bs_training_field_describe (const BsTrainingField *self, guint32 state);

/** bs_training_field_tabulate: Returns: (transfer full): a row a state, in order: state, ready, action,
 * q, visits, action_visits, reached (decisions of greedy schedules in it). */
BsTable *bs_training_field_tabulate (const BsTrainingField *self);

/** bs_training_field_tabulate_edit: Returns: (transfer full): a row a state, in order: state, ready, action,
 * learned, changed, q, visits, reached. */
BsTable *bs_training_field_tabulate_edit (const BsTrainingField *self, BsPolicyEdit *edit);

/** bs_training_tabulate_edit: @before, @after: [graphs]; Returns: (transfer full): a row a graph: set,
 * mini_batch, lower_bound, before, after, better_by. */
BsTable *bs_training_tabulate_edit (const BsTrainingMaterial *material, const BsEvaluation *before,
                                    const BsEvaluation *after);

/** bs_training_tabulate_checks: @yardsticks, @evaluations: [graphs]; Returns: (transfer full): a row a
 * graph: set (training or held_out), mini_batch, nodes, lower_bound, agenda, sufficient, beam, batches,
 * asked, known, coverage, ratio (of batches to the bound), better_by (than sufficient). With @in_time all
 * but batches are predicted times: bound_ns, agenda_ns, sufficient_ns, beam_ns, predicted_ns, better_by_ns. */
BsTable *bs_training_tabulate_checks (const BsTrainingMaterial *material, gboolean in_time,
                                      const BsTrainingYardstick *yardsticks,
                                      const BsEvaluation *evaluations);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingField, bs_training_field_unref)

G_END_DECLS
