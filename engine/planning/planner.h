/* SPDX-License-Identifier: Apache-2.0 */
/* The memory planners, by name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsPlanner:
 * @BS_PLANNER_CREATION: no planning: inside a cell the agenda's batches, variables in the order in
 *   which they are computed; between cells results in the order of execution; operands that do not
 *   lie side by side are copied together
 * @BS_PLANNER_PUBLISHED: inside a cell the fewest batches and the layout that a PQ-tree finds;
 *   between cells as above
 * @BS_PLANNER_FULL: also broadcasts without a copy, parameters packed once, inputs placed by the
 *   caller, fused kernels, and results placed where their consumers want them
 */
typedef enum
{
  BS_PLANNER_CREATION,
  BS_PLANNER_PUBLISHED,
  BS_PLANNER_FULL,
  BS_N_PLANNERS
} BsPlanner;

/** bs_planner_to_string: Returns: (transfer none): creation, published or full. */
const char *bs_planner_to_string (BsPlanner planner);

/** bs_planner_from_string: Returns: %FALSE with %BS_ERROR_NOT_FOUND and the names that there are. */
gboolean bs_planner_from_string (const char *name, BsPlanner *planner, GError **error);

G_END_DECLS
