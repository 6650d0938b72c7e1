/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the planner between cells share. */
#pragma once

#include "engine/planning/graph-plan.h"

G_BEGIN_DECLS

/* Batches of calls with more operands have no tuples: they read lists. */
#define BS_PLAN_MAX_TUPLES 16

/* Values begin at multiples of this many numbers where their length is one: 64 bytes. */
#define BS_PLAN_ALIGNMENT 16

/* How many operands each call of a batch has; 0 where that differs, or where there are too many:
 * such a batch has no tuples. */
static inline guint
bs_graph_plan_count_tuples (const BsGraph *graph, const guint32 *calls, guint32 n_calls)
{
  guint32 n = graph->input_start[calls[0] + 1] - graph->input_start[calls[0]];

  if (n > BS_PLAN_MAX_TUPLES)
    return 0;
  for (guint32 i = 1; i < n_calls; i++)
    if (graph->input_start[calls[i] + 1] - graph->input_start[calls[i]] != n)
      return 0;

  return n;
}

/* Numbers of output @port of @type; none for one that it lacks. */
static inline guint32
bs_plan_type_length (const BsPlanType *type, guint port)
{
  return port < type->n_outputs ? type->length[port] : 0;
}

static inline guint64
bs_graph_plan_align (guint64 numbers)
{
  return (numbers + BS_PLAN_ALIGNMENT - 1) / BS_PLAN_ALIGNMENT * BS_PLAN_ALIGNMENT;
}

/**
 * bs_graph_plan_place_type:
 * @nodes: (array length=n_nodes): of one type, in the order of their values
 * @place: where to write, by port
 * @end: (inout): numbers of the block
 *
 * Places all outputs of some nodes of a type side by side, port by port, behind @end.
 */
void bs_graph_plan_place_type (const BsPlanType *type, const guint32 *nodes, guint32 n_nodes,
                               guint32 *const *place, guint64 *end);

G_END_DECLS
