/* SPDX-License-Identifier: Apache-2.0 */
/* How much has to be gathered between cells, whatever the plan. */
#pragma once

#include "engine/planning/graph-plan.h"

G_BEGIN_DECLS

/**
 * bs_graph_bound:
 *
 * Counts tuples that no order of calls and no places make contiguous: those with a value twice, or
 * with values of different lengths. Then groups of tuples that cannot all be: when one tuple lies
 * in one piece, and so does another that has some of its values and others too, then that one
 * lies across one of its two ends. Of those that have no value in common two can, so all but the
 * two largest are gathered, or the one is.
 *
 * Near-linear. Proven, but not tight: a plan need not reach it.
 */
void bs_graph_bound (const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
                     BsGathers *bound);

G_END_DECLS
