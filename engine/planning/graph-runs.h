/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses which tuples of operands lie in memory as they are read. */
#pragma once

#include "engine/planning/graph-plan.h"

G_BEGIN_DECLS

typedef struct _BsGraphRuns BsGraphRuns;

BsGraphRuns *bs_graph_runs_new (void);
void bs_graph_runs_free (BsGraphRuns *self);

/**
 * bs_graph_runs_choose:
 * @first_decision: the first decision of a new stage; it and those behind are of new nodes only
 * @first_node: the first new node
 *
 * Decides about the calls of new batches and the values of new nodes. O(new nodes + operands).
 *
 * Tuples are taken one by one, those of the largest batches first, while each of their values is
 * in no tuple yet: such a tuple becomes a run of memory. Or while all of them are in the same
 * tuple, in a part of it that nobody else asked to be in one piece: such a tuple lies within it,
 * and the calls of the outer batch are arranged so that it does.
 *
 * Returns: whether any was taken
 */
gboolean bs_graph_runs_choose (BsGraphRuns *self, const BsGraph *graph, const BsSchedule *schedule,
                               const BsPlanType *types, guint32 first_decision, guint32 first_node);

/** bs_graph_runs_are_all: Returns: whether every tuple was taken. */
gboolean bs_graph_runs_are_all (const BsGraphRuns *self);

/** bs_graph_runs_save_more: Returns: whether what was taken is more, in numbers, than what is
 * contiguous with calls in the order of the schedule and values at @place. */
gboolean bs_graph_runs_save_more (const BsGraphRuns *self, guint32 *const *place);

/**
 * bs_graph_runs_write:
 * @calls: [n_nodes] in the order of the schedule; batches that need it are arranged
 * @place: by port, [n_nodes]; the values in runs are placed
 * @end: (inout): numbers of the block
 *
 * Writes down what was chosen last.
 */
void bs_graph_runs_write (BsGraphRuns *self, guint32 *calls, guint32 *const *place, guint64 *end);

/** bs_graph_runs_place_others: places the outputs of some new nodes of a type that are in no run,
 * port by port, as bs_graph_plan_place_type(). */
void bs_graph_runs_place_others (const BsGraphRuns *self, const BsPlanType *type,
                                 const guint32 *nodes, guint32 n_nodes, guint32 *const *place,
                                 guint64 *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphRuns, bs_graph_runs_free)

G_END_DECLS
