/* SPDX-License-Identifier: Apache-2.0 */
/* Memory planning between cells: the order of calls in each batch of the outer graph, and the place
 * of their outputs, chosen with the consumers in mind. */
#pragma once

#include "engine/graph.h"
#include "engine/model.h"
#include "engine/planning/planner.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

/**
 * BsPlanType:
 *
 * What the nodes of a type give, each of which needs a place.
 */
typedef struct
{
  guint n_outputs;                     /* at most BS_MAX_CELL_OUTPUTS */
  guint32 length[BS_MAX_CELL_OUTPUTS]; /* numbers; 0: needs no place (read where a parameter is) */
} BsPlanType;

/**
 * BsGathers:
 *
 * What has to be copied together: every operand position of every batch is a tuple of values, one
 * a call, and a gather unless they lie side by side in the order of the calls. One call alone
 * never needs one.
 *
 * A batch whose calls differ in their number of operands, or have more than 16, has no tuples. Nor
 * is it one when no value has a place, since all are read where a parameter is; where some have
 * one and some not, or lengths differ, it is a gather of those that have.
 */
typedef struct
{
  guint32 n_operands;   /* tuples, of all batches */
  guint32 n_gathers;    /* of them not contiguous in the order of the calls */
  guint64 gather_bytes; /* that these copy */
} BsGathers;

/**
 * BsGraphPlanReport:
 *
 * What a plan between cells saves: without one, with it, and the least there can be.
 */
typedef struct
{
  BsGathers creation;  /* outputs of a type in the order of execution, calls too */
  BsGathers planned;   /* never more bytes than creation, unless the graph grew */
  BsGathers bound;     /* no plan has fewer, or fewer bytes */
  guint64 value_bytes; /* of all values */
  guint64 place_bytes; /* of the room that the plan takes */
} BsGraphPlanReport;

typedef struct _BsGraphPlan BsGraphPlan;

/**
 * BsGraphPlan:
 *
 * Places of values: numbers from the base of one block. A value of 16 numbers or more begins at a
 * multiple of 16 where its length is one, so that neighbours stay neighbours. What was placed
 * stays where it is when the graph grows; the block only gets longer.
 *
 * Only the reference count is safe between threads, until bs_graph_plan_take() gave it away.
 */
struct _BsGraphPlan
{
  guint32 n_nodes;                     /* of the graph so far */
  guint32 *calls;                      /* [n_nodes] nodes, slices as in the schedule's order */
  guint32 *place[BS_MAX_CELL_OUTPUTS]; /* [n_nodes]; undefined for outputs that a node lacks */
  gsize n_numbers;                     /* of the block */

  /*< private >*/
  int refs;
  guint32 node_capacity;
  guint type_capacity, n_stages, stage_capacity;
  guint32 *placed; /* [type_capacity] nodes of a type so far */
  guint32 *stages; /* [n_stages] nodes of the graph with each stage */
  guint32 n_decisions;
  struct _BsGraphRuns *runs; /* (nullable): work space of the planner */
};

/** bs_graph_plan_new: makes a plan of no nodes. Returns: (transfer full): the plan, to be dropped with
 * bs_graph_plan_unref() */
BsGraphPlan *bs_graph_plan_new (void);
BsGraphPlan *bs_graph_plan_ref (BsGraphPlan *self);
void bs_graph_plan_unref (BsGraphPlan *self);

/** bs_graph_plan_begin: begins a mini-batch: forgets everything but the room. */
void bs_graph_plan_begin (BsGraphPlan *self);

/**
 * bs_graph_plan_grow:
 * @graph: the graph as it is now
 * @schedule: of all of it
 * @types: (array): by type id of @graph
 * @planner: what to do: with creation and published calls and outputs are in the order of the
 *   schedule, type by type
 *
 * Plans the nodes that @graph has more than the one before. Their readers of later stages are not
 * known, nor asked for. Linear in nodes and operands; no allocation when a mini-batch was at least
 * as large before.
 *
 * Returns: %FALSE with %BS_ERROR_RANGE when the values are more than 2^32 numbers
 */
gboolean bs_graph_plan_grow (BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
                             const BsPlanType *types, BsPlanner planner, GError **error);

/**
 * bs_graph_plan_take:
 * @self: the plan of a mini-batch that has run; it has to begin again
 *
 * Takes what a plan says out of it, without copying.
 *
 * Returns: (transfer full): what @self said, to be asked for a report later, in any thread; it cannot
 *   grow
 */
BsGraphPlan *bs_graph_plan_take (BsGraphPlan *self);

/**
 * bs_graph_plan_report:
 * @graph: that was planned, with all stages
 * @schedule: of it
 * @types: (array): by type id of @graph, as they were planned
 * @report: (out caller-allocates): the counts
 *
 * Counts gathers with, without, and the least there can be, from what the plan says alone. Of a
 * graph that grew the one without a plan grew too.
 */
void bs_graph_plan_report (const BsGraphPlan *self, const BsGraph *graph,
                           const BsSchedule *schedule, const BsPlanType *types,
                           BsGraphPlanReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphPlan, bs_graph_plan_unref)

G_END_DECLS
